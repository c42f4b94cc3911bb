package kombo

import (
	"cmp"
	"context"

	"github.com/rolecall-dev/rolecall"
)

// HRISSkill is something that people can do, as the tool's directory of skills has it. [Skill] is
// the form in which staffing entities name one.
// Source: docs.kombo.dev, "Get skills" (closed beta).
type HRISSkill struct {
	// ID is Kombo's and stable; RemoteID the tool's.
	ID          string `json:"id" required:"true"`
	RemoteID    string `json:"remote_id,omitempty"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	// OrderedLevels are the levels of proficiency, from the lowest to the highest.
	OrderedLevels []string `json:"ordered_levels,omitempty"`
	Changes
	// RemoteData is what the tool itself said, where the plan includes it.
	RemoteData RawMembers `json:"remote_data,omitempty"`

	rolecall.Extra `json:"-"`
}

// SkillListOptions is what the lists of skills and of their assignments take. PageSize is sent only
// if it is not 0: Kombo's document has none here, so that it has an effect is inferred from the other
// lists.
type SkillListOptions struct {
	PageOptions
	// RemoteIDs are the tool's.
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
	// NameContains is a part of the name.
	NameContains string `url:"name_contains,omitempty"`
}

// ListSkills reads a page of skills. It is in closed beta: Kombo enables it for selected customers.
// Source: docs.kombo.dev, "Get skills".
func (s *HRISService) ListSkills(ctx context.Context, opts ListSkillsOptions, call ...rolecall.CallOption) (*rolecall.Page[HRISSkill], error) {
	return list[HRISSkill](ctx, s.service, "hris/skills", opts, call)
}

// CreateSkillRequest describes a new skill.
type CreateSkillRequest struct {
	// Name is required.
	Name string `json:"name"`
	// Levels are the levels of proficiency, from the lowest to the highest. Not each tool has them.
	Levels []string `json:"levels,omitempty"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v CreateSkillRequest) Problem() string { return required("Name", v.Name) }

// CreateSkill makes a skill in the tool. It is in closed beta: Kombo enables it for selected
// customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create skill".
func (s *HRISService) CreateSkill(ctx context.Context, req CreateSkillRequest, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.service, "POST hris/skills", req, call)
}

// UpdateSkillRequest says what of a skill changes.
type UpdateSkillRequest struct {
	// Name is "" to keep the name, Levels nil to keep the levels.
	Name   string   `json:"name,omitempty"`
	Levels []string `json:"levels,omitzero"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v UpdateSkillRequest) Problem() string {
	if v.Name == "" && v.Levels == nil {
		return "Name and Levels are empty: there is nothing to change"
	}
	return ""
}

// UpdateSkill changes a skill in the tool. skillID is an [HRISSkill.ID]. A request that changes
// nothing is [rolecall.ErrInvalid]. It is in closed beta: Kombo enables it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Update skill".
func (s *HRISService) UpdateSkill(ctx context.Context, skillID string, req UpdateSkillRequest, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.service, "PATCH hris/skills/{skill_id}", req, call, skillID)
}

// DeleteSkill deletes a skill in the tool and returns it. skillID is an [HRISSkill.ID]. It is in
// closed beta: Kombo enables it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Delete skill".
func (s *HRISService) DeleteSkill(ctx context.Context, skillID string, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.service, "DELETE hris/skills/{skill_id}", struct{}{}, call, skillID)
}

// SkillAssignment says that an employee has a skill.
// Source: docs.kombo.dev, "Get employee skill assignments" (closed beta).
type SkillAssignment struct {
	// ID is Kombo's and stable.
	ID string `json:"id" required:"true"`
	// EmployeeID is an [Employee.ID], SkillID an [HRISSkill.ID].
	EmployeeID string `json:"employee_id,omitempty"`
	SkillID    string `json:"skill_id,omitempty"`
	// CurrentLevel is one of [HRISSkill.OrderedLevels], "" if it is not known.
	CurrentLevel string `json:"current_level,omitempty"`

	rolecall.Extra `json:"-"`
}

// ListSkillAssignmentsOptions filters [HRISService.ListSkillAssignments]. See
// [SkillListOptions].
type ListSkillAssignmentsOptions struct {
	SkillListOptions
	EmployeeIDs []string `url:"employee_ids,comma,omitempty"`
	SkillIDs    []string `url:"skill_ids,comma,omitempty"`
}

// ListSkillAssignments reads a page of the skills that employees have. It is in closed beta: Kombo
// enables it for selected customers.
// Source: docs.kombo.dev, "Get employee skill assignments".
func (s *HRISService) ListSkillAssignments(ctx context.Context, opts ListSkillAssignmentsOptions, call ...rolecall.CallOption) (*rolecall.Page[SkillAssignment], error) {
	return list[SkillAssignment](ctx, s.service, "hris/employee-skill-assignments", opts, call)
}

// CreateSkillAssignmentRequest gives an employee a skill.
type CreateSkillAssignmentRequest struct {
	// EmployeeID and SkillID are required.
	EmployeeID string `json:"employee_id"`
	SkillID    string `json:"skill_id"`
	// CurrentLevel is one of [HRISSkill.OrderedLevels]. "": none.
	CurrentLevel string `json:"current_level,omitempty"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v CreateSkillAssignmentRequest) Problem() string {
	return cmp.Or(required("EmployeeID", v.EmployeeID), required("SkillID", v.SkillID))
}

// CreateSkillAssignment gives an employee a skill in the tool. It is in closed beta: Kombo enables
// it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create employee skill assignment".
func (s *HRISService) CreateSkillAssignment(ctx context.Context, req CreateSkillAssignmentRequest, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	return act[SkillAssignment](ctx, s.service, "POST hris/employee-skill-assignments", req, call)
}

// UpdateSkillAssignmentRequest says how well an employee knows a skill.
type UpdateSkillAssignmentRequest struct {
	// CurrentLevel is one of [HRISSkill.OrderedLevels]. Nil removes the level. A pointer to "" is
	// refused.
	CurrentLevel *string `json:"current_level"`
}

// Problem returns why the request would be rejected, "" if nothing is wrong. The call asks it.
func (v UpdateSkillAssignmentRequest) Problem() string {
	if v.CurrentLevel != nil && *v.CurrentLevel == "" {
		return "CurrentLevel points to an empty level: nil removes the level"
	}
	return ""
}

// UpdateSkillAssignment changes the level of a skill that an employee has. assignmentID is a
// [SkillAssignment.ID]. It is in closed beta: Kombo enables it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Update employee skill assignment".
func (s *HRISService) UpdateSkillAssignment(ctx context.Context, assignmentID string, req UpdateSkillAssignmentRequest, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	return act[SkillAssignment](ctx, s.service, "PATCH hris/employee-skill-assignments/{assignment_id}", req, call, assignmentID)
}

// DeleteSkillAssignment takes a skill away from an employee and returns what was deleted.
// assignmentID is a [SkillAssignment.ID]. It is in closed beta: Kombo enables it for selected
// customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Delete employee skill assignment".
func (s *HRISService) DeleteSkillAssignment(ctx context.Context, assignmentID string, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	return act[SkillAssignment](ctx, s.service, "DELETE hris/employee-skill-assignments/{assignment_id}", struct{}{}, call, assignmentID)
}
