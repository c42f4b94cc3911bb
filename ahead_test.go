package rolecall_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// slowList is a list of numbered pages with one record each. Fetching a page takes a round trip on the
// clock of the synctest bubble.
type slowList struct {
	pages      int
	roundTrip  time.Duration
	fails      map[int]error // by page
	loopAt     int           // this page names page 2 as its next; 0: none
	cancelTime time.Duration // how long a fetch continues after its context has ended

	started, running, most atomic.Int32
}

func (l *slowList) fetch(ctx context.Context, cursor string) (*rolecall.Page[int], error) {
	l.started.Add(1)
	l.most.Store(max(l.most.Load(), l.running.Add(1)))
	defer l.running.Add(-1)
	select {
	case <-time.After(l.roundTrip):
	case <-ctx.Done():
		<-time.After(l.cancelTime)
		return nil, ctx.Err()
	}
	n, err := strconv.Atoi(cursor)
	if err != nil {
		return nil, err
	}
	if err := l.fails[n]; err != nil {
		return nil, err
	}
	return l.page(n), nil
}

func (l *slowList) page(n int) *rolecall.Page[int] {
	parts := rolecall.PageParts[int]{Items: []int{n}, Cursor: strconv.Itoa(n), Fetch: l.fetch}
	if n == 1 {
		parts.Cursor = "" // the first page has none
	}
	if n < l.pages {
		parts.Next = strconv.Itoa(n + 1)
	}
	if n == l.loopAt {
		parts.Next = "2"
	}
	return rolecall.NewPage(parts)
}

// process ranges over pages, spends time on each, and describes what was yielded.
func process(pages iter.Seq2[*rolecall.Page[int], error], work time.Duration) (seen []string) {
	for page, err := range pages {
		if err != nil {
			seen = append(seen, "end: "+err.Error())
			continue
		}
		<-time.After(work)
		seen = append(seen, fmt.Sprint(page.Items[0]))
	}
	return seen
}

const (
	trip = 50 * time.Millisecond
	work = 50 * time.Millisecond
)

func TestAheadDuration(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &slowList{pages: 10, roundTrip: trip}
		took := func(iterate func(*rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error]) time.Duration {
			began := time.Now()
			page, err := l.fetch(t.Context(), "1")
			require.NoError(t, err)
			require.Len(t, process(iterate(page), work), 10)
			return time.Since(began)
		}
		pages := took(func(p *rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error] { return p.Pages(t.Context()) })
		ahead := took(func(p *rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error] { return p.Ahead(t.Context()) })
		require.Equal(t, time.Second, pages)
		require.Equal(t, 550*time.Millisecond, ahead)
		require.LessOrEqual(t, ahead.Seconds()/pages.Seconds(), 0.65)
	})
}

