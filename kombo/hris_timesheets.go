package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Timesheet is a stretch of work that an employee did. Kombo calls the list an open beta.
// Source: docs.kombo.dev, "Get timesheets".
type Timesheet struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	// StartedAt and EndedAt are in UTC. Zero: the tool does not say, or the work goes on.
	StartedAt time.Time `json:"started_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	// Timezone is that of the place, "+02:00". "": the tool does not say.
	Timezone           string   `json:"timezone,omitempty"`
	PayableHours       *float64 `json:"payable_hours,omitempty"`
	UnpaidBreakMinutes *float64 `json:"unpaid_break_minutes,omitempty"`
	// Breaks are the single ones, where the tool knows them.
	Breaks         []TimesheetBreak `json:"breaks,omitempty"`
	ApprovalStatus ApprovalStatus   `json:"approval_status,omitempty"`
	ApprovedAt     time.Time        `json:"approved_at,omitzero"`
	Comment        string           `json:"comment,omitempty"`
	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// TimesheetBreak is a rest from work.
type TimesheetBreak struct {
	StartedAt time.Time `json:"started_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	Paid      bool      `json:"paid"`

	rolecall.Extra `json:"-"`
}

// ApprovalStatus says whether somebody has agreed.
type ApprovalStatus string

// Values of [ApprovalStatus].
const (
	ApprovalPending  ApprovalStatus = "PENDING"
	ApprovalApproved ApprovalStatus = "APPROVED"
	ApprovalRejected ApprovalStatus = "REJECTED"
)

// ListTimesheetsOptions filters [HRISService.ListTimesheets]. See [ListOptions].
type ListTimesheetsOptions struct {
	ListOptions
	EmployeeID    string    `url:"employee_id,omitempty"`
	StartedBefore time.Time `url:"started_before,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	StartedAfter  time.Time `url:"started_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	EndedBefore   time.Time `url:"ended_before,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	EndedAfter    time.Time `url:"ended_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
}

// ListTimesheets reads a page of timesheets.
// Source: docs.kombo.dev, "Get timesheets".
func (s *HRISService) ListTimesheets(ctx context.Context, opts ListTimesheetsOptions, call ...rolecall.CallOption) (*rolecall.Page[Timesheet], error) {
	return list[Timesheet](ctx, s.service, "hris/timesheets", opts, call)
}
