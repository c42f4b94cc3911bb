package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Offer is a job offer to a candidate.
// Source: docs.kombo.dev, "Get offers".
type Offer struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string      `json:"id" required:"true"`
	RemoteID string      `json:"remote_id,omitempty"`
	Status   OfferStatus `json:"status,omitempty"`
	// EmploymentStartDate is the first day of work, usually as midnight UTC.
	EmploymentStartDate time.Time `json:"employment_start_date,omitzero"`
	ApplicationID       string    `json:"application_id,omitempty"`
	RemoteCreatedAt     time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt     time.Time `json:"remote_updated_at,omitzero"`

	Application *OfferApplication `json:"application,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// OfferStatus is the state of an offer. An offer usually changes from OfferDraft to OfferApproved, to
// OfferSent, and then to OfferAccepted or OfferDeclined. Many tools do not have all of these states.
type OfferStatus string

// Values of [OfferStatus].
const (
	OfferDraft     OfferStatus = "DRAFT"
	OfferApproved  OfferStatus = "APPROVED"
	OfferSent      OfferStatus = "SENT"
	OfferAccepted  OfferStatus = "ACCEPTED"
	OfferDeclined  OfferStatus = "DECLINED"
	OfferAbandoned OfferStatus = "ABANDONED"
)

// OfferApplication is the candidate and the job of an offer. The id of the application is
// [Offer.ApplicationID].
type OfferApplication struct {
	Candidate *CandidateRef `json:"candidate,omitempty"`
	Job       *JobRef       `json:"job,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListOffersOptions filters [ATSService.ListOffers]. See [ListOptions].
type ListOffersOptions struct{ ListOptions }

// ListOffers reads a page of offers. With UpdatedAfter, the list also contains offers whose
// application changed.
// Source: docs.kombo.dev, "Get offers".
func (s *ATSService) ListOffers(ctx context.Context, opts ListOffersOptions, call ...rolecall.CallOption) (*rolecall.Page[Offer], error) {
	return list[Offer](ctx, s.service, "ats/offers", opts, call)
}
