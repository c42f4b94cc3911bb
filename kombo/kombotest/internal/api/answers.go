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

// readAnswers converts the screening question answers of a request. An answer to a question that the job
// does not have is a warning. An answer that the question does not allow is an error.
func (c *call) readAnswers(job int, given []newAnswer) ([]record.Object, error) {
	list, answered := []record.Object{}, map[int]bool{}
	for _, g := range given {
		place, ok := world.QuestionByID(c.world, job, g.QuestionID)
		if !ok {
			c.warn("the job has no question %q: its answer is ignored", g.QuestionID)
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
	errAnswerType   = errors.New("the answer has the wrong type")
	errAnswerOption = errors.New("the answer is not one of the question's options")
	errAnswerEmpty  = errors.New("the question is required, but the answer is empty")
)

// question is a screening question as a job record contains it.
type question struct{ record.Object }

func (q question) format() record.Object { return q.Object.Object("format") }

func (q question) typ() string { return q.format().String("type") }

// read converts the answer in a request to the answer in an application: the names of options replace their
// ids, and a file becomes its name.
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

// within checks v against a minimum or maximum in the question's format, if the format has it.
func (q question) within(name string, v float64, isMinimum bool) error {
	raw, ok := q.format().Get(name).(json.RawMessage)
	if !ok {
		return nil // null: there is no limit
	}
	limit, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || v == limit || v < limit != isMinimum {
		return err
	}
	return fmt.Errorf("the %s is %v", name, limit)
}

// accepts checks the content type and size of a file. It does not check the size of a file given as a URL.
func (q question) accepts(f *world.File) error {
	types, _ := q.format().Get("accepted_mime_types").([]any)
	if len(types) > 0 && f.ContentType != "" && !slices.Contains(types, any(f.ContentType)) {
		return fmt.Errorf("files of type %s are not accepted", f.ContentType)
	}
	return q.within("max_file_size_bytes", float64(len(f.Data)/4*3), false)
}

// names returns the names of options with these ids.
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
