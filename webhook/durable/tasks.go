package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/rolecall-dev/rolecall"
)

const (
	queueTasks = "rolecall_task"
	// maxTasks is the number of tasks that a process does at the same time.
	maxTasks = 16
	// taskAttempts is more than a task needs: it is retried once an hour, until it is done.
	taskAttempts = 20000
	// taskTimeout is longer than a call of a provider. A task whose process was killed is done again after it.
	taskTimeout = 90 * time.Second
)

// taskArgs are the arguments of the job of a task. They have no personal data.
type taskArgs struct {
	Engine string `json:"engine"`
	Name   string `json:"name"`
}

// Kind returns the name of the job in River's tables.
func (taskArgs) Kind() string { return "rolecall_task" }

// At stores a task and its job in the transaction of ctx. The row of the task is there until it is done, so
// that the task is not lost with River's tables.
func (h host) At(ctx context.Context, t time.Time, task rolecall.Task) error {
	if task.Engine == "" || task.Name == "" {
		return errors.New("durable: the task has no Engine or no Name")
	}
	return h.Tx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return storeFailed("plan a task", h.e.planTask(ctx, tx, t, task))
	})
}

func (e *Engine) planTask(ctx context.Context, tx *sql.Tx, t time.Time, task rolecall.Task) error {
	client, err := e.planner()
	if err != nil {
		return err
	}
	var before int64
	if err := tx.QueryRowContext(ctx, e.ledger.sql(`insert into {}rolecall_task (engine, name, due, job) values ($1, $2, $3, 0)
		on conflict (engine, name) do update set due = excluded.due returning job`), task.Engine, task.Name, t.UnixMilli()).Scan(&before); err != nil {
		return err
	}
	if before != 0 {
		// A job that is running ends by itself.
		_, err := client.JobDeleteTx(ctx, tx, before)
		if err != nil && !errors.Is(err, rivertype.ErrNotFound) && !errors.Is(err, rivertype.ErrJobRunning) {
			return err
		}
	}
	at := t
	if !at.After(e.opts.now()) {
		at = time.Time{} // River runs a job with a time later than one without
	}
	job, err := client.InsertTx(ctx, tx, taskArgs(task), &river.InsertOpts{Queue: queueTasks, MaxAttempts: taskAttempts, ScheduledAt: at})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, e.ledger.sql("update {}rolecall_task set job = $3 where engine = $1 and name = $2"), task.Engine, task.Name, job.Job.ID)
	return err
}

// planner returns the client that plans tasks, even before Start, but not before Inbox, on which its
// configuration depends.
func (e *Engine) planner() (*river.Client[*sql.Tx], error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.client == nil && e.inbox == nil {
		return nil, ErrClosed
	}
	err := e.makeClient()
	return e.client, err
}

// taskWorker does the tasks of the engines that are attached.
type taskWorker struct {
	river.WorkerDefaults[taskArgs]
	engine *Engine
}

// Timeout returns the time after which River ends the context of the job.
func (w *taskWorker) Timeout(*river.Job[taskArgs]) time.Duration { return taskTimeout }

// NextRetry returns the time of the next attempt.
func (w *taskWorker) NextRetry(job *river.Job[taskArgs]) time.Time {
	return w.engine.opts.now().Add(backoff(job.ID, job.Attempt))
}

// Work does a task. Its rows, and the end of the task, are committed together.
func (w *taskWorker) Work(ctx context.Context, job *river.Job[taskArgs]) error {
	e, task := w.engine, rolecall.Task(job.Args)
	do := e.attached.tasks[task.Engine]
	if do == nil {
		return &classError{"no engine of this name is attached in this process"}
	}
	r := &run{engine: e, ctx: ctx, mark: func(ctx context.Context, tx *sql.Tx) (bool, error) { return e.taskWaits(ctx, tx, job) }}
	defer r.release()
	err := e.guard(r.context(ctx), r, func(ctx context.Context) error { return do(ctx, task) })
	if err == nil {
		err = e.completeTask(ctx, job, r)
	} else if r.tx != nil {
		_ = r.tx.Rollback()
	}
	switch {
	case r.lost:
		return nil
	case err == nil:
		return nil
	case stopping(ctx):
		return river.JobSnooze(0)
	case outage(err):
		return river.JobSnooze(retryAfter)
	}
	class := classOf(err)
	e.opts.log.ErrorContext(ctx, "durable: a task failed and will be done again", "engine", task.Engine, "task", task.Name, "attempt", job.Attempt, "error", class)
	return &classError{class}
}

