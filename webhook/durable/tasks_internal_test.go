package durable

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertest"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// taskRig is a rig with an engine "test" attached.
type taskRig struct {
	*rig
	attach.Host
}

type doFunc = func(ctx context.Context, task rolecall.Task) error

func newTaskRig(t testing.TB, dsn string, do doFunc, h handlerFunc, opts ...Option) *taskRig {
	t.Helper()
	c := newClock()
	opts = append([]Option{func(o *options) error { o.now = c.Now; return nil }}, opts...)
	e, err := Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) })
	r := &taskRig{&rig{Engine: e, t: t, db: openRaw(t, dsn), clock: c}, attach.Of(e)}
	r.Handle("test", do)
	if h == nil {
		h = effect
	}
	r.Inbox = e.Inbox(webhook.SinkFunc(h))
	require.NotNil(t, e.River())
	e.started = true
	_, err = r.db.ExecContext(t.Context(), "create table if not exists effect (id text not null)")
	require.NoError(t, err)
	return r
}

// in plans a task of the engine "test".
func (r *taskRig) in(d time.Duration, name string) {
	r.t.Helper()
	require.NoError(r.t, r.At(r.t.Context(), r.clock.Now().Add(d), rolecall.Task{Engine: "test", Name: name}))
}

// fetchTasks takes the jobs of all tasks, regardless of their time.
func (r *taskRig) fetchTasks() []*river.Job[taskArgs] {
	r.t.Helper()
	at := "now()"
	if r.pools.dialect == SQLite {
		at = "datetime('now', 'subsec')"
	}
	tx, err := r.db.BeginTx(r.t.Context(), nil)
	require.NoError(r.t, err)
	ids, err := queryInts(r.t.Context(), tx, r.ledger.sql(`update {}river_job set state = 'running', attempt = attempt + 1, attempted_at = `+at+`
		where kind = 'rolecall_task' and state in ('available', 'scheduled', 'retryable') returning id`))
	require.NoError(r.t, err)
	require.NoError(r.t, tx.Commit())
	jobs := make([]*river.Job[taskArgs], len(ids))
	for i, id := range ids {
		jobs[i] = r.taskJob(id)
	}
	return jobs
}

func (r *taskRig) taskJob(id int64) *river.Job[taskArgs] {
	r.t.Helper()
	found, err := r.client.JobGet(r.t.Context(), id)
	require.NoError(r.t, err)
	var engine, name string
	query := "select args ->> 'engine', args ->> 'name' from {}river_job where id = $1"
	require.NoError(r.t, r.db.QueryRowContext(r.t.Context(), r.ledger.sql(query), id).Scan(&engine, &name))
	return &river.Job[taskArgs]{JobRow: found, Args: taskArgs{engine, name}}
}

func (r *taskRig) fetchTask() *river.Job[taskArgs] {
	r.t.Helper()
	jobs := r.fetchTasks()
	require.Len(r.t, jobs, 1)
	return jobs[0]
}

func (r *taskRig) workTask(job *river.Job[taskArgs]) error {
	return (&taskWorker{engine: r.Engine}).Work(rivertest.WorkContext(r.t.Context(), r.client), job)
}

// tasks returns when each task is due, in milliseconds from the clock's time.
func (r *taskRig) tasks() map[string]int64 {
	r.t.Helper()
	rows, err := r.db.QueryContext(r.t.Context(), r.ledger.sql("select name, due from {}rolecall_task"))
	require.NoError(r.t, err)
	defer func() { _ = rows.Close() }()
	all := map[string]int64{}
	for rows.Next() {
		var name string
		var due int64
		require.NoError(r.t, rows.Scan(&name, &due))
		all[name] = due - r.clock.Now().UnixMilli()
	}
	require.NoError(r.t, rows.Err())
	return all
}

// does writes the effect of a task.
func does(ctx context.Context, task rolecall.Task) error {
	tx, err := Tx(ctx)
	if err != nil {
		return err
	}
	return writeEffect(ctx, tx, task.Name)
}

func eachTaskRig(t *testing.T, do func(r *taskRig) doFunc, test func(t *testing.T, r *taskRig)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var r *taskRig
		r = newTaskRig(t, dsn, func(ctx context.Context, task rolecall.Task) error { return do(r)(ctx, task) }, nil)
		test(t, r)
	})
}

func doesOf(*taskRig) doFunc { return does }

func TestTaskIsReplacedByName(t *testing.T) {
	eachTaskRig(t, doesOf, func(t *testing.T, r *taskRig) {
		r.in(time.Hour, "a")
		r.in(2*time.Hour, "b")
		r.in(time.Minute, "a")
		require.Equal(t, map[string]int64{"a": 60_000, "b": 7_200_000}, r.tasks())
		jobs := r.fetchTasks()
		require.Len(t, jobs, 2, "the first job of a is deleted")
		for _, job := range jobs {
			require.NoError(t, r.workTask(job))
		}
		require.Equal(t, map[string]int{"a": 1, "b": 1}, r.effects())
		require.Empty(t, r.tasks())
	})
}

