package linkedin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
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
	// [ErrNotSent], [rolecall.ErrAmbiguous] where nobody knows, else by LinkedIn's status.
	Err error
	// Raw is LinkedIn's answer for this job, nil where there was none.
	Raw json.RawMessage
}

const (
	opPostJobs = "linkedin.job_postings.create"
	// mostJobs is how many LinkedIn takes in a request.
	mostJobs = 100
)

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
// is in its result alone. Nothing is repeated that may have been done. CaptureMeta tells of the
// last request.
//
// Source: learn.microsoft.com/linkedin, "Create Jobs". That a request has one kind of operation
// is said by LinkedIn's Java SDK alone.
func (c *Client) PostJobs(ctx context.Context, jobs []JobPosting, call ...rolecall.CallOption) ([]PostResult, error) {
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
		if !concernsContent(err) {
			unsent(batches[n+1:], results)
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
		if err := c.validate(job, now, name); err != nil {
			results[i].Err = err
			continue
		}
		if earlier, twice := seen[job.ExternalJobPostingID]; twice {
			problem := &FieldError{"externalJobPostingId", fmt.Sprintf("is that of job %d, too: LinkedIn takes an id once in a batch", earlier+1)}
			e := rolecall.Error{Provider: "linkedin", Op: opPostJobs, Message: name + ": " + problem.Error()}
			results[i].Err = e.WithCause(rolecall.ErrInvalid, problem)
			continue
		}
		seen[job.ExternalJobPostingID] = i
		at, ok := open[job.Operation]
		if !ok || len(batches[at]) == mostJobs {
			at = len(batches)
			open[job.Operation] = at
			batches = append(batches, nil)
		}
		batches[at] = append(batches[at], i)
	}
	return batches
}

