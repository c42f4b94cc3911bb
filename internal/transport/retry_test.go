package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// defaultRetry returns the default policy, for tests with a fake clock.
func defaultRetry() rolecall.Option { return rolecall.WithRetry(rolecall.RetryPolicy{}) }

func TestRetries(t *testing.T) {
	read, put, write := readRequest(), writeRequest(), writeRequest()
	idempotent, never, neverRead := writeRequest(), writeRequest(), readRequest()
	put.Method = http.MethodPut
	idempotent.Retry, never.Retry, neverRead.Retry = RetryIdempotent, RetryNever, RetryNever
	calls := []struct {
		name string
		req  Request
		kind int // the column of the table below
	}{
		{"read", read, 0},
		{"idempotent write", idempotent, 0},
		{"write", write, 1},
		{"PUT not documented as idempotent", put, 1},
		{"RetryNever write", never, 2},
		{"RetryNever read", neverRead, 2},
	}
	table := map[int][3]bool{ // whether the call is retried
		http.StatusRequestTimeout:     {true, false, false},
		http.StatusTooManyRequests:    {true, true, false},
		http.StatusBadGateway:         {true, false, false},
		http.StatusServiceUnavailable: {true, false, false},
		http.StatusGatewayTimeout:     {true, false, false},
	}
	for _, status := range []int{
		300, 304, 400, 401, 403, 404, 408, 409, 410, 412, 413, 422, 423, 425, 429, 451, 500, 501, 502, 503, 504, 505, 507, 520,
	} {
		for _, call := range calls {
			retried, want := table[status][call.kind], 1
			name := fmt.Sprintf("%s is not retried after %d", call.name, status)
			if retried {
				name, want = fmt.Sprintf("%s is retried after %d", call.name, status), 4
			}
			t.Run(name, func(t *testing.T) {
				var requests atomic.Int64
				_, err := newMockClient(t, countRequests(&requests, respondWith(status, `{}`))).Do(t.Context(), call.req)
				e := asError(t, err)
				require.Equal(t, status, e.StatusCode)
				require.Equal(t, want, e.Attempts)
				require.EqualValues(t, want, requests.Load())
			})
		}
	}
	t.Run("end at a status that is not retried", func(t *testing.T) {
		resp, err := newMockClient(t, inSequence(respondWith(502, ``), respondWith(503, ``), respondWith(200, `{"n":1}`))).Do(t.Context(), read)
		require.NoError(t, err)
		require.Equal(t, 3, resp.Meta.Attempts)
		require.JSONEq(t, `{"n":1}`, string(resp.Payload))
		_, err = newMockClient(t, inSequence(respondWith(502, ``), respondWith(404, ``))).Do(t.Context(), read)
		require.ErrorIs(t, err, rolecall.ErrNotFound)
	})
	t.Run("send the same body", func(t *testing.T) {
		var bodies []string
		c := newMockClient(t, func(req *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(req.Body)
			bodies = append(bodies, fmt.Sprintf("%d %s", req.ContentLength, body))
			return httpmock.NewStringResponse(429, ``), err
		})
		_, err := c.Do(t.Context(), write)
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
		require.Equal(t, slices.Repeat([]string{`26 {"name":"` + fakeBody + `"}`}, 4), bodies)
	})
	t.Run("are limited by MaxAttempts", func(t *testing.T) {
		for _, limit := range []int{1, 2, 7} {
			c := newMockClient(t, respondWith(503, ``), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: limit, MinWait: 1, MaxWait: 1}))
			_, err := c.Do(t.Context(), read)
			require.Equal(t, limit, asError(t, err).Attempts)
			_, err = c.Do(t.Context(), read, rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: limit + 1, MinWait: 1, MaxWait: 1}))
			require.Equal(t, limit+1, asError(t, err).Attempts)
		}
	})
}

