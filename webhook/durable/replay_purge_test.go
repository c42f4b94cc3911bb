package durable

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// newRigWithEachState returns a rig with a delivery in each state, whose id is the name of the state.
func newRigWithEachState(t *testing.T, dsn string, opts ...Option) *rig {
	t.Helper()
	r := newRig(t, dsn, opts, func(ctx context.Context, d *webhook.Delivery) error {
		if err := effect(ctx, d); err != nil {
			return err
		}
		switch d.ID {
		case "dropped":
			return webhook.Drop(errTest)
		case "parked":
			return errTest
		}
		return nil
	}, Attempts(1))
	r.put(r.event("done"), r.event("dropped"), r.event("parked"), r.event("purged"))
	for _, job := range r.fetch() {
		_ = r.work(job)
	}
	_, err := r.Purge(t.Context(), Person{Source: "knit", Tenant: "integration-1", Keys: []string{"job-purged"}})
	require.NoError(t, err)
	r.put(r.event("waiting"))
	return r
}

func TestListPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		none, err := r.List(t.Context(), Filter{})
		require.NoError(t, err)
		require.Empty(t, none)
		r.putNumbered(250)
		var sizes []int
		var seen []string
		for f := (Filter{}); ; {
			page, err := r.List(t.Context(), f)
			require.NoError(t, err)
			sizes = append(sizes, len(page))
			for _, e := range page {
				seen = append(seen, e.ID)
			}
			if len(page) < defaultLimit {
				break
			}
			f.After = page[len(page)-1].Seq
		}
		require.Equal(t, []int{100, 100, 50}, sizes)
		for i, id := range seen {
			require.Equal(t, fmt.Sprint(i), id)
		}
		for limit, want := range map[int]int{1: 1, 249: 249, 250: 250, 251: 250, maxLimit: 250} {
			page, err := r.List(t.Context(), Filter{Limit: limit})
			require.NoError(t, err)
			require.Len(t, page, want)
		}
		for _, f := range []Filter{{Limit: -1}, {Limit: maxLimit + 1}, {State: StatePurged + 1}} {
			_, err := r.List(t.Context(), f)
			require.Error(t, err)
			_, err = r.Replay(t.Context(), f)
			require.Error(t, err)
		}
	})
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 300)
	odd := "a\x00b\xff"
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRigWithEachState(t, dsn)
		other := r.event("other")
		other.Source, other.Type, other.Tenant, other.Key = "kombo", "kombo:data-changed", long, long
		strange := r.event("strange")
		strange.Type, strange.Tenant, strange.Key = odd, odd, odd
		without := r.event("without")
		without.Tenant, without.Key = "", ""
		r.put(other, strange, without)
		seq := map[string]int64{}
		for _, e := range r.entries() {
			seq[e.ID] = e.Seq
		}
		for name, tt := range map[string]struct {
			filter Filter
			want   string
		}{
			"numbers":         {Filter{Seqs: []int64{seq["parked"], seq["done"], 4711}}, "done parked"},
			"no number":       {Filter{Seqs: []int64{}}, ""},
			"waiting":         {Filter{State: StateWaiting}, "waiting other strange without"},
			"done":            {Filter{State: StateDone}, "done"},
			"dropped":         {Filter{State: StateDropped}, "dropped"},
			"parked":          {Filter{State: StateParked}, "parked"},
			"purged":          {Filter{State: StatePurged}, ""}, // one row, whose id is empty
			"source":          {Filter{Source: "kombo"}, "other"},
			"unknown source":  {Filter{Source: "linkedin"}, ""},
			"type":            {Filter{Type: "kombo:data-changed"}, "other"},
			"odd type":        {Filter{Type: odd}, "strange"},
			"tenant":          {Filter{Tenant: "integration-1", State: StateWaiting}, "waiting"},
			"long tenant":     {Filter{Tenant: long}, "other"},
			"odd tenant":      {Filter{Tenant: odd}, "strange"},
			"key":             {Filter{Key: "job-done"}, "done"},
			"long key":        {Filter{Key: long}, "other"},
			"long key's part": {Filter{Key: long[:100]}, ""},
			"odd key":         {Filter{Key: odd}, "strange"},
			"after":           {Filter{After: seq["waiting"]}, "other strange without"},
			"after the last":  {Filter{After: seq["without"]}, ""},
			"all":             {Filter{Seqs: []int64{seq["done"]}, State: StateDone, Source: "knit", Type: "knit:record.new/ats_jobs", Tenant: "integration-1", Key: "job-done", Limit: 1}, "done"},
			"contradiction":   {Filter{Seqs: []int64{seq["done"]}, State: StateParked}, ""},
		} {
			entries, err := r.List(t.Context(), tt.filter)
			require.NoError(t, err, name)
			ids := []string{}
			for _, e := range entries {
				ids = append(ids, e.ID)
			}
			require.Equal(t, tt.want, strings.Join(ids, " "), name)
		}
	})
}

