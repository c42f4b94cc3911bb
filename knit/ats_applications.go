package knit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Application is a candidate's application for one job. A model is nil if the sync does not subscribe to
// it or the tool does not fill it. Some tools leave most models empty in [ATSService.ListApplications] and
// fill them in [ATSService.GetApplication].
//
// Source: developers.getknit.dev, "Application data models" and "Syncing applications data".
type Application struct {
	Info *ApplicationInfo `json:"info,omitempty" required:"true"`
	// CurrentStage is the stage that the application is in. Knit sends it as an object, or wraps that in
	// another object under the same name.
	CurrentStage *Stage `json:"currentStage,omitempty"`
	// Rejection is nil if the application was not rejected.
	Rejection         *Rejection         `json:"rejection,omitempty"`
	Interviews        []Interview        `json:"interviews,omitempty"`
	Attachments       []Attachment       `json:"attachments,omitempty"`
	QuestionResponses []QuestionResponse `json:"questionResponses,omitempty"`
	// Offers holds raw JSON: Knit's table of offers is not public.
	Offers json.RawMessage `json:"offers,omitempty"`

	rolecall.Extra `json:"-"`
}

// ApplicationStatus is the status of an application. [NotSpecified] is also a value.
type ApplicationStatus string

// Values of [ApplicationStatus].
const (
	ApplicationActive   ApplicationStatus = "ACTIVE"
	ApplicationRejected ApplicationStatus = "REJECTED"
	ApplicationHired    ApplicationStatus = "HIRED"
)

// ApplicationOrigin is the origin of an application, such as a referral. [NotSpecified] is also a value.
type ApplicationOrigin string

// Values of [ApplicationOrigin].
const (
	OriginAgency   ApplicationOrigin = "AGENCY"
	OriginReferral ApplicationOrigin = "REFERRAL"
	OriginExternal ApplicationOrigin = "EXTERNAL"
)

// ApplicationInfo holds the main data of an application. It is the model application_info.
type ApplicationInfo struct {
	ID        string            `json:"id,omitempty" required:"true"`
	Status    ApplicationStatus `json:"status,omitempty"`
	JobID     string            `json:"jobId,omitempty"`
	Candidate *CandidateInfo    `json:"candidate,omitempty"`
	Origin    ApplicationOrigin `json:"origin,omitempty"`
	AppliedAt time.Time         `json:"appliedAt,omitzero"`
	UpdatedAt time.Time         `json:"updatedAt,omitzero"`
	// Owner is the user who is responsible for the application. CreditedTo is the user who brought in the
	// candidate.
	Owner      *User `json:"owner,omitempty"`
	CreditedTo *User `json:"creditedTo,omitempty"`

	rolecall.Extra `json:"-"`
}

// Rejection says why and when an application was rejected. It is the model application_rejection.
type Rejection struct {
	ID         string    `json:"id,omitempty"`
	Text       string    `json:"text,omitempty"`
	RejectedAt time.Time `json:"rejectedAt,omitzero"`

	rolecall.Extra `json:"-"`
}

// Interview is an interview with the candidate. It is an element of the model application_interviews. The
// member names of Stage, Interviewers and Creator are inferred from a page about use cases.
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

// InterviewStatus is the status of an interview.
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
	// Link is a signed URL that expires. Fetch the file soon, and do not store or log the link.
	Link string `json:"link,omitempty" secret:"true"`

	rolecall.Extra `json:"-"`
}

// AttachmentType is the type of an [Attachment].
type AttachmentType string

// Values of [AttachmentType].
const (
	AttachmentResume      AttachmentType = "RESUME"
	AttachmentCoverLetter AttachmentType = "COVER_LETTER"
)

// QuestionResponse is a question of the application form and the candidate's answer.
type QuestionResponse struct {
	QuestionText string          `json:"questionText,omitempty"`
	QuestionType QuestionType    `json:"questionType,omitempty"`
	Answer       *QuestionAnswer `json:"answer,omitempty"`

	rolecall.Extra `json:"-"`
}

