package api

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

const (
	initialSync = "initial_sync"
	deltaSync   = "delta_sync"

	recordNew      = "record.new"
	recordModified = "record.modified"
	recordDeleted  = "record.deleted"
)

// run is one run of a sync: its events, in order.
type run struct {
	id       string
	syncType string
	began    time.Time
	job      *syncJob
	events   []fake.Message
}

// begin starts a run in the background. A delta run follows an initial run. The caller holds api.mu.
func (i *Integration) begin(job *syncJob, syncType string) string {
	first := i.prepare(job, syncType)
	i.api.Courier.Go(func(ctx context.Context) {
		if i.deliver(ctx, first) != nil || first.syncType != initialSync {
			return
		}
		if delta := i.prepareDelta(job); delta != nil {
			_ = i.deliver(ctx, delta) // fails only when the fake is closed
		}
	})
	return first.id
}

// prepareDelta prepares a delta run, or returns nil if the sync has none.
func (i *Integration) prepareDelta(job *syncJob) *run {
	i.api.mu.Lock()
	defer i.api.mu.Unlock()
	if job.paused || i.deactivated() {
		return nil
	}
	return i.prepare(job, deltaSync)
}

// prepare creates the events of a run: every record for an initial run, or the changes of a delta run, which it
// makes now. The caller holds api.mu.
func (i *Integration) prepare(job *syncJob, syncType string) *run {
	if syncType != deltaSync {
		syncType = initialSync
	}
	r := &run{id: i.api.id("sr"), syncType: syncType, began: i.api.opts.Now(), job: job}
	if syncType == deltaSync {
		i.change(r)
		return r
	}
	for n := range job.kind.Table(i.world).Live {
		i.add(r, recordNew, n)
	}
	return r
}

// change makes the changes of a delta run: it modifies some records, deletes the next ones and adds new ones.
func (i *Integration) change(r *run) {
	table, delta := r.job.kind.Table(i.world), i.opts.Delta
	for n := range table.Live {
		switch {
		case delta.Modified > 0:
			delta.Modified--
			table.Modify(n, r.began)
			i.add(r, recordModified, n)
		case delta.Deleted > 0:
			delta.Deleted--
			table.Delete(n, r.began)
			i.add(r, recordDeleted, n)
		}
	}
	for range delta.New {
		i.add(r, recordNew, table.Add(nil, r.began))
	}
}

// add adds the event of a record to a run.
func (i *Integration) add(r *run, eventType string, n int) {
	kind := r.job.kind
	data := func(w *world.World, n int) record.Object { return kind.Payload(w, n, r.job.models) }
	if eventType == recordDeleted {
		data = kind.Deleted
	}
	r.events = append(r.events, i.message(r, eventType, kind.Table(i.world).ID(n), data(i.world, n)))
}

// message returns the message of an event of a run. The caller holds api.mu.
func (i *Integration) message(r *run, eventType, recordID string, data record.Object) fake.Message {
	return i.encode(Event{
		EventID: i.api.id("ev"), EventType: eventType, SyncType: r.syncType, DataType: r.job.kind.DataType,
		SyncJobID: r.job.id, SyncRunID: r.id, RecordID: recordID,
	}, data, r.began, r.job.destination)
}

// deliver delivers the records of a run, and then the two reports about it.
func (i *Integration) deliver(ctx context.Context, r *run) error {
	if err := i.api.Courier.Begin(ctx); err != nil {
		return err
	}
	if err := i.api.Courier.Deliver(ctx, r.events); err != nil {
		return err
	}
	records := len(r.events)
	report := record.Object{
		"status", "processed", "processed", records, "emitted", records,
		"startedAt", millis(r.began), "processedAt", millis(i.api.opts.Now()), "complete", false,
	}
	if err := i.report(ctx, r, "sync.events.processed", report); err != nil {
		return err
	}
	report = report.And("consumed", records, "completedAt", millis(i.api.opts.Now()))
	report.Set("status", "completed")
	report.Set("complete", true)
	return i.report(ctx, r, "sync.events.allConsumed", report)
}

func (i *Integration) report(ctx context.Context, r *run, eventType string, report record.Object) error {
	i.api.mu.Lock()
	m := i.message(r, eventType, "", report)
	i.api.mu.Unlock()
	return i.api.Courier.Deliver(ctx, []fake.Message{m})
}
