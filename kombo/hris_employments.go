package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Employment is the terms on which an employee works, from a day on. An employee may have
// several, one after the other or at once.
// Source: docs.kombo.dev, "Get employments".
type Employment struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID         string `json:"id"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	JobTitle   string `json:"job_title,omitempty"`
	// PayRate is the pay for one PayPeriod, in PayCurrency (usually ISO 4217).
	PayRate   *float64  `json:"pay_rate,omitempty"`
	PayPeriod PayPeriod `json:"pay_period,omitempty"`
	// PayFrequency is how often it is paid.
	PayFrequency   PayFrequency   `json:"pay_frequency,omitempty"`
	EmploymentType EmploymentType `json:"employment_type,omitempty"`
	PayCurrency    string         `json:"pay_currency,omitempty"`
	// EffectiveDate is the first day of these terms.
	EffectiveDate Date `json:"effective_date,omitzero"`
	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`
}

// Values of [EmploymentType] that HRIS tools have beside FullTime, PartTime, Contract and
// Internship.
const (
	EmploymentFreelance      EmploymentType = "FREELANCE"
	EmploymentWorkingStudent EmploymentType = "WORKING_STUDENT"
	EmploymentApprenticeship EmploymentType = "APPRENTICESHIP"
	EmploymentTraining       EmploymentType = "TRAINING"
)

// PayPeriod is what a pay rate is for. The set is open: what Kombo cannot map comes in the
// tool's own words.
type PayPeriod string

// Values of [PayPeriod].
const (
	PayPerHour      PayPeriod = "HOUR"
	PayPerDay       PayPeriod = "DAY"
	PayPerWeek      PayPeriod = "WEEK"
	PayPerTwoWeeks  PayPeriod = "TWO_WEEKS"
	PayPerHalfMonth PayPeriod = "HALF_MONTH"
	PayPerMonth     PayPeriod = "MONTH"
	PayPerTwoMonths PayPeriod = "TWO_MONTHS"
	PayPerQuarter   PayPeriod = "QUARTER"
	PayPerHalfYear  PayPeriod = "HALF_YEAR"
	PayPerYear      PayPeriod = "YEAR"
)

// PayFrequency is how often an employee is paid. The set is open: what Kombo cannot map comes
// in the tool's own words.
type PayFrequency string

// Values of [PayFrequency].
const (
	PaidDaily        PayFrequency = "DAILY"
	PaidWeekly       PayFrequency = "WEEKLY"
	PaidBiweekly     PayFrequency = "BIWEEKLY"
	PaidMonthly      PayFrequency = "MONTHLY"
	PaidSemimonthly  PayFrequency = "SEMIMONTHLY"
	PaidQuarterly    PayFrequency = "QUARTERLY"
	PaidSemiannually PayFrequency = "SEMIANNUALLY"
	PaidAnnually     PayFrequency = "ANNUALLY"
	PaidProRata      PayFrequency = "PRO_RATA"
)

// ListEmploymentsOptions filters [HRISService.ListEmployments]. See [ListOptions].
type ListEmploymentsOptions struct{ ListOptions }

// ListEmployments reads a page of employments.
// Source: docs.kombo.dev, "Get employments".
func (s *HRISService) ListEmployments(ctx context.Context, opts ListEmploymentsOptions, call ...rolecall.CallOption) (*rolecall.Page[Employment], error) {
	return list[Employment](ctx, s.service, "kombo.hris.employments.list", []string{"hris", "employments"}, opts.ListOptions, opts, call)
}
