package rolecall_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

const baseURL = "https://api.example.com/v1"

// applied returns a Config with a default base URL after opts were applied.
func applied(t *testing.T, opts ...rolecall.Option) rolecall.Config {
	t.Helper()
	c := rolecall.Config{BaseURL: baseURL}
	require.NoError(t, c.Apply(opts...))
	return c
}

// applyError returns the error of applying opts.
func applyError(t *testing.T, opts ...rolecall.Option) error {
	t.Helper()
	c := rolecall.Config{BaseURL: baseURL}
	err := c.Apply(opts...)
	require.Error(t, err)
	require.True(t, strings.HasPrefix(err.Error(), "rolecall: "), err)
	require.NotContains(t, err.Error(), "\n")
	return err
}

func TestApply(t *testing.T) {
	t.Run("no options", func(t *testing.T) {
		require.Equal(t, rolecall.Config{BaseURL: baseURL}, applied(t))
	})
	t.Run("last option wins", func(t *testing.T) {
		c := applied(t,
			rolecall.WithTimeout(time.Second), rolecall.WithBaseURL("https://one.example.com"), rolecall.WithUserAgent("one/1"),
			rolecall.WithTimeout(time.Minute), rolecall.WithBaseURL("https://two.example.com"), rolecall.WithUserAgent("two/2"))
		require.Equal(t, rolecall.Config{BaseURL: "https://two.example.com", UserAgent: "two/2", Timeout: time.Minute}, c)
	})
	t.Run("nil option", func(t *testing.T) {
		require.ErrorContains(t, applyError(t, rolecall.WithTimeout(1), nil), "option 2 is nil")
	})
	t.Run("stops at the first error", func(t *testing.T) {
		after := func(*rolecall.Config) error { t.Error("applied"); return nil }
		require.ErrorContains(t, applyError(t, rolecall.WithTimeout(-1), after), "WithTimeout")
	})
	t.Run("returns the error of a custom option", func(t *testing.T) {
		own := errors.New("rolecall: no")
		require.ErrorIs(t, applyError(t, func(*rolecall.Config) error { return own }), own)
	})
	for name, own := range map[string]rolecall.Option{
		"empty base URL":   func(c *rolecall.Config) error { c.BaseURL = ""; return nil },
		"plain http":       func(c *rolecall.Config) error { c.BaseURL = "http://api.example.com"; return nil },
		"negative timeout": func(c *rolecall.Config) error { c.Timeout = -1; return nil },
		"invalid policy":   func(c *rolecall.Config) error { c.Retry.MaxAttempts = -1; return nil },
	} {
		t.Run("checks custom options: "+name, func(t *testing.T) { _ = applyError(t, own) })
	}
}

func TestWithBaseURL(t *testing.T) {
	for given, want := range map[string]string{
		"https://api.example.com":          "https://api.example.com",
		"https://api.example.com/v1.0":     "https://api.example.com/v1.0",
		"https://api.example.com/v1/":      "https://api.example.com/v1",
		"https://api.example.com///":       "https://api.example.com",
		"HTTPS://api.example.com:8443/v1":  "HTTPS://api.example.com:8443/v1",
		"http://127.0.0.1:8080":            "http://127.0.0.1:8080",
		"http://127.8.9.10":                "http://127.8.9.10",
		"http://localhost:8080/v1":         "http://localhost:8080/v1",
		"http://LocalHost":                 "http://LocalHost",
		"http://[::1]:8080/v1":             "http://[::1]:8080/v1",
		"http://[0:0:0:0:0:0:0:1]":         "http://[0:0:0:0:0:0:0:1]",
		"https://[2001:db8::1]":            "https://[2001:db8::1]",
		"https://api.example.com/a%2Fb/v1": "https://api.example.com/a%2Fb/v1",
	} {
		t.Run("accepts "+given, func(t *testing.T) {
			require.Equal(t, want, applied(t, rolecall.WithBaseURL(given)).BaseURL)
		})
	}
	const secret = "fake-secret"
	for given, why := range map[string]string{
		"":                        "empty",
		"api.example.com/v1":      "no scheme or no host",
		"/v1":                     "no scheme or no host",
		"https://":                "no scheme or no host",
		"https:///v1":             "no scheme or no host",
		"https://:443":            "no scheme or no host",
		"https:api.example.com":   "no scheme or no host",
		"fake-secret":             "no scheme or no host", // a key in the wrong variable
		"://fake-secret":          "cannot be parsed",
		"https://fake-secret\n":   "cannot be parsed",
		" https://fake-secret":    "cannot be parsed",
		"https://fake-secret:x":   "cannot be parsed",
		"http://api.example.com":  "scheme http: api.example.com is not a loopback address",
		"http://10.0.0.1":         "scheme http",
		"http://0.0.0.0":          "scheme http",
		"http://localhost.evil":   "scheme http",
		"http://127.0.0.1.evil":   "scheme http",
		"http://128.0.0.1":        "scheme http",
		"http://[::2]":            "scheme http",
		"ftp://api.example.com":   `scheme "ftp"`,
		"file:///etc/passwd":      "no scheme or no host",
		"ws://127.0.0.1":          `scheme "ws"`,
		"https://fake-secret@h":   "user or password",
		"https://u:fake-secret@h": "user or password",
		"http://127.0.0.1@h.com":  "user or password",
		"https://h?k=fake-secret": "query or a fragment",
		"https://h?":              "query or a fragment",
		"https://h#fake-secret":   "query or a fragment",
	} {
		t.Run("rejects "+given, func(t *testing.T) {
			err := applyError(t, rolecall.WithBaseURL(given))
			require.ErrorContains(t, err, why)
			require.NotContains(t, err.Error(), secret)
		})
	}
}

