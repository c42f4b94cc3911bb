package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// rateLimit limits the requests in each window of time. The first window begins with the first request.
type rateLimit struct {
	limit int
	per   time.Duration

	mu   sync.Mutex
	ends time.Time
	used int
}

// take counts a request and sets the rate limit headers. It reports whether the request is allowed.
func (l *rateLimit) take(h http.Header, now time.Time) (ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ends.IsZero() || !now.Before(l.ends) {
		l.ends, l.used = now.Add(l.per), 0
	}
	if ok = l.used < l.limit; ok {
		l.used++
	}
	setRateHeaders(h, l.limit, l.limit-l.used, l.ends.Sub(now))
	return ok
}

func setRateHeaders(h http.Header, limit, remaining int, reset time.Duration) {
	h.Set("Ratelimit-Limit", strconv.Itoa(limit))
	h.Set("Ratelimit-Remaining", strconv.Itoa(remaining))
	h.Set("Ratelimit-Reset", seconds(reset))
}

// seconds formats a duration in whole seconds, rounded up.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

// concurrency limits the actions that run at the same time.
type concurrency struct {
	limit int

	mu      sync.Mutex
	running int
}

// enter counts a new action and sets the concurrency headers. It reports whether the action may run; if so,
// the caller must call leave when the action ends.
func (c *concurrency) enter(h http.Header) (ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ok = c.running < c.limit; ok {
		c.running++
	}
	h.Set("Concurrency-Limit", strconv.Itoa(c.limit))
	h.Set("Concurrency-Remaining", strconv.Itoa(c.limit-c.running))
	return ok
}

func (c *concurrency) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
}
