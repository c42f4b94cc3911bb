package rolecall

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The classes of errors, for errors.Is. An [Error] matches the class of the provider's
// code if that code has one, otherwise the class of the HTTP status. The precise statuses
// 401, 403, 404, 410 and 429 count in addition to the class of the code. [ErrNeedsHuman] and
// [ErrAmbiguous] say what to do, and count in addition to any class.
var (
	// ErrUnauthorized: the key is missing, wrong or revoked (401).
	ErrUnauthorized = errors.New("rolecall: unauthorized")
	// ErrForbidden: the key is valid but does not permit this (403).
	ErrForbidden = errors.New("rolecall: forbidden")
	// ErrNotFound: no such record, integration or operation (404, 410).
	ErrNotFound = errors.New("rolecall: not found")
	// ErrConflict: the state of the record does not allow it (409, 412).
	ErrConflict = errors.New("rolecall: conflict")
	// ErrInvalid: the request is not valid, found by the SDK before anything was sent or
	// by the provider (400, 422, every other 4xx without a class of its own, and a 2xx whose
	// body says that the call failed).
	ErrInvalid = errors.New("rolecall: invalid request")
	// ErrRateLimited: too many calls (429). See [Error.RetryAfter].
	ErrRateLimited = errors.New("rolecall: rate limited")
	// ErrUnavailable: the provider cannot respond now (408, 5xx), could not be reached, or the
	// response is not one of its API (a 2xx of a proxy, a redirect).
	ErrUnavailable = errors.New("rolecall: unavailable")

	// ErrPending: the provider's first sync has not finished: wait, or react to its webhook.
	ErrPending = errors.New("rolecall: first sync pending")
	// ErrNeedsHuman: only the customer, or a person at the provider, can fix it.
	ErrNeedsHuman = errors.New("rolecall: a person must act")
	// ErrAmbiguous: a write may or may not have happened; it was not repeated. Look
	// before writing again.
	//
	// It is matched by the error of a write whose response was 408, 500, 502, 504 or any
	// other 5xx (501 and 503 only if the provider's code says that the write may have been
	// done), was cut or unreadable, or never arrived, no matter who wrote the body, unless the
	// provider documents for that code that nothing was done. A write that certainly was not
	// sent (no address, no connection, no token, rejected by the limiter) never matches.
	ErrAmbiguous = errors.New("rolecall: the write may or may not have happened")

	// ErrCursorLoop: a list repeats a cursor.
	ErrCursorLoop = errors.New("rolecall: the list repeats a cursor")
	// ErrCrossOrigin: the response was a redirect to another origin, which
	// was not followed: the credentials are for the configured origin only.
	ErrCrossOrigin = errors.New("rolecall: did not leave the configured origin")
	// ErrTooLarge: the response is over a limit: 32 MiB, 10,000 records on a page, or more
	// records that do not decode than records that do, beyond 500.
	ErrTooLarge = errors.New("rolecall: the response is too large")
)

// MaxErrorBody is how many bytes of a response's body an [Error] keeps, and how many of
// its header: 64 KiB each.
const MaxErrorBody = 64 << 10

// Error is a call that failed: the provider, the operation and the response. It is always
// used as *Error, each one a fresh value.
//
// Its text, under every fmt verb, in slog and as JSON, shows provider, operation, status,
// code, message and request id, and never a key, a query, a header or a body. The latter two are
// in its fields.
type Error struct {
	Provider string // "knit"
	Op       string // "knit.sync.start", as [Operation] has it
	Method   string // "POST"
	Path     string // without query

	StatusCode int // 0: there was no response
	// Code, Title and Message are the provider's own. New codes may appear.
	Code, Title, Message string
	// RequestID is the id to quote to the provider's support; LogURL its page of the call.
	RequestID, LogURL string
	// RetryAfter is how long the provider asked to wait, 0 if it did not.
	RetryAfter time.Duration
	// Attempts counts the attempts, those included that ended before anything was sent. 0: the call
	// was rejected before the first one.
	Attempts int
	// Header is the response header, without cookies and credentials, at most
	// [MaxErrorBody] bytes of it.
	Header http.Header
	// Body is the beginning of the response, at most [MaxErrorBody] bytes. A secret of the
	// client that the provider repeats is replaced, here and in the fields above.
	Body []byte

	causes []error
	class  error
	needed *Error
}

// replacesStatus reports whether target is a class that replaces the class of the status.
// ErrNeedsHuman, ErrAmbiguous, ErrCursorLoop, ErrCrossOrigin and ErrTooLarge count in
// addition to it.
func replacesStatus(target error) bool {
	return slices.Contains([]error{
		ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict, ErrInvalid,
		ErrRateLimited, ErrUnavailable, ErrPending,
	}, target)
}

// Is reports whether e matches the class target: by the provider's code first, then by the
// HTTP status. See [ErrUnauthorized] and the classes after it.
func (e *Error) Is(target error) bool {
	if !replacesStatus(target) {
		return false // such a class is a cause, if it counts: see Unwrap
	}
	byStatus := statusClass(e.StatusCode)
	switch {
	case e.class == nil:
		return target == byStatus
	case target == e.class:
		return true
	case e.needed != nil:
		return false // the status is another call's
	}
	return target == byStatus && precise(e.StatusCode)
}

