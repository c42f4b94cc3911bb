package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Inquiry is the application form of a posting, with the token that an application requires.
type Inquiry struct {
	ApplicationForm []Union[ApplicationBlock] `json:"application_form"`
	// SubmissionToken permits one application: pass it in [ApplyRequest]. Keep it out of logs.
	// Kombo's document says in one place that it is valid for 12 hours, and in another that it is
	// valid for 2 days: rely on 12 hours only.
	SubmissionToken string `json:"submission_token" required:"true" secret:"true"`

	rolecall.Extra `json:"-"`
}

// ApplicationBlock is a part of an application form: *ApplicationQuestion, *ApplicationSection or
// *Unknown.
type ApplicationBlock interface{ applicationBlock() }

// The parts of an application form.
type (
	// ApplicationQuestion is a question to the candidate. Create the answer with the function for
	// its QuestionType: [TextAnswer], [NumberAnswer], [BooleanAnswer], [FileAnswer], [DateAnswer],
	// [OptionAnswer] or [OptionsAnswer].
	ApplicationQuestion struct {
		BlockType   string `json:"block_type"` // "QUESTION"
		QuestionID  string `json:"question_id"`
		Label       string `json:"label,omitempty"`
		Description string `json:"description,omitempty"`
		Required    bool   `json:"required"`
		// Category is "EEO" for a question about equal employment opportunity, which must not
		// influence how the candidate is assessed, otherwise "".
		Category     string       `json:"category,omitempty"`
		QuestionType QuestionType `json:"question_type"`
		// UnifiedKey is Kombo's name for the question ("FIRST_NAME", "RESUME"), or "".
		UnifiedKey string `json:"unified_key,omitempty"`
		// Options are the options to choose from, for the two select types.
		Options []ApplicationOption `json:"options,omitempty"`
		// DisplayWhen is the condition under which the question is shown. Nil: it is always shown.
		DisplayWhen *DisplayCondition `json:"display_when,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// ApplicationSection is a group of blocks with a heading.
	ApplicationSection struct {
		BlockType string                    `json:"block_type"` // "SECTION"
		Label     string                    `json:"label,omitempty"`
		Children  []Union[ApplicationBlock] `json:"children,omitempty" codec:"deep"`

		rolecall.Extra `json:"-"`
	}
)

func (*ApplicationQuestion) applicationBlock() {}
func (*ApplicationSection) applicationBlock()  {}
func (*Unknown) applicationBlock()             {}

var applicationBlocks = familyOf("block_type", map[string]ApplicationBlock{
	"QUESTION": &ApplicationQuestion{},
	"SECTION":  &ApplicationSection{},
}).nested(maxFormDepth)

// QuestionType is the type of answer that an [ApplicationQuestion] requires.
type QuestionType string

// Values of [QuestionType].
const (
	QuestionText         QuestionType = "TEXT"
	QuestionNumber       QuestionType = "NUMBER"
	QuestionBoolean      QuestionType = "BOOLEAN"
	QuestionFile         QuestionType = "FILE"
	QuestionDate         QuestionType = "DATE"
	QuestionSingleSelect QuestionType = "SINGLE_SELECT"
	QuestionMultiSelect  QuestionType = "MULTI_SELECT"
)

// ApplicationOption is an option of an [ApplicationQuestion].
type ApplicationOption struct {
	// ID identifies the option in [OptionAnswer] and [OptionsAnswer].
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	// UnifiedKey is Kombo's name for the option ("DE", "MOBILE"), or "".
	UnifiedKey string `json:"unified_key,omitempty"`

	rolecall.Extra `json:"-"`
}

// DisplayCondition is the condition that another question has a certain answer.
type DisplayCondition struct {
	// QuestionID is the id of the other question.
	QuestionID string `json:"question_id"`
	// AnswerEquals is the answer as encoding/json decodes it: a string (the ID of an option for
	// SINGLE_SELECT), a float64, a bool, a []any of option IDs, or a map for a file.
	AnswerEquals any `json:"answer_equals"`

	rolecall.Extra `json:"-"`
}

// Inquire returns the application form of a posting and a new token for one application. Kombo
// requires it before [AIApplyService.Apply], so that the questions are up to date. postingID is an
// [AIApplyPosting.ID]. An error that is [rolecall.ErrAmbiguous] means that a token may have been
// created, which is harmless: inquire again.
// Source: docs.kombo.dev, "Inquire about a job posting and the application form".
func (s *AIApplyService) Inquire(ctx context.Context, postingID string, call ...rolecall.CallOption) (*Inquiry, error) {
	return get[Inquiry](ctx, s.service, "POST ai-apply/postings/{posting_id}/inquire", struct{}{}, call, postingID)
}
