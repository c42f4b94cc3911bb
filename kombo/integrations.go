package kombo

import (
	"cmp"
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// IntegrationDetails describes an integration: its status, and each model, field and action of its tool.
// Source: docs.kombo.dev, "Get integration details".
type IntegrationDetails struct {
	ID          string            `json:"id"`
	Tool        *IntegrationTool  `json:"tool,omitempty"`
	Category    Category          `json:"category,omitempty"`
	Status      IntegrationStatus `json:"status,omitempty"`
	SetupStatus SetupStatus       `json:"setup_status,omitempty"`
	EndUser     *EndUser          `json:"end_user,omitempty"`
	ScopeConfig *ScopeConfig      `json:"scope_config,omitempty"`
	// DataExpiredAt is the time at which a change of scopes or filters made the data outdated. The next
	// successful sync resets it to zero.
	DataExpiredAt time.Time     `json:"data_expired_at,omitzero"`
	CreatedAt     time.Time     `json:"created_at,omitzero"`
	Beta          bool          `json:"beta"`
	ReadModels    []ReadModel   `json:"read_models,omitempty"`
	WriteActions  []WriteAction `json:"write_actions,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationTool identifies the tool of an integration. [Tool] has more fields.
type IntegrationTool struct {
	ID            string `json:"id"`
	Label         string `json:"label,omitempty"`
	InternalLabel string `json:"internal_label,omitempty"`
	LogoURL       string `json:"logo_url,omitempty"`
	IconURL       string `json:"icon_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationStatus reports whether Kombo can use an integration.
type IntegrationStatus string

// Values of [IntegrationStatus].
const (
	IntegrationActive IntegrationStatus = "ACTIVE"
	// IntegrationInvalid means that the tool rejects the credentials. The customer must reconnect, see
	// [Integration.CreateReconnectionLink].
	IntegrationInvalid IntegrationStatus = "INVALID"
	// IntegrationInactive means that the integration is disabled, see [Integration.SetEnabled].
	IntegrationInactive IntegrationStatus = "INACTIVE"
)

// SetupStatus is the progress of the setup of an integration.
type SetupStatus string

// Values of [SetupStatus].
const (
	// SetupIncomplete means that the customer must finish the setup, see [Integration.CreateSetupLink].
	SetupIncomplete SetupStatus = "INCOMPLETE"
	// SetupFinalSyncPending means that the first full sync is running. It may take hours.
	SetupFinalSyncPending SetupStatus = "FINAL_SYNC_PENDING"
	// SetupCompleted means that data can be read.
	SetupCompleted SetupStatus = "COMPLETED"
)

// EndUser is the customer who connected a tool.
type EndUser struct {
	OrganizationName string `json:"organization_name,omitempty"`
	CreatorEmail     string `json:"creator_email,omitempty"`
	// OriginID is your backend's ID of the customer, as sent in [CreateConnectionLinkRequest].
	OriginID string `json:"origin_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// ScopeConfig identifies the set of permissions of an integration.
type ScopeConfig struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

// ReadModel reports whether an integration provides a model, and why or why not.
type ReadModel struct {
	// ID is the name of the model, such as [ModelATSJobs].
	ID                 ChangedModel   `json:"id"`
	Label              string         `json:"label,omitempty"`
	IsAvailable        bool           `json:"is_available"`
	CoverageStatus     CoverageStatus `json:"coverage_status,omitempty"`
	ScopeConfigSetting ScopeSetting   `json:"scope_config_setting,omitempty"`
	OptedOutByCustomer bool           `json:"opted_out_by_customer"`
	Fields             []ReadField    `json:"fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// ReadField reports whether an integration provides a field, and why or why not.
type ReadField struct {
	ID                 string         `json:"id"`
	IsAvailable        bool           `json:"is_available"`
	CoverageStatus     CoverageStatus `json:"coverage_status,omitempty"`
	ScopeConfigSetting ScopeSetting   `json:"scope_config_setting,omitempty"`
	OptedOutByCustomer bool           `json:"opted_out_by_customer"`

	rolecall.Extra `json:"-"`
}

// WriteAction reports whether an integration supports an action, and why or why not.
type WriteAction struct {
	// ID is the name of the action: "ats_create_application".
	ID                 string         `json:"id"`
	Label              string         `json:"label,omitempty"`
	IsAvailable        bool           `json:"is_available"`
	CoverageStatus     CoverageStatus `json:"coverage_status,omitempty"`
	ScopeConfigSetting ScopeSetting   `json:"scope_config_setting,omitempty"`
	OptedOutByCustomer bool           `json:"opted_out_by_customer"`
	Fields             []WriteField   `json:"fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// WriteField reports whether an action can write a field.
type WriteField struct {
	ID             string         `json:"id"`
	IsAvailable    bool           `json:"is_available"`
	CoverageStatus CoverageStatus `json:"coverage_status,omitempty"`

	rolecall.Extra `json:"-"`
}

// ScopeSetting is the setting of a scope config for a model, a field or an action.
type ScopeSetting string

// Values of [ScopeSetting].
const (
	ScopeSettingEnabled  ScopeSetting = "ENABLED"
	ScopeSettingDisabled ScopeSetting = "DISABLED"
	// ScopeSettingOptional means that the customer decides.
	ScopeSettingOptional ScopeSetting = "OPTIONAL"
)

// Details returns the status of the integration and the models, fields and actions that it supports.
// Source: docs.kombo.dev, "Get integration details".
func (i *Integration) Details(ctx context.Context, call ...rolecall.CallOption) (*IntegrationDetails, error) {
	return get[IntegrationDetails](ctx, i.inPath(), "GET integrations/{integration_id}", nil, call)
}

type setEnabledRequest struct {
	Value bool `json:"value"`
}

// SetEnabled enables or disables the integration. Disabling it cancels its running syncs and keeps its
// credentials and settings.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Set integration enabled".
func (i *Integration) SetEnabled(ctx context.Context, enabled bool, call ...rolecall.CallOption) error {
	return do(ctx, i.inPath(), "PUT integrations/{integration_id}/enabled", setEnabledRequest{enabled}, call)
}

// Delete deletes the integration, which cannot be undone. Kombo removes its data 14 days later.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Delete integration".
func (i *Integration) Delete(ctx context.Context, call ...rolecall.CallOption) error {
	return do(ctx, i.inPath(), "DELETE integrations/{integration_id}", struct{}{}, call) // Kombo requires a body
}

// CreateReconnectionLinkRequest holds the parameters of [Integration.CreateReconnectionLink].
type CreateReconnectionLinkRequest struct {
	Language Language `json:"language,omitempty"`
	// ScopeConfigID is the id of the scope config that the integration has after the customer reconnects.
	// "" keeps the current one.
	ScopeConfigID string   `json:"scope_config_id,omitempty"`
	LinkType      LinkType `json:"link_type,omitempty"`
}

// CreateReconnectionLink creates a link that lets the customer enter new credentials.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Create reconnection link".
func (i *Integration) CreateReconnectionLink(ctx context.Context, link CreateReconnectionLinkRequest, call ...rolecall.CallOption) (*ConnectLink, error) {
	return get[ConnectLink](ctx, i.inPath(), "POST integrations/{integration_id}/relink", link, call)
}

// CreateSetupLinkRequest holds the parameters of [Integration.CreateSetupLink].
type CreateSetupLinkRequest struct {
	Language Language `json:"language,omitempty"`
	// LinkType is the kind of link. "" means [LinkEmbedded].
	LinkType LinkType `json:"link_type"`
}

// MarshalJSON writes LinkEmbedded if LinkType is "".
func (v CreateSetupLinkRequest) MarshalJSON() ([]byte, error) {
	v.LinkType = cmp.Or(v.LinkType, LinkEmbedded)
	type plain CreateSetupLinkRequest
	return marshal(plain(v))
}

// CreateSetupLink creates a link that lets the customer repeat steps of the setup, such as field mapping or
// filters. If the integration has no such step enabled, the error has the code [CodeInputInvalid].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Create Setup Flow link".
func (i *Integration) CreateSetupLink(ctx context.Context, link CreateSetupLinkRequest, call ...rolecall.CallOption) (*ConnectLink, error) {
	return get[ConnectLink](ctx, i.inPath(), "POST integrations/{integration_id}/setup-link", link, call)
}

// SyncType reports whether a sync reads all records or only changed ones.
type SyncType string

// Values of [SyncType].
const (
	// SyncFull reads all records. Only a full sync detects deleted records.
	SyncFull SyncType = "FULL"
	// SyncDelta reads only the records that changed.
	SyncDelta SyncType = "DELTA"
)

// TriggerSyncRequest holds the parameters of [Integration.TriggerSync].
type TriggerSyncRequest struct {
	// Type is the type of the sync. "" means [SyncFull].
	Type SyncType `json:"type,omitempty"`
}

// TriggeredSync is a sync that is queued.
type TriggeredSync struct {
	// AlreadyQueued reports whether a sync was already queued. If it is true, Kombo created no new sync, and
	// Type is the type of the queued sync.
	AlreadyQueued bool     `json:"already_queued"`
	SyncID        string   `json:"sync_id"`
	Type          SyncType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// TriggerSync queues a sync of the integration. Use it for a "sync" button that the customer can press, not
// periodically: Kombo syncs every few hours without it.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Trigger sync".
func (i *Integration) TriggerSync(ctx context.Context, req TriggerSyncRequest, call ...rolecall.CallOption) (*TriggeredSync, error) {
	return get[TriggeredSync](ctx, i.service, "POST force-sync", req, call)
}
