package durable

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// readyTimeout limits Ready, and maxLag is the time after which a waiting delivery is a backlog.
const (
	readyTimeout = 5 * time.Second
	maxLag       = 10 * time.Minute
)

type counters struct{ handled, failed, parked atomic.Int64 }

// Stats are the numbers of an engine, for metrics.
type Stats struct {
	// Waiting is the number of deliveries that wait for a run, now or later, and Parked the number of those
	// that wait for an operator. Both are of the whole database.
	Waiting, Parked int
	// Lag is for how long the delivery that waits longest has been due. 0: none is due.
	Lag time.Duration
	// Accepted and Duplicates count the deliveries that this process has stored and those that were stored
	// before; Handled the runs of its handlers, Failed those that did not return nil, and NewlyParked the
	// deliveries that it has parked. All since Open.
	Accepted, Duplicates, Handled, Failed, NewlyParked int64
}

// Stats returns the numbers of the engine. It reads an index of the waiting and parked rows, so call it every
// few seconds, not for every request.
func (e *Engine) Stats(ctx context.Context) (Stats, error) {
	s := Stats{
		Accepted: e.committer.accepted.Load(), Duplicates: e.committer.duplicates.Load(),
		Handled: e.counters.handled.Load(), Failed: e.counters.failed.Load(), NewlyParked: e.counters.parked.Load(),
	}
	var due int64
	err := e.pools.read.QueryRowContext(ctx, e.ledger.sql(`select
		(select count(*) from {}rolecall_delivery where state = 1), (select count(*) from {}rolecall_delivery where state = 4),
		(select coalesce(min(due), 0) from {}rolecall_delivery where state = 1)`)).Scan(&s.Waiting, &s.Parked, &due)
	if err != nil {
		return Stats{}, storeFailed("count deliveries", err)
	}
	if due > 0 {
		s.Lag = max(0, e.opts.now().Sub(time.UnixMilli(due)))
	}
	return s, nil
}

// Ready returns nil if the engine can accept and handle deliveries, for a health check. Otherwise the error
// says what is wrong: [ErrClosed], [ErrFileGone], [ErrSchema] if the tables are older than needed,
// [ErrBacklog] if a delivery has been due for more than ten minutes, or that the database does not respond.
// It takes at most five seconds.
//
// Tables that became newer while the engine was running are not an error: during a rolling upgrade, the
// processes of the old version continue.
func (e *Engine) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if err := e.running(); err != nil {
		return err
	}
	if err := e.pools.file.check(); err != nil {
		return err
	}
	if err := e.ledger.check(ctx, e.pools.accept, false); err != nil {
		return err
	}
	s, err := e.Stats(ctx)
	if err != nil {
		return err
	}
	if s.Lag > maxLag {
		return fmt.Errorf("%w (%d wait, the first for %s)", ErrBacklog, s.Waiting, s.Lag.Round(time.Second))
	}
	return nil
}
