package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Candidate is somebody who may be hired, with their applications.
// Source: docs.kombo.dev, "Get candidates".
type Candidate struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID        string `json:"id" required:"true"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Company and Title are where the candidate works now, and as what.
	Company string `json:"company,omitempty"`
	Title   string `json:"title,omitempty"`
	// Confidential is nil where the tool does not say.
	Confidential *bool `json:"confidential,omitempty"`
	// Source is where the candidate came from, in the tool's words.
	Source       string        `json:"source,omitempty"`
	PhoneNumbers []PhoneNumber `json:"phone_numbers,omitempty"`
	// EmailAddresses has valid ones only.
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

// EmailAddress is an address of a candidate.
type EmailAddress struct {
	EmailAddress string `json:"email_address,omitempty"`
	// Type is the tool's own word: "PRIVATE".
	Type string `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// PhoneNumber is a number of a candidate, as the tool writes it.
type PhoneNumber struct {
	PhoneNumber string `json:"phone_number,omitempty"`
	// Type is the tool's own word: "HOME".
	Type string `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// SocialMedia is a page of a candidate somewhere.
type SocialMedia struct {
	Link string `json:"link,omitempty"`
	// Type is the tool's own word: "LINKEDIN".
	Type     string `json:"type,omitempty"`
	Username string `json:"username,omitempty"`

	rolecall.Extra `json:"-"`
}

// CandidateRef names a candidate inside another record. [Candidate] is the whole.
type CandidateRef struct {
	ID             string         `json:"id"`
	RemoteID       string         `json:"remote_id,omitempty"`
	FirstName      string         `json:"first_name,omitempty"`
	LastName       string         `json:"last_name,omitempty"`
	EmailAddresses []EmailAddress `json:"email_addresses,omitempty"`

	rolecall.Extra `json:"-"`
}

// CandidateApplication is an application of a candidate, in short. [Application] is the whole.
type CandidateApplication struct {
	ID                  string             `json:"id"`
	RemoteID            string             `json:"remote_id,omitempty"`
	Outcome             ApplicationOutcome `json:"outcome,omitempty"`
	RejectionReasonName string             `json:"rejection_reason_name,omitempty"`
	RejectedAt          time.Time          `json:"rejected_at,omitzero"`
	RemoteURL           string             `json:"remote_url,omitempty"`
	// ChangedAt moves when the application's own fields change.
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
	// Email is one of the candidate's addresses, in any case.
	Email string `url:"email,omitempty"`
	// JobIDs are jobs that the candidate applied for, Kombo's IDs.
	JobIDs []string `url:"job_ids,comma,omitempty"`
	// FirstName and LastName are whole names, in any case.
	FirstName string `url:"first_name,omitempty"`
	LastName  string `url:"last_name,omitempty"`
}

// ListCandidates reads a page of candidates. UpdatedAfter also finds candidates whose
// applications changed, or who got or lost a tag.
// Source: docs.kombo.dev, "Get candidates".
func (s *ATSService) ListCandidates(ctx context.Context, opts ListCandidatesOptions, call ...rolecall.CallOption) (*rolecall.Page[Candidate], error) {
	return list[Candidate](ctx, s.service, "ats/candidates", opts, call)
}

// AddCandidateResultLink puts a link on a candidate. Kombo recommends
// [ATSService.AddApplicationResultLink].
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

// NewTag is a tag by its name.
type NewTag struct {
	// Name is required.
	Name string `json:"name"`
}

// Problem returns "Name is empty" if Name is empty, otherwise "".
func (v NewTag) Problem() string { return required("Name", v.Name) }

// AddCandidateTag puts a tag on a candidate. The tool makes it where there is none of the name.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Add tag to candidate".
func (s *ATSService) AddCandidateTag(ctx context.Context, candidateID string, req CandidateTagRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "POST ats/candidates/{candidate_id}/tags", req, call, candidateID)
}

// RemoveCandidateTag takes a tag off a candidate. That there is none of the name is no error.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before
// sending it again.
// Source: docs.kombo.dev, "Remove tag from candidate".
func (s *ATSService) RemoveCandidateTag(ctx context.Context, candidateID string, req CandidateTagRequest, call ...rolecall.CallOption) (*Done, error) {
	return act[struct{}](ctx, s.service, "DELETE ats/candidates/{candidate_id}/tags", req, call, candidateID)
}
