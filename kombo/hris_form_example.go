package kombo

import (
	"math"
	"reflect"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// Example is values for all fields of the form that there can be values for, made up, which
// Validate takes: to see what a form wants, and to begin a mapping with. The options are the
// first ones. Of options that Kombo lists elsewhere it has none to choose, and says "example":
// put an ID of that list there.
//
// A field that no value can be made for is left out: one of a type that this SDK does not know,
// a choice without options, a file of no bytes, limits or a pattern that contradict each other.
// Validate of the example is nil, or names each such field that must have a value, with
// [ProblemMissing], and nothing else.
func (f *Form) Example() FormValues { return exampleOf(f.fields()) }

func exampleOf(fields map[string]FormField) FormValues {
	values := FormValues{}
	for key, field := range fields {
		if v := field.example(); v != nil {
			values[key] = v
		}
	}
	return values
}

// example is a value that the field takes, nil if none is found.
func (f FormField) example() any {
	for _, v := range f.candidates() {
		if f.takes(v) {
			return v
		}
	}
	return nil
}

// takes reports whether a value fits the field.
func (f FormField) takes(v any) bool {
	c := &formCheck{}
	c.field(nil, f, c.plain(nil, reflect.ValueOf(v), nil))
	return len(c.problems) == 0
}

// candidates are values that may fit the field, the likeliest first.
func (f FormField) candidates() []any {
	switch v := f.Variant.(type) {
	case *TextField:
		return v.candidates()
	case *NumberField:
		return v.candidates()
	case *DateField:
		if v.UnifiedKey == UnifiedKeyDateOfBirth {
			return []any{rolecall.Date{Year: 1990, Month: 5, Day: 17}}
		}
		return []any{rolecall.Date{Year: 2030, Month: 1, Day: 2}}
	case *CheckboxField:
		return []any{true}
	case *SingleSelectField:
		if ids := v.Options.some(1); len(ids) > 0 {
			return []any{ids[0]}
		}
	case *MultiSelectField:
		return []any{v.Options.some(fill(v.MinItems))}
	case *FileField:
		return v.candidates()
	case *ObjectField:
		return []any{exampleOf(v.Properties)}
	case *ArrayField:
		return v.candidates()
	}
	return nil
}

// fill is how many items an example has: one, or as many as there have to be.
func fill(least *float64) int {
	if least == nil {
		return 1
	}
	return int(min(max(math.Ceil(*least), 1), maxExample))
}

// maxExample is how long a text or a list an example has at most.
const maxExample = 1000

// some are the first n IDs of the options, or as many as there are.
func (v *FieldOptions) some(n int) []string {
	if v.Type != "inline" {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = "example"
			if i > 0 {
				ids[i] += strconv.Itoa(i + 1)
			}
		}
		return ids
	}
	ids := []string{}
	for _, option := range v.Entries[:min(n, len(v.Entries))] {
		ids = append(ids, option.ID)
	}
	return ids
}

func (v *ArrayField) candidates() []any {
	item := v.ItemType.example()
	if item == nil {
		return []any{[]any{}}
	}
	n := fill(v.MinItems)
	if n*weight(item) > maxExample*10 {
		return []any{[]any{}} // lists within lists
	}
	items := make([]any, n)
	for i := range items {
		items[i] = item
	}
	return []any{items, []any{}}
}

// weight is how many values there are in one.
func weight(v any) int {
	n := 1
	switch v := v.(type) {
	case FormValues:
		for _, member := range v {
			n += weight(member)
		}
	case []any:
		for _, item := range v {
			n += weight(item)
		}
	case []string:
		n += len(v)
	}
	return n
}

func (v *NumberField) candidates() []any {
	all := []any{1.0}
	for _, limit := range []*float64{v.Min, v.Max} {
		if limit != nil {
			all = append(all, math.Ceil(*limit), *limit)
		}
	}
	return all
}

