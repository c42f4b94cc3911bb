package runs

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

func TestSweepOfWhatAnInitialRunDoesNotHave(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.whole("r1", "e1", "e2", "e3", "e4")
	r.mustSend(event{run: "d1", syncType: knit.SyncDelta, typ: "record.deleted", record: "e4"})
	r.mustSend(event{job: "sj", run: "r1", record: "late"}) // of a run that has ended
	report := r.whole("r2", "e1", "new")
	require.NoError(t, report.Err)
	require.Equal(t, []string{"e2", "e3", "late"}, r.swept())
	require.Equal(t, 3, report.Swept)
	require.Equal(t, 3, r.plans[0].Total)
	require.Equal(t, "mg", r.plans[0].Report.Integration)
	require.Equal(t, knit.DataTypeEmployee, r.plans[0].Report.DataType)

	// A change from before the sweep does not restore a record, a later run does.
	r.handled = nil
	r.mustSend(event{run: "r1", record: "e2", typ: "record.modified"}, event{run: "r0", record: "never seen", at: r.now.Add(-time.Hour)})
	require.Empty(t, r.handled)
	r.wait(time.Hour)
	back := r.delivery(event{run: "r3", record: "e2"})
	require.ErrorIs(t, r.sink.Accept(t.Context(), back), ErrUndecided)
	r.mustSend(r.consumed("r3", 1))
	require.NoError(t, r.sink.Accept(t.Context(), back))
	require.Equal(t, []string{"e2"}, r.handled)
}

// Records that a run saw which began later are not swept, whichever run ends first.
func TestSweepWithAnOverlappingRun(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.whole("r1", "e1", "e2")
	r.wait(time.Minute)
	end := r.consumed("r2", 1)
	r.mustSend(event{run: "r2", record: "e1"})
	r.wait(time.Minute)
	r.mustSend(event{run: "d1", syncType: knit.SyncDelta, record: "e3"}, event{run: "d1", syncType: knit.SyncDelta, typ: "record.modified", record: "e2"})
	r.mustSend(end)
	r.wait(time.Minute)
	require.Equal(t, 0, r.reportOf("r2").Swept)
	require.Empty(t, r.plans)
}

func TestNoSweep(t *testing.T) {
	t.Parallel()
	yes := true
	for name, test := range map[string]struct {
		opts []Option
		do   func(r *rig)
		want string
	}{
		"delta run": {nil, func(r *rig) {
			r.mustSend(event{run: "r2", syncType: knit.SyncDelta, record: "e1"})
			e := r.consumed("r2", 1)
			e.syncType = knit.SyncDelta
			r.mustSend(e)
		}, "not an initial run"},
		"unknown type": {nil, func(r *rig) {
			r.mustSend(event{run: "r2", syncType: "other_sync", record: "e1"}, r.consumed("r2", 1))
		}, "not an initial run"},
		"parked": {nil, func(r *rig) {
			r.mustSend(event{run: "r2", record: "e1"}, r.consumed("r2", 2))
			r.tracker.store = parkedStore{r.store}
		}, "the run is incomplete"},
		"partial": {nil, func(r *rig) {
			r.mustSend(event{run: "r2", record: "e1"}, r.consumed("r2", 2))
			r.wait(15 * time.Minute)
		}, "the run is incomplete"},
		"inactive records": {nil, func(r *rig) {
			r.restart(knit.StartSyncRequest{DataType: knit.DataTypeEmployee, IncludeInactiveRecords: &yes})
			r.mustSend(event{run: "r2", record: "e1"}, r.consumed("r2", 1))
		}, "the run includes inactive records"},
		"other models": {nil, func(r *rig) {
			r.restart(knit.StartSyncRequest{DataType: knit.DataTypeEmployee, Models: []knit.Model{knit.ModelEmployeeProfile}})
			r.mustSend(event{run: "r2", record: "e1"}, r.consumed("r2", 1))
		}, "the request of the sync was changed before the run"},
		"changed during the run": {nil, func(r *rig) {
			r.mustSend(event{run: "r2", record: "e1"})
			r.restart(knit.StartSyncRequest{DataType: knit.DataTypeEmployee, Models: []knit.Model{knit.ModelEmployeeProfile}})
			r.mustSend(r.consumed("r2", 1))
		}, "the request of the sync was changed during the run"},
		"being started": {nil, func(r *rig) {
			require.NoError(r.t, r.store.UpdateStart(r.t.Context(), StartKey{"mg", knit.DataTypeEmployee}, func(s *Start) error {
				s.State, s.BegunAt = StartBegun, r.now
				return nil
			}))
			r.mustSend(event{run: "r2", record: "e1"}, r.consumed("r2", 1))
		}, "the request of the sync was changed during the run"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, test.opts...)
			r.restart(knit.StartSyncRequest{DataType: knit.DataTypeEmployee})
			require.NoError(t, r.whole("r1", "e1", "e2", "e3").Err)
			test.do(r)
			r.wait(time.Minute)
			require.Empty(t, r.plans)
			require.Len(t, r.reports, 2)
			list, err := r.tracker.Runs(t.Context(), Filter{SyncJobID: "sj"})
			require.NoError(t, err)
			require.Equal(t, "r2", list[0].Report.SyncRunID)
			require.Equal(t, test.want, list[0].NoSweep)
		})
	}
}

