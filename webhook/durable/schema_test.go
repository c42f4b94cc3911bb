package durable_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

func dialectOf(dsn string) durable.Dialect {
	if _, ok := cutSQLite(dsn); ok {
		return durable.SQLite
	}
	return durable.PostgreSQL
}

// in returns the name of a table in the schema "rolecall", if the database has schemas.
func in(dsn, table string) string {
	if dialectOf(dsn) == durable.PostgreSQL {
		return "rolecall." + table
	}
	return table
}

// schemaOf describes all tables, columns and indexes of the database, so that a change is seen.
func schemaOf(t *testing.T, db *sql.DB, d durable.Dialect) []string {
	t.Helper()
	query := "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master order by 1"
	if d == durable.PostgreSQL {
		query = `select * from (
			select table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || coalesce(column_default, '') || is_nullable
				from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
			union all select indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema')
			union all select enumlabel from pg_enum) all_of_them order by 1`
	}
	rows, err := db.QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var s string
		require.NoError(t, rows.Scan(&s))
		all = append(all, strings.Join(strings.Fields(s), " "))
	}
	require.NoError(t, rows.Err())
	return all
}

func count(t *testing.T, db *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query, args...).Scan(&n))
	return n
}

// newest returns the newest version of the tables.
func newest(t *testing.T, d durable.Dialect) int {
	t.Helper()
	var all strings.Builder
	require.NoError(t, durable.PrintMigrations(&all, d, 0))
	n := strings.Count(all.String(), "rolecall_migration (version) values")
	require.Positive(t, n)
	return n
}

func TestMigrateTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		db, d := rawPool(t, dsn), dialectOf(dsn)
		require.NoError(t, durable.Migrate(t.Context(), db, d))
		first := schemaOf(t, db, d)
		require.NoError(t, durable.Migrate(t.Context(), db, d))
		require.Equal(t, first, schemaOf(t, db, d))
		require.Equal(t, newest(t, d), count(t, db, "select count(*) from "+in(dsn, "rolecall_migration")), "each version once")
		require.NotNil(t, open(t, dsn, durable.WithoutMigration()))
	})
}

func TestMigrateRejects(t *testing.T) {
	t.Parallel()
	db := rawPool(t, dbtest.SQLite(t))
	require.ErrorContains(t, durable.Migrate(t.Context(), db, 0), "unknown dialect Dialect(0)")
	require.Error(t, durable.Migrate(t.Context(), db, durable.PostgreSQL))

	one := rawPool(t, dbtest.Postgres(t))
	one.SetMaxOpenConns(1)
	require.ErrorContains(t, durable.Migrate(t.Context(), one, durable.PostgreSQL), "needs at least two")
	require.Error(t, durable.Migrate(t.Context(), one, durable.SQLite))
}

// Several processes start at the same time on an empty database.
func TestOpenConcurrently(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = 8
		var all sync.WaitGroup
		errs := make([]error, n)
		for i := range n {
			all.Go(func() {
				if i%2 == 0 {
					e, err := durable.Open(t.Context(), dsn)
					if err == nil {
						err = e.Stop(t.Context())
					}
					errs[i] = err
					return
				}
				db := rawPool(t, dsn)
				errs[i] = durable.Migrate(t.Context(), db, dialectOf(dsn))
			})
		}
		all.Wait()
		require.NoError(t, errors.Join(errs...))
		require.Equal(t, newest(t, dialectOf(dsn)), count(t, rawPool(t, dsn), "select count(*) from "+in(dsn, "rolecall_migration")), "each version once")
	})
}

func TestWithoutMigrationNeedsTables(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		err := failToOpen(t, dsn, durable.WithoutMigration())
		require.ErrorIs(t, err, durable.ErrSchema)
		schema, ok := errors.AsType[*durable.SchemaError](err)
		require.True(t, ok)
		require.Zero(t, schema.Have)
		require.Positive(t, schema.Want)
		require.Equal(t, "River", schema.Whose)
		require.ErrorContains(t, err, "call durable.Migrate")
		require.Empty(t, schemaOf(t, rawPool(t, dsn), dialectOf(dsn)))
	})
}

// newer are the statements after which tables are newer than the package knows.
func newer(dsn string) map[string]string {
	return map[string]string{
		"Rolecall": "insert into " + in(dsn, "rolecall_migration") + " (version) values (999)",
		"River":    "insert into " + in(dsn, "river_migration") + " (line, version) values ('main', 999)",
	}
}

