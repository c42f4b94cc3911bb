package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// PerformanceReview is the review of an employee's work by another employee or by themselves.
// Source: docs.kombo.dev, "Get performance reviews".
type PerformanceReview struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string     `json:"id" required:"true"`
	RemoteID string     `json:"remote_id,omitempty"`
	Type     ReviewType `json:"type,omitempty"`
	// SummaryComment may be HTML.
	SummaryComment string `json:"summary_comment,omitempty"`
	// SummaryRating is nil if the review has no rating.
	SummaryRating *Union[ReviewRating]    `json:"summary_rating,omitempty"`
	Reviewee      *EmployeeRef            `json:"reviewee,omitempty"`
	Reviewer      *EmployeeRef            `json:"reviewer,omitempty"`
	ReviewCycle   *PerformanceReviewCycle `json:"review_cycle,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ReviewType reports who reviews whom.
type ReviewType string

// Values of [ReviewType].
const (
	ReviewManager      ReviewType = "MANAGER"
	ReviewDirectReport ReviewType = "DIRECT_REPORT"
	ReviewPeer         ReviewType = "PEER"
	ReviewSelf         ReviewType = "SELF"
)

// ReviewRating is a rating: *NumericRating, *SingleSelectRating or *Unknown.
type ReviewRating interface{ reviewRating() }

// The types of ratings.
type (
	// NumericRating is a number from Min to Max. Min and Max are nil if there is no limit.
	NumericRating struct {
		Type  string   `json:"type"` // "NUMERIC"
		Min   *float64 `json:"min,omitempty"`
		Max   *float64 `json:"max,omitempty"`
		Value *float64 `json:"value,omitempty"`

		rolecall.Extra `json:"-"`
	}
	// SingleSelectRating is one of OrderedOptions.
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
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// ReviewPeriodStartDate is the first day of the period that is reviewed.
	ReviewPeriodStartDate rolecall.Date `json:"review_period_start_date,omitzero"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListPerformanceReviewsOptions filters [HRISService.ListPerformanceReviews]. See [ListOptions].
type ListPerformanceReviewsOptions struct {
	ListOptions
	Types          []ReviewType `url:"types,comma,omitempty"`
	ReviewCycleIDs []string     `url:"review_cycle_ids,comma,omitempty"`
	// RevieweeIDs holds values of [Employee.ID].
	RevieweeIDs []string `url:"reviewee_ids,comma,omitempty"`
}

// ListPerformanceReviews reads a page of performance reviews. A list with UpdatedAfter also contains the reviews
// whose cycle, reviewee or reviewer changed.
// Source: docs.kombo.dev, "Get performance reviews".
func (s *HRISService) ListPerformanceReviews(ctx context.Context, opts ListPerformanceReviewsOptions, call ...rolecall.CallOption) (*rolecall.Page[PerformanceReview], error) {
	return list[PerformanceReview](ctx, s.service, "hris/performance-reviews", opts, call)
}

// ListPerformanceReviewCyclesOptions filters [HRISService.ListPerformanceReviewCycles]. See
// [ListOptions].
type ListPerformanceReviewCyclesOptions struct{ ListOptions }

// ListPerformanceReviewCycles reads a page of performance review cycles.
// Source: docs.kombo.dev, "Get performance review cycles".
func (s *HRISService) ListPerformanceReviewCycles(ctx context.Context, opts ListPerformanceReviewCyclesOptions, call ...rolecall.CallOption) (*rolecall.Page[PerformanceReviewCycle], error) {
	return list[PerformanceReviewCycle](ctx, s.service, "hris/performance-review-cycles", opts, call)
}
