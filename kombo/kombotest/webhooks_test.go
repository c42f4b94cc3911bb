package kombotest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestWebhooks(t *testing.T) {
	t.Parallel()
	t.Run("signed and retried until 200", func(t *testing.T) {
		t.Parallel()
		h := newReceiver(t, 3)
		c := newClock()
		a := newAPIWithClock(t, c, kombotest.WithWebhook(h.URL), kombotest.RetryEvery(time.Millisecond))
		h.trust(a.fake)
		requested := a.ok(http.MethodPost, "/force-sync", nil)
		now := c.advance(90 * time.Second)
		a.fake.FinishSync("PARTIALLY_FAILED")
		wait(t, a.fake)
		require.Len(t, h.got(), 1)
		e := h.got()[0]
		require.Equal(t, "sync-finished", e.Type)
		require.Len(t, e.ID, 24)
		require.Equal(t, record{
			"sync_id": requested["sync_id"], "sync_state": "PARTIALLY_FAILED", "sync_started_at": "2026-03-01T12:00:00.000Z", "sync_ended_at": now,
			"sync_duration_seconds": 90.0, "integration_id": a.fake.IntegrationID, "integration_tool": "kombotest", "integration_category": "ATS",
			"end_user": e.Data["end_user"], "log_url": e.Data["log_url"],
		}, e.Data)
		require.Len(t, e.Data["end_user"], 3)
		statuses := []int{}
		for _, attempt := range a.fake.Attempts() {
			require.Equal(t, e.ID, attempt.EventID)
			require.Equal(t, "sync-finished", attempt.EventType)
			statuses = append(statuses, attempt.Status)
		}
		require.Equal(t, []int{503, 503, 503, 200}, statuses)
	})
	t.Run("one data-changed for several changes", func(t *testing.T) {
		t.Parallel()
		h := newReceiver(t, 0)
		a := newAPI(t)
		h.trust(a.fake)
		a.fake.SetWebhook(h.URL)
		a.fake.NotifyChanges() // no changes yet
		a.fake.ChangeJob(1)
		a.fake.DeleteJob(2)
		a.fake.ChangeJobPosting(3)
		a.fake.ChangeCandidate(4)
		a.ok(http.MethodPost, "/ats/candidates/"+a.fake.CandidateID(1)+"/tags", record{"tag": record{"name": "brand new"}})
		a.fake.NotifyChanges()
		a.fake.NotifyChanges() // no changes since the last call
		wait(t, a.fake)
		require.Len(t, h.got(), 1)
		require.Equal(t, "data-changed", h.got()[0].Type)
		require.Equal(t, record{
			"integration_id": a.fake.IntegrationID, "integration_tool": "kombotest", "integration_category": "ATS",
			"changed_models": []any{
				record{"name": "ats_candidates"},
				record{"name": "ats_job_postings"},
				record{"name": "ats_jobs"},
				record{"name": "ats_join_candidates_tags"},
				record{"name": "ats_tags"},
			},
		}, h.got()[0].Data)
	})
	t.Run("events of the integration", func(t *testing.T) {
		t.Parallel()
		h := newReceiver(t, 0)
		a := newAPI(t, kombotest.WithWebhook(h.URL), kombotest.DeliverParallel(1), kombotest.FirstSyncPending())
		h.trust(a.fake)
		path := "/integrations/" + a.fake.IntegrationID
		a.fake.FinishFirstSync()
		a.ok(http.MethodPut, path+"/enabled", record{"value": true}) // no change
		a.ok(http.MethodPut, path+"/enabled", record{"value": false})
		a.ok(http.MethodDelete, path, nil)
		require.NoError(t, a.fake.Deliver("something-else", map[string]int{"a": 1}))
		require.Error(t, a.fake.Deliver("something-else", func() {}))
		wait(t, a.fake)
		types := []string{}
		for _, e := range h.got() {
			types = append(types, e.Type)
		}
		require.Equal(t, []string{"sync-finished", "integration-state-changed", "integration-deleted", "something-else"}, types)
		state := h.got()[1].Data
		require.Equal(t, "INACTIVE", state["state"])
		require.Equal(t, "COMPLETED", state["setup_status"])
		require.Equal(t, a.fake.IntegrationID, h.got()[2].Data["id"])
		require.Equal(t, record{"a": 1.0}, h.got()[3].Data)
	})
	t.Run("twice, shuffled and late", func(t *testing.T) {
		t.Parallel()
		h := newReceiver(t, 0)
		a := newAPI(t, kombotest.WithWebhook(h.URL), kombotest.DeliverTwice(), kombotest.DeliverShuffled(3), kombotest.DeliverParallel(1),
			kombotest.DeliverLate(100*time.Millisecond))
		h.trust(a.fake)
		sent := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		for _, name := range sent {
			require.NoError(t, a.fake.Deliver(name, nil))
		}
		wait(t, a.fake)
		types := []string{}
		for _, e := range h.got() {
			types = append(types, e.Type)
		}
		require.Len(t, types, 16)
		once := slices.Compact(slices.Clone(types))
		require.ElementsMatch(t, sent, once)
		require.NotEqual(t, sent, once)
	})
	t.Run("none without a URL", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.fake.FinishSync("SUCCEEDED")
		wait(t, a.fake)
		require.Empty(t, a.fake.Attempts())
	})
}

