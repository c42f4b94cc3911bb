// Package floor provides the baseline for benchmarks of decoding: the structs that a program without the
// SDK would declare and decode with encoding/json.
package floor

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Plain returns a type with the fields and tags of the model t but without methods and Extra. The same
// applies to the models inside t. Other types that have an UnmarshalJSON are not changed.
func Plain(t reflect.Type) reflect.Type {
	switch t.Kind() {
	case reflect.Pointer:
		return reflect.PointerTo(Plain(t.Elem()))
	case reflect.Slice:
		if t.Name() == "" {
			return reflect.SliceOf(Plain(t.Elem()))
		}
	case reflect.Struct:
		_, model := t.FieldByName("Extra")
		if t == reflect.TypeFor[time.Time]() || !model && reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
			return t
		}
		return reflect.StructOf(fields(t))
	}
	return t
}

// fields returns the fields of t, with embedded structs replaced by their fields.
func fields(t reflect.Type) []reflect.StructField {
	var list []reflect.StructField
	for f := range t.Fields() {
		switch {
		case f.Type == reflect.TypeFor[rolecall.Extra]():
		case f.Anonymous:
			list = append(list, fields(f.Type)...)
		case f.IsExported():
			list = append(list, reflect.StructField{Name: f.Name, Type: Plain(f.Type), Tag: f.Tag})
		}
	}
	return list
}

// Page returns a pointer to the body of a page of Kombo whose records have the type [Plain] of T.
func Page[T any]() any {
	data := reflect.StructOf([]reflect.StructField{
		{Name: "Results", Type: reflect.SliceOf(Plain(reflect.TypeFor[T]())), Tag: `json:"results"`},
		{Name: "Next", Type: reflect.TypeFor[*string](), Tag: `json:"next"`},
	})
	return reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Data", Type: data, Tag: `json:"data"`}})).Interface()
}
