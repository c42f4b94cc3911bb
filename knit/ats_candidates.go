package knit

import (
	"context"
	"encoding/json"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Candidate is a person who may be hired, as far as the sync of [DataTypeATSCandidates]
// subscribed to the models: a member that is not there is nil.
//
// The models are from Knit's pages about use cases. The member that each fills is inferred
// from those of jobs and applications; one that comes under another name is in Extra.
type Candidate struct {
	Info        *CandidateInfo `json:"info,omitempty"`
	Education   []Education    `json:"education,omitempty"`
	Attachments []Attachment   `json:"attachments,omitempty"`

	// The members below are as they came: Knit's tables of them are not public.
	Locations   json.RawMessage `json:"locations,omitempty"`
	Skills      json.RawMessage `json:"skills,omitempty"`
	Experiences json.RawMessage `json:"experiences,omitempty"`

	rolecall.Extra `json:"-"`
}

// CandidateInfo is who a candidate is: in an application, in a search, and as the model
// candidate_info. Title, Company and ApplicationIDs come with the model alone, the name of
// the last is inferred.
type CandidateInfo struct {
	ID        string `json:"id,omitempty" required:"true"`
	FirstName string `json:"firstName,omitempty"`
	LastName  string `json:"lastName,omitempty"`
	// Phones are also read from a single phone, as Knit's table has it.
	Phones []Phone  `json:"phones,omitempty"`
	Emails []Email  `json:"emails,omitempty"`
	Links  []string `json:"links,omitempty"`
	// Location is the place in words: "Lyon, France".
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

// EmailType is the kind of an [Email]. The set is open; [NotSpecified] is one of its values.
type EmailType string

// Values of [EmailType].
const (
	EmailWork     EmailType = "WORK"
	EmailPersonal EmailType = "PERSONAL"
)

// Education is something that somebody has learnt, or is learning. Its members are those of
// [NewCandidate], which Knit shows; that reads have the same is inferred.
type Education struct {
	ID     string `json:"id,omitempty"`
	Degree string `json:"degree,omitempty"`
	// CurrentlyPursuing is nil where nothing is said.
	CurrentlyPursuing *bool  `json:"currentlyPursuing,omitempty"`
	Major             string `json:"major,omitempty"`
	Institute         string `json:"institute,omitempty"`

	rolecall.Extra `json:"-"`
}

// DeletedCandidate is what record.deleted says of a candidate. Its member is inferred:
// [Event.RecordID] is the dependable key.
type DeletedCandidate struct {
	CandidateID string `json:"candidateId,omitempty"`

	rolecall.Extra `json:"-"`
}

// SearchCandidatesRequest selects candidates. At least one member must be set; some apps
// find candidates only by their email address, and respond 400 without one.
type SearchCandidatesRequest struct {
	FirstName string   `json:"firstName,omitempty"`
	LastName  string   `json:"lastName,omitempty"`
	Emails    []string `json:"emails,omitempty"`
	Phones    []string `json:"phones,omitempty"`

	rolecall.Extra `json:"-"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong.
func (v SearchCandidatesRequest) Problem() string {
	if v.FirstName == "" && v.LastName == "" && len(v.Emails)+len(v.Phones)+len(v.Extra) == 0 {
		return "nothing to search for: set Emails, Phones or a name"
	}
	return ""
}

// SearchCandidates looks for candidates in the app. It only reads, so it is retried like
// any read. If no candidate is found, the page is empty.
//
// Source: public code of a Knit user, who saw one page; a nextPageToken would be followed.
func (s *ATSService) SearchCandidates(ctx context.Context, search SearchCandidatesRequest, call ...rolecall.CallOption) (*rolecall.Page[CandidateInfo], error) {
	req := s.post("ats.candidates.search", search)
	req.Retry = transport.RetryRead
	return pages[CandidateInfo](ctx, s.service, req, layoutOf[CandidateInfo]("candidates"), call)
}
