package codec

import (
	"bytes"
	"time"
)

// clock reads a time from left to right. The parser of package time would need a layout for each notation, takes the
// machine's zone where its offset happens to fit, and shows the text in its errors.
type clock struct {
	text   []byte
	zone   *time.Location // where the text names none; nil: UTC
	broken bool
}

// time reads a date, then maybe a time of day, then maybe an offset.
func (c *clock) time() (time.Time, bool) {
	year, month, day := c.year(), c.part('-', 1, 12), c.part('-', 1, 31)
	var hour, minute, second, nanosecond int
	zone := time.UTC
	if c.zone != nil {
		zone = c.zone
	}
	if !c.broken && len(c.text) > 0 {
		if !c.skip('T') && !c.skip('t') {
			c.expect(' ')
		}
		hour, minute = c.number(2, 0, 23), c.part(':', 0, 59)
		if c.skip(':') {
			second = c.number(2, 0, 59)
			nanosecond = c.fraction()
		}
		if len(c.text) > 0 {
			zone = nil
		}
	}
	if year == 1 && month == 1 && day == 1 && hour == 0 && minute == 0 && second == 0 && nanosecond == 0 {
		// The first moment that there is, in whatever zone, is how .NET writes that there is no time.
		c.offset()
		return time.Time{}, !c.broken && len(c.text) == 0
	}
	if zone == nil {
		if seconds := c.offset(); seconds%60 == 0 {
			zone = fixed(seconds)
		} else {
			zone = time.FixedZone("", seconds)
		}
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanosecond, zone)
	// A day that the month does not have has become one of the next.
	ok := !c.broken && len(c.text) == 0 && t.Day() == day
	if c.zone != nil || zone != time.UTC {
		t = inMinutes(t)
	}
	if t.IsZero() {
		return time.Time{}, ok // the zone of no time is nothing to keep
	}
	return t, ok
}

// year reads four digits, or a sign and six.
func (c *clock) year() int {
	switch {
	case c.skip('+'):
		return c.number(6, 0, mostYear)
	case c.skip('-'):
		return -c.number(6, 1, mostYear)
	default:
		return c.number(4, 0, 9999)
	}
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

// digits counts the digits that come next.
func (c *clock) digits() int {
	n := 0
	for n < len(c.text) && '0' <= c.text[n] && c.text[n] <= '9' {
		n++
	}
	return n
}

// fraction reads what follows a point or a comma, as nanoseconds; digits beyond these are dropped.
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
	c.broken = c.broken || n == 0
	return nanoseconds
}

// offset reads Z, UTC, GMT or an offset in seconds east of it: hours of one digit or two, then maybe minutes, then maybe
// seconds, with colons or without. A space may come first. Without any the time is in UTC.
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
		c.broken = true
		return 0
	}
	digits := c.digits()
	if digits == 3 || digits > 6 || digits == 5 {
		c.broken = true
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
