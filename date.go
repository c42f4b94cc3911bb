package rolecall

import (
	"bytes"
	"errors"
	"fmt"
	"time"
)

// Date is a day without a time and without a time zone: 2026-03-31 everywhere. A birthday is a
// Date: as a [time.Time] it would be the day before in New York. The zero Date is no day.
//
// A Date that is not in the calendar, such as February 31, is never sent as another day: a call
// that would send one is rejected with [ErrInvalid] and the name of the field, and it does not
// encode. So is a call with a year that does not have four digits.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in t's own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-03-31". The text of its error does not contain s; a [*time.ParseError],
// which does, is found by errors.As.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, &dateError{err}
	}
	return DateOf(t), nil
}

// dateError is the error of a string that is not a date, and may be a birthday.
type dateError struct{ cause error }

func (*dateError) Error() string   { return "rolecall: a date that is not yyyy-MM-dd" }
func (e *dateError) Unwrap() error { return e.cause }

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// Time returns the beginning of the day in loc, the zero time for the zero Date. A nil loc is
// UTC. For a day that is not in the calendar it returns another day, as [time.Date] does.
func (d Date) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if loc == nil {
		loc = time.UTC
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Compare returns -1, 0 or 1, as d is before, the same as or after other.
func (d Date) Compare(other Date) int {
	return d.Time(time.UTC).Compare(other.Time(time.UTC))
}

// String returns "2026-03-31", "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Problem returns why no provider takes the date, "" if nothing is wrong. The zero Date is not a
// problem. Every call asks it of each date in its request, before anything is sent.
func (d Date) Problem() string {
	switch {
	case d.IsZero():
		return ""
	case !d.inCalendar():
		return "is not a day of the calendar"
	case d.Year < 1000 || d.Year > 9999:
		return "is in a year that does not have four digits"
	}
	return ""
}

// inCalendar reports whether there is such a day.
func (d Date) inCalendar() bool { return DateOf(d.Time(time.UTC)) == d }

var errNotInCalendar = errors.New("rolecall: a date is not a day of the calendar of the years 0 to 9999")

// MarshalJSON writes the date as a string, the zero Date as null. A day that is not in the
// calendar is an error, and so is a year that cannot be read again, below 0 or above 9999.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	if !d.inCalendar() || d.Year < 0 || d.Year > 9999 {
		return nil, errNotInCalendar
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a date; null and "" are the zero Date. A time after the date is ignored, not
// converted: providers send "2026-03-31T00:00:00.000Z" for a day, and a time zone would make
// another day of it.
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
