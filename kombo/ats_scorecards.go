package kombo

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Scorecard is what an interviewer filled in about a candidate.
// Source: Kombo's TypeScript SDK, after 1.3.4.
type Scorecard struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID              string              `json:"id" required:"true"`
	RemoteID        string              `json:"remote_id,omitempty"`
	CandidateID     string              `json:"candidate_id,omitempty"`
	ApplicationID   string              `json:"application_id,omitempty"`
	InterviewID     string              `json:"interview_id,omitempty"`
	AuthorID        string              `json:"author_id,omitempty"`
	Responses       []ScorecardResponse `json:"responses,omitempty"`
	RemoteCreatedAt time.Time           `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time           `json:"remote_updated_at,omitzero"`
	Author          *UserRef            `json:"author,omitempty"`
	Changes
}

// ScorecardResponse is one entry of a scorecard. Switch on Variant:
//
//	switch r := response.Variant.(type) {
//	case *kombo.ScorecardNumber:
//		use(r.Label, r.Answer)
//	case *kombo.ScorecardUnknown:
//		log.Print(r.Type) // r.Raw has its bytes
//	}
type ScorecardResponse struct{ Variant ScorecardVariant }

// ScorecardVariant is one of *ScorecardText, *ScorecardSingleSelect, *ScorecardMultiSelect,
// *ScorecardBoolean, *ScorecardNumber, *ScorecardDate and *ScorecardUnknown.
type ScorecardVariant interface{ scorecardVariant() }

// ScorecardEntry is an entry of a scorecard with its answer, whose type goes by Type.
type ScorecardEntry[A any] struct {
	// Type is TEXT, SINGLE_SELECT, MULTI_SELECT, BOOLEAN, NUMBER or DATE.
	Type        string `json:"type"`
	RemoteID    string `json:"remote_id,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`
	Required    *bool  `json:"required,omitempty"`
	// Options are what could be chosen.
	Options []ScorecardOption `json:"options,omitempty"`
	Answer  A                 `json:"answer,omitzero"`
}

func (*ScorecardEntry[A]) scorecardVariant() {}

// The entries by their type. Zero, nil and empty answers are none.
type (
	// ScorecardText is answered with text.
	ScorecardText = ScorecardEntry[string]
	// ScorecardSingleSelect is answered with one of its options.
	ScorecardSingleSelect = ScorecardEntry[*ScorecardOption]
	// ScorecardMultiSelect is answered with any of its options.
	ScorecardMultiSelect = ScorecardEntry[[]ScorecardOption]
	// ScorecardBoolean is answered with yes or no.
	ScorecardBoolean = ScorecardEntry[*bool]
	// ScorecardNumber is answered with a number.
	ScorecardNumber = ScorecardEntry[*float64]
	// ScorecardDate is answered with a day.
	ScorecardDate = ScorecardEntry[rolecall.Date]
)

// ScorecardUnknown is an entry of a type that this SDK does not know.
type ScorecardUnknown struct {
	Type string
	Raw  json.RawMessage
}

func (*ScorecardUnknown) scorecardVariant() {}

// MarshalJSON writes Raw unmodified, or the type alone if Raw is empty.
func (v ScorecardUnknown) MarshalJSON() ([]byte, error) { return rawOr(v.Raw, onlyType{v.Type}) }

// ScorecardOption is one answer to choose, or that was chosen. Kombo shows no sample of a
// chosen one: it is read as an object, or as text that is the label (inferred).
type ScorecardOption struct {
	RemoteID string `json:"remote_id,omitempty"`
	Label    string `json:"label,omitempty"`

	text bool // it came as text
}

// UnmarshalJSON reads an object, or text that is the label.
func (v *ScorecardOption) UnmarshalJSON(b []byte) error {
	*v = ScorecardOption{}
	if jsonpeek.KindOf(b) == jsonpeek.String {
		v.text = true
		return json.Unmarshal(b, &v.Label)
	}
	type plain ScorecardOption
	return json.Unmarshal(b, (*plain)(v))
}

// MarshalJSON writes what was read: an object, or text.
func (v ScorecardOption) MarshalJSON() ([]byte, error) {
	if v.text {
		return json.Marshal(v.Label)
	}
	type plain ScorecardOption
	return json.Marshal(plain(v))
}

var scorecardResponses = union[ScorecardVariant]{
	path: typeMember,
	known: map[string]func() ScorecardVariant{
		"TEXT":          func() ScorecardVariant { return new(ScorecardText) },
		"SINGLE_SELECT": func() ScorecardVariant { return new(ScorecardSingleSelect) },
		"MULTI_SELECT":  func() ScorecardVariant { return new(ScorecardMultiSelect) },
		"BOOLEAN":       func() ScorecardVariant { return new(ScorecardBoolean) },
		"NUMBER":        func() ScorecardVariant { return new(ScorecardNumber) },
		"DATE":          func() ScorecardVariant { return new(ScorecardDate) },
	},
	unknown: func(typ string, raw json.RawMessage) ScorecardVariant { return &ScorecardUnknown{Type: typ, Raw: raw} },
}

// UnmarshalJSON reads the variant that "type" names.
func (v *ScorecardResponse) UnmarshalJSON(b []byte) (err error) {
	v.Variant, err = scorecardResponses.decode(b)
	return err
}

// MarshalJSON writes the variant, an unknown one unmodified.
func (v ScorecardResponse) MarshalJSON() ([]byte, error) { return scorecardResponses.encode(v.Variant) }

// ListScorecardsOptions filters [ATSService.ListScorecards]. See [ListOptions].
type ListScorecardsOptions struct {
	ListOptions
	CandidateIDs   []string `url:"candidate_ids,comma,omitempty"`
	ApplicationIDs []string `url:"application_ids,comma,omitempty"`
}

// ListScorecards reads a page of scorecards.
// Source: Kombo's TypeScript SDK, after 1.3.4.
func (s *ATSService) ListScorecards(ctx context.Context, opts ListScorecardsOptions, call ...rolecall.CallOption) (*rolecall.Page[Scorecard], error) {
	return list[Scorecard](ctx, s.service, "ats/scorecards", opts, call)
}
