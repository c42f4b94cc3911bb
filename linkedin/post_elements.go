package linkedin

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

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
	if transport.LeavesDoubt(status) && !notDone[failed.Code] {
		return failed.WithCause(class(status), rolecall.ErrAmbiguous)
	}
	return failed.WithCause(class(status))
}
