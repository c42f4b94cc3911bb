package codec

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"sync"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

func listCodec(t reflect.Type, names []string) codec {
	l := list{names: names, kind: t.Elem().Kind(), cost: costOf(t.Elem())}
	// A type may be a list of itself, so the codec of its element is made when it is first needed.
	l.element = sync.OnceValue(func() *codec { c := codecOf(t.Elem(), nil); return &c })
	return codec{
		isNil:   func(value []byte) bool { return l.isNone(l.unwrap(value)) },
		decode:  l.decode,
		encode:  l.encode,
		partial: true,
	}
}

// list decodes and encodes the slices of one type.
type list struct {
	names   []string
	kind    reflect.Kind // of an element
	cost    int          // of an element, in bytes
	element func() *codec
}

// A list of tiny elements, like [1,1,1] instead of a list of objects, needs a hundred times the memory of its
// JSON. So a list is not decoded if it needs more than freeBytes and more than maxGrowth times the bytes of
// its JSON.
const (
	maxGrowth = 16
	freeBytes = 1 << 20 // more than 500 elements of any model
)

// costOf returns the memory that an element of type t needs: the slice of its JSON, the element itself, and
// the value that it points to. Values that its members point to are not counted.
func costOf(t reflect.Type) int {
	cost := int(reflect.TypeFor[[]byte]().Size() + t.Size())
	if t.Kind() == reflect.Pointer {
		cost += int(t.Elem().Size())
	}
	return cost
}

// unwrap returns the inner list of an object like {"departments": [...]} for a field called departments, or
// else the unmodified value.
func (l *list) unwrap(value []byte) []byte {
	if _, inner := onlyMember(value, l.names); inner != nil && (inner[0] == '[' || isNull(inner)) {
		return inner
	}
	return value
}

// isNone reports whether value means that there is no list. In a list of strings a null word may be an element.
func (l *list) isNone(value []byte) bool {
	return noList.holds(value) || l.kind != reflect.String && isNullString(value)
}

func (l *list) decode(value []byte, v reflect.Value) error {
	v.SetZero()
	value = l.unwrap(value)
	switch {
	case l.isNone(value):
		return nil
	case value[0] == '[', isNumbered(value):
		return l.decodeAll(value, v)
	// If the elements are lists, an object is not a list of one: the element would decode it as a list of one
	// again.
	case value[0] == '{' && l.kind != reflect.Slice, value[0] == '"' && l.kind == reflect.String:
		v.Grow(1)
		v.SetLen(1)
		if err := l.decodeElement(value, v.Index(0)); err != nil {
			return at(0, err)
		}
		return nil
	default:
		return mismatch("list", value)
	}
}

// decodeAll decodes value, an array or an object that isNumbered. It finds all elements before it decodes
// them, which costs less than moving them while the slice grows. If there are too many tiny elements, it
// decodes none. An element that cannot be decoded is zero, like a null, and the others are decoded anyway;
// the error is that of the first such element.
func (l *list) decodeAll(value []byte, v reflect.Value) error {
	var few [8][]byte
	elements := few[:0]
	limit := max(freeBytes/l.cost, len(value)/l.cost*maxGrowth)
	note := func(element []byte) error {
		if len(elements) == limit {
			return &Error{Want: "list", Got: gotTiny}
		}
		elements = append(elements, element)
		return nil
	}
	var err error
	if value[0] == '[' {
		err = jsonpeek.UncheckedElements(value, note)
	} else {
		err = jsonpeek.UncheckedMembers(value, func(_, element []byte) error { return note(element) })
	}
	if err != nil {
		return err
	}
	v.Grow(len(elements))
	v.SetLen(len(elements))
	for k, element := range elements {
		if failed := l.decodeElement(element, v.Index(k)); failed != nil && err == nil {
			err = at(k, failed)
		}
	}
	return err
}

// isNumbered reports whether the members of the object value have numbers as names, as in a list that PHP
// writes after an element was removed.
func isNumbered(value []byte) bool {
	name := bytes.IndexByte(value, '"') + 1
	if value[0] != '{' || name == 0 || value[name] < '0' || value[name] > '9' {
		return false // the first name is enough for most objects
	}
	return jsonpeek.UncheckedMembers(value, func(key, _ []byte) error {
		if !isDigits(key) {
			return errNotNumber
		}
		return nil
	}) == nil
}

// errNotNumber ends the iteration in isNumbered.
var errNotNumber = errors.New("name is not a number")

// decodeElement decodes value into v, an element of the slice.
func (l *list) decodeElement(value []byte, v reflect.Value) error {
	element := l.element()
	err := element.decode(value, v)
	if err != nil && !element.partial {
		v.SetZero()
	}
	return err
}

// at adds the index k to the path of an error.
func at(k int, err error) error { return within("["+strconv.Itoa(k)+"]", err) }

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
			return nil, at(k, err)
		}
	}
	return append(b, ']'), nil
}
