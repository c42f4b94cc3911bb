package kombo

import (
	"errors"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// dayStart is a date that is sent as a timestamp: midnight UTC of that day. Kombo's OpenAPI document
// requires a timestamp in some members, of which Kombo uses only the date.
type dayStart rolecall.Date

// IsZero reports whether d is the zero date.
func (d dayStart) IsZero() bool { return rolecall.Date(d).IsZero() }

// MarshalJSON writes the timestamp. An invalid date is an error.
func (d dayStart) MarshalJSON() ([]byte, error) {
	if problem := rolecall.Date(d).Problem(); problem != "" {
		return nil, errors.New("kombo: a date " + problem)
	}
	return rolecall.Date(d).Time(time.UTC).MarshalJSON()
}
