package webhook_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		var reported results
		rx := receiver(t, acme(t), &s, reported.options()...)
		statuses := make(chan int, 3)
		for range 3 {
			go func() { statuses <- deliver(t, rx, hired.body()) }()
		}
		synctest.Wait()
		start := time.Now()
		drained := make(chan error, 1)
		go func() { drained <- rx.Shutdown(context.Background()) }()
		synctest.Wait()
		require.Empty(t, drained, "three requests are in flight")

		r := signed(hired.body())
		r.Body = mustNotRead{t}
		w := respond(rx, r)
		require.Equal(t, 503, w.Code)
		require.Equal(t, "5", w.Header().Get("Retry-After"))
		require.Empty(t, w.Body.String())
		require.Nil(t, reported.only(t).Delivery)

		require.NoError(t, <-drained)
		require.Equal(t, time.Minute, time.Since(start))
		require.EqualValues(t, 3, s.done.Load())
		for range 3 {
			require.Equal(t, 200, <-statuses)
		}
		require.Equal(t, 503, deliver(t, rx, hired.body()))
	})
}

func TestShutdownContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		rx := receiver(t, acme(t), &s)
		status := make(chan int)
		go func() { status <- deliver(t, rx, hired.body()) }()
		synctest.Wait()
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			require.ErrorIs(t, rx.Shutdown(ctx), context.DeadlineExceeded)
			cancel()
		}
		require.Equal(t, 200, <-status, "the request was interrupted")
		require.NoError(t, rx.Shutdown(t.Context()))
	})
}

func TestShutdownIdle(t *testing.T) {
	rx := receiver(t, acme(t), &inbox{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 {
		require.NoError(t, rx.Shutdown(ctx), "an idle receiver must return nil even if the context has ended")
	}
}

func TestShutdownGet(t *testing.T) {
	src := acme(t)
	src.Get = func(http.ResponseWriter, *http.Request) {}
	rx := receiver(t, src, &inbox{})
	require.NoError(t, rx.Shutdown(t.Context()))
	r := signed(nil)
	r.Method = http.MethodGet
	require.Equal(t, 503, respond(rx, r).Code)
}

func TestShutdownConcurrent(t *testing.T) {
	var in inbox
	rx := receiver(t, acme(t), &in)
	var all sync.WaitGroup
	accepted := make(chan int, 1000)
	for range cap(accepted) / 100 {
		all.Go(func() {
			for range 100 {
				accepted <- deliver(t, rx, hired.body())
			}
		})
	}
	for range 4 {
		all.Go(func() {
			if err := rx.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	close(accepted)
	done := 0
	for status := range accepted {
		require.Contains(t, []int{200, 503}, status)
		if status == 200 {
			done++
		}
	}
	require.Len(t, in.all(), done, "exactly the acknowledged deliveries must be handled")
}
