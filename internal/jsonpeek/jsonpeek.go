// Package jsonpeek reads parts of JSON without decoding it.
//
// A webhook receiver must know, before it decodes a body, whether it is valid JSON and what type of event it
// contains. [Pick] reads these members in one pass. [Members] and [Elements] iterate over one level of an
// object or array. All three accept exactly what encoding/json.Valid accepts. They return subslices of the
// input, so they copy and allocate nothing.
//
//	var parts [2][]byte
//	if err := jsonpeek.Pick(body, parts[:], "id", "type"); err != nil {
//		return err
//	}
//	kind, ok := jsonpeek.Text(parts[1])
//
// The input may be personal data, so errors contain the offset of the problem but none of the input. As in
// encoding/json, the input need not be valid UTF-8; use [unicode/utf8.Valid] to check it.
package jsonpeek

import (
	"errors"
	"fmt"
)

// The reasons for which data is rejected. They are wrapped in an [*Error], so use [errors.Is].
var (
	// ErrSyntax means that the data is not JSON, or not the required kind of JSON.
	ErrSyntax = errors.New("malformed JSON")
	// ErrDuplicate means that the name of a picked member occurs twice, so that two decoders could use
	// different values.
	ErrDuplicate = errors.New("duplicate JSON member name")
	// ErrInvalidUnicode means that the string of a picked member contains an unpaired surrogate or invalid
	// UTF-8. See [PickExact].
	ErrInvalidUnicode = errors.New("JSON string is not valid Unicode")
	// ErrTooDeep means that arrays and objects are nested deeper than 10000 levels, the limit of
	// encoding/json, or deeper than the limit of the caller.
	ErrTooDeep = errors.New("JSON nested too deep")
)

// Error describes why and at which offset data was rejected. It contains none of the data.
type Error struct {
	// Offset is the number of bytes before the error.
	Offset int
	// Expected names the syntax that is required at Offset, such as "value". It is empty unless Err is
	// [ErrSyntax].
	Expected string
	// Err is [ErrSyntax], [ErrDuplicate], [ErrInvalidUnicode] or [ErrTooDeep].
	Err error
}

// Error returns the reason, the offset and what was expected.
func (e *Error) Error() string {
	if e.Expected == "" {
		return fmt.Sprintf("jsonpeek: %v at byte %d", e.Err, e.Offset)
	}
	return fmt.Sprintf("jsonpeek: %v at byte %d: %s expected", e.Err, e.Offset, e.Expected)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds of JSON values. The zero Kind is Invalid.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// String returns the name of the kind in lower case.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "bool"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	case Object:
		return "object"
	default:
		return "invalid"
	}
}

// KindOf returns the kind of a value. It looks only at the first byte and does not skip white space: value
// must come from [Members], [Elements], [Pick] or [Value]. An empty or nil value is Invalid.
func KindOf(value []byte) Kind {
	if len(value) == 0 {
		return Invalid
	}
	switch c := value[0]; {
	case c == '"':
		return String
	case c == '{':
		return Object
	case c == '[':
		return Array
	case c == 'n':
		return Null
	case c == 't', c == 'f':
		return Bool
	case c == '-', '0' <= c && c <= '9':
		return Number
	default:
		return Invalid
	}
}

// Value validates data as one JSON value and returns it without the white space around it. The result is a
// subslice of data.
func Value(data []byte) ([]byte, error) {
	s := scanner{data: data, limit: maxDepth}
	start := skipSpace(data, 0)
	end := s.value(start, 0)
	if end < 0 || !s.finished(end) {
		return nil, s.err
	}
	return data[start:end:end], nil
}

// Members calls f for each member of the object data, in order. key is the member's name without quotes and
// escapes, value the bytes of the member's value without white space around it. Both are subslices of data,
// except for a key with escapes. If a name occurs twice, f is called for both members.
//
// Each value is valid JSON, but f may be called for the first members of malformed data. Only if Members
// returns nil is data one valid JSON object. If f returns an error, Members stops and returns it unchanged.
func Members(data []byte, f func(key, value []byte) error) error {
	return MembersWithin(data, maxDepth, f)
}

