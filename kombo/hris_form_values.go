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

// FormValues are the values of a [Form] by the keys of its fields: texts, numbers, booleans, a
// [rolecall.Date], a [File], an option's ID, lists, and objects, which are FormValues again or any struct or map
// that encodes to a JSON object. A field without a value is left out. [Form.Parse] makes them of
// the input of an HTML form.
type FormValues map[string]any

// Format prints of bytes, a file for example, how many they are.
func (v FormValues) Format(f fmt.State, verb rune) { safeprint.Value(f, verb, reflect.ValueOf(v)) }

// Validate checks values before they are sent: nil, or a [*FormError] that names each missing
// or invalid one. What it cannot check is left to Kombo: whether the ID of an option that is
// listed elsewhere is one, whether a text matches a pattern that Go cannot read, and values for
// fields of a type that this SDK does not know. Where such a field has to have a value and has
// none, that is a problem like any other.
//
// Lengths are counted in characters. A required text has at least one, and a required list or
// multi-select at least one element, unless the form allows none: Kombo says none of this.
func (f *Form) Validate(values FormValues) error {
	return checkForm(values, func(c *formCheck, object map[string]any) { c.properties(nil, f.fields(), object) })
}

// fields are the fields of the form; a nil form has none.
func (f *Form) fields() map[string]FormField {
	if f == nil {
		return nil
	}
	return f.Properties
}

// validateAlone checks what can be checked without a form.
func (v FormValues) validateAlone() error { return v.validateAloneIn(formMode{}) }

