package kombotest

import (
	"encoding/json"
	"slices"
)

var (
	skillNames  = []string{"Welding", "First aid", "Bookkeeping", "Forklift driving", "Spanish"}
	skillLevels = []string{"Beginner", "Advanced", "Expert"}
)

// skillState is a skill that came later, or was changed.
type skillState struct {
	name   string
	levels []string // nil: none
}

func (w *world) skillOf(i int) skillState {
	if s := state[skillState](w.skills, i); s != nil {
		return *s
	}
	s := skillState{skillNames[i], skillLevels}
	if i%3 == 2 {
		s.levels = nil
	}
	return s
}

func (w *world) skill(i int) object {
	t, s := w.skills, w.skillOf(i)
	return object{
		"id", t.id(i), "remote_id", t.remoteID(i), "name", revised(s.name, t.nestedRevision(i)), "description", only(i%4 != 3, "What one can do."),
		"ordered_levels", only(s.levels != nil, s.levels), "changed_at", t.changedAt(i), "remote_deleted_at", t.deletedAt(i),
		"remote_data", remoteData(i == 0, "/skills", t.remote(i)),
	}
}

// assignmentState is who has a skill. Base assignment k is of employee k, for skill k mod 5.
type assignmentState struct {
	employee, skill int
	level           string
}

func (w *world) assignmentOf(k int) assignmentState {
	if s := state[assignmentState](w.assignments, k); s != nil {
		return *s
	}
	s := assignmentState{employee: k, skill: k % len(skillNames)}
	if k%4 != 3 {
		s.level = pick(skillLevels, k)
	}
	return s
}

func (w *world) assignment(k int) object {
	s := w.assignmentOf(k)
	return object{
		"id", w.assignments.id(k), "employee_id", w.employees.id(s.employee), "skill_id", w.skills.id(s.skill), "current_level", text(s.level),
	}
}

// skillLists is skills and who has them.
func skillLists() []*list {
	return []*list{
		{
			path: "/hris/skills", table: func(w *world) *table { return w.skills }, record: timeless((*world).skill), models: []string{"hris_skills"},
			keep: []string{"remote_id", "name"}, filters: []filter{nameContains(func(w *world, i int) string { return w.skillOf(i).name })},
		},
		{
			path: "/hris/employee-skill-assignments", table: func(w *world) *table { return w.assignments }, record: timeless((*world).assignment), plain: true, poison: "id",
			filters: []filter{
				among("remote_ids", func(w *world, k int) string { return w.assignments.remote(k) }),
				among("employee_ids", func(w *world, k int) string { return w.employees.id(w.assignmentOf(k).employee) }),
				among("skill_ids", func(w *world, k int) string { return w.skills.id(w.assignmentOf(k).skill) }),
			},
		},
	}
}

func skillOperations() []operation {
	skills := func(w *world) *table { return w.skills }
	assignments := func(w *world) *table { return w.assignments }
	return []operation{
		{"POST /hris/skills", action, (*Server).createSkill},
		{"PATCH /hris/skills/{id}", action, withRecord("skill", skills, (*Server).updateSkill)},
		{"DELETE /hris/skills/{id}", action, withRecord("skill", skills, (*Server).deleteSkill)},
		{"POST /hris/employee-skill-assignments", action, (*Server).createAssignment},
		{"PATCH /hris/employee-skill-assignments/{id}", action, withRecord("skill assignment", assignments, (*Server).updateAssignment)},
		{"DELETE /hris/employee-skill-assignments/{id}", action, withRecord("skill assignment", assignments, (*Server).deleteAssignment)},
	}
}

type newSkill struct {
	Name   *string  `json:"name"`
	Levels []string `json:"levels"`
}

func (s *Server) createSkill(c *call) (any, error) {
	var req newSkill
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	if req.Name == nil || *req.Name == "" {
		return nil, invalid("name is missing")
	}
	s.world.announce("hris_skills")
	return s.world.skill(s.world.skills.add(&skillState{*req.Name, req.Levels}, c.now)), nil
}

func (s *Server) updateSkill(c *call, i int) (any, error) {
	var req newSkill
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	skill := w.skillOf(i)
	if req.Name != nil {
		skill.name = *req.Name
	}
	if req.Levels != nil {
		skill.levels = req.Levels
	}
	w.skills.change(i, c.now)
	*edit[skillState](w.skills, i) = skill
	w.announce("hris_skills")
	return w.skill(i), nil
}

// deleteSkill takes the skill away from all who have it.
func (s *Server) deleteSkill(c *call, i int) (any, error) {
	w := s.world
	w.skills.remove(i, c.now)
	w.announce("hris_skills")
	for k := range w.assignments.count {
		if w.assignmentOf(k).skill == i {
			w.assignments.remove(k, c.now)
		}
	}
	return w.skill(i), nil
}

func (s *Server) createAssignment(c *call) (any, error) {
	var req struct {
		EmployeeID string `json:"employee_id"`
		SkillID    string `json:"skill_id"`
		Level      string `json:"current_level"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	employee, ok := w.employees.find(req.EmployeeID)
	if !ok || !w.employees.live(employee) {
		return nil, invalid("employee_id: there is no employee %q", req.EmployeeID)
	}
	skill, ok := w.skills.find(req.SkillID)
	if !ok || !w.skills.live(skill) {
		return nil, invalid("skill_id: there is no skill %q", req.SkillID)
	}
	made := &assignmentState{employee, skill, req.Level}
	if err := w.checkLevel(made); err != nil {
		return nil, err
	}
	return w.assignment(w.assignments.add(made, c.now)), nil
}

// checkLevel refuses a level that the skill does not have.
func (w *world) checkLevel(a *assignmentState) error {
	if a.level != "" && !slices.Contains(w.skillOf(a.skill).levels, a.level) {
		return invalid("current_level: the skill has no level %q", a.level)
	}
	return nil
}

func (s *Server) updateAssignment(c *call, k int) (any, error) {
	var req struct {
		Level json.RawMessage `json:"current_level"`
	}
	if err := c.decode(&req); err != nil {
		return nil, err
	}
	w := s.world
	changed := w.assignmentOf(k)
	changed.level = "" // null
	if req.Level == nil || json.Unmarshal(req.Level, &changed.level) != nil {
		return nil, invalid("current_level has to be there: a text, or null")
	}
	if err := w.checkLevel(&changed); err != nil {
		return nil, err
	}
	w.assignments.change(k, c.now)
	*edit[assignmentState](w.assignments, k) = changed
	return w.assignment(k), nil
}

func (s *Server) deleteAssignment(c *call, k int) (any, error) {
	s.world.assignments.remove(k, c.now)
	return s.world.assignment(k), nil
}
