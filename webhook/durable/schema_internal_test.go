package durable

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/riverqueue/river/rivermigrate"
	"github.com/stretchr/testify/require"
)

// The version of River in go.mod has the tables that our newest migration names. If this fails after an
// update of River, append an entry to migrations, with a file for each dialect, even if it is empty.
func TestMigrationsNameRiversVersion(t *testing.T) {
	t.Parallel()
	for _, d := range []Dialect{SQLite, PostgreSQL} {
		all := tables{dialect: d, schema: defaultSchema, log: slog.New(slog.DiscardHandler)}
		migrator, err := rivermigrate.New(all.driver((*sql.DB)(nil)), &rivermigrate.Config{Logger: all.log})
		require.NoError(t, err)
		versions := migrator.AllVersions()
		require.Equal(t, versions[len(versions)-1].Version, migrations[len(migrations)-1].river, d)
	}
}

func TestMigrationsAscend(t *testing.T) {
	t.Parallel()
	for i, m := range migrations {
		require.Equal(t, i+1, m.version)
		require.Equal(t, m.river, riverVersion(m.version))
		if i > 0 {
			require.GreaterOrEqual(t, m.river, migrations[i-1].river)
		}
		for _, d := range []Dialect{SQLite, PostgreSQL} {
			require.NotPanics(t, func() { _ = m.text(d) })
		}
	}
	require.Zero(t, riverVersion(0))
}

// fileDB returns a migrated SQLite database that contains a row, and its tables.
func fileDB(t *testing.T, name string) (*sql.DB, tables, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	db, err := sql.Open("sqlite", sqliteURL(path, "_pragma", "busy_timeout(10000)", "_pragma", "journal_mode(WAL)", "_txlock", "immediate"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	all := tables{dialect: SQLite, log: slog.New(slog.DiscardHandler)}
	require.NoError(t, all.migrate(t.Context(), db))
	exec(t, db, "create table mine (id text)")
	exec(t, db, "insert into mine values ('kept')")
	return db, all, path
}

func exec(t testing.TB, db *sql.DB, statement string) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), statement)
	require.NoError(t, err, statement)
}

func TestCopySQLite(t *testing.T) {
	t.Parallel()
	db, all, path := fileDB(t, "größe 100%.db")
	files := func() []string {
		found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.before-*"))
		require.NoError(t, err)
		return found
	}
	require.NoError(t, all.copySQLite(t.Context(), db))
	require.Empty(t, files(), "the tables are up to date")

	exec(t, db, "delete from river_migration where version = 8")
	var group sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		group.Go(func() { errs[i] = all.copySQLite(t.Context(), db) })
	}
	group.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, []string{path + ".before-river-8"}, files())
	info, err := os.Stat(files()[0])
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())

	copied, err := sql.Open("sqlite", sqliteURL(files()[0]))
	require.NoError(t, err)
	defer func() { _ = copied.Close() }()
	var id string
	require.NoError(t, copied.QueryRowContext(t.Context(), "select id from mine").Scan(&id))
	require.Equal(t, "kept", id)

	exec(t, db, "insert into mine values ('after')")
	require.NoError(t, all.copySQLite(t.Context(), db))
	var n int
	require.NoError(t, copied.QueryRowContext(t.Context(), "select count(*) from mine").Scan(&n))
	require.Equal(t, 1, n, "an existing copy stays")
}

// Without tables there is nothing to keep, and newer tables are not migrated.
func TestCopySQLiteNothing(t *testing.T) {
	t.Parallel()
	db, all, path := fileDB(t, "rolecall.db")
	exec(t, db, "insert into rolecall_migration values (999)")
	require.NoError(t, all.copySQLite(t.Context(), db))
	exec(t, db, "drop table rolecall_migration")
	exec(t, db, "drop table river_migration")
	require.NoError(t, all.copySQLite(t.Context(), db))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	for _, e := range entries {
		require.NotContains(t, e.Name(), "before")
	}
}

// A copy that fails leaves no file that a later attempt would mistake for the copy, and nothing is migrated.
func TestCopySQLiteFails(t *testing.T) {
	t.Parallel()
	db, all, path := fileDB(t, "rolecall.db")
	exec(t, db, "create table big (content blob)")
	exec(t, db, "insert into big with recursive n(i) as (select 1 union all select i + 1 from n where i < 50) select randomblob(100000) from n")
	exec(t, db, "delete from river_migration where version = 8")
	ctx, cancel := context.WithCancel(t.Context())
	watch, stop := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watch)
		for {
			select {
			case <-stop:
				return
			default:
			}
			found, _ := filepath.Glob(path + ".before*")
			for _, name := range found {
				if info, err := os.Stat(name); err == nil && info.Size() > 0 {
					cancel()
					return
				}
			}
		}
	}()
	err := all.migrate(ctx, db)
	close(stop)
	<-watch
	cancel()
	require.ErrorIs(t, err, context.Canceled)
	found, globErr := filepath.Glob(path + "*before*")
	require.NoError(t, globErr)
	require.Empty(t, found, err)
}

// sql returns only a statement of the dialect.
func TestTablesSQL(t *testing.T) {
	t.Parallel()
	const statement = "select $1 from {}a join {}b"
	require.Equal(t, "select ?1 from a join b", tables{dialect: SQLite, schema: "s"}.sql(statement))
	require.Equal(t, "select $1 from s.a join s.b", tables{dialect: PostgreSQL, schema: "s"}.sql(statement))
}

func TestSchemaErrorText(t *testing.T) {
	t.Parallel()
	older, newer := &SchemaError{1, 2, "Rolecall"}, &SchemaError{9, 8, "River"}
	require.ErrorIs(t, older, ErrSchema)
	require.NotErrorIs(t, older, ErrClosed)
	require.ErrorContains(t, older, "at version 1, and this program needs 2")
	require.ErrorContains(t, newer, "at version 9, newer than the 8 that this program knows: update it")
	for _, e := range []*SchemaError{older, newer} {
		require.Equal(t, e.Error(), e.SafeText())
		require.False(t, strings.Contains(e.Error(), "\n")) //nolint:testifylint // shorter
	}
}
