package rolecall_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

const home = "https://api.example.com/v1"

// applied is a Config with a default base URL and opts over it.
func applied(t *testing.T, opts ...rolecall.Option) rolecall.Config {
	t.Helper()
	c := rolecall.Config{BaseURL: home}
	require.NoError(t, c.Apply(opts...))
	return c
}

// refused is the error that opts give.
func refused(t *testing.T, opts ...rolecall.Option) error {
	t.Helper()
	c := rolecall.Config{BaseURL: home}
	err := c.Apply(opts...)
	require.Error(t, err)
	require.True(t, strings.HasPrefix(err.Error(), "rolecall: "), err)
	require.NotContains(t, err.Error(), "\n")
	return err
}

func TestApply(t *testing.T) {
	t.Run("without options keeps the defaults", func(t *testing.T) {
		require.Equal(t, rolecall.Config{BaseURL: home}, applied(t))
	})
	t.Run("lets the last of two options stand", func(t *testing.T) {
		c := applied(t,
			rolecall.WithTimeout(time.Second), rolecall.WithBaseURL("https://one.example.com"), rolecall.WithUserAgent("one/1"),
			rolecall.WithTimeout(time.Minute), rolecall.WithBaseURL("https://two.example.com"), rolecall.WithUserAgent("two/2"))
		require.Equal(t, rolecall.Config{BaseURL: "https://two.example.com", UserAgent: "two/2", Timeout: time.Minute}, c)
	})
	t.Run("says which option is nil", func(t *testing.T) {
		require.ErrorContains(t, refused(t, rolecall.WithTimeout(1), nil), "number 2 is nil")
	})
	t.Run("stops at the first option that is wrong", func(t *testing.T) {
		after := func(*rolecall.Config) error { t.Error("applied"); return nil }
		require.ErrorContains(t, refused(t, rolecall.WithTimeout(-1), after), "WithTimeout")
	})
	t.Run("passes on the error of an option of the caller's own", func(t *testing.T) {
		own := errors.New("rolecall: no")
		require.ErrorIs(t, refused(t, func(*rolecall.Config) error { return own }), own)
	})
	for name, own := range map[string]rolecall.Option{
		"an empty base URL":  func(c *rolecall.Config) error { c.BaseURL = ""; return nil },
		"a plain base URL":   func(c *rolecall.Config) error { c.BaseURL = "http://api.example.com"; return nil },
		"a negative timeout": func(c *rolecall.Config) error { c.Timeout = -1; return nil },
		"a senseless policy": func(c *rolecall.Config) error { c.Retry.MaxAttempts = -1; return nil },
	} {
		t.Run("checks what an option of the caller's own has set: "+name, func(t *testing.T) { _ = refused(t, own) })
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
		t.Run("takes "+given, func(t *testing.T) {
			require.Equal(t, want, applied(t, rolecall.WithBaseURL(given)).BaseURL)
		})
	}
	const secret = "fake-secret"
	for given, why := range map[string]string{
		"":                        "empty",
		"api.example.com/v1":      "scheme and host",
		"/v1":                     "scheme and host",
		"https://":                "scheme and host",
		"https:///v1":             "scheme and host",
		"https://:443":            "scheme and host",
		"https:api.example.com":   "scheme and host",
		"fake-secret":             "scheme and host", // a key in the wrong variable
		"://fake-secret":          "cannot be parsed",
		"https://fake-secret\n":   "cannot be parsed",
		" https://fake-secret":    "cannot be parsed",
		"https://fake-secret:x":   "cannot be parsed",
		"http://api.example.com":  "plain http to api.example.com",
		"http://10.0.0.1":         "plain http",
		"http://0.0.0.0":          "plain http",
		"http://localhost.evil":   "plain http",
		"http://127.0.0.1.evil":   "plain http",
		"http://128.0.0.1":        "plain http",
		"http://[::2]":            "plain http",
		"ftp://api.example.com":   `scheme "ftp"`,
		"file:///etc/passwd":      "scheme and host",
		"ws://127.0.0.1":          `scheme "ws"`,
		"https://fake-secret@h":   "user or password",
		"https://u:fake-secret@h": "user or password",
		"http://127.0.0.1@h.com":  "user or password",
		"https://h?k=fake-secret": "query or a fragment",
		"https://h?":              "query or a fragment",
		"https://h#fake-secret":   "query or a fragment",
	} {
		t.Run("refuses "+given+" and shows nothing secret", func(t *testing.T) {
			err := refused(t, rolecall.WithBaseURL(given))
			require.ErrorContains(t, err, why)
			require.NotContains(t, err.Error(), secret)
		})
	}
}

func TestWithHTTPClient(t *testing.T) {
	own := &http.Client{Timeout: time.Second}
	require.Same(t, own, applied(t, rolecall.WithHTTPClient(own)).HTTPClient)
	require.ErrorContains(t, refused(t, rolecall.WithHTTPClient(nil)), "WithHTTPClient(nil)")
}

