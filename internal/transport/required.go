package transport

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// requiredTag marks a field without which a record is none: `json:"id" required:"true"`. A value
// of its struct that comes without it, or with null or a blank string, is an error, so that no
// caller stores a record under the key "". A required pointer to a struct requires what that struct
// requires. `required:"or candidateId"` requires this member or the other one.
const requiredTag = "required"

// requirements caches the required fields by [reflect.Type].
var requirements sync.Map

// requiredField is the way to a required field and its name in JSON. other is the way to the field
// that will do in its place, nil if there is none.
type requiredField struct {
	index []int
	name  string
	other []int
}

// requiredOf returns the required fields of t, of the structs embedded in it too.
func requiredOf(t reflect.Type) []requiredField {
	if known, ok := requirements.Load(t); ok {
		return known.([]requiredField) //nolint:forcetypeassert // nothing else is stored
	}
	var fields []requiredField
	if t.Kind() == reflect.Struct {
		visible := reflect.VisibleFields(t)
		for _, f := range visible {
			tag := f.Tag.Get(requiredTag)
			if tag == "" || throughPointer(t, f.Index) {
				continue
			}
			required := requiredField{index: f.Index, name: nameOf(f)}
			if other, ok := strings.CutPrefix(tag, "or "); ok {
				k := slices.IndexFunc(visible, func(f reflect.StructField) bool { return nameOf(f) == other })
				required.other = visible[k].Index // a tag that names no member is a mistake of the type, and panics
			}
			fields = append(fields, required)
		}
	}
	requirements.Store(t, fields)
	return fields
}

// nameOf returns the name of the member that a field is for.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// throughPointer reports whether the way to a field leads through an embedded pointer.
func throughPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t = t.Field(i).Type; t.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

// complete returns an error for a record that lacks a required member.
func complete(v reflect.Value) error {
	for _, f := range requiredOf(v.Type()) {
		field := v.FieldByIndex(f.index)
		if isBlank(field) && f.other != nil {
			field = v.FieldByIndex(f.other)
		}
		if isBlank(field) {
			return &incompleteError{f.name, "missing or empty"}
		}
		if field.Kind() == reflect.String && strings.ContainsRune(field.String(), utf8.RuneError) {
			// What a decoder puts in the place of half a surrogate pair: two ids would become one.
			return &incompleteError{f.name, "not a whole string"}
		}
		if field.Kind() != reflect.Pointer {
			continue
		}
		if err := complete(field.Elem()); err != nil {
			return err
		}
	}
	return nil
}

func isBlank(field reflect.Value) bool {
	return field.IsZero() || field.Kind() == reflect.String && strings.TrimSpace(field.String()) == ""
}

type incompleteError struct{ member, problem string }

func (e *incompleteError) Error() string { return e.SafeText() }

// SafeText holds the name of the member alone.
func (e *incompleteError) SafeText() string { return "the member " + e.member + " is " + e.problem }