// QuestionType is the type of a question.
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

// QuestionAnswer is the answer to a question. The answer is in the field for the question's type.
type QuestionAnswer struct {
	Text            string   `json:"text,omitempty"`
	SelectedOption  string   `json:"selectedOption,omitempty"`
	SelectedOptions []string `json:"selectedOptions,omitempty"`
	NumberValue     *float64 `json:"numberValue,omitempty"`
	// DateValue is the date as the candidate or the tool wrote it. It has no fixed format.
	DateValue   string   `json:"dateValue,omitempty"`
	RatingValue *float64 `json:"ratingValue,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedApplication is the data of an [ApplicationDeleted] event. The ids are empty in Knit's sample, so
// identify the application by [Event.RecordID].
type DeletedApplication struct {
	ApplicationID string `json:"applicationId,omitempty"`
	CandidateID   string `json:"candidateId,omitempty"`
	JobID         string `json:"jobId,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListApplicationsOptions holds the filters of [ATSService.ListApplications]. See also [ListOptions].
type ListApplicationsOptions struct {
	ListOptions
	// JobID selects the applications for one job. Some tools support this filter; one Knit user reports
	// that it was ignored.
	JobID  string            `url:"jobId,omitempty"`
	Status ApplicationStatus `url:"status,omitempty"`
	// CreatedAfter and UpdatedAfter select applications created or updated after the given time.
	CreatedAfter time.Time `url:"createdAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05Z07:00"`
}

// ListApplications returns a page of applications. Some tools fill only a few fields here; call
// [ATSService.GetApplication] for the others.
//
// Source: public code of a Knit user; the filters are from developers.getknit.dev, "Filtering data in
// APIs".
func (s *ATSService) ListApplications(ctx context.Context, opts ListApplicationsOptions, call ...rolecall.CallOption) (*rolecall.Page[Application], error) {
	return list[Application](ctx, s.service, "ats.application.list", "applications", opts, call)
}

// ApplicationKey identifies an application. Knit requires both the application's id and its candidate's id.
type ApplicationKey struct {
	ApplicationID string `url:"applicationId,omitempty"`
	CandidateID   string `url:"candidateId,omitempty"`
}

// Problem describes what makes the key invalid, or returns "" if it is valid.
func (k ApplicationKey) Problem() string {
	switch {
	case k.ApplicationID == "":
		return "ApplicationID is empty"
	case k.CandidateID == "":
		return "CandidateID is empty: Knit requires both ids"
	}
	return ""
}

// GetApplication returns one application with all its models. Source: public code of a Knit user.
func (s *ATSService) GetApplication(ctx context.Context, key ApplicationKey, call ...rolecall.CallOption) (*Application, error) {
	return part[Application](ctx, s.service, s.get("ats.application.get", key), applicationIn, call)
}

// applicationIn returns the member "application" of the payload, or the payload itself if there is none.
func applicationIn(resp *transport.Response) []byte {
	var member [1][]byte
	_ = jsonpeek.Pick(resp.Payload, member[:], "application") // on error, member is nil
	if jsonpeek.KindOf(member[0]) == jsonpeek.Object {
		return member[0]
	}
	return resp.Payload
}

// CreateApplicationRequest is a new application of a candidate for a job. JobID is required, and also
// either CandidateID or Candidate.
//
// Source: public code that makes this call, and Knit's pages about use cases.
type CreateApplicationRequest struct {
	JobID string `json:"jobId"`
	// InitialStageID is the first stage of the application. Empty: the tool decides. Some tools require an
	// id and ignore its value.
	InitialStageID string `json:"initialStageId,omitempty"`

	// CandidateID is the id of an existing candidate; Candidate is a new one. Set exactly one of them.
	CandidateID string        `json:"candidateId,omitempty"`
	Candidate   *NewCandidate `json:"candidate,omitempty"`

	Answers    []NewAnswer    `json:"answers,omitempty"`
	Attachment *NewAttachment `json:"attachment,omitempty"`
	// Source is the customer's own description of where the candidate comes from.
	Source string            `json:"source,omitempty"`
	Origin ApplicationOrigin `json:"origin,omitempty"`
	// MetaData holds values that some tools require in addition. It is sent unmodified. Public code of a
	// Knit user sends a JSON string that contains an encoded object ([JSONText]); Knit's documentation
	// shows the object itself.
	MetaData json.RawMessage `json:"metaData,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v CreateApplicationRequest) Problem() string {
	switch {
	case v.JobID == "":
		return "JobID is empty"
	case v.CandidateID == "" && v.Candidate == nil:
		return "no candidate: set CandidateID or Candidate"
	case v.CandidateID != "" && v.Candidate != nil:
		return "CandidateID and Candidate are both set: set only one"
	}
	return ""
}

// NewCandidate is a candidate who is not yet in the tool. Knit's table marks FirstName, LastName, Phones
// and Emails as required. The SDK requires only the names, because tools differ.
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

// Problem describes what makes the candidate invalid, or returns "" if it is valid.
func (v NewCandidate) Problem() string {
	switch {
	case v.FirstName == "":
		return "FirstName is empty"
	case v.LastName == "":
		return "LastName is empty"
	}
	return ""
}

// NewAnswer is the answer to a question of the job's application form.
type NewAnswer struct {
	// ID is the id of the question.
	ID       string       `json:"id,omitempty"`
	Type     QuestionType `json:"type,omitempty"`
	Question string       `json:"question,omitempty"`
	Answer   string       `json:"answer,omitempty"`
	// MultipleChoiceAnswers are the selected options of a multiple-choice question.
	MultipleChoiceAnswers []string `json:"multipleChoiceAnswers,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreatedApplication is the response to [ATSService.CreateApplication]. It contains only ids; at least one
// of ApplicationID and CandidateID is set.
type CreatedApplication struct {
	ApplicationID string `json:"applicationId,omitempty" required:"or candidateId"`
	CandidateID   string `json:"candidateId,omitempty"`
	JobID         string `json:"jobId,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreateApplication creates an application in the tool. If Candidate is set, it also creates the candidate.
//
// The SDK does not retry the call once it may have reached Knit, so that no candidate applies twice. If the
// error matches [rolecall.ErrAmbiguous], the application may exist: look for it with
// [ATSService.ListApplications] or [ATSService.SearchCandidates] before you call CreateApplication again.
func (s *ATSService) CreateApplication(ctx context.Context, application CreateApplicationRequest, call ...rolecall.CallOption) (*CreatedApplication, error) {
	return write[CreatedApplication](ctx, s.service, "ats.application.create", application, call)
}

// UpdateStageRequest is the request of [ATSService.UpdateStage]. Its member names are inferred. Put other
// members that a tool requires into Extra.
type UpdateStageRequest struct {
	// ApplicationID is the application, and StageID is the target stage. Both are required. CandidateID is sent
	// if it is set, because similar calls require it.
	ApplicationID string `json:"applicationId"`
	CandidateID   string `json:"candidateId,omitempty"`
	StageID       string `json:"stageId"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v UpdateStageRequest) Problem() string {
	switch {
	case v.ApplicationID == "":
		return "ApplicationID is empty"
	case v.StageID == "":
		return "StageID is empty"
	}
	return ""
}

// UpdatedStage holds the member "data" of the response to [ATSService.UpdateStage]. Its shape is not public.
type UpdatedStage struct{ RawAnswer }

// UpdateStage moves an application to another stage of its job. The SDK does not retry the call once it may
// have reached Knit.
//
// The path is from Knit's pages about use cases; the body is inferred.
func (s *ATSService) UpdateStage(ctx context.Context, update UpdateStageRequest, call ...rolecall.CallOption) (*UpdatedStage, error) {
	return write[UpdatedStage](ctx, s.service, "ats.application.stage.update", update, call)
}
