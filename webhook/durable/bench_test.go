package durable_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
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

const (
	benchKey = "key of the benchmarks"
	// benchInFlight is how many deliveries arrive at the same time in most measurements.
	benchInFlight = 64
	// benchInterval is the time between deliveries where latency is measured: far below what can be stored.
	benchInterval = 5 * time.Millisecond
)

type database struct {
	name string
	dsn  func(testing.TB) string
}

var databases = []database{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}}

var events atomic.Int64

// event returns the body of a Knit event about a job: two kilobytes, with its own id.
func event() []byte {
	n := events.Add(1)
	return fmt.Appendf(nil, `{"eventId":"event-%d","eventType":"record.new","eventData":{"info":{"id":"job-%d","title":"Electrician",`+
		`"description":%q,"status":"OPEN"}},"syncType":"delta_sync","syncDataType":"ats_jobs","syncJobId":"sync-1",`+
		`"syncRunId":"run-1","recordId":"job-%d","triggeredAt":"1767603600123"}`,
		n, n, strings.Repeat("You will lay cables and be thanked for it. ", 42), n)
}

// eventDelivery returns a function that parses an event into a delivery, as a receiver does.
func eventDelivery(tb testing.TB) func() *webhook.Delivery {
	tb.Helper()
	header := http.Header{"X-Knit-Integration-Id": {"integration-1"}, "Content-Type": {"application/json"}}
	return func() *webhook.Delivery {
		list, err := knit.ParseDeliveries(header, event())
		if err != nil || len(list) != 1 {
			panic(fmt.Sprint(len(list), " deliveries: ", err))
		}
		list[0].Source, list[0].Received = "knit", time.Now()
		return list[0]
	}
}

// ignore is a handler for engines without workers.
func ignore(context.Context, *webhook.Delivery) error { return nil }

// storing returns an inbox that stores but does not handle.
func storing(tb testing.TB, dsn string, change func(*durable.Engine), opts ...durable.InboxOption) (*durable.Engine, *durable.Inbox) {
	tb.Helper()
	e := open(tb, dsn, durable.WithWorkers(0))
	i := e.Inbox(webhook.SinkFunc(ignore), opts...)
	if change != nil {
		change(e)
	}
	require.NoError(tb, e.Start(tb.Context()))
	return e, i
}

func stop(tb testing.TB, e *durable.Engine) {
	tb.Helper()
	require.NoError(tb, e.Stop(tb.Context()))
}

// measureStore accepts n deliveries, without HTTP.
func measureStore(tb testing.TB, db database, n int, change func(*durable.Engine)) load {
	tb.Helper()
	e, i := storing(tb, db.dsn(tb), change)
	// Made before, because making one takes a fifth of the time of storing it.
	next, made := eventDelivery(tb), make([]*webhook.Delivery, n)
	for k := range made {
		made[k] = next()
	}
	var sent atomic.Int64
	l := closedLoop(tb, benchInFlight, n, func() error { return i.Accept(tb.Context(), made[sent.Add(1)-1]) })
	stop(tb, e)
	return l
}

// BenchmarkStore compares one commit for the deliveries that are waiting with one commit for each.
func BenchmarkStore(b *testing.B) {
	for _, db := range databases {
		b.Run(db.name, func(b *testing.B) {
			for name, change := range map[string]func(*durable.Engine){"group": nil, "one": durable.CommitEach} {
				b.Run(name, func(b *testing.B) { reportStore(b, measureStore(b, db, b.N, change)) })
			}
		})
	}
}

func reportStore(b *testing.B, l load) {
	b.Helper()
	b.ReportMetric(l.rate(), "deliveries/s")
	b.ReportMetric(l.quantile(0.99), "p99-ms")
}

// measureReceive sends n signed events to a server on the loopback interface.
func measureReceive(tb testing.TB, sink webhook.Sink, inFlight, n int) load {
	tb.Helper()
	receiver, err := knit.NewReceiver([]string{benchKey}, sink)
	require.NoError(tb, err)
	server := httptest.NewServer(receiver)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: inFlight}}
	defer client.CloseIdleConnections()
	return closedLoop(tb, inFlight, n, func() error { return send(tb.Context(), client, server.URL) })
}

