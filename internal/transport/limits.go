package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// LimitHeaders names the response headers of a provider's limits, "" where it has none.
type LimitHeaders struct {
	RateLimit, RateRemaining, RateReset    string // reset in seconds
	ConcurrencyLimit, ConcurrencyRemaining string
}

// read makes quotas of the headers, nil where a limit or what remains of it is not said.
func (l LimitHeaders) read(h http.Header) (rate, concurrency *rolecall.Quota) {
	rate = quota(h, l.RateLimit, l.RateRemaining)
	if rate != nil {
		if seconds, ok := number(h, l.RateReset); ok {
			rate.Reset = time.Duration(seconds) * time.Second
		}
	}
	return rate, quota(h, l.ConcurrencyLimit, l.ConcurrencyRemaining)
}

func quota(h http.Header, limit, remaining string) *rolecall.Quota {
	most, ok := number(h, limit)
	left, okLeft := number(h, remaining)
	if !ok || !okLeft {
		return nil
	}
	return &rolecall.Quota{Limit: most, Remaining: left}
}

// number reads a header that holds a count.
func number(h http.Header, name string) (int, bool) {
	if name == "" {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(h.Get(name)))
	return n, err == nil && n >= 0 && n <= 1<<30
}

// retryAfter is the wait that an answer asks for: its Retry-After, else the time until a
// rate that is used up begins anew.
func (c *Client) retryAfter(h http.Header) time.Duration {
	if wait := retryAfter(h, time.Now()); wait > 0 {
		return wait
	}
	if rate, _ := c.spec.Limits.read(h); rate != nil && rate.Remaining == 0 {
		return rate.Reset
	}
	return 0
}
