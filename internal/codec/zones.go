package codec

import (
	"sync"
	"time"
)

// abbreviations are those of Europe's zones. Others stand for several zones.
var abbreviations = map[string]int{"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}

// phpZone finds a zone by what PHP calls it.
func phpZone(name []byte) (*time.Location, bool) {
	if hours, ok := abbreviations[string(name)]; ok {
		return fixed(hours * 3600), true
	}
	if len(name) > 0 && (name[0] == '+' || name[0] == '-') {
		c := clock{text: name}
		seconds := c.offset()
		return fixed(seconds), !c.broken && len(c.text) == 0
	}
	return database.zone(string(name), time.Now())
}

const (
	mostZones    = 1000 // more than exist
	mostZoneName = 40   // longer than any
	mostMisses   = 100  // in a minute
)

// database is the machine's time zone database. To look for a name that it does not have costs thousands of times as much as a
// name that is remembered, so a body full of such names must not make it look for all of them.
var database zones

// zones remembers the zones that were found. It may be used at once from many goroutines.
type zones struct {
	mu     sync.Mutex
	known  map[string]*time.Location
	since  time.Time // when the misses began to be counted
	misses int
}

// zone returns the zone called name. It is not found where the machine has no database, and where too many names were not
// found lately.
func (z *zones) zone(name string, now time.Time) (*time.Location, bool) {
	if name == "" || len(name) > mostZoneName || name == "Local" {
		return nil, false
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	if found, ok := z.known[name]; ok {
		return found, true
	}
	if now.Sub(z.since) >= time.Minute {
		z.since, z.misses = now, 0
	}
	if z.misses >= mostMisses {
		return nil, false
	}
	found, err := time.LoadLocation(name) // which refuses a path that leads out of the database
	if err != nil {
		z.misses++
		return nil, false
	}
	if z.known == nil {
		z.known = map[string]*time.Location{}
	}
	if len(z.known) < mostZones {
		z.known[name] = found
	}
	return found, true
}
