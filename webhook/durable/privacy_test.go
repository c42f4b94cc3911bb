package durable

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// The markers stand for personal data. Each is named after the place where a handler or a provider puts it.
const (
	markText  = "Zoe-in-an-error"
	markPanic = "Zoe-in-a-panic"
	markBody  = "Zoe-in-a-body"
	markID    = "Zoe-in-an-id"
	markKey   = "Zoe-in-a-key"
)

type markedStruct struct{ Name string }

type markedError struct{ name string }

func (e markedError) Error() string { return "cannot store " + e.name }

// syncBuffer is a buffer for a logger that several goroutines use.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// leaking fails in every way, with a marker wherever one fits. The kind of failure is the delivery's type.
func leaking(ctx context.Context, d *webhook.Delivery) error {
	err := fmt.Errorf("handle: %w", markedError{markText})
	switch d.Type {
	case "done":
		return nil
	case "error", "parked":
		return err
	case "joined":
		return errors.Join(err, errors.New(markText))
	case "drop":
		return webhook.Drop(err)
	case "retry after":
		return webhook.RetryAfter(1, err)
	case "panic string":
		panic(markPanic)
	case "panic error":
		panic(markedError{markPanic})
	case "panic struct":
		panic(&markedStruct{markPanic})
	case "sql":
		tx, err := Tx(ctx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "insert into effect (id, "+strings.ReplaceAll(markText, "-", "_")+") values ('"+markText+"')")
		return err
	case "later":
		return Later(ctx, d.Received, &webhook.Delivery{Source: "backend", Type: "done", ID: markID, Key: markKey, Body: []byte(markBody)})
	case "newer":
		_, err := Newer(ctx, d.Received)
		return err
	}
	return err
}

var leaks = []string{
	"done", "error", "joined", "drop", "retry after", "panic string", "panic error", "panic struct", "sql", "later", "newer",
}

// runLeaks runs a delivery of each kind through River, twice if it fails, then parks the deliveries that still
// wait.
func runLeaks(t *testing.T, dsn string, opts []Option, inbox ...InboxOption) (r *rig, log *syncBuffer) {
	t.Helper()
	log = new(syncBuffer)
	opts = append(opts, WithLogger(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	router := webhook.NewRouter()
	router.OnUnknown(leaking)
	r = newRig(t, dsn, opts, func(ctx context.Context, d *webhook.Delivery) error {
		if strings.HasSuffix(d.ID, "router") {
			return router.Accept(ctx, d)
		}
		return leaking(ctx, d)
	}, append(inbox, Attempts(2), GiveUpAfter(1))...)
	r.start()
	for _, kind := range leaks {
		for _, suffix := range []string{"", "router"} {
			d := r.event(markID + kind + suffix)
			d.Type, d.Key, d.Body = kind, markKey+kind+suffix, []byte(markBody)
			d.Header = map[string][]string{"X-Name": {markBody}}
			d.Received = d.Received.Add(-time.Minute) // older than GiveUpAfter
			require.NoError(t, r.Accept(t.Context(), d))
		}
	}
	r.settled()
	require.Positive(t, r.inState(StateParked))
	return r, log
}

// requireOnlyIn fails if the text is in any other column than these.
func requireOnlyIn(t *testing.T, dump map[string]string, text string, columns ...string) {
	t.Helper()
	for column, values := range dump {
		if strings.Contains(values, text) {
			require.Contains(t, columns, column, text)
		}
	}
	for _, column := range columns {
		require.Contains(t, dump[column], text, "or the dump shows nothing: %s", column)
	}
}

func TestPrivacy(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r, log := runLeaks(t, dsn, nil, opts...)
				dump := r.dump()
				requireOnlyIn(t, dump, markText)
				requireOnlyIn(t, dump, markPanic)
				requireOnlyIn(t, dump, markBody, "rolecall_delivery.body")
				requireOnlyIn(t, dump, markID, "rolecall_delivery.id")
				requireOnlyIn(t, dump, markKey, "rolecall_delivery.key")
				r.requireQuiet(log)
				r.fetch() // fails unless the arguments of jobs are numbers
			})
		})
	}
}

func TestPrivacySealed(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r, log := runLeaks(t, dsn, sealedWith(newSealer(t, 1)), opts...)
				dump := r.dump()
				require.Contains(t, dump["rolecall_delivery.tenant"], "integration-1", "otherwise the dump shows nothing")
				for _, mark := range []string{markText, markPanic, markBody, markID, markKey} {
					requireOnlyIn(t, dump, mark)
				}
				r.requireQuiet(log)
				if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
					require.Positive(t, countInFiles(t, path, "integration-1"))
					require.Zero(t, countInFiles(t, path, "Zoe-"))
				}
			})
		})
	}
}

