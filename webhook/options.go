package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// Options holds what [Option]s set. It is opaque.
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
	now         func() time.Time // nil: time.Now
}

// Option configures a [Receiver]. Its error is returned by NewReceiver.
type Option func(*Options) error

const (
	// defaultReadTimeout is how long a body may take to arrive.
	defaultReadTimeout = 10 * time.Second
	// defaultSinkTimeout is how long the sink may take for one request.
	defaultSinkTimeout = 5 * time.Minute
)

// defaults are the options of a source's receiver.
func defaults(s *Source) Options {
	return Options{maxBody: s.MaxBody, maxEvents: defaultMaxEvents, readTimeout: defaultReadTimeout, sinkTimeout: defaultSinkTimeout}
}

// Use wraps the sink in middleware, the first one outermost: Use(Dedup(d), Serial(16))
// looks for duplicates first.
func Use(m ...Middleware) Option {
	return func(o *Options) error {
		for i, f := range m {
			if f == nil {
				return fmt.Errorf("webhook: Use: middleware number %d is nil", i+1)
			}
		}
		o.use = append(slices.Clip(o.use), m...)
		return nil
	}
}

// MaxBody limits a request's body, in bytes; the response to a larger one is 413. The default is
// the provider's, usually 1 MiB. If the sink writes to a queue with a lower limit, set that. n is at
// most 1 GiB, because a body is held in memory.
func MaxBody(n int64) Option {
	return func(o *Options) error {
		if n <= 0 || n > mostBody {
			return fmt.Errorf("webhook: MaxBody(%d): must be from 1 byte to 1 GiB", n)
		}
		o.maxBody = n
		return nil
	}
}

// MaxEvents limits the number of events in one request, default 10,000. A body with more is
// rejected with 413, and none of its events is handled: [OnError] receives the whole body as one
// delivery. ParseDeliveries of the provider and [Source.Parse] have no such limit. n must be
// positive.
func MaxEvents(n int) Option {
	return func(o *Options) error {
		if n <= 0 {
			return fmt.Errorf("webhook: MaxEvents(%d): must be positive", n)
		}
		o.maxEvents = n
		return nil
	}
}

// ReadTimeout limits the time in which a request's body must arrive, default 10s. The response to a
// slower one is 400. If http.Server.ReadTimeout ends earlier, that counts. It needs a
// ResponseWriter that can set deadlines, as net/http's can; otherwise it has no effect.
func ReadTimeout(d time.Duration) Option {
	return func(o *Options) error {
		if d <= 0 {
			return fmt.Errorf("webhook: ReadTimeout(%s): must be positive", d)
		}
		o.readTimeout = d
		return nil
	}
}

// SinkTimeout limits the time that the sink may take for one request, including all its events,
// default 5m. The context of the sink ends at that time, or when the sink returns. It has the
// values of the request's context but does not end with the connection: when a request has been
// read and verified, a provider that hangs up does not interrupt the sink. d must be positive.
func SinkTimeout(d time.Duration) Option {
	return func(o *Options) error {
		if d <= 0 {
			return fmt.Errorf("webhook: SinkTimeout(%s): must be positive", d)
		}
		o.sinkTimeout = d
		return nil
	}
}

// Now sets the clock of the receiver: for [Delivery.Received], and for the signed time of an [HMAC]
// that has no clock. The default is time.Now. It is for tests, which can share one clock between a
// fake and its receivers, such as a webhooktest.Clock. Timeouts use the time of the computer. f is
// called by several goroutines at the same time.
func Now(f func() time.Time) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: Now(nil)")
		}
		o.now = f
		return nil
	}
}

// time returns the time of the receiver's clock. start is the time of the computer.
func (o *Options) time(start time.Time) time.Time {
	if o.now == nil {
		return start
	}
	return o.now()
}

// OnError sets a function that is called with each authentic delivery that failed, with its bytes: one
// that was not understood (400, or 500 after [NotUnderstood]), that has too many events (413), whose
// handler failed or panicked (500), that was postponed (503) or dropped (200). Store it, and
// replay it through the checks that [Use] was given, such as knit.BindTenant around the [Router]:
// [Router.Accept] alone does not check the tenant.
//
// For a provider that never repeats ([Source.NeverRepeats]) it is also called for a body that was
// cut, stalled, encoded or over a limit, with the bytes that arrived, up to [MaxBody]; and for a
// request that could not be verified, with [ErrUnverified].
func OnError(f func(ctx context.Context, d *Delivery, err error)) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: OnError(nil)")
		}
		o.onError = f
		return nil
	}
}

// OnResult sets a function that is called once for each response (once for each event if a body has
// several; also for a provider's challenge). It is the place for metrics.
func OnResult(f func(ctx context.Context, r Result)) Option {
	return func(o *Options) error {
		if f == nil {
			return errors.New("webhook: OnResult(nil)")
		}
		o.onResult = f
		return nil
	}
}

// Log writes one line for each request: at debug level if it was accepted, at warn level if it was
// rejected, at error level if it failed. The line has source, type, id, status and reason; never a
// body, a header or a URL. The reason is the text of the error if it is an error of this package, such
// as [ErrBusy], [*PanicError] or [*DecodeError], or a *rolecall.Error, or if it has a method
// SafeText() string. Of any other error the log has only the type, because its text may quote a
// record: [OnError] receives the error itself. Nil: silent.
func Log(l *slog.Logger) Option {
	return func(o *Options) error {
		o.log = l
		return nil
	}
}

// Result describes one response, or one event of a request with several.
type Result struct {
	// Source is the provider.
	Source string
	// Delivery is nil if the request was rejected before there was one, and for a GET, such as
	// a challenge.
	Delivery *Delivery
	// Status is the status of the response; for one of several events, the one it would have alone.
	Status int
	// Err is the reason, nil if the delivery was accepted.
	Err error
	// KeyIndex is the place of the key that matched, from 0, in the order of the secrets;
	// -1 if none matched or there are none. When only the new key matches, remove the old one.
	KeyIndex int
	// Duration is the whole time, including the time in which the body arrived.
	Duration time.Duration
}
