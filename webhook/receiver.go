package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Receiver is the http.Handler of one provider's webhooks: it verifies, parses and hands
// on, and answers what became of it. Each provider package makes its own with
// NewReceiver. It is safe for concurrent use and holds nothing between requests.
//
// Mount it in front of any middleware that reads bodies, on a server that sets
// ReadHeaderTimeout.
type Receiver struct {
	source *Source
	hmac   *HMAC // the Verifier, where it is one: it can refuse before the body is read
	sink   Sink
	opts   Options

	mu  sync.Mutex
	now *cohort // the requests that come in

	draining atomic.Int32 // how many refused requests drain their bodies
}

// NewReceiver makes the receiver of a [Source]. Providers of this SDK have their own
// NewReceiver; this one is for others. A source without a Verifier, or a nil sink, is an
// error.
func NewReceiver(src Source, sink Sink, opts ...Option) (*Receiver, error) {
	own, err := src.prepare()
	if err != nil {
		return nil, err
	}
	if own.Verifier == nil {
		return nil, fmt.Errorf("webhook: source %s has no Verifier: anybody could send in its name (webhook.Unverified() says that this is meant)", own.Name)
	}
	if f, ok := sink.(SinkFunc); sink == nil || ok && f == nil {
		return nil, errors.New("webhook: the sink is nil: nothing would take the deliveries")
	}
	rx := &Receiver{source: own, opts: defaults(own), now: newCohort(nil)}
	for i, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("webhook: option number %d is nil", i+1)
		}
		if err := opt(&rx.opts); err != nil {
			return nil, err
		}
	}
	if h, ok := own.Verifier.(*HMAC); ok {
		if err := h.check(); err != nil {
			return nil, err
		}
		rx.hmac = h
	}
	for i, v := range slices.Backward(rx.opts.use) {
		if sink = v(sink); sink == nil {
			return nil, fmt.Errorf("webhook: Use: middleware number %d returned no sink", i+1)
		}
	}
	rx.sink, own.ids = sink, rx.opts.ids
	return rx, nil
}

// ServeHTTP answers one request. The cheap refusals come first, then the body is read
// under its limits, then verified, then looked at, and only then does the sink get it.
func (rx *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := outcome{start: time.Now(), key: -1}
	out.limit = rx.limitTime(w, r, out.start)
	defer func() { out.limit.restore() }()
	cohort := rx.enter()
	if cohort == nil {
		rx.finish(w, r, &out, RetryAfter(defaultRetryAfter, errClosed))
		return
	}
	defer rx.leave(cohort)
	defer func() {
		// accept and verify catch the panics of a sink and a Verifier. Route, Split and Get may
		// also panic, and net/http would log the value.
		if err := caught(recover()); err != nil {
			rx.finish(w, r, &out, err)
		}
	}()
	if r.Method == http.MethodGet && rx.source.Get != nil {
		rx.get(w, r, &out)
		return
	}
	in, err := rx.authentic(w, r, &out)
	if err != nil {
		rx.finish(w, r, &out, err)
		return
	}
	f := in.f
	if rx.source.Split != nil {
		rx.several(w, r, &out, &in) //nolint:contextcheck // sinkContext has the values of the request's
		return
	}
	out.delivery = &f.Delivery
	if err := rx.source.fill(f, in.body(), in.room[in.n:], r.Header, out.start); err != nil {
		rx.finish(w, r, &out, unsound(err, in.n))
		return
	}
	rx.finish(w, r, &out, rx.accept(r.Context(), f, rx.sinkEnds()))
}

// get lets the source answer a GET, and tells the hooks what it said: a challenge that fails
// ends in a provider that sends nothing any more.
func (rx *Receiver) get(w http.ResponseWriter, r *http.Request, out *outcome) {
	told := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	rx.source.Get(told, r)
	var err error
	if out.status = told.status; out.status >= http.StatusBadRequest {
		err = refuse(out.status, errGet)
	}
	rx.report(r.Context(), out, err)
}

// statusWriter remembers the status of an answer.
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

// accept hands one delivery to the sink. A panic becomes an error: the server lives, and the
// event is delivered again.
func (rx *Receiver) accept(ctx context.Context, f *frame, ends time.Time) (err error) {
	f.ctx.request, f.ctx.deadline = ctx, ends
	defer f.ctx.end()
	defer func() {
		if failed := caught(recover()); failed != nil {
			err = failed
		}
	}()
	return rx.sink.Accept(&f.ctx, &f.Delivery) //nolint:contextcheck // it has the values of ctx
}

// caught makes an error of what recover returned, but for the one panic that is net/http's.
func caught(v any) error {
	if v == nil {
		return nil
	}
	if v == http.ErrAbortHandler { //nolint:errorlint,err113 // net/http compares the value, too
		panic(v)
	}
	return &PanicError{Value: v, Stack: debug.Stack()}
}
