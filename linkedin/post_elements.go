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

// element is what LinkedIn responds for one job. The status has been seen as a number and as a string.
type element struct {
	ID       string        `json:"id"`
	Status   *int          `json:"status"`
	Location string        `json:"location"`
	Entity   *jobRef       `json:"entity"`
	Error    *elementError `json:"error"`

	rolecall.Extra `json:"-"`

	raw json.RawMessage
	err error // it does not decode
}

type jobRef struct {
	ExternalJobPostingID string `json:"externalJobPostingId"`
}

type elementError struct {
	Message          string  `json:"message"`
	Status           *int    `json:"status"`
	Code             string  `json:"code"`
	ServiceErrorCode string  `json:"serviceErrorCode"`
	RequestID        string  `json:"requestId"`
	Details          *jobRef `json:"errorDetails"`
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

// elements is the response to a batch.
type elements []*element

// UnmarshalJSON cuts the response into its elements, and decodes each by itself.
func (l *elements) UnmarshalJSON(b []byte) error {
	kind, err := jsonpeek.PickList(b, "elements", func(raw []byte) error {
		e := &element{}
		e.err = e.UnmarshalJSON(raw)
		e.raw = append(json.RawMessage(nil), raw...)
		*l = append(*l, e)
		return nil
	}, nil)
	if err == nil && kind != jsonpeek.Array {
		err = errors.New("the response has no elements")
	}
	return err
}

// align finds the elements of each job that was sent. Newer responses name the job. Those that do
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

// fill makes a result of what LinkedIn says of the job.
func (r *PostResult) fill(resp *transport.Response, list []*element) {
	if len(list) == 0 {
		r.Err = unclear(resp, "the response does not tell what became of this job", nil)
		return
	}
	for _, e := range list {
		r.Raw, r.Status = e.raw, e.status()
		if id := e.task(); id != "" {
			r.TaskIDs = append(r.TaskIDs, id)
		}
		if r.Err == nil && !e.good() {
			r.Err = e.failure(resp)
		}
	}
}

// unclear is the error of a job that LinkedIn may have accepted.
func unclear(resp *transport.Response, message string, raw json.RawMessage) *rolecall.Error {
	return resp.Failed(transport.Failure{Message: message, Unrecognized: true}, resp.Meta.StatusCode, raw)
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

// failure is the error of an element that is not good.
func (e *element) failure(resp *transport.Response) error {
	status := e.status()
	fail := transport.Failure{Class: class(status)}
	switch {
	case e.err != nil:
		return unclear(resp, "the response for this job is not what this call returns", e.raw).WithCause(e.err)
	case e.Error == nil && status < 400:
		return unclear(resp, "the response for this job names neither a task nor an error", e.raw)
	case e.Error != nil:
		fail.Message, fail.RequestID = e.Error.Message, e.Error.RequestID
		if fail.Code = e.Error.Code; fail.Code == "" && e.Error.ServiceErrorCode != "0" {
			fail.Code = e.Error.ServiceErrorCode
		}
	}
	if status < 300 {
		fail.Class = rolecall.ErrInvalid // LinkedIn says itself that it failed
	}
	fail.NotDone = notDone[fail.Code]
	return resp.Failed(fail, status, e.raw)
}
