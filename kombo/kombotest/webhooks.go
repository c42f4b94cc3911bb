package kombotest

import (
	"context"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// SetWebhook changes where the webhooks go that are sent from now on. "" is nowhere.
func (s *Server) SetWebhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = url
}

// Deliver sends a webhook of any type, signed like the others; data is encoded as JSON by
// encoding/json.
func (s *Server) Deliver(eventType string, data any) error {
	raw, err := marshal(data)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.send(eventType, raw)
	return nil
}

// send queues a webhook. The caller holds s.mu.
func (s *Server) send(eventType string, data any) {
	id := s.nextID("testEvent")
	body := appendJSON(nil, object{"id", id, "type", eventType, "data", data})
	if s.webhook != "" {
		s.courier.Send(fake.Message{ID: id, Type: eventType, URL: s.webhook, Body: body})
	}
}

// Wait returns when every webhook so far was answered 200, or the fake is closed.
func (s *Server) Wait(ctx context.Context) error { return s.courier.Wait(ctx) }

// Attempt is one try to deliver a webhook. Status is 0 where there was no answer.
type Attempt struct {
	EventID   string
	EventType string // "sync-finished"
	Status    int
}

// Attempts returns every try to deliver a webhook so far, oldest first.
func (s *Server) Attempts() []Attempt {
	var list []Attempt
	for _, a := range s.courier.Attempts() {
		list = append(list, Attempt{EventID: a.EventID, EventType: a.EventType, Status: a.Status})
	}
	return list
}

// The states of a sync that Kombo documents. Of the last ones there is nothing to read.
const (
	syncSucceeded       = "SUCCEEDED"
	syncPartiallyFailed = "PARTIALLY_FAILED"
)

// FinishSync ends a sync in a state, "SUCCEEDED", "PARTIALLY_FAILED", "FAILED",
// "AUTHENTICATION_FAILED", "CANCELLED" or "TIMED_OUT", and delivers sync-finished. It is the
// sync that a client asked for, if one did. In the first two states it ends
// FirstSyncPending.
func (s *Server) FinishSync(state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == syncSucceeded || state == syncPartiallyFailed {
		s.integration.pending = notPending
	}
	sync, now := s.integration.sync, s.now()
	s.integration.sync = nil
	if sync == nil {
		sync = &runningSync{id: s.nextID("testSync"), started: now.Add(-time.Minute)}
	}
	s.send("sync-finished", object{
		"sync_id", sync.id,
		"sync_state", state,
		"sync_started_at", sync.started,
		"sync_ended_at", now,
		"sync_duration_seconds", int(now.Sub(sync.started) / time.Second),
		"integration_id", s.IntegrationID,
		"integration_tool", tool,
		"integration_category", "ATS",
		"end_user", endUser(),
		"log_url", "https://kombo.example.com/logs/" + sync.id,
	})
}

// FinishFirstSync ends FirstSyncPending, and delivers sync-finished.
func (s *Server) FinishFirstSync() { s.FinishSync(syncSucceeded) }

// NotifyChanges delivers one data-changed for all changes since the last, or none if there
// were none.
func (s *Server) NotifyChanges() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name := range s.world.changed {
		names = append(names, name)
	}
	if len(names) == 0 {
		return
	}
	clear(s.world.changed)
	slices.Sort(names)
	models := []object{}
	for _, name := range names {
		models = append(models, object{"name", name})
	}
	s.send("data-changed", object{
		"integration_id", s.IntegrationID, "integration_tool", tool, "integration_category", "ATS", "changed_models", models,
	})
}

// RaiseIssue delivers issue-status-changed for a new issue of a type of Kombo's, such as
// "integration.authentication_failed", and returns the issue's id. accountWide is for an issue
// without an integration.
func (s *Server) RaiseIssue(issueType string, accountWide bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextID("testIssue")
	if s.issues == nil {
		s.issues = map[string]issue{}
	}
	s.issues[id] = issue{issueType, s.now(), accountWide}
	s.issueChanged(id, "raised", "OPEN", nil)
	return id
}

// ResolveIssue delivers issue-status-changed for an issue of RaiseIssue that is resolved. An id
// of no open issue delivers nothing.
func (s *Server) ResolveIssue(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, open := s.issues[id]; open {
		s.issueChanged(id, "resolved", "RESOLVED", s.now())
		delete(s.issues, id)
	}
}

// issue is an open issue.
type issue struct {
	kind        string
	observed    time.Time
	accountWide bool
}

// issueChanged delivers issue-status-changed. The caller holds s.mu.
func (s *Server) issueChanged(id, change, status string, resolved any) {
	i := s.issues[id]
	var integration any
	if !i.accountWide {
		integration = object{"id", s.IntegrationID, "tool", tool, "category", "ATS", "end_user", endUser()}
	}
	s.send("issue-status-changed", object{
		"change", change,
		"issue",
		object{
			"id", id, "type", i.kind, "title", "An example issue", "status", status,
			"markdown_message", "This is **not** a real issue.", "first_observed_at", i.observed, "resolved_at", resolved,
		},
		"integration", integration,
	})
}

// NotifyAIApplyChanges delivers ai-apply-data-changed for the job postings of AI Apply. Its data
// has the members of data-changed, which is inferred.
func (s *Server) NotifyAIApplyChanges() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.send("ai-apply-data-changed", object{"changed_models", []object{{"name", "ai_apply_job_postings"}}})
}

// stateChanged delivers integration-state-changed. The caller holds s.mu.
func (s *Server) stateChanged() {
	s.send("integration-state-changed", object{
		"integration_tool", tool,
		"integration_id", s.IntegrationID,
		"integration_category", "ATS",
		"end_user", endUser(),
		"qa_status", "PASSED",
		"setup_status", s.integration.setupStatus(),
		"state", s.integration.status(),
		"updated_at", s.now(),
	})
}
