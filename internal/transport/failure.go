package transport

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// invalid is a call refused before any I/O.
func (c *Client) invalid(req *Request, message string) *rolecall.Error {
	return c.newError(req).withMessage(message).WithCause(rolecall.ErrInvalid)
}

// Invalid returns the error of a request that must not be sent. Provider packages use it for what
// no [Request] can say. It also matches causes.
func (c *Client) Invalid(op, message string, causes ...error) error {
	return c.invalid(&Request{Op: op}, message).WithCause(causes...)
}

// Local returns an error for which neither a response nor the network is the reason. It matches
// causes alone.
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

// meta is what the last answer said besides its body.
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

// failed is the error of a call that ended without a response, or with half of one.
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

// classOfHeldBack is the class of a call that never left: the one that its error matches, if any.
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

// finished adds what only the whole call knows: an attempt before the last one may have done the
// write.
func (c *call) addAmbiguous(e *rolecall.Error) error {
	if c.maybeDone {
		return e.WithCause(rolecall.ErrAmbiguous)
	}
	return e
}

// failure is the provider's account of the last response, nil if that is no failure.
func (c *call) failure() *Failure {
	if c.last == nil || c.client.spec.Open == nil {
		return nil
	}
	_, fail := c.client.spec.Open(c.last.status, c.last.body)
	return fail
}

// open looks into a whole response: is it a success, and what is its payload?
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

// refused is the error of a call whose response says failure.
func (c *call) rejected(fail *Failure) error {
	e := c.addFailure(c.describe(), fail)
	c.maybeDone = c.maybeDone || c.isWrite() && c.mayBeDone(fail)
	return c.addAmbiguous(e)
}

// Failed returns the error of a part of the response that failed by itself, one element of a batch
// for example. It is made like the error of a call: of the provider's account of the failure and of
// the part's own status. part is its JSON, nil if the response has none.
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

// account adds the provider's account of a failure to e, and the class that follows from both.
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
	return e.WithCause(rolecall.ErrUnavailable) // not a response of this API: a proxy's page, a redirect
}

// hasClass reports whether e matches a class that counts in place of its status.
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

// describe is an Error with all that is known of the call, not yet of its cause.
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

// NewError returns an error that is not about a request of a client: of a call without a client, or
// of a webhook's delivery. It matches causes.
func NewError(provider, op, message string, causes ...error) error {
	e := rolecall.Error{Provider: provider, Op: op, Message: message}
	return e.WithCause(causes...)
}
