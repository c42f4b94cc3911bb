package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Employment holds the terms on which an employee works from a certain day. An employee may have several
// employments, one after another or at the same time.
// Source: docs.kombo.dev, "Get employments".
type Employment struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	JobTitle   string `json:"job_title,omitempty"`
	// PayRate is the pay for one PayPeriod, in PayCurrency (usually ISO 4217).
	PayRate   *float64  `json:"pay_rate,omitempty"`
	PayPeriod PayPeriod `json:"pay_period,omitempty"`
	// PayFrequency reports how often the employee is paid.
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

// Values of [EmploymentType] that HRIS tools have in addition to [EmploymentFullTime], [EmploymentPartTime],
// [EmploymentContract] and [EmploymentInternship].
const (
	EmploymentFreelance      EmploymentType = "FREELANCE"
	EmploymentWorkingStudent EmploymentType = "WORKING_STUDENT"
	EmploymentApprenticeship EmploymentType = "APPRENTICESHIP"
	EmploymentTraining       EmploymentType = "TRAINING"
)

// PayPeriod is the period that a pay rate refers to. If Kombo cannot map the tool's value, it is the tool's own
// string.
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

// PayFrequency is the interval at which an employee is paid. If Kombo cannot map the tool's value, it is the
// tool's own string.
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
