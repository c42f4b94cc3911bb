package rolecall

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Ahead yields the same pages and errors as [Page.Pages], and fetches the next page while the caller
// uses the current one: never more than one page ahead. An error of that fetch is yielded after the
// current page was used. If the loop ends early, by break, return or panic, the fetch is canceled, and
// Ahead waits until it has ended. A canceled ctx ends the iteration with its error, even if the next
// page has already arrived.
//
// Use it where a page takes about as long to process as to fetch. The hooks of the client
// ([OnCall], [OnMeta], [Middleware]) run on another goroutine than the loop. The Meta of a
// [CaptureMeta] in the list call does not change within the loop's body: it is set just before its
// page is yielded.
func (p *Page[T]) Ahead(ctx context.Context) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		fetching, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		trail := newTrail(p) // of this iteration: a second range begins with its own
		for page := p; page != nil; {
			fetch := trail.after(page)
			if fetch == nil {
				yield(page, nil)
				return
			}
			result := make(chan *prefetch[T], 1)
			running.Go(func() { runPrefetch(fetching, fetch, result) })
			if !yield(page, nil) {
				return
			}
			next, err := (<-result).unwrap()
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			page = next
		}
	}
}

// prefetch is how the fetch of a page has ended.
type prefetch[T any] struct {
	page     *Page[T]
	err      error
	panicked any  // the value of its panic
	exited   bool // it ended its goroutine, as a failing test does
	reports  heldReports
}

// runPrefetch sends exactly one result, no matter how fetch ends: the loop waits for it.
func runPrefetch[T any](ctx context.Context, fetch func(context.Context) (*Page[T], error), result chan<- *prefetch[T]) {
	f := &prefetch[T]{exited: true}
	defer func() {
		if f.exited {
			f.panicked = recover() // nil after runtime.Goexit
		}
		result <- f
	}()
	f.page, f.err = fetch(context.WithValue(ctx, heldKey{}, &f.reports))
	f.exited = false
}

// unwrap does on the goroutine of the loop what fetch would have done there: it sets the [Meta] of
// [CaptureMeta], and panics or exits as fetch did.
func (f *prefetch[T]) unwrap() (*Page[T], error) {
	f.reports.release()
	switch {
	case f.panicked != nil:
		panic(f.panicked)
	case f.exited:
		runtime.Goexit()
	}
	return f.page, f.err
}

type heldKey struct{}

// heldReports are what [Call.Report] would have written while the loop's body may read it.
type heldReports []func()

func (h *heldReports) release() {
	for _, report := range *h {
		report()
	}
}
