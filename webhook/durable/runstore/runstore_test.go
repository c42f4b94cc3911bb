package runstore_test

import (
	"context"
	"database/sql"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
	"github.com/rolecall-dev/rolecall/webhook/durable/runstore"
)

// patience is how long a test waits for something that another goroutine does with the database.
const patience = 3 * time.Minute

// rawPool returns a pool that is not the engine's.
func rawPool(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		driver, dsn = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_txlock=immediate"
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// backend is a service that keeps the employees of its customers.
type backend struct {
	t       testing.TB
	db      *sql.DB
	engine  *durable.Engine
	inbox   *durable.Inbox
	tracker *runs.Tracker
	fake    *knittest.Server
	client  *knit.Client
	url     string
	reports chan runs.Report

	reported []runs.Report // and not asked for yet
	middle   atomic.Value  // func(webhook.Sink) webhook.Sink, in front of the router
}

func newBackend(t testing.TB, dsn string, fake []knittest.Option, inbox []durable.InboxOption, opts ...runs.Option) *backend {
	t.Helper()
	return newBackendWith(t, dsn, nil, fake, inbox, opts...)
}

func newBackendWith(t testing.TB, dsn string, engine []durable.Option, fake []knittest.Option, inbox []durable.InboxOption, opts ...runs.Option) *backend {
	t.Helper()
	b := &backend{t: t, db: rawPool(t, dsn), fake: knittest.NewServer(t, fake...), reports: make(chan runs.Report, 100)}
	_, err := b.db.ExecContext(t.Context(), "create table employee (integration text not null, id text not null, primary key (integration, id))")
	require.NoError(t, err)
	b.client, err = knit.NewClient(b.fake.APIKey, rolecall.WithBaseURL(b.fake.URL))
	require.NoError(t, err)
	b.engine, err = durable.Open(t.Context(), dsn, engine...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.engine.Stop(context.WithoutCancel(t.Context()))) })
	b.tracker = runstore.Attach(b.engine, append([]runs.Option{
		runs.OnSweep(sweep),
		runs.OnRunComplete(func(_ context.Context, r runs.Report) error { b.reports <- r; return nil }),
	}, opts...)...)
	router := webhook.NewRouter()
	webhook.On(router, knit.EmployeeNew, save)
	webhook.On(router, knit.EmployeeModified, save)
	webhook.On(router, knit.EmployeeDeleted, func(ctx context.Context, e *knit.EmployeeDeletedEvent, d *webhook.Delivery) error {
		return remove(ctx, d.Tenant, e.RecordID)
	})
	webhook.On(router, knit.IntegrationActivated, b.tracker.OnActivation(b.client, knit.StartSyncRequest{DataType: knit.DataTypeEmployee}))
	b.inbox = b.engine.Inbox(b.tracker.Wrap(webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
		if middle, ok := b.middle.Load().(func(webhook.Sink) webhook.Sink); ok {
			return middle(router).Accept(ctx, d)
		}
		return router.Accept(ctx, d)
	})), inbox...)
	hooks, err := knit.NewReceiver([]string{b.fake.APIKey}, b.inbox)
	require.NoError(t, err)
	require.NoError(t, b.engine.Start(t.Context()))
	server := httptest.NewServer(hooks)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func save(ctx context.Context, e *knit.EmployeeEvent, d *webhook.Delivery) error {
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "insert into employee (integration, id) values ($1, $2) on conflict do nothing", d.Tenant, e.RecordID)
	return err
}

func remove(ctx context.Context, integration, id string) error {
	tx, err := durable.Tx(ctx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "delete from employee where integration = $1 and id = $2", integration, id)
	return err
}

func sweep(ctx context.Context, p runs.SweepPlan) error {
	for _, id := range p.Records {
		if err := remove(ctx, p.Report.Integration, id); err != nil {
			return err
		}
	}
	return nil
}

// report returns the next report of a type of run. Runs may end in any order.
func (b *backend) report(t knit.SyncType) runs.Report {
	b.t.Helper()
	return b.reportWithin(t, patience)
}

func (b *backend) reportWithin(t knit.SyncType, limit time.Duration) runs.Report {
	b.t.Helper()
	for i, r := range b.reported {
		if r.SyncType == t {
			b.reported = slices.Delete(b.reported, i, i+1)
			return r
		}
	}
	for {
		select {
		case r := <-b.reports:
			if r.SyncType == t {
				return r
			}
			b.reported = append(b.reported, r)
		case <-time.After(limit):
			require.FailNow(b.t, "no report of the run")
		}
	}
}

func (b *backend) employees() int {
	b.t.Helper()
	var n int
	require.NoError(b.t, b.db.QueryRowContext(b.t.Context(), "select count(*) from employee").Scan(&n))
	return n
}

func TestRun(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		b := newBackend(t, dsn, []knittest.Option{knittest.WithEmployees(53)}, []durable.InboxOption{durable.InTx(16)})
		sync, err := b.tracker.Start(t.Context(), b.client.Integration(b.fake.IntegrationID), knit.StartSyncRequest{
			DataType: knit.DataTypeEmployee, Destination: b.url,
		})
		require.NoError(t, err)
		first := b.report(knit.SyncInitial)
		require.NoError(t, first.Err)
		require.True(t, first.Complete)
		require.Equal(t, sync.RunID, first.SyncRunID)
		require.Equal(t, 53, first.Applied)
		delta := b.report(knit.SyncDelta)
		require.NoError(t, delta.Err)
		require.Equal(t, 4, delta.Applied)
		require.Equal(t, 53, b.employees())

		require.NoError(t, b.fake.Remove(b.fake.EmployeeID(10), b.fake.EmployeeID(11), b.fake.EmployeeID(12)))
		require.NoError(t, b.fake.StartSync(knittest.Employees))
		second := b.report(knit.SyncInitial)
		require.NoError(t, second.Err)
		require.Equal(t, 50, second.Applied)
		require.Equal(t, 3, second.Swept)
		require.NoError(t, b.report(knit.SyncDelta).Err)
		require.Equal(t, 50, b.employees())
	})
}

// A customer connects a tool. The sync is started once, although the handler of the event shares its transaction with
// others and the event comes twice, and its run completes.
func TestActivation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		b := newBackend(t, dsn, []knittest.Option{knittest.WithEmployees(5), knittest.DeliverTwice()}, []durable.InboxOption{durable.InTx(16)})
		b.fake.SetWebhook(b.url)
		b.fake.Inject(knittest.ActThenRespond(504)) // the first event shows that it has started
		require.NoError(t, b.fake.Activate())
		require.NoError(t, b.report(knit.SyncInitial).Err)
		require.NoError(t, b.report(knit.SyncDelta).Err)
		require.NoError(t, b.fake.Activate())
		require.NoError(t, b.fake.Wait(t.Context()))
		require.Equal(t, 5, b.employees())
		require.Len(t, b.fake.Calls("sync.start"), 1)
	})
}
