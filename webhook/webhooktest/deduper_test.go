package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestDeduperInMemory(t *testing.T) {
	TestDeduper(t, always(webhook.NewMemoryDeduper(0, 0)))
}

// always returns a function that always returns d, for a deduper in memory.
func always(d webhook.Deduper) func() webhook.Deduper { return func() webhook.Deduper { return d } }

func TestDeduperOneAtATime(t *testing.T) {
	one, two := broken(t, func() func() webhook.Deduper {
		return always(&oneWriter{inner: webhook.NewMemoryDeduper(0, 0), place: make(chan struct{}, 1)})
	})
	require.Empty(t, one)
	require.Empty(t, two)
}

func TestDeduperSharedStore(t *testing.T) {
	one, two := broken(t, func() func() webhook.Deduper {
		running, done := newMarks(), newMarks()
		return func() webhook.Deduper { return &server{running: running, done: done} }
	})
	require.Empty(t, one)
	require.Empty(t, two)
}

// TestDeduperFindsTwoServerBugs: each of these meets every requirement if there is only one server.
func TestDeduperFindsTwoServerBugs(t *testing.T) {
	for _, c := range []struct {
		name  string
		store func() func() webhook.Deduper
		want  []string // violations that must be found, among others
	}{
		{"stores all ids in its process", func() func() webhook.Deduper {
			return func() webhook.Deduper { return webhook.NewMemoryDeduper(0, 0) }
		}, []string{
			"new id runs once",
			"error is returned unmodified and the id runs again",
			"duplicate of a running id returns ErrInFlight",
			"duplicate returns ErrInFlight if the first fails later",
			"one of many concurrent calls runs",
			"ids with unusual bytes are distinct",
		}},
		{"stores running ids in its process", func() func() webhook.Deduper {
			done := newMarks()
			return func() webhook.Deduper { return &server{running: newMarks(), done: done} }
		}, []string{
			"duplicate of a running id returns ErrInFlight",
			"duplicate returns ErrInFlight if the first fails later",
		}},
		{"stores done ids in its process", func() func() webhook.Deduper {
			running := newMarks()
			return func() webhook.Deduper { return &server{running: running, done: newMarks()} }
		}, []string{
			"new id runs once",
			"error is returned unmodified and the id runs again",
			"duplicate of a running id returns ErrInFlight",
		}},
		{"acknowledges an id that runs elsewhere", func() func() webhook.Deduper {
			running, done := newMarks(), newMarks()
			return func() webhook.Deduper {
				return &server{running: running, done: done, elsewhere: func() error { return nil }}
			}
		}, []string{"duplicate of a running id returns ErrInFlight", "duplicate returns ErrInFlight if the first fails later"}},
		{"releases an id that runs elsewhere", func() func() webhook.Deduper {
			running, done := newMarks(), newMarks()
			return func() webhook.Deduper { return &server{running: running, done: done, releasesOthers: true} }
		}, []string{"duplicate of a running id returns ErrInFlight", "duplicate returns ErrInFlight if the first fails later"}},
		{"remembers that an id ran elsewhere", func() func() webhook.Deduper {
			running, done := newMarks(), newMarks()
			return func() webhook.Deduper {
				return &server{running: running, done: done, busy: newMarks()}
			}
		}, []string{"duplicate returns ErrInFlight if the first fails later"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			one, two := broken(t, c.store)
			require.Empty(t, one)
			require.Subset(t, two, c.want)
		})
	}
}

func TestDeduperOpensTwice(t *testing.T) {
	opened := 0
	store := webhook.NewMemoryDeduper(0, 0)
	TestDeduper(t, func() webhook.Deduper {
		opened++
		return store
	})
	require.Equal(t, 2, opened)
}