// precise reports whether a status counts in addition to the class of a code.
func precise(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusTooManyRequests:
		return true
	}
	return false
}

// Unwrap returns the causes for errors.Is and errors.As: a context's error, a
// net.Error, [ErrAmbiguous].
func (e *Error) Unwrap() []error { return e.causes }

func statusClass(status int) error {
	switch {
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		return ErrNotFound
	case status == http.StatusConflict, status == http.StatusPreconditionFailed:
		return ErrConflict
	case status == http.StatusTooManyRequests:
		return ErrRateLimited
	case status == http.StatusRequestTimeout:
		return ErrUnavailable
	case status >= 400 && status < 500:
		return ErrInvalid
	case status >= 500:
		return ErrUnavailable
	}
	return nil
}

// Error describes the call and its response in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.subject())
	if e.needed != nil {
		return b.String() + ": not sent, since a call that it needs failed: " + e.needed.Error()
	}
	if e.StatusCode != 0 {
		b.WriteString(": status " + strconv.Itoa(e.StatusCode))
		if text := http.StatusText(e.StatusCode); text != "" {
			b.WriteString(" " + text)
		}
	}
	for _, part := range []string{e.Code, e.Title, e.Message} {
		if part != "" {
			b.WriteString(": " + oneLine(part))
		}
	}
	if hint := e.hint(); hint != "" {
		b.WriteString(": " + hint)
	}
	if e.RequestID != "" {
		b.WriteString(" (request id " + oneLine(e.RequestID) + ")")
	}
	if e.Attempts > 1 {
		b.WriteString(" after " + strconv.Itoa(e.Attempts) + " attempts")
	}
	return b.String()
}

func (e *Error) subject() string {
	switch {
	case e.Op != "":
		return e.Op
	case e.Provider != "":
		return e.Provider
	}
	return "rolecall"
}

// hint is the text of the causes.
func (e *Error) hint() string {
	var hints []string
	for _, cause := range e.causes {
		text := e.describe(cause)
		if text == "" || cause == ErrUnavailable && len(hints) > 0 { //nolint:errorlint // the class itself, after what says why
			continue
		}
		hints = append(hints, text)
	}
	return strings.Join(hints, "; ")
}

// describe is the text of a cause that cannot hold a secret: a sentinel of this package or an error
// of the network. Any other error may quote a URL or a record, so its text is not shown.
func (e *Error) describe(cause error) string {
	if slices.Contains([]error{ErrPending, ErrNeedsHuman, ErrAmbiguous, ErrCursorLoop, ErrCrossOrigin, ErrTooLarge}, cause) {
		return strings.TrimPrefix(cause.Error(), "rolecall: ")
	}
	if replacesStatus(cause) {
		if e.StatusCode != 0 {
			return "" // the status already says it
		}
		return strings.TrimPrefix(cause.Error(), "rolecall: ")
	}
	if inner, ok := errors.AsType[*Error](cause); ok {
		return inner.Error()
	}
	switch {
	case errors.Is(cause, context.Canceled):
		return "the context was cancelled"
	case errors.Is(cause, context.DeadlineExceeded):
		return "the deadline passed"
	}
	if dns, ok := errors.AsType[*net.DNSError](cause); ok {
		return "no address found for " + dns.Name
	}
	if op, ok := errors.AsType[*net.OpError](cause); ok {
		return oneLine(op.Error())
	}
	if errors.Is(cause, io.EOF) || errors.Is(cause, io.ErrUnexpectedEOF) {
		return "the connection was lost"
	}
	return ""
}

// oneLine keeps a provider's text from forging log lines and from filling a screen.
func oneLine(s string) string {
	const most = 300
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, s)
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// Format writes [Error.Error] under every verb, so that %+v and %#v cannot show more. It is
// a method of the value, like LogValue and MarshalText, so that *err shows no more either.
func (e Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		_, _ = io.WriteString(f, strconv.Quote(e.Error()))
		return
	}
	_, _ = io.WriteString(f, e.Error())
}

// LogValue is the content of the text, as attributes for slog.
func (e Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("provider", e.Provider), slog.String("op", e.Op)}
	add := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, oneLine(value)))
		}
	}
	if e.StatusCode != 0 {
		attrs = append(attrs, slog.Int("status", e.StatusCode))
	}
	add("code", e.Code)
	add("title", e.Title)
	add("message", e.Message)
	add("hint", e.hint())
	if e.needed != nil {
		add("needed", e.needed.subject())
	}
	add("request_id", e.RequestID)
	if e.Attempts != 0 {
		attrs = append(attrs, slog.Int("attempts", e.Attempts))
	}
	return slog.GroupValue(attrs...)
}

// SafeText is [Error.Error], for loggers that write only the text of errors which promise to
// show no secret and no personal data.
func (e *Error) SafeText() string { return e.Error() }

// MarshalText is [Error.Error]: encoding/json must not show more than that either.
func (e Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
