package api

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// SetWebhook sets the URL that further webhooks are sent to. With "", none are sent.
func (a *API) SetWebhook(url string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.webhook = url
}

// Deliver delivers an event of any type. It encodes data with encoding/json.
func (i *Integration) Deliver(eventType string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	i.send(eventType, json.RawMessage(raw))
	return nil
}

// send delivers an event of the integration. The caller must hold api.mu.
func (i *Integration) send(eventType string, data any) { i.api.send(i.ID, eventType, data) }

// send delivers an event. The caller must hold a.mu.
func (a *API) send(integrationID, eventType string, data any) {
	id := a.id("testEvent")
	body := record.AppendJSON(nil, record.Object{"id", id, "type", eventType, "data", data})
	if a.webhook != "" {
		a.Courier.Send(fake.Message{ID: id, Type: eventType, IntegrationID: integrationID, URL: a.webhook, Body: body})
	}
}

// named returns the data of an event: the members that identify the integration in most events, and more.
func (i *Integration) named(more ...any) record.Object {
	return record.Object{"integration_id", i.ID, "integration_tool", i.Tool, "integration_category", i.opts.Category}.And(more...)
}

// short returns the integration as the other events describe it.
func (i *Integration) short() record.Object {
	return record.Object{"id", i.ID, "tool", i.Tool, "category", i.opts.Category, "end_user", i.opts.EndUser.object()}
}

// The states of a sync that the fake acts on.
const (
	syncSucceeded       = "SUCCEEDED"
	syncPartiallyFailed = "PARTIALLY_FAILED"
	syncCredentials     = "AUTHENTICATION_FAILED"
)

// FinishSync finishes a sync with a state and delivers sync-finished. If a client has requested a sync, it is
// that one. A sync that succeeds, even partially, ends the first sync of an integration with
// IntegrationOptions.Pending. A sync that fails to authenticate makes the integration INVALID.
func (i *Integration) FinishSync(state string) {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	if state == syncSucceeded || state == syncPartiallyFailed {
		i.pending = NotPending
	}
	sync, now := i.sync, i.api.opts.Now()
	i.sync = nil
	if sync == nil {
		sync = &runningSync{id: i.api.id("testSync"), started: now.Add(-time.Minute)}
	}
	i.send("sync-finished", i.named(
		"sync_id", sync.id,
		"sync_state", state,
		"sync_started_at", sync.started,
		"sync_ended_at", now,
		"sync_duration_seconds", int(now.Sub(sync.started)/time.Second),
		"end_user", i.opts.EndUser.object(),
		"log_url", "https://kombo.example.com/logs/"+sync.id,
	))
	if state == syncCredentials {
		i.setState(StateInvalid)
	}
}

// NotifyChanges delivers one data-changed for all changes since the last call. Without changes it delivers
// nothing.
func (i *Integration) NotifyChanges() {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	models := []record.Object{}
	for _, name := range i.world.TakeChanged() {
		models = append(models, record.Object{"name", name})
	}
	if len(models) > 0 {
		i.send("data-changed", i.named("changed_models", models))
	}
}

// issue is an open issue.
type issue struct {
	kind        string
	observed    time.Time
	integration *Integration // nil for an issue of the account
}

// RaiseIssue opens an issue, delivers issue-status-changed and returns the issue's id.
func (i *Integration) RaiseIssue(issueType string, accountWide bool) string {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	id, raised := i.api.id("testIssue"), issue{kind: issueType, observed: i.api.opts.Now()}
	if !accountWide {
		raised.integration = i
	}
	i.api.issues[id] = raised
	i.api.issueChanged(id, "raised", "OPEN", nil)
	return id
}

// ResolveIssue resolves an issue and delivers issue-status-changed. It does nothing if no open issue has this
// id.
func (a *API) ResolveIssue(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, open := a.issues[id]; open {
		a.issueChanged(id, "resolved", "RESOLVED", a.opts.Now())
		delete(a.issues, id)
	}
}

// issueChanged delivers issue-status-changed. The caller must hold a.mu.
func (a *API) issueChanged(id, change, status string, resolved any) {
	about, integrationID, integration := a.issues[id], "", any(nil)
	if about.integration != nil {
		integrationID, integration = about.integration.ID, about.integration.short()
	}
	a.send(integrationID, "issue-status-changed", record.Object{
		"change", change,
		"issue",
		record.Object{
			"id", id, "type", about.kind, "title", "An example issue", "status", status,
			"markdown_message", "This is **not** a real issue.", "first_observed_at", about.observed, "resolved_at", resolved,
		},
		"integration", integration,
	})
}

// NotifyAIApplyChanges delivers ai-apply-data-changed for the job postings of AI Apply.
func (a *API) NotifyAIApplyChanges() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.send("", "ai-apply-data-changed", record.Object{"changed_models", []record.Object{{"name", "ai_apply_job_postings"}}})
}
