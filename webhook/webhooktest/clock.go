package webhooktest

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// Clock is a clock that changes only when a test calls [Clock.Advance]. Share it between the fake of a
// provider, the signatures of a test ([webhook.HMAC].Now) and the receivers (the option [webhook.Now]),
// so that they agree about the time:
//
//	clock := webhooktest.NewClock(time.Time{})
//	hooks, err := knit.NewReceiver(secrets, router, webhook.Now(clock.Now))
//	…
//	clock.Advance(6 * time.Minute)
//
// A Clock does not affect timeouts, which use the system clock: use testing/synctest for these. The zero
// Clock is equal to NewClock(time.Time{}). A Clock is safe for concurrent use.
type Clock struct {
	mu      sync.Mutex
	start   time.Time // zero: defaultStart
	elapsed time.Duration
}

// defaultStart is a Monday that is not near the end of a day, month or year.
var defaultStart = time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)

// NewClock returns a clock that shows start until Advance is called. If start is the zero time, it shows
// Monday, 2 March 2026, 10:00 UTC.
func NewClock(start time.Time) *Clock { return &Clock{start: start} }

// Now returns the time of the clock in UTC. It only changes with Advance.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	start := c.start
	if start.IsZero() {
		start = defaultStart
	}
	return start.UTC().Add(c.elapsed)
}

// Advance sets the clock forward by d. It panics if d is negative: a clock that goes backwards would
// hide errors of a test.
func (c *Clock) Advance(d time.Duration) {
	if d < 0 {
		panic(fmt.Sprintf("webhooktest: Advance(%s): must not be negative", d))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.elapsed > math.MaxInt64-d {
		panic(fmt.Sprintf("webhooktest: Advance(%s): a Clock goes forward by at most 292 years", d))
	}
	c.elapsed += d
}
