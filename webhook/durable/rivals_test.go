package durable

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// rival inserts a second job for the same deliveries, as a rescue of the first does.
func (r *rig) rival(job *river.Job[deliveryArgs]) *river.Job[deliveryArgs] {
	r.t.Helper()
	_, err := r.client.Insert(r.t.Context(), job.Args, r.jobOpts(time.Time{}))
	require.NoError(r.t, err)
	return r.fetchOne()
}

// workBoth runs two jobs at the same time.
func (r *rig) workBoth(a, b *river.Job[deliveryArgs]) {
	r.t.Helper()
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, job := range []*river.Job[deliveryArgs]{a, b} {
		wg.Go(func() { errs[i] = r.work(job) })
	}
	wg.Wait()
	require.Equal(r.t, []error{nil, nil}, errs, "the run that lost has nothing to retry")
}

// requireOnce fails unless the only delivery is done after one effect, and no run counts as failed.
func (r *rig) requireOnce(id string) {
	r.t.Helper()
	entry := r.entry()
	require.Equal(r.t, StateDone, entry.State)
	require.Zero(r.t, entry.Tries)
	require.Empty(r.t, entry.Error)
	require.Equal(r.t, map[string]int{id: 1}, r.effects())
	require.Zero(r.t, r.stats().Failed)
	require.Equal(r.t, map[string]int{"completed": 1, "running": 1}, r.jobStates(), "River completes the job of the loser")
}

// Two runs have both called the provider before either calls Tx. One of them receives an error from Tx.
func TestRivalsMeetAtTx(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var both sync.WaitGroup
		both.Add(2)
		var lost atomic.Int32
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			both.Done()
			both.Wait()
			err := effect(ctx, d)
			if err != nil {
				lost.Add(1)
				require.ErrorIs(t, err, errHandled)
				_, again := Tx(ctx)
				require.ErrorIs(t, again, errHandled)
				_, newer := Newer(ctx, time.Now())
				require.ErrorIs(t, newer, errHandled)
				require.ErrorIs(t, Later(ctx, time.Now(), d), errHandled)
			}
			return err
		})
		r.put(r.event("a"))
		job := r.fetchOne()
		r.workBoth(job, r.rival(job))
		require.Equal(t, int32(1), lost.Load())
		r.requireOnce("a")
	})
}

// A handler that ignores the error of Tx still has no second effect, regardless of its result.
func TestRivalIgnoresTheErrorOfTx(t *testing.T) {
	t.Parallel()
	for name, verdict := range map[string]error{
		"nil": nil, "error": errTest, "drop": webhook.Drop(errTest), "retry after": webhook.RetryAfter(time.Minute, errTest),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var both sync.WaitGroup
				both.Add(2)
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					both.Done()
					both.Wait()
					if effect(ctx, d) != nil {
						return verdict
					}
					return nil
				})
				r.put(r.event("a"))
				job := r.fetchOne()
				r.workBoth(job, r.rival(job))
				r.requireOnce("a")
			})
		})
	}
}

// The second run arrives while the first is in its transaction.
func TestRivalWaitsForTheTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		inTx, arrived := make(chan struct{}), make(chan struct{})
		var runs atomic.Int32
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if runs.Add(1) == 2 {
				close(arrived)
				return effect(ctx, d)
			}
			if err := effect(ctx, d); err != nil {
				return err
			}
			close(inTx)
			<-arrived
			return nil
		})
		r.put(r.event("a"))
		first := r.fetchOne()
		second := r.rival(first)
		done := make(chan error, 1)
		go func() { done <- r.work(first) }()
		<-inTx
		require.NoError(t, r.work(second))
		require.NoError(t, <-done)
		require.Equal(t, int32(2), runs.Load())
		r.requireOnce("a")
	})
}

// Handlers that never call Tx both run. The delivery is marked once, by the run that ends first, and its
// rival has nothing to record, regardless of the result of its handler.
func TestRivalsWithoutTx(t *testing.T) {
	t.Parallel()
	for name, verdict := range map[string]error{
		"nil": nil, "error": errTest, "drop": webhook.Drop(errTest), "retry after": webhook.RetryAfter(time.Minute, errTest),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				arrived, release := make(chan struct{}), make(chan struct{})
				var runs, parked atomic.Int32
				r := newRig(t, dsn, nil, func(context.Context, *webhook.Delivery) error {
					if runs.Add(1) == 1 {
						close(arrived)
						<-release
						return verdict
					}
					return nil
				}, Attempts(1), OnParked(func(context.Context, Entry, error) { parked.Add(1) }))
				r.put(r.event("a"))
				slow := r.fetchOne()
				fast := r.rival(slow)
				done := make(chan struct{})
				go func() { defer close(done); _ = r.work(slow) }()
				<-arrived
				require.NoError(t, r.work(fast))
				before := r.entry()
				require.Equal(t, StateDone, before.State)
				r.clock.add(time.Second)
				close(release)
				<-done
				require.Equal(t, before, r.entry())
				require.Zero(t, parked.Load())
			})
		})
	}
}