// restart leaves the state of a Start that has succeeded.
func (r *rig) restart(req knit.StartSyncRequest) {
	r.t.Helper()
	hash, err := hashOf(req)
	require.NoError(r.t, err)
	intent := Start{StartKey: StartKey{"mg", req.DataType}, State: StartBegun, BegunAt: r.now, Request: hash, Inactive: req.IncludeInactiveRecords != nil}
	known, err := r.tracker.intend(r.t.Context(), intent)
	require.NoError(r.t, err)
	require.Nil(r.t, known)
	require.NoError(r.t, r.tracker.started(r.t.Context(), intent, &knit.Sync{JobID: "sj"}, r.now))
}

// parkedStore is a store in which one event of each run is parked.
type parkedStore struct{ Store }

func (s parkedStore) Counts(ctx context.Context, key RunKey) (Counts, error) {
	c, err := s.Store.Counts(ctx, key)
	c.Parked++
	return c, err
}

// After a changed request, the second run with it is swept again.
func TestSweepAfterTheRunWithAChangedRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.restart(knit.StartSyncRequest{DataType: knit.DataTypeEmployee})
	r.whole("r1", "e1", "e2")
	r.restart(knit.StartSyncRequest{DataType: knit.DataTypeEmployee, Models: []knit.Model{knit.ModelEmployeeProfile}})
	r.whole("r2", "e1")
	require.Empty(t, r.plans)
	require.Equal(t, 1, r.whole("r3", "e1").Swept)
}

func TestNothingIsSweptWithoutOnSweep(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.tracker.onSweep = nil
	r.whole("r1", "e1", "e2")
	report := r.whole("r2", "e1")
	require.True(t, report.Complete)
	require.NoError(t, report.Err)
	require.Zero(t, report.Swept)
	r.handled = nil
	r.mustSend(event{run: "r1", record: "e2", typ: "record.modified"})
	require.Equal(t, []string{"e2"}, r.handled, "it is still a live record")
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts        []Option
		live, would int
		held        bool
	}{
		"20 of few":        {nil, 21, 20, false},
		"21 of few":        {nil, 40, 21, true},
		"a fifth":          {nil, 200, 40, false},
		"more":             {nil, 200, 41, true},
		"none is allowed":  {[]Option{WithGuard(0, 0)}, 5, 1, true},
		"no more than two": {[]Option{WithGuard(2, 0)}, 5, 2, false},
		"everything":       {[]Option{WithGuard(0, 1)}, 50, 50, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, test.opts...)
			r.whole("r1", numbered(test.live)...)
			report := r.whole("r2", numbered(test.live-test.would)...)
			require.True(t, report.Complete)
			if !test.held {
				require.NoError(t, report.Err)
				require.Equal(t, test.would, report.Swept)
				return
			}
			require.Empty(t, r.plans)
			require.ErrorIs(t, report.Err, ErrSweepGuard)
			guard, _ := errors.AsType[*SweepGuardError](report.Err)
			require.Equal(t, SweepGuardError{Would: test.would, Total: test.live}, *guard)
		})
	}
	for _, opt := range []Option{WithGuard(-1, 0), WithGuard(0, 1.1), WithGuard(0, -0.1), WithClock(nil), WithLogger(nil), OnSweep(nil), OnRunComplete(nil), OnProgress(nil), OnTenantMismatch(nil), OnStartFailed(nil), nil} {
		require.Panics(t, func() { New(NewMemoryStore(), newRig(t), opt) })
	}
	require.Panics(t, func() { New(nil, newRig(t)) })
	require.Panics(t, func() { New(NewMemoryStore(), nil) })
}

