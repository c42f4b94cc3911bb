package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// idMembers are the members that Human Sourcing writes as numbers or as strings of digits.
var idMembers = setOf(`job_id job_office_id job_salary job_category_id job_sub_category_id job_secteur_id job_interlocutor_id
	job_nb_cand_to_recruit id id_company type default_type media office status customer id_form_answer id_question id_form_answer_value`)

// dateMembers are the members that hold a time.
var dateMembers = setOf("job_jobstart job_mission_start job_published_at job_updated_at date latest_action")

// unknownMember is the name of the member that IrregularMembers adds. It is never rewritten.
const unknownMember = "x_future"

// setOf returns the set of the names, which are separated by spaces.
func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}

// rewriter rewrites one event in other shapes.
type rewriter struct {
	Irregularity

	rng *rand.Rand
}

// rewrite returns body with the irregularities of the set. body is an event in the shapes of the samples.
func (i Irregularity) rewrite(body []byte, rng *rand.Rand) []byte {
	if i == NoIrregularity {
		return body
	}
	rw := rewriter{i, rng}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		panic(err) // impossible: this package has encoded the body
	}
	rw.tree(tree)
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil {
		panic(err)
	}
	body = bytes.TrimSpace(out.Bytes())
	if i.has(IrregularLetters) {
		return escaped(body)
	}
	return body
}

// tree rewrites every object in node.
func (rw rewriter) tree(node any) {
	switch v := node.(type) {
	case []any:
		for _, element := range v {
			rw.tree(element)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) { // sorted, so that the result depends only on the seed
			if name == unknownMember || name == "event" || name == "data" && !isObject(v[name]) {
				continue
			}
			rw.tree(v[name])
			rw.member(v, name)
		}
		if _, isAction := v["default_type"]; isAction {
			rw.addOptional(v)
		}
	}
}

func isObject(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

// member rewrites one member.
func (rw rewriter) member(object map[string]any, name string) {
	value := object[name]
	switch {
	case isEmpty(value):
		rw.empty(object, name)
	case idMembers[name] && rw.has(IrregularIDs), name == "rating" && rw.has(IrregularRatings):
		object[name] = rw.numberOrString(value)
	case dateMembers[name]:
		object[name] = rw.notation(rw.offset(value))
	case rw.has(IrregularLists) && isShortList(value):
		object[name] = rw.listOrObject(value.([]any)) //nolint:forcetypeassert // isShortList has checked the type
	case name == "emailing" && rw.has(IrregularFlags):
		object[name] = rw.flag(value)
	}
}

// isEmpty reports whether value is null, "" or []. false is not empty in the samples.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	default:
		return false
	}
}

// empty rewrites a member whose value is empty: as another empty value, or absent.
func (rw rewriter) empty(object map[string]any, name string) {
	if name == "job_country_intl" && rw.has(IrregularCountries) {
		object[name] = []any{}
		return
	}
	if rw.has(IrregularAbsences) && rw.rng.IntN(3) == 0 {
		delete(object, name)
		return
	}
	if !rw.has(IrregularNothings) {
		return
	}
	values := []any{"", nil, []any{}, map[string]any{}, false}
	if dateMembers[name] {
		values = append(values, "0000-00-00 00:00:00", "0000-00-00T00:00:00+0000", "-0001-11-30T00:00:00+0100", "-0001-11-30", "Invalid date", "None", "null")
	}
	object[name] = values[rw.rng.IntN(len(values))]
}

// addOptional adds the optional members that are absent from an action, as null or [].
func (rw rewriter) addOptional(action map[string]any) {
	if !rw.has(IrregularAbsences) {
		return
	}
	for _, name := range []string{"attachment", "form"} {
		if _, ok := action[name]; !ok {
			action[name] = []any{nil, []any{}}[rw.rng.IntN(2)]
		}
	}
}

// isShortList reports whether value is a list of fewer than ten elements. In a longer one, the names "0", "1",
// "2", … would be sorted in another order than the elements.
func isShortList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) < 10
}

// listOrObject returns list unmodified, or an object whose names are the indexes of the elements.
func (rw rewriter) listOrObject(list []any) any {
	if rw.rng.IntN(2) == 0 {
		return list
	}
	object := map[string]any{}
	for i, element := range list {
		object[strconv.Itoa(i)] = element
	}
	return object
}

// numberOrString returns value unmodified, or converts a number to a string or an integer string to a number.
func (rw rewriter) numberOrString(value any) any {
	if rw.rng.IntN(2) == 0 {
		return value
	}
	switch v := value.(type) {
	case json.Number:
		return v.String()
	case string:
		if n := json.Number(v); json.Valid([]byte(v)) {
			if _, err := n.Int64(); err == nil {
				return n
			}
		}
	}
	return value
}

// notation returns a time unmodified or in a notation that does not occur in the samples.
func (rw rewriter) notation(value any) any {
	const length = len("2006-01-02T15:04:05")
	text, _ := value.(string)
	if !rw.has(IrregularTimes) || len(text) <= length || text[len("2006-01-02")] != 'T' {
		return value
	}
	date, clock, offset := text[:10], text[11:length], text[length:]
	return []any{
		text, date + "t" + clock + offset, date + " " + clock + offset, date + "T" + clock + ",000" + offset,
		map[string]any{"date": date + " " + clock + ".000000", "timezone_type": 1, "timezone": offset},
	}[rw.rng.IntN(5)]
}

// offset returns a time whose offset has a colon or none.
func (rw rewriter) offset(value any) any {
	if !rw.has(IrregularOffsets) {
		return value
	}
	const withColon, withoutColon = time.RFC3339, "2006-01-02T15:04:05-0700"
	text, _ := value.(string)
	for _, layout := range []string{withColon, withoutColon} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format([]string{withColon, withoutColon}[rw.rng.IntN(2)])
		}
	}
	return value
}

// flag returns a boolean unmodified, or as 0 or 1, a string or a number.
func (rw rewriter) flag(value any) any {
	digit := "0"
	if value == true {
		digit = "1"
	}
	return []any{value, digit, json.Number(digit)}[rw.rng.IntN(3)]
}

// escaped escapes letters outside ASCII and slashes, like PHP.
func escaped(body []byte) []byte {
	var out bytes.Buffer
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r == '/':
			out.WriteString(`\/`) // in JSON, slashes occur only in strings
		case r < utf8.RuneSelf:
			out.WriteRune(r)
		default:
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&out, `\u%04x`, unit)
			}
		}
		body = body[size:]
	}
	return out.Bytes()
}