func (v FormValues) validateAloneIn(mode formMode) error {
	return checkFormIn(mode, v, func(c *formCheck, object map[string]any) {
		if len(object) == 0 {
			c.add(nil, ProblemEmpty, "there are none")
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
	object, _ := c.plain(nil, reflect.ValueOf(values), nil).(map[string]any) // nil values are none
	check(c, object)
	return formError("", c.problems)
}

// unencodable stands for a value that cannot be written as JSON: its problem is noted.
type unencodable struct{}

// plain is a value as Kombo sees it: nil, string, bool, json.Number, []any or map[string]any,
// whatever it was in Go. A part of it that cannot be sent is a problem of its own, and the rest is
// kept. under is what holds v.
func (c *formCheck) plain(path []string, v reflect.Value, under []holder) any {
	if !v.IsValid() {
		return nil
	}
	if v.Kind() == reflect.Interface {
		return c.plain(path, v.Elem(), under)
	}
	if day, ok := reflect.TypeAssert[rolecall.Date](v); ok && day.Problem() != "" {
		c.add(path, ProblemDate, "it %s", day.Problem())
		return unencodable{}
	}
	if file, ok := reflect.TypeAssert[File](v); ok {
		return file
	}
	if !isContainer(v) {
		return c.plainWhole(path, v)
	}
	if v.Kind() != reflect.Array {
		if v.IsNil() {
			return nil
		}
		if slices.Contains(under, holderOf(v)) {
			c.add(path, ProblemUnencodable, "it holds itself")
			return unencodable{}
		}
		under = append(slices.Clip(under), holderOf(v))
	}
	switch v.Kind() {
	case reflect.Pointer:
		return c.plain(path, v.Elem(), under)
	case reflect.Map:
		object := make(map[string]any, v.Len())
		for key, value := range v.Seq2() {
			name := fmt.Sprint(key)
			object[name] = c.plain(below(path, name), value, under)
		}
		return object
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = c.plain(below(path, strconv.Itoa(i)), v.Index(i), under)
	}
	return list
}

// isContainer reports whether encoding/json writes a value by its elements: a list, a map of
// plain keys, or a pointer, that does not encode itself.
func isContainer(v reflect.Value) bool {
	t := v.Type()
	if t.Kind() == reflect.Pointer {
		return true // what it points to encodes itself, if anything does
	}
	as := t
	if v.CanAddr() {
		as = reflect.PointerTo(t)
	}
	if as.Implements(marshaler) || as.Implements(textMarshaler) {
		return false
	}
	switch t.Kind() {
	case reflect.Map:
		return t.Key().Kind() == reflect.String && !t.Key().Implements(textMarshaler)
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8 // bytes are text
	}
	return t.Kind() == reflect.Array
}

// plainWhole is a value that is written as a whole.
func (c *formCheck) plainWhole(path []string, v reflect.Value) any {
	if problem := transport.ProblemIn(v.Interface()); problem != "" && v.Kind() == reflect.Struct {
		c.add(path, ProblemUnencodable, "it cannot be sent: %s", problem)
		return unencodable{}
	}
	if v.CanAddr() {
		v = v.Addr() // its pointer may encode itself
	}
	plain, err := plainValue(v.Interface())
	if err != nil {
		c.add(path, ProblemUnencodable, "it cannot be written as JSON")
		return unencodable{}
	}
	return plain
}

// plainValue is a value as Kombo sees it, if it can be written as JSON.
func plainValue(v any) (plain any, err error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	return plain, d.Decode(&plain)
}

// formCheck collects what is wrong with values.
type formCheck struct {
	problems []FormProblem
	mode     formMode
}

func (c *formCheck) add(path []string, code ProblemCode, format string, args ...any) {
	c.problems = append(c.problems, FormProblem{Path: path, Code: code, Reason: fmt.Sprintf(format, args...)})
}

// beyond notes a value that is beyond a limit.
func (c *formCheck) beyond(path []string, code ProblemCode, limit float64, format string, args ...any) {
	c.add(path, code, format, args...)
	c.problems[len(c.problems)-1].Limit = &limit
}

// below is the path of a member or of an element.
func below(path []string, element string) []string { return append(slices.Clip(path), element) }

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
			c.field(below(path, key), field, v)
		case !info.Required || c.mode.mayOmit(info.CurrentValue):
		case isUnknown(field):
			c.add(below(path, key), ProblemMissing, "it is missing, and of the type %q, which this SDK does not know", string(info.Type))
		default:
			c.add(below(path, key), ProblemMissing, "it is missing")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if _, ok := fields[key]; !ok {
			c.add(below(path, key), ProblemUnknown, "the form has no such field")
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
		chosen := map[any]struct{}{}
		c.items(path, value, f.Required, f.MinItems, f.MaxItems, func(path []string, item any) {
			c.option(path, f.Options, item)
			if id, ok := item.(string); ok {
				if _, twice := chosen[id]; twice {
					c.add(path, ProblemDuplicate, "it is chosen twice")
				}
				chosen[id] = struct{}{}
			}
		})
	case *FileField:
		c.file(path, f, value)
	case *ObjectField:
		c.properties(path, f.Properties, value)
	case *ArrayField:
		inner := &formCheck{mode: c.mode.ofElements()} // elements are written whole
		c.items(path, value, f.Required, f.MinItems, f.MaxItems, func(path []string, item any) { inner.field(path, f.ItemType, item) })
		c.problems = append(c.problems, inner.problems...)
	default:
		c.unknown(path, value)
	}
}

func (c *formCheck) text(path []string, f *TextField, value any) {
	text, ok := value.(string)
	if !ok {
		c.add(path, ProblemType, "it is not text")
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

func (c *formCheck) number(path []string, value any, least, most *float64) {
	number, ok := value.(json.Number)
	n, err := number.Float64()
	if !ok || err != nil {
		c.add(path, ProblemType, "it is not a number")
		return
	}
	c.within(path, n, least, most, numbers)
}

func (c *formCheck) date(path []string, value any) {
	text, ok := value.(string)
	if !ok {
		c.add(path, ProblemType, "it is not a date, yyyy-MM-dd")
		return
	}
	day, err := rolecall.ParseDate(text)
	switch problem := day.Problem(); {
	case err != nil:
		c.add(path, ProblemDate, "it is not a date, yyyy-MM-dd")
	case problem != "":
		c.add(path, ProblemDate, "it %s", problem)
	}
}

// measure is what a limit is counted in.
type measure struct {
	less, more ProblemCode
	of         string
}

var (
	numbers    = measure{ProblemTooSmall, ProblemTooLarge, ""}
	characters = measure{ProblemTooShort, ProblemTooLong, " characters"}
	elements   = measure{ProblemTooFew, ProblemTooMany, " items"}
)

// within checks a number or a count.
func (c *formCheck) within(path []string, n float64, least, most *float64, in measure) {
	if least != nil && n < *least {
		c.beyond(path, in.less, *least, "it is less than %v%s", *least, in.of)
	}
	if most != nil && n > *most {
		c.beyond(path, in.more, *most, "it is more than %v%s", *most, in.of)
	}
}

func (c *formCheck) option(path []string, options FieldOptions, value any) {
	if _, unwritable := value.(unencodable); unwritable {
		return
	}
	id, ok := value.(string)
	switch {
	case !ok || id == "":
		c.add(path, ProblemOption, "it is not the ID of an option")
	case c.mode.remote && strings.HasPrefix(id, remotePrefix):
		if !options.hasRemote(strings.TrimPrefix(id, remotePrefix)) {
			c.add(path, ProblemOption, "it is the remote ID of none of the options")
		}
	case options.Type == "inline" && !slices.ContainsFunc(options.Entries, func(o FieldOption) bool { return o.ID == id }):
		c.add(path, ProblemOption, "it is the ID of none of the options")
	}
}

func (c *formCheck) items(path []string, value any, required bool, least, most *float64, each func(path []string, item any)) {
	list, ok := value.([]any)
	switch {
	case !ok:
		c.add(path, ProblemType, "it is not a list")
		return
	case len(list) == 0 && required && (least == nil || *least <= 0) && (most == nil || *most >= 1):
		c.add(path, ProblemEmpty, "it is empty")
		return
	}
	c.within(path, float64(len(list)), least, most, elements)
	for i, item := range list {
		each(below(path, strconv.Itoa(i)), item)
	}
}

// unknown checks a value that no field says anything of: Kombo takes anything but null.
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
			c.unknown(below(path, strconv.Itoa(i)), item)
		}
	case map[string]any:
		for key, member := range value {
			c.unknown(below(path, key), member)
		}
	}
}

var (
	marshaler     = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// holder identifies a pointer, a map or a slice.
type holder struct {
	typ reflect.Type
	at  uintptr
	len int
}

func holderOf(v reflect.Value) holder {
	this := holder{typ: v.Type(), at: v.Pointer()}
	if v.Kind() == reflect.Slice {
		this.len = v.Len()
	}
	return this
}
