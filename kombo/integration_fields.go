package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// IntegrationFieldSetting is a field of the tool, and whether Kombo passes it through: as an
// [IntegrationField] of the records.
// Source: docs.kombo.dev, "Get integration fields".
type IntegrationFieldSetting struct {
	ID  string `json:"id" required:"true"`
	Key string `json:"key,omitempty"`
	// Model is the name of the model it belongs to: "ats_jobs".
	Model                string               `json:"model,omitempty"`
	Type                 IntegrationFieldType `json:"type,omitempty"`
	Label                string               `json:"label,omitempty"`
	IsPassthroughEnabled bool                 `json:"is_passthrough_enabled"`
	// IsWritable is deprecated, and always false.
	IsWritable bool `json:"is_writable"`

	rolecall.Extra `json:"-"`
}

// ListIntegrationFieldsOptions says where to begin.
type ListIntegrationFieldsOptions struct {
	// Cursor resumes at a page: [rolecall.Page.Next] of the one before. "": the beginning.
	Cursor string `url:"-"`
	// PageSize is at most 2000. 0: 2000.
	PageSize int `url:"-"`
}

func (o ListIntegrationFieldsOptions) paging() paging {
	return PageOptions{Cursor: o.Cursor, PageSize: o.PageSize}.upTo(2000)
}

// ListIntegrationFields reads a page of the tool's fields.
// Source: docs.kombo.dev, "Get integration fields".
func (i *Integration) ListIntegrationFields(ctx context.Context, opts ListIntegrationFieldsOptions, call ...rolecall.CallOption) (*rolecall.Page[IntegrationFieldSetting], error) {
	return list[IntegrationFieldSetting](ctx, i.inPath(), "integrations/{integration_id}/integration-fields", opts, call)
}

// UpdateIntegrationFieldRequest says whether Kombo passes a field through.
type UpdateIntegrationFieldRequest struct {
	// EnablePassthrough is sent as null where it is nil; Kombo documents neither why nor
	// what for.
	EnablePassthrough *bool `json:"enable_passthrough"`
}

// UpdateIntegrationField makes Kombo pass a field through, or stop. fieldID is an
// [IntegrationFieldSetting.ID].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Updates an integration fields passthrough setting".
func (i *Integration) UpdateIntegrationField(ctx context.Context, fieldID string, update UpdateIntegrationFieldRequest, call ...rolecall.CallOption) (*IntegrationFieldSetting, error) {
	return get[IntegrationFieldSetting](ctx, i.inPath(), "PATCH integrations/{integration_id}/integration-fields/{field_id}", update, call, fieldID)
}

// CustomFieldMapping is a custom field of Kombo's dashboard, and the field of the tool that
// fills it.
// Source: docs.kombo.dev, "Get custom fields with current mappings".
type CustomFieldMapping struct {
	ID string `json:"id" required:"true"`
	// Key is the field's name in [Remote.CustomFields].
	Key string `json:"key,omitempty"`
	// IntegrationField is nil where nothing is mapped. It has no Value.
	IntegrationField *IntegrationField `json:"integration_field,omitempty"`
	// Model is the name of the model it belongs to: "ats_jobs".
	Model       string `json:"model,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListCustomFieldsOptions says where to begin.
type ListCustomFieldsOptions struct {
	// Cursor resumes at a page: [rolecall.Page.Next] of the one before. "": the beginning.
	Cursor string `url:"-"`
	// PageSize is at most 250. 0: 250.
	PageSize int `url:"-"`
}

func (o ListCustomFieldsOptions) paging() paging {
	return PageOptions{Cursor: o.Cursor, PageSize: o.PageSize}.paging()
}

// ListCustomFields reads a page of the custom fields, with what is mapped to them.
// Source: docs.kombo.dev, "Get custom fields with current mappings".
func (i *Integration) ListCustomFields(ctx context.Context, opts ListCustomFieldsOptions, call ...rolecall.CallOption) (*rolecall.Page[CustomFieldMapping], error) {
	return list[CustomFieldMapping](ctx, i.inPath(), "integrations/{integration_id}/custom-fields", opts, call)
}

// UpdateCustomFieldMappingRequest says what fills a custom field.
type UpdateCustomFieldMappingRequest struct {
	// IntegrationFieldID is an [IntegrationFieldSetting.ID]. Nil: nothing fills it from now
	// on. A pointer to "" is refused.
	IntegrationFieldID *string `json:"integration_field_id"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v UpdateCustomFieldMappingRequest) Problem() string {
	if v.IntegrationFieldID != nil && *v.IntegrationFieldID == "" {
		return "IntegrationFieldID points to an empty id: nil takes the mapping away"
	}
	return ""
}

// UpdateCustomFieldMapping maps a field of the tool to a custom field, or none. customFieldID is
// a [CustomFieldMapping.ID].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Put custom field mappings".
func (i *Integration) UpdateCustomFieldMapping(ctx context.Context, customFieldID string, update UpdateCustomFieldMappingRequest, call ...rolecall.CallOption) (*CustomFieldMapping, error) {
	return get[CustomFieldMapping](ctx, i.inPath(), "PUT integrations/{integration_id}/custom-fields/{custom_field_id}", update, call, customFieldID)
}
