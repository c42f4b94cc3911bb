package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

func TestMemoryDeduper(t *testing.T) {
	for _, d := range []webhook.Deduper{webhook.NewMemoryDeduper(0, 0), webhook.NewMemoryDeduper(100, time.Hour)} {
		webhooktest.TestDeduper(t, func() webhook.Deduper { return d })
	}
}

func once(t testing.TB, d webhook.Deduper, id string) (ran bool) {
	t.Helper()
	require.NoError(t, d.Do(t.Context(), id, func(context.Context) error {
		ran = true
		return nil
	}))
	return ran
}

func TestMemoryDeduperTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := webhook.NewMemoryDeduper(0, time.Hour)
		require.True(t, once(t, d, "a"))
		<-time.After(time.Hour - time.Second)
		require.False(t, once(t, d, "a"))
		require.True(t, once(t, d, "b"))
		<-time.After(time.Second)
		require.True(t, once(t, d, "a"), "a duplicate must not extend the TTL")
		require.False(t, once(t, d, "b"))
	})
}

func TestMemoryDeduperDefaultTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := webhook.NewMemoryDeduper(0, 0)
		require.True(t, once(t, d, "a"))
		<-time.After(5*24*time.Hour - time.Second)
		require.False(t, once(t, d, "a"))
		<-time.After(time.Second)
		require.True(t, once(t, d, "a"))
	})
}

func TestMemoryDeduperTTLStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := webhook.NewMemoryDeduper(0, time.Hour)
		require.NoError(t, d.Do(t.Context(), "a", func(context.Context) error {
			<-time.After(50 * time.Minute)
			return nil
		}))
		<-time.After(50 * time.Minute)
		require.False(t, once(t, d, "a"))
	})
}

func TestMemoryDeduperMaxIDs(t *testing.T) {
	d := webhook.NewMemoryDeduper(3, time.Hour)
	for _, id := range []string{"a", "b", "c", "d"} {
		require.True(t, once(t, d, id))
	}
	require.False(t, once(t, d, "b"))
	require.False(t, once(t, d, "c"))
	require.False(t, once(t, d, "d"))
	require.True(t, once(t, d, "a"))
	require.True(t, once(t, d, "b"), "b was the oldest id")
}

func TestMemoryDeduperKeepsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := webhook.NewMemoryDeduper(1, time.Minute)
		require.NoError(t, d.Do(t.Context(), "a", func(context.Context) error {
			for i := range 10 {
				require.True(t, once(t, d, fmt.Sprint(i)))
			}
			<-time.After(time.Hour)
			require.ErrorIs(t, d.Do(t.Context(), "a", func(context.Context) error { return nil }), webhook.ErrInFlight)
			return nil
		}))
		require.False(t, once(t, d, "a"))
	})
}

// event returns the body of hired with the given id.
func event(id string) []byte {
	e := hired
	e.ID = id
	return e.body()
}

func deduped(t testing.TB, sink webhook.Sink, opts ...webhook.Option) *webhook.Receiver {
	t.Helper()
	return receiver(t, acme(t), sink, append(opts, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))...)
}

func TestDedup(t *testing.T) {
	var in inbox
	rx := deduped(t, &in)
	for _, id := range []string{"evt-1", "evt-1", "evt-2", "evt-1"} {
		require.Equal(t, 200, deliver(t, rx, event(id)))
	}
	require.Equal(t, []string{"evt-1", "evt-2"}, in.ids())
}

func TestDedupComparesOnlyIDs(t *testing.T) {
	var in inbox
	rx := deduped(t, &in)
	require.Equal(t, 200, deliver(t, rx, event("evt-1")))
	e := hired
	e.Value, e.Tenant, e.Event = "another", "t-2", "person.fired"
	r := signed(e.body())
	r.Header.Set("X-Request-Id", "new-for-each-request")
	require.Equal(t, 200, respond(rx, r).Code)
	require.Len(t, in.all(), 1)
}

func TestDedupAfterFailure(t *testing.T) {
	for name, err := range map[string]error{"failed": errSink, "postponed": webhook.RetryAfter(time.Second, errSink)} {
		t.Run(name, func(t *testing.T) {
			in := &inbox{err: err}
			rx := deduped(t, in)
			require.GreaterOrEqual(t, deliver(t, rx, event("evt-1")), 500)
			require.GreaterOrEqual(t, deliver(t, rx, event("evt-1")), 500)
			in.err = nil
			require.Equal(t, 200, deliver(t, rx, event("evt-1")))
			require.Equal(t, 200, deliver(t, rx, event("evt-1")))
			require.Len(t, in.all(), 3)
		})
	}
}

func TestDedupAfterPanic(t *testing.T) {
	runs := 0
	rx := deduped(t, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		if runs++; runs == 1 {
			panic("once")
		}
		return nil
	}))
	require.Equal(t, 500, deliver(t, rx, event("evt-1")))
	require.Equal(t, 200, deliver(t, rx, event("evt-1")))
	require.Equal(t, 2, runs)
}

func TestDedupAfterDrop(t *testing.T) {
	in := &inbox{err: webhook.Drop(errSink)}
	var reported results
	rx := deduped(t, in, reported.options()...)
	require.Equal(t, 200, deliver(t, rx, event("evt-1")))
	require.Equal(t, 200, deliver(t, rx, event("evt-1")))
	require.Len(t, in.all(), 1)
	require.Len(t, reported.failed, 1)
	require.ErrorIs(t, reported.failed[0].err, errSink)
	require.True(t, webhook.Dropped(reported.failed[0].err))
}

func TestDedupInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rx := deduped(t, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
			<-time.After(time.Minute)
			return nil
		}))
		first := make(chan int)
		go func() { first <- deliver(t, rx, event("evt-1")) }()
		synctest.Wait()
		w := respond(rx, signed(event("evt-1")))
		require.Equal(t, 503, w.Code)
		require.Equal(t, "5", w.Header().Get("Retry-After"))
		require.Equal(t, 200, <-first)
		require.Equal(t, 200, deliver(t, rx, event("evt-1")))
	})
}

func TestDedupWithoutID(t *testing.T) {
	var in inbox
	rx := deduped(t, &in)
	for range 3 {
		require.Equal(t, 200, deliver(t, rx, event("")))
	}
	require.Len(t, in.all(), 3)
}

// A provider may send the same bytes again until one request is acknowledged, and later the same bytes as
// a new event. Such a delivery has no id, so Dedup must pass both to the sink.
func TestDedupRedeliveryWithoutID(t *testing.T) {
	use := func() webhook.Option {
		return webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(4))
	}
	t.Run("handled after a failure and after a success", func(t *testing.T) {
		in := &inbox{err: errSink}
		rx := receiver(t, acme(t), in, use())
		require.Equal(t, 500, deliver(t, rx, event("")))
		in.err = nil
		require.Equal(t, 200, deliver(t, rx, event("")))
		require.Equal(t, 200, deliver(t, rx, event("")))
		require.Len(t, in.all(), 3)
	})
	t.Run("waits in Serial", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var s slow
			rx := receiver(t, acme(t), &s, use())
			statuses := make(chan int, 2)
			for range 2 {
				go func() { statuses <- deliver(t, rx, event("")) }()
			}
			require.Equal(t, 200, <-statuses)
			require.Equal(t, 200, <-statuses)
			require.EqualValues(t, 1, s.most.Load(), "deliveries at the same time")
			require.EqualValues(t, 2, s.done.Load())
		})
	})
}

func TestDedupTwoSources(t *testing.T) {
	store := webhook.NewMemoryDeduper(0, 0)
	var in inbox
	for _, name := range []string{"acme", "acme-2"} {
		src := acme(t)
		src.Name = name
		require.Equal(t, 200, deliver(t, receiver(t, src, &in, webhook.Use(webhook.Dedup(store))), event("evt-1")))
	}
	require.Len(t, in.all(), 2)
}

func TestDedupStoreFails(t *testing.T) {
	down := errors.New("connection refused")
	for name, store := range map[string]doFunc{
		"before the handler": func(context.Context, string, func(context.Context) error) error { return down },
		"after the handler": func(ctx context.Context, _ string, fn func(context.Context) error) error {
			if err := fn(ctx); err != nil {
				return err
			}
			return down
		},
	} {
		t.Run(name, func(t *testing.T) {
			var in inbox
			var reported results
			rx := receiver(t, acme(t), &in, append(reported.options(), webhook.Use(webhook.Dedup(store)))...)
			require.Equal(t, 503, deliver(t, rx, event("evt-1")))
			require.ErrorIs(t, reported.failed[0].err, down)
			require.Len(t, in.all(), strings.Count(name, "after"))
		})
	}
}

func TestDedupReturnsHandlerError(t *testing.T) {
	for name, store := range map[string]doFunc{
		"store ignores the error": func(ctx context.Context, _ string, fn func(context.Context) error) error {
			_ = fn(ctx)
			return nil
		},
		"store wraps the error": func(ctx context.Context, _ string, fn func(context.Context) error) error {
			return fmt.Errorf("rolled back: %w", fn(ctx))
		},
	} {
		t.Run(name, func(t *testing.T) {
			rx := receiver(t, acme(t), failing(errSink), webhook.Use(webhook.Dedup(store)))
			require.Equal(t, 500, deliver(t, rx, event("evt-1")))
		})
	}
}

func TestDedupStoreRetries(t *testing.T) {
	// A store may retry a transaction that could not be serialized. The result of the last run counts.
	errs := []error{webhook.Drop(errSink), nil}
	rx := receiver(t, acme(t), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		err := errs[0]
		errs = errs[1:]
		return err
	}), webhook.Use(webhook.Dedup(doFunc(func(ctx context.Context, _ string, fn func(context.Context) error) error {
		_ = fn(ctx)
		return fn(ctx)
	}))), webhook.OnError(func(context.Context, *webhook.Delivery, error) {
		t.Error("OnError was called although the last run succeeded")
	}))
	require.Equal(t, 200, deliver(t, rx, event("evt-1")))
	require.Empty(t, errs)
}

func TestDedupContext(t *testing.T) {
	type tx struct{}
	rx := receiver(t, acme(t), webhook.SinkFunc(func(ctx context.Context, _ *webhook.Delivery) error {
		require.Equal(t, "the transaction", ctx.Value(tx{}))
		return nil
	}), webhook.Use(webhook.Dedup(doFunc(func(ctx context.Context, id string, fn func(context.Context) error) error {
		require.Equal(t, "acme:evt-1", id)
		return fn(context.WithValue(ctx, tx{}, "the transaction"))
	}))))
	require.Equal(t, 200, deliver(t, rx, event("evt-1")))
}

func TestDedupNil(t *testing.T) {
	require.Panics(t, func() { webhook.Dedup(nil) })
}
