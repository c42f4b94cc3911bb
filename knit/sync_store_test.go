package knit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// failingStore is a store in memory whose methods can be made to fail.
type failingStore struct {
	knit.SyncStore

	begin, save, forget error
}

func (s *failingStore) Begin(ctx context.Context, r knit.SyncRecord) (*knit.SyncRecord, error) {
	if s.begin != nil {
		return nil, s.begin
	}
	return s.SyncStore.Begin(ctx, r)
}

func (s *failingStore) Save(ctx context.Context, r knit.SyncRecord) error {
	if s.save != nil {
		return s.save
	}
	return s.SyncStore.Save(ctx, r)
}

func (s *failingStore) Forget(ctx context.Context, id string, t knit.DataType) error {
	if s.forget != nil {
		return s.forget
	}
	return s.SyncStore.Forget(ctx, id, t)
}

var errStore = errors.New("the database is down")

func TestMemorySyncStore(t *testing.T) {
	t.Parallel()
	ctx, syncs := t.Context(), knit.NewMemorySyncStore()
	begun := knit.SyncRecord{IntegrationID: "mg_a", DataType: knit.DataTypeATSJobs, BegunAt: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
	known, err := syncs.Begin(ctx, begun)
	require.NoError(t, err)
	require.Nil(t, known)
	later := begun
	later.BegunAt = begun.BegunAt.Add(time.Hour)
	known, err = syncs.Begin(ctx, later)
	require.NoError(t, err)
	require.Equal(t, &begun, known, "the existing record is kept")
	for _, other := range []knit.SyncRecord{{IntegrationID: "mg_a", DataType: knit.DataTypeEmployee}, {IntegrationID: "mg_b", DataType: knit.DataTypeATSJobs}} {
		known, err = syncs.Begin(ctx, other)
		require.NoError(t, err)
		require.Nil(t, known)
	}
	owner := func(id string) string {
		owner, err := syncs.IntegrationOf(ctx, id)
		require.NoError(t, err)
		return owner
	}
	require.Empty(t, owner(""), "a record without a JobID has no owner")
	begun.JobID = "sj_1"
	require.NoError(t, syncs.Save(ctx, begun))
	require.Equal(t, "mg_a", owner("sj_1"))
	begun.JobID = "sj_2"
	require.NoError(t, syncs.Save(ctx, begun))
	require.Empty(t, owner("sj_1"))
	require.Equal(t, "mg_a", owner("sj_2"))
	require.NoError(t, syncs.Forget(ctx, "mg_a", knit.DataTypeATSJobs))
	require.NoError(t, syncs.Forget(ctx, "mg_a", knit.DataTypeATSJobs))
	require.Empty(t, owner("sj_2"))
	known, err = syncs.Begin(ctx, begun)
	require.NoError(t, err)
	require.Nil(t, known)
}

func TestSyncStoreDeleteSharedSync(t *testing.T) {
	t.Parallel()
	ctx, syncs := t.Context(), knit.NewMemorySyncStore()
	for _, dataType := range []knit.DataType{knit.DataTypeATSJobs, knit.DataTypeEmployee} {
		require.NoError(t, syncs.Save(ctx, knit.SyncRecord{IntegrationID: "mg_a", DataType: dataType, JobID: "sj_1"}))
	}
	require.NoError(t, syncs.Forget(ctx, "mg_a", knit.DataTypeEmployee))
	owner, err := syncs.IntegrationOf(ctx, "sj_1")
	require.NoError(t, err)
	require.Equal(t, "mg_a", owner, "its events are not rejected")
	require.NoError(t, syncs.Forget(ctx, "mg_a", knit.DataTypeATSJobs))
	owner, err = syncs.IntegrationOf(ctx, "sj_1")
	require.NoError(t, err)
	require.Empty(t, owner)
}

// notifyingBody is a response body that calls closed when it is closed.
type notifyingBody struct {
	io.ReadCloser
	closed func()
}

func (b *notifyingBody) Close() error {
	defer b.closed()
	return b.ReadCloser.Close()
}

func TestStartOnce(t *testing.T) {
	t.Parallel()
	t.Run("starts a sync once and returns it each time", func(t *testing.T) {
		t.Parallel()
		integration, network := mockIntegration(t, respondWith(200, started))
		syncs := knit.NewMemorySyncStore()
		for range 3 {
			got, err := knit.StartOnce(t.Context(), syncs, integration, jobs())
			require.NoError(t, err)
			require.Equal(t, &knit.Sync{JobID: "sj_test01", RunID: "sr_test01"}, got)
		}
		require.Len(t, network.requests(), 1)
		owner, err := syncs.IntegrationOf(t.Context(), "sj_test01")
		require.NoError(t, err)
		require.Equal(t, integrationID, owner)
	})
	t.Run("retries a start that certainly failed", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{400, 401, 403, 404, 409, 429, 501, 503} {
			integration, network := mockIntegration(t, respondWith(status, `{"success":false,"error":{"msg":"no"}}`))
			syncs := knit.NewMemorySyncStore()
			for range 2 {
				_, err := knit.StartOnce(t.Context(), syncs, integration, jobs())
				require.Equal(t, status, asError(t, err).StatusCode)
				require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			}
			require.Len(t, network.requests(), 2)
		}
	})
	t.Run("never retries an ambiguous start", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{200, 302, 408, 500, 502, 504, 599} {
			integration, network := mockIntegration(t, respondWith(status, `<html>`))
			syncs := knit.NewMemorySyncStore()
			for range 3 {
				_, err := knit.StartOnce(t.Context(), syncs, integration, jobs())
				require.ErrorIs(t, err, rolecall.ErrAmbiguous)
				require.ErrorContains(t, err, "SyncStore.Save", "the error names the method to call")
				require.ErrorContains(t, err, "SyncStore.Forget")
			}
			require.Len(t, network.requests(), 1, status)
			require.NoError(t, syncs.Forget(t.Context(), integrationID, knit.DataTypeATSJobs))
			_, err := knit.StartOnce(t.Context(), syncs, integration, jobs())
			require.Error(t, err)
			require.Len(t, network.requests(), 2, "an operator called Forget")
		}
	})
	t.Run("start of a killed process is ambiguous after five minutes", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			integration, network := mockIntegration(t, respondWith(200, started))
			syncs := knit.NewMemorySyncStore()
			_, err := syncs.Begin(t.Context(), knit.SyncRecord{IntegrationID: integrationID, DataType: knit.DataTypeATSJobs, BegunAt: time.Now()})
			require.NoError(t, err)
			_, err = knit.StartOnce(t.Context(), syncs, integration, jobs())
			require.ErrorIs(t, err, knit.ErrStarting, "another server may still be starting it")
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			<-time.After(5*time.Minute + 1)
			_, err = knit.StartOnce(t.Context(), syncs, integration, jobs())
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.NotErrorIs(t, err, knit.ErrStarting)
			require.Empty(t, network.requests())
		})
	})
	t.Run("does not start if Begin fails", func(t *testing.T) {
		t.Parallel()
		integration, network := mockIntegration(t, respondWith(200, started))
		_, err := knit.StartOnce(t.Context(), &failingStore{knit.NewMemorySyncStore(), errStore, nil, nil}, integration, jobs())
		require.ErrorIs(t, err, errStore)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Empty(t, network.requests())
	})
	t.Run("returns the sync if Save fails", func(t *testing.T) {
		t.Parallel()
		integration, network := mockIntegration(t, respondWith(200, started))
		syncs := &failingStore{knit.NewMemorySyncStore(), nil, errStore, nil}
		got, err := knit.StartOnce(t.Context(), syncs, integration, jobs())
		require.Equal(t, "sj_test01", got.JobID)
		require.ErrorIs(t, err, errStore)
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.ErrorContains(t, err, "sj_test01")
		_, err = knit.StartOnce(t.Context(), syncs, integration, jobs())
		require.ErrorIs(t, err, knit.ErrStarting, "the store has the record of Begin")
		require.Len(t, network.requests(), 1)
	})
	t.Run("sync counts as starting if Forget fails", func(t *testing.T) {
		t.Parallel()
		integration, network := mockIntegration(t, respondWith(400, `{"success":false}`))
		syncs := &failingStore{knit.NewMemorySyncStore(), nil, nil, errStore}
		_, err := knit.StartOnce(t.Context(), syncs, integration, jobs())
		require.ErrorIs(t, err, errStore)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		_, err = knit.StartOnce(t.Context(), syncs, integration, jobs())
		require.ErrorIs(t, err, knit.ErrStarting)
		require.Len(t, network.requests(), 1)
	})
	t.Run("saves the sync although the context was canceled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		integration, network := mockIntegration(t, func(r *http.Request) (*http.Response, error) {
			response, err := respondWith(200, started)(r)
			if err == nil {
				response.Body = &notifyingBody{response.Body, cancel} // the response has been read by then
			}
			return response, err
		})
		syncs := &strictStore{knit.NewMemorySyncStore()}
		_, err := knit.StartOnce(ctx, syncs, integration, jobs())
		require.NoError(t, err)
		require.ErrorIs(t, ctx.Err(), context.Canceled)
		_, err = knit.StartOnce(t.Context(), syncs, integration, jobs())
		require.NoError(t, err)
		require.Len(t, network.requests(), 1)
	})
	t.Run("rejects nil arguments", func(t *testing.T) {
		t.Parallel()
		integration, _ := mockIntegration(t, respondWith(200, started))
		_, err := knit.StartOnce(t.Context(), nil, integration, jobs())
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		_, err = knit.StartOnce(t.Context(), knit.NewMemorySyncStore(), nil, jobs())
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	})
}

