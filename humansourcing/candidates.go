package humansourcing

import (
	"encoding/json"
	"time"
)

// Candidate is a person, whole: every event carries all of it, with the history of actions and
// the text of CVs, not a difference. All of it is personal data. An application comes as a
// candidate with one more action, of code [ActionCodeApplication].
//
// Any member may be missing or empty, and becomes "", nil or the zero time then. Ids come as
// number or as text; both become the same here.
//
// Source: doc-api-core.humansourcing.com, "Webhook", the sample of "Candidate creation". What a
// member means is inferred from its name, since the page explains none.
type Candidate struct {
	// ID is id.
	ID string `json:"id" wire:"number" void:"null" codec:"strict"`
	// CompanyID is id_company: whose candidate this is. Deletions and jobs do not say.
	CompanyID string `json:"id_company"`
	// FirstName is first_name, and LastName last_name.
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	// Email is email.
	Email string `json:"email"`
	// Landline is tel_landline, and Mobile tel_mobile, as somebody typed them.
	Landline string `json:"tel_landline" void:"null"`
	Mobile   string `json:"tel_mobile" void:"null"`
	// Tags is tags. It is empty in the sample, and what its elements are is not documented, so
	// they are kept as they came.
	Tags []json.RawMessage `json:"tags" void:"list"`
	// Actions is action: what was done with the candidate, newest first in the sample.
	Actions []Action `json:"action" void:"list"`
	// LatestActionAt is latest_action, the date of the newest action: see [Version].
	LatestActionAt time.Time `json:"latest_action" wire:"hh:mm" void:"null"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Action is one step in a candidate's history: an application, an acknowledgement, a rejection.
type Action struct {
	// ID is id. Its order says nothing: use Date.
	ID string `json:"id"`
	// TypeID is type, an id of the customer's own list. DefaultTypeID is default_type, the id in
	// the platform's list: "4" with applications, "93" with acknowledgements, "56" with closed
	// ones (inferred).
	TypeID        string `json:"type"`
	DefaultTypeID string `json:"default_type"`
	// MediaID is media: where an application came from. "" for other actions.
	MediaID string `json:"media" void:"null"`
	// Rating is rating.
	Rating Rating `json:"rating"`
	// Badge is pastille, a coloured mark; its shape is not documented, so it is kept as it came.
	// Nil for nothing.
	Badge json.RawMessage `json:"pastille" void:"null"`
	// Code is code.
	Code ActionCode `json:"code"`
	// Emailing is emailing: whether the action was a mailing. Nil where it does not say.
	Emailing *bool `json:"emailing" wire:"flag"`
	// Date is date: when it was done.
	Date time.Time `json:"date" wire:"hh:mm" void:"null"`
	// Consultant is consultant: who did it, with the name.
	Consultant *Consultant `json:"consultant,omitempty" void:"null"`
	// Post is poste: the job that it is about.
	Post *Post `json:"poste,omitempty" void:"null"`
	// Attachments is attachment: files, and mails. Absent where there are none.
	Attachments []Attachment `json:"attachment,omitempty" void:"list"`
	// Form is form: what the candidate answered. Absent but with applications.
	Form *Form `json:"form,omitempty" void:"null"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// ActionCode is what kind of action it is, in mixed case. The set is open.
type ActionCode string

// The codes of the page's sample; what they stand for is inferred.
const (
	ActionCodeApplication     ActionCode = "CAND" // somebody has applied
	ActionCodeAcknowledgement ActionCode = "AR_a" // the automatic answer to that
	ActionCodeClosed          ActionCode = "CLO"
)

// Consultant is a recruiter.
type Consultant struct {
	// ID is id, and OfficeID office.
	ID       string `json:"id"`
	OfficeID string `json:"office"`
	// FirstName is first_name, and LastName last_name. [Post] has its consultant without them.
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Post is a job as an action names it.
type Post struct {
	// ID is id, the same as [Job].ID (inferred).
	ID string `json:"id"`
	// Title is title.
	Title string `json:"title"`
	// StatusID is status, an id of a list that is not documented.
	StatusID string `json:"status"`
	// Badge is pastille, as in [Action].
	Badge json.RawMessage `json:"pastille" void:"null"`
	// CustomerID is customer, "0" for none.
	CustomerID string `json:"customer"`
	// Consultant is consultant: whose job it is, without the name.
	Consultant *Consultant `json:"consultant,omitempty" void:"null"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Attachment is a file or a mail of an action. Its bytes cannot be had: no URL is documented.
type Attachment struct {
	// ID is id.
	ID string `json:"id" wire:"number" void:"null"`
	// TypeID is type: "9" with texts of mails, "10" with documents (inferred).
	TypeID string `json:"type" wire:"number" void:"null"`
	// MIMEType is mimetype, in upper or lower case: "TEXT/PLAIN", "application/pdf".
	MIMEType string `json:"mimetype"`
	// Text is text, what was read out of the document: a whole CV. Nothing in it is escaped, so
	// escape it before you show it.
	Text string `json:"text"`
	// FileName is filename, as somebody chose it: never part of a path.
	FileName string `json:"filename"`
	// StoredAs is uniqfilename, where Human Sourcing keeps the file, of which nothing can be read
	// from outside; "" for texts. Never part of a path, either.
	StoredAs string `json:"uniqfilename" void:"null"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Form is what a candidate filled in.
type Form struct {
	// ID is id.
	ID string `json:"id"`
	// Image is image, the name of a picture; where that can be had is not documented.
	Image string `json:"image"`
	// Answers is input, in the order of the form.
	Answers []Answer `json:"input" void:"list"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// Answer is one answer in a [Form].
type Answer struct {
	// ID is id_form_answer, and QuestionID id_question.
	ID         string `json:"id_form_answer"`
	QuestionID string `json:"id_question"`
	// Question is question, as the candidate saw it.
	Question string `json:"question"`
	// ValueID is id_form_answer_value, which choice was made; "" where the answer is free text.
	ValueID string `json:"id_form_answer_value" void:"null"`
	// Answer is answer, spaces and typing errors included.
	Answer string `json:"answer"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// DeletedCandidate is a candidate who is gone, by the id alone.
type DeletedCandidate struct {
	// ID is id, the same as [Candidate].ID.
	ID string `json:"id" wire:"number" void:"null" codec:"strict"`

	// Extra holds the members that this SDK does not know, as they came.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}
