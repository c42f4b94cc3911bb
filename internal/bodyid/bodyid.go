// Package bodyid makes ids for webhooks that have none, for deduplication.
package bodyid

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

const minute = "2006-01-02T15:04Z"

// Windowed is the SHA-256 of a body and the window in which it arrived: the same for a repetition
// within the window, another for an identical body later, which is a new event. So a
// deduplication may remember for days. A repetition across the end of its window comes through.
// Windows are whole minutes, and begin where UTC's zero time does.
func Windowed(body []byte, received time.Time, window time.Duration) []byte {
	sum := sha256.Sum256(body)
	id := make([]byte, 0, 2*len(sum)+len("@")+len(minute))
	id = append(hex.AppendEncode(id, sum[:]), '@')
	return received.UTC().Truncate(window).AppendFormat(id, minute)
}
