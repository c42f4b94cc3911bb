package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

func TestLimiter(t *testing.T) {
	t.Run("called before each attempt", func(t *testing.T) {
		var steps []string
		limiter := limiterFunc(func(ctx context.Context) error {
			steps = append(steps, "wait "+rolecall.Operation(ctx))
			return nil
		})
		step := func(name string, responder httpmock.Responder) httpmock.Responder {
			return func(req *http.Request) (*http.Response, error) {
				steps = append(steps, name)
				return responder(req)
			}
		}
		c := newMockClient(t, inSequence(step("503", respondWith(503, ``)), step("200", respondWith(200, ``))), rolecall.WithLimiter(limiter))
		_, err := c.Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Equal(t, []string{"wait example.jobs.list", "503", "wait example.jobs.list", "200"}, steps)
	})
	t.Run("error sends nothing and is not retried", func(t *testing.T) {
		for _, req := range []Request{readRequest(), writeRequest()} {
			var requests, waits atomic.Int64
			limiter := limiterFunc(func(context.Context) error { waits.Add(1); return errTest })
			_, err := newMockClient(t, countRequests(&requests, respondWith(200, ``)), rolecall.WithLimiter(limiter)).Do(t.Context(), req)
			require.ErrorIs(t, err, errTest)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.NotErrorIs(t, err, rolecall.ErrUnavailable)
			require.NotContains(t, err.Error(), fakeKey)
			require.Zero(t, asError(t, err).Attempts)
			require.EqualValues(t, 1, waits.Load())
			require.Zero(t, requests.Load())
		}
	})
	t.Run("error before second attempt keeps first response", func(t *testing.T) {
		waits := 0
		limiter := limiterFunc(func(context.Context) error {
			if waits++; waits == 2 {
				return errTest
			}
			return nil
		})
		var meta rolecall.Meta
		c := newMockClient(t, respondWith(429, `{"left":0}`, "X-Request-Id", "r-1"), rolecall.WithLimiter(limiter))
		_, err := c.Do(t.Context(), writeRequest(), rolecall.CaptureMeta(&meta))
		require.ErrorIs(t, err, errTest)
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		e := asError(t, err)
		require.Equal(t, 429, e.StatusCode)
		require.Equal(t, "r-1", e.RequestID)
		require.Equal(t, 1, e.Attempts)
		require.Equal(t, 429, meta.StatusCode)
	})
	t.Run("deadline while waiting sends nothing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			limiter := limiterFunc(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
			c := newMockClient(t, respondWith(200, ``), rolecall.WithLimiter(limiter), rolecall.WithTimeout(5*time.Second))
			start := time.Now()
			_, err := c.Do(t.Context(), writeRequest())
			require.Equal(t, 5*time.Second, time.Since(start))
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		})
	})
}

