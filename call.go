package rolecall

import (
	"net/http"
	"time"
)

// Meta holds the status, the header and the limits of a response.
type Meta struct {
	// StatusCode is the HTTP status of the response, 0 if there was no response.
	StatusCode int
	// Header is the response header, without cookies.
	Header http.Header
	// RequestID is the provider's id of the request. The provider's support needs this id.
	RequestID string
	// Attempts is the number of attempts, including retries. It is 0 if the call ended before the first
	// attempt.
	Attempts int
	// Date is the server's time from the Date header, zero if there is no such header.
	Date time.Time
	// Rate and Concurrency are the limits that the response reports, nil if it reports none.
	Rate, Concurrency *Quota
}

// Quota is a provider's limit on requests or on concurrent requests, and what remains of it.
type Quota struct {
	Limit, Remaining int
	// Reset is the time until Remaining equals Limit again, 0 if the provider does not report it.
	Reset time.Duration
}

// CallOption changes one call. See [CaptureMeta] and [CallRetry].
type CallOption func(*Call)

// Call holds the options of one call. It is opaque, and callers do not create one.
type Call struct {
	meta  *Meta
	retry *RetryPolicy
	held  *heldReports // of Page.Ahead; nil elsewhere
}

// CaptureMeta sets m to the status, header and request id of the response, including an error response.
// If a call ends without any response, only Attempts is set. Do not use the same Meta for concurrent
// calls. After a list call, each page that is read later sets m again; see also [Page.Meta].
func CaptureMeta(m *Meta) CallOption {
	return func(c *Call) { c.meta = m }
}

// CallRetry replaces the client's [RetryPolicy] for one call. If the policy is invalid, the call returns
// [ErrInvalid] before anything is sent.
func CallRetry(p RetryPolicy) CallOption {
	return func(c *Call) { c.retry = &p }
}
