package humansourcing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// RepeatsWithin is for a receiver that has a proxy or a queue in front of it which is known to send a
// request again if the response did not arrive. Human Sourcing itself does not, so omit it without
// such a proxy. It gives each delivery an ID: the SHA-256 of the event and the window in which it
// arrived. With [webhook.Dedup] around the sink, equal events are handled once in a window.
//
// This can lose data. If a record changes and changes back within a window, the second of two equal
// events is dropped: a job that is created, deleted, created and deleted within five minutes stays
// live. So choose the shortest window that the proxy allows. A redelivery in the next window is
// handled again, which is harmless if handlers write whole records. Equal events of one array are
// all handled, and none of them again if the same array is delivered again.
//
// window is in whole minutes, at least one; anything else is an error of [NewReceiver].
func RepeatsWithin(window time.Duration) webhook.Option {
	if window < time.Minute || window%time.Minute != 0 {
		return func(*webhook.Options) error {
			return fmt.Errorf("humansourcing: RepeatsWithin(%s): must be whole minutes, at least one", window)
		}
	}
	return webhook.IDs(func(d *webhook.Delivery) string {
		return windowed(bytes.Trim(d.Body, space), d.Received, window)
	})
}

const minute = "2006-01-02T15:04Z"

// windowed is the SHA-256 of a body, and the beginning of the window in which it arrived: the id of a
// redelivery within the window is the same, that of an identical body in a later window is not. Windows
// begin where UTC's zero time does.
func windowed(body []byte, received time.Time, window time.Duration) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]) + "@" + received.UTC().Truncate(window).Format(minute)
}