func TestWithHTTPClient(t *testing.T) {
	own := &http.Client{Timeout: time.Second}
	require.Same(t, own, applied(t, rolecall.WithHTTPClient(own)).HTTPClient)
	require.ErrorContains(t, applyError(t, rolecall.WithHTTPClient(nil)), "WithHTTPClient: client is nil")
}

func TestWithUserAgent(t *testing.T) {
	t.Run("trims white space", func(t *testing.T) {
		require.Equal(t, "acme-careers/2.1 (+https://example.com)",
			applied(t, rolecall.WithUserAgent(" acme-careers/2.1 (+https://example.com)\n")).UserAgent)
	})
	for _, product := range []string{"", " \t", "a\r\nX-Admin: 1", "a\nb", "a\x00b", "a\tb", "bücher/1", "a\x7fb"} {
		t.Run("rejects "+strconv.Quote(product), func(t *testing.T) {
			require.ErrorContains(t, applyError(t, rolecall.WithUserAgent(product)), "WithUserAgent")
		})
	}
}

func TestWithTimeout(t *testing.T) {
	require.Equal(t, time.Nanosecond, applied(t, rolecall.WithTimeout(1)).Timeout)
	require.ErrorContains(t, applyError(t, rolecall.WithTimeout(0)), "must be positive")
	require.ErrorContains(t, applyError(t, rolecall.WithTimeout(-time.Second)), "must be positive")
}

func TestWithRetry(t *testing.T) {
	t.Run("keeps the policy", func(t *testing.T) {
		policy := rolecall.RetryPolicy{MaxAttempts: 7, MinWait: 1, MaxWait: 2}
		require.Equal(t, policy, applied(t, rolecall.WithRetry(policy)).Retry)
		require.Equal(t, rolecall.RetryPolicy{}, applied(t, rolecall.WithRetry(rolecall.RetryPolicy{})).Retry)
	})
	for name, policy := range invalidPolicies {
		t.Run("rejects "+name, func(t *testing.T) { _ = applyError(t, rolecall.WithRetry(policy)) })
	}
}

var invalidPolicies = map[string]rolecall.RetryPolicy{
	"negative MaxAttempts":                     {MaxAttempts: -1},
	"negative MinWait":                         {MinWait: -1},
	"negative MaxWait":                         {MaxWait: -1},
	"MinWait above MaxWait":                    {MinWait: 2, MaxWait: 1},
	"MinWait above MaxWait with many attempts": {MaxAttempts: math.MaxInt, MinWait: time.Minute, MaxWait: time.Second},
}

