package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// RejectionReason is a reason that the customer can give when they reject an application.
// Source: docs.kombo.dev, "Get rejection reasons".
type RejectionReason struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListRejectionReasonsOptions filters [ATSService.ListRejectionReasons]. See [ListOptions].
type ListRejectionReasonsOptions struct{ ListOptions }

// ListRejectionReasons reads a page of rejection reasons, for [ATSService.RejectApplication].
// Source: docs.kombo.dev, "Get rejection reasons".
func (s *ATSService) ListRejectionReasons(ctx context.Context, opts ListRejectionReasonsOptions, call ...rolecall.CallOption) (*rolecall.Page[RejectionReason], error) {
	return list[RejectionReason](ctx, s.service, "ats/rejection-reasons", opts, call)
}
