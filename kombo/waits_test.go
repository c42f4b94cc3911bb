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

// reply is one answer of a [script].
type reply struct {
	status int
	header http.Header
	body   string
}

// script is a network that gives its replies in turn, the last for ever, and notes when it was
// asked. It needs no network, so that a bubble's clock goes on.
type script struct {
	replies []reply
	start   time.Time
	asked   []time.Duration
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked = append(s.asked, time.Since(s.start))
	now := s.replies[min(len(s.asked), len(s.replies))-1]
	header := now.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: now.status, Header: header, Body: io.NopCloser(strings.NewReader(now.body)), Request: r}, nil
}

// play makes an integration that hears replies.
func play(t *testing.T, replies ...reply) (*script, *kombo.Integration) {
	t.Helper()
	s := &script{replies: replies, start: time.Now()}
	client, err := kombo.NewClient(stubKey, rolecall.WithHTTPClient(&http.Client{Transport: s}))
	require.NoError(t, err)
	return s, client.Integration("example:integration1")
}

func detailsReply(status kombo.IntegrationStatus, setup kombo.SetupStatus) reply {
	return reply{status: http.StatusOK, body: `{"status":"success","data":{"id":"example:integration1","status":"` + string(status) + `","setup_status":"` + string(setup) + `"}}`}
}

func TestWaitReadyAsksLessAndLess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pending := detailsReply(kombo.IntegrationActive, kombo.SetupFinalSyncPending)
		s, integration := play(
			t, pending,
			reply{status: http.StatusConflict, body: refused(kombo.CodeSetupSyncPending)},
			reply{status: http.StatusServiceUnavailable, body: `{"status":"error","error":{"message":"Not yet."}}`},
			pending, pending, pending, pending, detailsReply(kombo.IntegrationActive, kombo.SetupCompleted),
		)
		require.NoError(t, integration.WaitReady(t.Context()))
		require.Len(t, s.asked, 8)
		require.Zero(t, s.asked[0])
		for i, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
			waited := s.asked[i+1] - s.asked[i]
			require.GreaterOrEqual(t, waited, wait)
			require.LessOrEqual(t, waited, wait+wait/10)
		}
	})
}

func TestWaitReadyEveryAsksAtItsInterval(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pending := detailsReply(kombo.IntegrationActive, kombo.SetupFinalSyncPending)
		s, integration := play(t, pending, pending, pending, detailsReply(kombo.IntegrationActive, kombo.SetupCompleted))
		require.NoError(t, integration.WaitReadyEvery(t.Context(), 2*time.Second))
		require.Len(t, s.asked, 4)
		for i := range 3 {
			waited := s.asked[i+1] - s.asked[i]
			require.GreaterOrEqual(t, waited, 2*time.Second)
			require.LessOrEqual(t, waited, 2200*time.Millisecond)
		}
		for _, interval := range []time.Duration{0, -1, time.Second - 1, 25 * time.Hour, 1<<63 - 1} {
			require.ErrorIs(t, integration.WaitReadyEvery(t.Context(), interval), rolecall.ErrInvalid)
		}
		require.Len(t, s.asked, 4)
	})
}

func TestWaitReadyEndsAtOnceWhereAPersonMustAct(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]reply{
		"with credentials that are refused": detailsReply(kombo.IntegrationInvalid, kombo.SetupFinalSyncPending),
		"while it is switched off":          detailsReply(kombo.IntegrationInactive, kombo.SetupCompleted),
		"with a setup that is unfinished":   detailsReply(kombo.IntegrationActive, kombo.SetupIncomplete),
		"with a failed check":               {status: http.StatusConflict, body: refused(kombo.CodeQAFailed)},
		"without a permission":              {status: http.StatusForbidden, body: refused(kombo.CodePermissionMissing)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, integration := play(t, answer)
				require.ErrorIs(t, integration.WaitReady(t.Context()), rolecall.ErrNeedsHuman)
				require.Equal(t, []time.Duration{0}, s.asked)
			})
		})
	}
}

func TestWaitReadyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, integration := play(t, detailsReply(kombo.IntegrationActive, kombo.SetupFinalSyncPending))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.ErrorIs(t, integration.WaitReady(ctx), context.DeadlineExceeded)
		require.Equal(t, time.Hour, time.Since(s.start))
		require.Greater(t, len(s.asked), 12)
	})
}

func TestWaitReadyWaitsForTheFake(t *testing.T) {
	t.Parallel()
	fake := kombotest.NewServer(t, kombotest.FirstSyncPending())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	// The program gives up as soon as it has heard that it must wait.
	giveUp := func(next rolecall.Doer) rolecall.Doer {
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
	h := hostOf(t, fake, rolecall.WithMiddleware(giveUp))
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

func TestWaitsBetweenAttempts(t *testing.T) {
	t.Parallel()
	jobs := reply{status: http.StatusOK, body: emptyList}
	limited := func(header http.Header) reply {
		return reply{status: http.StatusTooManyRequests, header: header, body: refused(kombo.CodeRateLimited)}
	}
	for _, tt := range []struct {
		name   string
		answer reply
		want   time.Duration
	}{
		{"are as long as Retry-After says", limited(http.Header{"Retry-After": {"12"}}), 12 * time.Second},
		{"last until the window of requests ends", limited(http.Header{"Ratelimit-Limit": {"300"}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"29"}}), 29 * time.Second},
		{
			"are as long as a load balancer says",
			reply{status: http.StatusServiceUnavailable, header: http.Header{"Retry-After": {"3"}}, body: "<html></html>"},
			3 * time.Second,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, integration := play(t, tt.answer, jobs)
				_, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
				require.NoError(t, err)
				require.Equal(t, []time.Duration{0, tt.want}, s.asked)
			})
		})
	}
	t.Run("are under four seconds in all where nobody says", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, integration := play(t, limited(nil))
			_, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.ErrorIs(t, err, rolecall.ErrRateLimited)
			require.Len(t, s.asked, 4)
			require.LessOrEqual(t, s.asked[3], 3500*time.Millisecond)
		})
	})
	t.Run("beyond half a minute are left to the caller", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s, integration := play(t, limited(http.Header{"Retry-After": {"31"}}))
			_, err := integration.ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.Equal(t, 31*time.Second, retryAfterOf(t, err))
			require.Equal(t, []time.Duration{0}, s.asked)
		})
	})
}
