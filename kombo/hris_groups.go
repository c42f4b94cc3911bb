package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// Group is a department, a team or a cost center. Groups may stand in others.
// Source: docs.kombo.dev, "Get groups".
type Group struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID       string `json:"id" required:"true"`
	RemoteID string `json:"remote_id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Type is "" where Kombo cannot tell.
	Type GroupType `json:"type,omitempty"`
	// ParentID is the ID of the group that this one is a part of.
	ParentID string `json:"parent_id,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// GroupType says what a group is.
type GroupType string

// Values of [GroupType].
const (
	GroupDepartment GroupType = "DEPARTMENT"
	GroupTeam       GroupType = "TEAM"
	GroupCostCenter GroupType = "COST_CENTER"
)

// GroupRef names a group inside another record. [Group] is the whole.
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
	// NameContains is looked for in any case.
	NameContains string `url:"name_contains,omitempty"`
}

// ListGroups reads a page of groups.
// Source: docs.kombo.dev, "Get groups".
func (s *HRISService) ListGroups(ctx context.Context, opts ListGroupsOptions, call ...rolecall.CallOption) (*rolecall.Page[Group], error) {
	return list[Group](ctx, s.service, "hris/groups", opts, call)
}

// ListTeamsOptions filters [HRISService.ListTeams]. See [ListOptions].
type ListTeamsOptions struct{ ListOptions }

// ListTeams reads a page of groups under the name that they had before. Kombo has deprecated it for
// [HRISService.ListGroups], which has filters.
// Source: docs.kombo.dev, "Get teams".
func (s *HRISService) ListTeams(ctx context.Context, opts ListTeamsOptions, call ...rolecall.CallOption) (*rolecall.Page[Group], error) {
	return list[Group](ctx, s.service, "hris/teams", opts, call)
}
