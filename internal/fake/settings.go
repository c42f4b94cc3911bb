package fake

import "time"

// Settings holds the options that every fake has. A fake embeds it in its own options.
type Settings struct {
	// Addr is the loopback address of the listener. "" means a free port.
	Addr string
	// Clock returns the fake's time. Nil means time.Now.
	Clock func() time.Time
	// Delivery holds the options of deliveries.
	Delivery Delivery
}

// Now returns the fake's time in UTC, truncated to milliseconds, the precision of times on the wire.
func (s *Settings) Now() time.Time {
	now := s.Clock
	if now == nil {
		now = time.Now
	}
	return now().UTC().Truncate(time.Millisecond)
}

// Delivery holds the options of a [Courier]. The zero value delivers each event once, in order, eight
// concurrently, and retries after 20ms, 40ms, … until the receiver accepts it.
type Delivery struct {
	// Twice delivers each event a second time after it was accepted.
	Twice bool
	// Shuffled delivers each batch in an order drawn from Seed.
	Shuffled bool
	Seed     uint64
	// Late is the wait before a run, or before waiting messages are sent.
	Late time.Duration
	// Parallel is the maximum number of concurrent deliveries. 0 means 8.
	Parallel int
	// Retry is the wait before the second attempt. Each further wait is twice as long, up to 32 times
	// Retry. 0 means 20ms.
	Retry time.Duration
	// Once makes any response final, for providers that do not retry. Without a response, the event is
	// delivered again, because the receiver has not started yet.
	Once bool
}

const (
	defaultParallel = 8
	defaultRetry    = 20 * time.Millisecond
)

// withDefaults replaces zero values.
func (d Delivery) withDefaults() Delivery {
	if d.Parallel <= 0 {
		d.Parallel = defaultParallel
	}
	if d.Retry <= 0 {
		d.Retry = defaultRetry
	}
	return d
}

// Setting is an option that every fake has. A face turns it into its own Option in one line:
//
//	type Option func(*options) // options embeds fake.Settings
//
//	func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }
//
//	// DeliverTwice delivers each event a second time after it was accepted.
//	func DeliverTwice() Option { return shared(fake.Twice()) }
type Setting func(*Settings)

// Addr makes the fake listen on a loopback address.
func Addr(addr string) Setting { return func(s *Settings) { s.Addr = addr } }

// Clock sets the fake's time. now may be called by several goroutines.
func Clock(now func() time.Time) Setting { return func(s *Settings) { s.Clock = now } }

// Twice delivers each event a second time after it was accepted.
func Twice() Setting { return func(s *Settings) { s.Delivery.Twice = true } }

// Shuffled delivers each batch in an order drawn from seed.
func Shuffled(seed uint64) Setting {
	return func(s *Settings) { s.Delivery.Shuffled, s.Delivery.Seed = true, seed }
}

// Late waits before a run, or before waiting messages are sent.
func Late(d time.Duration) Setting { return func(s *Settings) { s.Delivery.Late = d } }

// Parallel sets the maximum number of concurrent deliveries. 1 keeps the order.
func Parallel(n int) Setting { return func(s *Settings) { s.Delivery.Parallel = n } }

// RetryEvery sets the wait before the second attempt. Each further wait is twice as long, up to 32 times d.
func RetryEvery(d time.Duration) Setting { return func(s *Settings) { s.Delivery.Retry = d } }

// Once makes any response final if once is true. Otherwise an event is delivered again until the status is 200.
func Once(once bool) Setting { return func(s *Settings) { s.Delivery.Once = once } }
