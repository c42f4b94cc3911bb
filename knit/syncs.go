package knit

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"github.com/rolecall-dev/rolecall"
)

// DataType is a kind of record that Knit syncs. The set is open.
type DataType string

// The data types that Knit's guides and reference name. DataTypeEmployee covers HRIS, directory
// and payroll apps alike.
const (
	DataTypeATSJobs            DataType = "ats_jobs"
	DataTypeATSApplications    DataType = "ats_applications"
	DataTypeATSCandidates      DataType = "ats_candidates"
	DataTypeEmployee           DataType = "employee"
	DataTypeAccountingInvoices DataType = "accounting_invoices"
)

// Model is the id of a data model: one part of a record that a sync can subscribe to.
// The set is open.
type Model string

// Models of [DataTypeATSJobs]. Each fills one member of [Job].
// Source: developers.getknit.dev, "Job data models" and "Syncing jobs".
const (
	ModelJobInfo           Model = "job_info"
	ModelJobDepartments    Model = "job_departments"
	ModelJobOffices        Model = "job_offices"
	ModelJobHiringManagers Model = "job_hiringManagers"
	ModelJobRecruiters     Model = "job_recruiters"
	ModelJobStages         Model = "job_stages"
	ModelJobCustomFields   Model = "job_customFields" // in the guide only
	ModelJobRawValues      Model = "job_rawValues"
	ModelJobPosts          Model = "job_posts"
	ModelJobCompensation   Model = "job_compensation"
	ModelJobQuestions      Model = "job_questions"
	ModelJobRequirements   Model = "job_requirements"
	ModelJobInfoEnhanced   Model = "job_info_enhanced"
)

// Models of [DataTypeEmployee]. Each fills one member of [Employee].
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

// Models of [DataTypeATSApplications]. Each fills one member of [Application].
// Source: developers.getknit.dev, "Application data models".
const (
	ModelApplicationInfo        Model = "application_info"
	ModelApplicationStage       Model = "application_stage"
	ModelApplicationInterviews  Model = "application_interviews"
	ModelApplicationRejection   Model = "application_rejection"
	ModelApplicationOffers      Model = "application_offers"
	ModelApplicationAttachments Model = "application_attachments"
)

// Models of [DataTypeATSCandidates]. Each fills one member of [Candidate].
// Source: getknit.dev, pages about use cases.
const (
	ModelCandidateInfo        Model = "candidate_info"
	ModelCandidateEducation   Model = "candidate_education"
	ModelCandidateLocations   Model = "candidate_locations"
	ModelCandidateSkills      Model = "candidate_skills"
	ModelCandidateExperiences Model = "candidate_experiences"
	ModelCandidateAttachments Model = "candidate_attachments"
)

// Frequency is how often a sync runs after its initial run, subject to the plan. The set is
// open.
type Frequency string

// The frequencies of the guides.
const (
	FrequencyStandard Frequency = "standard" // every 24 hours
	FrequencyMedium   Frequency = "medium"   // every 12 hours
	FrequencyHigh     Frequency = "high"     // every 6 hours
)

// SyncType is what a run brings: everything, or what changed. The set is open.
type SyncType string

// The types of a sync run.
const (
	// SyncInitial brings every active record, as record.new.
	SyncInitial SyncType = "initial_sync"
	// SyncDelta brings what is new, modified and deleted since the run before.
	SyncDelta SyncType = "delta_sync"
)

