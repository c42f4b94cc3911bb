package transport

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestOnMeta(t *testing.T) {
	t.Parallel()
	var seen []int
	observe := rolecall.OnMeta(func(op string, m rolecall.Meta) {
		require.Equal(t, readRequest().Op, op)
		require.NotZero(t, m.Attempts)
		seen = append(seen, m.StatusCode, m.Attempts)
	})
	c := newMockClient(t, inSequence(respondWith(429, ``), httpmock.NewErrorResponder(context.DeadlineExceeded), respondWith(200, `{}`)), observe)
	_, err := c.Do(t.Context(), readRequest())
	require.NoError(t, err)
	require.Equal(t, []int{429, 1, 200, 3}, seen, "every response, but not the lost connection")
}

func TestOnCall(t *testing.T) {
	t.Parallel()
	type spanKey struct{}
	var events []string
	span := func(name string) rolecall.Option {
		return rolecall.OnCall(func(ctx context.Context, op string) (context.Context, func(rolecall.Meta, error)) {
			require.Equal(t, op, rolecall.Operation(ctx))
			events = append(events, "begin "+name)
			return context.WithValue(ctx, spanKey{}, name), func(m rolecall.Meta, err error) {
				outcome := "ok"
				if err != nil {
					outcome = "failed"
				}
				events = append(events, "end "+name+" "+outcome)
				if err == nil {
					require.Equal(t, 2, m.Attempts)
				}
			}
		})
	}
	trace := rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
		return func(r *http.Request) (*http.Response, error) {
			events = append(events, "attempt in "+r.Context().Value(spanKey{}).(string))
			return next(r)
		}
	})
	silent := rolecall.OnCall(func(context.Context, string) (context.Context, func(rolecall.Meta, error)) { return nil, nil }) //nolint:nilnil // a hook that does nothing
	c := newMockClient(t, inSequence(respondWith(503, ``), respondWith(200, `{}`)), span("outer"), span("inner"), silent, trace)
	_, err := c.Do(t.Context(), readRequest())
	require.NoError(t, err)
	require.Equal(t, []string{"begin outer", "begin inner", "attempt in inner", "attempt in inner", "end inner ok", "end outer ok"}, events)

	events = nil
	req := readRequest()
	req.Path = []string{".."}
	_, err = c.Do(t.Context(), req)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.Equal(t, []string{"begin outer", "begin inner", "end inner failed", "end outer failed"}, events)
}

func TestWithConcurrency(t *testing.T) {
	t.Parallel()
	t.Run("limits concurrent requests", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var running, maximum atomic.Int64
			slow := func(*http.Request) (*http.Response, error) {
				maximum.Store(max(maximum.Load(), running.Add(1)))
				defer running.Add(-1)
				<-time.After(time.Second) // the fake clock of the synctest bubble
				return httpmock.NewStringResponse(200, `{}`), nil
			}
			c := newMockClient(t, slow, rolecall.WithConcurrency(3))
			start := time.Now()
			for range 9 {
				go func() { _, _ = c.Do(t.Context(), readRequest()) }()
			}
			synctest.Wait()
			_, err := c.Do(t.Context(), readRequest())
			require.NoError(t, err)
			require.EqualValues(t, 3, maximum.Load())
			require.Equal(t, 4*time.Second, time.Since(start))
		})
	})
	t.Run("call that waited until its deadline was not sent", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			stuck := func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			c := newMockClient(t, stuck, rolecall.WithConcurrency(1))
			go func() { _, _ = c.Do(t.Context(), readRequest()) }()
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := c.Do(ctx, writeRequest())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Zero(t, asError(t, err).Attempts)
			<-time.After(time.Minute) // until the other call ends; the clock is fake
		})
	})
	for _, invalid := range []rolecall.Option{rolecall.WithConcurrency(0), rolecall.WithConcurrency(-1), rolecall.OnMeta(nil), rolecall.OnCall(nil)} {
		require.Error(t, invalid(&rolecall.Config{}))
	}
}

// If a middleware returns before its request ends, the request must not change the state of the next
// attempt. The race detector finds such a change.
func TestAbandonedAttempt(t *testing.T) {
	t.Parallel()
	address, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
	var running sync.WaitGroup
	returnEarly := func(next rolecall.Doer) rolecall.Doer {
		return func(r *http.Request) (*http.Response, error) {
			begun := make(chan struct{})
			running.Go(func() {
				close(begun)
				if resp, err := next(r); err == nil {
					_ = resp.Body.Close()
				}
			})
			<-begun
			return nil, errors.New("too slow")
		}
	}
	c := newClient(t, address, rolecall.WithMiddleware(returnEarly))
	for range 20 {
		_, err := c.Do(t.Context(), readRequest())
		require.Error(t, err)
	}
	running.Wait()
}

// OnCall must receive a decoding error, so that a tracing span does not report success.
func TestOnCallDecodingError(t *testing.T) {
	t.Parallel()
	var seen []error
	c := newMockClient(t, respondWith(200, `[]`), rolecall.OnCall(func(ctx context.Context, _ string) (context.Context, func(rolecall.Meta, error)) {
		return ctx, func(_ rolecall.Meta, err error) { seen = append(seen, err) }
	}))
	_, single := Call[struct{}](t.Context(), c, readRequest())
	_, list := List[struct{}](t.Context(), c, readRequest(), Layout{Items: "jobs"}, "")
	require.Error(t, single)
	require.Error(t, list)
	require.Equal(t, []error{single, list}, seen)
}

// The client uses the current http.DefaultTransport for each request, so that a test can replace it after
// it created the client.
func TestDefaultTransport(t *testing.T) {
	c, err := New(rolecall.Config{BaseURL: "https://api.example.com/v1"}, testSpec())
	require.NoError(t, err)
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(respondWith(200, `{}`))
	original := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = original })
	http.DefaultTransport = mock
	_, err = c.Do(t.Context(), readRequest())
	require.NoError(t, err)
	require.Equal(t, 1, mock.GetTotalCallCount())
}
