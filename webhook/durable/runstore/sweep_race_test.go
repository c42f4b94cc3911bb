package runstore_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// inRun returns an event of another run, with the time at which it was created, or at which the run began.
func inRun(body []byte, run string, at time.Time) []byte {
	ms := at.UnixMilli()
	return []byte(strings.NewReplacer(
		`"sr_load"`, fmt.Sprintf("%q", run), `"ev_`, `"ev_`+run,
		`"recordId"`, fmt.Sprintf(`"triggeredAt":"%d","recordId"`, ms), `"processed":`, fmt.Sprintf(`"startedAt":"%d","processed":`, ms),
	).Replace(string(body)))
}

// An event of a record arrives in the middle of the sweep that deletes it: it waits for the sweep, and then
// restores the record. On SQLite there is one transaction at a time.
func TestEventDuringTheSweep(t *testing.T) {
	t.Parallel()
	dsn := dbtest.Postgres(t)
	began := time.Now()
	var b *backend
	var s *loadSender
	third := began.Add(2 * time.Second)
	b = newBackend(t, dsn, nil, nil, runs.OnSweep(func(ctx context.Context, p runs.SweepPlan) error {
		if p.Report.SyncRunID != "sr_second" {
			return sweep(ctx, p)
		}
		require.Equal(t, []string{"emp-2"}, p.Records)
		require.NoError(t, s.send(ctx, inRun(loadEvent("new", 2), "sr_third", third)))
		require.Eventually(t, func() bool {
			return b.number("select count(*) from pg_locks where not granted") > 0 ||
				b.number("select count(*) from rolecall.rolecall_delivery where id = 'ev_sr_third2' and state = 2") > 0
		}, patience, time.Millisecond)
		return sweep(ctx, p)
	}))
	s = b.sender("integration-1")
	require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
	send := func(run string, at time.Time, employees int) {
		t.Helper()
		for i := range employees {
			require.NoError(t, s.send(t.Context(), inRun(loadEvent("new", i), run, at)))
		}
		for _, kind := range []string{"processed", "allConsumed"} {
			require.NoError(t, s.send(t.Context(), inRun(loadEvent(kind, employees), run, at)))
		}
	}
	send("sr_first", began, 3)
	require.NoError(t, b.report(knit.SyncInitial).Err)
	send("sr_second", began.Add(time.Second), 2)
	second := b.report(knit.SyncInitial)
	require.NoError(t, second.Err)
	require.Equal(t, 1, second.Swept)
	send("sr_third", third, 3)
	require.NoError(t, b.report(knit.SyncInitial).Err)
	require.Equal(t, 3, b.employees())
}
