package linkedin_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// singleAttempt turns off retries.
var singleAttempt = rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1})

// responding returns a fault that responds with a status, a body and header pairs.
func responding(status int, body string, header ...string) linkedintest.Fault {
	return linkedintest.NewFault("responding", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

// cutShort returns a fault that sends a status and half of a body, and closes the connection.
func cutShort(status int) linkedintest.Fault {
	return linkedintest.NewFault("cutShort", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Length", "200")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"serviceErrorCode":656`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
}

// classes lists the classes that an error can match.
var classes = []error{
	rolecall.ErrUnauthorized, rolecall.ErrForbidden, rolecall.ErrNotFound, rolecall.ErrConflict, rolecall.ErrInvalid,
	rolecall.ErrRateLimited, rolecall.ErrUnavailable, rolecall.ErrPending, rolecall.ErrNeedsHuman, rolecall.ErrAmbiguous,
}

// calls holds calls that read and calls that write, by a name that begins with "read" or "write".
var calls = map[string]func(ctx context.Context, client *linkedin.Client) error{
	"read tasks": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.JobTasks(ctx, []string{"urn:li:simpleJobPostingTask:1"})
		return err
	},
	"read statuses": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.JobPostingStatuses(ctx, []string{"job-1"})
		return err
	},
	"read application": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.FindApplication(ctx, "customer-1")
		return err
	},
	"read webhooks": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.BlockedWebhooks(ctx)
		return err
	},
	"write jobs": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.PostJobs(ctx, jobs(1, linkedin.OperationCreate))
		return err
	},
	"write one job": func(ctx context.Context, client *linkedin.Client) error {
		results, _ := client.PostJobs(ctx, jobs(1, linkedin.OperationCreate))
		return results[0].Err
	},
	"write action": func(ctx context.Context, client *linkedin.Client) error {
		return client.ReportAction(ctx, linkedin.LifecycleAction{
			JobApplicationID: "urn:li:jobApplication:7", Action: linkedin.ActionApplicationViewed, PerformedAt: time.Now(), IntegrationContext: "urn:li:organization:1",
		})
	},
	"write application": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.ProvisionApplication(ctx, linkedin.ProvisionApplicationRequest{UniqueForeignID: "customer-7", Name: "Example", Description: "Jobs"})
		return err
	},
	"read with Call": func(ctx context.Context, client *linkedin.Client) error {
		_, err := linkedin.Call[json.RawMessage](ctx, client, linkedin.CallRequest{
			Method: "batch_get", Path: "/v2/jobPostingStatus", Query: linkedin.Query{"ids": []string{"job-1"}},
		})
		return err
	},
	"write with Call": func(ctx context.Context, client *linkedin.Client) error {
		_, err := linkedin.Call[json.RawMessage](ctx, client, linkedin.CallRequest{
			Method: "action", Path: "/v2/developerApplicationsSecurity",
			Query: linkedin.Query{"action": "rollDeveloperApplicationSecret"}, Body: struct{}{},
		})
		return err
	},
	"write secret": func(ctx context.Context, client *linkedin.Client) error {
		_, err := client.RotateSecret(ctx)
		return err
	},
}

