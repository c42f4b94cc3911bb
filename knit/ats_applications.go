package knit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Application is somebody's application for a job, as far as the sync subscribed to its
// models, or the app fills them: a member that is not there is nil. Some apps leave most of
// it empty in [ATSService.ListApplications] and fill it in [ATSService.GetApplication].
//
// Source: developers.getknit.dev, "Application data models" and "Syncing applications data".
type Application struct {
	Info *ApplicationInfo `json:"info,omitempty" required:"true"`
	// CurrentStage is where the application stands. Knit sends it bare, or in an object of
	// its own name.
	CurrentStage *Stage `json:"currentStage,omitempty"`
	// Rejection is nil of an application that was not rejected.
	Rejection         *Rejection         `json:"rejection,omitempty"`
	Interviews        []Interview        `json:"interviews,omitempty"`
	Attachments       []Attachment       `json:"attachments,omitempty"`
	QuestionResponses []QuestionResponse `json:"questionResponses,omitempty"`
	// Offers are as they came: Knit's table of them is not public.
	Offers json.RawMessage `json:"offers,omitempty"`

	rolecall.Extra `json:"-"`
}

// ApplicationStatus says what became of an application. The set is open; [NotSpecified] is
// one of its values.
type ApplicationStatus string

// Values of [ApplicationStatus].
const (
	ApplicationActive   ApplicationStatus = "ACTIVE"
	ApplicationRejected ApplicationStatus = "REJECTED"
	ApplicationHired    ApplicationStatus = "HIRED"
)

// ApplicationOrigin is the way by which an application came. The set is open;
// [NotSpecified] is one of its values.
type ApplicationOrigin string

// Values of [ApplicationOrigin].
const (
	OriginAgency   ApplicationOrigin = "AGENCY"
	OriginReferral ApplicationOrigin = "REFERRAL"
	OriginExternal ApplicationOrigin = "EXTERNAL"
)

// ApplicationInfo is the model application_info.
type ApplicationInfo struct {
	ID        string            `json:"id,omitempty" required:"true"`
	Status    ApplicationStatus `json:"status,omitempty"`
	JobID     string            `json:"jobId,omitempty"`
	Candidate *CandidateInfo    `json:"candidate,omitempty"`
	Origin    ApplicationOrigin `json:"origin,omitempty"`
	AppliedAt time.Time         `json:"appliedAt,omitzero"`
	UpdatedAt time.Time         `json:"updatedAt,omitzero"`
	// Owner is who looks after the application, CreditedTo who brought the candidate.
	Owner      *User `json:"owner,omitempty"`
	CreditedTo *User `json:"creditedTo,omitempty"`

	rolecall.Extra `json:"-"`
}

// Rejection is the model application_rejection: why an application was turned down.
type Rejection struct {
	ID         string    `json:"id,omitempty"`
	Text       string    `json:"text,omitempty"`
	RejectedAt time.Time `json:"rejectedAt,omitzero"`

	rolecall.Extra `json:"-"`
}

// Interview is one of the model application_interviews. The names of Stage, Interviewers and
// Creator are inferred from a page about use cases.
type Interview struct {
	ID             string          `json:"id,omitempty"`
	Subject        string          `json:"subject,omitempty"`
	Location       string          `json:"location,omitempty"`
	ScheduledStart time.Time       `json:"scheduledStart,omitzero"`
	ScheduledEnd   time.Time       `json:"scheduledEnd,omitzero"`
	Status         InterviewStatus `json:"status,omitempty"`
	Stage          *Stage          `json:"stage,omitempty"`
	Interviewers   []User          `json:"interviewers,omitempty"`
	Creator        *User           `json:"creator,omitempty"`

	rolecall.Extra `json:"-"`
}

// InterviewStatus says how far an interview is. The set is open.
type InterviewStatus string

// Values of [InterviewStatus].
const (
	InterviewScheduled        InterviewStatus = "SCHEDULED"
	InterviewAwaitingFeedback InterviewStatus = "AWAITING_FEEDBACK"
	InterviewComplete         InterviewStatus = "COMPLETE"
	InterviewCancelled        InterviewStatus = "CANCELLED"
)

// Attachment is a file of an application or a candidate.
type Attachment struct {
	Type AttachmentType `json:"type,omitempty"`
	Name string         `json:"name,omitempty"`
	// Link is signed and expires: fetch the file soon, and do not store or log the link.
	Link string `json:"link,omitempty" secret:"true"`

	rolecall.Extra `json:"-"`
}

// AttachmentType is the kind of an [Attachment]. The set is open.
type AttachmentType string

