package knit

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// DeductionList holds the member "data" of the response to [HRISService.ListDeductions].
type DeductionList struct{ RawAnswer }

// ListDeductions returns the tool's deductions. The shape of the response is not public.
// Source: public code of a Knit user, 2024.
func (s *HRISService) ListDeductions(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*DeductionList, error) {
	return read[DeductionList](ctx, s.service, "hr.deductions.list", opts, call)
}

// CreateDeductionRequest is a new deduction. The body of this call is not public: put all members into
// Extra.
type CreateDeductionRequest struct {
	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v CreateDeductionRequest) Problem() string { return nothingToSend(v.Extra) }

// UpdateDeductionRequest changes a deduction. The body of this call is not public: put all members into
// Extra.
type UpdateDeductionRequest struct {
	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UpdateDeductionRequest) Problem() string { return nothingToSend(v.Extra) }

// EnrollDeductionRequest enrolls an employee in a deduction. The body of this call is not public. The
// member name of EmployeeID is inferred. Put other members into Extra.
type EnrollDeductionRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v EnrollDeductionRequest) Problem() string { return employeeMissing(v.EmployeeID, v.Extra) }

// UnenrollDeductionRequest removes an employee from a deduction. The body of this call is not public. The
// member name of EmployeeID is inferred. Put other members into Extra.
type UnenrollDeductionRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UnenrollDeductionRequest) Problem() string {
	return employeeMissing(v.EmployeeID, v.Extra)
}

// UpdateEmployeeDeductionRequest changes an employee's deduction. The body of this call is not public. The
// member name of EmployeeID is inferred. Put other members into Extra.
type UpdateEmployeeDeductionRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UpdateEmployeeDeductionRequest) Problem() string {
	return employeeMissing(v.EmployeeID, v.Extra)
}

// The results of writes of deductions.
type (
	// CreatedDeduction holds the member "data" of the response to [HRISService.CreateDeduction].
	CreatedDeduction struct{ RawAnswer }
	// UpdatedDeduction holds the member "data" of the response to [HRISService.UpdateDeduction].
	UpdatedDeduction struct{ RawAnswer }
	// EnrolledDeduction holds the member "data" of the response to [HRISService.EnrollDeduction].
	EnrolledDeduction struct{ RawAnswer }
	// UnenrolledDeduction holds the member "data" of the response to [HRISService.UnenrollDeduction].
	UnenrolledDeduction struct{ RawAnswer }
	// UpdatedEmployeeDeduction holds the member "data" of the response to [HRISService.UpdateEmployeeDeduction].
	UpdatedEmployeeDeduction struct{ RawAnswer }
)

// CreateDeduction creates a deduction in the tool. The SDK does not retry this call, or another write of
// deductions, once it may have reached Knit. The paths of these calls are from public code of a Knit user,
// 2024.
func (s *HRISService) CreateDeduction(ctx context.Context, deduction CreateDeductionRequest, call ...rolecall.CallOption) (*CreatedDeduction, error) {
	return write[CreatedDeduction](ctx, s.service, "hr.deductions.create", deduction, call)
}

// UpdateDeduction changes a deduction. See [HRISService.CreateDeduction].
func (s *HRISService) UpdateDeduction(ctx context.Context, update UpdateDeductionRequest, call ...rolecall.CallOption) (*UpdatedDeduction, error) {
	return write[UpdatedDeduction](ctx, s.service, "hr.deductions.update", update, call)
}

// EnrollDeduction enrolls an employee in a deduction. See [HRISService.CreateDeduction].
func (s *HRISService) EnrollDeduction(ctx context.Context, enroll EnrollDeductionRequest, call ...rolecall.CallOption) (*EnrolledDeduction, error) {
	return write[EnrolledDeduction](ctx, s.service, "hr.employee.deductions.enroll", enroll, call)
}

// UnenrollDeduction removes an employee from a deduction. See [HRISService.CreateDeduction].
func (s *HRISService) UnenrollDeduction(ctx context.Context, unenroll UnenrollDeductionRequest, call ...rolecall.CallOption) (*UnenrolledDeduction, error) {
	return write[UnenrolledDeduction](ctx, s.service, "hr.employee.deductions.unenroll", unenroll, call)
}

// UpdateEmployeeDeduction changes an employee's deduction. See [HRISService.CreateDeduction].
func (s *HRISService) UpdateEmployeeDeduction(ctx context.Context, update UpdateEmployeeDeductionRequest, call ...rolecall.CallOption) (*UpdatedEmployeeDeduction, error) {
	return write[UpdatedEmployeeDeduction](ctx, s.service, "hr.employee.deductions.update", update, call)
}
