package rolecall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// For provider packages; a caller never needs these. They are exported since providers are other
// packages. Tests of a caller's code use a few of them: NewPage stands in for a list call, Apply for
// a client, and WithOperation and WithAttempt for the call around a Middleware.

// Apply runs the options over c and checks the result. Provider packages call it in their
// constructors, with their defaults set in c.
func (c *Config) Apply(opts ...Option) error {
	for i, opt := range opts {
		if opt == nil {
			return fmt.Errorf("rolecall: option number %d is nil", i+1)
		}
		if err := opt(c); err != nil {
			return err
		}
	}
	// Options are plain functions, and a caller's own may have set anything.
	if err := checkBaseURL(c.BaseURL); err != nil {
		return err
	}
	if err := c.checkUserAgent(); err != nil {
		return err
	}
	if err := checkMiddleware(c.Middleware); err != nil {
		return err
	}
	if c.Timeout < 0 {
		return fmt.Errorf("rolecall: a timeout of %s: must be positive", c.Timeout)
	}
	if c.Concurrency < 0 {
		return fmt.Errorf("rolecall: a concurrency of %d: must be positive", c.Concurrency)
	}
	return c.Retry.check()
}

// NewCall applies the options of a call that is made with ctx; nil ones are skipped. It is for
// provider packages.
func NewCall(ctx context.Context, opts ...CallOption) Call {
	var c Call
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	c.held, _ = ctx.Value(heldKey{}).(*heldReports)
	return c
}

// Report sets the Meta of [CaptureMeta] to m, if there is one. In a fetch of [Page.Ahead] it is set
// when the page is yielded. Provider packages call it when a call begins and when it ends.
func (c Call) Report(m Meta) {
	switch {
	case c.meta == nil:
	case c.held != nil:
		*c.held = append(*c.held, func() { *c.meta = m })
	default:
		*c.meta = m
	}
}

// Retry is the policy of this call, def unless [CallRetry] set another, with its defaults filled in.
// It is for provider packages.
func (c Call) Retry(def RetryPolicy) (RetryPolicy, error) {
	if c.retry != nil {
		def = *c.retry
	}
	return def.WithDefaults(), def.check()
}

// WithDefaults returns p with its zero fields filled in.
func (p RetryPolicy) WithDefaults() RetryPolicy {
	if p.MaxAttempts == 0 {
		p.MaxAttempts = defaultAttempts
	}
	if p.MaxWait == 0 {
		p.MaxWait = max(defaultMaxWait, p.MinWait)
	}
	if p.MinWait == 0 {
		p.MinWait = min(defaultMinWait, p.MaxWait)
	}
	return p
}

// WithOperation returns a context whose [Operation] is op. The SDK sets it for each
// call; tests of a [Middleware] may.
func WithOperation(ctx context.Context, op string) context.Context {
	if ctx.Value(heldKey{}) != nil {
		// A Middleware that makes a call of its own with this context reads its Meta at once.
		ctx = context.WithValue(ctx, heldKey{}, nil)
	}
	return context.WithValue(ctx, operationKey{}, op)
}

// WithAttempt returns a context whose [Attempt] is n. The SDK sets it for each attempt; tests of
// a [Middleware] may.
func WithAttempt(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, attemptKey{}, n)
}

// WithCause returns a copy of e that also matches each cause under errors.Is and
// errors.As. A cause's text is not shown: transport errors hold whole URLs. The
// first cause that is one of the classes, [ErrUnauthorized] and those after it, replaces the class
// of the status. It is for provider packages.
func (e *Error) WithCause(causes ...error) *Error {
	c := *e
	c.causes = append([]error(nil), e.causes...)
	for _, cause := range causes {
		if cause == nil {
			continue
		}
		if c.class == nil && replacesStatus(cause) {
			c.class = cause
		}
		c.causes = append(c.causes, cause)
	}
	return &c
}

// NotMade returns a copy of e for a call that was not made because another call, which it
// needed, failed with needed: the call for a token, for example. The copy has needed's facts
// (status, code, message, RetryAfter, request id) and its text. It matches only those classes
// of needed that say the same of the call that was not made: [ErrUnauthorized],
// [ErrForbidden], [ErrRateLimited], [ErrPending] and [ErrNeedsHuman], otherwise
// [ErrUnavailable]. It is for provider packages.
func (e *Error) NotMade(needed *Error) *Error {
	c := e.WithCause()
	c.StatusCode, c.Code, c.Title, c.Message = needed.StatusCode, needed.Code, needed.Title, needed.Message
	c.RequestID, c.LogURL, c.RetryAfter = needed.RequestID, needed.LogURL, needed.RetryAfter
	c.Header, c.Body = needed.Header.Clone(), slices.Clone(needed.Body)
	c.needed = needed
	c.class = ErrUnavailable
	for _, class := range []error{ErrUnauthorized, ErrForbidden, ErrRateLimited, ErrPending} {
		if errors.Is(needed, class) {
			c.class = class
			break
		}
	}
	for _, cause := range needed.causes {
		if !replacesStatus(cause) && !errors.Is(cause, ErrAmbiguous) {
			c.causes = append(c.causes, cause) // a context's error, the network's
		}
	}
	return c
}

// PageParts are the contents of a page, for [NewPage]. Provider packages use it, and tests of code
// that reads pages.
type PageParts[T any] struct {
	Items []T
	// Raw holds the bytes of each of Items, in the same order; nil if there are none.
	Raw []json.RawMessage
	// Order holds the place of each of Items among the records of the response, so that
	// Bad ones are yielded in their place; nil: Items first, then Bad.
	Order []int
	Bad   []*RecordError
	Meta  Meta
	// Cursor is the one that selected this page, "" for the first; Next is that of the next page.
	Cursor, Next string
	// Fetch reads the page of a cursor; nil: this is the only page. [Page.Ahead] calls it on
	// another goroutine, one call at a time.
	Fetch func(ctx context.Context, cursor string) (*Page[T], error)
}

// Format writes how much the parts hold, under every verb.
func (p PageParts[T]) Format(f fmt.State, verb rune) { NewPage(p).Format(f, verb) }

// NewPage makes a page. It is for provider packages, and for tests of code that reads pages.
func NewPage[T any](p PageParts[T]) *Page[T] {
	return &Page[T]{
		Items: p.Items, Next: p.Next, Bad: p.Bad, Meta: p.Meta,
		raw: p.Raw, order: p.Order, cursor: p.Cursor, fetch: p.Fetch,
	}
}
