package knit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Job is a job of an ATS, as far as the sync subscribed to its models: a member whose
// model is not subscribed to is nil. Knit sends a list bare, wrapped in an object of its
// own name, as null, as {} or not at all; here it is a slice, nil when empty.
//
// Source: developers.getknit.dev, "Job data models" and "Syncing jobs".
type Job struct {
	Info           *JobInfo     `json:"info,omitempty" required:"true"`
	Departments    []Department `json:"departments,omitempty"`
	Offices        []Office     `json:"offices,omitempty"`
	HiringManagers []User       `json:"hiringManagers,omitempty"`
	Recruiters     []User       `json:"recruiters,omitempty"`
	Stages         []Stage      `json:"stages,omitempty"`
	// CustomFields are the fields the customer has added in the ATS.
	CustomFields map[string]json.RawMessage `json:"customFields,omitempty"`

	// The members below are as they came: Knit's tables of them are not public.
	RawValues    json.RawMessage `json:"rawValues,omitempty"`
	Posts        json.RawMessage `json:"jobPosts,omitempty"`
	Compensation json.RawMessage `json:"jobCompensation,omitempty"`
	Questions    json.RawMessage `json:"jobQuestions,omitempty"`
	Requirements json.RawMessage `json:"jobRequirements,omitempty"`
	InfoEnhanced json.RawMessage `json:"jobInfoEnhanced,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobStatus says whether a job is open. The set is open.
type JobStatus string

// The statuses of a job. Source: public code of a Knit user.
const (
	JobOpen               JobStatus = "OPEN"
	JobClosed             JobStatus = "CLOSED"
	JobDraft              JobStatus = "DRAFT"
	JobStatusNotSpecified JobStatus = "NOT_SPECIFIED"
)

// JobInfo is the model job_info.
type JobInfo struct {
	ID    string `json:"id,omitempty" required:"true"`
	Title string `json:"title,omitempty"`
	// Description may be HTML.
	Description string    `json:"description,omitempty"`
	CreatedAt   time.Time `json:"createdAt,omitzero"`
	UpdatedAt   time.Time `json:"updatedAt,omitzero"`
	ClosedAt    time.Time `json:"closedAt,omitzero"`
	Status      JobStatus `json:"status,omitempty"`
	// Confidential is nil where the ATS does not say.
	Confidential *bool `json:"confidential,omitempty"`
	// InfoURL is the public page of the job, ApplyURL the one to apply on.
	InfoURL  string `json:"infoUrl,omitempty"`
	ApplyURL string `json:"applyUrl,omitempty"`

	rolecall.Extra `json:"-"`
}

// Department is a part of the customer's organisation.
type Department struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

// Office is a place of work.
type Office struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	// Location is the place in words: "Berlin, Germany".
	Location string   `json:"location,omitempty"`
	Address  *Address `json:"address,omitempty"`

	rolecall.Extra `json:"-"`
}

// User is a person who works with the ATS.
type User struct {
	ID         string `json:"id,omitempty"`
	Email      string `json:"email,omitempty"`
	EmployeeID string `json:"employeeId,omitempty"`

	rolecall.Extra `json:"-"`
}

// Stage is a step of a job's hiring process. Its name is in Text.
type Stage struct {
	ID   string `json:"id,omitempty"`
	Text string `json:"text,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedJob is what record.deleted says of a job. Knit's sample leaves JobID empty, so
// [Event.RecordID] is the dependable key.
type DeletedJob struct {
	JobID string `json:"jobId,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListJobsOptions filters [ATSService.ListJobs]. See [ListOptions].
type ListJobsOptions struct {
	ListOptions
	Status JobStatus `url:"status,omitempty"`
	// CreatedAfter and UpdatedAfter select jobs that were created, or changed, after a time.
	CreatedAfter time.Time `url:"createdAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
}

// ListJobs reads a page of jobs from the app, at once: a sync of [DataTypeATSJobs] delivers the same
// by webhook. Fields whose models have no counterpart in the app are empty. Sources disagree
// whether Knit reads one job alone: if so, [Call] does with "ats.job.get".
//
// Source: public code of a Knit user; the filters from developers.getknit.dev, "Filtering data
// in APIs".
func (s *ATSService) ListJobs(ctx context.Context, opts ListJobsOptions, call ...rolecall.CallOption) (*rolecall.Page[Job], error) {
	return list[Job](ctx, s.service, "ats.job.list", "jobs", opts, call)
}

// CreateJobRequest is a new job. Title is required; an app may require more.
type CreateJobRequest struct {
	Title string `json:"title"`
	// Description may be HTML.
	Description string `json:"description,omitempty"`
	// Status is mostly [JobOpen] or [JobDraft].
	Status JobStatus `json:"status,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v CreateJobRequest) Problem() string {
	if v.Title == "" {
		return "Title is empty"
	}
	return ""
}

// CreatedJob is the response to [ATSService.CreateJob].
type CreatedJob struct {
	// JobID is the new job's id in the app.
	JobID string `json:"jobId,omitempty" required:"true"`

	rolecall.Extra `json:"-"`
}

// CreateJob writes a job into the app. Many apps do not offer it: see [ErrNotSupported].
//
// It is not repeated once it may have reached Knit: an error that is [rolecall.ErrAmbiguous]
// means that the job may exist. Source: public code of a Knit user.
func (s *ATSService) CreateJob(ctx context.Context, job CreateJobRequest, call ...rolecall.CallOption) (*CreatedJob, error) {
	return write[CreatedJob](ctx, s.service, "ats.job.create", job, call)
}
