package kombo

import (
	"context"
	"net/http"

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

// ListSkillsOptions filters [HRISService.ListSkills]. Of [ListOptions] it takes Cursor, PageSize,
// IDs and RemoteIDs; the others are an error. PageSize is sent only if it is not 0: Kombo's
// document has none here, so that it has an effect is inferred from the other lists.
type ListSkillsOptions struct {
	ListOptions
	// NameContains is a part of the name.
	NameContains string `url:"name_contains,omitempty"`
}

// ListSkills reads a page of skills. It is in closed beta: Kombo enables it for selected customers.
// Source: docs.kombo.dev, "Get skills".
func (s *HRISService) ListSkills(ctx context.Context, opts ListSkillsOptions, call ...rolecall.CallOption) (*rolecall.Page[HRISSkill], error) {
	return listBy[HRISSkill](ctx, s.service, "kombo.hris.skills.list", []string{"hris", "skills"}, opts.ListOptions, opts, planUntracked, call)
}

// CreateSkillRequest describes a new skill.
type CreateSkillRequest struct {
	// Name is required.
	Name string `json:"name"`
	// Levels are the levels of proficiency, from the lowest to the highest. Not each tool has them.
	Levels []string `json:"levels,omitempty"`
}

// CreateSkill makes a skill in the tool. It is in closed beta: Kombo enables it for selected
// customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create skill".
func (s *HRISService) CreateSkill(ctx context.Context, req CreateSkillRequest, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	const op = "kombo.hris.skills.create"
	if req.Name == "" {
		return nil, s.api.Invalid(op, "Name is empty")
	}
	return act[HRISSkill](ctx, s.api, s.request(op, http.MethodPost, []string{"hris", "skills"}, req), call)
}

// UpdateSkillRequest says what of a skill changes.
type UpdateSkillRequest struct {
	// Name is "" to keep the name, Levels nil to keep the levels.
	Name   string   `json:"name,omitempty"`
	Levels []string `json:"levels,omitzero"`
}

// UpdateSkill changes a skill in the tool. skillID is an [HRISSkill.ID]. A request that changes
// nothing is [rolecall.ErrInvalid]. It is in closed beta: Kombo enables it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Update skill".
func (s *HRISService) UpdateSkill(ctx context.Context, skillID string, req UpdateSkillRequest, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	const op = "kombo.hris.skills.update"
	if req.Name == "" && req.Levels == nil {
		return nil, s.api.Invalid(op, "Name and Levels are empty: there is nothing to change")
	}
	return act[HRISSkill](ctx, s.api, s.request(op, http.MethodPatch, []string{"hris", "skills", skillID}, req), call)
}

// DeleteSkill deletes a skill in the tool and returns it. skillID is an [HRISSkill.ID]. It is in
// closed beta: Kombo enables it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Delete skill".
func (s *HRISService) DeleteSkill(ctx context.Context, skillID string, call ...rolecall.CallOption) (*Result[HRISSkill], error) {
	return act[HRISSkill](ctx, s.api, s.request("kombo.hris.skills.delete", http.MethodDelete, []string{"hris", "skills", skillID}, struct{}{}), call)
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

// ListSkillAssignmentsOptions filters [HRISService.ListSkillAssignments]. Of [ListOptions] it takes
// the same as [ListSkillsOptions].
type ListSkillAssignmentsOptions struct {
	ListOptions
	EmployeeIDs []string `url:"employee_ids,comma,omitempty"`
	SkillIDs    []string `url:"skill_ids,comma,omitempty"`
}

// assignmentsPath is where the assignments of skills are.
var assignmentsPath = []string{"hris", "employee-skill-assignments"}

// ListSkillAssignments reads a page of the skills that employees have. It is in closed beta: Kombo
// enables it for selected customers.
// Source: docs.kombo.dev, "Get employee skill assignments".
func (s *HRISService) ListSkillAssignments(ctx context.Context, opts ListSkillAssignmentsOptions, call ...rolecall.CallOption) (*rolecall.Page[SkillAssignment], error) {
	return listBy[SkillAssignment](ctx, s.service, "kombo.hris.skill_assignments.list", assignmentsPath, opts.ListOptions, opts, planUntracked, call)
}

// CreateSkillAssignmentRequest gives an employee a skill.
type CreateSkillAssignmentRequest struct {
	// EmployeeID and SkillID are required.
	EmployeeID string `json:"employee_id"`
	SkillID    string `json:"skill_id"`
	// CurrentLevel is one of [HRISSkill.OrderedLevels]. "": none.
	CurrentLevel string `json:"current_level,omitempty"`
}

// CreateSkillAssignment gives an employee a skill in the tool. It is in closed beta: Kombo enables
// it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Create employee skill assignment".
func (s *HRISService) CreateSkillAssignment(ctx context.Context, req CreateSkillAssignmentRequest, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	const op = "kombo.hris.skill_assignments.create"
	switch {
	case req.EmployeeID == "":
		return nil, s.api.Invalid(op, "EmployeeID is empty")
	case req.SkillID == "":
		return nil, s.api.Invalid(op, "SkillID is empty")
	}
	return act[SkillAssignment](ctx, s.api, s.request(op, http.MethodPost, assignmentsPath, req), call)
}

// UpdateSkillAssignmentRequest says how well an employee knows a skill.
type UpdateSkillAssignmentRequest struct {
	// CurrentLevel is one of [HRISSkill.OrderedLevels]. Nil removes the level. A pointer to "" is
	// refused.
	CurrentLevel *string `json:"current_level"`
}

// UpdateSkillAssignment changes the level of a skill that an employee has. assignmentID is a
// [SkillAssignment.ID]. It is in closed beta: Kombo enables it for selected customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Update employee skill assignment".
func (s *HRISService) UpdateSkillAssignment(ctx context.Context, assignmentID string, req UpdateSkillAssignmentRequest, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	const op = "kombo.hris.skill_assignments.update"
	if req.CurrentLevel != nil && *req.CurrentLevel == "" {
		return nil, s.api.Invalid(op, "CurrentLevel points to an empty level: nil removes the level")
	}
	return act[SkillAssignment](ctx, s.api, s.request(op, http.MethodPatch, []string{"hris", "employee-skill-assignments", assignmentID}, req), call)
}

// DeleteSkillAssignment takes a skill away from an employee and returns what was deleted.
// assignmentID is a [SkillAssignment.ID]. It is in closed beta: Kombo enables it for selected
// customers.
// If the error is [rolecall.ErrAmbiguous], the write may have happened: look before you send it again.
// Source: docs.kombo.dev, "Delete employee skill assignment".
func (s *HRISService) DeleteSkillAssignment(ctx context.Context, assignmentID string, call ...rolecall.CallOption) (*Result[SkillAssignment], error) {
	const op = "kombo.hris.skill_assignments.delete"
	return act[SkillAssignment](ctx, s.api, s.request(op, http.MethodDelete, []string{"hris", "employee-skill-assignments", assignmentID}, struct{}{}), call)
}
