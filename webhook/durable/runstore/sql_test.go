package runstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
	"github.com/rolecall-dev/rolecall/webhook/durable/runstore"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// table returns the name of a table of the engine.
func table(dsn, name string) string {
	if strings.HasPrefix(dsn, "sqlite:") {
		return name
	}
	return "rolecall." + name
}

// number returns the result of a query.
func (b *backend) number(query string, args ...any) (n int) {
	b.t.Helper()
	require.NoError(b.t, b.db.QueryRowContext(b.t.Context(), query, args...).Scan(&n))
	return n
}

// exec executes a statement on a pool that is not the engine's.
func (b *backend) exec(query string, args ...any) {
	b.t.Helper()
	_, err := b.db.ExecContext(b.t.Context(), query, args...)
	require.NoError(b.t, err)
}

// sender returns a sender of events of the sync sj_load, for an integration.
func (b *backend) sender(integration string) *loadSender {
	s := &loadSender{client: &http.Client{Transport: new(http.Transport)}, url: b.url, key: b.fake.APIKey, tenant: integration}
	b.t.Cleanup(s.client.CloseIdleConnections)
	return s
}

// run sends a run with n events, and its reports.
func (s *loadSender) run(t testing.TB, n int) {
	t.Helper()
	require.NoError(t, s.sendAll(t.Context(), 0, n))
	require.NoError(t, s.send(t.Context(), loadEvent("processed", n)))
	require.NoError(t, s.send(t.Context(), loadEvent("allConsumed", n)))
}

// sync starts a sync of the fake.
func (b *backend) sync() {
	b.t.Helper()
	_, err := b.tracker.Start(b.t.Context(), b.client.Integration(b.fake.IntegrationID), knit.StartSyncRequest{
		DataType: knit.DataTypeEmployee, Destination: b.url,
	})
	require.NoError(b.t, err)
}

// sealer is a sealer that has lost the keys of some records.
type sealer struct {
	durable.Sealer
	lost atomic.Pointer[string] // the ids, each between spaces
}

func newSealer(t testing.TB) *sealer {
	t.Helper()
	s, err := durable.NewAESGCM(map[uint32][]byte{1: bytes.Repeat([]byte("fake-key"), 4)}, 1)
	require.NoError(t, err)
	return &sealer{Sealer: s}
}

func (s *sealer) Open(ctx context.Context, tenant string, sealed, bind []byte) ([]byte, error) {
	plain, err := s.Sealer.Open(ctx, tenant, sealed, bind)
	if lost := s.lost.Load(); lost != nil && err == nil && strings.Contains(*lost, " "+string(plain)+" ") {
		return nil, durable.ErrKeyGone
	}
	return plain, err
}

// With a sealer, no id of a record is readable, and the sweep still names the right ones. A record whose key was
// destroyed is left out.
func TestSealedRecords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		s := newSealer(t)
		b := newBackendWith(t, dsn, []durable.Option{durable.WithSealer(s)}, []knittest.Option{knittest.WithEmployees(30)}, nil)
		b.sync()
		require.NoError(t, b.report(knit.SyncInitial).Err)
		require.NoError(t, b.report(knit.SyncDelta).Err)
		require.Equal(t, 31, b.number("select count(*) from "+table(dsn, "rolecall_record")))
		for i := range 30 {
			require.Zero(t, b.number("select count(*) from "+table(dsn, "rolecall_record")+" where record = $1 or key_hash = $1", []byte(b.fake.EmployeeID(i))))
		}
		removed := []string{b.fake.EmployeeID(10), b.fake.EmployeeID(11), b.fake.EmployeeID(12)}
		require.NoError(t, b.fake.Remove(removed...))
		lost := " " + removed[1] + " "
		s.lost.Store(&lost)
		require.NoError(t, b.fake.StartSync(knittest.Employees))
		second := b.report(knit.SyncInitial)
		require.NoError(t, second.Err)
		require.Equal(t, 2, second.Swept)
		for i, id := range removed {
			require.Equal(t, i%2, b.number("select count(*) from employee where id = $1", id), id)
		}
	})
}

