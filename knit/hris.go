package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// EmployeeOptions says whose records a list of [HRISService] shows. See [ListOptions].
//
// Knit's public facts name the parameters of [HRISService.ListPayrolls] alone; that the other
// calls also take EmployeeID is inferred, and so is that they have pages.
type EmployeeOptions struct {
	ListOptions
	// EmployeeID is [EmployeeProfile.ID]. "" sends none.
	EmployeeID string `url:"employeeId,omitempty"`
}

// anyItems stands for the name of a list where Knit's own name is not public: the only list of the
// response is taken then, under any name.
const anyItems = "data"

// nothingToSend is the problem of a request whose members are all in Extra and of which none
// is set.
func nothingToSend(extra map[string]json.RawMessage) string {
	if len(extra) == 0 {
		return "nothing to send: put the members that Knit requires into Extra"
	}
	return ""
}

// employeeMissing is the problem of a request that names no employee.
func employeeMissing(id string, extra map[string]json.RawMessage) string {
	if id == "" && len(extra) == 0 {
		return "EmployeeID is empty"
	}
	return ""
}

// CompanyList is the response to [HRISService.ListCompanies], unmodified.
type CompanyList struct{ RawAnswer }

// FieldValues is the response to [HRISService.ListFieldValues], unmodified.
type FieldValues struct{ RawAnswer }

// ListCompanies reads the companies that the app keeps people for. The shape of the response is not
// public. Source: public code of a Knit user, 2024.
func (s *HRISService) ListCompanies(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*CompanyList, error) {
	return read[CompanyList](ctx, s.service, "hr.companies.list", opts, call)
}

// ListFieldValues reads which values the app accepts in the fields of an employee. Neither the
// shape of the response nor the call's parameters are public: they go into Params. Source: public code
// of a Knit user, 2024.
func (s *HRISService) ListFieldValues(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*FieldValues, error) {
	return read[FieldValues](ctx, s.service, "hr.employees.field.values", opts, call)
}
