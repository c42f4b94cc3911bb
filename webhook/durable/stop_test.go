package durable

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// openWith opens and starts an engine with a handler. The caller stops it.
func openWith(t testing.TB, dsn string, h handlerFunc, opts ...Option) (*Engine, *Inbox) {
	t.Helper()
	e, err := Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	i := e.Inbox(webhook.SinkFunc(h))
	require.NoError(t, e.Start(t.Context()))
	return e, i
}

func numbered(id string) *webhook.Delivery {
	return &webhook.Delivery{Source: "knit", Type: "knit:record.new/ats_jobs", ID: id, Body: []byte("{}")}
}

// Engines are stopped and opened again under load. Each accepted delivery is handled once. Each other delivery
// has a verdict that makes the provider send it again.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var mu sync.Mutex
		runs := map[string]int{}
		h := func(_ context.Context, d *webhook.Delivery) error {
			mu.Lock()
			defer mu.Unlock()
			runs[d.ID]++
			return nil
		}
		accepted := map[string]int{}
		var next atomic.Int64
		for range 3 {
			e, inbox := openWith(t, dsn, h, WithWorkers(4))
			var senders sync.WaitGroup
			enough := make(chan struct{})
			var count atomic.Int64
			for range 4 {
				senders.Go(func() {
					for {
						id := fmt.Sprint(next.Add(1))
						err := inbox.Accept(t.Context(), numbered(id))
						if err != nil {
							verdict, _ := webhook.VerdictOf(err)
							if verdict != webhook.VerdictRetryAfter {
								t.Errorf("%s: %v", id, err)
							}
							return
						}
						mu.Lock()
						accepted[id] = 1
						mu.Unlock()
						if count.Add(1) == 20 {
							close(enough)
						}
					}
				})
			}
			<-enough
			require.NoError(t, e.Stop(t.Context()))
			senders.Wait()
		}
		e, inbox := openWith(t, dsn, h, WithWorkers(4))
		require.Eventually(t, func() bool {
			s, err := e.Stats(t.Context())
			require.NoError(t, err)
			return s.Waiting == 0
		}, time.Minute, 10*time.Millisecond)
		left, err := inbox.List(t.Context(), Filter{Limit: maxLimit})
		require.NoError(t, err)
		require.Len(t, left, len(accepted))
		for _, entry := range left {
			require.Equal(t, StateDone, entry.State)
			require.Zero(t, entry.Tries)
		}
		require.NoError(t, e.Stop(t.Context()))
		require.Equal(t, accepted, runs)
	})
}

// Handlers are interrupted if the context of Stop ends. They run again at the next start, as if for the first
// time.
func TestStopInterrupts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		running := make(chan struct{}, 2)
		e, inbox := openWith(t, dsn, func(ctx context.Context, _ *webhook.Delivery) error {
			running <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
		require.NoError(t, inbox.Accept(t.Context(), numbered("a")))
		require.NoError(t, inbox.Accept(t.Context(), numbered("b")))
		<-running
		<-running
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := e.Stop(ctx)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "were interrupted")
		require.NoError(t, e.Stop(t.Context()), "the second Stop does nothing")

		var runs atomic.Int32
		e, _ = openWith(t, dsn, func(context.Context, *webhook.Delivery) error {
			runs.Add(1)
			return nil
		})
		require.Eventually(t, func() bool { return runs.Load() == 2 }, 20*time.Second, 10*time.Millisecond, "without waiting for a rescue")
		require.NoError(t, e.Stop(t.Context()))
		e, inbox = openWith(t, dsn, func(context.Context, *webhook.Delivery) error { return nil })
		entries, err := inbox.List(t.Context(), Filter{})
		require.NoError(t, err)
		require.Len(t, entries, 2)
		for _, entry := range entries {
			require.Equal(t, []any{StateDone, 0, ""}, []any{entry.State, entry.Tries, entry.Error})
		}
		require.NoError(t, e.Stop(t.Context()))
	})
}

// Stop waits for a handler, which may call River in the meantime.
func TestStopWaitsForHandlers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		running, release := make(chan struct{}), make(chan struct{})
		var e *Engine
		var returned atomic.Bool
		opened := make(chan struct{})
		started, inbox := openWith(t, dsn, func(ctx context.Context, _ *webhook.Delivery) error {
			<-opened
			close(running)
			<-release
			if e.River() == nil {
				return errTest
			}
			_ = e.Ready(ctx)
			_, err := Tx(ctx)
			returned.Store(true)
			return err
		})
		e = started
		close(opened)
		require.NoError(t, inbox.Accept(t.Context(), numbered("a")))
		<-running
		stopped := make(chan error, 1)
		go func() { stopped <- e.Stop(t.Context()) }()
		require.Eventually(t, func() bool { return inbox.Accept(t.Context(), numbered("late")) != nil }, time.Minute, time.Millisecond)
		require.ErrorIs(t, inbox.Accept(t.Context(), numbered("late")), ErrClosed)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, e.Stop(ended), context.Canceled, "the second Stop waits for the first")
		select {
		case err := <-stopped:
			t.Fatal("Stop did not wait", err)
		default:
		}
		close(release)
		require.NoError(t, <-stopped)
		require.True(t, returned.Load())
		require.NoError(t, e.Stop(t.Context()))
	})
}

func TestStartAndStopOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		e, inbox := openWith(t, dsn, effect)
		require.ErrorContains(t, e.Start(t.Context()), "started already")
		require.NoError(t, e.Stop(t.Context()))
		require.ErrorContains(t, e.Start(t.Context()), "open another one")
		require.ErrorIs(t, inbox.Accept(t.Context(), numbered("a")), ErrClosed)
		never, err := Open(t.Context(), dsn)
		require.NoError(t, err)
		require.ErrorIs(t, never.Inbox(webhook.SinkFunc(effect)).Accept(t.Context(), numbered("a")), ErrClosed)
		require.NoError(t, never.Stop(t.Context()))
	})
}

