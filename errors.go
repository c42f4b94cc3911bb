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

// The classes of errors, for errors.Is. An [Error] matches the class of the provider's code if the
// code has one, and otherwise the class of the HTTP status. The classes of 401, 403, 404, 410 and 429
// match in addition to the class of the code. [ErrNeedsHuman] and [ErrAmbiguous] tell the caller what
// to do, and match in addition to any class.
var (
	// ErrUnauthorized means that the key is missing, wrong or revoked (401).
	ErrUnauthorized = errors.New("rolecall: unauthorized")
	// ErrForbidden means that the key is valid but does not permit the call (403).
	ErrForbidden = errors.New("rolecall: forbidden")
	// ErrNotFound means that the record, integration or operation does not exist (404, 410).
	ErrNotFound = errors.New("rolecall: not found")
	// ErrConflict means that the state of the record does not allow the call (409, 412).
	ErrConflict = errors.New("rolecall: conflict")
	// ErrInvalid means that the request is invalid. Either the SDK rejected it before anything was
	// sent, or the provider did (400, 422, any other 4xx without its own class, and a 2xx whose body
	// reports a failure).
	ErrInvalid = errors.New("rolecall: invalid request")
	// ErrRateLimited means that there were too many requests (429). See [Error.RetryAfter].
	ErrRateLimited = errors.New("rolecall: rate limited")
	// ErrUnavailable means that the provider cannot process the call now (408, 5xx), that it could
	// not be reached, or that the response is not from its API (a 2xx of a proxy, a redirect).
	ErrUnavailable = errors.New("rolecall: unavailable")

	// ErrPending means that the provider's first sync has not finished. Wait, or react to the
	// webhook that reports its end.
	ErrPending = errors.New("rolecall: first sync pending")
	// ErrNeedsHuman means that only the customer, or a person at the provider, can fix the cause.
	ErrNeedsHuman = errors.New("rolecall: a person must act")
	// ErrAmbiguous means that a write may or may not have happened. It was not retried. Check
	// before writing again.
	//
	// The error of a write matches if the response was 408 or 5xx, was cut or unreadable, or never
	// arrived. A 501 or 503 matches only if the provider's code says that the write may have
	// happened. No response matches if the provider documents for its code that nothing was done. A
	// write that was certainly not sent (no address, no connection, no token, rejected by the
	// limiter) never matches.
	ErrAmbiguous = errors.New("rolecall: write may or may not have happened")

	// ErrCursorLoop means that a list repeats a cursor.
	ErrCursorLoop = errors.New("rolecall: list repeats a cursor")
	// ErrCrossOrigin means that the response was a redirect to another origin. It was not followed,
	// because the credentials are for the configured origin only.
	ErrCrossOrigin = errors.New("rolecall: redirect to another origin was not followed")
	// ErrTooLarge means that the response exceeds a limit: 32 MiB, or 10,000 records on a page. It
	// also means that a page has more than 500 records that do not decode, and fewer that do.
	ErrTooLarge = errors.New("rolecall: response is too large")
)

// MaxErrorBody is the maximum number of bytes that an [Error] keeps of the response body, and also of
// the response header.
const MaxErrorBody = 64 << 10

// Error describes a call that failed: the provider, the operation and the response. It is used as
// *Error, and each failure has its own value.
//
// The error text is the same with every fmt verb, in slog and as JSON. It shows provider, operation,
// status, code, message and request id, and never a key, a query, a header or a body. Header and body
// are in the fields.
type Error struct {
	Provider string // "knit"
	Op       string // "knit.sync.start", see [Operation]
	Method   string // "POST"
	Path     string // without query

	StatusCode int // 0: there was no response
	// Code, Title and Message are the error code, the title and the text in the provider's response.
	// New codes may appear.
	Code, Title, Message string
	// RequestID is the provider's id of the request, which its support needs. LogURL is the
	// provider's page about the request.
	RequestID, LogURL string
	// RetryAfter is the wait that the provider requested, 0 if it requested none.
	RetryAfter time.Duration
	// Attempts is the number of attempts, including those that failed before anything was sent. It
	// is 0 if the call was rejected before the first attempt.
	Attempts int
	// Header is the response header without cookies and credentials, at most [MaxErrorBody] bytes.
	Header http.Header
	// Body is the beginning of the response body, at most [MaxErrorBody] bytes. If the response
	// repeats a secret of the client, the secret is replaced, here and in the other fields.
	Body []byte

	causes []error
	class  error
	needed *Error
}

