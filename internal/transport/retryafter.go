package transport

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter returns the wait in the Retry-After header, 0 if there is none. The header contains
// seconds, with or without a fraction, or a date. A date is compared with the Date header of the
// response, if it has one, so that a wrong clock on either side does not matter.
//
// Source: RFC 9110, 10.2.3, for whole seconds and dates. Some servers also send fractions, and dates
// with the zone UTC or an offset.
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

// parseSeconds parses digits with at most one decimal point. A number that is too large for a
// [time.Duration] is returned as the maximum.
func parseSeconds(s string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, false
	}
	seconds, err := strconv.ParseFloat("0"+s, 64)
	if err != nil || seconds >= float64(math.MaxInt64/int64(time.Second)) {
		return math.MaxInt64, true
	}
	// Round up to a millisecond, because a retry that is too early fails again.
	return time.Duration(math.Ceil(seconds*1000)) * time.Millisecond, true
}

// parseDate parses an HTTP date. It also accepts other names of UTC and offsets for the zone.
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
