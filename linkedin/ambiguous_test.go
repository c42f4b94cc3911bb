package linkedin_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// The status decides whether a write is ambiguous, even if the body is not from LinkedIn's API. The exception is
// an error code which means that LinkedIn rejected the request before doing anything.
func TestAmbiguousStatus(t *testing.T) {
	t.Parallel()
	codes := func(status int, code string) linkedintest.Fault {
		return responding(status, `{"status":`+strconv.Itoa(status)+`,"code":"`+code+`","message":"injected"}`)
	}
	serviceCode := func(status int, code string) linkedintest.Fault {
		return responding(status, `{"status":`+strconv.Itoa(status)+`,"serviceErrorCode":`+code+`,"message":"injected"}`)
	}
	for name, tt := range map[string]struct {
		fault     linkedintest.Fault
		ambiguous bool
	}{
		"408":                         {linkedintest.Status(408), true},
		"500":                         {linkedintest.Status(500), true},
		"502":                         {linkedintest.Status(502), true},
		"504":                         {linkedintest.Status(504), true},
		"performed, then 500":         {linkedintest.ActThenRespond(500), true},
		"performed, then 504":         {linkedintest.ActThenRespond(504), true},
		"500 in HTML":                 {linkedintest.HTML(500), true},
		"502 in HTML":                 {linkedintest.HTML(502), true},
		"999":                         {responding(999, "denied"), true},
		"500 with another code":       {codes(500, "INTERNAL_SERVER_ERROR"), true},
		"200 in HTML":                 {linkedintest.HTML(200), true},
		"200 with status 500 in body": {responding(200, `{"status":500,"message":"internal"}`), true},
		"200 with status 504 in body": {responding(200, `{"status":"504","message":"late"}`), true},
		"connection cut":              {linkedintest.Cut(), true},
		"200 cut in the body":         {cutShort(200), true},
		"500 cut in the body":         {cutShort(500), true},
		"500 with invalid token code": {serviceCode(500, linkedin.CodeInvalidToken), false},
		"500 with expired token code": {serviceCode(500, linkedin.CodeExpiredToken), false},
		"500 with permission code":    {codes(500, "ACCESS_DENIED"), false},
		"501":                         {linkedintest.Status(501), false},
		"503":                         {linkedintest.Status(503), false},
		"503 in HTML":                 {linkedintest.HTML(503), false},
		"400 cut in the body":         {cutShort(400), false},
		"400":                         {linkedintest.Status(400), false},
		"402":                         {linkedintest.Status(402), false},
		"403 in HTML":                 {linkedintest.HTML(403), false},
		"409":                         {linkedintest.Status(409), false},
		"422":                         {linkedintest.Status(422), false},
		"426":                         {linkedintest.Status(426), false},
		"429":                         {linkedintest.Status(429), false},
		"200 with status 422 in body": {responding(200, `{"status":422,"message":"no"}`), false},
		"200 with status 503 in body": {responding(200, `{"status":503,"message":"later"}`), false},
		"200 with status 500 and token code in body": {responding(200, `{"status":500,"serviceErrorCode":65600}`), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, call := range calls {
				fake := linkedintest.NewServer(t)
				creds := fake.Credentials
				if what == "write application" {
					creds = fake.Parent // the client does not check permissions, LinkedIn does
				}
				fake.Inject(tt.fault)
				err := call(t.Context(), connect(t, fake, creds, singleAttempt))
				if strings.HasPrefix(what, "read") {
					require.NotErrorIs(t, err, rolecall.ErrAmbiguous, what)
					continue
				}
				require.Error(t, err, what)
				require.Equal(t, tt.ambiguous, errors.Is(err, rolecall.ErrAmbiguous), "%s: %v", what, err)
				require.Len(t, fake.Calls(), 1, "%s is not retried", what)
			}
		})
	}
}

// LinkedIn reports a status for each job of a batch.
func TestAmbiguousJobStatus(t *testing.T) {
	t.Parallel()
	for status, ambiguous := range map[int]bool{408: true, 500: true, 502: true, 504: true, 501: false, 503: false, 400: false, 409: false, 422: false, 429: false} {
		body := `{"elements":[{"id":"t0","status":202},{"status":` + strconv.Itoa(status) + `,"error":{"message":"no"}}]}`
		results, err := clientWithResponse(t, http.StatusOK, body).PostJobs(t.Context(), jobs(2, linkedin.OperationUpdate))
		require.NoError(t, err)
		require.NoError(t, results[0].Err)
		require.Error(t, results[1].Err)
		require.Equal(t, ambiguous, errors.Is(results[1].Err, rolecall.ErrAmbiguous), status)
		require.Equal(t, status, results[1].Status)
	}
	body := `{"elements":[{"status":500,"error":{"message":"no","code":"ACCESS_DENIED"}}]}`
	results, err := clientWithResponse(t, http.StatusOK, body).PostJobs(t.Context(), jobs(1, linkedin.OperationUpdate))
	require.NoError(t, err)
	require.NotErrorIs(t, results[0].Err, rolecall.ErrAmbiguous)
}