func TestMiddleware(t *testing.T) {
	record := func(steps *[]string, name string) rolecall.Middleware {
		return func(next rolecall.Doer) rolecall.Doer {
			return func(req *http.Request) (*http.Response, error) {
				*steps = append(*steps, name+" in")
				defer func() { *steps = append(*steps, name+" out") }()
				return next(req)
			}
		}
	}
	t.Run("wraps each attempt, first is outermost", func(t *testing.T) {
		var steps []string
		c := newMockClient(t, inSequence(respondWith(503, ``), respondWith(200, ``)),
			rolecall.WithMiddleware(record(&steps, "a"), record(&steps, "b")), rolecall.WithMiddleware(record(&steps, "c")))
		_, err := c.Do(t.Context(), readRequest())
		require.NoError(t, err)
		once := []string{"a in", "b in", "c in", "c out", "b out", "a out"}
		require.Equal(t, slices.Concat(once, once), steps)
	})
	t.Run("sees the operation but not the credential", func(t *testing.T) {
		inspect := func(next rolecall.Doer) rolecall.Doer {
			return func(req *http.Request) (*http.Response, error) {
				require.Equal(t, "example.jobs.list", rolecall.Operation(req.Context()))
				for _, values := range req.Header {
					require.NotContains(t, strings.Join(values, " "), fakeKey)
				}
				return next(req)
			}
		}
		_, err := newMockClient(t, respondWith(200, ``), rolecall.WithMiddleware(inspect)).Do(t.Context(), readRequest())
		require.NoError(t, err)
	})
	t.Run("changes affect one attempt only", func(t *testing.T) {
		var seen [][]string
		add := func(next rolecall.Doer) rolecall.Doer {
			return func(req *http.Request) (*http.Response, error) {
				req.Header.Add("X-Span", "1")
				req.URL.Path += "/x"
				return next(req)
			}
		}
		c := newMockClient(t, func(req *http.Request) (*http.Response, error) {
			seen = append(seen, append([]string{req.URL.Path}, req.Header["X-Span"]...))
			return httpmock.NewStringResponse(503, ``), nil
		}, rolecall.WithMiddleware(add), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 3, MinWait: 1, MaxWait: 1}))
		_, err := c.Do(t.Context(), readRequest())
		require.Error(t, err)
		require.Equal(t, slices.Repeat([][]string{{"/v1/jobs/x", "1"}}, 3), seen)
	})
	t.Run("may return its own response", func(t *testing.T) {
		var requests atomic.Int64
		cache := func(rolecall.Doer) rolecall.Doer {
			return func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(`{"cached":true}`))}, nil
			}
		}
		resp, err := newMockClient(t, countRequests(&requests, respondWith(200, ``)), rolecall.WithMiddleware(cache)).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.JSONEq(t, `{"cached":true}`, string(resp.Payload))
		require.Zero(t, requests.Load())
	})
	t.Run("may return a response without body", func(t *testing.T) {
		empty := func(rolecall.Doer) rolecall.Doer {
			return func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 404}, nil }
		}
		_, err := newMockClient(t, respondWith(200, ``), rolecall.WithMiddleware(empty)).Do(t.Context(), readRequest())
		require.ErrorIs(t, err, rolecall.ErrNotFound)
	})
	t.Run("returning nil response and nil error fails", func(t *testing.T) {
		returnNil := func(rolecall.Doer) rolecall.Doer {
			return func(*http.Request) (*http.Response, error) { return nil, nil } //nolint:nilnil // tested here
		}
		_, err := newMockClient(t, respondWith(200, ``), rolecall.WithMiddleware(returnNil)).Do(t.Context(), writeRequest())
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "the request did not reach the client's transport")
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
	})
	t.Run("error before sending is not retried", func(t *testing.T) {
		for _, req := range []Request{readRequest(), writeRequest()} {
			broken := func(rolecall.Doer) rolecall.Doer {
				return func(*http.Request) (*http.Response, error) { return nil, errTest }
			}
			var requests atomic.Int64
			_, err := newMockClient(t, countRequests(&requests, respondWith(200, ``)), rolecall.WithMiddleware(broken)).Do(t.Context(), req)
			require.ErrorIs(t, err, errTest)
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorContains(t, err, "not sent: a middleware did not send the request")
			require.Equal(t, 1, asError(t, err).Attempts)
			require.NotContains(t, err.Error(), fakeKey)
			require.Zero(t, requests.Load())
		}
	})
	t.Run("error after sending is like a lost connection", func(t *testing.T) {
		for _, tc := range []struct {
			req       Request
			want      int
			ambiguous bool
		}{{readRequest(), 4, false}, {writeRequest(), 1, true}} {
			failing := func(next rolecall.Doer) rolecall.Doer {
				return func(r *http.Request) (*http.Response, error) {
					resp, err := next(r)
					if err == nil {
						_ = resp.Body.Close()
					}
					return nil, errTest
				}
			}
			_, err := newMockClient(t, respondWith(200, ``), rolecall.WithMiddleware(failing)).Do(t.Context(), tc.req)
			require.ErrorIs(t, err, errTest)
			require.Equal(t, tc.want, asError(t, err).Attempts)
			require.Equal(t, tc.ambiguous, errors.Is(err, rolecall.ErrAmbiguous))
		}
	})
	t.Run("NotSent error is never ambiguous", func(t *testing.T) {
		rejecting := func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				resp, err := next(r) // for example its own health check
				if err == nil {
					_ = resp.Body.Close()
				}
				return nil, fmt.Errorf("breaker: %w", rolecall.NotSent(errTest))
			}
		}
		for _, req := range []Request{readRequest(), writeRequest()} {
			_, err := newMockClient(t, respondWith(200, ``), rolecall.WithMiddleware(rejecting)).Do(t.Context(), req)
			require.ErrorIs(t, err, errTest)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, 1, asError(t, err).Attempts)
		}
	})
	t.Run("error keeps its class", func(t *testing.T) {
		throttling := func(rolecall.Doer) rolecall.Doer {
			return func(*http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("own quota: %w", rolecall.ErrRateLimited)
			}
		}
		_, err := newMockClient(t, respondWith(200, ``), rolecall.WithMiddleware(throttling)).Do(t.Context(), writeRequest())
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
		require.NotErrorIs(t, err, rolecall.ErrUnavailable)
	})
	t.Run("sees the attempt number", func(t *testing.T) {
		var seen []int
		counting := func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				seen = append(seen, rolecall.Attempt(r.Context()))
				return next(r)
			}
		}
		c := newMockClient(t, inSequence(respondWith(503, ``), respondWith(502, ``), respondWith(200, `{}`)), rolecall.WithMiddleware(counting))
		_, err := c.Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Equal(t, []int{1, 2, 3}, seen)
		require.Zero(t, rolecall.Attempt(t.Context()))
	})
}
