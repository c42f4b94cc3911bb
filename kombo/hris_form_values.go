package kombo

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// FormValues holds the values of a [Form] by field key. A value is a string, a number, a boolean, a
// [rolecall.Date], a [File], the id of an option, a list, or an object. An object is a FormValues, or a struct
// or map that encodes to a JSON object. Omit a field that has no value. [Form.Parse] returns the values of an
// HTML form.
type FormValues map[string]any

// Format prints the values. For bytes, such as the contents of a file, it prints only their number.
func (v FormValues) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Validate checks values before they are sent. It returns nil, or a [*FormError] that names each missing or
// invalid value.
//
// Only Kombo can check the id of an option from a referenced list, a string whose pattern Go cannot compile,
// and the value of a field whose type this SDK does not know. If such a field is required and has no value,
// Validate reports that.
//
// Lengths are counted in characters. A required string must have at least one character. A required list or
// multi-select must have at least one element, unless the form allows no elements in it. These rules are
// inferred: Kombo does not document them.
func (f *Form) Validate(values FormValues) error {
	return checkForm(values, func(c *formCheck, object map[string]any) { c.properties(nil, f.fields(), object) })
}

// fields returns the fields of the form. A nil form has none.
func (f *Form) fields() map[string]FormField {
	if f == nil {
		return nil
	}
	return f.Properties
}

// validateAlone performs the checks that need no form.
func (v FormValues) validateAlone() error { return v.validateAloneIn(formMode{}) }

func (v FormValues) validateAloneIn(mode formMode) error {
	return checkFormIn(mode, v, func(c *formCheck, object map[string]any) {
		if len(object) == 0 {
			c.add(nil, ProblemEmpty, "there are no values")
		}
		for key, value := range object {
			c.unknown([]string{key}, value)
		}
	})
}

func checkForm(values FormValues, check func(c *formCheck, object map[string]any)) error {
	return checkFormIn(formMode{}, values, check)
}

func checkFormIn(mode formMode, values FormValues, check func(c *formCheck, object map[string]any)) error {
	c := &formCheck{mode: mode}
	object, _ := c.normalize(nil, reflect.ValueOf(values), nil).(map[string]any) // nil for nil values
	check(c, object)
	return formError("", c.problems)
}

// unencodable replaces a value that cannot be encoded as JSON and whose problem was already added.
type unencodable struct{}

// normalize converts a value to the types that its JSON decodes to: nil, string, bool, json.Number, []any or
// map[string]any. A [File] stays a File. For each part that cannot be sent, it adds a problem and keeps the
// other parts. parents holds the pointers, maps and slices that contain v.
func (c *formCheck) normalize(path []string, v reflect.Value, parents []container) any {
	if !v.IsValid() {
		return nil
	}
	if v.Kind() == reflect.Interface {
		return c.normalize(path, v.Elem(), parents)
	}
	if day, ok := reflect.TypeAssert[rolecall.Date](v); ok && day.Problem() != "" {
		c.add(path, ProblemDate, "it %s", day.Problem())
		return unencodable{}
	}
	if file, ok := reflect.TypeAssert[File](v); ok {
		return file
	}
	if !isContainer(v) {
		return c.normalizeLeaf(path, v)
	}
	if v.Kind() != reflect.Array {
		if v.IsNil() {
			return nil
		}
		if slices.Contains(parents, containerOf(v)) {
			c.add(path, ProblemUnencodable, "it contains itself")
			return unencodable{}
		}
		parents = append(slices.Clip(parents), containerOf(v))
	}
	switch v.Kind() {
	case reflect.Pointer:
		return c.normalize(path, v.Elem(), parents)
	case reflect.Map:
		object := make(map[string]any, v.Len())
		for key, value := range v.Seq2() {
			name := fmt.Sprint(key)
			object[name] = c.normalize(childPath(path, name), value, parents)
		}
		return object
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = c.normalize(childPath(path, strconv.Itoa(i)), v.Index(i), parents)
	}
	return list
}

// isContainer reports whether encoding/json encodes the value through its elements: a pointer, or a slice, an
// array or a map with string keys that does not implement a marshaler.
func isContainer(v reflect.Value) bool {
	t := v.Type()
	if t.Kind() == reflect.Pointer {
		return true // a marshaler is found at the element
	}
	receiver := t
	if v.CanAddr() {
		receiver = reflect.PointerTo(t)
	}
	if receiver.Implements(marshaler) || receiver.Implements(textMarshaler) {
		return false
	}
	switch t.Kind() {
	case reflect.Map:
		return t.Key().Kind() == reflect.String && !t.Key().Implements(textMarshaler)
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8 // []byte is encoded as a string
	}
	return t.Kind() == reflect.Array
}

