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

// Parse makes values of the input of an HTML form and validates them. The name of each input is
// the path of its value as a JSON Pointer, see [InputName]: "/home/street", "/phones/0",
// "/phones/1". A list of texts, numbers, dates or options may also have several inputs of one
// name, "/phones".
//
// Parse reads numbers with a decimal point and dates as yyyy-MM-dd, as browsers send them. A box
// is checked if one of its inputs is "on", "true", "1" or "yes". A required box without an input
// is not checked, since browsers send nothing for it; an optional one is left out. To tell an
// unchecked box apart, add a hidden input of the same name with the value "false". Inputs that
// are empty are left out, as are objects and elements of lists in which every input is empty.
// Inputs whose names do not begin with "/" are ignored, such as that of a button.
//
// The error is nil or a [*FormError] with the problems that [Form.Validate] finds. Its paths are
// those of the inputs: if the page has removed "/phones/0", the path of "/phones/1" still names
// that input. The values are returned in any case, to fill the page again.
func (f *Form) Parse(input url.Values) (FormValues, error) {
	root := &formInput{}
	for name, texts := range input {
		if path, ok := splitInputName(name); ok {
			root.put(path, texts)
		}
	}
	p := formParser{inputs: map[string]string{}}
	values := p.object(nil, f.fields(), root)
	complete(f.fields(), values)
	err := f.Validate(values)
	if wrong, ok := errors.AsType[*FormError](err); ok {
		for i := range wrong.Problems {
			wrong.Problems[i].Path = p.pathOfInput(wrong.Problems[i].Path)
		}
		return values, formError(wrong.what, wrong.Problems)
	}
	return values, err
}

// maxInputDepth is how deep names of inputs are read: a form is not deeper.
const maxInputDepth = maxFormDepth

// splitInputName is the reverse of [InputName].
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

// formInput is the inputs of one name, and of the names below it.
type formInput struct {
	texts []string
	below map[string]*formInput
}

func (n *formInput) put(path, texts []string) {
	for _, element := range path {
		next := n.below[element]
		if next == nil {
			next = &formInput{}
			if n.below == nil {
				n.below = map[string]*formInput{}
			}
			n.below[element] = next
		}
		n = next
	}
	n.texts = append(n.texts, texts...)
}

// filled are the texts that are not empty.
func (n *formInput) filled() []string {
	return slices.DeleteFunc(slices.Clone(n.texts), func(text string) bool { return strings.TrimSpace(text) == "" })
}

// formParser makes values of inputs.
type formParser struct {
	// inputs maps the pointer of an element of a list to the index in the name of its input, if
	// that is another one.
	inputs map[string]string
}

// pathOfInput is the path of the input of a value.
func (p *formParser) pathOfInput(path []string) []string {
	own := slices.Clone(path)
	for i := range path {
		if index, ok := p.inputs[InputName(path[:i+1]...)]; ok {
			own[i] = index
		}
	}
	return own
}

func (p *formParser) object(path []string, fields map[string]FormField, n *formInput) FormValues {
	values := FormValues{}
	for key, field := range fields {
		child := n.below[key]
		if child == nil {
			child = &formInput{}
		}
		if v := p.value(below(path, key), field, child); v != nil {
			values[key] = v
		}
	}
	for key, child := range n.below { // Validate says that the form has no such field
		if _, known := fields[key]; !known {
			values[key] = child.filled()
		}
	}
	return values
}

// value is the value of a field, nil if there is none.
func (p *formParser) value(path []string, field FormField, n *formInput) any {
	switch f := field.Variant.(type) {
	case *ObjectField:
		if object := p.object(path, f.Properties, n); !blank(object) || f.Required && len(object) > 0 {
			return object
		}
		return nil
	case *ArrayField:
		return p.list(path, f, n)
	case *MultiSelectField:
		if ids := n.filled(); len(ids) > 0 {
			return ids
		}
		return nil
	case *CheckboxField:
		return checkbox(n.texts)
	}
	texts := n.filled()
	switch {
	case len(texts) == 0:
		return nil
	case len(texts) > 1:
		return texts // Validate says that it is not of the type
	}
	return valueOf(field, texts[0])
}

// list makes a list of inputs of one name, or of those with an index.
func (p *formParser) list(path []string, f *ArrayField, n *formInput) any {
	list := []any{}
	for _, text := range n.filled() {
		list = append(list, valueOf(f.ItemType, text))
	}
	for _, index := range slices.SortedFunc(maps.Keys(n.below), compareElements) {
		at := below(path, strconv.Itoa(len(list)))
		v := p.value(at, f.ItemType, n.below[index])
		if object, ok := v.(FormValues); v == nil || ok && blank(object) {
			continue
		}
		if at[len(at)-1] != index {
			p.inputs[InputName(at...)] = index
		}
		list = append(list, v)
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// blank reports whether an object holds nothing but boxes that are not checked.
func blank(object FormValues) bool {
	for _, v := range object {
		inner, ok := v.(FormValues)
		if v != false && (!ok || !blank(inner)) {
			return false
		}
	}
	return true
}

// complete adds what browsers do not send: required boxes that are not checked, and required
// objects in which nothing is filled, so that Validate names the fields within.
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

// checkbox is whether a box is checked, nil if that is not said.
func checkbox(texts []string) any {
	if len(texts) == 0 {
		return nil
	}
	checked := false
	for _, text := range texts {
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "on", "true", "1", "yes":
			checked = true
		case "off", "false", "0", "no", "":
		default:
			return text // Validate says that it is neither
		}
	}
	return checked
}

// valueOf is the value that a text stands for. A text that the field does not take stays text,
// and Validate says so.
func valueOf(field FormField, text string) any {
	trimmed := strings.TrimSpace(text)
	switch field.Variant.(type) {
	case *NumberField:
		if jsonpeek.KindOf([]byte(trimmed)) == jsonpeek.Number && json.Valid([]byte(trimmed)) {
			return json.Number(trimmed) // every digit is kept
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
	return text
}