func TestApprovedSweepIsDoneInSlices(t *testing.T) {
	t.Parallel()
	failures := 2
	var r *rig
	r = newRig(t, OnSweep(func(_ context.Context, p SweepPlan) error {
		if failures--; failures >= 0 {
			return errors.New("no")
		}
		require.LessOrEqual(t, len(p.Records), 1000)
		require.Equal(t, 2399, p.Total)
		r.plans = append(r.plans, p)
		return nil
	}))
	all := numbered(2500)
	r.whole("r1", all...)
	require.ErrorIs(t, r.whole("r2", all[:100]...).Err, ErrSweepGuard)
	stats, err := r.tracker.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, stats.Held)

	r.mustSend(event{run: "d1", syncType: knit.SyncDelta, record: all[2000]}) // it exists after all
	r.mustSend(event{typ: "sync.events.processed", run: "d1", syncType: knit.SyncDelta, data: "{}"})
	approve := func(run string, would int) error { return r.tracker.ApproveSweep(t.Context(), "sj", run, would) }
	err = approve("r2", 2398)
	guard, ok := errors.AsType[*SweepGuardError](err)
	require.True(t, ok)
	require.Equal(t, SweepGuardError{Would: 2399, Total: 2500}, *guard)
	require.ErrorIs(t, approve("r1", 5000), rolecall.ErrConflict)
	require.ErrorIs(t, approve("none", 5000), rolecall.ErrConflict)
	require.NoError(t, approve("r2", 2400))
	require.ErrorIs(t, approve("r2", 2400), rolecall.ErrConflict, "it is being swept")
	r.wait(time.Minute)
	require.Len(t, r.plans, 3)
	want := slices.DeleteFunc(slices.Clone(all[100:]), func(id string) bool { return id == all[2000] })
	require.Equal(t, want, r.swept())
	require.Len(t, r.reports, 2, "a run is reported once")
	require.Contains(t, r.log.String(), "the approved sweep is done")
}

func TestApprovalIsForgottenWithTheEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.whole("r1", numbered(100)...)
	require.ErrorIs(t, r.whole("r2", "e0000").Err, ErrSweepGuard)
	r.wait(4*24*time.Hour + 12*time.Hour)
	require.ErrorIs(t, r.tracker.ApproveSweep(t.Context(), "sj", "r2", 1000), rolecall.ErrConflict)
	stats, err := r.tracker.Stats(t.Context())
	require.NoError(t, err)
	require.Zero(t, stats.Held)
	require.Empty(t, r.plans)
}

func TestSweepIsOfOneCustomerAndDataType(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	require.NoError(t, r.tracker.Bind(t.Context(), "sj2", "mg2"))
	r.mustSend(event{job: "sj2", tenant: "mg2", run: "x1", record: "e1"}, event{job: "sj2", tenant: "mg2", run: "x1", record: "e2"})
	d := r.delivery(event{run: "j1", record: "job1"})
	d.Body = []byte(`{"eventId":"j","eventType":"record.new","recordId":"job1","syncType":"initial_sync","syncDataType":"ats_jobs","syncJobId":"sj","syncRunId":"j1","eventData":{}}`)
	require.NoError(t, r.sink.Accept(t.Context(), d))
	r.whole("r1", "e1", "e2")
	r.whole("r2", "e1")
	require.Equal(t, []string{"e2"}, r.swept())
	require.Equal(t, "mg", r.plans[0].Report.Integration)
	d = r.delivery(event{job: "sj2", tenant: "mg2", run: "x1", typ: "record.modified", record: "e2"})
	r.handled = nil
	require.NoError(t, r.sink.Accept(t.Context(), d))
	require.Equal(t, []string{"e2"}, r.handled)
}
