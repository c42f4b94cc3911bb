package kombo

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// ValidateAnswers checks answers to the [Job.ScreeningQuestions]. Call it before you send them with
// [ATSService.CreateApplication]. It returns nil, or a [*FormError] with a problem for each required
// question without an answer and for each invalid answer. The path of a problem is the ID of the
// question.
//
// A required question with a precondition requires an answer only if the answer to the question
// PreconditionQuestionID is one of [ScreeningQuestion.PreconditionOptions]. ValidateAnswers does not
// check answers to questions without a format, or with a format that this SDK does not know. It also
// does not check the size and type of a file with a DataURL. Kombo checks these.
// Lengths are counted in characters; Kombo does not document the unit.
func (j *Job) ValidateAnswers(answers []NewAnswer) error {
	c := answerCheck{given: make(map[string]NewAnswer, len(answers)), questions: map[string]*ScreeningQuestion{}}
	if j != nil {
		for i := range j.ScreeningQuestions {
			c.questions[j.ScreeningQuestions[i].ID] = &j.ScreeningQuestions[i]
		}
	}
	for _, answer := range answers {
		c.answer(answer)
	}
	for id, question := range c.questions {
		if _, given := c.given[id]; !given && question.needsAnswer() && c.asked(question, len(c.questions)) {
			c.add([]string{id}, ProblemMissing, "it is missing")
		}
	}
	return formError("the answers do not match the questions of the job", c.problems)
}

// answerCheck collects the problems of a list of answers.
type answerCheck struct {
	formCheck
	given     map[string]NewAnswer
	questions map[string]*ScreeningQuestion
}

// needsAnswer reports whether an application without an answer to the question is rejected.
func (v *ScreeningQuestion) needsAnswer() bool {
	if v.Format != nil {
		if _, shown := v.Format.Variant.(*InformationFormat); shown {
			return false
		}
	}
	return v.Required != nil && *v.Required
}

// asked reports whether the preconditions of a question are met. most is the maximum length of the
// chain of preconditions: a longer chain is a cycle, and its questions are not asked.
func (c *answerCheck) asked(question *ScreeningQuestion, most int) bool {
	if question.PreconditionQuestionID == "" || len(question.PreconditionOptions) == 0 {
		return true
	}
	before := c.questions[question.PreconditionQuestionID]
	if before == nil || most == 0 || !c.asked(before, most-1) {
		return false
	}
	return slices.ContainsFunc(question.PreconditionOptions, func(option json.RawMessage) bool {
		return c.given[before.ID].isOption(option)
	})
}

// isOption reports whether the answer is or contains option, which is an ID or a boolean as JSON.
func (v NewAnswer) isOption(option json.RawMessage) bool {
	if ids, ok := v.value.([]string); ok {
		return slices.ContainsFunc(ids, func(id string) bool { return OptionAnswer("", id).isOption(option) })
	}
	if v.value == nil {
		return false
	}
	var want any
	return json.Unmarshal(option, &want) == nil && want == v.value
}

func (c *answerCheck) answer(answer NewAnswer) {
	path := []string{answer.questionID}
	question := c.questions[answer.questionID]
	_, twice := c.given[answer.questionID]
	twice = twice && !answer.isFile()
	c.given[answer.questionID] = answer
	problem := answer.Problem()
	switch {
	case answer.questionID == "":
		c.add(nil, ProblemUnknown, "the question id is empty")
	case question == nil:
		c.add(path, ProblemUnknown, "the job has no such question")
	case twice:
		c.add(path, ProblemDuplicate, "it is answered twice")
	case problem != "":
		c.add(path, codeOf(answer.value), "it %s", problem)
	case question.Format != nil:
		c.format(path, question, answer.value)
	}
}

// codeOf returns the problem code of an answer that is invalid for every question.
func codeOf(value any) ProblemCode {
	switch value.(type) {
	case nil:
		return ProblemMissing
	case invalidAnswer:
		return ProblemDate
	case []string:
		return ProblemOption
	case File:
		return ProblemFile
	}
	return ProblemUnencodable
}

// format checks an answer against the format of its question.
func (c *answerCheck) format(path []string, question *ScreeningQuestion, value any) {
	required := question.needsAnswer()
	switch f := question.Format.Variant.(type) {
	case *TextFormat:
		c.text(path, &TextField{FieldInfo: FieldInfo{Required: required}, MaxLength: number(f.MaxLength)}, value)
	case *NumberFormat:
		n, ok := value.(float64)
		if !ok {
			c.add(path, ProblemType, "it is not a number")
			return
		}
		c.within(path, n, f.Min, f.Max, numbers)
	case *FileFormat:
		c.file(path, f, value)
	case *SingleSelectFormat:
		c.option(path, optionsOf(f.Options), value)
	case *MultiSelectFormat:
		ids, ok := value.([]string)
		if !ok {
			c.add(path, ProblemType, "it is not a list of options")
			return
		}
		list := make([]any, len(ids))
		for i, id := range ids {
			list[i] = id
		}
		c.items(path, list, required, nil, nil, func(_ []string, id any) { c.option(path, optionsOf(f.Options), id) })
	case *BooleanFormat:
		if _, ok := value.(bool); !ok {
			c.add(path, ProblemType, "it is neither true nor false")
		}
	case *DateFormat:
		c.date(path, value)
	case *InformationFormat:
		c.add(path, ProblemUnknown, "the question accepts no answer")
	}
}

// number converts a limit to the type that form checks use.
func number[N int | int64](n *N) *float64 {
	if n == nil {
		return nil
	}
	return new(float64(*n))
}

// optionsOf converts the options of a question to those of a form. If there are none, every ID is
// accepted.
func optionsOf(options []QuestionOption) FieldOptions {
	if len(options) == 0 {
		return FieldOptions{}
	}
	all := FieldOptions{Type: "inline"}
	for _, option := range options {
		all.Entries = append(all.Entries, FieldOption{ID: option.ID})
	}
	return all
}

func (c *answerCheck) file(path []string, f *FileFormat, value any) {
	file, ok := value.(File)
	if !ok {
		c.add(path, ProblemType, "it is not a file")
		return
	}
	if most := number(f.MaxFileSizeBytes); most != nil && float64(len(file.Data)) > *most {
		c.beyond(path, ProblemTooLarge, *most, "it is more than %s bytes", strconv.FormatInt(*f.MaxFileSizeBytes, 10))
	}
	accepted := func(pattern string) bool {
		kind, wild := strings.CutSuffix(strings.ToLower(pattern), "*")
		own := strings.ToLower(file.ContentType)
		return own == kind || wild && strings.HasPrefix(own, kind)
	}
	if len(f.AcceptedMIMETypes) > 0 && file.ContentType != "" && !slices.ContainsFunc(f.AcceptedMIMETypes, accepted) {
		c.add(path, ProblemFile, "its media type is not one of %v", f.AcceptedMIMETypes)
	}
}
