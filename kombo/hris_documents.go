package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// EmployeeDocumentCategory is a drawer of the tool for files of employees.
// Source: docs.kombo.dev, "Get employee document categories".
type EmployeeDocumentCategory struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListEmployeeDocumentCategoriesOptions filters [HRISService.ListEmployeeDocumentCategories].
// See [ListOptions].
type ListEmployeeDocumentCategoriesOptions struct{ ListOptions }

// ListEmployeeDocumentCategories reads a page of categories.
// Source: docs.kombo.dev, "Get employee document categories".
func (s *HRISService) ListEmployeeDocumentCategories(ctx context.Context, opts ListEmployeeDocumentCategoriesOptions, call ...rolecall.CallOption) (*rolecall.Page[EmployeeDocumentCategory], error) {
	return list[EmployeeDocumentCategory](ctx, s.service, "hris/employee-document-categories", opts, call)
}

// AddEmployeeDocumentRequest is a file of an employee.
type AddEmployeeDocumentRequest struct {
	// CategoryID is the ID of an [EmployeeDocumentCategory]. Required.
	CategoryID string `json:"category_id"`
	Document   File   `json:"document"`
	// RemoteFields go to the tool as they are, by its name.
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v AddEmployeeDocumentRequest) Problem() string { return required("CategoryID", v.CategoryID) }

// AddEmployeeDocument adds a file to an employee.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Add document to employee".
func (s *HRISService) AddEmployeeDocument(ctx context.Context, employeeID string, req AddEmployeeDocumentRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST hris/employees/{employee_id}/documents", req, call, employeeID)
}
