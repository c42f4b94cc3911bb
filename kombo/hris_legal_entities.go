package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// LegalEntity is a company that belongs to the customer and employs people.
// Source: docs.kombo.dev, "Get legal entities".
type LegalEntity struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string   `json:"id" required:"true"`
	RemoteID string   `json:"remote_id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Address  *Address `json:"address,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// LegalEntityRef is a reference to a [LegalEntity] inside another record.
type LegalEntityRef struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Address is set only in an [Employee].
	Address *Address `json:"address,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListLegalEntitiesOptions filters [HRISService.ListLegalEntities]. See [ListOptions].
type ListLegalEntitiesOptions struct {
	ListOptions
	// NameContains selects records whose name contains this string. Letter case is ignored.
	NameContains string `url:"name_contains,omitempty"`
}

// ListLegalEntities reads a page of legal entities.
// Source: docs.kombo.dev, "Get legal entities".
func (s *HRISService) ListLegalEntities(ctx context.Context, opts ListLegalEntitiesOptions, call ...rolecall.CallOption) (*rolecall.Page[LegalEntity], error) {
	return list[LegalEntity](ctx, s.service, "hris/legal-entities", opts, call)
}
