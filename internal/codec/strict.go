package codec

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// UnmarshalStrict decodes data into v, a pointer to a model of a provider whose data has exactly the
// documented shapes. It decodes the fields as encoding/json does and puts unknown members into Extra. plain
// is v converted to a type without methods:
//
//	func (v *Job) UnmarshalJSON(b []byte) error {
//		type plain Job
//		return codec.UnmarshalStrict(b, v, (*plain)(v))
//	}
//
// Most objects are decoded in one pass. If the object contains something that encoding/json may decode
// differently (a name in another letter case, a repeated member, a value that does not fit its field, invalid
// UTF-8), encoding/json decodes the whole object instead. So values and errors are always those of
// encoding/json.
func UnmarshalStrict(data []byte, v, plain any) error {
	target := reflect.ValueOf(v).Elem()
	p := planOf(target.Type())
	if p.err == nil && target.IsZero() {
		if utf8.Valid(data) && startsObject(data) && p.fillStrict(data, false, target) {
			return nil
		}
		target.SetZero()
	}
	if err := json.Unmarshal(data, plain); err != nil {
		return renamed(err, plain, target.Type())
	}
	return p.keepUnknown(data, target)
}

// renamed replaces the name of the plain type in an error of encoding/json by that of the model.
func renamed(err error, plain any, own reflect.Type) error {
	alias := reflect.TypeOf(plain).Elem().Name()
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Struct == alias {
		e.Struct = own.Name()
	}
	return err
}

// keepUnknown puts the unknown members of data into Extra. It does the same for the structs in v that have no
// methods, which encoding/json has decoded without their Extra.
func (p *plan) keepUnknown(data []byte, v reflect.Value) error {
	if p.err != nil {
		return p.err
	}
	if !startsObject(data) {
		return nil
	}
	var found findings
	err := jsonpeek.Members(data, func(key, value []byte) error {
		k := p.find(key)
		if k < 0 {
			if p.extra != nil {
				found.keep(key, value)
			}
			return nil
		}
		f := &p.fields[p.names[k].field]
		if target, ok := fieldAt(v, f.index, false); ok && f.mayContainStruct {
			return keepWithin(value, target)
		}
		return nil
	})
	if err != nil || p.extra == nil {
		return err
	}
	target, _ := fieldAt(v, p.extra, true)
	target.Set(reflect.ValueOf(extraOf(found.extra)))
	return nil
}

// keepWithin calls keepUnknown for the structs without methods in v, which encoding/json has set from value.
func keepWithin(value []byte, v reflect.Value) error {
	switch {
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() {
			return keepWithin(value, v.Elem())
		}
	case decodesItself(v.Type()):
	case v.Kind() == reflect.Struct:
		if p := planOf(v.Type()); p.err == nil {
			return p.keepUnknown(value, v)
		}
	case v.Kind() == reflect.Slice && value[0] == '[' && mayContainStruct(v.Type().Elem()) && !decodesItself(v.Type().Elem()):
		k := 0
		return jsonpeek.UncheckedElements(value, func(element []byte) error {
			if k++; k > v.Len() {
				return nil
			}
			return keepWithin(element, v.Index(k-1))
		})
	}
	return nil
}

// decodesItself reports whether t, or its element type if t is a pointer, has methods that decode it.
func decodesItself(t reflect.Type) bool {
	if t.Kind() != reflect.Pointer {
		t = reflect.PointerTo(t)
	}
	return t.Implements(reflect.TypeFor[json.Unmarshaler]()) || t.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// errUncertain ends the pass over an object that encoding/json must decode.
var errUncertain = errors.New("codec: not certain")

// fillStrict sets the fields of v, a zero struct, and reports whether it is certain that encoding/json would
// set the same.
func (p *plan) fillStrict(data []byte, validated bool, v reflect.Value) bool {
	var found findings
	var few [64]bool
	seen := few[:]
	if len(p.fields) > len(few) {
		seen = make([]bool, len(p.fields))
	}
	visit := func(key, value []byte) error {
		k, known := p.exact[string(key)]
		if !known {
			switch {
			case bytes.Contains(key, replacement), p.find(key) >= 0:
				return errUncertain
			case p.extra != nil:
				found.keep(key, value)
			}
			return nil
		}
		name := &p.names[k]
		if name.rank > 0 || seen[name.field] {
			return errUncertain
		}
		seen[name.field] = true
		f := &p.fields[name.field]
		target, _ := fieldAt(v, f.index, true)
		if !f.strict()(value, target) {
			return errUncertain
		}
		return nil
	}
	var err error
	if validated {
		err = jsonpeek.UncheckedMembers(data, visit)
	} else {
		err = jsonpeek.MembersWithin(data, maxDepth, visit)
	}
	if err != nil {
		return false
	}
	if found.extra != nil {
		target, _ := fieldAt(v, p.extra, true)
		target.Set(reflect.ValueOf(extraOf(found.extra)))
	}
	return true
}

// replacement is the character that a decoder writes instead of an unpaired surrogate.
var replacement = []byte(string(utf8.RuneError))

// strictDecoder sets v, which is zero, from value, and reports whether encoding/json would certainly set the
// same value.
type strictDecoder func(value []byte, v reflect.Value) bool

// strictOf returns a function that returns the decoder of type t. The decoder is made when it is first
// needed, because a type may contain itself.
func strictOf(t reflect.Type) func() strictDecoder {
	return sync.OnceValue(func() strictDecoder { return newStrict(t) })
}

// neverCertain is the decoder of a field that may contain its own struct through a type with its own
// UnmarshalJSON. It leaves the object to encoding/json. If each level were decoded here and then again by
// encoding/json, each level would double the time.
func neverCertain([]byte, reflect.Value) bool { return false }

func newStrict(t reflect.Type) strictDecoder {
	switch pointer := reflect.PointerTo(t); {
	case t == timeType:
		return strictTime
	case t == rawType:
		return func(value []byte, v reflect.Value) bool { v.SetBytes(bytes.Clone(value)); return true }
	case t.Kind() == reflect.Pointer:
		return strictPointer(t)
	case isModel(t):
		return strictStruct(t)
	case pointer.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return func(value []byte, v reflect.Value) bool {
			return v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(value) == nil
		}
	case pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return strictOther
	}
	return strictKind(t)
}

func strictKind(t reflect.Type) strictDecoder {
	switch t.Kind() {
	case reflect.String:
		return strictString
	case reflect.Bool:
		return strictBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strictInt
	case reflect.Float64:
		return strictFloat
	case reflect.Struct:
		return strictStruct(t)
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return strictList(t)
		}
	case reflect.Map:
		if isRawMap(t) {
			return strictMap
		}
	}
	return strictOther
}

