package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Candidate is a person who may be hired. A model that the sync of [DataTypeATSCandidates] does not
// subscribe to is nil.
//
// The models are from Knit's pages about use cases. Their member names are inferred from those of jobs and
// applications; a model with another member name is kept in Extra.
type Candidate struct {
	Info        *CandidateInfo `json:"info,omitempty"`
	Education   []Education    `json:"education,omitempty"`
	Attachments []Attachment   `json:"attachments,omitempty"`

	// The fields below hold raw JSON: Knit's tables of these models are not public.
	Locations   json.RawMessage `json:"locations,omitempty"`
	Skills      json.RawMessage `json:"skills,omitempty"`
	Experiences json.RawMessage `json:"experiences,omitempty"`

	rolecall.Extra `json:"-"`
}

// CandidateInfo holds a candidate's name and contact data. It is the model candidate_info, and also a part
// of an application and a search result. Only the model has Title, Company and ApplicationIDs. The member
// name of ApplicationIDs is inferred.
type CandidateInfo struct {
	ID        string `json:"id,omitempty" required:"true"`
	FirstName string `json:"firstName,omitempty"`
	LastName  string `json:"lastName,omitempty"`
	// Phones also accepts a single object in the JSON, because Knit's table shows one.
	Phones []Phone  `json:"phones,omitempty"`
	Emails []Email  `json:"emails,omitempty"`
	Links  []string `json:"links,omitempty"`
	// Location is free text, such as "Lyon, France".
	Location       string   `json:"location,omitempty"`
	Title          string   `json:"title,omitempty"`
	Company        string   `json:"company,omitempty"`
	ApplicationIDs []string `json:"applicationIds,omitempty"`

	rolecall.Extra `json:"-"`
}

// Email is an email address.
type Email struct {
	Type    EmailType `json:"type,omitempty"`
	Address string    `json:"email,omitempty"`

	rolecall.Extra `json:"-"`
}

// EmailType is the type of an [Email]. [NotSpecified] is also a value.
type EmailType string

// Values of [EmailType].
const (
	EmailWork     EmailType = "WORK"
	EmailPersonal EmailType = "PERSONAL"
)

// Education is a degree that a candidate has, or is studying for. Knit documents its members for
// [NewCandidate]; that reads have the same members is inferred.
type Education struct {
	ID     string `json:"id,omitempty"`
	Degree string `json:"degree,omitempty"`
	// CurrentlyPursuing is nil if Knit does not send it.
	CurrentlyPursuing *bool  `json:"currentlyPursuing,omitempty"`
	Major             string `json:"major,omitempty"`
	Institute         string `json:"institute,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedCandidate is the data of a [CandidateDeleted] event. The name of its member is inferred, so
// identify the candidate by [Event.RecordID].
type DeletedCandidate struct {
	CandidateID string `json:"candidateId,omitempty"`

	rolecall.Extra `json:"-"`
}

// SearchCandidatesRequest selects candidates. Set at least one field. Some tools find candidates only by
// email address; Knit then responds 400 to a search without one.
type SearchCandidatesRequest struct {
	FirstName string   `json:"firstName,omitempty"`
	LastName  string   `json:"lastName,omitempty"`
	Emails    []string `json:"emails,omitempty"`
	Phones    []string `json:"phones,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v SearchCandidatesRequest) Problem() string {
	if v.FirstName == "" && v.LastName == "" && len(v.Emails)+len(v.Phones)+len(v.Extra) == 0 {
		return "no search criteria: set Emails, Phones or a name"
	}
	return ""
}

// SearchCandidates searches for candidates in the tool. It is a read, so it is retried like any other read.
// If no candidate is found, the page is empty.
//
// Source: public code of a Knit user, whose responses had one page. If Knit sends a nextPageToken, the page
// has a next page.
func (s *ATSService) SearchCandidates(ctx context.Context, search SearchCandidatesRequest, call ...rolecall.CallOption) (*rolecall.Page[CandidateInfo], error) {
	req := s.post("ats.candidates.search", search)
	req.Retry = transport.RetryRead
	return pages[CandidateInfo](ctx, s.service, req, layoutOf[CandidateInfo]("candidates"), call)
}
