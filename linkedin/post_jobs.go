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

// PostResult is what became of one job of [Client.PostJobs].
type PostResult struct {
	// ExternalJobPostingID is the job's.
	ExternalJobPostingID string
	// TaskIDs are the tasks that LinkedIn does the job with, "urn:li:simpleJobPostingTask:…":
	// one, or one for each location. Accepted is not yet done: ask [Client.JobTasks], not before
	// five minutes later and within 24 hours.
	TaskIDs []string
	// Status is LinkedIn's for this job: 202 where it was accepted. 0: there was none.
	Status int
	// Err is why the job was not accepted, nil if it was. It is a [*rolecall.Error]:
	// [rolecall.ErrInvalid] with a [*FieldError] where it was refused before it was sent,
	// [ErrNotSent] where it was not sent after another request had failed,
	// [rolecall.ErrAmbiguous] where LinkedIn may have accepted it, else by LinkedIn's status.
	Err error
	// Warnings are what [Client.Validate] found that did not stop the job, nil if nothing. A job
	// that was refused before it was sent has them in Err.
	Warnings []*FieldError
	// Raw is LinkedIn's response for this job, nil where there was none.
	Raw json.RawMessage
}

// maxBatchJobs is how many LinkedIn takes in a request.
const maxBatchJobs = 100

// opPostJobs is the name of the operation, also for jobs that are not sent.
var opPostJobs = newRequest(postJobs).Op

const postJobs = "batch_create simpleJobPostings"

// PostJobs creates, updates, renews and closes jobs, each as its Operation says. It returns
// one result for each job, in their order, whatever happens.
//
// A job that LinkedIn would refuse (see [Client.Validate]) is refused by name before anything
// is sent, and the rest goes; of several jobs with the same id the first one goes. They go in
// requests of at most 100, each with one kind of operation, one after the other. LinkedIn does
// the work later: an accepted job has tasks, and only those tell whether it is listed.
//
// The error is that of the first request that failed as a whole; each of its jobs has it as
// well. After a request that LinkedIn refused for its content (400, 409, 422) the next ones go
// all the same; after any other the remaining jobs are [ErrNotSent]. A failure of a single job
// is in its result alone. CaptureMeta tells of the last request.
//
// Nothing is repeated that may have been done. Each job of a request whose response was 408, 500,
// 502 or 504, was cut or unreadable, or never arrived has [rolecall.ErrAmbiguous] in its result:
// LinkedIn may have accepted it. So has a single job for which LinkedIn gives such a status, or
// nothing. Send such a job again as it is, a creation not before five minutes later: an update may
// be done twice, a second closing is [rolecall.ErrConflict], and the second creation of an id fails
// in its task, see [JobTask.Duplicate]. A second renewal may add 30 days more.
//
// rolecall.WithTimeout bounds all requests of the call together, 60 seconds unless it is set. Set
// more for thousands of jobs, or call PostJobs for each few hundred.
//
// Source: learn.microsoft.com/linkedin, "Create Jobs". That a request has one kind of operation
// is said by LinkedIn's Java SDK alone.
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
			c.unsent(batches[n+1:], results)
			break
		}
	}
	return results, first
}

// batches puts the places of the good jobs into requests, and the faults of the others into
// their results.
func (c *Client) batches(jobs []JobPosting, results []PostResult) [][]int {
	var batches [][]int
	open := map[Operation]int{} // the batch that is not full yet
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
		if earlier, twice := seen[job.ExternalJobPostingID]; twice {
			problem := &FieldError{Field: "externalJobPostingId", Problem: fmt.Sprintf("is that of job %d, too: LinkedIn takes an id once in a batch", earlier+1)}
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

// isContentError reports whether a request was refused for one of its jobs, which says nothing of
// others. The status alone does not tell: it may be that of the request for a token.
func isContentError(e *rolecall.Error) bool {
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
		return errors.Is(e, rolecall.ErrInvalid) || errors.Is(e, rolecall.ErrConflict)
	}
	return false
}

func (c *Client) unsent(batches [][]int, results []PostResult) {
	for _, batch := range batches {
		for _, i := range batch {
			results[i].Err = c.api.Local(opPostJobs, strings.TrimPrefix(ErrNotSent.Error(), "linkedin: "), ErrNotSent)
		}
	}
}

// post sends one request, and fills in the results of its jobs.
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
		return c.api.Local(opPostJobs, "", err) // every error of transport is a *rolecall.Error
	}
	created := all.align(body.Elements)
	for k, i := range batch {
		results[i].fill(resp, created[k])
	}
	return nil
}

// batchCreate is the body of a request.
type batchCreate struct {
	Elements []*JobPosting `json:"elements"`
}

// withWireNames is the job under the names of the API in use.
func (c *Client) withWireNames(job *JobPosting) *JobPosting {
	if c.version == "" || job.Company == "" {
		return job
	}
	own := *job
	own.Extra = maps.Clone(job.Extra)
	if own.Extra == nil {
		own.Extra = map[string]json.RawMessage{}
	}
	own.Extra["company"], _ = json.Marshal(job.Company) // text
	own.Company = ""
	return &own
}
