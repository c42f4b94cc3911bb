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

// slowList is a list of numbered pages, one record each, whose fetches take a round trip. Its clock is
// that of the bubble.
type slowList struct {
	pages     int
	roundTrip time.Duration
	fails     map[int]error // by page
	loopAt    int           // this page names page 2 as its next; 0: none
	deaf      time.Duration // how long a fetch takes to end after its context has

	started, running, most atomic.Int32
}

func (l *slowList) fetch(ctx context.Context, cursor string) (*rolecall.Page[int], error) {
	l.started.Add(1)
	l.most.Store(max(l.most.Load(), l.running.Add(1)))
	defer l.running.Add(-1)
	select {
	case <-time.After(l.roundTrip):
	case <-ctx.Done():
		<-time.After(l.deaf)
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

// worked ranges over pages, each of which takes work, and says what it yielded.
func worked(pages iter.Seq2[*rolecall.Page[int], error], work time.Duration) (seen []string) {
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

func TestAheadTakesAtMost65PercentOfPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &slowList{pages: 10, roundTrip: trip}
		took := func(iterate func(*rolecall.Page[int]) iter.Seq2[*rolecall.Page[int], error]) time.Duration {
			began := time.Now()
			page, err := l.fetch(t.Context(), "1")
			require.NoError(t, err)
			require.Len(t, worked(iterate(page), work), 10)
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
	// gone requires that no fetch runs any more. A bubble fails by itself if a goroutine stays.
	gone := func(t *testing.T, l *slowList) {
		t.Helper()
		require.Zero(t, l.running.Load(), "Ahead waits for its fetch")
		require.LessOrEqual(t, l.most.Load(), int32(1))
	}
	bubble("yields what Pages yields, both times it is ranged", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip}
		page := l.page(1)
		ahead := page.Ahead(t.Context())
		for range 2 {
			require.Equal(t, []string{"1", "2", "3", "4"}, worked(ahead, 0))
		}
		require.Equal(t, worked(page.Pages(t.Context()), 0), worked(ahead, 0))
		for got, err := range ahead {
			require.NoError(t, err)
			require.Same(t, page, got, "this page first")
			break
		}
		gone(t, l)
	})
	bubble("begins the fetch before it yields a page, and is one page ahead, never more", func(t *testing.T) {
		l := &slowList{pages: 5, roundTrip: trip}
		for page, err := range l.page(1).Ahead(t.Context()) {
			require.NoError(t, err)
			want := int32(min(page.Items[0], l.pages-1))
			synctest.Wait()
			require.Equal(t, want, l.started.Load())
			<-time.After(time.Hour)
			require.Equal(t, want, l.started.Load())
		}
		gone(t, l)
	})
	bubble("makes no fetch for a list of one page", func(t *testing.T) {
		l := &slowList{pages: 1}
		require.Equal(t, []string{"1"}, worked(l.page(1).Ahead(t.Context()), 0))
		n := 0
		for page, err := range new(rolecall.Page[int]).Ahead(t.Context()) {
			require.NoError(t, err)
			require.Empty(t, page.Items)
			n++
		}
		require.Equal(t, 1, n, "the zero value is one empty page")
		require.Zero(t, l.started.Load())
	})
	bubble("yields the error of a fetch after the page before it was used", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip, fails: map[int]error{3: errors.New("no page 3")}}
		for _, took := range []time.Duration{0, time.Hour} {
			require.Equal(t, []string{"1", "2", "end: no page 3"}, worked(l.page(1).Ahead(t.Context()), took))
		}
		gone(t, l)
	})
	bubble("stops at a cursor that it has seen, as Pages does", func(t *testing.T) {
		l := &slowList{pages: 9, roundTrip: trip, loopAt: 4}
		pages, ahead := worked(l.page(1).Pages(t.Context()), 0), worked(l.page(1).Ahead(t.Context()), 0)
		require.Equal(t, []string{"1", "2", "3", "4", "end: rolecall: list repeats a cursor: stopped after 4 pages"}, ahead)
		require.Equal(t, pages, ahead)
		require.Equal(t, int32(6), l.started.Load(), "no page twice in one iteration")
		gone(t, l)
	})
	bubble("cancels the fetch on break and waits for it", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: time.Hour, deaf: time.Minute}
		began := time.Now()
		for _, err := range l.page(1).Ahead(t.Context()) {
			require.NoError(t, err)
			synctest.Wait()
			break
		}
		require.Equal(t, time.Minute, time.Since(began), "canceled, so not the hour, and waited for")
		gone(t, l)
	})
	bubble("cancels the fetch on a panic of the loop's body and waits for it", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: time.Hour, deaf: time.Minute}
		began := time.Now()
		require.PanicsWithValue(t, "body", func() {
			for _, err := range l.page(1).Ahead(t.Context()) {
				require.NoError(t, err)
				synctest.Wait()
				panic("body")
			}
		})
		require.Equal(t, time.Minute, time.Since(began))
		gone(t, l)
	})
	bubble("ends with its context while the next page is fetched", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: time.Hour}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		require.Equal(t, []string{"1", "end: context deadline exceeded"}, worked(l.page(1).Ahead(ctx), 0))
		require.Equal(t, time.Minute, time.Since(began))
		gone(t, l)
	})
	bubble("ends with its context although the next page has arrived", func(t *testing.T) {
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
		gone(t, l)
	})
	bubble("with a context that has ended yields this page and its error", func(t *testing.T) {
		l := &slowList{pages: 4, roundTrip: trip}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Equal(t, worked(l.page(1).Pages(ctx), 0), worked(l.page(1).Ahead(ctx), 0))
		require.Equal(t, []string{"1", "end: context canceled"}, worked(l.page(1).Ahead(ctx), 0))
	})
	bubble("does not read the page while the loop's body may change it", func(t *testing.T) {
		l := &slowList{pages: 3, roundTrip: trip}
		n := 0
		for page, err := range l.page(1).Ahead(t.Context()) {
			require.NoError(t, err)
			page.Next, page.Items = "", nil // the race detector fails if the fetch reads them
			n++
		}
		require.Equal(t, 3, n)
	})
	bubble("may be ranged by many goroutines at once", func(t *testing.T) {
		l := &slowList{pages: 3, roundTrip: trip}
		ahead := l.page(1).Ahead(t.Context())
		for range 8 {
			go func() {
				if got := worked(ahead, work); len(got) != 3 {
					t.Error(got)
				}
			}()
		}
		<-time.After(time.Hour)
		require.Zero(t, l.running.Load())
	})
}

