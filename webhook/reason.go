package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
)

// Each reason for which a receiver refuses has its own text: it is what the log shows.
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

// reasons are the errors of this package that the log quotes. Where an error is several of
// them, the first one counts.
var reasons = []error{
	errEmpty, errPaddedKey, errNoSignature, errNoKeys, errNoMatch, errTime, errNoSecret, errWrongSecret, errNoPassword, errWrongPassword,
	ErrSignature, ErrBusy, ErrInFlight, errKeyLookup, errDedupStore, ErrUnverified, errClosed, errGet, errMethod, errEncoded,
	errTooLarge, errFrontLimit, errTooMany, errStalled, errCut, errLonger, errNoEvent, errNotText,
}

// safe is an error whose text holds nothing that a log must not hold, such as *rolecall.Error.
type safe interface {
	error
	SafeText() string
}

// reason is what the log says about an error: the text of those that are known to hold nothing
// of a record, and the type of any other.
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

// typeOf names the type of an error, beneath what [Drop], [RetryAfter] and fmt.Errorf put around
// it.
func typeOf(err error) string {
	for {
		inner := errors.Unwrap(err)
		_, ours := err.(*verdict) //nolint:errorlint // this one, not what it is put around
		if inner == nil || !ours && !wrapsOnly(err) {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}

// wrapsOnly tells whether err is one of fmt.Errorf, whose type says nothing.
func wrapsOnly(err error) bool {
	t := reflect.TypeOf(err)
	return t.Kind() == reflect.Pointer && t.Elem().PkgPath() == "fmt"
}