func TestReplayByState(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRigWithEachState(t, dsn)
		r.exec("delete from {}river_job")
		before := r.entries()
		r.clock.add(time.Hour)
		for state, want := range map[State]int{StateWaiting: 0, StateDone: 1, StateDropped: 1, StateParked: 1, StatePurged: 0} {
			n, err := r.Replay(t.Context(), Filter{State: state})
			require.NoError(t, err, state)
			require.Equal(t, want, n, state)
		}
		after := r.entries()
		require.Len(t, after, 5)
		for i, e := range after {
			if before[i].State == StateWaiting || before[i].State == StatePurged {
				require.Equal(t, before[i], e, "untouched")
				continue
			}
			want := before[i]
			want.State, want.Due, want.Finished, want.Tries, want.Error = StateWaiting, r.clock.Now(), time.Time{}, 0, ""
			require.Equal(t, want, e)
		}
		for _, job := range r.fetch() {
			_ = r.work(job)
		}
		require.Equal(t, 2, r.effects()["done"], "a delivery that was done runs again")
		entries := r.entries()
		require.Equal(t, []State{StateDone, StateDropped, StateParked, StatePurged, StateWaiting},
			[]State{entries[0].State, entries[1].State, entries[2].State, entries[3].State, entries[4].State})
	})
}

func TestReplayRejects(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRigWithEachState(t, dsn)
		for _, f := range []Filter{{}, {Limit: 10}, {After: 1}} {
			_, err := r.Replay(t.Context(), f)
			require.ErrorContains(t, err, "the filter is empty")
		}
		r.started = false
		_, err := r.Replay(t.Context(), Filter{State: StateParked})
		require.ErrorIs(t, err, ErrClosed)
		require.Len(t, r.fetch(), 1)
	})
}

// Limit and After bound a replay of more than one slice.
func TestReplayMany(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const n = sliceSize + 10
		r := newRig(t, dsn, nil, effect, InTx(64))
		r.putNumbered(n)
		finish := func() {
			t.Helper()
			r.exec(fmt.Sprintf("update {}rolecall_delivery set state = 2, tries = 3, done = %d", r.clock.Now().UnixMilli()))
			r.exec("delete from {}river_job")
		}
		finish()
		last := r.entries()[n-1].Seq
		for _, tt := range []struct {
			filter Filter
			want   int
		}{
			{Filter{Source: "knit"}, n},
			{Filter{Source: "knit", Limit: sliceSize + 1}, sliceSize + 1},
			{Filter{Source: "knit", After: last - 5}, 5},
		} {
			got, err := r.Replay(t.Context(), tt.filter)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.want, r.inState(StateWaiting))
			jobs := r.jobStates()
			require.Equal(t, map[string]int{"available": tt.want}, jobs, "each has its own job")
			finish()
		}
	})
}

