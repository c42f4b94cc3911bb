package kombo

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Scorecard is an interviewer's evaluation of a candidate.
// Source: Kombo's TypeScript SDK, after 1.3.4.
type Scorecard struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID              string                     `json:"id" required:"true"`
	RemoteID        string                     `json:"remote_id,omitempty"`
	CandidateID     string                     `json:"candidate_id,omitempty"`
	ApplicationID   string                     `json:"application_id,omitempty"`
	InterviewID     string                     `json:"interview_id,omitempty"`
	AuthorID        string                     `json:"author_id,omitempty"`
	Responses       []Union[ScorecardResponse] `json:"responses,omitempty"`
	RemoteCreatedAt time.Time                  `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time                  `json:"remote_updated_at,omitzero"`
	Author          *UserRef                   `json:"author,omitempty"`
	Changes

	rolecall.Extra `json:"-"`
}

// ScorecardResponse is a question of a scorecard with its answer: *ScorecardText,
// *ScorecardSingleSelect, *ScorecardMultiSelect, *ScorecardBoolean, *ScorecardNumber, *ScorecardDate or
// *Unknown.
type ScorecardResponse interface{ scorecardResponse() }

// ScorecardEntry is a question of a scorecard with its answer. The Go type of the answer depends on
// Type.
type ScorecardEntry[A any] struct {
	// Type is TEXT, SINGLE_SELECT, MULTI_SELECT, BOOLEAN, NUMBER or DATE.
	Type        string `json:"type"`
	RemoteID    string `json:"remote_id,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`
	Required    *bool  `json:"required,omitempty"`
	// Options are the options to choose from.
	Options []ScorecardOption `json:"options,omitempty"`
	Answer  A                 `json:"answer,omitzero"`

	rolecall.Extra `json:"-"`
}

func (*ScorecardEntry[A]) scorecardResponse() {}
func (*Unknown) scorecardResponse()           {}

// The types of [ScorecardResponse]. A zero, nil or empty answer means that there is no answer.
type (
	// ScorecardText has text as its answer.
	ScorecardText = ScorecardEntry[string]
	// ScorecardSingleSelect has one of its options as its answer.
	ScorecardSingleSelect = ScorecardEntry[*ScorecardOption]
	// ScorecardMultiSelect has any number of its options as its answer.
	ScorecardMultiSelect = ScorecardEntry[[]ScorecardOption]
	// ScorecardBoolean has true or false as its answer.
	ScorecardBoolean = ScorecardEntry[*bool]
	// ScorecardNumber has a number as its answer.
	ScorecardNumber = ScorecardEntry[*float64]
	// ScorecardDate has a date as its answer.
	ScorecardDate = ScorecardEntry[rolecall.Date]
)

// ScorecardOption is an option to choose from, or a chosen option. Kombo has no sample of a chosen
// option: it is decoded from an object, or from a string that is the label (inferred).
type ScorecardOption struct {
	RemoteID string `json:"remote_id,omitempty"`
	Label    string `json:"label,omitempty"`

	text bool // decoded from a string

	rolecall.Extra `json:"-" codec:"own"`
}

// UnmarshalJSON decodes an object, or a string that is the label.
func (v *ScorecardOption) UnmarshalJSON(b []byte) error {
	*v = ScorecardOption{}
	if jsonpeek.KindOf(b) == jsonpeek.String {
		v.text = true
		return json.Unmarshal(b, &v.Label)
	}
	type plain ScorecardOption
	return codec.UnmarshalStrict(b, v, (*plain)(v))
}

// MarshalJSON encodes an object, or a string if the option was decoded from a string.
func (v ScorecardOption) MarshalJSON() ([]byte, error) {
	if v.text {
		return json.Marshal(v.Label)
	}
	return codec.Marshal(v)
}

var scorecardResponses = familyOf("type", map[string]ScorecardResponse{
	"TEXT":          &ScorecardText{},
	"SINGLE_SELECT": &ScorecardSingleSelect{},
	"MULTI_SELECT":  &ScorecardMultiSelect{},
	"BOOLEAN":       &ScorecardBoolean{},
	"NUMBER":        &ScorecardNumber{},
	"DATE":          &ScorecardDate{},
})

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