func send(ctx context.Context, client *http.Client, url string) error {
	body := event()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("X-Knit-Signature", webhook.Sign(benchKey, body, webhook.RawURL, ""))
	r.Header.Set("X-Knit-Integration-Id", "integration-1")
	response, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

// measureReceiveInto is measureReceive with an inbox on db, or with a sink that stores nothing.
func measureReceiveInto(tb testing.TB, db *database, inFlight, n int) load {
	tb.Helper()
	if db == nil {
		return measureReceive(tb, webhook.SinkFunc(ignore), inFlight, n)
	}
	e, i := storing(tb, db.dsn(tb), nil)
	l := measureReceive(tb, i, inFlight, n)
	stop(tb, e)
	return l
}

// BenchmarkReceive measures the whole path of a delivery, from a client to the disk.
func BenchmarkReceive(b *testing.B) {
	for _, inFlight := range []int{1, benchInFlight} {
		b.Run(fmt.Sprintf("none/%d", inFlight), func(b *testing.B) { reportStore(b, measureReceiveInto(b, nil, inFlight, b.N)) })
		for _, db := range databases {
			b.Run(fmt.Sprintf("%s/%d", db.name, inFlight), func(b *testing.B) {
				reportStore(b, measureReceiveInto(b, &db, inFlight, b.N))
			})
		}
	}
}

// fill stores n deliveries to be handled later. Many are in flight, so that they are stored together.
func fill(tb testing.TB, dsn string, n int, opts ...durable.InboxOption) {
	tb.Helper()
	e, i := storing(tb, dsn, nil, opts...)
	next := eventDelivery(tb)
	closedLoop(tb, 8*benchInFlight, n, func() error { return i.Accept(tb.Context(), next()) })
	stop(tb, e)
}

// measureWork handles n stored deliveries, each of which writes one row, and returns the deliveries per second
// from the start of the first handler until the last commit.
func measureWork(tb testing.TB, db database, n int, opts ...durable.InboxOption) float64 {
	tb.Helper()
	dsn := db.dsn(tb)
	table := newEffects(tb, dsn)
	fill(tb, dsn, n, opts...)
	var begin time.Time
	var first sync.Once
	var handled atomic.Int64
	called := make(chan struct{})
	e, _ := start(tb, dsn, func(ctx context.Context, d *webhook.Delivery) error {
		first.Do(func() {
			restartTimer(tb)
			begin = time.Now()
		})
		err := table.write(ctx, d)
		if handled.Add(1) == int64(n) {
			close(called)
		}
		return err
	}, opts...)
	<-called
	require.Eventually(tb, func() bool {
		s, err := e.Stats(tb.Context())
		return err == nil && s.Waiting == 0
	}, patience, 2*time.Millisecond)
	stopTimer(tb)
	rate := float64(n) / time.Since(begin).Seconds()
	stop(tb, e)
	return rate
}

// BenchmarkWork compares a transaction for each delivery with one for up to 64.
func BenchmarkWork(b *testing.B) {
	for _, db := range databases {
		b.Run(db.name+"/single", func(b *testing.B) {
			b.ReportMetric(measureWork(b, db, b.N), "deliveries/s")
		})
		b.Run(db.name+"/InTx64", func(b *testing.B) {
			b.ReportMetric(measureWork(b, db, b.N, durable.InTx(64)), "deliveries/s")
		})
	}
}

// benchWarmUp is the number of deliveries that measureBusy accepts before it measures.
const benchWarmUp = 100

// measureBusy accepts n deliveries, one every benchInterval. If busy, 32 workers handle a backlog at the same time.
// A handler writes a row and holds its transaction for a millisecond. The first half second is not measured: the
// connections of a new engine are opened and their statements are prepared then.
func measureBusy(tb testing.TB, db database, busy bool, n int) load {
	tb.Helper()
	dsn := db.dsn(tb)
	table := newEffects(tb, dsn)
	var e *durable.Engine
	var i *durable.Inbox
	if busy {
		fill(tb, dsn, 32+(benchWarmUp+n)*8)
		begun, first := make(chan struct{}), sync.Once{}
		e, i = start(tb, dsn, func(ctx context.Context, d *webhook.Delivery) error {
			first.Do(func() { close(begun) })
			if err := table.write(ctx, d); err != nil {
				return err
			}
			<-time.After(time.Millisecond)
			return nil
		})
		<-begun
	} else {
		e, i = storing(tb, dsn, nil)
	}
	next := eventDelivery(tb)
	openLoop(tb, benchInterval, benchWarmUp, func() error { return i.Accept(tb.Context(), next()) })
	l := openLoop(tb, benchInterval, n, func() error { return i.Accept(tb.Context(), next()) })
	s, err := e.Stats(tb.Context())
	require.NoError(tb, err)
	require.Positive(tb, s.Waiting, "the workers ran out of work")
	stop(tb, e)
	return l
}

// BenchmarkBusy compares the latency of Accept while workers are busy with the latency without workers.
func BenchmarkBusy(b *testing.B) {
	for _, db := range databases {
		for _, busy := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/busy=%t", db.name, busy), func(b *testing.B) {
				l := measureBusy(b, db, busy, b.N)
				b.ReportMetric(l.quantile(0.5), "p50-ms")
				b.ReportMetric(l.quantile(0.99), "p99-ms")
			})
		}
	}
}

