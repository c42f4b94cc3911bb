package runstest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
)

// TB is the part of testing.TB that the tests need: Helper and Fatalf.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Backend is one server of a backend.
type Backend struct {
	Store runs.Store
	// Deliver handles a delivery as your backend does: it calls do with the context of the delivery's
	// transaction, which commits if do returns nil, and returns the error of do. If the store counts the deliveries
	// of a queue, Deliver passes the delivery through that queue. Nil: do is called with ctx.
	Deliver func(ctx context.Context, d *webhook.Delivery, do func(ctx context.Context) error) error
}

// TestStore checks that a [runs.Store] behaves as its methods document. It calls open twice; each call returns
// another server of one backend, so for a store in memory, open returns the same store each time. The ids are new in
// each run, so a store in a database need not be empty.
func TestStore(t TB, open func() Backend) {
	t.Helper()
	c := &storeCheck{TB: t, ctx: context.Background(), one: open(), other: open(), id: rand.Text(), now: time.Now().UTC().Truncate(time.Millisecond)}
	for _, check := range []func(){
		c.starts, c.jobs, c.savesNothingOnError, c.locksRows, c.listsRuns, c.keepsOddIDs,
		c.orders, c.keepsTombstones, c.keepsNothingOfAFailure, c.locksRecords, c.knowsTheBaseline, c.counts, c.sweeps, c.sweepsNothingOfOthers,
	} {
		c.step++
		check()
	}
}

// storeCheck checks a store. Each step has its own integration.
type storeCheck struct {
	TB

	ctx        context.Context //nolint:containedctx // the context of one test
	one, other Backend
	id         string
	now        time.Time
	step, n    int
}

func (c *storeCheck) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatalf("the store failed: %v", err)
	}
}

func (c *storeCheck) want(ok bool, format string, args ...any) {
	c.Helper()
	if !ok {
		c.Fatalf(format, args...)
	}
}

// name returns an id that no other step and no other run of the test has.
func (c *storeCheck) name(prefix string) string { return fmt.Sprintf("%s_%d_%s", prefix, c.step, c.id) }

func (c *storeCheck) key(run string) runs.RunKey {
	return runs.RunKey{SyncJobID: c.name("sj"), SyncRunID: run}
}

// run stores a run of the step's sync.
func (c *storeCheck) run(id string, began time.Time, sure bool) *runs.Run {
	c.Helper()
	r := &runs.Run{
		RunKey: c.key(id), Integration: c.name("mg"), DataType: knit.DataTypeEmployee, SyncType: knit.SyncInitial,
		Began: began, BeganSure: sure, Created: began,
	}
	c.must(c.one.Store.UpdateRun(c.ctx, r.RunKey, func(_ context.Context, saved *runs.Run) error { *saved = *r; return nil }))
	return r
}

// event returns an event of a run whose version is a number of minutes from now.
func (c *storeCheck) event(r *runs.Run, record string, minutes int) *runs.Event {
	c.n++
	return &runs.Event{
		RunKey: r.RunKey, EventID: fmt.Sprintf("ev_%d_%s", c.n, c.id), Integration: r.Integration, DataType: r.DataType, RecordID: record,
		Received: c.now, Version: c.now.Add(time.Duration(minutes) * time.Minute), Began: r.Began, BeganSure: r.BeganSure,
	}
}

// apply delivers an event. next is called if it is applied.
func (c *storeCheck) apply(b Backend, e *runs.Event, next func(ctx context.Context) error) (bool, error) {
	c.Helper()
	typ := "record.new"
	if e.Deleted {
		typ = "record.deleted"
	}
	body := fmt.Sprintf(`{"eventId":%q,"eventType":%q,"recordId":%q,"syncDataType":%q,"syncJobId":%q,"syncRunId":%q,"eventData":{}}`,
		e.EventID, typ, e.RecordID, e.DataType, e.SyncJobID, e.SyncRunID)
	list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {e.Integration}}, []byte(body))
	c.must(err)
	d, applied := list[0], false
	d.Received, e.Key = e.Received, list[0].Key
	deliver := b.Deliver
	if deliver == nil {
		deliver = func(ctx context.Context, _ *webhook.Delivery, do func(context.Context) error) error { return do(ctx) }
	}
	err = deliver(c.ctx, d, func(ctx context.Context) error {
		if _, err := b.Store.Arrival(ctx, e); err != nil {
			return err
		}
		var err error
		applied, err = b.Store.Apply(ctx, e, next)
		return err
	})
	return applied, err
}