// taskWaits reports whether a task is not done, and was not planned again with another job, which then does it at
// its time. It does not lock the row: a delivery locks the rows of its engine before it plans a task, and so
// does the task.
func (e *Engine) taskWaits(ctx context.Context, tx *sql.Tx, job *river.Job[taskArgs]) (bool, error) {
	rows, err := queryInts(ctx, tx, e.ledger.sql("select job from {}rolecall_task where engine = $1 and name = $2 and job = $3"),
		job.Args.Engine, job.Args.Name, job.ID)
	return len(rows) > 0, err
}

// completeTask removes a task, unless it was planned again, together with what it has written. If another run of
// the same job was faster, because River has rescued the job, nothing is written.
func (e *Engine) completeTask(ctx context.Context, job *river.Job[taskArgs], r *run) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	tx, err := r.begin(ctx)
	if errors.Is(err, errHandled) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	first, err := e.removeTask(ctx, tx, job)
	if err != nil || !first {
		return storeFailed("complete a task", err)
	}
	if err := completeJob(ctx, e, tx, job); err != nil {
		return storeFailed("complete a task", err)
	}
	return storeFailed("complete a task", tx.Commit())
}

// removeTask locks the row of a task and deletes it, unless it was planned again. It returns false if another run
// has completed the job.
func (e *Engine) removeTask(ctx context.Context, tx *sql.Tx, job *river.Job[taskArgs]) (first bool, err error) {
	planned, err := queryInts(ctx, tx, e.ledger.sql("update {}rolecall_task set due = due where engine = $1 and name = $2 returning job"),
		job.Args.Engine, job.Args.Name)
	if err != nil || len(planned) == 0 {
		return false, err
	}
	completed, err := queryInts(ctx, tx, e.ledger.sql("select id from {}river_job where id = $1 and state = 'completed'"), job.ID)
	if err != nil || len(completed) > 0 {
		return false, err
	}
	if planned[0] == job.ID {
		_, err = tx.ExecContext(ctx, e.ledger.sql("delete from {}rolecall_task where engine = $1 and name = $2"), job.Args.Engine, job.Args.Name)
	}
	return true, err
}

// guard calls f in its own goroutine, because runtime.Goexit would end that of the worker. A panic becomes an
// error.
func (e *Engine) guard(ctx context.Context, r *run, f func(context.Context) error) error {
	defer r.end()
	result := make(chan error, 1)
	go func() {
		err := error(&panicError{"runtime.Goexit"})
		defer func() {
			if v := recover(); v != nil {
				err = &panicError{fmt.Sprintf("%T", v)}
			}
			result <- err
		}()
		err = f(ctx)
	}()
	return <-result
}

// reconcileTasks gives tasks that have lost their job a new one.
func (e *Engine) reconcileTasks(ctx context.Context) (int, error) {
	type lostTask struct {
		rolecall.Task
		due int64
	}
	var lost []lostTask
	rows, err := e.pools.work.QueryContext(ctx, e.ledger.sql(`select engine, name, due from {}rolecall_task t
		where due < $1 and not exists (select 1 from {}river_job j where j.id = t.job and j.state in ('available', 'pending', 'retryable', 'running', 'scheduled'))
		limit $2`), e.opts.now().Add(-orphanAge).UnixMilli(), sliceSize)
	if err != nil {
		return 0, storeFailed("give tasks new jobs", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var t lostTask
		if err := rows.Scan(&t.Engine, &t.Name, &t.due); err != nil {
			return 0, storeFailed("give tasks new jobs", err)
		}
		lost = append(lost, t)
	}
	if err := rows.Err(); err != nil {
		return 0, storeFailed("give tasks new jobs", err)
	}
	_ = rows.Close() // the transactions below may need the connection
	for i, t := range lost {
		if err := (host{e}).At(ctx, time.UnixMilli(t.due), t.Task); err != nil {
			return i, err
		}
	}
	return len(lost), nil
}
