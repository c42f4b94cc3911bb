package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// TimeOffBalance is how much of a kind of absence an employee has left.
// Source: docs.kombo.dev, "Get time off balances".
type TimeOffBalance struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	// TypeID is the ID of an [AbsenceType].
	TypeID string `json:"type_id,omitempty"`
	// Balance is what is left, in BalanceUnit; below zero where too much was taken.
	Balance     *float64    `json:"balance,omitempty"`
	BalanceUnit AbsenceUnit `json:"balance_unit,omitempty"`
	// Used is what was taken, in UsedUnit.
	Used     *float64    `json:"used,omitempty"`
	UsedUnit AbsenceUnit `json:"used_unit,omitempty"`
	// Type is nil inside an [Employee].
	Type *AbsenceType `json:"type,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListTimeOffBalancesOptions filters [HRISService.ListTimeOffBalances]. See [ListOptions].
type ListTimeOffBalancesOptions struct {
	ListOptions
	EmployeeID string `url:"employee_id,omitempty"`
}

// ListTimeOffBalances reads a page of balances. UpdatedAfter also finds those whose type
// changed.
// Source: docs.kombo.dev, "Get time off balances".
func (s *HRISService) ListTimeOffBalances(ctx context.Context, opts ListTimeOffBalancesOptions, call ...rolecall.CallOption) (*rolecall.Page[TimeOffBalance], error) {
	return list[TimeOffBalance](ctx, s.service, "hris/time-off-balances", opts, call)
}
