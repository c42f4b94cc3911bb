package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

// received records the types of the events that the handlers of a test have handled.
type received struct {
	mu   sync.Mutex
	list []string
	url  map[string]string // of the receivers, by provider
}

func (r *received) add(eventType string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, eventType)
}

// types returns the types recorded since the last call.
func (r *received) types() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

// on adds a handler for an event type. It is only called if the body decodes.
func on[E any](router *webhook.Router, r *received, eventType webhook.EventType[E]) {
	webhook.On(router, eventType, func(context.Context, *E, *webhook.Delivery) error {
		r.add(string(eventType))
		return nil
	})
}

// receivers starts a receiver for each provider and registers it with the control API.
func receivers(t *testing.T, p *panel) *received {
	t.Helper()
	r := &received{url: map[string]string{}}
	router := webhook.NewRouter()
	onKnit(router, r)
	onKombo(router, r)
	onLinkedIn(router, r)
	onHumanSourcing(router, r)
	knitReceiver, err := knit.NewReceiver([]string{p.ready["knit_api_key"]}, router)
	require.NoError(t, err)
	komboReceiver, err := kombo.NewReceiver([]string{p.ready["kombo_webhook_secret"]}, router)
	require.NoError(t, err)
	linkedinReceiver, err := linkedin.NewReceiver(linkedin.StaticSecrets(p.ready["linkedin_client_secret"]), router)
	require.NoError(t, err)
	humansourcingReceiver, err := humansourcing.NewReceiver(webhook.Unverified(), router)
	require.NoError(t, err)
	for name, handler := range map[string]http.Handler{
		"knit": knitReceiver, "kombo": komboReceiver, "linkedin": linkedinReceiver, "humansourcing": humansourcingReceiver,
	} {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		r.url[name] = server.URL
		p.call("POST", "/api/"+name+"/webhook", `{"url":"`+server.URL+`"}`)
	}
	return r
}

func onKnit(router *webhook.Router, r *received) {
	on(router, r, knit.JobNew)
	on(router, r, knit.JobModified)
	on(router, r, knit.JobDeleted)
	on(router, r, knit.ApplicationNew)
	on(router, r, knit.ApplicationModified)
	on(router, r, knit.ApplicationDeleted)
	on(router, r, knit.CandidateNew)
	on(router, r, knit.CandidateModified)
	on(router, r, knit.CandidateDeleted)
	on(router, r, knit.EmployeeNew)
	on(router, r, knit.EmployeeModified)
	on(router, r, knit.EmployeeDeleted)
	on(router, r, knit.SyncProcessed)
	on(router, r, knit.SyncAllConsumed)
	on(router, r, knit.IntegrationActivated)
	on(router, r, knit.SyncHeartbeat)
	on(router, r, knit.SyncFailed)
	on(router, r, knit.BotInstalled)
	on(router, r, knit.BotUninstalled)
}

func onKombo(router *webhook.Router, r *received) {
	on(router, r, kombo.SyncFinished)
	on(router, r, kombo.DataChanged)
	on(router, r, kombo.IntegrationCreated)
	on(router, r, kombo.IntegrationDeleted)
	on(router, r, kombo.IntegrationStateChanged)
	on(router, r, kombo.ConnectionFlowFailed)
	on(router, r, kombo.IssueStatusChanged)
	on(router, r, kombo.AssessmentOrderReceived)
	on(router, r, kombo.InlineAssessmentOrderReceived)
	on(router, r, kombo.AIApplyApplicationStatusUpdated)
	on(router, r, kombo.AIApplyJobPostingStatusUpdated)
	on(router, r, kombo.AIApplyDataChanged)
}

func onLinkedIn(router *webhook.Router, r *received) {
	on(router, r, linkedin.ResyncJobs)
	on(router, r, linkedin.JobPostingStatusChanged)
	on(router, r, linkedin.JobApplicationExported)
	on(router, r, linkedin.CandidateProfileExportRequested)
	on(router, r, linkedin.IntegrationStatusChanged)
	on(router, r, linkedin.HRISExportRequested)
	on(router, r, linkedin.MemberDataStatusChanged)
}

func onHumanSourcing(router *webhook.Router, r *received) {
	on(router, r, humansourcing.JobCreated)
	on(router, r, humansourcing.JobUpdated)
	on(router, r, humansourcing.JobDeleted)
	on(router, r, humansourcing.CandidateCreated)
	on(router, r, humansourcing.CandidateUpdated)
	on(router, r, humansourcing.CandidateDeleted)
}

