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
	ID         string `json:"id" required:"true"`
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
	EffectiveDate rolecall.Date `json:"effective_date,omitzero"`
	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// Values of [EmploymentType] that HRIS tools have beside EmploymentFullTime, EmploymentPartTime, Contract and
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
	PayPeriodHour      PayPeriod = "HOUR"
	PayPeriodDay       PayPeriod = "DAY"
	PayPeriodWeek      PayPeriod = "WEEK"
	PayPeriodTwoWeeks  PayPeriod = "TWO_WEEKS"
	PayPeriodHalfMonth PayPeriod = "HALF_MONTH"
	PayPeriodMonth     PayPeriod = "MONTH"
	PayPeriodTwoMonths PayPeriod = "TWO_MONTHS"
	PayPeriodQuarter   PayPeriod = "QUARTER"
	PayPeriodHalfYear  PayPeriod = "HALF_YEAR"
	PayPeriodYear      PayPeriod = "YEAR"
)

// PayFrequency is how often an employee is paid. The set is open: what Kombo cannot map comes
// in the tool's own words.
type PayFrequency string

// Values of [PayFrequency].
const (
	PayFrequencyDaily        PayFrequency = "DAILY"
	PayFrequencyWeekly       PayFrequency = "WEEKLY"
	PayFrequencyBiweekly     PayFrequency = "BIWEEKLY"
	PayFrequencyMonthly      PayFrequency = "MONTHLY"
	PayFrequencySemimonthly  PayFrequency = "SEMIMONTHLY"
	PayFrequencyQuarterly    PayFrequency = "QUARTERLY"
	PayFrequencySemiannually PayFrequency = "SEMIANNUALLY"
	PayFrequencyAnnually     PayFrequency = "ANNUALLY"
	PayFrequencyProRata      PayFrequency = "PRO_RATA"
)

// ListEmploymentsOptions filters [HRISService.ListEmployments]. See [ListOptions].
type ListEmploymentsOptions struct{ ListOptions }

// ListEmployments reads a page of employments.
// Source: docs.kombo.dev, "Get employments".
func (s *HRISService) ListEmployments(ctx context.Context, opts ListEmploymentsOptions, call ...rolecall.CallOption) (*rolecall.Page[Employment], error) {
	return list[Employment](ctx, s.service, "hris/employments", opts, call)
}
