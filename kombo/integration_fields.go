package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// IntegrationFieldSetting describes a field of the tool, and whether Kombo includes it in records as an
// [IntegrationField].
// Source: docs.kombo.dev, "Get integration fields".
type IntegrationFieldSetting struct {
	ID  string `json:"id" required:"true"`
	Key string `json:"key,omitempty"`
	// Model is the name of the model that the field belongs to: "ats_jobs".
	Model                string               `json:"model,omitempty"`
	Type                 IntegrationFieldType `json:"type,omitempty"`
	Label                string               `json:"label,omitempty"`
	IsPassthroughEnabled bool                 `json:"is_passthrough_enabled"`
	// IsWritable is always false. Kombo has deprecated it.
	IsWritable bool `json:"is_writable"`

	rolecall.Extra `json:"-"`
}

// ListIntegrationFieldsOptions holds the options of [Integration.ListIntegrationFields].
type ListIntegrationFieldsOptions struct {
	// Cursor selects the page to begin with: [rolecall.Page.Next] of the previous page. "" means the first page.
	Cursor string `url:"-"`
	// PageSize is the number of fields in a page, at most 2000. 0 means 2000.
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

// UpdateIntegrationFieldRequest holds the parameters of [Integration.UpdateIntegrationField].
type UpdateIntegrationFieldRequest struct {
	// EnablePassthrough is true to include the field in records. Nil is sent as null; Kombo does not
	// document its effect.
	EnablePassthrough *bool `json:"enable_passthrough"`
}

// UpdateIntegrationField changes whether Kombo includes a field of the tool in records. fieldID is an
// [IntegrationFieldSetting.ID].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Updates an integration fields passthrough setting".
func (i *Integration) UpdateIntegrationField(ctx context.Context, fieldID string, update UpdateIntegrationFieldRequest, call ...rolecall.CallOption) (*IntegrationFieldSetting, error) {
	return get[IntegrationFieldSetting](ctx, i.inPath(), "PATCH integrations/{integration_id}/integration-fields/{field_id}", update, call, fieldID)
}

// CustomFieldMapping is a custom field that is defined in Kombo's dashboard, with the field of the tool that
// it takes its value from.
// Source: docs.kombo.dev, "Get custom fields with current mappings".
type CustomFieldMapping struct {
	ID string `json:"id" required:"true"`
	// Key is the key of the field in [Remote.CustomFields].
	Key string `json:"key,omitempty"`
	// IntegrationField is the mapped field of the tool, without a Value. Nil means that no field is mapped.
	IntegrationField *IntegrationField `json:"integration_field,omitempty"`
	// Model is the name of the model that the field belongs to: "ats_jobs".
	Model       string `json:"model,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListCustomFieldsOptions holds the options of [Integration.ListCustomFields].
type ListCustomFieldsOptions struct {
	// Cursor selects the page to begin with: [rolecall.Page.Next] of the previous page. "" means the first page.
	Cursor string `url:"-"`
	// PageSize is the number of fields in a page, at most 250. 0 means 250.
	PageSize int `url:"-"`
}

func (o ListCustomFieldsOptions) paging() paging {
	return PageOptions{Cursor: o.Cursor, PageSize: o.PageSize}.paging()
}

// ListCustomFields reads a page of the custom fields, with the fields of the tool that are mapped to them.
// Source: docs.kombo.dev, "Get custom fields with current mappings".
func (i *Integration) ListCustomFields(ctx context.Context, opts ListCustomFieldsOptions, call ...rolecall.CallOption) (*rolecall.Page[CustomFieldMapping], error) {
	return list[CustomFieldMapping](ctx, i.inPath(), "integrations/{integration_id}/custom-fields", opts, call)
}

// UpdateCustomFieldMappingRequest holds the parameters of [Integration.UpdateCustomFieldMapping].
type UpdateCustomFieldMappingRequest struct {
	// IntegrationFieldID is an [IntegrationFieldSetting.ID]. Nil removes the mapping. A pointer to "" is
	// rejected.
	IntegrationFieldID *string `json:"integration_field_id"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v UpdateCustomFieldMappingRequest) Problem() string {
	if v.IntegrationFieldID != nil && *v.IntegrationFieldID == "" {
		return "IntegrationFieldID points to an empty string: use nil to remove the mapping"
	}
	return ""
}

// UpdateCustomFieldMapping maps a field of the tool to a custom field, or removes the mapping. customFieldID
// is a [CustomFieldMapping.ID].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Put custom field mappings".
func (i *Integration) UpdateCustomFieldMapping(ctx context.Context, customFieldID string, update UpdateCustomFieldMappingRequest, call ...rolecall.CallOption) (*CustomFieldMapping, error) {
	return get[CustomFieldMapping](ctx, i.inPath(), "PUT integrations/{integration_id}/custom-fields/{custom_field_id}", update, call, customFieldID)
}
