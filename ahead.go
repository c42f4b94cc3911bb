package rolecall

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Ahead yields the same pages and errors as [Page.Pages], and fetches the next page while the loop body
// runs. It is never more than one page ahead. If the fetch fails, Ahead yields the error after the body
// has run. If the loop ends early, by break, return or panic, the fetch is canceled, and Ahead waits
// until it has ended. If ctx is canceled, the iteration ends with its error, even if the next page has
// already arrived.
//
// Use Ahead if a page takes about as long to process as to fetch. The hooks of the client ([OnCall],
// [OnMeta], [Middleware]) run on a different goroutine than the loop. The Meta of a [CaptureMeta] in
// the list call does not change while the body runs. Ahead sets it just before it yields the page.
func (p *Page[T]) Ahead(ctx context.Context) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		fetching, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		trail := newTrail(p) // for this iteration only
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

// prefetch is the outcome of fetching a page.
type prefetch[T any] struct {
	page     *Page[T]
	err      error
	panicked any  // the value of a panic
	exited   bool // runtime.Goexit was called, for example by a failing test
	reports  heldReports
}

// runPrefetch sends exactly one result, regardless of how fetch ends, because the loop waits for it.
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

// unwrap runs on the goroutine of the loop. It sets the [Meta] of [CaptureMeta], and panics or exits if
// fetch did.
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

// heldReports are the writes of [Call.Report] that wait until the loop body has ended, because the body
// may read the Meta.
type heldReports []func()

func (h *heldReports) release() {
	for _, report := range *h {
		report()
	}
}
