package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// LegalEntity is a company that employs people.
// Source: docs.kombo.dev, "Get legal entities".
type LegalEntity struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string   `json:"id" required:"true"`
	RemoteID string   `json:"remote_id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Address  *Address `json:"address,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// LegalEntityRef names a company inside another record. [LegalEntity] is the whole.
type LegalEntityRef struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Address comes with employees only.
	Address *Address `json:"address,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListLegalEntitiesOptions filters [HRISService.ListLegalEntities]. See [ListOptions].
type ListLegalEntitiesOptions struct {
	ListOptions
	// NameContains is looked for in any case.
	NameContains string `url:"name_contains,omitempty"`
}

// ListLegalEntities reads a page of legal entities.
// Source: docs.kombo.dev, "Get legal entities".
func (s *HRISService) ListLegalEntities(ctx context.Context, opts ListLegalEntitiesOptions, call ...rolecall.CallOption) (*rolecall.Page[LegalEntity], error) {
	return list[LegalEntity](ctx, s.service, "hris/legal-entities", opts, call)
}
