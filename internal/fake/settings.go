package fake

import "time"

// Settings are what every fake can be told. A fake embeds them in its options.
type Settings struct {
	// Addr is the address of loopback to listen on. "" is a free port.
	Addr string
	// Clock is the fake's time. Nil is time.Now.
	Clock func() time.Time
	// Delivery is how events are delivered.
	Delivery Delivery
}

// Now is the fake's time in UTC, in whole milliseconds, which is as exact as the wire is.
func (s *Settings) Now() time.Time {
	now := s.Clock
	if now == nil {
		now = time.Now
	}
	return now().UTC().Truncate(time.Millisecond)
}

// Delivery is how a [Courier] delivers. The zero value delivers each event once, in order, eight at a
// time, and again after 20ms, 40ms, … until it is accepted.
type Delivery struct {
	// Twice delivers each event a second time after it was accepted.
	Twice bool
	// Shuffled delivers each batch in an order drawn from Seed.
	Shuffled bool
	Seed     uint64
	// Late is the wait before the first batch of what belongs together.
	Late time.Duration
	// Parallel is the number of deliveries under way at once. 0: 8.
	Parallel int
	// Retry is the wait before the second attempt, doubled for each further one up to 32 times. 0: 20ms.
	Retry time.Duration
	// Once makes any response the last one, for providers that do not retry. Without a response, the
	// event is delivered again: the receiver has not started yet.
	Once bool
}

const (
	defaultParallel = 8
	defaultRetry    = 20 * time.Millisecond
)

// withDefaults fills in what is zero.
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

// Addr listens on an address of loopback.
func Addr(addr string) Setting { return func(s *Settings) { s.Addr = addr } }

// Clock sets the fake's time. now may be called by several goroutines.
func Clock(now func() time.Time) Setting { return func(s *Settings) { s.Clock = now } }

// Twice delivers each event a second time after it was accepted.
func Twice() Setting { return func(s *Settings) { s.Delivery.Twice = true } }

// Shuffled delivers each batch in an order drawn from seed.
func Shuffled(seed uint64) Setting {
	return func(s *Settings) { s.Delivery.Shuffled, s.Delivery.Seed = true, seed }
}

// Late waits before the first batch of what belongs together.
func Late(d time.Duration) Setting { return func(s *Settings) { s.Delivery.Late = d } }

// Parallel sets how many deliveries are under way at once. 1 keeps the order.
func Parallel(n int) Setting { return func(s *Settings) { s.Delivery.Parallel = n } }

// RetryEvery sets the wait before the second attempt, doubled for each further one up to 32 times.
func RetryEvery(d time.Duration) Setting { return func(s *Settings) { s.Delivery.Retry = d } }

// Once makes any response the last one, or, if not, delivers again until 200.
func Once(once bool) Setting { return func(s *Settings) { s.Delivery.Once = once } }
