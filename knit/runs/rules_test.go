package runs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestUnknownSyncWaitsAndIsThenAnError(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.delivery(event{job: "sj_other", record: "e1"})
	for range 2 {
		err := r.sink.Accept(t.Context(), d)
		require.ErrorIs(t, err, rolecall.ErrNotFound)
		verdict, wait := webhook.VerdictOf(err)
		require.Equal(t, webhook.VerdictRetryAfter, verdict)
		require.Equal(t, 10*time.Second, wait)
		r.now = r.now.Add(9*time.Minute + 59*time.Second)
	}
	r.now = r.now.Add(time.Second)
	err := r.sink.Accept(t.Context(), d)
	verdict, _ := webhook.VerdictOf(err)
	require.Equal(t, webhook.VerdictRetry, verdict, "so that a queue parks it")
	require.Empty(t, r.handled)

	require.NoError(t, r.tracker.Bind(t.Context(), "sj_other", "mg"))
	require.NoError(t, r.sink.Accept(t.Context(), d))
	require.Equal(t, []string{"e1"}, r.handled)
	require.True(t, d.TenantSigned)
}

func TestAnotherCustomersIDIsDroppedAndReported(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, e := range []event{{record: "e1", tenant: "mg_attacker"}, {typ: "sync.events.allConsumed", tenant: "mg_attacker", data: `{"consumed":0}`}} {
		err := r.send(e)
		require.ErrorIs(t, err, rolecall.ErrForbidden)
		require.True(t, webhook.Dropped(err))
	}
	require.Equal(t, []string{"mg_attacker is mg", "mg_attacker is mg"}, r.mismatches)
	require.Empty(t, r.handled)
	require.Equal(t, 2, strings.Count(r.log.String(), "another integration's id"))
	require.ErrorIs(t, r.tracker.Bind(t.Context(), "sj", "mg_attacker"), rolecall.ErrConflict)
	owner, err := r.tracker.IntegrationOf(t.Context(), "sj")
	require.NoError(t, err)
	require.Equal(t, "mg", owner)
}

func TestRecordOrder(t *testing.T) {
	t.Parallel()
	minute := func(r *rig, n int) time.Time { return r.now.Add(time.Duration(n) * time.Minute) }
	for name, test := range map[string]struct {
		events func(r *rig) []event
		want   int // how many are handled
	}{
		"older": {func(r *rig) []event { return []event{{at: minute(r, 2)}, {at: minute(r, 1)}} }, 1},
		"equal": {func(r *rig) []event { return []event{{at: minute(r, 1)}, {at: minute(r, 1)}} }, 2},
		"newer": {func(r *rig) []event { return []event{{at: minute(r, 1)}, {at: minute(r, 2)}} }, 2},
		"a late change does not restore": {func(r *rig) []event {
			return []event{{typ: "record.deleted", at: minute(r, 2)}, {typ: "record.modified", at: minute(r, 1)}}
		}, 1},
		"nor a newer one of the same run": {func(r *rig) []event {
			return []event{{typ: "record.deleted", at: minute(r, 1)}, {typ: "record.modified", at: minute(r, 2)}}
		}, 1},
		"a late deletion": {func(r *rig) []event {
			return []event{{at: minute(r, 2)}, {typ: "record.deleted", at: minute(r, 1)}}
		}, 1},
		"without triggeredAt": {func(*rig) []event { return []event{{unstamped: true}, {unstamped: true, typ: "record.modified"}} }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for _, e := range test.events(r) {
				e.record = "e1"
				r.mustSend(e)
			}
			require.Len(t, r.handled, test.want)
		})
	}
}

// An older event that failed, and is handled again after a newer one, does not overwrite it.
func TestFailedAttemptKeepsItsPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	older := r.delivery(event{record: "e1", unstamped: true})
	r.handle = func(*webhook.Delivery) error { return errors.New("the database is down") }
	require.Error(t, r.sink.Accept(t.Context(), older))
	r.handle = nil
	r.now = r.now.Add(time.Minute)
	r.mustSend(event{typ: "record.modified", record: "e1", unstamped: true})
	r.now = r.now.Add(time.Minute)
	older.Received = r.now // Knit sends it again
	require.NoError(t, r.sink.Accept(t.Context(), older))
	require.Equal(t, []string{"e1"}, r.handled)
}

