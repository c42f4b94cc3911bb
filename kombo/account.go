package kombo

import (
	"context"
	"errors"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// CheckedAPIKey names the environment that an API key belongs to.
type CheckedAPIKey struct {
	// EnvironmentID is the environment of your account that the key belongs to.
	EnvironmentID string `json:"environment_id"`
	// CustomerID is the same as EnvironmentID. Kombo has deprecated it.
	CustomerID string `json:"customer_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// CheckAPIKey reports the environment of the client's API key. If Kombo does not accept the key, the
// error is [rolecall.ErrUnauthorized].
// Source: docs.kombo.dev, "Check API key".
func (c *Client) CheckAPIKey(ctx context.Context, call ...rolecall.CallOption) (*CheckedAPIKey, error) {
	return get[CheckedAPIKey](ctx, c.service, "GET check-api-key", nil, call)
}

// Category is a kind of tool.
type Category string

// Values of [Category].
const (
	CategoryHRIS       Category = "HRIS"
	CategoryATS        Category = "ATS"
	CategoryAssessment Category = "ASSESSMENT"
	CategoryLMS        Category = "LMS"
)

// Tool is an ATS, HRIS or other product that customers can connect.
type Tool struct {
	// ID is Kombo's name for the tool: "greenhouse".
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	// InternalLabel distinguishes tools that customers know by the same name.
	InternalLabel string      `json:"internal_label,omitempty"`
	Assets        *ToolAssets `json:"assets,omitempty"`
	// PaidAPIDetailsMarkdown, FastTrackDetailsMarkdown and PartnerOnlyDetailsMarkdown explain, in
	// Markdown, how to prepare a connection.
	PaidAPIDetailsMarkdown     string        `json:"paid_api_details_markdown,omitempty"`
	FastTrackDetailsMarkdown   string        `json:"fast_track_details_markdown,omitempty"`
	PartnerOnlyDetailsMarkdown string        `json:"partner_only_details_markdown,omitempty"`
	ConnectionGuideURL         string        `json:"connection_guide_url,omitempty"`
	Coverage                   *ToolCoverage `json:"coverage,omitempty"`

	rolecall.Extra `json:"-"`
}

// ToolAssets holds the URLs of a tool's logo and icons.
type ToolAssets struct {
	LogoURL      string `json:"logo_url,omitempty"`
	IconURL      string `json:"icon_url,omitempty"`
	IconBlackURL string `json:"icon_black_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// ToolCoverage lists the models, actions and features that Kombo supports for a tool.
type ToolCoverage struct {
	ReadModels   []ModelCoverage   `json:"read_models,omitempty"`
	WriteActions []ModelCoverage   `json:"write_actions,omitempty"`
	Features     []FeatureCoverage `json:"features,omitempty"`

	rolecall.Extra `json:"-"`
}

// ModelCoverage is Kombo's support for a model or an action of a tool.
type ModelCoverage struct {
	// ID is Kombo's name for the model or the action: "ats_jobs", "ats_create_application".
	ID             string          `json:"id"`
	Label          string          `json:"label,omitempty"`
	CoverageStatus CoverageStatus  `json:"coverage_status,omitempty"`
	Fields         []FieldCoverage `json:"fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// FieldCoverage is Kombo's support for one field of a model or an action.
type FieldCoverage struct {
	ID             string         `json:"id"`
	CoverageStatus CoverageStatus `json:"coverage_status,omitempty"`

	rolecall.Extra `json:"-"`
}

// FeatureCoverage is Kombo's support for a feature that is neither a model nor an action.
type FeatureCoverage struct {
	ID             string         `json:"id"`
	Label          string         `json:"label,omitempty"`
	CoverageStatus CoverageStatus `json:"coverage_status,omitempty"`

	rolecall.Extra `json:"-"`
}

// CoverageStatus is Kombo's support for a model, action, field or feature of a tool.
type CoverageStatus string

// Values of [CoverageStatus].
const (
	CoverageSupported      CoverageStatus = "SUPPORTED"
	CoverageUnsupported    CoverageStatus = "UNSUPPORTED"
	CoverageNotImplemented CoverageStatus = "NOT_IMPLEMENTED"
	CoverageUnknown        CoverageStatus = "UNKNOWN"
)

// ListTools returns all tools of a category that are enabled in your environment.
// Source: docs.kombo.dev, "Get tools".
func (c *Client) ListTools(ctx context.Context, category Category, call ...rolecall.CallOption) ([]Tool, error) {
	found, err := get[struct {
		Tools []Tool `json:"tools"`
	}](ctx, c.service, "tools/{category}", nil, call, strings.ToLower(string(category))) // only this path has the category in lower case
	if err != nil {
		return nil, err
	}
	return found.Tools, nil
}

// Language is the language of a Kombo Connect page.
type Language string

// Values of [Language].
const (
	LanguageEnglish Language = "en" // the default
	LanguageGerman  Language = "de"
	LanguageFrench  Language = "fr"
	LanguageItalian Language = "it"
	LanguageSpanish Language = "es"
)

// LinkType is the kind of a link to Kombo Connect.
type LinkType string

// Values of [LinkType].
const (
	// LinkEmbedded is a link for Kombo's frontend SDK. It is valid for one hour. It is the default.
	LinkEmbedded LinkType = "EMBEDDED"
	// LinkMagic is a link that can be sent by e-mail. It is valid for longer than LinkEmbedded.
	LinkMagic LinkType = "MAGIC_LINK"
)

// CreateConnectionLinkRequest names the customer and what they should connect.
type CreateConnectionLinkRequest struct {
	// EndUserEmail and EndUserOrganizationName are the e-mail address and the name of the customer.
	// Required.
	EndUserEmail            string `json:"end_user_email"`
	EndUserOrganizationName string `json:"end_user_organization_name"`
	// EndUserOriginID is your own id for the customer. Webhooks contain it.
	EndUserOriginID string `json:"end_user_origin_id,omitempty"`
	// RemoteEnvironment selects one of the tool's environments. It requires an IntegrationTool.
	// "": the production environment.
	RemoteEnvironment string `json:"remote_environment,omitempty"`
	// IntegrationCategory is the kind of tool to connect. "": CategoryHRIS.
	IntegrationCategory Category `json:"integration_category,omitempty"`
	// IntegrationTool is a [Tool.ID]. "": the customer chooses.
	IntegrationTool string   `json:"integration_tool,omitempty"`
	Language        Language `json:"language,omitempty"`
	// ScopeConfigID selects a scope config. "": the default of the environment.
	ScopeConfigID string `json:"scope_config_id,omitempty"`
	// EnableFiltering lets the customer choose which employees to sync (HRIS only).
	// EnableFieldMapping lets the customer map fields.
	EnableFiltering    bool     `json:"enable_filtering,omitempty"`
	EnableFieldMapping bool     `json:"enable_field_mapping,omitempty"`
	LinkType           LinkType `json:"link_type,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreateConnectionLinkRequest) Problem() string {
	switch {
	case v.EndUserEmail == "":
		return "EndUserEmail is empty"
	case v.EndUserOrganizationName == "":
		return "EndUserOrganizationName is empty"
	case v.RemoteEnvironment != "" && v.IntegrationTool == "":
		return "RemoteEnvironment is set, but IntegrationTool is empty"
	}
	return ""
}

// ConnectLink is the URL of a Kombo Connect page for one customer.
type ConnectLink struct {
	// Link contains a token: show it to the customer only, and keep it out of logs.
	Link string `json:"link" secret:"true"`

	rolecall.Extra `json:"-"`
}

// CreateConnectionLink creates a link that a customer opens to connect a tool. Kombo does not detect
// that a customer connects the same tool twice: if the tool is already connected, use
// [Integration.CreateReconnectionLink].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create connection link".
func (c *Client) CreateConnectionLink(ctx context.Context, req CreateConnectionLinkRequest, call ...rolecall.CallOption) (*ConnectLink, error) {
	return get[ConnectLink](ctx, c.service, "POST connect/create-link", req, call)
}

// ConnectedIntegration is the integration that a customer has just connected.
type ConnectedIntegration struct {
	// ID is the integration's id, for [Client.Integration]. Store it with the customer.
	ID string `json:"id" required:"true"`
	// Tool is a [Tool.ID].
	Tool                    string      `json:"tool,omitempty"`
	EndUserOriginID         string      `json:"end_user_origin_id,omitempty"`
	EndUserOrganizationName string      `json:"end_user_organization_name,omitempty"`
	EndUserEmail            string      `json:"end_user_email,omitempty"`
	SetupStatus             SetupStatus `json:"setup_status,omitempty"`

	rolecall.Extra `json:"-"`
}

type activation struct {
	Token string `json:"token"`
}

// Problem returns "the token is empty" if it is empty, otherwise "".
func (v activation) Problem() string {
	if v.Token == "" {
		return "the token is empty"
	}
	return ""
}

// ActivateIntegration returns the integration that a customer has just connected. An integration
// becomes active without this call. Kombo deprecates it in favor of [Client.GetIntegrationByToken],
// which returns the same data. If the error is [rolecall.ErrAmbiguous], call ActivateIntegration again:
// Kombo does not document that it changes anything.
// Source: docs.kombo.dev, "Activate integration (optional)".
func (c *Client) ActivateIntegration(ctx context.Context, token string, call ...rolecall.CallOption) (*ConnectedIntegration, error) {
	return get[ConnectedIntegration](ctx, c.service, "POST connect/activate-integration", activation{token}, call)
}

// GetIntegrationByToken returns the integration that a customer has just connected. Kombo's frontend
// SDK gives the browser a short-lived token instead of an id, so that one customer cannot claim the
// integration of another.
// Source: docs.kombo.dev, "Get integration by token".
func (c *Client) GetIntegrationByToken(ctx context.Context, token string, call ...rolecall.CallOption) (*ConnectedIntegration, error) {
	found, err := get[ConnectedIntegration](ctx, c.service, "GET connect/integration-by-token/{token}", nil, call, token)
	if e, ok := errors.AsType[*rolecall.Error](err); ok && e.Path != "" {
		e.Path = e.Path[:strings.LastIndex(e.Path, "/")+1] + "{token}" // keep the token out of logs
	}
	return found, err
}
