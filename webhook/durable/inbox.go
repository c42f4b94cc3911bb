package durable

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Inbox stores deliveries and has its handler handle each of them once in effect. It is a [webhook.Sink]:
// pass it to a receiver. It is safe for concurrent use.
type Inbox struct {
	engine  *Engine
	handler webhook.Sink
	inboxOptions
}

// InboxOption is an option of [Engine.Inbox].
type InboxOption func(*inboxOptions) error

type inboxOptions struct {
	group    int
	attempts int
	timeout  time.Duration
	giveUp   time.Duration
	onParked func(ctx context.Context, e Entry, err error)
}

const (
	defaultAttempts = 25
	maxAttempts     = 1000
	defaultTimeout  = 30 * time.Second
	defaultGiveUp   = 7 * 24 * time.Hour
	maxGroup        = maxBatch
	minTimeout      = 100 * time.Millisecond
	maxTimeout      = time.Hour
)

// InTx declares that the handlers write to this database only, in the transaction of [Tx]. Up to n
// deliveries that were stored together then share a job and a transaction, with a savepoint for each: if
// one fails, only its writes are undone, and it is retried by itself. n is 1 to 256; 64 is several times
// as fast as 1.
//
// If a transaction does not commit, or its process dies, its deliveries are handled again, one by one. So a
// handler that calls a provider or writes elsewhere must not be used with InTx.
func InTx(n int) InboxOption {
	return func(o *inboxOptions) error {
		if n < 1 || n > maxGroup {
			return fmt.Errorf("durable: InTx(%d): must be 1 to %d", n, maxGroup)
		}
		o.group = n
		return nil
	}
}

// Attempts sets after how many failed attempts a delivery is parked: 25 by default, at most 1,000. The
// waits between attempts are random and grow from 1 second to 1 hour, so that 25 attempts take about seven
// hours. An attempt that ends with the death of the process counts; one that ends because the database does
// not respond does not.
func Attempts(n int) InboxOption {
	return func(o *inboxOptions) error {
		if n < 1 || n > maxAttempts {
			return fmt.Errorf("durable: Attempts(%d): must be 1 to %d", n, maxAttempts)
		}
		o.attempts = n
		return nil
	}
}

// HandlerTimeout sets after what time the context of a handler ends: 30 seconds by default, 100 ms to
// 1 hour. With [InTx] it is the time of all deliveries of a transaction together. A delivery whose process
// died is handled by another one after about twice this time, and at least 30 seconds.
func HandlerTimeout(d time.Duration) InboxOption {
	return func(o *inboxOptions) error {
		if d < minTimeout || d > maxTimeout {
			return fmt.Errorf("durable: HandlerTimeout(%s): must be %s to %s", d, minTimeout, maxTimeout)
		}
		o.timeout = d
		return nil
	}
}

// GiveUpAfter sets at what age a delivery is parked although its handler returns an error of
// webhook.RetryAfter, which does not count as an attempt: seven days by default, counted from Received. So a
// delivery that is replayed later is parked at the first such error.
func GiveUpAfter(d time.Duration) InboxOption {
	return func(o *inboxOptions) error {
		if d <= 0 {
			return fmt.Errorf("durable: GiveUpAfter(%s): must be positive", d)
		}
		o.giveUp = d
		return nil
	}
}

// OnParked sets a function that is called when a delivery is parked, with the handler's error: the one
// alert that matters. Unlike the class of the error in e, err may quote a record. f runs after the delivery
// was marked, in the process that has handled it; it is not called if that process dies in between, so also
// watch [Stats].Parked.
func OnParked(f func(ctx context.Context, e Entry, err error)) InboxOption {
	return func(o *inboxOptions) error {
		if f == nil {
			return errors.New("durable: OnParked(nil)")
		}
		o.onParked = f
		return nil
	}
}

// Inbox returns the inbox of the engine, whose deliveries handler handles; a webhook.Router is a handler.
// The receivers of all providers share it. An invalid option is an error of Start. Inbox panics if handler
// is nil, if the engine has an inbox already, or after Start.
func (e *Engine) Inbox(handler webhook.Sink, opts ...InboxOption) *Inbox {
	if handler == nil {
		panic("durable: Inbox(nil)")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.inbox != nil {
		panic("durable: the engine has an inbox already: register all handlers with one webhook.Router")
	}
	if e.client != nil {
		panic("durable: call Inbox before Start and River")
	}
	i := &Inbox{engine: e, handler: handler, inboxOptions: inboxOptions{
		group: 1, attempts: defaultAttempts, timeout: defaultTimeout, giveUp: defaultGiveUp,
	}}
	for _, opt := range opts {
		if opt == nil {
			e.fault = errors.Join(e.fault, errors.New("durable: an option of Inbox is nil"))
		} else if err := opt(&i.inboxOptions); err != nil {
			e.fault = errors.Join(e.fault, err)
		}
	}
	e.inbox = i
	return i
}

// Accept stores a delivery. If it returns nil, the delivery is committed to the disk, now or, if it is a
// duplicate, before. Otherwise the error is one of webhook.RetryAfter, so that the provider sends the event
// again: the database is down or full, or the engine is not running.
//
// A delivery without an id is never a duplicate.
func (i *Inbox) Accept(ctx context.Context, d *webhook.Delivery) error {
	if d == nil || d.Type == "" || d.Source == "" {
		return errors.New("durable: Accept: the delivery has no Type or no Source")
	}
	e := i.engine
	r, err := e.codec.encode(ctx, d, e.opts.now())
	if err == nil {
		if e.attached.runOf != nil {
			r.runHash = e.codec.runHash(e.attached.runOf(d))
		}
		err = e.committer.accept(ctx, r)
	}
	if err != nil {
		return notStored(err)
	}
	return nil
}
