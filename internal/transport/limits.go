package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// LimitHeaders names the response headers with a provider's limits. A name is empty if the provider
// does not send that header.
type LimitHeaders struct {
	RateLimit, RateRemaining, RateReset    string // the value of RateReset is in seconds
	ConcurrencyLimit, ConcurrencyRemaining string
}

// read returns the quotas in the headers. A quota is nil if its limit or its remainder is absent.
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

// number returns the value of a header that contains a count.
func number(h http.Header, name string) (int, bool) {
	if name == "" {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(h.Get(name)))
	return n, err == nil && n >= 0 && n <= 1<<30
}

// retryAfter returns the wait that a response requests: Retry-After, or else the time until the rate
// limit is reset, if it is exhausted. It returns 0 if the response requests none.
func (c *Client) retryAfter(h http.Header) time.Duration {
	if wait := retryAfter(h, time.Now()); wait > 0 {
		return wait
	}
	if rate, _ := c.spec.Limits.read(h); rate != nil && rate.Remaining == 0 {
		return rate.Reset
	}
	return 0
}
