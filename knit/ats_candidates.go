package knit

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// SearchCandidatesRequest says whom to look for. At least one member must be set; some apps
// find people by their email address alone, and answer 400 without one.
type SearchCandidatesRequest struct {
	FirstName string   `json:"firstName,omitempty"`
	LastName  string   `json:"lastName,omitempty"`
	Emails    []string `json:"emails,omitempty"`
	Phones    []string `json:"phones,omitempty"`

	// Extra holds members that this SDK does not know; they are sent as they are.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// SearchCandidates looks for candidates in the app. It only reads, so it is tried again like
// any read. A person who is not there makes an empty page.
//
// Source: public code of a Knit user, who saw one page; a nextPageToken would be followed.
func (s *ATSService) SearchCandidates(ctx context.Context, search SearchCandidatesRequest, call ...rolecall.CallOption) (*rolecall.Page[CandidateInfo], error) {
	req := s.write("ats.candidates.search", search)
	req.Repeat, req.Query = transport.Reading, url.Values{}
	if search.FirstName == "" && search.LastName == "" && len(search.Emails)+len(search.Phones)+len(search.Extra) == 0 {
		return nil, s.api.Invalid(req.Op, "nobody to look for: set Emails, Phones or a name")
	}
	return transport.List[CandidateInfo](ctx, s.api, req, layoutOf[CandidateInfo]("candidates"), "", call...)
}
