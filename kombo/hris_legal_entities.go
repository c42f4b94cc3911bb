package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// LegalEntity is a company of the customer that employs people.
// Source: docs.kombo.dev, "Get legal entities".
type LegalEntity struct {
	// ID is the stable ID that Kombo assigns; RemoteID is the ID in the tool.
	ID       string   `json:"id" required:"true"`
	RemoteID string   `json:"remote_id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Address  *Address `json:"address,omitempty"`
	Changes
	// RemoteData holds the tool's own responses, if your Kombo plan includes them; see [Remote.RemoteData].
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// LegalEntityRef identifies a legal entity inside another record. [LegalEntity] has more fields.
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
	// NameContains is a part of the name. Letter case is ignored.
	NameContains string `url:"name_contains,omitempty"`
}

// ListLegalEntities reads a page of legal entities.
// Source: docs.kombo.dev, "Get legal entities".
func (s *HRISService) ListLegalEntities(ctx context.Context, opts ListLegalEntitiesOptions, call ...rolecall.CallOption) (*rolecall.Page[LegalEntity], error) {
	return list[LegalEntity](ctx, s.service, "hris/legal-entities", opts, call)
}