func TestAhead(t *testing.T) {
	t.Parallel()
	bubble := func(name string, f func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, f)
		})
	}
	// requireNoFetch checks that no fetch is running. A bubble fails by itself if a goroutine remains.
	requireNoFetch := func(t *testing.T, l *slowList) {
		t.Helper()
		require.Zero(t, l.running.Load(), "Ahead waits for its fetch")
		require.LessOrEqual(t, l.most.Load(), int32(1))
	}
	bubble("same pages as Pages", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip}
		page := l.page(1)
		ahead := page.Ahead(t.Context())
		for range 2 {
			require.Equal(t, []string{"1", "2", "3", "4"}, process(ahead, 0))
		}
		require.Equal(t, process(page.Pages(t.Context()), 0), process(ahead, 0))
		for got, err := range ahead {
			require.NoError(t, err)
			require.Same(t, page, got, "this page first")
			break
		}
		requireNoFetch(t, l)
	})
	bubble("at most one page ahead", func(t *testing.T) {
		l := &slowList{pages: 5, roundTrip: trip}
		for page, err := range l.page(1).Ahead(t.Context()) {
			require.NoError(t, err)
			want := int32(min(page.Items[0], l.pages-1))
			synctest.Wait()
			require.Equal(t, want, l.started.Load())
			<-time.After(time.Hour)
			require.Equal(t, want, l.started.Load())
		}
		requireNoFetch(t, l)
	})
	bubble("single page", func(t *testing.T) {
		l := &slowList{pages: 1}
		require.Equal(t, []string{"1"}, process(l.page(1).Ahead(t.Context()), 0))
		n := 0
		for page, err := range new(rolecall.Page[int]).Ahead(t.Context()) {
			require.NoError(t, err)
			require.Empty(t, page.Items)
			n++
		}
		require.Equal(t, 1, n, "the zero value is an empty page")
		require.Zero(t, l.started.Load())
	})
	bubble("error after the loop body", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip, fails: map[int]error{3: errors.New("no page 3")}}
		for _, took := range []time.Duration{0, time.Hour} {
			require.Equal(t, []string{"1", "2", "end: no page 3"}, process(l.page(1).Ahead(t.Context()), took))
		}
		requireNoFetch(t, l)
	})
	bubble("cursor loop", func(t *testing.T) {
		l := &slowList{pages: 9, roundTrip: trip, loopAt: 4}
		pages, ahead := process(l.page(1).Pages(t.Context()), 0), process(l.page(1).Ahead(t.Context()), 0)
		require.Equal(t, []string{"1", "2", "3", "4", "end: rolecall: list repeats a cursor: stopped after 4 pages"}, ahead)
		require.Equal(t, pages, ahead)
		require.Equal(t, int32(6), l.started.Load(), "no page is read twice in one iteration")
		requireNoFetch(t, l)
	})
	bubble("break cancels the fetch and waits", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: time.Hour, cancelTime: time.Minute}
		began := time.Now()
		for _, err := range l.page(1).Ahead(t.Context()) {
			require.NoError(t, err)
			synctest.Wait()
			break
		}
		require.Equal(t, time.Minute, time.Since(began), "canceled before the hour ended, and waited for")
		requireNoFetch(t, l)
	})
	bubble("panic cancels the fetch and waits", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: time.Hour, cancelTime: time.Minute}
		began := time.Now()
		require.PanicsWithValue(t, "body", func() {
			for _, err := range l.page(1).Ahead(t.Context()) {
				require.NoError(t, err)
				synctest.Wait()
				panic("body")
			}
		})
		require.Equal(t, time.Minute, time.Since(began))
		requireNoFetch(t, l)
	})
	bubble("deadline during the fetch", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: time.Hour}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		require.Equal(t, []string{"1", "end: context deadline exceeded"}, process(l.page(1).Ahead(ctx), 0))
		require.Equal(t, time.Minute, time.Since(began))
		requireNoFetch(t, l)
	})
	bubble("cancellation after the fetch", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var seen []string
		for page, err := range l.page(1).Ahead(ctx) {
			if err != nil {
				require.ErrorIs(t, err, context.Canceled)
				require.Nil(t, page)
				seen = append(seen, "end")
				continue
			}
			seen = append(seen, fmt.Sprint(page.Items[0]))
			<-time.After(time.Hour)
			cancel()
		}
		require.Equal(t, []string{"1", "end"}, seen)
		requireNoFetch(t, l)
	})
	bubble("context that has ended", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Equal(t, process(l.page(1).Pages(ctx), 0), process(l.page(1).Ahead(ctx), 0))
		require.Equal(t, []string{"1", "end: context canceled"}, process(l.page(1).Ahead(ctx), 0))
	})
	bubble("does not read the page during the loop body", func(t *testing.T) {
		l := &slowList{pages: 3, roundTrip: trip}
		n := 0
		for page, err := range l.page(1).Ahead(t.Context()) {
			require.NoError(t, err)
			page.Next, page.Items = "", nil // the race detector fails if the fetch reads them
			n++
		}
		require.Equal(t, 3, n)
	})
	bubble("concurrent iterations", func(t *testing.T) {
		l := &slowList{pages: 3, roundTrip: trip}
		ahead := l.page(1).Ahead(t.Context())
		for range 8 {
			go func() {
				if got := process(ahead, work); len(got) != 3 {
					t.Error(got)
				}
			}()
		}
		<-time.After(time.Hour)
		require.Zero(t, l.running.Load())
	})
}

// TestAheadFetchEnds checks fetches that panic or call runtime.Goexit. A fetch runs a Middleware, which may
// panic or fail a test with FailNow. On the goroutine of the fetch, a panic would end the program, and
// FailNow would make the loop wait forever.
func TestAheadFetchEnds(t *testing.T) {
	t.Parallel()
	failing := func(end func()) *rolecall.Page[int] {
		return rolecall.NewPage(parts{Items: []int{1}, Next: "2", Fetch: func(context.Context, string) (*rolecall.Page[int], error) {
			end()
			return nil, nil //nolint:nilnil // never reached
		}})
	}
	t.Run("panic", func(t *testing.T) {
		t.Parallel()
		n := 0
		require.PanicsWithValue(t, "fetch", func() {
			for _, err := range failing(func() { panic("fetch") }).Ahead(t.Context()) {
				require.NoError(t, err)
				n++
			}
		})
		require.Equal(t, 1, n)
	})
	t.Run("runtime.Goexit", func(t *testing.T) {
		t.Parallel()
		ended := make(chan int)
		go func() {
			n := 0
			defer func() { ended <- n }()
			for _, err := range failing(runtime.Goexit).Ahead(t.Context()) {
				if err == nil {
					n++
				}
			}
			n = 99
		}()
		require.Equal(t, 1, <-ended)
	})
	t.Run("panic after a break is ignored", func(t *testing.T) {
		t.Parallel()
		for _, err := range failing(func() { panic("fetch") }).Ahead(t.Context()) {
			require.NoError(t, err)
			break
		}
	})
	t.Run("neither page nor error", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"1"}, process(failing(func() {}).Ahead(t.Context()), 0))
		require.Equal(t, []string{"1"}, process(failing(func() {}).Pages(t.Context()), 0))
	})
}

