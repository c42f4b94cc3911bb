package kombo

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/safeprint"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ScreeningQuestionAnswer is a question of an application form with the candidate's answer:
// *AnsweredText, *AnsweredSingleSelect, *AnsweredMultiSelect, *AnsweredBoolean, *AnsweredNumber,
// *AnsweredDate or *AnsweredUnknown.
type ScreeningQuestionAnswer interface{ screeningQuestionAnswer() }

// Answered is a question with its answer. The type of the answer depends on the type of the question.
type Answered[A any] struct {
	Question AnsweredQuestion `json:"question"`
	Answer   A                `json:"answer"`

	rolecall.Extra `json:"-"`
}

func (*Answered[A]) screeningQuestionAnswer() {}

// AnsweredQuestion is the question of an [Answered]. Its Type determines the type of the
// answer. In most other unions, the type is a member of the outer object.
type AnsweredQuestion struct {
	// RemoteID is the tool's id of the question, as in [ScreeningQuestion.RemoteID].
	RemoteID string `json:"remote_id,omitempty"`
	Title    string `json:"title,omitempty"`
	// Type is TEXT, SINGLE_SELECT, MULTI_SELECT, BOOLEAN, NUMBER, DATE, UNKNOWN or a new type.
	Type string `json:"type"`

	rolecall.Extra `json:"-"`
}

// The types of [ScreeningQuestionAnswer], by the type of the question.
type (
	// AnsweredText answers a TEXT question.
	AnsweredText = Answered[TextContent]
	// AnsweredSingleSelect answers a SINGLE_SELECT question.
	AnsweredSingleSelect = Answered[SelectedChoice]
	// AnsweredMultiSelect answers a MULTI_SELECT question.
	AnsweredMultiSelect = Answered[SelectedChoices]
	// AnsweredBoolean answers a BOOLEAN question.
	AnsweredBoolean = Answered[Checkmark]
	// AnsweredNumber answers a NUMBER question.
	AnsweredNumber = Answered[NumberValue]
	// AnsweredDate answers a DATE question.
	AnsweredDate = Answered[DateValue]
)

