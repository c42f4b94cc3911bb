package kombo

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// Inquiry is the application form of a posting, and the token that an application needs.
type Inquiry struct {
	ApplicationForm []ApplicationBlock `json:"application_form"`
	// SubmissionToken is for [ApplyRequest]. Keep it out of logs. Kombo's document says both that
	// it is valid for 12 hours and for 2 days: count on 12 hours.
	SubmissionToken string `json:"submission_token" required:"true"`
}

// ApplicationBlock is a part of an application form. Switch on Variant:
//
//	switch b := block.Variant.(type) {
//	case *kombo.ApplicationQuestion:
//		ask(b)
//	case *kombo.ApplicationSection:
//		for _, child := range b.Children {
//			…
//		}
//	case *kombo.UnknownBlock:
//		log.Print(b.BlockType) // b.Raw has its bytes
//	}
type ApplicationBlock struct{ Variant BlockVariant }

// BlockVariant is one of *ApplicationQuestion, *ApplicationSection and *UnknownBlock.
type BlockVariant interface{ blockVariant() }

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
		// assessment of the candidate; else "". New values may appear.
		Category     string       `json:"category,omitempty"`
		QuestionType QuestionType `json:"question_type"`
		// UnifiedKey is Kombo's name for what is asked ("FIRST_NAME", "RESUME"), "" if it has none.
		UnifiedKey string `json:"unified_key,omitempty"`
		// Options are those of the select types.
		Options []ApplicationOption `json:"options,omitempty"`
		// DisplayWhen is nil for a question that is always shown.
		DisplayWhen *DisplayCondition `json:"display_when,omitempty"`
	}
	// ApplicationSection is a heading with blocks.
	ApplicationSection struct {
		BlockType string             `json:"block_type"` // "SECTION"
		Label     string             `json:"label,omitempty"`
		Children  []ApplicationBlock `json:"children,omitempty"`
	}
	// UnknownBlock is one of a type that this SDK does not know.
	UnknownBlock struct {
		BlockType string
		// Raw is the whole block.
		Raw json.RawMessage
	}
)

func (*ApplicationQuestion) blockVariant() {}
func (*ApplicationSection) blockVariant()  {}
func (*UnknownBlock) blockVariant()        {}

// MarshalJSON writes Raw unmodified, or the type alone if Raw is empty.
func (v UnknownBlock) MarshalJSON() ([]byte, error) {
	return rawOr(v.Raw, struct {
		BlockType string `json:"block_type"`
	}{v.BlockType})
}

var applicationBlocks = union[BlockVariant]{
	path: []string{"block_type"},
	known: map[string]func() BlockVariant{
		"QUESTION": func() BlockVariant { return new(ApplicationQuestion) },
		"SECTION":  func() BlockVariant { return new(ApplicationSection) },
	},
	unknown: func(typ string, raw json.RawMessage) BlockVariant { return &UnknownBlock{BlockType: typ, Raw: raw} },
}

// UnmarshalJSON reads the variant that "block_type" names.
func (v *ApplicationBlock) UnmarshalJSON(b []byte) (err error) {
	v.Variant, err = applicationBlocks.decode(b)
	return err
}

// MarshalJSON writes the variant, an unknown one unmodified.
func (v ApplicationBlock) MarshalJSON() ([]byte, error) { return applicationBlocks.encode(v.Variant) }

// QuestionType says how an [ApplicationQuestion] is answered. New values may appear.
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
}

// DisplayCondition shows a question only if another one has a certain answer.
type DisplayCondition struct {
	// QuestionID is that of the other question.
	QuestionID string `json:"question_id"`
	// AnswerEquals is what encoding/json makes of the answer: a string (for SINGLE_SELECT an
	// option's ID), a float64, a bool, a []any of options' IDs, or a map for a file.
	AnswerEquals any `json:"answer_equals"`
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
