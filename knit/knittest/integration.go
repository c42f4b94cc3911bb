package knittest

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
)

// OriginOrgID is the customer of the integration that a [Server] begins with.
const OriginOrgID = "org-1"

// The data types that the fake's app has, as Knit names them. knit.DataTypeATSJobs and the others have the
// same values.
const (
	Jobs         = "ats_jobs"
	Applications = "ats_applications"
	Candidates   = "ats_candidates"
	Employees    = "employee"
)

// Integration is a customer's app that is connected to the fake. Its fields do not change. It is safe for
// concurrent use.
type Integration struct {
	// IntegrationID is its id, for knit.Client.Integration.
	IntegrationID string
	// Customer is the id of the customer, for knit.Client.IntegrationDetails.
	Customer string

	integration *api.Integration
}

func newIntegration(i *api.Integration) *Integration {
	return &Integration{IntegrationID: i.ID, Customer: i.OriginOrgID, integration: i}
}

// JobID is the id of the job with a number. The records of each kind are numbered from 0, in the order of
// their creation; those that a delta run or a call creates follow.
func (i *Integration) JobID(n int) string { return i.integration.RecordID(Jobs, n) }

// ApplicationID is the id of the application with a number.
func (i *Integration) ApplicationID(n int) string { return i.integration.RecordID(Applications, n) }

// CandidateID is the id of the candidate with a number. In the beginning, candidate n has application n.
func (i *Integration) CandidateID(n int) string { return i.integration.RecordID(Candidates, n) }

// EmployeeID is the id of the employee with a number.
func (i *Integration) EmployeeID(n int) string { return i.integration.RecordID(Employees, n) }

// Remove takes records away, by their ids, without telling your backend: no event is delivered, the lists
// do not have them, and neither has the next initial run. Only a comparison of everything finds it. An id
// of no record is an error, and then no record is removed.
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

// Activate activates the integration, and delivers app.integration.activate until the response is 200;
// [Server.Wait] waits for it. Its data says what Knit found wrong, if anything; the shape of that is made
// up, since Knit's is not public.
func (i *Integration) Activate(validationErrors ...string) error {
	if validationErrors == nil {
		validationErrors = []string{}
	}
	i.integration.Reactivate()
	return i.Deliver(Event{EventType: "app.integration.activate"}, map[string]any{"validationErrors": validationErrors})
}

// Event is the envelope of an event of [Integration.Deliver]. Empty members are absent.
type Event struct {
	// EventID is the fake's next one if it is empty.
	EventID string
	// EventType is Knit's name: "record.new".
	EventType string
	// SyncType is "initial_sync" or "delta_sync".
	SyncType string
	// DataType is [Jobs] or another of Knit's names.
	DataType string
	// SyncJobID and SyncRunID are those of a sync.
	SyncJobID, SyncRunID string
	// RecordID names the record of a record event.
	RecordID string
}

// Deliver delivers any event, signed, to the registered webhook until the response is 200; [Server.Wait]
// waits for it. data is encoded as JSON by encoding/json.
func (i *Integration) Deliver(event Event, data any) error {
	if err := i.integration.Deliver(api.Event(event), data); err != nil {
		return fmt.Errorf("knittest: %w", err)
	}
	return nil
}

// StartSync starts the sync of a data type, as knit.Integration.StartSync does: an initial run and a delta
// run. They go to the destination that your backend gave the sync, or else to the registered webhook.
// [Server.Wait] waits for them. An unknown data type and a deactivated integration are errors.
func (i *Integration) StartSync(dataType string) error {
	if err := i.integration.StartSync(dataType); err != nil {
		return fmt.Errorf("knittest: %w", err)
	}
	return nil
}

// StartTime returns the hour and the minute that the sync of a data type was last set to by sync.startTime,
// zero if it never was.
func (i *Integration) StartTime(dataType string) (hour, minute int) {
	return i.integration.StartTime(dataType)
}
