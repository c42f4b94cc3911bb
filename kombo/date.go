package kombo

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Date is a day without a time and without a time zone: 2026-03-31 everywhere. The zero
// Date is none; it encodes as null and reads from null and "".
//
// A Date that is not in the calendar, such as February 31, is not sent as another day: every
// method that takes one returns [rolecall.ErrInvalid] with the name of the field, and it does
// not encode. The same is true of years that do not have four digits.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day of t in t's own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-03-31".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, &dateError{err}
	}
	return DateOf(t), nil
}

// dateError is a text that is not a date. Its own text does not hold it.
type dateError struct{ cause error }

func (*dateError) Error() string { return "kombo: a date that is not yyyy-MM-dd" }

// Unwrap returns the [*time.ParseError], which quotes the text.
func (e *dateError) Unwrap() error { return e.cause }

const (
	minYear, maxYear = 1000, 9999

	problemDay  = "is not a day of the calendar"
	problemYear = "is in a year that does not have four digits"
)

// problem says why the date must not be sent, "" if it may. The zero Date is no problem.
func (d Date) problem() string {
	switch {
	case d.IsZero():
		return ""
	case !d.inCalendar():
		return problemDay
	case d.Year < minYear || d.Year > maxYear:
		return problemYear
	}
	return ""
}

// inCalendar reports whether there is such a day.
func (d Date) inCalendar() bool {
	return DateOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) == d
}

// Time is the beginning of the day in loc. Of a day that is not in the calendar it is another
// day, as with [time.Date]. A nil loc is UTC.
func (d Date) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if loc == nil {
		loc = time.UTC
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare is -1, 0 or 1, as d is before, the same as or after other.
func (d Date) Compare(other Date) int {
	return d.Time(time.UTC).Compare(other.Time(time.UTC))
}

// String is "2026-03-31", "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// EncodeValues writes the date into a query, as the time at which it begins in UTC: Kombo's
// document asks for one, and of it Kombo takes the day. The zero Date is not written at all. A
// day that is not in the calendar is an error.
func (d Date) EncodeValues(key string, v *url.Values) error {
	if problem := d.problem(); problem != "" {
		return errors.New(key + " " + problem)
	}
	if !d.IsZero() {
		v.Set(key, d.Time(time.UTC).Format(beginning))
	}
	return nil
}

// beginning is how a day is sent where Kombo's document asks for a time.
const beginning = "2006-01-02T15:04:05.000Z"

// dayStart is a day that is sent as the time at which it begins in UTC.
type dayStart Date

// IsZero reports whether there is no day.
func (d dayStart) IsZero() bool { return Date(d).IsZero() }

// MarshalJSON writes the time. A day that must not be sent is an error.
func (d dayStart) MarshalJSON() ([]byte, error) {
	if problem := Date(d).problem(); problem != "" {
		return nil, errors.New("kombo: a date " + problem)
	}
	return Date(d).Time(time.UTC).MarshalJSON()
}

var errNotADay = errors.New("kombo: a date " + problemDay)

// MarshalJSON writes the date as text, the zero Date as null. A day that is not in the calendar
// is an error, and so is a year that cannot be read again, below 0 or above 9999.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	if !d.inCalendar() || d.Year < 0 || d.Year > maxYear {
		return nil, errNotADay
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a date. A time behind it is ignored, not converted: Kombo has sent
// "2026-03-31T00:00:00.000Z" for a day, and a time zone would make another day of it.
func (d *Date) UnmarshalJSON(b []byte) error {
	*d = Date{}
	if bytes.Equal(b, []byte("null")) || bytes.Equal(b, []byte(`""`)) {
		return nil
	}
	const plain = len(`"2006-01-02`)
	if len(b) < plain+1 || b[0] != '"' || b[len(b)-1] != '"' || (b[plain] != '"' && b[plain] != 'T') {
		return &dateError{&time.ParseError{Layout: time.DateOnly, Message: ": not a date"}}
	}
	parsed, err := ParseDate(string(b[1:plain]))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
