package world

import (
	"strconv"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var (
	reviewSample = sampleOf("review", "summary_comment")
	cycleSample  = sampleOf("review_cycle", "")
)

var reviewModel = Model{
	Path: "/hris/performance-reviews", Table: func(w *World) *record.Table { return w.Reviews }, Enum: "type", Keep: []string{"remote_id", "reviewee"},
	Record: reviewRecord, Names: []string{"hris_performance_reviews"},
	Filters: []Filter{
		among("types", reviewType, reviewTypes...),
		among("review_cycle_ids", func(w *World, k int) string { return idOr(w.Cycles, cycleOf(k)) }),
		among("reviewee_ids", func(w *World, k int) string { return w.Employees.ID(revieweeOf(k)) }),
	},
}

var cycleModel = Model{
	Path: "/hris/performance-review-cycles", Table: func(w *World) *record.Table { return w.Cycles }, Keep: []string{"remote_id"},
	Record: cycleRecord, Names: []string{"hris_performance_review_cycles"}, Touch: touchCycle,
}

var reviewTypes = []string{"MANAGER", "DIRECT_REPORT", "PEER", "SELF"}

func reviewType(_ *World, k int) string {
	if k%9 == 8 {
		return ""
	}
	return pick(reviewTypes, k)
}

func revieweeOf(k int) int { return 2 * k }

// reviewerOf returns the employee who wrote a review, or -1.
func reviewerOf(w *World, k int) int {
	switch {
	case k%6 == 5:
		return -1
	case reviewType(w, k) == "SELF":
		return revieweeOf(k)
	}
	return revieweeOf(k) + 1
}

// cycleOf returns the review cycle of a review, or -1.
func cycleOf(k int) int {
	if k%7 == 6 {
		return -1
	}
	return k % len(cycleNames)
}

func cycleRecord(w *World, n int) record.Object {
	return cycleSample.record(w, w.Cycles, n,
		"name", record.If(n != 3, withRevision(cycleNames[n], w.Cycles.Revision(n))),
		"review_period_start_date", record.If(n != 2, startOfDay(BaseStart.AddDate(0, 6*n, 0))),
	)
}

func reviewRecord(w *World, k int) record.Object {
	var reviewer, cycle any
	if r := reviewerOf(w, k); r >= 0 && r < w.Employees.Count() {
		reviewer = employeeRef(w, r)
	}
	if n := liveOr(w.Cycles, cycleOf(k)); n >= 0 {
		cycle = cycleRecord(w, n)
	}
	return reviewSample.record(w, w.Reviews, k,
		"type", record.OrNull(reviewType(w, k)), "summary_comment", withRevision("Review "+strconv.Itoa(k), w.Reviews.Revision(k)),
		"summary_rating", reviewRating(k), "reviewee", employeeRef(w, revieweeOf(k)), "reviewer", reviewer, "review_cycle", cycle,
	)
}

// reviewRating returns the rating of a review: a number, a selected option, or null.
func reviewRating(k int) any {
	switch k % 4 {
	case 0:
		rating := reviewSample.full.Object("summary_rating").With()
		setNull(rating, k%8 == 4, "min", "max")
		setNull(rating, k%16 == 12, "value")
		return rating
	case 1:
		return record.Object{"type", "SINGLE_SELECT", "ordered_options", []string{"Fair", "Good", "Great"}, "value", record.If(k%8 == 1, "Good")}
	case 2:
		return record.Object{"type", "SINGLE_SELECT", "ordered_options", nil, "value", nil}
	}
	return nil
}
