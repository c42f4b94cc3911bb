package kombotest

import (
	"encoding/json"
	"strconv"
)

// The formats of screening questions. What one is follows from its place.
var questionTypes = []string{
	"TEXT", "NUMBER", "FILE", "SINGLE_SELECT", "BOOLEAN", "DATE", "MULTI_SELECT", "INFORMATION", "UNKNOWN",
}

// questionSpace is how many question numbers each job has.
const questionSpace = 16

// questionPlaces says which questions a job has: job 0 has one of each format.
func questionPlaces(i int) []int {
	switch {
	case i == 0:
		return []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	case i%3 == 1:
		return nil
	}
	return []int{i % len(questionTypes), (i + 4) % len(questionTypes)}
}

func questionID(job, place int) string {
	return idOf("testQuestion", job*questionSpace+place)
}

func questionRemoteID(job, place int) any {
	return only(job == 0 || place%4 != 3, numbered("question-", job*questionSpace+place, 16))
}

// questionByID finds the place of a job's question.
func questionByID(job int, id string) (place int, ok bool) {
	for _, place := range questionPlaces(job) {
		if questionID(job, place) == id {
			return place, true
		}
	}
	return 0, false
}

func questionTitle(place int) string { return "Question of format " + questionTypes[place] }

func (w *world) questions(i int) []object {
	list := []object{}
	full := i == 0
	for index, place := range questionPlaces(i) {
		q := object{
			"id", questionID(i, place),
			"remote_id", questionRemoteID(i, place),
			"title", questionTitle(place),
			"description", only(full || place%2 == 0, "Say it in your own words."),
			"format", questionFormat(i, place),
			"category", only(full || place == 3, []string{"EEO", "DEMOGRAPHIC"}[place%2]),
			"index", only(full || place%3 != 1, index),
			"required", only(full || place%5 != 1, place%2 == 0),
			"precondition_question_id", nil,
			"precondition_options", nil,
		}
		if full {
			q.precondition(i, place)
		}
		list = append(list, q)
	}
	return list
}

// precondition lets two questions appear only after an answer to another one: a yes, or one
// of two choices.
func (o object) precondition(job, place int) {
	const choice, yesNo = 3, 4
	switch place {
	case 5:
		o.set("precondition_question_id", questionID(job, yesNo))
		o.set("precondition_options", []bool{true})
	case 6:
		o.set("precondition_question_id", questionID(job, choice))
		o.set("precondition_options", []string{optionID(job, choice, 0), optionID(job, choice, 1)})
	}
}

func optionID(job, place, k int) string {
	return idOf("testOption", (job*questionSpace+place)*4+k)
}

func optionName(k int) string { return "Choice " + strconv.Itoa(k+1) }

const optionsPerQuestion = 3

func questionOptions(job, place int) []object {
	list := []object{}
	for k := range optionsPerQuestion {
		list = append(list, object{
			"id", optionID(job, place, k),
			"remote_id", only(job == 0 || k > 0, "option-"+strconv.Itoa(k)),
			"name", optionName(k),
		})
	}
	return list
}

func questionFormat(job, place int) any {
	typ := questionTypes[place]
	full := job == 0 || job%2 == 0
	switch typ {
	case "TEXT":
		return object{
			"type", typ, "display_type", only(full, pick([]string{"SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL"}, job)),
			"max_length", only(full, 400),
		}
	case "NUMBER":
		return object{
			"type", typ, "display_type", pick([]string{"SLIDER", "FIELD"}, job),
			"max", only(full, 99.5), "min", only(full, 0),
		}
	case "FILE":
		return object{
			"type", typ, "accepted_mime_types", only(full, []string{"application/pdf", "image/png"}),
			"max_file_size_bytes", only(full, 5<<20),
		}
	case "SINGLE_SELECT":
		return object{
			"type", typ, "display_type", only(full, pick([]string{"DROPDOWN", "RADIO"}, job)),
			"options", questionOptions(job, place),
		}
	case "MULTI_SELECT":
		return object{"type", typ, "options", questionOptions(job, place)}
	case "UNKNOWN":
		return object{"type", typ, "raw_question", json.RawMessage(`{"kind":"drawing","pages":2}`)}
	}
	return object{"type", typ}
}

// answer makes the answer to a question, with its payload.
func answer(job, place int, typ string, payload object) object {
	return object{
		"answer", payload,
		"question",
		object{"remote_id", questionRemoteID(job, place), "title", questionTitle(place), "type", typ},
	}
}

// answers is what the base applications have: number 0 has one of each type.
func answers(a, job int) any {
	list := []object{
		answer(job, 0, "TEXT", object{"content", only(a%5 != 1, "In words, number "+strconv.Itoa(a))}),
		answer(job, 3, "SINGLE_SELECT", object{"choice", only(a%5 != 2, optionName(1))}),
		answer(job, 6, "MULTI_SELECT", object{"choices", []string{optionName(0), optionName(2)}}),
		answer(job, 4, "BOOLEAN", object{"checked", only(a%5 != 3, a%2 == 0)}),
		answer(job, 1, "NUMBER", object{"number", only(a%5 != 4, float64(a%40)+0.5)}),
		answer(job, 5, "DATE", object{"date", only(a%7 != 3, baseStart.AddDate(0, 0, a%28).Truncate(day))}),
		answer(job, 8, "UNKNOWN", object{"raw", only(a%7 != 4, json.RawMessage(`{"strokes":[1,2]}`))}),
	}
	switch {
	case a == 0:
		return list
	case a%4 == 3:
		return nil
	}
	// The answers are to questions that the job has.
	kept := []object{}
	for _, place := range questionPlaces(job) {
		for k, at := range []int{0, 3, 6, 4, 1, 5, 8} {
			if at == place {
				kept = append(kept, list[k])
			}
		}
	}
	return kept
}
