package codec

import (
	"sync"
	"time"
)

// abbreviations maps the unambiguous abbreviations of European time zones to their offsets in hours.
var abbreviations = map[string]int{"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}

// phpZone returns the time zone called name in a PHP DateTime object.
func phpZone(name []byte) (*time.Location, bool) {
	if hours, ok := abbreviations[string(name)]; ok {
		return fixed(hours * 3600), true
	}
	if len(name) > 0 && (name[0] == '+' || name[0] == '-') {
		c := clock{text: name}
		seconds := c.offset()
		return fixed(seconds), !c.invalid && len(c.text) == 0
	}
	return database.zone(string(name), time.Now())
}

const (
	maxZones    = 1000 // more than the database has
	maxZoneName = 40   // longer than any name
	maxMisses   = 100  // per minute
)

// database caches the machine's time zone database. Looking up an unknown name costs thousands of times as
// much as a cached name, so the number of such lookups is limited: an attacker could fill a body with unknown
// names.
var database zones

// zones caches the zones that were found. It is safe for concurrent use.
type zones struct {
	mu     sync.Mutex
	known  map[string]*time.Location
	since  time.Time // when counting misses began
	misses int
}

// zone returns the zone called name. ok is false if the machine has no database or does not know the name, or
// if too many names were not found in the last minute.
func (z *zones) zone(name string, now time.Time) (found *time.Location, ok bool) {
	if name == "" || len(name) > maxZoneName || name == "Local" {
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
	if z.misses >= maxMisses {
		return nil, false
	}
	found, err := time.LoadLocation(name) // LoadLocation rejects a path outside the database
	if err != nil {
		z.misses++
		return nil, false
	}
	if z.known == nil {
		z.known = map[string]*time.Location{}
	}
	if len(z.known) < maxZones {
		z.known[name] = found
	}
	return found, true
}
