package kombo

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Union is a value of one of several types. V is the interface that they implement, and its comment
// lists them. Switch on Variant:
//
//	switch f := question.Format.Variant.(type) {
//	case *kombo.TextFormat:
//		…
//	case *kombo.Unknown:
//		log.Print(f.Type) // f.Raw has its bytes
//	}
//
// A variant without a type is encoded with the type of its Go type. A variant with the type of
// another Go type is an error. The zero Union is null. V must be one of the interfaces of this
// package: any other Union neither decodes nor encodes.
type Union[V any] struct{ Variant V }

// Unknown is a variant of a type that this SDK does not know, or a value that is not an object.
type Unknown struct {
	// Type is "" if the value has none.
	Type string
	// Raw is the whole value, unmodified.
	Raw json.RawMessage
}

// MarshalJSON writes Raw unmodified, or the type alone if Raw is empty.
func (v Unknown) MarshalJSON() ([]byte, error) { return v.encode("type") }

// encode writes the type as the member that name is.
func (v Unknown) encode(name string) ([]byte, error) {
	if v.Type == "" {
		return rawOr(v.Raw, v.Type)
	}
	return rawOr(v.Raw, map[string]string{name: v.Type})
}

// UnmarshalJSON decodes the variant that the type names, of any other type an unknown one.
func (u *Union[V]) UnmarshalJSON(b []byte) error {
	f, err := familyFor[V]()
	if err != nil {
		return err
	}
	v, err := f.decode(b)
	if err != nil {
		return err
	}
	u.Variant = v.(V) //nolint:forcetypeassert // a family holds variants alone
	return nil
}

// MarshalJSON encodes the variant, an unknown one unmodified.
func (u Union[V]) MarshalJSON() ([]byte, error) {
	f, err := familyFor[V]()
	if err != nil {
		return nil, err
	}
	return f.encode(u.Variant)
}

// family is the variants of one interface, which a string in the value tells apart.
type family struct {
	of    reflect.Type   // the interface
	path  []string       // the members that lead to the string
	known []knownVariant // few: a search costs less than a map
	// unknown makes the variant of every other type, and of a value that is not an object, from its
	// bytes: a question that Kombo invents tomorrow must not cost the job it belongs to.
	unknown func(typ string, raw json.RawMessage) any
}

// knownVariant is a type and the struct that it stands for.
type knownVariant struct {
	typ string
	of  reflect.Type
}

// unions are the families of all interfaces. Each one stands beside its types.
var unions = []*family{
	applicationBlocks, formFields, proficiencies, proficiencyScales, questionFormats, resultAttributes, reviewRatings,
	scorecardResponses, screeningAnswers,
}

// familyOf makes the family of V. path are the names of the members that lead to the type, with
// dots between them.
func familyOf[V any](path string, known map[string]V) *family {
	f := &family{of: reflect.TypeFor[V](), path: strings.Split(path, ".")}
	for typ, v := range known {
		f.known = append(f.known, knownVariant{typ, reflect.TypeOf(v).Elem()})
	}
	f.unknown = func(typ string, raw json.RawMessage) any { return &Unknown{Type: typ, Raw: raw} }
	return f
}

// withUnknown sets what makes unknown variants, for a family whose unknown ones keep more than [Unknown].
func (f *family) withUnknown(unknown func(typ string, raw json.RawMessage) any) *family {
	f.unknown = unknown
	return f
}

func familyFor[V any]() (*family, error) {
	of := reflect.TypeFor[V]()
	for _, f := range unions {
		if f.of == of {
			return f, nil
		}
	}
	return nil, fmt.Errorf("kombo: a Union of %v, which is not an interface with variants of this package", of)
}

// decode reads a variant.
func (f *family) decode(data []byte) (any, error) {
	typ, err := stringAt(data, f.path)
	if err != nil {
		return nil, err
	}
	for _, known := range f.known {
		if known.typ != string(typ) {
			continue
		}
		v := reflect.New(known.of).Interface()
		if own, ok := v.(json.Unmarshaler); ok {
			return v, own.UnmarshalJSON(data)
		}
		return v, json.Unmarshal(data, v)
	}
	return f.unknown(string(typ), append(json.RawMessage(nil), data...)), nil
}

// encode writes a variant so that decode reads the same type again.
func (f *family) encode(v any) ([]byte, error) {
	if unknown, ok := v.(*Unknown); ok && unknown != nil {
		return unknown.encode(f.path[0])
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	want, known := f.typeOf(v)
	if !known || jsonpeek.KindOf(b) != jsonpeek.Object {
		return b, nil
	}
	switch typ, err := stringAt(b, f.path); {
	case err != nil:
		return nil, err
	case string(typ) == want:
		return b, nil
	case len(typ) > 0:
		return nil, fmt.Errorf("kombo: a %T has the type %q, want %q", v, typ, want)
	}
	return setAt(b, f.path, want)
}

// typeOf is the type that the Go type of a variant stands for.
func (f *family) typeOf(v any) (string, bool) {
	for _, known := range f.known {
		if reflect.TypeOf(v) == reflect.PointerTo(known.of) {
			return known.typ, true
		}
	}
	return "", false
}

// stringAt follows path into nested objects to a string, nil where there is none.
func stringAt(value []byte, path []string) ([]byte, error) {
	for _, name := range path {
		if jsonpeek.KindOf(value) != jsonpeek.Object {
			return nil, nil
		}
		var member [1][]byte
		if err := jsonpeek.Pick(value, member[:], name); err != nil {
			return nil, err
		}
		value = member[0]
	}
	text, _ := jsonpeek.Text(value)
	return text, nil
}

// setAt writes a string at the end of path into nested objects.
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

// rawOr is the bytes of an unknown variant. A variant that was made by hand has none: it is written as
// what it says of itself, or as null if that is nothing.
func rawOr(raw json.RawMessage, said any) ([]byte, error) {
	switch {
	case len(raw) > 0:
		return raw, nil
	case reflect.ValueOf(said).IsZero():
		return []byte("null"), nil
	}
	return json.Marshal(said)
}
