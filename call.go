package rolecall

import (
	"net/http"
	"time"
)

// Meta is what the answer to a call says besides its body.
type Meta struct {
	StatusCode int
	// Header is the response header, without cookies.
	Header http.Header
	// RequestID is the provider's id of the call, the one to quote to its support.
	RequestID string
	// Attempts counts the requests that were made, 1 if nothing was repeated.
	Attempts int
	// Date is the server's own clock (the Date header), zero where it sent none.
	Date time.Time
	// Rate and Concurrency are the provider's limits as this answer tells them, nil where it
	// does not.
	Rate, Concurrency *Quota
}

// Quota is a limit and what is left of it.
type Quota struct {
	Limit, Remaining int
	// Reset is the time until Remaining is Limit again, 0 where the provider does not say.
	Reset time.Duration
}

// CallOption changes one call. See [CaptureMeta] and [CallRetry].
type CallOption func(*Call)

// Call collects the options of one call. It is opaque: a caller never makes one.
type Call struct {
	meta  *Meta
	retry *RetryPolicy
}

// NewCall applies opts; nil ones are skipped. Provider packages use it.
func NewCall(opts ...CallOption) Call {
	var c Call
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	return c
}

// CaptureMeta fills m with the status, header and ids of the answer, also when the call
// fails with an answer. A call without any answer leaves only Attempts. Do not share one
// Meta between concurrent calls.
func CaptureMeta(m *Meta) CallOption {
	return func(c *Call) { c.meta = m }
}

// CallRetry replaces the client's [RetryPolicy] for one call. A policy that makes no
// sense (see [WithRetry]) fails the call with [ErrInvalid] before anything is sent.
func CallRetry(p RetryPolicy) CallOption {
	return func(c *Call) { c.retry = &p }
}

// Report hands m to whoever asked for it with [CaptureMeta].
func (c Call) Report(m Meta) {
	if c.meta != nil {
		*c.meta = m
	}
}

// Retry is the policy of this call, def unless [CallRetry] gave another, with its
// defaults filled in.
func (c Call) Retry(def RetryPolicy) (RetryPolicy, error) {
	if c.retry != nil {
		def = *c.retry
	}
	return def.WithDefaults(), def.check()
}
