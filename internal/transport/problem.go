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
	c.value(reflect.ValueOf(request))
	return c.problem
}

// bodyProblem is ProblemIn for a whole body, whose problem may be a sentence without a subject.
func bodyProblem(body any) string {
	problem := ProblemIn(body)
	switch {
	case strings.HasPrefix(problem, "["):
		return "the body" + problem
	case strings.HasPrefix(problem, "is "), strings.HasPrefix(problem, "has "):
		return "the body " + problem
	}
	return problem
}

// requestCheck looks for a problem, and stops at the first.
type requestCheck struct {
	problem string
	path    []step              // to the value
	under   map[holder]struct{} // what contains the value
}

// step leads to a value in another: by the name of a field, a key or an index. It becomes a string
// only if there is a problem, since a body may have a million values.
type step struct {
	field string
	key   reflect.Value
	index int
}

func (s step) String() string {
	switch {
	case s.field != "":
		return "." + s.field
	case s.key.IsValid():
		return fmt.Sprintf("[%q]", fmt.Sprint(s.key))
	}
	return fmt.Sprintf("[%d]", s.index)
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

func (c *requestCheck) value(v reflect.Value) {
	if c.problem != "" || !v.IsValid() {
		return
	}
	if problem := problemOf(v); problem != "" {
		c.found(problem, v.Type())
		return
	}
	if problem, whole := problemOfScalar(v); whole {
		if problem != "" {
			c.found(problem, nil)
		}
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		c.value(v.Elem())
	case reflect.Pointer:
		c.once(v, func() { c.value(v.Elem()) })
	case reflect.Struct:
		c.fields(v)
	case reflect.Array:
		c.elements(v)
	case reflect.Slice:
		c.once(v, func() { c.elements(v) })
	case reflect.Map:
		c.once(v, func() { c.entries(v) })
	}
}

// at checks a value that a step leads to.
func (c *requestCheck) at(s step, v reflect.Value) {
	c.path = append(c.path, s)
	c.value(v)
	c.path = c.path[:len(c.path)-1]
}

// found keeps a problem. That of a struct begins with one of its fields, so a dot leads to it; any
// other is a sentence about the field.
func (c *requestCheck) found(problem string, of reflect.Type) {
	var b strings.Builder
	for _, s := range c.path {
		b.WriteString(s.String())
	}
	path := strings.TrimPrefix(b.String(), ".")
	switch {
	case path == "":
		c.problem = problem
	case of != nil && of.Kind() == reflect.Struct && problem[0] >= 'A' && problem[0] <= 'Z':
		c.problem = path + "." + problem
	default:
		c.problem = path + " " + problem
	}
}

func (c *requestCheck) fields(v reflect.Value) {
	if opaque(v.Type()) {
		return
	}
	for field, value := range v.Fields() {
		switch {
		case field.Anonymous && !value.CanInterface():
			// Its exported fields belong to the struct, its methods do not.
			if value.Kind() == reflect.Struct {
				c.fields(value)
			}
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			c.value(value)
		case field.Tag.Get("json") == "-" && !field.Anonymous: // it is not sent
		case field.IsExported():
			c.at(step{field: field.Name}, value)
		}
	}
}

// opaque reports whether a struct is a type of the caller that writes itself, by more or less than
// its fields. The models of the SDK write themselves by their fields.
func opaque(t reflect.Type) bool {
	return t.Implements(typeMarshaler) && !isSDKPackage(t.PkgPath())
}

// ofSDK reports whether a package belongs to the SDK and is not a test.
func isSDKPackage(pkg string) bool {
	return (pkg == modulePath || strings.HasPrefix(pkg, modulePath+"/")) && !strings.HasSuffix(pkg, "_test")
}

var modulePath = strings.TrimSuffix(reflect.TypeFor[Client]().PkgPath(), "/internal/transport")

func (c *requestCheck) elements(v reflect.Value) {
	if neverInvalid(v.Type().Elem()) {
		return
	}
	for i := range v.Len() {
		c.at(step{index: i}, v.Index(i))
	}
}

func (c *requestCheck) entries(v reflect.Value) {
	if neverInvalid(v.Type().Elem()) {
		return
	}
	for key, value := range v.Seq2() {
		c.at(step{key: key}, value)
	}
}

// blameless reports whether no value of a type has a problem. The bytes of a file are of such a type.
func neverInvalid(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return !t.Implements(typeProblemer) && !reflect.PointerTo(t).Implements(typeProblemer)
	}
	return false
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
func problemOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface || !v.CanInterface() {
		return ""
	}
	if !v.Type().Implements(typeProblemer) {
		if !v.CanAddr() || !reflect.PointerTo(v.Type()).Implements(typeProblemer) {
			return ""
		}
		v = v.Addr()
	}
	if hasNilEmbedded(reflect.Indirect(v)) {
		return ""
	}
	return v.Interface().(problemer).Problem() //nolint:forcetypeassert // just asked
}

// ofNil reports whether the Problem method of v may be that of an embedded pointer or interface that
// is nil, so that calling it would panic. A caller's body may embed a request of the SDK in this way.
func hasNilEmbedded(v reflect.Value) bool {
	if v.Kind() != reflect.Struct {
		return false
	}
	for i := range v.NumField() {
		if f := v.Type().Field(i); !f.Anonymous || !f.Type.Implements(typeProblemer) {
			continue
		}
		embedded := v.Field(i)
		if embedded.Kind() == reflect.Pointer || embedded.Kind() == reflect.Interface {
			if embedded.IsNil() {
				return true
			}
			embedded = embedded.Elem()
		}
		if hasNilEmbedded(embedded) {
			return true
		}
	}
	return false
}

// problemOfPlain returns what is wrong with a value without parts, and whether v is one.
func problemOfScalar(v reflect.Value) (problem string, plain bool) {
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
