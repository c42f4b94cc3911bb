package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// PerformanceReview is what one person says of another's work, or of their own.
// Source: docs.kombo.dev, "Get performance reviews".
type PerformanceReview struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string     `json:"id" required:"true"`
	RemoteID string     `json:"remote_id,omitempty"`
	Type     ReviewType `json:"type,omitempty"`
	// SummaryComment may be HTML.
	SummaryComment string `json:"summary_comment,omitempty"`
	// SummaryRating is nil where there is none.
	SummaryRating *Union[ReviewRating]    `json:"summary_rating,omitempty"`
	Reviewee      *EmployeeRef            `json:"reviewee,omitempty"`
	Reviewer      *EmployeeRef            `json:"reviewer,omitempty"`
	ReviewCycle   *PerformanceReviewCycle `json:"review_cycle,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ReviewType says who reviews whom.
type ReviewType string

// Values of [ReviewType].
const (
	ReviewManager      ReviewType = "MANAGER"
	ReviewDirectReport ReviewType = "DIRECT_REPORT"
	ReviewPeer         ReviewType = "PEER"
	ReviewSelf         ReviewType = "SELF"
)

// ReviewRating is a rating in one of the ways in which tools rate: *NumericRating,
// *SingleSelectRating or *Unknown.
type ReviewRating interface{ reviewRating() }

// The ways to rate.
type (
	// NumericRating is a number between Min and Max, where there are such.
	NumericRating struct {
		Type  string   `json:"type"` // "NUMERIC"
		Min   *float64 `json:"min,omitempty"`
		Max   *float64 `json:"max,omitempty"`
		Value *float64 `json:"value,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectRating is one of some words, which are in order.
	SingleSelectRating struct {
		Type           string   `json:"type"` // "SINGLE_SELECT"
		OrderedOptions []string `json:"ordered_options,omitempty"`
		Value          string   `json:"value,omitempty"`

		rolecall.Extra `json:"-"`
	}
)

func (*NumericRating) reviewRating()      {}
func (*SingleSelectRating) reviewRating() {}
func (*Unknown) reviewRating()            {}

var reviewRatings = familyOf("type", map[string]ReviewRating{
	"NUMERIC":       &NumericRating{},
	"SINGLE_SELECT": &SingleSelectRating{},
})

// PerformanceReviewCycle is a round of reviews.
// Source: docs.kombo.dev, "Get performance review cycles".
type PerformanceReviewCycle struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// ReviewPeriodStartDate is the first day of the work that is reviewed.
	ReviewPeriodStartDate rolecall.Date `json:"review_period_start_date,omitzero"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListPerformanceReviewsOptions filters [HRISService.ListPerformanceReviews]. See
// [ListOptions].
type ListPerformanceReviewsOptions struct {
	ListOptions
	Types          []ReviewType `url:"types,comma,omitempty"`
	ReviewCycleIDs []string     `url:"review_cycle_ids,comma,omitempty"`
	// RevieweeIDs are of employees.
	RevieweeIDs []string `url:"reviewee_ids,comma,omitempty"`
}

// ListPerformanceReviews reads a page of reviews. UpdatedAfter also finds those whose cycle,
// reviewee or reviewer changed.
// Source: docs.kombo.dev, "Get performance reviews".
func (s *HRISService) ListPerformanceReviews(ctx context.Context, opts ListPerformanceReviewsOptions, call ...rolecall.CallOption) (*rolecall.Page[PerformanceReview], error) {
	return list[PerformanceReview](ctx, s.service, "hris/performance-reviews", opts, call)
}

// ListPerformanceReviewCyclesOptions filters [HRISService.ListPerformanceReviewCycles]. See
// [ListOptions].
type ListPerformanceReviewCyclesOptions struct{ ListOptions }

// ListPerformanceReviewCycles reads a page of rounds of reviews.
// Source: docs.kombo.dev, "Get performance review cycles".
func (s *HRISService) ListPerformanceReviewCycles(ctx context.Context, opts ListPerformanceReviewCyclesOptions, call ...rolecall.CallOption) (*rolecall.Page[PerformanceReviewCycle], error) {
	return list[PerformanceReviewCycle](ctx, s.service, "hris/performance-review-cycles", opts, call)
}
