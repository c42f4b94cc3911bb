package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
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

	mu       sync.Mutex
	inFlight int
	closed   bool
	drained  chan struct{} // closed when the last request of a closed receiver ends
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
	rx := &Receiver{source: own, opts: Options{maxBody: own.MaxBody, maxEvents: defaultMaxEvents, readTimeout: defaultReadTimeout}, drained: make(chan struct{})}
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
	rx.sink = sink
	return rx, nil
}

// ServeHTTP answers one request. The cheap refusals come first, then the body is read
// under its limit, then verified, then looked at, and only then does the sink get it.
func (rx *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := outcome{start: time.Now(), key: -1}
	if !rx.enter() {
		rx.finish(w, r, &out, RetryAfter(defaultRetryAfter, errClosed))
		return
	}
	defer rx.leave()
	defer func() {
		// The sink's panics are caught closer by. A Verifier, a Route or a Get of the host
		// may panic too, and net/http would print what it held.
		if err := caught(recover()); err != nil {
			rx.finish(w, r, &out, err)
		}
	}()
	if r.Method == http.MethodGet && rx.source.Get != nil {
		rx.get(w, r, &out)
		return
	}
	f, room, n, err := rx.authentic(w, r, &out)
	if err != nil {
		rx.finish(w, r, &out, err)
		return
	}
	if rx.source.Split != nil {
		rx.several(w, r, &out, f, room, n)
		return
	}
	out.delivery = &f.Delivery
	if err := rx.source.fill(f, room[:n:n], room[n:], r.Header, out.start); err != nil {
		rx.finish(w, r, &out, unsound(err))
		return
	}
	rx.finish(w, r, &out, rx.accept(r.Context(), &f.Delivery))
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

// outcome collects what the hooks are told.
type outcome struct {
	start    time.Time
	delivery *Delivery
	key      int
	status   int // that was answered, 0 for the one of the error
}

var (
	errClosed   = errors.New("webhook: the receiver is shut down")
	errGet      = errors.New("webhook: a GET, such as a challenge, was refused")
	errMethod   = errors.New("webhook: only POST is taken")
	errEncoded  = errors.New("webhook: the body has a Content-Encoding")
	errTooLarge = errors.New("webhook: the body is over the limit")
	errCut      = errors.New("webhook: the body was cut short")
	errLonger   = errors.New("webhook: the body is longer than the request says")
)

// authentic reads the body of r into a new frame and verifies it.
func (rx *Receiver) authentic(w http.ResponseWriter, r *http.Request, out *outcome) (*frame, []byte, int, error) {
	deadline := rx.limitTime(w, r)
	if r.Method != http.MethodPost {
		allow := http.MethodPost
		if rx.source.Get != nil {
			allow = "GET, POST"
		}
		w.Header().Set("Allow", allow)
		return nil, nil, 0, refuse(http.StatusMethodNotAllowed, errMethod)
	}
	claim, err := rx.verifyHead(r)
	if err != nil {
		return nil, nil, 0, err
	}
	for _, coding := range r.Header["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return nil, nil, 0, refuse(http.StatusUnsupportedMediaType, errEncoded)
		}
	}
	if r.ContentLength > rx.opts.maxBody {
		return nil, nil, 0, refuse(http.StatusRequestEntityTooLarge, errTooLarge)
	}
	f, room, n, err := rx.read(r)
	if err != nil {
		return nil, nil, 0, err
	}
	liftTime(deadline)
	switch {
	case rx.hmac != nil:
		out.key, err = rx.hmac.match(r, &claim, room[:n:n])
	default:
		if _, done := rx.source.Verifier.(headOnly); !done {
			err = rx.source.Verifier.Verify(r, room[:n:n])
		}
	}
	return f, room, n, unauthorized(err)
}

// verifyHead does what can be verified without the body.
func (rx *Receiver) verifyHead(r *http.Request) (claim, error) {
	if rx.hmac != nil {
		c, err := rx.hmac.claim(r)
		return c, unauthorized(err)
	}
	if v, ok := rx.source.Verifier.(headOnly); ok {
		return claim{}, unauthorized(v.Verify(r, nil))
	}
	return claim{}, nil
}

// unauthorized makes a verifier's error a 401, but for the ones that ask for another try.
func unauthorized(err error) error {
	if err == nil {
		return nil
	}
	if v, ok := errors.AsType[*verdict](err); ok && !v.drop {
		return err
	}
	return refuse(http.StatusUnauthorized, err)
}

// accept hands one delivery to the sink. A panic becomes an error: the server lives, and the
// event is delivered again.
func (rx *Receiver) accept(ctx context.Context, d *Delivery) (err error) {
	defer func() {
		if failed := caught(recover()); failed != nil {
			err = failed
		}
	}()
	return rx.sink.Accept(ctx, d)
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

// finish tells the hooks and writes the answer.
func (rx *Receiver) finish(w http.ResponseWriter, r *http.Request, out *outcome, err error) {
	rx.report(r.Context(), out, err)
	status, wait := statusOf(err)
	if status == http.StatusRequestEntityTooLarge {
		w.Header().Set("Connection", "close") // the rest of the body is not read
	}
	if r, ok := errors.AsType[*refusal](err); ok && r.explained && rx.source.Explain != nil {
		body := rx.source.Explain(r.err)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body) // a client that is gone has missed nothing
		return
	}
	answer(w, status, wait)
}

