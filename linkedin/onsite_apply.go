package linkedin

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
)

// OnsiteApplyConfiguration lets candidates apply on LinkedIn (Apply Connect), and says what
// they are asked. Each of its types keeps in Extra what this SDK does not know.
//
// Source: LinkedIn's Java SDK and Postman collections; its documentation was seen in part.
type OnsiteApplyConfiguration struct {
	// JobApplicationWebhookURL is where applications are delivered, see [JobApplicationExported].
	// LinkedIn sends it a challenge like any webhook; it need not be registered. Required.
	JobApplicationWebhookURL string     `json:"jobApplicationWebhookUrl,omitempty"`
	Questions                *Questions `json:"questions,omitempty"`

	rolecall.Extra `json:"-"`
}

// Requirement is whether a question must be answered. The set is open.
type Requirement string

// Values of [Requirement].
const (
	RequirementRequired Requirement = "REQUIRED"
	RequirementOptional Requirement = "OPTIONAL"
	RequirementSkip     Requirement = "SKIP"
)

// Questions is what a candidate is asked. First name, last name and e-mail address always are.
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

// ContactInformationQuestions asks for more than a name. Empty requirements mean SKIP for the
// middle name and the location, OPTIONAL for the telephone.
type ContactInformationQuestions struct {
	MiddleName      Requirement      `json:"middleNameQuestionRequirement,omitempty"`
	CellphoneNumber Requirement      `json:"cellphoneNumberQuestionRequirement,omitempty"`
	Location        Requirement      `json:"locationQuestionRequirement,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// ResumeQuestions asks for a resume: doc, docx or pdf, at most 2 MB. Empty means OPTIONAL.
type ResumeQuestions struct {
	Resume          Requirement      `json:"resumeQuestionRequirement,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// CoverLetterQuestions asks for a cover letter, as a file of at most 512 KB (empty means
// OPTIONAL) or as text (empty means SKIP).
type CoverLetterQuestions struct {
	CoverLetter     Requirement      `json:"coverLetterQuestionRequirement,omitempty"`
	TextCoverLetter Requirement      `json:"textCoverLetterQuestionRequirement,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// WorkQuestions asks for work experience.
type WorkQuestions struct {
	// ExperienceSet is asked up to 10 times.
	ExperienceSet   *ExperienceQuestionSet `json:"workExperienceQuestionSet,omitempty"`
	CustomQuestions []CustomQuestion       `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// EducationQuestions asks for education.
type EducationQuestions struct {
	// ExperienceSet is asked up to 3 times.
	ExperienceSet   *ExperienceQuestionSet `json:"educationExperienceQuestionSet,omitempty"`
	CustomQuestions []CustomQuestion       `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// ExperienceQuestionSet is a group of questions that is asked for each experience. What is
// required of its single questions stands in Extra: their exact names were not seen.
type ExperienceQuestionSet struct {
	// MinRequired is how many experiences must be given. Nil: 0.
	MinRequired *int `json:"minRequired,omitempty"`
	// RepeatLimit is how many may be given.
	RepeatLimit     *int             `json:"repeatLimit,omitempty"`
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// VoluntarySelfIdentificationQuestions asks what a candidate may keep to herself. What is required
// stands in Extra.
type VoluntarySelfIdentificationQuestions struct {
	CustomQuestions []CustomQuestion `json:"customQuestions,omitempty"`

	rolecall.Extra `json:"-"`
}

// AdditionalQuestions are questions of your own.
type AdditionalQuestions struct {
	CustomQuestionSets []CustomQuestionSet `json:"customQuestionSets,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomQuestionSet is a group of questions, at least one.
type CustomQuestionSet struct {
	Questions []CustomQuestion `json:"questions,omitempty"`
	// RepeatLimit is how often the group may be answered, 1 to 10. Nil: 1.
	RepeatLimit *int `json:"repeatLimit,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomQuestion is a question of your own.
type CustomQuestion struct {
	// PartnerQuestionIdentifier is your id of it; the answer names it.
	PartnerQuestionIdentifier string `json:"partnerQuestionIdentifier,omitempty"`
	// QuestionText may have the tags ul, li, b, i, a and p.
	QuestionText        string           `json:"questionText,omitempty"`
	Required            *bool            `json:"required,omitempty"`
	HelpMessage         string           `json:"helpMessage,omitempty"`
	ExpandedHelpMessage string           `json:"expandedHelpMessage,omitempty"`
	Details             *QuestionDetails `json:"questionDetails,omitempty"`
	// PrerequisiteQuestionResponse makes it depend on another answer.
	PrerequisiteQuestionResponse json.RawMessage `json:"prerequisiteQuestionResponse,omitempty"`

	rolecall.Extra `json:"-"`
}

// QuestionDetails says how a question is answered: exactly one of its members is set. The
// kinds whose members are not documented are as they came.
type QuestionDetails struct {
	MultipleChoice *MultipleChoiceQuestion `json:"multipleChoiceQuestionDetails,omitempty"`
	DateRange      json.RawMessage         `json:"dateRangeQuestionDetails,omitempty"`
	Document       json.RawMessage         `json:"documentQuestionDetails,omitempty"`
	Numeric        json.RawMessage         `json:"numericQuestionDetails,omitempty"`
	Text           json.RawMessage         `json:"textQuestionDetails,omitempty"`

	rolecall.Extra `json:"-"`
}

// MultipleChoiceQuestion is answered by choosing.
type MultipleChoiceQuestion struct {
	Choices []Choice `json:"choices,omitempty"`
	// PreferredFormComponent is CHECKBOXES, DROPDOWN, RADIO_BUTTONS, BUTTONS, TEXT or
	// MULTILINE_TEXT. The set is open.
	PreferredFormComponent string `json:"preferredFormComponent,omitempty"`
	SelectMultiple         *bool  `json:"selectMultiple,omitempty"`

	rolecall.Extra `json:"-"`
}

// Choice is one of the answers. SymbolicName is what comes back.
type Choice struct {
	SymbolicName string `json:"symbolicName"`
	DisplayValue string `json:"displayValue"`

	rolecall.Extra `json:"-"`
}
