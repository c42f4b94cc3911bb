package lenient

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"sync"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

func listCodec(t reflect.Type, names []string) codec {
	l := list{names: names, kind: t.Elem().Kind()}
	// A type may be a list of itself, so its element is looked at when it is first needed.
	l.element = sync.OnceValue(func() *codec { c := codecOf(t.Elem(), nil); return &c })
	return codec{
		blank:   func(value []byte) bool { return l.isNone(l.unwrap(value)) },
		decode:  l.decode,
		encode:  l.encode,
		partial: true,
	}
}

// list decodes and encodes the slices of one type.
type list struct {
	names   []string
	kind    reflect.Kind // of an element
	element func() *codec
}

// unwrap returns the inner list of an object like {"departments": [...]} for a field called departments, or value as it is.
func (l *list) unwrap(value []byte) []byte {
	if _, inner := onlyMember(value, l.names); inner != nil && (inner[0] == '[' || isNull(inner)) {
		return inner
	}
	return value
}

// isNone tells which values mean that there is no list. A list of text may have one that is called so.
func (l *list) isNone(value []byte) bool {
	return noList.holds(value) || l.kind != reflect.String && isWordForNothing(value)
}

func (l *list) decode(value []byte, v reflect.Value) error {
	v.SetZero()
	value = l.unwrap(value)
	switch {
	case l.isNone(value):
		return nil
	case value[0] == '[', isNumbered(value):
		return l.decodeAll(value, v)
	// An object is no list of one if the elements are lists, which would take it for a list of one in their turn.
	case value[0] == '{' && l.kind != reflect.Slice, value[0] == '"' && l.kind == reflect.String:
		v.Grow(1)
		v.SetLen(1)
		return l.decodeElement(value, 0, v)
	default:
		return mismatch("list", value)
	}
}

// decodeAll notes where the elements are before it decodes them, which costs less than to move them as the slice grows.
// value is an array, or an object that isNumbered. An element that cannot be decoded stays zero, as a null does, and the others
// are decoded all the same; the error is that of the first.
func (l *list) decodeAll(value []byte, v reflect.Value) error {
	var few [8][]byte
	elements := few[:0]
	var err error
	if value[0] == '[' {
		err = jsonpeek.SoundElements(value, func(element []byte) error {
			elements = append(elements, element)
			return nil
		})
	} else {
		err = jsonpeek.SoundMembers(value, func(_, element []byte) error {
			elements = append(elements, element)
			return nil
		})
	}
	if err != nil {
		return err
	}
	v.Grow(len(elements))
	v.SetLen(len(elements))
	for k, element := range elements {
		if failed := l.decodeElement(element, k, v); failed != nil && err == nil {
			err = failed
		}
	}
	return err
}

// isNumbered tells whether value is an object that numbers its members, as PHP writes a list out of which something was taken.
func isNumbered(value []byte) bool {
	name := bytes.IndexByte(value, '"') + 1
	if value[0] != '{' || name == 0 || value[name] < '0' || value[name] > '9' {
		return false // nearly every object is told by its first name
	}
	return jsonpeek.SoundMembers(value, func(key, _ []byte) error {
		if !isDigits(key) {
			return errNoNumber
		}
		return nil
	}) == nil
}

// errNoNumber ends the walk of isNumbered.
var errNoNumber = errors.New("a name that is no number")

func (l *list) decodeElement(value []byte, k int, v reflect.Value) error {
	element := l.element()
	if err := element.decode(value, v.Index(k)); err != nil {
		if !element.partial {
			v.Index(k).SetZero()
		}
		return within("["+strconv.Itoa(k)+"]", err)
	}
	return nil
}

func (l *list) encode(b []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(b, "null"...), nil
	}
	element := l.element()
	b = append(b, '[')
	for k := range v.Len() {
		if k > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = element.encode(b, v.Index(k)); err != nil {
			return nil, within("["+strconv.Itoa(k)+"]", err)
		}
	}
	return append(b, ']'), nil
}