// The error of one job of a batch has a class, even if its element is malformed.
func TestJobErrorClass(t *testing.T) {
	t.Parallel()
	for element, class := range map[string]error{
		`5`: rolecall.ErrUnavailable, `null`: rolecall.ErrUnavailable, `{"status":202}`: rolecall.ErrUnavailable, `{"status":"x","id":{}}`: rolecall.ErrUnavailable,
		`{"error":{"message":"no"}}`: rolecall.ErrInvalid, `{"status":202,"error":{"message":"no"}}`: rolecall.ErrInvalid,
		`{"status":301,"error":{"message":"no"}}`: rolecall.ErrUnavailable, `{"status":404}`: rolecall.ErrNotFound,
	} {
		results, err := clientWithResponse(t, http.StatusOK, `{"elements":[`+element+`]}`).PostJobs(t.Context(), jobs(1, linkedin.OperationUpdate))
		require.NoError(t, err)
		require.ErrorIs(t, results[0].Err, class, element)
	}
	results, err := clientWithResponse(t, http.StatusOK, `{"elements":[]}`).PostJobs(t.Context(), jobs(1, linkedin.OperationUpdate))
	require.NoError(t, err)
	require.ErrorIs(t, results[0].Err, rolecall.ErrUnavailable)
	require.ErrorIs(t, results[0].Err, rolecall.ErrAmbiguous)
}

// If a batch fails ambiguously, the error of each of its jobs is ambiguous. The jobs of earlier batches are
// accepted, and those of later batches are not sent.
func TestPostJobsAmbiguousBatch(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]linkedintest.Fault{
		"408": linkedintest.Status(408), "500": linkedintest.Status(500), "performed, then 500": linkedintest.ActThenRespond(500), "performed, then 504": linkedintest.ActThenRespond(504),
	} {
		fake := linkedintest.NewServer(t)
		fake.Inject(nil, fault)
		results, err := connect(t, fake, fake.Credentials).PostJobs(t.Context(), jobs(250, linkedin.OperationUpdate))
		require.ErrorIs(t, err, rolecall.ErrAmbiguous, name)
		for i, r := range results {
			switch {
			case i < 100:
				require.NoError(t, r.Err)
			case i < 200:
				require.ErrorIs(t, r.Err, rolecall.ErrAmbiguous)
				require.NotErrorIs(t, r.Err, linkedin.ErrNotSent)
			default:
				require.ErrorIs(t, r.Err, linkedin.ErrNotSent)
				require.NotErrorIs(t, r.Err, rolecall.ErrAmbiguous)
			}
		}
		require.Len(t, fake.Calls(), 2, "%s: nothing is retried", name)
	}
}

// If the response to a CREATE was lost, the documentation says to send the CREATE again. If the job exists, the
// second task fails as a duplicate.
func TestCreateAfterAmbiguousError(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	job := []linkedin.JobPosting{validJob("job-1", linkedin.OperationCreate)}
	h.fake.Inject(linkedintest.ActThenRespond(504))
	results, err := h.client.PostJobs(t.Context(), job)
	require.ErrorIs(t, err, rolecall.ErrAmbiguous)
	require.Empty(t, results[0].TaskIDs)
	h.fake.Advance(linkedintest.TaskTime)
	require.Equal(t, 1, h.fake.Jobs(h.fake.Credentials.ClientID))

	results, err = h.client.PostJobs(t.Context(), job)
	require.NoError(t, err)
	h.fake.Advance(linkedintest.TaskTime)
	tasks, err := h.client.JobTasks(t.Context(), taskIDs(t, results))
	require.NoError(t, err)
	require.True(t, tasks[0].Duplicate())
	require.False(t, tasks[0].Missing())
	require.Equal(t, 1, h.fake.Jobs(h.fake.Credentials.ClientID))
}

func TestUpdateMissingJob(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	for _, op := range []linkedin.Operation{linkedin.OperationUpdate, linkedin.OperationRenew} {
		results, err := h.client.PostJobs(t.Context(), []linkedin.JobPosting{validJob("missing", op)})
		require.NoError(t, err)
		h.fake.Advance(linkedintest.TaskTime)
		tasks, err := h.client.JobTasks(t.Context(), taskIDs(t, results))
		require.NoError(t, err)
		require.True(t, tasks[0].Missing(), op)
		require.False(t, tasks[0].Duplicate(), op)
	}
}

