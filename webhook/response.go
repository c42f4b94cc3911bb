package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// The errors to compare with errors.Is. Their texts are safe to log.
var (
	// ErrSignature means that the signature is missing, malformed, repeated or wrong, or that the
	// tenant is unknown. The response is 401.
	ErrSignature = newSentinel("webhook: the signature was rejected")
	// ErrEmptyKey means that a secret is empty or that no secret was given. Any sender could sign
	// with an empty secret.
	ErrEmptyKey = newSentinel("webhook: the secret is empty (is an environment variable unset?)")
	// ErrBusy means that a delivery waited too long in [Limit] or [Serial]. The response is 503.
	ErrBusy = newSentinel("webhook: busy")
	// ErrInFlight means that the same event is being handled already, in this or another process.
	// The response is 503.
	ErrInFlight = newSentinel("webhook: the event is being handled already")
)

// defaultRetryAfter is the Retry-After of a 503 that no error of [RetryAfter] determines.
const defaultRetryAfter = 5 * time.Second

// Drop returns an error that makes the receiver acknowledge a delivery although it failed with err,
// because a redelivery would not help. [OnError] still receives the delivery. Drop(nil) returns nil.
func Drop(err error) error {
	if err == nil {
		return nil
	}
	return &verdict{err: err, drop: true}
}

// RetryAfter returns an error that asks the provider to send the event again after d. The response is
// 503 with a Retry-After in whole seconds, rounded up, and at least one second. A nil err means [ErrBusy].
func RetryAfter(d time.Duration, err error) error {
	if err == nil {
		err = ErrBusy
	}
	return &verdict{err: err, wait: max(d, time.Second)}
}

// NotUnderstood returns an error for Route and Split of a [Source]. The error means that a body is
// valid, but that your backend does not know its meaning. The response is 500 instead of 400, so that
// the provider sends the body again until your backend understands it. If the provider never repeats,
// [OnError] receives the only copy. If Route returns it for one event of several, the others are
// handled anyway. NotUnderstood(nil) returns nil.
func NotUnderstood(err error) error {
	if err == nil {
		return nil
	}
	return reject(http.StatusInternalServerError, err)
}

// decided is an error that determines the response: a *verdict or a *rejection. If one wraps another,
// the outermost determines it.
type decided interface {
	error
	response() (status int, wait time.Duration)
}

// isDecided reports whether err determines the response, like an error of [NotUnderstood], [Drop] or
// [RetryAfter].
func isDecided(err error) bool {
	_, ok := errors.AsType[decided](err)
	return ok
}

// verdict is the error of [Drop] and [RetryAfter]. [Router.Accept] returns it unmodified, so that a
// queue worker can pass it to [VerdictOf].
type verdict struct {
	err  error
	drop bool          // true for Drop
	wait time.Duration // for RetryAfter
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
	// explained reports whether the response may contain the reason, because the request is authentic.
	explained bool
}

func (e *rejection) Error() string                  { return e.err.Error() }
func (e *rejection) Unwrap() error                  { return e.err }
func (e *rejection) response() (int, time.Duration) { return e.status, 0 }

func reject(status int, err error) error { return &rejection{status: status, err: err} }

// notParsed returns the error for an authentic body of n bytes for which Route or Split returned err.
func notParsed(err error, n int) error {
	if !isDecided(err) {
		err = &rejection{status: http.StatusBadRequest, err: err, explained: true}
	}
	return forEmpty(err, n)
}

// forEmpty adds errEmpty to the rejection of a body of n bytes if n is 0: the usual cause is that a
// middleware has read the body. Without a Content-Length the request does not show that.
func forEmpty(err error, n int) error {
	if _, ok := errors.AsType[*rejection](err); !ok || n > 0 || errors.Is(err, errEmpty) {
		return err
	}
	return fmt.Errorf("%w: %w", errEmpty, err)
}

// statusOf returns the status of the response to a request with the given error, and the Retry-After
// of a 503.
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

// respond writes a response without a body: a provider that only checks for 200 ignores the body, and
// an unauthenticated sender must not learn the reason.
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
