package kombotest

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// Integration is a customer's tool that is connected to the fake. Its fields do not change. It is safe for
// concurrent use.
type Integration struct {
	// IntegrationID is its id, for kombo.Client.Integration.
	IntegrationID string
	// Tool is the slug of the connected tool, for passthrough.
	Tool string

	integration *api.Integration
}

func newIntegration(i *api.Integration) *Integration {
	return &Integration{IntegrationID: i.ID, Tool: i.Tool, integration: i}
}

// ID is the id of the record of a list with a number: ID("/hris/groups", 0). The records of a list are
// numbered from 0 in their order. A path that is not a list of the fake panics, here and in Change and
// Delete.
func (i *Integration) ID(path string, n int) string {
	return i.integration.Table(modelAt(path)).ID(n)
}

func modelAt(path string) *world.Model {
	m := world.ModelAt(path)
	if m == nil {
		panic("kombotest: there is no list " + path)
	}
	return m
}

// JobID is the id of the job with a number.
func (i *Integration) JobID(n int) string { return i.ID("/ats/jobs", n) }

// CandidateID is the id of the candidate with a number.
func (i *Integration) CandidateID(n int) string { return i.ID("/ats/candidates", n) }

// ApplicationID is the id of the application with a number.
func (i *Integration) ApplicationID(n int) string { return i.ID("/ats/applications", n) }

// EmployeeID is the id of the employee with a number.
func (i *Integration) EmployeeID(n int) string { return i.ID("/hris/employees", n) }

// OrderID is the id of the assessment order with a number.
func (i *Integration) OrderID(n int) string { return i.ID("/assessment/orders", n) }

// Change changes the record of a list with a number. updated_after finds it, and whatever Kombo says that
// shows it. As with all changes, a number of no record, or of a deleted one, changes nothing.
func (i *Integration) Change(path string, n int) {
	m := changing(path)
	i.integration.Change(func(w *world.World) { m.Change(w, n) })
}

// Delete deletes the record of a list in the tool: only include_deleted shows it, and it is blanked after 14
// days. updated_after finds whatever shows it.
func (i *Integration) Delete(path string, n int) {
	m := changing(path)
	i.integration.Change(func(w *world.World) { m.Delete(w, n) })
}

func changing(path string) *world.Model {
	m := modelAt(path)
	if m.Plain {
		panic("kombotest: the list " + path + " knows no changes")
	}
	return m
}

// AddJob adds a job, and returns its number.
func (i *Integration) AddJob() (n int) {
	i.integration.Change(func(w *world.World) { n = world.AddJob(w) })
	return n
}

// AddEmployee adds an employee, and returns its number.
func (i *Integration) AddEmployee() (n int) {
	i.integration.Change(func(w *world.World) { n = world.AddEmployee(w) })
	return n
}

// ChangeJob changes a job. Its applications name it, but updated_after does not find them for it.
func (i *Integration) ChangeJob(n int) { i.Change("/ats/jobs", n) }

// ChangeJobPosting changes the postings of a job: updated_after finds the job, its changed_at stays.
func (i *Integration) ChangeJobPosting(n int) {
	i.integration.Change(func(w *world.World) { world.ChangePosting(w, n) })
}

// DeleteJob deletes a job.
func (i *Integration) DeleteJob(n int) { i.Delete("/ats/jobs", n) }

// ChangeCandidate changes a candidate. updated_after also finds the candidate's applications.
func (i *Integration) ChangeCandidate(n int) { i.Change("/ats/candidates", n) }

// DeleteCandidate deletes a candidate. updated_after finds the candidate's applications.
func (i *Integration) DeleteCandidate(n int) { i.Delete("/ats/candidates", n) }

// ChangeApplication changes an application. updated_after also finds its candidate, interview and offer.
func (i *Integration) ChangeApplication(n int) { i.Change("/ats/applications", n) }