// A fetch runs a Middleware, which may panic, or end a test with FailNow: on the goroutine of the
// fetch the first would end the program, and the second would let the loop wait forever.
func TestAheadEndsAsItsFetchDoes(t *testing.T) {
	t.Parallel()
	failing := func(end func()) *rolecall.Page[int] {
		return rolecall.NewPage(parts{Items: []int{1}, Next: "2", Fetch: func(context.Context, string) (*rolecall.Page[int], error) {
			end()
			return nil, nil //nolint:nilnil // never reached
		}})
	}
	t.Run("panics on the goroutine of the loop, after the page was used", func(t *testing.T) {
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
	t.Run("exits the goroutine of the loop", func(t *testing.T) {
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
	t.Run("is of no interest after a break", func(t *testing.T) {
		t.Parallel()
		for _, err := range failing(func() { panic("fetch") }).Ahead(t.Context()) {
			require.NoError(t, err)
			break
		}
	})
	t.Run("ends where a fetch has neither page nor error", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"1"}, worked(failing(func() {}).Ahead(t.Context()), 0))
		require.Equal(t, []string{"1"}, worked(failing(func() {}).Pages(t.Context()), 0))
	})
}

// A loop may read the Meta of CaptureMeta, which the fetch of the next page would otherwise set meanwhile.
func TestAheadSetsACapturedMetaWithItsPage(t *testing.T) {
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
			// A Middleware of the call makes another one with its context, and reads its Meta.
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
		require.Equal(t, 204, meta.StatusCode, "the page of a canceled fetch was never yielded")
	})
}

// BenchmarkAhead reads ten pages over HTTP, with 50 ms of round trip and 50 ms of work for each, and
// reports the share of its time in that of Pages.
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
			require.Len(b, worked(way.iterate(page), work), 10)
			*way.took += time.Since(began)
		}
	}
	b.ReportMetric(ahead.Seconds()/pages.Seconds(), "of-Pages")
	b.ReportMetric(pages.Seconds()/float64(b.N), "Pages-s/op")
	b.ReportMetric(ahead.Seconds()/float64(b.N), "Ahead-s/op")
}