func TestDeduperFindsBugs(t *testing.T) {
	memory := func() webhook.Deduper { return webhook.NewMemoryDeduper(0, 0) }
	for _, c := range []struct {
		name string
		make func() webhook.Deduper
		want []string // violations that must be found, among others
	}{
		{"marks before success", func() webhook.Deduper { return &marksFirst{seen: map[string]bool{}} }, []string{
			"error is returned unmodified and the id runs again",
			"id runs again after a panic",
			"canceled context releases the id",
			"duplicate of a running id returns ErrInFlight",
			"duplicate returns ErrInFlight if the first fails later",
		}},
		{"forgets", func() webhook.Deduper { return forgets{} }, []string{
			"new id runs once",
			"duplicate of a running id returns ErrInFlight",
			"one of many concurrent calls runs",
		}},
		{"never runs", func() webhook.Deduper {
			return doFunc(func(context.Context, string, func(context.Context) error) error { return nil })
		}, []string{
			"new id runs once",
			"different ids are independent",
			"one of many concurrent calls runs",
		}},
		{"keeps an id after a failure", keepsIf(func(context.Context, bool) bool { return true }), []string{
			"error is returned unmodified and the id runs again",
			"canceled context releases the id",
		}},
		{"keeps an id after a panic", keepsIf(func(_ context.Context, panicked bool) bool { return panicked }), []string{
			"id runs again after a panic",
		}},
		{"releases with the canceled context", keepsIf(func(ctx context.Context, _ bool) bool { return ctx.Err() != nil }), []string{
			"canceled context releases the id",
		}},
		{"rejects other ids while one runs", func() webhook.Deduper { return &oneAtAll{inner: memory()} }, []string{
			"different ids are independent",
		}},
		{"wraps the handler's error", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				if err := inner.Do(ctx, id, fn); err != nil {
					return fmt.Errorf("wrapped: %w", err)
				}
				return nil
			})
		}, []string{"error is returned unmodified and the id runs again"}},
		{"swallows the handler's error", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				if err := inner.Do(ctx, id, fn); errors.Is(err, webhook.ErrInFlight) {
					return err
				}
				return nil
			})
		}, []string{"error is returned unmodified and the id runs again", "canceled context releases the id"}},
		{"swallows a panic", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				defer func() { _ = recover() }()
				return inner.Do(ctx, id, fn)
			})
		}, []string{"id runs again after a panic"}},
		{"acknowledges a running id", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				if err := inner.Do(ctx, id, fn); !errors.Is(err, webhook.ErrInFlight) {
					return err
				}
				return nil
			})
		}, []string{"duplicate of a running id returns ErrInFlight", "duplicate returns ErrInFlight if the first fails later"}},
		{"waits for a running id", func() webhook.Deduper {
			return &oneWriter{inner: memory(), sameID: true, place: make(chan struct{}, 1)}
		}, []string{
			"duplicate of a running id returns ErrInFlight",
		}},
		{"folds case", changesID(strings.ToLower), []string{"ids with unusual bytes are distinct"}},
		{"trims space", changesID(strings.TrimSpace), []string{"ids with unusual bytes are distinct"}},
		{"replaces invalid UTF-8", changesID(func(id string) string { return strings.ToValidUTF8(id, "\ufffd") }), []string{"ids with unusual bytes are distinct"}},
		{"ends at a zero byte", changesID(func(id string) string { id, _, _ = strings.Cut(id, "\x00"); return id }), []string{"ids with unusual bytes are distinct"}},
		{"cuts long ids", changesID(func(id string) string { return id[:min(len(id), 255)] }), []string{"ids with unusual bytes are distinct"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			one, _ := broken(t, func() func() webhook.Deduper { return always(c.make()) })
			require.Subset(t, one, c.want)
		})
	}
}

func TestDeduperRunsAgain(t *testing.T) {
	d := always(webhook.NewMemoryDeduper(0, 0))
	TestDeduper(t, d)
	TestDeduper(t, d)
}

// broken returns the names of the requirements that the dedupers over a store violate, with one server and
// with two. It runs in a synctest bubble, so that waiting takes no real time.
func broken(t *testing.T, store func() (open func() webhook.Deduper)) (one, two []string) {
	t.Helper()
	for _, p := range requirements {
		if found(t, p.check, store, 1) {
			one = append(one, p.name)
		}
		if found(t, p.check, store, 2) {
			two = append(two, p.name)
		}
	}
	return one, two
}

func found(t *testing.T, check func(*trial), store func() func() webhook.Deduper, servers int) bool {
	t.Helper()
	var r record
	synctest.Test(t, func(*testing.T) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			one := &trial{tb: &r, run: "test"}
			open := store()
			for range servers {
				one.servers = append(one.servers, open())
			}
			check(one)
		}()
		<-done
	})
	return r.failed()
}

// record is a reporter that records failures.
type record struct {
	mu    sync.Mutex
	lines []string
}

func (r *record) Helper() {}

