package kombo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestQuota(t *testing.T) {
	t.Parallel()
	t.Run("rate limit in each response", func(t *testing.T) {
		t.Parallel()
		clock := newHandClock()
		h := newBackend(t, kombotest.WithRateLimit(2, time.Hour), kombotest.WithClock(clock.time))
		for left := 1; left >= 0; left-- {
			page, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.NoError(t, err)
			require.Equal(t, &rolecall.Quota{Limit: 2, Remaining: left, Reset: time.Hour}, page.Meta.Rate)
			require.Nil(t, page.Meta.Concurrency, "a list does not count toward the concurrency limit")
		}
		var meta rolecall.Meta
		clock.advance(20 * time.Minute)
		_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{}, rolecall.CaptureMeta(&meta))
		requireClass(t, err, rolecall.ErrRateLimited)
		require.Equal(t, 40*time.Minute, retryAfterOf(t, err))
		require.Equal(t, &rolecall.Quota{Limit: 2, Reset: 40 * time.Minute}, meta.Rate)
		require.Len(t, h.fake.Requests(), 3, "a wait longer than MaxWait is not retried")
		clock.advance(40 * time.Minute)
		_, err = h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
		require.NoError(t, err)
	})
	t.Run("concurrency limit in the response to an action", func(t *testing.T) {
		t.Parallel()
		h := newBackend(t, kombotest.WithConcurrencyLimit(3))
		var meta rolecall.Meta
		require.NoError(t, readOrWrite(t.Context(), h, true, rolecall.CaptureMeta(&meta)))
		require.Equal(t, &rolecall.Quota{Limit: 3, Remaining: 2}, meta.Concurrency)
	})
	t.Run("exhausted concurrency limit", func(t *testing.T) {
		t.Parallel()
		h := newBackend(t, kombotest.WithConcurrencyLimit(0))
		var meta rolecall.Meta
		err := readOrWrite(t.Context(), h, true, rolecall.CaptureMeta(&meta))
		requireClass(t, err, rolecall.ErrRateLimited)
		require.Equal(t, &rolecall.Quota{}, meta.Concurrency)
		require.Equal(t, 4, meta.Attempts)
		require.Len(t, h.fake.Requests(), 4)
		require.NoError(t, readOrWrite(t.Context(), h, false), "lists do not count toward the limit")
	})
	t.Run("error has the requested wait", func(t *testing.T) {
		t.Parallel()
		h := newBackend(t)
		h.fake.Inject(kombotest.RateLimited(7 * time.Second))
		err := readOrWrite(t.Context(), h, false)
		require.Equal(t, 7*time.Second, retryAfterOf(t, err))
		require.Len(t, h.fake.Requests(), 1)
	})
}

func retryAfterOf(t *testing.T, err error) time.Duration {
	t.Helper()
	var e *rolecall.Error
	require.ErrorAs(t, err, &e)
	return e.RetryAfter
}
