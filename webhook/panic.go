package webhook

import (
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
)

// PanicError is the error of a handler that panicked. Its text does not contain the value, which may
// quote a record, and fmt does not print the value.
type PanicError struct {
	Value any    // the value passed to panic
	Stack []byte // the stack trace of the goroutine, as debug.Stack formats it
}

// Error returns a text with the type of the value.
func (e *PanicError) Error() string {
	return fmt.Sprintf("webhook: the handler panicked with a %T", e.Value)
}

// Format writes the text of [PanicError.Error] under every verb.
func (e PanicError) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.Error()) }

// MarshalText returns the text of [PanicError.Error].
func (e PanicError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// panicked returns the error for a value that was passed to panic.
func panicked(v any) error { return &PanicError{Value: v, Stack: debug.Stack()} }

// caught returns the error for v, the result of recover, or nil if there was no panic. It panics again
// if v is http.ErrAbortHandler, which net/http handles.
func caught(v any) error {
	if v == nil {
		return nil
	}
	if v == http.ErrAbortHandler { //nolint:errorlint,err113 // as net/http does
		panic(v)
	}
	return panicked(v)
}

// catch is deferred around calls of your backend's functions. If one panics, catch sets *err.
func catch(err *error) {
	if failed := caught(recover()); failed != nil {
		*err = failed
	}
}
