package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// invalid is a call refused before any I/O.
func (c *Client) invalid(req *Request, message string) *rolecall.Error {
	return c.subject(req).withMessage(message).WithCause(rolecall.ErrInvalid)
}

// Invalid is the error of a request that must not be sent. Provider packages use it for
// what they check themselves.
func (c *Client) Invalid(op, message string) error {
	return c.invalid(&Request{Op: op}, message)
}

type failure struct{ *rolecall.Error }

func (c *Client) subject(req *Request) failure {
	path := ""
	if joined, err := joinPath(req.Path); err == nil && len(req.Path) > 0 {
		path = strings.TrimRight(c.base.Path, "/") + joined
	}
	return failure{&rolecall.Error{Provider: c.spec.Provider, Op: req.Op, Method: req.Method, Path: path}}
}

func (f failure) withMessage(m string) *rolecall.Error {
	f.Message = m
	return f.Error
}

// meta is what the last answer said besides its body.
func (c *call) meta() rolecall.Meta {
	m := rolecall.Meta{Attempts: c.attempts}
	if c.last == nil {
		return m
	}
	m.StatusCode = c.last.status
	m.Header = publicHeader(c.last.header)
	m.RequestID = c.requestID()
	if date, err := http.ParseTime(c.last.header.Get("Date")); err == nil {
		m.Date = date
	}
	m.Rate, m.Concurrency = c.client.spec.Limits.read(c.last.header)
	return m
}

func (c *call) requestID() string {
	if c.last == nil || c.client.spec.RequestIDHeader == "" {
		return ""
	}
	return c.last.header.Get(c.client.spec.RequestIDHeader)
}

// failed is the error of a call that ended without an answer, or with half of one.
func (c *call) failed(err error) error {
	e := c.describe()
	causes := []error{withoutURL(err)}
	local, isLocal := errors.AsType[*notSent](err)
	switch {
	case errors.Is(err, rolecall.ErrCrossOrigin):
		causes = append(causes, rolecall.ErrCrossOrigin)
	case errors.Is(err, rolecall.ErrTooLarge):
		causes = append(causes, rolecall.ErrTooLarge)
	case isLocal:
		e.Message = "not sent: " + local.why
	case isContextError(err):
	case c.last == nil || c.last.status < 300: // any other status has a class of its own
		causes = append(causes, rolecall.ErrUnavailable)
	}
	if c.maybeDone {
		causes = append(causes, rolecall.ErrAmbiguous)
	}
	return e.WithCause(causes...)
}

// open looks into a whole answer: is it a success, and what is its payload?
func (c *call) open(meta rolecall.Meta) (*Response, error) {
	payload, fail := c.last.body, (*Failure)(nil)
	if c.client.spec.Open != nil {
		payload, fail = c.client.spec.Open(c.last.status, c.last.body)
	}
	success := c.last.status >= 200 && c.last.status < 300 || c.req.Relayed && c.client.spec.Open != nil && fail == nil
	if success && fail == nil {
		return &Response{Payload: payload, Body: c.last.body, Meta: meta}, nil
	}
	return nil, c.refused(fail, success)
}

// refused is the error of a call that was answered with a failure.
func (c *call) refused(fail *Failure, success bool) error {
	e := c.describe()
	var causes []error
	if fail != nil {
		e.Code, e.Title, e.Message, e.LogURL = fail.Code, fail.Title, fail.Message, fail.LogURL
		causes = append(causes, fail.Class)
	}
	if c.isWrite() {
		ownWord := fail != nil && !fail.Nonsense
		switch {
		case c.maybeDone: // an attempt before this one may have done it
			causes = append(causes, rolecall.ErrAmbiguous)
		case ownWord: // the provider says that it failed
		case success, leavesDoubt(c.last.status):
			causes = append(causes, rolecall.ErrAmbiguous)
		}
	}
	return e.WithCause(causes...)
}

// leavesDoubt reports whether a server, or a gateway before it, may have done the write
// behind an answer of this status.
func leavesDoubt(status int) bool {
	switch status {
	case http.StatusNotImplemented, http.StatusServiceUnavailable:
		return false
	case http.StatusRequestTimeout, http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		return true
	}
	return status >= 500
}

// describe is an Error with all that is known of the call, not yet of its cause.
func (c *call) describe() *rolecall.Error {
	e := c.client.subject(c.req).Error
	e.Attempts = c.attempts
	if c.last == nil {
		return e
	}
	e.StatusCode = c.last.status
	e.RequestID = c.requestID()
	e.RetryAfter = c.client.retryAfter(c.last.header)
	e.Header = publicHeader(c.last.header)
	body := c.last.body
	e.Body = append([]byte(nil), body[:min(len(body), rolecall.MaxErrorBody)]...)
	return e
}

// publicHeader is a copy without what must not be kept: cookies, credentials, signatures.
func publicHeader(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		switch lower := strings.ToLower(name); {
		case lower == "authorization", lower == "proxy-authorization", lower == "cookie",
			lower == "set-cookie", lower == "set-cookie2", strings.HasSuffix(lower, "signature"):
		default:
			out[name] = append([]string(nil), values...)
		}
	}
	return out
}

// withoutURL takes the *url.Error off, whose text is the whole URL, query included.
func withoutURL(err error) error {
	for {
		u, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = u.Err
	}
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
