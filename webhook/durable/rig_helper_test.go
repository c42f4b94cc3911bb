package durable

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertest"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

type handlerFunc = func(ctx context.Context, d *webhook.Delivery) error

// clock is a clock that a test moves. It has milliseconds, as the ledger has.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Now().UTC().Truncate(time.Millisecond)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// rig is an engine whose River client does not run, so that a test runs each job itself, at any time and any
// number of times. It has the table effect, without a unique constraint.
type rig struct {
	*Engine
	*Inbox
	t     testing.TB
	db    *sql.DB // not the engine's
	clock *clock
}

func newRig(t testing.TB, dsn string, opts []Option, h handlerFunc, inbox ...InboxOption) *rig {
	t.Helper()
	c := newClock()
	opts = append([]Option{func(o *options) error { o.now = c.Now; return nil }}, opts...)
	e, err := Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) })
	r := &rig{Engine: e, Inbox: e.Inbox(webhook.SinkFunc(h), inbox...), t: t, db: openRaw(t, dsn), clock: c}
	require.NotNil(t, e.River())
	e.started = true // for the methods that check whether the engine runs
	_, err = r.db.ExecContext(t.Context(), "create table if not exists effect (id text not null)")
	require.NoError(t, err)
	return r
}

// openRaw returns a pool that is not the engine's.
func openRaw(t testing.TB, dsn string) *sql.DB {
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

// event returns a delivery whose Received is the current time of the rig's clock.
func (r *rig) event(id string) *webhook.Delivery {
	return &webhook.Delivery{
		Source: "knit", Type: "knit:record.new/ats_jobs", ID: id, Key: "job-" + id, Tenant: "integration-1",
		Body: fmt.Appendf(nil, `{"eventId":%q}`, id), Received: r.clock.Now(),
	}
}

// put stores deliveries in one transaction and returns how many were new.
func (r *rig) put(ds ...*webhook.Delivery) int {
	r.t.Helper()
	rows := make([]*row, len(ds))
	for i, d := range ds {
		var err error
		rows[i], err = r.codec.encode(r.t.Context(), d, r.clock.Now())
		require.NoError(r.t, err)
	}
	n, err := r.store(r.t.Context(), rows)
	require.NoError(r.t, err)
	return n
}

// putNumbered stores n deliveries with the ids 0 to n-1.
func (r *rig) putNumbered(n int) {
	r.t.Helper()
	ds := make([]*webhook.Delivery, n)
	for i := range ds {
		ds[i] = r.event(fmt.Sprint(i))
	}
	require.Equal(r.t, n, r.put(ds...))
}

// fetch takes all waiting jobs, including jobs planned for later, as a River client does before it works them.
func (r *rig) fetch() []*river.Job[deliveryArgs] {
	r.t.Helper()
	at := "now()"
	if r.pools.dialect == SQLite {
		at = "datetime('now', 'subsec')"
	}
	tx, err := r.db.BeginTx(r.t.Context(), nil)
	require.NoError(r.t, err)
	ids, err := queryInts(r.t.Context(), tx, r.ledger.sql(`update {}river_job
		set state = 'running', attempt = attempt + 1, attempted_at = `+at+`
		where kind = 'rolecall_delivery' and state in ('available', 'scheduled', 'retryable') returning id`))
	require.NoError(r.t, err)
	require.NoError(r.t, tx.Commit())
	jobs := make([]*river.Job[deliveryArgs], len(ids))
	for i, id := range ids {
		found, err := r.client.JobGet(r.t.Context(), id)
		require.NoError(r.t, err)
		jobs[i] = &river.Job[deliveryArgs]{JobRow: found, Args: deliveryArgs{parseSeqs(r.t, string(found.EncodedArgs))}}
	}
	return jobs
}

// fetchOne is fetch if there is exactly one job.
func (r *rig) fetchOne() *river.Job[deliveryArgs] {
	r.t.Helper()
	jobs := r.fetch()
	require.Len(r.t, jobs, 1)
	return jobs[0]
}

// parseSeqs is not json.Unmarshal, so that a job with anything but numbers fails the test.
func parseSeqs(t testing.TB, args string) []int64 {
	t.Helper()
	args = strings.ReplaceAll(args, " ", "")
	require.Regexp(t, `^\{"seqs":\[\d+(,\d+)*\]\}$`, args)
	var seqs []int64
	for n := range strings.SplitSeq(args[len(`{"seqs":[`):len(args)-2], ",") {
		var seq int64
		_, err := fmt.Sscan(n, &seq)
		require.NoError(t, err)
		seqs = append(seqs, seq)
	}
	return seqs
}

// work runs a job with the context that River gives it.
func (r *rig) work(job *river.Job[deliveryArgs]) error { return r.workIn(r.t.Context(), job) }

func (r *rig) workIn(ctx context.Context, job *river.Job[deliveryArgs]) error {
	return (&worker{engine: r.Engine}).Work(rivertest.WorkContext(ctx, r.client), job)
}

// again runs a job that has failed.
func (r *rig) again(job *river.Job[deliveryArgs]) error {
	job.Attempt++
	return r.work(job)
}

// workAll runs all jobs until none is left, and fails the test if one returns an error.
func (r *rig) workAll() {
	r.t.Helper()
	for jobs := r.fetch(); len(jobs) > 0; jobs = r.fetch() {
		for _, job := range jobs {
			require.NoError(r.t, r.work(job))
		}
	}
}

// entries returns the whole ledger, by number.
func (r *rig) entries() []Entry {
	r.t.Helper()
	entries, err := r.List(r.t.Context(), Filter{Limit: maxLimit})
	require.NoError(r.t, err)
	return entries
}

// entry returns the only row of the ledger.
func (r *rig) entry() Entry {
	r.t.Helper()
	entries := r.entries()
	require.Len(r.t, entries, 1)
	return entries[0]
}

// inState returns how many deliveries are in the state.
func (r *rig) inState(s State) int {
	r.t.Helper()
	entries, err := r.List(r.t.Context(), Filter{State: s, Limit: maxLimit})
	require.NoError(r.t, err)
	return len(entries)
}

// effect writes the effect of a delivery in its transaction.
func effect(ctx context.Context, d *webhook.Delivery) error {
	tx, err := Tx(ctx)
	if err != nil {
		return err
	}
	return writeEffect(ctx, tx, d.ID)
}

func writeEffect(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, "insert into effect (id) values ('"+id+"')") // ids of tests have no quotes
	return err
}

