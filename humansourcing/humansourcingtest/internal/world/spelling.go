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

// The members whose digits may be a number or a string.
var idMembers = words(`job_id job_office_id job_salary job_category_id job_sub_category_id job_secteur_id job_interlocutor_id
	job_nb_cand_to_recruit id id_company type default_type media office status customer id_form_answer id_question id_form_answer_value`)

// The members that are dates.
var dateMembers = words("job_jobstart job_mission_start job_published_at job_updated_at date latest_action")

func words(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// speller changes the shapes in one event.
type speller struct {
	Irregularity

	rng *rand.Rand
}

// spell returns the event in body with the irregularities of i.
func (i Irregularity) spell(body []byte, rng *rand.Rand) []byte {
	if i == NoIrregularity {
		return body
	}
	s := speller{i, rng}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		panic(err) // this package generated the bytes
	}
	s.respell(tree)
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

// respell changes every object in a tree.
func (s speller) respell(tree any) {
	switch v := tree.(type) {
	case []any:
		for _, element := range v {
			s.respell(element)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) { // sorted, so that the result depends only on the seed
			if name == "x_future" || name == "event" || name == "data" && !isObject(v[name]) {
				continue
			}
			s.respell(v[name])
			s.member(v, name)
		}
		if _, isAction := v["default_type"]; isAction {
			s.optional(v)
		}
	}
}

func isObject(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

// member changes the spelling of one member.
func (s speller) member(object map[string]any, name string) {
	value := object[name]
	switch {
	case isEmpty(value):
		s.empty(object, name)
	case idMembers[name] && s.has(IrregularIDs), name == "rating" && s.has(IrregularRatings):
		object[name] = s.swapped(value)
	case dateMembers[name]:
		object[name] = s.notation(s.offset(value))
	case s.has(IrregularLists) && isShortList(value):
		object[name] = s.numbered(value.([]any)) //nolint:forcetypeassert // it is one
	case name == "emailing" && s.has(IrregularFlags):
		object[name] = s.flag(value)
	}
}

// isEmpty reports whether value is null or an empty string or array. false is not empty.
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

// empty replaces an empty member by another empty value.
func (s speller) empty(object map[string]any, name string) {
	if name == "job_country_intl" && s.has(IrregularCountries) {
		object[name] = []any{}
		return
	}
	if s.has(IrregularAbsences) && s.rng.IntN(3) == 0 {
		delete(object, name)
		return
	}
	if !s.has(IrregularNothings) {
		return
	}
	ways := []any{"", nil, []any{}, map[string]any{}, false}
	if dateMembers[name] {
		ways = append(ways, "0000-00-00 00:00:00", "0000-00-00T00:00:00+0000", "-0001-11-30T00:00:00+0100", "-0001-11-30", "Invalid date", "None", "null")
	}
	object[name] = ways[s.rng.IntN(len(ways))]
}

// optional adds the members that an action does not have.
func (s speller) optional(action map[string]any) {
	if !s.has(IrregularAbsences) {
		return
	}
	for _, name := range []string{"attachment", "form"} {
		if _, there := action[name]; !there {
			action[name] = []any{nil, []any{}}[s.rng.IntN(2)]
		}
	}
}

// isShortList reports whether value is an array of fewer than ten elements. Sorting the names of more elements would change
// their order.
func isShortList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) < 10
}

// numbered returns the list or, at random, an object with numbers as names.
func (s speller) numbered(list []any) any {
	if s.rng.IntN(2) == 0 {
		return list
	}
	object := map[string]any{}
	for i, element := range list {
		object[strconv.Itoa(i)] = element
	}
	return object
}

// swapped returns value or, at random, converts a number to a string and a string of digits to a number.
func (s speller) swapped(value any) any {
	if s.rng.IntN(2) == 0 {
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

// notation returns a time in a random notation, which the samples may not have.
func (s speller) notation(value any) any {
	const length = len("2006-01-02T15:04:05")
	text, _ := value.(string)
	if !s.has(IrregularTimes) || len(text) <= length || text[len("2006-01-02")] != 'T' {
		return value
	}
	date, clock, offset := text[:10], text[11:length], text[length:]
	return []any{
		text, date + "t" + clock + offset, date + " " + clock + offset, date + "T" + clock + ",000" + offset,
		map[string]any{"date": date + " " + clock + ".000000", "timezone_type": 1, "timezone": offset},
	}[s.rng.IntN(5)]
}

func (s speller) offset(value any) any {
	if !s.has(IrregularOffsets) {
		return value
	}
	const colon, bare = time.RFC3339, "2006-01-02T15:04:05-0700"
	text, _ := value.(string)
	for _, layout := range []string{colon, bare} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format([]string{colon, bare}[s.rng.IntN(2)])
		}
	}
	return value
}

func (s speller) flag(value any) any {
	digit := "0"
	if value == true {
		digit = "1"
	}
	return []any{value, digit, json.Number(digit)}[s.rng.IntN(3)]
}

// escaped escapes non-ASCII letters and slashes as PHP does.
func escaped(body []byte) []byte {
	var out bytes.Buffer
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r == '/':
			out.WriteString(`\/`) // JSON has slashes in strings only
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