// MembersWithin is like [Members], but returns [ErrTooDeep] if data is nested deeper than depth levels. The
// object itself is the first level. It is for callers that also iterate over the values, and so scan a value
// once per level. The limit of 10000 levels applies as well.
func MembersWithin(data []byte, depth int, f func(key, value []byte) error) error {
	s := scanner{data: data, limit: min(depth, maxDepth)}
	return s.object(func(_ int, key, value []byte) error { return f(key, value) })
}

// Elements calls f for each element of the array data, in order. value is a subslice of data without white
// space around it. As with [Members], f may be called for the first elements of malformed data. If f returns
// an error, Elements stops and returns it unchanged.
func Elements(data []byte, f func(value []byte) error) error {
	s := scanner{data: data, limit: maxDepth}
	return s.array(f)
}

// Pick validates data as one JSON object. It sets into[i] to the value of the member names[i], as a
// subslice of data, or to nil if the member is absent. into must be at least as long as names.
//
// Names match as in encoding/json: escapes are decoded and case is ignored, including the few non-ASCII
// letters that fold to an ASCII letter. If two members match the same name, the error is
// [ErrDuplicate], because a filter could read one of them and the decoder the other. Members that are
// not picked, and members of nested objects, may be duplicates.
//
// On error, Pick sets into[i] to nil for all names. The error for malformed data is [ErrSyntax], even
// if a name also occurs twice.
func Pick(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth}, into, names)
}

// PickShallow is like [Pick], but faster: it does not validate the contents of the object's values that
// are objects or arrays, and looks only at their brackets and strings. It is for callers that decode
// these values.
func PickShallow(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, shallow: true}, into, names)
}

// PickExact is like [Pick], but returns [ErrInvalidUnicode] if a picked string contains an unpaired
// surrogate or invalid UTF-8. A decoder replaces these with U+FFFD, so two different ids could become
// equal. PickExact is for the ids of events, records and integrations. Strings inside picked objects
// and arrays are not checked.
func PickExact(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, exact: true}, into, names)
}

// UncheckedPickExact is like [PickExact], but data must be a valid JSON object.
func UncheckedPickExact(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, unchecked: true, exact: true}, into, names)
}

func pick(s *scanner, into [][]byte, names []string) error {
	into = into[:len(names)]
	clear(into)
	var rejected error // error of the first duplicate member or invalid string
	err := s.object(func(at int, key, value []byte) error {
		for k, name := range names {
			if !sameName(key, name) {
				continue
			}
			switch {
			case rejected != nil:
			case into[k] != nil:
				rejected = &Error{Offset: at, Err: ErrDuplicate}
			case s.exact && value[0] == '"' && !isExact(value):
				rejected = &Error{Offset: at, Err: ErrInvalidUnicode}
			}
			into[k] = value
			break
		}
		return nil
	})
	if err == nil {
		err = rejected
	}
	if err != nil {
		clear(into)
	}
	return err
}

// PickList is like [Pick], but also iterates over the member list, in the same pass. If the member is
// an array, PickList calls f for each element, as [Elements] does. kind is the kind of the member,
// Invalid if it is absent.
//
// f may be called for the first elements of malformed data. Only if PickList returns a nil error is
// data valid.
func PickList(data []byte, list string, f func(value []byte) error, into [][]byte, names ...string) (kind Kind, err error) {
	into = into[:len(names)]
	clear(into)
	duplicate := -1
	s := scanner{data: data, limit: maxDepth}
	s.within = func(key []byte) func(value []byte) error {
		if kind == Invalid && sameName(key, list) {
			return f
		}
		return nil
	}
	err = s.object(func(at int, key, value []byte) error {
		if sameName(key, list) {
			if kind != Invalid {
				duplicate = max(duplicate, at)
			}
			kind = KindOf(value)
			return nil
		}
		for k, name := range names {
			if sameName(key, name) {
				if into[k] != nil {
					duplicate = max(duplicate, at)
				}
				into[k] = value
			}
		}
		return nil
	})
	if err == nil && duplicate >= 0 {
		err = &Error{Offset: duplicate, Err: ErrDuplicate}
	}
	if err != nil {
		clear(into)
		return Invalid, err
	}
	return kind, nil
}
