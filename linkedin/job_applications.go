package linkedin

import (
	"encoding/json"
	"time"
)

// JobApplicationEvent is an application that somebody made on LinkedIn. Answer it well: if the
// first application of a job fails, LinkedIn sends its candidates to companyApplyUrl instead. It
// comes again up to six times.
//
// Its text is personal data of the candidate. Each of its types keeps in Extra what this SDK
// does not know.
//
// Source: learn.microsoft.com/linkedin, "Receive applications" (Apply Connect), seen in part, and
// public code.
type JobApplicationEvent struct {
	Type string `json:"type"`
	// JobApplicationID is "urn:li:jobApplication:1234", and the delivery's id.
	JobApplicationID string `json:"jobApplicationId" codec:"strict"`
	// ExternalJobID is your id of the job. LinkedIn's own text for it was not seen: the name is
	// from a product that took over LinkedIn's format.
	ExternalJobID string `json:"externalJobId,omitempty" alt:"externalJobPostingId"`
	// JobApplicant is "urn:li:person:…".
	JobApplicant string             `json:"jobApplicant,omitempty"`
	AppliedAt    time.Time          `json:"appliedAt,omitzero" wire:"millis"`
	Responses    *QuestionResponses `json:"questionResponses,omitempty"`
	Skills       []ApplicantSkill   `json:"applicantSkills,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// QuestionResponses are the answers. Those whose members are not known are as they came.
type QuestionResponses struct {
	ContactInformation *ContactInformationResponses `json:"contactInformationQuestionResponses,omitempty"`
	Resume             *ResumeResponses             `json:"resumeQuestionResponses,omitempty"`
	CoverLetter        json.RawMessage              `json:"coverLetterQuestionResponses,omitempty"`
	Work               json.RawMessage              `json:"workQuestionResponses,omitempty"`
	Education          json.RawMessage              `json:"educationQuestionResponses,omitempty"`
	Additional         *AdditionalResponses         `json:"additionalQuestionResponses,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// ContactInformationResponses say who has applied.
type ContactInformationResponses struct {
	FirstName *TextAnswer      `json:"firstNameAnswer,omitempty"`
	LastName  *TextAnswer      `json:"lastNameAnswer,omitempty"`
	Email     *TextAnswer      `json:"emailAnswer,omitempty"`
	Cellphone *CellphoneNumber `json:"cellphoneNumberQuestionAnswer,omitempty"`
	Location  json.RawMessage  `json:"locationAnswer,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// TextAnswer is an answer in words.
type TextAnswer struct {
	Value string `json:"value"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CellphoneNumber is a telephone number in its parts. CountryCode is of two letters.
type CellphoneNumber struct {
	CountryCode    string `json:"countryCode,omitempty"`
	NationalNumber string `json:"nationalNumber,omitempty"`
	Extension      string `json:"extension,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// ResumeResponses has the resume.
type ResumeResponses struct {
	Answer *MediaAnswer `json:"resumeQuestionAnswer,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// MediaAnswer is a file at LinkedIn, to be fetched with the child application's token within 30
// days.
type MediaAnswer struct {
	MediaURN string `json:"mediaUrn,omitempty"`
	MediaURL string `json:"mediaUrl,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// AdditionalResponses are the answers to questions of your own.
type AdditionalResponses struct {
	Sets []CustomQuestionSetResponse `json:"customQuestionSetResponses,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CustomQuestionSetResponse is the answers to one group of questions.
type CustomQuestionSetResponse struct {
	Responses []CustomQuestionResponse `json:"customQuestionResponses,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CustomQuestionResponse is the answer to one question. QuestionIdentifier is
// [CustomQuestion.PartnerQuestionIdentifier].
type CustomQuestionResponse struct {
	QuestionIdentifier string        `json:"questionIdentifier,omitempty"`
	Answer             *CustomAnswer `json:"answer,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// CustomAnswer has one member that is not nil, by the kind of the question. The kinds whose
// members are not known are as they came.
type CustomAnswer struct {
	MultipleChoice *MultipleChoiceAnswer `json:"multipleChoiceAnswerValue,omitempty"`
	Numeric        *NumericAnswer        `json:"numericAnswerValue,omitempty"`
	Text           *TextAnswer           `json:"textAnswerValue,omitempty"`
	Date           json.RawMessage       `json:"dateAnswerValue,omitempty"`
	PhoneNumber    json.RawMessage       `json:"phoneNumberAnswerValue,omitempty"`
	Document       json.RawMessage       `json:"documentAnswerValue,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// MultipleChoiceAnswer names the choices, by [Choice.SymbolicName].
type MultipleChoiceAnswer struct {
	SymbolicNames []string `json:"symbolicNames,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// NumericAnswer is a number, whole or not.
type NumericAnswer struct {
	Integer *int64   `json:"integerValue,omitempty"`
	Decimal *float64 `json:"decimalValue,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// ApplicantSkill is a skill of the candidate's profile.
type ApplicantSkill struct {
	SkillURN           string `json:"skillUrn,omitempty"`
	SkillName          string `json:"skillName,omitempty"`
	JobMatched         *bool  `json:"jobMatched,omitempty"`
	AssessmentVerified *bool  `json:"assessmentVerified,omitempty"`

	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}
