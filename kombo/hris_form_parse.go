package kombo

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Parse converts the input of an HTML form to values and validates them. The name of each input must be the
// path of its value as a JSON Pointer, see [InputName]: "/home/street", "/phones/0", "/phones/1". A list of
// strings, numbers, dates or options may also have several inputs with the same name, "/phones".
//
// Parse reads numbers with a decimal point and dates as yyyy-MM-dd, the formats that browsers send. A checkbox
// is checked if one of its inputs is "on", "true", "1" or "yes". Browsers send no input for an unchecked
// checkbox: Parse sets a required one to false and omits an optional one. To receive false from an optional
// checkbox, add a hidden input with the same name and the value "false". Parse omits empty inputs, and
// objects and list elements in which every input is empty. It ignores inputs whose names do not begin with
// "/", such as those of buttons.
//
// The error is nil or a [*FormError] with the problems that [Form.Validate] finds. Its paths are the names of
// the inputs: if the page has removed "/phones/0", a problem of the input "/phones/1" still has that path.
// Parse always returns the values, so that the page can be filled again.
func (f *Form) Parse(input url.Values) (FormValues, error) {
	root := &formInput{}
	for name, values := range input {
		if path, ok := splitInputName(name); ok {
			root.put(path, values)
		}
	}
	p := formParser{inputs: map[string]string{}}
	values := p.object(nil, f.fields(), root)
	complete(f.fields(), values)
	err := f.Validate(values)
	if invalid, ok := errors.AsType[*FormError](err); ok {
		for i := range invalid.Problems {
			invalid.Problems[i].Path = p.pathOfInput(invalid.Problems[i].Path)
		}
		return values, formError(invalid.message, invalid.Problems)
	}
	return values, err
}

// maxInputDepth is the maximum number of elements in the name of an input. Forms are not nested more deeply.
const maxInputDepth = maxFormDepth

