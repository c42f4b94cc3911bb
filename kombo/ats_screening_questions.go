package kombo

import (
	"fmt"
	"log/slog"

	"github.com/rolecall-dev/rolecall"
)

// ScreeningQuestion is a question that an applicant for a job is asked.
type ScreeningQuestion struct {
	ID          string `json:"id"`
	RemoteID    string `json:"remote_id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	// Format says how the question is answered. Nil: the tool does not say.
	Format   *Union[QuestionFormat] `json:"format,omitempty"`
	Category QuestionCategory       `json:"category,omitempty"`
	// Index is the question's place, where the tool has an order.
	Index    *int  `json:"index,omitempty"`
	Required *bool `json:"required,omitempty"`
	// PreconditionQuestionID names the question whose answer decides whether this one is
	// asked, and PreconditionOptions the answers after which it is: ids of options, or
	// booleans.
	PreconditionQuestionID string    `json:"precondition_question_id,omitempty"`
	PreconditionOptions    RawValues `json:"precondition_options,omitempty"`

	rolecall.Extra `json:"-"`
}

// String prints v as Format methods do: the type has a field of that name.
func (v ScreeningQuestion) String() string {
	type fields ScreeningQuestion // without String
	return fmt.Sprintf("%+v", fields(v))
}

// LogValue is what package slog writes: what String returns.
func (v ScreeningQuestion) LogValue() slog.Value { return slog.StringValue(v.String()) }

// QuestionCategory marks questions that the law treats apart.
type QuestionCategory string

// Values of [QuestionCategory].
const (
	QuestionCategoryEEO         QuestionCategory = "EEO"
	QuestionCategoryDemographic QuestionCategory = "DEMOGRAPHIC"
)

// QuestionFormat is a way to answer a question: *TextFormat, *NumberFormat, *FileFormat,
// *SingleSelectFormat, *MultiSelectFormat, *BooleanFormat, *DateFormat, *InformationFormat or *Unknown,
// which also is a format that Kombo cannot map ("UNKNOWN", with the tool's own question in
// raw_question).
type QuestionFormat interface{ questionFormat() }

// The ways to answer a question.
type (
	// TextFormat takes text.
	TextFormat struct {
		Type        string `json:"type"`                   // "TEXT"
		DisplayType string `json:"display_type,omitempty"` // SINGLE_LINE, MULTI_LINE, EMAIL, URL
		MaxLength   *int   `json:"max_length,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// NumberFormat takes a number between Min and Max, where there are such.
	NumberFormat struct {
		Type        string   `json:"type"`                   // "NUMBER"
		DisplayType string   `json:"display_type,omitempty"` // SLIDER, FIELD
		Min         *float64 `json:"min,omitempty"`
		Max         *float64 `json:"max,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// FileFormat takes a file.
	FileFormat struct {
		Type              string   `json:"type"` // "FILE"
		AcceptedMIMETypes []string `json:"accepted_mime_types,omitempty"`
		MaxFileSizeBytes  *int64   `json:"max_file_size_bytes,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectFormat takes the id of one option.
	SingleSelectFormat struct {
		Type        string           `json:"type"`                   // "SINGLE_SELECT"
		DisplayType string           `json:"display_type,omitempty"` // DROPDOWN, RADIO
		Options     []QuestionOption `json:"options,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// MultiSelectFormat takes the ids of any number of options.
	MultiSelectFormat struct {
		Type    string           `json:"type"` // "MULTI_SELECT"
		Options []QuestionOption `json:"options,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// BooleanFormat takes yes or no.
	BooleanFormat struct {
		Type string `json:"type"` // "BOOLEAN"

		rolecall.Extra `json:"-"`
	}
	// DateFormat takes a date.
	DateFormat struct {
		Type string `json:"type"` // "DATE"

		rolecall.Extra `json:"-"`
	}
	// InformationFormat takes no answer: the question is only to be shown.
	InformationFormat struct {
		Type string `json:"type"` // "INFORMATION"

		rolecall.Extra `json:"-"`
	}
)

// QuestionOption is one answer to choose.
type QuestionOption struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

func (*TextFormat) questionFormat()         {}
func (*NumberFormat) questionFormat()       {}
func (*FileFormat) questionFormat()         {}
func (*SingleSelectFormat) questionFormat() {}
func (*MultiSelectFormat) questionFormat()  {}
func (*BooleanFormat) questionFormat()      {}
func (*DateFormat) questionFormat()         {}
func (*InformationFormat) questionFormat()  {}
func (*Unknown) questionFormat()            {}

var questionFormats = familyOf("type", map[string]QuestionFormat{
	"TEXT":          &TextFormat{},
	"NUMBER":        &NumberFormat{},
	"FILE":          &FileFormat{},
	"SINGLE_SELECT": &SingleSelectFormat{},
	"MULTI_SELECT":  &MultiSelectFormat{},
	"BOOLEAN":       &BooleanFormat{},
	"DATE":          &DateFormat{},
	"INFORMATION":   &InformationFormat{},
})