// wake holds the measurements of an idle engine.
type wake struct {
	load                       // the time from Accept to the start of the handler
	cpu          time.Duration // of the process in an idle second
	transactions float64       // in an idle second; PostgreSQL only
}

// measureWake accepts n deliveries, each while the engine is idle, and then leaves the engine idle for some time.
func measureWake(tb testing.TB, db database, n int, idle time.Duration) wake {
	tb.Helper()
	dsn := db.dsn(tb)
	started := make(chan time.Time, 1)
	e, i := start(tb, dsn, func(context.Context, *webhook.Delivery) error {
		started <- time.Now()
		return nil
	})
	next := eventDelivery(tb)
	w := wake{load: load{took: make([]time.Duration, n)}}
	restartTimer(tb)
	for k := range n {
		// River looks for work at regular times: begin at any time between them.
		<-time.After(100*time.Millisecond + rand.N(100*time.Millisecond))
		begin := time.Now()
		require.NoError(tb, i.Accept(tb.Context(), next()))
		w.took[k] = (<-started).Sub(begin)
	}
	stopTimer(tb)
	w.cpu, w.transactions = measureIdle(tb, rawPool(tb, dsn), db.name == "postgres", idle)
	stop(tb, e)
	return w
}

func measureIdle(tb testing.TB, db *sql.DB, postgres bool, idle time.Duration) (time.Duration, float64) {
	tb.Helper()
	transactions := func() (n int64) {
		if postgres {
			require.NoError(tb, db.QueryRowContext(tb.Context(),
				"select xact_commit from pg_stat_database where datname = current_database()").Scan(&n))
		}
		return n
	}
	<-time.After(idle / 2) // River completes its last job
	before, cpu := transactions(), processCPU(tb)
	<-time.After(idle)
	cpu = processCPU(tb) - cpu
	return time.Duration(float64(cpu) / idle.Seconds()), float64(transactions()-before) / idle.Seconds()
}

// BenchmarkWake measures how soon an idle engine begins to handle a delivery, and the cost of an idle engine.
func BenchmarkWake(b *testing.B) {
	for _, db := range databases {
		b.Run(db.name, func(b *testing.B) {
			w := measureWake(b, db, b.N, 2*time.Second)
			b.ReportMetric(w.quantile(0.5), "p50-ms")
			b.ReportMetric(milliseconds(w.cpu), "idle-cpu-ms/s")
			if db.name == "postgres" {
				b.ReportMetric(w.transactions, "idle-transactions/s")
			}
		})
	}
}
