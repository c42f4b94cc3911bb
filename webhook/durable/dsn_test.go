package durable_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

const password = "hunter2-päss"

// requireNoPassword requires that neither an error nor what it wraps, in any format, contains the password.
func requireNoPassword(t *testing.T, err error) {
	t.Helper()
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Error("failed", "error", err)
	slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "error", err)
	require.NotContains(t, log.String(), "hunter2")
	for e := err; e != nil; e = errors.Unwrap(e) {
		texts := fmt.Sprintf("%v\n%+v\n%#v\n%q\n", e, e, e, e)
		for _, secret := range []string{password, url.QueryEscape(password), url.PathEscape(password), "hunter2"} {
			require.NotContains(t, texts, secret)
		}
	}
}

// failToOpen returns the error of Open for an invalid DSN.
func failToOpen(t *testing.T, dsn string, opts ...durable.Option) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	e, err := durable.Open(ctx, dsn, opts...)
	require.Error(t, err)
	require.Nil(t, e)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	return err
}

func TestOpenErrorsWithoutPassword(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, c := range map[string]struct{ dsn, want string }{
		"port is not a number":   {"postgres://u:" + password + "@127.0.0.1:port/a", "not a valid postgres:// URL"},
		"port is too high":       {"postgres://u:" + password + "@127.0.0.1:99999/a", "not a valid postgres:// URL"},
		"bad escape":             {"postgres://u:" + password + "%zz@127.0.0.1/a", "not a valid postgres:// URL"},
		"slash in the password":  {"postgres://u:" + password + "/x@127.0.0.1/a", "not a valid postgres:// URL"},
		"hash in the password":   {"postgres://u:" + password + "#x@127.0.0.1/a", ""},
		"space in the password":  {"postgres://u:" + password + " x@127.0.0.1:1/a", ""},
		"bad sslmode":            {"postgres://u:" + password + "@127.0.0.1/a?sslmode=hunter2", "not a valid postgres:// URL"},
		"password in the query":  {"postgres://127.0.0.1:1/a?user=u&sslmode=disable&password=" + url.QueryEscape(password), "not reachable"},
		"nothing listens":        {"postgres://u:" + url.QueryEscape(password) + "@127.0.0.1:1/a?sslmode=disable", "not reachable"},
		"unknown host":           {"postgres://u:" + url.QueryEscape(password) + "@db.invalid/a?sslmode=disable", "not reachable"},
		"unknown socket":         {"postgres://u:" + url.QueryEscape(password) + "@/a?host=/nonexistent", "not reachable"},
		"keywords":               {"host=127.0.0.1 port=1 user=u password=" + password, "looks like that of a server"},
		"another database's URL": {"mysql://u:" + password + "@127.0.0.1/a", "no support for mysql"},
		"another driver's DSN":   {"u:" + password + "@tcp(127.0.0.1:3306)/a", "looks like that of a server"},
	} {
		t.Run(name, func(t *testing.T) {
			err := failToOpen(t, c.dsn)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "durable: ")
			requireNoPassword(t, err)
		})
	}
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, entries, "a DSN was treated as a file name")
}

func TestOpenPostgresDenied(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(dbtest.Postgres(t))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		user, path, want string
	}{
		"unknown user":     {"rolecall_nobody", u.Path, "SQLSTATE 28000"},
		"unknown database": {u.User.Username(), "/rolecall_nothing", "SQLSTATE 3D000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := *u
			v.User, v.Path = url.UserPassword(c.user, password), c.path
			err := failToOpen(t, v.String())
			require.ErrorContains(t, err, c.want)
			requireNoPassword(t, err)
		})
	}
}

func TestOpenSQLiteWithOddNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"with space? no#1 100%.db", "%41.db", "größe.db", "a&b=c;d+e:f.db", "'quoted' \"name\"",
		"rolecall.db?_pragma=journal_mode(DELETE)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "the #1 folder?")
			require.NoError(t, os.Mkdir(folder, 0o700))
			path := filepath.Join(folder, name)
			var got recorder
			_, inbox := start(t, "sqlite:"+path, got.handle)
			require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
			eventually(t, inbox, durable.StateDone, 1)
			require.FileExists(t, path)
			files, err := os.ReadDir(folder)
			require.NoError(t, err)
			for _, f := range files {
				require.Contains(t, []string{name, name + "-wal", name + "-shm"}, f.Name())
				info, err := f.Info()
				require.NoError(t, err)
				require.Equal(t, os.FileMode(0o600), info.Mode(), f.Name())
			}
			require.Len(t, files, 3, "the file, its log and its index")
		})
	}
}

// A relative path is the default.
func TestOpenDefaultFile(t *testing.T) {
	t.Chdir(t.TempDir())
	e, err := durable.Open(t.Context(), "")
	require.NoError(t, err)
	require.FileExists(t, "rolecall.db")
	require.NoError(t, e.Stop(t.Context()))
	require.NoFileExists(t, "rolecall.db-wal", "Stop closes the database, which removes the log")
}