func (r *record) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *record) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *record) failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.lines) > 0
}

type doFunc func(ctx context.Context, id string, fn func(context.Context) error) error

func (f doFunc) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	return f(ctx, id, fn)
}

func changesID(change func(string) string) func() webhook.Deduper {
	return func() webhook.Deduper {
		inner := webhook.NewMemoryDeduper(0, 0)
		return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
			return inner.Do(ctx, change(id), fn)
		})
	}
}

// marksFirst marks an id as done before its function runs.
type marksFirst struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (d *marksFirst) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	d.mu.Lock()
	seen := d.seen[id]
	d.seen[id] = true
	d.mu.Unlock()
	if seen {
		return nil
	}
	return fn(ctx)
}

// forgets stores no ids.
type forgets struct{}

func (forgets) Do(ctx context.Context, _ string, fn func(context.Context) error) error {
	return fn(ctx)
}

// leaky is correct, except that it keeps ids after a failure if keeps returns true.
type leaky struct {
	mu    sync.Mutex
	state map[string]bool // false: in flight, true: done
	keeps func(ctx context.Context, panicked bool) bool
}

func keepsIf(keeps func(ctx context.Context, panicked bool) bool) func() webhook.Deduper {
	return func() webhook.Deduper { return &leaky{state: map[string]bool{}, keeps: keeps} }
}

func (d *leaky) Do(ctx context.Context, id string, fn func(context.Context) error) (err error) {
	d.mu.Lock()
	done, known := d.state[id]
	if !known {
		d.state[id] = false
	}
	d.mu.Unlock()
	switch {
	case done:
		return nil
	case known:
		return webhook.ErrInFlight
	}
	panicked := true
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		switch {
		case !panicked && err == nil:
			d.state[id] = true
		case !d.keeps(ctx, panicked):
			delete(d.state, id)
		}
	}()
	err = fn(ctx)
	panicked = false
	return err
}

// oneWriter lets one handler run at a time, like a store with one writer.
type oneWriter struct {
	inner  webhook.Deduper
	sameID bool // a duplicate of a running id waits and does not get ErrInFlight
	place  chan struct{}
}

func (d *oneWriter) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	if d.sameID {
		d.place <- struct{}{}
		defer func() { <-d.place }()
		return d.inner.Do(ctx, id, fn)
	}
	return d.inner.Do(ctx, id, func(ctx context.Context) error {
		d.place <- struct{}{}
		defer func() { <-d.place }()
		return fn(ctx)
	})
}

// oneAtAll returns ErrInFlight for every id while any id is running.
type oneAtAll struct {
	inner webhook.Deduper
	mu    sync.Mutex
}

func (d *oneAtAll) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	if !d.mu.TryLock() {
		return webhook.ErrInFlight
	}
	defer d.mu.Unlock()
	return d.inner.Do(ctx, id, fn)
}

// marks is a store's set of ids, with the server that set each.
type marks struct {
	mu sync.Mutex
	by map[string]*server
}

func newMarks() *marks { return &marks{by: map[string]*server{}} }

// set marks id, unless it is marked, and returns who had marked it before.
func (m *marks) set(id string, by *server) (before *server) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if before = m.by[id]; before == nil {
		m.by[id] = by
	}
	return before
}

func (m *marks) get(id string) *server {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.by[id]
}

func (m *marks) remove(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.by, id)
}

// server is a deduper over a shared store of marks. It is correct if its other fields are zero.
type server struct {
	running, done  *marks
	elsewhere      func() error // returns the result for an id that runs on another server
	releasesOthers bool
	busy           *marks // ids that it has seen running on another server
}

func (d *server) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	if holder := d.running.set(id, d); holder != nil {
		return d.isRunning(id, holder)
	}
	defer d.running.remove(id)
	switch {
	case d.done.get(id) != nil:
		return nil
	case d.busy.get(id) != nil:
		return webhook.ErrInFlight
	}
	err := fn(ctx)
	if err == nil {
		d.done.set(id, d)
	}
	return err
}

func (d *server) isRunning(id string, holder *server) error {
	if holder == d {
		return webhook.ErrInFlight
	}
	if d.busy != nil {
		d.busy.set(id, holder)
	}
	if d.releasesOthers {
		d.running.remove(id)
	}
	if d.elsewhere != nil {
		return d.elsewhere()
	}
	return webhook.ErrInFlight
}
