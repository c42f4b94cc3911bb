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

// Object is a JSON object: name, value, name, value, … in the order in which it is written. It is far
// cheaper to make and to write than a map, and a page is hundreds of them. A value is nil, a string, bool,
// int, float64, time.Time (zero is null), json.RawMessage, Object, or a slice of Object, string, bool or
// any.
type Object []any

// Get returns a member's value, nil if it is absent.
func (o Object) Get(name string) any {
	if i := o.find(name); i >= 0 {
		return o[i+1]
	}
	return nil
}

// Object returns a member that is an object, nil if it is absent or something else.
func (o Object) Object(name string) Object {
	v, _ := o.Get(name).(Object)
	return v
}

// String returns a member that is a string, "" if it is absent or something else.
func (o Object) String(name string) string {
	v, _ := o.Get(name).(string)
	return v
}

// Has reports whether there is a member.
func (o Object) Has(name string) bool { return o.find(name) >= 0 }

// Set replaces a member's value. An absent member is not added.
func (o Object) Set(name string, v any) {
	if i := o.find(name); i >= 0 {
		o[i+1] = v
	}
}

// And returns o with further members.
func (o Object) And(more ...any) Object { return append(slices.Clip(o), more...) }

// Merge returns o with the members of other in place of its own, and then those that it does not have.
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

// Without returns o without some members.
func (o Object) Without(names ...string) Object {
	less := make(Object, 0, len(o))
	for i := 0; i+1 < len(o); i += 2 {
		if name, _ := o[i].(string); !slices.Contains(names, name) {
			less = append(less, o[i], o[i+1])
		}
	}
	return less
}

// With returns o with new values at some paths: path, value, path, value, … A path is the names of members
// with dots between, and indexes of arrays: "stages.0.id". What is changed is copied, so o stays as it
// is. A path to an absent member panics.
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

// patch changes o, which is a copy, and what is below a copy of it.
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

// patched is a copy of a value with another value at a path.
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

// MarshalJSON lets encoding/json write an Object as what it is.
func (o Object) MarshalJSON() ([]byte, error) { return AppendJSON(nil, o), nil }

// UnmarshalJSON lets encoding/json read one.
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

// Parse reads a JSON value: Object, []any, string, bool, nil, and json.RawMessage of a number, whose
// digits are kept.
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

// OrNull is s, or null if it is empty.
func OrNull(s string) any { return If(s != "", s) }

// If is v, or null if is is false.
func If(is bool, v any) any {
	if is {
		return v
	}
	return nil
}