// DeleteApplication deletes an application.
func (i *Integration) DeleteApplication(n int) { i.Delete("/ats/applications", n) }

// ChangeInterview changes an interview. updated_after also finds its application.
func (i *Integration) ChangeInterview(n int) { i.Change("/ats/interviews", n) }

// ChangeOffer changes an offer. updated_after also finds its application.
func (i *Integration) ChangeOffer(n int) { i.Change("/ats/offers", n) }

// ChangeEmployee changes an employee. updated_after also finds those who report to them, and reviews.
func (i *Integration) ChangeEmployee(n int) { i.Change("/hris/employees", n) }

// DeleteEmployee deletes an employee.
func (i *Integration) DeleteEmployee(n int) { i.Delete("/hris/employees", n) }

// FinishFirstSync ends FirstSyncPending, and delivers sync-finished.
func (i *Integration) FinishFirstSync() { i.FinishSync("SUCCEEDED") }

// FinishSync ends a sync in a state, "SUCCEEDED", "PARTIALLY_FAILED", "FAILED", "AUTHENTICATION_FAILED",
// "CANCELLED" or "TIMED_OUT", and delivers sync-finished. It is the sync that a client asked for, if one
// did. In the first two states it ends FirstSyncPending. "AUTHENTICATION_FAILED" makes the integration
// INVALID: see [Integration.SetState].
func (i *Integration) FinishSync(state string) { i.integration.FinishSync(state) }

// SetState puts the integration into a state, "ACTIVE", "INACTIVE" (switched off) or "INVALID" (the tool
// rejects the credentials), and delivers integration-state-changed, unless it has the state. An INACTIVE one
// rejects reads and writes, an INVALID one writes and passthrough; that reads still work then is inferred. An
// unknown state is an error.
func (i *Integration) SetState(state string) error {
	if state != api.StateActive && state != api.StateInactive && state != api.StateInvalid {
		return fmt.Errorf("kombotest: there is no state %q", state)
	}
	i.integration.SetState(state)
	return nil
}

// Reconnect makes the integration ACTIVE, as a customer does who enters credentials again.
func (i *Integration) Reconnect() { i.integration.SetState(api.StateActive) }

// Disconnect deletes the integration, and delivers integration-deleted. Every call for it is rejected then.
func (i *Integration) Disconnect() { i.integration.Delete() }

// DisableModels lets reads of models be rejected with INTEGRATION.MODEL_DISABLED, by their names: "ats_jobs".
// Models that are not named are enabled. An unknown name is an error.
func (i *Integration) DisableModels(names ...string) error {
	if err := i.integration.Disable(names...); err != nil {
		return fmt.Errorf("kombotest: %w", err)
	}
	return nil
}

// NotifyChanges delivers one data-changed for all changes since the last, or none if there were none.
func (i *Integration) NotifyChanges() { i.integration.NotifyChanges() }

// RaiseIssue delivers issue-status-changed for a new issue of a type of Kombo's, such as
// "integration.authentication_failed", and returns the issue's id. accountWide is for an issue without an
// integration.
func (i *Integration) RaiseIssue(issueType string, accountWide bool) string {
	return i.integration.RaiseIssue(issueType, accountWide)
}

// OrderAssessment lets the customer order a test for an application, by its number, and delivers
// assessment:order-received. It returns the number of the order, or -1 if there is no such application.
func (i *Integration) OrderAssessment(application int) int {
	return i.integration.OrderAssessment(application, "assessment:order-received")
}

// OrderInlineAssessment is OrderAssessment for a test within an application form.
func (i *Integration) OrderInlineAssessment(application int) int {
	return i.integration.OrderAssessment(application, "inline-assessment:order-received")
}

// Deliver delivers a webhook of any type, signed like the others. data is encoded by encoding/json.
func (i *Integration) Deliver(eventType string, data any) error {
	if err := i.integration.Deliver(eventType, data); err != nil {
		return fmt.Errorf("kombotest: %w", err)
	}
	return nil
}
