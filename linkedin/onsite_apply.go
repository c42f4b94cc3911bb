package linkedin

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// OnsiteApplyConfiguration lets candidates apply on LinkedIn (Apply Connect), and configures the questions
// for them. This type and the types of its fields keep unknown members in Extra.
//
// Source: LinkedIn's Java SDK and Postman collections; its documentation was seen in part.
type OnsiteApplyConfiguration struct {
	// JobApplicationWebhookURL is the URL that receives the applications: see [JobApplicationExported].
	// Required. LinkedIn sends challenges to the URL, as to any webhook, but you need not register it.
	JobApplicationWebhookURL string     `json:"jobApplicationWebhookUrl,omitempty"`
	Questions                *Questions `json:"questions,omitempty"`

	rolecall.Extra `json:"-"`
}

// Requirement selects whether LinkedIn asks a question, and whether the candidate must answer it.
type Requirement string

// Values of [Requirement].
const (
	RequirementRequired Requirement = "REQUIRED"
	RequirementOptional Requirement = "OPTIONAL"
	RequirementSkip     Requirement = "SKIP"
)

// Questions are the questions for a candidate. LinkedIn always asks for first name, last name and email
// address.
type Questions struct {
	ContactInformation          *ContactInformationQuestions          `json:"contactInformationQuestions,omitempty"`
	Resume                      *ResumeQuestions                      `json:"resumeQuestions,omitempty"`
	CoverLetter                 *CoverLetterQuestions                 `json:"coverLetterQuestions,omitempty"`
	Work                        *WorkQuestions                        `json:"workQuestions,omitempty"`
	Education                   *EducationQuestions                   `json:"educationQuestions,omitempty"`
	VoluntarySelfIdentification *VoluntarySelfIdentificationQuestions `json:"voluntarySelfIdentificationQuestions,omitempty"`
	Additional                  *AdditionalQuestions                  `json:"additionalQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// ContactInformationQuestions asks for further contact details. An empty requirement means SKIP for the
// middle name and the location, and OPTIONAL for the cellphone number.
type ContactInformationQuestions struct {
	MiddleName      Requirement      `json:"middleNameQuestionRequirement,omitempty"`
	CellphoneNumber Requirement      `json:"cellphoneNumberQuestionRequirement,omitempty"`
	Location        Requirement      `json:"locationQuestionRequirement,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// ResumeQuestions asks for a resume: doc, docx or pdf, at most 2 MB. A Resume of "" means OPTIONAL.
type ResumeQuestions struct {
	Resume          Requirement      `json:"resumeQuestionRequirement,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// CoverLetterQuestions asks for a cover letter. CoverLetter says whether a file of at most 512 KB is
// required; "" means OPTIONAL. TextCoverLetter says whether a text is required; "" means SKIP.
type CoverLetterQuestions struct {
	CoverLetter     Requirement      `json:"coverLetterQuestionRequirement,omitempty"`
	TextCoverLetter Requirement      `json:"textCoverLetterQuestionRequirement,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// WorkQuestions asks for work experience.
type WorkQuestions struct {
	// ExperienceSet is the group of questions about one experience. LinkedIn asks it for up to 10
	// experiences.
	ExperienceSet   *ExperienceQuestionSet `json:"workExperienceQuestionSet,omitempty"`
	CustomQuestions []CustomQuestion       `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// EducationQuestions asks the candidate about their education.
type EducationQuestions struct {
	// ExperienceSet is the group of questions about one entry. LinkedIn asks it for up to 3 entries.
	ExperienceSet   *ExperienceQuestionSet `json:"educationExperienceQuestionSet,omitempty"`
	CustomQuestions []CustomQuestion       `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// ExperienceQuestionSet is a group of questions that is asked for each experience. Set the requirements of
// single questions in Extra: their exact names were not seen.
type ExperienceQuestionSet struct {
	// MinRequired is the minimum number of experiences. Nil: 0.
	MinRequired *int `json:"minRequired,omitempty"`
	// RepeatLimit is the maximum number of experiences.
	RepeatLimit     *int             `json:"repeatLimit,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// VoluntarySelfIdentificationQuestions asks for voluntary data such as gender and disability. Set the
// requirements of single questions in Extra.
type VoluntarySelfIdentificationQuestions struct {
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// AdditionalQuestions are your own questions.
type AdditionalQuestions struct {
	CustomQuestionSets []CustomQuestionSet `json:"customQuestionSets,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomQuestionSet is a group of at least one question.
type CustomQuestionSet struct {
	Questions []CustomQuestion `json:"questions,omitempty"`
	// RepeatLimit is the number of times that a candidate may answer the group, 1 to 10. Nil: 1.
	RepeatLimit *int `json:"repeatLimit,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomQuestion is one of your own questions.
type CustomQuestion struct {
	// PartnerQuestionIdentifier is your id of the question. The answer has it in
	// [CustomQuestionResponse.QuestionIdentifier].
	PartnerQuestionIdentifier string `json:"partnerQuestionIdentifier,omitempty"`
	// QuestionText may contain the HTML tags ul, li, b, i, a and p.
	QuestionText        string           `json:"questionText,omitempty"`
	Required            *bool            `json:"required,omitempty"`
	HelpMessage         string           `json:"helpMessage,omitempty"`
	ExpandedHelpMessage string           `json:"expandedHelpMessage,omitempty"`
	Details             *QuestionDetails `json:"questionDetails,omitempty"`
	// PrerequisiteQuestionResponse makes the question depend on another answer.
	PrerequisiteQuestionResponse json.RawMessage `json:"prerequisiteQuestionResponse,omitempty"`

	rolecall.Extra `json:"-"`
}

// QuestionDetails describes the kind of answer to a question. Set exactly one field. Kinds whose members are
// not documented are raw JSON.
type QuestionDetails struct {
	MultipleChoice *MultipleChoiceQuestion `json:"multipleChoiceQuestionDetails,omitempty"`
	DateRange      json.RawMessage         `json:"dateRangeQuestionDetails,omitempty"`
	Document       json.RawMessage         `json:"documentQuestionDetails,omitempty"`
	Numeric        json.RawMessage         `json:"numericQuestionDetails,omitempty"`
	Text           json.RawMessage         `json:"textQuestionDetails,omitempty"`

	rolecall.Extra `json:"-"`
}

// MultipleChoiceQuestion asks the candidate to select from Choices.
type MultipleChoiceQuestion struct {
	Choices []Choice `json:"choices,omitempty"`
	// PreferredFormComponent is CHECKBOXES, DROPDOWN, RADIO_BUTTONS, BUTTONS, TEXT or
	// MULTILINE_TEXT.
	PreferredFormComponent string `json:"preferredFormComponent,omitempty"`
	SelectMultiple         *bool  `json:"selectMultiple,omitempty"`

	rolecall.Extra `json:"-"`
}

// Choice is a possible answer. The candidate sees DisplayValue; [MultipleChoiceAnswer] holds SymbolicName.
type Choice struct {
	SymbolicName string `json:"symbolicName"`
	DisplayValue string `json:"displayValue"`

	rolecall.Extra `json:"-"`
}
