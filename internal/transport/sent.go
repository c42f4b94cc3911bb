package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// witness tells whether the request of one attempt may have reached the server. net/http calls the
// hooks from other goroutines, and a middleware may leave an attempt behind that is still under way.
type sendTracker struct {
	run       *call
	handed    atomic.Bool // the request reached the client's own transport
	asked     atomic.Bool // the transport looked for a connection: it reports to us
	connected atomic.Bool // it had one, so bytes may have left
}

func (w *sendTracker) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) },
	})
}

// witnessed is the step just above the network: what did not come here did not leave.
type trackingTransport struct {
	next http.RoundTripper // nil: http.DefaultTransport, looked up for each request
}

func (w *trackingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if w, ok := req.Context().Value(trackerKey{}).(*sendTracker); ok {
		w.handed.Store(true)
	}
	if w.next == nil {
		return http.DefaultTransport.RoundTrip(req)
	}
	return w.next.RoundTrip(req)
}

// heldBack returns the error of an attempt that a middleware did not send, marked as such: it says
// so itself (rolecall.NotSent), or the request did not come as far as the client's transport.
// Otherwise it returns nil.
func (c *call) heldByMiddleware(err error) error {
	if _, known := errors.AsType[*notSent](err); known {
		return nil
	}
	declared, ok := errors.AsType[interface {
		error
		NotSent() bool
	}](err)
	if ok && declared.NotSent() || !c.tracker.handed.Load() && len(c.client.cfg.Middleware) > 0 {
		return &notSent{whyMiddleware, err}
	}
	return nil
}

// certainlyNotSent reports whether the attempt that ended in err never had a connection.
// A host's transport may not report to the trace; then only errors that cannot come
// after one count.
func (w *sendTracker) certainlyNotSent(err error) bool {
	if w.connected.Load() {
		return false
	}
	if w.asked.Load() {
		return true
	}
	if _, ok := errors.AsType[*notSent](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.UnknownAuthorityError](err)
	return ok
}

// notSent marks an error from a step before the network. It says why in words that can go
// into a log; "" where err is a sentinel that does.
type notSent struct {
	why string
	err error
}

const (
	whyLimiter    = "the limiter rejected the call"
	whyCredential = "the credential could not be added" //nolint:gosec // a text, no credential
	whyMiddleware = "a middleware did not send it"
)

func (e *notSent) Error() string { return e.err.Error() }
func (e *notSent) Unwrap() error { return e.err }
