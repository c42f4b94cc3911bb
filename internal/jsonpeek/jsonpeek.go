// Package jsonpeek looks into JSON text without decoding it.
//
// A webhook has to be judged before it is decoded: is it JSON at all, what kind of event is it, whom does it concern?
// [Pick] answers that in one pass, [Members] and [Elements] walk one level of an object or array. All three accept
// exactly what encoding/json.Valid accepts and hand out views into the text, so nothing is copied or allocated.
//
//	var parts [2][]byte
//	if err := jsonpeek.Pick(body, parts[:], "id", "type"); err != nil {
//		return err
//	}
//	kind, ok := jsonpeek.Text(parts[1])
//
// The text is taken to be personal: no error of this package shows any of it, only where the trouble is. Whether the text
// is valid UTF-8 is not checked, as in encoding/json; a caller who cares asks [unicode/utf8.Valid].
package jsonpeek

import (
	"errors"
	"fmt"
)

// The reasons for which a text is refused. They arrive inside an [*Error], so compare with [errors.Is].
var (
	// ErrSyntax: the text is not JSON, or not the kind of JSON that was asked for.
	ErrSyntax = errors.New("malformed JSON")
	// ErrDuplicate: the object names a wanted member twice, so two readers could take it to mean two different things.
	ErrDuplicate = errors.New("JSON member named twice")
	// ErrInvalidUnicode: the string of a wanted member has half of a surrogate pair or a byte that is not UTF-8, see [PickExact].
	ErrInvalidUnicode = errors.New("JSON string that is not valid Unicode")
	// ErrTooDeep: arrays and objects are nested deeper than 10000 levels, the limit of encoding/json, or than the caller wants.
	ErrTooDeep = errors.New("JSON nested too deep")
)

// Error tells why and where a text was refused. It never holds any of the text.
type Error struct {
	// Offset is the number of bytes before the place where the text went wrong.
	Offset int
	// Expected names what the grammar wants at Offset; empty unless Err is [ErrSyntax].
	Expected string
	// Err is [ErrSyntax], [ErrDuplicate], [ErrInvalidUnicode] or [ErrTooDeep].
	Err error
}

// Error describes the refusal by its reason and offset alone.
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

// The kinds. The zero Kind is Invalid: no JSON value starts like that.
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

// KindOf tells the kind of a value by its first byte. It does not check the rest and does not skip white space: it is
// meant for values that [Members], [Elements], [Pick] or [Value] handed out. An empty or nil value is Invalid.
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

// Value validates the whole of data and returns the value in it without the white space around it, as a view.
func Value(data []byte) ([]byte, error) {
	s := scanner{data: data, limit: maxDepth}
	start := space(data, 0)
	end := s.value(start, 0)
	if end < 0 || !s.finished(end) {
		return nil, s.err
	}
	return data[start:end:end], nil
}

// Members calls f for each member of the object data, in order. key is the member's name without quotes and escapes (a
// view into data unless it has escapes), value holds the exact bytes of the member's value, a view without white space
// around it. A name that occurs twice is reported twice.
//
// Each value is valid JSON when f sees it, but f may be called for the first members of a text that turns out malformed
// further on: only when Members returns nil is the whole of data known to be one JSON object. An error from f ends the
// walk and is returned unchanged.
func Members(data []byte, f func(key, value []byte) error) error {
	return MembersWithin(data, maxDepth, f)
}

// MembersWithin is [Members] for a caller who descends into the values and so scans what is deep once per level: it refuses
// a text that is nested more than depth levels deep, the object itself included, with [ErrTooDeep]. The limit of 10000
// levels holds all the same.
func MembersWithin(data []byte, depth int, f func(key, value []byte) error) error {
	s := scanner{data: data, limit: min(depth, maxDepth)}
	return s.object(func(_ int, key, value []byte) error { return f(key, value) })
}

// Elements calls f for each element of the array data, in order, with the exact bytes of the element, a view without
// white space around it. What [Members] says about early calls and about errors holds here too.
func Elements(data []byte, f func(value []byte) error) error {
	s := scanner{data: data, limit: maxDepth}
	return s.array(f)
}

// Pick validates data as one JSON object and stores the exact bytes of the members called names in the same places of
// into, nil for a member that is absent. into must be at least as long as names.
//
// A name is found in every spelling that encoding/json would decode into a field of that name: with escapes, in another
// case, with the few letters beyond ASCII that fold to an ASCII letter. If two members of data spell the same name, the
// error is [ErrDuplicate]: a signature or a filter could look at one of them and the decoder at the other. Members that
// nobody asked for may repeat, and so may members of nested objects.
//
// On an error all of into is nil, and a malformed text is reported as malformed even if it also repeats a name.
func Pick(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth}, into, names)
}

// PickShallow is [Pick] for a caller who hands the objects and arrays that it picks to a decoder: what is inside of them is not
// validated, only stepped over by brackets and strings, which is quicker.
func PickShallow(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, shallow: true}, into, names)
}

// PickExact is [Pick] for members that identify something: an event, a record, an integration. If the value of one of them is a
// string with half of a surrogate pair or with invalid UTF-8, the error is [ErrInvalidUnicode]. A decoder replaces these with U+FFFD,
// so two different ids would become the same. Strings inside of picked objects and arrays are not looked at.
func PickExact(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, exact: true}, into, names)
}

// UncheckedPickExact is [PickExact] for an object that is known to be valid.
func UncheckedPickExact(data []byte, into [][]byte, names ...string) error {
	return pick(&scanner{data: data, limit: maxDepth, unchecked: true, exact: true}, into, names)
}

func pick(s *scanner, into [][]byte, names []string) error {
	into = into[:len(names)]
	clear(into)
	var refused error // the first member that is refused, though the text is JSON
	err := s.object(func(at int, key, value []byte) error {
		for k, name := range names {
			if !sameName(key, name) {
				continue
			}
			switch {
			case refused != nil:
			case into[k] != nil:
				refused = &Error{Offset: at, Err: ErrDuplicate}
			case s.exact && value[0] == '"' && !isExact(value):
				refused = &Error{Offset: at, Err: ErrInvalidUnicode}
			}
			into[k] = value
			break
		}
		return nil
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		clear(into)
	}
	return err
}

// PickList is [Pick] for an object with one long list: while the rest is picked, each element of the array that is the member
// called list is handed to f, as [Elements] does, in the same pass. kind is what that member is, Invalid if it is absent; of
// anything but an array f sees nothing.
//
// f is called before all of data has been looked at: only when PickList returns nil is it known to be good.
func PickList(data []byte, list string, f func(value []byte) error, into [][]byte, names ...string) (kind Kind, err error) {
	into = into[:len(names)]
	clear(into)
	repeated := -1
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
				repeated = max(repeated, at)
			}
			kind = KindOf(value)
			return nil
		}
		for k, name := range names {
			if sameName(key, name) {
				if into[k] != nil {
					repeated = max(repeated, at)
				}
				into[k] = value
			}
		}
		return nil
	})
	if err == nil && repeated >= 0 {
		err = &Error{Offset: repeated, Err: ErrDuplicate}
	}
	if err != nil {
		clear(into)
		return Invalid, err
	}
	return kind, nil
}
