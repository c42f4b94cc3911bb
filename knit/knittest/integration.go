package knittest

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
)

// OriginOrgID is the customer id of the integration that a [Server] starts with.
const OriginOrgID = "org-1"

// The data types of the fake's tool. They have the same values as knit.DataTypeATSJobs and the others.
const (
	Jobs         = "ats_jobs"
	Applications = "ats_applications"
	Candidates   = "ats_candidates"
	Employees    = "employee"
)

// Integration is a customer's tool that is connected to the fake. Do not change its fields. It is safe for
// concurrent use.
type Integration struct {
	// IntegrationID is the id of the integration, for knit.Client.Integration.
	IntegrationID string
	// Customer is the id of the customer, for knit.Client.IntegrationDetails.
	Customer string

	integration *api.Integration
}

func newIntegration(i *api.Integration) *Integration {
	return &Integration{IntegrationID: i.ID, Customer: i.OriginOrgID, integration: i}
}

// JobID returns the id of job n. The records of each kind are numbered from 0, in the order of their creation.
// Records that a delta run or a call creates follow.
func (i *Integration) JobID(n int) string { return i.integration.RecordID(Jobs, n) }

// ApplicationID returns the id of application n.
func (i *Integration) ApplicationID(n int) string { return i.integration.RecordID(Applications, n) }

// CandidateID returns the id of candidate n. At the start, application n is that of candidate n.
func (i *Integration) CandidateID(n int) string { return i.integration.RecordID(Candidates, n) }

// EmployeeID returns the id of employee n.
func (i *Integration) EmployeeID(n int) string { return i.integration.RecordID(Employees, n) }

// Remove removes records, by their ids, without an event. The lists and the next initial run do not contain
// them, so your backend notices only if it compares all records. If an id is unknown, Remove returns an error
// and removes no record.
func (i *Integration) Remove(recordIDs ...string) error {
	if err := i.integration.Remove(recordIDs...); err != nil {
		return fmt.Errorf("knittest: %w", err)
	}
	return nil
}

// Deactivate deactivates the integration, as knit.Integration.Deactivate does: every call for it is rejected
// with 404, and its syncs start no more runs. A run that has begun continues. No event is delivered: Knit
// documents none. [Integration.Activate] activates it again.
func (i *Integration) Deactivate() { i.integration.Deactivate() }

// Activate activates the integration, and delivers app.integration.activate as [Integration.Deliver] does. The
// event's data contains the validation errors, if there are any. The shape of the errors is invented, because
// Knit does not document it.
func (i *Integration) Activate(validationErrors ...string) error {
	if validationErrors == nil {
		validationErrors = []string{}
	}
	i.integration.Reactivate()
	return i.Deliver(Event{EventType: "app.integration.activate"}, map[string]any{"validationErrors": validationErrors})
}

// Event is the envelope of an event for [Integration.Deliver]. Empty fields are not sent.
type Event struct {
	// EventID is the event id. If it is empty, the fake assigns one.
	EventID string
	// EventType is the type of the event: "record.new".
	EventType string
	// SyncType is "initial_sync" or "delta_sync".
	SyncType string
	// DataType is [Jobs] or another data type of Knit.
	DataType string
	// SyncJobID and SyncRunID are the ids of the sync and of its run.
	SyncJobID, SyncRunID string
	// RecordID is the id of the record in a record event.
	RecordID string
}

// Deliver delivers a signed event of any type to the registered webhook, in the background. It retries until
// the response is 200: to wait for that, call [Server.Wait]. Deliver encodes data with package encoding/json.
func (i *Integration) Deliver(event Event, data any) error {
	if err := i.integration.Deliver(api.Event(event), data); err != nil {
		return fmt.Errorf("knittest: %w", err)
	}
	return nil
}

// StartSync starts the sync of a data type, as knit.Integration.StartSync does: an initial run and a delta
// run, in the background. The events go to the destination that your backend gave the sync, or else to the
// registered webhook. To wait until both runs have ended, call [Server.Wait]. StartSync returns an error if the
// data type is unknown or the integration is deactivated.
func (i *Integration) StartSync(dataType string) error {
	if err := i.integration.StartSync(dataType); err != nil {
		return fmt.Errorf("knittest: %w", err)
	}
	return nil
}

// StartTime returns the hour and the minute that sync.startTime last set for the sync of a data type, or zero
// if none was set.
func (i *Integration) StartTime(dataType string) (hour, minute int) {
	return i.integration.StartTime(dataType)
}
