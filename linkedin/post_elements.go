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

// element is LinkedIn's response for one job. LinkedIn documents the status as a number and as a string.
type element struct {
	ID       string        `json:"id"`
	Status   *int          `json:"status"`
	Location string        `json:"location"`
	Entity   *jobRef       `json:"entity"`
	Error    *elementError `json:"error"`

	rolecall.Extra `json:"-"`

	raw json.RawMessage
	err error // the element cannot be decoded
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

// job returns the id of the job in the element, "" if there is none.
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

// UnmarshalJSON splits the response into its elements, and decodes each separately.
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

// align returns the elements of each job that was sent. In newer responses an element has the id of its job.
// Elements without an id are in the order of the request: one per job or, by LinkedIn's documentation of
// alternateLocations, one per location. If the number of elements is neither, those without an id are
// ignored.
func (l elements) align(sent []*JobPosting) [][]*element {
	out := make([][]*element, len(sent))
	expected := make([]int, len(sent))
	index := make(map[string]int, len(sent))
	locations := 0
	for k, job := range sent {
		index[job.ExternalJobPostingID] = k
		expected[k] = max(1, len(job.AlternateLocations))
		locations += expected[k]
	}
	var withoutID []*element
	for _, e := range l {
		if k, ok := index[e.job()]; ok {
			out[k] = append(out[k], e)
		} else {
			withoutID = append(withoutID, e)
		}
	}
	switch len(l) {
	case locations:
	case len(sent):
		for k := range expected {
			expected[k] = 1
		}
	default:
		return out
	}
	k := 0
	for _, e := range withoutID {
		for k < len(out) && len(out[k]) >= expected[k] {
			k++
		}
		if k < len(out) {
			out[k] = append(out[k], e)
		}
	}
	return out
}

// fill sets the result from the elements of the job.
func (r *PostResult) fill(resp *transport.Response, list []*element) {
	if len(list) == 0 {
		r.Err = ambiguous(resp, "the response has no element for this job", nil)
		return
	}
	for _, e := range list {
		r.Raw, r.Status = e.raw, e.status()
		if id := e.task(); id != "" {
			r.TaskIDs = append(r.TaskIDs, id)
		}
		if r.Err == nil && !e.accepted() {
			r.Err = e.failure(resp)
		}
	}
}

// ambiguous returns the error of a job that LinkedIn may have accepted.
func ambiguous(resp *transport.Response, message string, raw json.RawMessage) *rolecall.Error {
	return resp.Failed(transport.Failure{Message: message, Unrecognized: true}, resp.Meta.StatusCode, raw)
}

// status returns the status in the element or in its error, 0 if there is none.
func (e *element) status() int {
	switch {
	case e.Status != nil:
		return *e.Status
	case e.Error != nil && e.Error.Status != nil:
		return *e.Error.Status
	}
	return 0
}

// accepted reports whether LinkedIn accepted the job and named a task.
func (e *element) accepted() bool {
	return e.err == nil && e.Error == nil && e.task() != "" && (e.Status == nil || *e.Status < 300)
}

// task returns the id of the task, from the id or from the end of the location; "" if there is none.
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

// failure returns the error of an element that was not accepted.
func (e *element) failure(resp *transport.Response) error {
	status := e.status()
	fail := transport.Failure{Class: class(status)}
	switch {
	case e.err != nil:
		return ambiguous(resp, "the response for this job cannot be decoded", e.raw).WithCause(e.err)
	case e.Error == nil && status < 400:
		return ambiguous(resp, "the response for this job has neither a task nor an error", e.raw)
	case e.Error != nil:
		fail.Message, fail.RequestID = e.Error.Message, e.Error.RequestID
		if fail.Code = e.Error.Code; fail.Code == "" && e.Error.ServiceErrorCode != "0" {
			fail.Code = e.Error.ServiceErrorCode
		}
	}
	if status < 300 {
		fail.Class = rolecall.ErrInvalid // despite the status, the element has an error
	}
	fail.NotDone = notDone[fail.Code]
	return resp.Failed(fail, status, e.raw)
}
