package transport

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"
)

// problemer is implemented by request types that validate themselves. Problem returns the first
// problem, "" if there is none. It names the field and says what to do. It contains no values of
// fields, because they may be personal data. The problem of a type that is used for a field has no
// subject ("is not in the calendar"), because the name of the field precedes it.
//
//	func (r CreateJobRequest) Problem() string
type problemer interface{ Problem() string }

// validator is implemented by request types that can have several problems, like a form with its
// fields. Validate returns them as an error with the text of Problem.
type validator interface{ Validate() error }

// validate returns the error of a request's Validate method, nil if it has no such method.
func validate(request any) error {
	if v, ok := request.(validator); ok {
		return v.Validate()
	}
	return nil
}

// ProblemIn returns the first problem of a request, beginning with the name of the field, or "" if
// there is none. It calls the Problem method of every value in the request that has one, outer values
// first. It also rejects values that cannot be sent or would be sent as other values:
//
//   - a time whose year does not have four digits;
//   - a number that is NaN or infinite;
//   - a raw value that is not JSON.
//
// It does not reject a value that contains itself; encoding/json does.
func ProblemIn(request any) string {
	c := requestCheck{under: map[holder]struct{}{}}
	c.value(reflect.ValueOf(request))
	return c.problem
}

// bodyProblem is ProblemIn for a whole body. It adds the subject "the body" to a problem without one.
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

// requestCheck looks for the first problem in a request.
type requestCheck struct {
	problem string
	path    []step              // to the current value
	under   map[holder]struct{} // the pointers, maps and slices that contain the current value
}

// step is one step of a path: the name of a field, a key or an index. It is converted to a string only
// if there is a problem, because a body may contain a million values.
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

// at checks the value v at the step s.
func (c *requestCheck) at(s step, v reflect.Value) {
	c.path = append(c.path, s)
	c.value(v)
	c.path = c.path[:len(c.path)-1]
}

// found records a problem of a value of the type of, with the path to it. The problem of a struct that
// begins with the name of a field is joined with a dot, any other with a space.
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
			// The exported fields of an unexported embedded struct are promoted, but its methods cannot be
			// called by reflection.
			if value.Kind() == reflect.Struct {
				c.fields(value)
			}
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			c.value(value)
		case field.Tag.Get("json") == "-" && !field.Anonymous: // not sent
		case field.IsExported():
			c.at(step{field: field.Name}, value)
		}
	}
}

// opaque reports whether t is a type of the caller with its own MarshalJSON method, which may not send
// the fields. The MarshalJSON methods of the SDK's models send the fields.
func opaque(t reflect.Type) bool {
	return t.Implements(typeMarshaler) && !isSDKPackage(t.PkgPath())
}

// isSDKPackage reports whether the package belongs to the SDK and is not a test package.
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

// neverInvalid reports whether no value of the type t can have a problem. It saves checking each byte of
// a file.
func neverInvalid(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return !t.Implements(typeProblemer) && !reflect.PointerTo(t).Implements(typeProblemer)
	}
	return false
}

// once calls look to check the contents of a pointer, map or slice, unless v is inside of itself.
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

// problemOf calls the Problem method of v, if it has one. For pointers and interfaces it returns "":
// they are dereferenced first, so that the method is called once.
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
	return v.Interface().(problemer).Problem() //nolint:forcetypeassert // checked above
}

// hasNilEmbedded reports whether the Problem method of v may belong to an embedded pointer or interface
// that is nil, so that a call would panic. The caller's body may embed a request of the SDK like this.
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

// problemOfScalar returns the problem of a time, a number, a raw value or bytes, "" if there is none.
// scalar reports whether v is one of these.
func problemOfScalar(v reflect.Value) (problem string, scalar bool) {
	switch v.Type() {
	case typeTime:
		at, _ := reflect.TypeAssert[time.Time](v)
		if year := at.UTC().Year(); !at.IsZero() && (year < 1000 || year > 9999) {
			return "has a year that does not have four digits", true
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
