package knit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Date is a day without a time and without a time zone, as Knit's writes take it: 2026-03-31
// everywhere. The zero Date is none.
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

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is "2026-03-31", "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

var errDate = errors.New("knit: a date that is not yyyy-MM-dd")

// MarshalJSON writes the date as text, the zero Date as null. A date that is on no calendar is
// an error.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	if _, err := time.Parse(time.DateOnly, d.String()); err != nil {
		return nil, errDate
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a date; null, "", {} and [] are none. A time behind the date is ignored,
// not converted: a time zone would make another day of it.
func (d *Date) UnmarshalJSON(b []byte) error {
	*d = Date{}
	text, isText := jsonpeek.Text(b)
	if !isText {
		if s := string(b); s == "null" || s == "{}" || s == "[]" {
			return nil
		}
		return errDate
	}
	if len(text) == 0 {
		return nil
	}
	day, _, _ := strings.Cut(string(text), "T")
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return errDate
	}
	*d = DateOf(t)
	return nil
}
