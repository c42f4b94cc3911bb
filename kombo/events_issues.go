package kombo

import (
	"time"

	"github.com/rolecall-dev/rolecall"
)

// IssueStatusChangedData is an issue that was raised or resolved. New values of Change, of the type
// and of the status are kept as they are sent.
// Source: docs.kombo.dev, "Issues" (checked in November 2026).
type IssueStatusChangedData struct {
	Change IssueChange `json:"change"`
	Issue  Issue       `json:"issue"`
	// Integration is nil for an issue of the whole account.
	Integration *IssueIntegration `json:"integration"`

	rolecall.Extra `json:"-"`
}

// IssueChange is what happened to an issue.
type IssueChange string

// Values of [IssueChange]. Snoozing an issue in the dashboard sends no event.
const (
	IssueChangeRaised   IssueChange = "raised"
	IssueChangeResolved IssueChange = "resolved"
)

// Issue is a problem that Kombo observes. It is raised again if the problem returns.
type Issue struct {
	ID     string      `json:"id"`
	Type   IssueType   `json:"type"`
	Title  string      `json:"title,omitempty"`
	Status IssueStatus `json:"status,omitempty"`
	// MarkdownMessage says what is wrong, for a person.
	MarkdownMessage string    `json:"markdown_message,omitempty"`
	FirstObservedAt time.Time `json:"first_observed_at,omitzero"`
	// ResolvedAt is zero while the issue is open.
	ResolvedAt time.Time `json:"resolved_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// IssueType is the condition that an issue is about.
type IssueType string

// Values of [IssueType]. Kombo has announced more.
const (
	IssueAuthenticationFailed   IssueType = "integration.authentication_failed"
	IssueActionFailing          IssueType = "integration.action_failing"
	IssueIncomingWebhookFailing IssueType = "integration.incoming_webhook_failing"
)

// IssueStatus says whether an issue still exists.
type IssueStatus string

// Values of [IssueStatus].
const (
	IssueStatusOpen     IssueStatus = "OPEN"
	IssueStatusResolved IssueStatus = "RESOLVED"
)

// IssueIntegration is the integration that has an issue.
type IssueIntegration struct {
	// ID is the integration's, for [Client.Integration].
	ID       string   `json:"id"`
	Tool     string   `json:"tool,omitempty"`
	Category Category `json:"category,omitempty"`
	EndUser  *EndUser `json:"end_user,omitempty"`

	rolecall.Extra `json:"-"`
}

// AIApplyDataChangedData says which models of AI Apply have changed, not which records.
// Source: docs.kombo.dev, "Webhooks and data fetching" of AI Apply; that the models are listed as in
// [DataChangedData] is inferred.
type AIApplyDataChangedData struct {
	ChangedModels []ModelChange `json:"changed_models"`

	rolecall.Extra `json:"-"`
}
