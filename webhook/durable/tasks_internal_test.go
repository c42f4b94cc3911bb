package durable

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertest"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// taskRig is a rig with an engine attached whose tasks do is called with.
type taskRig struct {
	*rig
	host
	log bytes.Buffer
	do  func(ctx context.Context, task rolecall.Task) error
}

func newTaskRig(t *testing.T, dsn string, handler handlerFunc, inbox ...InboxOption) *taskRig {
	t.Helper()
	r := &taskRig{do: func(ctx context.Context, task rolecall.Task) error {
		return effect(ctx, &webhook.Delivery{ID: task.Name})
	}}
	c := newClock()
	e, err := Open(t.Context(), dsn, func(o *options) error { o.now = c.Now; return nil }, WithLogger(slog.New(slog.NewTextHandler(&r.log, nil))))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) })
	r.host = host{e}
	r.Handle("test", func(ctx context.Context, task rolecall.Task) error { return r.do(ctx, task) })
	r.rig = &rig{Engine: e, Inbox: e.Inbox(webhook.SinkFunc(handler), inbox...), t: t, db: openRaw(t, dsn), clock: c}
	require.NotNil(t, e.River())
	e.started = true
	_, err = r.db.ExecContext(t.Context(), "create table effect (id text not null)")
	require.NoError(t, err)
	return r
}

func eachTaskRig(t *testing.T, f func(t *testing.T, r *taskRig)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) { f(t, newTaskRig(t, dsn, nothing)) })
}

func nothing(context.Context, *webhook.Delivery) error { return nil }

func taskNamed(name string) rolecall.Task { return rolecall.Task{Engine: "test", Name: name} }

func (r *taskRig) at(t time.Time, name string) {
	r.t.Helper()
	require.NoError(r.t, r.At(r.t.Context(), t, taskNamed(name)))
}

// jobs takes the jobs of all tasks, also those for later, as a River client does.
func (r *taskRig) jobs() []*river.Job[taskArgs] {
	r.t.Helper()
	at := "now()"
	if r.pools.dialect == SQLite {
		at = "datetime('now', 'subsec')"
	}
	ids, err := queryInts(r.t.Context(), r.db, r.ledger.sql(`update {}river_job set state = 'running', attempt = attempt + 1, attempted_at = `+at+`
		where kind = 'rolecall_task' and state in ('available', 'scheduled', 'retryable') returning id`))
	require.NoError(r.t, err)
	jobs := make([]*river.Job[taskArgs], len(ids))
	for i, id := range ids {
		found, err := r.client.JobGet(r.t.Context(), id)
		require.NoError(r.t, err)
		var args taskArgs
		_, err = fmt.Sscanf(string(found.EncodedArgs), `{"name": %q, "engine": %q}`, &args.Name, &args.Engine)
		if err != nil {
			_, err = fmt.Sscanf(string(found.EncodedArgs), `{"engine":%q,"name":%q}`, &args.Engine, &args.Name)
		}
		require.NoError(r.t, err, string(found.EncodedArgs))
		jobs[i] = &river.Job[taskArgs]{JobRow: found, Args: args}
	}
	return jobs
}

func (r *taskRig) job() *river.Job[taskArgs] {
	r.t.Helper()
	jobs := r.jobs()
	require.Len(r.t, jobs, 1)
	return jobs[0]
}

func (r *taskRig) work(job *river.Job[taskArgs]) error {
	return (&taskWorker{engine: r.e}).Work(rivertest.WorkContext(r.t.Context(), r.client), job)
}

// tasks returns how many rows the table of tasks has.
func (r *taskRig) tasks() int {
	r.t.Helper()
	var n int
	require.NoError(r.t, r.db.QueryRowContext(r.t.Context(), r.ledger.sql("select count(*) from {}rolecall_task")).Scan(&n))
	return n
}

