package transport

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// call is one run of Do: its attempts, and what the last one brought.
type call struct {
	client *Client
	req    *Request
	policy rolecall.RetryPolicy

	attempts  int
	last      *rawResponse // of the newest attempt, nil if it had none
	notSent   bool         // the newest attempt certainly did not reach the server
	maybeDone bool         // some attempt of a write may have had its effect
	backoff   time.Duration

	renewed bool         // Spec.Renew was asked
	tracker *sendTracker // of the newest attempt
	used    secrets      // the credentials that the attempts were authorized with
}

// RoundTrip is one attempt, as go-retryablehttp's http.Client sees it. The response is read
// whole here, inside the retry loop, so that one cut short counts as a failed attempt.
// What goes up is only a carrier of the status; the response itself is c.last.
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

// slot waits until one more request may be on its way.
func (c *Client) slot(ctx context.Context) (release func(), err error) {
	if c.slots == nil {
		return func() {}, nil
	}
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-ctx.Done():
		return nil, &notSent{"no request ended in time to make room for this one", ctx.Err()}
	}
}

// renew asks for another credential in place of the one that was just refused, and takes the
// body back to its beginning.
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

// wait returns when an attempt may begin.
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

// attempt sends the request once and notes the outcome in c.
func (c *call) attempt(req *http.Request) (*http.Response, error) {
	if err := c.client.wait(req.Context()); err != nil {
		return nil, err // not an attempt yet, so the outcome of the previous one stays
	}
	c.last, c.notSent, c.tracker = nil, false, &sendTracker{run: c}
	c.attempts++
	// A clone, so that what a middleware changes is gone in the next attempt.
	resp, err := c.client.doer(req.Clone(c.observed(req.Context())))
	if resp == nil && err == nil {
		err = errNoResult
	}
	if resp != nil && resp.Body != nil {
		// A refused redirect comes with both an error and a response.
		a, readErr := read(resp, c.client.spec.Limit)
		c.last = a
		if err == nil && !a.reportsFailure(readErr) {
			err = readErr
		}
	}
	if err != nil {
		return nil, c.recordFailure(err)
	}
	if c.last == nil { // a middleware's answer without a body
		c.last = &rawResponse{status: resp.StatusCode, header: resp.Header}
	}
	c.reportMeta()
	return &http.Response{StatusCode: c.last.status, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// noteFailure notes what an attempt that ended with an error may have done, and returns its error.
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

// observed is the context of an attempt: it carries the attempt's number to the middleware, and
// to the steps below it the place where they note what they saw.
func (c *call) observed(ctx context.Context) context.Context {
	return context.WithValue(c.tracker.watch(rolecall.WithAttempt(ctx, c.attempts)), trackerKey{}, c.tracker)
}

type trackerKey struct{}

// tell reports the response to the hooks of rolecall.OnMeta.
func (c *call) reportMeta() {
	if len(c.client.cfg.OnMeta) == 0 {
		return
	}
	meta := c.meta()
	for _, f := range c.client.cfg.OnMeta {
		f(c.req.Op, meta)
	}
}

// ambiguous reports whether a write whose attempt failed on the way may have been done. The
// status of a response says so even where the rest of it was lost or must not be followed.
func (c *call) ambiguous() bool {
	if c.last == nil {
		return !c.notSent
	}
	return c.last.status < 300 || ambiguousStatus(c.last.status)
}

var errNoResult = errors.New("a middleware returned neither an answer nor an error")

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
