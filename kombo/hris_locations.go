package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Location is a place of work.
// Source: docs.kombo.dev, "Get work locations".
type Location struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string   `json:"id" required:"true"`
	RemoteID string   `json:"remote_id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Address  *Address `json:"address,omitempty"`
	// Type is in the tool's own words.
	Type string `json:"type,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// LocationRef names a place of work inside another record. [Location] is the whole.
type LocationRef struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Type is in the tool's own words.
	Type string `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListLocationsOptions filters [HRISService.ListLocations]. See [ListOptions].
type ListLocationsOptions struct {
	ListOptions
	// NameContains is looked for in any case.
	NameContains string `url:"name_contains,omitempty"`
}

// ListLocations reads a page of places of work.
// Source: docs.kombo.dev, "Get work locations".
func (s *HRISService) ListLocations(ctx context.Context, opts ListLocationsOptions, call ...rolecall.CallOption) (*rolecall.Page[Location], error) {
	return list[Location](ctx, s.service, "hris/locations", opts, call)
}
