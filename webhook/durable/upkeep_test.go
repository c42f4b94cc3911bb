package durable

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

const day = 24 * time.Hour

// The retention of a row starts when it leaves the state waiting. Waiting rows are always kept.
func TestRetention(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, []Option{WithRetention(Retention{Done: 6 * day, Parked: 20 * day})},
			func(_ context.Context, d *webhook.Delivery) error {
				switch d.ID {
				case "drop":
					return webhook.Drop(errTest)
				case "park":
					return errTest
				}
				return nil
			}, Attempts(1))
		// The delivery "late" is received with the others, and done five days after them.
		r.put(r.event("done"), r.event("drop"), r.event("park"), r.event("purge"), r.event("late"))
		jobs := r.fetch()
		r.clock.add(time.Hour)
		for _, job := range jobs[:4] {
			_ = r.work(job)
		}
		_, err := r.Purge(t.Context(), Person{Source: "knit", Tenant: "integration-1", Keys: []string{"job-purge"}})
		require.NoError(t, err)
		r.clock.add(5 * day)
		require.NoError(t, r.work(jobs[4]))
		r.put(r.event("waiting"))

		left := func(want int, states ...string) {
			t.Helper()
			deleted, err := r.retain(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, deleted)
			got := []string{}
			for _, e := range r.entries() {
				got = append(got, e.ID+" "+e.State.String())
			}
			require.Equal(t, states, got)
		}
		r.clock.add(day)
		left(0, "done done", "drop dropped", "park parked", " purged", "late done", "waiting waiting")
		r.clock.add(time.Millisecond)
		left(3, "park parked", "late done", "waiting waiting")
		require.Equal(t, 1, r.put(r.event("done")), "a redelivery is no longer recognized")
		require.Equal(t, 0, r.put(r.event("late")))
		r.clock.add(5 * day)
		left(1, "park parked", "waiting waiting", "done waiting")
		r.clock.add(9*day - time.Millisecond)
		left(0, "park parked", "waiting waiting", "done waiting")
		r.clock.add(time.Millisecond)
		left(1, "waiting waiting", "done waiting")
		r.clock.add(1000 * day)
		left(0, "waiting waiting", "done waiting")
	})
}

// One call deletes more rows than fit into one slice.
func TestRetentionInSlices(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = sliceSize + 10
		r := newRig(t, dsn, nil, effect)
		r.putNumbered(n)
		r.exec(fmt.Sprintf("update {}rolecall_delivery set state = 2, done = %d", r.clock.Now().UnixMilli()))
		r.clock.add(minDone + time.Second)
		deleted, err := r.retain(t.Context())
		require.NoError(t, err)
		require.Equal(t, n, deleted)
		require.Empty(t, r.entries())
	})
}

// River's table is emptied while some deliveries run and others wait: all are handled, each once.
func TestReconcileAfterTheJobsAreGone(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				const n = sliceSize + 10
				var r *rig
				r = newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					if d.ID == "0" { // during the run
						tx, err := Tx(ctx)
						require.NoError(t, err)
						_, err = tx.ExecContext(ctx, r.ledger.sql("delete from {}river_job"))
						require.NoError(t, err)
					}
					return effect(ctx, d)
				}, opts...)
				r.putNumbered(n)
				jobs := r.fetch()
				for _, job := range jobs[:3] {
					require.NoError(t, r.work(job), "the ledger counts, not the job")
				}
				handled := r.inState(StateDone)
				require.Positive(t, handled)
				require.Empty(t, r.jobStates())

				requireReconciled := func(want int) {
					t.Helper()
					got, err := r.reconcile(t.Context())
					require.NoError(t, err)
					require.Equal(t, want, got)
				}
				requireReconciled(0)
				r.clock.add(orphanAge)
				requireReconciled(0)
				r.clock.add(time.Millisecond)
				requireReconciled(n - handled)
				r.clock.add(time.Hour)
				requireReconciled(0)
				waiting, err := r.List(t.Context(), Filter{State: StateWaiting, Limit: maxLimit})
				require.NoError(t, err)
				require.Len(t, waiting, n-handled)
				for _, e := range waiting {
					require.Equal(t, 1, e.Tries, "counts as an attempt")
				}
				r.workAll()
				r.requireAllOnce(n)
			})
		})
	}
}