// StartSyncRequest starts a sync. Knit has two generations of this request, and takes both;
// set the fields of one. What is not set is not sent.
type StartSyncRequest struct {
	// DataType says what to sync. Required.
	DataType DataType `json:"dataType"`
	// Models subscribes to parts of the records. None: Knit decides (newer generation).
	Models []Model `json:"models,omitempty"`

	// Frequency and Destination belong to the generation of the guides ("Syncing jobs",
	// "Syncing employee data"). Destination is the public URL that Knit delivers events
	// to, served by [NewReceiver].
	Frequency   Frequency `json:"frequency,omitempty"`
	Destination string    `json:"destination,omitempty"`

	// The rest belongs to the newer generation, where the webhook is registered for
	// each category in Knit's dashboard instead.
	// Source: developers.getknit.dev, reference "Start a sync".

	// SyncType is what to run now. Knit's default: SyncInitial.
	SyncType SyncType `json:"syncType,omitempty"`
	// HonorScheduler: true keeps the next scheduled delta where it is; false puts it one
	// period after this run ends. Nil: Knit's default, false.
	HonorScheduler *bool `json:"honorScheduler,omitempty"`
	// IncludeInactiveRecords asks for closed jobs and people who left, too. Nil: Knit's
	// default, false.
	IncludeInactiveRecords *bool `json:"includeInactiveRecords,omitempty"`
	// StartHour (0 to 23) and StartMinute (0 to 59), UTC, place the next scheduled run.
	StartHour   *int `json:"startHour,omitempty"`
	StartMinute *int `json:"startMinute,omitempty"`

	rolecall.Extra `json:"-"`
}

// UpdateSyncRequest changes the sync of a data type. What is not set stays as it is.
//
// The names of its members are inferred from StartSyncRequest; Knit's reference page confirms the
// path and what the call does. Knit also has a call that updates the frequency alone, whose path is
// not public; this one covers it.
type UpdateSyncRequest struct {
	// DataType says which sync. Required.
	DataType    DataType  `json:"dataType"`
	Models      []Model   `json:"models,omitempty"`
	Frequency   Frequency `json:"frequency,omitempty"`
	Destination string    `json:"destination,omitempty"`

	rolecall.Extra `json:"-"`
}

// PauseSyncRequest names the sync to pause. Its members are inferred, see
// [Integration.PauseSync].
type PauseSyncRequest struct {
	// DataType says which sync. Required.
	DataType DataType `json:"dataType"`

	rolecall.Extra `json:"-"`
}

// Sync is a sync that Knit has set up, and the run that it started.
type Sync struct {
	// JobID names the sync ("sj_…"): the same one each time for an integration and a data
	// type. Store it: it is the only mark of the integration inside a signed event.
	JobID string `json:"syncJobId" required:"true"`
	// RunID names the run ("sr_…" or "sn_…"). "" where Knit does not say.
	RunID string `json:"syncRunId,omitempty"`

	rolecall.Extra `json:"-"`
}

// StartSync sets up a sync of a data type, or finds the one there is, and starts a run of
// it. Knit then delivers the records to the webhook, one a request: first all active ones
// as record.new, then sync.events.processed and sync.events.allConsumed; later runs bring
// what changed.
//
// The sync is the same each time, and yet every call starts another initial sync, with
// every record delivered again under new event ids. So the SDK never repeats this call
// once it may have reached Knit, not even after a 429. The sync must be enabled
// for the category in Knit's dashboard, else Knit answers 400.
//
// An error that Is [rolecall.ErrAmbiguous] means that the run may have started: the response was
// lost or not understood, or its status is 408, 500, 502, 504 or another 5xx but 501 and 503, no matter
// who wrote its body. Do not start it again: its events tell, and [Integration.UpdateSync] may. After
// any other error nothing was started: "success": false at 200, another 4xx, 501 and 503.
//
// Store [Sync].JobID with the integration: it is what tells which customer an event belongs to, see
// [BindTenant]. [StartOnce] does both, and starts a sync once for all servers and restarts. Events may
// arrive before StartSync has returned.
//
// Source: developers.getknit.dev, "Syncing jobs", "Syncing employee data", "Start a sync".
func (i *Integration) StartSync(ctx context.Context, req StartSyncRequest, call ...rolecall.CallOption) (*Sync, error) {
	return start[Sync](ctx, i.service, "sync.start", req, false, call)
}

