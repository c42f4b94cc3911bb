package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// Options holds the settings that [Option] functions change. It has no exported fields.
type Options struct {
	use         []Middleware
	maxBody     int64
	maxEvents   int
	readTimeout time.Duration
	sinkTimeout time.Duration
	ids         func(d *Delivery) string
	onError     func(ctx context.Context, d *Delivery, err error)
	onResult    func(ctx context.Context, r Result)
	log         *slog.Logger
	now         func() time.Time // nil means time.Now
}

// Option configures a [Receiver]. NewReceiver returns the error of an Option.
type Option func(*Options) error

const (
	// defaultReadTimeout is how long a body may take to arrive.
	defaultReadTimeout = 10 * time.Second
	// defaultSinkTimeout is how long the sink may take for one request.
	defaultSinkTimeout = 5 * time.Minute
)

// defaults returns the default options of a receiver for s.
func defaults(s *Source) Options {
	return Options{maxBody: s.MaxBody, maxEvents: defaultMaxEvents, readTimeout: defaultReadTimeout, sinkTimeout: defaultSinkTimeout}
}

// Use wraps the sink in middleware. The first one is the outermost: Use(Dedup(d), Serial(16))
// checks for duplicates first.
func Use(m ...Middleware) Option {
	return func(o *Options) error {
		for i, f := range m {
			if f == nil {
				return fmt.Errorf("webhook: Use: middleware %d is nil", i+1)
			}
		}
		o.use = append(slices.Clip(o.use), m...)
		return nil
	}
}

// MaxBody sets the maximum size of a request's body, in bytes. The response to a larger body is 413.
// The default depends on the provider ([Source.MaxBody]) and is usually 1 MiB. If the sink writes to
// a queue with a lower limit, set MaxBody to that limit. n must be from 1 byte to 1 GiB, because a
// body is held in memory.
func MaxBody(n int64) Option {
	return func(o *Options) error {
		if n <= 0 || n > mostBody {
			return fmt.Errorf("webhook: MaxBody(%d): must be from 1 byte to 1 GiB", n)
		}
		o.maxBody = n
		return nil
	}
}

// MaxEvents sets the maximum number of events in one request. The default is 10,000. A body with
// more events is rejected with 413, and none of its events is handled: [OnError] receives the whole
// body as one delivery. The provider's ParseDeliveries and [Source.Parse] do not have this limit.
// n must be positive.
func MaxEvents(n int) Option {
	return func(o *Options) error {
		if n <= 0 {
			return fmt.Errorf("webhook: MaxEvents(%d): must be positive", n)
		}
		o.maxEvents = n
		return nil
	}
}

// ReadTimeout sets the time within which a request's body must arrive. The default is 10s. The
// response to a slower body is 400. If http.Server.ReadTimeout ends earlier, that limit applies.
// ReadTimeout has no effect if the ResponseWriter cannot set deadlines; that of net/http can.
// d must be positive.
func ReadTimeout(d time.Duration) Option {
	return func(o *Options) error {
		if d <= 0 {
			return fmt.Errorf("webhook: ReadTimeout(%s): must be positive", d)
		}
		o.readTimeout = d
		return nil
	}
}

// SinkTimeout sets the time that the sink may take for all events of one request. The default is 5m.
// The context of the sink ends after that time, or when the sink returns. It has the values of the
// request's context but does not end with the connection: a provider that closes the connection does
// not interrupt the sink. d must be positive.
func SinkTimeout(d time.Duration) Option {
	return func(o *Options) error {
		if d <= 0 {
			return fmt.Errorf("webhook: SinkTimeout(%s): must be positive", d)
		}
		o.sinkTimeout = d
		return nil
	}
}

// Now sets the clock of the receiver. The default is time.Now. The receiver uses the clock for
// [Delivery.Received], and to check the signed time of an [HMAC] whose Now is nil. The option is for
// tests: a fake and its receivers can share one clock, such as a webhooktest.Clock. Timeouts always
// use the system clock. Several goroutines may call f at the same time.
func Now(f func() time.Time) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: Now: the function is nil")
		}
		o.now = f
		return nil
	}
}

// time returns the time of the receiver's clock. start is the time of the system clock.
func (o *Options) time(start time.Time) time.Time {
	if o.now == nil {
		return start
	}
	return o.now()
}

// OnError sets a function that receives each authentic delivery that failed, with its body:
//
//   - one that was not understood (400, or 500 after [NotUnderstood])
//   - one with too many events (413)
//   - one whose handler failed or panicked (500)
//   - one that was postponed (503) or dropped (200)
//
// f should store the delivery. To replay it, pass it through the middleware that [Use] was given,
// such as knit.BindTenant around the [Router]: [Router.Accept] itself does not check the tenant.
//
// For a provider that never repeats ([Source.NeverRepeats]), f also receives a body that was cut
// short, stalled, encoded or over a limit, with the bytes that arrived, up to [MaxBody]; and a
// request that could not be verified, with [ErrUnverified].
func OnError(f func(ctx context.Context, d *Delivery, err error)) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: OnError: the function is nil")
		}
		o.onError = f
		return nil
	}
}

// OnResult sets a function that is called once for each response, including the response to a
// provider's challenge. For a body with several events it is called once for each event. Use it for
// metrics.
func OnResult(f func(ctx context.Context, r Result)) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: OnResult: the function is nil")
		}
		o.onResult = f
		return nil
	}
}

// Log writes one line to l for each request: at debug level if it was accepted, at warn level if it
// was rejected or dropped, at error level if it failed. The line has source, type, id, status and
// reason, but never a body, a header or a URL. Without this option, or with a nil l, nothing is
// logged.
//
// The reason is the text of the error if that is an error of this package, such as [ErrBusy],
// [*PanicError] or [*DecodeError], a *rolecall.Error, or an error with a method SafeText() string.
// For any other error the reason is its type, because the text may quote a record; [OnError] receives
// the error itself.
func Log(l *slog.Logger) Option {
	return func(o *Options) error {
		o.log = l
		return nil
	}
}

// Result describes one response, or one event of a request with several.
type Result struct {
	// Source is the name of the provider: "knit".
	Source string
	// Delivery is the event. It is nil if the request was rejected before a delivery was made, and
	// for a GET, such as a challenge.
	Delivery *Delivery
	// Status is the status code of the response. For one of several events it is the status that a
	// request with only this event would have.
	Status int
	// Err is the reason why the request or event was not accepted, nil if it was accepted.
	Err error
	// KeyIndex is the index of the key that matched, from 0, in the order of the secrets. It is -1
	// if no key matched or the source has no keys. When only the new key matches, remove the old key.
	KeyIndex int
	// Duration is the total time, including the time in which the body arrived.
	Duration time.Duration
}
