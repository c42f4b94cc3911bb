package runstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// loadEmployees is the size of the run of TestLoad. The long form is -employees 100000.
var loadEmployees = flag.Int("employees", 2000, "the number of employees in the run of TestLoad")

// maxGrowth is by how much the heap may grow after the first fifth of a run. Events that wait in memory or counts
// for each event would need more: 100,000 bodies alone are 30 MB.
const maxGrowth = 8 << 20

// loadEvent returns the body of a record event, or of a report if kind is not "new".
func loadEvent(kind string, n int) []byte {
	const envelope = `"syncType":"initial_sync","syncDataType":"employee","syncJobId":"sj_load","syncRunId":"sr_load"`
	if kind == "new" {
		return fmt.Appendf(nil, `{"eventId":"ev_%d","eventType":"record.new",%s,"recordId":"emp-%d","eventData":{"profile":{"workEmail":"person%d@example.com"},`+
			`"orgStructure":{},"locations":{},"dependents":{},"contactInfo":{},"bankAccountDetails":{}}}`, n, envelope, n, n)
	}
	return fmt.Appendf(nil, `{"eventId":"ev_%s","eventType":"sync.events.%s",%s,"eventData":{"processed":%d,"emitted":%d,"consumed":%d,"complete":%t}}`,
		kind, kind, envelope, n, n, n, kind == "allConsumed")
}

// loadSender sends signed events, and keeps none of them.
type loadSender struct {
	client           *http.Client
	url, key, tenant string
}

func (s *loadSender) send(ctx context.Context, body []byte) error {
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Knit-Signature", webhook.Sign(s.key, body, webhook.RawURL, ""))
		r.Header.Set("X-Knit-Integration-Id", s.tenant)
		response, err := s.client.Do(r)
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		switch response.StatusCode {
		case http.StatusOK:
			return nil
		case http.StatusServiceUnavailable: // full: Knit sends it again as well
		default:
			return fmt.Errorf("response %s", response.Status)
		}
	}
}

// sendAll sends the events from first to last, 64 at a time.
func (s *loadSender) sendAll(ctx context.Context, first, last int) error {
	var next atomic.Int64
	next.Store(int64(first))
	errs := make([]error, 64)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			for errs[i] == nil {
				n := int(next.Add(1)) - 1
				if n >= last {
					return
				}
				errs[i] = s.send(ctx, loadEvent("new", n))
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// heap returns the bytes of live objects.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools have kept
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// hotRows counts the updates of rows of the tables that all events of a run share.
type hotRows struct {
	t        testing.TB
	db       *sql.DB
	postgres bool
}

var sharedTables = []string{"rolecall_run", "rolecall_sync", "rolecall_sync_start", "rolecall_task"}

func watchHotRows(t testing.TB, db *sql.DB, dsn string) *hotRows {
	t.Helper()
	h := &hotRows{t, db, strings.HasPrefix(dsn, "postgres")}
	if h.postgres {
		return h
	}
	statements := []string{"create table updates (name text primary key, n integer not null) without rowid"}
	for _, table := range sharedTables {
		for _, change := range []string{"update", "insert", "delete"} {
			statements = append(statements, fmt.Sprintf(`create trigger %[1]s_%[2]s after %[2]s on %[1]s begin
				insert into updates values ('%[1]s', 1) on conflict (name) do update set n = n + 1; end`, table, change))
		}
	}
	for _, s := range statements {
		_, err := db.ExecContext(t.Context(), s)
		require.NoError(t, err)
	}
	return h
}

// count returns the changes in each table.
func (h *hotRows) count() map[string]int {
	h.t.Helper()
	query := "select name, n from updates"
	if h.postgres {
		query = `select relname, n_tup_upd + n_tup_ins + n_tup_del from pg_stat_user_tables where relname in ('` + strings.Join(sharedTables, "', '") + `')`
	}
	rows, err := h.db.QueryContext(h.t.Context(), query)
	require.NoError(h.t, err)
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var name string
		var n int
		require.NoError(h.t, rows.Scan(&name, &n))
		counts[name] = n
	}
	require.NoError(h.t, rows.Err())
	return counts
}

// An initial run of many employees through HTTP: it completes, the memory does not grow with it, and there is
// no row that the transactions of all events write. It is not parallel, because it measures the heap.
func TestLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		n := *loadEmployees
		b := newBackend(t, dsn, nil, []durable.InboxOption{durable.InTx(64)})
		hot := watchHotRows(t, b.db, dsn)
		s := &loadSender{
			client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}, url: b.url, key: b.fake.APIKey, tenant: "integration-load",
		}
		defer s.client.CloseIdleConnections()
		require.NoError(t, b.tracker.Bind(t.Context(), "sj_load", s.tenant))

		began := time.Now()
		require.NoError(t, s.sendAll(t.Context(), 0, n/5))
		early := heap()
		require.NoError(t, s.sendAll(t.Context(), n/5, n))
		accepted := time.Since(began)
		late := heap()
		for _, kind := range []string{"processed", "allConsumed"} {
			require.NoError(t, s.send(t.Context(), loadEvent(kind, n)))
		}
		r := b.reportWithin(knit.SyncInitial, patience+time.Duration(n)*10*time.Millisecond)
		done := time.Since(began)
		end := heap()
		t.Logf("%d events: accepted at %.0f/s, applied at %.0f/s; heap %.1f MB after a fifth, %.1f MB when all were accepted, %.1f MB at the end",
			n, float64(n)/accepted.Seconds(), float64(n)/done.Seconds(), mb(early), mb(late), mb(end))
		require.NoError(t, r.Err)
		require.True(t, r.Complete)
		require.Equal(t, []int{n, n}, []int{r.Expected, r.Applied})
		require.Equal(t, n, b.employees())
		require.Less(t, late, early+maxGrowth)
		require.Less(t, end, early+maxGrowth)

		require.Eventually(t, func() bool { return hot.count()["rolecall_run"] > 0 }, patience, 10*time.Millisecond, "PostgreSQL counts late; otherwise the test shows nothing")
		for table, changes := range hot.count() {
			require.Less(t, changes, max(100, n/100), "changes in %s", table)
		}
	})
}

func mb(n uint64) float64 { return float64(n) / (1 << 20) }
