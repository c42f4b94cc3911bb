package kombo

import (
	"fmt"
	"log/slog"

	"github.com/rolecall-dev/rolecall"
)

// ScreeningQuestion is a question of the application form of a job.
type ScreeningQuestion struct {
	ID          string `json:"id"`
	RemoteID    string `json:"remote_id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	// Format is the type of answer that the question requires. Nil: the tool does not report it.
	Format   *Union[QuestionFormat] `json:"format,omitempty"`
	Category QuestionCategory       `json:"category,omitempty"`
	// Index is the position of the question. Nil: the tool does not order questions.
	Index    *int  `json:"index,omitempty"`
	Required *bool `json:"required,omitempty"`
	// PreconditionQuestionID is the id of another question. This question is asked only if the
	// answer to the other question is in PreconditionOptions, which holds option ids or booleans.
	PreconditionQuestionID string    `json:"precondition_question_id,omitempty"`
	PreconditionOptions    RawValues `json:"precondition_options,omitempty"`

	rolecall.Extra `json:"-"`
}

// String formats v like the Format methods of other types. This type cannot have a Format method, since
// it has a field with that name.
func (v ScreeningQuestion) String() string {
	type fields ScreeningQuestion // without String
	return fmt.Sprintf("%+v", fields(v))
}

// LogValue returns the result of String, for package slog.
func (v ScreeningQuestion) LogValue() slog.Value { return slog.StringValue(v.String()) }

// QuestionCategory is a category of questions to which special laws apply.
type QuestionCategory string

// Values of [QuestionCategory].
const (
	QuestionCategoryEEO         QuestionCategory = "EEO"
	QuestionCategoryDemographic QuestionCategory = "DEMOGRAPHIC"
)

// QuestionFormat is the type of answer that a question requires: *TextFormat, *NumberFormat,
// *FileFormat, *SingleSelectFormat, *MultiSelectFormat, *BooleanFormat, *DateFormat, *InformationFormat
// or *Unknown. *Unknown also stands for a format that Kombo cannot map: its type is "UNKNOWN", and its
// member raw_question is the tool's original question.
type QuestionFormat interface{ questionFormat() }

// The types of [QuestionFormat].
type (
	// TextFormat requires text.
	TextFormat struct {
		Type        string `json:"type"`                   // "TEXT"
		DisplayType string `json:"display_type,omitempty"` // SINGLE_LINE, MULTI_LINE, EMAIL, URL
		MaxLength   *int   `json:"max_length,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// NumberFormat requires a number from Min to Max. A limit that is nil does not apply.
	NumberFormat struct {
		Type        string   `json:"type"`                   // "NUMBER"
		DisplayType string   `json:"display_type,omitempty"` // SLIDER, FIELD
		Min         *float64 `json:"min,omitempty"`
		Max         *float64 `json:"max,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// FileFormat requires a file.
	FileFormat struct {
		Type              string   `json:"type"` // "FILE"
		AcceptedMIMETypes []string `json:"accepted_mime_types,omitempty"`
		MaxFileSizeBytes  *int64   `json:"max_file_size_bytes,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectFormat requires the id of one option.
	SingleSelectFormat struct {
		Type        string           `json:"type"`                   // "SINGLE_SELECT"
		DisplayType string           `json:"display_type,omitempty"` // DROPDOWN, RADIO
		Options     []QuestionOption `json:"options,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// MultiSelectFormat requires the ids of any number of options.
	MultiSelectFormat struct {
		Type    string           `json:"type"` // "MULTI_SELECT"
		Options []QuestionOption `json:"options,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// BooleanFormat requires yes or no.
	BooleanFormat struct {
		Type string `json:"type"` // "BOOLEAN"

		rolecall.Extra `json:"-"`
	}
	// DateFormat requires a date.
	DateFormat struct {
		Type string `json:"type"` // "DATE"

		rolecall.Extra `json:"-"`
	}
	// InformationFormat accepts no answer: the question is only text to show.
	InformationFormat struct {
		Type string `json:"type"` // "INFORMATION"

		rolecall.Extra `json:"-"`
	}
)

// QuestionOption is an option to choose from.
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
