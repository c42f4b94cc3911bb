package durable_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/attach"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

type doer func(ctx context.Context, task rolecall.Task) error

// startTasks starts an engine that does the tasks of the engine "test".
func startTasks(t testing.TB, dsn string, do doer) (*durable.Engine, attach.Host) {
	t.Helper()
	e := open(t, dsn)
	h := attach.Of(e)
	h.Handle("test", do)
	e.Inbox(webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return nil }))
	require.NoError(t, e.Start(t.Context()))
	return e, h
}

func task(name string) rolecall.Task { return rolecall.Task{Engine: "test", Name: name} }

// write records the effect of a task in its transaction.
func (effects) writeTask(ctx context.Context, task rolecall.Task) error {
	return effects{}.write(ctx, &webhook.Delivery{ID: task.Name})
}

// left returns the number of tasks that are not done.
func (e effects) left(t *testing.T, dsn string) int {
	t.Helper()
	return count(t, e.db, "select count(*) from "+in(dsn, "rolecall_task"))
}

func (e effects) awaitTasks(t *testing.T, dsn string) {
	t.Helper()
	require.Eventually(t, func() bool { return e.left(t, dsn) == 0 }, patience, 5*time.Millisecond)
}

func TestTasksRunAtTheirTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		done := newEffects(t, dsn)
		ran := make(chan time.Time, 1)
		_, h := startTasks(t, dsn, func(ctx context.Context, did rolecall.Task) error {
			if did == task("later") {
				ran <- time.Now()
			}
			return done.writeTask(ctx, did)
		})
		due := time.Now().Add(1500 * time.Millisecond)
		require.NoError(t, h.At(t.Context(), due, task("later")))
		require.NoError(t, h.At(t.Context(), time.Now().Add(-time.Hour), task("overdue")))
		done.awaitTasks(t, dsn)
		require.Greater(t, <-ran, due.Add(-time.Millisecond), "a database rounds to milliseconds")
		require.Equal(t, map[string]int{"later": 1, "overdue": 1}, done.count(t))
	})
}

// Two processes share the tasks. Each is done once.
func TestTasksOfTwoProcesses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		done := newEffects(t, dsn)
		_, a := startTasks(t, dsn, done.writeTask)
		_, b := startTasks(t, dsn, done.writeTask)
		want := map[string]int{}
		for i := range 20 {
			name := fmt.Sprint(i)
			want[name] = 1
			hosts := []attach.Host{a, b}
			require.NoError(t, hosts[i%2].At(t.Context(), time.Now().Add(time.Hour), task(name)))
			require.NoError(t, hosts[(i/2)%2].At(t.Context(), time.Now(), task(name)))
		}
		done.awaitTasks(t, dsn)
		require.Equal(t, want, done.count(t))
	})
}

// Stop waits for a task that is running.
func TestStopWaitsForATask(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		done := newEffects(t, dsn)
		running, release := make(chan struct{}), make(chan struct{})
		e, h := startTasks(t, dsn, func(ctx context.Context, task rolecall.Task) error {
			close(running)
			<-release
			return done.writeTask(ctx, task)
		})
		require.NoError(t, h.At(t.Context(), time.Now(), task("a")))
		<-running
		stopped := make(chan error, 1)
		go func() { stopped <- e.Stop(t.Context()) }()
		require.Eventually(t, func() bool { return e.Ready(t.Context()) != nil }, patience, time.Millisecond)
		close(release)
		require.NoError(t, <-stopped)
		require.Equal(t, map[string]int{"a": 1}, done.count(t))
		require.Zero(t, done.left(t, dsn))
	})
}

// A task that Stop has interrupted has written nothing, and is done after the next start.
func TestStopInterruptsATask(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		done := newEffects(t, dsn)
		running := make(chan struct{})
		var runs atomic.Int32
		do := func(ctx context.Context, task rolecall.Task) error {
			err := done.writeTask(ctx, task)
			if runs.Add(1) == 1 {
				close(running)
				<-ctx.Done()
			}
			return err
		}
		e, h := startTasks(t, dsn, do)
		require.NoError(t, h.At(t.Context(), time.Now(), task("a")))
		<-running
		canceled, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, e.Stop(canceled), context.Canceled)
		require.Empty(t, done.count(t))
		require.Equal(t, 1, done.left(t, dsn))
		_, _ = startTasks(t, dsn, do)
		done.awaitTasks(t, dsn)
		require.Equal(t, map[string]int{"a": 1}, done.count(t))
	})
}
