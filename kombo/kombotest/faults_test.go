package kombotest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/deadlinetest"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	t.Run("each applies to one request, nil to none", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		for status, code := range map[int]string{
			400: "PLATFORM.INPUT_INVALID", 401: "PLATFORM.AUTHENTICATION_INVALID", 403: "INTEGRATION.PERMISSION_MISSING",
			404: "PLATFORM.INTEGRATION_NOT_FOUND", 409: "INTEGRATION.SETUP_SYNC_PENDING", 418: "PLATFORM.UNKNOWN_ERROR",
			429: "PLATFORM.RATE_LIMIT_EXCEEDED", 500: "PLATFORM.UNKNOWN_ERROR", 502: "REMOTE.UNKNOWN_HTTP_ERROR",
			503: "REMOTE.SERVICE_UNAVAILABLE", 504: "PLATFORM.TASK_TIMED_OUT",
		} {
			a.fake.Inject(nil, kombotest.Status(status))
			require.Equal(t, http.StatusOK, a.get("/ats/tags").status)
			a.get("/ats/tags").rejected(t, status, code)
		}
		a.fake.Inject(kombotest.Code(409, "INTEGRATION.QA_FAILED"), kombotest.Code(500, ""))
		a.get("/ats/tags").rejected(t, http.StatusConflict, "INTEGRATION.QA_FAILED")
		a.get("/ats/tags").rejected(t, http.StatusInternalServerError, nil)
		require.Equal(t, http.StatusOK, a.get("/ats/tags").status)
		require.Len(t, a.fake.Requests(), 2*11+3)
	})
	t.Run("RateLimited sets Retry-After", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.fake.Inject(kombotest.RateLimited(1500*time.Millisecond), kombotest.RateLimited(0))
		r := a.get("/ats/tags")
		r.rejected(t, http.StatusTooManyRequests, "PLATFORM.RATE_LIMIT_EXCEEDED")
		require.Equal(t, "2", r.header.Get("Retry-After"))
		require.Equal(t, "0", r.header.Get("Ratelimit-Remaining"))
		require.Empty(t, a.get("/ats/tags").header.Get("Retry-After"))
	})
	t.Run("LegacyPending and HTML have undocumented bodies", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.fake.Inject(kombotest.LegacyPending(), kombotest.HTML(http.StatusBadGateway))
		r := a.get("/ats/tags")
		require.Equal(t, http.StatusServiceUnavailable, r.status)
		require.NotContains(t, string(r.body), "code")
		r = a.get("/ats/tags")
		require.Equal(t, http.StatusBadGateway, r.status)
		require.Equal(t, "text/html", r.header.Get("Content-Type"))
		require.False(t, json.Valid(r.body))
	})
	t.Run("CutBody performs the request, Cut does not", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		path := "/ats/jobs/" + a.fake.JobID(0) + "/applications"
		a.fake.Inject(kombotest.Cut(), kombotest.CutBody())
		_, err := a.send(t.Context(), http.MethodPost, path, record{"candidate": person("Cut")})
		require.Error(t, err)
		_, err = a.send(t.Context(), http.MethodPost, path, record{"candidate": person("Half")})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Empty(t, a.filtered("/ats/candidates", "first_name", "Cut"))
		require.Len(t, a.filtered("/ats/candidates", "first_name", "Half"), 1)
	})
	t.Run("ActThenRespond performs the request", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		path := "/ats/jobs/" + a.fake.JobID(0) + "/applications"
		for status, code := range map[int]string{504: "PLATFORM.TASK_TIMED_OUT", 500: "PLATFORM.UNKNOWN_ERROR", 408: "", 200: "REMOTE.UNKNOWN_HTTP_ERROR"} {
			a.fake.Inject(kombotest.ActThenRespond(status, code))
			r, err := a.send(t.Context(), http.MethodPost, path, record{"candidate": person("Acted" + strconv.Itoa(status))})
			require.NoError(t, err)
			if code == "" {
				r.rejected(t, status, nil)
			} else {
				r.rejected(t, status, code)
			}
			require.NotEmpty(t, r.header.Get("Concurrency-Limit"), "an action has this header")
			require.Len(t, a.filtered("/ats/candidates", "first_name", "Acted"+strconv.Itoa(status)), 1)
		}
		require.NotEmpty(t, a.all("/ats/tags", nil), "a fault must apply to one request only")
	})
	t.Run("Slow drops the request of a disconnected client", func(t *testing.T) {
		t.Parallel()
		fake, err := kombotest.Start()
		require.NoError(t, err)
		defer fake.Close()
		a := client(t, fake)
		slow := kombotest.Slow(time.Hour)
		ctx, pass := deadlinetest.New(t.Context())
		fake.Inject(kombotest.NewFault("", func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			pass()
			slow.Serve(w, r, next)
		}), kombotest.Slow(time.Millisecond))
		_, err = a.send(ctx, http.MethodPut, "/integrations/"+fake.IntegrationID+"/enabled", record{"value": false})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotEmpty(t, a.all("/ats/tags", nil))
	})
	t.Run("RepeatCursor returns the cursor of the request", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		_, second := a.page("/ats/jobs", nil)
		a.fake.Inject(kombotest.RepeatCursor())
		results, again := a.page("/ats/jobs", url.Values{"cursor": {second.(string)}})
		require.Len(t, results, 100)
		require.Equal(t, second, again)
		_, third := a.page("/ats/jobs", url.Values{"cursor": {second.(string)}})
		require.NotEqual(t, second, third)
	})
	t.Run("RepeatCursor on the first page repeats it", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.fake.Inject(kombotest.RepeatCursor())
		first, next := a.page("/ats/tags", nil)
		for range 5 {
			results, again := a.page("/ats/tags", url.Values{"cursor": {next.(string)}})
			require.Equal(t, first, results)
			require.Equal(t, next, again)
		}
	})
	t.Run("EmptyPage loses no records", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		whole := a.all("/ats/jobs", nil)
		a.fake.Inject(kombotest.EmptyPage())
		results, next := a.page("/ats/jobs", nil)
		require.Empty(t, results)
		require.NotNil(t, next)
		a.fake.Inject(kombotest.EmptyPage(), kombotest.EmptyPage(), nil, kombotest.EmptyPage())
		require.Equal(t, whole, a.all("/ats/jobs", nil))
	})
	t.Run("PoisonRecord and UnknownEnum change one record", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t, kombotest.WithJobs(120), kombotest.WithCandidates(50))
		count := func(path, name, value string) (n int) {
			for _, r := range a.all(path, nil) {
				if r[name] == value {
					n++
				}
			}
			return n
		}
		for _, path := range everyList {
			a.fake.Inject(kombotest.PoisonRecord())
			require.Equal(t, 1, count(path, "changed_at", "never"), path)
			require.Zero(t, count(path, "changed_at", "never"), path)
		}
		for path, name := range map[string]string{
			"/ats/jobs": "status", "/ats/applications": "outcome", "/ats/users": "status", "/ats/offers": "status",
			"/ats/roles": "unified_type", "/ats/attachments": "type", "/ats/application-stages": "status",
		} {
			a.fake.Inject(kombotest.UnknownEnum())
			require.Equal(t, 1, count(path, name, kombotest.UnseenValue), path)
			require.Zero(t, count(path, name, kombotest.UnseenValue), path)
		}
	})
	t.Run("page faults have no effect without a list", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		a.fake.Inject(kombotest.PoisonRecord(), kombotest.EmptyPage(), kombotest.RepeatCursor(), kombotest.UnknownEnum())
		for range 4 {
			a.ok(http.MethodGet, "/check-api-key", nil)
		}
		a.fake.Inject(kombotest.UnknownEnum(), kombotest.PoisonRecord())
		require.NotEmpty(t, a.all("/ats/tags", nil))
		require.Empty(t, a.filtered("/ats/jobs", "ids", "none"))
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	t.Run("rate limit", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		a := newAPIWithClock(t, c, kombotest.WithRateLimit(3, time.Minute))
		for left, path := range []string{"/nothing", "/ats/tags", "/check-api-key"} {
			h := a.get(path).header
			require.Equal(t, "3", h.Get("ratelimit-limit"))
			require.Equal(t, strconv.Itoa(2-left), h.Get("ratelimit-remaining"))
			require.Equal(t, strconv.Itoa(60-10*left), h.Get("ratelimit-reset"))
			c.advance(10 * time.Second)
		}
		c.advance(29_999 * time.Millisecond)
		r := a.get("/ats/tags")
		r.rejected(t, http.StatusTooManyRequests, "PLATFORM.RATE_LIMIT_EXCEEDED")
		require.Equal(t, "0", r.header.Get("ratelimit-remaining"))
		require.Equal(t, "1", r.header.Get("ratelimit-reset"))
		c.advance(time.Millisecond)
		require.Equal(t, "2", a.get("/ats/tags").header.Get("ratelimit-remaining"))
	})
	t.Run("concurrency limit", func(t *testing.T) {
		t.Parallel()
		fake, err := kombotest.Start(kombotest.WithConcurrencyLimit(1))
		require.NoError(t, err)
		defer fake.Close()
		a := client(t, fake)
		path := "/ats/applications/" + fake.ApplicationID(0) + "/attachments"
		r := a.get(path)
		require.Equal(t, http.StatusOK, r.status)
		require.Equal(t, "1", r.header.Get("Concurrency-Limit"))
		require.Equal(t, "0", r.header.Get("Concurrency-Remaining"))
		require.Empty(t, a.get("/ats/tags").header.Get("Concurrency-Limit"))

		fake.Inject(kombotest.Slow(time.Hour))
		ctx, cancel := context.WithCancel(t.Context())
		disconnected := make(chan error)
		go func() {
			_, err := client(t, fake).send(ctx, http.MethodGet, path, nil)
			disconnected <- err
		}()
		for requests := len(fake.Requests()); requests < 3; requests = len(fake.Requests()) {
			require.NoError(t, t.Context().Err())
		}
		for r = a.get(path); r.status == http.StatusOK; r = a.get(path) { // until the slow request is counted
			require.NoError(t, t.Context().Err())
		}
		r.rejected(t, http.StatusTooManyRequests, "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED")
		require.Equal(t, http.StatusOK, a.get("/ats/tags").status, "a list is not an action")
		cancel()
		require.ErrorIs(t, <-disconnected, context.Canceled)
		for r = a.get(path); r.status != http.StatusOK; r = a.get(path) { // until the fake has detected the disconnect
			require.NoError(t, t.Context().Err())
		}
	})
}
