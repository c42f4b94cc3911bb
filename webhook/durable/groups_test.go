package durable

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// oneOf returns a handler that writes an effect, and then calls f for the delivery with the id.
func oneOf(id string, f handlerFunc) handlerFunc {
	return func(ctx context.Context, d *webhook.Delivery) error {
		if err := effect(ctx, d); err != nil {
			return err
		}
		if d.ID == id {
			return f(ctx, d)
		}
		return nil
	}
}

// requireOthersDone fails unless all but delivery 7 of n are done after one effect each.
func (r *rig) requireOthersDone(n int) {
	r.t.Helper()
	want := map[string]int{}
	for i := range n {
		want[fmt.Sprint(i)] = 1
	}
	delete(want, "7")
	require.Equal(r.t, want, r.effects())
	require.Equal(r.t, n-1, r.inState(StateDone))
}

func TestGroupWithOneFailure(t *testing.T) {
	t.Parallel()
	const n = 64
	for name, tt := range map[string]struct {
		fail  handlerFunc
		state State
		tries int
		class string
		wait  time.Duration // 0: the wait of backoff
	}{
		"error":       {failing(errTest), StateWaiting, 1, classTest, 0},
		"panic":       {func(context.Context, *webhook.Delivery) error { panic(errTest) }, StateWaiting, 1, "panic (*durable.testError)", 0},
		"retry after": {failing(webhook.RetryAfter(time.Minute, errTest)), StateWaiting, 0, classTest, time.Minute},
		"drop":        {failing(webhook.Drop(errTest)), StateDropped, 1, classTest, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var healed atomic.Bool
				r := newRig(t, dsn, nil, oneOf("7", func(ctx context.Context, d *webhook.Delivery) error {
					if healed.Load() {
						return nil
					}
					return tt.fail(ctx, d)
				}), InTx(n))
				r.putNumbered(n)
				require.NoError(t, r.work(r.fetchOne()))
				r.requireOthersDone(n)
				entry := r.entries()[7]
				require.Equal(t, []any{tt.state, tt.tries, tt.class}, []any{entry.State, entry.Tries, entry.Error})
				jobs := r.fetch()
				if tt.state == StateDropped {
					require.Empty(t, jobs)
					return
				}
				require.Zero(t, entry.Finished)
				require.Len(t, jobs, 1)
				require.Equal(t, []int64{entry.Seq}, jobs[0].Args.Seqs, "it is retried by itself")
				require.WithinDuration(t, entry.Due, jobs[0].ScheduledAt, time.Millisecond)
				if tt.wait > 0 {
					require.Equal(t, r.clock.Now().Add(tt.wait), entry.Due)
				} else {
					require.Greater(t, entry.Due, r.clock.Now().Add(time.Second-time.Millisecond))
				}
				healed.Store(true)
				require.NoError(t, r.work(jobs[0]))
				require.Equal(t, n, r.inState(StateDone))
				require.Equal(t, 1, r.effects()["7"])
			})
		})
	}
}

func TestGroupParksOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 10
		var parked parkings
		r := newRig(t, dsn, nil, oneOf("7", failing(errTest)), InTx(n), Attempts(1), parked.option())
		r.putNumbered(n)
		require.NoError(t, r.work(r.fetchOne()))
		r.requireOthersDone(n)
		require.Equal(t, StateParked, r.entries()[7].State)
		require.Len(t, parked.calls, 1)
		require.Equal(t, r.entries()[7], parked.calls[0].entry)
		require.ErrorIs(t, parked.calls[0].err, errTest)
		require.Empty(t, r.fetch())
	})
}

// OnParked is not called for a delivery whose group did not commit.
func TestGroupThatIsLostParksNone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		ctx, cancel := context.WithCancelCause(t.Context())
		r := newRig(t, dsn, nil, func(_ context.Context, d *webhook.Delivery) error {
			if d.ID == "1" {
				cancel(errTest)
			}
			return errTest
		}, InTx(2), Attempts(1), parked.option())
		r.putNumbered(2)
		require.Error(t, r.workIn(ctx, r.fetchOne()))
		require.Empty(t, parked.calls)
		require.Equal(t, 2, r.inState(StateWaiting))
	})
}

