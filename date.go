package rolecall

import (
	"bytes"
	"errors"
	"fmt"
	"time"
)

// Date is a day without a time and without a time zone, such as 2026-03-31. A birthday is a Date,
// because a [time.Time] could be the day before in another time zone. The zero Date means that there is
// no date.
//
// A Date that is not in the calendar, such as February 31, is never sent as another day. A call with
// such a Date, or with a year that does not have four digits, returns [ErrInvalid] and the name of the
// field before anything is sent. [Date.MarshalJSON] also rejects a Date that is not in the calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in the time zone of t.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate parses a date such as "2026-03-31". The error text does not contain s. The error wraps a
// [*time.ParseError], whose text contains s.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, &dateError{err}
	}
	return DateOf(t), nil
}

// dateError reports a string that is not a date. The string may be personal data, so it is not shown.
type dateError struct{ cause error }

func (*dateError) Error() string   { return "rolecall: date does not have the form yyyy-MM-dd" }
func (e *dateError) Unwrap() error { return e.cause }

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// Time returns midnight of the day in loc, or the zero time for the zero Date. A nil loc means UTC. For a
// day that is not in the calendar it returns another day, like [time.Date].
func (d Date) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if loc == nil {
		loc = time.UTC
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Compare returns -1 if d is before other, 0 if they are the same day, and 1 if d is after other.
func (d Date) Compare(other Date) int {
	return d.Time(time.UTC).Compare(other.Time(time.UTC))
}

// String returns the date in the form "2026-03-31", or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Problem describes why every provider would reject the date, or returns "" if d is valid. The zero Date
// is valid. Each call checks the dates in its request before it sends anything.
func (d Date) Problem() string {
	switch {
	case d.IsZero():
		return ""
	case !d.inCalendar():
		return "is not in the calendar"
	case d.Year < 1000 || d.Year > 9999:
		return "has a year that does not have four digits"
	}
	return ""
}

// inCalendar reports whether the day exists.
func (d Date) inCalendar() bool { return DateOf(d.Time(time.UTC)) == d }

var errNotInCalendar = errors.New("rolecall: date is not in the calendar of the years 0 to 9999")

// MarshalJSON encodes the date as a string, and the zero Date as null. It returns an error for a day
// that is not in the calendar, and for a year below 0 or above 9999, which would not decode.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	if !d.inCalendar() || d.Year < 0 || d.Year > 9999 {
		return nil, errNotInCalendar
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON decodes a date. It decodes null and "" as the zero Date. It ignores a time after the date:
// providers send "2026-03-31T00:00:00.000Z" for a day, and a conversion to another time zone could change
// the day.
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
