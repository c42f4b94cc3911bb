package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Object is a JSON object: name, value, name, value, … in the order of the JSON. It is far cheaper to create
// and to encode than a map, which matters because a page has hundreds of objects. A value is nil, a string,
// bool, int, float64, time.Time (zero encodes as null), json.RawMessage, Object, or a slice of Object,
// string, bool or any.
type Object []any

// Get returns the value of a member, or nil if it is absent.
func (o Object) Get(name string) any {
	if i := o.find(name); i >= 0 {
		return o[i+1]
	}
	return nil
}

// Object returns the value of a member if it is an object, and otherwise nil.
func (o Object) Object(name string) Object {
	v, _ := o.Get(name).(Object)
	return v
}

// String returns the value of a member if it is a string, and otherwise "".
func (o Object) String(name string) string {
	v, _ := o.Get(name).(string)
	return v
}

// Has reports whether o has a member.
func (o Object) Has(name string) bool { return o.find(name) >= 0 }

// Set replaces the value of a member. It does not add an absent member.
func (o Object) Set(name string, v any) {
	if i := o.find(name); i >= 0 {
		o[i+1] = v
	}
}

// And returns o with further members.
func (o Object) And(more ...any) Object { return append(slices.Clip(o), more...) }

// Merge returns o with the values of other in members that both have, followed by the other members of other.
func (o Object) Merge(other Object) Object {
	merged := slices.Clone(o)
	for k := 0; k+1 < len(other); k += 2 {
		name, _ := other[k].(string)
		if i := merged.find(name); i >= 0 {
			merged[i+1] = other[k+1]
		} else {
			merged = append(merged, name, other[k+1])
		}
	}
	return merged
}

// Without returns o without the given members.
func (o Object) Without(names ...string) Object {
	less := make(Object, 0, len(o))
	for i := 0; i+1 < len(o); i += 2 {
		if name, _ := o[i].(string); !slices.Contains(names, name) {
			less = append(less, o[i], o[i+1])
		}
	}
	return less
}

// With returns a copy of o with new values: path, value, path, value, … A path consists of names of members
// and indexes of arrays, separated by dots: "stages.0.id". With panics if o does not have a path.
func (o Object) With(patches ...any) Object {
	patched := slices.Clone(o)
	for k := 0; k+1 < len(patches); k += 2 {
		path, _ := patches[k].(string)
		if !patched.patch(path, patches[k+1]) {
			panic(fmt.Sprintf("record: there is no member %q in the sample", path))
		}
	}
	return patched
}

// patch changes o, which is a copy, and copies the nested values that it changes.
func (o Object) patch(path string, v any) bool {
	name, rest, below := strings.Cut(path, ".")
	i := o.find(name)
	switch {
	case i < 0:
		return false
	case !below:
		o[i+1] = v
		return true
	}
	inner, ok := patched(o[i+1], rest, v)
	if ok {
		o[i+1] = inner
	}
	return ok
}

// patched returns a copy of a value with another value at a path.
func patched(value any, path string, v any) (any, bool) {
	switch value := value.(type) {
	case Object:
		inner := slices.Clone(value)
		return inner, inner.patch(path, v)
	case []any:
		at, rest, below := strings.Cut(path, ".")
		i, err := strconv.Atoi(at)
		if err != nil || i < 0 || i >= len(value) {
			return nil, false
		}
		inner := slices.Clone(value)
		if !below {
			inner[i] = v
			return inner, true
		}
		var ok bool
		inner[i], ok = patched(inner[i], rest, v)
		return inner, ok
	}
	return nil, false
}

func (o Object) find(name string) int {
	for i := 0; i+1 < len(o); i += 2 {
		if o[i] == name {
			return i
		}
	}
	return -1
}

// MarshalJSON encodes the object.
func (o Object) MarshalJSON() ([]byte, error) { return AppendJSON(nil, o), nil }

// UnmarshalJSON decodes an object.
func (o *Object) UnmarshalJSON(b []byte) error {
	v, err := Parse(b)
	if err != nil {
		return err
	}
	object, ok := v.(Object)
	if !ok && v != nil {
		return errors.New("not a JSON object")
	}
	*o = object
	return nil
}

// Parse parses a JSON value. It returns an Object, []any, string, bool, nil, or a json.RawMessage with the
// digits of a number.
func Parse(b []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	v, err := parse(dec)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}

func parse(dec *json.Decoder) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Number:
		return json.RawMessage(token), nil
	case json.Delim:
		if token == '[' {
			return parseArray(dec)
		}
		return parseObject(dec)
	}
	return token, nil
}

func parseArray(dec *json.Decoder) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := parse(dec)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	return list, err
}

func parseObject(dec *json.Decoder) (any, error) {
	o := Object{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := parse(dec)
		if err != nil {
			return nil, err
		}
		o = append(o, name, v)
	}
	_, err := dec.Token()
	return o, err
}

// OrNull returns s, or nil if s is empty.
func OrNull(s string) any { return If(s != "", s) }

// If returns v if is is true, and otherwise nil.
func If(is bool, v any) any {
	if is {
		return v
	}
	return nil
}
