package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// CreateApplicationRequest is a candidate's application for a job.
type CreateApplicationRequest struct {
	// StageID is the ID of one of the job's stages. "": the tool's initial stage.
	StageID   string       `json:"stage_id,omitempty"`
	Candidate NewCandidate `json:"candidate"`
	// Attachments should have less than 10 MB together. Tools show a preview of the first CV.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Source is the channel through which the candidate applied. It is deprecated: Kombo sends the
	// source that is configured in its dashboard.
	Source      *Source      `json:"source,omitempty"`
	SourcedBy   *SourcedBy   `json:"sourced_by,omitempty"`
	GDPRConsent *GDPRConsent `json:"gdpr_consent,omitempty"`
	// RemoteFields are sent to the tool unmodified. See [RemoteFields].
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
	// ScreeningQuestionAnswers are answers to [Job.ScreeningQuestions]. An answer to a question
	// that the job does not have is a warning; an answer of the wrong type is an error.
	ScreeningQuestionAnswers []NewAnswer `json:"screening_question_answers,omitempty"`
}

// CreateCandidateRequest is a candidate's application for a job, for the older call
// [ATSService.CreateCandidate].
type CreateCandidateRequest struct {
	Candidate                NewCandidate   `json:"candidate"`
	Application              NewApplication `json:"application"`
	ScreeningQuestionAnswers []NewAnswer    `json:"screening_question_answers,omitempty"`
	Attachments              []Attachment   `json:"attachments,omitempty"`
	Source                   *Source        `json:"source,omitempty"`
	SourcedBy                *SourcedBy     `json:"sourced_by,omitempty"`
	GDPRConsent              *GDPRConsent   `json:"gdpr_consent,omitempty"`
	RemoteFields             RemoteFields   `json:"remote_fields,omitempty"`
}

// NewApplication names the job that a new candidate applies for.
type NewApplication struct {
	// JobID is Kombo's id of the job, or "remote:" followed by the tool's id. Required. The tool's id
	// works even if Kombo does not sync jobs.
	JobID   string `json:"job_id"`
	StageID string `json:"stage_id,omitempty"`
}

// NewCandidate is a candidate to be created in the tool.
type NewCandidate struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	// EmailAddress is required.
	EmailAddress             string            `json:"email_address"`
	AdditionalEmailAddresses []NewEmailAddress `json:"additional_email_addresses,omitempty"`
	// Company and Title are the candidate's current employer and job title.
	Company                string           `json:"company,omitempty"`
	Title                  string           `json:"title,omitempty"`
	PhoneNumber            string           `json:"phone_number,omitempty"`
	AdditionalPhoneNumbers []NewPhoneNumber `json:"additional_phone_numbers,omitempty"`
	Location               *NewAddress      `json:"location,omitempty"`
	Gender                 CandidateGender  `json:"gender,omitempty"`
	// AvailabilityDate is the first day on which the candidate can work. Zero: not sent.
	AvailabilityDate   rolecall.Date       `json:"availability_date,omitzero"`
	SalaryExpectations *SalaryExpectations `json:"salary_expectations,omitempty"`
	SocialLinks        []SocialLink        `json:"social_links,omitempty"`
}

// MarshalJSON encodes AvailabilityDate as midnight UTC, the format that Kombo requires.
func (v NewCandidate) MarshalJSON() ([]byte, error) {
	type plain NewCandidate
	return json.Marshal(struct {
		plain
		AvailabilityDate dayStart `json:"availability_date,omitzero"`
	}{plain(v), dayStart(v.AvailabilityDate)})
}

// ContactType is the kind of an e-mail address or phone number.
type ContactType string

// Values of [ContactType].
const (
	ContactPersonal ContactType = "PERSONAL"
	ContactWork     ContactType = "WORK"
	ContactOther    ContactType = "OTHER"
)

// NewEmailAddress is an additional e-mail address. Both fields are required.
type NewEmailAddress struct {
	Type         ContactType `json:"type"`
	EmailAddress string      `json:"email_address"`
}

// NewPhoneNumber is an additional phone number. Both fields are required.
type NewPhoneNumber struct {
	Type        ContactType `json:"type"`
	PhoneNumber string      `json:"phone_number"`
}

// NewAddress is the address of a new candidate.
type NewAddress struct {
	City string `json:"city,omitempty"`
	// Country is an ISO 3166-1 alpha-2 code in upper case: "DE". Required.
	Country string `json:"country"`
	State   string `json:"state,omitempty"`
	Street1 string `json:"street_1,omitempty"`
	ZIPCode string `json:"zip_code,omitempty"`
}

// CandidateGender is the gender that a candidate stated.
type CandidateGender string

// Values of [CandidateGender].
const (
	CandidateGenderMale   CandidateGender = "MALE"
	CandidateGenderFemale CandidateGender = "FEMALE"
	CandidateGenderOther  CandidateGender = "OTHER"
)

