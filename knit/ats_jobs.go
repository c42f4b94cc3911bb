package knit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Job is a job of an ATS. A model that the sync does not subscribe to is nil. Knit sends a list as an
// array, as an object that wraps the array under the list's name, as null, as {} or not at all. All of
// these decode into a slice, which is nil if the list is empty.
//
// Source: developers.getknit.dev, "Job data models" and "Syncing jobs".
type Job struct {
	Info           *JobInfo     `json:"info,omitempty" required:"true"`
	Departments    []Department `json:"departments,omitempty"`
	Offices        []Office     `json:"offices,omitempty"`
	HiringManagers []User       `json:"hiringManagers,omitempty"`
	Recruiters     []User       `json:"recruiters,omitempty"`
	Stages         []Stage      `json:"stages,omitempty"`
	// CustomFields are the fields that the customer has added in the ATS.
	CustomFields map[string]json.RawMessage `json:"customFields,omitempty"`

	// The fields below hold raw JSON: Knit's tables of these models are not public.
	RawValues    json.RawMessage `json:"rawValues,omitempty"`
	Posts        json.RawMessage `json:"jobPosts,omitempty"`
	Compensation json.RawMessage `json:"jobCompensation,omitempty"`
	Questions    json.RawMessage `json:"jobQuestions,omitempty"`
	Requirements json.RawMessage `json:"jobRequirements,omitempty"`
	InfoEnhanced json.RawMessage `json:"jobInfoEnhanced,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobStatus is the status of a job.
type JobStatus string

// Values of [JobStatus]. Source: public code of a Knit user.
const (
	JobOpen               JobStatus = "OPEN"
	JobClosed             JobStatus = "CLOSED"
	JobDraft              JobStatus = "DRAFT"
	JobStatusNotSpecified JobStatus = "NOT_SPECIFIED"
)

// JobInfo holds the main data of a job. It is the model job_info.
type JobInfo struct {
	ID    string `json:"id,omitempty" required:"true"`
	Title string `json:"title,omitempty"`
	// Description may be HTML.
	Description string    `json:"description,omitempty"`
	CreatedAt   time.Time `json:"createdAt,omitzero"`
	UpdatedAt   time.Time `json:"updatedAt,omitzero"`
	ClosedAt    time.Time `json:"closedAt,omitzero"`
	Status      JobStatus `json:"status,omitempty"`
	// Confidential is nil if the ATS does not provide it.
	Confidential *bool `json:"confidential,omitempty"`
	// InfoURL is the URL of the job's public page. ApplyURL is the URL of the page for applications.
	InfoURL  string `json:"infoUrl,omitempty"`
	ApplyURL string `json:"applyUrl,omitempty"`

	rolecall.Extra `json:"-"`
}

// Department is a department of the customer.
type Department struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

// Office is an office of the customer.
type Office struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	// Location is free text, such as "Berlin, Germany".
	Location string   `json:"location,omitempty"`
	Address  *Address `json:"address,omitempty"`

	rolecall.Extra `json:"-"`
}

// User is a user of the ATS.
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

// DeletedJob is the data of a [JobDeleted] event. JobID is empty in Knit's sample, so identify the job by
// [Event.RecordID].
type DeletedJob struct {
	JobID string `json:"jobId,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListJobsOptions holds the filters of [ATSService.ListJobs]. See also [ListOptions].
type ListJobsOptions struct {
	ListOptions
	Status JobStatus `url:"status,omitempty"`
	// CreatedAfter and UpdatedAfter select jobs created or updated after the given time.
	CreatedAfter time.Time `url:"createdAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
}

// ListJobs returns a page of the tool's current jobs. A sync of [DataTypeATSJobs] delivers the same jobs by
// webhook. Models that the tool does not have are empty. Sources disagree on whether Knit can return a
// single job; to try it, use [Call] with "ats.job.get".
//
// Source: public code of a Knit user; the filters are from developers.getknit.dev, "Filtering data in
// APIs".
func (s *ATSService) ListJobs(ctx context.Context, opts ListJobsOptions, call ...rolecall.CallOption) (*rolecall.Page[Job], error) {
	return list[Job](ctx, s.service, "ats.job.list", "jobs", opts, call)
}

// CreateJobRequest is a new job. Title is required. A tool may require more members: put them into Extra.
type CreateJobRequest struct {
	Title string `json:"title"`
	// Description may be HTML.
	Description string `json:"description,omitempty"`
	// Status is usually [JobOpen] or [JobDraft].
	Status JobStatus `json:"status,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v CreateJobRequest) Problem() string {
	if v.Title == "" {
		return "Title is empty"
	}
	return ""
}

// CreatedJob is the response to [ATSService.CreateJob].
type CreatedJob struct {
	// JobID is the id of the new job in the tool.
	JobID string `json:"jobId,omitempty" required:"true"`

	rolecall.Extra `json:"-"`
}

// CreateJob creates a job in the tool. Many tools do not support it: see [ErrNotSupported].
//
// The SDK does not retry the call once it may have reached Knit. If the error matches
// [rolecall.ErrAmbiguous], the job may exist. Source: public code of a Knit user.
func (s *ATSService) CreateJob(ctx context.Context, job CreateJobRequest, call ...rolecall.CallOption) (*CreatedJob, error) {
	return write[CreatedJob](ctx, s.service, "ats.job.create", job, call)
}
