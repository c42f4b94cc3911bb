package transport

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// requiredTag is the tag of a required field: `json:"id" required:"true"`. It is an error if the member
// is absent, null or a blank string, so that no caller stores a record under the key "". A required
// pointer to a struct also requires the required fields of that struct. `required:"or candidateId"`
// requires this member or the member candidateId.
const requiredTag = "required"

// requirements caches the results of requiredOf. The keys are of type [reflect.Type].
var requirements sync.Map

// requiredField is a required field: its index and its name in JSON. other is the index of the
// alternative field, nil if there is none.
type requiredField struct {
	index []int
	name  string
	other []int
}

// requiredOf returns the required fields of t, including those of embedded structs.
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
				required.other = visible[k].Index // panics if the tag names a member that does not exist
			}
			fields = append(fields, required)
		}
	}
	requirements.Store(t, fields)
	return fields
}

// nameOf returns the JSON name of a field.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// throughPointer reports whether a field belongs to an embedded pointer.
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
			// A decoder replaces an unpaired surrogate with U+FFFD, so two different ids could become equal.
			return &incompleteError{f.name, "not valid Unicode"}
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

// SafeText returns a text with the name of the member, but no value.
func (e *incompleteError) SafeText() string { return "the member " + e.member + " is " + e.problem }