func TestWithLogger(t *testing.T) {
	logger := slog.New(slog.DiscardHandler)
	require.Same(t, logger, applied(t, rolecall.WithLogger(logger)).Logger)
	require.Nil(t, applied(t, rolecall.WithLogger(logger), rolecall.WithLogger(nil)).Logger, "nil logs nothing")
}

// named returns a middleware that responds with a status, which identifies it.
func named(status int) rolecall.Middleware {
	return func(rolecall.Doer) rolecall.Doer {
		return func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: status}, nil }
	}
}

func statuses(t *testing.T, m []rolecall.Middleware) (out []int) {
	t.Helper()
	for _, f := range m {
		resp, err := f(nil)(nil)
		require.NoError(t, err)
		out = append(out, resp.StatusCode)
	}
	return out
}

func TestWithMiddleware(t *testing.T) {
	t.Run("second call adds inside of the first", func(t *testing.T) {
		c := applied(t, rolecall.WithMiddleware(named(1), named(2)), rolecall.WithMiddleware(), rolecall.WithMiddleware(named(3)))
		require.Equal(t, []int{1, 2, 3}, statuses(t, c.Middleware))
	})
	t.Run("nil", func(t *testing.T) {
		require.ErrorContains(t, applyError(t, rolecall.WithMiddleware(named(1), nil)), "argument 2 is nil")
	})
	t.Run("two clients share nothing", func(t *testing.T) {
		given := make([]rolecall.Middleware, 1, 8)
		given[0] = named(1)
		shared := rolecall.WithMiddleware(given...)
		a := applied(t, shared, rolecall.WithMiddleware(named(2)))
		b := applied(t, shared, rolecall.WithMiddleware(named(3)))
		given[0] = named(9)
		require.Equal(t, []int{1, 2}, statuses(t, a.Middleware))
		require.Equal(t, []int{1, 3}, statuses(t, b.Middleware))

		base := applied(t, shared, shared, shared) // an array with spare capacity
		one, two := base, base
		require.NoError(t, one.Apply(rolecall.WithMiddleware(named(4))))
		require.NoError(t, two.Apply(rolecall.WithMiddleware(named(5))))
		require.Equal(t, []int{4, 5}, []int{statuses(t, one.Middleware)[3], statuses(t, two.Middleware)[3]})
	})
}

type limiter struct{}

func (limiter) Wait(context.Context) error { return nil }

func TestWithLimiter(t *testing.T) {
	require.Equal(t, limiter{}, applied(t, rolecall.WithLimiter(limiter{})).Limiter)
	require.ErrorContains(t, applyError(t, rolecall.WithLimiter(nil)), "WithLimiter: limiter is nil")
}

func TestWithUnmarshal(t *testing.T) {
	require.NotNil(t, applied(t, rolecall.WithUnmarshal(json.Unmarshal)).Unmarshal)
	require.Nil(t, applied(t, rolecall.WithUnmarshal(json.Unmarshal), rolecall.WithUnmarshal(nil)).Unmarshal)
}

func TestOperation(t *testing.T) {
	require.Empty(t, rolecall.Operation(t.Context()), "outside of a call")
	ctx := rolecall.WithOperation(t.Context(), "example.jobs.list")
	require.Equal(t, "example.jobs.list", rolecall.Operation(ctx))
	require.Equal(t, "example.jobs.get", rolecall.Operation(rolecall.WithOperation(ctx, "example.jobs.get")))
}

func TestApplyCustomOptions(t *testing.T) {
	own := map[string]rolecall.Option{
		"nil middleware": func(c *rolecall.Config) error {
			c.Middleware = []rolecall.Middleware{nil}
			return nil
		},
		"user agent with a line break": func(c *rolecall.Config) error {
			c.UserAgent = "a\r\nX-Admin: 1"
			return nil
		},
	}
	for name, option := range own {
		t.Run(name, func(t *testing.T) {
			require.Error(t, applyError(t, option))
		})
	}
}

func TestNotSent(t *testing.T) {
	t.Parallel()
	require.NoError(t, rolecall.NotSent(nil))
	err := rolecall.NotSent(io.ErrClosedPipe)
	require.ErrorIs(t, err, io.ErrClosedPipe)
	require.EqualError(t, err, io.ErrClosedPipe.Error())
	require.Equal(t, 3, rolecall.Attempt(rolecall.WithAttempt(t.Context(), 3)))
}