func TestOpenSQLiteRejects(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	require.NoError(t, os.WriteFile(text, []byte(strings.Repeat("not a database. ", 100)), 0o600))
	for name, c := range map[string]struct{ dsn, want string }{
		"missing folder":   {filepath.Join(folder, "missing", "rolecall.db"), "does its folder exist?"},
		"folder":           {folder, "is a directory"},
		"not a database":   {text, "is not a SQLite database"},
		"unwritable":       {"/proc/version", "permission"},
		"memory":           {":memory:", "in memory"},
		"parent is a file": {filepath.Join(text, "rolecall.db"), "not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, failToOpen(t, c.dsn), c.want)
		})
	}
	content, err := os.ReadFile(text)
	require.NoError(t, err)
	require.Len(t, content, 1600, "the file that is not a database is unchanged")
}

func TestOpenWithCanceledContext(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := durable.Open(ctx, dsn)
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestOptionsReject(t *testing.T) {
	t.Parallel()
	for want, opt := range map[string]durable.Option{
		"an option is nil":      nil,
		`WithSchema("")`:        durable.WithSchema(""),
		`WithSchema("Rolecall`:  durable.WithSchema("Rolecall"),
		`WithSchema("1a")`:      durable.WithSchema("1a"),
		`WithSchema("a-b")`:     durable.WithSchema("a-b"),
		`WithSchema("a.b")`:     durable.WithSchema("a.b"),
		`WithSchema("a;b")`:     durable.WithSchema("a;b"),
		`WithSchema("a\n")`:     durable.WithSchema("a\n"),
		`WithSchema("ä")`:       durable.WithSchema("ä"),
		"at most 46 of":         durable.WithSchema(strings.Repeat("a", 47)),
		"WithSealer(nil)":       durable.WithSealer(nil),
		"Retention.Done is 119": durable.WithRetention(durable.Retention{Done: 5*24*time.Hour - time.Second}),
		"Retention.Done is -1s": durable.WithRetention(durable.Retention{Done: -time.Second}),
		"Retention.Parked is 1": durable.WithRetention(durable.Retention{Parked: time.Hour}),
		"Retention.Parked is -": durable.WithRetention(durable.Retention{Parked: -time.Hour}),
		"WithLogger(nil)":       durable.WithLogger(nil),
		"WithRiver(nil)":        durable.WithRiver(nil),
		"WithWorkers(-1)":       durable.WithWorkers(-1),
		"WithWorkers(1001)":     durable.WithWorkers(1001),
	} {
		path := filepath.Join(t.TempDir(), "rolecall.db")
		err := failToOpen(t, path, opt)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "durable: ")
		require.NoFileExists(t, path)
	}
}

func TestOptionsAccept(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]durable.Option{
		"zero retention":    durable.WithRetention(durable.Retention{}),
		"long retention":    durable.WithRetention(durable.Retention{Done: 60 * 24 * time.Hour}),
		"shortest":          durable.WithRetention(durable.Retention{Done: 5 * 24 * time.Hour, Parked: 5 * 24 * time.Hour}),
		"most workers":      durable.WithWorkers(1000),
		"no workers":        durable.WithWorkers(0),
		"schema for SQLite": durable.WithSchema("_a1"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := open(t, dbtest.SQLite(t), opt)
			e.Inbox(webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil }))
			require.NoError(t, e.Start(t.Context()))
		})
	}
}

func TestInboxOptionsReject(t *testing.T) {
	t.Parallel()
	for want, opt := range map[string]durable.InboxOption{
		"an option of Inbox is nil": nil,
		"InTx(0)":                   durable.InTx(0),
		"InTx(257)":                 durable.InTx(257),
		"Attempts(0)":               durable.Attempts(0),
		"Attempts(1001)":            durable.Attempts(1001),
		"HandlerTimeout(99ms)":      durable.HandlerTimeout(99 * time.Millisecond),
		"HandlerTimeout(1h0m1s)":    durable.HandlerTimeout(time.Hour + time.Second),
		"GiveUpAfter(0s)":           durable.GiveUpAfter(0),
		"OnParked(nil)":             durable.OnParked(nil),
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			e := open(t, dbtest.SQLite(t))
			inbox := e.Inbox(webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil }), opt)
			require.ErrorContains(t, e.Start(t.Context()), want)
			require.Nil(t, e.River())
			requireRejected(t, inbox.Accept(t.Context(), delivery("a")), durable.ErrClosed)
		})
	}
}

func TestInboxPanics(t *testing.T) {
	t.Parallel()
	sink := webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil })
	require.Panics(t, func() { open(t, dbtest.SQLite(t)).Inbox(nil) })
	twice := open(t, dbtest.SQLite(t))
	twice.Inbox(sink)
	require.Panics(t, func() { twice.Inbox(sink) })
	late := open(t, dbtest.SQLite(t))
	require.NotNil(t, late.River())
	require.Panics(t, func() { late.Inbox(sink) })
}

// Read's statements cannot write, on either database.
func TestReadIsQueryOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		e := open(t, dsn)
		var one int
		require.NoError(t, e.Read().QueryRowContext(t.Context(), "select 1").Scan(&one))
		_, err := e.Read().ExecContext(t.Context(), "create table mine (id integer)")
		require.ErrorContains(t, err, "read")
		_, err = rawPool(t, dsn).ExecContext(t.Context(), "create table mine (id integer)")
		require.NoError(t, err)
	})
}
