package kombo

import (
	"cmp"
	"context"

	"github.com/rolecall-dev/rolecall"
)

// HRISSkill is a skill in the tool's directory of skills. Staffing entities refer to skills with [Skill].
// Source: docs.kombo.dev, "Get skills" (closed beta).
type HRISSkill struct {
	// ID is Kombo's id, which never changes; RemoteID is the tool's id.
	ID          string `json:"id" required:"true"`
	RemoteID    string `json:"remote_id,omitempty"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	// OrderedLevels are the levels of proficiency, from the lowest to the highest.
	OrderedLevels []string `json:"ordered_levels,omitempty"`
	Changes
	// RemoteData is the tool's original data, if your plan at Kombo includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// SkillListOptions holds the options of the lists of skills and of skill assignments. PageSize is sent only
// if it is not 0. Kombo does not document a page size for these lists: its effect is inferred from the other
// lists.
type SkillListOptions struct {
	PageOptions
	// RemoteIDs selects records by the ids that the tool assigned.
	RemoteIDs []string `url:"remote_ids,comma,omitempty"`
}

func (o SkillListOptions) paging() paging {
	p := o.PageOptions.paging()
	p.defaultSize = 0
	return p
}

// ListSkillsOptions filters [HRISService.ListSkills]. See [SkillListOptions].
type ListSkillsOptions struct {
	SkillListOptions
	// NameContains selects skills whose name contains this string.
	NameContains string `url:"name_contains,omitempty"`
}

// ListSkills reads a page of skills. The endpoint is in closed beta: Kombo enables it for selected customers.
// Source: docs.kombo.dev, "Get skills".
func (s *HRISService) ListSkills(ctx context.Context, opts ListSkillsOptions, call ...rolecall.CallOption) (*rolecall.Page[HRISSkill], error) {
	return list[HRISSkill](ctx, s.service, "hris/skills", opts, call)
}

// CreateSkillRequest describes the skill that [HRISService.CreateSkill] creates.
type CreateSkillRequest struct {
	// Name is required.
	Name string `json:"name"`
	// Levels are the levels of proficiency, from the lowest to the highest. Not all tools support levels.
	Levels []string `json:"levels,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v CreateSkillRequest) Problem() string { return required("Name", v.Name) }

// CreateSkill creates a skill in the tool. The endpoint is in closed beta: Kombo enables it for selected
// customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Create skill".
func (s *HRISService) CreateSkill(ctx context.Context, req CreateSkillRequest, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.service, "POST hris/skills", req, call)
}

