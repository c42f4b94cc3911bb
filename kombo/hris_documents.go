package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// EmployeeDocumentCategory is a category in which the tool stores documents of employees.
// Source: docs.kombo.dev, "Get employee document categories".
type EmployeeDocumentCategory struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListEmployeeDocumentCategoriesOptions filters [HRISService.ListEmployeeDocumentCategories].
// See [ListOptions].
type ListEmployeeDocumentCategoriesOptions struct{ ListOptions }

// ListEmployeeDocumentCategories reads a page of document categories.
// Source: docs.kombo.dev, "Get employee document categories".
func (s *HRISService) ListEmployeeDocumentCategories(ctx context.Context, opts ListEmployeeDocumentCategoriesOptions, call ...rolecall.CallOption) (*rolecall.Page[EmployeeDocumentCategory], error) {
	return list[EmployeeDocumentCategory](ctx, s.service, "hris/employee-document-categories", opts, call)
}

// AddEmployeeDocumentRequest describes the document that [HRISService.AddEmployeeDocument] adds.
type AddEmployeeDocumentRequest struct {
	// CategoryID is an [EmployeeDocumentCategory.ID]. Required.
	CategoryID string `json:"category_id"`
	Document   File   `json:"document"`
	// RemoteFields are sent to the tool unmodified. See [RemoteFields].
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v AddEmployeeDocumentRequest) Problem() string { return required("CategoryID", v.CategoryID) }

// AddEmployeeDocument adds a document to an employee.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Add document to employee".
func (s *HRISService) AddEmployeeDocument(ctx context.Context, employeeID string, req AddEmployeeDocumentRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST hris/employees/{employee_id}/documents", req, call, employeeID)
}
