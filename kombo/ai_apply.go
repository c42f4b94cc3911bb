package kombo

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// AIApplyService calls Kombo's AI Apply, a product for job boards: it reads the application form of a
// job posting on the web, and submits an application there for a candidate. AI Apply belongs to the
// account: none of its operations takes an integration. See [Client].
//
// First a posting is imported with [AIApplyService.CreatePosting], or many postings with
// [AIApplyService.ImportPostings]. A candidate can apply when the Availability of the posting is
// [AvailabilityApplyable], which the event [AIApplyJobPostingStatusUpdated] reports.
// [AIApplyService.Inquire] returns the form and a token, and [AIApplyService.Apply] sends the answers.
// Source: Kombo's OpenAPI document of May 2026, "AI Apply".
type AIApplyService struct{ service }

// CareerSite is a group of postings, usually the career pages of one employer. The event
// [AIApplyJobPostingStatusUpdated] also contains it.
type CareerSite struct {
	// ID is Kombo's id of the career site. It never changes.
	ID    string `json:"id" required:"true"`
	Label string `json:"label,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreateCareerSiteRequest names a new career site.
type CreateCareerSiteRequest struct {
	// Label is required.
	Label string `json:"label"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreateCareerSiteRequest) Problem() string { return required("Label", v.Label) }

// CreateCareerSite creates a career site. Two calls with the same label may create two sites.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create a career site".
func (s *AIApplyService) CreateCareerSite(ctx context.Context, req CreateCareerSiteRequest, call ...rolecall.CallOption) (*CareerSite, error) {
	return get[CareerSite](ctx, s.service, "POST ai-apply/career-sites", req, call)
}

// ListCareerSitesOptions filters [AIApplyService.ListCareerSites]. See [PageOptions].
type ListCareerSitesOptions struct{ PageOptions }

// ListCareerSites reads a page of career sites.
// Source: docs.kombo.dev, "Get career sites".
func (s *AIApplyService) ListCareerSites(ctx context.Context, opts ListCareerSitesOptions, call ...rolecall.CallOption) (*rolecall.Page[CareerSite], error) {
	return list[CareerSite](ctx, s.service, "ai-apply/career-sites", opts, call)
}

// PostingLocation is the location of the job of a posting.
type PostingLocation struct {
	// Country is an ISO 3166-1 alpha-2 code in upper case: "US". Required.
	Country    string `json:"country"`
	PostalCode string `json:"postal_code,omitempty"`
}

// Problem returns "Country is empty" if Country is empty, otherwise "".
func (v PostingLocation) Problem() string { return required("Country", v.Country) }

// CreatePostingRequest describes a posting that AI Apply should read.
type CreatePostingRequest struct {
	// URL begins with http:// or https://. Required.
	URL string `json:"url"`
	// CareerSiteID is a [CareerSite.ID]. Required.
	CareerSiteID string `json:"career_site_id"`
	JobCode      string `json:"job_code,omitempty"`
	// Location replaces the location of the posting. Nil: the location is not changed.
	Location *PostingLocation `json:"location,omitempty"`
	// ClearLocation removes the location. Location must then be nil.
	ClearLocation bool `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreatePostingRequest) Problem() string {
	return cmp.Or(problemOfPosting(v.URL, v.Location, v.ClearLocation), required("CareerSiteID", v.CareerSiteID))
}

// MarshalJSON encodes the location as null if ClearLocation is set.
func (v CreatePostingRequest) MarshalJSON() ([]byte, error) {
	type plain CreatePostingRequest
	return marshalPosting(plain(v), v.ClearLocation)
}

// Availability reports whether AI Apply can submit an application for a posting.
type Availability string

// Values of [Availability].
const (
	// AvailabilityApplyable means that an application can be sent. The other values mean that it cannot.
	AvailabilityApplyable   Availability = "APPLYABLE"
	AvailabilityPending     Availability = "PENDING"
	AvailabilityArchived    Availability = "ARCHIVED"
	AvailabilityUnavailable Availability = "UNAVAILABLE"
)

// ArchivedReason is the reason why a posting is archived.
type ArchivedReason string

// Values of [ArchivedReason].
const (
	ArchivedReasonTakenOffline       ArchivedReason = "JOB_POSTING_TAKEN_OFFLINE"
	ArchivedReasonManual             ArchivedReason = "MANUAL_ARCHIVE"
	ArchivedReasonRemovedFromJobFeed ArchivedReason = "REMOVED_FROM_JOB_FEED"
)

// AIApplyPosting is a job posting on the web that AI Apply has read or is reading.
// Source: docs.kombo.dev, "Get job postings".
type AIApplyPosting struct {
	// ID is Kombo's id of the posting. It never changes.
	ID         string      `json:"id" required:"true"`
	CareerSite *CareerSite `json:"career_site,omitempty"`
	URL        string      `json:"url,omitempty"`
	JobCode    string      `json:"job_code,omitempty"`
	CreatedAt  time.Time   `json:"created_at,omitzero"`
	UpdatedAt  time.Time   `json:"updated_at,omitzero"`
	// ArchivedAt and ArchivedReason say when and why the posting was archived. They are zero if it
	// is not archived.
	ArchivedAt     time.Time      `json:"archived_at,omitzero"`
	ArchivedReason ArchivedReason `json:"archived_reason,omitempty"`
	Availability   Availability   `json:"availability,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreatePosting asks AI Apply to read a posting. Kombo responds immediately; the posting has
// [AvailabilityPending] until it has been read. If the posting already exists, the error has
// [CodeJobPostingExists].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Parse a job posting".
func (s *AIApplyService) CreatePosting(ctx context.Context, req CreatePostingRequest, call ...rolecall.CallOption) (*AIApplyPosting, error) {
	return get[AIApplyPosting](ctx, s.service, "POST ai-apply/postings", req, call)
}

// problemOfPosting checks the fields that [CreatePostingRequest] and [ImportedPosting] have in common.
// It returns "" if they are valid.
func problemOfPosting(address string, location *PostingLocation, clearLocation bool) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "URL is not an absolute http or https URL"
	case location != nil && clearLocation:
		return "Location and ClearLocation are both set: use one"
	}
	return ""
}

// ListPostingsOptions filters [AIApplyService.ListPostings]. See [PageOptions].
type ListPostingsOptions struct {
	PageOptions
	CareerSiteIDs []string `url:"career_site_ids,comma,omitempty"`
	JobCodes      []string `url:"job_codes,comma,omitempty"`
}

// ListPostings reads a page of postings.
// Source: docs.kombo.dev, "Get job postings".
func (s *AIApplyService) ListPostings(ctx context.Context, opts ListPostingsOptions, call ...rolecall.CallOption) (*rolecall.Page[AIApplyPosting], error) {
	return list[AIApplyPosting](ctx, s.service, "ai-apply/postings", opts, call)
}