func (rx *Receiver) report(ctx context.Context, out *outcome, err error) {
	if rx.opts.onError == nil && rx.opts.onResult == nil && rx.opts.log == nil {
		return
	}
	// A client that is gone must not keep its failure from being stored.
	ctx = context.WithoutCancel(ctx)
	status, _ := statusOf(err)
	if out.status != 0 {
		status = out.status
	}
	if rx.opts.log != nil {
		rx.hook(ctx, func() { rx.logResult(ctx, out, status, err) })
	}
	if rx.opts.onError != nil && err != nil && out.delivery != nil {
		rx.hook(ctx, func() { rx.opts.onError(ctx, out.delivery, err) })
	}
	if rx.opts.onResult != nil {
		rx.hook(ctx, func() {
			rx.opts.onResult(ctx, Result{
				Source: rx.source.Name, Delivery: out.delivery, Status: status, Err: err,
				KeyIndex: out.key, Duration: time.Since(out.start),
			})
		})
	}
}

// hook calls what the host gave. One that panics must neither end the server, nor keep the
// other hooks from being told, nor print what it held.
func (rx *Receiver) hook(ctx context.Context, f func()) {
	defer func() {
		if recover() == nil || rx.opts.log == nil {
			return
		}
		defer func() { _ = recover() }() // it was the log itself
		rx.opts.log.LogAttrs(ctx, slog.LevelError, "webhook: a hook panicked", slog.String("source", rx.source.Name))
	}()
	f()
}

func (rx *Receiver) logResult(ctx context.Context, out *outcome, status int, err error) {
	level, message := slog.LevelDebug, "webhook: accepted"
	switch {
	case status >= 500:
		level, message = slog.LevelError, "webhook: failed"
	case status >= 400:
		level, message = slog.LevelWarn, "webhook: refused"
	case err != nil:
		level, message = slog.LevelWarn, "webhook: dropped"
	}
	attrs := []slog.Attr{slog.String("source", rx.source.Name), slog.Int("status", status), slog.Duration("took", time.Since(out.start))}
	if out.delivery != nil {
		attrs = append(attrs, slog.String("type", out.delivery.Type), slog.String("id", out.delivery.ID))
	}
	if err != nil {
		attrs = append(attrs, slog.String("reason", reason(err)))
	}
	rx.opts.log.LogAttrs(ctx, level, message, attrs...)
}

// reason names the kind of an error. Only errors of this package are quoted: a handler's
// may hold a record.
func reason(err error) string {
	for _, known := range []error{
		errPaddedKey, errNoSignature, errNoKeys, errNoMatch, ErrSignature, ErrBusy, ErrInFlight,
		errKeyLookup, errDedupStore, errClosed, errGet, errMethod, errEncoded, errTooLarge, errTooMany, errCut, errLonger, errNoEvent, errNotText,
	} {
		if errors.Is(err, known) {
			return strings.TrimPrefix(known.Error(), "webhook: ")
		}
	}
	if p, ok := errors.AsType[*PanicError](err); ok {
		return strings.TrimPrefix(p.Error(), "webhook: ")
	}
	if d, ok := errors.AsType[*DecodeError](err); ok {
		return strings.TrimPrefix(d.Error(), "webhook: ")
	}
	if r, ok := errors.AsType[*refusal](err); ok && (r.status == http.StatusBadRequest || r.status == http.StatusInternalServerError) {
		return "the body is not understood"
	}
	if v, ok := err.(*verdict); ok { //nolint:errorlint // what it was put around says more
		return reason(v.err)
	}
	return fmt.Sprintf("%T", err)
}

// enter counts a request in, unless the receiver is shut down.
func (rx *Receiver) enter() bool {
	rx.mu.Lock()
	defer rx.mu.Unlock()
	if rx.closed {
		return false
	}
	rx.inFlight++
	return true
}

func (rx *Receiver) leave() {
	rx.mu.Lock()
	defer rx.mu.Unlock()
	rx.inFlight--
	if rx.closed && rx.inFlight == 0 {
		close(rx.drained)
	}
}

// Shutdown answers new requests with 503 and waits until those under way are done, or ctx
// ends. Call it before http.Server.Shutdown, which waits for connections and not for
// what providers will be told. It may be called again.
func (rx *Receiver) Shutdown(ctx context.Context) error {
	rx.mu.Lock()
	if !rx.closed {
		rx.closed = true
		if rx.inFlight == 0 {
			close(rx.drained)
		}
	}
	rx.mu.Unlock()
	select {
	case <-rx.drained: // also where ctx has ended
		return nil
	default:
	}
	select {
	case <-rx.drained:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
