package transport

import (
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall"
)

// call is one run of Do: its attempts, and what the last one brought.
type call struct {
	client *Client
	req    *Request
	policy rolecall.RetryPolicy

	attempts  int
	last      *answer // of the newest attempt that had one
	notSent   bool    // the newest attempt certainly did not reach the server
	maybeDone bool    // some attempt of a write may have had its effect
}

// RoundTrip is one attempt, as go-retryablehttp's http.Client sees it. The answer is read
// whole here, inside the retry loop, so that one cut short counts as a failed attempt.
// What goes up is only a carrier of the status; the answer itself is c.last.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	c.last, c.notSent = nil, false
	if limiter := c.client.cfg.Limiter; limiter != nil {
		if err := limiter.Wait(req.Context()); err != nil {
			c.notSent = true
			return nil, &notSent{err}
		}
	}
	c.attempts++
	var w witness
	resp, err := c.client.doer(req.WithContext(w.watch(req.Context())))
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
		c.maybeDone = c.maybeDone || c.isWrite() && !c.notSent
		return nil, err
	}
	if c.last == nil { // a middleware's answer without a body
		c.last = &answer{status: resp.StatusCode, header: resp.Header}
	}
	return &http.Response{StatusCode: c.last.status, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

var errNothing = errors.New("a middleware returned neither an answer nor an error")

func (c *call) isWrite() bool {
	switch c.req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}
