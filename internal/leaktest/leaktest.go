// Package leaktest finds out whether a type shows a secret when a program prints a value of it.
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

// secretName matches the fields that hold a secret. The raw bytes of a request, a response or a record
// must not show either. Personal data in the other fields of a model is not among them: it prints
// as Go prints structs.
var secretName = regexp.MustCompile(`(Token|Secret|Password|APIKey|Authorization|Credential)s?$`)

// Leaks fills a value of the struct t with markers, prints it in every way that a program may, and
// returns a line for each secret field whose marker shows.
func Leaks(t reflect.Type) []string {
	f := filler{}
	v := reflect.New(t)
	f.fill(v.Elem(), "", 0)
	var found []string
	for way, text := range printed(v) {
		for _, m := range f.marks {
			if strings.Contains(text, m.text) {
				found = append(found, fmt.Sprintf("%s shows %s under %s", t, m.field, way))
			}
		}
	}
	return found
}

// printed is v, and what it points to, in every way that a program may print it.
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

// filler sets the strings and byte slices of a value, and notes how those of secret fields look in
// print.
type filler struct {
	marks []mark
	count int
}

type mark struct{ field, text string }

// deepest is how far nested values are filled: a type may hold itself.
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

// marker is a string that occurs nowhere else. That of a secret is noted.
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

// hexList is how %#v writes bytes.
func hexList(s string) string {
	var parts []string
	for i := range len(s) {
		parts = append(parts, fmt.Sprintf("%#x", s[i]))
	}
	return strings.Join(parts, ", ")
}