func TestBackoff(t *testing.T) {
	// measure returns the waits between the attempts of a call that never succeeds.
	measure := func(t *testing.T, policy rolecall.RetryPolicy) []time.Duration {
		var at []time.Time
		c := newMockClient(t, func(*http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			return httpmock.NewStringResponse(503, ``), nil
		}, rolecall.WithRetry(policy), rolecall.WithTimeout(math.MaxInt64))
		_, err := c.Do(t.Context(), readRequest())
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		var waits []time.Duration
		for i := range at[1:] {
			waits = append(waits, at[i+1].Sub(at[i]))
		}
		return waits
	}
	t.Run("is random below a bound that doubles up to MaxWait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var low, high, all int
			for range 30 {
				for n, wait := range measure(t, rolecall.RetryPolicy{MaxAttempts: 40, MinWait: time.Second, MaxWait: time.Minute}) {
					bound := time.Minute
					if n < 6 {
						bound = time.Second << n
					}
					require.GreaterOrEqual(t, wait, time.Duration(0))
					require.LessOrEqual(t, wait, bound, "wait %d", n)
					all++
					if wait < bound/10 {
						low++
					}
					if wait > bound-bound/10 {
						high++
					}
				}
			}
			require.Equal(t, 30*39, all)
			// About a tenth each: the waits are spread evenly between zero and the bound.
			require.InDelta(t, all/10, low, float64(all)/15)
			require.InDelta(t, all/10, high, float64(all)/15)
		})
	})
	t.Run("is at most 0.5s, 1s and 2s by default", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			for range 20 {
				waits := measure(t, rolecall.RetryPolicy{})
				require.Len(t, waits, 3)
				for n, wait := range waits {
					require.LessOrEqual(t, wait, 500*time.Millisecond<<n)
				}
			}
		})
	})
	t.Run("accepts the maximum duration", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			c := newMockClient(t, respondWith(503, ``), rolecall.WithRetry(rolecall.RetryPolicy{MinWait: math.MaxInt64, MaxWait: math.MaxInt64}))
			_, err := c.Do(ctx, readRequest())
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
		})
	})
}

func TestContextEnds(t *testing.T) {
	t.Run("canceled during a wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := newMockClient(t, respondWith(429, `{"left":0}`, "Retry-After", "20", "X-Request-Id", "r-1"), defaultRetry())
			time.AfterFunc(3*time.Second, cancel)
			start := time.Now()
			_, err := c.Do(ctx, writeRequest())
			require.Equal(t, 3*time.Second, time.Since(start))
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, rolecall.ErrRateLimited)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			e := asError(t, err)
			require.Equal(t, 429, e.StatusCode)
			require.Equal(t, 1, e.Attempts)
			require.Equal(t, "r-1", e.RequestID)
			require.Equal(t, 20*time.Second, e.RetryAfter)
			require.JSONEq(t, `{"left":0}`, string(e.Body))
			require.ErrorContains(t, err, "context canceled")
		})
	})
	t.Run("canceled during a wait after a lost connection", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c := newMockClient(t, httpmock.NewErrorResponder(io.EOF), rolecall.WithRetry(rolecall.RetryPolicy{MinWait: time.Hour, MaxWait: time.Hour}), rolecall.WithTimeout(24*time.Hour))
			time.AfterFunc(time.Nanosecond, cancel)
			_, err := c.Do(ctx, readRequest())
			require.ErrorIs(t, err, context.Canceled)
			require.Zero(t, asError(t, err).StatusCode)
		})
	})
	t.Run("timeout covers all attempts and waits", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var requests atomic.Int64
			c := newMockClient(t, countRequests(&requests, respondWith(503, ``, "Retry-After", "20")), defaultRetry(), rolecall.WithTimeout(50*time.Second))
			start := time.Now()
			_, err := c.Do(t.Context(), readRequest())
			require.Equal(t, 40*time.Second, time.Since(start), "a wait that would exceed the deadline is not started")
			require.NotErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, 503, asError(t, err).StatusCode)
			require.Equal(t, 20*time.Second, asError(t, err).RetryAfter)
			require.EqualValues(t, 3, requests.Load())
		})
	})
	t.Run("earlier deadline of the caller applies", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			start := time.Now()
			_, err := newMockClient(t, respondWith(503, ``, "Retry-After", "20"), defaultRetry()).Do(ctx, readRequest())
			require.Zero(t, time.Since(start))
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
			require.Equal(t, 20*time.Second, asError(t, err).RetryAfter)
		})
	})
	t.Run("canceled before the call", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
		_, err := newClient(t, address).Do(ctx, writeRequest())
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Zero(t, requests.Load())
	})
	// The caller must learn that the write succeeded, so that it does not send it again.
	t.Run("canceled after the response was received", func(t *testing.T) {
		for _, status := range []int{200, 422, 500} {
			ctx, cancel := context.WithCancel(t.Context())
			canceling := func(next rolecall.Doer) rolecall.Doer {
				return func(req *http.Request) (*http.Response, error) {
					defer cancel()
					return next(req)
				}
			}
			resp, err := newMockClient(t, respondWith(status, `{"id":"1"}`), rolecall.WithMiddleware(canceling)).Do(ctx, writeRequest())
			require.NotErrorIs(t, err, context.Canceled)
			if status == 200 {
				require.NoError(t, err)
				require.JSONEq(t, `{"id":"1"}`, string(resp.Payload))
			} else {
				require.Equal(t, status, asError(t, err).StatusCode)
			}
		}
	})
}

