package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// The errors that a caller may compare with errors.Is. Their texts are safe to log.
var (
	// ErrSignature: missing, malformed, repeated or wrong, or of an unknown tenant. 401.
	ErrSignature = newSentinel("webhook: the signature was refused")
	// ErrEmptyKey: a secret is empty, or none was given. Anybody could sign with it.
	ErrEmptyKey = newSentinel("webhook: the secret is empty (is an environment variable unset?)")
	// ErrBusy: [Limit] or [Serial] had no room in time. 503.
	ErrBusy = newSentinel("webhook: busy")
	// ErrInFlight: the same event is being handled right now, here or elsewhere. 503.
	ErrInFlight = newSentinel("webhook: the event is being handled already")
)

// defaultRetryAfter is the wait that a 503 of the receiver itself asks for.
const defaultRetryAfter = 5 * time.Second

// Drop acknowledges a delivery although it failed with err, because a redelivery would not help.
// OnError receives it anyway. Drop(nil) is nil.
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

// NotUnderstood is for a [Source] whose Route or Split finds that a body is valid, but does not know
// what it means: the response is 500 instead of 400. So a provider that repeats sends it again until
// your backend understands it. If the provider never repeats, [OnError] has the only copy. An event
// of several that is not understood does not keep the others from being handled.
// NotUnderstood(nil) is nil.
func NotUnderstood(err error) error {
	if err == nil {
		return nil
	}
	return reject(http.StatusInternalServerError, err)
}

// decided is an error that determines the response: a *verdict or a *rejection. If one wraps
// another, the outermost counts.
type decided interface {
	error
	response() (status int, wait time.Duration)
}

// isDecided reports whether err determines the response, as [NotUnderstood], [Drop] and [RetryAfter]
// do.
func isDecided(err error) bool {
	_, ok := errors.AsType[decided](err)
	return ok
}

// verdict is an error with what must be done about it. A queue worker receives it unmodified from
// [Router.Accept].
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

func (v *verdict) response() (int, time.Duration) {
	if v.drop {
		return http.StatusOK, 0
	}
	return http.StatusServiceUnavailable, v.wait
}

// rejection is an error that occurred before a sink received a delivery.
type rejection struct {
	status int
	err    error
	// explained: the request is authentic, so the response may give the reason.
	explained bool
}

func (e *rejection) Error() string                  { return e.err.Error() }
func (e *rejection) Unwrap() error                  { return e.err }
func (e *rejection) response() (int, time.Duration) { return e.status, 0 }

func reject(status int, err error) error { return &rejection{status: status, err: err} }

// notParsed returns the error for an authentic body of n bytes that Route or Split rejected with err.
func notParsed(err error, n int) error {
	if !isDecided(err) {
		err = &rejection{status: http.StatusBadRequest, err: err, explained: true}
	}
	return forEmpty(err, n)
}

// forEmpty adds the usual cause to the error of a body of n bytes if n is 0: a middleware has
// read it. Without a Content-Length the request itself does not show that.
func forEmpty(err error, n int) error {
	if _, ok := errors.AsType[*rejection](err); !ok || n > 0 || errors.Is(err, errEmpty) {
		return err
	}
	return fmt.Errorf("%w: %w", errEmpty, err)
}

// statusOf returns the status of the response to an error, and the wait of a 503.
func statusOf(err error) (status int, wait time.Duration) {
	if err == nil {
		return http.StatusOK, 0
	}
	if d, ok := errors.AsType[decided](err); ok {
		return d.response()
	}
	if v, wait := VerdictOf(err); v == VerdictRetryAfter {
		return http.StatusServiceUnavailable, wait
	}
	return http.StatusInternalServerError, 0
}

// respond writes a status and an empty body: providers that count only 200 ignore the body, and an
// unauthenticated sender must not learn the reason.
func respond(w http.ResponseWriter, status int, wait time.Duration) {
	if wait > 0 {
		seconds := int64(wait / time.Second)
		if wait%time.Second > 0 {
			seconds++
		}
		w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	w.WriteHeader(status)
}
