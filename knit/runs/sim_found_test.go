package runs

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// These tests are what the simulation has found.

// A record was swept, was created again and is read by a run, and is deleted again. The next initial run has nothing
// to sweep, because the event of the run in between is late. It must not restore the record.
func TestEventFromBeforeTheLastSweep(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return histEpoch.Add(time.Duration(h) * time.Hour) }
	swept := &Last{RunKey: RunKey{"sj_1", "sr_1"}, Version: at(1), Deleted: true, Swept: true, Began: at(1), BeganSure: true}
	e := &Event{RunKey: RunKey{"sj_1", "sr_2"}, Version: at(3), Began: at(2), BeganSure: true, Baseline: at(1)}
	newer, err := e.Supersedes(swept)
	require.NoError(t, err)
	assert.True(t, newer, "no later run was swept")
	e.Baseline = at(4)
	newer, err = e.Supersedes(swept)
	require.NoError(t, err)
	assert.False(t, newer, "the record was not in the run that was swept last")
}

// While a sync is unknown, the integration of its events is that of a header that may be forged. It must not hide
// that the record was in the run.
func TestForgedBeforeBind(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	store := NewMemoryStore()
	run := &Run{RunKey: RunKey{"sj_1", "sr_1"}, Integration: "integration1", DataType: knit.DataTypeEmployee, Began: histEpoch}
	e := Event{RunKey: run.RunKey, EventID: "ev_1", Integration: "integration2", DataType: knit.DataTypeEmployee, RecordID: "e1", Received: histEpoch, Version: histEpoch}
	_, err := store.Arrival(ctx, &e)
	require.NoError(t, err)
	e.Integration = "integration1"
	_, err = store.Arrival(ctx, &e)
	require.NoError(t, err)
	applied, err := store.Apply(ctx, &e, func(context.Context) error { return nil })
	require.NoError(t, err)
	require.True(t, applied)
	unseen, live, err := store.Unseen(ctx, run)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 1}, []int{unseen, live})
}

// A run that was discovered by a later event began before an earlier one. So a record of which it has an event
// from before a sweep was deleted since.
func TestRunDiscoveredByALaterEvent(t *testing.T) {
	t.Parallel()
	w := newHistWorld(1, histEasy(false, 0))
	sync := w.knit.syncs[0]
	initial := &histRun{RunKey: RunKey{sync.job, "sr_1"}, sync: sync, initial: true, sights: map[string]histSight{}}
	store := NewMemoryStore()
	require.NoError(t, store.UpdateJob(t.Context(), sync.job, func(j *Job) error {
		j.Integration, j.Swept = sync.integration, histEpoch.Add(2*time.Hour)
		return nil
	}))
	var passed []string
	tracker := New(store, w.system.store, WithClock(func() time.Time { return histEpoch.Add(4 * time.Hour) }))
	sink := tracker.Wrap(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		passed = append(passed, d.ID)
		return nil
	}))
	var events []*histEvent
	for n, id := range []string{"e0", "e1"} {
		w.now = histEpoch.Add(time.Duration(1+2*n) * time.Hour)
		w.knit.emit(initial, "record.new", id, 1)
		events = append(events, initial.events[n])
	}
	require.NoError(t, sink.Accept(t.Context(), w.knit.delivery(events[1], sync.integration)))
	require.NoError(t, sink.Accept(t.Context(), w.knit.delivery(events[0], sync.integration)))
	assert.Equal(t, []string{events[1].id}, passed)
}

// Two events without a run are not of the same run: the later one creates again what the first has deleted.
func TestRecordCreatedAgainWithoutRun(t *testing.T) {
	t.Parallel()
	at := histEpoch.Add(time.Hour)
	later := &Event{RunKey: RunKey{SyncJobID: "sj_1"}, Version: at, Began: at, BeganSure: true}
	last := &Last{RunKey: RunKey{SyncJobID: "sj_1"}, Version: histEpoch, Deleted: true, Began: histEpoch, BeganSure: true}
	newer, err := later.Supersedes(last)
	require.NoError(t, err)
	assert.True(t, newer)
	last.SyncRunID, later.SyncRunID = "sr_1", "sr_1"
	newer, err = later.Supersedes(last)
	require.NoError(t, err)
	assert.False(t, newer, "a run reads a record once")
}
