package transport

import (
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/rolecall-dev/rolecall"
)

// call is one run of Do: its attempts, and what the last one brought.
type call struct {
	client *Client
	req    *Request
	policy rolecall.RetryPolicy

	attempts  int
	last      *answer // of the newest attempt, nil if it had none
	notSent   bool    // the newest attempt certainly did not reach the server
	maybeDone bool    // some attempt of a write may have had its effect

	renewed    bool         // Spec.Renew was asked
	credential atomic.Value // string: what the newest attempt was authorized with
}

// RoundTrip is one attempt, as go-retryablehttp's http.Client sees it. The answer is read
// whole here, inside the retry loop, so that one cut short counts as a failed attempt.
// What goes up is only a carrier of the status; the answer itself is c.last.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.attempt(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized || !c.renew(req) {
		return resp, err
	}
	return c.attempt(req)
}

// renew asks for another credential in place of the one that was just refused, and takes the
// body back to its beginning.
func (c *call) renew(req *http.Request) bool {
	if c.client.spec.Renew == nil || c.renewed || req.Body != nil && req.GetBody == nil {
		return false
	}
	c.renewed = true
	refused, _ := c.credential.Load().(string)
	if !c.client.spec.Renew(refused) {
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

func (c *call) attempt(req *http.Request) (*http.Response, error) {
	if limiter := c.client.cfg.Limiter; limiter != nil {
		if err := limiter.Wait(req.Context()); err != nil {
			// Not an attempt yet, so what the one before it brought stays.
			return nil, &notSent{"the limiter refused", err}
		}
	}
	if err := req.Context().Err(); err != nil {
		return nil, &notSent{"the context has ended", err}
	}
	c.last, c.notSent = nil, false
	c.attempts++
	var w witness
	// A clone, so that what a middleware changes is gone in the next attempt.
	resp, err := c.client.doer(req.Clone(c.noteCredential(w.watch(req.Context()))))
	if resp == nil && err == nil {
		err = errNothing
	}
	if resp != nil && resp.Body != nil {
		// A refused redirect comes with both an error and an answer.
		a, readErr := read(resp, c.client.spec.Limit)
		c.last = a
		if err == nil {
			err = readErr
		}
	}
	if err != nil {
		c.notSent = c.last == nil && w.certainlyNotSent(err)
		c.maybeDone = c.maybeDone || c.isWrite() && c.doubtful()
		return nil, err
	}
	if c.last == nil { // a middleware's answer without a body
		c.last = &answer{status: resp.StatusCode, header: resp.Header}
	}
	return &http.Response{StatusCode: c.last.status, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// doubtful reports whether a write whose attempt failed on the way may have been done. An
// answer's status says so even where the rest of it was lost or must not be followed.
func (c *call) doubtful() bool {
	if c.last == nil {
		return !c.notSent
	}
	return c.last.status < 300 || leavesDoubt(c.last.status)
}

var errNothing = errors.New("a middleware returned neither an answer nor an error")

func (c *call) isWrite() bool {
	if c.req.Repeat == Reading {
		return false
	}
	switch c.req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}
