package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// CreateEmployeeRequest is a new employee. FirstName and LastName are required; what else is
// differs from app to app, and an app may leave out what it has no place for.
//
// Source: developers.getknit.dev, reference "Add an employee".
type CreateEmployeeRequest struct {
	FirstName      string        `json:"firstName"`
	LastName       string        `json:"lastName"`
	WorkEmail      string        `json:"workEmail,omitempty"`
	PersonalEmails []string      `json:"personalEmails,omitempty"`
	Phones         []Phone       `json:"phones,omitempty"`
	StartDate      rolecall.Date `json:"startDate,omitzero"`
	BirthDate      rolecall.Date `json:"birthDate,omitzero"`

	EmploymentType EmploymentType `json:"employmentType,omitempty"`
	// MaritalStatus is Knit's value, or where the app wants it the app's own:
	// "Single_USA" for Workday.
	MaritalStatus MaritalStatus `json:"maritalStatus,omitempty"`
	Gender        Gender        `json:"gender,omitempty"`
	Employment    *Employment   `json:"employment,omitempty"`
	// WorkAddress is mostly a place that the app knows, by its ID.
	WorkAddress    *Address `json:"workAddress,omitempty"`
	PresentAddress *Address `json:"presentAddress,omitempty"`
	CompanyID      string   `json:"companyId,omitempty"`
	EmployeeNumber string   `json:"employeeNumber,omitempty"`
	// MetaData is what only one app asks for. An empty map is sent, a nil one is not.
	MetaData map[string]json.RawMessage `json:"metadata,omitzero"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Employment is what somebody is employed as. Some apps want a PositionID, whatever it says.
type Employment struct {
	PositionID  string `json:"positionId,omitempty"`
	Designation string `json:"designation,omitempty"`
	WorkShiftID string `json:"workShiftId,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CreatedEmployee is what came of [HRISService.CreateEmployee], as it came.
type CreatedEmployee struct{ RawAnswer }

// UpdatedEmployee is what came of [HRISService.UpdateEmployee], as it came.
type UpdatedEmployee struct{ RawAnswer }

// TerminatedEmployee is what came of [HRISService.TerminateEmployee], as it came.
type TerminatedEmployee struct{ RawAnswer }

// TerminationReasons is what [HRISService.ListTerminationReasons] answers, as it came.
type TerminationReasons struct{ RawAnswer }

// CreateEmployee writes a new employee into the app. The answer's shape is not public.
//
// It is not repeated once it may have reached Knit: an error that is [rolecall.ErrAmbiguous]
// means that the employee may be there. Source: developers.getknit.dev, reference "Add an
// employee".
func (s *HRISService) CreateEmployee(ctx context.Context, employee CreateEmployeeRequest, call ...rolecall.CallOption) (*CreatedEmployee, error) {
	problem := ""
	if employee.FirstName == "" || employee.LastName == "" {
		problem = "FirstName or LastName is empty"
	}
	return change[CreatedEmployee](ctx, s, "hr.employee.create", employee, problem, call)
}

// UpdateEmployeeRequest changes an employee. Its names are inferred from
// [CreateEmployeeRequest]: Knit's body of this call is not public. What is not set is not sent.
type UpdateEmployeeRequest struct {
	// EmployeeID is [EmployeeProfile.ID]. Required, unless Extra names the person.
	EmployeeID     string        `json:"employeeId,omitempty"`
	FirstName      string        `json:"firstName,omitempty"`
	LastName       string        `json:"lastName,omitempty"`
	WorkEmail      string        `json:"workEmail,omitempty"`
	PersonalEmails []string      `json:"personalEmails,omitempty"`
	Phones         []Phone       `json:"phones,omitempty"`
	StartDate      rolecall.Date `json:"startDate,omitzero"`
	BirthDate      rolecall.Date `json:"birthDate,omitzero"`

	EmploymentType EmploymentType             `json:"employmentType,omitempty"`
	MaritalStatus  MaritalStatus              `json:"maritalStatus,omitempty"`
	Gender         Gender                     `json:"gender,omitempty"`
	Employment     *Employment                `json:"employment,omitempty"`
	WorkAddress    *Address                   `json:"workAddress,omitempty"`
	PresentAddress *Address                   `json:"presentAddress,omitempty"`
	CompanyID      string                     `json:"companyId,omitempty"`
	EmployeeNumber string                     `json:"employeeNumber,omitempty"`
	MetaData       map[string]json.RawMessage `json:"metadata,omitzero"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// UpdateEmployee changes an employee in the app. It is not repeated once it may have reached
// Knit. The path is from public code of a Knit user, 2024; the body is inferred.
func (s *HRISService) UpdateEmployee(ctx context.Context, update UpdateEmployeeRequest, call ...rolecall.CallOption) (*UpdatedEmployee, error) {
	return change[UpdatedEmployee](ctx, s, "hr.employee.update", update, employeeMissing(update.EmployeeID, update.Extra), call)
}

// TerminateEmployeeRequest ends an employment. Knit's body of this call is not public: EmployeeID
// is inferred, the rest goes into Extra.
type TerminateEmployeeRequest struct {
	// EmployeeID is [EmployeeProfile.ID]. Required, unless Extra names the person.
	EmployeeID string `json:"employeeId,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// TerminateEmployee ends an employment in the app. It is not repeated once it may have reached
// Knit. The path is from public code of a Knit user, 2024.
func (s *HRISService) TerminateEmployee(ctx context.Context, end TerminateEmployeeRequest, call ...rolecall.CallOption) (*TerminatedEmployee, error) {
	return change[TerminatedEmployee](ctx, s, "hr.employee.terminate", end, employeeMissing(end.EmployeeID, end.Extra), call)
}

// ListTerminationReasons reads for which reasons the app lets an employment end. The answer's
// shape is not public. Source: public code of a Knit user, 2024.
func (s *HRISService) ListTerminationReasons(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*TerminationReasons, error) {
	return rawly[TerminationReasons](ctx, s, "hr.termination.reasons", EmployeeOptions{ListOptions: opts}, call)
}
