package knit

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Date is a day without a time and without a time zone, as Knit's writes take it: 2026-03-31
// everywhere. The zero Date is none. A request with a date that is not a day of the calendar (2026-02-31,
// or the year 26) is rejected before it is sent, and the error names the field.
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

// valid reports whether the date is a day of the calendar that an app can mean: of the years 1000 to
// 9999, so neither the year 26 nor [DateOf] of the zero time is.
func (d Date) valid() bool {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	return d.Year >= 1000 && d.Year <= 9999 && DateOf(t) == d
}

// checkDates returns what is wrong with the first date in a request that is set and not valid, "" if
// there is none. It does not show the date, which may be a birthday.
func checkDates(request any) string {
	if field := invalidDate(reflect.ValueOf(request), ""); field != "" {
		return field + " is not a day of the calendar of the years 1000 to 9999"
	}
	return ""
}

// invalidDate returns the path to the first invalid date in v, by the names of fields.
func invalidDate(v reflect.Value, path string) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return invalidDate(v.Elem(), path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if bad := invalidDate(v.Index(i), fmt.Sprintf("%s[%d]", path, i)); bad != "" {
				return bad
			}
		}
	case reflect.Struct:
		if d, ok := reflect.TypeAssert[Date](v); ok {
			if d.IsZero() || d.valid() {
				return ""
			}
			return path
		}
		for f, field := range v.Fields() {
			if !f.IsExported() {
				continue
			}
			if bad := invalidDate(field, strings.TrimPrefix(path+"."+f.Name, ".")); bad != "" {
				return bad
			}
		}
	default:
	}
	return ""
}

// MarshalJSON writes the date as text, the zero Date as null. A date that is not a day of the
// calendar of the years 1000 to 9999 is an error.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	if !d.valid() {
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
