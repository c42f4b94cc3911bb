package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// The numbers of connections.
const (
	sqliteWorkConns    = 4 // more would only wait for the one write lock
	postgresAcceptCons = 2
	postgresWorkConns  = 8
	readConns          = 4
	// minTxConns and txConnsPerCPU limit the transactions of handlers on PostgreSQL. With more, accepting
	// becomes slow, because the server shares its CPUs among all of them.
	minTxConns    = 4
	txConnsPerCPU = 2
)

// pools are the connections of an engine. Accepting has its own, so that it does not wait for handlers,
// and so has River, so that handlers that hold all transactions do not stop it.
type pools struct {
	dialect Dialect
	accept  *sql.DB
	work    *sql.DB // River and the ledger
	tx      *sql.DB // the transactions of handlers; for SQLite it is work
	read    *sql.DB
	listen  *pgxpool.Pool // for LISTEN; nil for SQLite
	file    *file         // nil for PostgreSQL
	owned   bool          // whether close closes them
}

func openPools(ctx context.Context, dsn string, workers int) (*pools, error) {
	dialect, target, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	p := &pools{dialect: dialect, owned: true}
	if dialect == SQLite {
		err = p.openSQLite(ctx, target)
	} else {
		err = p.openPostgres(ctx, target, workers)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// openSQLite opens the three pools. Accepted deliveries must survive a power cut, because they were
// acknowledged: synchronous is FULL. A power cut may take the last transactions of the workers, effect and completion
// together, so NORMAL suffices for them. secure_delete overwrites purged contents.
func (p *pools) openSQLite(ctx context.Context, path string) error {
	if err := createPrivate(path); err != nil {
		return err
	}
	order := new(turns)
	open := func(conns int, accepting bool, extra ...string) (*sql.DB, error) {
		connector, err := newTurnConnector(sqliteURL(path, append([]string{
			"_pragma", "busy_timeout(10000)", "_pragma", "journal_mode(WAL)", "_pragma", "secure_delete(1)",
		}, extra...)...), order, accepting)
		if err != nil {
			return nil, storeFailed("open the SQLite file", err)
		}
		db := sql.OpenDB(connector)
		db.SetMaxOpenConns(conns)
		db.SetMaxIdleConns(conns)
		return db, nil
	}
	var err error
	if p.accept, err = open(1, true, "_txlock", "immediate", "_pragma", "synchronous(FULL)"); err != nil {
		return err
	}
	if p.work, err = open(sqliteWorkConns, false, "_txlock", "immediate", "_pragma", "synchronous(NORMAL)"); err != nil {
		return err
	}
	p.tx = p.work
	// Without turns: a report that takes long must not keep the writers waiting.
	if p.read, err = sql.Open("sqlite", sqliteURL(path, "_pragma", "busy_timeout(10000)", "_pragma", "query_only(1)")); err != nil {
		return storeFailed("open the SQLite file", err)
	}
	p.read.SetMaxOpenConns(readConns)
	if err := p.accept.PingContext(ctx); err != nil {
		return storeFailed("open the SQLite file", err)
	}
	p.file, err = openFile(path)
	return err
}

// createPrivate creates an empty file that only its owner can read, because it will contain personal data.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the caller chooses the path
	if err != nil {
		return fmt.Errorf("durable: open the SQLite file: %w (does its folder exist?)", err)
	}
	return f.Close()
}

func (p *pools) openPostgres(ctx context.Context, dsn string, workers int) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return errors.New("durable: the DSN is not a valid postgres:// URL") // err may quote a part of the password
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "rolecall"
	}
	open := func(config *pgx.ConnConfig, conns int) *sql.DB {
		db := stdlib.OpenDB(*config)
		db.SetMaxOpenConns(conns)
		db.SetMaxIdleConns(conns)
		return db
	}
	if config.RuntimeParams["synchronous_commit"] == "" {
		config.RuntimeParams["synchronous_commit"] = "on" // acknowledged deliveries must survive a power cut
	}
	readOnly := config.Copy()
	readOnly.RuntimeParams["default_transaction_read_only"] = "on"
	p.accept, p.work, p.read = open(config, postgresAcceptCons), open(config, postgresWorkConns), open(readOnly, readConns)
	p.tx = open(config, max(1, min(workers, max(minTxConns, txConnsPerCPU*runtime.GOMAXPROCS(0)))))
	if err := p.accept.PingContext(ctx); err != nil {
		return storeFailed("connect to PostgreSQL", err)
	}
	p.listen, err = listenPool(ctx, config)
	return err
}

// listenPool returns a pool for the one connection on which River waits for notifications. It connects
// when River starts.
func listenPool(ctx context.Context, config *pgx.ConnConfig) (*pgxpool.Pool, error) {
	// pgxpool accepts only a configuration that its own ParseConfig has made.
	pool, err := pgxpool.ParseConfig("")
	if err != nil {
		return nil, storeFailed("configure the listener", err)
	}
	pool.ConnConfig = config.Copy()
	// The configuration of an open connection has the function that buffers the notifications of that
	// connection. With it, the listener would receive none, and River would dereference a nil pointer.
	pool.ConnConfig.OnNotification = nil
	pool.MinConns, pool.MaxConns = 0, 1
	listen, err := pgxpool.NewWithConfig(ctx, pool)
	return listen, storeFailed("configure the listener", err)
}

