package webhook

import (
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
)

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

// panicked returns the error for a value that was passed to panic.
func panicked(v any) error { return &PanicError{Value: v, Stack: debug.Stack()} }

// caught returns the error for the result of recover, nil if there was no panic. It panics again with
// http.ErrAbortHandler, which net/http handles.
func caught(v any) error {
	if v == nil {
		return nil
	}
	if v == http.ErrAbortHandler { //nolint:errorlint,err113 // as net/http does
		panic(v)
	}
	return panicked(v)
}

// catch is deferred around calls of your backend's functions. It sets *err if one panics.
func catch(err *error) {
	if failed := caught(recover()); failed != nil {
		*err = failed
	}
}
