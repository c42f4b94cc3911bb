package transport

import (
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// newLimitsClient returns a client of a provider with rate limit headers. Every response has the given status and
// header.
func newLimitsClient(t *testing.T, status int, header http.Header) (*Client, *httpmock.MockTransport) {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder(http.MethodGet, "https://api.example.com/v1/jobs", func(*http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(status, `{}`)
		resp.Header = header.Clone()
		return resp, nil
	})
	cfg := rolecall.Config{BaseURL: "https://api.example.com/v1", HTTPClient: &http.Client{Transport: mock}}
	client, err := New(cfg, Spec{Provider: "example", Limits: LimitHeaders{
		RateLimit: "Ratelimit-Limit", RateRemaining: "Ratelimit-Remaining", RateReset: "Ratelimit-Reset",
		ConcurrencyLimit: "Concurrency-Limit", ConcurrencyRemaining: "Concurrency-Remaining",
	}})
	require.NoError(t, err)
	return client, mock
}

func TestLimits(t *testing.T) {
	t.Parallel()
	get := Request{Op: "example.jobs", Method: http.MethodGet, Path: []string{"jobs"}}
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	t.Run("Meta contains the limits of the response", func(t *testing.T) {
		t.Parallel()
		client, _ := newLimitsClient(t, 200, header("ratelimit-limit", "300", "ratelimit-remaining", "298", "ratelimit-reset", "57",
			"Concurrency-Limit", "30", "Concurrency-Remaining", "0"))
		var meta rolecall.Meta
		_, err := client.Do(t.Context(), get, rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		require.Equal(t, &rolecall.Quota{Limit: 300, Remaining: 298, Reset: 57 * time.Second}, meta.Rate)
		require.Equal(t, &rolecall.Quota{Limit: 30}, meta.Concurrency)
	})
	t.Run("missing or invalid headers are ignored", func(t *testing.T) {
		t.Parallel()
		client, _ := newLimitsClient(t, 200, header("ratelimit-limit", "many", "ratelimit-remaining", "1", "Concurrency-Limit", "30"))
		var meta rolecall.Meta
		_, err := client.Do(t.Context(), get, rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		require.Nil(t, meta.Rate)
		require.Nil(t, meta.Concurrency)
	})
	t.Run("RetryAfter is the reset time of an exhausted rate limit", func(t *testing.T) {
		t.Parallel()
		client, mock := newLimitsClient(t, 429, header("ratelimit-limit", "300", "ratelimit-remaining", "0", "ratelimit-reset", "57"))
		_, err := client.Do(t.Context(), get)
		e := asError(t, err)
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
		require.Equal(t, 57*time.Second, e.RetryAfter)
		require.Equal(t, 1, mock.GetTotalCallCount(), "57s is longer than the default MaxWait of 30s")
	})
}

func TestMayRetry(t *testing.T) {
	t.Parallel()
	run := func(t *testing.T, method string, retry Retry, status int, failed *Failure) int {
		t.Helper()
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder(method, "https://api.example.com/v1/jobs", httpmock.NewStringResponder(status, `{}`))
		cfg := rolecall.Config{
			BaseURL: "https://api.example.com/v1", HTTPClient: &http.Client{Transport: mock},
			Retry: rolecall.RetryPolicy{MaxAttempts: 3, MinWait: 1, MaxWait: 1},
		}
		client, err := New(cfg, Spec{
			Provider: "example",
			Open:     func(int, []byte) ([]byte, *Failure) { return nil, failed },
			MayRetry: func(failed *Failure, write bool) bool { return failed.Code == "BUSY" && !write },
		})
		require.NoError(t, err)
		_, err = client.Do(t.Context(), Request{Op: "example.jobs", Method: method, Path: []string{"jobs"}, Retry: retry})
		require.Error(t, err)
		return mock.GetTotalCallCount()
	}
	busy, pending, unrecognized := &Failure{Code: "BUSY"}, &Failure{Code: "PENDING"}, &Failure{Unrecognized: true}
	t.Run("provider can prevent a retry", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 3, run(t, http.MethodGet, RetryByMethod, 503, busy))
		require.Equal(t, 1, run(t, http.MethodGet, RetryByMethod, 503, pending))
	})
	t.Run("provider cannot add a retry", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 1, run(t, http.MethodGet, RetryByMethod, 409, busy))
	})
	t.Run("write reports that the call must not be executed twice", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 1, run(t, http.MethodPost, RetryByMethod, 429, busy))
		require.Equal(t, 3, run(t, http.MethodPost, RetryIdempotent, 429, busy))
		require.Equal(t, 1, run(t, http.MethodGet, RetryNever, 429, busy))
	})
	t.Run("not called for the response of a gateway", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 3, run(t, http.MethodGet, RetryByMethod, 502, unrecognized))
	})
}
