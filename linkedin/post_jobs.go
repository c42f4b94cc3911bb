package linkedin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// PostResult is the result of one job of [Client.PostJobs].
type PostResult struct {
	// ExternalJobPostingID is your id of the job.
	ExternalJobPostingID string
	// TaskIDs are the ids of the tasks in which LinkedIn processes the job,
	// "urn:li:simpleJobPostingTask:…": one, or one per location. An accepted job is not listed yet: read
	// its tasks with [Client.JobTasks] after five minutes and within 24 hours.
	TaskIDs []string
	// Status is LinkedIn's status for this job: 202 if it was accepted, 0 if there is none.
	Status int
	// Err is nil if the job was accepted. Otherwise it is a [*rolecall.Error]. It is [rolecall.ErrInvalid]
	// with a [*FieldError] if the job was rejected before it was sent, [ErrNotSent] if the job was not sent
	// because another request failed, and [rolecall.ErrAmbiguous] if LinkedIn may have accepted the job. In
	// all other cases, LinkedIn's status determines its class.
	Err error
	// Warnings are the problems found by [Client.Validate] that do not prevent sending the job; nil if there
	// are none. If the job was rejected before it was sent, Err contains them as well.
	Warnings []*FieldError
	// Raw is LinkedIn's response for this job, nil if there is none.
	Raw json.RawMessage
}

// maxBatchJobs is the maximum number of jobs per request.
const maxBatchJobs = 100

// opPostJobs is the name of the operation. It is also used for jobs that are not sent.
var opPostJobs = newRequest(postJobs).Op

const postJobs = "batch_create simpleJobPostings"

// PostJobs creates, updates, renews and closes jobs, each according to its Operation. It always returns
// one result for each job, in the order of jobs.
//
// It validates all jobs first ([Client.Validate]). An invalid job is not sent, and neither is a job with the
// id of an earlier valid one; their results have the error. The other jobs are sent. A request has at most 100
// jobs with the same Operation. The requests are sent one after the other. LinkedIn processes accepted jobs
// later, in tasks: read these to learn whether a job is listed.
//
// The returned error is the error of the first request that failed; each job of this request has it in its
// result. If LinkedIn rejected the content of a request (400, 409, 422), the next requests are sent
// nevertheless; after any other error the remaining jobs have [ErrNotSent]. The error of a single job is only
// in its result. [rolecall.CaptureMeta] describes the last request.
//
// A request that LinkedIn may have processed is not retried. If its response was 408, 500, 502 or 504, was cut
// or unreadable, or never arrived, each of its jobs has [rolecall.ErrAmbiguous]: LinkedIn may have accepted
// it. A single job has this error if LinkedIn returned such a status, or no element, for it. Send these jobs
// again unmodified, creations not before five minutes have passed: a repeated update is harmless, a second
// closing is [rolecall.ErrConflict], and the task of a second creation fails, see [JobTask.Duplicate]. A
// second renewal may extend the listing by another 30 days.
//
// [rolecall.WithTimeout] bounds all requests of a call together; the default is 60 seconds. Increase it for
// thousands of jobs, or call PostJobs with a few hundred at a time.
//
// Source: learn.microsoft.com/linkedin, "Create Jobs". Only LinkedIn's Java SDK says that the jobs of a
// request have the same operation.
func (c *Client) PostJobs(ctx context.Context, jobs []JobPosting, call ...rolecall.CallOption) ([]PostResult, error) {
	ctx, cancel := c.withTimeout(ctx)
	defer cancel()
	results := make([]PostResult, len(jobs))
	var first error
	batches := c.batches(jobs, results)
	for n, batch := range batches {
		err := c.post(ctx, jobs, batch, results, call)
		if err == nil {
			continue
		}
		for _, i := range batch {
			results[i].Err = err.WithCause() // a copy for each
		}
		if first == nil {
			first = err
		}
		if !isContentError(err) {
			c.markNotSent(batches[n+1:], results)
			break
		}
	}
	return results, first
}

// batches returns the indexes of the valid jobs, one slice per request. It sets the errors of the invalid
// jobs in results.
func (c *Client) batches(jobs []JobPosting, results []PostResult) [][]int {
	var batches [][]int
	open := map[Operation]int{} // the batch that is not full yet, by operation
	seen := make(map[string]int, len(jobs))
	now := time.Now()
	for i := range jobs {
		job := &jobs[i]
		results[i].ExternalJobPostingID = job.ExternalJobPostingID
		name := fmt.Sprintf("job %d (%q)", i+1, job.ExternalJobPostingID)
		problems := c.validate(job, now)
		results[i].Warnings = warnings(problems)
		if len(results[i].Warnings) < len(problems) {
			results[i].Err = c.problemsOf(name, rolecall.ErrInvalid, problems)
			continue
		}
		if earlier, duplicate := seen[job.ExternalJobPostingID]; duplicate {
			problem := &FieldError{Field: "externalJobPostingId", Problem: fmt.Sprintf("duplicates job %d: the id must be unique in a call", earlier+1)}
			results[i].Err = c.api.Invalid(opPostJobs, name+": "+problem.Error(), problem)
			continue
		}
		seen[job.ExternalJobPostingID] = i
		at, ok := open[job.Operation]
		if !ok || len(batches[at]) == maxBatchJobs {
			at = len(batches)
			open[job.Operation] = at
			batches = append(batches, nil)
		}
		batches[at] = append(batches[at], i)
	}
	return batches
}

// isContentError reports whether LinkedIn rejected a request because of its jobs: other requests may succeed.
// The status is not sufficient, because it may be the status of the request for a token.
func isContentError(e *rolecall.Error) bool {
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
		return errors.Is(e, rolecall.ErrInvalid) || errors.Is(e, rolecall.ErrConflict)
	}
	return false
}

func (c *Client) markNotSent(batches [][]int, results []PostResult) {
	for _, batch := range batches {
		for _, i := range batch {
			results[i].Err = c.api.Local(opPostJobs, strings.TrimPrefix(ErrNotSent.Error(), "linkedin: "), ErrNotSent)
		}
	}
}

// post sends one request, and sets the results of its jobs.
func (c *Client) post(ctx context.Context, jobs []JobPosting, batch []int, results []PostResult, call []rolecall.CallOption) *rolecall.Error {
	req := c.withVersion(newRequest(postJobs))
	req.Header.Set("X-Restli-Method", "batch_create")
	body := batchCreate{Elements: make([]*JobPosting, len(batch))}
	for k, i := range batch {
		body.Elements[k] = c.withWireNames(&jobs[i])
	}
	req.Body = body
	var all elements
	resp, err := transport.DoInto(ctx, c.api, req, &all, nil, call...)
	if e, ok := errors.AsType[*rolecall.Error](err); ok {
		return e
	}
	if err != nil {
		return c.api.Local(opPostJobs, "", err) // unreachable: every error of transport is a *rolecall.Error
	}
	created := all.align(body.Elements)
	for k, i := range batch {
		results[i].fill(resp, created[k])
	}
	return nil
}

// batchCreate is the body of the request.
type batchCreate struct {
	Elements []*JobPosting `json:"elements"`
}

// withWireNames returns a job whose JSON has the member names of the API in use.
func (c *Client) withWireNames(job *JobPosting) *JobPosting {
	if c.version == "" || job.Company == "" {
		return job
	}
	renamed := *job
	renamed.Extra = maps.Clone(job.Extra)
	if renamed.Extra == nil {
		renamed.Extra = map[string]json.RawMessage{}
	}
	renamed.Extra["company"], _ = json.Marshal(job.Company) // a string: no error
	renamed.Company = ""
	return &renamed
}
