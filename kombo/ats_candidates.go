package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Candidate is a person who may be hired, with their applications.
// Source: docs.kombo.dev, "Get candidates".
type Candidate struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID        string `json:"id" required:"true"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Company and Title are the candidate's current employer and job title.
	Company string `json:"company,omitempty"`
	Title   string `json:"title,omitempty"`
	// Confidential reports whether the candidate is confidential. Nil: the tool does not report it.
	Confidential *bool `json:"confidential,omitempty"`
	// Source is the channel through which the candidate applied, as the tool names it.
	Source       string        `json:"source,omitempty"`
	PhoneNumbers []PhoneNumber `json:"phone_numbers,omitempty"`
	// EmailAddresses contains valid addresses only.
	EmailAddresses []EmailAddress `json:"email_addresses,omitempty"`
	SocialMedia    []SocialMedia  `json:"social_media,omitempty"`
	Location       *Address       `json:"location,omitempty"`
	// RemoteURL is the candidate's page in the tool.
	RemoteURL       string    `json:"remote_url,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`

	Applications []CandidateApplication `json:"applications,omitempty"`
	Tags         []TagRef               `json:"tags,omitempty"`

	Changes
	Remote
	IntegrationFields []IntegrationField `json:"integration_fields,omitempty"`

	rolecall.Extra `json:"-"`
}

// EmailAddress is an e-mail address of a candidate.
type EmailAddress struct {
	EmailAddress string `json:"email_address,omitempty"`
	// Type is the type as the tool names it: "PRIVATE".
	Type string `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// PhoneNumber is a phone number of a candidate, in the tool's format.
type PhoneNumber struct {
	PhoneNumber string `json:"phone_number,omitempty"`
	// Type is the type as the tool names it: "HOME".
	Type string `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// SocialMedia is a candidate's profile on a social network.
type SocialMedia struct {
	Link string `json:"link,omitempty"`
	// Type is the type as the tool names it: "LINKEDIN".
	Type     string `json:"type,omitempty"`
	Username string `json:"username,omitempty"`

	rolecall.Extra `json:"-"`
}

// CandidateRef is a reference to a [Candidate] inside another record.
type CandidateRef struct {
	ID             string         `json:"id"`
	RemoteID       string         `json:"remote_id,omitempty"`
	FirstName      string         `json:"first_name,omitempty"`
	LastName       string         `json:"last_name,omitempty"`
	EmailAddresses []EmailAddress `json:"email_addresses,omitempty"`

	rolecall.Extra `json:"-"`
}

// CandidateApplication is an application inside a [Candidate]. It has fewer fields than [Application].
type CandidateApplication struct {
	ID                  string             `json:"id"`
	RemoteID            string             `json:"remote_id,omitempty"`
	Outcome             ApplicationOutcome `json:"outcome,omitempty"`
	RejectionReasonName string             `json:"rejection_reason_name,omitempty"`
	RejectedAt          time.Time          `json:"rejected_at,omitzero"`
	RemoteURL           string             `json:"remote_url,omitempty"`
	// ChangedAt is the time at which a field of the application itself last changed.
	ChangedAt       time.Time `json:"changed_at,omitzero"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`
	CurrentStage    *JobStage `json:"current_stage,omitempty"`
	Job             *JobRef   `json:"job,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListCandidatesOptions filters [ATSService.ListCandidates]. See [ListOptions].
type ListCandidatesOptions struct {
	ListOptions
	// Email selects candidates that have this e-mail address. The case does not matter.
	Email string `url:"email,omitempty"`
	// JobIDs selects candidates that applied for one of these jobs, by Kombo's ids.
	JobIDs []string `url:"job_ids,comma,omitempty"`
	// FirstName and LastName are complete names. The case does not matter.
	FirstName string `url:"first_name,omitempty"`
	LastName  string `url:"last_name,omitempty"`
}

// ListCandidates reads a page of candidates. With UpdatedAfter, the list also contains
// candidates whose applications changed, and candidates with added or removed tags.
// Source: docs.kombo.dev, "Get candidates".
func (s *ATSService) ListCandidates(ctx context.Context, opts ListCandidatesOptions, call ...rolecall.CallOption) (*rolecall.Page[Candidate], error) {
	return list[Candidate](ctx, s.service, "ats/candidates", opts, call)
}

// AddCandidateResultLink adds a result link to a candidate. Kombo recommends
// [ATSService.AddApplicationResultLink] instead.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add result link to candidate".
func (s *ATSService) AddCandidateResultLink(ctx context.Context, candidateID string, req AddResultLinkRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/candidates/{candidate_id}/result-links", req, call, candidateID)
}

// CandidateTagRequest names a tag to add or to remove.
type CandidateTagRequest struct {
	Tag          NewTag       `json:"tag"`
	RemoteFields RemoteFields `json:"remote_fields,omitempty"`
}

// NewTag is the name of a tag.
type NewTag struct {
	// Name is required.
	Name string `json:"name"`
}

// Problem returns "Name is empty" if Name is empty, otherwise "".
func (v NewTag) Problem() string { return required("Name", v.Name) }

// AddCandidateTag adds a tag to a candidate. If there is no tag with this name, the tool creates it.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add tag to candidate".
func (s *ATSService) AddCandidateTag(ctx context.Context, candidateID string, req CandidateTagRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/candidates/{candidate_id}/tags", req, call, candidateID)
}

// RemoveCandidateTag removes a tag from a candidate. It is not an error if there is no such tag.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Remove tag from candidate".
func (s *ATSService) RemoveCandidateTag(ctx context.Context, candidateID string, req CandidateTagRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "DELETE ats/candidates/{candidate_id}/tags", req, call, candidateID)
}