var errOneConnection = errors.New("durable: the PostgreSQL pool allows one connection, and an engine needs at least two: raise SetMaxOpenConns")

// wrapPools uses the caller's pool for everything.
func wrapPools(ctx context.Context, db *sql.DB, d Dialect) (*pools, error) {
	p := &pools{dialect: d, accept: db, work: db, tx: db, read: db}
	if d == PostgreSQL && db.Stats().MaxOpenConnections == 1 {
		return nil, errOneConnection
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, storeFailed("connect to the database", err)
	}
	defer func() { _ = conn.Close() }()
	switch d {
	case SQLite:
		path, err := checkWrappedSQLite(ctx, conn)
		if err != nil {
			return nil, err
		}
		p.file, err = openFile(path)
		return p, err
	case PostgreSQL:
		var config *pgx.ConnConfig
		if err := conn.Raw(func(c any) error {
			if pg, ok := c.(*stdlib.Conn); ok {
				config = pg.Conn().Config()
			}
			return nil
		}); err != nil {
			return nil, storeFailed("connect to PostgreSQL", err)
		}
		if config == nil {
			return nil, errors.New("durable: the pool does not use pgx: open it with the driver of github.com/jackc/pgx/v5/stdlib")
		}
		var synchronous string
		if err := conn.QueryRowContext(ctx, "show synchronous_commit").Scan(&synchronous); err != nil {
			return nil, storeFailed("check the PostgreSQL pool", err)
		}
		if synchronous == "off" {
			return nil, errors.New("durable: synchronous_commit is off, so a power cut would lose acknowledged deliveries: set it to on for this pool")
		}
		p.listen, err = listenPool(ctx, config)
		return p, err
	}
	return nil, fmt.Errorf("durable: unknown dialect %s", d)
}

// synchronousFull is the value of SQLite's synchronous that is named FULL. EXTRA is higher.
const synchronousFull = 2

// checkWrappedSQLite checks that the pool is on a file, in WAL mode, and begins transactions with BEGIN
// IMMEDIATE. A transaction that begins as a reader fails with SQLITE_BUSY when it writes, regardless
// of the timeout.
func checkWrappedSQLite(ctx context.Context, conn *sql.Conn) (string, error) {
	var path, mode string
	var timeout, synchronous int
	for query, into := range map[string]any{
		"select file from pragma_database_list where name = 'main'": &path,
		"pragma journal_mode": &mode,
		"pragma busy_timeout": &timeout,
		"pragma synchronous":  &synchronous,
	} {
		if err := conn.QueryRowContext(ctx, query).Scan(into); err != nil {
			return "", storeFailed("check the SQLite pool", err)
		}
	}
	switch {
	case path == "":
		return "", errors.New("durable: a database in memory loses every delivery when the process ends: use a file")
	case mode != "wal":
		return "", errors.New("durable: the SQLite pool is not in WAL mode: add _pragma=journal_mode(WAL) to its DSN")
	case timeout < 1000:
		return "", errors.New("durable: the SQLite pool waits " + strconv.Itoa(timeout) + " ms for the write lock: add _pragma=busy_timeout(10000) to its DSN")
	case synchronous < synchronousFull:
		return "", errors.New("durable: the SQLite pool does not wait for the disk, so a power cut would lose acknowledged deliveries: add _pragma=synchronous(FULL) to its DSN")
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return "", storeFailed("check the SQLite pool", err)
	}
	defer func() { _ = tx.Rollback() }()
	locked, err := writeLocked(ctx, path)
	if err != nil {
		return "", err
	}
	if !locked {
		return "", errors.New("durable: the SQLite pool does not begin transactions with BEGIN IMMEDIATE: add _txlock=immediate to its DSN")
	}
	return path, nil
}

// writeLocked reports whether a transaction holds the write lock of the file.
func writeLocked(ctx context.Context, path string) (bool, error) {
	db, err := sql.Open("sqlite", sqliteURL(path, "_txlock", "immediate", "_pragma", "busy_timeout(0)"))
	if err != nil {
		return false, storeFailed("check the SQLite pool", err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.BeginTx(ctx, nil)
	if err == nil {
		return false, tx.Rollback()
	}
	if !isBusy(err) {
		return false, storeFailed("check the SQLite pool", err)
	}
	return true, nil
}

func (p *pools) close() {
	if p.listen != nil {
		p.listen.Close()
	}
	if !p.owned {
		return
	}
	for _, db := range []*sql.DB{p.read, p.tx, p.work, p.accept} { // accept last: SQLite then checkpoints once
		if db != nil {
			_ = db.Close()
		}
	}
}
