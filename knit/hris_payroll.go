package knit

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Payroll is an employee's pay for one period. Amounts are in the currency of the pay; Knit does not send
// the currency.
//
// Source: public code of a Knit user, 2024.
type Payroll struct {
	EmployeeID string   `json:"employeeId,omitempty"`
	GrossPay   *float64 `json:"grossPay,omitempty"`
	NetPay     *float64 `json:"netPay,omitempty"`
	// Earnings and Contributions add up to the gross pay. Deductions are subtracted from it.
	Earnings      []PayItem `json:"earnings,omitempty"`
	Contributions []PayItem `json:"contributions,omitempty"`
	Deductions    []PayItem `json:"deductions,omitempty"`

	ProcessedDate      rolecall.Date `json:"processedDate,omitzero"`
	PayDate            rolecall.Date `json:"payDate,omitzero"`
	PayPeriodStartDate rolecall.Date `json:"payPeriodStartDate,omitzero"`
	PayPeriodEndDate   rolecall.Date `json:"payPeriodEndDate,omitzero"`

	rolecall.Extra `json:"-"`
}

// PayItem is one line of a [Payroll].
type PayItem struct {
	Type   PayItemType `json:"type,omitempty"`
	Amount *float64    `json:"amount,omitempty"`

	rolecall.Extra `json:"-"`
}

// PayItemType is the type of a [PayItem].
type PayItemType string

// Values of [PayItemType], in three groups: earnings, contributions and deductions.
const (
	PayItemIncome           PayItemType = "INCOME"
	PayItemOvertime         PayItemType = "OVERTIME"
	PayItemHRA              PayItemType = "HRA"
	PayItemBasic            PayItemType = "BASIC"
	PayItemSpecialAllowance PayItemType = "SPECIAL_ALLOWANCE"
	PayItemLTA              PayItemType = "LTA"

	PayItemPF               PayItemType = "PF"
	PayItemMedicalInsurance PayItemType = "MEDICAL_INSURANCE"
	PayItem401k             PayItemType = "401k"
	PayItemLifeInsurance    PayItemType = "LIFE_INSURANCE"
	PayItemVision           PayItemType = "VISION"
	PayItemDental           PayItemType = "DENTAL"

	PayItemProfTax    PayItemType = "PROF_TAX"
	PayItemTDS        PayItemType = "TDS"
	PayItemFederalTax PayItemType = "FEDERAL_TAX"
	PayItemStateTax   PayItemType = "STATE_TAX"
	PayItemTax        PayItemType = "TAX"
	PayItemHSA        PayItemType = "HSA"
)

// ListPayrollsOptions selects the payrolls of [HRISService.ListPayrolls]. See [ListOptions].
type ListPayrollsOptions struct {
	ListOptions
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required.
	EmployeeID string `url:"employeeId,omitempty"`
	// Month selects a month. Its format is not public; "2026-01" is a guess.
	Month string `url:"month,omitempty"`
}

// Problem describes what makes the options invalid, or returns "" if they are valid.
func (o ListPayrollsOptions) Problem() string {
	if o.EmployeeID == "" {
		return "EmployeeID is empty"
	}
	return ""
}

// ListPayrolls returns a page of an employee's payrolls, usually only that of the selected month.
//
// The path and the model are from public code of a Knit user, 2024. The member name of the list is unknown,
// so the only list, or the only object, in the response is used.
func (s *HRISService) ListPayrolls(ctx context.Context, opts ListPayrollsOptions, call ...rolecall.CallOption) (*rolecall.Page[Payroll], error) {
	return list[Payroll](ctx, s.service, "hr.employees.payroll.get", anyItems, opts, call)
}
