package knittest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestSyncRuns(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(6), knittest.WithDelta(knittest.Delta{New: 1, Modified: 2, Deleted: 3}))
	backend := newBackend(t, fake, nil)
	sync := start(t, fake, backend.URL)
	wait(t, fake)
	events := backend.got()
	require.Len(t, events, 6+2+1+2+3+2)
	initial, delta := events[:8], events[8:]

	t.Run("initial run delivers every active record as new", func(t *testing.T) {
		t.Parallel()
		ids := map[string]bool{}
		for _, e := range initial[:6] {
			require.Equal(t, "record.new", e.EventType)
			require.Equal(t, knit.DataTypeATSJobs, e.DataType)
			ids[e.RecordID] = true
		}
		require.Len(t, ids, 6)
		for _, e := range initial {
			require.Equal(t, knit.SyncInitial, e.SyncType)
			require.Equal(t, sync.JobID, e.SyncJobID)
			require.Equal(t, sync.RunID, e.SyncRunID)
			require.False(t, e.TriggeredAt.IsZero())
			require.Empty(t, e.Extra)
		}
	})
	t.Run("delta run delivers new, modified and deleted records", func(t *testing.T) {
		t.Parallel()
		n := map[string]int{}
		for _, e := range delta {
			n[e.EventType]++
			require.Equal(t, knit.SyncDelta, e.SyncType)
			require.Equal(t, sync.JobID, e.SyncJobID, "it is the same sync")
			require.Equal(t, delta[0].SyncRunID, e.SyncRunID)
			require.NotEqual(t, sync.RunID, e.SyncRunID, "it is another run")
		}
		require.Equal(t, map[string]int{
			"record.new": 1, "record.modified": 2, "record.deleted": 3, "sync.events.processed": 1, "sync.events.allConsumed": 1,
		}, n)
	})
	t.Run("each run ends with two reports", func(t *testing.T) {
		t.Parallel()
		for _, run := range [][]knit.RawEvent{initial, delta} {
			records := len(run) - 2
			var processed, consumed knit.SyncReport
			require.Equal(t, "sync.events.processed", run[records].EventType)
			require.NoError(t, json.Unmarshal(run[records].Data, &processed))
			require.Equal(t, "processed", processed.Status)
			require.Equal(t, new(records), processed.Processed)
			require.Equal(t, new(records), processed.Emitted)
			require.Nil(t, processed.Consumed)
			require.Equal(t, new(false), processed.Complete)
			require.False(t, processed.ProcessedAt.Before(processed.StartedAt))

			require.Equal(t, "sync.events.allConsumed", run[records+1].EventType)
			require.NoError(t, json.Unmarshal(run[records+1].Data, &consumed))
			require.Equal(t, "completed", consumed.Status)
			require.Equal(t, new(records), consumed.Consumed)
			require.Equal(t, new(true), consumed.Complete)
			require.False(t, consumed.CompletedAt.Before(consumed.StartedAt))
		}
	})
	t.Run("event ids are unique", func(t *testing.T) {
		t.Parallel()
		ids := map[string]bool{}
		for _, e := range events {
			ids[e.EventID] = true
		}
		require.Len(t, ids, len(events))
	})
}

func TestSecondStart(t *testing.T) {
	t.Parallel()
	t.Run("delivers every record again under new event ids", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{}))
		backend := newBackend(t, fake, nil)
		first := start(t, fake, backend.URL)
		wait(t, fake)
		second := start(t, fake, backend.URL)
		wait(t, fake)
		require.Equal(t, first.JobID, second.JobID)
		require.NotEqual(t, first.RunID, second.RunID)
		events, records := map[string]int{}, map[string]int{}
		for _, e := range backend.got() {
			if e.EventType == "record.new" {
				events[e.EventID]++
				records[e.RecordID]++
			}
		}
		require.Len(t, events, 6)
		require.Equal(t, map[string]int{fake.JobID(0): 2, fake.JobID(1): 2, fake.JobID(2): 2}, records)
	})
	t.Run("omits deleted records and keeps changes", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{Modified: 1, Deleted: 1}))
		backend := newBackend(t, fake, nil)
		start(t, fake, backend.URL)
		wait(t, fake)
		again := start(t, fake, backend.URL)
		wait(t, fake)
		titles := map[string]string{}
		for _, e := range backend.got() {
			if e.SyncRunID == again.RunID && e.EventType == "record.new" {
				var job knit.Job
				require.NoError(t, json.Unmarshal(e.Data, &job))
				titles[e.RecordID] = job.Info.Title
			}
		}
		require.Equal(t, map[string]string{fake.JobID(0): "Backend Engineer (revision 1)", fake.JobID(2): "Sales Lead"}, titles)
	})
	t.Run("delta sync delivers only changes", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(5), knittest.WithDelta(knittest.Delta{Deleted: 2}))
		backend := newBackend(t, fake, nil)
		_, err := connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{
			DataType: knit.DataTypeATSJobs, SyncType: knit.SyncDelta, Destination: backend.URL,
		})
		require.NoError(t, err)
		wait(t, fake)
		require.Equal(t, map[string]int{"record.deleted": 2, "sync.events.processed": 1, "sync.events.allConsumed": 1}, backend.counts())
	})
}

