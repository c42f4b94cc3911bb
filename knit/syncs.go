package knit

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"github.com/rolecall-dev/rolecall"
)

// DataType is a kind of record that Knit syncs.
type DataType string

// The data types in Knit's guides and reference. DataTypeEmployee is for HRIS, directory and payroll tools.
const (
	DataTypeATSJobs            DataType = "ats_jobs"
	DataTypeATSApplications    DataType = "ats_applications"
	DataTypeATSCandidates      DataType = "ats_candidates"
	DataTypeEmployee           DataType = "employee"
	DataTypeAccountingInvoices DataType = "accounting_invoices"
)

// Model is the id of a data model, which is a part of a record that a sync can subscribe to.
type Model string

// Models of [DataTypeATSJobs]. Each fills one field of [Job].
// Source: developers.getknit.dev, "Job data models" and "Syncing jobs".
const (
	ModelJobInfo           Model = "job_info"
	ModelJobDepartments    Model = "job_departments"
	ModelJobOffices        Model = "job_offices"
	ModelJobHiringManagers Model = "job_hiringManagers"
	ModelJobRecruiters     Model = "job_recruiters"
	ModelJobStages         Model = "job_stages"
	ModelJobCustomFields   Model = "job_customFields" // only in the guide
	ModelJobRawValues      Model = "job_rawValues"
	ModelJobPosts          Model = "job_posts"
	ModelJobCompensation   Model = "job_compensation"
	ModelJobQuestions      Model = "job_questions"
	ModelJobRequirements   Model = "job_requirements"
	ModelJobInfoEnhanced   Model = "job_info_enhanced"
)

// Models of [DataTypeEmployee]. Each fills one field of [Employee].
// Source: developers.getknit.dev, "Employee data model".
const (
	ModelEmployeeProfile        Model = "employee_profile"
	ModelEmployeeContactInfo    Model = "employee_contactInfo"
	ModelEmployeeOrgStructure   Model = "employee_orgStructure"
	ModelEmployeeDependent      Model = "employee_dependent"
	ModelEmployeeLocation       Model = "employee_location"
	ModelEmployeeBankAccount    Model = "employee_bankAccount"
	ModelEmployeeKYCDocuments   Model = "employee_kycDocuments"
	ModelEmployeeIdentification Model = "employee_identification"
	ModelEmployeeProfilePicture Model = "employee_profilePicture"
	ModelEmployeeCompensation   Model = "employee_compensation"
	ModelEmployeeDeductions     Model = "employee_deductions"
	ModelEmployeeW4             Model = "employee_w4"
	ModelEmployeeCompany        Model = "employee_company"
	ModelEmployeeRawValues      Model = "employee_rawValues"
	ModelEmployeeLeaveRequests  Model = "employee_leave_requests"
	ModelEmployeeCustomFields   Model = "custom_fields"
)

// Models of [DataTypeATSApplications]. Each fills one field of [Application].
// Source: developers.getknit.dev, "Application data models".
const (
	ModelApplicationInfo        Model = "application_info"
	ModelApplicationStage       Model = "application_stage"
	ModelApplicationInterviews  Model = "application_interviews"
	ModelApplicationRejection   Model = "application_rejection"
	ModelApplicationOffers      Model = "application_offers"
	ModelApplicationAttachments Model = "application_attachments"
)

// Models of [DataTypeATSCandidates]. Each fills one field of [Candidate].
// Source: getknit.dev, pages about use cases.
const (
	ModelCandidateInfo        Model = "candidate_info"
	ModelCandidateEducation   Model = "candidate_education"
	ModelCandidateLocations   Model = "candidate_locations"
	ModelCandidateSkills      Model = "candidate_skills"
	ModelCandidateExperiences Model = "candidate_experiences"
	ModelCandidateAttachments Model = "candidate_attachments"
)

// Frequency is how often a sync runs after its initial run. Your plan at Knit may limit it.
type Frequency string

// The frequencies in Knit's guides.
const (
	FrequencyStandard Frequency = "standard" // every 24 hours
	FrequencyMedium   Frequency = "medium"   // every 12 hours
	FrequencyHigh     Frequency = "high"     // every 6 hours
)

// SyncType is the type of a run: initial or delta.
type SyncType string

// Values of [SyncType].
const (
	// SyncInitial delivers every active record, as record.new.
	SyncInitial SyncType = "initial_sync"
	// SyncDelta delivers the records that are new, modified or deleted since the previous run.
	SyncDelta SyncType = "delta_sync"
)

