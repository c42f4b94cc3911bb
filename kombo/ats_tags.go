package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Tag is a label on a candidate.
// Source: docs.kombo.dev, "Get tags".
type Tag struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// TagRef is a reference to a [Tag] inside another record.
type TagRef struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListTagsOptions filters [ATSService.ListTags]. See [ListOptions].
type ListTagsOptions struct{ ListOptions }

// ListTags reads a page of tags.
// Source: docs.kombo.dev, "Get tags".
func (s *ATSService) ListTags(ctx context.Context, opts ListTagsOptions, call ...rolecall.CallOption) (*rolecall.Page[Tag], error) {
	return list[Tag](ctx, s.service, "ats/tags", opts, call)
}