func TestEmptyRun(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(0), knittest.WithDelta(knittest.Delta{}))
	backend := newBackend(t, fake, nil)
	start(t, fake, backend.URL)
	wait(t, fake)
	require.Equal(t, map[string]int{"sync.events.processed": 2, "sync.events.allConsumed": 2}, backend.counts())
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	t.Run("is redelivered until the response is 200", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(2), knittest.WithDelta(knittest.Delta{}), knittest.RetryEvery(time.Millisecond))
		var mu sync.Mutex
		attempts := map[string]int{}
		backend := newBackend(t, fake, func(e *knit.RawEvent) error {
			mu.Lock()
			defer mu.Unlock()
			if attempts[e.EventID]++; attempts[e.EventID] < 4 && e.EventType == "record.new" {
				return errors.New("not yet")
			}
			return nil
		})
		start(t, fake, backend.URL)
		wait(t, fake)
		statuses := map[string][]int{}
		for _, a := range fake.Attempts() {
			if a.EventType == "record.new" {
				statuses[a.EventID] = append(statuses[a.EventID], a.Status)
			}
		}
		require.Len(t, statuses, 2)
		for _, s := range statuses {
			require.Equal(t, []int{500, 500, 500, 200}, s)
		}
		require.Equal(t, 2, backend.counts()["record.new"])
	})
	t.Run("reports follow after all records are accepted", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{}), knittest.RetryEvery(time.Millisecond))
		var once sync.Once
		backend := newBackend(t, fake, func(*knit.RawEvent) (err error) {
			once.Do(func() { err = errors.New("the first event fails") })
			return err
		})
		start(t, fake, backend.URL)
		wait(t, fake)
		attempts := fake.Attempts()
		require.Equal(t, 500, attempts[slices.IndexFunc(attempts, func(a knittest.Attempt) bool { return a.Status != 200 })].Status)
		reports := slices.IndexFunc(backend.got(), func(e knit.RawEvent) bool { return e.EventType == "sync.events.processed" })
		require.Equal(t, 3, reports)
	})
	t.Run("continues while the receiver is unreachable", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(1), knittest.RetryEvery(time.Millisecond))
		start(t, fake, "http://127.0.0.1:1/")
		require.Eventually(t, func() bool { return len(fake.Attempts()) > 2 }, time.Minute, time.Millisecond)
		for _, a := range fake.Attempts() {
			require.Zero(t, a.Status)
		}
		fake.Close() // ends all deliveries
		n := len(fake.Attempts())
		wait(t, fake)
		require.Len(t, fake.Attempts(), n)
	})
}

func TestDeliveryOptions(t *testing.T) {
	t.Parallel()
	t.Run("DeliverTwice", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{}), knittest.DeliverTwice())
		backend := newBackend(t, fake, nil, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
		start(t, fake, backend.URL)
		wait(t, fake)
		n := map[string]int{}
		for _, a := range fake.Attempts() {
			require.Equal(t, 200, a.Status)
			n[a.EventID]++
		}
		require.Len(t, n, 3+2+2)
		for _, times := range n {
			require.Equal(t, 2, times)
		}
		require.Len(t, backend.got(), 3+2+2, "the duplicates are dropped")
	})
	t.Run("DeliverShuffled has the same order for the same seed", func(t *testing.T) {
		t.Parallel()
		order := func(opts ...knittest.Option) (numbers []string) {
			opts = append(opts, knittest.WithJobs(12), knittest.WithDelta(knittest.Delta{}), knittest.DeliverParallel(1))
			fake := knittest.NewServer(t, opts...)
			backend := newBackend(t, fake, nil)
			start(t, fake, backend.URL)
			wait(t, fake)
			for _, e := range backend.got() {
				if e.EventType == "record.new" {
					numbers = append(numbers, e.RecordID[len(e.RecordID)-6:])
				}
			}
			return numbers
		}
		ordered, shuffled := order(), order(knittest.DeliverShuffled(7))
		require.True(t, slices.IsSorted(ordered))
		require.NotEqual(t, ordered, shuffled)
		require.ElementsMatch(t, ordered, shuffled)
		require.Equal(t, shuffled, order(knittest.DeliverShuffled(7)))
		require.NotEqual(t, shuffled, order(knittest.DeliverShuffled(8)))
	})
	t.Run("DeliverLate delays both runs", func(t *testing.T) {
		t.Parallel()
		const late = 50 * time.Millisecond
		fake := knittest.NewServer(t, knittest.WithJobs(1), knittest.WithDelta(knittest.Delta{}), knittest.DeliverLate(late))
		backend := newBackend(t, fake, nil)
		began := time.Now()
		start(t, fake, backend.URL)
		wait(t, fake)
		require.GreaterOrEqual(t, time.Since(began), 2*late)
	})
	t.Run("DeliverLate delivers after StartSync returned", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(1), knittest.DeliverLate(time.Hour))
		start(t, fake, newBackend(t, fake, nil).URL)
		require.Empty(t, fake.Attempts())
	})
	t.Run("DeliverParallel", func(t *testing.T) {
		t.Parallel()
		fake := knittest.NewServer(t, knittest.WithJobs(8), knittest.WithDelta(knittest.Delta{}), knittest.DeliverParallel(4))
		var mu sync.Mutex
		waiting, together := 0, make(chan struct{})
		backend := newBackend(t, fake, func(e *knit.RawEvent) error {
			if e.EventType != "record.new" {
				return nil
			}
			mu.Lock()
			if waiting++; waiting == 4 {
				close(together)
			}
			mu.Unlock()
			select {
			case <-together:
				return nil
			case <-time.After(time.Minute):
				return fmt.Errorf("fewer than four deliveries at the same time")
			}
		})
		start(t, fake, backend.URL)
		wait(t, fake)
		for _, a := range fake.Attempts() {
			require.Equal(t, 200, a.Status)
		}
	})
}
