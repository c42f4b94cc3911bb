package durable

import (
	"context"
	"errors"
	"fmt"
)

// Replay makes deliveries that are done, dropped or parked wait again, with all their attempts, and returns
// how many. Handlers then handle them again, even those that are done; [Newer] still returns false for old
// versions. Replay does not change deliveries that are waiting or that Purge has emptied. A delivery that
// counts as purged because its key was missing (see [ErrKeyGone]) can be replayed once the key is back. The filter must select something: an empty one
// is an error. If Replay returns an error, the number is that of the deliveries that will be handled.
func (i *Inbox) Replay(ctx context.Context, f Filter) (int, error) {
	e := i.engine
	if err := f.check(e.codec); err != nil {
		return 0, err
	}
	if f.Seqs == nil && f.State == 0 && f.Source == "" && f.Type == "" && f.Tenant == "" && f.Key == "" {
		return 0, errors.New("durable: Replay: the filter is empty, which would replay everything: set a field of it, such as State")
	}
	if err := e.running(); err != nil {
		return 0, err
	}
	total := 0
	for {
		limit := sliceSize
		if f.Limit > 0 {
			limit = min(limit, f.Limit-total)
		}
		last, found, reopened, err := e.replaySlice(ctx, f, limit)
		total += reopened
		if err != nil {
			return total, storeFailed("replay deliveries", err)
		}
		if found < limit || total == f.Limit {
			return total, nil
		}
		f.After = last
	}
}

// replaySlice reopens up to limit deliveries in one transaction. last is the highest number of those that were
// found, of which some may have changed in the meantime.
func (e *Engine) replaySlice(ctx context.Context, f Filter, limit int) (last int64, found, reopened int, err error) {
	tx, err := e.pools.work.BeginTx(ctx, nil)
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { _ = tx.Rollback() }()
	where, args := f.where(e.ledger, e.codec)
	seqs, err := queryInts(ctx, tx, e.ledger.sql(fmt.Sprintf(`select seq from {}rolecall_delivery
		where body is not null and state <> 1 and %s order by seq limit %d`, where, limit)), args...)
	if err != nil || len(seqs) == 0 {
		return 0, 0, 0, err
	}
	again, err := queryInts(ctx, tx, e.ledger.sql(`update {}rolecall_delivery set state = 1, tries = 0, done = null, error = null, due = $1
		where state <> 1 and body is not null and `+e.ledger.in(2)+" returning seq"), e.opts.now().UnixMilli(), e.ledger.list(seqs))
	if err != nil {
		return 0, 0, 0, err
	}
	if err := e.insertSingles(ctx, tx, again); err != nil {
		return 0, 0, 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, 0, 0, err
	}
	return seqs[len(seqs)-1], len(seqs), len(again), nil
}

// running returns ErrClosed unless the engine was started and not stopped.
func (e *Engine) running() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.started || e.stopping != nil {
		return ErrClosed
	}
	return nil
}