// splitInputName returns the path whose [InputName] is name. It returns false if name does not begin with "/" or
// has too many elements.
func splitInputName(name string) ([]string, bool) {
	rest, ok := strings.CutPrefix(name, "/")
	if !ok || strings.Count(rest, "/") >= maxInputDepth {
		return nil, false
	}
	path := strings.Split(rest, "/")
	for i, element := range path {
		path[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(element)
	}
	return path, true
}

// formInput is a node in the tree of inputs: the values of one name, and the names that begin with it.
type formInput struct {
	values   []string
	children map[string]*formInput
}

func (n *formInput) put(path, values []string) {
	for _, element := range path {
		next := n.children[element]
		if next == nil {
			next = &formInput{}
			if n.children == nil {
				n.children = map[string]*formInput{}
			}
			n.children[element] = next
		}
		n = next
	}
	n.values = append(n.values, values...)
}

// nonEmpty returns the values that are not empty.
func (n *formInput) nonEmpty() []string {
	return slices.DeleteFunc(slices.Clone(n.values), func(value string) bool { return strings.TrimSpace(value) == "" })
}

// formParser converts the inputs of an HTML form to values.
type formParser struct {
	// inputs maps the JSON Pointer of a list element to the index in the name of its input, if the two
	// differ.
	inputs map[string]string
}

// pathOfInput returns the path of the input that a value was read from.
func (p *formParser) pathOfInput(path []string) []string {
	inputPath := slices.Clone(path)
	for i := range path {
		if index, ok := p.inputs[InputName(path[:i+1]...)]; ok {
			inputPath[i] = index
		}
	}
	return inputPath
}

func (p *formParser) object(path []string, fields map[string]FormField, n *formInput) FormValues {
	values := FormValues{}
	for key, field := range fields {
		child := n.children[key]
		if child == nil {
			child = &formInput{}
		}
		if v := p.value(childPath(path, key), field, child); v != nil {
			values[key] = v
		}
	}
	for key, child := range n.children { // Validate reports that the form has no such field
		if _, known := fields[key]; !known {
			values[key] = child.nonEmpty()
		}
	}
	return values
}

// value returns the value of a field, or nil if there is none.
func (p *formParser) value(path []string, field FormField, n *formInput) any {
	switch f := field.Variant.(type) {
	case *ObjectField:
		if object := p.object(path, f.Properties, n); !isBlank(object) || f.Required && len(object) > 0 {
			return object
		}
		return nil
	case *ArrayField:
		return p.list(path, f, n)
	case *MultiSelectField:
		if ids := n.nonEmpty(); len(ids) > 0 {
			return ids
		}
		return nil
	case *CheckboxField:
		return checkbox(n.values)
	}
	values := n.nonEmpty()
	switch {
	case len(values) == 0:
		return nil
	case len(values) > 1:
		return values // Validate reports that the type is wrong
	}
	return valueOf(field, values[0])
}

// list returns the list of the inputs that have the name of the list itself, followed by those with an index.
func (p *formParser) list(path []string, f *ArrayField, n *formInput) any {
	list := []any{}
	for _, s := range n.nonEmpty() {
		list = append(list, valueOf(f.ItemType, s))
	}
	for _, index := range slices.SortedFunc(maps.Keys(n.children), compareElements) {
		elementPath := childPath(path, strconv.Itoa(len(list)))
		v := p.value(elementPath, f.ItemType, n.children[index])
		if object, ok := v.(FormValues); v == nil || ok && isBlank(object) {
			continue
		}
		if elementPath[len(elementPath)-1] != index {
			p.inputs[InputName(elementPath...)] = index
		}
		list = append(list, v)
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// isBlank reports whether an object contains only unchecked checkboxes and objects that are blank themselves.
func isBlank(object FormValues) bool {
	for _, v := range object {
		inner, ok := v.(FormValues)
		if v != false && (!ok || !isBlank(inner)) {
			return false
		}
	}
	return true
}

// complete adds the values that browsers do not send: unchecked required checkboxes, and required objects
// without any input, so that Validate names their missing fields.
func complete(fields map[string]FormField, values FormValues) {
	for key, field := range fields {
		_, given := values[key]
		switch f := field.Variant.(type) {
		case *CheckboxField:
			if !given && f.Required {
				values[key] = false
			}
		case *ObjectField:
			if !given && f.Required {
				values[key] = FormValues{}
			}
			if object, ok := values[key].(FormValues); ok {
				complete(f.Properties, object)
			}
		case *ArrayField:
			completeList(f.ItemType, values[key])
		}
	}
}

func completeList(item FormField, list any) {
	items, _ := list.([]any)
	for _, v := range items {
		switch f := item.Variant.(type) {
		case *ObjectField:
			if object, ok := v.(FormValues); ok {
				complete(f.Properties, object)
			}
		case *ArrayField:
			completeList(f.ItemType, v)
		}
	}
}

// checkbox reports whether a checkbox is checked. It returns nil if there is no input.
func checkbox(values []string) any {
	if len(values) == 0 {
		return nil
	}
	checked := false
	for _, value := range values {
		switch strings.ToLower(strings.TrimSpace(value)) {
		case "on", "true", "1", "yes":
			checked = true
		case "off", "false", "0", "no", "":
		default:
			return value // Validate reports that it is neither true nor false
		}
	}
	return checked
}

// valueOf converts a string to the type of the field. It returns the string itself if that fails, and Validate
// then reports the problem.
func valueOf(field FormField, s string) any {
	trimmed := strings.TrimSpace(s)
	switch field.Variant.(type) {
	case *NumberField:
		if jsonpeek.KindOf([]byte(trimmed)) == jsonpeek.Number && json.Valid([]byte(trimmed)) {
			return json.Number(trimmed) // keeps every digit
		}
		n, err := strconv.ParseFloat(trimmed, 64)
		if err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) && !strings.ContainsAny(trimmed, "xX_") {
			return n
		}
	case *DateField:
		if day, err := rolecall.ParseDate(trimmed); err == nil {
			return day
		}
	}
	return s
}
