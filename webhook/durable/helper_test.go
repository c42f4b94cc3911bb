package durable_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
)

// patience is how long a test waits for something that another goroutine does with the database.
const patience = 3 * time.Minute

type handler func(ctx context.Context, d *webhook.Delivery) error

// open opens an engine that is stopped after the test.
func open(t testing.TB, dsn string, opts ...durable.Option) *durable.Engine {
	t.Helper()
	e, err := durable.Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) })
	return e
}

// start opens an engine with a handler, and starts it.
func start(t testing.TB, dsn string, h handler, opts ...durable.InboxOption) (*durable.Engine, *durable.Inbox) {
	t.Helper()
	e := open(t, dsn)
	i := e.Inbox(webhook.SinkFunc(h), opts...)
	require.NoError(t, e.Start(t.Context()))
	return e, i
}

// delivery returns a delivery with an id.
func delivery(id string) *webhook.Delivery {
	return &webhook.Delivery{
		Source: "knit", Type: "knit:record.new/ats_jobs", ID: id, Key: "job-" + id, Tenant: "integration-1",
		Body: fmt.Appendf(nil, `{"eventId":%q}`, id), Received: time.Now().UTC(),
	}
}

// eventually waits until the only delivery, or all, are in the state.
func eventually(t testing.TB, i *durable.Inbox, state durable.State, n int) []durable.Entry {
	t.Helper()
	var entries []durable.Entry
	require.Eventually(t, func() bool {
		var err error
		entries, err = i.List(t.Context(), durable.Filter{State: state, Limit: 10_000})
		require.NoError(t, err)
		return len(entries) >= n
	}, patience, 5*time.Millisecond, "waiting for %d deliveries that are %s", n, state)
	require.Len(t, entries, n)
	return entries
}

// effects is a table without a unique constraint, so that an effect that happens twice is seen.
type effects struct{ db *sql.DB }

// newEffects creates the table effect through its own pool.
func newEffects(t testing.TB, dsn string) effects {
	t.Helper()
	db := rawPool(t, dsn)
	_, err := db.ExecContext(t.Context(), "create table effect (id text not null)")
	require.NoError(t, err)
	return effects{db}
}

// write records the effect of a delivery in its transaction.
func (effects) write(ctx context.Context, d *webhook.Delivery) error {
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "insert into effect (id) values ('"+d.ID+"')") // test ids have no quotes
	return err
}

// count returns how many effects each id has.
func (e effects) count(t testing.TB) map[string]int {
	t.Helper()
	rows, err := e.db.QueryContext(t.Context(), "select id, count(*) from effect group by id")
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		require.NoError(t, rows.Scan(&id, &n))
		counts[id] = n
	}
	require.NoError(t, rows.Err())
	return counts
}

// rawPool returns a pool that is not the engine's.
func rawPool(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if path, ok := cutSQLite(dsn); ok {
		driver, dsn = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_txlock=immediate"
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func cutSQLite(dsn string) (string, bool) {
	if len(dsn) > 7 && dsn[:7] == "sqlite:" {
		return dsn[7:], true
	}
	return "", false
}

// recorder records the deliveries that a handler has received.
type recorder struct {
	mu  sync.Mutex
	got []*webhook.Delivery
}

func (r *recorder) handle(_ context.Context, d *webhook.Delivery) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, d)
	return nil
}

func (r *recorder) all() []*webhook.Delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*webhook.Delivery(nil), r.got...)
}