// effects returns how many effects each id has.
func (r *rig) effects() map[string]int {
	r.t.Helper()
	rows, err := r.db.QueryContext(r.t.Context(), "select id, count(*) from effect group by id")
	require.NoError(r.t, err)
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		require.NoError(r.t, rows.Scan(&id, &n))
		counts[id] = n
	}
	require.NoError(r.t, rows.Err())
	return counts
}

// jobStates returns how many deliveries' jobs are in each state.
func (r *rig) jobStates() map[string]int {
	r.t.Helper()
	rows, err := r.db.QueryContext(r.t.Context(), r.ledger.sql(
		"select cast(state as text), count(*) from {}river_job where kind = 'rolecall_delivery' group by state"))
	require.NoError(r.t, err)
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var state string
		var n int
		require.NoError(r.t, rows.Scan(&state, &n))
		counts[state] = n
	}
	require.NoError(r.t, rows.Err())
	return counts
}

// exec runs a statement on the rig's own pool. {} stands for the schema.
func (r *rig) exec(statement string, args ...any) {
	r.t.Helper()
	_, err := r.db.ExecContext(r.t.Context(), r.ledger.sql(statement), args...)
	require.NoError(r.t, err)
}

// stats returns the numbers of the engine.
func (r *rig) stats() Stats {
	r.t.Helper()
	s, err := r.Stats(r.t.Context())
	require.NoError(r.t, err)
	return s
}