func TestServer(t *testing.T) {
	t.Parallel()
	t.Run("Requests", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.ok(http.MethodPost, "/force-sync", record{"type": "DELTA"})
		require.Len(t, a.fake.Requests(), 1)
		r := a.fake.Requests()[0]
		require.Equal(t, "/v1/force-sync", r.URL.Path)
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.JSONEq(t, `{"type":"DELTA"}`, string(body))
	})
	t.Run("address in use", func(t *testing.T) {
		t.Parallel()
		first, err := kombotest.Start(kombotest.WithAddr("127.0.0.1:0"))
		require.NoError(t, err)
		defer first.Close()
		addr := first.URL[len("http://") : len(first.URL)-len("/v1")]
		_, err = kombotest.Start(kombotest.WithAddr(addr))
		require.Error(t, err)
		f := &fakeTB{}
		require.Nil(t, kombotest.NewServer(f, kombotest.WithAddr(addr)))
		require.True(t, f.failed)
	})
	t.Run("Close during a retry and a slow request", func(t *testing.T) {
		t.Parallel()
		attempted := make(chan struct{}, 100)
		failing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			attempted <- struct{}{}
		}))
		defer failing.Close()
		fake, err := kombotest.Start(kombotest.WithWebhook(failing.URL), kombotest.RetryEvery(time.Hour))
		require.NoError(t, err)
		fake.Inject(kombotest.Slow(time.Hour))
		var requests sync.WaitGroup
		requests.Go(func() {
			_, err := client(t, fake).send(t.Context(), http.MethodGet, "/ats/jobs", nil)
			if err == nil {
				t.Error("send returned no error after Close")
			}
		})
		fake.FinishSync("SUCCEEDED")
		<-attempted
		for len(fake.Requests()) == 0 {
			require.NoError(t, t.Context().Err())
		}
		fake.Close()
		requests.Wait()
		fake.FinishSync("SUCCEEDED") // not delivered: the fake is closed
		wait(t, fake)
		require.Len(t, fake.Attempts(), 1)
	})
	t.Run("concurrent use", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t, kombotest.WithJobs(300))
		var clients sync.WaitGroup
		for k := range 4 {
			clients.Go(func() {
				for i := range 10 {
					a.fake.ChangeJob(10*k + i)
					a.fake.AddJob()
					r, err := a.send(t.Context(), http.MethodGet, "/ats/jobs?page_size=250", nil)
					if err != nil || !json.Valid(r.body) {
						t.Error(err)
					}
					body := record{"candidate": person("Client" + strconv.Itoa(100*k+i))}
					if r, err = a.send(t.Context(), http.MethodPost, "/ats/jobs/"+a.fake.JobID(0)+"/applications", body); err != nil || r.status != 200 {
						t.Error(err, r.status)
					}
				}
			})
		}
		clients.Wait()
		require.Len(t, a.all("/ats/jobs", nil), 340)
		require.Len(t, a.all("/ats/candidates", nil), 340)
	})
}

// fakeTB is a [kombotest.TB] that records whether Fatalf was called.
type fakeTB struct{ failed bool }

func (*fakeTB) Helper()                 {}
func (*fakeTB) Cleanup(func())          {}
func (f *fakeTB) Fatalf(string, ...any) { f.failed = true }
