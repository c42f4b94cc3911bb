package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// Engine is a database with an inbox, and the workers that handle its deliveries. Open or Wrap returns one.
// It is safe for concurrent use.
type Engine struct {
	opts      *options
	pools     *pools
	ledger    *ledger
	codec     codec
	committer *committer
	counters  counters
	attached  attached

	mu       sync.Mutex
	inbox    *Inbox
	fault    error // of an option of the inbox
	client   *river.Client[*sql.Tx]
	works    bool // whether the client has queues
	starting bool
	started  bool
	stopping chan struct{} // closed when the engine has stopped; nil before Stop
}

// interruptTimeout is how long Stop waits for handlers whose contexts have ended.
const interruptTimeout = 10 * time.Second

// Open opens the database at dsn, brings its tables up to date (see [Migrate]) and returns an engine that
// does nothing until Start. dsn is "postgres://…", "sqlite:path" or a path; "" means "sqlite:rolecall.db".
// A SQLite file is created if there is none; its folder must exist. Stop closes the database.
//
// The error is [ErrSchema] if the tables are newer than this package knows. No error contains the password
// of the DSN.
func Open(ctx context.Context, dsn string, opts ...Option) (*Engine, error) {
	o, err := newOptions(opts)
	if err != nil {
		return nil, err
	}
	p, err := openPools(ctx, dsn, o.workers)
	if err != nil {
		return nil, err
	}
	return newEngine(ctx, p, o)
}

// Wrap is like Open, but uses the caller's pool, which Stop does not close.
//
// A SQLite pool is of the driver modernc.org/sqlite, on a file, in WAL mode, with a busy_timeout of at least
// a second, and begins transactions with BEGIN IMMEDIATE (_txlock=immediate); use the default of
// synchronous, FULL, and secure_delete(1) if [Inbox.Purge] must overwrite what it deletes. A PostgreSQL pool
// is of the driver pgx/v5/stdlib, with at least two connections, and with synchronous_commit. Otherwise Wrap
// returns an error that names the difference.
func Wrap(ctx context.Context, db *sql.DB, d Dialect, opts ...Option) (*Engine, error) {
	if db == nil {
		return nil, errors.New("durable: Wrap: the pool is nil")
	}
	o, err := newOptions(opts)
	if err != nil {
		return nil, err
	}
	p, err := wrapPools(ctx, db, d)
	if err != nil {
		return nil, err
	}
	return newEngine(ctx, p, o)
}

func newEngine(ctx context.Context, p *pools, o *options) (*Engine, error) {
	t := tables{p.dialect, o.schema, o.log}
	e := &Engine{opts: o, pools: p, ledger: &ledger{t, o.now}, codec: codec{o.sealer}}
	e.committer = newCommitter(e.store, p.file.check)
	prepare := t.migrate
	if !o.migrate {
		prepare = func(ctx context.Context, db *sql.DB) error { return t.check(ctx, db, true) }
	}
	if err := prepare(ctx, p.accept); err != nil {
		p.close()
		return nil, err
	}
	return e, nil
}

// Read returns a pool for reading: statements that write fail. For an engine of Wrap it is the caller's
// pool.
func (e *Engine) Read() *sql.DB { return e.pools.read }

// River returns the engine's River client, for your own jobs (see [WithRiver]) and for River UI. The client
// is made at the first call of River or Start: call neither before Inbox. River returns nil if the client
// cannot be made; Start then returns the error.
func (e *Engine) River() *river.Client[*sql.Tx] {
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.makeClient()
	return e.client
}

// makeClient makes the River client if there is none.
func (e *Engine) makeClient() error {
	if e.client != nil {
		return nil
	}
	if e.fault != nil {
		return e.fault
	}
	config, err := e.riverConfig()
	if err != nil {
		return err
	}
	client, err := river.NewClient(e.riverDriver(), config)
	if err != nil {
		return fmt.Errorf("durable: configure River: %w", err)
	}
	e.client = client
	return nil
}

// Start begins to accept deliveries and to handle them. ctx limits the starting only: to stop, call Stop. An
// engine can be started once; after an error Start can be called again.
func (e *Engine) Start(ctx context.Context) error {
	if err := e.prepareStart(); err != nil {
		return err
	}
	err := e.startRiver(ctx)
	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil {
		e.starting = false
		return storeFailed("start River", err)
	}
	e.started = true
	e.committer.start() //nolint:contextcheck // the committer ends with Stop
	return nil
}

// startRiver does not hold the lock of the engine, because the database may not respond.
func (e *Engine) startRiver(ctx context.Context) error {
	if !e.works {
		return nil
	}
	// River does not limit its first statement.
	if err := e.pools.work.PingContext(ctx); err != nil {
		return err
	}
	// Not ctx itself: River stops immediately when that ends, and interrupts its jobs.
	return e.client.Start(context.WithoutCancel(ctx))
}

func (e *Engine) prepareStart() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.stopping != nil:
		return errors.New("durable: the engine was stopped: open another one")
	case e.starting:
		return errors.New("durable: the engine was started already")
	}
	if err := e.makeClient(); err != nil {
		return err
	}
	e.starting = true
	return nil
}

// Stop ends the engine without losing anything: deliveries are rejected with 503, those that are being
// stored are committed, and running handlers finish. If ctx ends first, the contexts of the handlers end,
// Stop waits for them for up to ten seconds, and their deliveries are handled after the next start; Stop
// then returns an error that wraps that of ctx. A further call waits until the first has ended. Do not call
// Stop while Start is running. Stop the HTTP server first, or its last requests receive a 503.
func (e *Engine) Stop(ctx context.Context) error {
	e.mu.Lock()
	first := e.stopping == nil
	if first {
		e.stopping = make(chan struct{})
	}
	stopped, started := e.stopping, e.started
	e.mu.Unlock() // a handler may call River while Stop waits for it
	if !first {
		select {
		case <-stopped:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("durable: the engine is still stopping: %w", ctx.Err())
		}
	}
	defer close(stopped)
	defer e.pools.close()
	e.committer.stop(ctx)
	if !started || !e.works {
		return nil
	}
	err := e.client.Stop(ctx)
	if err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), interruptTimeout)
	defer cancel()
	if e.client.StopAndCancel(hard) != nil {
		return fmt.Errorf("durable: handlers are still running although their contexts have ended: %w", err)
	}
	return fmt.Errorf("durable: running handlers were interrupted: %w", err)
}

// store inserts rows, and the jobs for those that are not duplicates.
func (e *Engine) store(ctx context.Context, rows []*row) (int, error) {
	tx, err := e.pools.accept.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	seqs, err := e.ledger.insert(ctx, tx, rows)
	if err != nil {
		return 0, err
	}
	if err := e.insertJobs(ctx, tx, seqs); err != nil {
		return 0, err
	}
	return len(seqs), tx.Commit()
}