func ok(context.Context) error { return nil }

// applies requires that an event is applied, or is not.
func (c *storeCheck) applies(e *runs.Event, want bool) {
	c.Helper()
	called := false
	got, err := c.apply(c.one, e, func(context.Context) error { called = true; return nil })
	c.must(err)
	c.want(got == want && called == want, "Apply of %s (version %s) returned %t and called next: %t; want %t", e.RecordID, e.Version, got, called, want)
}

func (c *storeCheck) starts() {
	key := runs.StartKey{Integration: c.name("mg"), DataType: knit.DataTypeEmployee}
	none, err := c.one.Store.Start(c.ctx, key)
	c.must(err)
	c.want(none == nil, "Start returned a start that was not stored")
	want := runs.Start{
		StartKey: key, State: runs.StartDone, BegunAt: c.now, Request: "hash", Inactive: true, JobID: "sj", RunID: "sr",
		Previous: &runs.Start{StartKey: key, State: runs.StartAmbiguous, BegunAt: c.now.Add(-time.Hour)},
	}
	c.must(c.one.Store.UpdateStart(c.ctx, key, func(s *runs.Start) error {
		c.want(*s == runs.Start{StartKey: key}, "UpdateStart called f with %+v for a start that does not exist", *s)
		*s = want
		return nil
	}))
	got, err := c.other.Store.Start(c.ctx, key)
	c.must(err)
	c.want(got != nil && got.Previous != nil && got.BegunAt.Equal(want.BegunAt) && *got.Previous == *want.Previous, "Start returned %+v, want %+v", got, want)
	got.Previous = want.Previous
	c.want(*got == want, "Start returned %+v, want %+v", *got, want)
}

func (c *storeCheck) jobs() {
	key := c.key("r1")
	job, run, err := c.one.Store.Lookup(c.ctx, key)
	c.must(err)
	c.want(job == nil && run == nil, "Lookup returned a sync or a run that was not stored")
	want := runs.Job{SyncJobID: key.SyncJobID, Integration: c.name("mg"), Inferred: true, Baseline: c.now, Request: "hash", Swept: c.now}
	c.must(c.one.Store.UpdateJob(c.ctx, key.SyncJobID, func(j *runs.Job) error {
		c.want(*j == runs.Job{SyncJobID: key.SyncJobID}, "UpdateJob called f with %+v for a sync that does not exist", *j)
		*j = want
		return nil
	}))
	job, run, err = c.other.Store.Lookup(c.ctx, key)
	c.must(err)
	c.want(job != nil && *job == want && run == nil, "Lookup returned %+v, want %+v without a run", job, want)
	r := c.run("r1", c.now, true)
	job, run, err = c.other.Store.Lookup(c.ctx, key)
	c.must(err)
	c.want(job != nil && run != nil && run.RunKey == key && run.Integration == r.Integration && run.Began.Equal(c.now), "Lookup returned %+v, want %+v", run, r)
}

var errCheck = errors.New("the error of the check")

func (c *storeCheck) savesNothingOnError() {
	key := c.key("r1")
	start := runs.StartKey{Integration: c.name("mg"), DataType: knit.DataTypeEmployee}
	for _, err := range []error{
		c.one.Store.UpdateStart(c.ctx, start, func(s *runs.Start) error { s.JobID = "x"; return errCheck }),
		c.one.Store.UpdateJob(c.ctx, key.SyncJobID, func(j *runs.Job) error { j.Integration = "x"; return errCheck }),
		c.one.Store.UpdateRun(c.ctx, key, func(_ context.Context, r *runs.Run) error { r.Integration = "x"; return errCheck }),
	} {
		c.want(errors.Is(err, errCheck), "an update returned %v, not the error of f", err)
	}
	s, err := c.other.Store.Start(c.ctx, start)
	c.must(err)
	job, run, err := c.other.Store.Lookup(c.ctx, key)
	c.must(err)
	c.want(s == nil && job == nil && run == nil, "an update saved something although f returned an error")
}