func TestNewerTables(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		db, d := rawPool(t, dsn), dialectOf(dsn)
		require.NoError(t, durable.Migrate(t.Context(), db, d))
		before := schemaOf(t, db, d)
		for whose, statement := range newer(dsn) {
			_, err := db.ExecContext(t.Context(), statement)
			require.NoError(t, err)
			for name, err := range map[string]error{
				"Migrate":                    durable.Migrate(t.Context(), db, d),
				"Open":                       failToOpen(t, dsn),
				"Open with WithoutMigration": failToOpen(t, dsn, durable.WithoutMigration()),
			} {
				require.ErrorIs(t, err, durable.ErrSchema, name)
				schema, ok := errors.AsType[*durable.SchemaError](err)
				require.True(t, ok)
				require.Equal(t, 999, schema.Have)
				require.Equal(t, whose, schema.Whose)
				require.ErrorContains(t, err, "newer than")
			}
			require.Equal(t, before, schemaOf(t, db, d))
			result, err := db.ExecContext(t.Context(), "delete from "+in(dsn, strings.ToLower(whose)+"_migration")+" where version = 999")
			require.NoError(t, err)
			deleted, err := result.RowsAffected()
			require.NoError(t, err)
			require.Equal(t, int64(1), deleted)
		}
	})
}

// Ours are newer and River's are missing: nothing is created.
func TestNewerTablesWithoutRiver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		db, d := rawPool(t, dsn), dialectOf(dsn)
		require.NoError(t, durable.Migrate(t.Context(), db, d))
		for _, statement := range []string{newer(dsn)["Rolecall"], "drop table " + in(dsn, "river_migration")} {
			_, err := db.ExecContext(t.Context(), statement)
			require.NoError(t, err)
		}
		before := schemaOf(t, db, d)
		err := durable.Migrate(t.Context(), db, d)
		require.ErrorIs(t, err, durable.ErrSchema)
		require.ErrorContains(t, err, "Rolecall's tables are at version 999")
		require.Equal(t, before, schemaOf(t, db, d))
	})
}

func TestReadyAndTables(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		e, inbox := start(t, dsn, got.handle)
		require.NoError(t, e.Ready(t.Context()))
		db := rawPool(t, dsn)
		for _, statement := range newer(dsn) {
			_, err := db.ExecContext(t.Context(), statement)
			require.NoError(t, err)
		}
		require.NoError(t, e.Ready(t.Context()), "an old process continues during a rolling upgrade")
		require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
		eventually(t, inbox, durable.StateDone, 1)

		_, err := db.ExecContext(t.Context(), "drop table "+in(dsn, "rolecall_migration"))
		require.NoError(t, err)
		err = e.Ready(t.Context())
		require.ErrorIs(t, err, durable.ErrSchema)
		require.ErrorContains(t, err, "Rolecall's tables are at version 0")

		_, err = db.ExecContext(t.Context(), "drop table "+in(dsn, "rolecall_delivery"))
		require.NoError(t, err)
		requireRejected(t, inbox.Accept(t.Context(), delivery("b")), nil)
	})
}

func TestReadyOfAStoppedEngine(t *testing.T) {
	t.Parallel()
	e := open(t, dbtest.SQLite(t))
	require.ErrorIs(t, e.Ready(t.Context()), durable.ErrClosed)
	require.NoError(t, e.Start(t.Context()))
	require.NoError(t, e.Ready(t.Context()))
	require.NoError(t, e.Stop(t.Context()))
	require.ErrorIs(t, e.Ready(t.Context()), durable.ErrClosed)
	require.Error(t, e.Start(t.Context()), "an engine can be started once")
}

// apply runs a script as a migration tool does.
func apply(t *testing.T, dsn, script string) error {
	t.Helper()
	if dialectOf(dsn) == durable.SQLite {
		_, err := rawPool(t, dsn).ExecContext(t.Context(), script)
		return err
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.WithoutCancel(t.Context()))) }()
	_, err = conn.PgConn().Exec(t.Context(), script).ReadAll()
	return err
}

func TestPrintMigrations(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		d := dialectOf(dsn)
		var script strings.Builder
		require.NoError(t, durable.PrintMigrations(&script, d, 0))
		require.False(t, strings.Contains(script.String(), "TEMPLATE"), "a place for the schema is left") //nolint:testifylint // the text is long
		require.False(t, strings.Contains(script.String(), "{}r"), "a place for the schema is left")      //nolint:testifylint // the text is long
		require.NoError(t, apply(t, dsn, script.String()))

		e := open(t, dsn, durable.WithoutMigration())
		var got recorder
		inbox := e.Inbox(handlerSink(got.handle))
		require.NoError(t, e.Start(t.Context()))
		require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
		eventually(t, inbox, durable.StateDone, 1)
		require.NoError(t, e.Ready(t.Context()))
	})
}

