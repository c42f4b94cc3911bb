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

// Receiver is the http.Handler of one provider's webhooks: it verifies requests, passes their
// deliveries to a sink and responds with the result. The NewReceiver of a provider package returns
// one. It is safe for concurrent use and keeps nothing between requests.
//
// Mount it in front of any middleware that reads bodies, on a server that sets
// ReadHeaderTimeout.
type Receiver struct {
	source *Source
	sink   Sink
	opts   Options

	mu      sync.Mutex
	current *cohort // the one that new requests enter

	draining atomic.Int32 // how many rejected requests drain their bodies
}

// NewReceiver returns the receiver of a [Source]. The provider packages have their own
// NewReceiver; this one is for other providers. A source without a Verifier, or a nil sink, is an
// error.
func NewReceiver(src Source, sink Sink, opts ...Option) (*Receiver, error) {
	own, err := src.prepare()
	if err != nil {
		return nil, err
	}
	if own.checker == nil {
		return nil, fmt.Errorf("webhook: source %s has no Verifier: anybody could send in its name (webhook.Unverified() says that this is meant)", own.Name)
	}
	if f, ok := sink.(SinkFunc); sink == nil || ok && f == nil {
		return nil, errors.New("webhook: the sink is nil: nothing would take the deliveries")
	}
	rx := &Receiver{source: own, opts: defaults(own), current: newCohort(nil)}
	for i, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("webhook: option number %d is nil", i+1)
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
			return nil, fmt.Errorf("webhook: Use: middleware number %d returned no sink", i+1)
		}
	}
	rx.sink, own.ids = sink, rx.opts.ids
	return rx, nil
}

// ServeHTTP responds to one request. The cheap checks come first. Then the body is read under its
// limits, verified and routed, and only then passed to the sink.
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
	rx.handle(w, r, &out) //nolint:contextcheck // sinkContext has the values of the request's
}

// handle handles a request of a receiver that is not shut down.
func (rx *Receiver) handle(w http.ResponseWriter, r *http.Request, out *outcome) {
	defer func() {
		// accept and verify catch the panics of a sink and a Verifier. Route, Split and Get may
		// also panic, and net/http would log the value.
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

// one handles a body of one event.
func (rx *Receiver) one(r *http.Request, out *outcome, f *frame) error {
	out.delivery = &f.Delivery
	rx.source.stamp(f, r.Header, out.received)
	if err := rx.source.route(f); err != nil {
		return notParsed(err, len(f.Body))
	}
	return rx.accept(r.Context(), f, rx.sinkEnds())
}

// get lets the source respond to a GET, and reports the status: after a failed challenge the provider
// may stop sending events.
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

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// sinkEnds returns the deadline of the sink for a request that is verified now.
func (rx *Receiver) sinkEnds() time.Time { return time.Now().Add(rx.opts.sinkTimeout) }

// accept passes one delivery to the sink. A panic becomes an error, so that the provider sends the
// event again. If the provider never repeats, http.ErrAbortHandler also becomes an error, because
// to abort would lose this event and those after it.
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
	return rx.sink.Accept(&f.ctx, &f.Delivery) //nolint:contextcheck // it has the values of ctx
}
