package transport

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// call is the state of one call of Do.
type call struct {
	client *Client
	req    *Request
	policy rolecall.RetryPolicy

	attempts  int
	last      *rawResponse // response of the last attempt, nil if there was none
	notSent   bool         // the last attempt certainly did not reach the server
	maybeDone bool         // an attempt of a write may have been executed
	backoff   time.Duration

	renewed bool         // Spec.Renew was called
	tracker *sendTracker // of the last attempt
	used    secrets      // the credentials of the attempts
}

// RoundTrip makes one attempt for go-retryablehttp's http.Client. It reads the whole response, so that
// an incomplete one is a failed attempt and can be retried. It returns a response with only
// the status; the full response is in c.last.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	release, err := c.client.slot(req.Context())
	if err != nil {
		return nil, err
	}
	defer release()
	resp, err := c.attempt(req)
	if c.last == nil || c.last.status != http.StatusUnauthorized || !c.renew(req) {
		return resp, err
	}
	return c.attempt(req)
}

// slot waits until the concurrency limit permits another request.
func (c *Client) slot(ctx context.Context) (release func(), err error) {
	if c.slots == nil {
		return func() {}, nil
	}
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-ctx.Done():
		return nil, &notSent{"the context ended while the call waited for the concurrency limit", ctx.Err()}
	}
}

// renew replaces the credential that was just rejected and rewinds the body. It reports whether the
// request can be sent again.
func (c *call) renew(req *http.Request) bool {
	if c.client.spec.Renew == nil || c.renewed || req.Body != nil && req.GetBody == nil {
		return false
	}
	c.renewed = true
	if !c.client.spec.Renew(c.used.newest()) {
		return false
	}
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return false
		}
		req.Body = body
	}
	return true
}

// wait waits until the limiter permits an attempt.
func (c *Client) wait(ctx context.Context) error {
	if c.cfg.Limiter != nil {
		if err := c.cfg.Limiter.Wait(ctx); err != nil {
			return &notSent{whyLimiter, err}
		}
	}
	if err := ctx.Err(); err != nil {
		return &notSent{"the context has ended", err}
	}
	return nil
}

// attempt sends the request once and records the outcome in c.
func (c *call) attempt(req *http.Request) (*http.Response, error) {
	if err := c.client.wait(req.Context()); err != nil {
		return nil, err // there was no attempt: keep the outcome of the previous one
	}
	c.last, c.notSent, c.tracker = nil, false, &sendTracker{run: c}
	c.attempts++
	// Clone the request, so that changes by a middleware do not affect the next attempt.
	resp, err := c.client.doer(req.Clone(c.observed(req.Context())))
	if resp == nil && err == nil {
		err = errNoResult
	}
	if resp != nil && resp.Body != nil {
		// http.Client returns both an error and a response if it does not follow a redirect.
		a, readErr := read(resp, c.client.spec.Limit)
		c.last = a
		if err == nil && !a.reportsFailure(readErr) {
			err = readErr
		}
	}
	if err != nil {
		return nil, c.recordFailure(err)
	}
	if c.last == nil { // a middleware returned a response without a body
		c.last = &rawResponse{status: resp.StatusCode, header: resp.Header}
	}
	c.reportMeta()
	return &http.Response{StatusCode: c.last.status, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// recordFailure records whether an attempt that ended with err may have been executed. It returns the
// error to report.
func (c *call) recordFailure(err error) error {
	if c.last == nil {
		held := c.heldByMiddleware(err)
		if c.notSent = held != nil || c.tracker.certainlyNotSent(err); held != nil {
			err = held
		}
	}
	c.maybeDone = c.maybeDone || c.isWrite() && c.ambiguous()
	return err
}

// observed returns the context of an attempt. It contains the attempt's number, for middleware, and
// the sendTracker of the attempt.
func (c *call) observed(ctx context.Context) context.Context {
	return context.WithValue(c.tracker.watch(rolecall.WithAttempt(ctx, c.attempts)), trackerKey{}, c.tracker)
}

type trackerKey struct{}

// reportMeta passes the Meta of the response to the hooks of rolecall.OnMeta.
func (c *call) reportMeta() {
	if len(c.client.cfg.OnMeta) == 0 {
		return
	}
	meta := c.meta()
	for _, f := range c.client.cfg.OnMeta {
		f(c.req.Op, meta)
	}
}

// ambiguous reports whether a write may have been done, although its attempt ended with an error. If
// the status of a response arrived, it decides, even if the body is incomplete or the redirect must
// not be followed.
func (c *call) ambiguous() bool {
	if c.last == nil {
		return !c.notSent
	}
	return c.last.status < 300 || ambiguousStatus(c.last.status)
}

var errNoResult = errors.New("a middleware returned neither a response nor an error")

func (c *call) isWrite() bool {
	if c.req.Retry == RetryRead {
		return false
	}
	switch c.req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}
