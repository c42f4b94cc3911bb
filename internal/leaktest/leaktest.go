// Package leaktest checks that printing a value of a type shows no secret.
package leaktest

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// secretName matches the names of fields that hold a secret. The raw bytes of a request, a response or a
// record must not be printed either. Personal data in the other fields of a model may be printed.
var secretName = regexp.MustCompile(`(Token|Secret|Password|APIKey|Authorization|Credential)s?$`)

// Leaks fills a value of the struct type t with markers and prints it with fmt and slog. It returns a line
// for each secret field whose marker is in the output.
func Leaks(t reflect.Type) []string {
	f := filler{}
	v := reflect.New(t)
	f.fill(v.Elem(), "", 0)
	var found []string
	for way, text := range printed(v) {
		for _, m := range f.marks {
			if strings.Contains(text, m.text) {
				found = append(found, fmt.Sprintf("%s shows %s with %s", t, m.field, way))
			}
		}
	}
	return found
}

// printed returns the output of fmt and slog for v and for the value that v points to.
func printed(v reflect.Value) map[string]string {
	out := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		out[verb] = fmt.Sprintf(verb, v.Interface())
		out["value "+verb] = fmt.Sprintf(verb, v.Elem().Interface())
		out["in a struct "+verb] = fmt.Sprintf(verb, struct{ V any }{v.Elem().Interface()})
	}
	var text bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("", "pointer", v.Interface(), "value", v.Elem().Interface())
	out["slog"] = text.String()
	return out
}

// filler sets the strings and byte slices of a value, and records the printed forms of those in secret
// fields.
type filler struct {
	marks []mark
	count int
}

type mark struct{ field, text string }

// deepest is the maximum nesting of values that are filled. It is needed because a type may contain itself.
const deepest = 6

func (f *filler) fill(v reflect.Value, field string, depth int) {
	if depth > deepest || !v.CanSet() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(f.marker(field, secretName.MatchString(field)))
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(`"` + f.marker(field, true) + `"`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		f.fill(v.Index(0), field, depth+1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), field, depth+1)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for inner := range v.Type().Fields() {
			if inner.IsExported() {
				f.fill(v.FieldByIndex(inner.Index), inner.Name, depth+1)
			}
		}
	}
}

// marker returns a unique string, and records its printed forms if the field is secret.
func (f *filler) marker(field string, secret bool) string {
	f.count++
	text := fmt.Sprintf("marker-%d-of-%s", f.count, field)
	if secret {
		decimal := strings.Trim(fmt.Sprintf("%d", []byte(text)), "[]")
		for _, look := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), decimal, hexList(text)} {
			f.marks = append(f.marks, mark{field, look})
		}
	}
	return text
}

// hexList returns the bytes of s in the form of %#v.
func hexList(s string) string {
	var parts []string
	for i := range len(s) {
		parts = append(parts, fmt.Sprintf("%#x", s[i]))
	}
	return strings.Join(parts, ", ")
}
