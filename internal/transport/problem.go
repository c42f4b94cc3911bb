package transport

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// A request type says by a method what is wrong with a value of it, "" if nothing: which field,
// and what to do. The text contains no value of a field, which may be personal data. A type inside
// a request does so as well; its problem then reads as a sentence about the field that holds it
// ("is not a day of the calendar").
//
//	func (r CreateJobRequest) Problem() string
type problemer interface{ Problem() string }

// A request type whose problem has parts (a form, by its fields) returns them as an error, whose
// text is that of Problem.
type validator interface{ Validate() error }

// validate returns the error behind the problem of a request, nil if the problem is all there is.
func validate(request any) error {
	if v, ok := request.(validator); ok {
		return v.Validate()
	}
	return nil
}

// ProblemIn returns the first problem of a request, by the name of the field, "" if there is none.
// It asks every value in the request that has a Problem method, the outer one first, and rejects
// what would be sent as another value or cannot be sent at all:
//
//   - a time whose year does not have four digits;
//   - a number that is NaN or infinite;
//   - a raw value that is not JSON.
//
// A value that contains itself is left to encoding/json, which rejects it.
func ProblemIn(request any) string {
	c := requestCheck{under: map[holder]struct{}{}}
	c.value("", reflect.ValueOf(request))
	return c.problem
}

// requestCheck looks for a problem, and stops at the first.
type requestCheck struct {
	problem string
	under   map[holder]struct{} // what contains the value
}

// holder identifies a pointer, a map or a slice.
type holder struct {
	typ reflect.Type
	at  uintptr
	len int
}

var (
	typeTime  = reflect.TypeFor[time.Time]()
	typeRaw   = reflect.TypeFor[json.RawMessage]()
	typeBytes = reflect.TypeFor[[]byte]()

	typeProblemer = reflect.TypeFor[problemer]()
	typeMarshaler = reflect.TypeFor[json.Marshaler]()
)

func (c *requestCheck) value(path string, v reflect.Value) {
	if c.problem != "" || !v.IsValid() {
		return
	}
	if problem := ownProblem(v); problem != "" {
		c.found(path, problem, v.Type())
		return
	}
	if problem, whole := problemOfPlain(v); whole {
		if problem != "" {
			c.found(path, problem, nil)
		}
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		c.value(path, v.Elem())
	case reflect.Pointer:
		c.once(v, func() { c.value(path, v.Elem()) })
	case reflect.Struct:
		c.fields(path, v)
	case reflect.Array:
		c.elements(path, v)
	case reflect.Slice:
		c.once(v, func() { c.elements(path, v) })
	case reflect.Map:
		c.once(v, func() {
			for key, value := range v.Seq2() {
				c.value(fmt.Sprintf("%s[%q]", path, fmt.Sprint(key)), value)
			}
		})
	}
}

// found keeps a problem. That of a struct begins with one of its fields, so a dot leads to it; any
// other is a sentence about the field.
func (c *requestCheck) found(path, problem string, of reflect.Type) {
	switch {
	case path == "":
		c.problem = problem
	case of != nil && of.Kind() == reflect.Struct && problem[0] >= 'A' && problem[0] <= 'Z':
		c.problem = path + "." + problem
	default:
		c.problem = path + " " + problem
	}
}

func (c *requestCheck) fields(path string, v reflect.Value) {
	if opaque(v.Type()) {
		return
	}
	for field, value := range v.Fields() {
		switch {
		case field.Anonymous && !value.CanInterface():
			// Its exported fields belong to the struct, its methods do not.
			if value.Kind() == reflect.Struct {
				c.fields(path, value)
			}
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			c.value(path, value)
		case field.Tag.Get("json") == "-" && !field.Anonymous: // it is not sent
		case field.IsExported():
			c.value(strings.TrimPrefix(path+"."+field.Name, "."), value)
		}
	}
}

// opaque reports whether a struct is a type of the caller that writes itself, by more or less than
// its fields. The models of the SDK write themselves by their fields.
func opaque(t reflect.Type) bool {
	pkg := t.PkgPath()
	return t.Implements(typeMarshaler) && (!strings.HasPrefix(pkg, modulePath) || strings.HasSuffix(pkg, "_test"))
}

var modulePath = strings.TrimSuffix(reflect.TypeFor[Client]().PkgPath(), "/internal/transport")

func (c *requestCheck) elements(path string, v reflect.Value) {
	for i := range v.Len() {
		c.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
	}
}

// once looks into what a pointer, a map or a slice holds, but not again from within.
func (c *requestCheck) once(v reflect.Value, look func()) {
	if v.IsNil() {
		return
	}
	this := holder{typ: v.Type(), at: v.Pointer()}
	if v.Kind() == reflect.Slice {
		this.len = v.Len()
	}
	if _, again := c.under[this]; again {
		return
	}
	c.under[this] = struct{}{}
	defer delete(c.under, this)
	look()
}

// ownProblem asks the Problem method of v. Pointers and interfaces are followed first, so that the
// method of a type is asked once.
func ownProblem(v reflect.Value) string {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface || !v.CanInterface() {
		return ""
	}
	if v.Type().Implements(typeProblemer) {
		return v.Interface().(problemer).Problem() //nolint:forcetypeassert // just asked
	}
	if v.CanAddr() && reflect.PointerTo(v.Type()).Implements(typeProblemer) {
		return v.Addr().Interface().(problemer).Problem() //nolint:forcetypeassert // just asked
	}
	return ""
}

// problemOfPlain returns what is wrong with a value without parts, and whether v is one.
func problemOfPlain(v reflect.Value) (problem string, plain bool) {
	switch v.Type() {
	case typeTime:
		at, _ := reflect.TypeAssert[time.Time](v)
		if year := at.UTC().Year(); !at.IsZero() && (year < 1000 || year > 9999) {
			return "is in a year that does not have four digits", true
		}
		return "", true
	case typeRaw:
		if v.Len() > 0 && !json.Valid(v.Bytes()) {
			return "is not JSON", true
		}
		return "", true
	case typeBytes:
		return "", true
	}
	if v.Kind() == reflect.Float64 || v.Kind() == reflect.Float32 {
		if n := v.Float(); math.IsNaN(n) || math.IsInf(n, 0) {
			return "is not a number", true
		}
		return "", true
	}
	return "", false
}
