package knit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ListJobsOptions filters [ATSService.ListJobs]. See [ListOptions].
type ListJobsOptions struct {
	ListOptions
	Status JobStatus `url:"status,omitempty"`
	// CreatedAfter and UpdatedAfter ask for jobs that are younger, or have changed since.
	CreatedAfter time.Time `url:"createdAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
}

// ListJobs reads a page of jobs from the app, at once: what a sync of [DataTypeATSJobs] brings
// by webhook. Fields whose models have no counterpart in the app are empty. Sources disagree
// whether Knit reads one job alone: if so, [Integration.Call] does with "ats.job.get".
//
// Source: public code of a Knit user; the filters from developers.getknit.dev, "Filtering data
// in APIs".
func (s *ATSService) ListJobs(ctx context.Context, opts ListJobsOptions, call ...rolecall.CallOption) (*rolecall.Page[Job], error) {
	return list[Job](ctx, s.service, "ats.job.list", "jobs", opts.ListOptions, opts, call)
}

// CreateJobRequest is a new job. Title is required; the rest is the app's to ask for.
type CreateJobRequest struct {
	Title string `json:"title"`
	// Description may be HTML.
	Description string `json:"description,omitempty"`
	// Status is mostly [JobOpen] or [JobDraft].
	Status JobStatus `json:"status,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CreatedJob is what came of [ATSService.CreateJob].
type CreatedJob struct {
	// JobID is the new job's id in the app.
	JobID string `json:"jobId,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// createdJob is a CreatedJob that has its id.
type createdJob CreatedJob

func (v *createdJob) UnmarshalJSON(b []byte) error {
	if err := codec.Unmarshal(b, v); err != nil {
		return err
	}
	return missing("jobId", v.JobID)
}

// missing is the error of an answer without the id that it is asked for: the caller would
// have a record that nothing names.
func missing(name, value string) error {
	if value == "" {
		return &codec.Error{Path: name, Want: "text", Got: "nothing"}
	}
	return nil
}

// CreateJob writes a job into the app. Many apps do not offer it: see [ErrNotSupported].
//
// It is not repeated once it may have reached Knit: an error that is [rolecall.ErrAmbiguous]
// means that the job may be there. Source: public code of a Knit user.
func (s *ATSService) CreateJob(ctx context.Context, job CreateJobRequest, call ...rolecall.CallOption) (*CreatedJob, error) {
	req := s.write("ats.job.create", job)
	if job.Title == "" {
		return nil, s.api.Invalid(req.Op, "Title is empty")
	}
	created, err := transport.Call[createdJob](ctx, s.api, req, call...)
	return (*CreatedJob)(created), err
}
