package transport

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// maxProbed is the maximum number of members of a bad record that are decoded one by one. Records of
// providers have dozens.
const maxProbed = 1000

// memberError is the error of a member of a record that does not decode. Its text contains the
// member's name, not its value.
type memberError struct {
	member, reason string
	cause          error
}

func (e *memberError) Error() string { return e.SafeText() }

// SafeText returns a text without values of the record.
func (e *memberError) SafeText() string { return fmt.Sprintf("field %q %s", e.member, e.reason) }

// Unwrap returns the decoder's error, which may quote the value.
func (e *memberError) Unwrap() error { return e.cause }

// explain returns an error that names the member of record that does not decode into T. err is the
// decoding error. If err names the member itself, explain returns err. The errors of types that
// implement json.Unmarshaler, such as [time.Time], do not.
func explain[T any](record []byte, err error) error {
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return err
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return err
	}
	if _, ok := errors.AsType[safeError](err); ok {
		return err
	}
	var probe T
	tried := 0
	stopped := jsonpeek.Members(record, func(name, value []byte) error {
		if tried++; tried > maxProbed {
			return err
		}
		quoted, _ := json.Marshal(string(name))
		cause := json.Unmarshal(fmt.Appendf(nil, "{%s:%s}", quoted, value), &probe)
		if cause == nil {
			return nil
		}
		return &memberError{string(name), reasonOf(cause), cause}
	})
	if found, ok := errors.AsType[*memberError](stopped); ok {
		return found
	}
	return err
}

// notString is the text of the error that [time.Time] returns for JSON that is not a string. That error does
// not have its own type.
var notString = new(time.Time).UnmarshalJSON([]byte("0")).Error()

// reasonOf returns the reason of a decoding error, without the value.
func reasonOf(cause error) string {
	if _, ok := errors.AsType[*time.ParseError](cause); ok || cause.Error() == notString {
		return "is not a date or time"
	}
	return "cannot be read"
}
