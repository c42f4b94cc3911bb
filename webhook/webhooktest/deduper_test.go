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

func TestTheMemoryDeduperKeepsThePromises(t *testing.T) {
	TestDeduper(t, webhook.NewMemoryDeduper(0, 0))
}

func TestADeduperMayServeOneAtATime(t *testing.T) {
	require.Empty(t, broken(t, func() webhook.Deduper {
		return &oneWriter{inner: webhook.NewMemoryDeduper(0, 0), place: make(chan struct{}, 1)}
	}))
}

func TestAContractBreachIsFound(t *testing.T) {
	memory := func() webhook.Deduper { return webhook.NewMemoryDeduper(0, 0) }
	for _, c := range []struct {
		name string
		make func() webhook.Deduper
		want []string // names of promises that must be found broken, among others
	}{
		{"marks before success", func() webhook.Deduper { return &marksFirst{seen: map[string]bool{}} }, []string{
			"a failure comes back as it is, and the id runs again",
			"a panic is not a success, and the id runs again",
			"a cancelled context releases the id",
			"a duplicate of what is running is ErrInFlight",
			"a duplicate is ErrInFlight also if the first fails later",
		}},
		{"forgets", func() webhook.Deduper { return forgets{} }, []string{
			"a new id runs, once it is done it does not run again",
			"a duplicate of what is running is ErrInFlight",
			"of many at once one runs",
		}},
		{"never runs", func() webhook.Deduper {
			return doFunc(func(context.Context, string, func(context.Context) error) error { return nil })
		}, []string{
			"a new id runs, once it is done it does not run again",
			"different ids do not disturb each other",
			"of many at once one runs",
		}},
		{"keeps an id for ever after a failure", keepsIf(func(context.Context, bool) bool { return true }), []string{
			"a failure comes back as it is, and the id runs again",
			"a cancelled context releases the id",
		}},
		{"keeps an id after a panic", keepsIf(func(_ context.Context, panicked bool) bool { return panicked }), []string{
			"a panic is not a success, and the id runs again",
		}},
		{"releases with the cancelled context", keepsIf(func(ctx context.Context, _ bool) bool { return ctx.Err() != nil }), []string{
			"a cancelled context releases the id",
		}},
		{"refuses other ids while one runs", func() webhook.Deduper { return &oneAtAll{inner: memory()} }, []string{
			"different ids do not disturb each other",
		}},
		{"wraps the handler's error", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				if err := inner.Do(ctx, id, fn); err != nil {
					return fmt.Errorf("wrapped: %w", err)
				}
				return nil
			})
		}, []string{"a failure comes back as it is, and the id runs again"}},
		{"swallows the handler's error", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				if err := inner.Do(ctx, id, fn); errors.Is(err, webhook.ErrInFlight) {
					return err
				}
				return nil
			})
		}, []string{"a failure comes back as it is, and the id runs again", "a cancelled context releases the id"}},
		{"swallows a panic", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				defer func() { _ = recover() }()
				return inner.Do(ctx, id, fn)
			})
		}, []string{"a panic is not a success, and the id runs again"}},
		{"acknowledges what is running", func() webhook.Deduper {
			inner := memory()
			return doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
				if err := inner.Do(ctx, id, fn); !errors.Is(err, webhook.ErrInFlight) {
					return err
				}
				return nil
			})
		}, []string{"a duplicate of what is running is ErrInFlight", "a duplicate is ErrInFlight also if the first fails later"}},
		{"waits for what is running", func() webhook.Deduper {
			return &oneWriter{inner: memory(), sameID: true, place: make(chan struct{}, 1)}
		}, []string{
			"a duplicate of what is running is ErrInFlight",
		}},
		{"folds case", changesID(strings.ToLower), []string{"ids of odd bytes are different ids"}},
		{"trims space", changesID(strings.TrimSpace), []string{"ids of odd bytes are different ids"}},
		{"mends invalid UTF-8", changesID(func(id string) string { return strings.ToValidUTF8(id, "\ufffd") }), []string{"ids of odd bytes are different ids"}},
		{"ends at a zero byte", changesID(func(id string) string { id, _, _ = strings.Cut(id, "\x00"); return id }), []string{"ids of odd bytes are different ids"}},
		{"cuts long ids", changesID(func(id string) string { return id[:min(len(id), 255)] }), []string{"ids of odd bytes are different ids"}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Subset(t, broken(t, c.make), c.want) })
	}
}

func TestATestRunsAgainOverAStoreThatRemembers(t *testing.T) {
	d := webhook.NewMemoryDeduper(0, 0)
	TestDeduper(t, d)
	TestDeduper(t, d)
}

// broken names the promises that a deduper does not keep. It runs in a bubble, so that a
// promise to return in time takes no time to be broken.
func broken(t *testing.T, d func() webhook.Deduper) []string {
	t.Helper()
	var names []string
	for _, p := range promises {
		synctest.Test(t, func(*testing.T) {
			var r record
			done := make(chan struct{})
			go func() {
				defer close(done)
				p.check(&trial{tb: &r, d: d(), run: "test"})
			}()
			<-done
			if r.failed() {
				names = append(names, p.name)
			}
		})
	}
	return names
}

// record is a reporter that fails nothing.
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

// marksFirst loses what fails.
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

// forgets knows nothing.
type forgets struct{}

func (forgets) Do(ctx context.Context, _ string, fn func(context.Context) error) error {
	return fn(ctx)
}

// leaky is right but for the ids that it keeps after a failure.
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
	sameID bool // the duplicate of what is running waits too, instead of being told
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

// oneAtAll takes every id for the one that is running.
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
