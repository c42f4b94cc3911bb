package durable

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// run is one run of the handler for one delivery, or of a task. It is in the context of the handler.
type run struct {
	engine *Engine
	ctx    context.Context // of the job: a transaction must not end with the handler's timeout
	row    *row            // nil for a task
	// mark is the first statement of the transaction. It returns false if another run was faster.
	mark        func(ctx context.Context, tx *sql.Tx) (bool, error)
	tenant, key string // exact, while those of row may be shortened

	mu     sync.Mutex
	cancel context.CancelFunc // of the transaction's context
	tx     *sql.Tx            // that of a group has marked the delivery already
	lost   bool               // another run has handled the delivery
	over   bool               // the handler has returned
}

type runKey struct{}

func (r *run) context(ctx context.Context) context.Context {
	return context.WithValue(ctx, runKey{}, r)
}

// deliveryRun returns a run for a delivery, whose mark is that it is done.
func (e *Engine) deliveryRun(ctx context.Context, row *row) *run {
	return &run{engine: e, ctx: ctx, row: row, mark: func(ctx context.Context, tx *sql.Tx) (bool, error) {
		marked, err := e.ledger.mark(ctx, tx, StateWaiting, outcome{state: StateDone}, row.seq)
		return len(marked) > 0, err
	}}
}

// runFrom returns the run that ctx belongs to, or nil.
func runFrom(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}

// begun reports whether the transaction of the run has begun.
func (r *run) begun() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tx != nil && !r.over
}

// begin returns the transaction of the delivery. Its first statement marks the delivery as done, so that of
// two runs at the same time the second waits there, and then finds that it has nothing to do.
func (r *run) begin(ctx context.Context) (*sql.Tx, error) {
	if r.lost {
		return nil, errHandled
	}
	if r.tx != nil {
		return r.tx, nil
	}
	r.engine.yield(ctx)
	// The transaction ends with the job, not with ctx. Only its beginning does, which may have to wait.
	r.release()
	txCtx, cancel := context.WithCancel(r.ctx)
	r.cancel = cancel
	waiting := context.AfterFunc(ctx, cancel)
	tx, err := r.engine.pools.tx.BeginTx(txCtx, nil) //nolint:contextcheck // see above
	if err != nil {
		waiting()
		return nil, storeFailed("begin a transaction", cmp.Or(ctx.Err(), err))
	}
	won, err := r.mark(txCtx, tx) //nolint:contextcheck // see above
	if !waiting() && err == nil {
		err = ctx.Err()
	}
	if err != nil || !won {
		_ = tx.Rollback()
		r.lost = err == nil
		if r.lost {
			return nil, errHandled
		}
		return nil, storeFailed("mark a delivery", cmp.Or(ctx.Err(), err))
	}
	r.tx = tx
	return tx, nil
}

// release releases the context of a transaction that has ended.
func (r *run) release() {
	if r.cancel != nil {
		r.cancel()
	}
}

// end ends the run for the handler. It waits for a call of Tx that is still running.
func (r *run) end() {
	r.mu.Lock()
	r.over = true
	r.mu.Unlock()
}

// in calls f with the transaction of the delivery that ctx belongs to.
func in(ctx context.Context, f func(r *run, tx *sql.Tx) error) error {
	r := runFrom(ctx)
	if r == nil {
		return ErrNoDelivery
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return ErrNoDelivery
	}
	tx, err := r.begin(ctx)
	if err != nil {
		return err
	}
	return f(r, tx)
}

// Tx returns the transaction of the delivery that a handler is handling, begun at the first call. The
// handler's rows and the mark that the delivery is done commit together when the handler returns nil; after any error both are rolled back. So the effect happens once, even if the process dies or the
// delivery is handled twice at the same time.
//
// ctx is the context of the handler, or derived from it; otherwise the error is [ErrNoDelivery]. Call
// providers before Tx: on SQLite the transaction holds the only write lock, and on PostgreSQL a connection.
// Do not commit the transaction or roll it back. Return every error, that of Tx and those of statements: after
// a failed statement the transaction may be rolled back already, so that nothing else can be written.
func Tx(ctx context.Context) (*sql.Tx, error) {
	var found *sql.Tx
	err := in(ctx, func(_ *run, tx *sql.Tx) error { found = tx; return nil })
	return found, err
}

