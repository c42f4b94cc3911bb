package kombo

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// AIApplyService is Kombo's AI Apply, for job boards: it reads the application form of a job
// posting on the web, and applies there for a candidate. It belongs to the account: no operation
// of it takes an integration. See [Client].
//
// A posting is imported ([AIApplyService.CreatePosting], or [AIApplyService.ImportPostings] for
// many), and can be applied for when its Availability is [AvailabilityApplyable], which
// [AIApplyJobPostingStatusUpdated] reports. [AIApplyService.Inquire] returns the form and a token,
// [AIApplyService.Apply] sends the answers.
// Source: Kombo's OpenAPI document of May 2026, "AI Apply".
type AIApplyService struct{ service }

// CareerSite is a group of postings, usually the career pages of one employer. The events of AI
// Apply name it as well.
type CareerSite struct {
	// ID is Kombo's id, which never changes.
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

// CreateCareerSite makes a career site. A call that is made twice may make two.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Create a career site".
func (s *AIApplyService) CreateCareerSite(ctx context.Context, req CreateCareerSiteRequest, call ...rolecall.CallOption) (*CareerSite, error) {
	return get[CareerSite](ctx, s.service, "POST ai-apply/career-sites", req, call)
}

// ListCareerSitesOptions filters [AIApplyService.ListCareerSites]. See
// [PageOptions].
type ListCareerSitesOptions struct{ PageOptions }

// ListCareerSites reads a page of career sites.
// Source: docs.kombo.dev, "Get career sites".
func (s *AIApplyService) ListCareerSites(ctx context.Context, opts ListCareerSitesOptions, call ...rolecall.CallOption) (*rolecall.Page[CareerSite], error) {
	return list[CareerSite](ctx, s.service, "ai-apply/career-sites", opts, call)
}

// PostingLocation is where the job of a posting is.
type PostingLocation struct {
	// Country is ISO 3166-1 alpha-2 in capitals: "US". Required.
	Country    string `json:"country"`
	PostalCode string `json:"postal_code,omitempty"`
}

// Problem returns "Country is empty" if Country is empty, otherwise "".
func (v PostingLocation) Problem() string { return required("Country", v.Country) }

// CreatePostingRequest describes a posting that AI Apply must read.
type CreatePostingRequest struct {
	// URL begins with http:// or https://. Required.
	URL string `json:"url"`
	// CareerSiteID is a [CareerSite.ID]. Required.
	CareerSiteID string `json:"career_site_id"`
	JobCode      string `json:"job_code,omitempty"`
	// Location is nil to keep the location that Kombo knows of.
	Location *PostingLocation `json:"location,omitempty"`
	// ClearLocation removes the location. It is an error together with Location.
	ClearLocation bool `json:"-"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it
// before sending anything.
func (v CreatePostingRequest) Problem() string {
	return cmp.Or(problemOfPosting(v.URL, v.Location, v.ClearLocation), required("CareerSiteID", v.CareerSiteID))
}

// MarshalJSON writes null for the location that is removed.
func (v CreatePostingRequest) MarshalJSON() ([]byte, error) {
	type plain CreatePostingRequest
	return marshalPosting(plain(v), v.ClearLocation)
}

// Availability says whether AI Apply can apply for a posting.
type Availability string

// Values of [Availability].
const (
	// AvailabilityApplyable is the only one at which an application can be sent.
	AvailabilityApplyable   Availability = "APPLYABLE"
	AvailabilityPending     Availability = "PENDING"
	AvailabilityArchived    Availability = "ARCHIVED"
	AvailabilityUnavailable Availability = "UNAVAILABLE"
)

// ArchivedReason says why a posting is archived.
type ArchivedReason string

// Values of [ArchivedReason].
const (
	ArchivedReasonTakenOffline       ArchivedReason = "JOB_POSTING_TAKEN_OFFLINE"
	ArchivedReasonManual             ArchivedReason = "MANUAL_ARCHIVE"
	ArchivedReasonRemovedFromJobFeed ArchivedReason = "REMOVED_FROM_JOB_FEED"
)

// AIApplyPosting is a job posting on the web that AI Apply has read, or reads.
// Source: docs.kombo.dev, "Get job postings".
type AIApplyPosting struct {
	// ID is Kombo's id, which never changes.
	ID         string      `json:"id" required:"true"`
	CareerSite *CareerSite `json:"career_site,omitempty"`
	URL        string      `json:"url,omitempty"`
	JobCode    string      `json:"job_code,omitempty"`
	CreatedAt  time.Time   `json:"created_at,omitzero"`
	UpdatedAt  time.Time   `json:"updated_at,omitzero"`
	// ArchivedAt is zero and ArchivedReason "" if the posting is not archived.
	ArchivedAt     time.Time      `json:"archived_at,omitzero"`
	ArchivedReason ArchivedReason `json:"archived_reason,omitempty"`
	Availability   Availability   `json:"availability,omitempty"`

	rolecall.Extra `json:"-"`
}

// CreatePosting makes AI Apply read a posting. It responds at once; the posting is PENDING until
// it has been read. A posting that exists is [CodeJobPostingExists].
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Parse a job posting".
func (s *AIApplyService) CreatePosting(ctx context.Context, req CreatePostingRequest, call ...rolecall.CallOption) (*AIApplyPosting, error) {
	return get[AIApplyPosting](ctx, s.service, "POST ai-apply/postings", req, call)
}

// problemOfPosting says what is wrong with the parts that a single posting and an imported one
// have, "" if nothing.
func problemOfPosting(address string, location *PostingLocation, clearLocation bool) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "URL is not an absolute http or https URL"
	case location != nil && clearLocation:
		return "Location and ClearLocation exclude each other"
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
