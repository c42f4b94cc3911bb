package humansourcing

import (
	"encoding/json"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Candidate is a whole candidate: every event carries all of it, with the history of actions and
// the text of CVs, not a difference. All of it is personal data. An application is a candidate with
// one more action, of code [ActionCodeApplication].
//
// Any member may be absent or empty.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the sample of "Candidate creation". What a
// member means is inferred from its name, since the page explains none.
type Candidate struct {
	// ID is id.
	ID string `json:"id,omitempty" required:"true"`
	// CompanyID is id_company: whose candidate this is. Deletions and jobs do not say.
	CompanyID string `json:"id_company,omitempty"`
	// FirstName is first_name, and LastName last_name.
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Email is email.
	Email string `json:"email,omitempty"`
	// Landline is tel_landline, and Mobile tel_mobile, as a person typed them.
	Landline string `json:"tel_landline,omitempty"`
	Mobile   string `json:"tel_mobile,omitempty"`
	// Tags is tags. It is empty in the sample, and what its elements are is not documented, so
	// they are kept unmodified.
	Tags []json.RawMessage `json:"tags,omitempty"`
	// Actions is action: what was done with the candidate, newest first in the sample.
	Actions []Action `json:"action,omitempty"`
	// LatestActionAt is latest_action, the date of the newest action: see [Version].
	LatestActionAt time.Time `json:"latest_action,omitzero"`

	rolecall.Extra `json:"-"`
}

// Action is one step in a candidate's history: an application, an acknowledgement, a rejection.
type Action struct {
	// ID is id. Ids do not order actions: use Date.
	ID string `json:"id,omitempty"`
	// TypeID is type, an id of the customer's own list. DefaultTypeID is default_type, the id in
	// the platform's list: "4" with applications, "93" with acknowledgements, "56" with closed
	// ones (inferred).
	TypeID        string `json:"type,omitempty"`
	DefaultTypeID string `json:"default_type,omitempty"`
	// MediaID is media: the source of an application. "" for other actions.
	MediaID string `json:"media,omitempty"`
	// Rating is rating.
	Rating Rating `json:"rating,omitempty"`
	// Badge is pastille, a colored mark; its shape is not documented, so it is kept unmodified. Nil if
	// it is empty.
	Badge json.RawMessage `json:"pastille,omitempty" codec:"empty"`
	// Code is code.
	Code ActionCode `json:"code,omitempty"`
	// Emailing is emailing: whether the action was a mailing. Nil if absent.
	Emailing *bool `json:"emailing,omitempty"`
	// Date is date: when it was done.
	Date time.Time `json:"date,omitzero"`
	// Consultant is consultant: who did it, with the name. Nil if all of it is empty.
	Consultant *Consultant `json:"consultant,omitempty" codec:"empty"`
	// Post is poste: the job of the action. Nil if all of it is empty.
	Post *Post `json:"poste,omitempty" codec:"empty"`
	// Attachments is attachment: files and mails.
	Attachments []Attachment `json:"attachment,omitempty"`
	// Form is form: what the candidate answered. Nil for all actions but applications.
	Form *Form `json:"form,omitempty" codec:"empty"`

	rolecall.Extra `json:"-"`
}

// ActionCode is the kind of an action, in mixed case.
type ActionCode string

// The codes of the page's sample; what they stand for is inferred.
const (
	ActionCodeApplication     ActionCode = "CAND" // the candidate has applied
	ActionCodeAcknowledgement ActionCode = "AR_a" // the automatic mail after that
	ActionCodeClosed          ActionCode = "CLO"
)

// Consultant is a recruiter.
type Consultant struct {
	// ID is id, and OfficeID office.
	ID       string `json:"id,omitempty"`
	OfficeID string `json:"office,omitempty"`
	// FirstName is first_name, and LastName last_name. [Post] has its consultant without them.
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`

	rolecall.Extra `json:"-"`
}

// Post is the job of an action.
type Post struct {
	// ID is id, the same as [Job].ID (inferred).
	ID string `json:"id,omitempty"`
	// Title is title.
	Title string `json:"title,omitempty"`
	// StatusID is status, an id of a list that is not documented.
	StatusID string `json:"status,omitempty"`
	// Badge is pastille, as in [Action].
	Badge json.RawMessage `json:"pastille,omitempty" codec:"empty"`
	// CustomerID is customer, "0" for none.
	CustomerID string `json:"customer,omitempty"`
	// Consultant is consultant: who is responsible for the job, without the name. Nil if all of it is empty.
	Consultant *Consultant `json:"consultant,omitempty" codec:"empty"`

	rolecall.Extra `json:"-"`
}

// Attachment is a file or a mail of an action. Its bytes cannot be read: no URL is documented.
type Attachment struct {
	// ID is id.
	ID string `json:"id,omitempty"`
	// TypeID is type: "9" for mails, "10" for documents (inferred).
	TypeID string `json:"type,omitempty"`
	// MIMEType is mimetype, in upper or lower case: "TEXT/PLAIN", "application/pdf".
	MIMEType string `json:"mimetype,omitempty"`
	// Text is text, which was extracted from the document: a whole CV. Nothing in it is escaped, so
	// escape it before you show it.
	Text string `json:"text,omitempty"`
	// FileName is filename, as a person chose it: never part of a path.
	FileName string `json:"filename,omitempty"`
	// StoredAs is uniqfilename, where Human Sourcing keeps the file, which cannot be read from
	// outside; "" for mails. It also must never be part of a path.
	StoredAs string `json:"uniqfilename,omitempty"`

	rolecall.Extra `json:"-"`
}

// Form is what a candidate filled in.
type Form struct {
	// ID is id.
	ID string `json:"id,omitempty"`
	// Image is image, the name of a picture; where it can be read is not documented.
	Image string `json:"image,omitempty"`
	// Answers is input, in the order of the form.
	Answers []Answer `json:"input,omitempty"`

	rolecall.Extra `json:"-"`
}

// Answer is one answer in a [Form].
type Answer struct {
	// ID is id_form_answer, and QuestionID id_question.
	ID         string `json:"id_form_answer,omitempty"`
	QuestionID string `json:"id_question,omitempty"`
	// Question is question, as the candidate saw it.
	Question string `json:"question,omitempty"`
	// ValueID is id_form_answer_value, which choice was made; "" where the answer is free text.
	ValueID string `json:"id_form_answer_value,omitempty"`
	// Answer is answer, spaces and typing errors included.
	Answer string `json:"answer,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedCandidate is the id of a candidate who was deleted.
type DeletedCandidate struct {
	// ID is id, the same as [Candidate].ID.
	ID string `json:"id,omitempty" required:"true"`

	rolecall.Extra `json:"-"`
}