// TestControlDeliversEveryEvent delivers every event that GET /api lists.
func TestControlDeliversEveryEvent(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	var d description
	b, err := json.Marshal(p.call("GET", "/api", ""))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &d))
	want := []string{}
	for _, provider := range d.Providers {
		for _, e := range provider.Events {
			p.call("POST", "/api/"+provider.Name+"/events", `{"type":"`+e.Type+`"}`)
			want = append(want, provider.Name+":"+e.Type)
		}
	}
	p.quiet()
	got := r.types()
	slices.Sort(want)
	slices.Sort(got)
	require.Equal(t, want, got)
	require.Len(t, got, 19+12+7+6)
	for _, provider := range d.Providers {
		list, _ := p.call("GET", "/api/"+provider.Name+"/deliveries?limit=500", "")["deliveries"].([]any)
		require.Len(t, list, len(provider.Events))
	}
}

func TestControlDeliverEvent(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	p.call("POST", "/api/knit/events", `{"type":"record.new/ats_jobs","data":{"info":{"id":"job-7","title":"Nurse"}},"integration":"`+p.ready["knit_integration_id"]+`"}`)
	p.call("POST", "/api/humansourcing/events", `{"type":"job.delete","data":{"job_id":7}}`)
	p.quiet()
	require.ElementsMatch(t, []string{string(knit.JobNew), string(humansourcing.JobDeleted)}, r.types())
	p.call("POST", "/api/kombo/events", `{"type":"unlisted-type","data":{},"unlisted":true}`)
	p.quiet()
	require.Empty(t, r.types(), "the type has no handler")
	list, _ := p.call("GET", "/api/kombo/deliveries", "")["deliveries"].([]any)
	require.Len(t, list, 1)
}

func TestControlProviderOperations(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	for _, tt := range []struct {
		path, body string
		want       []string
	}{
		{"/api/knit/integrations/" + p.ready["knit_integration_id"] + "/activate", ``, []string{string(knit.IntegrationActivated)}},
		{"/api/knit/syncs", `{"data_type":"employee","state":"failed"}`, []string{string(knit.SyncFailed)}},
		{"/api/kombo/syncs", `{"state":"FAILED"}`, []string{string(kombo.SyncFinished)}},
		{"/api/kombo/syncs", `{"state":"AUTHENTICATION_FAILED"}`, []string{string(kombo.SyncFinished), string(kombo.IntegrationStateChanged)}},
		{"/api/kombo/integrations/" + p.ready["kombo_integration_id"] + "/activate", `{}`, []string{string(kombo.IntegrationStateChanged), string(kombo.SyncFinished)}},
		{"/api/kombo/states", `{"state":"INACTIVE"}`, []string{string(kombo.IntegrationStateChanged)}},
		{"/api/linkedin/resyncs", `{"jobs":["sandbox-1","sandbox-2"]}`, []string{string(linkedin.ResyncJobs)}},
		{"/api/linkedin/resyncs", `{}`, []string{string(linkedin.ResyncJobs)}},
		{"/api/linkedin/integrations/" + p.ready["linkedin_application_urn"] + "/activate", ``, []string{string(linkedin.IntegrationStatusChanged)}},
	} {
		p.call("POST", tt.path, tt.body)
		p.quiet()
		require.ElementsMatch(t, tt.want, r.types(), tt.path+tt.body)
	}
	p.call("POST", "/api/knit/syncs", `{"data_type":"ats_applications"}`)
	p.quiet()
	counts := map[string]int{}
	for _, eventType := range r.types() {
		counts[eventType]++
	}
	require.Equal(t, map[string]int{
		string(knit.ApplicationNew): 21, string(knit.ApplicationModified): 2, string(knit.ApplicationDeleted): 1,
		string(knit.SyncProcessed): 2, string(knit.SyncAllConsumed): 2,
	}, counts)
}

func TestControlAddIntegration(t *testing.T) {
	t.Parallel()
	p := openPanel(t)
	r := receivers(t, p)
	for name, eventType := range map[string]string{"knit": "sync.heartbeat", "kombo": "data-changed"} {
		added, _ := p.call("POST", "/api/"+name+"/integrations", "")["integration"].(string)
		require.NotEmpty(t, added)
		p.call("POST", "/api/"+name+"/events", `{"type":"`+eventType+`","integration":"`+added+`"}`)
		p.quiet()
		require.Equal(t, []string{name + ":" + eventType}, r.types())
		list, _ := p.call("GET", "/api/"+name+"/deliveries", "")["deliveries"].([]any)
		newest, _ := list[0].(map[string]any)
		require.Equal(t, added, newest["integration"])
	}
	added := p.call("POST", "/api/linkedin/integrations", "")
	require.NotEmpty(t, added["client_id"])
	require.NotEmpty(t, added["client_secret"])
	require.Contains(t, p.rejected(422, "POST", "/api/linkedin/resyncs", `{"integration":"`+added["integration"].(string)+`"}`), "no webhook")
}