// normalizeLeaf normalizes a value that is not a container.
func (c *formCheck) normalizeLeaf(path []string, v reflect.Value) any {
	if problem := transport.ProblemIn(v.Interface()); problem != "" && v.Kind() == reflect.Struct {
		c.add(path, ProblemUnencodable, "it cannot be sent: %s", problem)
		return unencodable{}
	}
	if v.CanAddr() {
		v = v.Addr() // the marshaler may have a pointer receiver
	}
	decoded, err := jsonValue(v.Interface())
	if err != nil {
		c.add(path, ProblemUnencodable, "it cannot be encoded as JSON")
		return unencodable{}
	}
	return decoded
}

// jsonValue encodes v as JSON and decodes the result, with numbers as json.Number.
func jsonValue(v any) (decoded any, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return decoded, d.Decode(&decoded)
}

// formCheck collects the problems of values.
type formCheck struct {
	problems []FormProblem
	mode     formMode
}

func (c *formCheck) add(path []string, code ProblemCode, format string, args ...any) {
	c.problems = append(c.problems, FormProblem{Path: path, Code: code, Reason: fmt.Sprintf(format, args...)})
}

// beyond adds the problem of a value that exceeds a limit.
func (c *formCheck) beyond(path []string, code ProblemCode, limit float64, format string, args ...any) {
	c.add(path, code, format, args...)
	c.problems[len(c.problems)-1].Limit = &limit
}

// childPath returns the path of a member of an object, or of an element of a list.
func childPath(path []string, element string) []string { return append(slices.Clip(path), element) }

func (c *formCheck) properties(path []string, fields map[string]FormField, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		c.add(path, ProblemType, "it is not an object")
		return
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		field := fields[key]
		v, given := object[key]
		switch info := field.Info(); {
		case given:
			c.field(childPath(path, key), field, v)
		case !info.Required || c.mode.mayOmit(info.CurrentValue):
		case isUnknown(field):
			c.add(childPath(path, key), ProblemMissing, "it is missing, and this SDK does not know its type %q", string(info.Type))
		default:
			c.add(childPath(path, key), ProblemMissing, "it is missing")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if _, ok := fields[key]; !ok {
			c.add(childPath(path, key), ProblemUnknown, "the form has no such field")
		}
	}
}

func isUnknown(field FormField) bool {
	_, unknown := field.Variant.(*UnknownField)
	return unknown || field.Variant == nil
}

func (c *formCheck) field(path []string, field FormField, value any) {
	switch value.(type) {
	case unencodable:
		return
	case nil:
		c.null(path, field.Info().Required)
		return
	}
	switch f := field.Variant.(type) {
	case *TextField:
		c.text(path, f, value)
	case *NumberField:
		c.number(path, value, f.Min, f.Max)
	case *DateField:
		c.date(path, value)
	case *CheckboxField:
		if _, ok := value.(bool); !ok {
			c.add(path, ProblemType, "it is neither true nor false")
		}
	case *SingleSelectField:
		c.option(path, f.Options, value)
	case *MultiSelectField:
		selected := map[any]struct{}{}
		c.items(path, value, f.Required, f.MinItems, f.MaxItems, func(path []string, item any) {
			c.option(path, f.Options, item)
			if id, ok := item.(string); ok {
				if _, duplicate := selected[id]; duplicate {
					c.add(path, ProblemDuplicate, "it is selected twice")
				}
				selected[id] = struct{}{}
			}
		})
	case *FileField:
		c.file(path, f, value)
	case *ObjectField:
		c.properties(path, f.Properties, value)
	case *ArrayField:
		inner := &formCheck{mode: c.mode.forElements()}
		c.items(path, value, f.Required, f.MinItems, f.MaxItems, func(path []string, item any) { inner.field(path, f.ItemType, item) })
		c.problems = append(c.problems, inner.problems...)
	default:
		c.unknown(path, value)
	}
}

