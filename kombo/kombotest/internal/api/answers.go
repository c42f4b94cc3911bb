package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// readAnswers makes answers of a request's. One to a question that the job does not have is a warning; one
// that the question does not allow is an error.
func (c *call) readAnswers(job int, given []newAnswer) ([]record.Object, error) {
	list, answered := []record.Object{}, map[int]bool{}
	for _, g := range given {
		place, ok := world.QuestionByID(c.world, job, g.QuestionID)
		if !ok {
			c.warn("the job has no question %q: its answer was left out", g.QuestionID)
			continue
		}
		q := question{world.Question(c.world, job, place)}
		typ, payload, err := q.read(g.Answer)
		if err != nil {
			return nil, invalid("screening_question_answers: %q is a question of format %s: %v", g.QuestionID, q.typ(), err)
		}
		answered[place] = true
		list = append(list, world.Answer(q.Object, typ, payload))
	}
	if !c.integration.opts.AnswersRequired {
		return list, nil
	}
	for _, place := range world.Questions(job) {
		q := world.Question(c.world, job, place)
		if q.Get("required") == true && q.Get("precondition_question_id") == nil && !answered[place] {
			return nil, invalid("screening_question_answers: the required question %q has no answer", q.Get("id"))
		}
	}
	return list, nil
}

var (
	errAnswerType   = errors.New("the answer has another type")
	errAnswerOption = errors.New("the answer is not one of its options")
	errAnswerEmpty  = errors.New("the question is required, and the answer is empty")
)

// question is a question of a job, as its record has it.
type question struct{ record.Object }

func (q question) format() record.Object { return q.Object.Object("format") }

func (q question) typ() string { return q.format().String("type") }

// read makes what an application shows of the answer that it was created with: the names of options in
// place of their ids. No answer shows a file.
func (q question) read(raw json.RawMessage) (typ string, payload record.Object, err error) {
	if empty := strings.TrimSpace(string(raw)); q.Get("required") == true && (empty == `""` || empty == "[]") {
		return "", nil, errAnswerEmpty
	}
	switch typ = q.typ(); typ {
	case "TEXT":
		v, err := valueOf[string](raw)
		return typ, record.Object{"content", v}, errors.Join(err, q.within("max_length", float64(utf8.RuneCountInString(v)), false))
	case "NUMBER":
		v, err := valueOf[float64](raw)
		return typ, record.Object{"number", v}, errors.Join(err, q.within("min", v, true), q.within("max", v, false))
	case "BOOLEAN":
		v, err := valueOf[bool](raw)
		return typ, record.Object{"checked", v}, err
	case "DATE":
		v, err := dateOf(raw)
		return typ, record.Object{"date", v}, err
	case "SINGLE_SELECT":
		v, err := valueOf[string](raw)
		names, unknown := q.names(v)
		return typ, record.Object{"choice", strings.Join(names, "")}, errors.Join(err, unknown)
	case "MULTI_SELECT":
		v, err := valueOf[[]string](raw)
		names, unknown := q.names(v...)
		return typ, record.Object{"choices", names}, errors.Join(err, unknown)
	case "FILE":
		f, err := valueOf[world.File](raw)
		if err != nil {
			return typ, nil, err
		}
		return "UNKNOWN", record.Object{"raw", record.Object{"file", f.Name}}, errors.Join(checkFile(&f, "answer"), q.accepts(&f))
	}
	if raw == nil {
		return "UNKNOWN", nil, errAnswerType
	}
	return "UNKNOWN", record.Object{"raw", raw}, nil
}

// within checks a limit of the question's format, if it has it.
func (q question) within(limit string, v float64, least bool) error {
	most, err := strconv.ParseFloat(fmt.Sprintf("%s", record.AppendJSON(nil, q.format().Get(limit))), 64)
	if err != nil || v == most || v < most != least {
		return nil // null: no limit
	}
	return fmt.Errorf("the %s is %v", limit, most)
}

// accepts checks the type and the size of a file. A file that is only a URL has no size yet.
func (q question) accepts(f *world.File) error {
	types, _ := q.format().Get("accepted_mime_types").([]any)
	if len(types) > 0 && f.ContentType != "" && !slices.Contains(types, any(f.ContentType)) {
		return fmt.Errorf("files of type %s are not accepted", f.ContentType)
	}
	return q.within("max_file_size_bytes", float64(len(f.Data)/4*3), false)
}

// names turns the ids of options into their names.
func (q question) names(ids ...string) ([]string, error) {
	options := world.Objects(q.format().Get("options"))
	names := []string{}
	for _, id := range ids {
		i := slices.IndexFunc(options, func(o record.Object) bool { return o.Get("id") == id })
		if i < 0 {
			return nil, errAnswerOption
		}
		names = append(names, options[i].String("name"))
	}
	return names, nil
}

func valueOf[T any](raw json.RawMessage) (T, error) {
	var v *T
	if err := json.Unmarshal(raw, &v); err != nil || v == nil {
		return *new(T), errAnswerType
	}
	return *v, nil
}

func dateOf(raw json.RawMessage) (time.Time, error) {
	s, err := valueOf[string](raw)
	if err != nil {
		return time.Time{}, err
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errAnswerType
}
