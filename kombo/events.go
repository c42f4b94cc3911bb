package kombo

import (
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is the body of one Kombo webhook. D is the type of its data. Kombo signs the whole body,
// including the id of the integration.
// Source: docs.kombo.dev, "Webhooks".
type Event[D any] struct {
	// ID identifies the event. A redelivery has the same ID.
	ID string `json:"id"`
	// Type is Kombo's name for the event: "sync-finished".
	Type string `json:"type"`
	Data D      `json:"data"`

	rolecall.Extra `json:"-"`
}

// The types of Kombo's events.
type (
	// SyncFinishedEvent reports that a sync has ended.
	SyncFinishedEvent = Event[SyncFinishedData]
	// DataChangedEvent reports the models whose records have changed.
	DataChangedEvent = Event[DataChangedData]
	// IntegrationCreatedEvent reports a new integration.
	IntegrationCreatedEvent = Event[IntegrationCreatedData]
	// IntegrationDeletedEvent reports that an integration was deleted.
	IntegrationDeletedEvent = Event[IntegrationDeletedData]
	// IntegrationStateChangedEvent reports the new state of an integration.
	IntegrationStateChangedEvent = Event[IntegrationStateChangedData]
	// ConnectionFlowFailedEvent reports that a customer failed to connect a tool.
	ConnectionFlowFailedEvent = Event[ConnectionFlowFailedData]
	// AssessmentOrderReceivedEvent reports an order of a test or a background check.
	AssessmentOrderReceivedEvent = Event[AssessmentOrderReceivedData]
	// InlineAssessmentOrderReceivedEvent reports an order of a test within an application form.
	InlineAssessmentOrderReceivedEvent = Event[AssessmentOrderReceivedData]
	// AIApplyApplicationStatusUpdatedEvent reports the new status of an AI Apply application.
	AIApplyApplicationStatusUpdatedEvent = Event[AIApplyApplicationStatusUpdatedData]
	// AIApplyJobPostingStatusUpdatedEvent reports the new status of an AI Apply job posting.
	AIApplyJobPostingStatusUpdatedEvent = Event[AIApplyJobPostingStatusUpdatedData]
	// AIApplyDataChangedEvent reports the models of AI Apply whose records have changed.
	AIApplyDataChangedEvent = Event[AIApplyDataChangedData]
	// IssueStatusChangedEvent reports that an issue was raised or resolved.
	IssueStatusChangedEvent = Event[IssueStatusChangedData]
)

// Kombo's events, for [webhook.On]. An event that has no constant is handled by
// [webhook.Router.OnUnknown]; its type is "kombo:" followed by Kombo's name for it.
const (
	// SyncFinished means that a sync of an integration has ended, successfully or not. See
	// [SyncFinishedData.Outcome].
	SyncFinished webhook.EventType[SyncFinishedEvent] = "kombo:sync-finished"
	// DataChanged means that records have changed; read the lists that [ListsToRead] returns. Kombo sends it
	// after a sync that changed records, or a few seconds after a webhook from the tool.
	DataChanged webhook.EventType[DataChangedEvent] = "kombo:data-changed"

	// IntegrationCreated means that a customer has connected a tool. The first sync has not yet run.
	IntegrationCreated webhook.EventType[IntegrationCreatedEvent] = "kombo:integration-created"
	// IntegrationDeleted means that Kombo removes the integration's data within 14 days.
	IntegrationDeleted webhook.EventType[IntegrationDeletedEvent] = "kombo:integration-deleted"
	// IntegrationStateChanged means that the state of the credentials, of the setup or of Kombo's checks of
	// the setup has changed.
	IntegrationStateChanged webhook.EventType[IntegrationStateChangedEvent] = "kombo:integration-state-changed"
	// ConnectionFlowFailed means that a customer tried to connect a tool without success. There is no
	// integration and no integration id.
	ConnectionFlowFailed webhook.EventType[ConnectionFlowFailedEvent] = "kombo:connection-flow-failed"

	// IssueStatusChanged means that Kombo has raised or resolved an issue of an integration or of the account.
	// One subscription covers all types of issues.
	IssueStatusChanged webhook.EventType[IssueStatusChangedEvent] = "kombo:issue-status-changed"

	// AssessmentOrderReceived means that a customer has ordered a test or a background check of a candidate.
	AssessmentOrderReceived webhook.EventType[AssessmentOrderReceivedEvent] = "kombo:assessment:order-received"
	// InlineAssessmentOrderReceived means that a candidate has reached the test within an application form.
	InlineAssessmentOrderReceived webhook.EventType[InlineAssessmentOrderReceivedEvent] = "kombo:inline-assessment:order-received"

	// AIApplyApplicationStatusUpdated means that the status of an AI Apply application has changed.
	// AIApplyJobPostingStatusUpdated means the same for a job posting. AI Apply has no integrations.
	AIApplyApplicationStatusUpdated webhook.EventType[AIApplyApplicationStatusUpdatedEvent] = "kombo:ai-apply-application-status-updated"
	AIApplyJobPostingStatusUpdated  webhook.EventType[AIApplyJobPostingStatusUpdatedEvent]  = "kombo:ai-apply-job-posting-status-updated"
	// AIApplyDataChanged means that job postings of AI Apply have changed. List them with UpdatedAfter.
	// Kombo's newer documentation names only this event and AIApplyApplicationStatusUpdated.
	AIApplyDataChanged webhook.EventType[AIApplyDataChangedEvent] = "kombo:ai-apply-data-changed"
)

// SyncFinishedData is the result of a sync of an integration.
type SyncFinishedData struct {
	SyncID        string    `json:"sync_id"`
	SyncState     SyncState `json:"sync_state"`
	SyncStartedAt time.Time `json:"sync_started_at,omitzero"`
	SyncEndedAt   time.Time `json:"sync_ended_at,omitzero"`
	// SyncDurationSeconds is the duration of the sync in seconds. It may have a fraction.
	SyncDurationSeconds *float64 `json:"sync_duration_seconds,omitempty"`
	IntegrationID       string   `json:"integration_id"`
	IntegrationTool     string   `json:"integration_tool,omitempty"`
	IntegrationCategory Category `json:"integration_category,omitempty"`
	EndUser             *EndUser `json:"end_user,omitempty"`
	// LogURL is the page of the sync in Kombo's dashboard.
	LogURL string `json:"log_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// SyncState is the state in which a sync ended.
type SyncState string

// Values of [SyncState].
const (
	SyncSucceeded            SyncState = "SUCCEEDED"
	SyncPartiallyFailed      SyncState = "PARTIALLY_FAILED"
	SyncFailed               SyncState = "FAILED"
	SyncAuthenticationFailed SyncState = "AUTHENTICATION_FAILED"
	SyncCancelled            SyncState = "CANCELLED"
	SyncTimedOut             SyncState = "TIMED_OUT"
)

// Outcome is the consequence of a sync for your backend.
type Outcome string

// Values of [Outcome].
const (
	// OutcomeData means that there is data to read. If the sync failed in part, some of the data is old.
	OutcomeData Outcome = "data"
	// OutcomeNextSync means that there is no new data. Kombo tries again with the next sync.
	OutcomeNextSync Outcome = "next sync"
	// OutcomeCustomer means that the tool rejects the credentials. There is no new data until the customer has
	// reconnected the tool. See [Integration.CreateReconnectionLink].
	OutcomeCustomer Outcome = "customer"
	// OutcomeUnknown means that this SDK does not know the state.
	OutcomeUnknown Outcome = "unknown"
)

// Outcome returns what to do after the sync.
func (v *SyncFinishedData) Outcome() Outcome {
	switch v.SyncState {
	case SyncSucceeded, SyncPartiallyFailed:
		return OutcomeData
	case SyncFailed, SyncCancelled, SyncTimedOut:
		return OutcomeNextSync
	case SyncAuthenticationFailed:
		return OutcomeCustomer
	}
	return OutcomeUnknown
}

// DataChangedData names the models of an integration whose records have changed, but not the records.
type DataChangedData struct {
	IntegrationID       string        `json:"integration_id"`
	IntegrationTool     string        `json:"integration_tool,omitempty"`
	IntegrationCategory Category      `json:"integration_category,omitempty"`
	ChangedModels       []ModelChange `json:"changed_models"`

	rolecall.Extra `json:"-"`
}

// ModelChange names a model whose records have changed.
type ModelChange struct {
	Name ChangedModel `json:"name"`

	rolecall.Extra `json:"-"`
}

// Lists returns the lists to read. See [ListsToRead].
func (v *DataChangedData) Lists() []List {
	models := make([]ChangedModel, len(v.ChangedModels))
	for i, change := range v.ChangedModels {
		models[i] = change.Name
	}
	return ListsToRead(models...)
}

// IntegrationCreatedData describes a new integration. The names of its members differ from those in
// most events.
type IntegrationCreatedData struct {
	// ID is the id of the integration, for [Client.Integration].
	ID       string   `json:"id"`
	Tool     string   `json:"tool,omitempty"`
	Category Category `json:"category,omitempty"`
	EndUser  *EndUser `json:"end_user,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationDeletedData describes a deleted integration.
type IntegrationDeletedData struct {
	// ID is the id of the integration.
	ID        string    `json:"id"`
	Tool      string    `json:"tool,omitempty"`
	Category  Category  `json:"category,omitempty"`
	EndUser   *EndUser  `json:"end_user,omitempty"`
	DeletedAt time.Time `json:"deleted_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// IntegrationStateChangedData is the new state of an integration.
type IntegrationStateChangedData struct {
	IntegrationID       string   `json:"integration_id"`
	IntegrationTool     string   `json:"integration_tool,omitempty"`
	IntegrationCategory Category `json:"integration_category,omitempty"`
	EndUser             *EndUser `json:"end_user,omitempty"`
	// QAStatus is the result of Kombo's checks of the setup.
	QAStatus    QAStatus    `json:"qa_status,omitempty"`
	SetupStatus SetupStatus `json:"setup_status,omitempty"`
	// State is the state of the credentials, which [IntegrationDetails] calls status.
	State     IntegrationStatus `json:"state,omitempty"`
	UpdatedAt time.Time         `json:"updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// QAStatus is the result of Kombo's checks of a setup.
type QAStatus string

// Values of [QAStatus].
const (
	QAPending QAStatus = "PENDING"
	QAFailed  QAStatus = "FAILED"
	QAPassed  QAStatus = "PASSED"
)

// ConnectionFlowFailedData describes a customer's failed attempt to connect a tool.
type ConnectionFlowFailedData struct {
	IntegrationTool     string   `json:"integration_tool,omitempty"`
	IntegrationCategory Category `json:"integration_category,omitempty"`
	EndUser             *EndUser `json:"end_user,omitempty"`
	// LogURL is the page of the attempt in Kombo's dashboard.
	LogURL string `json:"log_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// AssessmentOrderReceivedData is an order of a test or a background check of a candidate.
// Source: docs.kombo.dev, "Assessment order received".
type AssessmentOrderReceivedData struct {
	// ID is the id of the order.
	ID            string `json:"id"`
	IntegrationID string `json:"integration_id"`
	// PackageID is your own id of the package.
	PackageID string `json:"package_id,omitempty"`
	// Status is OPEN, COMPLETED, CANCELLED or REJECTED.
	Status      string              `json:"status,omitempty"`
	Candidate   *OrderedCandidate   `json:"candidate,omitempty"`
	Application *OrderedApplication `json:"application,omitempty"`
	Job         *OrderedJob         `json:"job,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedCandidate is the candidate of an order.
type OrderedCandidate struct {
	RemoteID  string `json:"remote_id,omitempty"`
	Email     string `json:"email,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Phone     string `json:"phone,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedApplication is the application of an order.
type OrderedApplication struct {
	RemoteID string `json:"remote_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedJob is the job of an order.
type OrderedJob struct {
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	JobCode  string `json:"job_code,omitempty"`
	// Description may be HTML.
	Description string          `json:"description,omitempty"`
	Location    *Address        `json:"location,omitempty"`
	HiringTeam  []OrderedMember `json:"hiring_team,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedMember is a member of the hiring team of an order's job.
type OrderedMember struct {
	RemoteID  string `json:"remote_id,omitempty"`
	Email     string `json:"email,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// HiringTeamRoles holds the person's roles in the hiring team. Kombo has deprecated it, but no other
	// JSON member of an order contains the roles.
	HiringTeamRoles []RoleType `json:"hiring_team_roles,omitempty"`

	rolecall.Extra `json:"-"`
}

// AIApplyApplicationStatusUpdatedData is an AI Apply application with its new status.
type AIApplyApplicationStatusUpdatedData struct {
	// ID is the id of the application.
	ID           string `json:"id"`
	JobPostingID string `json:"job_posting_id,omitempty"`
	// Status is SUBMITTED, DUPLICATE, PENDING or FAILED.
	Status    string    `json:"status,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// AIApplyJobPostingStatusUpdatedData is an AI Apply job posting with its new status.
type AIApplyJobPostingStatusUpdatedData struct {
	// ID is the id of the posting.
	ID         string      `json:"id"`
	CareerSite *CareerSite `json:"career_site,omitempty"`
	URL        string      `json:"url,omitempty"`
	JobCode    string      `json:"job_code,omitempty"`
	CreatedAt  time.Time   `json:"created_at,omitzero"`
	UpdatedAt  time.Time   `json:"updated_at,omitzero"`
	ArchivedAt time.Time   `json:"archived_at,omitzero"`
	// ArchivedReason is JOB_POSTING_TAKEN_OFFLINE, MANUAL_ARCHIVE or REMOVED_FROM_JOB_FEED, or ""
	// if the posting is not archived.
	ArchivedReason string `json:"archived_reason,omitempty"`
	// Availability is APPLYABLE, PENDING, ARCHIVED or UNAVAILABLE.
	Availability string `json:"availability,omitempty"`

	rolecall.Extra `json:"-"`
}