// StartSyncRequest describes a sync to start. Knit has two generations of this request and accepts both:
// set the fields of one generation. Fields that are not set are not sent.
type StartSyncRequest struct {
	// DataType is the kind of records to sync. Required.
	DataType DataType `json:"dataType"`
	// Models are the parts of the records to subscribe to. Empty: Knit decides (newer generation).
	Models []Model `json:"models,omitempty"`

	// Frequency and Destination belong to the generation in Knit's guides ("Syncing jobs",
	// "Syncing employee data"). Destination is the public URL of your receiver: see [NewReceiver].
	Frequency   Frequency `json:"frequency,omitempty"`
	Destination string    `json:"destination,omitempty"`

	// The fields below belong to the newer generation, in which the webhook is registered for each category
	// in Knit's dashboard.
	// Source: developers.getknit.dev, reference "Start a sync".

	// SyncType is the type of the run to start. Knit's default is SyncInitial.
	SyncType SyncType `json:"syncType,omitempty"`
	// HonorScheduler keeps the scheduled time of the next delta run. If it is false, the next delta run
	// starts one period after this run ends. Nil: Knit's default, false.
	HonorScheduler *bool `json:"honorScheduler,omitempty"`
	// IncludeInactiveRecords also requests inactive records, such as closed jobs and former employees. Nil:
	// Knit's default, false.
	IncludeInactiveRecords *bool `json:"includeInactiveRecords,omitempty"`
	// StartHour (0 to 23) and StartMinute (0 to 59) are the time of the next scheduled run, in UTC.
	StartHour   *int `json:"startHour,omitempty"`
	StartMinute *int `json:"startMinute,omitempty"`

	rolecall.Extra `json:"-"`
}

// UpdateSyncRequest changes the sync of a data type. Fields that are not set do not change.
//
// The member names are inferred from [StartSyncRequest]. Knit's reference page documents the path and what
// the call does. Knit also has a call that updates only the frequency; its path is not public, and this
// call does the same.
type UpdateSyncRequest struct {
	// DataType selects the sync. Required.
	DataType    DataType  `json:"dataType"`
	Models      []Model   `json:"models,omitempty"`
	Frequency   Frequency `json:"frequency,omitempty"`
	Destination string    `json:"destination,omitempty"`

	rolecall.Extra `json:"-"`
}

// PauseSyncRequest selects the sync to pause. Its members are inferred: see [Integration.PauseSync].
type PauseSyncRequest struct {
	// DataType selects the sync. Required.
	DataType DataType `json:"dataType"`

	rolecall.Extra `json:"-"`
}

// Sync identifies a sync at Knit and the run that was started.
type Sync struct {
	// JobID is the id of the sync ("sj_…"). It is always the same for an integration and a data type. Store
	// it: it is the only signed member of an event that identifies the integration.
	JobID string `json:"syncJobId" required:"true"`
	// RunID is the id of the run ("sr_…" or "sn_…"). It is empty if Knit does not send it.
	RunID string `json:"syncRunId,omitempty"`

	rolecall.Extra `json:"-"`
}

// StartSync creates the sync of a data type, if there is none, and starts a run of it. Knit then delivers
// the records to the webhook, one per request: first all active records as record.new, then
// sync.events.processed and sync.events.allConsumed. Later runs deliver the changes.
//
// Every call starts another initial run of the same sync, which delivers every record again under new event
// ids. The SDK therefore never retries this call once it may have reached Knit, not even after a 429. If the
// sync is not enabled for the category in Knit's dashboard, Knit responds 400.
//
// If the error matches [rolecall.ErrAmbiguous], the run may have been started: the response was lost or not
// recognized, or its status is 408 or a 5xx except 501 and 503, with or without Knit's envelope in the
// body. Do not start the run again. If events of the sync arrive, the run was started;
// [Integration.UpdateSync] shows whether there is a sync. After any other error nothing was started:
// "success": false with status 200, another 4xx, 501 or 503.
//
// Store [Sync].JobID with the integration's id: [BindTenant] uses it to verify which customer an event
// belongs to. [StartOnce] does this, and starts a sync only once for all servers and restarts. Events may
// arrive before StartSync has returned.
//
// Source: developers.getknit.dev, "Syncing jobs", "Syncing employee data", "Start a sync".
func (i *Integration) StartSync(ctx context.Context, req StartSyncRequest, call ...rolecall.CallOption) (*Sync, error) {
	return start[Sync](ctx, i.service, "sync.start", req, false, call)
}