// The types of [Answered.Answer], by the type of the question.
type (
	// TextContent is the answer to a TEXT question.
	TextContent struct {
		Content string `json:"content,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SelectedChoice is the displayed text of the chosen option.
	SelectedChoice struct {
		Choice string `json:"choice,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SelectedChoices are the displayed texts of the chosen options.
	SelectedChoices struct {
		Choices []string `json:"choices,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// Checkmark is the answer to a BOOLEAN question. Nil: no answer.
	Checkmark struct {
		Checked *bool `json:"checked,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// NumberValue is the answer to a NUMBER question. Nil: no answer.
	NumberValue struct {
		Number *float64 `json:"number,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// DateValue is the answer to a DATE question. A time of day after the date is ignored. Zero: no
	// answer.
	DateValue struct {
		Date rolecall.Date `json:"date,omitzero"`

		rolecall.Extra `json:"-"`
	}
)

// AnsweredUnknown is an answer to a question that Kombo cannot map ("UNKNOWN"), or to a question of a
// type that this SDK does not know.
type AnsweredUnknown struct {
	Question AnsweredQuestion
	// Raw is the JSON object with question and answer, unmodified.
	Raw json.RawMessage
}

func (*AnsweredUnknown) screeningQuestionAnswer() {}

// MarshalJSON writes Raw unmodified, or only the question if Raw is empty.
func (v AnsweredUnknown) MarshalJSON() ([]byte, error) {
	return rawOr(v.Raw, answeredQuestion{v.Question})
}

var screeningAnswers = familyOf("question.type", map[string]ScreeningQuestionAnswer{
	"TEXT":          &AnsweredText{},
	"SINGLE_SELECT": &AnsweredSingleSelect{},
	"MULTI_SELECT":  &AnsweredMultiSelect{},
	"BOOLEAN":       &AnsweredBoolean{},
	"NUMBER":        &AnsweredNumber{},
	"DATE":          &AnsweredDate{},
}).withUnknown(newAnsweredUnknown)

func newAnsweredUnknown(typ string, raw json.RawMessage) any {
	var known answeredQuestion
	_ = json.Unmarshal(raw, &known) // members that do not decode are still in Raw
	known.Question.Type = typ
	return &AnsweredUnknown{Question: known.Question, Raw: raw}
}

// answeredQuestion is the JSON of an [AnsweredUnknown] without Raw.
type answeredQuestion struct {
	Question AnsweredQuestion `json:"question"`
}

// NewAnswer is an answer to send with an application. Create it with the function for the type of the
// question ([QuestionFormat]): [TextAnswer], [NumberAnswer], [BooleanAnswer], [DateAnswer],
// [OptionAnswer], [OptionsAnswer] or [FileAnswer]. Each function accepts only the Go type that its type of
// question requires. The zero NewAnswer is rejected before anything is sent.
type NewAnswer struct {
	questionID string
	value      any // string, float64, bool, []string, File, invalidAnswer
}

// Format prints a file as [File] does.
func (v NewAnswer) Format(f fmt.State, verb rune) {
	safeprint.Struct(f, verb, struct {
		QuestionID string
		Value      any
	}{v.questionID, v.value})
}

// LogValue returns what Format prints, for package slog.
func (v NewAnswer) LogValue() slog.Value { return safeprint.LogValue(v) }

// TextAnswer answers a TEXT question.
func TextAnswer(questionID, text string) NewAnswer { return NewAnswer{questionID, text} }

// NumberAnswer answers a NUMBER question. NaN and infinity are rejected before anything is sent.
func NumberAnswer(questionID string, number float64) NewAnswer { return NewAnswer{questionID, number} }

// BooleanAnswer answers a BOOLEAN question.
func BooleanAnswer(questionID string, yes bool) NewAnswer { return NewAnswer{questionID, yes} }

// DateAnswer answers a DATE question. The zero Date, and a date that does not exist in the calendar,
// are rejected before anything is sent.
func DateAnswer(questionID string, date rolecall.Date) NewAnswer {
	switch problem := date.Problem(); {
	case date.IsZero():
		return NewAnswer{questionID, nil}
	case problem != "":
		return NewAnswer{questionID, invalidAnswer("has a date that " + problem)}
	}
	return NewAnswer{questionID, date.String()}
}

// OptionAnswer answers a SINGLE_SELECT question with the ID of an option. An empty ID is rejected
// before anything is sent.
func OptionAnswer(questionID, optionID string) NewAnswer {
	if optionID == "" {
		return NewAnswer{questionID, nil}
	}
	return NewAnswer{questionID, optionID}
}

// OptionsAnswer answers a MULTI_SELECT question with the IDs of zero or more options. An empty ID and a
// duplicate ID are rejected before anything is sent.
func OptionsAnswer(questionID string, optionIDs ...string) NewAnswer {
	return NewAnswer{questionID, append([]string{}, optionIDs...)}
}

// FileAnswer answers a FILE question.
func FileAnswer(questionID string, file File) NewAnswer { return NewAnswer{questionID, file} }

func (v NewAnswer) isFile() bool {
	_, ok := v.value.(File)
	return ok
}

// QuestionID returns Kombo's ID of the question.
func (v NewAnswer) QuestionID() string { return v.questionID }

// Value returns the answer: a string (also for dates and single options), a float64, a bool, a
// []string or a [File]. It returns nil if there is no valid answer.
func (v NewAnswer) Value() any {
	if _, invalid := v.value.(invalidAnswer); invalid {
		return nil
	}
	return v.value
}

// invalidAnswer is the value of an answer that cannot be sent. It describes the problem.
type invalidAnswer string

// MarshalJSON returns an error, so that the answer is not sent.
func (v invalidAnswer) MarshalJSON() ([]byte, error) {
	return nil, errors.New("kombo: an answer " + string(v))
}

// Problem describes what makes the answer invalid, or returns "" if it is valid.
func (v NewAnswer) Problem() string {
	if v.questionID == "" {
		return "has no question id"
	}
	switch value := v.value.(type) {
	case nil:
		return "has no value: create it with TextAnswer or a similar function"
	case invalidAnswer:
		return string(value)
	case float64:
		return strings.TrimSpace(transport.ProblemIn(value))
	case []string:
		if slices.Contains(value, "") {
			return "has an empty option id"
		}
		if len(unique(slices.Clone(value))) < len(value) {
			return "has a duplicate option"
		}
	case File:
		if problem := value.Problem(); problem != "" {
			return "has an invalid file: " + problem
		}
	}
	return ""
}

type wireAnswer struct {
	QuestionID string          `json:"question_id"`
	Answer     json.RawMessage `json:"answer"`
}

// MarshalJSON writes the question's id and the answer.
func (v NewAnswer) MarshalJSON() ([]byte, error) {
	answer, err := json.Marshal(v.value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(wireAnswer{v.questionID, answer})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *NewAnswer) UnmarshalJSON(b []byte) error {
	var wire wireAnswer
	if err := json.Unmarshal(b, &wire); err != nil {
		return err
	}
	value, err := decodeAnswer(wire.Answer)
	if err != nil {
		return err
	}
	*v = NewAnswer{wire.QuestionID, value}
	return nil
}

func decodeAnswer(b []byte) (value any, err error) {
	switch jsonpeek.KindOf(b) {
	case jsonpeek.Invalid, jsonpeek.Null:
		return nil, nil
	case jsonpeek.String:
		return decodeAs[string](b)
	case jsonpeek.Number:
		return decodeAs[float64](b)
	case jsonpeek.Bool:
		return decodeAs[bool](b)
	case jsonpeek.Array:
		return decodeAs[[]string](b)
	case jsonpeek.Object:
		return decodeAs[File](b)
	}
	return nil, errors.New("kombo: an answer has an unknown JSON type")
}

func decodeAs[T any](b []byte) (any, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}
