package humansourcing

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is one event with its envelope. D is the type of its data.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the introduction.
type Event[D any] struct {
	// Event is "creation", "update" or "delete". Treat the creation of a record that your backend already
	// has as an update, and the update of a record that it does not have as a creation. Ignore the deletion
	// of a record that it does not have.
	Event string `json:"event,omitempty"`
	// Type is "job" or "candidate".
	Type string `json:"type,omitempty"`
	// Data is the record, or only its id for a deletion.
	Data D `json:"data" required:"true"`

	rolecall.Extra `json:"-"`
}

// The types of the events of Human Sourcing.
type (
	// JobEvent is an event about a job that was created or updated.
	JobEvent = Event[Job]
	// JobDeletedEvent is an event about a job that was deleted.
	JobDeletedEvent = Event[DeletedJob]
	// CandidateEvent is an event about a candidate who was created or updated.
	CandidateEvent = Event[Candidate]
	// CandidateDeletedEvent is an event about a candidate who was deleted.
	CandidateDeletedEvent = Event[DeletedCandidate]
	// RawEvent is any event with its data unmodified.
	RawEvent = Event[json.RawMessage]
)

// The events of Human Sourcing, for [webhook.On]. [webhook.Router.OnUnknown] receives any other event. Its
// type is "humansourcing:" followed by type, a dot and event, such as "humansourcing:campaign.archive".
const (
	// JobCreated is sent when a job was created.
	JobCreated webhook.EventType[JobEvent] = "humansourcing:job.creation"
	// JobUpdated is sent when a job was updated. Data holds the whole job.
	JobUpdated webhook.EventType[JobEvent] = "humansourcing:job.update"
	// JobDeleted is sent when a job was deleted. The job may be created again with the same id.
	JobDeleted webhook.EventType[JobDeletedEvent] = "humansourcing:job.delete"

	// CandidateCreated, CandidateUpdated and CandidateDeleted are sent when a candidate was created,
	// updated or deleted. As for jobs, an update holds the whole candidate, and a deleted candidate may be
	// created again with the same id.
	CandidateCreated webhook.EventType[CandidateEvent]        = "humansourcing:candidate.creation"
	CandidateUpdated webhook.EventType[CandidateEvent]        = "humansourcing:candidate.update"
	CandidateDeleted webhook.EventType[CandidateDeletedEvent] = "humansourcing:candidate.delete"
)
