package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Location is a work location.
// Source: docs.kombo.dev, "Get work locations".
type Location struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string   `json:"id" required:"true"`
	RemoteID string   `json:"remote_id,omitempty"`
	Name     string   `json:"name,omitempty"`
	Address  *Address `json:"address,omitempty"`
	// Type is the kind of location, as a string of the tool.
	Type string `json:"type,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// LocationRef is a reference to a [Location] inside another record.
type LocationRef struct {
	ID       string `json:"id"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Type is the kind of location, as a string of the tool.
	Type string `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListLocationsOptions filters [HRISService.ListLocations]. See [ListOptions].
type ListLocationsOptions struct {
	ListOptions
	// NameContains selects records whose name contains this string. Letter case is ignored.
	NameContains string `url:"name_contains,omitempty"`
}

// ListLocations reads a page of work locations.
// Source: docs.kombo.dev, "Get work locations".
func (s *HRISService) ListLocations(ctx context.Context, opts ListLocationsOptions, call ...rolecall.CallOption) (*rolecall.Page[Location], error) {
	return list[Location](ctx, s.service, "hris/locations", opts, call)
}
