package linkedin_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

func TestPostJobs(t *testing.T) {
	t.Parallel()
	t.Run("tasks of created jobs succeed", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		results, err := h.client.PostJobs(t.Context(), jobs(3, linkedin.OperationCreate))
		require.NoError(t, err)
		require.Len(t, results, 3)
		for i, r := range results {
			require.NoError(t, r.Err)
			require.Equal(t, "job-"+strconv.Itoa(i), r.ExternalJobPostingID)
			require.Equal(t, http.StatusAccepted, r.Status)
			require.Len(t, r.TaskIDs, 1)
			require.Contains(t, string(r.Raw), r.TaskIDs[0])
		}
		h.fake.Advance(5 * time.Minute)
		require.Equal(t, 3, h.fake.Jobs(h.fake.Credentials.ClientID))
		tasks, err := h.client.JobTasks(t.Context(), taskIDs(t, results))
		require.NoError(t, err)
		for _, task := range tasks {
			require.Equal(t, linkedin.TaskSucceeded, task.Status)
		}
	})
	t.Run("sends the request of the v2 API", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		job := validJob("job-1", linkedin.OperationCreate)
		job.ListedAt = time.UnixMilli(1700000000123)
		_, err := h.client.PostJobs(t.Context(), []linkedin.JobPosting{job})
		require.NoError(t, err)
		r := h.fake.Calls()[0]
		require.Equal(t, "/v2/simpleJobPostings", r.URL.Path)
		require.Equal(t, []string{"batch_create"}, r.Header["X-Restli-Method"])
		require.Empty(t, r.Header["X-Restli-Protocol-Version"])
		require.Empty(t, r.Header["Linkedin-Version"])
		require.Empty(t, r.URL.RawQuery)
		var body struct{ Elements []map[string]any }
		require.NoError(t, json.Unmarshal([]byte(bodyOf(t, r)), &body))
		require.Equal(t, []map[string]any{{
			"externalJobPostingId": "job-1", "jobPostingOperationType": "CREATE", "integrationContext": "urn:li:organization:1234",
			"companyApplyUrl": "https://careers.example.com/job-1", "title": "Welder", "posterEmail": "hr@example.com", "description": job.Description,
			"listedAt": float64(1700000000123), "location": "Hamburg, Germany",
		}}, body.Elements)
	})
	t.Run("sends the names of the versioned API", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		client := connect(t, h.fake, h.fake.Credentials, linkedin.WithVersion("202603"))
		job := validJob("job-1", linkedin.OperationCreate)
		job.PartnerRequisitionID = "req-1"
		job.Extra = map[string]json.RawMessage{}
		results, err := client.PostJobs(t.Context(), []linkedin.JobPosting{job})
		require.NoError(t, err)
		require.NoError(t, results[0].Err)
		require.Empty(t, job.Extra)
		require.Equal(t, "urn:li:organization:1234", job.Company)
		r := h.fake.Calls()[0]
		require.Equal(t, "/rest/simpleJobPostings", r.URL.Path)
		require.Equal(t, "202603", r.Header.Get("LinkedIn-Version"))
		body := bodyOf(t, r)
		require.Contains(t, body, `"company":"urn:li:organization:1234"`)
		require.Contains(t, body, `"partnerRequisitionId":"req-1"`)
		require.NotContains(t, body, "integrationContext")

		for _, op := range []linkedin.Operation{linkedin.OperationUpgrade, linkedin.OperationDowngrade} {
			results, err := client.PostJobs(t.Context(), []linkedin.JobPosting{validJob("job-1", op)})
			require.NoError(t, err)
			require.NoError(t, results[0].Err)
		}
	})
	t.Run("each location has a task", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		list := jobs(3, linkedin.OperationCreate)
		list[1].AlternateLocations = []string{"Hamburg, Germany", "Bremen, Germany", "Kiel, Germany"}
		for _, client := range []*linkedin.Client{h.client, connect(t, h.fake, h.fake.Credentials, linkedin.WithVersion("202603"))} {
			results, err := client.PostJobs(t.Context(), list)
			require.NoError(t, err)
			require.Len(t, results[0].TaskIDs, 1)
			require.Len(t, results[1].TaskIDs, 3)
			require.Len(t, results[2].TaskIDs, 1)
		}
	})
	t.Run("no jobs send no request", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		results, err := h.client.PostJobs(t.Context(), nil)
		require.NoError(t, err)
		require.Empty(t, results)
		require.Empty(t, h.fake.Requests())
	})
}

