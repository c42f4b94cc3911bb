package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// EmployeeOptions are the options of the lists of [HRISService] that can select an employee. See
// [ListOptions].
//
// Only the parameters of [HRISService.ListPayrolls] are public. That the other calls accept EmployeeID, and
// that they have pages, is inferred.
type EmployeeOptions struct {
	ListOptions
	// EmployeeID is the employee's id, [EmployeeProfile.ID]. Empty: it is not sent.
	EmployeeID string `url:"employeeId,omitempty"`
}

// anyItems is the list name for a response whose member name is not public. The only list in the response
// is used then, under any name.
const anyItems = "data"

// nothingToSend returns the problem of a request whose members all belong in Extra, if Extra is empty.
func nothingToSend(extra map[string]json.RawMessage) string {
	if len(extra) == 0 {
		return "request is empty: put the members that Knit requires into Extra"
	}
	return ""
}

// employeeMissing returns the problem of a request without an employee.
func employeeMissing(id string, extra map[string]json.RawMessage) string {
	if id == "" && len(extra) == 0 {
		return "EmployeeID is empty"
	}
	return ""
}

// CompanyList holds the member "data" of the response to [HRISService.ListCompanies].
type CompanyList struct{ RawAnswer }

// FieldValues holds the member "data" of the response to [HRISService.ListFieldValues].
type FieldValues struct{ RawAnswer }

// ListCompanies returns the companies in the tool. The shape of the response is not public.
// Source: public code of a Knit user, 2024.
func (s *HRISService) ListCompanies(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*CompanyList, error) {
	return read[CompanyList](ctx, s.service, "hr.companies.list", opts, call)
}

// ListFieldValues returns the values that the tool accepts in the fields of an employee. The shape of the
// response and the query parameters are not public: put parameters into Params.
// Source: public code of a Knit user, 2024.
func (s *HRISService) ListFieldValues(ctx context.Context, opts ListOptions, call ...rolecall.CallOption) (*FieldValues, error) {
	return read[FieldValues](ctx, s.service, "hr.employees.field.values", opts, call)
}
