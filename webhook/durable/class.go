package durable

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// classOf returns the class of a handler's error, for tables and logs. It does not contain the error's text,
// which may quote a record, but only types, and the provider, operation, status and code of a *rolecall.Error.
func classOf(err error) (class string) {
	defer func() {
		if v := recover(); v != nil { // a method of a handler's error, such as that of a nil pointer
			class = bounded(fmt.Sprintf("%T", err))
		}
	}()
	if _, ok := errors.AsType[*webhook.PanicError](err); ok {
		return "panic"
	}
	if _, ok := errors.AsType[*webhook.DecodeError](err); ok {
		return "decode"
	}
	if e, ok := errors.AsType[*rolecall.Error](err); ok {
		return bounded(fmt.Sprintf("%s %s: status %d %s", e.Provider, e.Op, e.StatusCode, e.Code))
	}
	if e, ok := errors.AsType[interface {
		error
		SafeText() string
	}](err); ok {
		return bounded(e.SafeText())
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	if errors.Is(err, context.Canceled) {
		return "canceled"
	}
	return bounded(typeOf(err))
}

// verdictOf is webhook.VerdictOf for an error whose methods may panic.
func verdictOf(err error) (verdict webhook.Verdict, wait time.Duration) {
	defer func() {
		if v := recover(); v != nil {
			verdict, wait = webhook.VerdictRetry, 0
		}
	}()
	return webhook.VerdictOf(err)
}

// typeOf returns the type of the error that fmt.Errorf, errors.Join, webhook.Drop or webhook.RetryAfter
// wrap in err, because theirs is not informative. If they wrap several, it is the type of the first.
func typeOf(err error) string {
	for {
		t := reflect.TypeOf(err)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if p := t.PkgPath(); p != "fmt" && p != "errors" && p != reflect.TypeFor[webhook.Delivery]().PkgPath() {
			return fmt.Sprintf("%T", err)
		}
		inner := errors.Unwrap(err)
		if several, ok := err.(interface{ Unwrap() []error }); ok && len(several.Unwrap()) > 0 {
			inner = several.Unwrap()[0]
		}
		if inner == nil {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}

// classError replaces a handler's error for River, which writes the text of an error into its table and its
// log.
type classError struct{ class string }

func (e *classError) Error() string { return e.class }
