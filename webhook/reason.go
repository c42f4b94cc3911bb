package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// The reasons for rejecting a request.
var (
	errClosed     = newSentinel("webhook: the receiver is shut down")
	errGet        = newSentinel("webhook: a GET, such as a challenge, was refused")
	errMethod     = newSentinel("webhook: only POST is taken")
	errEncoded    = newSentinel("webhook: the body has a Content-Encoding")
	errTooLarge   = newSentinel("webhook: the body is over the limit")
	errFrontLimit = newSentinel("webhook: the body is over the limit of a handler in front (http.MaxBytesReader)")
	errStalled    = newSentinel("webhook: the body stalled: it did not arrive in time")
	errCut        = newSentinel("webhook: the body was cut short")
	errLonger     = newSentinel("webhook: the body is longer than the request says")
	errEmpty      = newSentinel("webhook: empty body: was it read before the receiver?")
)

// safe is an error with a text that holds no record and no secret, such as *rolecall.Error.
type safe interface {
	error
	SafeText() string
}

// reason returns the text that the log shows for an error: its own text if that is known to hold
// no record, otherwise its type. If err wraps several sentinels, the first one counts.
func reason(err error) string {
	if e, ok := errors.AsType[*sentinel](err); ok {
		return withoutPackage(e)
	}
	if e, ok := errors.AsType[*PanicError](err); ok {
		return withoutPackage(e)
	}
	if e, ok := errors.AsType[*DecodeError](err); ok {
		return withoutPackage(e)
	}
	if e, ok := errors.AsType[safe](err); ok {
		return e.SafeText()
	}
	if e, ok := errors.AsType[*rejection](err); ok && (e.status == http.StatusBadRequest || e.status == http.StatusInternalServerError) {
		return "the body is not understood"
	}
	return typeOf(err)
}

// withoutPackage returns the text of an error of this package without its name, which the message of
// the log begins with.
func withoutPackage(err error) string { return strings.TrimPrefix(err.Error(), "webhook: ") }

// typeOf returns the type of an error without the wrappers of [Drop], [RetryAfter], fmt.Errorf and
// errors.Join. If these wrap several errors, it returns the types of all of them, each once.
func typeOf(err error) string {
	var names []string
	for _, one := range unwrapped(err) {
		if name := fmt.Sprintf("%T", one); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// unwrapped returns the errors inside of the wrappers.
func unwrapped(err error) []error {
	inner := []error(nil)
	switch e := err.(type) { //nolint:errorlint // the wrapper itself
	case *verdict:
		inner = []error{e.err}
	case interface{ Unwrap() error }:
		inner = []error{e.Unwrap()}
	case interface{ Unwrap() []error }:
		inner = e.Unwrap()
	}
	if len(inner) == 0 || inner[0] == nil || !wrapsOnly(err) {
		return []error{err}
	}
	var all []error
	for _, e := range inner {
		all = append(all, unwrapped(e)...)
	}
	return all
}

// wrapsOnly reports whether Drop, RetryAfter, fmt.Errorf or errors.Join made err, so that its type
// is not informative.
func wrapsOnly(err error) bool {
	if _, ours := err.(*verdict); ours { //nolint:errorlint // the wrapper itself
		return true
	}
	t := reflect.TypeOf(err)
	return t.Kind() == reflect.Pointer && (t.Elem().PkgPath() == "fmt" || t.Elem().PkgPath() == "errors")
}
