// Package dbtest gives each test its own database, on SQLite and on PostgreSQL.
//
// The environment variable ROLECALL_POSTGRES is the URL of a PostgreSQL database whose user may create
// databases. The default is [DefaultPostgres]. Without a reachable server a test skips and says so; with
// ROLECALL_REQUIRE_SERVICES=1 it fails.
package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"
)

// DefaultPostgres is the server that tests use unless ROLECALL_POSTGRES is set.
const DefaultPostgres = "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"

const (
	envPostgres = "ROLECALL_POSTGRES"
	envRequire  = "ROLECALL_REQUIRE_SERVICES"

	prefix = "rolecall_test_"
	// patience limits one statement on the server. Creating and dropping a database write to the disk,
	// which tests of other packages use at the same time.
	patience = time.Minute
)

// Each runs f as the subtests "sqlite" and "postgres", each with the DSN of an empty database.
func Each(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// SQLite returns the DSN of a file that does not exist yet, in a folder that is removed after the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "rolecall.db")
}

// Postgres creates an empty database and returns its DSN. After the test it drops the database, and closes
// the connections that are still open.
func Postgres(t testing.TB) string {
	t.Helper()
	server := reachable(t)
	name := prefix + randomHex()
	// No session can connect to template0, so no other session can make this statement fail.
	exec(t, server, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0")
	t.Cleanup(func() {
		exec(t, server, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)")
	})
	dsn := *server
	dsn.Path = "/" + name
	return dsn.String()
}

// reachable returns the URL of the server. It skips or fails the test if the server does not respond.
func reachable(t testing.TB) *url.URL {
	t.Helper()
	dsn := os.Getenv(envPostgres)
	if dsn == "" {
		dsn = DefaultPostgres
	}
	u, err := url.Parse(dsn)
	require.NoError(t, err, "%s is not a URL", envPostgres)
	require.Contains(t, []string{"postgres", "postgresql"}, u.Scheme, "%s must begin with postgres://", envPostgres)
	if err := ping(t, u); err != nil {
		const format = "PostgreSQL is not reachable at %s: set %s (%v)"
		if os.Getenv(envRequire) == "1" {
			t.Fatalf(format, u.Redacted(), envPostgres, err)
		}
		t.Skipf(format+"; %s=1 makes this a failure", u.Redacted(), envPostgres, err, envRequire)
	}
	return u
}

func ping(t testing.TB, u *url.URL) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// exec runs one statement on its own connection. It is also called at cleanup, when the context of the test
// is already canceled.
func exec(t testing.TB, u *url.URL, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	defer cancel()
	db, err := sql.Open("pgx", u.String())
	require.NoError(t, err)
	_, err = db.ExecContext(ctx, statement)
	require.NoError(t, err, statement)
	require.NoError(t, db.Close())
}

func randomHex() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never returns an error
	return hex.EncodeToString(b)
}
