package runstest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit/runs"
	"github.com/rolecall-dev/rolecall/knit/runs/runstest"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	store := runs.NewMemoryStore()
	open := func() runstest.Backend { return runstest.Backend{Store: store} }
	runstest.TestStore(t, open)
	runstest.TestStore(t, open) // it need not be empty
}

func TestTimers(t *testing.T) {
	t.Parallel()
	runstest.TestLater(t, func(do func(context.Context, rolecall.Task) error) rolecall.Later {
		timers := runs.NewTimers(do)
		t.Cleanup(timers.Stop)
		return timers
	})
}

// failure is a TB that expects a failure.
type failure struct{ text string }

func (*failure) Helper() {}
func (f *failure) Fatalf(format string, _ ...any) {
	f.text = format
	panic(f)
}

// mustFail requires that a check fails.
func mustFail(t *testing.T, check func(tb runstest.TB)) {
	t.Helper()
	f := new(failure)
	require.PanicsWithValue(t, f, func() { check(f) })
	require.NotEmpty(t, f.text)
}

// forgetful is a store with a mistake.
type forgetful struct {
	runs.Store
	mistake string
}

func (s forgetful) Apply(ctx context.Context, e *runs.Event, next func(context.Context) error) (bool, error) {
	if s.mistake == "order" {
		return true, next(ctx)
	}
	return s.Store.Apply(ctx, e, next)
}

func (s forgetful) UpdateRun(ctx context.Context, key runs.RunKey, f func(context.Context, *runs.Run) error) error {
	err := s.Store.UpdateRun(ctx, key, f)
	if s.mistake == "error" {
		return nil
	}
	return err
}

func (s forgetful) Counts(ctx context.Context, key runs.RunKey) (runs.Counts, error) {
	c, err := s.Store.Counts(ctx, key)
	if s.mistake == "counts" {
		c.Applied, c.Dropped = c.Applied+c.Dropped, 0
	}
	return c, err
}

func (s forgetful) Unseen(ctx context.Context, r *runs.Run) (unseen, live int, err error) {
	if s.mistake == "customer" {
		return 3, 3, nil
	}
	return s.Store.Unseen(ctx, r)
}

func TestTestStoreFindsMistakes(t *testing.T) {
	t.Parallel()
	for mistake := range strings.FieldsSeq("order error counts customer") {
		t.Run(mistake, func(t *testing.T) {
			t.Parallel()
			mustFail(t, func(tb runstest.TB) {
				store := forgetful{runs.NewMemoryStore(), mistake}
				runstest.TestStore(tb, func() runstest.Backend { return runstest.Backend{Store: store} })
			})
		})
	}
}

func TestFailAt(t *testing.T) {
	t.Parallel()
	store := runs.NewMemoryStore()
	failing := runstest.FailAt(store, 2)
	job := func(s runs.Store) error {
		return s.UpdateJob(t.Context(), "sj", func(j *runs.Job) error { j.Request += "x"; return nil })
	}
	require.NoError(t, job(failing))
	require.False(t, failing.Failed())
	require.ErrorIs(t, job(failing), runstest.ErrInjected)
	require.ErrorIs(t, job(failing), runstest.ErrInjected)
	require.True(t, failing.Failed())
	found, _, err := store.Lookup(t.Context(), runs.RunKey{SyncJobID: "sj"})
	require.NoError(t, err)
	require.Equal(t, "x", found.Request)
	last := runstest.FailAt(store, 2)
	err = last.UpdateRun(t.Context(), runs.RunKey{SyncJobID: "sj", SyncRunID: "r"}, func(context.Context, *runs.Run) error { return nil })
	require.ErrorIs(t, err, runstest.ErrInjected)
}