func TestPostJobsBatches(t *testing.T) {
	t.Parallel()
	sizes := func(t *testing.T, h *harness) (list []string) {
		for _, r := range h.fake.Calls() {
			body := bodyOf(t, r)
			ops := map[string]int{}
			for _, op := range []string{"CREATE", "UPDATE", "CLOSE"} {
				if n := strings.Count(body, `"`+op+`"`); n > 0 {
					ops[op] = n
					list = append(list, op+" "+strconv.Itoa(n))
				}
			}
			require.Len(t, ops, 1, "all jobs of a request have the same operation")
		}
		return list
	}
	t.Run("batches of 100, results in order", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		results, err := h.client.PostJobs(t.Context(), jobs(250, linkedin.OperationUpdate))
		require.NoError(t, err)
		require.Len(t, results, 250)
		for i, r := range results {
			require.NoError(t, r.Err)
			require.Equal(t, "job-"+strconv.Itoa(i), r.ExternalJobPostingID)
		}
		require.Equal(t, []string{"UPDATE 100", "UPDATE 100", "UPDATE 50"}, sizes(t, h))
		tasks, err := h.client.JobTasks(t.Context(), taskIDs(t, results))
		require.NoError(t, err)
		for i, task := range tasks {
			require.Equal(t, results[i].ExternalJobPostingID, task.ExternalJobPostingID, "each result has the task of its job")
		}
	})
	t.Run("one operation per batch", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		list := jobs(210, linkedin.OperationUpdate)
		for i := range list {
			if i%2 == 1 {
				list[i].Operation = linkedin.OperationCreate
			}
		}
		results, err := h.client.PostJobs(t.Context(), list)
		require.NoError(t, err)
		require.Equal(t, []string{"UPDATE 100", "CREATE 100", "UPDATE 5", "CREATE 5"}, sizes(t, h))
		tasks, err := h.client.JobTasks(t.Context(), taskIDs(t, results))
		require.NoError(t, err)
		for i, task := range tasks {
			require.Equal(t, list[i].ExternalJobPostingID, task.ExternalJobPostingID)
		}
	})
	t.Run("invalid jobs are not sent, the others are", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		list := jobs(5, linkedin.OperationCreate)
		list[1].Description = "short"
		list[3].ExternalJobPostingID = "job-0"
		results, err := h.client.PostJobs(t.Context(), list)
		require.NoError(t, err)
		for _, i := range []int{0, 2, 4} {
			require.NoError(t, results[i].Err)
		}
		require.ErrorIs(t, results[1].Err, rolecall.ErrInvalid)
		require.EqualError(t, results[1].Err, `linkedin.simple_job_postings.create: job 2 ("job-1"): description: must have 100 to 25,000 characters, has 5: invalid request`)
		field, ok := errors.AsType[*linkedin.FieldError](results[1].Err)
		require.True(t, ok)
		require.Equal(t, "description", field.Field)
		require.ErrorIs(t, results[3].Err, rolecall.ErrInvalid)
		require.ErrorContains(t, results[3].Err, `job 4 ("job-0"): externalJobPostingId: duplicates job 1: the id must be unique in a call`)
		require.Equal(t, []string{"CREATE 3"}, sizes(t, h))
	})
	t.Run("only invalid jobs send no request", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		results, err := h.client.PostJobs(t.Context(), []linkedin.JobPosting{{}})
		require.NoError(t, err)
		require.ErrorIs(t, results[0].Err, rolecall.ErrInvalid)
		require.Empty(t, h.fake.Requests(), "not even a token request")
	})
}

