package kombo

import (
	"context"

	"github.com/rolecall-dev/rolecall"
)

// User is somebody who works with the tool: a recruiter, an interviewer.
// Source: docs.kombo.dev, "Get users".
type User struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID        string `json:"id" required:"true"`
	RemoteID  string `json:"remote_id,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	// Email is "" where the tool's is none that is valid.
	Email  string     `json:"email,omitempty"`
	Status UserStatus `json:"status,omitempty"`
	// SystemRoles are held in the whole tool, not for one job.
	SystemRoles []AssignedRole `json:"system_roles,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// UserStatus says whether somebody still works with the tool.
type UserStatus string

// Values of [UserStatus].
const (
	UserActive   UserStatus = "ACTIVE"
	UserInactive UserStatus = "INACTIVE"
)

// UserRef names a user inside another record. [User] is the whole.
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
	// Emails are compared in any case.
	Emails []string `url:"emails,comma,omitempty"`
}

// ListUsers reads a page of users. UpdatedAfter also finds users whose system roles changed.
// Source: docs.kombo.dev, "Get users".
func (s *ATSService) ListUsers(ctx context.Context, opts ListUsersOptions, call ...rolecall.CallOption) (*rolecall.Page[User], error) {
	return list[User](ctx, s.service, "ats/users", opts, call)
}

// Role is something that a user can be in the tool, or for a job.
// Source: docs.kombo.dev, "Get roles".
type Role struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID          string    `json:"id" required:"true"`
	RemoteID    string    `json:"remote_id,omitempty"`
	RemoteLabel string    `json:"remote_label,omitempty"`
	Scope       RoleScope `json:"scope,omitempty"`
	// UnifiedType is "" where Kombo cannot map the tool's role.
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
