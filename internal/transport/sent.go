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

// sendTracker records whether the request of one attempt may have reached the server. Its fields are
// atomic because net/http calls the hooks on other goroutines, and because a middleware may return
// before its attempt has ended.
type sendTracker struct {
	run       *call
	handed    atomic.Bool // the request reached the client's own transport
	asked     atomic.Bool // the transport requested a connection, so it calls the trace hooks
	connected atomic.Bool // the transport got a connection, so it may have sent bytes
}

func (w *sendTracker) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) },
	})
}

// trackingTransport is the last step before the network. A request that does not reach it is not sent.
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

// heldByMiddleware returns err as a *notSent error if a middleware did not send the request: the error
// says so itself (rolecall.NotSent), or the request did not reach the client's transport. Otherwise it
// returns nil.
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

// certainlyNotSent reports whether the attempt that ended with err never had a connection. The
// transport of the caller's client may not call the trace hooks. If it does not, certainlyNotSent returns
// true only for errors that cannot occur after a connection was established.
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

// notSent is an error of a step before the network. why is the reason without personal data; it is
// empty if err is a sentinel error.
type notSent struct {
	why string
	err error
}

const (
	whyLimiter    = "the limiter rejected the call"
	whyCredential = "the credential could not be added" //nolint:gosec // a text, not a credential
	whyMiddleware = "a middleware did not send the request"
)

func (e *notSent) Error() string { return e.err.Error() }
func (e *notSent) Unwrap() error { return e.err }
