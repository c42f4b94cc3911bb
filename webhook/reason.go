package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
)

// Each reason for rejecting a request has its own text, which the log shows.
var (
	errClosed     = errors.New("webhook: the receiver is shut down")
	errGet        = errors.New("webhook: a GET, such as a challenge, was refused")
	errMethod     = errors.New("webhook: only POST is taken")
	errEncoded    = errors.New("webhook: the body has a Content-Encoding")
	errTooLarge   = errors.New("webhook: the body is over the limit")
	errFrontLimit = errors.New("webhook: the body is over the limit of a handler in front (http.MaxBytesReader)")
	errStalled    = errors.New("webhook: the body stalled: it did not arrive in time")
	errCut        = errors.New("webhook: the body was cut short")
	errLonger     = errors.New("webhook: the body is longer than the request says")
	errEmpty      = errors.New("webhook: empty body: was it read before the receiver?")
)

// reasons are the errors of this package that the log quotes. If an error matches several of them,
// the first one counts.
var reasons = []error{
	errEmpty, errPaddedKey, errNoSignature, errNoKeys, errNoMatch, errTime, errNoSecret, errWrongSecret, errNoPassword, errWrongPassword,
	ErrSignature, ErrBusy, ErrInFlight, errKeyLookup, errDedupStore, ErrUnverified, errClosed, errGet, errMethod, errEncoded,
	errTooLarge, errFrontLimit, errTooMany, errStalled, errCut, errLonger, errNoEvent, errNotText,
}

// safe is an error with a text that holds no record and no secret, such as *rolecall.Error.
type safe interface {
	error
	SafeText() string
}

// reason returns the text that the log shows for an error: its own text if that is known to hold
// no record, otherwise its type.
func reason(err error) string {
	for _, known := range reasons {
		if errors.Is(err, known) {
			return strings.TrimPrefix(known.Error(), "webhook: ")
		}
	}
	if p, ok := errors.AsType[*PanicError](err); ok {
		return strings.TrimPrefix(p.Error(), "webhook: ")
	}
	if d, ok := errors.AsType[*DecodeError](err); ok {
		return strings.TrimPrefix(d.Error(), "webhook: ")
	}
	if s, ok := errors.AsType[safe](err); ok {
		return s.SafeText()
	}
	if r, ok := errors.AsType[*refusal](err); ok && (r.status == http.StatusBadRequest || r.status == http.StatusInternalServerError) {
		return "the body is not understood"
	}
	return typeOf(err)
}

// typeOf returns the type of an error without the wrappers of [Drop], [RetryAfter] and fmt.Errorf.
func typeOf(err error) string {
	for {
		inner := errors.Unwrap(err)
		_, ours := err.(*verdict) //nolint:errorlint // the wrapper itself
		if inner == nil || !ours && !wrapsOnly(err) {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}

// wrapsOnly reports whether fmt.Errorf made err, so that its type is not informative.
func wrapsOnly(err error) bool {
	t := reflect.TypeOf(err)
	return t.Kind() == reflect.Pointer && t.Elem().PkgPath() == "fmt"
}
