package kombo

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// union says how a value that is one of several types is read and written. The types are told
// apart by a string in the value. V is the interface that the variants implement.
type union[V any] struct {
	// path names the members that lead to the string that names the type.
	path []string
	// known makes an empty variant of each type.
	known map[string]func() V
	// unknown makes the variant of every other type, and of a value that is not an object, from
	// its bytes: a question that Kombo invents tomorrow must not cost the job it belongs to.
	unknown func(typ string, raw json.RawMessage) V
}

var typeMember = []string{"type"}

// decode reads a variant.
func (u union[V]) decode(data []byte) (V, error) {
	var none V
	typ, err := textAt(data, u.path)
	if err != nil {
		return none, err
	}
	made, ok := u.known[typ]
	if !ok {
		return u.unknown(typ, append(json.RawMessage(nil), data...)), nil
	}
	v := made()
	return v, json.Unmarshal(data, v)
}

// encode writes a variant so that decode reads the same type again: a variant that was made
// without a type receives the type of its Go type, and one with a type of another Go type is an
// error. No variant is null.
func (u union[V]) encode(v V) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	want, known := u.typeOf(v)
	if !known || jsonpeek.KindOf(b) != jsonpeek.Object {
		return b, nil
	}
	switch typ, err := textAt(b, u.path); {
	case err != nil:
		return nil, err
	case typ == want:
		return b, nil
	case typ != "":
		return nil, fmt.Errorf("kombo: a %T has the type %q, want %q", v, typ, want)
	}
	return setAt(b, u.path, want)
}

// typeOf is the type that the Go type of a variant stands for.
func (u union[V]) typeOf(v V) (string, bool) {
	of := reflect.TypeOf(v)
	for typ, made := range u.known {
		if reflect.TypeOf(made()) == of {
			return typ, true
		}
	}
	return "", false
}

// textAt follows path into nested objects to a text, "" where there is none.
func textAt(value []byte, path []string) (string, error) {
	for _, name := range path {
		if jsonpeek.KindOf(value) != jsonpeek.Object {
			return "", nil
		}
		var member [1][]byte
		if err := jsonpeek.Pick(value, member[:], name); err != nil {
			return "", err
		}
		value = member[0]
	}
	text, _ := jsonpeek.Text(value)
	return string(text), nil
}

// setAt writes a text at the end of path into nested objects.
func setAt(value []byte, path []string, text string) ([]byte, error) {
	if len(path) == 0 {
		return json.Marshal(text)
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(value, &members); err != nil {
		return nil, err
	}
	below, err := setAt(members[path[0]], path[1:], text)
	if err != nil {
		return nil, err
	}
	members[path[0]] = below
	return json.Marshal(members)
}

// rawOr is the bytes of an unknown variant. One that was made by hand has none: it is written
// as what it says of itself, or as null if that is nothing.
func rawOr[T comparable](raw json.RawMessage, said T) ([]byte, error) {
	var nothing T
	switch {
	case len(raw) > 0:
		return raw, nil
	case said == nothing:
		return []byte("null"), nil
	}
	return json.Marshal(said)
}

// onlyType is what an unknown variant without bytes says of itself.
type onlyType struct {
	Type string `json:"type"`
}