func TestTaskMissingAndDuplicate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status             linkedin.TaskStatus
		message            string
		missing, duplicate bool
	}{
		{linkedin.TaskFailed, "Job was dropped: true\n\nUPDATE operation is not allowed for a non-existing job", true, false},
		{linkedin.TaskFailed, "Update is NOT allowed for a Non-Existing Job.", true, false},
		{linkedin.TaskProcessed, "RENEW is not allowed for a non-existing job", true, false},
		{linkedin.TaskFailed, "This is a duplicate creation request", false, true},
		{linkedin.TaskFailed, "Job was dropped: ErrorCode:2009", false, true},
		{linkedin.TaskFailed, "Job was dropped: ErrorCode:20090", false, false},
		{linkedin.TaskFailed, "Invalid Field: /title; [JOB_FIELD_PROCESSOR_TITLE]", false, false},
		{linkedin.TaskFailed, "", false, false},
		{linkedin.TaskSucceeded, "not allowed for a non-existing job, ErrorCode:2009", false, false},
		{linkedin.TaskInProgress, "not allowed for a non-existing job", false, false},
	} {
		task := linkedin.JobTask{Status: tt.status, ErrorMessage: tt.message}
		require.Equal(t, tt.missing, task.Missing(), tt.message)
		require.Equal(t, tt.duplicate, task.Duplicate(), tt.message)
	}
	unknown := linkedin.JobTask{Err: rolecall.ErrNotFound}
	require.False(t, unknown.Missing(), "an unknown task says nothing about the job")
}

// The timeout applies to the whole call, not to each of its requests.
func TestTimeoutOfSeveralRequests(t *testing.T) {
	t.Parallel()
	many := make([]string, 250)
	for i := range many {
		many[i] = "urn:li:simpleJobPostingTask:" + strings.Repeat("x", 100) + strconv.Itoa(i)
	}
	for name, call := range map[string]func(ctx context.Context, client *linkedin.Client) error{
		"PostJobs": func(ctx context.Context, client *linkedin.Client) error {
			results, err := client.PostJobs(ctx, jobs(250, linkedin.OperationUpdate))
			require.NoError(t, results[0].Err)
			require.ErrorIs(t, results[100].Err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, results[200].Err, linkedin.ErrNotSent)
			return err
		},
		"JobTasks": func(ctx context.Context, client *linkedin.Client) error {
			tasks, err := client.JobTasks(ctx, many)
			require.NotEmpty(t, tasks)
			return err
		},
		"JobPostingStatuses": func(ctx context.Context, client *linkedin.Client) error {
			statuses, err := client.JobPostingStatuses(ctx, many)
			require.NotEmpty(t, statuses)
			return err
		},
		"BlockedWebhooks": func(ctx context.Context, client *linkedin.Client) error {
			_, err := client.BlockedWebhooks(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := httpmock.NewMockTransport()
				network.RegisterResponder(http.MethodPost, "=~/accessToken", httpmock.NewStringResponder(200, `{"access_token":"test-token"}`))
				var requests atomic.Int64
				network.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
					n := requests.Add(1)
					select {
					case <-time.After(40 * time.Second): // the bubble's clock
					case <-r.Context().Done():
						return nil, r.Context().Err()
					}
					elements := strings.TrimSuffix(strings.Repeat(`{"id":"t","status":202},`, 100), ",")
					return httpmock.NewStringResponse(200, `{"results":{},"elements":[`+elements+`],"paging":{"links":[{"rel":"next","href":"?start=`+strconv.FormatInt(n, 10)+`"}]}}`), nil
				})
				client, err := linkedin.NewClient(testCreds, rolecall.WithHTTPClient(&http.Client{Transport: network}), singleAttempt)
				require.NoError(t, err)
				start := time.Now()
				err = call(t.Context(), client)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, time.Minute, time.Since(start))
				require.EqualValues(t, 2, requests.Load())
			})
		})
	}
}

// The error of one job of a batch may repeat a secret.
func TestRedactSecretsInJobErrors(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"test-secret", "test-token"} {
		failed := `{"status":400,"message":"` + secret + `","code":"` + secret + `","requestId":"` + secret + `"}`
		client := clientWithResponse(t, http.StatusOK, `{"elements":[{"status":400,"error":`+failed+`}]}`)
		results, err := client.PostJobs(t.Context(), jobs(1, linkedin.OperationUpdate))
		require.NoError(t, err)
		client = clientWithResponse(t, http.StatusOK, `{"results":{},"errors":{"urn:1":`+failed+`}}`)
		tasks, err := client.JobTasks(t.Context(), []string{"urn:1"})
		require.NoError(t, err)
		for _, err := range []error{results[0].Err, tasks[0].Err} {
			e, ok := errors.AsType[*rolecall.Error](err)
			require.True(t, ok)
			require.Equal(t, "[redacted]", e.Message)
			require.NotContains(t, e.Code+e.RequestID+string(e.Body), secret)
		}
	}
}