// A delivery that is replayed has all its attempts again.
func TestReplayParked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		r := newRig(t, dsn, nil, failing(errTest), Attempts(2), parked.option())
		r.put(r.event("a"))
		for round := 1; round <= 2; round++ {
			job := r.fetchOne()
			require.EqualError(t, r.work(job), classTest)
			require.Equal(t, StateWaiting, r.entry().State)
			require.Error(t, r.again(job))
			require.Equal(t, StateParked, r.entry().State)
			require.Len(t, parked.calls, round)
			n, err := r.Replay(t.Context(), Filter{State: StateParked})
			require.NoError(t, err)
			require.Equal(t, 1, n)
		}
	})
}

// person is the person of the delivery with the id.
func person(ids ...string) Person {
	p := Person{Source: "knit", Tenant: "integration-1"}
	for _, id := range ids {
		p.Keys = append(p.Keys, "job-"+id)
	}
	return p
}

func TestPurge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRigWithEachState(t, dsn)
		untouched := make([]*webhook.Delivery, 3)
		for i := range untouched {
			untouched[i] = r.event(fmt.Sprint("other", i))
			untouched[i].Key = "job-done"
		}
		untouched[0].Source, untouched[1].Tenant, untouched[2].Key = "kombo", "integration-2", "job-another"
		second := r.event("second")
		second.Key = "job-waiting"
		r.put(append(untouched, second)...)
		r.clock.add(time.Hour)
		jobs := r.fetch()
		before := r.entries()

		report, err := r.Purge(t.Context(), person("done", "dropped", "parked", "purged", "waiting", "unknown", "done"))
		require.NoError(t, err)
		require.Equal(t, PurgeReport{Purged: 5, Waiting: 2}, report)
		for i, e := range r.entries() {
			if i >= 5 && i < 8 {
				require.Equal(t, before[i], e, "a delivery about another person")
				continue
			}
			want := before[i]
			want.ID, want.Key, want.State, want.Due, want.Error, want.Size = "", "", StatePurged, time.Time{}, "", 0
			if before[i].State == StateWaiting {
				want.Finished = r.clock.Now()
			}
			require.Equal(t, want, e)
		}
		for _, job := range jobs {
			require.NoError(t, r.work(job))
		}
		effects := r.effects()
		require.Equal(t, []int{0, 0, 1}, []int{effects["waiting"], effects["second"], effects["other0"]}, "purged: not handled")
		require.Zero(t, r.put(r.event("done"), r.event("waiting"), second), "a late redelivery is a duplicate")
		require.Empty(t, r.fetch())
		again, err := r.Purge(t.Context(), person("done", "dropped", "parked", "purged", "waiting"))
		require.NoError(t, err)
		require.Equal(t, PurgeReport{}, again)
		later := r.event("later")
		later.Key = "job-done"
		require.Equal(t, 1, r.put(later), "a delivery that arrives later is stored as usual")
	})
}

func TestPurgeRejects(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRigWithEachState(t, dsn)
		before := r.entries()
		for _, p := range []Person{{}, {Source: "knit", Tenant: "integration-1"}, {Tenant: "integration-1", Keys: []string{"job-done"}}, person("done", "")} {
			if len(p.Keys) == 2 {
				p.Keys[1] = ""
			}
			report, err := r.Purge(t.Context(), p)
			require.Error(t, err)
			require.Zero(t, report)
		}
		require.Equal(t, before, r.entries(), "one empty key: nothing is purged")
	})
}

