package kombo

import (
	"errors"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// dayStart is a day that is sent as the time at which it begins in UTC: Kombo's document asks for
// a time in some members, of which Kombo takes the day.
type dayStart rolecall.Date

// IsZero reports whether there is no day.
func (d dayStart) IsZero() bool { return rolecall.Date(d).IsZero() }

// MarshalJSON writes the time. A day that must not be sent is an error.
func (d dayStart) MarshalJSON() ([]byte, error) {
	if problem := rolecall.Date(d).Problem(); problem != "" {
		return nil, errors.New("kombo: a date " + problem)
	}
	return rolecall.Date(d).Time(time.UTC).MarshalJSON()
}
