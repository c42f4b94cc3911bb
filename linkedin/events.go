package linkedin

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// The events of LinkedIn, for [webhook.On]. LinkedIn sends others to applications with other
// products; they reach [webhook.Router.OnUnknown] as "linkedin:" and their type.
const (
	// ResyncJobs: LinkedIn wants jobs again, each as an update, within 30 minutes.
	ResyncJobs webhook.EventType[ResyncJobsEvent] = "linkedin:RESYNC_JOBS"
	// JobPostingStatusChanged: a job is listed, or no longer, or is promoted, or can be applied to.
	JobPostingStatusChanged webhook.EventType[JobPostingStatusEvent] = "linkedin:JOB_POSTING_STATUS"
	// JobApplicationExported: somebody has applied on LinkedIn (Apply Connect). It comes to the URL
	// in the job's [OnsiteApplyConfiguration].
	JobApplicationExported webhook.EventType[JobApplicationEvent] = "linkedin:EXPORT_JOB_APPLICATION"

	// CandidateProfileExportRequested and IntegrationStatusChanged belong to Recruiter System
	// Connect. They are thin: what they are about is to be fetched by their id.
	CandidateProfileExportRequested webhook.EventType[RequestEvent] = "linkedin:EXPORT_CANDIDATE_PROFILE"
	IntegrationStatusChanged        webhook.EventType[RequestEvent] = "linkedin:INTEGRATION_STATUS_CHANGE"
	// HRISExportRequested belongs to Talent Hub: a hired person's profile is wanted.
	HRISExportRequested webhook.EventType[HRISExportEvent] = "linkedin:CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST"
	// MemberDataStatusChanged: a member took back a consent, or changed what was verified.
	MemberDataStatusChanged webhook.EventType[MemberDataStatusEvent] = "linkedin:FEDERATED_MEMBER_DATA_STATUS_CHANGE"
)

// ResyncJobsEvent asks for jobs again. Find the customer by its application, and send the jobs
// with [Client.PostJobs] and [OperationUpdate] within 30 minutes ([ResyncJobsEvent.Deadline]).
// LinkedIn repeats it until the response is 200. Handle each one: a later one is a new request, and an
// update may be done again.
//
// Source: learn.microsoft.com/linkedin, "Job Resync Notifications".
type ResyncJobsEvent struct {
	Type string `json:"type"`
	// DeveloperApplicationURN is the child application, [ProvisionedApplication.Key].
	DeveloperApplicationURN string `json:"developerApplicationUrn"`
	// SyncAllOpenJobs: every open job of the application is wanted, whatever the list says.
	SyncAllOpenJobs bool `json:"syncAllOpenJobs" codec:"strict"`
	// ExternalJobPostingIDs are the jobs that are wanted; nil with SyncAllOpenJobs. How many
	// there may be is not documented.
	ExternalJobPostingIDs []string `json:"externalJobPostingIds,omitempty" codec:"strict"`

	rolecall.Extra `json:"-"`
}

// ResyncWithin is how soon LinkedIn wants the jobs.
const ResyncWithin = 30 * time.Minute

// Deadline is when LinkedIn wants to have the jobs: 30 minutes after the delivery arrived.
func (v *ResyncJobsEvent) Deadline(d *webhook.Delivery) time.Time {
	return d.Received.Add(ResyncWithin)
}

// JobPostingStatusEvent is how a job stands now.
//
// Source: learn.microsoft.com/linkedin, "Job Status Change Notifications", seen in part; the
// statuses are taken to be those of the look-up.
type JobPostingStatusEvent struct {
	Type string `json:"type"`
	// DeveloperApplicationURN is the child application, [ProvisionedApplication.Key].
	DeveloperApplicationURN string `json:"developerApplicationUrn"`

	JobPostingStatus
}

// RequestEvent is something to be fetched from LinkedIn with its ID as requestId.
//
// Source: LinkedIn's Postman collection for the types; the members are known from the
// documentation of a receiving product.
type RequestEvent struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	// ExpiresAt is until when; zero where LinkedIn does not say.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`

	rolecall.Extra `json:"-"`
}

// HRISExportEvent asks for the profile of a hired person.
//
// Source: learn.microsoft.com/linkedin, "Talent Hub HRIS", seen in part.
type HRISExportEvent struct {
	HRISRequestID string `json:"hrisRequestId" codec:"strict"`
	// HiringContext is the customer's contract, "urn:li:contract:1234".
	HiringContext string    `json:"hiringContext"`
	Type          string    `json:"type"`
	ExpiresAt     time.Time `json:"expiresAt,omitzero" wire:"millis"`

	rolecall.Extra `json:"-"`
}

// MemberDataStatusEvent is a member whose consent or verification is not what it was.
type MemberDataStatusEvent struct {
	// ID is the member's. It is no id of the notification: the same member has many.
	ID                     string              `json:"id"`
	Type                   string              `json:"type"`
	DeveloperApplicationID *int64              `json:"developerApplicationId,omitempty"`
	EventTimestamp         time.Time           `json:"eventTimestamp,omitzero" wire:"millis"`
	StatusUpdate           *MemberStatusUpdate `json:"statusUpdate,omitempty"`

	rolecall.Extra `json:"-"`
}

// MemberStatusUpdate is what has changed.
type MemberStatusUpdate struct {
	// IsAccessRevoked: delete what you have of the member.
	IsAccessRevoked *bool `json:"isAccessRevoked,omitempty"`
	// VerificationStatus is by kind ("identity", "workplace"): VALID_WITH_UPDATES, INVALID. The
	// sets are open.
	VerificationStatus map[string]json.RawMessage `json:"verificationStatus,omitempty"`
	// ProfileInformationStatus is VALID, for example. The set is open.
	ProfileInformationStatus string `json:"profileInformationStatus,omitempty"`

	rolecall.Extra `json:"-"`
}
