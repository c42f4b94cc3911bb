package durable

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations are the versions of the tables. Each first brings River's tables to a version, and
// then applies our own file. A new version of River with new tables needs a new entry.
var migrations = []migration{{version: 1, river: 8}, {version: 2, river: 8}}

type migration struct{ version, river int }

const defaultSchema = "rolecall"

// schemaName matches names that PostgreSQL accepts without quotes, so that an operator can type them. River accepts no
// longer name, because it is a part of the names of its notification channels.
var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,45}$`)

// SchemaError says that the tables are older or newer than this version of the package. It matches
// [ErrSchema].
type SchemaError struct {
	Have  int    // the version of the tables; 0: there are none
	Want  int    // the version that this package needs
	Whose string // "River" or "Rolecall"
}

// Error returns both versions, and what to do.
func (e *SchemaError) Error() string {
	if e.Have > e.Want {
		return fmt.Sprintf("durable: %s's tables are at version %d, newer than the %d that this program knows: update it", e.Whose, e.Have, e.Want)
	}
	return fmt.Sprintf("durable: %s's tables are at version %d, and this program needs %d: call durable.Migrate, or apply what durable.PrintMigrations writes", e.Whose, e.Have, e.Want)
}

// Is reports whether target is ErrSchema.
func (e *SchemaError) Is(target error) bool { return target == ErrSchema }

// SafeText returns the text, which contains no record.
func (e *SchemaError) SafeText() string { return e.Error() }

// tables are the tables of one database.
type tables struct {
	dialect Dialect
	schema  string // PostgreSQL only
	log     *slog.Logger
}

func (t tables) driver(db *sql.DB) riverdriver.Driver[*sql.Tx] {
	if t.dialect == SQLite {
		return riversqlite.New(db)
	}
	return riverdatabasesql.New(db)
}

// sql completes a statement that is written for PostgreSQL: {} stands for the schema, $1 for a parameter.
func (t tables) sql(statement string) string {
	if t.dialect == SQLite {
		return strings.NewReplacer("{}", "", "$", "?").Replace(statement)
	}
	return strings.ReplaceAll(statement, "{}", t.schema+".")
}

// queryer is a *sql.DB, *sql.Conn or *sql.Tx.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// check returns a *SchemaError if the tables are older than this package needs; or newer, unless a process
// that is already running may continue with them, which is what exact says.
func (t tables) check(ctx context.Context, db queryer, exact bool) error {
	want := migrations[len(migrations)-1]
	var older error // a newer version of the other tables counts more
	for _, c := range []struct {
		whose, query string
		want         int
	}{
		{"River", t.riverVersion(), want.river},
		{"Rolecall", "select max(version) from {}rolecall_migration", want.version},
	} {
		have, err := t.version(ctx, db, c.query)
		if err != nil {
			return err
		}
		switch {
		case exact && have > c.want:
			return &SchemaError{have, c.want, c.whose}
		case have < c.want && older == nil:
			older = &SchemaError{have, c.want, c.whose}
		}
	}
	return older
}

// riverVersion selects the version of River's tables. On PostgreSQL a migration may have ended before River's
// table had the column line; on SQLite all migrations are one transaction.
func (t tables) riverVersion() string {
	line := "line"
	if t.dialect == PostgreSQL {
		line = "coalesce(to_jsonb(m) ->> 'line', 'main')"
	}
	return "select max(version) from {}river_migration m where " + line + " = 'main'"
}

func (t tables) version(ctx context.Context, db queryer, query string) (int, error) {
	table := strings.Fields(query[strings.Index(query, "from ")+len("from "):])[0]
	exists := "select count(*) from sqlite_master where name = $1"
	if t.dialect == PostgreSQL {
		exists = "select count(to_regclass($1))"
	}
	var tables int
	if err := db.QueryRowContext(ctx, t.sql(exists), t.sql(table)).Scan(&tables); err != nil {
		return 0, storeFailed("read the version of the tables", err)
	}
	if tables == 0 {
		return 0, nil
	}
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, t.sql(query)).Scan(&version)
	return int(version.Int64), storeFailed("read the version of the tables", err)
}

// Migrate creates the tables of River and of this package in db, or brings them up to date. For PostgreSQL
// they are in the schema "rolecall". [Open] and [Wrap] do the same, unless [WithoutMigration] is given.
// Several processes may call it at the same time. If the tables are newer than this package knows, Migrate
// changes nothing and returns [ErrSchema].
//
// An existing SQLite file is copied first, into a file next to it whose name ends in ".before-" and the
// versions. Delete the copy when the new version works: it contains the same personal data.
func Migrate(ctx context.Context, db *sql.DB, d Dialect) error {
	return tables{d, defaultSchema, slog.New(slog.DiscardHandler)}.migrate(ctx, db)
}

func (t tables) migrate(ctx context.Context, db *sql.DB) error {
	switch t.dialect {
	case SQLite:
		return t.migrateSQLite(ctx, db)
	case PostgreSQL:
		return t.migratePostgres(ctx, db)
	}
	return fmt.Errorf("durable: unknown dialect %s", t.dialect)
}

// migrateSQLite migrates in one transaction, whose write lock keeps other processes out.
func (t tables) migrateSQLite(ctx context.Context, db *sql.DB) error {
	if err := t.copySQLite(ctx, db); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return storeFailed("create the tables", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := t.newer(ctx, tx); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(t.driver(db), &rivermigrate.Config{Logger: t.log})
	if err != nil {
		return storeFailed("create River's tables", err)
	}
	//nolint:staticcheck // deprecated because PostgreSQL cannot run all of them in one transaction
	if _, err := migrator.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil); err != nil {
		return storeFailed("create River's tables", err)
	}
	if err := t.migrateOurs(ctx, tx); err != nil {
		return err
	}
	return storeFailed("create the tables", tx.Commit())
}

// copySQLite copies the file if it has tables that will be migrated.
func (t tables) copySQLite(ctx context.Context, db *sql.DB) error {
	schema, behind := errors.AsType[*SchemaError](t.check(ctx, db, true))
	if !behind || schema.Have == 0 || schema.Have > schema.Want {
		return nil
	}
	var path string
	if err := db.QueryRowContext(ctx, "select file from pragma_database_list where name = 'main'").Scan(&path); err != nil {
		return storeFailed("copy the SQLite file", err)
	}
	target := fmt.Sprintf("%s.before-%s-%d", path, strings.ToLower(schema.Whose), schema.Want)
	if _, err := os.Stat(target); err == nil {
		return nil // an earlier attempt, or another process, has copied it
	}
	// Under another name, so that half a copy is never mistaken for a whole one. CreateTemp's files are private.
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(target)+".*")
	if err != nil {
		return fmt.Errorf("durable: copy the SQLite file before its tables change: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_ = f.Close()
	if _, err := db.ExecContext(ctx, "vacuum into ?", f.Name()); err != nil {
		return storeFailed("copy the SQLite file before its tables change", err)
	}
	// Not Rename: another process may have copied the file and migrated it in the meantime.
	if err = os.Link(f.Name(), target); err == nil || errors.Is(err, os.ErrExist) {
		return nil
	}
	if err := os.Rename(f.Name(), target); err != nil { // a file system without links
		return fmt.Errorf("durable: copy the SQLite file before its tables change: %w", err)
	}
	return nil
}

func (t tables) migratePostgres(ctx context.Context, db *sql.DB) error {
	if db.Stats().MaxOpenConnections == 1 {
		return errOneConnection
	}
	conn, unlock, err := t.lockPostgres(ctx, db)
	if err != nil {
		return storeFailed("create the tables", err)
	}
	defer unlock()
	if err := t.newer(ctx, conn); err != nil {
		return err
	}
	if t.check(ctx, conn, true) == nil {
		return nil
	}
	if _, err := conn.ExecContext(ctx, "create schema if not exists "+t.schema); err != nil {
		return storeFailed("create the schema", err)
	}
	migrator, err := rivermigrate.New(t.driver(db), &rivermigrate.Config{Logger: t.log, Schema: t.schema})
	if err != nil {
		return storeFailed("create River's tables", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return storeFailed("create River's tables", err)
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return storeFailed("create the tables", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := t.migrateOurs(ctx, tx); err != nil {
		return err
	}
	return storeFailed("create the tables", tx.Commit())
}

// lockPostgres returns a connection that holds the lock of migrations. While another process migrates, it keeps
// no connection, because that process may need it from the same pool.
func (t tables) lockPostgres(ctx context.Context, db *sql.DB) (conn *sql.Conn, unlock func(), err error) {
	h := fnv.New64a()
	_, _ = h.Write([]byte("rolecall migrate " + t.schema))
	key := int64(h.Sum64()) //nolint:gosec // any 64 bits
	for {
		if conn, err = db.Conn(ctx); err != nil {
			return nil, nil, err
		}
		var locked bool
		err = conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", key).Scan(&locked)
		if locked && err == nil {
			return conn, func() {
				_, _ = conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", key)
				_ = conn.Close()
			}, nil
		}
		_ = conn.Close()
		if err != nil {
			return nil, nil, err
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// newer returns a *SchemaError if the tables are newer than this package knows. River itself would use
// them without complaint.
func (t tables) newer(ctx context.Context, db queryer) error {
	err := t.check(ctx, db, true)
	if schema, ok := errors.AsType[*SchemaError](err); ok && schema.Have < schema.Want {
		return nil
	}
	return err
}

func (t tables) migrateOurs(ctx context.Context, tx *sql.Tx) error {
	have, err := t.version(ctx, tx, "select max(version) from {}rolecall_migration")
	if err != nil {
		return err
	}
	for _, statement := range t.ours(have) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return storeFailed("create the tables", err)
		}
	}
	return nil
}

// ours returns the statements that bring our tables from a version up to date.
func (t tables) ours(from int) []string {
	var statements []string
	if from == 0 {
		statements = append(statements, t.sql("create table {}rolecall_migration (version integer primary key)"))
	}
	for _, m := range migrations {
		if m.version > from {
			statements = append(statements, t.sql(m.text(t.dialect)),
				t.sql(fmt.Sprintf("insert into {}rolecall_migration (version) values (%d)", m.version)))
		}
	}
	return statements
}

func (m migration) text(d Dialect) string {
	text, err := migrationFiles.ReadFile(fmt.Sprintf("migrations/%s_%03d.sql", strings.ToLower(d.String()), m.version))
	if err != nil {
		panic(err) // the files are embedded
	}
	return string(text)
}