// concernsContent: the request was refused for one of its jobs, and says nothing of others.
func concernsContent(e *rolecall.Error) bool {
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

func unsent(batches [][]int, results []PostResult) {
	for _, batch := range batches {
		for _, i := range batch {
			e := rolecall.Error{Provider: "linkedin", Op: opPostJobs, Message: strings.TrimPrefix(ErrNotSent.Error(), "linkedin: ")}
			results[i].Err = e.WithCause(ErrNotSent)
		}
	}
}

// post sends one request, and fills in the results of its jobs.
func (c *Client) post(ctx context.Context, jobs []JobPosting, batch []int, results []PostResult, call []rolecall.CallOption) *rolecall.Error {
	req := c.jobs(opPostJobs, http.MethodPost, "simpleJobPostings")
	req.Header.Set("X-Restli-Method", "batch_create")
	body := batchCreate{Elements: make([]*JobPosting, len(batch))}
	for k, i := range batch {
		body.Elements[k] = c.onWire(&jobs[i])
	}
	req.Body = body
	resp, err := c.api.Do(ctx, req, call...)
	var answer elements
	if err == nil {
		err = transport.Decode(c.api, &req, resp, resp.Payload, &answer)
	}
	if err != nil {
		return asError(err)
	}
	created := answer.align(body.Elements)
	for k, i := range batch {
		results[i].fill(&req, resp, created[k])
	}
	return nil
}

// asError: every error of the transport is one.
func asError(err error) *rolecall.Error {
	if e, ok := errors.AsType[*rolecall.Error](err); ok {
		return e
	}
	e := rolecall.Error{Provider: "linkedin", Op: opPostJobs}
	return e.WithCause(err)
}

// batchCreate is the body of a request.
type batchCreate struct {
	Elements []*JobPosting `json:"elements"`
}

// onWire is the job under the names of the API in use.
func (c *Client) onWire(job *JobPosting) *JobPosting {
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

// element is what LinkedIn answers for one job. The status has been seen as number and text.
type element struct {
	ID       string          `json:"id"`
	Status   *int            `json:"status"`
	Location string          `json:"location"`
	Entity   *namedJob       `json:"entity"`
	Error    *elementFailure `json:"error"`

	raw json.RawMessage
	err error // it does not decode
}

type namedJob struct {
	ExternalJobPostingID string `json:"externalJobPostingId"`
}

type elementFailure struct {
	Message          string    `json:"message"`
	Status           *int      `json:"status"`
	Code             string    `json:"code"`
	ServiceErrorCode string    `json:"serviceErrorCode"`
	RequestID        string    `json:"requestId"`
	Details          *namedJob `json:"errorDetails"`
}

// job is the id that the element says it is about, "" if it does not.
func (e *element) job() string {
	switch {
	case e.Entity != nil && e.Entity.ExternalJobPostingID != "":
		return e.Entity.ExternalJobPostingID
	case e.Error != nil && e.Error.Details != nil:
		return e.Error.Details.ExternalJobPostingID
	}
	return ""
}

// elements is the answer to a batch.
type elements []*element

// UnmarshalJSON cuts the answer into its elements, and decodes each by itself.
func (l *elements) UnmarshalJSON(b []byte) error {
	kind, err := jsonpeek.PickList(b, "elements", func(raw []byte) error {
		e := &element{}
		e.err = e.UnmarshalJSON(raw)
		e.raw = append(json.RawMessage(nil), raw...)
		*l = append(*l, e)
		return nil
	}, nil)
	if err == nil && kind != jsonpeek.Array {
		err = errors.New("the answer has no elements")
	}
	return err
}

// align finds the elements of each job that was sent. Newer answers name the job. Those that do
// not are in the order of the request, one element a job or, by LinkedIn's documentation of
// alternateLocations, one a location. A job that cannot be told gets none.
func (l elements) align(sent []*JobPosting) [][]*element {
	out := make([][]*element, len(sent))
	room := make([]int, len(sent))
	place := make(map[string]int, len(sent))
	locations := 0
	for k, job := range sent {
		place[job.ExternalJobPostingID] = k
		room[k] = max(1, len(job.AlternateLocations))
		locations += room[k]
	}
	var unnamed []*element
	for _, e := range l {
		if at, ok := place[e.job()]; ok {
			out[at] = append(out[at], e)
		} else {
			unnamed = append(unnamed, e)
		}
	}
	switch len(l) {
	case locations:
	case len(sent):
		for k := range room {
			room[k] = 1
		}
	default:
		return out
	}
	at := 0
	for _, e := range unnamed {
		for at < len(out) && len(out[at]) >= room[at] {
			at++
		}
		if at < len(out) {
			out[at] = append(out[at], e)
		}
	}
	return out
}

// fill makes a result of what LinkedIn answered for the job.
func (r *PostResult) fill(req *transport.Request, resp *transport.Response, list []*element) {
	failed := &rolecall.Error{
		Provider: "linkedin", Op: req.Op, Method: req.Method, Path: "/" + strings.Join(req.Path, "/"),
		StatusCode: resp.Meta.StatusCode, RequestID: resp.Meta.RequestID, Attempts: resp.Meta.Attempts, Header: resp.Meta.Header,
	}
	if len(list) == 0 {
		failed.Message = "the answer does not tell what became of this job"
		r.Err = failed.WithCause(rolecall.ErrAmbiguous)
		return
	}
	for _, e := range list {
		r.Raw = e.raw
		r.Status = e.status()
		if id := e.task(); id != "" {
			r.TaskIDs = append(r.TaskIDs, id)
		}
		if e.good() || r.Err != nil {
			continue
		}
		failed.Body = e.raw
		switch {
		case e.err != nil:
			failed.Message = "the answer for this job is not what this call returns"
			r.Err = failed.WithCause(e.err, rolecall.ErrAmbiguous)
		case e.Error == nil && r.Status < 400:
			failed.Message = "the answer for this job names neither a task nor an error"
			r.Err = failed.WithCause(rolecall.ErrAmbiguous)
		default:
			r.Err = e.failure(failed, r.Status)
		}
	}
}

// status is LinkedIn's, wherever it stands.
func (e *element) status() int {
	switch {
	case e.Status != nil:
		return *e.Status
	case e.Error != nil && e.Error.Status != nil:
		return *e.Error.Status
	}
	return 0
}

// good: accepted, with a task to ask about.
func (e *element) good() bool {
	return e.err == nil && e.Error == nil && e.task() != "" && (e.Status == nil || *e.Status < 300)
}

// task is the id of the task: by itself, or at the end of the location.
func (e *element) task() string {
	if e.ID != "" || e.Location == "" {
		return e.ID
	}
	last := e.Location[strings.LastIndexByte(e.Location, '/')+1:]
	id, err := url.PathUnescape(last)
	if err != nil || !strings.HasPrefix(id, "urn:") {
		return ""
	}
	return id
}

// failure is the error of an element that LinkedIn refused.
func (e *element) failure(failed *rolecall.Error, status int) error {
	failed.StatusCode = status
	if e.Error != nil {
		failed.Code, failed.Message = e.Error.Code, e.Error.Message
		if failed.Code == "" && e.Error.ServiceErrorCode != "0" {
			failed.Code = e.Error.ServiceErrorCode
		}
		if e.Error.RequestID != "" {
			failed.RequestID = e.Error.RequestID
		}
	}
	return failed.WithCause(class(status))
}
