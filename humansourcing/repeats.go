package humansourcing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// RepeatsWithin gives each delivery an ID, made of the SHA-256 of the event and the window in which it
// arrived. With [webhook.Dedup] around the sink, events with equal bytes are handled once per window. Use
// it only if a proxy or a queue in front of the receiver repeats requests that received no response. Human
// Sourcing itself does not repeat requests.
//
// This can lose data. If a record changes and changes back within a window, the second of two equal
// events is dropped: a job that is created, deleted, created and deleted within five minutes remains
// in your backend. So choose the shortest window that the proxy allows. A redelivery in the next window
// is handled again, which is harmless if handlers write whole records. Equal events in one array are all
// handled, and none of them is handled again if the same array is redelivered.
//
// window must be in whole minutes and at least one minute; otherwise [NewReceiver] returns an error.
func RepeatsWithin(window time.Duration) webhook.Option {
	if window < time.Minute || window%time.Minute != 0 {
		return func(*webhook.Options) error {
			return fmt.Errorf("humansourcing: RepeatsWithin(%s): window must be a whole number of minutes, at least one", window)
		}
	}
	return webhook.IDs(func(d *webhook.Delivery) string {
		return windowed(bytes.Trim(d.Body, space), d.Received, window)
	})
}

const minute = "2006-01-02T15:04Z"

// windowed returns the SHA-256 of a body with the beginning of the window in which it arrived. A
// redelivery within the window has the same id; an identical body in a later window has another one.
// Windows are aligned to the zero time in UTC.
func windowed(body []byte, received time.Time, window time.Duration) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]) + "@" + received.UTC().Truncate(window).Format(minute)
}
