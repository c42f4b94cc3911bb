package linkedin_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

func TestJobTasks(t *testing.T) {
	t.Parallel()
	t.Run("status of each task", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		list := jobs(3, linkedin.OperationCreate)
		list[1].Operation = linkedin.OperationUpdate
		list[2].Location = linkedintest.Nowhere
		results, err := h.client.PostJobs(t.Context(), list)
		require.NoError(t, err)
		ids := taskIDs(t, results)
		tasks, err := h.client.JobTasks(t.Context(), ids)
		require.NoError(t, err)
		for _, task := range tasks {
			require.Equal(t, linkedin.TaskInProgress, task.Status)
			require.False(t, task.Done())
		}
		h.fake.Advance(5 * time.Minute)
		ids = append(ids, "urn:li:simpleJobPostingTask:unknown")
		tasks, err = h.client.JobTasks(t.Context(), ids)
		require.NoError(t, err)
		require.Len(t, tasks, 4)
		for i, task := range tasks {
			require.Equal(t, ids[i], task.ID)
			require.True(t, task.Done())
		}
		require.Equal(t, linkedin.TaskSucceeded, tasks[0].Status)
		require.True(t, strings.HasPrefix(tasks[0].JobPosting, "urn:li:jobPosting:"))
		require.Equal(t, linkedin.TaskFailed, tasks[1].Status)
		require.Contains(t, tasks[1].ErrorMessage, "non-existing job")
		require.Equal(t, []string{"JOB_FIELD_PROCESSOR_GEO_LOCATION"}, tasks[2].Codes())
		require.NoError(t, tasks[2].Err)
		require.ErrorIs(t, tasks[3].Err, rolecall.ErrNotFound)
	})
	t.Run("queries have at most 4 KB", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		var ids []string
		for i := range 500 {
			ids = append(ids, fmt.Sprintf("urn:li:simpleJobPostingTask:c85fc9e7-b434-44d2-b9c1-%012d", i))
		}
		tasks, err := h.client.JobTasks(t.Context(), ids)
		require.NoError(t, err)
		require.Len(t, tasks, 500)
		keys := 0
		for i, r := range h.fake.Calls() {
			require.LessOrEqual(t, len(r.URL.RawQuery), 4<<10)
			if i < len(h.fake.Calls())-1 {
				require.Greater(t, len(r.URL.RawQuery), 4<<10-100, "only the last query may be shorter")
			}
			require.NotContains(t, r.URL.RawQuery, ":")
			keys += len(r.URL.Query()["ids"])
		}
		require.Equal(t, 500, keys)
		for i, task := range tasks {
			require.Equal(t, ids[i], task.ID)
			require.ErrorIs(t, task.Err, rolecall.ErrNotFound)
		}
	})
	t.Run("error returns the tasks read so far", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		var ids []string
		for i := range 200 {
			ids = append(ids, fmt.Sprintf("urn:li:simpleJobPostingTask:c85fc9e7-b434-44d2-b9c1-%012d", i))
		}
		h.fake.Inject(nil, linkedintest.Status(http.StatusForbidden))
		tasks, err := h.client.JobTasks(t.Context(), ids)
		require.ErrorIs(t, err, rolecall.ErrForbidden)
		require.NotEmpty(t, tasks)
		require.Less(t, len(tasks), 200)
	})
	t.Run("rejects invalid ids", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		for _, ids := range [][]string{{""}, {"a", "a"}, {strings.Repeat("x", 5000)}} {
			_, err := h.client.JobTasks(t.Context(), ids)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		}
		tasks, err := h.client.JobTasks(t.Context(), nil)
		require.NoError(t, err)
		require.Empty(t, tasks)
		require.Empty(t, h.fake.Requests())
	})
	t.Run("uses the versioned API", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		client := connect(t, h.fake, h.fake.Credentials, linkedin.WithVersion("202603"))
		_, err := client.JobTasks(t.Context(), []string{"urn:li:simpleJobPostingTask:1"})
		require.NoError(t, err)
		require.Equal(t, "/rest/simpleJobPostingTasks", h.fake.Calls()[0].URL.Path)
		require.Equal(t, "202603", h.fake.Calls()[0].Header.Get("LinkedIn-Version"))
	})
	t.Run("reads every shape of response", func(t *testing.T) {
		t.Parallel()
		for body, check := range map[string]func(task linkedin.JobTask, err error){
			`{"results":{"t1":{"status":"LATER","id":"other","new":1},"errors":{},"statuses":{}}}`: func(task linkedin.JobTask, err error) {
				require.NoError(t, err)
				require.Equal(t, "t1", task.ID)
				require.Equal(t, linkedin.TaskStatus("LATER"), task.Status)
				require.True(t, task.Done())
				require.JSONEq(t, `1`, string(task.Extra["new"]))
			},
			`{"elements":[{"id":"t1","status":"SUCCEEDED"},7]}`: func(task linkedin.JobTask, err error) {
				require.NoError(t, err)
				require.Equal(t, linkedin.TaskSucceeded, task.Status)
			},
			`{"results":{},"errors":{"t1":{"message":"not yours","status":403,"serviceErrorCode":5}}}`: func(task linkedin.JobTask, err error) {
				require.NoError(t, err)
				require.ErrorIs(t, task.Err, rolecall.ErrForbidden)
				require.ErrorContains(t, task.Err, "5: not yours")
			},
			`{"results":{},"statuses":{"t1":500},"errors":7}`: func(task linkedin.JobTask, err error) {
				require.NoError(t, err)
				require.ErrorIs(t, task.Err, rolecall.ErrUnavailable)
			},
			`{"results":{"t1":{"status":{"a":1}}}}`: func(task linkedin.JobTask, err error) {
				require.NoError(t, err)
				require.ErrorContains(t, task.Err, "status: an object where text is expected")
			},
			`{"results":{"t1":null}}`: func(task linkedin.JobTask, err error) {
				require.NoError(t, err)
				require.ErrorIs(t, task.Err, rolecall.ErrNotFound)
			},
		} {
			tasks, err := clientWithResponse(t, http.StatusOK, body).JobTasks(t.Context(), []string{"t1"})
			require.Len(t, tasks, 1, body)
			check(tasks[0], err)
		}
		for _, body := range []string{`{}`, `[]`, `{"results":[]}`, `null`, `x`} {
			_, err := clientWithResponse(t, http.StatusOK, body).JobTasks(t.Context(), []string{"t1"})
			require.Error(t, err, body)
		}
	})
	t.Run("LinkedIn rejects an id that is not a URN", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		_, err := h.client.JobTasks(t.Context(), []string{"no-urn"})
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.ErrorContains(t, err, "Batch key parameter value is invalid")
	})
}