func (c *formCheck) text(path []string, f *TextField, value any) {
	text, ok := value.(string)
	if !ok {
		c.add(path, ProblemType, "it is not a string")
		return
	}
	n := float64(utf8.RuneCountInString(text))
	switch {
	case n == 0 && f.Required:
		c.add(path, ProblemEmpty, "it is empty")
		return
	case n == 0 && f.MinLength == nil && f.RegExp == "":
		return
	}
	c.within(path, n, f.MinLength, f.MaxLength, characters)
	if pattern, err := regexp.Compile(f.RegExp); err == nil && !pattern.MatchString(text) {
		c.add(path, ProblemPattern, "it does not match the pattern of the field")
	}
}

func (c *formCheck) number(path []string, value any, lower, upper *float64) {
	number, ok := value.(json.Number)
	n, err := number.Float64()
	if !ok || err != nil {
		c.add(path, ProblemType, "it is not a number")
		return
	}
	c.within(path, n, lower, upper, numbers)
}

func (c *formCheck) date(path []string, value any) {
	text, ok := value.(string)
	if !ok {
		c.add(path, ProblemType, "it is not a date in the format yyyy-MM-dd")
		return
	}
	day, err := rolecall.ParseDate(text)
	switch problem := day.Problem(); {
	case err != nil:
		c.add(path, ProblemDate, "it is not a date in the format yyyy-MM-dd")
	case problem != "":
		c.add(path, ProblemDate, "it %s", problem)
	}
}

// limitKind holds the codes and the formats of the reasons for one kind of limit.
type limitKind struct {
	tooLow, tooHigh             ProblemCode
	tooLowReason, tooHighReason string
}

var (
	numbers    = limitKind{ProblemTooSmall, ProblemTooLarge, "it is less than %v", "it is more than %v"}
	characters = limitKind{ProblemTooShort, ProblemTooLong, "it has fewer than %v characters", "it has more than %v characters"}
	elements   = limitKind{ProblemTooFew, ProblemTooMany, "it has fewer than %v elements", "it has more than %v elements"}
)

// within checks a number or a count against its limits. A nil limit is not checked.
func (c *formCheck) within(path []string, n float64, lower, upper *float64, kind limitKind) {
	if lower != nil && n < *lower {
		c.beyond(path, kind.tooLow, *lower, kind.tooLowReason, *lower)
	}
	if upper != nil && n > *upper {
		c.beyond(path, kind.tooHigh, *upper, kind.tooHighReason, *upper)
	}
}

func (c *formCheck) option(path []string, options FieldOptions, value any) {
	if _, skip := value.(unencodable); skip {
		return
	}
	id, ok := value.(string)
	switch {
	case !ok || id == "":
		c.add(path, ProblemOption, "it is not the ID of an option")
	case c.mode.remote && strings.HasPrefix(id, remotePrefix):
		if !options.hasRemote(strings.TrimPrefix(id, remotePrefix)) {
			c.add(path, ProblemOption, "no option has this remote ID")
		}
	case options.Type == "inline" && !slices.ContainsFunc(options.Entries, func(o FieldOption) bool { return o.ID == id }):
		c.add(path, ProblemOption, "no option has this ID")
	}
}

func (c *formCheck) items(path []string, value any, required bool, lower, upper *float64, each func(path []string, item any)) {
	list, ok := value.([]any)
	switch {
	case !ok:
		c.add(path, ProblemType, "it is not a list")
		return
	case len(list) == 0 && required && (lower == nil || *lower <= 0) && (upper == nil || *upper >= 1):
		c.add(path, ProblemEmpty, "it is empty")
		return
	}
	c.within(path, float64(len(list)), lower, upper, elements)
	for i, item := range list {
		each(childPath(path, strconv.Itoa(i)), item)
	}
}

// unknown checks a value whose field or type is unknown. Every value except null is valid.
func (c *formCheck) unknown(path []string, value any) {
	switch value := value.(type) {
	case nil:
		c.null(path, false)
	case File:
		if problem := value.Problem(); problem != "" {
			c.add(path, ProblemFile, "its %s", problem)
		}
	case []any:
		for i, item := range value {
			c.unknown(childPath(path, strconv.Itoa(i)), item)
		}
	case map[string]any:
		for key, member := range value {
			c.unknown(childPath(path, key), member)
		}
	}
}

var (
	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// container identifies a pointer, a map or a slice.
type container struct {
	typ     reflect.Type
	address uintptr
	len     int
}

func containerOf(v reflect.Value) container {
	id := container{typ: v.Type(), address: v.Pointer()}
	if v.Kind() == reflect.Slice {
		id.len = v.Len()
	}
	return id
}