// requireQuiet fails if a marker is in the log or in the values that an operator prints.
func (r *rig) requireQuiet(log *syncBuffer) {
	r.t.Helper()
	require.Contains(r.t, log.String(), "level=DEBUG", "otherwise the log shows nothing")
	require.Contains(r.t, log.String(), "a delivery was parked")
	require.NotContains(r.t, log.String(), "Zoe")
	require.NotContains(r.t, fmt.Sprintf("%+v", r.stats()), "Zoe")
	entries := r.entries()
	for _, e := range entries {
		require.NotContains(r.t, e.Error, "Zoe")
	}
	_, err := r.Replay(r.t.Context(), Filter{Type: markText, Limit: -1})
	require.NotContains(r.t, fmt.Sprintf("%+v", err), "Zoe")
}

// The engine's errors about a database never quote its content, regardless of the format verb.
func TestPrivacyOfErrors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var r *rig
		var all []error
		r = newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			r.exec("alter table {}rolecall_key rename to gone")
			_, err := Newer(ctx, d.Received)
			all = append(all, err)
			return err
		})
		d := r.event(markID)
		d.Key, d.Body = markKey, []byte(markBody)
		r.put(d)
		job := r.fetchOne()
		if r.pools.dialect == SQLite { // the table cannot be renamed while the handler holds the write lock
			r.exec("alter table rolecall_key rename to gone")
			r.ledger.schema = ""
			r.handler = webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
				_, err := Newer(ctx, d.Received)
				all = append(all, err)
				return err
			})
		}
		all = append(all, r.work(job))
		r.exec("alter table {}rolecall_delivery rename to lost")
		r.committer.start()
		all = append(all, r.Accept(t.Context(), d))
		_, err := r.List(t.Context(), Filter{Key: markKey})
		all = append(all, err)
		_, err = r.Replay(t.Context(), Filter{Key: markKey})
		all = append(all, err)
		_, err = r.Purge(t.Context(), Person{Source: "knit", Tenant: "integration-1", Keys: []string{markKey}})
		all = append(all, err)
		_, err = r.Stats(t.Context())
		all = append(all, err)
		_, err = r.reconcile(t.Context())
		all = append(all, err)
		_, err = r.retain(t.Context())
		all = append(all, err)
		require.Len(t, all, 9)
		for i, err := range all {
			require.Error(t, err, "%d", i)
			text := fmt.Sprintf("%v %+v %#v %s %q", err, err, errors.Unwrap(err), err, err)
			require.NotContains(t, text, "Zoe", "%d", i)
		}
	})
}

// dump returns the values of each column of each table of the database, as text, by "table.column".
func (r *rig) dump() map[string]string {
	r.t.Helper()
	columns := map[string][]string{}
	query := `select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'`
	if r.pools.dialect == PostgreSQL {
		query = `select table_schema || '.' || table_name, column_name from information_schema.columns
			where table_schema not like 'pg\_%' and table_schema <> 'information_schema'`
	}
	rows, err := r.db.QueryContext(r.t.Context(), query)
	require.NoError(r.t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var table, column string
		require.NoError(r.t, rows.Scan(&table, &column))
		columns[table] = append(columns[table], column)
	}
	require.NoError(r.t, rows.Err())
	all := map[string]string{}
	for table, names := range columns {
		for _, name := range names {
			all[strings.TrimPrefix(table, "rolecall.")+"."+name] = r.column(table, name)
		}
	}
	require.Contains(r.t, all, "river_job.errors")
	return all
}

// column returns all values of a column. Bytes are returned unmodified.
func (r *rig) column(table, name string) string {
	r.t.Helper()
	value := `cast("` + name + `" as blob)`
	if r.pools.dialect == PostgreSQL {
		value = `"` + name + `"::text`
	}
	rows, err := r.db.QueryContext(r.t.Context(), "select "+value+" from "+table)
	require.NoError(r.t, err)
	defer func() { _ = rows.Close() }()
	var all bytes.Buffer
	for rows.Next() {
		var v []byte
		require.NoError(r.t, rows.Scan(&v))
		all.Write(unhex(v))
		all.WriteByte('\n')
	}
	require.NoError(r.t, rows.Err())
	return all.String()
}

// unhex decodes the form in which PostgreSQL prints bytes.
func unhex(v []byte) []byte {
	text, ok := bytes.CutPrefix(v, []byte(`\x`))
	if !ok {
		return v
	}
	var decoded []byte
	if _, err := fmt.Sscanf(string(text), "%x", &decoded); err != nil {
		return v
	}
	return decoded
}