// Values of [AttachmentType].
const (
	AttachmentResume      AttachmentType = "RESUME"
	AttachmentCoverLetter AttachmentType = "COVER_LETTER"
)

// QuestionResponse is a question of the application form, and what was answered.
type QuestionResponse struct {
	QuestionText string          `json:"questionText,omitempty"`
	QuestionType QuestionType    `json:"questionType,omitempty"`
	Answer       *QuestionAnswer `json:"answer,omitempty"`

	rolecall.Extra `json:"-"`
}

// QuestionType is the kind of a question. The set is open.
type QuestionType string

// Values of [QuestionType].
const (
	QuestionText           QuestionType = "TEXT"
	QuestionFreeText       QuestionType = "FREE_TEXT"
	QuestionSingleChoice   QuestionType = "SINGLE_CHOICE"
	QuestionMultipleChoice QuestionType = "MULTIPLE_CHOICE"
	QuestionYesNo          QuestionType = "YES_NO"
	QuestionNumber         QuestionType = "NUMBER"
	QuestionDate           QuestionType = "DATE"
	QuestionFileUpload     QuestionType = "FILE_UPLOAD"
	QuestionDropdown       QuestionType = "DROPDOWN"
	QuestionRatingScale    QuestionType = "RATING_SCALE"
)

