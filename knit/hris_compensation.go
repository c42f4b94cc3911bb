package knit

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// CompensationPlans holds the member "data" of the response to [HRISService.ListCompensationPlans].
type CompensationPlans struct{ RawAnswer }

// ListCompensationPlans returns the tool's compensation plans. The shape of the response is not public.
// Source: public code of a Knit user, 2024.
func (s *HRISService) ListCompensationPlans(ctx context.Context, opts EmployeeOptions, call ...rolecall.CallOption) (*CompensationPlans, error) {
	return read[CompensationPlans](ctx, s.service, "hr.compensation.plans", opts, call)
}

// UpdateCompensationRequest changes an employee's pay. The body of this call is not public. The member name
// of EmployeeID is inferred. Put other members into Extra.
type UpdateCompensationRequest struct {
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Required, unless Extra identifies the
	// employee.
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UpdateCompensationRequest) Problem() string {
	return employeeMissing(v.EmployeeID, v.Extra)
}

// UpdatedCompensation holds the member "data" of the response to [HRISService.UpdateCompensation].
type UpdatedCompensation struct{ RawAnswer }

// UpdateCompensation changes an employee's pay. The SDK does not retry the call once it may have reached
// Knit. The path is from public code of a Knit user, 2024.
func (s *HRISService) UpdateCompensation(ctx context.Context, update UpdateCompensationRequest, call ...rolecall.CallOption) (*UpdatedCompensation, error) {
	return write[UpdatedCompensation](ctx, s.service, "hr.employee.compensation.update", update, call)
}
