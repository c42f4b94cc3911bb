package knit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

const boundEvent = `{"eventId":"ev_1","eventType":"record.new","syncDataType":"ats_jobs","syncJobId":"sj_1","recordId":"job-1","eventData":{"info":{"id":"job-1","title":"Nurse"}}}`

// boundStore returns a store in which sj_1 is a sync of mg_a, and sj_2 a sync of mg_b.
func boundStore(t *testing.T) knit.SyncStore {
	t.Helper()
	syncs := knit.NewMemorySyncStore()
	require.NoError(t, syncs.Save(t.Context(), knit.SyncRecord{IntegrationID: "mg_a", DataType: knit.DataTypeATSJobs, JobID: "sj_1"}))
	require.NoError(t, syncs.Save(t.Context(), knit.SyncRecord{IntegrationID: "mg_b", DataType: knit.DataTypeATSJobs, JobID: "sj_2"}))
	return syncs
}

// deliverAs delivers a signed body with an integration id in the header and returns the status of the
// response.
func deliverAs(t *testing.T, h http.Handler, tenant, body string) int {
	t.Helper()
	r := webhooktest.Request("/hooks/knit", webhook.HMAC{Header: "X-Knit-Signature"}, apiKey, []byte(body))
	if tenant != "" {
		r.Header.Set("X-Knit-Integration-Id", tenant)
	}
	return webhooktest.Deliver(t.Context(), h, r)
}

// In this attack, a body that Knit has signed is sent again with the integration id of another customer.
func TestReceiverRejectsChangedIntegrationID(t *testing.T) {
	t.Parallel()
	var stored []string
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
		stored = append(stored, d.Tenant+"/"+e.RecordID)
		return nil
	})
	var failures []error
	var rejected *webhook.Delivery
	hooks, err := knit.NewReceiver([]string{apiKey}, router,
		webhook.Use(knit.BindTenant(boundStore(t).IntegrationOf), webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(64)),
		webhook.OnError(func(_ context.Context, d *webhook.Delivery, err error) {
			failures, rejected = append(failures, err), d
		}))
	require.NoError(t, err)
	require.Equal(t, 500, deliverAs(t, hooks, "mg_b", boundEvent), "not acknowledged, because the store may be wrong")
	require.Empty(t, stored)
	require.Len(t, failures, 1)
	require.ErrorIs(t, failures[0], rolecall.ErrForbidden)

	replay := knit.BindTenant(boundStore(t).IntegrationOf)(router)
	require.ErrorIs(t, replay.Accept(t.Context(), rejected), rolecall.ErrForbidden, "a replay is checked as the request was")
	require.Empty(t, stored)
	requireHides(t, failures[0], "Nurse", "job-1", "mg_b")
	require.Equal(t, 200, deliverAs(t, hooks, "mg_a", boundEvent), "the rejected request did not use up the event id")
	require.Equal(t, 500, deliverAs(t, hooks, "mg_b", boundEvent))
	require.Equal(t, 500, deliverAs(t, hooks, "", boundEvent), "no header")
	require.Equal(t, []string{"mg_a/job-1"}, stored)
}

