package humansourcing

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall/webhook"
)

// Event is the body of one webhook; D is what it is about.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the introduction.
type Event[D any] struct {
	// Event is "creation", "update" or "delete". A creation of what the host has is an update, an
	// update of what it has not is a creation, a deletion of it is nothing to do.
	Event string `json:"event"`
	// Type is "job" or "candidate".
	Type string `json:"type"`
	Data D      `json:"data" codec:"strict"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// The events of Human Sourcing that have a type here.
type (
	// JobEvent is a job that is new or has changed.
	JobEvent = Event[Job]
	// JobDeletedEvent is a job that is gone.
	JobDeletedEvent = Event[DeletedJob]
	// CandidateEvent is a candidate who is new or has changed.
	CandidateEvent = Event[Candidate]
	// CandidateDeletedEvent is a candidate who is gone.
	CandidateDeletedEvent = Event[DeletedCandidate]
	// RawEvent is any event, its data as it came.
	RawEvent = Event[json.RawMessage]
)

// The events of Human Sourcing, for [webhook.On]. Others reach [webhook.Router.OnUnknown] as
// "humansourcing:", their type, a point and their event.
const (
	// JobCreated: a job is new.
	JobCreated webhook.EventType[JobEvent] = "humansourcing:job.creation"
	// JobUpdated: a job has changed. Data holds all of it.
	JobUpdated webhook.EventType[JobEvent] = "humansourcing:job.update"
	// JobDeleted: a job is gone. It may come again under the same id.
	JobDeleted webhook.EventType[JobDeletedEvent] = "humansourcing:job.delete"

	// CandidateCreated, CandidateUpdated and CandidateDeleted are the same for candidates.
	CandidateCreated webhook.EventType[CandidateEvent]        = "humansourcing:candidate.creation"
	CandidateUpdated webhook.EventType[CandidateEvent]        = "humansourcing:candidate.update"
	CandidateDeleted webhook.EventType[CandidateDeletedEvent] = "humansourcing:candidate.delete"
)