// Newer records version as the newest that was applied to the delivery's Key, in the transaction of [Tx].
// It returns false if a newer one was applied before: then skip the delivery. An equal version returns
// true. Versions are compared to the microsecond, within Source and Tenant. Deliveries of one key that are
// handled at the same time wait for one another here.
//
// Pass the time that the provider orders the states of a record by, such as the triggeredAt of Knit's
// events. It is an error if version is zero, or if the delivery has no Key. For Human Sourcing, see
// [NewerHumanSourcing].
func Newer(ctx context.Context, version time.Time) (bool, error) {
	newer := false
	err := in(ctx, func(r *run, tx *sql.Tx) error {
		if version.IsZero() {
			return errors.New("durable: Newer: the version is zero")
		}
		if r.row == nil {
			return ErrNoDelivery
		}
		if r.row.keyHash == nil {
			return errors.New("durable: Newer: the delivery has no Key")
		}
		if older, err := r.olderThanBeforeSealing(ctx, tx, version); older || err != nil {
			return storeFailed("compare versions", err)
		}
		applied, err := queryInts(ctx, tx, r.engine.ledger.sql(`insert into {}rolecall_key as k (source, tenant, key_hash, version)
			values ($1, $2, $3, $4) on conflict (source, tenant, key_hash) do update set version = excluded.version
			where k.version <= excluded.version returning version`),
			r.row.source, r.row.tenant, r.row.keyHash, version.UnixMicro())
		newer = len(applied) > 0
		return storeFailed("compare versions", err)
	})
	return newer && err == nil, err
}

// olderThanBeforeSealing reports whether a newer version was recorded before the engine had a sealer, under
// another hash of the key.
func (r *run) olderThanBeforeSealing(ctx context.Context, tx *sql.Tx, version time.Time) (bool, error) {
	if r.engine.codec.sealer == nil {
		return false, nil
	}
	newer, err := queryInts(ctx, tx, r.engine.ledger.sql(`select version from {}rolecall_key
		where source = $1 and tenant = $2 and key_hash = $3 and version > $4`),
		r.row.source, r.row.tenant, codec{}.keyHash(r.tenant, r.key), version.UnixMicro())
	return len(newer) > 0, err
}

// Later stores a delivery in the inbox, in the transaction of [Tx], to be handled at t or after: an outbox.
// Use it for an effect outside the database, such as a call to a provider, that must follow from what the
// handler has written: either both happen or neither. Set its Source and Type to your own, and register a
// handler for the type; an ID, if any, makes it a duplicate of an earlier one with the same Source and ID.
// A zero Received is set to t. If d
// is about a person, set Tenant and Key as well, so that [Inbox.Purge] finds it.
func Later(ctx context.Context, t time.Time, d *webhook.Delivery) error {
	if d == nil || d.Type == "" || d.Source == "" {
		return errors.New("durable: Later: the delivery has no Type or no Source")
	}
	return in(ctx, func(r *run, tx *sql.Tx) error {
		e := r.engine
		copied, at := *d, t
		if now := e.opts.now(); !t.After(now) {
			// A delivery that is due since yesterday would look like a backlog. River runs a job with a time later than
			// one without.
			t, at = now, time.Time{}
		}
		if copied.Received.IsZero() {
			copied.Received = t
		}
		stored, err := e.codec.encode(ctx, &copied, t)
		if err != nil {
			return storeFailed("store a delivery", err)
		}
		seqs, err := e.ledger.insert(ctx, tx, []*row{stored})
		if err == nil && len(seqs) > 0 {
			err = e.insertJob(ctx, tx, seqs[0], at)
		}
		return storeFailed("store a delivery", err)
	})
}
