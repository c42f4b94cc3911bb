package linkedin

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// JobPostingStatus is how a job stands on LinkedIn now. A webhook tells it too, see
// [JobPostingStatusChanged].
//
// Source: LinkedIn's Java SDK and its fixtures; "Job Posting Status API" was seen in part.
type JobPostingStatus struct {
	// ExternalJobPostingID is your id of the job. LinkedIn has been seen to send it as a number.
	ExternalJobPostingID string          `json:"externalJobPostingId"`
	Info                 *JobPostingInfo `json:"jobPostingInfo,omitempty"`
	// JobPostingURL is the page of the job, where it is listed.
	JobPostingURL string `json:"jobPostingUrl,omitempty"`

	ListingStatus       ListingStatus `json:"listingStatus,omitempty"`
	ListingStatusDetail *StatusDetail `json:"listingStatusDetail,omitempty"`
	// ApplyStatus is whether candidates can apply on LinkedIn.
	ApplyStatus           ApplyStatus     `json:"linkedInApplyStatus,omitempty"`
	ApplyStatusDetail     *StatusDetail   `json:"linkedInApplyStatusDetail,omitempty"`
	PromotionStatus       PromotionStatus `json:"promotionStatus,omitempty"`
	PromotionStatusDetail *StatusDetail   `json:"promotionStatusDetail,omitempty"`

	// JobCampaign is "urn:li:jobCampaign:1234".
	JobCampaign        string `json:"jobCampaign,omitempty"`
	PartnerJobCampaign string `json:"partnerJobCampaign,omitempty"`
	// RawLocation is the location as it was sent.
	RawLocation string `json:"rawLocation,omitempty"`

	rolecall.Extra `json:"-"`

	// Err is why LinkedIn tells nothing of this job: [rolecall.ErrNotFound] where it does not
	// know it. Nil otherwise.
	Err error `json:"-"`
}

// JobPostingInfo is what LinkedIn shows of a job.
type JobPostingInfo struct {
	ListedAt time.Time `json:"listedAt,omitzero" wire:"millis"`
	ExpireAt time.Time `json:"expireAt,omitzero" wire:"millis"`
	Location string    `json:"location,omitempty"`
	// AlternateLocations is empty where there is one location.
	AlternateLocations []string        `json:"alternateLocations,omitempty"`
	CompanyDetails     *CompanyDetails `json:"companyDetails,omitempty"`
	// VisibilityTag is PRIVATE, TEST, PARTNER, COMPANY or PUBLIC. The set is open.
	VisibilityTag string `json:"visibilityTag,omitempty"`

	rolecall.Extra `json:"-"`
}

// CompanyDetails is the company's page. LinkedIn's SDK calls its members otherwise than
// LinkedIn's answers do; both are read.
type CompanyDetails struct {
	Name    string `json:"name,omitempty" alt:"companyName"`
	PageURL string `json:"pageUrl,omitempty" alt:"companyPage"`

	rolecall.Extra `json:"-"`
}

// StatusDetail says why a status is what it is.
type StatusDetail struct {
	// ErrorCode is LinkedIn's, nil if it gives none. 1157: the free applications are used up.
	ErrorCode *int `json:"errorCode,omitempty"`
	// ErrorType is whose error it is: CUSTOMER_ERROR, PARTNER_ERROR or LINKEDIN_ERROR. The set is
	// open.
	ErrorType     string `json:"errorType,omitempty"`
	StatusMessage string `json:"statusMessage,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListingStatus is whether a job is listed. The set is open.
type ListingStatus string

// Values of [ListingStatus].
const (
	ListingStatusListed     ListingStatus = "LISTED"
	ListingStatusNotListed  ListingStatus = "NOT_LISTED"
	ListingStatusInProgress ListingStatus = "IN_PROGRESS"
)

// ApplyStatus is whether candidates can apply on LinkedIn. The set is open.
type ApplyStatus string

// Values of [ApplyStatus].
const (
	ApplyStatusEnabled    ApplyStatus = "ENABLED"
	ApplyStatusNotEnabled ApplyStatus = "NOT_ENABLED"
	ApplyStatusInProgress ApplyStatus = "IN_PROGRESS"
)

// PromotionStatus is whether a job is promoted. The set is open.
type PromotionStatus string

// Values of [PromotionStatus].
const (
	PromotionStatusPromoted    PromotionStatus = "PROMOTED"
	PromotionStatusNotPromoted PromotionStatus = "NOT_PROMOTED"
)

// JobPostingStatuses returns the present status of jobs by your ids of them, one for each id, in
// their order. Each request has at most 100 ids; if one fails, the statuses before it are returned
// with the error. rolecall.WithTimeout bounds all requests together. LinkedIn allows a million
// requests a day.
func (c *Client) JobPostingStatuses(ctx context.Context, externalJobPostingIDs []string, call ...rolecall.CallOption) ([]JobPostingStatus, error) {
	l := lookup{Request: newRequest("batch_get jobPostingStatus"), most: maxStatusIDs, what: "job's id"}
	return lookUp(ctx, c, l, externalJobPostingIDs, func(status *JobPostingStatus, id string, err error) {
		status.ExternalJobPostingID, status.Err = id, err
	}, call)
}