// strictOther decodes value with encoding/json.
func strictOther(value []byte, v reflect.Value) bool {
	return json.Unmarshal(value, v.Addr().Interface()) == nil
}

func strictTime(value []byte, v reflect.Value) bool {
	return v.Addr().Interface().(*time.Time).UnmarshalJSON(value) == nil
}

func strictString(value []byte, v reflect.Value) bool {
	text, ok := jsonpeek.Text(value)
	if !ok || bytes.Contains(text, replacement) {
		return isNull(value)
	}
	v.SetString(string(text))
	return true
}

func strictBool(value []byte, v reflect.Value) bool {
	v.SetBool(value[0] == 't')
	return value[0] == 't' || value[0] == 'f' || isNull(value)
}

func strictInt(value []byte, v reflect.Value) bool {
	if jsonpeek.KindOf(value) != jsonpeek.Number {
		return isNull(value)
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || v.OverflowInt(n) {
		return false
	}
	v.SetInt(n)
	return true
}

func strictFloat(value []byte, v reflect.Value) bool {
	if jsonpeek.KindOf(value) != jsonpeek.Number {
		return isNull(value)
	}
	n, err := strconv.ParseFloat(string(value), 64)
	if err != nil || math.IsInf(n, 0) {
		return false
	}
	v.SetFloat(n)
	return true
}

func strictPointer(t reflect.Type) strictDecoder {
	inner := strictOf(t.Elem())
	return func(value []byte, v reflect.Value) bool {
		if isNull(value) {
			return true
		}
		fresh := reflect.New(t.Elem())
		if !inner()(value, fresh.Elem()) {
			return false
		}
		v.Set(fresh)
		return true
	}
}

func strictStruct(t reflect.Type) strictDecoder {
	plan := sync.OnceValue(func() *plan { return planOf(t) })
	return func(value []byte, v reflect.Value) bool {
		if value[0] != '{' {
			return isNull(value)
		}
		p := plan()
		return p.err == nil && p.fillStrict(value, true, v)
	}
}

func strictList(t reflect.Type) strictDecoder {
	element, cost := strictOf(t.Elem()), costOf(t.Elem())
	empty := reflect.MakeSlice(t, 0, 0)
	return func(value []byte, v reflect.Value) bool {
		if value[0] != '[' {
			return isNull(value)
		}
		var few [8][]byte
		elements := few[:0]
		limit := max(freeBytes/cost, len(value)/cost*maxGrowth)
		err := jsonpeek.UncheckedElements(value, func(element []byte) error {
			if len(elements) == limit {
				return errUncertain
			}
			elements = append(elements, element)
			return nil
		})
		if err != nil {
			return false
		}
		if len(elements) == 0 {
			v.Set(empty)
			return true
		}
		v.Grow(len(elements)) // unlike MakeSlice, it does not allocate a slice header
		v.SetLen(len(elements))
		decode := element()
		for k, element := range elements {
			if !decode(element, v.Index(k)) {
				return false
			}
		}
		return true
	}
}

func strictMap(value []byte, v reflect.Value) bool {
	if value[0] != '{' {
		return isNull(value)
	}
	members := map[string]json.RawMessage{}
	err := jsonpeek.UncheckedMembers(value, func(key, value []byte) error {
		if bytes.Contains(key, replacement) {
			return errUncertain
		}
		members[string(key)] = bytes.Clone(value)
		return nil
	})
	if err != nil {
		return false
	}
	v.Set(reflect.ValueOf(members).Convert(v.Type()))
	return true
}
