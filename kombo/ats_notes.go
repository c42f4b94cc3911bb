package kombo

import (
	"context"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Note is a note that a user of the tool wrote about a candidate.
// Source: Kombo's Ruby SDK 1.2.8.
type Note struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID          string `json:"id" required:"true"`
	RemoteID    string `json:"remote_id,omitempty"`
	CandidateID string `json:"candidate_id,omitempty"`
	// ApplicationID is "" if the note is about the candidate and not about one application.
	ApplicationID   string    `json:"application_id,omitempty"`
	AuthorID        string    `json:"author_id,omitempty"`
	Title           string    `json:"title,omitempty"`
	ContentHTML     string    `json:"content_html,omitempty"`
	IsPrivate       *bool     `json:"is_private,omitempty"`
	RemoteCreatedAt time.Time `json:"remote_created_at,omitzero"`
	RemoteUpdatedAt time.Time `json:"remote_updated_at,omitzero"`
	Author          *UserRef  `json:"author,omitempty"`
	Changes

	rolecall.Extra `json:"-"`
}

// ListNotesOptions filters [ATSService.ListNotes]. See [ListOptions].
type ListNotesOptions struct {
	ListOptions
	CandidateIDs   []string `url:"candidate_ids,comma,omitempty"`
	ApplicationIDs []string `url:"application_ids,comma,omitempty"`
}

// ListNotes reads a page of notes.
// Source: Kombo's Ruby SDK 1.2.8.
func (s *ATSService) ListNotes(ctx context.Context, opts ListNotesOptions, call ...rolecall.CallOption) (*rolecall.Page[Note], error) {
	return list[Note](ctx, s.service, "ats/notes", opts, call)
}
