package kombo

import (
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is the body of one Kombo webhook; D is what happened, or to what. Kombo signs all of
// it, the integration's id included.
// Source: docs.kombo.dev, "Webhooks".
type Event[D any] struct {
	// ID tells the event from others, also when Kombo delivers it again.
	ID string `json:"id"`
	// Type is Kombo's name, "sync-finished".
	Type string `json:"type"`
	Data D      `json:"data"`

	rolecall.Extra `json:"-"`
}

// The events of Kombo that have a type here.
type (
	// SyncFinishedEvent is a sync that has ended.
	SyncFinishedEvent = Event[SyncFinishedData]
	// DataChangedEvent is models with changes.
	DataChangedEvent = Event[DataChangedData]
	// IntegrationCreatedEvent is a new integration.
	IntegrationCreatedEvent = Event[IntegrationCreatedData]
	// IntegrationDeletedEvent is an integration that is no more.
	IntegrationDeletedEvent = Event[IntegrationDeletedData]
	// IntegrationStateChangedEvent is an integration in another state.
	IntegrationStateChangedEvent = Event[IntegrationStateChangedData]
	// ConnectionFlowFailedEvent is a connection that was not made.
	ConnectionFlowFailedEvent = Event[ConnectionFlowFailedData]
	// AssessmentOrderReceivedEvent is an order of a test or of a check.
	AssessmentOrderReceivedEvent = Event[AssessmentOrderReceivedData]
	// InlineAssessmentOrderReceivedEvent is an order of a test within an application form.
	InlineAssessmentOrderReceivedEvent = Event[AssessmentOrderReceivedData]
	// AIApplyApplicationStatusUpdatedEvent is an application by AI Apply.
	AIApplyApplicationStatusUpdatedEvent = Event[AIApplyApplicationStatusUpdatedData]
	// AIApplyJobPostingStatusUpdatedEvent is a job posting of AI Apply.
	AIApplyJobPostingStatusUpdatedEvent = Event[AIApplyJobPostingStatusUpdatedData]
	// AIApplyDataChangedEvent is models of AI Apply with changes.
	AIApplyDataChangedEvent = Event[AIApplyDataChangedData]
	// IssueStatusChangedEvent is an issue that was raised or resolved.
	IssueStatusChangedEvent = Event[IssueStatusChangedData]
)

// The events of Kombo, for [webhook.On]. Kombo may send others; they reach
// [webhook.Router.OnUnknown] as "kombo:" and their name.
const (
	// SyncFinished: a sync of an integration has ended, well or not. See
	// [SyncFinishedData.Outcome].
	SyncFinished webhook.EventType[SyncFinishedEvent] = "kombo:sync-finished"
	// DataChanged: records have changed; read the lists of [ListsToRead]. It comes after a
	// sync that changed something, or some seconds after a webhook of the tool's.
	DataChanged webhook.EventType[DataChangedEvent] = "kombo:data-changed"

	// IntegrationCreated: a customer has connected a tool. Its first sync is to come.
	IntegrationCreated webhook.EventType[IntegrationCreatedEvent] = "kombo:integration-created"
	// IntegrationDeleted: Kombo removes the integration's data within 14 days.
	IntegrationDeleted webhook.EventType[IntegrationDeletedEvent] = "kombo:integration-deleted"
	// IntegrationStateChanged: credentials, setup or Kombo's checks of it are in another
	// state.
	IntegrationStateChanged webhook.EventType[IntegrationStateChangedEvent] = "kombo:integration-state-changed"
	// ConnectionFlowFailed: a customer tried to connect a tool, in vain. There is no
	// integration, nor an id of one.
	ConnectionFlowFailed webhook.EventType[ConnectionFlowFailedEvent] = "kombo:connection-flow-failed"

	// IssueStatusChanged: Kombo has raised or resolved an issue of an integration, or of the
	// account. One subscription covers all types of issues.
	IssueStatusChanged webhook.EventType[IssueStatusChangedEvent] = "kombo:issue-status-changed"

	// AssessmentOrderReceived: a customer has ordered a test or a check of a candidate.
	AssessmentOrderReceived webhook.EventType[AssessmentOrderReceivedEvent] = "kombo:assessment:order-received"
	// InlineAssessmentOrderReceived: a candidate has come to the test within an application
	// form.
	InlineAssessmentOrderReceived webhook.EventType[InlineAssessmentOrderReceivedEvent] = "kombo:inline-assessment:order-received"

	// AIApplyApplicationStatusUpdated and AIApplyJobPostingStatusUpdated belong to Kombo's AI
	// Apply, which has no integrations.
	AIApplyApplicationStatusUpdated webhook.EventType[AIApplyApplicationStatusUpdatedEvent] = "kombo:ai-apply-application-status-updated"
	AIApplyJobPostingStatusUpdated  webhook.EventType[AIApplyJobPostingStatusUpdatedEvent]  = "kombo:ai-apply-job-posting-status-updated"
	// AIApplyDataChanged: job postings of AI Apply have changed; read them with updated_after.
	// Kombo's newer documentation names only this event and AIApplyApplicationStatusUpdated.
	AIApplyDataChanged webhook.EventType[AIApplyDataChangedEvent] = "kombo:ai-apply-data-changed"
)

// SyncFinishedData is how a sync of an integration went.
type SyncFinishedData struct {
	SyncID        string    `json:"sync_id"`
	SyncState     SyncState `json:"sync_state"`
	SyncStartedAt time.Time `json:"sync_started_at,omitzero"`
	SyncEndedAt   time.Time `json:"sync_ended_at,omitzero"`
	// SyncDurationSeconds has been seen with a fraction.
	SyncDurationSeconds *float64 `json:"sync_duration_seconds,omitempty"`
	IntegrationID       string   `json:"integration_id"`
	IntegrationTool     string   `json:"integration_tool,omitempty"`
	IntegrationCategory Category `json:"integration_category,omitempty"`
	EndUser             *EndUser `json:"end_user,omitempty"`
	// LogURL is Kombo's page of the sync.
	LogURL string `json:"log_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// SyncState is how a sync ended.
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

// Outcome is what the end of a sync means to you.
type Outcome string

// Values of [Outcome].
const (
	// OutcomeData: there is data to read, some of it old where the sync failed in part.
	OutcomeData Outcome = "data"
	// OutcomeNextSync: nothing new. Kombo tries again with the next sync.
	OutcomeNextSync Outcome = "next sync"
	// OutcomeCustomer: the tool refuses the credentials. Nothing comes until the customer has
	// reconnected, see [Integration.CreateReconnectionLink].
	OutcomeCustomer Outcome = "customer"
	// OutcomeUnknown: a state that this SDK does not know.
	OutcomeUnknown Outcome = "unknown"
)

// Outcome says what to do after the sync.
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

// DataChangedData says which models of an integration have changed, not which records.
type DataChangedData struct {
	IntegrationID       string        `json:"integration_id"`
	IntegrationTool     string        `json:"integration_tool,omitempty"`
	IntegrationCategory Category      `json:"integration_category,omitempty"`
	ChangedModels       []ModelChange `json:"changed_models"`

	rolecall.Extra `json:"-"`
}

// ModelChange names a model with changes.
type ModelChange struct {
	Name ChangedModel `json:"name"`

	rolecall.Extra `json:"-"`
}

// Lists are the lists to read again, see [ListsToRead].
func (v *DataChangedData) Lists() []List {
	models := make([]ChangedModel, len(v.ChangedModels))
	for i, change := range v.ChangedModels {
		models[i] = change.Name
	}
	return ListsToRead(models...)
}

// IntegrationCreatedData is a new integration. Its members have other names than in most events.
type IntegrationCreatedData struct {
	// ID is the integration's, for [Client.Integration].
	ID       string   `json:"id"`
	Tool     string   `json:"tool,omitempty"`
	Category Category `json:"category,omitempty"`
	EndUser  *EndUser `json:"end_user,omitempty"`

	rolecall.Extra `json:"-"`
}

// IntegrationDeletedData is an integration that is no more.
type IntegrationDeletedData struct {
	// ID is the integration's.
	ID        string    `json:"id"`
	Tool      string    `json:"tool,omitempty"`
	Category  Category  `json:"category,omitempty"`
	EndUser   *EndUser  `json:"end_user,omitempty"`
	DeletedAt time.Time `json:"deleted_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// IntegrationStateChangedData is the state that an integration is in now.
type IntegrationStateChangedData struct {
	IntegrationID       string   `json:"integration_id"`
	IntegrationTool     string   `json:"integration_tool,omitempty"`
	IntegrationCategory Category `json:"integration_category,omitempty"`
	EndUser             *EndUser `json:"end_user,omitempty"`
	// QAStatus is what Kombo's checks of the setup say.
	QAStatus    QAStatus    `json:"qa_status,omitempty"`
	SetupStatus SetupStatus `json:"setup_status,omitempty"`
	// State is what is called status in [IntegrationDetails].
	State     IntegrationStatus `json:"state,omitempty"`
	UpdatedAt time.Time         `json:"updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// QAStatus is what Kombo's checks of a setup say.
type QAStatus string

// Values of [QAStatus].
const (
	QAPending QAStatus = "PENDING"
	QAFailed  QAStatus = "FAILED"
	QAPassed  QAStatus = "PASSED"
)

// ConnectionFlowFailedData is somebody who could not connect a tool.
type ConnectionFlowFailedData struct {
	IntegrationTool     string   `json:"integration_tool,omitempty"`
	IntegrationCategory Category `json:"integration_category,omitempty"`
	EndUser             *EndUser `json:"end_user,omitempty"`
	// LogURL is Kombo's page of the attempt.
	LogURL string `json:"log_url,omitempty"`

	rolecall.Extra `json:"-"`
}

// AssessmentOrderReceivedData is an order of a test or of a check of a candidate.
// Source: docs.kombo.dev, "Assessment order received".
type AssessmentOrderReceivedData struct {
	// ID is the order's.
	ID            string `json:"id"`
	IntegrationID string `json:"integration_id"`
	// PackageID is the id that you gave the package.
	PackageID string `json:"package_id,omitempty"`
	// Status is OPEN, COMPLETED, CANCELLED or REJECTED.
	Status      string              `json:"status,omitempty"`
	Candidate   *OrderedCandidate   `json:"candidate,omitempty"`
	Application *OrderedApplication `json:"application,omitempty"`
	Job         *OrderedJob         `json:"job,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedCandidate is whom an order is about.
type OrderedCandidate struct {
	RemoteID  string `json:"remote_id,omitempty"`
	Email     string `json:"email,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Phone     string `json:"phone,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedApplication is the application that an order belongs to.
type OrderedApplication struct {
	RemoteID string `json:"remote_id,omitempty"`

	rolecall.Extra `json:"-"`
}

// OrderedJob is the job that an order belongs to.
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

// OrderedMember is somebody who hires for the job of an order.
type OrderedMember struct {
	RemoteID  string `json:"remote_id,omitempty"`
	Email     string `json:"email,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// HiringTeamRoles is deprecated by Kombo, and all there is here.
	HiringTeamRoles []RoleType `json:"hiring_team_roles,omitempty"`

	rolecall.Extra `json:"-"`
}

// AIApplyApplicationStatusUpdatedData is an application by AI Apply.
type AIApplyApplicationStatusUpdatedData struct {
	// ID is the application's.
	ID           string `json:"id"`
	JobPostingID string `json:"job_posting_id,omitempty"`
	// Status is SUBMITTED, DUPLICATE, PENDING or FAILED.
	Status    string    `json:"status,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	rolecall.Extra `json:"-"`
}

// AIApplyJobPostingStatusUpdatedData is a job posting of AI Apply.
type AIApplyJobPostingStatusUpdatedData struct {
	// ID is the posting's.
	ID         string      `json:"id"`
	CareerSite *CareerSite `json:"career_site,omitempty"`
	URL        string      `json:"url,omitempty"`
	JobCode    string      `json:"job_code,omitempty"`
	CreatedAt  time.Time   `json:"created_at,omitzero"`
	UpdatedAt  time.Time   `json:"updated_at,omitzero"`
	ArchivedAt time.Time   `json:"archived_at,omitzero"`
	// ArchivedReason is JOB_POSTING_TAKEN_OFFLINE, MANUAL_ARCHIVE or REMOVED_FROM_JOB_FEED;
	// "" where it is not archived.
	ArchivedReason string `json:"archived_reason,omitempty"`
	// Availability is APPLYABLE, PENDING, ARCHIVED or UNAVAILABLE.
	Availability string `json:"availability,omitempty"`

	rolecall.Extra `json:"-"`
}
