package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// User is a user of the tool, such as a recruiter or an interviewer.
// Source: docs.kombo.dev, "Get users".
type User struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID        string `json:"id" required:"true"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Email is "" if the address in the tool is invalid.
	Email  string     `json:"email,omitempty"`
	Status UserStatus `json:"status,omitempty"`
	// SystemRoles apply to the whole tool, not to one job.
	SystemRoles []AssignedRole `json:"system_roles,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// UserStatus reports whether a user is active in the tool.
type UserStatus string

// Values of [UserStatus].
const (
	UserActive   UserStatus = "ACTIVE"
	UserInactive UserStatus = "INACTIVE"
)

// UserRef is a reference to a [User] inside another record.
type UserRef struct {
	ID        string `json:"id"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Email     string `json:"email,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListUsersOptions filters [ATSService.ListUsers]. See [ListOptions].
type ListUsersOptions struct {
	ListOptions
	// Emails selects users with one of these e-mail addresses. The case does not matter.
	Emails []string `url:"emails,comma,omitempty"`
}

// ListUsers reads a page of users. With UpdatedAfter, the list also contains users whose
// system roles changed.
// Source: docs.kombo.dev, "Get users".
func (s *ATSService) ListUsers(ctx context.Context, opts ListUsersOptions, call ...rolecall.CallOption) (*rolecall.Page[User], error) {
	return list[User](ctx, s.service, "ats/users", opts, call)
}

// Role is a role that a user can have in the tool or for a job.
// Source: docs.kombo.dev, "Get roles".
type Role struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID          string    `json:"id" required:"true"`
	RemoteID    string    `json:"remote_id,omitempty"`
	RemoteLabel string    `json:"remote_label,omitempty"`
	Scope       RoleScope `json:"scope,omitempty"`
	// UnifiedType is Kombo's type for the role. "": Kombo cannot map the tool's role.
	UnifiedType RoleType `json:"unified_type,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListRolesOptions filters [ATSService.ListRoles]. See [ListOptions].
type ListRolesOptions struct {
	ListOptions
	Scopes []RoleScope `url:"scopes,comma,omitempty"`
}

// ListRoles reads a page of roles.
// Source: docs.kombo.dev, "Get roles".
func (s *ATSService) ListRoles(ctx context.Context, opts ListRolesOptions, call ...rolecall.CallOption) (*rolecall.Page[Role], error) {
	return list[Role](ctx, s.service, "ats/roles", opts, call)
}
