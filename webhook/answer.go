package webhook

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The errors that a program may want to tell apart.
var (
	// ErrSignature: missing, malformed, repeated or wrong, or of an unknown tenant. 401.
	ErrSignature = errors.New("webhook: the signature was refused")
	// ErrEmptyKey: a secret is empty, or none was given. Anybody could sign with it.
	ErrEmptyKey = errors.New("webhook: the secret is empty (is an environment variable unset?)")
	// ErrBusy: [Limit] or [Serial] had no room in time. 503.
	ErrBusy = errors.New("webhook: busy")
	// ErrInFlight: the same event is being handled right now, here or elsewhere. 503.
	ErrInFlight = errors.New("webhook: the event is being handled already")
)

// defaultRetryAfter is the wait that a 503 of our own asks for.
const defaultRetryAfter = 5 * time.Second

// Drop acknowledges a delivery although it failed with err, since sending it again would
// not help. OnError still gets it. Drop(nil) is nil.
func Drop(err error) error {
	if err == nil {
		return nil
	}
	return &verdict{err: err, drop: true}
}

// RetryAfter makes the provider send the delivery again, and tells it when: 503 with
// Retry-After, in whole seconds rounded up. A d below one second is one second.
func RetryAfter(d time.Duration, err error) error {
	if err == nil {
		err = ErrBusy
	}
	return &verdict{err: err, wait: max(d, time.Second)}
}

// NotUnderstood is for a [Source] whose Route or Split finds that a body is sound, and cannot tell
// what it means: it is answered 500 in place of 400. So a provider that repeats does, until this
// side has learnt; and where there is none to repeat, [OnError] has the only copy. An event of
// several that is not understood does not keep the others from being handled.
// NotUnderstood(nil) is nil.
func NotUnderstood(err error) error {
	if err == nil {
		return nil
	}
	return refuse(http.StatusInternalServerError, err)
}

// verdict is an error with what is to be done about it. It survives a queue worker, which
// gets it from [Router.Accept] as it is.
type verdict struct {
	err  error
	drop bool
	wait time.Duration
}

func (v *verdict) Error() string {
	if v.drop {
		return "dropped: " + v.err.Error()
	}
	return v.err.Error()
}

func (v *verdict) Unwrap() error { return v.err }

// Dropped reports whether err says that the delivery need not come again, so that a queue
// worker can acknowledge it. [VerdictOf] says more.
func Dropped(err error) bool {
	v, _ := VerdictOf(err)
	return v == VerdictDrop
}

// PanicError is a handler that panicked. Neither its text nor its print shows the value,
// which may quote a record.
type PanicError struct {
	Value any
	Stack []byte
}

// Error names the type of the value, not the value.
func (e *PanicError) Error() string {
	return fmt.Sprintf("webhook: the handler panicked with a %T", e.Value)
}

// Format writes [PanicError.Error] under every verb.
func (e PanicError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// MarshalText is [PanicError.Error].
func (e PanicError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// refusal is an answer given before there was a delivery to hand on.
type refusal struct {
	status int
	err    error
	// explained: who sent it has proved who it is, and may be told why.
	explained bool
}

func (e *refusal) Error() string { return e.err.Error() }
func (e *refusal) Unwrap() error { return e.err }

func refuse(status int, err error) error { return &refusal{status: status, err: err} }

// unsound refuses an authentic body of n bytes, unless err itself says what is to be answered.
func unsound(err error, n int) error {
	if !judged(err) {
		err = &refusal{status: http.StatusBadRequest, err: err, explained: true}
	}
	return forEmpty(err, n)
}

// judged tells whether err is one of [NotUnderstood], [Drop] and [RetryAfter].
func judged(err error) bool {
	if _, ok := errors.AsType[*refusal](err); ok {
		return true
	}
	_, ok := errors.AsType[*verdict](err)
	return ok
}

// statusOf is the table: what is answered to an error, and how long a 503 asks to wait.
func statusOf(err error) (status int, wait time.Duration) {
	if err == nil {
		return http.StatusOK, 0
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status, 0
	}
	switch v, wait := VerdictOf(err); v {
	case VerdictDrop:
		return http.StatusOK, 0
	case VerdictRetryAfter:
		return http.StatusServiceUnavailable, wait
	default:
		return http.StatusInternalServerError, 0
	}
}

// answer writes a status and an empty body: providers that count 200 alone ignore the
// body, and a refusal tells nothing.
func answer(w http.ResponseWriter, status int, wait time.Duration) {
	if wait > 0 {
		seconds := int64((wait + time.Second - 1) / time.Second)
		w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	w.WriteHeader(status)
}
