package durable_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// pool opens a pool that is closed after the test.
func pool(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func failToWrap(t *testing.T, db *sql.DB, d durable.Dialect, opts ...durable.Option) error {
	t.Helper()
	e, err := durable.Wrap(t.Context(), db, d, opts...)
	require.Error(t, err)
	require.Nil(t, e)
	if db != nil {
		require.NoError(t, db.PingContext(t.Context()), "Wrap leaves the pool open")
		require.Zero(t, db.Stats().InUse, "Wrap returns its connections")
	}
	return err
}

func TestWrapRejectsSQLite(t *testing.T) {
	t.Parallel()
	const wal, busy, lock = "_pragma=journal_mode(WAL)", "_pragma=busy_timeout(10000)", "_txlock=immediate"
	for name, c := range map[string]struct {
		parameters []string
		want       string
	}{
		"no WAL":              {[]string{busy, lock}, "not in WAL mode: add _pragma=journal_mode(WAL)"},
		"no busy_timeout":     {[]string{wal, lock}, "waits 0 ms for the write lock: add _pragma=busy_timeout(10000)"},
		"short busy_timeout":  {[]string{wal, lock, "_pragma=busy_timeout(999)"}, "waits 999 ms"},
		"no txlock":           {[]string{wal, busy}, "add _txlock=immediate"},
		"deferred":            {[]string{wal, busy, "_txlock=deferred"}, "add _txlock=immediate"},
		"synchronous normal":  {[]string{wal, busy, lock, "_pragma=synchronous(NORMAL)"}, "add _pragma=synchronous(FULL)"},
		"synchronous off":     {[]string{wal, busy, lock, "_pragma=synchronous(OFF)"}, "add _pragma=synchronous(FULL)"},
		"memory":              {[]string{busy, lock, "mode=memory"}, "in memory"},
		"memory with a cache": {[]string{busy, lock, "mode=memory", "cache=shared"}, "in memory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "mine.db")
			require.ErrorContains(t, failToWrap(t, pool(t, "sqlite", "file:"+path+"?"+strings.Join(c.parameters, "&")), durable.SQLite), c.want)
		})
	}
	require.ErrorContains(t, failToWrap(t, pool(t, "sqlite", ":memory:"), durable.SQLite), "in memory")
}

func TestWrapRejectsPostgres(t *testing.T) {
	t.Parallel()
	dsn := dbtest.Postgres(t)
	require.NoError(t, durable.Migrate(t.Context(), pool(t, "pgx", dsn), durable.PostgreSQL))
	for name, opts := range map[string][]durable.Option{"migrating": nil, "not migrating": {durable.WithoutMigration()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := pool(t, "pgx", dsn)
			one.SetMaxOpenConns(1)
			require.ErrorContains(t, failToWrap(t, one, durable.PostgreSQL, opts...), "allows one connection")
			require.ErrorContains(t, failToWrap(t, pool(t, "pgx", dsn+"&synchronous_commit=off"), durable.PostgreSQL, opts...), "synchronous_commit is off")
		})
	}
	sqlite := rawPool(t, dbtest.SQLite(t))
	require.ErrorContains(t, failToWrap(t, sqlite, durable.PostgreSQL), "does not use pgx")
	require.Error(t, failToWrap(t, pool(t, "pgx", dsn), durable.SQLite))
	require.ErrorContains(t, failToWrap(t, sqlite, 0), "unknown dialect Dialect(0)")
	require.ErrorContains(t, failToWrap(t, nil, durable.SQLite), "the pool is nil")
	require.ErrorContains(t, failToWrap(t, sqlite, durable.SQLite, durable.WithWorkers(-1)), "WithWorkers(-1)")
}

func TestWrapErrorsWithoutPassword(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("pgx", "postgres://u:"+url.QueryEscape(password)+"@127.0.0.1:1/a?sslmode=disable")
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	_, err = durable.Wrap(t.Context(), db, durable.PostgreSQL)
	require.ErrorContains(t, err, "not reachable")
	requireNoPassword(t, err)
}

// One transaction of the caller's pool, and deliveries, in one database.
func TestWrap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		db := rawPool(t, dsn)
		db.SetMaxOpenConns(8)
		e, err := durable.Wrap(t.Context(), db, dialectOf(dsn))
		require.NoError(t, err)
		require.Same(t, db, e.Read())
		table := newEffects(t, dsn)
		inbox := e.Inbox(handlerSink(table.write))
		require.NoError(t, e.Start(t.Context()))
		want := map[string]int{}
		for _, id := range []string{"a", "b", "c"} {
			require.NoError(t, inbox.Accept(t.Context(), delivery(id)))
			want[id] = 1
		}
		eventually(t, inbox, durable.StateDone, 3)
		require.Equal(t, want, table.count(t))
		require.NoError(t, e.Ready(t.Context()))
		require.NoError(t, e.Stop(t.Context()))

		require.NoError(t, db.PingContext(t.Context()), "Stop leaves the pool open")
		require.Zero(t, db.Stats().InUse, "Stop returns all connections")
		requireRejected(t, inbox.Accept(t.Context(), delivery("d")), durable.ErrClosed)
		again, err := durable.Wrap(t.Context(), db, dialectOf(dsn), durable.WithoutMigration())
		require.NoError(t, err)
		require.NoError(t, again.Stop(t.Context()))
	})
}

// A pool that connects through a connection pooler such as PgBouncer uses no prepared statements.
func TestWrapSimpleProtocol(t *testing.T) {
	t.Parallel()
	config, err := pgx.ParseConfig(dbtest.Postgres(t))
	require.NoError(t, err)
	for name, mode := range map[string]pgx.QueryExecMode{
		"describe": pgx.QueryExecModeCacheDescribe, "exec": pgx.QueryExecModeExec, "simple protocol": pgx.QueryExecModeSimpleProtocol,
	} {
		t.Run(name, func(t *testing.T) {
			c := config.Copy()
			c.DefaultQueryExecMode = mode
			db := stdlib.OpenDB(*c)
			defer func() { _ = db.Close() }()
			e, err := durable.Wrap(t.Context(), db, durable.PostgreSQL, durable.WithSchema("s"+strings.ReplaceAll(name, " ", "_")))
			require.NoError(t, err)
			var got recorder
			inbox := e.Inbox(handlerSink(got.handle))
			require.NoError(t, e.Start(t.Context()))
			defer func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) }()
			const n = 20
			var all sync.WaitGroup
			errs := make([]error, n)
			for i := range n { // several share a statement
				all.Go(func() { errs[i] = inbox.Accept(t.Context(), delivery(strconv.Itoa(i))) })
			}
			all.Wait()
			require.NoError(t, errors.Join(errs...))
			eventually(t, inbox, durable.StateDone, n)
			for _, d := range got.all() {
				require.Equal(t, delivery(d.ID).Body, d.Body)
			}
		})
	}
}