// A delivery that uses up the time of its group is retried by itself, and so are the others.
func TestGroupTimesOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 8
		r := newRig(t, dsn, nil, oneOf("7", func(ctx context.Context, _ *webhook.Delivery) error {
			<-ctx.Done()
			return ctx.Err()
		}), InTx(n), HandlerTimeout(2*time.Second))
		r.putNumbered(n)
		group := r.fetchOne()
		require.Error(t, r.work(group))
		require.Empty(t, r.effects())
		require.Equal(t, n, r.inState(StateWaiting))
		require.NoError(t, r.again(group), "the second attempt splits the group")
		require.Equal(t, n, r.inState(StateWaiting))
		require.Equal(t, map[string]int{"available": n, "completed": 1}, r.jobStates())
		for _, job := range r.fetch() {
			require.Len(t, job.Args.Seqs, 1)
			_ = r.work(job)
		}
		r.requireOthersDone(n)
		entry := r.entries()[7]
		require.Equal(t, []any{StateWaiting, 1, "timeout"}, []any{entry.State, entry.Tries, entry.Error})
	})
}

// A handler that rolls back the shared transaction does not harm the other deliveries of the group.
func TestHandlerRollsBackTheGroup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 10
		r := newRig(t, dsn, nil, oneOf("7", func(ctx context.Context, _ *webhook.Delivery) error {
			tx, err := Tx(ctx)
			if err != nil {
				return err
			}
			return tx.Rollback()
		}), InTx(n))
		r.putNumbered(n)
		group := r.fetchOne()
		require.Error(t, r.work(group))
		require.NoError(t, r.again(group))
		for _, job := range r.fetch() {
			_ = r.work(job)
		}
		r.requireOthersDone(n)
	})
}

// A handler's own savepoints do not disturb those of the group.
func TestHandlerWithItsOwnSavepoint(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 10
		r := newRig(t, dsn, nil, oneOf("7", func(ctx context.Context, _ *webhook.Delivery) error {
			tx, err := Tx(ctx)
			for _, statement := range []string{
				"savepoint own", "insert into effect values ('undone')", "rollback to savepoint own", "release savepoint own",
			} {
				if err == nil {
					_, err = tx.ExecContext(ctx, statement)
				}
			}
			return err
		}), InTx(n))
		r.putNumbered(n)
		r.workAll()
		r.requireAllOnce(n)
	})
}

// Deliveries that are stored together form groups of at most n, in the order in which they were stored.
func TestGroupSizes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var order []string
		r := newRig(t, dsn, nil, func(_ context.Context, d *webhook.Delivery) error {
			order = append(order, d.ID)
			return nil
		}, InTx(4))
		r.putNumbered(10)
		jobs := r.fetch()
		sizes := []int{}
		for _, job := range jobs {
			sizes = append(sizes, len(job.Args.Seqs))
			require.NoError(t, r.work(job))
		}
		require.Equal(t, []int{4, 4, 2}, sizes)
		require.Equal(t, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, order)
	})
}

// A process without an inbox does not use up the attempts of deliveries that another process will handle.
func TestEngineWithoutInboxLeavesDeliveries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		r.put(r.event("a"))
		done := make(chan struct{})
		other, err := Open(t.Context(), dsn, WithRiver(func(c *river.Config) {
			require.Empty(t, c.Queues)
			require.Empty(t, c.PeriodicJobs)
			c.Queues["own"] = river.QueueConfig{MaxWorkers: 1}
			river.AddWorker(c.Workers, river.WorkFunc(func(context.Context, *river.Job[ownArgs]) error { close(done); return nil }))
		}))
		require.NoError(t, err)
		require.NoError(t, other.Start(t.Context()))
		_, err = other.River().Insert(t.Context(), ownArgs{}, &river.InsertOpts{Queue: "own"})
		require.NoError(t, err)
		<-done
		require.NoError(t, other.Stop(context.WithoutCancel(t.Context())))
		job := r.fetchOne()
		require.Equal(t, 1, job.Attempt)
		require.NoError(t, r.work(job))
		require.Equal(t, 1, r.inState(StateDone))
	})
}
