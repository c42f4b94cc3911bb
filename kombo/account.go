package kombo

import (
	"context"
	"errors"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// CheckedAPIKey says what an API key opens.
type CheckedAPIKey struct {
	// EnvironmentID is the environment of your account that the key belongs to.
	EnvironmentID string `json:"environment_id"`
	// CustomerID is deprecated: the same as EnvironmentID.
	CustomerID string `json:"customer_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// CheckAPIKey asks whether the API key is good. One that is not is
// [rolecall.ErrUnauthorized].
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

// Tool is a product that customers can connect.
type Tool struct {
	// ID is Kombo's name of the tool: "greenhouse".
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	// InternalLabel tells tools apart that customers know by one name.
	InternalLabel string      `json:"internal_label,omitempty"`
	Assets        *ToolAssets `json:"assets,omitempty"`
	// The details are for whoever prepares a connection, in Markdown.
	PaidAPIDetailsMarkdown     string        `json:"paid_api_details_markdown,omitempty"`
	FastTrackDetailsMarkdown   string        `json:"fast_track_details_markdown,omitempty"`
	PartnerOnlyDetailsMarkdown string        `json:"partner_only_details_markdown,omitempty"`
	ConnectionGuideURL         string        `json:"connection_guide_url,omitempty"`
	Coverage                   *ToolCoverage `json:"coverage,omitempty"`

	rolecall.Extra `json:"-"`
}

// ToolAssets are pictures of a tool.
type ToolAssets struct {
	LogoURL      string `json:"logo_url,omitempty"`
	IconURL      string `json:"icon_url,omitempty"`
	IconBlackURL string `json:"icon_black_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// ToolCoverage is what Kombo can do with a tool.
type ToolCoverage struct {
	ReadModels   []ModelCoverage   `json:"read_models,omitempty"`
	WriteActions []ModelCoverage   `json:"write_actions,omitempty"`
	Features     []FeatureCoverage `json:"features,omitempty"`

	rolecall.Extra `json:"-"`
}

// ModelCoverage is what Kombo can do with a model or with an action.
type ModelCoverage struct {
	// ID is "ats_jobs", "ats_create_application".
	ID             string          `json:"id"`
	Label          string          `json:"label,omitempty"`
	CoverageStatus CoverageStatus  `json:"coverage_status,omitempty"`
	Fields         []FieldCoverage `json:"fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// FieldCoverage is what Kombo can do with one field.
type FieldCoverage struct {
	ID             string         `json:"id"`
	CoverageStatus CoverageStatus `json:"coverage_status,omitempty"`

	rolecall.Extra `json:"-"`
}

// FeatureCoverage is what Kombo can do beside models and actions.
type FeatureCoverage struct {
	ID             string         `json:"id"`
	Label          string         `json:"label,omitempty"`
	CoverageStatus CoverageStatus `json:"coverage_status,omitempty"`

	rolecall.Extra `json:"-"`
}

// CoverageStatus says whether something works with a tool.
type CoverageStatus string

// Values of [CoverageStatus].
const (
	CoverageSupported      CoverageStatus = "SUPPORTED"
	CoverageUnsupported    CoverageStatus = "UNSUPPORTED"
	CoverageNotImplemented CoverageStatus = "NOT_IMPLEMENTED"
	CoverageUnknown        CoverageStatus = "UNKNOWN"
)

// ListTools returns the tools of a category that are enabled in your environment, all at once.
// Source: docs.kombo.dev, "Get tools".
func (c *Client) ListTools(ctx context.Context, category Category, call ...rolecall.CallOption) ([]Tool, error) {
	found, err := get[struct {
		Tools []Tool `json:"tools"`
	}](ctx, c.service, "tools/{category}", nil, call, strings.ToLower(string(category))) // lower case here alone
	if err != nil {
		return nil, err
	}
	return found.Tools, nil
}

// Language is what a page of Kombo Connect speaks.
type Language string

// Values of [Language].
const (
	LanguageEnglish Language = "en" // the default
	LanguageGerman  Language = "de"
	LanguageFrench  Language = "fr"
	LanguageItalian Language = "it"
	LanguageSpanish Language = "es"
)

// LinkType says how a customer opens a link.
type LinkType string

// Values of [LinkType].
const (
	// LinkEmbedded is for Kombo's frontend SDK, for one hour. The default.
	LinkEmbedded LinkType = "EMBEDDED"
	// LinkMagic is for an e-mail, and lives longer.
	LinkMagic LinkType = "MAGIC_LINK"
)

// CreateConnectionLinkRequest says who is to connect what.
type CreateConnectionLinkRequest struct {
	// EndUserEmail and EndUserOrganizationName are the customer's. Required.
	EndUserEmail            string `json:"end_user_email"`
	EndUserOrganizationName string `json:"end_user_organization_name"`
	// EndUserOriginID is your own id of the customer. Webhooks carry it.
	EndUserOriginID string `json:"end_user_origin_id,omitempty"`
	// RemoteEnvironment chooses one of the tool's environments; it needs an
	// IntegrationTool. "": the one of production.
	RemoteEnvironment string `json:"remote_environment,omitempty"`
	// IntegrationCategory is what to connect. "": CategoryHRIS.
	IntegrationCategory Category `json:"integration_category,omitempty"`
	// IntegrationTool is a [Tool.ID]. "": the customer chooses.
	IntegrationTool string   `json:"integration_tool,omitempty"`
	Language        Language `json:"language,omitempty"`
	// ScopeConfigID is "" for the environment's default.
	ScopeConfigID string `json:"scope_config_id,omitempty"`
	// EnableFiltering lets the customer choose employees (HRIS alone), EnableFieldMapping
	// map fields.
	EnableFiltering    bool     `json:"enable_filtering,omitempty"`
	EnableFieldMapping bool     `json:"enable_field_mapping,omitempty"`
	LinkType           LinkType `json:"link_type,omitempty"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v CreateConnectionLinkRequest) Problem() string {
	switch {
	case v.EndUserEmail == "":
		return "EndUserEmail is empty"
	case v.EndUserOrganizationName == "":
		return "EndUserOrganizationName is empty"
	case v.RemoteEnvironment != "" && v.IntegrationTool == "":
		return "RemoteEnvironment needs an IntegrationTool"
	}
	return ""
}

// ConnectLink opens a page of Kombo Connect for one customer.
type ConnectLink struct {
	// Link holds a token: show it to the customer alone, and keep it out of logs.
	Link string `json:"link" secret:"true"`

	rolecall.Extra `json:"-"`
}

// CreateConnectionLink makes a link by which a customer connects a tool. Kombo does not notice
// that a customer connects the same tool twice: for one that is connected, use
// [Integration.CreateReconnectionLink].
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create connection link".
func (c *Client) CreateConnectionLink(ctx context.Context, req CreateConnectionLinkRequest, call ...rolecall.CallOption) (*ConnectLink, error) {
	return get[ConnectLink](ctx, c.service, "POST connect/create-link", req, call)
}

// ConnectedIntegration is what a customer has just connected.
type ConnectedIntegration struct {
	// ID is the integration's, for [Client.Integration]. Store it with the customer.
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

// Problem returns "the token is empty" if it is.
func (v activation) Problem() string {
	if v.Token == "" {
		return "the token is empty"
	}
	return ""
}

// ActivateIntegration says which integration a customer has made. Kombo deprecates it for
// [Client.GetIntegrationByToken], which does the same: an integration becomes active without it.
// If the error is [rolecall.ErrAmbiguous], call it again: it changes nothing that Kombo documents.
// Source: docs.kombo.dev, "Activate integration (optional)".
func (c *Client) ActivateIntegration(ctx context.Context, token string, call ...rolecall.CallOption) (*ConnectedIntegration, error) {
	return get[ConnectedIntegration](ctx, c.service, "POST connect/activate-integration", activation{token}, call)
}

// GetIntegrationByToken says which integration a customer has made. Kombo's frontend SDK gives
// the browser a token that lives a short time, and no id, so that nobody can claim another
// customer's integration.
// Source: docs.kombo.dev, "Get integration by token".
func (c *Client) GetIntegrationByToken(ctx context.Context, token string, call ...rolecall.CallOption) (*ConnectedIntegration, error) {
	found, err := get[ConnectedIntegration](ctx, c.service, "GET connect/integration-by-token/{token}", nil, call, token)
	if e, ok := errors.AsType[*rolecall.Error](err); ok && e.Path != "" {
		e.Path = e.Path[:strings.LastIndex(e.Path, "/")+1] + "{token}" // the token is not for a log
	}
	return found, err
}
