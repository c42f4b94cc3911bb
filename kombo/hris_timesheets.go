package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Timesheet is a period in which an employee worked, such as a shift. Kombo's list of timesheets is in
// open beta.
// Source: docs.kombo.dev, "Get timesheets".
type Timesheet struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID         string `json:"id" required:"true"`
	RemoteID   string `json:"remote_id,omitempty"`
	EmployeeID string `json:"employee_id,omitempty"`
	// StartedAt and EndedAt are in UTC. A zero time means that the tool does not report it, or that the
	// employee is still working.
	StartedAt time.Time `json:"started_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	// Timezone is the UTC offset at the place of work: "+02:00". It is "" if the tool does not report it.
	Timezone           string   `json:"timezone,omitempty"`
	PayableHours       *float64 `json:"payable_hours,omitempty"`
	UnpaidBreakMinutes *float64 `json:"unpaid_break_minutes,omitempty"`
	// Breaks holds each break, if the tool records them individually.
	Breaks         []TimesheetBreak `json:"breaks,omitempty"`
	ApprovalStatus ApprovalStatus   `json:"approval_status,omitempty"`
	ApprovedAt     time.Time        `json:"approved_at,omitzero"`
	Comment        string           `json:"comment,omitempty"`
	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// TimesheetBreak is one break in a [Timesheet].
type TimesheetBreak struct {
	StartedAt time.Time `json:"started_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	Paid      bool      `json:"paid"`

	rolecall.Extra `json:"-"`
}

// ApprovalStatus reports whether a timesheet was approved.
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
