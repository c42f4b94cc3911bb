package rolecall

import (
	"net/http"
	"time"
)

// Meta is what the response to a call says in addition to its body.
type Meta struct {
	StatusCode int
	// Header is the response header, without cookies.
	Header http.Header
	// RequestID is the provider's id of the call, the one to quote to its support.
	RequestID string
	// Attempts counts the requests that were made, 1 without a retry.
	Attempts int
	// Date is the server's clock (the Date header), zero if it sent none.
	Date time.Time
	// Rate and Concurrency are the provider's limits as this response states them, nil if it
	// does not.
	Rate, Concurrency *Quota
}

// Quota is a limit and the remainder of it.
type Quota struct {
	Limit, Remaining int
	// Reset is the time until Remaining is Limit again, 0 if the provider does not say.
	Reset time.Duration
}

// CallOption changes one call. See [CaptureMeta] and [CallRetry].
type CallOption func(*Call)

// Call holds the options of one call. It is opaque: a caller never makes one.
type Call struct {
	meta  *Meta
	retry *RetryPolicy
	held  *heldReports // of Page.Ahead; nil elsewhere
}

// CaptureMeta fills m with the status, header and ids of the response, even if the call fails with
// one. A call without any response leaves only Attempts. Do not share one Meta between concurrent
// calls. In a list call, each page that is read later fills m again, see [Page.Meta].
func CaptureMeta(m *Meta) CallOption {
	return func(c *Call) { c.meta = m }
}

// CallRetry replaces the client's [RetryPolicy] for one call. An invalid policy (see [WithRetry])
// fails the call with [ErrInvalid] before anything is sent.
func CallRetry(p RetryPolicy) CallOption {
	return func(c *Call) { c.retry = &p }
}
