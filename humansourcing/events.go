package humansourcing

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is the body of one webhook; D is what it is about.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the introduction.
type Event[D any] struct {
	// Event is "creation", "update" or "delete". A creation of a record that your backend has is an
	// update, an update of one that it does not have is a creation, and a deletion of one that it does
	// not have has no effect.
	Event string `json:"event,omitempty"`
	// Type is "job" or "candidate".
	Type string `json:"type,omitempty"`
	Data D      `json:"data" required:"true"`

	rolecall.Extra `json:"-"`
}

// The events of Human Sourcing that have a type here.
type (
	// JobEvent is a job that was created or updated.
	JobEvent = Event[Job]
	// JobDeletedEvent is a job that was deleted.
	JobDeletedEvent = Event[DeletedJob]
	// CandidateEvent is a candidate who was created or updated.
	CandidateEvent = Event[Candidate]
	// CandidateDeletedEvent is a candidate who was deleted.
	CandidateDeletedEvent = Event[DeletedCandidate]
	// RawEvent is any event, with its data unmodified.
	RawEvent = Event[json.RawMessage]
)

// The events of Human Sourcing, for [webhook.On]. Others reach [webhook.Router.OnUnknown] as
// "humansourcing:", their type, a dot and their event.
const (
	// JobCreated: a job was created.
	JobCreated webhook.EventType[JobEvent] = "humansourcing:job.creation"
	// JobUpdated: a job was updated. Data holds all of it.
	JobUpdated webhook.EventType[JobEvent] = "humansourcing:job.update"
	// JobDeleted: a job was deleted. It may be created again with the same id.
	JobDeleted webhook.EventType[JobDeletedEvent] = "humansourcing:job.delete"

	// CandidateCreated, CandidateUpdated and CandidateDeleted are the same for candidates.
	CandidateCreated webhook.EventType[CandidateEvent]        = "humansourcing:candidate.creation"
	CandidateUpdated webhook.EventType[CandidateEvent]        = "humansourcing:candidate.update"
	CandidateDeleted webhook.EventType[CandidateDeletedEvent] = "humansourcing:candidate.delete"
)
