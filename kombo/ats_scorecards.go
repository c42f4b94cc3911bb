package kombo

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Scorecard is what an interviewer filled in about a candidate.
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

// ScorecardResponse is an entry of a scorecard: *ScorecardText, *ScorecardSingleSelect,
// *ScorecardMultiSelect, *ScorecardBoolean, *ScorecardNumber, *ScorecardDate or *Unknown.
type ScorecardResponse interface{ scorecardResponse() }

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

	rolecall.Extra `json:"-"`
}

func (*ScorecardEntry[A]) scorecardResponse() {}
func (*Unknown) scorecardResponse()           {}

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

// ScorecardOption is one answer to choose, or that was chosen. Kombo shows no sample of a
// chosen one: it is read as an object, or as text that is the label (inferred).
type ScorecardOption struct {
	RemoteID string `json:"remote_id,omitempty"`
	Label    string `json:"label,omitempty"`

	text bool // it came as text

	rolecall.Extra `json:"-" codec:"own"`
}

// UnmarshalJSON reads an object, or text that is the label.
func (v *ScorecardOption) UnmarshalJSON(b []byte) error {
	*v = ScorecardOption{}
	if jsonpeek.KindOf(b) == jsonpeek.String {
		v.text = true
		return json.Unmarshal(b, &v.Label)
	}
	type plain ScorecardOption
	return codec.UnmarshalStrict(b, v, (*plain)(v))
}

// MarshalJSON writes what was read: an object, or text.
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