// Records whose key was destroyed do not end a sweep early that has several slices.
func TestSealedRecordsInSlices(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		s := newSealer(t)
		b := newBackendWith(t, dsn, []durable.Option{durable.WithSealer(s)}, nil, nil)
		require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
		b.sender("integration-1").run(t, 6)
		require.NoError(t, b.report(knit.SyncInitial).Err)
		store := runstore.NewStore(b.engine)
		next := &runs.Run{RunKey: runs.RunKey{SyncJobID: "sj_load", SyncRunID: "sr_next"}, Integration: "integration-1", DataType: knit.DataTypeEmployee, Began: time.Now().Add(time.Hour)}
		unseen, live, err := store.Unseen(t.Context(), next)
		require.NoError(t, err)
		require.Equal(t, []int{6, 6}, []int{unseen, live})
		undone := errors.New("undone")
		var all []string
		_, err = store.Sweep(t.Context(), next, 100, func(_ context.Context, ids []string) error { all = ids; return undone })
		require.ErrorIs(t, err, undone)
		require.Len(t, all, 6)
		lost := " " + strings.Join(all[:3], " ") + " " // the first in the order of the store
		s.lost.Store(&lost)
		var swept []string
		for _, limit := range []int{1, 100} {
			_, err := store.Sweep(t.Context(), next, limit, func(_ context.Context, ids []string) error {
				swept = append(swept, ids...)
				return nil
			})
			require.NoError(t, err)
		}
		require.Equal(t, all[3:], swept)
		unseen, live, err = store.Unseen(t.Context(), next)
		require.NoError(t, err)
		require.Zero(t, unseen+live)
	})
}

// Purge deletes the id of a record, and a later event stores it again.
func TestPurgedRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		b := newBackend(t, dsn, nil, nil)
		require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
		s := b.sender("integration-1")
		s.run(t, 3)
		require.NoError(t, b.report(knit.SyncInitial).Err)
		entries, err := b.inbox.List(t.Context(), durable.Filter{Type: "knit:record.new/employee"})
		require.NoError(t, err)
		require.Len(t, entries, 3)
		_, err = b.inbox.Purge(t.Context(), durable.Person{Source: "knit", Tenant: "integration-1", Keys: []string{entries[0].Key}})
		require.NoError(t, err)
		purged := "select count(*) from " + table(dsn, "rolecall_record") + " where record is null"
		require.Equal(t, 1, b.number(purged))

		for i := range 3 {
			body := strings.ReplaceAll(string(loadEvent("new", i)), `"ev_`, `"ev_later_`)
			require.NoError(t, s.send(t.Context(), []byte(strings.ReplaceAll(body, "record.new", "record.modified"))))
		}
		require.Eventually(t, func() bool { return b.number(purged) == 0 }, patience, 5*time.Millisecond)
		for i := range 3 {
			require.Equal(t, 1, b.number("select count(*) from "+table(dsn, "rolecall_record")+" where record = $1", fmt.Appendf(nil, "emp-%d", i)))
		}
	})
}

// Old tombstones and runs are deleted; younger ones, live records and open runs stay.
func TestUpkeep(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		b := newBackend(t, dsn, nil, nil)
		require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
		b.sender("integration-1").run(t, 4)
		require.NoError(t, b.report(knit.SyncInitial).Err)
		require.NoError(t, b.engine.Stop(t.Context()))

		records, all := table(dsn, "rolecall_record"), table(dsn, "rolecall_run")
		age := func(days int) int64 { return time.Now().AddDate(0, 0, -days).UnixMilli() }
		for id, days := range map[string]int{"emp-0": 36, "emp-1": 34} { // parked deliveries stay for 30 days
			b.exec("update "+records+" set deleted = $1 where record = $2", age(days), []byte(id))
		}
		for run, days := range map[string]int{"old": 61, "young": 59, "open": 61, "held": 61} {
			b.exec("insert into "+all+` (job, run, run_hash, tenant, data_type, began, open, held, updated, data)
				select job, $1, run_hash, tenant, data_type, began, $2, $3, $4, data from `+all+" where run = 'sr_load'", run, run == "open", run == "held", age(days))
		}
		engine, err := durable.Open(t.Context(), dsn)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, engine.Stop(context.WithoutCancel(t.Context()))) })
		tracker := runstore.Attach(engine)
		engine.Inbox(tracker.Wrap(webhook.NewRouter()))
		require.NoError(t, engine.Start(t.Context()))
		require.Eventually(t, func() bool { return b.number("select count(*) from "+all+" where run = 'old'") == 0 }, patience, 10*time.Millisecond)
		require.Equal(t, 4, b.number("select count(*) from "+all))
		require.Equal(t, 3, b.number("select count(*) from "+records))
		require.Zero(t, b.number("select count(*) from "+records+" where record = $1", []byte("emp-0")))
	})
}

