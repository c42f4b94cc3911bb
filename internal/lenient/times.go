package lenient

import (
	"bytes"
	"reflect"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

var timeType = reflect.TypeFor[time.Time]()

// epochDigits is the length from which a text of digits is taken for milliseconds since 1970 and not for some date.
const epochDigits = 10

func timeCodec() codec {
	return codec{
		blank:    noDate,
		doubtful: everyValue,
		decode: func(value []byte, v reflect.Value) error {
			t, err := parseTime(value, epochDigits)
			if err == nil {
				*v.Addr().Interface().(*time.Time) = t
			}
			return err
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) {
			b, err := v.Addr().Interface().(*time.Time).AppendText(append(b, '"'))
			if err != nil {
				return nil, &Error{Want: "time of the years 0 to 9999", Got: "time out of range"}
			}
			return append(b, '"'), nil
		},
	}
}

// epochCodec is for a time, or a pointer to one, that is written as milliseconds, between quotes or as a number.
func epochCodec(t reflect.Type, quote string) codec {
	if t.Kind() == reflect.Pointer {
		return pointerCodec(t, epochCodec(t.Elem(), quote))
	}
	return codec{
		blank:    noDate,
		doubtful: everyValue,
		decode: func(value []byte, v reflect.Value) error {
			t, err := parseTime(value, 1)
			if err == nil {
				*v.Addr().Interface().(*time.Time) = t.Truncate(time.Millisecond).UTC()
			}
			return err
		},
		encode: func(b []byte, v reflect.Value) ([]byte, error) {
			t := v.Addr().Interface().(*time.Time)
			if t.IsZero() {
				return append(b, "null"...), nil
			}
			b = strconv.AppendInt(append(b, quote...), t.UnixMilli(), 10)
			return append(b, quote...), nil
		},
	}
}

// everyValue makes a pointer to a zero time nil however the zero was written: senders without a word for "no time" write
// 0001-01-01T00:00:00.
func everyValue([]byte) bool { return true }

// noDate tells which values mean that there is no time; databases write 0000-00-00 for it.
func noDate(value []byte) bool {
	return noTime.holds(value) || bytes.HasPrefix(textOf(value), []byte("0000-00-00"))
}

// parseTime reads every notation of a time; text of at least digits digits counts as milliseconds since 1970.
func parseTime(value []byte, digits int) (time.Time, error) {
	switch {
	case jsonpeek.KindOf(value) == jsonpeek.Number:
		return epoch(value)
	case noDate(value):
		return time.Time{}, nil
	}
	text := textOf(value)
	if unsigned := bytes.TrimPrefix(text, []byte("-")); len(unsigned) >= digits && isDigits(unsigned) {
		return epoch(text)
	}
	c := clock{text: text}
	switch t, ok := c.time(); {
	case ok && t.IsZero():
		return time.Time{}, nil // the zone of no time is nothing to keep
	case ok:
		return t, nil
	}
	return time.Time{}, mismatch("time", value)
}

// epoch reads milliseconds since 1970.
func epoch(literal []byte) (time.Time, error) {
	n, err := whole(literal)
	t := time.UnixMilli(n).UTC()
	if err != nil || t.Year() < 0 || t.Year() > 9999 {
		return time.Time{}, &Error{Want: "time", Got: gotRange}
	}
	return t, nil
}

// clock reads a time from left to right. The parser of package time would need a layout for each notation, takes the
// machine's zone where its offset happens to fit, and shows the text in its errors.
type clock struct {
	text   []byte
	broken bool
}

// time reads a date, then maybe a time of day, then maybe an offset.
func (c *clock) time() (time.Time, bool) {
	year, month, day := c.number(4, 0, 9999), c.part('-', 1, 12), c.part('-', 1, 31)
	var hour, minute, second, nanosecond int
	zone := time.UTC
	if !c.broken && len(c.text) > 0 {
		if !c.skip('T') {
			c.expect(' ')
		}
		hour, minute, second = c.number(2, 0, 23), c.part(':', 0, 59), c.part(':', 0, 59)
		nanosecond = c.fraction()
		zone = c.offset()
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanosecond, zone)
	// A day that the month does not have has become one of the next.
	return t, !c.broken && len(c.text) == 0 && t.Day() == day
}

// skip steps over the byte b if it comes next.
func (c *clock) skip(b byte) bool {
	if len(c.text) == 0 || c.text[0] != b {
		return false
	}
	c.text = c.text[1:]
	return true
}

func (c *clock) expect(b byte) {
	if !c.skip(b) {
		c.broken = true
	}
}

// part reads a mark and two digits.
func (c *clock) part(mark byte, low, high int) int {
	c.expect(mark)
	return c.number(2, low, high)
}

// number reads a number of so many digits, between low and high.
func (c *clock) number(digits, low, high int) int {
	if c.broken || len(c.text) < digits || !isDigits(c.text[:digits]) {
		c.broken = true
		return 0
	}
	n := 0
	for _, d := range c.text[:digits] {
		n = 10*n + int(d-'0')
	}
	c.text = c.text[digits:]
	c.broken = n < low || n > high
	return n
}

// fraction reads what follows a point, as nanoseconds; digits beyond these are dropped.
func (c *clock) fraction() int {
	if !c.skip('.') {
		return 0
	}
	nanoseconds, unit := 0, 100_000_000
	start := len(c.text)
	for len(c.text) > 0 && '0' <= c.text[0] && c.text[0] <= '9' {
		nanoseconds += int(c.text[0]-'0') * unit
		unit /= 10
		c.text = c.text[1:]
	}
	c.broken = c.broken || len(c.text) == start
	return nanoseconds
}

// offset reads Z, +hh:mm or +hhmm; without any the time is in UTC.
func (c *clock) offset() *time.Location {
	east := 1
	switch {
	case len(c.text) == 0, c.skip('Z'):
		return time.UTC
	case c.skip('+'):
	case c.skip('-'):
		east = -1
	default:
		c.broken = true
	}
	hours := c.number(2, 0, 23)
	c.skip(':')
	minutes := c.number(2, 0, 59)
	if hours == 0 && minutes == 0 {
		return time.UTC
	}
	return time.FixedZone("", east*(hours*60+minutes)*60)
}
