package world

import (
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var reasonModel = Model{
	Path: "/ats/rejection-reasons", Table: func(w *World) *record.Table { return w.Reasons }, Keep: []string{"remote_id"},
	Names:  []string{"ats_rejection_reasons"},
	Record: reasonRecord,
}

var roleModel = Model{
	Path: "/ats/roles", Table: func(w *World) *record.Table { return w.Roles }, Enum: "unified_type",
	Names: []string{"ats_roles"}, Touch: touchRole,
	Record:  roleRecord,
	Filters: []Filter{among("scopes", func(_ *World, i int) string { return roleList[i].scope }, "SYSTEM", "JOB")},
}

var userModel = Model{
	Path: "/ats/users", Table: func(w *World) *record.Table { return w.Users }, Enum: "status",
	Names:   []string{"ats_users"},
	Record:  userRecord,
	Filters: []Filter{amongFold("emails", userEmail)},
}

var stageModel = Model{
	Path: "/ats/application-stages", Table: func(w *World) *record.Table { return w.Stages }, Enum: "status",
	Names: []string{"ats_application_stages"}, Touch: touchStage,
	Record: stageRecord,
}

var tagModel = Model{
	Path: "/ats/tags", Table: func(w *World) *record.Table { return w.Tags }, Names: []string{"ats_tags"},
	Record: tagRecord,
}

// What there is few of: stages, tags, users, roles and reasons.
var (
	stageNames = []string{
		"Received", "Screening", "Hired", "Inbox", "Phone call", "Contract", "New", "On site", "Signed", "Sourced", "Trial Day", "Started",
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

func JobStages(i int) []int {
	first := i % pipelines * stagesPerJob
	return []int{first, first + 1, first + 2}
}

// stageRef is a stage as others embed it, with its place in the job's order.
func stageRef(w *World, s, index int) record.Object {
	return record.Object{
		"id", w.Stages.ID(s),
		"remote_id", remoteID(w.Stages, s),
		"name", record.OrNull(stageName(s)),
		"status", record.If(s%5 != 4, []string{"ACTIVE", "INACTIVE"}[s%5/3]),
		"custom_fields", stageCustomFields(s),
		"index", record.If(s%pipelines != 3 || index == 0, index),
	}
}

func stageName(s int) string {
	if s == 11 {
		return ""
	}
	return stageNames[s]
}

func stageCustomFields(s int) any {
	return record.If(s%3 == 0, record.Object{"color", "#00ff" + strconv.Itoa(10+s)})
}

// stagesOf is the stages of a job, which are those of its pipeline.
func stagesOf(w *World, job int) []record.Object { return w.pipelines[job%pipelines] }

func pipeline(w *World, p int) []record.Object {
	list := make([]record.Object, 0, stagesPerJob)
	for index, s := range JobStages(p) {
		list = append(list, stageRef(w, s, index).And("remote_data", remoteData(s == 0, "/stages", "stage")))
	}
	return list
}

func stageRecord(w *World, s int) record.Object {
	return stageRef(w, s, 0).Without("index").And(w.tail(w.Stages, s, "/stages")...)
}

// tagState is a tag that came later.
type tagState struct{ name string }

func tagName(w *World, i int) string {
	if s := record.State[tagState](w.Tags, i); s != nil {
		return s.name
	}
	return tagNames[i]
}

// TagNamed finds a tag, or returns -1.
func TagNamed(w *World, name string) int {
	for i := range w.Tags.Count() {
		if strings.EqualFold(tagName(w, i), name) {
			return i
		}
	}
	return -1
}

func tagRef(w *World, i int) record.Object {
	return record.Object{"id", w.Tags.ID(i), "remote_id", remoteID(w.Tags, i), "name", record.OrNull(tagName(w, i))}
}

func tagRecord(w *World, i int) record.Object { return tagRef(w, i).And(w.tail(w.Tags, i, "/tags")...) }

func userEmail(_ *World, u int) string {
	if u%6 == 5 {
		return ""
	}
	return "user" + strconv.Itoa(u) + "@example.com"
}

// userRef is a user as others embed it.
func userRef(w *World, u int) record.Object {
	return record.Object{
		"id", w.Users.ID(u),
		"remote_id", remoteID(w.Users, u),
		"first_name", record.If(u%8 != 7, pick(givenNames, u+3)),
		"last_name", pick(familyNames, u+5),
		"email", record.OrNull(userEmail(w, u)),
	}
}

// systemRolesOf is the roles of a user in the system.
func systemRolesOf(u int) []int { return [][]int{{5, 6}, {6}, {8}, nil}[u%4] }

func userRecord(w *World, u int) record.Object {
	return userRef(w, u).
		And("status", record.If(u%5 != 4, []string{"ACTIVE", "INACTIVE"}[u%5/3])).
		And(w.tail(w.Users, u, "/users")...).
		And("system_roles", records(w, systemRolesOf(u), roleRef))
}

// roleRef is a role as users and hiring teams have it.
func roleRef(w *World, i int) record.Object {
	r := roleList[i]
	return record.Object{
		"remote_id", remoteID(w.Roles, i), "remote_label", record.OrNull(r.label), "scope", record.OrNull(r.scope), "unified_type", record.OrNull(r.unified),
	}
}

func roleRecord(w *World, i int) record.Object {
	return record.Object{"id", w.Roles.ID(i)}.And(roleRef(w, i)...).And(w.tail(w.Roles, i, "/roles")...)
}

func reasonRecord(w *World, i int) record.Object {
	return record.Object{
		"id", w.Reasons.ID(i), "remote_id", remoteID(w.Reasons, i), "name", record.If(i != 5, reasonNames[i]),
	}.And(w.tail(w.Reasons, i, "/reasons")...)
}

// AddTag makes a tag, and returns its number.
func AddTag(w *World, name string) int {
	w.Announce("ats_tags")
	return w.Tags.Add(&tagState{name}, w.Now())
}
