package kombotest

import (
	"fmt"

	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// Integration is one connected tool of one customer. Its fields do not change. It is safe for concurrent
// use.
type Integration struct {
	// IntegrationID is the id to pass to kombo.Client.Integration.
	IntegrationID string
	// Tool is the slug of the connected tool, which passthrough calls require.
	Tool string

	integration *api.Integration
}

func newIntegration(i *api.Integration) *Integration {
	return &Integration{IntegrationID: i.ID, Tool: i.Tool, integration: i}
}

// ID returns the id of the n-th record of a list, such as ID("/hris/groups", 0). Numbers start at 0 and
// follow the order of the list. ID panics if the fake has no list with this path.
func (i *Integration) ID(path string, n int) string {
	return i.integration.Table(modelAt(path)).ID(n)
}

func modelAt(path string) *world.Model {
	m := world.ModelAt(path)
	if m == nil {
		panic("kombotest: unknown list " + path + ": use a path such as /ats/jobs")
	}
	return m
}

// JobID returns the id of the n-th job.
func (i *Integration) JobID(n int) string { return i.ID("/ats/jobs", n) }

// CandidateID returns the id of the n-th candidate.
func (i *Integration) CandidateID(n int) string { return i.ID("/ats/candidates", n) }

// ApplicationID returns the id of the n-th application.
func (i *Integration) ApplicationID(n int) string { return i.ID("/ats/applications", n) }

// EmployeeID returns the id of the n-th employee.
func (i *Integration) EmployeeID(n int) string { return i.ID("/hris/employees", n) }

// OrderID returns the id of the n-th assessment order.
func (i *Integration) OrderID(n int) string { return i.ID("/assessment/orders", n) }

// Change changes the n-th record of a list. With updated_after, the list then contains the record. Other lists
// with updated_after then contain the records that embed the changed record, if Kombo documents this for
// them. Like all methods that change a record, Change does nothing if there is no n-th record or if it is
// deleted. Change panics if path is not a list that supports changes.
func (i *Integration) Change(path string, n int) {
	m := modelWithChanges(path)
	i.integration.Change(func(w *world.World) { m.Change(w, n) })
}

// Delete deletes the n-th record of a list in the tool. After that, the list contains the record only with
// include_deleted. Lists with updated_after contain the records that embedded the deleted record, as after
// [Integration.Change]. After 14 days the members of the deleted record are null. Delete panics if path is not
// a list that supports changes.
func (i *Integration) Delete(path string, n int) {
	m := modelWithChanges(path)
	i.integration.Change(func(w *world.World) { m.Delete(w, n) })
}

func modelWithChanges(path string) *world.Model {
	m := modelAt(path)
	if m.Plain {
		panic("kombotest: the list " + path + " does not support changes")
	}
	return m
}

// AddJob adds a job and returns its number.
func (i *Integration) AddJob() (n int) {
	i.integration.Change(func(w *world.World) { n = world.AddJob(w) })
	return n
}

// AddEmployee adds an employee and returns its number.
func (i *Integration) AddEmployee() (n int) {
	i.integration.Change(func(w *world.World) { n = world.AddEmployee(w) })
	return n
}

// ChangeJob changes a job. Afterwards the list of applications with updated_after does not contain the
// applications for the job, although they embed it.
func (i *Integration) ChangeJob(n int) { i.Change("/ats/jobs", n) }

// ChangeJobPosting changes the postings of a job. The list of jobs with updated_after then contains the job, but
// the job's changed_at stays the same.
func (i *Integration) ChangeJobPosting(n int) {
	i.integration.Change(func(w *world.World) { world.ChangePosting(w, n) })
}

// DeleteJob deletes a job.
func (i *Integration) DeleteJob(n int) { i.Delete("/ats/jobs", n) }

// ChangeCandidate changes a candidate. Lists with updated_after then contain the candidate and the candidate's
// applications.
func (i *Integration) ChangeCandidate(n int) { i.Change("/ats/candidates", n) }

// DeleteCandidate deletes a candidate. The list of applications with updated_after then contains the
// candidate's applications.
func (i *Integration) DeleteCandidate(n int) { i.Delete("/ats/candidates", n) }

// ChangeApplication changes an application. Lists with updated_after then contain the application, and its
// candidate, interview and offer.
func (i *Integration) ChangeApplication(n int) { i.Change("/ats/applications", n) }

// DeleteApplication deletes an application.
func (i *Integration) DeleteApplication(n int) { i.Delete("/ats/applications", n) }

// ChangeInterview changes an interview. Lists with updated_after then contain the interview and its application.
func (i *Integration) ChangeInterview(n int) { i.Change("/ats/interviews", n) }

// ChangeOffer changes an offer. Lists with updated_after then contain the offer and its application.
func (i *Integration) ChangeOffer(n int) { i.Change("/ats/offers", n) }

// ChangeEmployee changes an employee. Lists with updated_after then contain the employee, the employees who
// report to the employee, and the employee's performance reviews.
func (i *Integration) ChangeEmployee(n int) { i.Change("/hris/employees", n) }

// DeleteEmployee deletes an employee.
func (i *Integration) DeleteEmployee(n int) { i.Delete("/hris/employees", n) }

// FinishFirstSync finishes the first sync of an integration with [FirstSyncPending] and delivers
// sync-finished. It is the same as FinishSync("SUCCEEDED").
func (i *Integration) FinishFirstSync() { i.FinishSync("SUCCEEDED") }

// FinishSync finishes a sync with a state ("SUCCEEDED", "PARTIALLY_FAILED", "FAILED",
// "AUTHENTICATION_FAILED", "CANCELLED" or "TIMED_OUT") and delivers sync-finished. If your backend has
// requested a sync (force-sync), FinishSync finishes that sync. "SUCCEEDED" and "PARTIALLY_FAILED" end
// [FirstSyncPending]. "AUTHENTICATION_FAILED" makes the integration INVALID: see [Integration.SetState].
func (i *Integration) FinishSync(state string) { i.integration.FinishSync(state) }

// SetState sets the state of the integration: "ACTIVE", "INACTIVE" (disabled) or "INVALID" (the tool rejects
// the credentials). If the state changes, SetState delivers integration-state-changed. An INACTIVE integration
// rejects reads and writes. An INVALID integration rejects writes and passthrough calls; that reads still
// work is inferred. For an unknown state, SetState returns an error.
func (i *Integration) SetState(state string) error {
	if state != api.StateActive && state != api.StateInactive && state != api.StateInvalid {
		return fmt.Errorf(`kombotest: unknown state %q: use "ACTIVE", "INACTIVE" or "INVALID"`, state)
	}
	i.integration.SetState(state)
	return nil
}

// Reconnect makes the integration ACTIVE, as if the customer had entered valid credentials again.
func (i *Integration) Reconnect() { i.integration.SetState(api.StateActive) }

// Disconnect deletes the integration and delivers integration-deleted. The fake rejects all further calls
// for it.
func (i *Integration) Disconnect() { i.integration.Delete() }

// DisableModels disables models by name, such as "ats_jobs", and enables all others. The fake rejects reads
// of a disabled model with INTEGRATION.MODEL_DISABLED. For an unknown name, DisableModels returns an error.
func (i *Integration) DisableModels(names ...string) error {
	if err := i.integration.Disable(names...); err != nil {
		return fmt.Errorf("kombotest: %w", err)
	}
	return nil
}

// NotifyChanges delivers one data-changed event for all changes since the previous call of NotifyChanges. If
// there are none, it delivers nothing.
func (i *Integration) NotifyChanges() { i.integration.NotifyChanges() }

// RaiseIssue opens an issue, delivers issue-status-changed and returns the issue's id. issueType is a type
// that Kombo documents, such as "integration.authentication_failed". If accountWide is true, the issue
// belongs to no integration.
func (i *Integration) RaiseIssue(issueType string, accountWide bool) string {
	return i.integration.RaiseIssue(issueType, accountWide)
}

// OrderAssessment orders an assessment for the application with this number, as a customer does, and delivers
// assessment:order-received. It returns the number of the order, or -1 if there is no such application.
func (i *Integration) OrderAssessment(application int) int {
	return i.integration.OrderAssessment(application, "assessment:order-received")
}

// OrderInlineAssessment is like OrderAssessment for an assessment within an application form. It delivers
// inline-assessment:order-received.
func (i *Integration) OrderInlineAssessment(application int) int {
	return i.integration.OrderAssessment(application, "inline-assessment:order-received")
}

// Deliver delivers a signed webhook with any event type and data. It returns an error if encoding/json
// cannot encode data.
func (i *Integration) Deliver(eventType string, data any) error {
	if err := i.integration.Deliver(eventType, data); err != nil {
		return fmt.Errorf("kombotest: %w", err)
	}
	return nil
}
