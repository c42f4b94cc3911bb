package transport

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// invalid returns the error of a request that is rejected before any I/O.
func (c *Client) invalid(req *Request, message string) *rolecall.Error {
	return c.newError(req).withMessage(message).WithCause(rolecall.ErrInvalid)
}

// Invalid returns the error of a request that must not be sent. Provider packages use it if there is
// no [Request] yet. The error also matches causes.
func (c *Client) Invalid(op, message string, causes ...error) error {
	return c.invalid(&Request{Op: op}, message).WithCause(causes...)
}

// Local returns an error that neither a response nor the network caused. It matches only causes.
func (c *Client) Local(op, message string, causes ...error) *rolecall.Error {
	return c.newError(&Request{Op: op}).withMessage(message).WithCause(causes...)
}

type failure struct{ *rolecall.Error }

func (c *Client) newError(req *Request) failure {
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

// meta returns the status, header and other metadata of the last response.
func (c *call) meta() rolecall.Meta {
	m := rolecall.Meta{Attempts: c.attempts}
	if c.last == nil {
		return m
	}
	m.StatusCode = c.last.status
	m.Header = c.publicHeader()
	m.RequestID = c.hide(c.requestID())
	if date, ok := parseDate(c.last.header.Get("Date")); ok {
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

// failed returns the error of a call that ended without a response, or with an incomplete one.
func (c *call) failed(err error) error {
	e := c.describe()
	local, isLocal := errors.AsType[*notSent](err)
	if isLocal {
		if needed, ok := errors.AsType[*rolecall.Error](local.err); ok && local.why == whyCredential {
			return c.addAmbiguous(e.NotMade(needed))
		}
	}
	causes := []error{withoutURL(err)}
	switch {
	case errors.Is(err, rolecall.ErrCrossOrigin):
		causes = append(causes, rolecall.ErrCrossOrigin)
	case errors.Is(err, rolecall.ErrTooLarge):
		causes = append(causes, rolecall.ErrTooLarge)
	case isLocal:
		e.Message = "not sent: " + local.why
		causes = append(causes, notSentClass(local))
	case errors.Is(err, context.Canceled):
	default: // the deadline passed, or the network failed
		causes = append(causes, rolecall.ErrUnavailable)
	}
	return c.addAmbiguous(e.WithCause(causes...))
}

// notSentClass returns the error class of a call that was not sent. If the error matches a class
// already, it returns that class.
func notSentClass(local *notSent) error {
	if isContextError(local.err) || errors.Is(local.err, rolecall.ErrCrossOrigin) {
		return nil
	}
	for _, class := range []error{
		rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict, rolecall.ErrInvalid,
		rolecall.ErrRateLimited, rolecall.ErrUnavailable, rolecall.ErrPending,
	} {
		if errors.Is(local.err, class) {
			return class
		}
	}
	if local.why == whyLimiter {
		return rolecall.ErrRateLimited
	}
	return rolecall.ErrUnavailable
}

// addAmbiguous adds [rolecall.ErrAmbiguous] to e if any attempt of the call may have done the write.
func (c *call) addAmbiguous(e *rolecall.Error) error {
	if c.maybeDone {
		return e.WithCause(rolecall.ErrAmbiguous)
	}
	return e
}

// failure returns the failure that the provider describes in the last response, nil if there is none.
func (c *call) failure() *Failure {
	if c.last == nil || c.client.spec.Open == nil {
		return nil
	}
	_, fail := c.client.spec.Open(c.last.status, c.last.body)
	return fail
}

// open returns the response of a call that succeeded, or else its error.
func (c *call) open(meta rolecall.Meta) (*Response, error) {
	payload, fail := c.last.body, (*Failure)(nil)
	if c.client.spec.Open != nil {
		payload, fail = c.client.spec.Open(c.last.status, c.last.body)
	}
	success := c.succeeded() || c.req.Relayed && c.client.spec.Open != nil && fail == nil
	if success && fail == nil {
		return &Response{Payload: payload, Body: c.last.body, Meta: meta, from: c}, nil
	}
	return nil, c.rejected(fail)
}

func (c *call) succeeded() bool { return isSuccess(c.last.status) }

func isSuccess(status int) bool { return status >= 200 && status < 300 }

// rejected returns the error of a call whose response reports a failure.
func (c *call) rejected(fail *Failure) error {
	e := c.addFailure(c.describe(), fail)
	c.maybeDone = c.maybeDone || c.isWrite() && c.mayBeDone(fail)
	return c.addAmbiguous(e)
}

// Failed returns the error of one failed part of the response, for example of one element of a batch.
// Like the error of a call, it combines the provider's description of the failure and the status, here
// that of the part. part is the JSON of the part, nil if the response has none.
func (r *Response) Failed(fail Failure, status int, part []byte) *rolecall.Error {
	c := r.from
	e := c.client.newError(c.req).Error
	e.StatusCode, e.RequestID, e.Attempts = status, r.Meta.RequestID, r.Meta.Attempts
	e.Header = limitHeader(r.Meta.Header.Clone())
	if part != nil {
		e.Body = c.errorBody(part)
	}
	e = c.addFailure(e, &fail)
	if c.isWrite() && fail.mayBeDone(status < 300, AmbiguousStatus(status)) {
		return e.WithCause(rolecall.ErrAmbiguous)
	}
	return e
}

// addFailure adds the provider's description of a failure to e, and the error class.
func (c *call) addFailure(e *rolecall.Error, fail *Failure) *rolecall.Error {
	if fail != nil {
		e.Code, e.Title, e.Message, e.LogURL = fail.Code, fail.Title, fail.Message, fail.LogURL
		e.RequestID = cmp.Or(fail.RequestID, e.RequestID)
		c.redact(e)
		e = e.WithCause(fail.Class)
	}
	switch {
	case e.StatusCode >= 400 || hasClass(e):
		return e
	case isSuccess(e.StatusCode) && fail != nil && !fail.Unrecognized:
		return e.WithCause(rolecall.ErrInvalid)
	}
	return e.WithCause(rolecall.ErrUnavailable) // not a response of this API, but of a proxy, or a redirect
}

// hasClass reports whether e matches an error class that takes precedence over that of its status.
func hasClass(e *rolecall.Error) bool {
	for _, class := range []error{
		rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict, rolecall.ErrInvalid,
		rolecall.ErrRateLimited, rolecall.ErrUnavailable, rolecall.ErrPending,
	} {
		if errors.Is(e, class) {
			return true
		}
	}
	return false
}

// describe returns an Error with the details of the call and its last response, without a cause.
func (c *call) describe() *rolecall.Error {
	e := c.client.newError(c.req).Error
	e.Attempts = c.attempts
	if c.last == nil {
		return e
	}
	e.StatusCode = c.last.status
	e.RequestID = c.requestID()
	e.RetryAfter = c.client.retryAfter(c.last.header)
	e.Header = limitHeader(c.publicHeader())
	e.Body = c.errorBody(c.last.body)
	c.redact(e)
	return e
}

// withoutURL unwraps *url.Error, because its text contains the URL with the query.
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

// NewError returns an error that does not belong to a request of a client, for example the error of a
// call on a nil client or of a webhook delivery. It matches causes.
func NewError(provider, op, message string, causes ...error) error {
	e := rolecall.Error{Provider: provider, Op: op, Message: message}
	return e.WithCause(causes...)
}