// locksRows requires that no update is lost that happens at the same time as another one.
func (c *storeCheck) locksRows() {
	key, start := c.key("r1"), runs.StartKey{Integration: c.name("mg"), DataType: knit.DataTypeEmployee}
	const each = 8
	var wg sync.WaitGroup
	errs := make([]error, each)
	for i := range each {
		store := []Backend{c.one, c.other}[i%2].Store
		wg.Go(func() {
			errs[i] = errors.Join(
				store.UpdateRun(c.ctx, key, func(_ context.Context, r *runs.Run) error { r.Planned++; return nil }),
				store.UpdateJob(c.ctx, key.SyncJobID, func(j *runs.Job) error { j.Request += "x"; return nil }),
				store.UpdateStart(c.ctx, start, func(s *runs.Start) error { s.Request += "x"; return nil }))
		})
	}
	wg.Wait()
	c.must(errors.Join(errs...))
	job, run, err := c.one.Store.Lookup(c.ctx, key)
	c.must(err)
	s, err := c.one.Store.Start(c.ctx, start)
	c.must(err)
	c.want(run.Planned == each && len(job.Request) == each && len(s.Request) == each, "of %d updates at the same time, %d, %d and %d were kept", each, run.Planned, len(job.Request), len(s.Request))
}

func (c *storeCheck) listsRuns() {
	mg := c.name("mg")
	for i, state := range []struct {
		run   runs.RunState
		done  bool
		sweep runs.SweepState
	}{{runs.RunOpen, false, runs.SweepNone}, {runs.RunComplete, false, runs.SweepNone}, {runs.RunComplete, true, runs.SweepHeld}, {runs.RunIncomplete, true, runs.SweepSkipped}} {
		r := c.run(fmt.Sprint("r", i), c.now.Add(time.Duration(i)*time.Minute), true)
		c.must(c.one.Store.UpdateRun(c.ctx, r.RunKey, func(_ context.Context, r *runs.Run) error {
			r.State, r.Reported, r.Sweep = state.run, state.done, state.sweep
			return nil
		}))
	}
	for want, f := range map[string]runs.Filter{
		"r3 r2 r1 r0": {Integration: mg},
		"r3 r2":       {SyncJobID: c.name("sj"), Limit: 2},
		"r1 r0":       {Integration: mg, Open: true},
		"r2":          {Integration: mg, Held: true},
		"":            {Integration: mg, SyncJobID: "another"},
	} {
		found, err := c.other.Store.Runs(c.ctx, f)
		c.must(err)
		var got []string
		for i := range found {
			got = append(got, found[i].SyncRunID)
		}
		c.want(strings.Join(got, " ") == want, "Runs(%+v) returned %v, want %s", f, got, want)
	}
}

func (c *storeCheck) keepsOddIDs() {
	ids := []string{"nul\x00", "/%2F ✓", strings.Repeat("long", 1000), "' or 1=1 --"}
	for _, id := range ids {
		key := runs.RunKey{SyncJobID: c.id + id, SyncRunID: id}
		c.must(c.one.Store.UpdateJob(c.ctx, key.SyncJobID, func(j *runs.Job) error { j.Integration = id; return nil }))
		c.must(c.one.Store.UpdateRun(c.ctx, key, func(_ context.Context, r *runs.Run) error { r.Integration = id; return nil }))
	}
	for _, id := range ids {
		job, run, err := c.other.Store.Lookup(c.ctx, runs.RunKey{SyncJobID: c.id + id, SyncRunID: id})
		c.must(err)
		c.want(job != nil && run != nil && job.Integration == id && run.Integration == id && run.SyncRunID == id, "an odd id was not kept: %q", id)
	}
}

// expectUnseen requires the counts of Unseen for a run.
func (c *storeCheck) expectUnseen(r *runs.Run, unseen, live int) {
	c.Helper()
	gotUnseen, gotLive, err := c.other.Store.Unseen(c.ctx, r)
	c.must(err)
	c.want(gotUnseen == unseen && gotLive == live, "Unseen of %s returned %d of %d, want %d of %d", r.SyncRunID, gotUnseen, gotLive, unseen, live)
}

// sweep sweeps records of a run, and returns them, sorted.
func (c *storeCheck) sweep(r *runs.Run, limit int) []string {
	c.Helper()
	var records []string
	n, err := c.one.Store.Sweep(c.ctx, r, limit, func(_ context.Context, ids []string) error {
		records = append(records, ids...)
		return nil
	})
	c.must(err)
	c.want(n == len(records), "Sweep returned %d and called f with %d records", n, len(records))
	slices.Sort(records)
	return records
}