// The rows of a task are committed together with its end.
func TestTaskFails(t *testing.T) {
	eachTaskRig(t, func(*taskRig) doFunc {
		return func(ctx context.Context, task rolecall.Task) error {
			if err := does(ctx, task); err != nil || task.Name == "good" {
				return err
			}
			if task.Name == "panic" {
				panic(errTest)
			}
			return errTest
		}
	}, func(t *testing.T, r *taskRig) {
		for _, name := range []string{"good", "error", "panic"} {
			r.in(0, name)
		}
		jobs := r.fetchTasks()
		for _, job := range jobs {
			require.Equal(t, job.Args.Name == "good", r.workTask(job) == nil)
		}
		require.Equal(t, map[string]int{"good": 1}, r.effects())
		require.Equal(t, map[string]int64{"error": 0, "panic": 0}, r.tasks())
	})
}

func TestTaskIsDoneAgain(t *testing.T) {
	calls := map[*taskRig]int{}
	var mu sync.Mutex
	eachTaskRig(t, func(rig *taskRig) doFunc {
		return func(ctx context.Context, task rolecall.Task) error {
			mu.Lock()
			defer mu.Unlock()
			calls[rig]++
			if err := does(ctx, task); err != nil || calls[rig] > 1 {
				return err
			}
			return errTest
		}
	}, func(t *testing.T, rig *taskRig) {
		rig.in(0, "a")
		job := rig.fetchTask()
		require.Error(t, rig.workTask(job))
		require.Empty(t, rig.effects())
		job.Attempt++
		require.NoError(t, rig.workTask(job))
		require.Equal(t, map[string]int{"a": 1}, rig.effects())
		require.Empty(t, rig.tasks())
	})
}

// Two runs of one job at the same time, as after a rescue: one has an effect.
func TestTaskRivals(t *testing.T) {
	eachTaskRig(t, doesOf, func(t *testing.T, r *taskRig) {
		r.in(0, "a")
		job := r.fetchTask()
		second := *job
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, j := range []*river.Job[taskArgs]{job, &second} {
			both.Go(func() { errs[i] = r.workTask(j) })
		}
		both.Wait()
		require.Equal(t, []error{nil, nil}, errs)
		require.Equal(t, map[string]int{"a": 1}, r.effects())
		require.Empty(t, r.tasks())
	})
}

// A task that plans itself again stays, at its new time, even if that is the same.
func TestTaskPlansItself(t *testing.T) {
	for name, wait := range map[string]time.Duration{"later": time.Hour, "at the same time": 0} {
		t.Run(name, func(t *testing.T) {
			eachTaskRig(t, func(r *taskRig) doFunc {
				return func(ctx context.Context, task rolecall.Task) error {
					return errors.Join(does(ctx, task), r.At(ctx, r.clock.Now().Add(wait), task))
				}
			}, func(t *testing.T, r *taskRig) {
				r.in(0, "a")
				job := r.fetchTask()
				rescued := *job
				require.NoError(t, r.workTask(job))
				require.Equal(t, map[string]int64{"a": wait.Milliseconds()}, r.tasks())
				require.NoError(t, r.workTask(&rescued))
				require.Equal(t, map[string]int{"a": 1}, r.effects(), "the rescued run is not the one that was planned again")
				next := r.fetchTask()
				require.NotEqual(t, job.ID, next.ID)
				require.NoError(t, r.workTask(next))
				require.Equal(t, map[string]int{"a": 2}, r.effects())
			})
		})
	}
}

// A task is planned in the transaction of a delivery.
func TestTaskOfADelivery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var r *taskRig
		r = newTaskRig(t, dsn, does, func(ctx context.Context, d *webhook.Delivery) error {
			err := r.At(ctx, r.clock.Now(), rolecall.Task{Engine: "test", Name: d.ID})
			if d.ID == "bad" && err == nil {
				err = errTest
			}
			return err
		})
		r.put(r.event("bad"), r.event("good"))
		for _, job := range r.fetch() {
			_ = r.work(job)
		}
		require.Equal(t, map[string]int64{"good": 0}, r.tasks())
		require.Len(t, r.fetchTasks(), 1)
	})
}

// River's tables are emptied: the tasks have new jobs after a while.
func TestReconcileTasks(t *testing.T) {
	eachTaskRig(t, doesOf, func(t *testing.T, r *taskRig) {
		r.in(0, "due")
		r.in(time.Hour, "later")
		r.exec("delete from {}river_job")
		requireNew := func(want int) {
			t.Helper()
			n, err := r.reconcileTasks(t.Context())
			require.NoError(t, err)
			require.Equal(t, want, n)
		}
		r.clock.add(orphanAge)
		requireNew(0)
		r.clock.add(time.Millisecond)
		requireNew(1)
		requireNew(0)
		require.NoError(t, r.workTask(r.fetchTask()))
		require.Equal(t, map[string]int{"due": 1}, r.effects())
		r.clock.add(time.Hour)
		requireNew(1)
		require.NoError(t, r.workTask(r.fetchTask()))
		require.Equal(t, map[string]int{"due": 1, "later": 1}, r.effects())
		require.Empty(t, r.tasks())
	})
}