// pollingClient returns a client whose tasks end after the durations in done, by id. It adds "elapsed ids" to
// requests for each request. Requests take no time in a synctest bubble. The requests with the numbers in
// failing, starting at 1, fail.
func pollingClient(t *testing.T, done map[string]time.Duration, requests *[]string, failing ...int) *linkedin.Client {
	t.Helper()
	start := time.Now()
	network := httpmock.NewMockTransport()
	network.RegisterResponder(http.MethodPost, "=~/accessToken", httpmock.NewStringResponder(200, `{"access_token":"t","expires_in":1800}`))
	network.RegisterResponder(http.MethodGet, "=~/simpleJobPostingTasks", func(r *http.Request) (*http.Response, error) {
		elapsed := time.Since(start).Round(time.Second)
		ids := r.URL.Query()["ids"]
		*requests = append(*requests, fmt.Sprint(elapsed, " ", len(ids)))
		if slices.Contains(failing, len(*requests)) {
			return httpmock.NewStringResponse(http.StatusInternalServerError, `{"message":"down","status":500}`), nil
		}
		var results []string
		for _, id := range ids {
			status := linkedin.TaskInProgress
			if elapsed >= done[id] {
				status = linkedin.TaskSucceeded
			}
			results = append(results, fmt.Sprintf(`%q:{"status":%q}`, id, status))
		}
		return httpmock.NewStringResponse(200, `{"results":{`+strings.Join(results, ",")+`}}`), nil
	})
	client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}))
	require.NoError(t, err)
	return client
}