// SalaryExpectations is the salary that a candidate expects. Kombo converts the amount if the tool uses
// another period.
type SalaryExpectations struct {
	// Period is SalaryPeriodMonth or SalaryPeriodYear. Required.
	Period SalaryPeriod `json:"period"`
	Amount float64      `json:"amount"`
}

// SocialLink is the URL of a candidate's profile or website.
type SocialLink struct {
	URL string `json:"url"`
}

// Source is the channel through which a candidate applied. It is deprecated.
type Source struct {
	Name       string `json:"name,omitempty"`
	UnifiedKey string `json:"unified_key,omitempty"`
	ID         string `json:"id,omitempty"`
}

// SourcedBy names the user who found the candidate.
type SourcedBy struct {
	// UserID is Kombo's id of a [User], or "remote:" followed by the tool's id. Required.
	UserID string `json:"user_id"`
}

// GDPRConsent is a candidate's consent to the storage of their data, where the law requires it.
type GDPRConsent struct {
	// ExpiresAt is the time until which the data may be stored. Zero: not sent.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Given reports whether the candidate consented. Nil: the candidate was not asked.
	Given *bool `json:"given,omitempty"`
}

// MarshalJSON encodes the time in UTC, the only time zone that Kombo accepts.
func (v GDPRConsent) MarshalJSON() ([]byte, error) {
	type plain GDPRConsent
	v.ExpiresAt = v.ExpiresAt.UTC()
	return json.Marshal(plain(v))
}

// CreateApplication creates an application for a job, together with its candidate. jobID is Kombo's id
// of the job, or "remote:" followed by the tool's id. The tool's id works even if Kombo does not sync
// jobs. The result contains the complete candidate, but neither interviews nor offers.
//
// Kombo itself retries its request to a tool that does not respond. An error that is
// [rolecall.ErrAmbiguous] (after 408, 500, 502, 504, [CodeTaskTimedOut], [CodeUnknownError],
// [CodeRemoteUnknownError], [CodeRemoteUnavailable] or a lost connection) means that the application
// may exist: check before sending it again. The lists do not contain it before the next sync of the
// tool (inferred), so wait for that sync and then list the applications of the job. An error with
// [CodeApplicationExists] means that it exists.
// Source: docs.kombo.dev, "Create application".
func (s *ATSService) CreateApplication(ctx context.Context, jobID string, req CreateApplicationRequest, call ...rolecall.CallOption) (*Result[Application], error) {
	return act[Application](ctx, s.service, "POST ats/jobs/{job_id}/applications", req, call, jobID)
}

// CreateCandidate does the same as [ATSService.CreateApplication], which Kombo recommends instead, but
// returns the candidate.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create candidate".
func (s *ATSService) CreateCandidate(ctx context.Context, req CreateCandidateRequest, call ...rolecall.CallOption) (*Result[Candidate], error) {
	return act[Candidate](ctx, s.service, "POST ats/candidates", req, call)
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreateApplicationRequest) Problem() string {
	return answeredTwice(v.ScreeningQuestionAnswers)
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreateCandidateRequest) Problem() string {
	return answeredTwice(v.ScreeningQuestionAnswers)
}

// Problem describes what makes JobID invalid, or returns "" if it is valid.
func (v NewApplication) Problem() string { return requiredID("JobID", v.JobID) }

// Problem describes what makes UserID invalid, or returns "" if it is valid.
func (v SourcedBy) Problem() string { return requiredID("UserID", v.UserID) }

// answeredTwice names a question with two answers, or returns "" if there is none. A question for files
// may have several answers. Every other question has only one (inferred from the document, which has no
// lists of answers).
func answeredTwice(answers []NewAnswer) string {
	first := make(map[string]int, len(answers))
	for i, answer := range answers {
		if other, twice := first[answer.questionID]; twice && answer.questionID != "" && !answer.isFile() {
			return fmt.Sprintf("ScreeningQuestionAnswers[%d] answers the same question as ScreeningQuestionAnswers[%d]", i, other)
		}
		first[answer.questionID] = i
	}
	return ""
}

// Problem returns "EmailAddress is empty" if EmailAddress is empty, otherwise "". It does not check the
// nested fields.
func (v NewCandidate) Problem() string { return required("EmailAddress", v.EmailAddress) }

// Problem names the required field that is empty, or returns "" if none is.
func (v NewEmailAddress) Problem() string {
	return cmp.Or(required("EmailAddress", v.EmailAddress), required("Type", v.Type))
}

// Problem names the required field that is empty, or returns "" if none is.
func (v NewPhoneNumber) Problem() string {
	return cmp.Or(required("PhoneNumber", v.PhoneNumber), required("Type", v.Type))
}

// Problem returns "URL is empty" if URL is empty, otherwise "".
func (v SocialLink) Problem() string { return required("URL", v.URL) }

// Problem returns "Country is empty" if Country is empty, otherwise "".
func (v NewAddress) Problem() string { return required("Country", v.Country) }

// Problem returns "Period is empty" if Period is empty, otherwise "".
func (v SalaryExpectations) Problem() string { return required("Period", v.Period) }