// strictStore is a store whose Save fails if its context has ended, as a database does.
type strictStore struct{ knit.SyncStore }

func (s *strictStore) Save(ctx context.Context, r knit.SyncRecord) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.SyncStore.Save(ctx, r)
}

// Five deliveries of one activation started five syncs, because each response was a 500.
func TestActivationStartsOneSync(t *testing.T) {
	t.Parallel()
	for _, status := range []int{408, 500, 502, 504} {
		fake := knittest.NewServer(t, knittest.WithJobs(2), knittest.WithDelta(knittest.Delta{}))
		client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
		require.NoError(t, err)
		syncs := knit.NewMemorySyncStore()
		router := webhook.NewRouter()
		hooks := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(hooks.Close)
		webhook.On(router, knit.IntegrationActivated, knit.StartOnActivation(client, syncs, knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: hooks.URL}))
		fake.Inject(knittest.ActThenRespond(status), knittest.ActThenRespond(status), knittest.ActThenRespond(status))
		for range 5 {
			err := router.Accept(t.Context(), activation(t, fake.IntegrationID, `{}`))
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.True(t, webhook.Dropped(err), "the delivery is acknowledged, and OnError is called")
			require.ErrorContains(t, err, "SyncStore.Save")
		}
		require.Len(t, fake.Calls("sync.start"), 1, status)
	}
}

