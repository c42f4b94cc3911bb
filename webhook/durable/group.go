package durable

import (
	"context"
	"database/sql"
	"errors"

	"github.com/riverqueue/river"

	"github.com/rolecall-dev/rolecall/webhook"
)

// group handles several deliveries in one transaction, with a savepoint each. One statement marks all of
// them before the handlers run; those that fail are made to wait again.
func (e *Engine) group(ctx context.Context, job *river.Job[deliveryArgs], rows []*row) error {
	ctx, cancel := context.WithTimeout(ctx, e.inbox.timeout)
	defer cancel()
	tx, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return &classError{classOf(storeFailed("begin a transaction", err))}
	}
	defer func() { _ = tx.Rollback() }()
	ours, err := e.ledger.mark(ctx, tx, StateWaiting, outcome{state: StateDone}, seqsOf(rows)...)
	if err != nil {
		return &classError{classOf(storeFailed("mark deliveries", err))}
	}
	marked := make(map[int64]bool, len(ours))
	for _, seq := range ours {
		marked[seq] = true
	}
	var after []func()
	for _, r := range rows {
		if !marked[r.seq] {
			continue
		}
		f, err := e.member(ctx, tx, r)
		if err != nil {
			return e.groupFailed(ctx, err)
		}
		if f != nil {
			after = append(after, f)
		}
	}
	if err := e.completeJob(ctx, tx, job); err != nil {
		return e.groupFailed(ctx, err)
	}
	if err := tx.Commit(); err != nil {
		return e.groupFailed(ctx, err)
	}
	for _, f := range after {
		f()
	}
	return nil
}

// groupFailed returns the error of a group whose transaction is lost. The next attempt splits the group.
func (e *Engine) groupFailed(ctx context.Context, err error) error {
	if stopping(ctx) {
		return river.JobSnooze(0)
	}
	return &classError{classOf(storeFailed("handle a group of deliveries", err))}
}

// member handles one delivery of a group. The error is that of the transaction. f, if not nil, is called
// after the commit.
func (e *Engine) member(ctx context.Context, tx *sql.Tx, r *row) (f func(), err error) {
	if _, err := tx.ExecContext(ctx, "savepoint delivery"); err != nil {
		return nil, err
	}
	d, err := e.codec.decode(ctx, r)
	switch {
	case errors.Is(err, ErrKeyGone):
		_, err = e.ledger.mark(ctx, tx, StateDone, keyGone(), r.seq)
	case err == nil:
		err = e.handle(ctx, &run{engine: e, ctx: ctx, row: r, tx: tx}, d)
	}
	if err == nil {
		// On PostgreSQL this fails if a statement failed and the handler has ignored that.
		if _, err = tx.ExecContext(ctx, "release savepoint delivery"); err == nil {
			return nil, nil
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err() // the transaction is gone
	}
	if _, err := tx.ExecContext(ctx, "rollback to savepoint delivery"); err != nil {
		return nil, err
	}
	return e.memberFailed(ctx, tx, r, err)
}

// memberFailed records the failure of one delivery of a group, and gives it its own job.
func (e *Engine) memberFailed(ctx context.Context, tx *sql.Tx, r *row, cause error) (f func(), err error) {
	verdict, wait := webhook.VerdictOf(cause)
	r.tries++
	o, _ := e.decide(r, failure{verdict, wait, r.tries, cause}, backoff(r.seq, r.tries))
	if _, err := e.ledger.mark(ctx, tx, StateDone, o, r.seq); err != nil {
		return nil, err
	}
	switch o.state {
	case StateWaiting:
		return nil, e.insertJob(ctx, tx, r.seq, o.due)
	case StateParked:
		return func() { e.parked(ctx, r, o.class, cause) }, nil
	default:
		return nil, nil
	}
}

// split gives each delivery of a group its own job, because the group's transaction was lost before: one of
// them may have caused that, and the others must not be parked with it.
func (e *Engine) split(ctx context.Context, job *river.Job[deliveryArgs], rows []*row) error {
	tx, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return &classError{classOf(storeFailed("split a group of deliveries", err))}
	}
	defer func() { _ = tx.Rollback() }()
	err = e.insertSingles(ctx, tx, seqsOf(rows))
	if err == nil {
		err = e.completeJob(ctx, tx, job)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return &classError{classOf(storeFailed("split a group of deliveries", err))}
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
