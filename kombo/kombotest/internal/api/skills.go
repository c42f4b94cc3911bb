package api

import (
	"encoding/json"

	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

type skillRequest struct {
	Name   *string  `json:"name"`
	Levels []string `json:"levels"`
}

func (c *call) createSkill(req *skillRequest) (any, error) {
	if req.Name == nil || *req.Name == "" {
		return nil, invalid("name is missing")
	}
	return world.SetSkill(c.world, -1, world.SkillState{Name: *req.Name, Levels: req.Levels}), nil
}

func (c *call) updateSkill(i int, req *skillRequest) (any, error) {
	s := world.SkillOf(c.world, i)
	if req.Name != nil {
		s.Name = *req.Name
	}
	if req.Levels != nil {
		s.Levels = req.Levels
	}
	return world.SetSkill(c.world, i, s), nil
}

func (c *call) deleteSkill(i int) (any, error) { return world.DeleteSkill(c.world, i), nil }

type assignmentRequest struct {
	EmployeeID string          `json:"employee_id"`
	SkillID    string          `json:"skill_id"`
	Level      json.RawMessage `json:"current_level"`
}

// level returns the requested level, "" for null.
func (req *assignmentRequest) level() (string, error) {
	var level *string
	if json.Unmarshal(req.Level, &level) != nil {
		return "", invalid("current_level is missing: it must be a string or null")
	}
	if level == nil {
		return "", nil
	}
	return *level, nil
}

func (c *call) createAssignment(req *assignmentRequest) (any, error) {
	var s world.AssignmentState
	var ok bool
	if s.Employee, ok = find(c.world.Employees, req.EmployeeID); !ok {
		return nil, invalid("employee_id: employee %q not found", req.EmployeeID)
	}
	if s.Skill, ok = find(c.world.Skills, req.SkillID); !ok {
		return nil, invalid("skill_id: skill %q not found", req.SkillID)
	}
	if req.Level == nil {
		req.Level = json.RawMessage("null")
	}
	return c.setAssignment(-1, s, req)
}

func (c *call) updateAssignment(k int, req *assignmentRequest) (any, error) {
	return c.setAssignment(k, world.AssignmentOf(c.world, k), req)
}

// setAssignment adds an assignment, or changes assignment k unless k is -1. It rejects a level that the skill
// does not have.
func (c *call) setAssignment(k int, s world.AssignmentState, req *assignmentRequest) (any, error) {
	var err error
	if s.Level, err = req.level(); err != nil {
		return nil, err
	}
	if !world.HasLevel(c.world, &s) {
		return nil, invalid("current_level: the skill has no level %q", s.Level)
	}
	return world.SetAssignment(c.world, k, s), nil
}

func (c *call) deleteAssignment(k int) (any, error) {
	c.world.Assignments.Delete(k, c.world.Now())
	return world.AssignmentRecord(c.world, k), nil
}
