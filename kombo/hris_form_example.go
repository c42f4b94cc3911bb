package kombo

import (
	"math"
	"reflect"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// Example returns a made-up value for each field of the form. Validate accepts these values. Use them to see
// the data that a form requires, or to begin a mapping. For a select field, Example selects the first options.
// If the options come from a referenced list, it uses "example", which you must replace with an id from that
// list.
//
// Example omits a field for which it finds no valid value: a field of a type that this SDK does not know, a
// select field without options, a file that must be empty, or a field whose limits and pattern contradict each
// other. For the result, Validate reports a [ProblemMissing] for each omitted field that is required, and no
// other problem.
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

// example returns a valid value for the field, or nil if it finds none.
func (f FormField) example() any {
	for _, v := range f.candidates() {
		if f.accepts(v) {
			return v
		}
	}
	return nil
}

// accepts reports whether a value is valid for the field.
func (f FormField) accepts(v any) bool {
	c := &formCheck{}
	c.field(nil, f, c.normalize(nil, reflect.ValueOf(v), nil))
	return len(c.problems) == 0
}

// candidates returns values that may be valid for the field, the most likely first.
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
		if ids := v.Options.firstIDs(1); len(ids) > 0 {
			return []any{ids[0]}
		}
	case *MultiSelectField:
		return []any{v.Options.firstIDs(exampleLen(v.MinItems))}
	case *FileField:
		return v.candidates()
	case *ObjectField:
		return []any{exampleOf(v.Properties)}
	case *ArrayField:
		return v.candidates()
	}
	return nil
}

// exampleLen returns the number of elements of an example list: the minimum, but at least one.
func exampleLen(minItems *float64) int {
	if minItems == nil {
		return 1
	}
	return int(min(max(math.Ceil(*minItems), 1), maxExample))
}

// maxExample is the maximum length of an example list or string.
const maxExample = 1000

// firstIDs returns the ids of the first n options, or of all if there are fewer.
func (v *FieldOptions) firstIDs(n int) []string {
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
	n := exampleLen(v.MinItems)
	if n*countValues(item) > maxExample*10 {
		return []any{[]any{}} // nested lists would be too large
	}
	items := make([]any, n)
	for i := range items {
		items[i] = item
	}
	return []any{items, []any{}}
}

// countValues returns the number of values in v, including v itself.
func countValues(v any) int {
	n := 1
	switch v := v.(type) {
	case FormValues:
		for _, member := range v {
			n += countValues(member)
		}
	case []any:
		for _, item := range v {
			n += countValues(item)
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

// exampleStrings holds realistic values by unified key.
var exampleStrings = map[UnifiedKey]string{
	UnifiedKeyFirstName: "Jane", UnifiedKeyLastName: "Example", UnifiedKeyGender: "NOT_SPECIFIED", UnifiedKeyJobTitle: "Engineer",
	UnifiedKeyHomeAddressCity: "Exampleton", UnifiedKeyHomeAddressCountry: "DE", UnifiedKeyHomeAddressState: "Berlin",
	UnifiedKeyHomeAddressStreet1: "1 Example Street", UnifiedKeyHomeAddressStreet2: "Floor 2", UnifiedKeyHomeAddressZIPCode: "12345",
	UnifiedKeyMobilePhoneNumber: "+4915550000000", UnifiedKeyHomePhoneNumber: "+4930555000000", UnifiedKeyNationality: "DE",
	UnifiedKeyDateOfBirth: "1990-05-17", UnifiedKeyStartDate: "2030-01-02",
	UnifiedKeyWorkEmail: "jane@example.com", UnifiedKeyPrivateEmail: "jane@example.org", UnifiedKeyYearlySalary: "50000",
}

func (v *TextField) candidates() []any {
	var all []any
	if s, ok := exampleStrings[v.UnifiedKey]; ok {
		all = append(all, s)
	}
	all = append(all, "Example", "jane@example.com", "https://example.com", "+4915550000000", "2030-01-02", "DE", "1")
	minLen, maxLen := 0, maxExample
	if v.MinLength != nil {
		minLen = int(min(max(math.Ceil(*v.MinLength), 0), maxExample))
	}
	if v.MaxLength != nil {
		maxLen = int(min(max(math.Floor(*v.MaxLength), 0), maxExample))
	}
	if minLen <= maxLen {
		all = append(all, strings.Repeat("Example ", minLen/8+1)[:max(minLen, min(maxLen, 1))])
	}
	if pattern, err := syntax.Parse(v.RegExp, syntax.Perl); err == nil && v.RegExp != "" {
		all = append(all, matchingStrings(pattern, minLen)...)
	}
	return all
}

// matchingStrings returns strings that a pattern matches, ignoring assertions such as anchors and word
// boundaries. The first has as few repetitions as possible. Longer ones follow, until one is certainly longer
// than minLen characters.
func matchingStrings(pattern *syntax.Regexp, minLen int) []any {
	var all []any
	for repeat := range minLen + 2 {
		g := patternWriter{repeat: repeat}
		g.write(pattern)
		all = append(all, g.b.String())
		if g.b.Len() > 4*minLen { // a character has at most four bytes
			break
		}
	}
	return all
}

// patternWriter writes a string that a pattern matches.
type patternWriter struct {
	b      strings.Builder
	repeat int // additional repetitions beyond the minimum
	steps  int
}

func (g *patternWriter) write(re *syntax.Regexp) {
	if g.steps++; g.steps > maxExample*10 {
		return // nested repetitions would take too long
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

// times writes a string for re minCount+repeat times, but at most maxCount times. If maxCount is -1, there is no
// limit.
func (g *patternWriter) times(re *syntax.Regexp, minCount, maxCount int) {
	n := minCount + g.repeat
	if maxCount >= 0 {
		n = min(n, maxCount)
	}
	for range n {
		g.write(re)
	}
}

// pickRune returns a character of a class, preferably a letter or a digit. A class is a sequence of pairs, each
// the first and the last character of a range.
func pickRune(class []rune) rune {
	for _, preferred := range "a0Ax" {
		for i := 0; i+1 < len(class); i += 2 {
			if class[i] <= preferred && preferred <= class[i+1] {
				return preferred
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
