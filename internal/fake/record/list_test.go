package record_test

import (
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// world is a small world.
type world struct{ jobs *record.Table }

func (w *world) table() *record.Table { return w.jobs }

func (w *world) status(n int) string { return []string{"OPEN", "CLOSED"}[n%2] }

func (w *world) tags(n int) []string { return []string{"t" + strconv.Itoa(n%3), "All"} }

func (w *world) record(n int) record.Object {
	return record.Object{"id", w.jobs.ID(n), "status", w.status(n), "revision", w.jobs.Revision(n)}
}

func (w *world) opened(n int) time.Time { return w.jobs.BaseTime(n) }

var (
	start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	jobs  = record.ListOf[*world]{
		Table: (*world).table, Record: (*world).record,
		Filters: []record.Filter[*world]{
			record.Among("status", (*world).status).Enum("OPEN", "CLOSED"),
			record.Equal("is", (*world).status),
			record.Exactly("exactly", (*world).status),
			record.Contains("contains", (*world).status),
			record.AnyAmong("tags", (*world).tags),
			record.EqualAny("tag", (*world).tags),
			record.Since("since", (*world).opened),
			record.At("before", (*world).opened, time.Time.Before),
			record.Pair("fields", (*world).record),
			record.Among("folded", func(w *world, n int) string { return "open"[:4-w.jobs.Revision(n)] }).Fold(),
			record.Among("ids", func(w *world, n int) string { return w.jobs.ID(n) }).
				Found(func(w *world, id string) (int, bool) { return w.jobs.Find(id) }),
			record.Exactly("remote", func(w *world, n int) string { return w.jobs.RemoteID(n) }).
				Found(func(w *world, id string) (int, bool) { return w.jobs.FindRemote(id) }),
		},
	}
)

func newWorld(n int) *world {
	return &world{record.NewTable(record.TableOptions{
		IDs: record.IDs{Prefix: "job-", Length: 6}, Remote: record.IDs{Prefix: "r-"}, NoRemote: 4,
		Count: n, Start: start, Step: time.Hour,
	})}
}

// page lists the records that match parameters.
func page(t *testing.T, w *world, q record.Query[*world], params string) (numbers []int, next int) {
	t.Helper()
	v, err := url.ParseQuery(params)
	require.NoError(t, err)
	for _, f := range jobs.Filters {
		require.NoError(t, q.Narrow(w, f, v))
	}
	if q.Size == 0 {
		q.Size = 100
	}
	return jobs.Page(w, &q)
}

func TestFilters(t *testing.T) {
	t.Parallel()
	w := newWorld(6)
	for params, want := range map[string][]int{
		"":                               {0, 1, 2, 3, 4, 5},
		"status=CLOSED":                  {1, 3, 5},
		"status=CLOSED,OPEN":             {0, 1, 2, 3, 4, 5},
		"is=open":                        {0, 2, 4},
		"exactly=open":                   {},
		"exactly=OPEN":                   {0, 2, 4},
		"contains=los":                   {1, 3, 5},
		"tags=t0,t1":                     {0, 1, 3, 4},
		"tag=all&status=OPEN":            {0, 2, 4},
		"since=2026-01-06":               {},
		"since=2026-01-05T13:00:00.000Z": {0, 1, 2, 3, 4, 5}, // a day begins at midnight
		"before=2026-01-05T11:00:00":     {0, 1},
		`fields={"status":"OPEN"}`:       {0, 2, 4},
		`fields={"revision":0}`:          {0, 1, 2, 3, 4, 5},
		"folded=OPEN":                    {0, 1, 2, 3, 4, 5},
		"ids=job-05,job-01,job-99,x":     {1, 5},
		"ids=job-05&ids=job-04&is=open":  {4},
		"remote=r-2":                     {2},
		"remote=r-3":                     {},
	} {
		got, next := page(t, w, record.Query[*world]{}, params)
		require.Equal(t, want, got, params)
		require.Equal(t, -1, next)
	}
	for _, params := range []string{"status=open", "since=x", "before=2026-13-01", "fields=1", "fields={}", `fields={"a":[1]}`} {
		v, err := url.ParseQuery(params)
		require.NoError(t, err)
		var failed error
		for _, f := range jobs.Filters {
			if err := new(record.Query[*world]).Narrow(w, f, v); err != nil {
				failed = err
				require.Contains(t, err.Error(), f.Name())
			}
		}
		require.Error(t, failed, params)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	now := start.Add(1000 * time.Hour)
	t.Run("records changes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(5)
		w.jobs.Modify(0, now)
		w.jobs.Touch(1, now)
		w.jobs.TouchNested(1, now)
		w.jobs.Delete(2, now)
		w.jobs.Delete(2, now.Add(time.Hour))
		w.jobs.Remove(3)
		require.Equal(t, 5, w.jobs.Add(nil, now))
		require.Equal(t, 6, w.jobs.Count())
		require.Equal(t, 5, w.jobs.Base())

		require.Equal(t, 1, w.jobs.Revision(0))
		require.Equal(t, now, w.jobs.ChangedAt(0))
		require.Equal(t, w.jobs.BaseTime(1), w.jobs.ChangedAt(1))
		require.Equal(t, now, w.jobs.TouchedAt(1))
		require.Equal(t, 1, w.jobs.Change(1).Nested)
		require.Equal(t, now, w.jobs.DeletedAt(2))
		require.Equal(t, now.Add(time.Hour), w.jobs.TouchedAt(2))
		require.True(t, w.jobs.Removed(3))
		require.Equal(t, now, w.jobs.Change(5).Created)
		require.Zero(t, w.jobs.Change(4))

		var live []int
		for n := range w.jobs.Live {
			live = append(live, n)
		}
		require.Equal(t, []int{0, 1, 4, 5}, live)
		require.False(t, w.jobs.Has(-1))
		require.False(t, w.jobs.Has(6))

		all, _ := page(t, w, record.Query[*world]{}, "")
		require.Equal(t, live, all)
		all, _ = page(t, w, record.Query[*world]{IncludeDeleted: true}, "")
		require.Equal(t, []int{0, 1, 2, 4, 5}, all, "a removed record has no tombstone")
		changed, _ := page(t, w, record.Query[*world]{UpdatedAfter: now, IncludeDeleted: true}, "")
		require.Equal(t, []int{0, 1, 2, 5}, changed)
		changed, _ = page(t, w, record.Query[*world]{UpdatedAfter: start.Add(4 * time.Hour)}, "")
		require.Equal(t, []int{0, 1, 4, 5}, changed, "base records by their time")
		changed, _ = page(t, w, record.Query[*world]{UpdatedAfter: now, From: 1}, "")
		require.Equal(t, []int{1, 5}, changed)
		w.jobs.TouchAll(now.Add(2*time.Hour), func(n int) bool { return n < 4 })
		changed, _ = page(t, w, record.Query[*world]{UpdatedAfter: now.Add(2 * time.Hour), IncludeDeleted: true}, "")
		require.Equal(t, []int{0, 1}, changed)
	})
	t.Run("finds by both ids", func(t *testing.T) {
		t.Parallel()
		w := newWorld(5)
		n, ok := w.jobs.Find("job-03")
		require.True(t, ok)
		require.Equal(t, 3, n)
		_, ok = w.jobs.Find("job-05")
		require.False(t, ok)
		require.Empty(t, w.jobs.RemoteID(3))
		_, ok = w.jobs.FindRemote("r-3")
		require.False(t, ok)
		n, ok = w.jobs.FindRemote("r-4")
		require.True(t, ok)
		require.Equal(t, 4, n)
	})
	t.Run("state of a record", func(t *testing.T) {
		t.Parallel()
		type state struct{ stage string }
		w := newWorld(2)
		require.Nil(t, record.State[state](w.jobs, 0))
		record.Edit[state](w.jobs, 0).stage = "offer"
		require.Equal(t, "offer", record.State[state](w.jobs, 0).stage)
		added := w.jobs.Add(&state{"new"}, now)
		require.Equal(t, "new", record.Edit[state](w.jobs, added).stage)
		changed, _ := page(t, w, record.Query[*world]{UpdatedAfter: now}, "")
		require.Equal(t, []int{added}, changed, "a state does not date a change")
	})
}

// TestTableAllocations checks that a table with half a million records allocates little. It is not parallel,
// because it counts allocations.
func TestTableAllocations(t *testing.T) {
	w := newWorld(500_000)
	require.Less(t, testing.AllocsPerRun(10, func() {
		q := record.Query[*world]{Size: 10, From: 499_000}
		if numbers, next := jobs.Page(w, &q); len(numbers) != 10 || next != 499_010 {
			panic("the wrong page")
		}
	}), 10.0)
	require.Less(t, testing.AllocsPerRun(3, func() { newWorld(500_000) }), 20.0)
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(5)
	numbers, next := page(t, w, record.Query[*world]{Size: 2}, "")
	require.Equal(t, []int{0, 1}, numbers)
	require.Equal(t, 2, next)
	numbers, next = page(t, w, record.Query[*world]{Size: 2, From: 4}, "")
	require.Equal(t, []int{4}, numbers)
	require.Equal(t, -1, next)
	require.Len(t, jobs.Records(w, numbers), 1)

	first, err := record.ParseCursor("", 7)
	require.NoError(t, err)
	require.Nil(t, first.Next(-1))
	second, err := record.ParseCursor(first.Next(2).(string), 7)
	require.NoError(t, err)
	require.Equal(t, record.Cursor{From: 2, Filters: 7}, second)

	empty, err := record.ParseCursor(second.Empty(), 7)
	require.NoError(t, err)
	require.Equal(t, 2, empty.From)
	require.NotEqual(t, second.Empty(), second.String())

	require.Equal(t, "given", second.Repeat("given"))
	stuck, err := record.ParseCursor(first.Repeat(""), 7)
	require.NoError(t, err)
	require.Equal(t, stuck.String(), stuck.Next(2), "its page repeats it each time")

	for _, bad := range []string{"x", "!", "e30=x", record.Cursor{From: -1, Filters: 7}.String()} {
		_, err := record.ParseCursor(bad, 7)
		require.ErrorIs(t, err, record.ErrCursor)
	}
	_, err = record.ParseCursor(second.String(), 8)
	require.ErrorIs(t, err, record.ErrCursorFilters)
}

func TestParameters(t *testing.T) {
	t.Parallel()
	v := url.Values{"n": {"5"}, "big": {"900"}, "word": {"x"}, "yes": {"true"}, "no": {"false"}, "list": {"a,b,", "c"}}
	n, err := record.IntParam(v, "n", 1, 250, 100)
	require.NoError(t, err)
	require.Equal(t, 5, n)
	n, err = record.IntParam(v, "none", 1, 250, 100)
	require.NoError(t, err)
	require.Equal(t, 100, n)
	for _, name := range []string{"big", "word"} {
		_, err = record.IntParam(v, name, 1, 250, 100)
		require.ErrorContains(t, err, name)
	}
	yes, err := record.BoolParam(v, "yes")
	require.NoError(t, err)
	require.True(t, yes)
	no, err := record.BoolParam(v, "no")
	require.NoError(t, err)
	require.False(t, no)
	_, err = record.BoolParam(v, "word")
	require.Error(t, err)
	require.Equal(t, []string{"a", "b", "c"}, record.CSV(v, "list"))

	except, defaults := []string{"cursor"}, []string{"deleted=false"}
	same := record.Fingerprint("/jobs", url.Values{"a": {"1"}}, except, defaults)
	require.Equal(t, same, record.Fingerprint("/jobs", url.Values{"a": {"1"}, "cursor": {"x"}, "deleted": {"false"}, "b": {""}}, except, defaults))
	require.NotEqual(t, same, record.Fingerprint("/jobs", url.Values{"a": {"2"}}, except, defaults))
	require.NotEqual(t, same, record.Fingerprint("/users", url.Values{"a": {"1"}}, except, defaults))
	require.NotEqual(t, same, record.Fingerprint("/jobs", url.Values{"a": {"1"}, "deleted": {"true"}}, except, defaults))
}
