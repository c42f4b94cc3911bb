package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// witness tells whether a request may have reached the server. net/http calls the hooks
// from other goroutines.
type witness struct {
	asked     atomic.Bool // the transport looked for a connection: it reports to us
	connected atomic.Bool // it had one, so bytes may have left
}

func (w *witness) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) },
	})
}

// certainlyNotSent reports whether the attempt that ended in err never had a connection.
// A host's transport may not report to the trace; then only errors that cannot come
// after one count.
func (w *witness) certainlyNotSent(err error) bool {
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

func (e *notSent) Error() string { return e.err.Error() }
func (e *notSent) Unwrap() error { return e.err }
