package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Inquiry is the application form of a posting, and the token that an application needs.
type Inquiry struct {
	ApplicationForm []Union[ApplicationBlock] `json:"application_form"`
	// SubmissionToken is for [ApplyRequest]. Keep it out of logs. Kombo's document says both that
	// it is valid for 12 hours and for 2 days: count on 12 hours.
	SubmissionToken string `json:"submission_token" required:"true" secret:"true"`

	rolecall.Extra `json:"-"`
}

// ApplicationBlock is a part of an application form: *ApplicationQuestion, *ApplicationSection or
// *Unknown.
type ApplicationBlock interface{ applicationBlock() }

// The parts of an application form.
type (
	// ApplicationQuestion is a question to the candidate. Answer it by the function for its
	// QuestionType: [TextAnswer], [NumberAnswer], [BooleanAnswer], [FileAnswer], [DateAnswer],
	// [OptionAnswer] or [OptionsAnswer].
	ApplicationQuestion struct {
		BlockType   string `json:"block_type"` // "QUESTION"
		QuestionID  string `json:"question_id"`
		Label       string `json:"label,omitempty"`
		Description string `json:"description,omitempty"`
		Required    bool   `json:"required"`
		// Category is "EEO" for a question of equal employment opportunity, which is not for the
		// assessment of the candidate; else "".
		Category     string       `json:"category,omitempty"`
		QuestionType QuestionType `json:"question_type"`
		// UnifiedKey is Kombo's name for what is asked ("FIRST_NAME", "RESUME"), "" if it has none.
		UnifiedKey string `json:"unified_key,omitempty"`
		// Options are those of the select types.
		Options []ApplicationOption `json:"options,omitempty"`
		// DisplayWhen is nil for a question that is always shown.
		DisplayWhen *DisplayCondition `json:"display_when,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// ApplicationSection is a heading with blocks.
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
})

// QuestionType says how an [ApplicationQuestion] is answered.
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
	// ID is for [OptionAnswer] and [OptionsAnswer].
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	// UnifiedKey is Kombo's name for the option ("DE", "MOBILE"), "" if it has none.
	UnifiedKey string `json:"unified_key,omitempty"`

	rolecall.Extra `json:"-"`
}

// DisplayCondition shows a question only if another one has a certain answer.
type DisplayCondition struct {
	// QuestionID is that of the other question.
	QuestionID string `json:"question_id"`
	// AnswerEquals is what encoding/json makes of the answer: a string (for SINGLE_SELECT an
	// option's ID), a float64, a bool, a []any of options' IDs, or a map for a file.
	AnswerEquals any `json:"answer_equals"`

	rolecall.Extra `json:"-"`
}

// Inquire reads the application form of a posting and makes a token for one application. Kombo
// requires it before [AIApplyService.Apply], so that the questions are the latest. postingID is
// an [AIApplyPosting.ID].
// If the error is [rolecall.ErrAmbiguous], a token may have been made, which is harmless: inquire
// again.
// Source: docs.kombo.dev, "Inquire about a job posting and the application form".
func (s *AIApplyService) Inquire(ctx context.Context, postingID string, call ...rolecall.CallOption) (*Inquiry, error) {
	return get[Inquiry](ctx, s.service, "POST ai-apply/postings/{posting_id}/inquire", struct{}{}, call, postingID)
}
