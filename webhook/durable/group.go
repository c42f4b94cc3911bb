package durable

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"slices"

	"github.com/riverqueue/river"
)

// group handles several deliveries in one transaction, with a savepoint each. One statement marks all of
// them before the handlers run; those that fail are made to wait again.
func (e *Engine) group(ctx context.Context, job *river.Job[deliveryArgs], rows []*row) error {
	ctx, cancel := context.WithTimeout(ctx, e.inbox.timeout)
	defer cancel()
	tx, err := e.pools.tx.BeginTx(ctx, nil)
	if err != nil {
		return storeRetry("begin a transaction", err)
	}
	defer func() { _ = tx.Rollback() }()
	token := "in group " + rand.Text()
	ours, err := e.ledger.mark(ctx, tx, StateWaiting, outcome{state: StateDone, class: token}, seqsOf(rows)...)
	if err != nil {
		return storeRetry("mark deliveries", err)
	}
	rows = slices.DeleteFunc(rows, func(r *row) bool { return !slices.Contains(ours, r.seq) })
	ran, after, err := e.members(ctx, tx, rows)
	if err == nil {
		err = e.ledger.settle(ctx, tx, token, rows)
	}
	if err == nil {
		err = completeJob(ctx, e, tx, job)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		_ = tx.Rollback()
		if ctx.Err() != nil && !stopping(ctx) {
			err = context.Cause(ctx)
		}
		return e.groupFailed(ctx, errors.Join(err, e.reopen(ctx, token, rows[ran:], rows[:ran])))
	}
	for _, f := range after {
		f()
	}
	return nil
}

// reopen makes the deliveries of a group wait again that are marked as done although their handlers did not
// run: a handler before them has committed the transaction, which it must not do. The token distinguishes
// them from deliveries that another run has handled since the transaction was rolled back.
func (e *Engine) reopen(ctx context.Context, token string, rows, ran []*row) error {
	ctx, cancel := recordContext(ctx)
	defer cancel()
	reopened, err := queryInts(ctx, e.pools.work, e.ledger.sql(`update {}rolecall_delivery set state = 1, done = null, error = null, due = $1
		where state = 2 and error = $2 and `+e.ledger.in(3)+" returning seq"), e.opts.now().UnixMilli(), token, e.ledger.list(seqsOf(rows)))
	if err == nil {
		err = e.ledger.settle(ctx, e.pools.work, token, ran)
	}
	if len(reopened) > 0 {
		e.opts.log.ErrorContext(ctx, "durable: a handler has ended the transaction of its group, which it must not do", "reopened", len(reopened))
	}
	return err
}

// groupFailed returns the error of a group whose transaction is lost. The next attempt splits the group.
func (e *Engine) groupFailed(ctx context.Context, err error) error {
	if stopping(ctx) {
		return river.JobSnooze(0)
	}
	return storeRetry("handle a group of deliveries", err)
}

// members handles the deliveries of a group. ran is the number of those whose handler has run, and err that of
// the transaction. The functions are called after the commit.
func (e *Engine) members(ctx context.Context, tx *sql.Tx, rows []*row) (ran int, after []func(), err error) {
	// On PostgreSQL each statement is a round trip, so one statement ends a savepoint and begins the next.
	statement := "savepoint rolecall_delivery"
	for i, r := range rows {
		f, err := e.savepoint(ctx, tx, rows[:i], statement)
		if err == nil {
			ran++
			after = append(after, f...)
			f, err = e.member(ctx, tx, r)
		}
		if err != nil {
			return ran, nil, err
		}
		after = append(after, f...)
		statement = "release savepoint rolecall_delivery; savepoint rolecall_delivery"
	}
	if len(rows) == 0 {
		return 0, nil, nil
	}
	f, err := e.savepoint(ctx, tx, rows, "release savepoint rolecall_delivery")
	return ran, append(after, f...), err
}

// savepoint executes a statement that releases the savepoint of the last row, if any. On PostgreSQL that
// fails if a statement failed and the handler has ignored that: then the delivery has failed.
func (e *Engine) savepoint(ctx context.Context, tx *sql.Tx, before []*row, statement string) (after []func(), err error) {
	_, err = tx.ExecContext(ctx, statement)
	if err == nil || len(before) == 0 {
		return nil, err
	}
	after, err = e.undo(ctx, tx, before[len(before)-1], err)
	if err == nil {
		_, err = tx.ExecContext(ctx, statement)
	}
	return after, err
}

// member handles one delivery of a group. The error is that of the transaction.
func (e *Engine) member(ctx context.Context, tx *sql.Tx, r *row) (after []func(), err error) {
	d, err := e.codec.decode(ctx, r)
	switch {
	case errors.Is(err, ErrKeyGone):
		_, err = e.ledger.mark(ctx, tx, StateDone, keyGone(), r.seq)
	case err == nil:
		err = e.handle(ctx, &run{engine: e, ctx: ctx, row: r, tx: tx}, d)
	}
	if err != nil {
		return e.undo(ctx, tx, r, err)
	}
	return nil, nil
}

// undo rolls back what one delivery of a group has written, and records its failure.
func (e *Engine) undo(ctx context.Context, tx *sql.Tx, r *row, cause error) (after []func(), err error) {
	if ctx.Err() != nil {
		return nil, ctx.Err() // the transaction is gone
	}
	if _, err := tx.ExecContext(ctx, "rollback to savepoint rolecall_delivery"); err != nil {
		return nil, err
	}
	return e.memberFailed(ctx, tx, r, cause)
}

// memberFailed records the failure of one delivery of a group, and gives it its own job.
func (e *Engine) memberFailed(ctx context.Context, tx *sql.Tx, r *row, cause error) (after []func(), err error) {
	verdict, wait := verdictOf(cause)
	r.tries++
	o, _ := e.decide(r, failure{verdict, wait, r.tries, cause}, backoff(r.seq, r.tries))
	if _, err := e.ledger.mark(ctx, tx, StateDone, o, r.seq); err != nil {
		return nil, err
	}
	switch o.state {
	case StateWaiting:
		return nil, e.insertJob(ctx, tx, r.seq, o.due)
	case StateParked:
		return []func(){func() { e.parked(ctx, r, o.class, cause) }}, nil
	default:
		return nil, nil
	}
}

// split gives each delivery of a group its own job, because the group's transaction was lost before: one of
// them may have caused that, and the others must not be parked with it.
func (e *Engine) split(ctx context.Context, job *river.Job[deliveryArgs], rows []*row) error {
	tx, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return storeRetry("split a group of deliveries", err)
	}
	defer func() { _ = tx.Rollback() }()
	err = e.insertSingles(ctx, tx, seqsOf(rows))
	if err == nil {
		err = completeJob(ctx, e, tx, job)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return storeRetry("split a group of deliveries", err)
	}
	return nil
}

func seqsOf(rows []*row) []int64 {
	seqs := make([]int64, len(rows))
	for i, r := range rows {
		seqs[i] = r.seq
	}
	return seqs
}
