package world

import (
	"encoding/json"
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// The formats of screening questions. What one is follows from its place.
var questionTypes = []string{
	"TEXT", "NUMBER", "FILE", "SINGLE_SELECT", "BOOLEAN", "DATE", "MULTI_SELECT", "INFORMATION", "UNKNOWN",
}

// questionSpace is how many question numbers each job has.
const questionSpace = 16

// Questions are the places of the questions that a job has: job 0 has one of each format.
func Questions(i int) []int {
	switch {
	case i == 0:
		return []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	case i%3 == 1:
		return nil
	}
	return []int{i % len(questionTypes), (i + 4) % len(questionTypes)}
}

func questionID(w *World, job, place int) string {
	return w.ID("testQuestion", job*questionSpace+place)
}

func questionRemoteID(job, place int) any {
	return record.If(job == 0 || place%4 != 3, numbered("question-", job*questionSpace+place, 16))
}

// QuestionByID finds the place of a job's question.
func QuestionByID(w *World, job int, id string) (place int, ok bool) {
	for _, place := range Questions(job) {
		if questionID(w, job, place) == id {
			return place, true
		}
	}
	return 0, false
}

func questionTitle(place int) string { return "Question of format " + questionTypes[place] }

func questions(w *World, job int) []record.Object {
	list := []record.Object{}
	for index, place := range Questions(job) {
		q := Question(w, job, place)
		if q.Get("index") != nil {
			q.Set("index", index)
		}
		list = append(list, q)
	}
	return list
}

// Question is a question of a job.
func Question(w *World, job, place int) record.Object {
	full := job == 0
	q := record.Object{
		"id", questionID(w, job, place),
		"remote_id", questionRemoteID(job, place),
		"title", questionTitle(place),
		"description", record.If(full || place%2 == 0, "Say it in your own words."),
		"format", questionFormat(w, job, place),
		"category", record.If(full || place == 3, []string{"EEO", "DEMOGRAPHIC"}[place%2]),
		"index", record.If(full || place%3 != 1, 0),
		"required", record.If(full || place%5 != 1, place%2 == 0),
		"precondition_question_id", nil,
		"precondition_options", nil,
	}
	if full {
		precondition(w, q, job, place)
	}
	return q
}

// precondition lets two questions appear only after an answer to another one: a yes, or one of two choices.
func precondition(w *World, q record.Object, job, place int) {
	const choice, yesNo = 3, 4
	switch place {
	case 5:
		q.Set("precondition_question_id", questionID(w, job, yesNo))
		q.Set("precondition_options", []bool{true})
	case 6:
		q.Set("precondition_question_id", questionID(w, job, choice))
		q.Set("precondition_options", []string{optionID(w, job, choice, 0), optionID(w, job, choice, 1)})
	}
}

// Answer is an answer to a question, with its payload.
func Answer(q record.Object, typ string, payload record.Object) record.Object {
	return record.Object{
		"answer", payload,
		"question",
		record.Object{"remote_id", q.Get("remote_id"), "title", q.Get("title"), "type", typ},
	}
}

func optionID(w *World, job, place, k int) string {
	return w.ID("testOption", (job*questionSpace+place)*4+k)
}

func optionName(k int) string { return "Choice " + strconv.Itoa(k+1) }

const optionsPerQuestion = 3

func questionOptions(w *World, job, place int) []record.Object {
	list := []record.Object{}
	for k := range optionsPerQuestion {
		list = append(list, record.Object{
			"id", optionID(w, job, place, k),
			"remote_id", record.If(job == 0 || k > 0, "option-"+strconv.Itoa(k)),
			"name", optionName(k),
		})
	}
	return list
}

func questionFormat(w *World, job, place int) record.Object {
	typ := questionTypes[place]
	full := job == 0 || job%2 == 0
	switch typ {
	case "TEXT":
		return record.Object{
			"type", typ, "display_type", record.If(full, pick([]string{"SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL"}, job)),
			"max_length", record.If(full, 400),
		}
	case "NUMBER":
		return record.Object{
			"type", typ, "display_type", pick([]string{"SLIDER", "FIELD"}, job),
			"max", record.If(full, 99.5), "min", record.If(full, 0),
		}
	case "FILE":
		return record.Object{
			"type", typ, "accepted_mime_types", record.If(full, []string{"application/pdf", "image/png"}),
			"max_file_size_bytes", record.If(full, 5<<20),
		}
	case "SINGLE_SELECT":
		return record.Object{
			"type", typ, "display_type", record.If(full, pick([]string{"DROPDOWN", "RADIO"}, job)),
			"options", questionOptions(w, job, place),
		}
	case "MULTI_SELECT":
		return record.Object{"type", typ, "options", questionOptions(w, job, place)}
	case "UNKNOWN":
		return record.Object{"type", typ, "raw_question", json.RawMessage(`{"kind":"drawing","pages":2}`)}
	}
	return record.Object{"type", typ}
}

// answer makes the answer to a question, with its payload.
func answer(job, place int, typ string, payload record.Object) record.Object {
	return record.Object{
		"answer", payload,
		"question",
		record.Object{"remote_id", questionRemoteID(job, place), "title", questionTitle(place), "type", typ},
	}
}

// answers is what the base applications have: number 0 has one of each type.
func answers(a, job int) any {
	list := []record.Object{
		answer(job, 0, "TEXT", record.Object{"content", record.If(a%5 != 1, "In words, number "+strconv.Itoa(a))}),
		answer(job, 3, "SINGLE_SELECT", record.Object{"choice", record.If(a%5 != 2, optionName(1))}),
		answer(job, 6, "MULTI_SELECT", record.Object{"choices", []string{optionName(0), optionName(2)}}),
		answer(job, 4, "BOOLEAN", record.Object{"checked", record.If(a%5 != 3, a%2 == 0)}),
		answer(job, 1, "NUMBER", record.Object{"number", record.If(a%5 != 4, float64(a%40)+0.5)}),
		answer(job, 5, "DATE", record.Object{"date", record.If(a%7 != 3, BaseStart.AddDate(0, 0, a%28).Truncate(Day))}),
		answer(job, 8, "UNKNOWN", record.Object{"raw", record.If(a%7 != 4, json.RawMessage(`{"strokes":[1,2]}`))}),
	}
	switch {
	case a == 0:
		return list
	case a%4 == 3:
		return nil
	}
	// The answers are to questions that the job has.
	kept := []record.Object{}
	for _, place := range Questions(job) {
		for k, at := range []int{0, 3, 6, 4, 1, 5, 8} {
			if at == place {
				kept = append(kept, list[k])
			}
		}
	}
	return kept
}
