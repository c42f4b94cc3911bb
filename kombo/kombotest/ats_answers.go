package kombotest

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

var (
	errAnswerType   = errors.New("the answer has another type")
	errAnswerOption = errors.New("the answer is none of its options")
)

// readAnswer makes what an application shows of the answer that it was created with: the
// names of options in place of their ids. Files are to be seen in no answer.
func readAnswer(job, place int, raw json.RawMessage) (typ string, payload object, err error) {
	switch typ = questionTypes[place]; typ {
	case "TEXT":
		v, err := valueOf[string](raw)
		return typ, object{"content", v}, err
	case "NUMBER":
		v, err := valueOf[float64](raw)
		return typ, object{"number", v}, err
	case "BOOLEAN":
		v, err := valueOf[bool](raw)
		return typ, object{"checked", v}, err
	case "DATE":
		v, err := dateOf(raw)
		return typ, object{"date", v}, err
	case "SINGLE_SELECT":
		v, err := valueOf[string](raw)
		names, unknown := optionNames(job, place, v)
		return typ, object{"choice", strings.Join(names, "")}, errors.Join(err, unknown)
	case "MULTI_SELECT":
		v, err := valueOf[[]string](raw)
		names, unknown := optionNames(job, place, v...)
		return typ, object{"choices", names}, errors.Join(err, unknown)
	case "FILE":
		f, err := valueOf[file](raw)
		if err != nil {
			return typ, nil, err
		}
		return "UNKNOWN", object{"raw", object{"file", f.Name}}, f.check("answer", false)
	}
	if raw == nil {
		return "UNKNOWN", nil, errAnswerType
	}
	return "UNKNOWN", object{"raw", raw}, nil
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

// optionNames turns the ids of options into their names.
func optionNames(job, place int, ids ...string) ([]string, error) {
	names := []string{}
	for _, id := range ids {
		name := ""
		for k := range optionsPerQuestion {
			if optionID(job, place, k) == id {
				name = optionName(k)
			}
		}
		if name == "" {
			return nil, errAnswerOption
		}
		names = append(names, name)
	}
	return names, nil
}
