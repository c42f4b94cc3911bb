package transport

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter is the wait that a response asks for, 0 if none: Retry-After in seconds, with or
// without a fraction, or as a date, which is measured against the server's own Date where it sent
// one, so that a wrong clock on either side does not matter.
//
// Source: RFC 9110, 10.2.3, for whole seconds and dates; fractions, and dates whose zone is
// written as UTC or as an offset, are sent by servers all the same.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if wait, ok := parseSeconds(value); ok {
		return wait
	}
	at, ok := parseDate(value)
	if !ok {
		return 0
	}
	if date, ok := parseDate(h.Get("Date")); ok {
		now = date
	}
	return max(at.Sub(now), 0)
}

// parseSeconds reads digits with at most one point among them. What is more than a Duration holds
// is the longest one.
func parseSeconds(s string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, false
	}
	seconds, err := strconv.ParseFloat("0"+s, 64)
	if err != nil || seconds >= float64(math.MaxInt64/int64(time.Second)) {
		return math.MaxInt64, true
	}
	// Rounded up to a millisecond: a wait that ends too early is in vain.
	return time.Duration(math.Ceil(seconds*1000)) * time.Millisecond, true
}

// parseDate reads an HTTP date, and one with another name of UTC or an offset.
func parseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if t, err := http.ParseTime(s); err == nil {
		return t, true
	}
	for _, zone := range []string{"UTC", "Z", "UT"} {
		if rest, ok := strings.CutSuffix(s, " "+zone); ok {
			s = rest + " GMT"
			break
		}
	}
	for _, layout := range []string{http.TimeFormat, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 GMT"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
