package kombo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// CreateApplicationRequest is somebody who applies for a job.
type CreateApplicationRequest struct {
	// StageID is the ID of one of the job's stages. "": where the tool begins.
	StageID   string       `json:"stage_id,omitempty"`
	Candidate NewCandidate `json:"candidate"`
	// Attachments should have less than 10 MB together. The first CV is the one that tools
	// show a preview of.
	Attachments []Attachment `json:"attachments,omitempty"`
	// Source is deprecated: Kombo writes the source by itself, as set in its dashboard.
	Source      *Source      `json:"source,omitempty"`
	SourcedBy   *SourcedBy   `json:"sourced_by,omitempty"`
	GDPRConsent *GDPRConsent `json:"gdpr_consent,omitempty"`
	// RemoteFields go to the tool as they are, by its name.
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
	// ScreeningQuestionAnswers answer [Job.ScreeningQuestions]. One to a question that the
	// job does not have is a warning, one of the wrong type an error.
	ScreeningQuestionAnswers []NewAnswer `json:"screening_question_answers,omitempty"`
}

// CreateCandidateRequest is somebody who applies for a job, in the older form.
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

// NewApplication says what a new candidate applies for.
type NewApplication struct {
	// JobID is Kombo's ID of the job, or "remote:" and the tool's, which needs no synced
	// jobs. Required.
	JobID   string `json:"job_id"`
	StageID string `json:"stage_id,omitempty"`
}

// NewCandidate is somebody who is new to the tool.
type NewCandidate struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	// EmailAddress is required.
	EmailAddress             string            `json:"email_address"`
	AdditionalEmailAddresses []NewEmailAddress `json:"additional_email_addresses,omitempty"`
	// Company and Title are where the candidate works now, and as what.
	Company                string           `json:"company,omitempty"`
	Title                  string           `json:"title,omitempty"`
	PhoneNumber            string           `json:"phone_number,omitempty"`
	AdditionalPhoneNumbers []NewPhoneNumber `json:"additional_phone_numbers,omitempty"`
	Location               *NewAddress      `json:"location,omitempty"`
	Gender                 CandidateGender  `json:"gender,omitempty"`
	// AvailabilityDate is the first day the candidate could work. Zero: not said.
	AvailabilityDate   rolecall.Date       `json:"availability_date,omitzero"`
	SalaryExpectations *SalaryExpectations `json:"salary_expectations,omitempty"`
	SocialLinks        []SocialLink        `json:"social_links,omitempty"`
}

// MarshalJSON writes the day as the time at which it begins in UTC, which Kombo asks for.
func (v NewCandidate) MarshalJSON() ([]byte, error) {
	type plain NewCandidate
	return json.Marshal(struct {
		plain
		AvailabilityDate dayStart `json:"availability_date,omitzero"`
	}{plain(v), dayStart(v.AvailabilityDate)})
}

// ContactType says what an address or a number is for.
type ContactType string

// Values of [ContactType].
const (
	ContactPersonal ContactType = "PERSONAL"
	ContactWork     ContactType = "WORK"
	ContactOther    ContactType = "OTHER"
)

// NewEmailAddress is a further e-mail address. Both members are required.
type NewEmailAddress struct {
	Type         ContactType `json:"type"`
	EmailAddress string      `json:"email_address"`
}

// NewPhoneNumber is a further phone number. Both members are required.
type NewPhoneNumber struct {
	Type        ContactType `json:"type"`
	PhoneNumber string      `json:"phone_number"`
}

// NewAddress is where a new candidate lives.
type NewAddress struct {
	City string `json:"city,omitempty"`
	// Country is ISO 3166-1 alpha-2 in capitals: "DE". Required.
	Country string `json:"country"`
	State   string `json:"state,omitempty"`
	Street1 string `json:"street_1,omitempty"`
	ZIPCode string `json:"zip_code,omitempty"`
}

// CandidateGender is what a new candidate says of themselves.
type CandidateGender string

// Values of [CandidateGender].
const (
	CandidateGenderMale   CandidateGender = "MALE"
	CandidateGenderFemale CandidateGender = "FEMALE"
	CandidateGenderOther  CandidateGender = "OTHER"
)

// SalaryExpectations is what a candidate wants to earn. Kombo converts the amount where a
// tool has another period.
type SalaryExpectations struct {
	// Period is SalaryPeriodMonth or SalaryPeriodYear. Required.
	Period SalaryPeriod `json:"period"`
	Amount float64      `json:"amount"`
}

// SocialLink is a candidate's page somewhere.
type SocialLink struct {
	URL string `json:"url"`
}

// Source is the channel an application came by. It is deprecated.
type Source struct {
	Name       string `json:"name,omitempty"`
	UnifiedKey string `json:"unified_key,omitempty"`
	ID         string `json:"id,omitempty"`
}

// SourcedBy names whoever found the candidate.
type SourcedBy struct {
	// UserID is Kombo's ID of a [User], or "remote:" and the tool's. Required.
	UserID string `json:"user_id"`
}

// GDPRConsent is what a candidate agreed to, where the law asks.
type GDPRConsent struct {
	// ExpiresAt is until when the data may be kept. Zero: not said.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Given is nil where it was not asked.
	Given *bool `json:"given,omitempty"`
}

// MarshalJSON writes the time as UTC, the only zone that Kombo takes.
func (v GDPRConsent) MarshalJSON() ([]byte, error) {
	type plain GDPRConsent
	v.ExpiresAt = v.ExpiresAt.UTC()
	return json.Marshal(plain(v))
}

// CreateApplication makes an application, and its candidate, for a job. jobID is Kombo's ID of
// the job, or "remote:" and the tool's, which needs no synced jobs.
//
// Kombo itself repeats its request to a tool that does not respond. If the error is
// [rolecall.ErrAmbiguous] (after 408, 500, 502, 504, [CodeTaskTimedOut], [CodeUnknownError],
// [CodeRemoteUnknownError], [CodeRemoteUnavailable] or a lost connection), the application may exist:
// look before you send it again. The lists do not show it before the next sync of the tool (inferred),
// so wait for that and then list the applications of the job. [CodeApplicationExists] says that it does.
// The result has the whole candidate, and neither interviews nor offers.
// Source: docs.kombo.dev, "Create application".
func (s *ATSService) CreateApplication(ctx context.Context, jobID string, req CreateApplicationRequest, call ...rolecall.CallOption) (*Result[Application], error) {
	return act[Application](ctx, s.service, "POST ats/jobs/{job_id}/applications", req, call, jobID)
}

// CreateCandidate does the same as [ATSService.CreateApplication], which Kombo recommends, and
// answers with the candidate.
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

// Problem returns what is wrong with JobID, "" if nothing.
func (v NewApplication) Problem() string { return requiredID("JobID", v.JobID) }

// Problem returns what is wrong with UserID, "" if nothing.
func (v SourcedBy) Problem() string { return requiredID("UserID", v.UserID) }

// answeredTwice returns which question has two answers, "" if none. That a question has one answer is
// inferred from the document, which has no lists of answers; a question for files may be given several.
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

// Problem returns "EmailAddress is empty" if EmailAddress is empty, otherwise "". What it contains has its own Problem.
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
