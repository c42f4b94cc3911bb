package knit

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// LeaveRequest is a leave that somebody has asked for.
//
// Source of the models of leave: public code of a Knit user, 2024.
type LeaveRequest struct {
	ID          string        `json:"id,omitempty" required:"true"`
	StartDate   rolecall.Date `json:"startDate,omitzero"`
	EndDate     rolecall.Date `json:"endDate,omitzero"`
	RequestedOn time.Time     `json:"requestedOn,omitzero"`
	Note        string        `json:"note,omitempty"`
	Status      LeaveStatus   `json:"status,omitempty"`
	LeaveType   *LeaveType    `json:"leaveType,omitempty"`
	// Amount is in Unit.
	Unit   LeaveUnit `json:"unit,omitempty"`
	Amount *float64  `json:"amount,omitempty"`
	// IsPaid is nil where the app does not say.
	IsPaid *bool `json:"isPaid,omitempty"`

	rolecall.Extra `json:"-"`
}

// LeaveStatus says what became of a [LeaveRequest]. The set is open; [NotSpecified] is one of
// its values.
type LeaveStatus string

// Values of [LeaveStatus].
const (
	LeaveRequested LeaveStatus = "REQUESTED"
	LeaveApproved  LeaveStatus = "APPROVED"
	LeaveDeclined  LeaveStatus = "DECLINED"
	LeaveCancelled LeaveStatus = "CANCELLED"
	LeaveDeleted   LeaveStatus = "DELETED"
)

// LeaveUnit is what leave is counted in. The set is open.
type LeaveUnit string

// Values of [LeaveUnit].
const (
	LeaveUnitDays  LeaveUnit = "DAYS"
	LeaveUnitHours LeaveUnit = "HOURS"
)

// LeaveType is a kind of leave that the app knows.
type LeaveType struct {
	ID   string    `json:"id,omitempty" required:"true"`
	Name string    `json:"name,omitempty"`
	Type LeaveKind `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// LeaveKind is what a [LeaveType] is for. The set is open; [NotSpecified] is one of its values.
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

// LeaveBalance is how much leave of a kind somebody has.
type LeaveBalance struct {
	LeaveType *LeaveType `json:"leaveType,omitempty"`
	// Balance is what is left, Used what is gone, in Unit.
	Unit    LeaveUnit `json:"unit,omitempty"`
	Balance *float64  `json:"balance,omitempty"`
	Used    *float64  `json:"used,omitempty"`
	// IsPaid and IsEligible are nil where the app does not say.
	IsPaid     *bool `json:"isPaid,omitempty"`
	IsEligible *bool `json:"isEligible,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListLeaveTypes reads the kinds of leave that the app knows. That they have the shape of
// [LeaveRequest].LeaveType is inferred. Source: public code of a Knit user, 2024.
func (s *HRISService) ListLeaveTypes(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[LeaveType], error) {
	return list[LeaveType](ctx, s.service, "hr.leave.types", anyItems, opts, call)
}

// ListLeaveRequests reads the leave that employees requested. Source: public code of a Knit user, 2024.
func (s *HRISService) ListLeaveRequests(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[LeaveRequest], error) {
	return list[LeaveRequest](ctx, s.service, "hr.employees.leave.requests", anyItems, opts, call)
}

// ListLeaveBalances reads the leave that employees have left. Source: public code of a Knit user, 2024.
func (s *HRISService) ListLeaveBalances(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*rolecall.Page[LeaveBalance], error) {
	return list[LeaveBalance](ctx, s.service, "hr.employees.leave.balance", anyItems, opts, call)
}

// CreateLeaveRequest requests leave. Knit's body of this call is not public: EmployeeID is
// inferred, the rest goes into Extra.
type CreateLeaveRequest struct {
	// EmployeeID is [EmployeeProfile.ID]. Required, unless Extra names the employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v CreateLeaveRequest) Problem() string { return employeeMissing(v.EmployeeID, v.Extra) }

// CreatedLeave is the response to [HRISService.CreateLeave], unmodified.
type CreatedLeave struct{ RawAnswer }

// CreateLeave requests leave. It is not repeated once it may have reached Knit. The path
// is from public code of a Knit user, 2024.
func (s *HRISService) CreateLeave(ctx context.Context, leave CreateLeaveRequest, call ...rolecall.CallOption) (*CreatedLeave, error) {
	return write[CreatedLeave](ctx, s.service, "hr.employees.leave.create", leave, call)
}
