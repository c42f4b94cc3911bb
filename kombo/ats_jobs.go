package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Job is a job of an ATS: what is to be filled, how it is advertised, and who hires.
//
// [Job.Publishing] says whether a job may be published: it takes both [Job.Status] and
// [Job.Visibility].
// Source: docs.kombo.dev, "Get jobs".
type Job struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// JobCode is the customer's own code of the job.
	JobCode string `json:"job_code,omitempty"`
	// Description may be HTML.
	Description string `json:"description,omitempty"`
	// Confidential is deprecated for Visibility. Nil: the tool does not say.
	Confidential   *bool          `json:"confidential,omitempty"`
	WeeklyHours    *float64       `json:"weekly_hours,omitempty"`
	EmploymentType EmploymentType `json:"employment_type,omitempty"`
	// Status and Visibility are "" where Kombo sends null: the tool does not have them, or Kombo
	// cannot read them. "" does not mean open, closed or public. A blanked tombstone has neither.
	Status           JobStatus        `json:"status,omitempty"`
	Visibility       JobVisibility    `json:"visibility,omitempty"`
	Category         string           `json:"category,omitempty"`
	Department       string           `json:"department,omitempty"`
	PostURL          string           `json:"post_url,omitempty"`
	ExperienceLevel  string           `json:"experience_level,omitempty"`
	RemoteWorkStatus RemoteWorkStatus `json:"remote_work_status,omitempty"`
	// SalaryAmount is per SalaryPeriod, in SalaryCurrency (usually ISO 4217).
	SalaryAmount     *float64     `json:"salary_amount,omitempty"`
	SalaryAmountFrom *float64     `json:"salary_amount_from,omitempty"`
	SalaryAmountTo   *float64     `json:"salary_amount_to,omitempty"`
	SalaryCurrency   string       `json:"salary_currency,omitempty"`
	SalaryPeriod     SalaryPeriod `json:"salary_period,omitempty"`
	Location         *Address     `json:"location,omitempty"`
	// RemoteURL is the job's page in the tool.
	RemoteURL string    `json:"remote_url,omitempty"`
	OpenedAt  time.Time `json:"opened_at,omitzero"`
	// ClosedAt may lie in the future.
	ClosedAt        time.Time `json:"closed_at,omitzero"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`
	// ContactID is deprecated for HiringTeam.
	ContactID string `json:"contact_id,omitempty"`

	Stages             []JobStage          `json:"stages,omitempty"`
	ScreeningQuestions []ScreeningQuestion `json:"screening_questions,omitempty"`
	JobPostings        []JobPosting        `json:"job_postings,omitempty"`
	HiringTeam         []HiringTeamMember  `json:"hiring_team,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// EmploymentType is how somebody is employed. The set is open: what Kombo cannot map comes in
// the tool's own words.
type EmploymentType string

// Values of [EmploymentType].
const (
	EmploymentFullTime   EmploymentType = "FULL_TIME"
	EmploymentPartTime   EmploymentType = "PART_TIME"
	EmploymentContract   EmploymentType = "CONTRACT"
	EmploymentSeasonal   EmploymentType = "SEASONAL"
	EmploymentInternship EmploymentType = "INTERNSHIP"
)

// JobStatus says whether a job is open. What Kombo cannot map is the tool's own string; "" is not
// known.
type JobStatus string

// Values of [JobStatus].
const (
	JobOpen     JobStatus = "OPEN"
	JobClosed   JobStatus = "CLOSED"
	JobDraft    JobStatus = "DRAFT"
	JobArchived JobStatus = "ARCHIVED"
)

// JobVisibility says who may see a job. What Kombo cannot map is the tool's own string; "" is not
// known.
type JobVisibility string

// Values of [JobVisibility].
const (
	// VisibilityPublic: visible to everyone, published on a job board.
	VisibilityPublic JobVisibility = "PUBLIC"
	// VisibilityInternal: only visible to employees of the customer.
	VisibilityInternal JobVisibility = "INTERNAL"
	// VisibilityUnlisted: anyone can apply who has the link.
	VisibilityUnlisted JobVisibility = "UNLISTED"
	// VisibilityConfidential: nobody can apply, and only those who were invited see the job in the ATS.
	VisibilityConfidential JobVisibility = "CONFIDENTIAL"
)

// Publishing says whether a job may be published.
type Publishing string

// Values of [Publishing].
const (
	// PublishingAllowed: the job is open and public.
	PublishingAllowed Publishing = "allowed"
	// PublishingForbidden: the job is deleted, closed, a draft or archived, or it is not for
	// everyone: internal, unlisted or confidential.
	PublishingForbidden Publishing = "forbidden"
	// PublishingUnknown: nothing forbids it, but the tool does not say that the job is open and
	// public. Let the customer decide, for the job or for the whole integration: some tools
	// never have a status or a visibility.
	PublishingUnknown Publishing = "unknown"
)

// Publishing says whether the job may be published, by its Status, its Visibility and its
// deletion. A [Job.ClosedAt] in the past does not count: the tool's Status does. A job whose
// Publishing was allowed and no longer is must be taken down.
// Source: docs.kombo.dev, "Get jobs": what Status and Visibility mean; that unlisted jobs are not
// to be published, and what an empty value means for it, is inferred.
func (j *Job) Publishing() Publishing {
	switch {
	case j == nil:
		return PublishingUnknown
	case !j.RemoteDeletedAt.IsZero(), j.Visibility == "" && j.Confidential != nil && *j.Confidential:
		return PublishingForbidden
	}
	switch j.Visibility {
	case VisibilityInternal, VisibilityUnlisted, VisibilityConfidential:
		return PublishingForbidden
	}
	switch j.Status {
	case JobClosed, JobDraft, JobArchived:
		return PublishingForbidden
	case JobOpen:
		if j.Visibility == VisibilityPublic {
			return PublishingAllowed
		}
	}
	return PublishingUnknown
}

// RemoteWorkStatus says where a job is done.
type RemoteWorkStatus string

// Values of [RemoteWorkStatus].
const (
	WorkRemote    RemoteWorkStatus = "REMOTE"
	WorkHybrid    RemoteWorkStatus = "HYBRID"
	WorkTemporary RemoteWorkStatus = "TEMPORARY"
	WorkOnSite    RemoteWorkStatus = "ON_SITE"
)

// SalaryPeriod is what a salary is paid for.
type SalaryPeriod string

// Values of [SalaryPeriod].
const (
	SalaryPeriodYear     SalaryPeriod = "YEAR"
	SalaryPeriodMonth    SalaryPeriod = "MONTH"
	SalaryPeriodTwoWeeks SalaryPeriod = "TWO_WEEKS"
	SalaryPeriodWeek     SalaryPeriod = "WEEK"
	SalaryPeriodDay      SalaryPeriod = "DAY"
	SalaryPeriodHour     SalaryPeriod = "HOUR"
)

// JobStage is a step of a job's hiring process.
type JobStage struct {
	ID       string      `json:"id"`
	RemoteID string      `json:"remote_id,omitempty"`
	Name     string      `json:"name,omitempty"`
	Status   StageStatus `json:"status,omitempty"`
	// Index is the stage's place, where the tool has an order.
	Index *int `json:"index,omitempty"`
	Remote

	rolecall.Extra `json:"-"`
}

// StageStatus says whether something is in use.
type StageStatus string

// Values of [StageStatus].
const (
	StageActive   StageStatus = "ACTIVE"
	StageInactive StageStatus = "INACTIVE"
)

// JobPosting is one advertisement of a job.
type JobPosting struct {
	ID              string        `json:"id"`
	RemoteID        string        `json:"remote_id,omitempty"`
	Title           string        `json:"title,omitempty"`
	DescriptionHTML string        `json:"description_html,omitempty"`
	Status          PostingStatus `json:"status,omitempty"`
	Visibility      JobVisibility `json:"visibility,omitempty"`
	URL             string        `json:"url,omitempty"`
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// PostingStatus says whether an advertisement is out.
type PostingStatus string

// Values of [PostingStatus].
const (
	PostingActive   PostingStatus = "ACTIVE"
	PostingInactive PostingStatus = "INACTIVE"
	PostingDraft    PostingStatus = "DRAFT"
)

// HiringTeamMember is somebody who hires for a job.
type HiringTeamMember struct {
	ID        string `json:"id"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Email     string `json:"email,omitempty"`
	// HiringTeamRoles is deprecated for JobRoles.
	HiringTeamRoles []RoleType     `json:"hiring_team_roles,omitempty"`
	JobRoles        []AssignedRole `json:"job_roles,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListJobsOptions filters [ATSService.ListJobs]. See [ListOptions].
type ListJobsOptions struct {
	ListOptions
	JobCodes        []string         `url:"job_codes,comma,omitempty"`
	PostURL         string           `url:"post_url,omitempty"`
	Statuses        []JobStatus      `url:"statuses,comma,omitempty"`
	EmploymentTypes []EmploymentType `url:"employment_types,comma,omitempty"`
	Visibilities    []JobVisibility  `url:"visibilities,comma,omitempty"`
	// RemoteCreatedAfter asks for jobs that the tool has had since then at the earliest.
	RemoteCreatedAfter time.Time `url:"remote_created_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	// NameContains is looked for in any case.
	NameContains string `url:"name_contains,omitempty"`
}

// ListJobs reads a page of jobs. UpdatedAfter also finds jobs whose stages, questions, hiring
// team or postings were added or removed, or whose postings changed.
// Source: docs.kombo.dev, "Get jobs".
func (s *ATSService) ListJobs(ctx context.Context, opts ListJobsOptions, call ...rolecall.CallOption) (*rolecall.Page[Job], error) {
	return list[Job](ctx, s.service, "ats/jobs", opts, call)
}
