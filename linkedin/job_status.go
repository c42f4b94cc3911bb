package linkedin

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// JobPostingStatus is the current status of a job on LinkedIn. LinkedIn also sends it by webhook, see
// [JobPostingStatusChanged].
//
// Source: LinkedIn's Java SDK and its samples; "Job Posting Status API" was seen in part.
type JobPostingStatus struct {
	// ExternalJobPostingID is your id of the job. LinkedIn may send it as a number, as in its sample.
	ExternalJobPostingID string          `json:"externalJobPostingId"`
	Info                 *JobPostingInfo `json:"jobPostingInfo,omitempty"`
	// JobPostingURL is the page of the job, "" if it is not listed.
	JobPostingURL string `json:"jobPostingUrl,omitempty"`

	ListingStatus       ListingStatus `json:"listingStatus,omitempty"`
	ListingStatusDetail *StatusDetail `json:"listingStatusDetail,omitempty"`
	// ApplyStatus reports whether candidates can apply on LinkedIn.
	ApplyStatus           ApplyStatus     `json:"linkedInApplyStatus,omitempty"`
	ApplyStatusDetail     *StatusDetail   `json:"linkedInApplyStatusDetail,omitempty"`
	PromotionStatus       PromotionStatus `json:"promotionStatus,omitempty"`
	PromotionStatusDetail *StatusDetail   `json:"promotionStatusDetail,omitempty"`

	// JobCampaign is LinkedIn's campaign of the job, "urn:li:jobCampaign:1234".
	JobCampaign        string `json:"jobCampaign,omitempty"`
	PartnerJobCampaign string `json:"partnerJobCampaign,omitempty"`
	// RawLocation is the location that was sent to LinkedIn, unmodified.
	RawLocation string `json:"rawLocation,omitempty"`

	rolecall.Extra `json:"-"`

	// Err is the error if LinkedIn returned no status of this job: [rolecall.ErrNotFound] if LinkedIn has no
	// such job. Nil if there is a status.
	Err error `json:"-"`
}

// JobPostingInfo holds the data of a job that LinkedIn shows.
type JobPostingInfo struct {
	ListedAt time.Time `json:"listedAt,omitzero" wire:"millis"`
	ExpireAt time.Time `json:"expireAt,omitzero" wire:"millis"`
	Location string    `json:"location,omitempty"`
	// AlternateLocations is empty if the job has one location.
	AlternateLocations []string        `json:"alternateLocations,omitempty"`
	CompanyDetails     *CompanyDetails `json:"companyDetails,omitempty"`
	// VisibilityTag is PRIVATE, TEST, PARTNER, COMPANY or PUBLIC.
	VisibilityTag string `json:"visibilityTag,omitempty"`

	rolecall.Extra `json:"-"`
}

// CompanyDetails is the company's page on LinkedIn. LinkedIn's Java SDK and LinkedIn's responses have different
// names for the members; both are decoded.
type CompanyDetails struct {
	Name    string `json:"name,omitempty" alt:"companyName"`
	PageURL string `json:"pageUrl,omitempty" alt:"companyPage"`

	rolecall.Extra `json:"-"`
}

// StatusDetail is the reason of a status.
type StatusDetail struct {
	// ErrorCode is LinkedIn's code, nil if there is none. 1157: the limit of free applications is reached.
	ErrorCode *int `json:"errorCode,omitempty"`
	// ErrorType names who caused the error: CUSTOMER_ERROR, PARTNER_ERROR or LINKEDIN_ERROR.
	ErrorType     string `json:"errorType,omitempty"`
	StatusMessage string `json:"statusMessage,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListingStatus reports whether a job is listed.
type ListingStatus string

// Values of [ListingStatus].
const (
	ListingStatusListed     ListingStatus = "LISTED"
	ListingStatusNotListed  ListingStatus = "NOT_LISTED"
	ListingStatusInProgress ListingStatus = "IN_PROGRESS"
)

// ApplyStatus reports whether candidates can apply on LinkedIn.
type ApplyStatus string

// Values of [ApplyStatus].
const (
	ApplyStatusEnabled    ApplyStatus = "ENABLED"
	ApplyStatusNotEnabled ApplyStatus = "NOT_ENABLED"
	ApplyStatusInProgress ApplyStatus = "IN_PROGRESS"
)

// PromotionStatus reports whether a job is promoted.
type PromotionStatus string

// Values of [PromotionStatus].
const (
	PromotionStatusPromoted    PromotionStatus = "PROMOTED"
	PromotionStatusNotPromoted PromotionStatus = "NOT_PROMOTED"
)

// JobPostingStatuses returns the current statuses of jobs by your ids: one for each id, in the order of the
// ids. It sends at most 100 ids per request. If a request fails, the statuses of earlier requests are returned
// with the error. [rolecall.WithTimeout] bounds all requests together. LinkedIn allows 1,000,000 requests
// per day.
func (c *Client) JobPostingStatuses(ctx context.Context, externalJobPostingIDs []string, call ...rolecall.CallOption) ([]JobPostingStatus, error) {
	l := lookup{Request: newRequest("batch_get jobPostingStatus"), maxIDs: maxStatusIDs, what: "job id"}
	return readByID(ctx, c, l, externalJobPostingIDs, func(status *JobPostingStatus, id string, err error) {
		status.ExternalJobPostingID, status.Err = id, err
	}, call)
}