// TestAheadCaptureMeta checks that a fetch does not set the Meta of CaptureMeta while the loop body may read
// it.
func TestAheadCaptureMeta(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var meta rolecall.Meta
		var middleware []int
		var fetch func(ctx context.Context, cursor string) (*rolecall.Page[int], error)
		fetch = func(ctx context.Context, cursor string) (*rolecall.Page[int], error) {
			status, err := strconv.Atoi(cursor)
			if err != nil {
				return nil, err
			}
			call := rolecall.NewCall(ctx, rolecall.CaptureMeta(&meta))
			call.Report(rolecall.Meta{})
			// Like a Middleware that makes another call with the context and reads its Meta.
			var own rolecall.Meta
			inner := rolecall.WithOperation(rolecall.WithOperation(ctx, "example.jobs.list"), "example.token")
			rolecall.NewCall(inner, rolecall.CaptureMeta(&own)).Report(rolecall.Meta{StatusCode: status})
			middleware = append(middleware, own.StatusCode)
			call.Report(rolecall.Meta{StatusCode: status})
			if status == 204 {
				return nil, errors.New("no more")
			}
			return rolecall.NewPage(parts{Cursor: cursor, Next: strconv.Itoa(status + 1), Fetch: fetch}), nil
		}
		page, err := fetch(t.Context(), "201")
		require.NoError(t, err)
		var seen []int
		for _, err := range page.Ahead(t.Context()) {
			synctest.Wait() // the next fetch has ended
			seen = append(seen, meta.StatusCode)
			if err != nil {
				require.EqualError(t, err, "no more")
			}
		}
		require.Equal(t, []int{201, 202, 203, 204}, seen)
		require.Equal(t, seen, middleware)
		for _, err := range page.Ahead(t.Context()) {
			require.NoError(t, err)
			synctest.Wait()
			break
		}
		require.Equal(t, 204, meta.StatusCode, "the page of a canceled fetch is not yielded")
	})
}

// BenchmarkAhead reads ten pages over HTTP, with a round trip of 50 ms and 50 ms of work per page. It
// reports the ratio of its time to that of Pages.
func BenchmarkAhead(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-time.After(trip)
		_, _ = w.Write([]byte(r.URL.Query().Get("page")))
	}))
	defer server.Close()
	var fetch func(ctx context.Context, cursor string) (*rolecall.Page[int], error)
	fetch = func(ctx context.Context, cursor string) (*rolecall.Page[int], error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"?page="+cursor, nil)
		if err != nil {
			return nil, err
		}
		resp, err := server.Client().Do(req)
		if err != nil {
			return nil, err
		}
		n, _ := strconv.Atoi(cursor)
		parts := rolecall.PageParts[int]{Items: []int{n}, Cursor: cursor, Fetch: fetch}
		if n < 10 {
			parts.Next = strconv.Itoa(n + 1)
		}
		return rolecall.NewPage(parts), resp.Body.Close()
	}
	var pages, ahead time.Duration
	for b.Loop() {
		for _, way := range []struct {
			took    *time.Duration
			iterate func(*rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error]
		}{
			{&pages, func(p *rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error] { return p.Pages(b.Context()) }},
			{&ahead, func(p *rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error] { return p.Ahead(b.Context()) }},
		} {
			began := time.Now()
			page, err := fetch(b.Context(), "1")
			require.NoError(b, err)
			require.Len(b, process(way.iterate(page), work), 10)
			*way.took += time.Since(began)
		}
	}
	b.ReportMetric(ahead.Seconds()/pages.Seconds(), "of-Pages")
	b.ReportMetric(pages.Seconds()/float64(b.N), "Pages-s/op")
	b.ReportMetric(ahead.Seconds()/float64(b.N), "Ahead-s/op")
}
