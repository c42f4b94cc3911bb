package humansourcing

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Candidate is a candidate, with the history of actions and the text of CVs. Every creation and update
// carries the whole record. All of it is personal data. An application arrives as a candidate with one more
// action, whose code is [ActionCodeApplication].
//
// Any member may be absent or empty.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the sample of "Candidate creation". The page does
// not explain the members, so their meaning is inferred from their names.
type Candidate struct {
	// ID is the id that Human Sourcing assigns.
	ID string `json:"id,omitempty" required:"true"`
	// CompanyID is the id of the company that the candidate belongs to. Deletions and jobs do not have it.
	CompanyID string `json:"id_company,omitempty"`
	// FirstName and LastName are the candidate's names.
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Email is the candidate's e-mail address.
	Email string `json:"email,omitempty"`
	// Landline and Mobile are phone numbers as a person typed them.
	Landline string `json:"tel_landline,omitempty"`
	Mobile   string `json:"tel_mobile,omitempty"`
	// Tags are the candidate's tags. The list is empty in the sample. The type of its elements is not
	// documented, so they are kept unmodified.
	Tags []json.RawMessage `json:"tags,omitempty"`
	// Actions is the candidate's history, newest first in the sample.
	Actions []Action `json:"action,omitempty"`
	// LatestActionAt is the time of the newest action. See [Version].
	LatestActionAt time.Time `json:"latest_action,omitzero"`

	rolecall.Extra `json:"-"`
}

// Action is one step in a candidate's history: an application, an acknowledgement, a rejection.
type Action struct {
	// ID is the id of the action. Ids do not order actions: use Date.
	ID string `json:"id,omitempty"`
	// TypeID is the id of the action's type in the customer's own list. DefaultTypeID is its id in Human
	// Sourcing's list: "4" for applications, "93" for acknowledgements, "56" for closed applications
	// (inferred).
	TypeID        string `json:"type,omitempty"`
	DefaultTypeID string `json:"default_type,omitempty"`
	// MediaID is the id of the source of an application. It is "" for other actions.
	MediaID string `json:"media,omitempty"`
	// Rating is the consultant's rating of the action.
	Rating Rating `json:"rating,omitempty"`
	// Badge is a colored badge. Its type is not documented, so it is kept unmodified. It is
	// nil if it is empty.
	Badge json.RawMessage `json:"pastille,omitempty" codec:"empty"`
	// Code is the kind of the action.
	Code ActionCode `json:"code,omitempty"`
	// Emailing reports whether the action was a mailing. It is nil if absent.
	Emailing *bool `json:"emailing,omitempty"`
	// Date is the time of the action.
	Date time.Time `json:"date,omitzero"`
	// Consultant is the recruiter who took the action, including the name. It is nil if all its members are
	// empty.
	Consultant *Consultant `json:"consultant,omitempty" codec:"empty"`
	// Post is the job of the action. It is nil if all its members are empty.
	Post *Post `json:"poste,omitempty" codec:"empty"`
	// Attachments holds files and mails.
	Attachments []Attachment `json:"attachment,omitempty"`
	// Form holds the candidate's answers. It is nil for all actions except applications.
	Form *Form `json:"form,omitempty" codec:"empty"`

	rolecall.Extra `json:"-"`
}

// ActionCode is the code for the kind of an action. Codes contain upper-case and lower-case letters.
type ActionCode string

// The codes in the page's sample. Their meaning is inferred.
const (
	ActionCodeApplication     ActionCode = "CAND" // the candidate has applied
	ActionCodeAcknowledgement ActionCode = "AR_a" // the automatic mail that acknowledges the application
	ActionCodeClosed          ActionCode = "CLO"  // the application was closed
)

// Consultant is a recruiter.
type Consultant struct {
	// ID is the id of the recruiter, and OfficeID the id of the office.
	ID       string `json:"id,omitempty"`
	OfficeID string `json:"office,omitempty"`
	// FirstName and LastName are the recruiter's names. Both are empty in the consultant of a [Post].
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`

	rolecall.Extra `json:"-"`
}

// Post is the job of an action.
type Post struct {
	// ID is the id of the job, the same as [Job].ID (inferred).
	ID string `json:"id,omitempty"`
	// Title is the title of the job.
	Title string `json:"title,omitempty"`
	// StatusID is an id in a list of statuses that is not documented.
	StatusID string `json:"status,omitempty"`
	// Badge is a colored badge, as in [Action].
	Badge json.RawMessage `json:"pastille,omitempty" codec:"empty"`
	// CustomerID is the id of the recruiter's customer. "0" means none.
	CustomerID string `json:"customer,omitempty"`
	// Consultant is the recruiter who is responsible for the job, without the name. It is nil if all its
	// members are empty.
	Consultant *Consultant `json:"consultant,omitempty" codec:"empty"`

	rolecall.Extra `json:"-"`
}

// Attachment is a file or a mail of an action. Human Sourcing documents no URL to download it from.
type Attachment struct {
	// ID is the id that Human Sourcing assigns.
	ID string `json:"id,omitempty"`
	// TypeID is the id of the attachment's type: "9" for mails and "10" for documents (inferred).
	TypeID string `json:"type,omitempty"`
	// MIMEType is the media type, in upper or lower case: "TEXT/PLAIN", "application/pdf".
	MIMEType string `json:"mimetype,omitempty"`
	// Text is the text extracted from the document, such as a whole CV. It is not escaped, so
	// escape it before you show it.
	Text string `json:"text,omitempty"`
	// FileName is the name of the file, which a person chose. Never use it as part of a path.
	FileName string `json:"filename,omitempty"`
	// StoredAs is the relative path under which Human Sourcing stores the file. It is ""
	// for mails. Never use it as part of a path.
	StoredAs string `json:"uniqfilename,omitempty"`

	rolecall.Extra `json:"-"`
}

// Form is a form that a candidate filled in.
type Form struct {
	// ID is the id that Human Sourcing assigns.
	ID string `json:"id,omitempty"`
	// Image is the name of an image file. Human Sourcing documents no URL to download it from.
	Image string `json:"image,omitempty"`
	// Answers holds the answers in the order of the form.
	Answers []Answer `json:"input,omitempty"`

	rolecall.Extra `json:"-"`
}

// Answer is one answer in a [Form].
type Answer struct {
	// ID is the id of the answer, and QuestionID the id of the question.
	ID         string `json:"id_form_answer,omitempty"`
	QuestionID string `json:"id_question,omitempty"`
	// Question is the label that the candidate saw.
	Question string `json:"question,omitempty"`
	// ValueID is the id of the selected choice. It is "" if the answer is free text.
	ValueID string `json:"id_form_answer_value,omitempty"`
	// Answer is the candidate's answer, unmodified, with its spaces and typing errors.
	Answer string `json:"answer,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedCandidate is the data of a [CandidateDeleted] event. It holds only the id of the candidate.
type DeletedCandidate struct {
	// ID is the id of the candidate, the same as [Candidate].ID.
	ID string `json:"id,omitempty" required:"true"`

	rolecall.Extra `json:"-"`
}
