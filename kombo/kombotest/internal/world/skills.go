package world

import (
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var (
	skillSample      = sampleOf("skill", "description")
	assignmentSample = sampleOf("skill_assignment", "")
)

var assignmentModel = Model{
	Path: "/hris/employee-skill-assignments", Table: func(w *World) *record.Table { return w.Assignments }, Record: AssignmentRecord, Plain: true, Poison: "id",
	Filters: []Filter{
		among("remote_ids", func(w *World, k int) string { return w.Assignments.RemoteID(k) }),
		among("employee_ids", func(w *World, k int) string { return w.Employees.ID(AssignmentOf(w, k).Employee) }),
		among("skill_ids", func(w *World, k int) string { return w.Skills.ID(AssignmentOf(w, k).Skill) }),
	},
}

var skillModel = Model{
	Path: "/hris/skills", Table: func(w *World) *record.Table { return w.Skills }, Record: SkillRecord, Names: []string{"hris_skills"},
	Keep: []string{"remote_id", "name"}, Filters: []Filter{record.Contains("name_contains", func(w *World, i int) string { return SkillOf(w, i).Name })},
}

var (
	skillNames  = []string{"Welding", "First aid", "Bookkeeping", "Forklift driving", "Spanish"}
	skillLevels = []string{"Beginner", "Advanced", "Expert"}
)

// SkillState holds the data of a skill.
type SkillState struct {
	Name   string
	Levels []string // nil for null
}

// SkillOf returns the data of skill i.
func SkillOf(w *World, i int) SkillState {
	if s := record.State[SkillState](w.Skills, i); s != nil {
		return *s
	}
	s := SkillState{skillNames[i], skillLevels}
	if i%3 == 2 {
		s.Levels = nil
	}
	return s
}

// SkillRecord returns skill n.
func SkillRecord(w *World, n int) record.Object {
	s := SkillOf(w, n)
	return skillSample.record(w, w.Skills, n,
		"name", withRevision(s.Name, w.Skills.Change(n).Nested), "ordered_levels", record.If(s.Levels != nil, s.Levels),
	)
}

// AssignmentState holds the data of a skill assignment.
type AssignmentState struct {
	Employee, Skill int
	Level           string // "" for null
}

// AssignmentOf returns the data of skill assignment k.
func AssignmentOf(w *World, k int) AssignmentState {
	if s := record.State[AssignmentState](w.Assignments, k); s != nil {
		return *s
	}
	s := AssignmentState{Employee: k, Skill: k % len(skillNames)}
	if k%4 != 3 {
		s.Level = pick(skillLevels, k)
	}
	return s
}

// AssignmentRecord returns skill assignment k.
func AssignmentRecord(w *World, k int) record.Object {
	s := AssignmentOf(w, k)
	return assignmentSample.record(w, w.Assignments, k,
		"employee_id", w.Employees.ID(s.Employee), "skill_id", w.Skills.ID(s.Skill), "current_level", record.OrNull(s.Level),
	)
}

// HasLevel reports whether the skill of an assignment has the assignment's level. An empty level is allowed.
func HasLevel(w *World, a *AssignmentState) bool {
	return a.Level == "" || slices.Contains(SkillOf(w, a.Skill).Levels, a.Level)
}

// SetSkill changes skill i, or adds a skill if i is -1, and returns its record.
func SetSkill(w *World, i int, s SkillState) record.Object {
	if i < 0 {
		i = w.Skills.Add(&s, w.Now())
	} else {
		w.Skills.Modify(i, w.Now())
		*record.Edit[SkillState](w.Skills, i) = s
	}
	w.MarkChanged("hris_skills")
	return SkillRecord(w, i)
}

// DeleteSkill deletes a skill and all its assignments, and returns its record.
func DeleteSkill(w *World, i int) record.Object {
	skillModel.Delete(w, i)
	for k := range w.Assignments.Live {
		if AssignmentOf(w, k).Skill == i {
			w.Assignments.Delete(k, w.Now())
		}
	}
	return SkillRecord(w, i)
}

// SetAssignment changes assignment k, or adds an assignment if k is -1, and returns its record.
func SetAssignment(w *World, k int, s AssignmentState) record.Object {
	if k < 0 {
		k = w.Assignments.Add(&s, w.Now())
	} else {
		w.Assignments.Modify(k, w.Now())
		*record.Edit[AssignmentState](w.Assignments, k) = s
	}
	return AssignmentRecord(w, k)
}