// The printed SQL and Migrate create the same tables.
func TestPrintMigrationsEqualsMigrate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		d := dialectOf(dsn)
		var script strings.Builder
		require.NoError(t, durable.PrintMigrations(&script, d, 0))
		require.NoError(t, apply(t, dsn, script.String()))
		printed := rawPool(t, dsn)
		require.NoError(t, durable.Migrate(t.Context(), printed, d), "there is nothing left to do")

		other := dbtest.SQLite(t)
		if d == durable.PostgreSQL {
			other = dbtest.Postgres(t)
		}
		migrated := rawPool(t, other)
		require.NoError(t, durable.Migrate(t.Context(), migrated, d))
		require.Equal(t, schemaOf(t, migrated, d), schemaOf(t, printed, d))
	})
}

// The tables of each earlier version, brought up to date by Migrate or by the printed SQL, equal new ones.
func TestUpgradedTablesEqualNewOnes(t *testing.T) {
	t.Parallel()
	for _, d := range []durable.Dialect{durable.SQLite, durable.PostgreSQL} {
		for from := 1; from < newest(t, d); from++ {
			t.Run(fmt.Sprintf("%s from %d", d, from), func(t *testing.T) {
				t.Parallel()
				empty := map[durable.Dialect]func(testing.TB) string{durable.SQLite: dbtest.SQLite, durable.PostgreSQL: dbtest.Postgres}[d]
				created := rawPool(t, empty(t))
				require.NoError(t, durable.Migrate(t.Context(), created, d))

				migrated := rawPool(t, empty(t))
				require.NoError(t, durable.CreateVersion(t.Context(), migrated, d, from))
				require.NotEqual(t, schemaOf(t, created, d), schemaOf(t, migrated, d))
				require.NoError(t, durable.Migrate(t.Context(), migrated, d))
				require.Equal(t, schemaOf(t, created, d), schemaOf(t, migrated, d))

				dsn := empty(t)
				printed := rawPool(t, dsn)
				require.NoError(t, durable.CreateVersion(t.Context(), printed, d, from))
				var script strings.Builder
				require.NoError(t, durable.PrintMigrations(&script, d, from))
				require.NoError(t, apply(t, dsn, script.String()))
				require.Equal(t, schemaOf(t, created, d), schemaOf(t, printed, d))
				require.NotNil(t, open(t, dsn, durable.WithoutMigration()))
			})
		}
	}
}

type failingWriter struct{ after int }

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.after -= len(p); w.after < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestPrintMigrationsArguments(t *testing.T) {
	t.Parallel()
	for _, d := range []durable.Dialect{durable.SQLite, durable.PostgreSQL} {
		var all, none strings.Builder
		require.NoError(t, durable.PrintMigrations(&all, d, 0))
		newest := newest(t, d)
		require.NoError(t, durable.PrintMigrations(&none, d, newest))
		require.Equal(t, fmt.Sprintf("-- Nothing to do: version %d is the newest.\n", newest), none.String())
		for _, from := range []int{-1, newest + 1} {
			require.ErrorContains(t, durable.PrintMigrations(io.Discard, d, from), fmt.Sprintf("no version %d: versions are 0 to %d", from, newest))
		}
		for _, after := range []int{0, 100, all.Len() - 1} {
			require.ErrorIs(t, durable.PrintMigrations(&failingWriter{after}, d, 0), io.ErrShortWrite)
		}
	}
	require.ErrorContains(t, durable.PrintMigrations(io.Discard, 3, 0), "unknown dialect Dialect(3)")
}

// Two schemas of one database are two independent engines.
func TestWithSchema(t *testing.T) {
	t.Parallel()
	dsn := dbtest.Postgres(t)
	longest := "_" + strings.Repeat("z9", 22) + "a"
	require.Len(t, longest, 46)
	got := map[string]*recorder{"rolecall": {}, longest: {}}
	inboxes := map[string]*durable.Inbox{}
	for name, r := range got {
		e := open(t, dsn, durable.WithSchema(name))
		inboxes[name] = e.Inbox(handlerSink(r.handle))
		require.NoError(t, e.Start(t.Context()))
		require.NoError(t, e.Ready(t.Context()))
	}
	for name, inbox := range inboxes {
		d := delivery("same id")
		d.Key = name
		require.NoError(t, inbox.Accept(t.Context(), d))
	}
	for name, inbox := range inboxes {
		eventually(t, inbox, durable.StateDone, 1)
		require.Len(t, got[name].all(), 1)
		require.Equal(t, name, got[name].all()[0].Key)
	}
	require.Zero(t, count(t, rawPool(t, dsn), "select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'rolecall', $1)", longest))
}
