package runs

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// rig is a tracker on a store in memory, with a clock and tasks that the test moves. The sync "sj" belongs to the
// integration "mg".
type rig struct {
	t       testing.TB
	now     time.Time
	store   Store
	tracker *Tracker
	sink    webhook.Sink
	tasks   map[rolecall.Task]time.Time
	log     bytes.Buffer
	serial  int

	handle     func(d *webhook.Delivery) error // nil: nil
	handled    []string                        // the record ids
	reports    []Report
	plans      []SweepPlan
	mismatches []string
}

func newRig(t testing.TB, opts ...Option) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), store: NewMemoryStore(), tasks: map[rolecall.Task]time.Time{}}
	r.tracker = New(r.store, r, append([]Option{
		WithClock(func() time.Time { return r.now }), WithLogger(slog.New(slog.NewTextHandler(&r.log, nil))),
		OnRunComplete(func(_ context.Context, report Report) error { r.reports = append(r.reports, report); return nil }),
		OnSweep(func(_ context.Context, p SweepPlan) error { r.plans = append(r.plans, p); return nil }),
		OnTenantMismatch(func(_ context.Context, d *webhook.Delivery, want string) {
			r.mismatches = append(r.mismatches, d.Tenant+" is "+want)
		}),
	}, opts...)...)
	r.sink = r.tracker.Wrap(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		if r.handle != nil {
			if err := r.handle(d); err != nil {
				return err
			}
		}
		if env, err := peek(d.Body); err == nil && env.isRecord() {
			r.handled = append(r.handled, env.recordID)
		}
		return nil
	}))
	require.NoError(t, r.tracker.Bind(t.Context(), "sj", "mg"))
	return r
}

// At plans a task.
func (r *rig) At(_ context.Context, at time.Time, task rolecall.Task) error {
	r.tasks[task] = at
	return nil
}

// wait moves the clock and does the tasks that become due, in order.
func (r *rig) wait(d time.Duration) {
	r.t.Helper()
	end := r.now.Add(d)
	for {
		var next rolecall.Task
		for task, at := range r.tasks {
			if !at.After(end) && (next.Name == "" || at.Before(r.tasks[next])) {
				next = task
			}
		}
		if next.Name == "" {
			r.now = end
			return
		}
		if at := r.tasks[next]; at.After(r.now) {
			r.now = at
		}
		delete(r.tasks, next)
		if err := r.tracker.Do(r.t.Context(), next); err != nil {
			r.tasks[next] = r.now.Add(time.Second) // again, as every Later does
		}
	}
}

// event is one event of Knit. Zero values are those of a new record of a first, initial run.
type event struct {
	typ, id, run, record, job, tenant string
	syncType                          knit.SyncType
	at                                time.Time // triggeredAt; zero: now
	unstamped                         bool
	data                              string
}

func (r *rig) delivery(e event) *webhook.Delivery {
	r.t.Helper()
	set := func(s *string, value string) {
		if *s == "" {
			*s = value
		}
	}
	r.serial++
	set(&e.typ, "record.new")
	set(&e.id, "ev"+strconv.Itoa(r.serial))
	set(&e.run, "r1")
	set(&e.job, "sj")
	set(&e.tenant, "mg")
	set(&e.data, "{}")
	if e.syncType == "" {
		e.syncType = knit.SyncInitial
	}
	if e.at.IsZero() {
		e.at = r.now
	}
	stamp := fmt.Sprintf(`"triggeredAt":"%d",`, e.at.UnixMilli())
	if e.unstamped {
		stamp = ""
	}
	member := ""
	if e.record != "" {
		member = fmt.Sprintf(`"recordId":%q,`, e.record)
	}
	body := fmt.Sprintf(`{"eventId":%q,"eventType":%q,%s%s"syncType":%q,"syncDataType":"employee","syncJobId":%q,"syncRunId":%q,"eventData":%s}`,
		e.id, e.typ, stamp, member, e.syncType, e.job, e.run, e.data)
	list, err := knit.ParseDeliveries(http.Header{"X-Knit-Integration-Id": {e.tenant}}, []byte(body))
	require.NoError(r.t, err)
	list[0].Received = r.now
	return list[0]
}

// send delivers an event and returns the error of the sink.
func (r *rig) send(e event) error {
	r.t.Helper()
	return r.sink.Accept(r.t.Context(), r.delivery(e))
}

func (r *rig) mustSend(events ...event) {
	r.t.Helper()
	for _, e := range events {
		require.NoError(r.t, r.send(e))
	}
}

// consumed is the last report of a run.
func (r *rig) consumed(run string, n int) event {
	return event{typ: "sync.events.allConsumed", run: run, data: fmt.Sprintf(
		`{"emitted":%d,"consumed":%d,"startedAt":"%d","complete":true}`, n, n, r.now.UnixMilli())}
}

// whole delivers a whole initial run with records, and returns its report.
func (r *rig) whole(run string, records ...string) Report {
	r.t.Helper()
	r.wait(time.Minute)
	report := r.consumed(run, len(records))
	for _, record := range records {
		r.mustSend(event{run: run, record: record})
	}
	r.mustSend(report)
	r.wait(time.Minute)
	return r.reportOf(run)
}

// reportOf returns the one report of a run.
func (r *rig) reportOf(run string) Report {
	r.t.Helper()
	found := slices.DeleteFunc(slices.Clone(r.reports), func(report Report) bool { return report.SyncRunID != run })
	require.Len(r.t, found, 1, "reports of run %s", run)
	return found[0]
}

// swept returns the records of all plans, sorted.
func (r *rig) swept() []string {
	var all []string
	for _, p := range r.plans {
		all = append(all, p.Records...)
	}
	slices.Sort(all)
	return all
}

func numbered(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("e%04d", i)
	}
	return list
}