// replacesStatus reports whether target is a class that replaces the class of the status.
// ErrNeedsHuman, ErrAmbiguous, ErrCursorLoop, ErrCrossOrigin and ErrTooLarge match in addition to it.
func replacesStatus(target error) bool {
	return slices.Contains([]error{
		ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict, ErrInvalid,
		ErrRateLimited, ErrUnavailable, ErrPending,
	}, target)
}

// Is reports whether e matches the class target, by the provider's code or by the HTTP status. See
// [ErrUnauthorized] and the classes after it.
func (e *Error) Is(target error) bool {
	if !replacesStatus(target) {
		return false // such a class matches only as a cause: see Unwrap
	}
	byStatus := statusClass(e.StatusCode)
	switch {
	case e.class == nil:
		return target == byStatus
	case target == e.class:
		return true
	case e.needed != nil:
		return false // the status is from another call
	}
	return target == byStatus && precise(e.StatusCode)
}

// precise reports whether the class of a status matches in addition to the class of a code.
func precise(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusTooManyRequests:
		return true
	}
	return false
}

// Unwrap returns the causes, for errors.Is and errors.As: for example a context's error, a net.Error, or
// [ErrAmbiguous].
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

// Error returns a description of the call and its response in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.subject())
	if e.needed != nil {
		return b.String() + ": not sent because a call that it needs failed: " + e.needed.Error()
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

// hint returns the text of the causes.
func (e *Error) hint() string {
	var hints []string
	for _, cause := range e.causes {
		text := e.describe(cause)
		if text == "" || cause == ErrUnavailable && len(hints) > 0 { //nolint:errorlint // the class itself, after a more specific cause
			continue
		}
		hints = append(hints, text)
	}
	return strings.Join(hints, "; ")
}

// describe returns the text of a cause that cannot contain a secret: a sentinel of this package or a
// network error. The text of any other error may quote a URL or a record, so it is not shown.
func (e *Error) describe(cause error) string {
	if slices.Contains([]error{ErrPending, ErrNeedsHuman, ErrAmbiguous, ErrCursorLoop, ErrCrossOrigin, ErrTooLarge}, cause) {
		return strings.TrimPrefix(cause.Error(), "rolecall: ")
	}
	if replacesStatus(cause) {
		if e.StatusCode != 0 {
			return "" // the status already shows it
		}
		return strings.TrimPrefix(cause.Error(), "rolecall: ")
	}
	if inner, ok := errors.AsType[*Error](cause); ok {
		return inner.Error()
	}
	switch {
	case errors.Is(cause, context.Canceled):
		return "context canceled"
	case errors.Is(cause, context.DeadlineExceeded):
		return "context deadline exceeded"
	}
	if dns, ok := errors.AsType[*net.DNSError](cause); ok {
		return "no address found for " + dns.Name
	}
	if op, ok := errors.AsType[*net.OpError](cause); ok {
		return oneLine(op.Error())
	}
	if errors.Is(cause, io.EOF) || errors.Is(cause, io.ErrUnexpectedEOF) {
		return "connection lost"
	}
	return ""
}

// oneLine replaces control characters in a provider's text, which could forge log lines, and shortens
// the text.
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

// Format writes the text of [Error.Error] for every verb, so that %+v and %#v do not show the fields.
// Like LogValue and MarshalText, it has a value receiver, so that printing *err does not show them
// either.
func (e Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		_, _ = io.WriteString(f, strconv.Quote(e.Error()))
		return
	}
	_, _ = io.WriteString(f, e.Error())
}

// LogValue returns the content of the text as attributes for slog.
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

// SafeText returns the same text as [Error.Error]. The method tells loggers that the text contains no
// secret and no personal data.
func (e *Error) SafeText() string { return e.Error() }

// MarshalText returns the same text as [Error.Error], so that encoding/json does not show the fields.
func (e Error) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }
