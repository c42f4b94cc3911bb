package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"github.com/rolecall-dev/rolecall/webhook"
)

// worker handles the deliveries of a River job.
type worker struct {
	river.WorkerDefaults[deliveryArgs]
	engine *Engine
}

// Timeout returns the time after which River ends the context of the job.
func (w *worker) Timeout(*river.Job[deliveryArgs]) time.Duration {
	if w.engine.inbox == nil {
		return jobTimeout(defaultTimeout)
	}
	return jobTimeout(w.engine.inbox.timeout)
}

// NextRetry returns the time of the next attempt.
func (w *worker) NextRetry(job *river.Job[deliveryArgs]) time.Time {
	return w.engine.opts.now().Add(backoff(job.ID, job.Attempt))
}

// backoff returns the wait after an attempt: random between 1 second and a limit that doubles up to 1 hour.
// It depends on nothing else, so that the ledger and River compute the same.
func backoff(job int64, attempt int) time.Duration {
	const shortest, longest = time.Second, time.Hour
	limit := float64(longest)
	if attempt < 12 {
		limit = min(limit, float64(shortest)*math.Exp2(float64(attempt)))
	}
	h := fnv.New32a()
	_, _ = fmt.Fprint(h, job, attempt)
	fraction := float64(h.Sum32()) / math.MaxUint32
	return shortest + time.Duration(fraction*(limit-float64(shortest)))
}

// Work handles the deliveries of the job that are still waiting.
func (w *worker) Work(ctx context.Context, job *river.Job[deliveryArgs]) (err error) {
	defer func() {
		if v := recover(); v != nil { // River would write the value into its table and its log
			err = &classError{"panic (" + bounded(fmt.Sprintf("%T", v)) + ")"}
		}
	}()
	e := w.engine
	if e.inbox == nil {
		return &classError{"this process has no inbox"}
	}
	e.yield(ctx)
	rows, err := e.ledger.load(ctx, e.pools.work, job.Args.Seqs)
	switch {
	case err != nil:
		return storeRetry("load deliveries", err)
	case len(rows) == 0:
		return nil // all are handled or purged
	case len(job.Args.Seqs) == 1:
		return e.single(ctx, job, rows[0])
	case job.Attempt > 1:
		return e.split(ctx, job, rows)
	}
	return e.group(ctx, job, rows)
}

// single handles one delivery in its own transaction.
func (e *Engine) single(ctx context.Context, job *river.Job[deliveryArgs], r *row) error {
	tries := max(job.Attempt, r.tries+1)
	if tries > e.inbox.attempts {
		// The processes of all attempts have died, so it may be the delivery that kills them.
		return e.park(ctx, r, tries-1, &classError{"the process ended during the last attempt"})
	}
	d, err := e.codec.decode(ctx, r)
	if errors.Is(err, ErrKeyGone) {
		if _, err := e.ledger.mark(ctx, e.pools.work, StateWaiting, keyGone(), r.seq); err != nil {
			return storeRetry("mark a delivery", err)
		}
		return nil
	}
	run := e.deliveryRun(ctx, r)
	defer run.release()
	if err == nil {
		err = e.handle(ctx, run, d)
	}
	if run.lost {
		return nil
	}
	verdict, wait := verdictOf(err)
	if verdict == webhook.VerdictDone {
		if err = e.complete(ctx, job, run); err == nil {
			return nil
		}
		err = storeFailed("complete a delivery", err) // the outcome may be unknown: the next attempt will see
		if ctx.Err() != nil {
			err = context.Cause(ctx) // the handler took too long, which is not the database's failure
		}
		verdict = webhook.VerdictRetry
	} else if run.tx != nil {
		_ = run.tx.Rollback()
	}
	if stopping(ctx) {
		return river.JobSnooze(0) // the engine is stopping: this is not a failed attempt
	}
	return e.fail(ctx, job, r, failure{verdict, wait, tries, err})
}

// storeRetry returns what River does with a job if the database has failed. An outage is not a failed
// attempt, so no delivery is parked because of a long one.
func storeRetry(doing string, err error) error {
	err = storeFailed(doing, err)
	if outage(err) {
		return river.JobSnooze(retryAfter)
	}
	return &classError{classOf(err)}
}

// stopping reports whether River has ended the context of a job because its client stops.
func stopping(ctx context.Context) bool {
	return ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded)
}

// handle calls the handler, with its timeout. A panic becomes an error.
func (e *Engine) handle(ctx context.Context, r *run, d *webhook.Delivery) error {
	ctx, cancel := context.WithTimeout(r.context(ctx), e.inbox.timeout)
	defer cancel()
	r.tenant, r.key = d.Tenant, d.Key
	e.counters.handled.Add(1)
	return e.guard(ctx, r, func(ctx context.Context) error { return e.inbox.handler.Accept(ctx, d) })
}

// panicError is a panic of a handler that is not a webhook.Router, which recovers panics itself. It has
// only the type of the panic's value, which may quote a record.
type panicError struct{ typ string }

func (e *panicError) Error() string    { return "panic (" + e.typ + ")" }
func (e *panicError) SafeText() string { return e.Error() }

// complete marks the delivery and its job, together with what the handler has written.
func (e *Engine) complete(ctx context.Context, job *river.Job[deliveryArgs], r *run) error {
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
	e.yield(ctx)
	if err := completeJob(ctx, e, tx, job); err != nil {
		return err
	}
	return tx.Commit()
}

// completeJob completes the job in a transaction. A job that is gone, because River's tables were emptied,
// does not matter: the ledger counts.
func completeJob[A river.JobArgs](ctx context.Context, e *Engine, tx *sql.Tx, job *river.Job[A]) error {
	var err error
	if e.pools.dialect == SQLite {
		_, err = river.JobCompleteTx[*riversqlite.Driver](ctx, tx, job)
	} else {
		_, err = river.JobCompleteTx[*riverdatabasesql.Driver](ctx, tx, job)
	}
	if errors.Is(err, rivertype.ErrNotFound) {
		return nil
	}
	return err
}

// recordContext returns a context for recording a failure, which may be that ctx has ended.
func recordContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
}

// failure is a run that did not end with nil.
type failure struct {
	verdict webhook.Verdict
	wait    time.Duration
	tries   int
	err     error
}

// fail records a failure and returns what River does with the job.
func (e *Engine) fail(ctx context.Context, job *river.Job[deliveryArgs], r *row, f failure) error {
	ctx, cancel := recordContext(ctx)
	defer cancel()
	o, result := e.decide(r, f, backoff(job.ID, job.Attempt))
	if o.state == StateParked {
		return e.park(ctx, r, o.tries, f.err)
	}
	if _, err := e.ledger.mark(ctx, e.pools.work, StateWaiting, o, r.seq); err != nil {
		// River retries the job anyway; only the list does not show the failure.
		return storeRetry("record a failure", err)
	}
	return result
}

// decide returns the outcome of a failure, and what River does with the job.
func (e *Engine) decide(r *row, f failure, backoff time.Duration) (outcome, error) {
	now, class := e.opts.now(), classOf(f.err)
	if f.verdict == webhook.VerdictRetry && outage(f.err) {
		e.counters.failed.Add(1)
		return outcome{state: StateWaiting, due: now.Add(retryAfter), class: class}, river.JobSnooze(retryAfter)
	}
	age := now.Sub(time.UnixMilli(r.received))
	e.counters.failed.Add(1)
	switch {
	case f.verdict == webhook.VerdictDrop:
		return outcome{state: StateDropped, tries: f.tries, class: class}, river.JobCancel(&classError{class})
	case f.verdict == webhook.VerdictRetryAfter && age < e.inbox.giveUp:
		return outcome{state: StateWaiting, due: now.Add(f.wait), class: class}, river.JobSnooze(f.wait)
	case f.verdict == webhook.VerdictRetryAfter || f.tries >= e.inbox.attempts:
		return outcome{state: StateParked, tries: f.tries, class: class}, river.JobCancel(&classError{class})
	}
	return outcome{state: StateWaiting, tries: f.tries, due: now.Add(backoff), class: class}, &classError{class}
}

// park parks a delivery and tells the operator.
func (e *Engine) park(ctx context.Context, r *row, tries int, cause error) error {
	class := classOf(cause)
	parked, err := e.ledger.mark(ctx, e.pools.work, StateWaiting, outcome{state: StateParked, tries: tries, class: class}, r.seq)
	if err != nil {
		return storeRetry("park a delivery", err)
	}
	if len(parked) > 0 {
		r.tries = tries
		e.parked(ctx, r, class, cause)
	}
	return river.JobCancel(&classError{class})
}

// parked logs a parked delivery and calls OnParked.
func (e *Engine) parked(ctx context.Context, r *row, class string, cause error) {
	e.counters.parked.Add(1)
	e.opts.log.ErrorContext(ctx, "durable: a delivery was parked: see Inbox.List and Inbox.Replay", "seq", r.seq, "type", r.typ, "error", class)
	if e.inbox.onParked == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			e.opts.log.ErrorContext(ctx, "durable: OnParked panicked", "type", fmt.Sprintf("%T", v))
		}
	}()
	entry := e.entry(ctx, r)
	entry.State, entry.Error, entry.Due, entry.Finished = StateParked, class, time.Time{}, e.opts.now().UTC()
	e.inbox.onParked(ctx, entry, cause)
}

// keyGone is the outcome of a delivery that cannot be opened. The bytes stay: if the key was not destroyed
// but forgotten in the configuration, Replay handles the delivery.
func keyGone() outcome { return outcome{state: StatePurged, class: "the key of the seal is gone"} }
