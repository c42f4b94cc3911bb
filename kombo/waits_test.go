package kombo_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// reply is one response of a [script].
type reply struct {
	status int
	header http.Header
	body   string
}

// script is an [http.RoundTripper] that returns its replies in turn, repeating the last one, and records the
// time of each request since start. It does not use the network, so that the clock of a synctest bubble advances.
type script struct {
	replies  []reply
	start    time.Time
	requests []time.Duration
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests = append(s.requests, time.Since(s.start))
	next := s.replies[min(len(s.requests), len(s.replies))-1]
	header := next.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: next.status, Header: header, Body: io.NopCloser(strings.NewReader(next.body)), Request: r}, nil
}

// newScript returns a script and an integration that uses it.
func newScript(t *testing.T, replies ...reply) (*script, *kombo.Integration) {
	t.Helper()
	s := &script{replies: replies, start: time.Now()}
	client, err := kombo.NewClient(testKey, rolecall.WithHTTPClient(&http.Client{Transport: s}))
	require.NoError(t, err)
	return s, client.Integration("example:integration1")
}

func detailsReply(status kombo.IntegrationStatus, setup kombo.SetupStatus) reply {
	return reply{status: http.StatusOK, body: `{"status":"success","data":{"id":"example:integration1","status":"` + string(status) + `","setup_status":"` + string(setup) + `"}}`}
}

func TestWaitReadyBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pending := detailsReply(kombo.IntegrationActive, kombo.SetupFinalSyncPending)
		s, integration := newScript(
			t, pending,
			reply{status: http.StatusConflict, body: errorBody(kombo.CodeSetupSyncPending)},
			reply{status: http.StatusServiceUnavailable, body: `{"status":"error","error":{"message":"Not yet."}}`},
			pending, pending, pending, pending, detailsReply(kombo.IntegrationActive, kombo.SetupCompleted),
		)
		require.NoError(t, integration.WaitReady(t.Context()))
		require.Len(t, s.requests, 8)
		require.Zero(t, s.requests[0])
		for i, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
			waited := s.requests[i+1] - s.requests[i]
			require.GreaterOrEqual(t, waited, wait)
			require.LessOrEqual(t, waited, wait+wait/10)
		}
	})
}

func TestWaitReadyEvery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pending := detailsReply(kombo.IntegrationActive, kombo.SetupFinalSyncPending)
		s, integration := newScript(t, pending, pending, pending, detailsReply(kombo.IntegrationActive, kombo.SetupCompleted))
		require.NoError(t, integration.WaitReadyEvery(t.Context(), 2*time.Second))
		require.Len(t, s.requests, 4)
		for i := range 3 {
			waited := s.requests[i+1] - s.requests[i]
			require.GreaterOrEqual(t, waited, 2*time.Second)
			require.LessOrEqual(t, waited, 2200*time.Millisecond)
		}
		for _, interval := range []time.Duration{0, -1, time.Second - 1, 25 * time.Hour, 1<<63 - 1} {
			require.ErrorIs(t, integration.WaitReadyEvery(t.Context(), interval), rolecall.ErrInvalid)
		}
		require.Len(t, s.requests, 4)
	})
}

func TestWaitReadyNeedsHuman(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]reply{
		"rejected credentials": detailsReply(kombo.IntegrationInvalid, kombo.SetupFinalSyncPending),
		"disabled integration": detailsReply(kombo.IntegrationInactive, kombo.SetupCompleted),
		"incomplete setup":     detailsReply(kombo.IntegrationActive, kombo.SetupIncomplete),
		"failed QA":            {status: http.StatusConflict, body: errorBody(kombo.CodeQAFailed)},
		"missing permission":   {status: http.StatusForbidden, body: errorBody(kombo.CodePermissionMissing)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, integration := newScript(t, response)
				require.ErrorIs(t, integration.WaitReady(t.Context()), rolecall.ErrNeedsHuman)
				require.Equal(t, []time.Duration{0}, s.requests)
			})
		})
	}
}

func TestWaitReadyContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, integration := newScript(t, detailsReply(kombo.IntegrationActive, kombo.SetupFinalSyncPending))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.ErrorIs(t, integration.WaitReady(ctx), context.DeadlineExceeded)
		require.Equal(t, time.Hour, time.Since(s.start))
		require.Greater(t, len(s.requests), 12)
	})
}

func TestWaitReadyFake(t *testing.T) {
	t.Parallel()
	fake := kombotest.NewServer(t, kombotest.FirstSyncPending())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// cancelAfterResponse cancels the context after the first response.
	cancelAfterResponse := func(next rolecall.Doer) rolecall.Doer {
		return func(r *http.Request) (*http.Response, error) {
			resp, err := next(r)
			if err != nil {
				return nil, err
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			resp.Body = io.NopCloser(bytes.NewReader(body))
			cancel()
			return resp, err
		}
	}
	h := newBackendFor(t, fake, rolecall.WithMiddleware(cancelAfterResponse))
	require.ErrorIs(t, h.integration.WaitReady(ctx), context.Canceled)
	require.Len(t, fake.Requests(), 1)
	_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
	require.ErrorIs(t, err, rolecall.ErrPending)

	fake.FinishFirstSync()
	require.NoError(t, h.integration.WaitReady(t.Context()))
	_, err = h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
	require.NoError(t, err)
	require.NoError(t, h.integration.SetEnabled(t.Context(), false))
	require.ErrorIs(t, h.integration.WaitReady(t.Context()), rolecall.ErrNeedsHuman)
}

func TestRetryWaits(t *testing.T) {
	t.Parallel()
	jobs := reply{status: http.StatusOK, body: emptyList}
	limited := func(header http.Header) reply {
		return reply{status: http.StatusTooManyRequests, header: header, body: errorBody(kombo.CodeRateLimited)}
	}
	for _, tt := range []struct {
		name     string
		response reply
		want     time.Duration
	}{
		{"Retry-After of Kombo", limited(http.Header{"Retry-After": {"12"}}), 12 * time.Second},
		{"end of the rate limit window", limited(http.Header{"Ratelimit-Limit": {"300"}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"29"}}), 29 * time.Second},
		{
			"Retry-After of a load balancer",
			reply{status: http.StatusServiceUnavailable, header: http.Header{"Retry-After": {"3"}}, body: "<html></html>"},
			3 * time.Second,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, integration := newScript(t, tt.response, jobs)
				_, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
				require.NoError(t, err)
				require.Equal(t, []time.Duration{0, tt.want}, s.requests)
			})
		})
	}
	t.Run("default waits total less than four seconds", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, integration := newScript(t, limited(nil))
			_, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.ErrorIs(t, err, rolecall.ErrRateLimited)
			require.Len(t, s.requests, 4)
			require.LessOrEqual(t, s.requests[3], 3500*time.Millisecond)
		})
	})
	t.Run("wait of more than 30 seconds is left to the caller", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, integration := newScript(t, limited(http.Header{"Retry-After": {"31"}}))
			_, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.Equal(t, 31*time.Second, retryAfterOf(t, err))
			require.Equal(t, []time.Duration{0}, s.requests)
		})
	})
}