func TestPostJobsErrors(t *testing.T) {
	t.Parallel()
	t.Run("single jobs in a 200", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		list := jobs(3, linkedin.OperationClose)
		_, err := h.client.PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
		require.NoError(t, err)
		h.fake.Advance(5 * time.Minute)
		results, err := h.client.PostJobs(t.Context(), list)
		require.NoError(t, err)
		require.NoError(t, results[0].Err)
		for _, r := range results[1:] {
			require.ErrorIs(t, r.Err, rolecall.ErrConflict)
			require.NotErrorIs(t, r.Err, rolecall.ErrAmbiguous)
			require.Equal(t, http.StatusConflict, r.Status)
			require.Empty(t, r.TaskIDs)
			e, ok := errors.AsType[*rolecall.Error](r.Err)
			require.True(t, ok)
			require.Equal(t, "The job is closed or unknown", e.Message)
			require.NotEmpty(t, e.RequestID)
			require.Equal(t, "/v2/simpleJobPostings", e.Path)
		}
		require.NotSame(t, results[1].Err, results[2].Err)
	})
	t.Run("400 fails the jobs of one batch", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		h.fake.Inject(nil, linkedintest.Status(http.StatusBadRequest))
		results, err := h.client.PostJobs(t.Context(), jobs(250, linkedin.OperationUpdate))
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		for i, r := range results {
			if i < 100 || i >= 200 {
				require.NoError(t, r.Err, "the other batches were sent")
				continue
			}
			require.ErrorIs(t, r.Err, rolecall.ErrInvalid)
			require.NotSame(t, err, r.Err)
		}
		require.Len(t, h.fake.Calls(), 3)
	})
	t.Run("403, 402, 426 and 503 stop the call", func(t *testing.T) {
		t.Parallel()
		for status, class := range map[int]error{
			http.StatusForbidden: rolecall.ErrForbidden, http.StatusPaymentRequired: rolecall.ErrNeedsHuman, http.StatusUpgradeRequired: rolecall.ErrInvalid,
			http.StatusServiceUnavailable: rolecall.ErrUnavailable,
		} {
			h := newHarness(t)
			h.fake.Inject(nil, linkedintest.Status(status))
			results, err := h.client.PostJobs(t.Context(), jobs(350, linkedin.OperationUpdate))
			require.ErrorIs(t, err, class)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Len(t, results, 350)
			for i, r := range results {
				switch {
				case i < 100:
					require.NoError(t, r.Err)
				case i < 200:
					require.ErrorIs(t, r.Err, class)
				default:
					require.ErrorIs(t, r.Err, linkedin.ErrNotSent)
					require.NotErrorIs(t, r.Err, rolecall.ErrAmbiguous)
				}
			}
			require.Len(t, h.fake.Calls(), 2, "nothing is retried")
		}
	})
	t.Run("lost connection makes one batch ambiguous", func(t *testing.T) {
		t.Parallel()
		for name, fault := range map[string]linkedintest.Fault{
			"connection cut": linkedintest.Cut(), "response cut": linkedintest.CutBody(), "502 in HTML": linkedintest.HTML(http.StatusBadGateway),
			"504 in JSON": linkedintest.Status(http.StatusGatewayTimeout), "502 in JSON": linkedintest.Status(http.StatusBadGateway),
		} {
			h := newHarness(t)
			h.fake.Inject(nil, fault)
			results, err := h.client.PostJobs(t.Context(), jobs(250, linkedin.OperationUpdate))
			require.ErrorIs(t, err, rolecall.ErrAmbiguous, name)
			require.NoError(t, results[99].Err)
			require.ErrorIs(t, results[100].Err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, results[199].Err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, results[200].Err, linkedin.ErrNotSent)
			require.Len(t, h.fake.Calls(), 2, name)
		}
	})
	t.Run("429 is retried", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		h.fake.Inject(linkedintest.Status(http.StatusTooManyRequests))
		results, err := h.client.PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
		require.NoError(t, err)
		require.NoError(t, results[0].Err)
		require.Len(t, h.fake.Calls(), 2)
	})
	t.Run("parent application is forbidden", func(t *testing.T) {
		t.Parallel()
		h := newHarness(t)
		_, err := h.parent.PostJobs(t.Context(), jobs(1, linkedin.OperationCreate))
		require.ErrorIs(t, err, rolecall.ErrForbidden)
	})
}