func TestBindTenant(t *testing.T) {
	t.Parallel()
	event := func(kind, members string) string {
		return `{"eventId":"ev_1","eventType":"` + kind + `","recordId":"1","eventData":{}` + members + `}`
	}
	for name, tt := range map[string]struct {
		body   string
		tenant string
		status int
	}{
		"record of the integration":          {event("record.modified", `,"syncJobId":"sj_1"`), "mg_a", 200},
		"run of the integration":             {event("sync.events.processed", `,"syncJobId":"sj_1"`), "mg_a", 200},
		"run of another integration":         {event("sync.events.processed", `,"syncJobId":"sj_1"`), "mg_b", 500},
		"record of unknown sync":             {event("record.new", `,"syncJobId":"sj_3"`), "mg_a", 503},
		"run of unknown sync":                {event("sync.events.allConsumed", `,"syncJobId":"sj_3"`), "mg_a", 503},
		"record without sync id":             {event("record.new", ``), "mg_a", 500},
		"record with null sync id":           {event("record.new", `,"syncJobId":null`), "mg_a", 500},
		"sync id is a number":                {event("record.deleted", `,"syncJobId":7`), "mg_a", 500},
		"escaped sync id":                    {event("record.new", `,"sync\u004aobId":"sj\u005f1"`), "mg_b", 500},
		"sync id in data":                    {`{"eventId":"1","eventType":"record.new","recordId":"1","eventData":{"syncJobId":"sj_2"},"syncJobId":"sj_1"}`, "mg_b", 500},
		"event about no sync":                {event("app.integration.activate", ``), "mg_x", 200},
		"event about no sync without tenant": {event("bot.installed", ``), "", 200},
		"integration id in another case":     {event("record.new", `,"syncJobId":"sj_1"`), "MG_A", 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hooks, err := knit.NewReceiver([]string{apiKey}, acceptAll{}, webhook.Use(knit.BindTenant(boundStore(t).IntegrationOf)))
			require.NoError(t, err)
			require.Equal(t, tt.status, deliverAs(t, hooks, tt.tenant, tt.body))
		})
	}
	t.Run("sets TenantSigned if the sync confirms the tenant", func(t *testing.T) {
		t.Parallel()
		for body, signed := range map[string]bool{boundEvent: true, event("app.integration.activate", ``): false} {
			var got *webhook.Delivery
			sink := knit.BindTenant(boundStore(t).IntegrationOf)(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
				got = d
				return nil
			}))
			list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {"mg_a"}}, []byte(body))
			require.NoError(t, err)
			require.False(t, list[0].TenantSigned, "the header is not signed")
			require.NoError(t, sink.Accept(t.Context(), list[0]))
			require.Equal(t, signed, got.TenantSigned, body)
		}
	})
	t.Run("rejects duplicate sync id", func(t *testing.T) {
		t.Parallel()
		hooks, err := knit.NewReceiver([]string{apiKey}, acceptAll{}, webhook.Use(knit.BindTenant(boundStore(t).IntegrationOf)))
		require.NoError(t, err)
		require.NotEqual(t, 200, deliverAs(t, hooks, "mg_b", event("record.new", `,"syncJobId":"sj_2","SYNCJOBID":"sj_1"`)))
	})
	t.Run("half a surrogate pair does not match another id", func(t *testing.T) {
		t.Parallel()
		syncs := boundStore(t)
		require.NoError(t, syncs.Save(t.Context(), knit.SyncRecord{IntegrationID: "mg_c", DataType: knit.DataTypeATSJobs, JobID: "sj_\ufffd"}))
		hooks, err := knit.NewReceiver([]string{apiKey}, acceptAll{}, webhook.Use(knit.BindTenant(syncs.IntegrationOf)))
		require.NoError(t, err)
		require.NotEqual(t, 200, deliverAs(t, hooks, "mg_c", event("record.new", `,"syncJobId":"sj_\ud83d"`)))
	})
	t.Run("responds 503 if the lookup fails", func(t *testing.T) {
		t.Parallel()
		hooks, err := knit.NewReceiver([]string{apiKey}, acceptAll{}, webhook.Use(knit.BindTenant(func(context.Context, string) (string, error) { return "", errStore })))
		require.NoError(t, err)
		require.Equal(t, 503, deliverAs(t, hooks, "mg_a", boundEvent))
	})
	t.Run("passes deliveries of other providers", func(t *testing.T) {
		t.Parallel()
		sink := knit.BindTenant(boundStore(t).IntegrationOf)(acceptAll{})
		require.NoError(t, sink.Accept(t.Context(), &webhook.Delivery{Source: "kombo", Body: []byte(`{"syncJobId":"sj_9"}`)}))
		require.Error(t, sink.Accept(t.Context(), &webhook.Delivery{Source: "knit", Body: []byte(`{`)}))
	})
	t.Run("panics without a lookup", func(t *testing.T) {
		t.Parallel()
		require.Panics(t, func() { knit.BindTenant(nil) })
	})
}

// Knit may deliver events before StartSync returns. They are rejected until the sync is known, and none is
// lost.
func TestEventsBeforeStartReturns(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{}))
	syncs := knit.NewMemorySyncStore()
	early := make(chan struct{})
	var once sync.Once
	var mu sync.Mutex
	seen := map[string]bool{}
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		seen[d.Tenant+"/"+e.RecordID] = true
		return nil
	})
	hooks, err := knit.NewReceiver([]string{fake.APIKey}, router, webhook.Use(knit.BindTenant(syncs.IntegrationOf)),
		webhook.OnError(func(context.Context, *webhook.Delivery, error) { once.Do(func() { close(early) }) }))
	require.NoError(t, err)
	server := httptest.NewServer(hooks)
	t.Cleanup(server.Close)
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)), rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
		return func(r *http.Request) (*http.Response, error) {
			resp, err := next(r)
			<-early // the events arrive before the response
			return resp, err
		}
	}))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err = knit.StartOnce(ctx, syncs, client.Integration(fake.IntegrationID), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: server.URL})
	require.NoError(t, err)
	require.NoError(t, fake.Wait(ctx))
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, seen, 3)
	for id := range seen {
		require.Contains(t, id, fake.IntegrationID+"/")
	}
}

// A queue stores deliveries as JSON. BindTenant checks them when they are processed.
func TestBindTenantAfterQueue(t *testing.T) {
	t.Parallel()
	sink := knit.BindTenant(boundStore(t).IntegrationOf)(acceptAll{})
	for tenant, allowed := range map[string]bool{"mg_a": true, "mg_b": false} {
		list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {tenant}}, []byte(boundEvent))
		require.NoError(t, err)
		stored, err := json.Marshal(list[0])
		require.NoError(t, err)
		d := decode[webhook.Delivery](t, string(stored))
		err = sink.Accept(t.Context(), &d)
		require.Equal(t, allowed, err == nil, fmt.Sprint(tenant, err))
	}
}