func TestLogger(t *testing.T) {
	lost := func(req *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Get", URL: req.URL.String(), Err: io.EOF}
	}
	unreachable := func(*http.Request) (*http.Response, error) { return nil, dialError() }
	req := readRequest()
	req.Query, req.Header = url.Values{"q": {fakeQuery}}, http.Header{"X-Extra": {fakeHeader}}
	req.Scoped, req.Scope = true, fakeScope

	t.Run("writes one debug line per retry without secrets", func(t *testing.T) {
		var out bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		network := inSequence(
			respondWith(503, fakeBody, "X-Extra", fakeHeader, "Set-Cookie", fakeHeader), lost, unreachable, respondWith(200, fakeBody))
		_, err := newMockClient(t, network, rolecall.WithLogger(logger)).Do(t.Context(), req)
		require.NoError(t, err)

		want := []map[string]any{
			{"attempt": 1.0, "status": 503.0}, {"attempt": 2.0, "error": "connection lost"}, {"attempt": 3.0, "error": "no connection"},
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		require.Len(t, lines, len(want))
		for i, line := range lines {
			var got map[string]any
			require.NoError(t, json.Unmarshal([]byte(line), &got))
			require.Contains(t, got, "wait")
			maps.Copy(want[i], map[string]any{
				"time": got["time"], "wait": got["wait"], "level": "DEBUG", "msg": "rolecall: retrying", "op": req.Op,
			})
			require.Equal(t, want[i], got)
		}
		for _, secret := range []string{fakeKey, fakeQuery, fakeHeader, fakeScope, fakeBody, "example.com", "/v1", "Bearer"} {
			require.NotContains(t, out.String(), secret)
		}
	})
	t.Run("logs the actual wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var wait time.Duration
			logger := onLog(func(r slog.Record) {
				r.Attrs(func(a slog.Attr) bool {
					if a.Key == "wait" {
						wait = a.Value.Duration()
					}
					return true
				})
			})
			start := time.Now()
			_, err := newMockClient(t, inSequence(respondWith(503, ``), respondWith(200, ``)), defaultRetry(), rolecall.WithLogger(logger)).Do(t.Context(), req)
			require.NoError(t, err)
			require.Equal(t, time.Since(start), wait)
		})
	})
	t.Run("logs nothing without a retry", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			for _, responder := range []httpmock.Responder{respondWith(200, ``), respondWith(404, ``), respondWith(429, ``, "Retry-After", "3600")} {
				logger := onLog(func(r slog.Record) { t.Error(r.Message) })
				_, _ = newMockClient(t, responder, rolecall.WithLogger(logger)).Do(t.Context(), req)
			}
		})
	})
	t.Run("writes nothing at a level above debug", func(t *testing.T) {
		var out bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&out, nil))
		_, err := newMockClient(t, respondWith(503, ``), rolecall.WithLogger(logger)).Do(t.Context(), req)
		require.Error(t, err)
		require.Empty(t, out.String())
	})
	// This runs in its own process, because a library may have stored os.Stderr when the process started.
	t.Run("nil logger writes nothing", func(t *testing.T) {
		if os.Getenv("ROLECALL_TEST_NIL_LOGGER") != "" {
			_, err := newMockClient(t, inSequence(lost, respondWith(503, ``))).Do(t.Context(), req)
			require.Error(t, err)
			return
		}
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLogger$/^nil_logger")
		child.Env = append(os.Environ(), "ROLECALL_TEST_NIL_LOGGER=1")
		var stdout, stderr bytes.Buffer
		child.Stdout, child.Stderr = &stdout, &stderr
		require.NoError(t, child.Run(), stdout.String())
		require.Empty(t, stderr.String())
		require.Contains(t, stdout.String(), "PASS")
		require.NotContains(t, stdout.String(), "example")
	})
}

// onLog returns a logger that calls f with each record.
func onLog(f func(slog.Record)) *slog.Logger { return slog.New(&logHandler{f: f}) }

type logHandler struct {
	mu sync.Mutex
	f  func(slog.Record)
}

func (h *logHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h *logHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h *logHandler) WithGroup(string) slog.Handler            { return h }
func (h *logHandler) Handle(_ context.Context, r slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.f(r)
	return nil
}

var errTest = errors.New("an error of the test: " + fakeKey)

// A search is a POST request that only reads: it is retried and never ambiguous.
func TestRetryRead(t *testing.T) {
	var n atomic.Int64
	search := writeRequest()
	search.Retry = RetryRead
	c := newMockClient(t, countRequests(&n, respondWith(502, "bad gateway")), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 3, MinWait: 1, MaxWait: 1}))
	_, err := c.Do(t.Context(), search)
	require.ErrorIs(t, err, rolecall.ErrUnavailable)
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	require.EqualValues(t, 3, n.Load())

	n.Store(0)
	c = newMockClient(t, countRequests(&n, func(*http.Request) (*http.Response, error) { return nil, errTest }),
		rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 3, MinWait: 1, MaxWait: 1}))
	_, err = c.Do(t.Context(), search)
	require.ErrorIs(t, err, errTest)
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	require.EqualValues(t, 3, n.Load())
}
