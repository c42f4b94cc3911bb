package kombo

import (
	"time"

	"github.com/rolecall-dev/rolecall"
)

// IssueStatusChangedData is an issue that was raised or resolved.
// Source: docs.kombo.dev, "Issues" (checked in November 2026).
type IssueStatusChangedData struct {
	Change IssueChange `json:"change"`
	Issue  Issue       `json:"issue"`
	// Integration is nil if the issue concerns the whole account.
	Integration *IssueIntegration `json:"integration"`

	rolecall.Extra `json:"-"`
}

// IssueChange reports whether an issue was raised or resolved.
type IssueChange string

// Values of [IssueChange]. Snoozing an issue in the dashboard sends no event.
const (
	IssueChangeRaised   IssueChange = "raised"
	IssueChangeResolved IssueChange = "resolved"
)

// Issue is a problem that Kombo has observed. Kombo raises it again if the problem returns.
type Issue struct {
	ID     string      `json:"id"`
	Type   IssueType   `json:"type"`
	Title  string      `json:"title,omitempty"`
	Status IssueStatus `json:"status,omitempty"`
	// MarkdownMessage describes the problem for an operator, in Markdown.
	MarkdownMessage string    `json:"markdown_message,omitempty"`
	FirstObservedAt time.Time `json:"first_observed_at,omitzero"`
	// ResolvedAt is zero while the issue is open.
	ResolvedAt time.Time `json:"resolved_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// IssueType is the kind of problem that an issue describes.
type IssueType string

// Values of [IssueType]. Kombo has announced more.
const (
	IssueAuthenticationFailed   IssueType = "integration.authentication_failed"
	IssueActionFailing          IssueType = "integration.action_failing"
	IssueIncomingWebhookFailing IssueType = "integration.incoming_webhook_failing"
)

// IssueStatus reports whether an issue still exists.
type IssueStatus string

// Values of [IssueStatus].
const (
	IssueStatusOpen     IssueStatus = "OPEN"
	IssueStatusResolved IssueStatus = "RESOLVED"
)

// IssueIntegration is the integration that has an issue.
type IssueIntegration struct {
	// ID is the id of the integration, for [Client.Integration].
	ID       string   `json:"id"`
	Tool     string   `json:"tool,omitempty"`
	Category Category `json:"category,omitempty"`
	EndUser  *EndUser `json:"end_user,omitempty"`

	rolecall.Extra `json:"-"`
}

// AIApplyDataChangedData names the models of AI Apply whose records have changed, but not the records.
// Source: docs.kombo.dev, "Webhooks and data fetching" of AI Apply. The list of models has the format of
// [DataChangedData] (inferred).
type AIApplyDataChangedData struct {
	ChangedModels []ModelChange `json:"changed_models"`

	rolecall.Extra `json:"-"`
}
