package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Interview is an interview with a candidate.
// Source: docs.kombo.dev, "Get interviews".
type Interview struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID                   string    `json:"id" required:"true"`
	RemoteID             string    `json:"remote_id,omitempty"`
	Title                string    `json:"title,omitempty"`
	StartingAt           time.Time `json:"starting_at,omitzero"`
	EndingAt             time.Time `json:"ending_at,omitzero"`
	Location             *Address  `json:"location,omitempty"`
	VideoConferencingURL string    `json:"video_conferencing_url,omitempty"`
	ApplicationID        string    `json:"application_id,omitempty"`
	StageID              string    `json:"stage_id,omitempty"`
	// Canceled reports whether the interview was canceled. Nil: the tool does not report it.
	Canceled        *bool     `json:"canceled,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`

	// Users are the interviewers.
	Users       []UserRef             `json:"users,omitempty"`
	Application *InterviewApplication `json:"application,omitempty"`

	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// InterviewApplication is the application inside an [Interview]. It has fewer fields than
// [Application].
type InterviewApplication struct {
	ID                  string             `json:"id"`
	RemoteID            string             `json:"remote_id,omitempty"`
	Outcome             ApplicationOutcome `json:"outcome,omitempty"`
	RejectionReasonName string             `json:"rejection_reason_name,omitempty"`
	Candidate           *CandidateRef      `json:"candidate,omitempty"`
	Job                 *JobRef            `json:"job,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListInterviewsOptions filters [ATSService.ListInterviews]. See [ListOptions].
type ListInterviewsOptions struct {
	ListOptions
	// JobIDs are Kombo's ids of the jobs that the interviews are for.
	JobIDs []string `url:"job_ids,comma,omitempty"`
}

// ListInterviews reads a page of interviews. With UpdatedAfter, the list also contains
// interviews whose application changed, and interviews with added or removed interviewers.
// Source: docs.kombo.dev, "Get interviews".
func (s *ATSService) ListInterviews(ctx context.Context, opts ListInterviewsOptions, call ...rolecall.CallOption) (*rolecall.Page[Interview], error) {
	return list[Interview](ctx, s.service, "ats/interviews", opts, call)
}
