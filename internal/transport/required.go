package transport

import (
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// requiredTag marks a field without which a record is none: `json:"id" required:"true"`. A value
// of its struct that comes without it, or with null or an empty string, is an error, so that no
// caller stores a record under the key "". A required pointer to a struct requires what that struct
// requires.
const requiredTag = "required"

// requirements caches the required fields by [reflect.Type].
var requirements sync.Map

// requiredField is the way to a required field and its name in JSON.
type requiredField struct {
	index []int
	name  string
}

// requiredOf returns the required fields of t, of the structs embedded in it too.
func requiredOf(t reflect.Type) []requiredField {
	if known, ok := requirements.Load(t); ok {
		return known.([]requiredField) //nolint:forcetypeassert // nothing else is stored
	}
	var fields []requiredField
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			if f.Tag.Get(requiredTag) != "" && !throughPointer(t, f.Index) {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				fields = append(fields, requiredField{f.Index, name})
			}
		}
	}
	requirements.Store(t, fields)
	return fields
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
		if field.IsZero() {
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

type incompleteError struct{ member, problem string }

func (e *incompleteError) Error() string { return e.SafeText() }

// SafeText holds the name of the member alone.
func (e *incompleteError) SafeText() string { return "the member " + e.member + " is " + e.problem }
