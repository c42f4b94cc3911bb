package knit

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// LeaveRequest is an employee's request for leave.
//
// Source of all leave models: public code of a Knit user, 2024.
type LeaveRequest struct {
	ID          string        `json:"id,omitempty" required:"true"`
	StartDate   rolecall.Date `json:"startDate,omitzero"`
	EndDate     rolecall.Date `json:"endDate,omitzero"`
	RequestedOn time.Time     `json:"requestedOn,omitzero"`
	Note        string        `json:"note,omitempty"`
	Status      LeaveStatus   `json:"status,omitempty"`
	LeaveType   *LeaveType    `json:"leaveType,omitempty"`
	// Amount is the length of the leave, in Unit.
	Unit   LeaveUnit `json:"unit,omitempty"`
	Amount *float64  `json:"amount,omitempty"`
	// IsPaid is nil if the tool does not provide it.
	IsPaid *bool `json:"isPaid,omitempty"`

	rolecall.Extra `json:"-"`
}

// LeaveStatus is the status of a [LeaveRequest]. [NotSpecified] is also a value.
type LeaveStatus string

// Values of [LeaveStatus].
const (
	LeaveRequested LeaveStatus = "REQUESTED"
	LeaveApproved  LeaveStatus = "APPROVED"
	LeaveDeclined  LeaveStatus = "DECLINED"
	LeaveCancelled LeaveStatus = "CANCELLED"
	LeaveDeleted   LeaveStatus = "DELETED"
)

// LeaveUnit is the unit of an amount of leave.
type LeaveUnit string

// Values of [LeaveUnit].
const (
	LeaveUnitDays  LeaveUnit = "DAYS"
	LeaveUnitHours LeaveUnit = "HOURS"
)

// LeaveType is a type of leave in the tool.
type LeaveType struct {
	ID   string    `json:"id,omitempty" required:"true"`
	Name string    `json:"name,omitempty"`
	Type LeaveKind `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// LeaveKind is the purpose of a [LeaveType]. [NotSpecified] is also a value.
type LeaveKind string

// Values of [LeaveKind].
const (
	LeaveVacation    LeaveKind = "VACATION"
	LeaveSick        LeaveKind = "SICK"
	LeavePersonal    LeaveKind = "PERSONAL"
	LeaveJuryDuty    LeaveKind = "JURY_DUTY"
	LeaveVolunteer   LeaveKind = "VOLUNTEER"
	LeaveBereavement LeaveKind = "BEREAVEMENT"
)

// LeaveBalance is an employee's balance for one type of leave.
type LeaveBalance struct {
	LeaveType *LeaveType `json:"leaveType,omitempty"`
	// Balance is the remaining leave and Used the leave taken, both in Unit.
	Unit    LeaveUnit `json:"unit,omitempty"`
	Balance *float64  `json:"balance,omitempty"`
	Used    *float64  `json:"used,omitempty"`
	// IsPaid and IsEligible are nil if the tool does not provide them.
	IsPaid     *bool `json:"isPaid,omitempty"`
	IsEligible *bool `json:"isEligible,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListLeaveTypes returns a page of the tool's types of leave. Their shape is inferred from
// [LeaveRequest].LeaveType. Source: public code of a Knit user, 2024.
func (s *HRISService) ListLeaveTypes(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[LeaveType], error) {
	return list[LeaveType](ctx, s.service, "hr.leave.types", anyItems, opts, call)
}

// ListLeaveRequests returns a page of leave requests. Source: public code of a Knit user, 2024.
func (s *HRISService) ListLeaveRequests(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[LeaveRequest], error) {
	return list[LeaveRequest](ctx, s.service, "hr.employees.leave.requests", anyItems, opts, call)
}

// ListLeaveBalances returns a page of leave balances. Source: public code of a Knit user, 2024.
func (s *HRISService) ListLeaveBalances(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[LeaveBalance], error) {
	return list[LeaveBalance](ctx, s.service, "hr.employees.leave.balance", anyItems, opts, call)
}

// CreateLeaveRequest requests leave for an employee. The body of this call is not public. The member name
// of EmployeeID is inferred. Put other members into Extra.
type CreateLeaveRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v CreateLeaveRequest) Problem() string { return employeeMissing(v.EmployeeID, v.Extra) }

// CreatedLeave holds the member "data" of the response to [HRISService.CreateLeave].
type CreatedLeave struct{ RawAnswer }

// CreateLeave requests leave for an employee. The SDK does not retry the call once it may have reached
// Knit. The path is from public code of a Knit user, 2024.
func (s *HRISService) CreateLeave(ctx context.Context, leave CreateLeaveRequest, call ...rolecall.CallOption) (*CreatedLeave, error) {
	return write[CreatedLeave](ctx, s.service, "hr.employees.leave.create", leave, call)
}