// A run with a parked event is incomplete, and stays so when the event is replayed.
func TestParkedEvent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var broken atomic.Bool
		broken.Store(true)
		b := newBackend(t, dsn, nil, []durable.InboxOption{durable.Attempts(1)})
		b.middle.Store(func(next webhook.Sink) webhook.Sink {
			return webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
				err := next.Accept(ctx, d)
				if broken.Load() && strings.Contains(string(d.Body), `"emp-1"`) {
					return errors.Join(err, errors.New("the handler is broken"))
				}
				return err
			})
		})
		require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
		b.sender("integration-1").run(t, 4)
		first := b.report(knit.SyncInitial)
		incomplete, ok := errors.AsType[*runs.IncompleteError](first.Err)
		require.True(t, ok)
		require.Equal(t, runs.IncompleteError{Reason: runs.ReasonParked, Expected: 4, Emitted: 4, Applied: 3, Parked: 1}, *incomplete)
		require.Equal(t, 3, b.employees())

		broken.Store(false)
		n, err := b.inbox.Replay(t.Context(), durable.Filter{State: durable.StateParked})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.Eventually(t, func() bool { return b.employees() == 4 }, patience, 5*time.Millisecond)
		require.Zero(t, b.number("select count(*) from "+table(dsn, "rolecall_task")), "nothing will look at the run again")
		progress, err := b.tracker.Runs(t.Context(), runs.Filter{})
		require.NoError(t, err)
		require.Len(t, progress, 1)
		require.Equal(t, first, progress[0].Report)
		require.Empty(t, b.reports)
	})
}

// The deliveries of an unknown sync are parked after ten minutes, and handled when it is bound and they are
// replayed.
func TestUnknownSync(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var ahead atomic.Int64
		ahead.Store(int64(10*time.Minute + time.Second))
		b := newBackend(t, dsn, nil, []durable.InboxOption{durable.Attempts(1)},
			runs.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
		b.sender("integration-1").run(t, 4)
		require.Eventually(t, func() bool {
			return b.number("select count(*) from "+table(dsn, "rolecall_delivery")+" where state = 4") == 6
		}, patience, 5*time.Millisecond)
		require.Zero(t, b.employees())
		ahead.Store(0) // the engine does tasks by its own clock
		require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
		n, err := b.inbox.Replay(t.Context(), durable.Filter{State: durable.StateParked, Tenant: "integration-1"})
		require.NoError(t, err)
		require.Equal(t, 6, n)
		r := b.report(knit.SyncInitial)
		require.NoError(t, r.Err)
		require.True(t, r.Complete)
		require.Equal(t, 4, b.employees())
	})
}

// A delivery under another integration's id is dropped, and does not make the genuine one, which arrives later, a
// duplicate. BindTenant in front of the inbox does not even store it.
func TestForgedHeader(t *testing.T) {
	t.Parallel()
	for name, guarded := range map[string]bool{"in the inbox": false, "BindTenant in front": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var mismatches atomic.Int32
				b := newBackend(t, dsn, nil, nil, runs.OnTenantMismatch(func(context.Context, *webhook.Delivery, string) { mismatches.Add(1) }))
				require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", "integration-1"))
				opts := []webhook.Option{}
				if guarded {
					opts = append(opts, webhook.Use(knit.BindTenant(b.tracker.IntegrationOf)))
				}
				hooks, err := knit.NewReceiver([]string{b.fake.APIKey}, b.inbox, opts...)
				require.NoError(t, err)
				forged := webhooktest.Request("/", webhook.HMAC{Header: "X-Knit-Signature", Encoding: webhook.RawURL}, b.fake.APIKey, loadEvent("new", 1))
				forged.Header.Set("X-Knit-Integration-Id", "integration-2")
				status := webhooktest.Deliver(t.Context(), hooks, forged)
				stored := b.number("select count(*) from " + table(dsn, "rolecall_delivery"))
				b.sender("integration-1").run(t, 3)
				r := b.report(knit.SyncInitial)
				require.Zero(t, b.number("select count(*) from employee where integration <> 'integration-1'"))
				require.NoError(t, r.Err)
				require.Equal(t, []int{3, 0}, []int{r.Applied, r.Dropped})
				require.Equal(t, 3, b.employees())
				if guarded {
					require.Equal(t, []int{http.StatusInternalServerError, 0}, []int{status, stored})
					require.Zero(t, mismatches.Load())
					return
				}
				require.Equal(t, []int{http.StatusOK, 1}, []int{status, stored})
				require.Equal(t, int32(1), mismatches.Load())
			})
		})
	}
}
