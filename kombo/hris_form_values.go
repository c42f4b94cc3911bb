package kombo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall"
)

// FormValues are the values of a [Form] by the keys of its fields: texts, numbers, booleans, a
// [Date], an option's ID, lists, and objects, which are FormValues again or any struct or map
// that encodes to a JSON object. A field without a value is left out.
type FormValues map[string]any

// FormError is values that do not fit a form. It Is [rolecall.ErrInvalid]. It holds no values.
type FormError struct {
	// Problems are in the order of their paths.
	Problems []FormProblem
}

// FormProblem is a value that is missing or wrong.
type FormProblem struct {
	// Path names the value by the keys that lead to it, "home.street", and by its place in a
	// list, "phones[1]". "" is the form as a whole.
	Path string
	// Reason says what is wrong, without the value.
	Reason string
}

// Error names every value that is missing or wrong.
func (e *FormError) Error() string {
	all := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		all[i] = strings.TrimPrefix(p.Path+": "+p.Reason, ": ")
	}
	return "kombo: the values do not fit the form: " + strings.Join(all, "; ")
}

// Is reports whether target is [rolecall.ErrInvalid].
func (e *FormError) Is(target error) bool { return target == rolecall.ErrInvalid }

// Validate checks values before they are sent: nil, or a [*FormError] that names each missing
// or wrong one. What it cannot check is left to Kombo: whether the ID of an option that is
// listed elsewhere is one, whether a text matches a pattern that Go cannot read, and values for
// fields of a type that this SDK does not know. Where such a field has to have a value and has
// none, that is a problem like any other.
//
// Lengths are counted in characters, and a required text has at least one: Kombo says neither.
func (f *Form) Validate(values FormValues) error {
	return checkForm(values, func(c *formCheck, object map[string]any) { c.properties("", f.Properties, object) })
}

// validateAlone checks what can be checked without a form.
func (v FormValues) validateAlone() error {
	return checkForm(v, func(c *formCheck, object map[string]any) {
		if len(object) == 0 {
			c.add("", "there are none")
		}
		for key, value := range object {
			c.unknown(key, value)
		}
	})
}

func checkForm(values FormValues, check func(c *formCheck, object map[string]any)) error {
	c := &formCheck{}
	if plain, err := plainValue(values); err != nil {
		c.add("", "one of them cannot be written as JSON")
	} else {
		object, _ := plain.(map[string]any) // nil values are none
		check(c, object)
	}
	if len(c.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(c.problems, func(a, b FormProblem) int { return strings.Compare(a.Path, b.Path) })
	return &FormError{c.problems}
}

// plainValue is a value as Kombo sees it: nil, string, bool, json.Number, []any or
// map[string]any, whatever it was in Go.
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
type formCheck struct{ problems []FormProblem }

func (c *formCheck) add(path, format string, args ...any) {
	c.problems = append(c.problems, FormProblem{path, fmt.Sprintf(format, args...)})
}

// below is the path of a member.
func below(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

func (c *formCheck) properties(path string, fields map[string]FormField, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		c.add(path, "it is no object")
		return
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		field := fields[key]
		v, given := object[key]
		switch info := field.Info(); {
		case given:
			c.field(below(path, key), field, v)
		case !info.Required:
		case isUnknown(field):
			c.add(below(path, key), "it is missing, and of the type %q, which this SDK does not know", string(info.Type))
		default:
			c.add(below(path, key), "it is missing")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if _, ok := fields[key]; !ok {
			c.add(below(path, key), "the form has no such field")
		}
	}
}

func isUnknown(field FormField) bool {
	_, unknown := field.Variant.(*UnknownField)
	return unknown || field.Variant == nil
}

func (c *formCheck) field(path string, field FormField, value any) {
	if value == nil {
		c.add(path, "it is null: leave it out, or give a value")
		return
	}
	switch f := field.Variant.(type) {
	case *TextField:
		c.text(path, f, value)
	case *NumberField:
		c.number(path, f, value)
	case *DateField:
		text, ok := value.(string)
		if _, err := ParseDate(text); !ok || err != nil {
			c.add(path, "it is no date, yyyy-MM-dd")
		}
	case *CheckboxField:
		if _, ok := value.(bool); !ok {
			c.add(path, "it is neither true nor false")
		}
	case *SingleSelectField:
		c.option(path, f.Options, value)
	case *MultiSelectField:
		c.items(path, value, f.MinItems, f.MaxItems, func(path string, item any) { c.option(path, f.Options, item) })
	case *ObjectField:
		c.properties(path, f.Properties, value)
	case *ArrayField:
		c.items(path, value, f.MinItems, f.MaxItems, func(path string, item any) { c.field(path, f.ItemType, item) })
	default:
		c.unknown(path, value)
	}
}

func (c *formCheck) text(path string, f *TextField, value any) {
	text, ok := value.(string)
	if !ok {
		c.add(path, "it is no text")
		return
	}
	n := float64(utf8.RuneCountInString(text))
	switch {
	case n == 0 && f.Required:
		c.add(path, "it is empty")
		return
	case n == 0 && f.MinLength == nil && f.RegExp == "":
		return
	}
	c.within(path, n, f.MinLength, f.MaxLength, " characters")
	if pattern, err := regexp.Compile(f.RegExp); err == nil && !pattern.MatchString(text) {
		c.add(path, "it does not match the pattern of the field")
	}
}

func (c *formCheck) number(path string, f *NumberField, value any) {
	number, ok := value.(json.Number)
	n, err := number.Float64()
	if !ok || err != nil {
		c.add(path, "it is no number")
		return
	}
	c.within(path, n, f.Min, f.Max, "")
}

// within checks a number or a count.
func (c *formCheck) within(path string, n float64, least, most *float64, of string) {
	if least != nil && n < *least {
		c.add(path, "it is less than %v%s", *least, of)
	}
	if most != nil && n > *most {
		c.add(path, "it is more than %v%s", *most, of)
	}
}

func (c *formCheck) option(path string, options FieldOptions, value any) {
	id, ok := value.(string)
	switch {
	case !ok || id == "":
		c.add(path, "it is not the ID of an option")
	case options.Type == "inline" && !slices.ContainsFunc(options.Entries, func(o FieldOption) bool { return o.ID == id }):
		c.add(path, "it is the ID of none of the options")
	}
}

func (c *formCheck) items(path string, value any, least, most *float64, each func(path string, item any)) {
	list, ok := value.([]any)
	if !ok {
		c.add(path, "it is no list")
		return
	}
	c.within(path, float64(len(list)), least, most, " items")
	for i, item := range list {
		each(fmt.Sprintf("%s[%d]", path, i), item)
	}
}

// unknown checks a value that no field says anything of: Kombo takes anything but null.
func (c *formCheck) unknown(path string, value any) {
	switch value := value.(type) {
	case nil:
		c.add(path, "it is null: leave it out, or give a value")
	case []any:
		for i, item := range value {
			c.unknown(fmt.Sprintf("%s[%d]", path, i), item)
		}
	case map[string]any:
		for key, member := range value {
			c.unknown(below(path, key), member)
		}
	}
}
