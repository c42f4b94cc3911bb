package knit

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is the body of one Knit webhook request. D is the type of its data.
//
// The body does not contain the integration's id. The id is in [webhook.Delivery.Tenant], which comes from
// a header that Knit does not sign. SyncJobID is signed, and belongs to the integration whose StartSync
// returned it. [BindTenant] checks that the two match, so that an attacker cannot send the event again
// under another customer's id.
//
// Source: developers.getknit.dev, "Syncing jobs" and "Event glossary".
type Event[D any] struct {
	// EventID is the id of the event. Redeliveries of the event have the same id.
	EventID string `json:"eventId"`
	// EventType is Knit's name of the event type, such as "record.new".
	EventType string `json:"eventType"`
	Data      D      `json:"eventData" codec:"strict"`

	// SyncType is the type of the run: initial or delta.
	SyncType SyncType `json:"syncType,omitempty"`
	DataType DataType `json:"syncDataType,omitempty"`
	// SyncJobID and SyncRunID are [Sync.JobID] and [Sync.RunID].
	SyncJobID string `json:"syncJobId,omitempty"`
	SyncRunID string `json:"syncRunId,omitempty"`
	// RecordID is the id of the record in a record event, including a deletion.
	RecordID string `json:"recordId,omitempty"`
	// TriggeredAt is the time at which Knit created the event. It is zero if Knit does not send it.
	TriggeredAt time.Time `json:"triggeredAt,omitzero" wire:"epochms"`

	rolecall.Extra `json:"-"`
}

// The types of the events.
type (
	// JobEvent is an event about a new or modified job.
	JobEvent = Event[Job]
	// JobDeletedEvent is an event about a deleted job.
	JobDeletedEvent = Event[DeletedJob]
	// EmployeeEvent is an event about a new or modified employee.
	EmployeeEvent = Event[Employee]
	// EmployeeDeletedEvent is an event about a deleted employee.
	EmployeeDeletedEvent = Event[DeletedEmployee]
	// ApplicationEvent is an event about a new or modified application.
	ApplicationEvent = Event[Application]
	// ApplicationDeletedEvent is an event about a deleted application.
	ApplicationDeletedEvent = Event[DeletedApplication]
	// CandidateEvent is an event about a new or modified candidate.
	CandidateEvent = Event[Candidate]
	// CandidateDeletedEvent is an event about a deleted candidate.
	CandidateDeletedEvent = Event[DeletedCandidate]
	// SyncEvent is an event about a run of a sync.
	SyncEvent = Event[SyncReport]
	// IntegrationActivatedEvent is an event about an integration, with raw data: Knit shows no sample.
	IntegrationActivatedEvent = Event[json.RawMessage]
	// RawEvent is any event, with raw data.
	RawEvent = Event[json.RawMessage]
)