// If the token request fails, the call is not sent. Its error has the status and the class of the token request,
// and is never ambiguous.
func TestTokenRequestErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault   linkedintest.Fault
		status  int
		classes []error
	}{
		"500":                     {linkedintest.Status(500), 500, []error{rolecall.ErrUnavailable}},
		"502 in HTML":             {linkedintest.HTML(502), 502, []error{rolecall.ErrUnavailable}},
		"504":                     {linkedintest.Status(504), 504, []error{rolecall.ErrUnavailable}},
		"408":                     {linkedintest.Status(408), 408, []error{rolecall.ErrUnavailable}},
		"200 in HTML":             {linkedintest.HTML(200), 200, []error{rolecall.ErrUnavailable}},
		"200 with empty body":     {responding(200, ""), 200, []error{rolecall.ErrUnavailable}},
		"200 without a token":     {responding(200, `{}`), 200, []error{rolecall.ErrUnavailable}},
		"empty token":             {responding(200, `{"access_token":""}`), 200, []error{rolecall.ErrUnavailable}},
		"token with a line break": {responding(200, `{"access_token":"test\r\ntoken"}`), 200, []error{rolecall.ErrUnavailable}},
		"token is an array":       {responding(200, `{"access_token":["test-token"]}`), 200, []error{rolecall.ErrUnavailable}},
		"redirect":                {responding(302, "", "Location", "https://www.example.com/login"), 302, []error{rolecall.ErrUnavailable}},
		"999":                     {responding(999, "denied"), 999, []error{rolecall.ErrUnavailable}},
		"connection cut":          {linkedintest.Cut(), 0, []error{rolecall.ErrUnavailable}},
		"response cut":            {cutShort(200), 200, []error{rolecall.ErrUnavailable}},
		"404":                     {linkedintest.Status(404), 404, []error{rolecall.ErrUnavailable}},
		"400 in HTML":             {linkedintest.HTML(400), 400, []error{rolecall.ErrUnavailable}},
		"400 invalid_request":     {responding(400, `{"error":"invalid_request"}`), 400, []error{rolecall.ErrUnauthorized}},
		"400 invalid_client":      {responding(400, `{"error":"invalid_client"}`), 400, []error{rolecall.ErrUnauthorized}},
		"400 invalid_client_id":   {responding(400, `{"error":"invalid_client_id"}`), 400, []error{rolecall.ErrUnauthorized}},
		"400 unauthorized_client": {responding(400, `{"error":"unauthorized_client"}`), 400, []error{rolecall.ErrForbidden}},
		"400 with another code":   {responding(400, `{"error":"something_new"}`), 400, []error{rolecall.ErrUnavailable}},
		"200 with an error":       {responding(200, `{"error":"invalid_client"}`), 200, []error{rolecall.ErrUnauthorized}},
		"401 access_denied":       {responding(401, `{"error":"access_denied"}`), 401, []error{rolecall.ErrUnauthorized, rolecall.ErrNeedsHuman}},
		"403":                     {linkedintest.Status(403), 403, []error{rolecall.ErrForbidden}},
		"409":                     {linkedintest.Status(409), 409, []error{rolecall.ErrUnavailable}},
		"422":                     {linkedintest.Status(422), 422, []error{rolecall.ErrUnavailable}},
		"429":                     {linkedintest.Status(429), 429, []error{rolecall.ErrRateLimited}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := linkedintest.NewServer(t)
			for what, call := range calls {
				fake.InjectToken(tt.fault)
				err := call(t.Context(), connect(t, fake, fake.Credentials, singleAttempt))
				require.Error(t, err, what)
				for _, class := range classes {
					expected := errorIn(class, tt.classes)
					require.Equal(t, expected, errors.Is(err, class), "%s: %v", what, class)
				}
				e, ok := errors.AsType[*rolecall.Error](err)
				require.True(t, ok)
				require.Equal(t, tt.status, e.StatusCode, what)
				require.NotEqual(t, "linkedin.token", e.Op, what)
				require.ErrorContains(t, err, ": not sent because a call that it needs failed: linkedin.token", what)
				require.NotContains(t, err.Error(), "test\r\ntoken")
				require.NotContains(t, err.Error(), "may or may not", what)
			}
			require.Empty(t, fake.Calls())
		})
	}
}

func errorIn(target error, list []error) bool {
	for _, err := range list {
		if errors.Is(target, err) {
			return true
		}
	}
	return false
}

func TestTokenRequestRateLimited(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	for what, call := range calls {
		fake.InjectToken(responding(429, `{"error":"throttled","error_description":"too many tokens"}`, "Retry-After", "3600", "X-Li-Uuid", "uuid-7"))
		err := call(t.Context(), connect(t, fake, fake.Credentials))
		e, ok := errors.AsType[*rolecall.Error](err)
		require.True(t, ok)
		require.Equal(t, 429, e.StatusCode, what)
		require.Equal(t, time.Hour, e.RetryAfter, what)
		require.Equal(t, "too many tokens", e.Message)
		require.Equal(t, "uuid-7", e.RequestID)
		require.ErrorContains(t, err, "429 Too Many Requests")
		require.ErrorContains(t, err, "too many tokens")
	}
	require.Empty(t, fake.Calls())
}

// The status of a token request says nothing about the jobs, so PostJobs stops instead of sending the next batch.
func TestPostJobsTokenRequestError(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 409, 422, 500} {
		fake := linkedintest.NewServer(t)
		fake.InjectToken(linkedintest.Status(status))
		results, err := connect(t, fake, fake.Credentials, singleAttempt).PostJobs(t.Context(), jobs(250, linkedin.OperationUpdate))
		require.ErrorIs(t, err, rolecall.ErrUnavailable)
		require.NotErrorIs(t, results[0].Err, rolecall.ErrAmbiguous)
		require.ErrorIs(t, results[100].Err, linkedin.ErrNotSent)
		require.Len(t, fake.Requests(), 1, "one token request, and nothing else")
	}
}

// A 401 renews the token even if its body was cut.
func TestRenewTokenAfterCut401(t *testing.T) {
	t.Parallel()
	for what, call := range calls {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			fake := linkedintest.NewServer(t)
			client := connect(t, fake, fake.Parent, singleAttempt)
			if what == "write jobs" || what == "write one job" || what == "write action" {
				client = connect(t, fake, fake.Credentials, singleAttempt)
			}
			_, _ = client.FindApplication(t.Context(), "customer-1") // fetches a token
			fake.Inject(cutShort(401))
			require.NoError(t, call(t.Context(), client))
			require.Len(t, fake.Requests(), 1+1+len(fake.Calls()), "a second token request")
		})
	}
	t.Run("second 401 is an error", func(t *testing.T) {
		t.Parallel()
		fake := linkedintest.NewServer(t)
		fake.Inject(cutShort(401), cutShort(401))
		_, err := connect(t, fake, fake.Credentials, singleAttempt).PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	})
}
