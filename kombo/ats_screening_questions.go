package kombo

import "encoding/json"

// ScreeningQuestion is a question that an applicant for a job is asked.
type ScreeningQuestion struct {
	ID          string `json:"id"`
	RemoteID    string `json:"remote_id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	// Format says how the question is answered. Nil: the tool does not say.
	Format   *QuestionFormat  `json:"format,omitempty"`
	Category QuestionCategory `json:"category,omitempty"`
	// Index is the question's place, where the tool has an order.
	Index    *int  `json:"index,omitempty"`
	Required *bool `json:"required,omitempty"`
	// PreconditionQuestionID names the question whose answer decides whether this one is
	// asked, and PreconditionOptions the answers after which it is: ids of options, or
	// booleans.
	PreconditionQuestionID string    `json:"precondition_question_id,omitempty"`
	PreconditionOptions    RawValues `json:"precondition_options,omitempty"`
}

// QuestionCategory marks questions that the law treats apart. The set is open.
type QuestionCategory string

// Values of [QuestionCategory].
const (
	QuestionEEO         QuestionCategory = "EEO"
	QuestionDemographic QuestionCategory = "DEMOGRAPHIC"
)

// QuestionFormat is one of the ways to answer a question. Switch on Variant:
//
//	switch f := question.Format.Variant.(type) {
//	case *kombo.TextFormat:
//		…
//	case *kombo.UnknownFormat:
//		log.Print(f.Type) // f.Raw has its bytes
//	}
type QuestionFormat struct{ Variant QuestionVariant }

// QuestionVariant is one of *TextFormat, *NumberFormat, *FileFormat, *SingleSelectFormat,
// *MultiSelectFormat, *BooleanFormat, *DateFormat, *InformationFormat and *UnknownFormat.
type QuestionVariant interface{ questionVariant() }

// The ways to answer a question.
type (
	// TextFormat takes text.
	TextFormat struct {
		Type        string `json:"type"`                   // "TEXT"
		DisplayType string `json:"display_type,omitempty"` // SINGLE_LINE, MULTI_LINE, EMAIL, URL
		MaxLength   *int   `json:"max_length,omitempty"`
	}
	// NumberFormat takes a number between Min and Max, where there are such.
	NumberFormat struct {
		Type        string   `json:"type"`                   // "NUMBER"
		DisplayType string   `json:"display_type,omitempty"` // SLIDER, FIELD
		Min         *float64 `json:"min,omitempty"`
		Max         *float64 `json:"max,omitempty"`
	}
	// FileFormat takes a file.
	FileFormat struct {
		Type              string   `json:"type"` // "FILE"
		AcceptedMIMETypes []string `json:"accepted_mime_types,omitempty"`
		MaxFileSizeBytes  *int64   `json:"max_file_size_bytes,omitempty"`
	}
	// SingleSelectFormat takes the id of one option.
	SingleSelectFormat struct {
		Type        string           `json:"type"`                   // "SINGLE_SELECT"
		DisplayType string           `json:"display_type,omitempty"` // DROPDOWN, RADIO
		Options     []QuestionOption `json:"options,omitempty"`
	}
	// MultiSelectFormat takes the ids of any number of options.
	MultiSelectFormat struct {
		Type    string           `json:"type"` // "MULTI_SELECT"
		Options []QuestionOption `json:"options,omitempty"`
	}
	// BooleanFormat takes yes or no.
	BooleanFormat struct {
		Type string `json:"type"` // "BOOLEAN"
	}
	// DateFormat takes a date.
	DateFormat struct {
		Type string `json:"type"` // "DATE"
	}
	// InformationFormat takes no answer: the question is only to be shown.
	InformationFormat struct {
		Type string `json:"type"` // "INFORMATION"
	}
	// UnknownFormat is one that Kombo cannot map ("UNKNOWN", with the tool's own question in
	// raw_question), or that this SDK does not know.
	UnknownFormat struct {
		Type string
		Raw  json.RawMessage
	}
)

// QuestionOption is one answer to choose.
type QuestionOption struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
}

func (*TextFormat) questionVariant()         {}
func (*NumberFormat) questionVariant()       {}
func (*FileFormat) questionVariant()         {}
func (*SingleSelectFormat) questionVariant() {}
func (*MultiSelectFormat) questionVariant()  {}
func (*BooleanFormat) questionVariant()      {}
func (*DateFormat) questionVariant()         {}
func (*InformationFormat) questionVariant()  {}
func (*UnknownFormat) questionVariant()      {}

var questionFormats = union[QuestionVariant]{
	path: typeMember,
	known: map[string]func() QuestionVariant{
		"TEXT":          func() QuestionVariant { return new(TextFormat) },
		"NUMBER":        func() QuestionVariant { return new(NumberFormat) },
		"FILE":          func() QuestionVariant { return new(FileFormat) },
		"SINGLE_SELECT": func() QuestionVariant { return new(SingleSelectFormat) },
		"MULTI_SELECT":  func() QuestionVariant { return new(MultiSelectFormat) },
		"BOOLEAN":       func() QuestionVariant { return new(BooleanFormat) },
		"DATE":          func() QuestionVariant { return new(DateFormat) },
		"INFORMATION":   func() QuestionVariant { return new(InformationFormat) },
	},
	unknown: func(typ string, raw json.RawMessage) QuestionVariant { return &UnknownFormat{Type: typ, Raw: raw} },
}

// UnmarshalJSON reads the variant that "type" names.
func (f *QuestionFormat) UnmarshalJSON(b []byte) (err error) {
	f.Variant, err = questionFormats.decode(b)
	return err
}

// MarshalJSON writes the variant, an unknown one unmodified.
func (f QuestionFormat) MarshalJSON() ([]byte, error) { return questionFormats.encode(f.Variant) }

// MarshalJSON writes Raw unmodified, or the type alone if Raw is empty.
func (f UnknownFormat) MarshalJSON() ([]byte, error) { return rawOr(f.Raw, onlyType{f.Type}) }