// UpdateSync changes the subscribed models, the frequency or the destination of a sync.
//
// Other Models start an initial sync, with every record delivered again. Another
// Destination or Frequency does not: what is running goes on. Like StartSync it is never
// repeated by itself, and [rolecall.ErrAmbiguous] is the error of an update that may have been made,
// by the rule of StartSync.
//
// UpdateSync also finds a sync without starting a run: the update of a sync that exists, with the
// Frequency or the Destination that it has, changes nothing and returns its [Sync].JobID; one that does
// not exist is an error, mostly [rolecall.ErrNotFound]. So it tells, after an ambiguous StartSync, whether
// there is a sync (not whether this start began another run), and gives the JobID to store where it was
// lost. Knit documents that a new destination or frequency starts no run; the response is inferred,
// since Knit shows none. If JobID is empty in it, events of the sync have it.
//
// The path is documented; the names in the body are inferred from StartSync.
// Source: developers.getknit.dev, "Syncing employee data", reference "Update a sync".
func (i *Integration) UpdateSync(ctx context.Context, req UpdateSyncRequest, call ...rolecall.CallOption) (*Sync, error) {
	return start[Sync](ctx, i.service, "sync.update", req, true, call)
}

// PauseSync pauses the sync of a data type: no further runs until it is started again.
// Whether a run under way is ended, and what resumes the sync, Knit does not say;
// [Integration.StartSync] does, and brings an initial sync with it.
//
// That the call exists is documented; its path (sync.pause) and its body are inferred
// from the pattern of the others. If Knit answers 404, ask its support for the path.
// Source: developers.getknit.dev, "Syncing employee data".
func (i *Integration) PauseSync(ctx context.Context, req PauseSyncRequest, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "sync.pause", req, call)
}

// SetStartTimeRequest says when the daily run of a sync starts. Its members are inferred from
// [StartSyncRequest]: Knit's page confirms the path, and that it takes an hour and a minute.
type SetStartTimeRequest struct {
	// DataType says which sync. Required.
	DataType DataType `json:"dataType"`
	// StartHour (0 to 23) and StartMinute (0 to 59) are in UTC, as those of [StartSyncRequest] are
	// (inferred). The zero value is midnight.
	StartHour   int `json:"startHour"`
	StartMinute int `json:"startMinute"`

	rolecall.Extra `json:"-"`
}

// SetStartTime sets the time at which the daily run of a sync starts. Whether it moves a run that is
// due today, Knit does not say. Setting it twice is harmless, but Knit does not document that, so it
// is not repeated once it may have reached Knit.
//
// The path is documented (sync.startTime); the body is inferred. If Knit responds 400, ask its support
// for the names and put them into Extra.
//
// Source: developers.getknit.dev, reference "Set sync start time".
func (i *Integration) SetStartTime(ctx context.Context, req SetStartTimeRequest, call ...rolecall.CallOption) error {
	return send(ctx, i.service, "sync.startTime", req, call)
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v StartSyncRequest) Problem() string {
	return cmp.Or(checkSync(v.DataType, v.Destination), checkTime(v.StartHour, v.StartMinute))
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v UpdateSyncRequest) Problem() string {
	if problem := checkSync(v.DataType, v.Destination); problem != "" {
		return problem
	}
	if len(v.Models) == 0 && v.Frequency == "" && v.Destination == "" && len(v.Extra) == 0 {
		return "nothing to change: set Models, Frequency or Destination"
	}
	return ""
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v PauseSyncRequest) Problem() string { return checkSync(v.DataType, "") }

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v SetStartTimeRequest) Problem() string {
	return cmp.Or(checkSync(v.DataType, ""), checkTime(&v.StartHour, &v.StartMinute))
}

func checkSync(t DataType, destination string) string {
	if t == "" {
		return "DataType is empty"
	}
	return checkURL("Destination", destination)
}

// checkURL says what is wrong with a URL that Knit is to deliver to; "" is not set.
func checkURL(field, text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
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
