package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// UnreadMember is a member whose value does not fit its field, such as a time in an unknown notation or an
// object instead of a string. It never holds the value, which may be personal data.
type UnreadMember struct {
	// Model is the name of the struct that has the field, like "Job".
	Model string
	// Path is the path from the record to the member, like "data.action[2].date". It consists of the names of
	// known members and of indices.
	Path string
	// Want is the kind of value that the field requires, like "time".
	Want string
	// Got is the kind of value that was received, like "text".
	Got string
}

// String returns a description without the value, like "data.action[2].date: text that is not a time".
func (m UnreadMember) String() string {
	return (&Error{Path: m.Path, Want: m.Want, Got: m.Got}).Error()
}

// findings holds the members of an object that go into Extra.
type findings struct {
	extra  map[string]json.RawMessage
	unread []unreadValue
}

// unreadValue is a value that does not fit its field. name is the name of its member.
type unreadValue struct {
	field       int
	name, value []byte
	err         error
}

// keep puts a member into Extra.
func (f *findings) keep(name, value []byte) {
	if f.extra == nil {
		f.extra = map[string]json.RawMessage{}
	}
	f.extra[validString(name)] = bytes.Clone(value)
}

// note records whether the value fits the field k. If a member is repeated, the last value counts. note
// returns the errors that end the decoding of the struct.
func (f *findings) note(field *field, k int, name, value []byte, err error) error {
	f.unread = slices.DeleteFunc(f.unread, func(u unreadValue) bool { return u.field == k })
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*Error](err); !ok || field.required {
		return err
	}
	f.unread = append(f.unread, unreadValue{field: k, name: name, value: value, err: err})
	return nil
}

// storeFindings stores the findings in v. A struct without an Extra has no place for a value that does not
// fit. In that case storeFindings returns the error, which the enclosing struct then handles.
func (p *plan) storeFindings(found *findings, v reflect.Value) error {
	if p.extra == nil {
		if len(found.unread) > 0 {
			return found.unread[0].err
		}
		return nil
	}
	for _, u := range found.unread {
		found.keep(u.name, u.value)
	}
	if target, ok := fieldAt(v, p.extra, found.extra != nil); ok {
		target.Set(reflect.ValueOf(found.extra))
	}
	return nil
}

// reread decodes the members of extra that belong to fields. For each value that does not fit its field, it
// calls f with the index of the field, the value that decoding leaves in the field, and the error.
func (p *plan) reread(extra map[string]json.RawMessage, f func(k int, made reflect.Value, err *Error)) {
	for _, name := range sortedNames(extra) {
		n := p.find([]byte(name))
		if n < 0 {
			continue
		}
		value, err := jsonpeek.Value(extra[name])
		if err != nil {
			continue // invalid JSON that the caller put there
		}
		k := p.names[n].field
		made := reflect.New(p.fields[k].typ).Elem()
		if err := p.fields[k].codec.decode(value, made); err != nil {
			if !p.fields[k].codec.partial {
				made.SetZero()
			}
			if e, ok := errors.AsType[*Error](within(name, err)); ok {
				f(k, made, e)
			}
		}
	}
}

// unchanged returns the fields of v whose values did not fit and that were not changed since. Marshal writes
// the value in Extra instead of such a field. The result is nil if there are none.
func (p *plan) unchanged(v reflect.Value, extra map[string]json.RawMessage) map[int]bool {
	if len(extra) == 0 {
		return nil
	}
	return p.unchangedOf(v, extra)
}

func (p *plan) unchangedOf(v reflect.Value, extra map[string]json.RawMessage) map[int]bool {
	var raw map[int]bool
	p.reread(extra, func(k int, made reflect.Value, _ *Error) {
		now, ok := fieldAt(v, p.fields[k].index, false)
		if ok && reflect.DeepEqual(now.Interface(), made.Interface()) { //nolint:forbidigo // this is not a test
			if raw == nil {
				raw = map[int]bool{}
			}
			raw[k] = true
		}
	})
	return raw
}

// Unread returns the members of v, and of all structs in it, whose values do not fit their fields. Such a
// field is zero, or a list with zero elements, and the value is in Extra under the member's name, so Unread
// also works for a record that was encoded and decoded again. v is usually a pointer to a struct. The result
// is nil if there are none. Unread does not look into maps.
func Unread(v any) []UnreadMember {
	var w collector
	w.into(reflect.ValueOf(v))
	return w.all
}

// collector collects the unread members of a value.
type collector struct {
	path []byte // of the current value
	all  []UnreadMember
}

// step visits v. It is the member called step of the current value or, if step is "", its element at index.
func (w *collector) step(v reflect.Value, step string, index int) {
	here := len(w.path)
	switch {
	case step == "":
		w.path = append(strconv.AppendInt(append(w.path, '['), int64(index), 10), ']')
	case here > 0:
		w.path = append(append(w.path, '.'), step...)
	default:
		w.path = append(w.path, step...)
	}
	w.into(v)
	w.path = w.path[:here]
}

// into visits the structs in v.
func (w *collector) into(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			w.into(v.Elem())
		}
	case reflect.Slice:
		if mayContainStruct(v.Type().Elem()) {
			for k := range v.Len() {
				w.step(v.Index(k), "", k)
			}
		}
	case reflect.Struct:
		if v.Type() != timeType {
			w.fields(planOf(v.Type()), v)
		}
	}
}

// mayContainStruct reports whether a value of type t may contain a struct. It looks only one level down,
// because a type may be a list of itself.
func mayContainStruct(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Struct:
		return t != timeType
	case reflect.Pointer, reflect.Slice, reflect.Interface:
		return t != rawType
	default:
		return false
	}
}

// fields visits v, a struct of the plan p.
func (w *collector) fields(p *plan, v reflect.Value) {
	if p.err != nil {
		return
	}
	p.reread(p.extraMembers(v), func(_ int, _ reflect.Value, err *Error) {
		path := err.Path
		if len(w.path) > 0 {
			path = string(w.path) + "." + path
		}
		model, _, _ := strings.Cut(v.Type().Name(), "[") // without the arguments of a generic type
		w.all = append(w.all, UnreadMember{Model: model, Path: path, Want: err.Want, Got: err.Got})
	})
	for k := range p.fields {
		if f := &p.fields[k]; f.mayContainStruct {
			if inner, ok := fieldAt(v, f.index, false); ok {
				w.step(inner, f.names[0], 0)
			}
		}
	}
}

// Reporting returns a function that decodes as encoding/json does; it calls UnmarshalJSON directly if v has
// it. For each value that has unread members it calls report once, from the goroutine that decodes.
func Reporting(report func(members []UnreadMember)) func(data []byte, v any) error {
	return func(data []byte, v any) error {
		if own, ok := v.(json.Unmarshaler); !ok {
			if err := json.Unmarshal(data, v); err != nil {
				return err
			}
		} else {
			value, err := jsonpeek.Value(data)
			if err != nil {
				return err
			}
			if err := own.UnmarshalJSON(value); err != nil {
				return err
			}
		}
		if members := Unread(v); len(members) > 0 {
			report(members)
		}
		return nil
	}
}
