package knit

import (
	"encoding/json"
	"time"
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

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
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

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Rejection is the model application_rejection: why an application was turned down.
type Rejection struct {
	ID         string    `json:"id,omitempty"`
	Text       string    `json:"text,omitempty"`
	RejectedAt time.Time `json:"rejectedAt,omitzero"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
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

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
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
	Link string `json:"link,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
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

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
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

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// DeletedApplication is what record.deleted says of an application. Knit's sample leaves its
// ids empty, so [Event.RecordID] is the dependable key.
type DeletedApplication struct {
	ApplicationID string `json:"applicationId,omitempty"`
	CandidateID   string `json:"candidateId,omitempty"`
	JobID         string `json:"jobId,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}
