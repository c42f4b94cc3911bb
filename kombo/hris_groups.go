package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Group is a department, a team or a cost center. A group may be part of another group.
// Source: docs.kombo.dev, "Get groups".
type Group struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Type is the kind of the group, or "" if Kombo cannot determine it.
	Type GroupType `json:"type,omitempty"`
	// ParentID is the [Group.ID] of the group that contains this one.
	ParentID string `json:"parent_id,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// GroupType is the kind of a group.
type GroupType string

// Values of [GroupType].
const (
	GroupDepartment GroupType = "DEPARTMENT"
	GroupTeam       GroupType = "TEAM"
	GroupCostCenter GroupType = "COST_CENTER"
)

// GroupRef is a reference to a [Group] inside another record.
type GroupRef struct {
	ID       string    `json:"id"`
	RemoteID string    `json:"remote_id,omitempty"`
	Name     string    `json:"name,omitempty"`
	Type     GroupType `json:"type,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListGroupsOptions filters [HRISService.ListGroups]. See [ListOptions].
type ListGroupsOptions struct {
	ListOptions
	Types []GroupType `url:"types,comma,omitempty"`
	// NameContains selects records whose name contains this string. Letter case is ignored.
	NameContains string `url:"name_contains,omitempty"`
}

// ListGroups reads a page of groups.
// Source: docs.kombo.dev, "Get groups".
func (s *HRISService) ListGroups(ctx context.Context, opts ListGroupsOptions, call ...rolecall.CallOption) (*rolecall.Page[Group], error) {
	return list[Group](ctx, s.service, "hris/groups", opts, call)
}

// ListTeamsOptions filters [HRISService.ListTeams]. See [ListOptions].
type ListTeamsOptions struct{ ListOptions }

// ListTeams reads a page of groups from the older endpoint for teams. Kombo has deprecated that endpoint:
// use [HRISService.ListGroups], which has filters.
// Source: docs.kombo.dev, "Get teams".
func (s *HRISService) ListTeams(ctx context.Context, opts ListTeamsOptions, call ...rolecall.CallOption) (*rolecall.Page[Group], error) {
	return list[Group](ctx, s.service, "hris/teams", opts, call)
}
