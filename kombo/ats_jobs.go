package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Job is a job of an ATS, with its stages, screening questions, postings and hiring team.
//
// Publish a job only if [Job.Publishing] allows it: that depends on both [Job.Status] and
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
	// Confidential reports whether the job is confidential. It is deprecated in favor of
	// Visibility. Nil: the tool does not report it.
	Confidential   *bool          `json:"confidential,omitempty"`
	WeeklyHours    *float64       `json:"weekly_hours,omitempty"`
	EmploymentType EmploymentType `json:"employment_type,omitempty"`
	// Status and Visibility are "" if Kombo sends null: the tool does not have them, or Kombo cannot
	// read them. "" does not mean open, closed or public. Both are also "" in a tombstone whose
	// fields Kombo has cleared.
	Status           JobStatus        `json:"status,omitempty"`
	Visibility       JobVisibility    `json:"visibility,omitempty"`
	Category         string           `json:"category,omitempty"`
	Department       string           `json:"department,omitempty"`
	PostURL          string           `json:"post_url,omitempty"`
	ExperienceLevel  string           `json:"experience_level,omitempty"`
	RemoteWorkStatus RemoteWorkStatus `json:"remote_work_status,omitempty"`
	// SalaryAmount is the salary per SalaryPeriod, in SalaryCurrency (usually an ISO 4217 code).
	SalaryAmount     *float64     `json:"salary_amount,omitempty"`
	SalaryAmountFrom *float64     `json:"salary_amount_from,omitempty"`
	SalaryAmountTo   *float64     `json:"salary_amount_to,omitempty"`
	SalaryCurrency   string       `json:"salary_currency,omitempty"`
	SalaryPeriod     SalaryPeriod `json:"salary_period,omitempty"`
	Location         *Address     `json:"location,omitempty"`
	// RemoteURL is the job's page in the tool.
	RemoteURL string    `json:"remote_url,omitempty"`
	OpenedAt  time.Time `json:"opened_at,omitzero"`
	// ClosedAt is the time at which the job was or will be closed. It may be in the future.
	ClosedAt        time.Time `json:"closed_at,omitzero"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`
	// ContactID is the id of the contact person for the job. It is deprecated in favor of HiringTeam.
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

// EmploymentType is the type of an employment. A value that Kombo cannot map is the tool's own string.
type EmploymentType string

// Values of [EmploymentType].
const (
	EmploymentFullTime   EmploymentType = "FULL_TIME"
	EmploymentPartTime   EmploymentType = "PART_TIME"
	EmploymentContract   EmploymentType = "CONTRACT"
	EmploymentSeasonal   EmploymentType = "SEASONAL"
	EmploymentInternship EmploymentType = "INTERNSHIP"
)

// JobStatus reports whether a job is open. A value that Kombo cannot map is the tool's own string. "" means
// unknown.
type JobStatus string

// Values of [JobStatus].
const (
	JobOpen     JobStatus = "OPEN"
	JobClosed   JobStatus = "CLOSED"
	JobDraft    JobStatus = "DRAFT"
	JobArchived JobStatus = "ARCHIVED"
)

// JobVisibility specifies who may see a job. A value that Kombo cannot map is the tool's own string. ""
// means unknown.
type JobVisibility string

// Values of [JobVisibility].
const (
	// VisibilityPublic means that everyone can see the job, which is published on a job board.
	VisibilityPublic JobVisibility = "PUBLIC"
	// VisibilityInternal means that only the customer's employees can see the job.
	VisibilityInternal JobVisibility = "INTERNAL"
	// VisibilityUnlisted means that anyone who has the link can apply.
	VisibilityUnlisted JobVisibility = "UNLISTED"
	// VisibilityConfidential means that candidates cannot apply, and only invited users see the job in the ATS.
	VisibilityConfidential JobVisibility = "CONFIDENTIAL"
)

// Publishing reports whether a job may be published.
type Publishing string

// Values of [Publishing].
const (
	// PublishingAllowed means that the job is open and public.
	PublishingAllowed Publishing = "allowed"
	// PublishingForbidden means that the job is deleted, closed, a draft or archived, or it is internal,
	// unlisted or confidential.
	PublishingForbidden Publishing = "forbidden"
	// PublishingUnknown means that the status or the visibility of the job is unknown, and nothing else forbids
	// publishing. Let the customer decide, for the job or for the whole integration: some tools
	// never send a status or a visibility.
	PublishingUnknown Publishing = "unknown"
)

// Publishing reports whether the job may be published. It depends on Status, Visibility and
// RemoteDeletedAt, but not on [Job.ClosedAt]: a job is closed only if its Status is [JobClosed]. If you have
// published a job and Publishing is no longer [PublishingAllowed], take the job down.
// Source: docs.kombo.dev, "Get jobs" for the meaning of Status and Visibility. That unlisted jobs must
// not be published, and the treatment of empty values, are inferred.
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

// RemoteWorkStatus reports whether a job is done remotely or on site.
type RemoteWorkStatus string

// Values of [RemoteWorkStatus].
const (
	WorkRemote    RemoteWorkStatus = "REMOTE"
	WorkHybrid    RemoteWorkStatus = "HYBRID"
	WorkTemporary RemoteWorkStatus = "TEMPORARY"
	WorkOnSite    RemoteWorkStatus = "ON_SITE"
)

// SalaryPeriod is the period for which a salary amount is paid.
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

// JobStage is a stage of a job's hiring process.
type JobStage struct {
	ID       string      `json:"id"`
	RemoteID string      `json:"remote_id,omitempty"`
	Name     string      `json:"name,omitempty"`
	Status   StageStatus `json:"status,omitempty"`
	// Index is the position of the stage. Nil: the tool does not order stages.
	Index *int `json:"index,omitempty"`
	Remote

	rolecall.Extra `json:"-"`
}

// StageStatus reports whether a stage is in use.
type StageStatus string

// Values of [StageStatus].
const (
	StageActive   StageStatus = "ACTIVE"
	StageInactive StageStatus = "INACTIVE"
)

// JobPosting is a posting of a job.
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

// PostingStatus reports whether a posting is published.
type PostingStatus string

// Values of [PostingStatus].
const (
	PostingActive   PostingStatus = "ACTIVE"
	PostingInactive PostingStatus = "INACTIVE"
	PostingDraft    PostingStatus = "DRAFT"
)

// HiringTeamMember is a user of the tool who belongs to the hiring team of a job.
type HiringTeamMember struct {
	ID        string `json:"id"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Email     string `json:"email,omitempty"`
	// HiringTeamRoles holds the roles of the user in the hiring team. It is deprecated in favor of
	// JobRoles.
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
	// RemoteCreatedAfter selects jobs that were created in the tool after this time.
	RemoteCreatedAfter time.Time `url:"remote_created_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	// NameContains selects jobs whose name contains this string. The case does not matter.
	NameContains string `url:"name_contains,omitempty"`
}

// ListJobs reads a page of jobs. With UpdatedAfter, the list also contains jobs to which stages,
// questions, hiring team members or postings were added, or from which they were removed. It also
// contains jobs whose postings changed.
// Source: docs.kombo.dev, "Get jobs".
func (s *ATSService) ListJobs(ctx context.Context, opts ListJobsOptions, call ...rolecall.CallOption) (*rolecall.Page[Job], error) {
	return list[Job](ctx, s.service, "ats/jobs", opts, call)
}