func TestWaitTasks(t *testing.T) {
	t.Parallel()
	t.Run("polls after five minutes, then only tasks in progress", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var requests []string
			client := pollingClient(t, map[string]time.Duration{"a": 0, "b": 9 * time.Minute, "c": 30 * time.Minute}, &requests)
			tasks, err := client.WaitTasks(t.Context(), []string{"c", "a", "b"})
			require.NoError(t, err)
			for i, id := range []string{"c", "a", "b"} {
				require.Equal(t, id, tasks[i].ID)
				require.Equal(t, linkedin.TaskSucceeded, tasks[i].Status)
			}
			require.Equal(t, []string{"5m0s 3", "6m0s 2", "8m0s 2", "12m0s 2", "17m0s 1", "22m0s 1", "27m0s 1", "32m0s 1"}, requests)
		})
	})
	t.Run("continues after a 500", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var requests []string
			client := pollingClient(t, map[string]time.Duration{"a": 0}, &requests, 1)
			tasks, err := client.WaitTasks(t.Context(), []string{"a"})
			require.NoError(t, err)
			require.Equal(t, linkedin.TaskSucceeded, tasks[0].Status)
			require.Equal(t, []string{"5m0s 1", "6m0s 1"}, requests)
		})
	})
	t.Run("context ends the wait and keeps the last statuses", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var requests []string
			client := pollingClient(t, map[string]time.Duration{"a": 0, "b": time.Hour}, &requests)
			ctx, cancel := context.WithTimeout(t.Context(), 7*time.Minute)
			defer cancel()
			tasks, err := client.WaitTasks(ctx, []string{"a", "b"})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, linkedin.TaskSucceeded, tasks[0].Status)
			require.Equal(t, linkedin.TaskInProgress, tasks[1].Status)

			requests = nil
			ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			tasks, err = client.WaitTasks(ctx, []string{"a"})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, linkedin.TaskInProgress, tasks[0].Status)
			require.Empty(t, requests, "there is no request before five minutes")
		})
	})
	t.Run("does not wait without ids or after a permanent error", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var requests []string
			client := pollingClient(t, nil, &requests)
			tasks, err := client.WaitTasks(t.Context(), nil)
			require.NoError(t, err)
			require.Empty(t, tasks)
		})
		synctest.Test(t, func(t *testing.T) {
			network := httpmock.NewMockTransport()
			network.RegisterResponder(http.MethodPost, "=~/accessToken", httpmock.NewStringResponder(200, `{"access_token":"t"}`))
			network.RegisterNoResponder(httpmock.NewStringResponder(400, `{"message":"Batch key parameter value is invalid","status":400}`))
			client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}))
			require.NoError(t, err)
			_, err = client.WaitTasks(t.Context(), []string{"x"})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
		})
	})
}

func TestJobPostingStatuses(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	list := append(jobs(120, linkedin.OperationCreate), validJob("112233", linkedin.OperationCreate))
	_, err := h.client.PostJobs(t.Context(), list)
	require.NoError(t, err)
	h.fake.Advance(5 * time.Minute)
	before := len(h.fake.Calls())
	var ids []string
	for _, job := range list {
		ids = append(ids, job.ExternalJobPostingID)
	}
	statuses, err := h.client.JobPostingStatuses(t.Context(), append(ids, "unknown"))
	require.NoError(t, err)
	require.Len(t, statuses, 122)
	for i, s := range statuses[:121] {
		require.NoError(t, s.Err)
		require.Equal(t, ids[i], s.ExternalJobPostingID, "LinkedIn sends an id of digits as a number")
		require.Equal(t, linkedin.ListingStatusListed, s.ListingStatus)
		require.WithinDuration(t, list[i].ListedAt, s.Info.ListedAt, time.Millisecond)
	}
	require.ErrorIs(t, statuses[121].Err, rolecall.ErrNotFound)
	calls := h.fake.Calls()[before:]
	require.Len(t, calls, 2)
	require.Len(t, calls[0].URL.Query()["ids"], 100)
	require.Equal(t, "/v2/jobPostingStatus", calls[0].URL.Path)

	_, err = h.client.JobPostingStatuses(t.Context(), []string{""})
	require.ErrorIs(t, err, rolecall.ErrInvalid)
}

func TestErrorResponses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		class  error
		code   string
	}{
		"code":                        {403, `{"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"no"}`, rolecall.ErrForbidden, "ACCESS_DENIED"},
		"service error code":          {403, `{"status":403,"serviceErrorCode":"100","message":"no"}`, rolecall.ErrForbidden, "100"},
		"service error code 0":        {404, `{"serviceErrorCode":0,"message":"Resource x does not exist","status":404}`, rolecall.ErrNotFound, ""},
		"402":                         {402, `{"message":"no slots","status":402}`, rolecall.ErrNeedsHuman, ""},
		"426":                         {426, `{"message":"not active","status":426}`, rolecall.ErrInvalid, ""},
		"414":                         {414, ``, rolecall.ErrInvalid, ""},
		"HTML":                        {403, `<html>`, rolecall.ErrForbidden, ""},
		"200 with status 402 in body": {200, `{"message":"no slots","status":402}`, rolecall.ErrNeedsHuman, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := clientWithResponse(t, tt.status, tt.body, rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1})).JobPostingStatuses(t.Context(), []string{"x"})
			require.ErrorIs(t, err, tt.class)
			e, ok := errors.AsType[*rolecall.Error](err)
			require.True(t, ok)
			require.Equal(t, tt.code, e.Code)
			require.Equal(t, tt.status, e.StatusCode)
		})
	}
}