// The context of Start applies only while the engine starts.
func TestStartContextMayEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		e, err := Open(t.Context(), dsn)
		require.NoError(t, err)
		handled := make(chan struct{})
		inbox := e.Inbox(webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { close(handled); return nil }))
		ctx, cancel := context.WithCancel(t.Context())
		require.NoError(t, e.Start(ctx))
		cancel()
		require.NoError(t, inbox.Accept(t.Context(), numbered("a")))
		<-handled
		require.NoError(t, e.Stop(t.Context()))
	})
}

// An engine that has stopped leaves no goroutine. Not parallel, so that all goroutines are its own.
func TestStopEndsItsGoroutines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		e, inbox := openWith(t, dsn, func(context.Context, *webhook.Delivery) error { return nil })
		for i := range 20 {
			require.NoError(t, inbox.Accept(t.Context(), numbered(fmt.Sprint(i))))
		}
		require.NoError(t, e.Stop(t.Context()))
		var stacks string
		require.Eventually(t, func() bool {
			buffer := make([]byte, 1<<20)
			stacks = string(buffer[:runtime.Stack(buffer, true)])
			var left []string
			for _, stack := range strings.Split(stacks, "\n\n")[1:] {
				for _, part := range []string{"riverqueue", "database/sql", "jackc", "modernc", "durable.(*committer)"} {
					if strings.Contains(stack, part) {
						left = append(left, stack)
						break
					}
				}
			}
			stacks = strings.Join(left, "\n\n")
			return len(left) == 0
		}, 10*time.Second, 10*time.Millisecond)
		require.Empty(t, stacks)
	})
}

// One process stores, another handles.
func TestWithoutWorkers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		storing, inbox := openWith(t, dsn, func(context.Context, *webhook.Delivery) error {
			t.Error("a process without workers has handled a delivery")
			return nil
		}, WithWorkers(0))
		require.NoError(t, inbox.Accept(t.Context(), numbered("a")))
		require.NoError(t, storing.Ready(t.Context()))
		handled := make(chan string, 2)
		working, _ := openWith(t, dsn, func(_ context.Context, d *webhook.Delivery) error {
			handled <- d.ID
			return nil
		})
		require.Equal(t, "a", <-handled)
		require.NoError(t, inbox.Accept(t.Context(), numbered("b")))
		require.Equal(t, "b", <-handled)
		require.NoError(t, storing.Stop(t.Context()))
		require.NoError(t, working.Stop(t.Context()))
	})
}

type ownArgs struct {
	Name string `json:"name"`
}

func (ownArgs) Kind() string { return "own" }

// Your own worker, on its own queue. A handler inserts its job in the transaction of the delivery.
func TestWithRiver(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		worked := make(chan string, 1)
		var e *Engine
		opened := make(chan struct{})
		started, inbox := openWith(t, dsn, func(ctx context.Context, d *webhook.Delivery) error {
			<-opened
			tx, err := Tx(ctx)
			if err != nil {
				return err
			}
			_, err = e.River().InsertTx(ctx, tx, ownArgs{d.ID}, &river.InsertOpts{Queue: "own"})
			return err
		}, WithRiver(func(c *river.Config) {
			river.AddWorker(c.Workers, river.WorkFunc(func(_ context.Context, job *river.Job[ownArgs]) error {
				worked <- job.Args.Name
				return nil
			}))
			c.Queues["own"] = river.QueueConfig{MaxWorkers: 1}
		}), WithRiver(func(c *river.Config) { c.Logger = slog.New(slog.DiscardHandler) }))
		e = started
		close(opened)
		require.NoError(t, inbox.Accept(t.Context(), numbered("a")))
		require.Equal(t, "a", <-worked)
		require.NoError(t, e.Stop(t.Context()))
	})
}

func TestWithRiverRejects(t *testing.T) {
	t.Parallel()
	dsn := dbtest.SQLite(t)
	for want, opts := range map[string][]Option{
		"replaced Workers":          {WithRiver(func(c *river.Config) { c.Workers = river.NewWorkers() })},
		"changed Schema":            {WithRiver(func(c *river.Config) { c.Schema = "other" })},
		"the queue rolecall:":       {WithRiver(func(c *river.Config) { delete(c.Queues, "rolecall") })},
		"the queue rolecall_upkeep": {WithRiver(func(c *river.Config) { delete(c.Queues, "rolecall_upkeep") })},
		"removed a periodic job":    {WithRiver(func(c *river.Config) { c.PeriodicJobs = nil })},
		"RescueStuckJobsAfter":      {WithRiver(func(c *river.Config) { c.RescueStuckJobsAfter = c.JobTimeout })},
		"WithWorkers(0) starts no":  {WithWorkers(0), WithRiver(func(c *river.Config) { c.Queues = map[string]river.QueueConfig{"own": {MaxWorkers: 1}} })},
		"configure River":           {WithRiver(func(c *river.Config) { c.FetchPollInterval = time.Nanosecond })},
	} {
		e, err := Open(t.Context(), dsn, opts...)
		require.NoError(t, err)
		e.Inbox(webhook.SinkFunc(effect))
		require.Nil(t, e.River())
		require.ErrorContains(t, e.Start(t.Context()), want)
		require.NoError(t, e.Stop(t.Context()))
	}
	_, err := Open(t.Context(), dsn, WithRiver(nil))
	require.Error(t, err)
}
