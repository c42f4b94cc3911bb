package knit_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// A handler returns an error, panics, asks for a retry or drops the delivery. The server keeps running, the
// fake delivers again unless the delivery was dropped, and each other event is handled once.
func TestFailedEventsRedelivered(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(4), knittest.WithDelta(knittest.Delta{}), knittest.RetryEvery(time.Millisecond), knittest.DeliverTwice())
	var mu sync.Mutex
	attempts, done := map[string]int{}, map[string]int{}
	router := webhook.NewRouter()
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, _ *webhook.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		first := attempts[e.RecordID] == 0
		attempts[e.RecordID]++
		switch {
		case e.RecordID == fake.JobID(0) && first:
			return errors.New("the database is down")
		case e.RecordID == fake.JobID(1) && first:
			panic("a bug")
		case e.RecordID == fake.JobID(2) && first:
			return webhook.RetryAfter(time.Second, errors.New("not now"))
		case e.RecordID == fake.JobID(3) && first:
			return webhook.Drop(errors.New("unknown customer"))
		}
		done[e.RecordID]++
		return nil
	})
	var failed []error
	receiver, err := knit.NewReceiver([]string{fake.APIKey}, router,
		webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(4)),
		webhook.OnError(func(_ context.Context, _ *webhook.Delivery, err error) {
			mu.Lock()
			defer mu.Unlock()
			failed = append(failed, err)
		}))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)

	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
	require.NoError(t, err)
	_, err = client.Integration(fake.IntegrationID).StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: server.URL})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, fake.Wait(ctx))

	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, map[string]int{fake.JobID(0): 1, fake.JobID(1): 1, fake.JobID(2): 1}, done)
	require.Equal(t, map[string]int{fake.JobID(0): 2, fake.JobID(1): 2, fake.JobID(2): 2, fake.JobID(3): 1}, attempts)
	require.Len(t, failed, 4)
	statuses := map[string][]int{}
	for _, a := range fake.Attempts() {
		statuses[a.EventID] = append(statuses[a.EventID], a.Status)
	}
	var statusLists [][]int
	for _, a := range fake.Attempts() {
		if a.EventType == "record.new" && statuses[a.EventID] != nil {
			statusLists = append(statusLists, statuses[a.EventID])
			delete(statuses, a.EventID)
		}
	}
	require.ElementsMatch(t, [][]int{{500, 200, 200}, {500, 200, 200}, {503, 200, 200}, {200, 200}}, statusLists)
}

// Deliveries arrive out of order, twice and eight at a time. After the sync, your backend has the same
// records as Knit.
func TestShuffledSyncIsComplete(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(30), knittest.WithEmployees(30), knittest.DeliverTwice(), knittest.DeliverShuffled(3),
		knittest.WithDelta(knittest.Delta{New: 3, Modified: 4, Deleted: 5}), knittest.RetryEvery(time.Millisecond))
	var mu sync.Mutex
	records, events, unknown := map[string]string{}, map[string]int{}, 0
	store := func(key, state string, d *webhook.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		events[d.Type]++
		if events[d.Type] == 1 {
			return errors.New("the first event of each type fails")
		}
		records[key] = state
		return nil
	}
	router := webhook.NewRouter()
	for _, kind := range []webhook.EventType[knit.JobEvent]{knit.JobNew, knit.JobModified} {
		webhook.On(router, kind, func(_ context.Context, e *knit.JobEvent, d *webhook.Delivery) error {
			return store(e.RecordID, e.Data.Info.ID, d)
		})
	}
	for _, kind := range []webhook.EventType[knit.EmployeeEvent]{knit.EmployeeNew, knit.EmployeeModified} {
		webhook.On(router, kind, func(_ context.Context, e *knit.EmployeeEvent, d *webhook.Delivery) error {
			return store(e.RecordID, e.Data.Profile.ID, d)
		})
	}
	webhook.On(router, knit.JobDeleted, func(_ context.Context, e *knit.JobDeletedEvent, d *webhook.Delivery) error {
		return store(e.RecordID, "gone", d)
	})
	webhook.On(router, knit.EmployeeDeleted, func(_ context.Context, e *knit.EmployeeDeletedEvent, d *webhook.Delivery) error {
		return store(e.RecordID, "gone", d)
	})
	runs := func(_ context.Context, e *knit.SyncEvent, d *webhook.Delivery) error {
		return store(d.Type+e.SyncRunID, e.Data.Status, d)
	}
	webhook.On(router, knit.SyncProcessed, runs)
	webhook.On(router, knit.SyncAllConsumed, runs)
	router.OnUnknown(func(context.Context, *webhook.Delivery) error { unknown++; return nil })
	receiver, err := knit.NewReceiver([]string{fake.APIKey}, router, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)

	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
	require.NoError(t, err)
	for _, dataType := range []knit.DataType{knit.DataTypeATSJobs, knit.DataTypeEmployee} {
		_, err = client.Integration(fake.IntegrationID).StartSync(t.Context(), knit.StartSyncRequest{DataType: dataType, Destination: server.URL})
		require.NoError(t, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(t, fake.Wait(ctx))

	mu.Lock()
	defer mu.Unlock()
	require.Zero(t, unknown)
	require.Len(t, records, 33+33+2*4)
	gone := 0
	for _, state := range records {
		if state == "gone" {
			gone++
		}
	}
	require.Equal(t, 10, gone)
}
