package world

import (
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// charge holds the cost of a job on one day, with its apply clicks and views.
type charge struct {
	day           time.Time
	amount        string // in US dollars, a decimal number
	clicks, views int
}

// Charge adds a charge to a job.
func (w *World) Charge(id string, day time.Time, amount string, clicks, views int) {
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	w.charges[id] = append(w.charges[id], charge{day, amount, clicks, views})
}

// Reports returns the reports of all jobs that have one, sorted by id.
func (w *World) Reports(from, to time.Time) []record.Object {
	reports := []record.Object{}
	for _, id := range slices.Sorted(maps.Keys(w.jobs)) {
		if report := w.Report(id, from, to); report != nil {
			reports = append(reports, report)
		}
	}
	return reports
}

// Report returns the report of a job for a period, which includes both days. It returns nil if the job has
// neither a budget nor charges.
func (w *World) Report(id string, from, to time.Time) record.Object {
	j, charges := w.jobs[id], w.charges[id]
	if j == nil || j.posting.Object("budget") == nil && charges == nil {
		return nil
	}
	lifetime := record.Object{}
	if len(charges) > 0 {
		lifetime = record.Object{"serviceTermBudgetSpent", dollars(sum(charges))}
		if limit := j.posting.Object("budget").Object("payForPerformanceTotalBudget"); limit != nil {
			lifetime = lifetime.And("serviceTermBudgetLimit", limit)
		}
	}
	var days []record.Object
	for _, c := range charges {
		if !c.day.Before(from) && !c.day.After(to) {
			days = append(days, record.Object{
				"date",
				record.Object{"year", c.day.Year(), "month", int(c.day.Month()), "day", c.day.Day()},
				"charge", dollars(c.amount), "applyClickCount", c.clicks, "viewCount", c.views,
			})
		}
	}
	report := samples.Get("report").With(
		"jobPostingInfo.externalJobPostingId", id, "jobPostingInfo.linkedInJobPostingId", number(j.number),
		"jobPostingInfo.companyApplyUrl", j.posting.Get("companyApplyUrl"), "jobPostingInfo.jobTitle", j.posting.Get("title"),
		"jobPostingInfo.closeAt", Millis(j.expires), "lifetimeJobBudgetInfo", lifetime, "performanceMetrics", days,
	)
	if days == nil {
		return report.Without("performanceMetrics")
	}
	return report
}

// BudgetReport returns the report of the cost of all jobs of some worlds. Its service term is the year of
// now.
func BudgetReport(worlds []*World, now time.Time) record.Object {
	var all []charge
	for _, w := range worlds {
		for _, charges := range w.charges {
			all = append(all, charges...)
		}
	}
	begins := time.Date(now.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	return samples.Get("budget").With(
		"serviceTermStartAt", Millis(begins), "serviceTermEndAt", Millis(begins.AddDate(1, 0, 0)),
		"partnerBudgetDetails.0.serviceTermBudgetSpent", dollars(sum(all)),
	)
}

// sum returns the sum of all amounts, with two decimals.
func sum(charges []charge) string {
	total := new(big.Rat)
	for _, c := range charges {
		if amount, ok := new(big.Rat).SetString(c.amount); ok {
			total.Add(total, amount)
		}
	}
	return total.FloatString(2)
}

func dollars(amount string) record.Object {
	return record.Object{"currencyCode", "USD", "amount", amount}
}
