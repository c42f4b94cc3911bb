package rolecall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// The functions in this file are for the packages of providers, which is why they are exported. Callers
// do not need them. A caller's tests may use a few: NewPage instead of a list call, Apply instead of a
// client, and WithOperation and WithAttempt instead of the call around a Middleware.

// Apply applies the options to c and checks the result. The constructors of clients call it after they
// have set their defaults in c.
func (c *Config) Apply(opts ...Option) error {
	for i, opt := range opts {
		if opt == nil {
			return fmt.Errorf("rolecall: option %d is nil", i+1)
		}
		if err := opt(c); err != nil {
			return err
		}
	}
	// Options are plain functions, so a caller's own option may have set any value.
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
		return fmt.Errorf("rolecall: timeout %s must be positive", c.Timeout)
	}
	if c.Concurrency < 0 {
		return fmt.Errorf("rolecall: concurrency %d must be positive", c.Concurrency)
	}
	return c.Retry.check()
}

// NewCall applies the options of a call that is made with ctx, and skips nil options. NewCall is for
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

// Report sets the Meta of [CaptureMeta] to m, if the call has that option. During a fetch of
// [Page.Ahead], the Meta is set when the page is yielded. Provider packages call Report when a call
// begins and when it ends.
func (c Call) Report(m Meta) {
	switch {
	case c.meta == nil:
	case c.held != nil:
		*c.held = append(*c.held, func() { *c.meta = m })
	default:
		*c.meta = m
	}
}

// Retry returns the policy of this call with its defaults filled in: that of [CallRetry], or def. Retry
// is for provider packages.
func (c Call) Retry(def RetryPolicy) (RetryPolicy, error) {
	if c.retry != nil {
		def = *c.retry
	}
	return def.WithDefaults(), def.check()
}

// WithDefaults returns p with zero fields replaced by the defaults.
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

// WithOperation returns a context whose [Operation] is op. The SDK uses it for each call. Tests of a
// [Middleware] may use it.
func WithOperation(ctx context.Context, op string) context.Context {
	if ctx.Value(heldKey{}) != nil {
		// A Middleware that makes its own call with this context expects its Meta immediately.
		ctx = context.WithValue(ctx, heldKey{}, nil)
	}
	return context.WithValue(ctx, operationKey{}, op)
}

// WithAttempt returns a context whose [Attempt] is n. The SDK uses it for each attempt. Tests of a
// [Middleware] may use it.
func WithAttempt(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, attemptKey{}, n)
}

// WithCause returns a copy of e that also matches each cause with errors.Is and errors.As. The text of
// a cause is not shown, because errors of the transport contain whole URLs. The first cause that is one
// of the classes, [ErrUnauthorized] and those after it, replaces the class of the status. WithCause is
// for provider packages.
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

// NotMade returns a copy of e for a call that was not made because another call that it needs, for
// example the request for a token, failed. The argument is the error of that other call. The copy has
// its status, code, message, RetryAfter, request id and text. The copy matches only those of its classes
// that apply to both calls: [ErrUnauthorized], [ErrForbidden], [ErrRateLimited], [ErrPending] and
// [ErrNeedsHuman]. If none of the first four matches, the copy is [ErrUnavailable]. NotMade is for
// provider packages.
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
			c.causes = append(c.causes, cause) // for example a context's or a network error
		}
	}
	return c
}

// PageParts holds the contents of a page for [NewPage]. It is for provider packages, and for tests of
// code that reads pages.
type PageParts[T any] struct {
	Items []T
	// Raw holds the bytes of each of Items, in the same order, or is nil.
	Raw []json.RawMessage
	// Order holds, for each element of Items, its index among all records of the response. [Page.All]
	// uses it to yield Items and Bad in the order of the response. If it is nil, All yields all Items
	// before Bad.
	Order []int
	Bad   []*RecordError
	Meta  Meta
	// Cursor is the cursor of this page, "" for the first page. Next is the cursor of the next page, ""
	// on the last page.
	Cursor, Next string
	// Fetch reads the page that a cursor selects. If it is nil, this is the only page. [Page.Ahead]
	// calls Fetch on another goroutine, one call at a time.
	Fetch func(ctx context.Context, cursor string) (*Page[T], error)
}

// Format writes the number of records for every verb, and never the records.
func (p PageParts[T]) Format(f fmt.State, verb rune) { NewPage(p).Format(f, verb) }

// NewPage returns a page with the given parts. It is for provider packages, and for tests of code that
// reads pages.
func NewPage[T any](p PageParts[T]) *Page[T] {
	return &Page[T]{
		Items: p.Items, Next: p.Next, Bad: p.Bad, Meta: p.Meta,
		raw: p.Raw, order: p.Order, cursor: p.Cursor, fetch: p.Fetch,
	}
}
