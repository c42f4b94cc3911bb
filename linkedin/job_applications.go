package linkedin

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// JobApplicationEvent is an application that a candidate made on LinkedIn. If the response is not 200,
// LinkedIn sends the event again, up to six times. If the first application for a job fails, LinkedIn sends
// the candidates of that job to companyApplyUrl from then on.
//
// The event holds personal data of the candidate. This type and the types of its fields keep unknown members in
// Extra.
//
// Source: learn.microsoft.com/linkedin, "Receive applications" (Apply Connect), seen in part, and
// public code.
type JobApplicationEvent struct {
	Type string `json:"type"`
	// JobApplicationID identifies the application, "urn:li:jobApplication:1234". It is also
	// [webhook.Delivery.ID].
	JobApplicationID string `json:"jobApplicationId" codec:"strict"`
	// ExternalJobID is your id of the job. The name of the member is unconfirmed: it is taken from another
	// product that uses LinkedIn's format, not from LinkedIn's documentation. The member
	// externalJobPostingId is accepted as well.
	ExternalJobID string `json:"externalJobId,omitempty" alt:"externalJobPostingId"`
	// JobApplicant is the candidate, "urn:li:person:…".
	JobApplicant string             `json:"jobApplicant,omitempty"`
	AppliedAt    time.Time          `json:"appliedAt,omitzero" wire:"millis"`
	Responses    *QuestionResponses `json:"questionResponses,omitempty"`
	Skills       []ApplicantSkill   `json:"applicantSkills,omitempty"`

	rolecall.Extra `json:"-"`
}

// QuestionResponses are the candidate's answers. An answer whose members are not documented is raw JSON.
type QuestionResponses struct {
	ContactInformation *ContactInformationResponses `json:"contactInformationQuestionResponses,omitempty"`
	Resume             *ResumeResponses             `json:"resumeQuestionResponses,omitempty"`
	CoverLetter        json.RawMessage              `json:"coverLetterQuestionResponses,omitempty"`
	Work               json.RawMessage              `json:"workQuestionResponses,omitempty"`
	Education          json.RawMessage              `json:"educationQuestionResponses,omitempty"`
	Additional         *AdditionalResponses         `json:"additionalQuestionResponses,omitempty"`

	rolecall.Extra `json:"-"`
}

// ContactInformationResponses are the name and the contact details of the candidate.
type ContactInformationResponses struct {
	FirstName *TextAnswer      `json:"firstNameAnswer,omitempty"`
	LastName  *TextAnswer      `json:"lastNameAnswer,omitempty"`
	Email     *TextAnswer      `json:"emailAnswer,omitempty"`
	Cellphone *CellphoneNumber `json:"cellphoneNumberQuestionAnswer,omitempty"`
	Location  json.RawMessage  `json:"locationAnswer,omitempty"`

	rolecall.Extra `json:"-"`
}

// TextAnswer is an answer in free text.
type TextAnswer struct {
	Value string `json:"value"`

	rolecall.Extra `json:"-"`
}

// CellphoneNumber is a telephone number in its parts. CountryCode has two letters.
type CellphoneNumber struct {
	CountryCode    string `json:"countryCode,omitempty"`
	NationalNumber string `json:"nationalNumber,omitempty"`
	Extension      string `json:"extension,omitempty"`

	rolecall.Extra `json:"-"`
}

// ResumeResponses holds the candidate's resume.
type ResumeResponses struct {
	Answer *MediaAnswer `json:"resumeQuestionAnswer,omitempty"`

	rolecall.Extra `json:"-"`
}

// MediaAnswer refers to a file at LinkedIn. Fetch MediaURL with an access token of the child application
// within 30 days.
type MediaAnswer struct {
	MediaURN string `json:"mediaUrn,omitempty"`
	MediaURL string `json:"mediaUrl,omitempty"`

	rolecall.Extra `json:"-"`
}

// AdditionalResponses are the answers to your own questions ([AdditionalQuestions]).
type AdditionalResponses struct {
	Sets []CustomQuestionSetResponse `json:"customQuestionSetResponses,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomQuestionSetResponse holds the answers to one group of questions ([CustomQuestionSet]).
type CustomQuestionSetResponse struct {
	Responses []CustomQuestionResponse `json:"customQuestionResponses,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomQuestionResponse is the answer to one question. QuestionIdentifier is
// [CustomQuestion.PartnerQuestionIdentifier].
type CustomQuestionResponse struct {
	QuestionIdentifier string        `json:"questionIdentifier,omitempty"`
	Answer             *CustomAnswer `json:"answer,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomAnswer is the candidate's answer to a [CustomQuestion]. The field for the kind of the question is set,
// the others are nil. An answer whose members are not documented is raw JSON.
type CustomAnswer struct {
	MultipleChoice *MultipleChoiceAnswer `json:"multipleChoiceAnswerValue,omitempty"`
	Numeric        *NumericAnswer        `json:"numericAnswerValue,omitempty"`
	Text           *TextAnswer           `json:"textAnswerValue,omitempty"`
	Date           json.RawMessage       `json:"dateAnswerValue,omitempty"`
	PhoneNumber    json.RawMessage       `json:"phoneNumberAnswerValue,omitempty"`
	Document       json.RawMessage       `json:"documentAnswerValue,omitempty"`

	rolecall.Extra `json:"-"`
}

// MultipleChoiceAnswer holds the chosen answers, each a [Choice.SymbolicName].
type MultipleChoiceAnswer struct {
	SymbolicNames []string `json:"symbolicNames,omitempty"`

	rolecall.Extra `json:"-"`
}

// NumericAnswer is a number: an integer or a decimal.
type NumericAnswer struct {
	Integer *int64   `json:"integerValue,omitempty"`
	Decimal *float64 `json:"decimalValue,omitempty"`

	rolecall.Extra `json:"-"`
}

// ApplicantSkill is a skill in the candidate's profile.
type ApplicantSkill struct {
	SkillURN           string `json:"skillUrn,omitempty"`
	SkillName          string `json:"skillName,omitempty"`
	JobMatched         *bool  `json:"jobMatched,omitempty"`
	AssessmentVerified *bool  `json:"assessmentVerified,omitempty"`

	rolecall.Extra `json:"-"`
}