func TestPostJobsResponseShapes(t *testing.T) {
	t.Parallel()
	const task = "urn:li:simpleJobPostingTask:1"
	for name, tt := range map[string]struct {
		body  string
		check func(t *testing.T, r []linkedin.PostResult)
	}{
		"statuses as strings": {`{"elements":[{"id":"` + task + `","status":"202"},{"status":"422","error":{"message":"no","status":"422"}}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.NoError(t, r[0].Err)
			require.Equal(t, []string{task}, r[0].TaskIDs)
			require.ErrorIs(t, r[1].Err, rolecall.ErrInvalid)
			require.Equal(t, 422, r[1].Status)
		}},
		"task id only in location": {`{"elements":[{"location":"/simpleJobPostings/urn%3Ali%3AsimpleJobPostingTask%3A1","status":202},{"id":"` + task + `"}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.Equal(t, []string{task}, r[0].TaskIDs)
			require.NoError(t, r[1].Err)
		}},
		"another order, with job ids": {`{"elements":[{"id":"t1","status":202,"entity":{"externalJobPostingId":"job-1"}},{"id":"t0","status":202,"entity":{"externalJobPostingId":"job-0"}}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.Equal(t, []string{"t0"}, r[0].TaskIDs)
			require.Equal(t, []string{"t1"}, r[1].TaskIDs)
		}},
		"errors with codes": {`{"elements":[{"status":400,"error":{"message":"late","code":"ERROR_INVALID_LISTED_AT_FIELD","requestId":"r-7","errorDetails":{"externalJobPostingId":"job-1"}}},{"id":"t0","status":202}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.Equal(t, []string{"t0"}, r[0].TaskIDs)
			e, ok := errors.AsType[*rolecall.Error](r[1].Err)
			require.True(t, ok)
			require.Equal(t, "ERROR_INVALID_LISTED_AT_FIELD", e.Code)
			require.Equal(t, "r-7", e.RequestID)
			require.Equal(t, 400, e.StatusCode)
		}},
		"status next to the elements": {`{"status":422,"elements":[{"id":"t0","status":202},{"id":"t1","status":500}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.NoError(t, r[0].Err)
			require.ErrorIs(t, r[1].Err, rolecall.ErrUnavailable)
		}},
		"no budget": {`{"elements":[{"status":402,"error":{"message":"no slots","serviceErrorCode":7}},{"status":403,"error":{"status":403}}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.ErrorIs(t, r[0].Err, rolecall.ErrNeedsHuman)
			require.ErrorIs(t, r[1].Err, rolecall.ErrForbidden)
			require.ErrorContains(t, r[0].Err, "402 Payment Required: 7: no slots")
		}},
		"too few elements are ambiguous": {`{"elements":[{"id":"t0","status":202}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.ErrorIs(t, r[0].Err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, r[1].Err, rolecall.ErrAmbiguous)
		}},
		"invalid and empty elements are ambiguous": {`{"elements":[7,{"status":202}]}`, func(t *testing.T, r []linkedin.PostResult) {
			require.ErrorIs(t, r[0].Err, rolecall.ErrAmbiguous)
			require.JSONEq(t, `7`, string(r[0].Raw))
			require.ErrorIs(t, r[1].Err, rolecall.ErrAmbiguous)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results, err := clientWithResponse(t, http.StatusOK, tt.body).PostJobs(t.Context(), jobs(2, linkedin.OperationUpdate))
			require.NoError(t, err)
			tt.check(t, results)
		})
	}
	for _, body := range []string{`{}`, `[]`, `{"elements":null}`, `{"elements":{}}`, `<html>`, ``} {
		t.Run("no elements: "+body, func(t *testing.T) {
			t.Parallel()
			results, err := clientWithResponse(t, http.StatusOK, body).PostJobs(t.Context(), jobs(2, linkedin.OperationUpdate))
			require.ErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, results[1].Err, rolecall.ErrAmbiguous)
		})
	}
	t.Run("200 with status 429 in body", func(t *testing.T) {
		t.Parallel()
		_, err := clientWithResponse(t, http.StatusOK, `{"status":429,"message":"slow down"}`).PostJobs(t.Context(), jobs(1, linkedin.OperationUpdate))
		require.ErrorIs(t, err, rolecall.ErrRateLimited)
	})
}

func TestPostJobsCanceled(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	ctx, cancel := context.WithCancel(t.Context())
	var calls atomic.Int64
	client := connect(t, h.fake, h.fake.Credentials, rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
		return func(r *http.Request) (*http.Response, error) {
			if calls.Add(1) == 3 {
				cancel()
			}
			return next(r)
		}
	}))
	results, err := client.PostJobs(ctx, jobs(400, linkedin.OperationUpdate))
	require.ErrorIs(t, err, context.Canceled)
	firstError := slices.IndexFunc(results, func(r linkedin.PostResult) bool { return r.Err != nil })
	require.Equal(t, 200, firstError)
	require.ErrorIs(t, results[300].Err, linkedin.ErrNotSent)
}