func TestWithUserAgent(t *testing.T) {
	t.Run("takes a product, without white space around it", func(t *testing.T) {
		require.Equal(t, "acme-careers/2.1 (+https://example.com)",
			applied(t, rolecall.WithUserAgent(" acme-careers/2.1 (+https://example.com)\n")).UserAgent)
	})
	for _, product := range []string{"", " \t", "a\r\nX-Admin: 1", "a\nb", "a\x00b", "a\tb", "bücher/1", "a\x7fb"} {
		t.Run("refuses what cannot stand in a header", func(t *testing.T) {
			require.ErrorContains(t, refused(t, rolecall.WithUserAgent(product)), "WithUserAgent")
		})
	}
}

func TestWithTimeout(t *testing.T) {
	require.Equal(t, time.Nanosecond, applied(t, rolecall.WithTimeout(1)).Timeout)
	require.ErrorContains(t, refused(t, rolecall.WithTimeout(0)), "must be positive")
	require.ErrorContains(t, refused(t, rolecall.WithTimeout(-time.Second)), "must be positive")
}

func TestWithRetry(t *testing.T) {
	t.Run("takes a policy as it is", func(t *testing.T) {
		policy := rolecall.RetryPolicy{MaxAttempts: 7, MinWait: 1, MaxWait: 2}
		require.Equal(t, policy, applied(t, rolecall.WithRetry(policy)).Retry)
		require.Equal(t, rolecall.RetryPolicy{}, applied(t, rolecall.WithRetry(rolecall.RetryPolicy{})).Retry)
	})
	for name, policy := range senseless {
		t.Run("refuses "+name, func(t *testing.T) { _ = refused(t, rolecall.WithRetry(policy)) })
	}
}

var senseless = map[string]rolecall.RetryPolicy{
	"a negative number of attempts":         {MaxAttempts: -1},
	"a negative least wait":                 {MinWait: -1},
	"a negative longest wait":               {MaxWait: -1},
	"a least wait above the longest":        {MinWait: 2, MaxWait: 1},
	"a longest wait below, with a far call": {MaxAttempts: math.MaxInt, MinWait: time.Minute, MaxWait: time.Second},
}

func TestWithLogger(t *testing.T) {
	logger := slog.New(slog.DiscardHandler)
	require.Same(t, logger, applied(t, rolecall.WithLogger(logger)).Logger)
	require.Nil(t, applied(t, rolecall.WithLogger(logger), rolecall.WithLogger(nil)).Logger, "nil is silent")
}

// named is a middleware that answers with its name for a status, to tell it apart.
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
	t.Run("a second one adds inside the first", func(t *testing.T) {
		c := applied(t, rolecall.WithMiddleware(named(1), named(2)), rolecall.WithMiddleware(), rolecall.WithMiddleware(named(3)))
		require.Equal(t, []int{1, 2, 3}, statuses(t, c.Middleware))
	})
	t.Run("refuses nil and says where", func(t *testing.T) {
		require.ErrorContains(t, refused(t, rolecall.WithMiddleware(named(1), nil)), "number 2 is nil")
	})
	t.Run("used for two clients shares nothing between them", func(t *testing.T) {
		given := make([]rolecall.Middleware, 1, 8)
		given[0] = named(1)
		shared := rolecall.WithMiddleware(given...)
		a := applied(t, shared, rolecall.WithMiddleware(named(2)))
		b := applied(t, shared, rolecall.WithMiddleware(named(3)))
		given[0] = named(9)
		require.Equal(t, []int{1, 2}, statuses(t, a.Middleware))
		require.Equal(t, []int{1, 3}, statuses(t, b.Middleware))

		base := applied(t, shared, shared, shared) // an array with room
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
	require.ErrorContains(t, refused(t, rolecall.WithLimiter(nil)), "WithLimiter(nil)")
}

func TestWithUnmarshal(t *testing.T) {
	require.NotNil(t, applied(t, rolecall.WithUnmarshal(json.Unmarshal)).Unmarshal)
	require.Nil(t, applied(t, rolecall.WithUnmarshal(json.Unmarshal), rolecall.WithUnmarshal(nil)).Unmarshal)
}

func TestOperation(t *testing.T) {
	require.Empty(t, rolecall.Operation(t.Context()), "outside a call")
	ctx := rolecall.WithOperation(t.Context(), "example.jobs.list")
	require.Equal(t, "example.jobs.list", rolecall.Operation(ctx))
	require.Equal(t, "example.jobs.get", rolecall.Operation(rolecall.WithOperation(ctx, "example.jobs.get")))
}

func TestApplyChecksOwnOptions(t *testing.T) {
	own := map[string]rolecall.Option{
		"a middleware that is nil": func(c *rolecall.Config) error {
			c.Middleware = []rolecall.Middleware{nil}
			return nil
		},
		"a user agent with a line break": func(c *rolecall.Config) error {
			c.UserAgent = "a\r\nX-Admin: 1"
			return nil
		},
	}
	for name, option := range own {
		t.Run("refuses what an option of the caller's own has set: "+name, func(t *testing.T) {
			require.Error(t, refused(t, option))
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