// A process is killed between a start and its response, and another process receives the redelivery.
func TestActivationAfterRestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		syncs := knit.NewMemorySyncStore() // in the place of a database
		first := newNetwork(respondWith(200, started))
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(first.client()), rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				_, _ = next(r)
				panic("killed")
			}
		}))
		require.NoError(t, err)
		handle := knit.StartOnActivation(client, syncs, twoSyncs()...)
		require.Panics(t, func() { _ = handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`)) })
		require.Len(t, first.requests(), 1)

		second := newNetwork(respondWith(200, started))
		client, err = knit.NewClient(apiKey, rolecall.WithHTTPClient(second.client()))
		require.NoError(t, err)
		handle = knit.StartOnActivation(client, syncs, twoSyncs()...)
		err = handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`))
		require.ErrorIs(t, err, knit.ErrStarting)
		require.False(t, webhook.Dropped(err), "Knit delivers it again")
		require.Equal(t, []string{"mg_a ats_applications"}, startedSyncs(second), "the other sync is started")
		<-time.After(6 * time.Minute)
		err = handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`))
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.True(t, webhook.Dropped(err))
		require.ErrorContains(t, err, "ats_jobs may have been started")
		require.Len(t, second.requests(), 1, "the ambiguous sync is not started again")
	})
}

func TestActivationOnTwoServers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		respond := make(chan struct{})
		network := newNetwork(func(r *http.Request) (*http.Response, error) {
			<-respond
			return respondWith(200, started)(r)
		})
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(network.client()))
		require.NoError(t, err)
		handle := knit.StartOnActivation(client, nil, twoSyncs()[:1]...)
		var wait sync.WaitGroup
		wait.Go(func() {
			if err := handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`)); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		err = handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`))
		require.ErrorIs(t, err, knit.ErrStarting)
		require.False(t, webhook.Dropped(err))
		close(respond)
		wait.Wait()
		require.NoError(t, handle(t.Context(), &knit.IntegrationActivatedEvent{}, activation(t, "mg_a", `{}`)))
		require.Len(t, network.requests(), 1)
		require.NotContains(t, err.Error(), "mg_a")
	})
}
