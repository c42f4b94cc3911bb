package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// TimeOffBalance is the amount of one absence type that an employee may still take.
// Source: docs.kombo.dev, "Get time off balances".
type TimeOffBalance struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	// TypeID is an [AbsenceType.ID].
	TypeID string `json:"type_id,omitempty"`
	// Balance is the remaining amount, in BalanceUnit. It is negative if the employee took too much.
	Balance     *float64    `json:"balance,omitempty"`
	BalanceUnit AbsenceUnit `json:"balance_unit,omitempty"`
	// Used is the amount taken, in UsedUnit.
	Used     *float64    `json:"used,omitempty"`
	UsedUnit AbsenceUnit `json:"used_unit,omitempty"`
	// Type is the absence type of the balance. It is nil inside an [Employee]: use TypeID there.
	Type *AbsenceType `json:"type,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListTimeOffBalancesOptions filters [HRISService.ListTimeOffBalances]. See [ListOptions].
type ListTimeOffBalancesOptions struct {
	ListOptions
	EmployeeID string `url:"employee_id,omitempty"`
}

// ListTimeOffBalances reads a page of time off balances. A list with UpdatedAfter also contains the balances
// whose type changed.
// Source: docs.kombo.dev, "Get time off balances".
func (s *HRISService) ListTimeOffBalances(ctx context.Context, opts ListTimeOffBalancesOptions, call ...rolecall.CallOption) (*rolecall.Page[TimeOffBalance], error) {
	return list[TimeOffBalance](ctx, s.service, "hris/time-off-balances", opts, call)
}