func TestTaskOfAnUnknownEngine(t *testing.T) {
	eachTaskRig(t, doesOf, func(t *testing.T, r *taskRig) {
		require.NoError(t, r.At(t.Context(), r.clock.Now(), rolecall.Task{Engine: "newer", Name: "a"}))
		require.ErrorContains(t, r.workTask(r.fetchTask()), "no engine of this name")
		require.Equal(t, map[string]int64{"a": 0}, r.tasks(), "another process may have it")
		for _, task := range []rolecall.Task{{}, {Engine: "test"}, {Name: "a"}} {
			require.ErrorContains(t, r.At(t.Context(), r.clock.Now(), task), "no Engine or no Name")
		}
	})
}

// Newer needs a delivery; Later works in a task.
func TestDeliveriesOfATask(t *testing.T) {
	eachTaskRig(t, func(r *taskRig) doFunc {
		return func(ctx context.Context, _ rolecall.Task) error {
			_, err := Newer(ctx, time.Now())
			require.ErrorIs(t, err, ErrNoDelivery)
			return Later(ctx, r.clock.Now(), email("of a task"))
		}
	}, func(t *testing.T, r *taskRig) {
		r.in(0, "a")
		require.NoError(t, r.workTask(r.fetchTask()))
		require.Equal(t, "of a task", r.entry().ID)
		r.workAll()
		require.Equal(t, map[string]int{"of a task": 1}, r.effects())
	})
}

// The text of an error and the value of a panic are in no table and in no log.
func TestPrivacyOfTasks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		log := new(syncBuffer)
		r := newTaskRig(t, dsn, func(_ context.Context, task rolecall.Task) error {
			if task.Name == "panic" {
				panic(markPanic)
			}
			return errors.New(markText)
		}, nil, WithLogger(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		r.in(0, "panic")
		r.in(0, "error")
		r.start()
		failures := func() (n int) {
			query := "select count(*) from {}river_job where kind = 'rolecall_task' and state in ('retryable', 'available') and attempt > 0 and errors is not null"
			require.NoError(t, r.db.QueryRowContext(t.Context(), r.ledger.sql(query)).Scan(&n))
			return n
		}
		require.Eventually(t, func() bool { return failures() == 2 }, time.Minute, 5*time.Millisecond)
		require.Contains(t, log.String(), "a task failed and will be done again")
		require.NotContains(t, log.String(), "Zoe")
		dump := r.dump()
		requireOnlyIn(t, dump, markPanic)
		requireOnlyIn(t, dump, markText)
	})
}

// Detach gives a write its own transaction. On SQLite that is an error when the delivery's own has begun, because
// it would wait for itself.
func TestDetach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var r *taskRig
		write := func(ctx context.Context, id string) error {
			return r.Tx(r.Detach(ctx), func(ctx context.Context, tx *sql.Tx) error { return writeEffect(ctx, tx, id) })
		}
		var after error
		r = newTaskRig(t, dsn, does, func(ctx context.Context, d *webhook.Delivery) error {
			require.NoError(t, write(ctx, "before"))
			if err := effect(ctx, d); err != nil {
				return err
			}
			after = write(ctx, "after")
			return errTest
		})
		r.put(r.event("a"))
		require.Error(t, r.work(r.fetchOne()))
		if r.pools.dialect == SQLite {
			require.ErrorContains(t, after, "do this before Tx")
			require.Equal(t, map[string]int{"before": 1}, r.effects())
		} else {
			require.NoError(t, after)
			require.Equal(t, map[string]int{"before": 1, "after": 1}, r.effects())
		}
		require.NoError(t, write(t.Context(), "without a delivery"))
		require.Equal(t, 1, r.effects()["without a delivery"])
	})
}

func TestHandleIsTooLate(t *testing.T) {
	eachTaskRig(t, doesOf, func(t *testing.T, r *taskRig) {
		require.Panics(t, func() { r.Handle("other", does) })
		require.Panics(t, func() { r.CountRuns(nil) })
		require.Panics(t, func() { r.Upkeep(nil) })
		e, err := Open(t.Context(), dbtest.SQLite(t))
		require.NoError(t, err)
		attach.Of(e).Handle("test", does)
		require.PanicsWithValue(t, "durable: test is attached already", func() { attach.Of(e).Handle("test", does) })
		require.NoError(t, e.Stop(t.Context()))
	})
}