// QuestionAnswer is an answer, in the member that fits its question.
type QuestionAnswer struct {
	Text            string   `json:"text,omitempty"`
	SelectedOption  string   `json:"selectedOption,omitempty"`
	SelectedOptions []string `json:"selectedOptions,omitempty"`
	NumberValue     *float64 `json:"numberValue,omitempty"`
	// DateValue is as the applicant or the app has written it, in whatever format.
	DateValue   string   `json:"dateValue,omitempty"`
	RatingValue *float64 `json:"ratingValue,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedApplication is what record.deleted says of an application. Knit's sample leaves its
// ids empty, so [Event.RecordID] is the dependable key.
type DeletedApplication struct {
	ApplicationID string `json:"applicationId,omitempty"`
	CandidateID   string `json:"candidateId,omitempty"`
	JobID         string `json:"jobId,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListApplicationsOptions filters [ATSService.ListApplications]. See [ListOptions].
type ListApplicationsOptions struct {
	ListOptions
	// JobID selects those of a job. Some apps follow it; one Knit user found it ignored.
	JobID  string            `url:"jobId,omitempty"`
	Status ApplicationStatus `url:"status,omitempty"`
	// CreatedAfter and UpdatedAfter select applications that were created, or changed, after a time.
	CreatedAfter time.Time `url:"createdAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
}

// ListApplications reads a page of applications. Some apps fill few fields here:
// [ATSService.GetApplication] has the rest.
//
// Source: public code of a Knit user; the filters from developers.getknit.dev, "Filtering data
// in APIs".
func (s *ATSService) ListApplications(ctx context.Context, opts ListApplicationsOptions, call ...rolecall.CallOption) (*rolecall.Page[Application], error) {
	return list[Application](ctx, s.service, "ats.application.list", "applications", opts, call)
}

// ApplicationKey names an application. Knit needs both ids: the application's, and that of
// the candidate who sent it.
type ApplicationKey struct {
	ApplicationID string `url:"applicationId,omitempty"`
	CandidateID   string `url:"candidateId,omitempty"`
}

// Problem returns why the key would be rejected, "" if nothing is wrong.
func (k ApplicationKey) Problem() string {
	switch {
	case k.ApplicationID == "":
		return "ApplicationID is empty"
	case k.CandidateID == "":
		return "CandidateID is empty: Knit needs both ids"
	}
	return ""
}

// GetApplication reads one application, whole. Source: public code of a Knit user.
func (s *ATSService) GetApplication(ctx context.Context, key ApplicationKey, call ...rolecall.CallOption) (*Application, error) {
	return part[Application](ctx, s.service, s.get("ats.application.get", key), applicationIn, call)
}

// applicationIn finds the application in the object that a response wraps it in, or bare.
func applicationIn(resp *transport.Response) []byte {
	var member [1][]byte
	_ = jsonpeek.Pick(resp.Payload, member[:], "application") // not an object: it is not there
	if jsonpeek.KindOf(member[0]) == jsonpeek.Object {
		return member[0]
	}
	return resp.Payload
}

// CreateApplicationRequest is a candidate's application for a job. JobID is required, and
// either CandidateID or Candidate.
//
// Source: public code that makes this call, and Knit's pages about use cases.
type CreateApplicationRequest struct {
	JobID string `json:"jobId"`
	// InitialStageID is where the application begins; "": where the app puts it. Some apps
	// want one, whatever it says.
	InitialStageID string `json:"initialStageId,omitempty"`

	// CandidateID is one that the app knows, Candidate one that it is to make: never both.
	CandidateID string        `json:"candidateId,omitempty"`
	Candidate   *NewCandidate `json:"candidate,omitempty"`

	Answers    []NewAnswer    `json:"answers,omitempty"`
	Attachment *NewAttachment `json:"attachment,omitempty"`
	// Source is where the candidate comes from, in the customer's words.
	Source string            `json:"source,omitempty"`
	Origin ApplicationOrigin `json:"origin,omitempty"`
	// MetaData is what only one app asks for. It is sent as it is: public code sends a JSON
	// text with an object in it ([JSONText]), Knit's pages show the object itself.
	MetaData json.RawMessage `json:"metaData,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v CreateApplicationRequest) Problem() string {
	switch {
	case v.JobID == "":
		return "JobID is empty"
	case v.CandidateID == "" && v.Candidate == nil:
		return "there is no candidate: set CandidateID or Candidate"
	case v.CandidateID != "" && v.Candidate != nil:
		return "CandidateID and Candidate are both set: use one"
	}
	return ""
}

// NewCandidate is a candidate who is not in the app yet. Knit's table marks FirstName,
// LastName, Phones and Emails as required; the SDK insists on the names alone, since apps
// differ.
type NewCandidate struct {
	FirstName string      `json:"firstName"`
	LastName  string      `json:"lastName"`
	Phones    []Phone     `json:"phones,omitempty"`
	Emails    []Email     `json:"emails,omitempty"`
	Title     string      `json:"title,omitempty"`
	Company   string      `json:"company,omitempty"`
	Links     []string    `json:"links,omitempty"`
	Education []Education `json:"education,omitempty"`

	PresentAddress   *Address `json:"presentAddress,omitempty"`
	WorkAddress      *Address `json:"workAddress,omitempty"`
	PermanentAddress *Address `json:"permanentAddress,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the candidate would be rejected, "" if nothing is wrong.
func (v NewCandidate) Problem() string {
	if v.FirstName == "" || v.LastName == "" {
		return "FirstName or LastName is empty"
	}
	return ""
}

// NewAnswer answers a question of the job's application form.
type NewAnswer struct {
	// ID is the question's.
	ID       string       `json:"id,omitempty"`
	Type     QuestionType `json:"type,omitempty"`
	Question string       `json:"question,omitempty"`
	Answer   string       `json:"answer,omitempty"`
	// MultipleChoiceAnswers are the options chosen, where the question has any.
	MultipleChoiceAnswers []string `json:"multipleChoiceAnswers,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreatedApplication is the response to [ATSService.CreateApplication]: the ids alone. At least one of
// ApplicationID and CandidateID is set.
type CreatedApplication struct {
	ApplicationID string `json:"applicationId,omitempty" required:"or candidateId"`
	CandidateID   string `json:"candidateId,omitempty"`
	JobID         string `json:"jobId,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreateApplication writes an application into the app, and its candidate where Candidate is
// set.
//
// It is not repeated once it may have reached Knit, so that no candidate applies twice: an error that
// is [rolecall.ErrAmbiguous] means that the application may exist. Look for it with
// [ATSService.ListApplications] or [ATSService.SearchCandidates] first.
func (s *ATSService) CreateApplication(ctx context.Context, application CreateApplicationRequest, call ...rolecall.CallOption) (*CreatedApplication, error) {
	return write[CreatedApplication](ctx, s.service, "ats.application.create", application, call)
}

// UpdateStageRequest moves an application. All its names but the path of the call are
// inferred; members that an app needs in addition go into Extra.
type UpdateStageRequest struct {
	// ApplicationID and StageID, the target, are required. CandidateID is sent where set:
	// other calls need it.
	ApplicationID string `json:"applicationId"`
	CandidateID   string `json:"candidateId,omitempty"`
	StageID       string `json:"stageId"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v UpdateStageRequest) Problem() string {
	switch {
	case v.ApplicationID == "":
		return "ApplicationID is empty"
	case v.StageID == "":
		return "StageID is empty"
	}
	return ""
}

// UpdatedStage is the response to [ATSService.UpdateStage], unmodified: its shape is not public.
type UpdatedStage struct{ RawAnswer }

// UpdateStage moves an application to another stage of its job. It is not repeated once it may
// have reached Knit.
//
// The path is from Knit's pages about use cases; the body is inferred.
func (s *ATSService) UpdateStage(ctx context.Context, update UpdateStageRequest, call ...rolecall.CallOption) (*UpdatedStage, error) {
	return write[UpdatedStage](ctx, s.service, "ats.application.stage.update", update, call)
}
