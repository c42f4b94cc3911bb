package runstore_test

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
	"github.com/rolecall-dev/rolecall/webhook/durable/runstore"
)

var loadEmployees = flag.Int("employees", 3000, "employees in the run of TestLoad")

// TestLoad delivers a run of many employees through HTTP. The memory does not grow with the run, and no row of the
// tracker is written by more than a few of the transactions.
func TestLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		const key = "example-key"
		db := rawPool(t, dsn)
		_, err := db.ExecContext(t.Context(), "create table employee (integration text not null, id text not null, primary key (integration, id))")
		require.NoError(t, err)
		engine, err := durable.Open(t.Context(), dsn)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, engine.Stop(context.WithoutCancel(t.Context()))) })
		reports := make(chan runs.Report, 1)
		tracker := runstore.Attach(engine, runs.OnSweep(sweep),
			runs.OnRunComplete(func(_ context.Context, r runs.Report) error { reports <- r; return nil }))
		router := webhook.NewRouter()
		webhook.On(router, knit.EmployeeNew, save)
		inbox := engine.Inbox(tracker.Wrap(router), durable.InTx(64))
		hooks, err := knit.NewReceiver([]string{key}, inbox)
		require.NoError(t, err)
		require.NoError(t, engine.Start(t.Context()))
		server := httptest.NewServer(hooks)
		t.Cleanup(server.Close)
		require.NoError(t, tracker.Bind(t.Context(), "sj_load", "mg_load"))
		writes := countWrites(t, db, dsn)

		n, began := *loadEmployees, time.Now()
		s := &loadSender{url: server.URL, key: key, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
		require.NoError(t, s.sendAll(0, n/5))
		early := heap()
		require.NoError(t, s.sendAll(n/5, n))
		sent := time.Since(began)
		require.NoError(t, s.send(fmt.Sprintf(`{"eventId":"end","eventType":"sync.events.allConsumed","syncType":"initial_sync","syncDataType":"employee",`+
			`"syncJobId":"sj_load","syncRunId":"sr_load","eventData":{"emitted":%d,"consumed":%d,"complete":true}}`, n, n)))
		report := <-reports
		require.NoError(t, report.Err)
		require.Equal(t, n, report.Applied)
		late := heap()
		t.Logf("%d employees: accepted in %s (%.0f/s), complete after %s (%.0f/s); heap %d MB after a fifth, %d MB at the end",
			n, sent.Round(time.Millisecond), float64(n)/sent.Seconds(), time.Since(began).Round(time.Millisecond), float64(n)/time.Since(began).Seconds(), early>>20, late>>20)
		require.Less(t, late, early+8<<20)
		require.Less(t, writes(), 100, "writes of the rows of syncs and runs")
		var rows int
		require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from employee").Scan(&rows))
		require.Equal(t, n, rows)
	})
}

// heap returns the bytes of live objects.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// countWrites returns a function that returns how often a row of a sync or a run was written.
func countWrites(t *testing.T, db *sql.DB, dsn string) func() int {
	t.Helper()
	exec := func(statement string) {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	postgres := strings.HasPrefix(dsn, "postgres")
	if postgres {
		exec("create sequence written")
		exec("create function note_write() returns trigger language plpgsql as 'begin perform nextval(''written''); return null; end'")
	} else {
		exec("create table written (n integer)")
	}
	for _, table := range []string{"rolecall_sync", "rolecall_sync_start", "rolecall_run"} {
		if postgres {
			exec("create trigger note_write after insert or update on rolecall." + table + " for each row execute function note_write()")
			continue
		}
		for _, event := range []string{"insert", "update"} {
			exec("create trigger note_" + table + event + " after " + event + " on " + table + " begin insert into written values (1); end")
		}
	}
	return func() int {
		var n int
		query := "select count(*) from written"
		if postgres {
			query = "select last_value from written"
		}
		require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&n))
		return n
	}
}

// loadSender sends events as Knit does.
type loadSender struct {
	url, key string
	client   *http.Client
}

func (s *loadSender) send(body string) error {
	req, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(body)) //nolint:noctx // ends with the server
	if err != nil {
		return err
	}
	req.Header.Set("X-Knit-Integration-Id", "mg_load")
	req.Header.Set("X-Knit-Signature", webhook.Sign(s.key, []byte(body), webhook.RawURL, ""))
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

// sendAll sends the employees from one number to another, 64 at a time.
func (s *loadSender) sendAll(from, to int) error {
	var next atomic.Int64
	next.Store(int64(from))
	errs := make([]error, 64)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			for errs[i] == nil {
				n := next.Add(1) - 1
				if n >= int64(to) {
					return
				}
				errs[i] = s.send(fmt.Sprintf(`{"eventId":"ev%d","eventType":"record.new","recordId":"employee%d","syncType":"initial_sync","syncDataType":"employee",`+
					`"syncJobId":"sj_load","syncRunId":"sr_load","triggeredAt":"%d","eventData":{"profile":{"id":"employee%d","workEmail":"%d@example.com"},"rawValues":{"notes":%q}}}`,
					n, n, time.Now().UnixMilli(), n, n, strings.Repeat("x", 1000)))
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