// UpdateSync changes the subscribed models, the frequency or the destination of a sync.
//
// A change of Models starts an initial run, which delivers every record again. A change of Destination or
// Frequency starts no run, and does not stop a run in progress. As with StartSync, the SDK never retries
// this call once it may have reached Knit, and the error of an update that may have been executed matches
// [rolecall.ErrAmbiguous].
//
// UpdateSync can also find a sync without starting a run. If you send the Frequency or the Destination that
// the sync already has, nothing changes, and the response contains its [Sync].JobID. If there is no sync,
// the error usually matches [rolecall.ErrNotFound]. After an ambiguous StartSync, this shows whether there
// is a sync, and its JobID, but not whether another run was started. Knit documents that a new destination
// or frequency starts no run. The response is inferred, because Knit shows none. If its JobID is empty,
// take the JobID from an event of the sync.
//
// The path is documented; the member names are inferred from StartSync.
// Source: developers.getknit.dev, "Syncing employee data", reference "Update a sync".
func (i *Integration) UpdateSync(ctx context.Context, req UpdateSyncRequest, call ...rolecall.CallOption) (*Sync, error) {
	return start[Sync](ctx, i.service, "sync.update", req, true, call)
}

// PauseSync pauses the sync of a data type: no further runs start until the sync is started again. Knit does
// not document whether a run in progress stops, or how to resume the sync. [Integration.StartSync] resumes
// it, and starts an initial run.
//
// Knit documents that the call exists. Its path (sync.pause) and its body are inferred from those of the
// other calls. If Knit responds 404, ask its support for the path.
// Source: developers.getknit.dev, "Syncing employee data".
func (i *Integration) PauseSync(ctx context.Context, req PauseSyncRequest, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "sync.pause", req, call)
}

// SetStartTimeRequest sets the start time of a sync's daily run. Its member names are inferred from
// [StartSyncRequest]. Knit's page documents the path, and that the call has an hour and a minute.
type SetStartTimeRequest struct {
	// DataType selects the sync. Required.
	DataType DataType `json:"dataType"`
	// StartHour (0 to 23) and StartMinute (0 to 59) are in UTC (inferred from [StartSyncRequest]). The zero
	// value is midnight.
	StartHour   int `json:"startHour"`
	StartMinute int `json:"startMinute"`

	rolecall.Extra `json:"-"`
}

// SetStartTime sets the start time of a sync's daily run. Knit does not document whether the call moves
// today's run. The call is probably idempotent, but Knit does not document that, so the SDK does not retry
// it once it may have reached Knit.
//
// The path is documented (sync.startTime); the body is inferred. If Knit responds 400, ask its support
// for the member names and put them into Extra.
//
// Source: developers.getknit.dev, reference "Set sync start time".
func (i *Integration) SetStartTime(ctx context.Context, req SetStartTimeRequest, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "sync.startTime", req, call)
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v StartSyncRequest) Problem() string {
	return cmp.Or(checkSync(v.DataType, v.Destination), checkTime(v.StartHour, v.StartMinute))
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UpdateSyncRequest) Problem() string {
	if problem := checkSync(v.DataType, v.Destination); problem != "" {
		return problem
	}
	if len(v.Models) == 0 && v.Frequency == "" && v.Destination == "" && len(v.Extra) == 0 {
		return "nothing to change: set Models, Frequency or Destination"
	}
	return ""
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v PauseSyncRequest) Problem() string { return checkSync(v.DataType, "") }

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v SetStartTimeRequest) Problem() string {
	return cmp.Or(checkSync(v.DataType, ""), checkTime(&v.StartHour, &v.StartMinute))
}

func checkSync(t DataType, destination string) string {
	if t == "" {
		return "DataType is empty"
	}
	return checkURL("Destination", destination)
}

// checkURL describes what makes the URL in a field invalid, or returns "" if it is valid or not set.
func checkURL(field, rawURL string) string {
	if rawURL == "" {
		return ""
	}
	u, err := url.Parse(rawURL)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return field + ` is not an absolute URL ("https://example.com/hooks/knit")`
	}
	return ""
}

func checkTime(hour, minute *int) string {
	if hour != nil && (*hour < 0 || *hour > 23) {
		return fmt.Sprintf("StartHour is %d: use 0 to 23, UTC", *hour)
	}
	if minute != nil && (*minute < 0 || *minute > 59) {
		return fmt.Sprintf("StartMinute is %d: use 0 to 59, UTC", *minute)
	}
	return ""
}
