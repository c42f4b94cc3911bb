package durable

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
)

const (
	// sliceSize limits what one transaction of the upkeep changes, so that others do not wait for it.
	sliceSize = 1000
	// orphanAge is for how long a waiting delivery may have no job before it gets a new one.
	orphanAge     = 5 * time.Minute
	upkeepTimeout = 5 * time.Minute
)

// upkeepWorker runs once a minute in one of the processes.
type upkeepWorker struct {
	river.WorkerDefaults[upkeepArgs]
	engine *Engine
}

// Timeout returns the time after which River ends the context of the job.
func (w *upkeepWorker) Timeout(*river.Job[upkeepArgs]) time.Duration { return upkeepTimeout }

// Work deletes the rows that are older than the retention, and gives deliveries that have lost their job a new one.
func (w *upkeepWorker) Work(ctx context.Context, _ *river.Job[upkeepArgs]) error {
	deleted, err := w.engine.retain(ctx)
	jobs, jobsErr := w.engine.reconcile(ctx)
	tasks, tasksErr := w.engine.reconcileTasks(ctx)
	for _, f := range w.engine.attached.upkeep {
		tasksErr = errors.Join(tasksErr, f(ctx))
	}
	log := w.engine.opts.log
	if deleted > 0 {
		log.InfoContext(ctx, "durable: deliveries older than the retention were deleted", "deliveries", deleted)
	}
	if jobs > 0 {
		log.WarnContext(ctx, "durable: deliveries without a job have a new one", "deliveries", jobs)
	}
	if tasks > 0 {
		log.WarnContext(ctx, "durable: tasks without a job have a new one", "tasks", tasks)
	}
	if err = errors.Join(err, jobsErr, tasksErr); err != nil {
		log.ErrorContext(ctx, "durable: upkeep failed and runs again in a minute", "error", err.Error())
		return &classError{classOf(err)}
	}
	return nil
}

// retain deletes old rows, in slices.
func (e *Engine) retain(ctx context.Context) (int, error) {
	now, total := e.opts.now(), 0
	for _, rule := range []struct {
		states string
		keep   time.Duration
	}{{"(2, 3, 5)", e.opts.retention.Done}, {"(4)", e.opts.retention.Parked}} {
		// A row is received before it is done. The index has the former.
		old := "state in " + rule.states + " and received < $1 and done < $1"
		statement := e.ledger.sql(`delete from {}rolecall_delivery where seq in (select seq from {}rolecall_delivery
			where ` + old + ` limit $2) and ` + old) // again, because Replay may have changed the row in the meantime
		before := now.Add(-rule.keep).UnixMilli()
		for {
			result, err := e.pools.work.ExecContext(ctx, statement, before, sliceSize)
			if err != nil {
				return total, storeFailed("delete old deliveries", err)
			}
			n, err := result.RowsAffected()
			total += int(n)
			if err != nil || n < sliceSize {
				break
			}
		}
	}
	return total, nil
}

// liveJobs selects the rows that a job will handle.
func (e *Engine) liveJobs() string {
	seqs := "select value as seq from {}river_job j, json_each(j.args -> 'seqs')"
	if e.pools.dialect == PostgreSQL {
		seqs = "select value::bigint as seq from {}river_job j, jsonb_array_elements(j.args -> 'seqs')"
	}
	return seqs + " where kind = 'rolecall_delivery' and state in ('available', 'pending', 'retryable', 'running', 'scheduled')"
}

// reconcile gives waiting deliveries without a live job a new one: River's tables were emptied, an operator
// has deleted or canceled the job, or the process died between two steps. The attempt counts, so that a
// delivery that kills every process is parked eventually.
func (e *Engine) reconcile(ctx context.Context) (int, error) {
	if e.inbox == nil {
		return 0, nil
	}
	before, total := e.opts.now().Add(-orphanAge).UnixMilli(), 0
	for {
		n, err := e.reconcileSlice(ctx, before)
		total += n
		if err != nil || n < sliceSize {
			return total, storeFailed("give deliveries new jobs", err)
		}
	}
}

func (e *Engine) reconcileSlice(ctx context.Context, before int64) (int, error) {
	var old bool
	if err := e.pools.work.QueryRowContext(ctx, e.ledger.sql("select exists (select 1 from {}rolecall_delivery where state = 1 and due < $1)"),
		before).Scan(&old); err != nil || !old {
		return 0, err
	}
	// The search reads all live jobs, so it must not hold SQLite's write lock. A job that is inserted in the
	// meantime, or a second one, does no harm.
	query := `select d.seq from {}rolecall_delivery d left join (` + e.liveJobs() + `) live on live.seq = d.seq
		where d.state = 1 and d.due < $1 and live.seq is null order by d.seq limit $2`
	orphans, err := queryInts(ctx, e.pools.work, e.ledger.sql(query), before, sliceSize)
	if err != nil || len(orphans) == 0 {
		return 0, err
	}
	tx, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, e.ledger.sql("update {}rolecall_delivery set tries = tries + 1, due = $1 where state = 1 and "+e.ledger.in(2)),
		e.opts.now().UnixMilli(), e.ledger.list(orphans)); err != nil {
		return 0, err
	}
	if err := e.insertSingles(ctx, tx, orphans); err != nil {
		return 0, err
	}
	return len(orphans), tx.Commit()
}
