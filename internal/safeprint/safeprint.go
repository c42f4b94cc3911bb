// Package safeprint formats structs with secrets or raw bytes, for package fmt and package slog. The output
// is that of fmt, but with the length of bytes instead of the bytes, and without secrets. The verbs %p and
// %w, for pointers and errors, are not covered, because package fmt calls no method for them.
package safeprint

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Redacted is written instead of a secret.
const Redacted = "[redacted]"

// Struct writes the exported fields of the struct v to f, like fmt. It does not write the value of a field
// with the tag secret:"true", except for the keys of a map. A field with the tag secret:"query" is a path,
// which is written without its query. Struct is for Format methods.
func Struct(f fmt.State, verb rune, v any) {
	value := reflect.ValueOf(v)
	t := value.Type()
	if verb == 'v' && f.Flag('#') {
		write(f, t.String())
	}
	write(f, "{")
	first := true
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		if !first {
			write(f, separator(f, verb))
		}
		first = false
		if verb == 'v' && (f.Flag('+') || f.Flag('#')) {
			write(f, field.Name+":")
		}
		switch field.Tag.Get("secret") {
		case "":
			Value(f, verb, value.Field(i))
		case "query":
			path, _, cut := strings.Cut(value.Field(i).String(), "?")
			if cut {
				path += "?" + Redacted
			}
			Value(f, verb, reflect.ValueOf(path))
		default:
			secret(f, value.Field(i))
		}
	}
	write(f, "}")
}

// Value writes v to f, like fmt, but writes the length of bytes instead of the bytes, also inside maps, lists
// and interfaces. Value is for Format methods.
func Value(f fmt.State, verb rune, v reflect.Value) {
	switch t := v.Type(); {
	case isBytes(t):
		write(f, "["+strconv.Itoa(v.Len())+" bytes]")
	case t.Kind() == reflect.Interface && v.IsNil():
		if verb == 'v' && f.Flag('#') {
			write(f, t.String()+"(nil)")
		} else {
			write(f, "<nil>")
		}
	case t.Kind() == reflect.Interface:
		Value(f, verb, v.Elem())
	case (t.Kind() == reflect.Map || t.Kind() == reflect.Slice) && mayHoldBytes(t.Elem()):
		elements(f, verb, v)
	default:
		_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), v.Interface())
	}
}

// elements writes a list, or a map sorted by its keys.
func elements(f fmt.State, verb rune, v reflect.Value) {
	begin, end := "[", "]"
	if v.Kind() == reflect.Map {
		begin = "map["
	}
	if verb == 'v' && f.Flag('#') {
		if begin, end = v.Type().String()+"{", "}"; v.IsNil() {
			begin, end = v.Type().String()+"(nil)", ""
		}
	}
	write(f, begin)
	if v.Kind() == reflect.Map {
		for i, key := range sortedKeys(v) {
			if i > 0 {
				write(f, separator(f, verb))
			}
			_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), key.Interface())
			write(f, ":")
			Value(f, verb, v.MapIndex(key))
		}
	} else {
		for i := range v.Len() {
			if i > 0 {
				write(f, separator(f, verb))
			}
			Value(f, verb, v.Index(i))
		}
	}
	write(f, end)
}

// secret writes "[none]" for a zero value, the keys of a map, and [Redacted] for any other value.
func secret(f io.Writer, v reflect.Value) {
	switch {
	case v.IsZero():
		write(f, "[none]")
	case v.Kind() == reflect.Map:
		Names(f, v)
	default:
		write(f, Redacted)
	}
}

// Names writes the keys of the map v without its values.
func Names(f io.Writer, v reflect.Value) {
	write(f, "map[")
	for i, key := range sortedKeys(v) {
		if i > 0 {
			write(f, " ")
		}
		write(f, key.String()+":"+Redacted)
	}
	write(f, "]")
}

// LogValue returns v formatted with %+v. It is for the LogValue methods of types whose Format method uses
// this package.
func LogValue(v fmt.Formatter) slog.Value { return slog.StringValue(fmt.Sprintf("%+v", v)) }

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// mayHoldBytes reports whether a value of t may be bytes, or a map or list of them.
func mayHoldBytes(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Map, reflect.Slice:
		return isBytes(t) || mayHoldBytes(t.Elem())
	}
	return false
}

func sortedKeys(m reflect.Value) []reflect.Value {
	return slices.SortedFunc(m.Seq(), func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
}

func separator(f fmt.State, verb rune) string {
	if verb == 'v' && f.Flag('#') {
		return ", "
	}
	return " "
}

func write(w io.Writer, s string) { _, _ = io.WriteString(w, s) }
