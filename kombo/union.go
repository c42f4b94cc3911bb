package kombo

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Union is a value of one of several types, its variants. V is the interface that they implement; its
// documentation lists them. Switch on Variant:
//
//	switch f := question.Format.Variant.(type) {
//	case *kombo.TextFormat:
//		…
//	case *kombo.Unknown:
//		log.Print(f.Type) // f.Raw has its bytes
//	}
//
// If the Type field of a variant is empty, MarshalJSON writes the type that its Go type stands for. If Type
// belongs to another Go type, MarshalJSON returns an error. It writes the zero Union as null. V must be one
// of the interfaces of this package that have variants; decoding or encoding any other Union is an error.
type Union[V any] struct{ Variant V }

// Unknown is a variant of a type that this SDK does not know, or a value that is not an object.
type Unknown struct {
	// Type is the type of the value, or "" if it has none.
	Type string
	// Raw is the whole value, unmodified.
	Raw json.RawMessage
}

// MarshalJSON writes Raw unmodified, or only the type if Raw is empty.
func (v Unknown) MarshalJSON() ([]byte, error) { return v.encode("type") }

// encode writes Raw, or an object whose member name holds the type if Raw is empty.
func (v Unknown) encode(name string) ([]byte, error) {
	if v.Type == "" {
		return rawOr(v.Raw, v.Type)
	}
	return rawOr(v.Raw, map[string]string{name: v.Type})
}

// UnmarshalJSON decodes the variant that the type of the value selects. A value of any other type becomes
// an unknown variant.
func (u *Union[V]) UnmarshalJSON(b []byte) error {
	f, err := familyFor[V]()
	if err != nil {
		return err
	}
	v, err := f.decode(b)
	if err != nil {
		return err
	}
	u.Variant = v.(V) //nolint:forcetypeassert // a family contains only variants of its interface
	return nil
}

// MarshalJSON encodes the variant. It writes an unknown variant unmodified.
func (u Union[V]) MarshalJSON() ([]byte, error) {
	f, err := familyFor[V]()
	if err != nil {
		return nil, err
	}
	return f.encode(u.Variant)
}

// family holds the variants of one interface. A string in the JSON value, its type, selects the variant.
type family struct {
	iface reflect.Type
	path  []string       // the names of the members that lead to the type
	known []knownVariant // few: a linear search is faster than a map
	// maxDepth limits the nesting of a JSON value if variants contain other variants of the family: each
	// level scans all levels below it. 0 means that variants do not contain others.
	maxDepth int
	// unknown returns the variant for a type that is not in known, and for a value that is not an object. A
	// question type that Kombo adds later must not make the whole job undecodable.
	unknown func(typ string, raw json.RawMessage) any
}

// knownVariant is a type and the struct for it.
type knownVariant struct {
	typ    string
	goType reflect.Type
}

// unions holds the families of all interfaces. Each family is declared next to its variants.
var unions = []*family{
	applicationBlocks, formFields, proficiencies, proficiencyScales, questionFormats, resultAttributes, reviewRatings,
	scorecardResponses, screeningAnswers,
}

// familyOf returns the family of V. path holds the names of the members that lead to the type, separated by
// dots.
func familyOf[V any](path string, known map[string]V) *family {
	f := &family{iface: reflect.TypeFor[V](), path: strings.Split(path, ".")}
	for typ, v := range known {
		f.known = append(f.known, knownVariant{typ, reflect.TypeOf(v).Elem()})
	}
	f.unknown = func(typ string, raw json.RawMessage) any { return &Unknown{Type: typ, Raw: raw} }
	return f
}

// withUnknown sets the function that returns unknown variants, for a family whose unknown variants are not of
// type [Unknown].
func (f *family) withUnknown(unknown func(typ string, raw json.RawMessage) any) *family {
	f.unknown = unknown
	return f
}

// nested sets the maximum nesting of a value.
func (f *family) nested(maxDepth int) *family {
	f.maxDepth = maxDepth
	return f
}

// tooDeep reports whether data is nested too deeply for the family.
func (f *family) tooDeep(data []byte) bool {
	if f.maxDepth == 0 || jsonpeek.KindOf(data) != jsonpeek.Object {
		return false
	}
	ignore := func(_, _ []byte) error { return nil }
	return errors.Is(jsonpeek.MembersWithin(data, f.maxDepth, ignore), jsonpeek.ErrTooDeep)
}

// familyFor returns the family whose interface is V.
func familyFor[V any]() (*family, error) {
	iface := reflect.TypeFor[V]()
	for _, f := range unions {
		if f.iface == iface {
			return f, nil
		}
	}
	return nil, fmt.Errorf("kombo: Union of %v: use an interface of package kombo that has variants", iface)
}

// decode returns the variant that data holds.
func (f *family) decode(data []byte) (any, error) {
	if f.tooDeep(data) {
		return nil, fmt.Errorf("kombo: a %s is nested more than %d levels deep", f.iface.Name(), f.maxDepth)
	}
	typ, err := stringAt(data, f.path)
	if err != nil {
		return nil, err
	}
	for _, known := range f.known {
		if known.typ != string(typ) {
			continue
		}
		v := reflect.New(known.goType).Interface()
		if u, ok := v.(json.Unmarshaler); ok {
			return v, u.UnmarshalJSON(data)
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
		return nil, fmt.Errorf("kombo: the type in the JSON of a %T is %q, but must be %q", v, typ, want)
	}
	return setAt(b, f.path, want)
}

// typeOf returns the type that the Go type of a variant stands for.
func (f *family) typeOf(v any) (string, bool) {
	for _, known := range f.known {
		if reflect.TypeOf(v) == reflect.PointerTo(known.goType) {
			return known.typ, true
		}
	}
	return "", false
}

// stringAt returns the string at path in nested objects, or nil if there is none.
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
	s, _ := jsonpeek.Text(value)
	return s, nil
}

// setAt returns value with the string s at path in its nested objects.
func setAt(value []byte, path []string, s string) ([]byte, error) {
	if len(path) == 0 {
		return json.Marshal(s)
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(value, &members); err != nil {
		return nil, err
	}
	member, err := setAt(members[path[0]], path[1:], s)
	if err != nil {
		return nil, err
	}
	members[path[0]] = member
	return json.Marshal(members)
}

// rawOr returns the JSON of an unknown variant: raw, or fallback if raw is empty, or null if fallback is
// also the zero value. raw is empty if the caller built the variant.
func rawOr(raw json.RawMessage, fallback any) ([]byte, error) {
	switch {
	case len(raw) > 0:
		return raw, nil
	case reflect.ValueOf(fallback).IsZero():
		return []byte("null"), nil
	}
	return json.Marshal(fallback)
}
