package kombo_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// errorClasses are all there are.
var errorClasses = []error{
	rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict, rolecall.ErrInvalid,
	rolecall.ErrRateLimited, rolecall.ErrUnavailable, rolecall.ErrPending, rolecall.ErrNeedsHuman,
}

// requireClass requires that err is of one class and of no other.
func requireClass(t *testing.T, want, err error) {
	t.Helper()
	for _, class := range errorClasses {
		if errors.Is(class, want) {
			require.ErrorIs(t, err, class)
		} else {
			require.NotErrorIs(t, err, class)
		}
	}
}

func TestEveryCodeHasOneClass(t *testing.T) {
	t.Parallel()
	const anyStatus = http.StatusTeapot // a code counts whatever the status
	cases := []struct {
		code   string
		status int
		want   error
	}{
		{kombo.CodeRateLimited, anyStatus, rolecall.ErrRateLimited},
		{kombo.CodeConcurrencyLimited, anyStatus, rolecall.ErrRateLimited},
		{kombo.CodeRemoteRateLimited, anyStatus, rolecall.ErrRateLimited},
		{kombo.CodeIntegrationNotFound, anyStatus, rolecall.ErrNotFound},
		{kombo.CodeInputInvalid, http.StatusNotFound, rolecall.ErrInvalid},
		{kombo.CodeRemoteInputInvalid, http.StatusBadGateway, rolecall.ErrInvalid},
		{kombo.CodeJobClosed, http.StatusBadRequest, rolecall.ErrConflict},
		{kombo.CodeApplicationExists, http.StatusBadRequest, rolecall.ErrConflict},
		{kombo.CodeEmployeeExists, http.StatusBadRequest, rolecall.ErrConflict},
		{kombo.CodeStaffingEntityClosed, http.StatusBadRequest, rolecall.ErrConflict},
		{kombo.CodeIPNotWhitelisted, anyStatus, rolecall.ErrForbidden},
		{kombo.CodeAPIKeyInvalid, anyStatus, rolecall.ErrUnauthorized},
		{kombo.CodeTaskTimedOut, anyStatus, rolecall.ErrUnavailable},
		{kombo.CodeRemoteUnavailable, anyStatus, rolecall.ErrUnavailable},
		{kombo.CodeSetupSyncPending, http.StatusConflict, rolecall.ErrPending},
		{kombo.CodeSetupSyncPending, http.StatusServiceUnavailable, rolecall.ErrPending},
		{kombo.CodeSetupIncomplete, http.StatusConflict, rolecall.ErrNeedsHuman},
		{kombo.CodeSetupIncomplete, http.StatusServiceUnavailable, rolecall.ErrNeedsHuman},
		{kombo.CodeQAFailed, http.StatusConflict, rolecall.ErrNeedsHuman},
		{kombo.CodeQAFailed, http.StatusServiceUnavailable, rolecall.ErrNeedsHuman},
		{kombo.CodeCredentialsInvalid, http.StatusUnauthorized, rolecall.ErrNeedsHuman},
		{kombo.CodePermissionMissing, http.StatusForbidden, rolecall.ErrNeedsHuman},
		{kombo.CodeInactive, http.StatusForbidden, rolecall.ErrNeedsHuman},

		// These go by their status.
		{kombo.CodeUnknownError, http.StatusInternalServerError, rolecall.ErrUnavailable},
		{kombo.CodeRemoteUnknownError, http.StatusBadGateway, rolecall.ErrUnavailable},
		{kombo.CodeModelNotAvailable, http.StatusBadRequest, rolecall.ErrInvalid},
		{kombo.CodeModelDisabled, http.StatusForbidden, rolecall.ErrForbidden},
		{kombo.CodeActionNotAvailable, http.StatusNotFound, rolecall.ErrNotFound},
		{kombo.CodeActionDisabled, http.StatusConflict, rolecall.ErrConflict},
		{"PLATFORM.NEW_SINCE_TODAY", http.StatusConflict, rolecall.ErrConflict},
		{"PLATFORM.NEW_SINCE_TODAY", http.StatusServiceUnavailable, rolecall.ErrUnavailable},
		{"", http.StatusServiceUnavailable, rolecall.ErrPending}, // as before there were codes
		{"", http.StatusConflict, rolecall.ErrConflict},
	}
	seen := map[string]bool{}
	for _, tt := range cases {
		seen[tt.code] = true
		t.Run(tt.code+" "+http.StatusText(tt.status), func(t *testing.T) {
			t.Parallel()
			h := hostOf(t, kombotest.NewServer(t), rolecall.WithRetry(once))
			h.fake.Inject(kombotest.Code(tt.status, tt.code), kombotest.Code(tt.status, tt.code))
			_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			requireClass(t, tt.want, err)
			var e *rolecall.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.status, e.StatusCode)
			require.Equal(t, tt.code, e.Code)
			_, err = h.ats.CreateApplication(t.Context(), h.fake.JobID(0), kombo.CreateApplicationRequest{Candidate: janeExample})
			requireClass(t, tt.want, err)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "Kombo says that it failed")
		})
	}
	source, err := os.ReadFile("errors.go")
	require.NoError(t, err)
	declared := regexp.MustCompile(`\tCode\w+ += "([A-Z_.]+)"`).FindAllSubmatch(source, -1)
	require.Len(t, declared, 26)
	for _, match := range declared {
		require.True(t, seen[string(match[1])], "%s has no case", match[1])
	}
}

