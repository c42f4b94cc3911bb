package dbtest

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// open connects to a DSN of this package.
func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, dsn = "sqlite", path
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestEachGivesTwoEmptyDatabases(t *testing.T) {
	var dsns []string
	Each(t, func(t *testing.T, dsn string) {
		db := open(t, dsn)
		_, err := db.ExecContext(t.Context(), "CREATE TABLE first (id INTEGER)")
		require.NoError(t, err)
		dsns = append(dsns, dsn)
	})
	Each(t, func(t *testing.T, dsn string) {
		require.NotContains(t, dsns, dsn)
		db := open(t, dsn)
		_, err := db.ExecContext(t.Context(), "CREATE TABLE first (id INTEGER)")
		require.NoError(t, err)
	})
	require.NotEmpty(t, dsns)
}

func TestSQLite(t *testing.T) {
	dsn := SQLite(t)
	require.True(t, strings.HasPrefix(dsn, "sqlite:/"), dsn)
	require.Equal(t, "rolecall.db", filepath.Base(dsn))
	require.NoFileExists(t, strings.TrimPrefix(dsn, "sqlite:"))
}

func TestPostgresDropsTheDatabaseAlthoughConnectionsAreOpen(t *testing.T) {
	server := reachable(t)
	var name string
	var left *sql.DB
	t.Run("use", func(t *testing.T) {
		dsn := Postgres(t)
		u, err := url.Parse(dsn)
		require.NoError(t, err)
		name = strings.TrimPrefix(u.Path, "/")
		require.Regexp(t, `^rolecall_test_[0-9a-f]{16}$`, name)
		left, err = sql.Open("pgx", dsn)
		require.NoError(t, err)
		require.NoError(t, left.PingContext(t.Context()))
	})
	require.Error(t, left.PingContext(t.Context()))
	require.NoError(t, left.Close())
	var count int
	db := open(t, server.String())
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&count))
	require.Zero(t, count)
}

// recorder records how a test would have ended, and panics with itself where the test would have ended.
type recorder struct {
	testing.TB
	failed, skipped string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = fmt.Sprintf(format, args...)
	panic(r)
}

func (r *recorder) Skipf(format string, args ...any) {
	r.skipped = fmt.Sprintf(format, args...)
	panic(r)
}

func TestPostgresWithoutServer(t *testing.T) {
	t.Setenv(envPostgres, "postgres://someone:not-a-password@127.0.0.1:1/postgres?sslmode=disable")
	try := func(value string) *recorder {
		t.Setenv(envRequire, value)
		r := &recorder{TB: t}
		require.PanicsWithValue(t, r, func() { Postgres(r) })
		return r
	}
	const want = "PostgreSQL is not reachable at postgres://someone:xxxxx@127.0.0.1:1/postgres?sslmode=disable: set ROLECALL_POSTGRES ("

	skips := try("")
	require.Contains(t, skips.skipped, want)
	require.Contains(t, skips.skipped, "ROLECALL_REQUIRE_SERVICES=1 makes this a failure")
	require.Empty(t, skips.failed)

	fails := try("1")
	require.Contains(t, fails.failed, want)
	require.Empty(t, fails.skipped)
	require.NotContains(t, skips.skipped+fails.failed, "not-a-password")
}
