package transport

import (
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// limited is a client of a provider that tells its limits, against a canned answer.
func limited(t *testing.T, status int, header http.Header) (*Client, *httpmock.MockTransport) {
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
	t.Run("the limits of an answer are in its meta", func(t *testing.T) {
		t.Parallel()
		client, _ := limited(t, 200, header("ratelimit-limit", "300", "ratelimit-remaining", "298", "ratelimit-reset", "57",
			"Concurrency-Limit", "30", "Concurrency-Remaining", "0"))
		var meta rolecall.Meta
		_, err := client.Do(t.Context(), get, rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		require.Equal(t, &rolecall.Quota{Limit: 300, Remaining: 298, Reset: 57 * time.Second}, meta.Rate)
		require.Equal(t, &rolecall.Quota{Limit: 30}, meta.Concurrency)
	})
	t.Run("what is missing, or no number, is no limit", func(t *testing.T) {
		t.Parallel()
		client, _ := limited(t, 200, header("ratelimit-limit", "many", "ratelimit-remaining", "1", "Concurrency-Limit", "30"))
		var meta rolecall.Meta
		_, err := client.Do(t.Context(), get, rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		require.Nil(t, meta.Rate)
		require.Nil(t, meta.Concurrency)
	})
	t.Run("a rate that is used up says when to come again", func(t *testing.T) {
		t.Parallel()
		client, mock := limited(t, 429, header("ratelimit-limit", "300", "ratelimit-remaining", "0", "ratelimit-reset", "57"))
		_, err := client.Do(t.Context(), get)
		e := failureOf(t, err)
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
		require.Equal(t, 57*time.Second, e.RetryAfter)
		require.Equal(t, 1, mock.GetTotalCallCount(), "57s is beyond the cap of 30s")
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
	busy, pending, page := &Failure{Code: "BUSY"}, &Failure{Code: "PENDING"}, &Failure{Unrecognized: true}
	t.Run("the provider can veto what the table repeats", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 3, run(t, http.MethodGet, RetryByMethod, 503, busy))
		require.Equal(t, 1, run(t, http.MethodGet, RetryByMethod, 503, pending))
	})
	t.Run("and cannot add to it", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 1, run(t, http.MethodGet, RetryByMethod, 409, busy))
	})
	t.Run("it is told what must not be done twice", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 1, run(t, http.MethodPost, RetryByMethod, 429, busy))
		require.Equal(t, 3, run(t, http.MethodPost, RetryIdempotent, 429, busy))
		require.Equal(t, 1, run(t, http.MethodGet, RetryNever, 429, busy))
	})
	t.Run("it is not asked about a gateway's response", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 3, run(t, http.MethodGet, RetryByMethod, 502, page))
	})
}
