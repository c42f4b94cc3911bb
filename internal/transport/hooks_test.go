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
		require.Equal(t, reading().Op, op)
		require.NotZero(t, m.Attempts)
		seen = append(seen, m.StatusCode, m.Attempts)
	})
	c := mocked(t, inSequence(respondWith(429, ``), httpmock.NewErrorResponder(context.DeadlineExceeded), respondWith(200, `{}`)), observe)
	_, err := c.Do(t.Context(), reading())
	require.NoError(t, err)
	require.Equal(t, []int{429, 1, 200, 3}, seen, "each response, and no lost connection")
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
	mark := rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
		return func(r *http.Request) (*http.Response, error) {
			events = append(events, "attempt in "+r.Context().Value(spanKey{}).(string))
			return next(r)
		}
	})
	silent := rolecall.OnCall(func(context.Context, string) (context.Context, func(rolecall.Meta, error)) { return nil, nil }) //nolint:nilnil // a hook that does nothing
	c := mocked(t, inSequence(respondWith(503, ``), respondWith(200, `{}`)), span("outer"), span("inner"), silent, mark)
	_, err := c.Do(t.Context(), reading())
	require.NoError(t, err)
	require.Equal(t, []string{"begin outer", "begin inner", "attempt in inner", "attempt in inner", "end inner ok", "end outer ok"}, events)

	events = nil
	req := reading()
	req.Path = []string{".."}
	_, err = c.Do(t.Context(), req)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.Equal(t, []string{"begin outer", "begin inner", "end inner failed", "end outer failed"}, events)
}

func TestWithConcurrency(t *testing.T) {
	t.Parallel()
	t.Run("bounds the requests on their way", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			slow := func(*http.Request) (*http.Response, error) {
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				<-time.After(time.Second) // the provider takes a second of the bubble's clock
				return httpmock.NewStringResponse(200, `{}`), nil
			}
			c := mocked(t, slow, rolecall.WithConcurrency(3))
			start := time.Now()
			for range 9 {
				go func() { _, _ = c.Do(t.Context(), reading()) }()
			}
			synctest.Wait()
			_, err := c.Do(t.Context(), reading())
			require.NoError(t, err)
			require.EqualValues(t, 3, most.Load())
			require.Equal(t, 4*time.Second, time.Since(start))
		})
	})
	t.Run("a call that gets no turn in time was not sent", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			stuck := func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			c := mocked(t, stuck, rolecall.WithConcurrency(1))
			go func() { _, _ = c.Do(t.Context(), reading()) }()
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := c.Do(ctx, writing())
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Zero(t, failureOf(t, err).Attempts)
			<-time.After(time.Minute) // the other call ends, by the bubble's clock
		})
	})
	for _, bad := range []rolecall.Option{rolecall.WithConcurrency(0), rolecall.WithConcurrency(-1), rolecall.OnMeta(nil), rolecall.OnCall(nil)} {
		require.Error(t, bad(&rolecall.Config{}))
	}
}

// What a middleware left behind notes what it saw with its own attempt, not with the next one. The
// race detector finds the rest.
func TestAbandonedAttempt(t *testing.T) {
	t.Parallel()
	address, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
	var running sync.WaitGroup
	impatient := func(next rolecall.Doer) rolecall.Doer {
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
	c := newClient(t, address, rolecall.WithMiddleware(impatient))
	for range 20 {
		_, err := c.Do(t.Context(), reading())
		require.Error(t, err)
	}
	running.Wait()
}

// A span of a call that returns an error must not say success.
func TestOnCallDecodingError(t *testing.T) {
	t.Parallel()
	var seen []error
	c := mocked(t, respondWith(200, `[]`), rolecall.OnCall(func(ctx context.Context, _ string) (context.Context, func(rolecall.Meta, error)) {
		return ctx, func(_ rolecall.Meta, err error) { seen = append(seen, err) }
	}))
	_, single := Call[struct{}](t.Context(), c, reading())
	_, list := List[struct{}](t.Context(), c, reading(), Layout{Items: "jobs"}, "")
	require.Error(t, single)
	require.Error(t, list)
	require.Equal(t, []error{single, list}, seen)
}

// The default transport is looked up for each request, so that a test may replace it after the
// client was made.
func TestDefaultTransport(t *testing.T) {
	c, err := New(rolecall.Config{BaseURL: "https://api.example.com/v1"}, testSpec())
	require.NoError(t, err)
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(respondWith(200, `{}`))
	own := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = own })
	http.DefaultTransport = mock
	_, err = c.Do(t.Context(), reading())
	require.NoError(t, err)
	require.Equal(t, 1, mock.GetTotalCallCount())
}