// The event types of Knit, for [webhook.On]. An event without a constant, such as a record of another data
// type, has the type "knit:" followed by Knit's name of the event. For record events, "/" and the data type
// follow. A handler of [OtherEvent] receives every event without its own handler.
const (
	// JobNew means that a job is new. An initial run sends every active job as new.
	JobNew webhook.EventType[JobEvent] = "knit:record.new/ats_jobs"
	// JobModified means that a job was changed. Data contains the complete subscribed models, not only the changes
	// (inferred).
	JobModified webhook.EventType[JobEvent] = "knit:record.modified/ats_jobs"
	// JobDeleted means that a job was closed, or is no longer in the ATS. Identify it by RecordID.
	JobDeleted webhook.EventType[JobDeletedEvent] = "knit:record.deleted/ats_jobs"

	// EmployeeNew, EmployeeModified and EmployeeDeleted are like [JobNew], [JobModified] and [JobDeleted],
	// for an employee who is new, was changed or was deleted. EmployeeDeleted also means that an employee
	// became inactive.
	EmployeeNew      webhook.EventType[EmployeeEvent]        = "knit:record.new/employee"
	EmployeeModified webhook.EventType[EmployeeEvent]        = "knit:record.modified/employee"
	EmployeeDeleted  webhook.EventType[EmployeeDeletedEvent] = "knit:record.deleted/employee"

	// ApplicationNew, ApplicationModified and ApplicationDeleted are like [JobNew], [JobModified] and
	// [JobDeleted], for an application that is new, was changed or was deleted. An application may arrive
	// before its job.
	ApplicationNew      webhook.EventType[ApplicationEvent]        = "knit:record.new/ats_applications"
	ApplicationModified webhook.EventType[ApplicationEvent]        = "knit:record.modified/ats_applications"
	ApplicationDeleted  webhook.EventType[ApplicationDeletedEvent] = "knit:record.deleted/ats_applications"

	// CandidateNew, CandidateModified and CandidateDeleted are like [JobNew], [JobModified] and
	// [JobDeleted], for a candidate who is new, was changed or was deleted.
	CandidateNew      webhook.EventType[CandidateEvent]        = "knit:record.new/ats_candidates"
	CandidateModified webhook.EventType[CandidateEvent]        = "knit:record.modified/ats_candidates"
	CandidateDeleted  webhook.EventType[CandidateDeletedEvent] = "knit:record.deleted/ats_candidates"

	// SyncProcessed means that a run has read all records from the tool. Knit sends it after every run, even if the
	// run produced no events. It may arrive before the last record (inferred).
	SyncProcessed webhook.EventType[SyncEvent] = "knit:sync.events.processed"
	// SyncAllConsumed means that every event of the run was acknowledged.
	SyncAllConsumed webhook.EventType[SyncEvent] = "knit:sync.events.allConsumed"

	// IntegrationActivated means that Knit has finished validating an integration. If the data contains no validation
	// errors, start the syncs, as [StartOnActivation] does. The shape of the data is not public.
	IntegrationActivated webhook.EventType[IntegrationActivatedEvent] = "knit:app.integration.activate"

	// SyncHeartbeat and SyncFailed are events about a sync. They are known from public code of a Knit user,
	// not from Knit's glossary. The data of SyncHeartbeat is {}; the data of SyncFailed is unknown.
	SyncHeartbeat webhook.EventType[RawEvent] = "knit:sync.heartbeat"
	SyncFailed    webhook.EventType[RawEvent] = "knit:sync.failed"
	// BotInstalled and BotUninstalled mean that a bot was installed or uninstalled in a communication tool
	// (inferred from the names). Their data is raw.
	BotInstalled   webhook.EventType[RawEvent] = "knit:bot.installed"
	BotUninstalled webhook.EventType[RawEvent] = "knit:bot.uninstalled"

	// OtherEvent is the type of every event without its own handler, with raw data: records of other data types
	// (CRM, accounting, custom syncs) and event types that Knit adds later. EventType and DataType identify
	// the event.
	OtherEvent webhook.EventType[RawEvent] = "knit:*"
)

// SyncReport contains the counters of one run. A counter that Knit did not send is nil.
type SyncReport struct {
	// Status is "processed" or "completed".
	Status string `json:"status,omitempty"`
	// Processed counts the records read from the tool, Emitted the events created from them, and Consumed
	// (only in SyncAllConsumed) the acknowledged events.
	Processed *int `json:"processed,omitempty"`
	Emitted   *int `json:"emitted,omitempty"`
	Consumed  *int `json:"consumed,omitempty"`

	StartedAt   time.Time `json:"startedAt,omitzero" wire:"epochms"`
	ProcessedAt time.Time `json:"processedAt,omitzero" wire:"epochms"`
	CompletedAt time.Time `json:"completedAt,omitzero" wire:"epochms"`
	// Complete is false until every event of the run is acknowledged.
	Complete *bool `json:"complete,omitempty"`

	rolecall.Extra `json:"-"`
}
