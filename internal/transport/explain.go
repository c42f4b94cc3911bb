package transport

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// mostProbed is how many members of a bad record are tried. Records of providers have dozens.
const maxProbed = 1000

// memberError is a member of a record that does not decode. Its text holds the name alone.
type memberError struct {
	member, reason string
	cause          error
}

func (e *memberError) Error() string { return e.SafeText() }

// SafeText holds no value of the record.
func (e *memberError) SafeText() string { return fmt.Sprintf("field %q %s", e.member, e.reason) }

// Unwrap returns what the decoder said, which may quote the value.
func (e *memberError) Unwrap() error { return e.cause }

// explain finds the member of a record that does not decode into T, where the error does not
// say: encoding/json returns the error of a type that decodes itself, such as [time.Time], without
// the place.
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

// notText is what [time.Time] says of JSON that is not a string: an error of no type of its own.
var notString = new(time.Time).UnmarshalJSON([]byte("0")).Error()

// reasonOf says what is wrong with a value, without the value.
func reasonOf(cause error) string {
	if _, ok := errors.AsType[*time.ParseError](cause); ok || cause.Error() == notString {
		return "is not a date or time"
	}
	return "cannot be read"
}
