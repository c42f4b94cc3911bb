package linkedin

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Types of LinkedIn's events, for [webhook.On]. LinkedIn sends events of other types to applications with
// other products; [webhook.Router.OnUnknown] receives them, with a type such as "linkedin:LEAD_ACTION".
const (
	// ResyncJobs means that LinkedIn asks your backend to send jobs again as updates within 30 minutes.
	ResyncJobs webhook.EventType[ResyncJobsEvent] = "linkedin:RESYNC_JOBS"
	// JobPostingStatusChanged means that the listing status, promotion status or apply status of a job changed.
	JobPostingStatusChanged webhook.EventType[JobPostingStatusEvent] = "linkedin:JOB_POSTING_STATUS"
	// JobApplicationExported means that a candidate applied on LinkedIn (Apply Connect). LinkedIn sends it to the
	// URL in the job's [OnsiteApplyConfiguration].
	JobApplicationExported webhook.EventType[JobApplicationEvent] = "linkedin:EXPORT_JOB_APPLICATION"

	// CandidateProfileExportRequested asks for the export of a candidate's profile. Fetch the profile with
	// the id in the event. The event belongs to Recruiter System Connect.
	CandidateProfileExportRequested webhook.EventType[RequestEvent] = "linkedin:EXPORT_CANDIDATE_PROFILE"
	// IntegrationStatusChanged means that the status of an integration changed. Fetch the integration with
	// the id in the event. The event belongs to Recruiter System Connect.
	IntegrationStatusChanged webhook.EventType[RequestEvent] = "linkedin:INTEGRATION_STATUS_CHANGE"
	// HRISExportRequested asks for the export of a hired candidate's profile. The event belongs to Talent
	// Hub.
	HRISExportRequested webhook.EventType[HRISExportEvent] = "linkedin:CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST"
	// MemberDataStatusChanged means that a LinkedIn member revoked a consent, or changed verified data.
	MemberDataStatusChanged webhook.EventType[MemberDataStatusEvent] = "linkedin:FEDERATED_MEMBER_DATA_STATUS_CHANGE"
)

// ResyncJobsEvent asks your backend to send jobs again. Find the customer by DeveloperApplicationURN, and
// send the jobs with [Client.PostJobs] and [OperationUpdate] within 30 minutes ([ResyncJobsEvent.Deadline]).
// LinkedIn sends the event again until the response is 200. An identical event after a 200 is a new request,
// and updates may be repeated, so handle every event.
//
// Source: learn.microsoft.com/linkedin, "Job Resync Notifications".
type ResyncJobsEvent struct {
	Type string `json:"type"`
	// DeveloperApplicationURN is the child application, as in [ProvisionedApplication.Key].
	DeveloperApplicationURN string `json:"developerApplicationUrn"`
	// SyncAllOpenJobs asks for every open job of the application, regardless of ExternalJobPostingIDs.
	SyncAllOpenJobs bool `json:"syncAllOpenJobs" codec:"strict"`
	// ExternalJobPostingIDs are your ids of the jobs to send; nil with SyncAllOpenJobs. The maximum
	// number of ids is not documented.
	ExternalJobPostingIDs []string `json:"externalJobPostingIds,omitempty" codec:"strict"`

	rolecall.Extra `json:"-"`
}

// ResyncWithin is the time in which LinkedIn requires the jobs of a resync.
const ResyncWithin = 30 * time.Minute

// Deadline returns the time by which LinkedIn requires the jobs: 30 minutes after d was received.
func (v *ResyncJobsEvent) Deadline(d *webhook.Delivery) time.Time {
	return d.Received.Add(ResyncWithin)
}

// JobPostingStatusEvent is the current status of a job.
//
// Source: learn.microsoft.com/linkedin, "Job Status Change Notifications", seen in part. It is inferred that
// the event has the members of the status API.
type JobPostingStatusEvent struct {
	Type string `json:"type"`
	// DeveloperApplicationURN is the child application, as in [ProvisionedApplication.Key].
	DeveloperApplicationURN string `json:"developerApplicationUrn"`

	JobPostingStatus
}

// RequestEvent asks your backend to fetch a record from LinkedIn, with ID as the parameter requestId.
//
// Source: LinkedIn's Postman collection for the types; the documentation of another company's receiver for
// the members.
type RequestEvent struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	// ExpiresAt is the time until which the record can be fetched; zero if LinkedIn does not send it.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`

	rolecall.Extra `json:"-"`
}

// HRISExportEvent asks for the export of a hired candidate's profile.
//
// Source: learn.microsoft.com/linkedin, "Talent Hub HRIS", seen in part.
type HRISExportEvent struct {
	HRISRequestID string `json:"hrisRequestId" codec:"strict"`
	// HiringContext is the customer's contract, such as "urn:li:contract:1234".
	HiringContext string    `json:"hiringContext"`
	Type          string    `json:"type"`
	ExpiresAt     time.Time `json:"expiresAt,omitzero" wire:"millis"`

	rolecall.Extra `json:"-"`
}

// MemberDataStatusEvent reports a LinkedIn member whose consent or verification changed.
type MemberDataStatusEvent struct {
	// ID is the id of the member, not of the event: several events may have the same ID.
	ID                     string              `json:"id"`
	Type                   string              `json:"type"`
	DeveloperApplicationID *int64              `json:"developerApplicationId,omitempty"`
	EventTimestamp         time.Time           `json:"eventTimestamp,omitzero" wire:"millis"`
	StatusUpdate           *MemberStatusUpdate `json:"statusUpdate,omitempty"`

	rolecall.Extra `json:"-"`
}

// MemberStatusUpdate describes the change of a [MemberDataStatusEvent].
type MemberStatusUpdate struct {
	// IsAccessRevoked means that you must delete the data of the member.
	IsAccessRevoked *bool `json:"isAccessRevoked,omitempty"`
	// VerificationStatus maps a kind of verification ("identity", "workplace") to its status, such as
	// VALID_WITH_UPDATES or INVALID.
	VerificationStatus map[string]json.RawMessage `json:"verificationStatus,omitempty"`
	// ProfileInformationStatus is a status such as VALID.
	ProfileInformationStatus string `json:"profileInformationStatus,omitempty"`

	rolecall.Extra `json:"-"`
}