// exampleTexts are what a person might write.
var exampleTexts = map[UnifiedKey]string{
	UnifiedKeyFirstName: "Jane", UnifiedKeyLastName: "Example", UnifiedKeyGender: "NOT_SPECIFIED", UnifiedKeyJobTitle: "Engineer",
	UnifiedKeyHomeAddressCity: "Exampleton", UnifiedKeyHomeAddressCountry: "DE", UnifiedKeyHomeAddressState: "Berlin",
	UnifiedKeyHomeAddressStreet1: "1 Example Street", UnifiedKeyHomeAddressStreet2: "Floor 2", UnifiedKeyHomeAddressZIPCode: "12345",
	UnifiedKeyMobilePhoneNumber: "+4915550000000", UnifiedKeyHomePhoneNumber: "+4930555000000", UnifiedKeyNationality: "DE",
	UnifiedKeyDateOfBirth: "1990-05-17", UnifiedKeyStartDate: "2030-01-02",
	UnifiedKeyWorkEmail: "jane@example.com", UnifiedKeyPrivateEmail: "jane@example.org", UnifiedKeyYearlySalary: "50000",
}

func (v *TextField) candidates() []any {
	var all []any
	if text, ok := exampleTexts[v.UnifiedKey]; ok {
		all = append(all, text)
	}
	all = append(all, "Example", "jane@example.com", "https://example.com", "+4915550000000", "2030-01-02", "DE", "1")
	least, most := 0, maxExample
	if v.MinLength != nil {
		least = int(min(max(math.Ceil(*v.MinLength), 0), maxExample))
	}
	if v.MaxLength != nil {
		most = int(min(max(math.Floor(*v.MaxLength), 0), maxExample))
	}
	if least <= most {
		all = append(all, strings.Repeat("Example ", least/8+1)[:max(least, min(most, 1))])
	}
	if pattern, err := syntax.Parse(v.RegExp, syntax.Perl); err == nil && v.RegExp != "" {
		all = append(all, matching(pattern, least)...)
	}
	return all
}

// matching is texts that a pattern matches, but for what it says of the text around them: one
// with as few repetitions as there may be, and longer ones, up to a length.
func matching(pattern *syntax.Regexp, least int) []any {
	var all []any
	for repeat := range least + 2 {
		g := textOf{repeat: repeat}
		g.write(pattern)
		all = append(all, g.b.String())
		if g.b.Len() > 4*least { // a character has at most four bytes
			break
		}
	}
	return all
}

// textOf writes a text that a pattern matches.
type textOf struct {
	b      strings.Builder
	repeat int // how often what may be repeated is, beyond what it has to be
	steps  int
}

func (g *textOf) write(re *syntax.Regexp) {
	if g.steps++; g.steps > maxExample*10 {
		return // a pattern of repetitions within repetitions
	}
	switch re.Op {
	case syntax.OpLiteral:
		g.b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		g.b.WriteRune(pickRune(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		g.b.WriteByte('x')
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			g.write(sub)
		}
	case syntax.OpAlternate:
		g.write(re.Sub[0])
	case syntax.OpQuest:
		g.times(re.Sub[0], 0, 1)
	case syntax.OpStar:
		g.times(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		g.times(re.Sub[0], 1, -1)
	case syntax.OpRepeat:
		g.times(re.Sub[0], re.Min, re.Max)
	}
}

// times writes what comes from least to most times; most -1: any number.
func (g *textOf) times(re *syntax.Regexp, least, most int) {
	n := least + g.repeat
	if most >= 0 {
		n = min(n, most)
	}
	for range n {
		g.write(re)
	}
}

// pickRune is a character of a class, which is pairs of a first and a last one: a letter or a
// digit, if there is one.
func pickRune(class []rune) rune {
	for _, wanted := range "a0Ax" {
		for i := 0; i+1 < len(class); i += 2 {
			if class[i] <= wanted && wanted <= class[i+1] {
				return wanted
			}
		}
	}
	for i := 0; i+1 < len(class); i += 2 {
		if class[i+1] > ' ' {
			return max(class[i], '!')
		}
	}
	if len(class) > 0 {
		return class[0]
	}
	return 'x'
}
