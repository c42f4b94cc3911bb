package knit

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is the body of one Knit webhook; D is what happened, or to what.
//
// The integration is not in the body: it is in [webhook.Delivery.Tenant], from a header
// that Knit does not sign. SyncJobID is signed, and belongs to the integration whose
// StartSync returned it: [BindTenant] checks the two against each other, so that an event
// cannot be replayed into another customer's account.
//
// Source: the envelope of developers.getknit.dev, "Syncing jobs" and "Event glossary".
type Event[D any] struct {
	// EventID is the same each time Knit delivers this event again.
	EventID string `json:"eventId"`
	// EventType is Knit's name, "record.new".
	EventType string `json:"eventType"`
	Data      D      `json:"eventData" codec:"strict"`

	// SyncType says whether the run is an initial sync or a delta.
	SyncType SyncType `json:"syncType,omitempty"`
	DataType DataType `json:"syncDataType,omitempty"`
	// SyncJobID and SyncRunID are [Sync.JobID] and [Sync.RunID].
	SyncJobID string `json:"syncJobId,omitempty"`
	SyncRunID string `json:"syncRunId,omitempty"`
	// RecordID names the record of a record event, deletions included.
	RecordID string `json:"recordId,omitempty"`
	// TriggeredAt is when Knit made the event; zero on payloads that do not say.
	TriggeredAt time.Time `json:"triggeredAt,omitzero" wire:"epochms"`

	rolecall.Extra `json:"-"`
}

// The events of Knit that have a type here.
type (
	// JobEvent is a job that is new or has changed.
	JobEvent = Event[Job]
	// JobDeletedEvent is a job that is gone.
	JobDeletedEvent = Event[DeletedJob]
	// EmployeeEvent is a person who is new or has changed.
	EmployeeEvent = Event[Employee]
	// EmployeeDeletedEvent is a person who is gone.
	EmployeeDeletedEvent = Event[DeletedEmployee]
	// ApplicationEvent is an application that is new or has changed.
	ApplicationEvent = Event[Application]
	// ApplicationDeletedEvent is an application that is gone.
	ApplicationDeletedEvent = Event[DeletedApplication]
	// CandidateEvent is a candidate who is new or has changed.
	CandidateEvent = Event[Candidate]
	// CandidateDeletedEvent is a candidate who is gone.
	CandidateDeletedEvent = Event[DeletedCandidate]
	// SyncEvent is the report of a run.
	SyncEvent = Event[SyncReport]
	// IntegrationActivatedEvent has its data as it came: Knit shows no sample.
	IntegrationActivatedEvent = Event[json.RawMessage]
	// RawEvent is any event, its data as it came.
	RawEvent = Event[json.RawMessage]
)

// The events of Knit, for [webhook.On]. Those that have no constant, such as the records of the
// other data types, have the type "knit:" and their name, with "/" and the data type behind the
// record events; a handler of [OtherEvent] gets them all.
const (
	// JobNew: a job is new. In an initial sync every active job comes as new.
	JobNew webhook.EventType[JobEvent] = "knit:record.new/ats_jobs"
	// JobModified: a job has changed. Data holds the subscribed models whole, not a
	// difference (inferred).
	JobModified webhook.EventType[JobEvent] = "knit:record.modified/ats_jobs"
	// JobDeleted: a job was closed, or is no longer in the ATS. Use RecordID.
	JobDeleted webhook.EventType[JobDeletedEvent] = "knit:record.deleted/ats_jobs"

	// EmployeeNew, EmployeeModified and EmployeeDeleted are the same for people. Deleted
	// also stands for somebody who became inactive.
	EmployeeNew      webhook.EventType[EmployeeEvent]        = "knit:record.new/employee"
	EmployeeModified webhook.EventType[EmployeeEvent]        = "knit:record.modified/employee"
	EmployeeDeleted  webhook.EventType[EmployeeDeletedEvent] = "knit:record.deleted/employee"

	// ApplicationNew, ApplicationModified and ApplicationDeleted are the same for
	// applications. An application may come before its job.
	ApplicationNew      webhook.EventType[ApplicationEvent]        = "knit:record.new/ats_applications"
	ApplicationModified webhook.EventType[ApplicationEvent]        = "knit:record.modified/ats_applications"
	ApplicationDeleted  webhook.EventType[ApplicationDeletedEvent] = "knit:record.deleted/ats_applications"

	// CandidateNew, CandidateModified and CandidateDeleted are the same for candidates.
	CandidateNew      webhook.EventType[CandidateEvent]        = "knit:record.new/ats_candidates"
	CandidateModified webhook.EventType[CandidateEvent]        = "knit:record.modified/ats_candidates"
	CandidateDeleted  webhook.EventType[CandidateDeletedEvent] = "knit:record.deleted/ats_candidates"

	// SyncProcessed: a run has read everything from the app. It comes after every run,
	// also one with nothing to say, and may come before the last record (inferred).
	SyncProcessed webhook.EventType[SyncEvent] = "knit:sync.events.processed"
	// SyncAllConsumed: every event of the run was answered 200.
	SyncAllConsumed webhook.EventType[SyncEvent] = "knit:sync.events.allConsumed"

	// IntegrationActivated: Knit has finished validating an integration. If the data holds no
	// validation errors it is time to start syncs, as [StartOnActivation] does. The shape of
	// the data is not public.
	IntegrationActivated webhook.EventType[IntegrationActivatedEvent] = "knit:app.integration.activate"

	// SyncHeartbeat and SyncFailed are known from public code of a Knit user, not from
	// Knit's glossary; the data of the first is {}, of the second unknown.
	SyncHeartbeat webhook.EventType[RawEvent] = "knit:sync.heartbeat"
	SyncFailed    webhook.EventType[RawEvent] = "knit:sync.failed"
	// BotInstalled and BotUninstalled concern communication apps. The data is as it came.
	BotInstalled   webhook.EventType[RawEvent] = "knit:bot.installed"
	BotUninstalled webhook.EventType[RawEvent] = "knit:bot.uninstalled"

	// OtherEvent: every event of Knit's that has no handler of its own, its data as it came:
	// records of the other data types (CRM, accounting, custom syncs), and what Knit invents
	// after this SDK was made. EventType and DataType say what it is.
	OtherEvent webhook.EventType[RawEvent] = "knit:*"
)

// SyncReport is what Knit counts of one run. A counter that Knit did not send is nil.
type SyncReport struct {
	// Status is "processed" or "completed". The set is open.
	Status string `json:"status,omitempty"`
	// Processed counts records read from the app, Emitted the events made of them, and
	// Consumed (SyncAllConsumed only) those answered 200.
	Processed *int `json:"processed,omitempty"`
	Emitted   *int `json:"emitted,omitempty"`
	Consumed  *int `json:"consumed,omitempty"`

	StartedAt   time.Time `json:"startedAt,omitzero" wire:"epochms"`
	ProcessedAt time.Time `json:"processedAt,omitzero" wire:"epochms"`
	CompletedAt time.Time `json:"completedAt,omitzero" wire:"epochms"`
	// Complete is false while events of the run are still to be answered.
	Complete *bool `json:"complete,omitempty"`

	rolecall.Extra `json:"-"`
}
