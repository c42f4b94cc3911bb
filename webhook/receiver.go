package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Receiver is an http.Handler for one provider's webhooks. It verifies requests, passes their
// deliveries to a [Sink], and responds according to the result. The NewReceiver of a provider
// package returns one. A Receiver is safe for concurrent use and keeps nothing between requests.
//
// Mount it in front of any middleware that reads bodies, on a server that sets ReadHeaderTimeout.
type Receiver struct {
	source *Source
	sink   Sink
	opts   Options

	mu      sync.Mutex
	current *cohort // the cohort that new requests enter

	draining atomic.Int32 // number of rejected requests whose bodies are being drained
}

// NewReceiver returns a receiver for src. It is for providers that this SDK does not know; each
// provider package has its own NewReceiver. It returns an error if src is invalid or has no Verifier,
// if sink is nil, or if an option returns an error.
func NewReceiver(src Source, sink Sink, opts ...Option) (*Receiver, error) {
	own, err := src.prepare()
	if err != nil {
		return nil, err
	}
	if own.checker == nil {
		return nil, fmt.Errorf("webhook: source %s has no Verifier: any sender could send events in its name (to allow that, set webhook.Unverified())", own.Name)
	}
	if f, ok := sink.(SinkFunc); sink == nil || ok && f == nil {
		return nil, errors.New("webhook: the sink is nil")
	}
	rx := &Receiver{source: own, opts: defaults(own), current: newCohort(nil)}
	for i, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("webhook: option %d is nil", i+1)
		}
		if err := opt(&rx.opts); err != nil {
			return nil, err
		}
	}
	if h, ok := own.checker.(*HMAC); ok {
		if err := h.check(); err != nil {
			return nil, err
		}
		if h.Now == nil {
			h.Now = rx.opts.now
		}
	}
	for i, v := range slices.Backward(rx.opts.use) {
		if sink = v(sink); sink == nil {
			return nil, fmt.Errorf("webhook: Use: middleware %d returned a nil sink", i+1)
		}
	}
	rx.sink, own.ids = sink, rx.opts.ids
	return rx, nil
}

// ServeHTTP handles one request. It performs the cheap checks first. Then it reads the body, within
// the limits, verifies it, calls Route, and passes the deliveries to the sink.
func (rx *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := outcome{start: time.Now(), key: -1}
	out.limit = rx.limitTime(w, r, out.start)
	defer func() { out.limit.restore() }()
	cohort := rx.enter()
	if cohort == nil {
		out.limit.shorten(out.start.Add(closedTime))
		rx.finish(w, r, &out, RetryAfter(defaultRetryAfter, errClosed))
		return
	}
	defer rx.leave(cohort)
	rx.handle(w, r, &out) //nolint:contextcheck // sinkContext has the values of the request's context
}

// handle handles a request of a receiver that is not shut down.
func (rx *Receiver) handle(w http.ResponseWriter, r *http.Request, out *outcome) {
	defer func() {
		// accept catches a panic of the sink; verifyHead and verifyBody catch one of the Verifier.
		// Route, Split and Get may also panic, and net/http would log the value.
		if err := caught(recover()); err != nil {
			rx.finish(w, r, out, err)
		}
	}()
	if r.Method == http.MethodGet && rx.source.Get != nil {
		rx.get(w, r, out)
		return
	}
	out.received = rx.opts.time(out.start)
	f, err := rx.authentic(w, r, out)
	switch {
	case err != nil:
		rx.finish(w, r, out, err)
	case rx.source.Split != nil:
		rx.several(w, r, out, f)
	default:
		rx.finish(w, r, out, rx.one(r, out, f))
	}
}

// one handles a body that is one event.
func (rx *Receiver) one(r *http.Request, out *outcome, f *frame) error {
	out.delivery = &f.Delivery
	rx.source.stamp(f, r.Header, out.received)
	if err := rx.source.route(f); err != nil {
		return notParsed(err, len(f.Body))
	}
	return rx.accept(r.Context(), f, rx.sinkEnds())
}

// get calls Source.Get to respond to a GET, and reports the status: after a failed challenge the
// provider may stop sending events.
func (rx *Receiver) get(w http.ResponseWriter, r *http.Request, out *outcome) {
	recorded := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	rx.source.Get(recorded, r)
	var err error
	if out.status = recorded.status; out.status >= http.StatusBadRequest {
		err = reject(out.status, errGet)
	}
	rx.report(r.Context(), out, err)
}

// statusWriter records the status of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap returns the wrapped ResponseWriter, for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// sinkEnds returns the sink's deadline for a request that was verified just now.
func (rx *Receiver) sinkEnds() time.Time { return time.Now().Add(rx.opts.sinkTimeout) }

// accept passes one delivery to the sink. It returns a panic as an error, so that the provider sends
// the event again. It panics again with http.ErrAbortHandler, unless the provider never repeats:
// then aborting would lose this event and those that follow it in the body.
func (rx *Receiver) accept(ctx context.Context, f *frame, ends time.Time) (err error) {
	f.ctx.request, f.ctx.deadline = ctx, ends
	defer f.ctx.end()
	defer func() {
		v := recover()
		if v != nil && rx.source.NeverRepeats {
			err = panicked(v)
		} else if failed := caught(v); failed != nil {
			err = failed
		}
	}()
	return rx.sink.Accept(&f.ctx, &f.Delivery) //nolint:contextcheck // f.ctx has the values of ctx
}