// Deliveries whose jobs were deleted, canceled or discarded receive a new job. Deliveries with a job that will
// run do not, regardless of its state, nor do deliveries that are planned for later.
func TestReconcileByStateOfTheJob(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		states := []string{"available", "pending", "retryable", "running", "scheduled", "cancelled", "completed", "discarded", "deleted"}
		r.putNumbered(len(states) + 1)
		for i, job := range r.fetch() {
			switch {
			case i == len(states): // waits for its time, without a job
				r.exec("delete from {}river_job where id = $1", job.ID)
				r.exec("update {}rolecall_delivery set due = $1 where seq = $2", r.clock.Now().Add(time.Hour).UnixMilli(), job.Args.Seqs[0])
			case states[i] == "deleted":
				r.exec("delete from {}river_job where id = $1", job.ID)
			case states[i] == "cancelled" || states[i] == "completed" || states[i] == "discarded":
				r.exec("update {}river_job set state = '"+states[i]+"', finalized_at = attempted_at where id = $1", job.ID)
			default:
				r.exec("update {}river_job set state = '"+states[i]+"' where id = $1", job.ID)
			}
		}
		r.clock.add(orphanAge + time.Second)
		n, err := r.reconcile(t.Context())
		require.NoError(t, err)
		require.Equal(t, 4, n)
		for i, e := range r.entries() {
			require.Equal(t, map[bool]int{true: 1}[i >= 5 && i < len(states)], e.Tries, "%d", i)
		}
		r.clock.add(time.Hour)
		n, err = r.reconcile(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, n, "its time has come")
	})
}

// A delivery that waits for its RetryAfter is not touched before its time, although its job is gone.
func TestReconcileLeavesSnoozed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, failing(webhook.RetryAfter(time.Hour, errTest)))
		r.put(r.event("a"))
		require.Error(t, r.work(r.fetchOne()))
		r.exec("delete from {}river_job")
		r.clock.add(time.Hour + orphanAge)
		n, err := r.reconcile(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
		r.clock.add(time.Millisecond)
		n, err = r.reconcile(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, n)
	})
}

// A delivery whose job is lost repeatedly is finally parked.
func TestReconcileParks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect, Attempts(2))
		r.put(r.event("a"))
		for range 2 {
			r.exec("delete from {}river_job")
			r.clock.add(orphanAge + time.Second)
			n, err := r.reconcile(t.Context())
			require.NoError(t, err)
			require.Equal(t, 1, n)
		}
		require.Error(t, r.work(r.fetchOne()))
		require.Equal(t, []any{StateParked, 2}, []any{r.entry().State, r.entry().Tries})
		require.Empty(t, r.effects())
	})
}

// River runs the upkeep, without a call by the backend.
func TestUpkeepRuns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		r.put(r.event("old"), r.event("orphan"))
		jobs := r.fetch()
		require.NoError(t, r.work(jobs[0]))
		r.exec("delete from {}river_job")
		r.clock.add(minDone + time.Hour)
		r.start()
		require.Eventually(t, func() bool {
			entries := r.entries()
			return len(entries) == 1 && entries[0].ID == "orphan" && entries[0].State == StateDone
		}, time.Minute, 10*time.Millisecond)
		require.Equal(t, map[string]int{"old": 1, "orphan": 1}, r.effects())
	})
}

func TestReady(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		r.started = false
		require.ErrorIs(t, r.Ready(t.Context()), ErrClosed)
		r.started = true
		require.NoError(t, r.Ready(t.Context()))
		r.put(r.event("a"), r.event("b"))
		r.clock.add(maxLag)
		require.NoError(t, r.Ready(t.Context()))
		require.Equal(t, maxLag, r.stats().Lag)
		r.clock.add(time.Millisecond)
		err := r.Ready(t.Context())
		require.ErrorIs(t, err, ErrBacklog)
		require.ErrorContains(t, err, "2 wait")
		r.workAll()
		require.NoError(t, r.Ready(t.Context()))
		require.Zero(t, r.stats().Lag)
		require.NoError(t, r.Stop(t.Context()))
		require.ErrorIs(t, r.Ready(t.Context()), ErrClosed)
	})
}

func TestStats(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(_ context.Context, d *webhook.Delivery) error {
			return map[string]error{
				"park": errTest, "drop": webhook.Drop(errTest), "wait": webhook.RetryAfter(time.Minute, errTest),
			}[d.ID]
		}, Attempts(1))
		require.Equal(t, Stats{}, r.stats())
		r.committer.start()
		for _, id := range []string{"a", "a", "b", "park", "drop", "wait", "a"} {
			require.NoError(t, r.Accept(t.Context(), r.event(id)))
		}
		require.Equal(t, Stats{Waiting: 5, Accepted: 5, Duplicates: 2}, r.stats())
		for _, job := range r.fetch() {
			_ = r.work(job)
		}
		require.Equal(t, Stats{Waiting: 1, Parked: 1, Accepted: 5, Duplicates: 2, Handled: 5, Failed: 3, NewlyParked: 1}, r.stats())
		r.clock.add(90 * time.Second)
		require.Equal(t, 30*time.Second, r.stats().Lag, "since it was due again")
	})
}