func TestTaskIsReplacedByName(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		r.at(r.clock.Now().Add(time.Hour), "a")
		r.at(r.clock.Now().Add(2*time.Hour), "b")
		r.at(r.clock.Now().Add(3*time.Hour), "a")
		jobs := r.jobs()
		require.Len(t, jobs, 2)
		for _, job := range jobs {
			want := r.clock.Now().Add(3 * time.Hour)
			if job.Args.Name == "b" {
				want = r.clock.Now().Add(2 * time.Hour)
			}
			require.WithinDuration(t, want, job.ScheduledAt, time.Second)
			require.NoError(t, r.work(job))
		}
		require.Equal(t, map[string]int{"a": 1, "b": 1}, r.effects())
		require.Zero(t, r.tasks())
		require.Error(t, r.At(t.Context(), r.clock.Now(), rolecall.Task{Name: "no engine"}))
		require.Error(t, r.At(t.Context(), r.clock.Now(), taskNamed("")))
	})
}

// A task that is planned while it is done is done again.
func TestTaskPlannedWhileItIsDone(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		again := true
		r.do = func(ctx context.Context, task rolecall.Task) error {
			if err := effect(ctx, &webhook.Delivery{ID: task.Name}); err != nil || !again {
				return err
			}
			again = false
			return r.At(ctx, r.clock.Now(), task)
		}
		r.at(r.clock.Now(), "a")
		require.NoError(t, r.work(r.job()))
		require.Equal(t, 1, r.tasks())
		require.NoError(t, r.work(r.job()))
		require.Equal(t, map[string]int{"a": 2}, r.effects())
		require.Zero(t, r.tasks())

		r.at(r.clock.Now(), "b")
		running := r.job()
		r.at(r.clock.Now(), "b") // by somebody else, while it runs
		require.NoError(t, r.work(running))
		require.Equal(t, 1, r.tasks())
		require.NoError(t, r.work(r.job()))
		require.Equal(t, map[string]int{"a": 2, "b": 2}, r.effects())
	})
}

// What a task writes and that it is done are committed together.
func TestTaskFails(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		fails := []func(){func() { panic(markPanic) }, func() {}}
		r.do = func(ctx context.Context, task rolecall.Task) error {
			if err := effect(ctx, &webhook.Delivery{ID: task.Name}); err != nil {
				return err
			}
			if len(fails) == 0 {
				return nil
			}
			fail := fails[0]
			fails = fails[1:]
			fail()
			return markedError{markText}
		}
		r.at(r.clock.Now(), "a")
		job := r.job()
		for range 2 {
			err := r.work(job)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "Zoe")
			require.Empty(t, r.effects())
			require.Equal(t, 1, r.tasks())
		}
		require.NoError(t, r.work(job))
		require.Equal(t, map[string]int{"a": 1}, r.effects())
		require.Contains(t, r.log.String(), "a task failed and will be done again")
		require.NotContains(t, r.log.String(), "Zoe")
	})
}

// Of two runs of a task, of which River has rescued the first, the second finds nothing to do.
func TestTaskThatIsDoneAlready(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		r.at(r.clock.Now(), "a")
		job := r.job()
		require.NoError(t, r.work(job))
		require.NoError(t, r.work(job))
		require.Equal(t, map[string]int{"a": 1}, r.effects())
	})
}

func TestTaskOfAnUnknownEngine(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		require.NoError(t, r.At(t.Context(), r.clock.Now(), rolecall.Task{Engine: "other", Name: "a"}))
		require.ErrorContains(t, r.work(r.job()), "no engine of this name")
		require.Equal(t, 1, r.tasks())
	})
}

func TestTaskInTheTransactionOfADelivery(t *testing.T) {
	t.Parallel()
	for name, inbox := range map[string][]InboxOption{"single": nil, "group": {InTx(8)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				var r *taskRig
				r = newTaskRig(t, dsn, func(ctx context.Context, d *webhook.Delivery) error {
					if err := r.At(ctx, r.clock.Now(), taskNamed("of "+d.ID)); err != nil || d.ID == "0" {
						return err
					}
					return errors.New("no")
				}, inbox...)
				r.putNumbered(2)
				for _, job := range r.fetch() {
					_ = r.rig.work(job)
				}
				require.Equal(t, 1, r.tasks())
				require.NoError(t, r.work(r.job()))
				require.Equal(t, map[string]int{"of 0": 1}, r.effects())
			})
		})
	}
}

