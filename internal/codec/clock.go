package codec

import (
	"bytes"
	"time"
)

// clock parses a time from left to right. [time.Parse] is not used, because it needs a layout for each
// notation, sets the local time zone if that has the same offset, and shows the value in its errors.
type clock struct {
	text    []byte
	zone    *time.Location // used if text has no offset; nil means UTC
	invalid bool
}

// wallClock is a date and a time of day without a time zone.
type wallClock struct {
	year, month, day, hour, minute, second, nanosecond int
}

// firstMoment is the date and time that .NET writes for an absent time, in any zone.
var firstMoment = wallClock{year: 1, month: 1, day: 1}

// time parses a date, an optional time of day and an optional offset.
func (c *clock) time() (time.Time, bool) {
	w := wallClock{year: c.year(), month: c.part('-', 1, 12), day: c.part('-', 1, 31)}
	if len(c.text) > 0 {
		c.timeOfDay(&w)
	}
	zone := c.location()
	if c.invalid || len(c.text) > 0 {
		return time.Time{}, false
	}
	if w == firstMoment {
		return time.Time{}, true
	}
	t := time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.second, w.nanosecond, zone)
	if t.Day() != w.day {
		return time.Time{}, false // the month does not have this day
	}
	if zone != time.UTC {
		t = inMinutes(t)
	}
	if t.IsZero() {
		return time.Time{}, true // in UTC
	}
	return t, true
}

// timeOfDay parses T or a space, hours, minutes, and optional seconds with an optional fraction.
func (c *clock) timeOfDay(w *wallClock) {
	if !c.skip('T') && !c.skip('t') {
		c.expect(' ')
	}
	w.hour, w.minute = c.number(2, 0, 23), c.part(':', 0, 59)
	if c.skip(':') {
		w.second = c.number(2, 0, 59)
		w.nanosecond = c.fraction()
	}
}

// location parses the offset that comes next. If there is none, it returns the zone of the clock.
func (c *clock) location() *time.Location {
	switch {
	case len(c.text) > 0:
		seconds := c.offset()
		if seconds%60 != 0 {
			return time.FixedZone("", seconds)
		}
		return fixed(seconds)
	case c.zone != nil:
		return c.zone
	}
	return time.UTC
}

// year parses four digits, or a sign and six digits.
func (c *clock) year() int {
	switch {
	case c.skip('+'):
		return c.number(6, 0, maxYear)
	case c.skip('-'):
		return -c.number(6, 1, maxYear)
	default:
		return c.number(4, 0, 9999)
	}
}

// skip skips the byte b if it comes next, and reports whether it did.
func (c *clock) skip(b byte) bool {
	if len(c.text) == 0 || c.text[0] != b {
		return false
	}
	c.text = c.text[1:]
	return true
}

// expect skips the byte b, which must come next.
func (c *clock) expect(b byte) {
	if !c.skip(b) {
		c.invalid = true
	}
}

// part parses a separator and a number of two digits, which must be from low to high.
func (c *clock) part(separator byte, low, high int) int {
	c.expect(separator)
	return c.number(2, low, high)
}

// number parses a number with exactly the given number of digits. It must be from low to high.
func (c *clock) number(digits, low, high int) int {
	if c.invalid || len(c.text) < digits || !isDigits(c.text[:digits]) {
		c.invalid = true
		return 0
	}
	n := 0
	for _, d := range c.text[:digits] {
		n = 10*n + int(d-'0')
	}
	c.text = c.text[digits:]
	c.invalid = n < low || n > high
	return n
}

// digits counts the digits that come next.
func (c *clock) digits() int {
	n := 0
	for n < len(c.text) && '0' <= c.text[n] && c.text[n] <= '9' {
		n++
	}
	return n
}

// fraction parses a decimal point or comma and the digits after it. It returns nanoseconds and ignores digits
// beyond the ninth.
func (c *clock) fraction() int {
	if !c.skip('.') && !c.skip(',') {
		return 0
	}
	nanoseconds, unit := 0, 100_000_000
	n := c.digits()
	for _, d := range c.text[:n] {
		nanoseconds += int(d-'0') * unit
		unit /= 10
	}
	c.text = c.text[n:]
	c.invalid = c.invalid || n == 0
	return nanoseconds
}

// offset parses Z, UTC, GMT or a sign with hours of one or two digits, optional minutes and optional seconds,
// with or without colons. A space may come first. It returns seconds east of UTC, and 0 if there is no
// offset.
func (c *clock) offset() int {
	c.skip(' ')
	east := 1
	switch {
	case len(c.text) == 0, c.skip('Z'), c.skip('z'):
		return 0
	case c.skip('+'):
	case c.skip('-'):
		east = -1
	case bytes.EqualFold(c.text, []byte("UTC")), bytes.EqualFold(c.text, []byte("GMT")):
		c.text = nil
		return 0
	default:
		c.invalid = true
		return 0
	}
	digits := c.digits()
	if digits == 3 || digits > 6 || digits == 5 {
		c.invalid = true
		return 0
	}
	seconds := c.number(min(max(digits, 1), 2), 0, 23) * 3600
	for unit := 60; unit > 0 && len(c.text) > 0; unit /= 60 {
		if digits <= 2 {
			c.expect(':')
		}
		seconds += c.number(2, 0, 59) * unit
	}
	return east * seconds
}