func TestTheFirstSync(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]kombotest.Option{"now": kombotest.FirstSyncPending(), "as it was": kombotest.FirstSyncPendingLegacy()} {
		t.Run("is pending for reads and writes, "+name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, option)
			_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			requireClass(t, rolecall.ErrPending, err)
			_, err = h.ats.CreateApplication(t.Context(), h.fake.JobID(0), kombo.CreateApplicationRequest{Candidate: janeExample})
			requireClass(t, rolecall.ErrPending, err)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Len(t, h.fake.Requests(), 2, "nobody gains by asking again at once")
			h.fake.FinishFirstSync()
			_, err = h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.NoError(t, err)
		})
	}
}

func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	const neither, reads, both = 0, 1, 2
	status := func(code int) kombotest.Fault { return kombotest.Status(code) }
	for _, tt := range []struct {
		name  string
		fault kombotest.Fault
		again int
	}{
		{"too many requests", kombotest.RateLimited(0), both},
		{"too many actions", kombotest.Code(429, kombo.CodeConcurrencyLimited), both},
		{"too many requests for the tool", kombotest.Code(429, kombo.CodeRemoteRateLimited), reads},
		{"a tool that is down", kombotest.Code(503, kombo.CodeRemoteUnavailable), reads},
		{"a load balancer's 503", kombotest.HTML(503), reads},
		{"a load balancer's 500", kombotest.HTML(500), neither},
		{"a load balancer's 502", kombotest.HTML(502), neither},
		{"a load balancer's 504", kombotest.HTML(504), neither},
		{"a load balancer's 429", kombotest.HTML(429), neither},
		{"Kombo's own 500", status(500), neither},
		{"an error of the tool", status(502), neither},
		{"a task that timed out", status(504), neither},
		{"a code that nobody knows", kombotest.Code(503, "PLATFORM.NEW_SINCE_TODAY"), neither},
		{"a pending first sync", status(409), neither},
		{"a pending first sync, as it was", kombotest.LegacyPending(), neither},
		{"invalid input", status(400), neither},
		{"a bad key", status(401), neither},
		{"a missing permission", status(403), neither},
		{"a connection that is lost before the answer", kombotest.Cut(), reads},
		{"a connection that is lost in the answer", kombotest.CutBody(), reads},
	} {
		for what, write := range map[string]bool{"read": false, "write": true} {
			t.Run(tt.name+", of a "+what, func(t *testing.T) {
				t.Parallel()
				again := tt.again == both || tt.again == reads && !write
				h := newHost(t)
				h.fake.Inject(tt.fault)
				var meta rolecall.Meta
				err := readOrWrite(t.Context(), h, write, rolecall.CaptureMeta(&meta))
				if again {
					require.NoError(t, err)
					require.Len(t, h.fake.Requests(), 2)
					require.Equal(t, http.StatusOK, meta.StatusCode)
				} else {
					require.Error(t, err)
					require.Len(t, h.fake.Requests(), 1)
				}
				if again && write {
					require.Equal(t, bodyOf(t, h.since(0)[0]), bodyOf(t, h.since(0)[1]))
				}
			})
		}
	}
}

