package webhook_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// slow is a sink that takes a minute. It counts the deliveries that it is handling, their maximum, and
// those that are done.
type slow struct{ now, most, done atomic.Int64 }

func (s *slow) Accept(ctx context.Context, _ *webhook.Delivery) error {
	if n := s.now.Add(1); n > s.most.Load() {
		s.most.Store(n)
	}
	defer s.now.Add(-1)
	select {
	case <-time.After(time.Minute):
		s.done.Add(1)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// acceptAll passes n deliveries to sink at the same time and returns the errors.
func acceptAll(t testing.TB, sink webhook.Sink, n int, key func(int) string) []error {
	t.Helper()
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = sink.Accept(t.Context(), &webhook.Delivery{Key: key(i)}) })
	}
	group.Wait()
	return errs
}

func noKey(int) string { return "" }

// count returns the numbers of nil and of other errors.
func count(errs []error) (ok, busy int) {
	for _, err := range errs {
		if err == nil {
			ok++
			continue
		}
		busy++
	}
	return ok, busy
}

func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		start := time.Now()
		ok, busy := count(acceptAll(t, webhook.Limit(3, 10*time.Minute)(&s), 9, noKey))
		require.Equal(t, 9, ok)
		require.Zero(t, busy)
		require.EqualValues(t, 3, s.most.Load())
		require.Equal(t, 3*time.Minute, time.Since(start))
	})
}

func TestLimitWait(t *testing.T) {
	for wait, in := range map[time.Duration]int{-1: 2, 0: 2, 59 * time.Second: 2, 61 * time.Second: 4} {
		t.Run(fmt.Sprint(wait), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s slow
				errs := acceptAll(t, webhook.Limit(2, wait)(&s), 6, noKey)
				ok, busy := count(errs)
				require.Equal(t, in, ok)
				require.Equal(t, 6-in, busy)
				for _, err := range errs {
					if err != nil {
						require.ErrorIs(t, err, webhook.ErrBusy)
					}
				}
			})
		})
	}
}

func TestLimitRetryAfter(t *testing.T) {
	for wait, want := range map[time.Duration]string{0: "5", 30 * time.Second: "30"} {
		synctest.Test(t, func(t *testing.T) {
			var s slow
			rx := receiver(t, acme(t), &s, webhook.Use(webhook.Limit(1, wait)))
			first := make(chan int)
			go func() { first <- deliver(t, rx, hired.body()) }()
			synctest.Wait()
			w := respond(rx, signed(hired.body()))
			require.Equal(t, 503, w.Code)
			require.Equal(t, want, w.Header().Get("Retry-After"))
			require.Equal(t, 200, <-first)
		})
	}
}

func TestLimitReleasesSlot(t *testing.T) {
	in := &inbox{err: errSink}
	rx := receiver(t, acme(t), in, webhook.Use(webhook.Limit(1, 0), webhook.Serial(1)))
	for range 3 {
		require.Equal(t, 500, deliver(t, rx, hired.body()))
	}
	rx = receiver(t, acme(t), panicking("x"), webhook.Use(webhook.Limit(1, 0), webhook.Serial(1)))
	for range 3 {
		require.Equal(t, 500, deliver(t, rx, hired.body()))
	}
}

func TestLimitContextEnds(t *testing.T) {
	for name, m := range map[string]webhook.Middleware{"Limit": webhook.Limit(1, time.Hour), "Serial": webhook.Serial(1)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s slow
				sink := m(&s)
				go func() { _ = sink.Accept(context.Background(), &webhook.Delivery{Key: "k"}) }()
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				require.ErrorIs(t, sink.Accept(ctx, &webhook.Delivery{Key: "k"}), webhook.ErrBusy)
				require.Equal(t, time.Second, time.Since(start))
				<-time.After(time.Minute)
				require.EqualValues(t, 1, s.done.Load())
				require.NoError(t, sink.Accept(t.Context(), &webhook.Delivery{Key: "k"}), "a slot was not released")
			})
		})
	}
}

func TestSerial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now := map[string]int{}
		sink := webhook.Serial(8)(webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
			mu.Lock()
			now[d.Key]++
			require.Equal(t, 1, now[d.Key], d.Key)
			mu.Unlock()
			<-time.After(time.Second)
			mu.Lock()
			now[d.Key]--
			mu.Unlock()
			return nil
		}))
		ok, _ := count(acceptAll(t, sink, 200, func(i int) string { return fmt.Sprint("key-", i%10) }))
		require.Equal(t, 200, ok)
	})
}

func TestSerialLanesConcurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		ok, _ := count(acceptAll(t, webhook.Serial(4)(&s), 100, func(i int) string { return fmt.Sprint(i) }))
		require.Equal(t, 100, ok)
		require.EqualValues(t, 4, s.most.Load(), "a hundred keys use all four lanes")
	})
}

func TestSerialOneLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		start := time.Now()
		ok, _ := count(acceptAll(t, webhook.Serial(1)(&s), 5, func(i int) string { return fmt.Sprint(i) }))
		require.Equal(t, 5, ok)
		require.Equal(t, 5*time.Minute, time.Since(start))
	})
}

func TestSerialWithoutKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		start := time.Now()
		ok, _ := count(acceptAll(t, webhook.Serial(1)(&s), 5, noKey))
		require.Equal(t, 5, ok)
		require.Equal(t, time.Minute, time.Since(start))
	})
}

func TestLimitAndSerialInvalid(t *testing.T) {
	for _, n := range []int{0, -1} {
		require.Panics(t, func() { webhook.Limit(n, time.Second) })
		require.Panics(t, func() { webhook.Serial(n) })
	}
}

func TestLimitPerReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := webhook.Limit(1, 0)
		var s slow
		a, b := m(&s), m(&s)
		done := make(chan error, 1)
		go func() { done <- a.Accept(context.Background(), &webhook.Delivery{}) }()
		synctest.Wait()
		require.NoError(t, b.Accept(t.Context(), &webhook.Delivery{}))
		require.NoError(t, <-done)
	})
}
