package world

import (
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// questionSamples are the screening questions of job 0, one of each format. The place of a question is its
// index in this list.
var questionSamples = Objects(jobSample.full.Get("screening_questions"))

// answerSamples are the answers of application 0, one of each type.
var answerSamples = Objects(applicationSample.full.Get("screening_question_answers"))

// Objects returns the elements of an array of objects.
func Objects(array any) []record.Object {
	var list []record.Object
	elements, _ := array.([]any)
	for _, v := range elements {
		o, _ := v.(record.Object)
		list = append(list, o)
	}
	return list
}

// The places of the questions that are preconditions of other questions.
const (
	selectPlace  = 3
	booleanPlace = 4
)

// Questions returns the places of the questions of a job. Job 0 has one question of each format.
func Questions(job int) []int {
	switch {
	case job == 0:
		return []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
	case job%3 == 1:
		return nil
	}
	return []int{job % 9, (job + 4) % 9}
}

// questionNumber returns a number that is unique among the questions of all jobs.
func questionNumber(job, place int) int { return job*16 + place }

func questionID(w *World, job, place int) string {
	return w.ID("testQuestion", questionNumber(job, place))
}

func optionID(w *World, job, place, k int) string {
	return w.ID("testOption", questionNumber(job, place)*4+k)
}

func questionRemoteID(job, place int) any {
	return record.If(job == 0 || place%4 != 3, numbered("question-", questionNumber(job, place), 16))
}

// QuestionByID returns the place of the question with an id.
func QuestionByID(w *World, job int, id string) (place int, ok bool) {
	for _, place := range Questions(job) {
		if questionID(w, job, place) == id {
			return place, true
		}
	}
	return 0, false
}

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

// Question returns a question of a job. In the questions of job 0 every member has a value. In other
// questions some members are null, such as the limits of the format.
func Question(w *World, job, place int) record.Object {
	q := questionSamples[place].With("id", questionID(w, job, place), "remote_id", questionRemoteID(job, place))
	format := q.Object("format")
	if options := Objects(format.Get("options")); options != nil {
		list := make([]any, 0, len(options))
		for k, o := range options {
			list = append(list, o.With("id", optionID(w, job, place, k)))
		}
		format = format.With("options", list)
	}
	switch {
	case job == 0 && place == 5:
		q.Set("precondition_question_id", questionID(w, job, booleanPlace))
	case job == 0 && place == 6:
		q.Set("precondition_question_id", questionID(w, job, selectPlace))
		q.Set("precondition_options", []string{optionID(w, job, selectPlace, 0), optionID(w, job, selectPlace, 1)})
	case job > 0:
		setNull(q, place%2 == 1, "description")
		setNull(q, place != selectPlace, "category")
		setNull(q, place%5 == 1, "required")
		setNull(q, place%3 == 1, "index")
		setNull(q, true, "precondition_question_id", "precondition_options")
	}
	if job%2 == 1 {
		format = format.With()
		setNull(format, true, "max_length", "max", "min", "accepted_mime_types", "max_file_size_bytes")
		setNull(format, place == 0 || place == selectPlace, "display_type")
	}
	q.Set("format", format)
	return q
}

// setNull sets members to null if cond is true.
func setNull(o record.Object, cond bool, members ...string) {
	for _, name := range members {
		if cond {
			o.Set(name, nil)
		}
	}
}

// Answer returns an answer as an application contains it: the answer itself and its question.
func Answer(q record.Object, typ string, payload record.Object) record.Object {
	return record.Object{
		"answer", payload,
		"question",
		record.Object{"remote_id", q.Get("remote_id"), "title", q.Get("title"), "type", typ},
	}
}

// answerPlaces holds, for each of answerSamples, the place of its question and the member with its value.
var answerPlaces = []struct {
	place  int
	member string
}{{0, "content"}, {3, "choice"}, {6, "choices"}, {4, "checked"}, {1, "number"}, {5, "date"}, {8, "raw"}}

// answers returns the answers of base application a to questions of its job. Application 0 has one of each
// type; in other applications some values are null.
func answers(a, job int) any {
	if a%4 == 3 {
		return nil
	}
	hasQuestion := map[int]bool{}
	for _, place := range Questions(job) {
		hasQuestion[place] = true
	}
	list := []record.Object{}
	for k, at := range answerPlaces {
		if a > 0 && !hasQuestion[at.place] {
			continue
		}
		o := answerSamples[k].With("question.remote_id", questionRemoteID(job, at.place))
		switch {
		case a > 0 && at.member != "choices" && (a+k)%5 == 1:
			o = o.With("answer."+at.member, nil)
		case at.member == "content":
			o = o.With("answer.content", "Answer number "+strconv.Itoa(a))
		case at.member == "number":
			o = o.With("answer.number", float64(a%40)+0.5)
		}
		list = append(list, o)
	}
	return list
}
