package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// rateLimit counts requests in windows, of which the first begins with the first request.
type rateLimit struct {
	limit int
	per   time.Duration

	mu    sync.Mutex
	ends  time.Time
	taken int
}

// take counts a request, and writes where the limit stands.
func (l *rateLimit) take(h http.Header, now time.Time) (ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ends.IsZero() || !now.Before(l.ends) {
		l.ends, l.taken = now.Add(l.per), 0
	}
	if ok = l.taken < l.limit; ok {
		l.taken++
	}
	setRateHeaders(h, l.limit, l.limit-l.taken, l.ends.Sub(now))
	return ok
}

func setRateHeaders(h http.Header, limit, remaining int, reset time.Duration) {
	h.Set("Ratelimit-Limit", strconv.Itoa(limit))
	h.Set("Ratelimit-Remaining", strconv.Itoa(remaining))
	h.Set("Ratelimit-Reset", seconds(reset))
}

// seconds is whole ones, rounded up.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

// concurrency counts actions under way.
type concurrency struct {
	limit int

	mu       sync.Mutex
	underWay int
}

// enter counts an action in, and writes where the limit stands. Leave if it returns true.
func (c *concurrency) enter(h http.Header) (ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ok = c.underWay < c.limit; ok {
		c.underWay++
	}
	h.Set("Concurrency-Limit", strconv.Itoa(c.limit))
	h.Set("Concurrency-Remaining", strconv.Itoa(c.limit-c.underWay))
	return ok
}

func (c *concurrency) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.underWay--
}