// A run whose time is over continues to write after a second run has handled the delivery.
func TestRunThatWasGivenUpContinuesToWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		inTx, release := make(chan struct{}), make(chan struct{})
		var runs atomic.Int32
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if runs.Add(1) == 2 {
				return effect(ctx, d)
			}
			tx, err := Tx(ctx)
			if err != nil {
				return err
			}
			if err := writeEffect(ctx, tx, "early"); err != nil {
				return err
			}
			close(inTx)
			<-release
			free := context.WithoutCancel(ctx)
			require.Error(t, writeEffect(free, tx, "late"))
			_, err = Tx(free)
			if err == nil { // it is the same transaction
				require.Error(t, writeEffect(free, tx, "later"))
			}
			return nil
		})
		r.put(r.event("a"))
		first := r.fetchOne()
		second := r.rival(first)
		given, giveUp := context.WithCancelCause(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.workIn(given, first) }()
		<-inTx
		giveUp(context.DeadlineExceeded)
		require.NoError(t, r.work(second))
		close(release)
		require.Error(t, <-done)
		entry := r.entry()
		require.Equal(t, StateDone, entry.State)
		require.Zero(t, entry.Tries)
		require.Empty(t, entry.Error)
		require.Equal(t, map[string]int{"a": 1}, r.effects())
	})
}

// Two jobs have the same 64 deliveries. One of them marks all; the other finds nothing to do.
func TestRivalGroups(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 64
		var runs atomic.Int32
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			runs.Add(1)
			return effect(ctx, d)
		}, InTx(n))
		r.putNumbered(n)
		job := r.fetchOne()
		require.Len(t, job.Args.Seqs, n)
		r.workBoth(job, r.rival(job))
		require.Equal(t, int32(n), runs.Load())
		r.requireAllOnce(n)
	})
}

// requireAllOnce fails unless n numbered deliveries are done after one effect each.
func (r *rig) requireAllOnce(n int) {
	r.t.Helper()
	want := map[string]int{}
	for i := range n {
		want[fmt.Sprint(i)] = 1
	}
	require.Equal(r.t, want, r.effects())
	require.Equal(r.t, n, r.inState(StateDone))
	require.Zero(r.t, r.stats().Failed)
}

// A delivery of a group also has its own job, and runs in both jobs at the same time.
func TestRivalOfOneInAGroup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 64
		inTx, arrived := make(chan struct{}), make(chan struct{})
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if err := effect(ctx, d); err != nil {
				return err
			}
			if d.ID == "0" {
				close(inTx)
				<-arrived
			}
			return nil
		}, InTx(n))
		r.putNumbered(n)
		group := r.fetchOne()
		_, err := r.client.Insert(t.Context(), deliveryArgs{group.Args.Seqs[40:41]}, r.jobOpts(time.Time{}))
		require.NoError(t, err)
		single := r.fetchOne()
		done := make(chan error, 2)
		go func() { done <- r.work(group) }()
		<-inTx
		go func() {
			close(arrived)
			done <- r.work(single)
		}()
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		r.requireAllOnce(n)
	})
}

// River itself runs the rivals: the jobs are duplicated in its table while it works them.
func TestRivalsInRiver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 20
		r := newRig(t, dsn, nil, effect)
		r.putNumbered(n)
		jobs := r.fetch()
		require.Len(t, jobs, n)
		r.exec("update {}river_job set state = 'available', attempt = 0")
		for _, job := range jobs {
			_, err := r.client.Insert(t.Context(), job.Args, r.jobOpts(time.Time{}))
			require.NoError(t, err)
		}
		require.NoError(t, r.client.Start(context.WithoutCancel(t.Context())))
		require.Eventually(t, func() bool { return r.jobStates()["completed"] == 2*n }, time.Minute, 10*time.Millisecond)
		r.requireAllOnce(n)
	})
}
