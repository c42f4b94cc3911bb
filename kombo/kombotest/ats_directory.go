package kombotest

import (
	"strconv"
	"strings"
)

// What there is few of: stages, tags, users, roles and reasons.
var (
	stageNames = []string{
		"Received", "Screening", "Hired", "Inbox", "Phone call", "Contract", "New", "On site", "Signed", "Sourced", "Trial day", "Started",
	}
	tagNames    = []string{"night shift", "relocates", "speaks Portuguese", "returner", "referral", "forklift", "graduate", "second round"}
	reasonNames = []string{"Position filled", "No licence", "Too far away", "Withdrew", "No answer", "Salary"}
	givenNames  = []string{"Ada", "Bruno", "Chidi", "Dagny", "Emre", "Fenna", "Goran", "Hana", "Ilse", "Jorge", "Kaisa"}
	familyNames = []string{"Abt", "Bakker", "Castro", "Dahl", "Eder", "Falk", "Grau", "Holm", "Ivers", "Jansen", "Koch", "Lund", "Moser"}
)

const (
	userCount    = 12
	stagesPerJob = 3
	pipelines    = 4
)

// role is one that users have, in the system or in the team of a job.
type role struct{ unified, label, scope string }

// jobRoleCount is how many of roleList, at its beginning, are roles in a job.
const jobRoleCount = 5

var roleList = []role{
	{"HIRING_MANAGER", "Head of team", "JOB"},
	{"RECRUITER", "Recruiter of the job", "JOB"},
	{"COORDINATOR", "Coordinator", "JOB"},
	{"SOURCER", "Sourcer", "JOB"},
	{"INTERVIEWER", "Interview panel", "JOB"},
	{"ADMIN", "Site administrator", "SYSTEM"},
	{"RECRUITER", "Recruiting", "SYSTEM"},
	{"", "", ""},
	{"", "Payroll (read only)", "SYSTEM"},
}

func jobStages(i int) []int {
	first := i % pipelines * stagesPerJob
	return []int{first, first + 1, first + 2}
}

// stageRef is a stage as others embed it, with its place in the job's order.
func (w *world) stageRef(s, index int) object {
	return object{
		"id", w.stages.id(s),
		"remote_id", w.stages.remoteID(s),
		"name", text(stageName(s)),
		"status", only(s%5 != 4, []string{"ACTIVE", "INACTIVE"}[s%5/3]),
		"custom_fields", stageCustomFields(s),
		"index", only(s%pipelines != 3 || index == 0, index),
	}
}

func stageName(s int) string {
	if s == 11 {
		return ""
	}
	return stageNames[s]
}

func stageCustomFields(s int) any {
	return only(s%3 == 0, object{"color", "#00ff" + strconv.Itoa(10+s)})
}

// stagesOf is the stages of a job, which are those of its pipeline.
func (w *world) stagesOf(job int) []object { return w.pipelines[job%pipelines] }

func (w *world) pipeline(p int) []object {
	list := make([]object, 0, stagesPerJob)
	for index, s := range jobStages(p) {
		list = append(list, w.stageRef(s, index).and("remote_data", remoteData(s == 0, "/stages", "stage")))
	}
	return list
}

func (w *world) stage(s int) object {
	return w.stageRef(s, 0).without("index").and(w.tail(w.stages, s, "/stages")...)
}

// tail is what the records of the small lists end with.
func (w *world) tail(t *table, i int, path string) []any {
	return []any{
		"remote_data", remoteData(i == 0, path, t.remote(i)),
		"changed_at", t.changedAt(i),
		"remote_deleted_at", t.deletedAt(i),
	}
}

// tagState is a tag that came later.
type tagState struct{ name string }

func (w *world) tagName(i int) string {
	if s := state[tagState](w.tags, i); s != nil {
		return s.name
	}
	return tagNames[i]
}

// tagByName finds a tag, or returns -1.
func (w *world) tagByName(name string) int {
	for i := range w.tags.count {
		if strings.EqualFold(w.tagName(i), name) {
			return i
		}
	}
	return -1
}

func (w *world) tagRef(i int) object {
	return object{"id", w.tags.id(i), "remote_id", w.tags.remoteID(i), "name", text(w.tagName(i))}
}

func (w *world) tag(i int) object { return w.tagRef(i).and(w.tail(w.tags, i, "/tags")...) }

func userEmail(_ *world, u int) string {
	if u%6 == 5 {
		return ""
	}
	return "user" + strconv.Itoa(u) + "@example.com"
}

// userRef is a user as others embed it.
func (w *world) userRef(u int) object {
	return object{
		"id", w.users.id(u),
		"remote_id", w.users.remoteID(u),
		"first_name", only(u%8 != 7, pick(givenNames, u+3)),
		"last_name", pick(familyNames, u+5),
		"email", text(userEmail(w, u)),
	}
}

// systemRolesOf is the roles of a user in the system.
func systemRolesOf(u int) []int { return [][]int{{5, 6}, {6}, {8}, nil}[u%4] }

func (w *world) user(u int) object {
	return w.userRef(u).
		and("status", only(u%5 != 4, []string{"ACTIVE", "INACTIVE"}[u%5/3])).
		and(w.tail(w.users, u, "/users")...).
		and("system_roles", records(systemRolesOf(u), w.roleRef))
}

// roleRef is a role as users and hiring teams have it.
func (w *world) roleRef(i int) object {
	r := roleList[i]
	return object{
		"remote_id", w.roles.remoteID(i), "remote_label", text(r.label), "scope", text(r.scope), "unified_type", text(r.unified),
	}
}

func (w *world) role(i int) object {
	return object{"id", w.roles.id(i)}.and(w.roleRef(i)...).and(w.tail(w.roles, i, "/roles")...)
}

func (w *world) reason(i int) object {
	return object{
		"id", w.reasons.id(i), "remote_id", w.reasons.remoteID(i), "name", only(i != 5, reasonNames[i]),
	}.and(w.tail(w.reasons, i, "/reasons")...)
}
