//go:build contract

package linkedin_test

import (
	"errors"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// TestContractMock sends our calls to a mock server that follows LinkedIn's own OpenAPI document. The mock
// rejects requests that the document does not allow, and responds with the document's examples or with random
// data. .ci/contract/run.sh starts it.
func TestContractMock(t *testing.T) {
	mock, err := url.Parse(os.Getenv("ROLECALL_CONTRACT_LINKEDIN"))
	require.NoError(t, err)
	require.NotEmpty(t, mock.Host, "ROLECALL_CONTRACT_LINKEDIN is not set")
	// The mock's paths have no version.
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(mock)
		r.Out.URL.Path = strings.TrimPrefix(r.In.URL.Path, "/v2")
	}}
	connect := func(t *testing.T, prefer string) *linkedin.Client {
		return clientOf(t, func(w http.ResponseWriter, r *http.Request) {
			if prefer != "" {
				r.Header.Set("Prefer", prefer)
			}
			forward.ServeHTTP(w, r)
		}, rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}))
	}

	// The document's anyOf requires a contract or an availability in each job. LinkedIn's own examples of basic
	// jobs have neither.
	jobs := func(n int, op linkedin.Operation) []linkedin.JobPosting {
		list := jobs(n, op)
		for i := range list {
			list[i].Availability = linkedin.AvailabilityPublic
		}
		return list
	}
	t.Run("creates jobs", func(t *testing.T) {
		for _, op := range []linkedin.Operation{linkedin.OperationCreate, linkedin.OperationUpdate, linkedin.OperationRenew, linkedin.OperationClose} {
			results, err := connect(t, "").PostJobs(t.Context(), jobs(2, op))
			require.NoError(t, err)
			require.Len(t, taskIDs(t, results), 2)
		}
	})
	t.Run("sends every field of the document", func(t *testing.T) {
		job := validJob("job-1", linkedin.OperationCreate)
		job.CompanyName, job.CompanyDescription, job.SkillsDescription = "Example", "Steel", "Welding"
		job.Categories, job.Industries, job.CompanyJobCode = []string{"acct"}, []string{"urn:li:industry:55"}, "J-1"
		job.EmploymentStatus, job.ExperienceLevel = linkedin.EmploymentFullTime, linkedin.ExperienceExecutive
		job.TrackingPixelURL, job.ListingType, job.Contract = "https://pixel.example.com/p.gif", linkedin.ListingPremium, "urn:li:contract:1"
		job.PosterEmail, job.ShowPosterInfo, job.Availability = "hr@example.com", new(true), linkedin.AvailabilityPublic
		job.RequisitionOwnerEmail, job.RequisitionOwnerFirstName, job.RequisitionOwnerLastName = "hr@example.com", "Uma", "Roth"
		results, err := connect(t, "").PostJobs(t.Context(), append(jobs(1, linkedin.OperationCreate), job))
		require.NoError(t, err)
		require.Len(t, taskIDs(t, results), 2)
	})
	t.Run("reads the errors of single jobs", func(t *testing.T) {
		results, err := connect(t, "example=simpleJobPostingErrorResponseExample").PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
		require.NoError(t, err)
		require.ErrorIs(t, results[0].Err, rolecall.ErrInvalid)
	})
	t.Run("reads error statuses", func(t *testing.T) {
		for status, class := range map[string]error{"401": rolecall.ErrUnauthorized, "403": rolecall.ErrForbidden, "404": rolecall.ErrNotFound} {
			results, err := connect(t, "code="+status).PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
			require.ErrorIs(t, err, class)
			require.ErrorIs(t, results[0].Err, class)
		}
	})
	t.Run("reads tasks", func(t *testing.T) {
		ids := []string{"urn:li:simpleJobPostingTask:<taskId1>", "urn:li:simpleJobPostingTask:<taskId2>"}
		tasks, err := connect(t, "").JobTasks(t.Context(), ids)
		require.NoError(t, err)
		require.Equal(t, linkedin.TaskSucceeded, tasks[0].Status)
		require.Equal(t, linkedin.TaskInProgress, tasks[1].Status)

		failed, err := connect(t, "example=simpleJobPostingTaskErrorResultExample").JobTasks(t.Context(), []string{"urn:li:simpleJobPostingTask:<taskID>"})
		require.NoError(t, err)
		require.Equal(t, linkedin.TaskFailed, failed[0].Status)
		require.NotEmpty(t, failed[0].ErrorMessage)
	})
	t.Run("reads random responses", func(t *testing.T) {
		// The document allows a response without the list, which is an error for us. All others must decode.
		withoutList := func(err error) bool {
			failed, ok := errors.AsType[*rolecall.Error](err)
			return ok && failed.StatusCode == http.StatusOK && !strings.Contains(string(failed.Body), `"elements"`)
		}
		posted, read := 0, 0
		for _, seed := range []string{"1", "2", "3", "4", "5"} {
			client := connect(t, "dynamic=true, seed="+seed)
			if results, err := client.PostJobs(t.Context(), jobs(2, linkedin.OperationCreate)); !withoutList(err) {
				require.NoError(t, err)
				require.Len(t, results, 2)
				posted++
			}
			if tasks, err := client.JobTasks(t.Context(), []string{"urn:li:simpleJobPostingTask:1"}); !withoutList(err) {
				require.NoError(t, err)
				require.Len(t, tasks, 1)
				read++
			}
		}
		require.Positive(t, posted)
		require.Positive(t, read)
	})
	t.Run("the mock rejects an invalid job", func(t *testing.T) {
		list := jobs(1, linkedin.OperationClose)
		list[0].Description = "short" // the SDK does not check the length for CLOSE
		_, err := connect(t, "").PostJobs(t.Context(), list)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		failed, ok := errors.AsType[*rolecall.Error](err)
		require.True(t, ok)
		require.Contains(t, string(failed.Body), "description")
	})
}