func TestLaterRunRestoresARecord(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustSend(event{typ: "record.deleted", record: "e1"}, r.consumed("r1", 1))
	r.now = r.now.Add(time.Hour)
	late := r.delivery(event{record: "e1", run: "r2"})
	err := r.sink.Accept(t.Context(), late)
	require.ErrorIs(t, err, ErrUndecided, "it is not known yet when r2 began")
	verdict, _ := webhook.VerdictOf(err)
	require.Equal(t, webhook.VerdictRetryAfter, verdict)
	r.mustSend(event{typ: "sync.events.processed", run: "r2", data: `{"emitted":1}`})
	require.NoError(t, r.sink.Accept(t.Context(), late))
	require.Equal(t, []string{"e1", "e1"}, r.handled)
}

func TestRunIsCompleteWhenAllIsApplied(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	fail := true
	r.handle = func(d *webhook.Delivery) error {
		if strings.Contains(string(d.Body), `"e2"`) && fail {
			return errors.New("not yet")
		}
		return nil
	}
	second := r.delivery(event{record: "e2"})
	require.Error(t, r.sink.Accept(t.Context(), second))
	r.mustSend(event{record: "e1"}, r.consumed("r1", 2))
	r.wait(time.Hour)
	require.Empty(t, r.reports, "one event waits")
	list, err := r.tracker.Runs(t.Context(), Filter{Open: true})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, 2, list[0].Seen)
	require.Equal(t, 1, list[0].Waiting)
	require.Equal(t, 1, list[0].Report.Applied)
	require.Equal(t, 2, list[0].Report.Expected)

	fail = false
	require.NoError(t, r.sink.Accept(t.Context(), second))
	require.NoError(t, r.sink.Accept(t.Context(), second), "a duplicate")
	r.wait(time.Minute)
	report := r.reportOf("r1")
	require.NoError(t, report.Err)
	require.True(t, report.Complete)
	require.Equal(t, 2, report.Applied)
	r.wait(10 * 24 * time.Hour)
	require.Len(t, r.reports, 1)
	require.Equal(t, 1, strings.Count(r.log.String(), "knit run: complete"))
	require.NotContains(t, r.log.String(), "e1")
	stats, err := r.tracker.Stats(t.Context())
	require.NoError(t, err)
	require.Zero(t, stats.Open)
	require.EqualValues(t, 2, stats.Applied)
}

func TestIncompleteRuns(t *testing.T) {
	t.Parallel()
	one, two := 1, 2
	for name, test := range map[string]struct {
		do     func(r *rig)
		after  time.Duration
		reason Reason
		text   string
	}{
		"never ends": {func(r *rig) { r.mustSend(event{record: "e1"}) }, 4 * 24 * time.Hour, ReasonUnfinished, "four days"},
		"an event waits for four days": {func(r *rig) {
			r.handle = func(*webhook.Delivery) error { return errors.New("no") }
			_ = r.send(event{record: "e1"})
			r.handle = nil
			r.mustSend(r.consumed("r1", 1))
		}, 4 * 24 * time.Hour, ReasonUnfinished, "four days"},
		"dropped": {func(r *rig) {
			r.handle = func(*webhook.Delivery) error { return webhook.Drop(errors.New("unusable")) }
			_ = r.send(event{record: "e1"})
			r.handle = nil
			r.mustSend(r.consumed("r1", 1))
		}, time.Minute, ReasonDropped, "1 of its events were dropped"},
		"too few": {func(r *rig) { r.mustSend(event{record: "e1"}, r.consumed("r1", two)) }, 10 * time.Minute, ReasonCounts, "Knit counts 2 events, and 1 were applied"},
		"Knit has lost one": {func(r *rig) {
			r.mustSend(event{record: "e1"}, event{typ: "sync.events.allConsumed", data: `{"emitted":2,"consumed":1}`})
		}, 10 * time.Minute, ReasonCounts, "Knit has created 2 events and counts only 1 as acknowledged"},
		"no numbers": {func(r *rig) {
			r.mustSend(event{record: "e1"}, event{typ: "sync.events.allConsumed", data: `{}`})
		}, 10 * time.Minute, ReasonCounts, "not reported how many"},
		"failed": {func(r *rig) { r.mustSend(event{record: "e1"}, event{typ: "sync.failed"}) }, time.Minute, ReasonFailed, "it failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.whole("r0", "gone")
			test.do(r)
			r.wait(test.after - time.Second)
			if test.after > time.Minute {
				require.Len(t, r.reports, one, "too early")
			}
			r.wait(2 * time.Minute)
			report := r.reportOf("r1")
			require.False(t, report.Complete)
			require.ErrorIs(t, report.Err, ErrIncomplete)
			incomplete, _ := errors.AsType[*IncompleteError](report.Err)
			require.Equal(t, test.reason, incomplete.Reason)
			require.ErrorContains(t, report.Err, test.text)
			require.Empty(t, r.plans, "nothing is swept")
			require.Contains(t, r.log.String(), "knit run: incomplete")

			// It is final, and what comes later is applied.
			r.handled = nil
			r.mustSend(event{record: "e9"}, r.consumed("r1", 1))
			r.wait(10 * 24 * time.Hour)
			require.Equal(t, []string{"e9"}, r.handled)
			require.Len(t, r.reports, 2)
			require.Empty(t, r.plans)
		})
	}
}

func TestMoreEventsThanKnitCounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustSend(event{record: "e1"}, event{record: "e2"}, r.consumed("r1", 1))
	r.wait(time.Minute)
	report := r.reportOf("r1")
	require.True(t, report.Complete)
	require.Equal(t, []int{1, 2}, []int{report.Expected, report.Applied})
}

func TestCallbackIsRepeatedUntilItSucceeds(t *testing.T) {
	t.Parallel()
	failures := 3
	r := newRig(t, OnRunComplete(func(context.Context, Report) error {
		failures--
		if failures > 0 {
			return errors.New("no")
		}
		return nil
	}))
	r.mustSend(event{record: "e1"}, r.consumed("r1", 1))
	r.wait(time.Hour)
	require.Zero(t, failures)
}

// A time that cannot be true does not order anything: it would win over all that follows.
func TestImplausibleTimes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mustSend(event{record: "e1", at: r.now.Add(100 * 365 * 24 * time.Hour)})
	r.now = r.now.Add(time.Minute)
	r.mustSend(event{record: "e1", typ: "record.modified"}, event{
		typ: "sync.events.allConsumed", data: `{"consumed":2,"emitted":2,"startedAt":"4102444800000"}`,
	})
	r.wait(time.Minute)
	require.Len(t, r.handled, 2)
	require.True(t, r.reportOf("r1").Complete)
	r.whole("r2", "e1", "e2")
	require.Len(t, r.handled, 4, "the second run is not before the first")
	require.Equal(t, knit.SyncInitial, r.reportOf("r2").SyncType)
}

func TestOtherDeliveriesPass(t *testing.T) {
	t.Parallel()
	var passed []*webhook.Delivery
	sink := newRig(t).tracker.Wrap(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error { passed = append(passed, d); return nil }))
	kombo := &webhook.Delivery{Source: "kombo", Type: "kombo:data-changed", Body: []byte("not JSON")}
	activated := &webhook.Delivery{Source: "knit", Type: "knit:app.integration.activate", Tenant: "mg", Body: []byte(`{"eventType":"app.integration.activate"}`)}
	for _, d := range []*webhook.Delivery{kombo, activated} {
		require.NoError(t, sink.Accept(t.Context(), d))
	}
	require.Equal(t, []*webhook.Delivery{kombo, activated}, passed)
	require.False(t, activated.TenantSigned)
	for _, d := range []*webhook.Delivery{
		{Source: "knit", Tenant: "mg", Body: []byte(`{"eventType":"record.new","recordId":"e1"}`)},
		{Source: "knit", Body: []byte(`{"eventType":"record.new","recordId":"e1","syncJobId":"sj"}`)},
	} {
		require.ErrorIs(t, sink.Accept(t.Context(), d), rolecall.ErrInvalid)
	}
	require.Error(t, sink.Accept(t.Context(), &webhook.Delivery{Source: "knit", Body: []byte("{")}))
	require.Len(t, passed, 2)
}