// UpdateSkillRequest holds the new values of a skill.
type UpdateSkillRequest struct {
	// Name is the new name; "" keeps the name. Levels are the new levels; nil keeps the levels.
	Name   string   `json:"name,omitempty"`
	Levels []string `json:"levels,omitzero"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v UpdateSkillRequest) Problem() string {
	if v.Name == "" && v.Levels == nil {
		return "Name is empty and Levels is nil: set at least one of them"
	}
	return ""
}

// UpdateSkill changes a skill in the tool. skillID is an [HRISSkill.ID]. If the request changes nothing, the
// error is [rolecall.ErrInvalid]. The endpoint is in closed beta: Kombo enables it for selected customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Update skill".
func (s *HRISService) UpdateSkill(ctx context.Context, skillID string, req UpdateSkillRequest, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.service, "PATCH hris/skills/{skill_id}", req, call, skillID)
}

// DeleteSkill deletes a skill in the tool and returns it. skillID is an [HRISSkill.ID]. The
// endpoint is in closed beta: Kombo enables it for selected customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Delete skill".
func (s *HRISService) DeleteSkill(ctx context.Context, skillID string, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.service, "DELETE hris/skills/{skill_id}", struct{}{}, call, skillID)
}

// SkillAssignment records that an employee has a skill.
// Source: docs.kombo.dev, "Get employee skill assignments" (closed beta).
type SkillAssignment struct {
	// ID is Kombo's id, which never changes.
	ID string `json:"id" required:"true"`
	// EmployeeID is an [Employee.ID], and SkillID is an [HRISSkill.ID].
	EmployeeID string `json:"employee_id,omitempty"`
	SkillID    string `json:"skill_id,omitempty"`
	// CurrentLevel is one of [HRISSkill.OrderedLevels], or "" if it is not known.
	CurrentLevel string `json:"current_level,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListSkillAssignmentsOptions filters [HRISService.ListSkillAssignments]. See [SkillListOptions].
type ListSkillAssignmentsOptions struct {
	SkillListOptions
	EmployeeIDs []string `url:"employee_ids,comma,omitempty"`
	SkillIDs    []string `url:"skill_ids,comma,omitempty"`
}

// ListSkillAssignments reads a page of skill assignments. The endpoint is in closed beta: Kombo enables it for
// selected customers.
// Source: docs.kombo.dev, "Get employee skill assignments".
func (s *HRISService) ListSkillAssignments(ctx context.Context, opts ListSkillAssignmentsOptions, call ...rolecall.CallOption) (*rolecall.Page[SkillAssignment], error) {
	return list[SkillAssignment](ctx, s.service, "hris/employee-skill-assignments", opts, call)
}

// CreateSkillAssignmentRequest describes the assignment that [HRISService.CreateSkillAssignment] creates.
type CreateSkillAssignmentRequest struct {
	// EmployeeID is an [Employee.ID], and SkillID is an [HRISSkill.ID]. Both are required.
	EmployeeID string `json:"employee_id"`
	SkillID    string `json:"skill_id"`
	// CurrentLevel is one of [HRISSkill.OrderedLevels], or "" if there is no level.
	CurrentLevel string `json:"current_level,omitempty"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v CreateSkillAssignmentRequest) Problem() string {
	return cmp.Or(required("EmployeeID", v.EmployeeID), required("SkillID", v.SkillID))
}

// CreateSkillAssignment assigns a skill to an employee in the tool. The endpoint is in closed beta: Kombo
// enables it for selected customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Create employee skill assignment".
func (s *HRISService) CreateSkillAssignment(ctx context.Context, req CreateSkillAssignmentRequest, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	return act[SkillAssignment](ctx, s.service, "POST hris/employee-skill-assignments", req, call)
}

// UpdateSkillAssignmentRequest holds the new level of a skill assignment.
type UpdateSkillAssignmentRequest struct {
	// CurrentLevel is one of [HRISSkill.OrderedLevels]. Nil removes the level. A pointer to "" is rejected.
	CurrentLevel *string `json:"current_level"`
}

// Problem describes what makes the request invalid, or returns "" if it is valid. The call checks it before
// sending anything.
func (v UpdateSkillAssignmentRequest) Problem() string {
	if v.CurrentLevel != nil && *v.CurrentLevel == "" {
		return "CurrentLevel points to an empty string: use nil to remove the level"
	}
	return ""
}

// UpdateSkillAssignment changes the level of a skill that an employee has. assignmentID is a
// [SkillAssignment.ID]. The endpoint is in closed beta: Kombo enables it for selected customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Update employee skill assignment".
func (s *HRISService) UpdateSkillAssignment(ctx context.Context, assignmentID string, req UpdateSkillAssignmentRequest, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	return act[SkillAssignment](ctx, s.service, "PATCH hris/employee-skill-assignments/{assignment_id}", req, call, assignmentID)
}

// DeleteSkillAssignment removes a skill from an employee in the tool and returns the deleted assignment.
// assignmentID is a [SkillAssignment.ID]. The endpoint is in closed beta: Kombo enables it for selected
// customers.
// An error that is [rolecall.ErrAmbiguous] means that the write may have happened: check before sending it again.
// Source: docs.kombo.dev, "Delete employee skill assignment".
func (s *HRISService) DeleteSkillAssignment(ctx context.Context, assignmentID string, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	return act[SkillAssignment](ctx, s.service, "DELETE hris/employee-skill-assignments/{assignment_id}", struct{}{}, call, assignmentID)
}