// The bytes are gone from the SQLite file and its log.
func TestPurgeOverwritesTheFile(t *testing.T) {
	t.Parallel()
	const marker = "zoe-marker"
	for name, wrap := range map[string]bool{"opened": false, "wrapped, with secure_delete": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.SQLite(t)
			path := strings.TrimPrefix(dsn, "sqlite:")
			h := webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil })
			var e *Engine
			var err error
			if wrap {
				db, dbErr := sql.Open("sqlite", sqliteURL(path, "_pragma", "busy_timeout(10000)", "_pragma", "journal_mode(WAL)",
					"_pragma", "secure_delete(1)", "_txlock", "immediate"))
				require.NoError(t, dbErr)
				t.Cleanup(func() { require.NoError(t, db.Close()) })
				e, err = Wrap(t.Context(), db, SQLite)
			} else {
				e, err = Open(t.Context(), dsn)
			}
			require.NoError(t, err)
			inbox := e.Inbox(h)
			require.NoError(t, e.Start(t.Context()))
			t.Cleanup(func() { require.NoError(t, e.Stop(context.WithoutCancel(t.Context()))) })
			for i, size := range []int{10, 1000, 100_000} {
				require.NoError(t, inbox.Accept(t.Context(), &webhook.Delivery{
					Source: "knit", Type: "knit:record.new/ats_jobs", ID: fmt.Sprint(marker, i), Key: marker, Tenant: "integration-1",
					Header: map[string][]string{"X-Name": {marker}}, Body: bytes.Repeat([]byte(marker), size),
				}))
			}
			require.Eventually(t, func() bool {
				s, err := e.Stats(t.Context())
				require.NoError(t, err)
				return s.Waiting == 0
			}, time.Minute, 10*time.Millisecond)
			require.Positive(t, countInFiles(t, path, marker), "otherwise the test shows nothing")
			report, err := inbox.Purge(t.Context(), Person{Source: "knit", Tenant: "integration-1", Keys: []string{marker}})
			require.NoError(t, err)
			require.Equal(t, PurgeReport{Purged: 3}, report)
			require.Zero(t, countInFiles(t, path, marker))
		})
	}
}

// countInFiles returns how often a string is in the SQLite file and its log.
func countInFiles(t *testing.T, path, text string) int {
	t.Helper()
	n := 0
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(path + suffix)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		n += bytes.Count(data, []byte(text))
	}
	return n
}

// A handler runs while its delivery is purged. Its writes are rolled back, regardless of its result, and no
// part of the delivery is restored.
func TestPurgeDuringARun(t *testing.T) {
	t.Parallel()
	for name, verdict := range map[string]error{
		"nil": nil, "error": errTest, "drop": webhook.Drop(errTest), "retry after": webhook.RetryAfter(time.Minute, errTest),
	} {
		for _, useTx := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, Tx %t", name, useTx), func(t *testing.T) {
				t.Parallel()
				dbtest.Each(t, func(t *testing.T, dsn string) {
					t.Parallel()
					running, purged := make(chan struct{}), make(chan struct{})
					var parked parkings
					r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
						close(running)
						<-purged
						if useTx {
							require.ErrorIs(t, effect(ctx, d), errHandled)
						}
						return verdict
					}, Attempts(1), parked.option())
					r.put(r.event("a"))
					job := r.fetchOne()
					done := make(chan struct{})
					go func() { defer close(done); _ = r.work(job) }()
					<-running
					report, err := r.Purge(t.Context(), person("a"))
					require.NoError(t, err)
					require.Equal(t, PurgeReport{Purged: 1, Waiting: 1}, report)
					want := r.entry()
					r.clock.add(time.Minute)
					close(purged)
					<-done
					require.Equal(t, want, r.entry())
					require.Empty(t, r.effects())
					require.Empty(t, parked.calls)
				})
			})
		}
	}
}

// A handler that is in its transaction commits first; the purge waits for it.
func TestPurgeWaitsForTheTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		running, release := make(chan struct{}), make(chan struct{})
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if err := effect(ctx, d); err != nil {
				return err
			}
			close(running)
			<-release
			return nil
		})
		r.put(r.event("a"))
		job := r.fetchOne()
		done := make(chan error, 1)
		go func() { done <- r.work(job) }()
		<-running
		var report PurgeReport
		purged := make(chan error, 1)
		go func() {
			close(release)
			var err error
			report, err = r.Purge(t.Context(), person("a"))
			purged <- err
		}()
		require.NoError(t, <-done)
		require.NoError(t, <-purged)
		require.Equal(t, PurgeReport{Purged: 1}, report, "it was no longer waiting")
		require.Equal(t, StatePurged, r.entry().State)
		require.Equal(t, map[string]int{"a": 1}, r.effects())
	})
}
