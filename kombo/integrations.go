package kombo

import (
	"cmp"
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// IntegrationDetails is what Kombo knows of an integration, down to each field.
// Source: docs.kombo.dev, "Get integration details".
type IntegrationDetails struct {
	ID          string            `json:"id"`
	Tool        *IntegrationTool  `json:"tool,omitempty"`
	Category    Category          `json:"category,omitempty"`
	Status      IntegrationStatus `json:"status,omitempty"`
	SetupStatus SetupStatus       `json:"setup_status,omitempty"`
	EndUser     *EndUser          `json:"end_user,omitempty"`
	ScopeConfig *ScopeConfig      `json:"scope_config,omitempty"`
	// DataExpiredAt is since when the data is old, because scopes or filters were changed;
	// zero again after the next good sync.
	DataExpiredAt time.Time     `json:"data_expired_at,omitzero"`
	CreatedAt     time.Time     `json:"created_at,omitzero"`
	Beta          bool          `json:"beta"`
	ReadModels    []ReadModel   `json:"read_models,omitempty"`
	WriteActions  []WriteAction `json:"write_actions,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationTool is the tool of an integration, in short. [Tool] has more.
type IntegrationTool struct {
	ID            string `json:"id"`
	Label         string `json:"label,omitempty"`
	InternalLabel string `json:"internal_label,omitempty"`
	LogoURL       string `json:"logo_url,omitempty"`
	IconURL       string `json:"icon_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationStatus says whether Kombo can work with an integration.
type IntegrationStatus string

// Values of [IntegrationStatus].
const (
	IntegrationActive IntegrationStatus = "ACTIVE"
	// IntegrationInvalid: the tool refuses the credentials. The customer reconnects, see
	// [Integration.CreateReconnectionLink].
	IntegrationInvalid IntegrationStatus = "INVALID"
	// IntegrationInactive: switched off, see [Integration.SetEnabled].
	IntegrationInactive IntegrationStatus = "INACTIVE"
)

// SetupStatus says how far the setup of an integration is.
type SetupStatus string

// Values of [SetupStatus].
const (
	// SetupIncomplete: the customer has steps to do, see [Integration.CreateSetupLink].
	SetupIncomplete SetupStatus = "INCOMPLETE"
	// SetupFinalSyncPending: the first whole sync is under way, for hours maybe.
	SetupFinalSyncPending SetupStatus = "FINAL_SYNC_PENDING"
	// SetupCompleted: there is data to read.
	SetupCompleted SetupStatus = "COMPLETED"
)

// EndUser is the customer who connected a tool.
type EndUser struct {
	OrganizationName string `json:"organization_name,omitempty"`
	CreatorEmail     string `json:"creator_email,omitempty"`
	// OriginID is your own id of the customer, from CreateConnectionLinkRequest.
	OriginID string `json:"origin_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// ScopeConfig says which set of permissions an integration has.
type ScopeConfig struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

// ReadModel is whether, and why or why not, an integration has a model.
type ReadModel struct {
	// ID is the model's name: the constants of [ChangedModel], [ModelATSJobs].
	ID                 ChangedModel   `json:"id"`
	Label              string         `json:"label,omitempty"`
	IsAvailable        bool           `json:"is_available"`
	CoverageStatus     CoverageStatus `json:"coverage_status,omitempty"`
	ScopeConfigSetting ScopeSetting   `json:"scope_config_setting,omitempty"`
	OptedOutByCustomer bool           `json:"opted_out_by_customer"`
	Fields             []ReadField    `json:"fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// ReadField is whether, and why or why not, an integration has a field.
type ReadField struct {
	ID                 string         `json:"id"`
	IsAvailable        bool           `json:"is_available"`
	CoverageStatus     CoverageStatus `json:"coverage_status,omitempty"`
	ScopeConfigSetting ScopeSetting   `json:"scope_config_setting,omitempty"`
	OptedOutByCustomer bool           `json:"opted_out_by_customer"`

	rolecall.Extra `json:"-"`
}

// WriteAction is whether, and why or why not, an integration can do something.
type WriteAction struct {
	// ID is "ats_create_application".
	ID                 string         `json:"id"`
	Label              string         `json:"label,omitempty"`
	IsAvailable        bool           `json:"is_available"`
	CoverageStatus     CoverageStatus `json:"coverage_status,omitempty"`
	ScopeConfigSetting ScopeSetting   `json:"scope_config_setting,omitempty"`
	OptedOutByCustomer bool           `json:"opted_out_by_customer"`
	Fields             []WriteField   `json:"fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// WriteField is whether an action can write a field.
type WriteField struct {
	ID             string         `json:"id"`
	IsAvailable    bool           `json:"is_available"`
	CoverageStatus CoverageStatus `json:"coverage_status,omitempty"`

	rolecall.Extra `json:"-"`
}

// ScopeSetting is what a scope config says of a model, a field or an action.
type ScopeSetting string

// Values of [ScopeSetting].
const (
	ScopeSettingEnabled  ScopeSetting = "ENABLED"
	ScopeSettingDisabled ScopeSetting = "DISABLED"
	// ScopeSettingOptional: the customer decides.
	ScopeSettingOptional ScopeSetting = "OPTIONAL"
)

// Details says what the integration is and what it can do.
// Source: docs.kombo.dev, "Get integration details".
func (i *Integration) Details(ctx context.Context, call ...rolecall.CallOption) (*IntegrationDetails, error) {
	return get[IntegrationDetails](ctx, i.inPath(), "GET integrations/{integration_id}", nil, call)
}

type setEnabledRequest struct {
	Value bool `json:"value"`
}

// SetEnabled switches the integration on or off. Off ends its running syncs, and keeps
// credentials and settings.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Set integration enabled".
func (i *Integration) SetEnabled(ctx context.Context, enabled bool, call ...rolecall.CallOption) error {
	return do(ctx, i.inPath(), "PUT integrations/{integration_id}/enabled", setEnabledRequest{enabled}, call)
}

// Delete deletes the integration for good. Kombo removes its data 14 days later.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Delete integration".
func (i *Integration) Delete(ctx context.Context, call ...rolecall.CallOption) error {
	return do(ctx, i.inPath(), "DELETE integrations/{integration_id}", struct{}{}, call) // Kombo wants a body
}

// CreateReconnectionLinkRequest says what a reconnection link is like.
type CreateReconnectionLinkRequest struct {
	Language Language `json:"language,omitempty"`
	// ScopeConfigID replaces the integration's scope config once the customer has
	// reconnected. "": it stays.
	ScopeConfigID string   `json:"scope_config_id,omitempty"`
	LinkType      LinkType `json:"link_type,omitempty"`
}

// CreateReconnectionLink makes a link by which the customer enters new credentials.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create reconnection link".
func (i *Integration) CreateReconnectionLink(ctx context.Context, link CreateReconnectionLinkRequest, call ...rolecall.CallOption) (*ConnectLink, error) {
	return get[ConnectLink](ctx, i.inPath(), "POST integrations/{integration_id}/relink", link, call)
}

// CreateSetupLinkRequest says what a setup link is like.
type CreateSetupLinkRequest struct {
	Language Language `json:"language,omitempty"`
	// LinkType is LinkEmbedded where it is "".
	LinkType LinkType `json:"link_type"`
}

// MarshalJSON writes LinkEmbedded if LinkType is "".
func (v CreateSetupLinkRequest) MarshalJSON() ([]byte, error) {
	v.LinkType = cmp.Or(v.LinkType, LinkEmbedded)
	type plain CreateSetupLinkRequest
	return marshal(plain(v))
}

// CreateSetupLink makes a link by which the customer does the steps of the setup again: field
// mapping, filters. An integration without such a step is [CodeInputInvalid].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create Setup Flow link".
func (i *Integration) CreateSetupLink(ctx context.Context, link CreateSetupLinkRequest, call ...rolecall.CallOption) (*ConnectLink, error) {
	return get[ConnectLink](ctx, i.inPath(), "POST integrations/{integration_id}/setup-link", link, call)
}

// SyncType is what a sync reads.
type SyncType string

// Values of [SyncType].
const (
	// SyncFull reads everything, and alone finds what was deleted.
	SyncFull SyncType = "FULL"
	// SyncDelta reads what changed.
	SyncDelta SyncType = "DELTA"
)

// TriggerSyncRequest says what to sync.
type TriggerSyncRequest struct {
	// Type is SyncFull where it is "".
	Type SyncType `json:"type,omitempty"`
}

// TriggeredSync is a sync that is to run.
type TriggeredSync struct {
	// AlreadyQueued: there was one, and no other was made. Type is that one's.
	AlreadyQueued bool     `json:"already_queued"`
	SyncID        string   `json:"sync_id"`
	Type          SyncType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// TriggerSync makes Kombo sync the integration now. It is for the customer's "sync" button:
// Kombo syncs every few hours by itself.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Trigger sync".
func (i *Integration) TriggerSync(ctx context.Context, req TriggerSyncRequest, call ...rolecall.CallOption) (*TriggeredSync, error) {
	return get[TriggeredSync](ctx, i.service, "POST force-sync", req, call)
}