// If River's tables are lost, tasks that are due receive new jobs.
func TestTasksWithoutAJob(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		r.at(r.clock.Now(), "a")
		r.at(r.clock.Now().Add(time.Hour), "later")
		r.exec("delete from {}river_job")
		r.clock.add(orphanAge)
		n, err := r.reconcileTasks(t.Context())
		require.NoError(t, err)
		require.Zero(t, n, "not yet")
		r.clock.add(time.Second)
		n, err = r.reconcileTasks(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, n)
		n, err = r.reconcileTasks(t.Context())
		require.NoError(t, err)
		require.Zero(t, n, "it has a job")
		require.NoError(t, r.work(r.job()))
		require.Equal(t, map[string]int{"a": 1}, r.effects())
		r.clock.add(2 * time.Hour)
		require.NoError(t, (&upkeepWorker{engine: r.e}).Work(t.Context(), nil))
		require.NoError(t, r.work(r.job()))
		require.Equal(t, map[string]int{"a": 1, "later": 1}, r.effects())
	})
}

func TestWhatATaskMayCall(t *testing.T) {
	eachTaskRig(t, func(t *testing.T, r *taskRig) {
		r.do = func(ctx context.Context, _ rolecall.Task) error {
			if _, err := Newer(ctx, r.clock.Now()); !errors.Is(err, ErrNoDelivery) {
				return fmt.Errorf("a task has no delivery: %w", err)
			}
			return Later(ctx, r.clock.Now(), r.event("1"))
		}
		r.at(r.clock.Now(), "a")
		require.NoError(t, r.work(r.job()))
		require.Equal(t, 1, r.inState(StateWaiting))
	})
}

// A context that was detached has its own transactions, unless they would wait for the one that it was detached
// from.
func TestDetach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		var r *taskRig
		var before, after error
		write := func(ctx context.Context, id string) error {
			return r.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error { return writeEffect(ctx, tx, id) })
		}
		r = newTaskRig(t, dsn, func(ctx context.Context, _ *webhook.Delivery) error {
			before = write(r.Detach(ctx), "kept")
			if err := write(ctx, "undone"); err != nil {
				return err
			}
			after = write(r.Detach(ctx), "kept if it is not SQLite")
			return errors.New("no")
		})
		r.putNumbered(1)
		require.Error(t, r.rig.work(r.fetchOne()))
		require.NoError(t, before)
		want := map[string]int{"kept": 1}
		if r.pools.dialect == SQLite {
			require.ErrorContains(t, after, "do this before Tx")
		} else {
			require.NoError(t, after)
			want["kept if it is not SQLite"] = 1
		}
		require.Equal(t, want, r.effects())
		require.Equal(t, t.Context(), r.Detach(t.Context()))

		require.ErrorIs(t, r.Tx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			require.NoError(t, writeEffect(ctx, tx, "undone"))
			require.NoError(t, write(ctx, "in the same transaction"))
			return errDamaged
		}), errDamaged)
		require.Equal(t, want, r.effects())
	})
}

func TestAttachTooLate(t *testing.T) {
	t.Parallel()
	r := newTaskRig(t, dbtest.SQLite(t), nothing)
	require.Panics(t, func() { r.Handle("another", nil) })
	e, err := Open(t.Context(), dbtest.SQLite(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) })
	h := host{e}
	h.Handle("test", r.do)
	require.Panics(t, func() { h.Handle("test", r.do) })
	require.ErrorIs(t, h.At(t.Context(), time.Now(), taskNamed("a")), ErrClosed, "the inbox is not known yet")
	e.Inbox(webhook.SinkFunc(nothing))
	require.NoError(t, h.At(t.Context(), time.Now(), taskNamed("a")))
}
