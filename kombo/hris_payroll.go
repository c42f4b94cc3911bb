package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// PayRun is the payment of wages by a legal entity for one period.
// Source: Kombo's Ruby SDK 1.2.8.
type PayRun struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	// StartDate and EndDate are the first and the last day of the period.
	StartDate     rolecall.Date `json:"start_date,omitzero"`
	EndDate       rolecall.Date `json:"end_date,omitzero"`
	LegalEntityID string        `json:"legal_entity_id,omitempty"`
	Totals        *PayTotals    `json:"totals,omitempty"`
	Changes

	rolecall.Extra `json:"-"`
}

// PayTotals holds the totals of a pay run or a payslip.
type PayTotals struct {
	GrossPay   *Money `json:"gross_pay,omitempty"`
	NetPay     *Money `json:"net_pay,omitempty"`
	PaidAmount *Money `json:"paid_amount,omitempty"`

	rolecall.Extra `json:"-"`
}

// Money is an amount in a currency (usually an ISO 4217 code). Value is a number in units of the currency,
// not in cents; this is inferred, because Kombo shows no sample.
type Money struct {
	Currency string   `json:"currency,omitempty"`
	Value    *float64 `json:"value,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayRunRef is a reference to a [PayRun] inside another record.
type PayRunRef struct {
	ID            string        `json:"id"`
	RemoteID      string        `json:"remote_id,omitempty"`
	StartDate     rolecall.Date `json:"start_date,omitzero"`
	EndDate       rolecall.Date `json:"end_date,omitzero"`
	LegalEntityID string        `json:"legal_entity_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// Payslip is the payslip of one employee.
// Source: Kombo's Ruby SDK 1.2.8.
type Payslip struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string       `json:"id" required:"true"`
	RemoteID string       `json:"remote_id,omitempty"`
	Totals   *PayTotals   `json:"totals,omitempty"`
	Employee *EmployeeRef `json:"employee,omitempty"`
	// PayRun is nil if the tool assigns no pay run to the payslip.
	PayRun    *PayRunRef        `json:"pay_run,omitempty"`
	LineItems []PayslipLineItem `json:"line_items,omitempty"`
	Changes

	rolecall.Extra `json:"-"`
}

// PayslipLineItem is one line of a payslip.
type PayslipLineItem struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Amount   *Money `json:"amount,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListPayRunsOptions filters [HRISService.ListPayRuns]. See [ListOptions].
type ListPayRunsOptions struct {
	ListOptions
	LegalEntityIDs []string `url:"legal_entity_ids,comma,omitempty"`
}

// ListPayRuns reads a page of pay runs.
// Source: Kombo's Ruby SDK 1.2.8.
func (s *HRISService) ListPayRuns(ctx context.Context, opts ListPayRunsOptions, call ...rolecall.CallOption) (*rolecall.Page[PayRun], error) {
	return list[PayRun](ctx, s.service, "hris/pay-runs", opts, call)
}

// ListPayslipsOptions filters [HRISService.ListPayslips]. See [ListOptions].
type ListPayslipsOptions struct {
	ListOptions
	EmployeeIDs    []string `url:"employee_ids,comma,omitempty"`
	PayRunIDs      []string `url:"payrun_ids,comma,omitempty"`
	LegalEntityIDs []string `url:"legal_entity_ids,comma,omitempty"`
}

// ListPayslips reads a page of payslips.
// Source: Kombo's Ruby SDK 1.2.8.
func (s *HRISService) ListPayslips(ctx context.Context, opts ListPayslipsOptions, call ...rolecall.CallOption) (*rolecall.Page[Payslip], error) {
	return list[Payslip](ctx, s.service, "hris/payslips", opts, call)
}