func readOrWrite(ctx context.Context, h *host, write bool, opts ...rolecall.CallOption) error {
	if !write {
		_, err := h.ats.ListJobs(ctx, kombo.ListJobsOptions{}, opts...)
		return err
	}
	_, err := h.ats.CreateApplication(ctx, h.fake.JobID(0), kombo.CreateApplicationRequest{Candidate: janeExample}, opts...)
	return err
}

func TestAWriteThatMayHaveHappenedIsAmbiguous(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		fault     kombotest.Fault
		ambiguous bool
	}{
		{"lost before the answer", kombotest.Cut(), true},
		{"lost in the answer", kombotest.CutBody(), true},
		{"a gateway's 502", kombotest.HTML(502), true},
		{"a gateway's 504", kombotest.HTML(504), true},
		{"a load balancer's 503", kombotest.HTML(503), false},
		{"Kombo's own 500", kombotest.Status(500), false},
		{"too many requests, too late", kombotest.RateLimited(time.Minute), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t)
			h.fake.Inject(tt.fault)
			err := readOrWrite(t.Context(), h, true)
			require.Error(t, err)
			require.Equal(t, tt.ambiguous, errors.Is(err, rolecall.ErrAmbiguous), "%v", err)
			h.fake.Inject(tt.fault)
			require.NotErrorIs(t, readOrWrite(t.Context(), h, false), rolecall.ErrAmbiguous, "a read changes nothing")
		})
	}
}

func TestPassthroughIsRepeatedByTheMethodWithin(t *testing.T) {
	t.Parallel()
	for method, requests := range map[string]int{http.MethodGet: 2, http.MethodPost: 1} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			h := newHost(t)
			h.fake.Inject(kombotest.HTML(503))
			_, err := h.integration.Passthrough(t.Context(), "kombotest", "rest", kombo.PassthroughRequest{Method: method, Path: "/jobs"})
			require.Equal(t, requests == 2, err == nil, "%v", err)
			require.Len(t, h.fake.Requests(), requests)
		})
	}
}

func TestLimitsAreTold(t *testing.T) {
	t.Parallel()
	t.Run("of requests, in each answer and where they are used up", func(t *testing.T) {
		t.Parallel()
		clock := newHandClock()
		h := newHost(t, kombotest.WithRateLimit(2, time.Hour), kombotest.WithClock(clock.time))
		for left := 1; left >= 0; left-- {
			page, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.NoError(t, err)
			require.Equal(t, &rolecall.Quota{Limit: 2, Remaining: left, Reset: time.Hour}, page.Meta.Rate)
			require.Nil(t, page.Meta.Concurrency, "a list is no action")
		}
		var meta rolecall.Meta
		clock.advance(20 * time.Minute)
		_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{}, rolecall.CaptureMeta(&meta))
		requireClass(t, rolecall.ErrRateLimited, err)
		require.Equal(t, 40*time.Minute, retryAfterOf(t, err))
		require.Equal(t, &rolecall.Quota{Limit: 2, Reset: 40 * time.Minute}, meta.Rate)
		require.Len(t, h.fake.Requests(), 3, "a wait beyond MaxWait is left to the caller")
		clock.advance(40 * time.Minute)
		_, err = h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
		require.NoError(t, err)
	})
	t.Run("of actions, in each answer of one", func(t *testing.T) {
		t.Parallel()
		h := newHost(t, kombotest.WithConcurrencyLimit(3))
		var meta rolecall.Meta
		require.NoError(t, readOrWrite(t.Context(), h, true, rolecall.CaptureMeta(&meta)))
		require.Equal(t, &rolecall.Quota{Limit: 3, Remaining: 2}, meta.Concurrency)
	})
	t.Run("of actions, where they are used up", func(t *testing.T) {
		t.Parallel()
		h := newHost(t, kombotest.WithConcurrencyLimit(0))
		var meta rolecall.Meta
		err := readOrWrite(t.Context(), h, true, rolecall.CaptureMeta(&meta))
		requireClass(t, rolecall.ErrRateLimited, err)
		require.Equal(t, &rolecall.Quota{}, meta.Concurrency)
		require.Equal(t, 4, meta.Attempts)
		require.Len(t, h.fake.Requests(), 4)
		require.NoError(t, readOrWrite(t.Context(), h, false), "lists do not count")
	})
	t.Run("a wait that is asked for is kept with the error", func(t *testing.T) {
		t.Parallel()
		h := newHost(t)
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
