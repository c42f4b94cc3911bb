package world

import (
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var stageModel = Model{
	Path: "/ats/application-stages", Table: func(w *World) *record.Table { return w.Stages }, Record: stageRecord, Enum: "status",
	Names: []string{"ats_application_stages"}, Touch: touchStage,
}

var tagModel = Model{
	Path: "/ats/tags", Table: func(w *World) *record.Table { return w.Tags }, Record: tagRecord, Names: []string{"ats_tags"},
}

var userModel = Model{
	Path: "/ats/users", Table: func(w *World) *record.Table { return w.Users }, Record: userRecord, Names: []string{"ats_users"}, Enum: "status",
	Filters: []Filter{amongFold("emails", userEmail)},
}

var roleModel = Model{
	Path: "/ats/roles", Table: func(w *World) *record.Table { return w.Roles }, Record: roleRecord, Enum: "unified_type",
	Names: []string{"ats_roles"}, Touch: touchRole,
	Filters: []Filter{among("scopes", func(_ *World, n int) string { return roleList[n].scope }, "SYSTEM", "JOB")},
}

var reasonModel = Model{
	Path: "/ats/rejection-reasons", Table: func(w *World) *record.Table { return w.Reasons }, Record: reasonRecord,
	Names: []string{"ats_rejection_reasons"}, Keep: []string{"remote_id"},
}

var (
	stageSample  = sampleOf("stage", "")
	tagSample    = sampleOf("tag", "")
	userSample   = sampleOf("user", "status")
	roleSample   = sampleOf("role", "")
	reasonSample = sampleOf("rejection_reason", "")
)

var (
	stageNames = []string{
		"Received", "Screening", "Hired", "Inbox", "Phone call", "Contract", "New", "On site", "Signed", "Sourced", "Trial day", "",
	}
	tagNames    = []string{"night shift", "relocates", "speaks Portuguese", "returner", "referral", "forklift", "graduate", "second round"}
	reasonNames = []string{"Position filled", "No licence", "Too far away", "Withdrew", "No answer", ""}
	givenNames  = []string{"Ada", "Bruno", "Chidi", "Dagny", "Emre", "Fenna", "Goran", "Hana", "Ilse", "Jorge", "Kaisa"}
	familyNames = []string{"Abt", "Bakker", "Castro", "Dahl", "Eder", "Falk", "Grau", "Holm", "Ivers", "Jansen", "Koch", "Lund", "Moser"}
)

const (
	userCount    = 12
	stagesPerJob = 3
	pipelines    = 4
)

// role is a role of users, in the system or in the hiring team of a job.
type role struct{ unified, label, scope string }

// jobRoleCount is the number of roles at the beginning of roleList that are roles in a job.
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

// JobStages returns the stages of a job, which are those of its pipeline.
func JobStages(job int) []int {
	first := job % pipelines * stagesPerJob
	return []int{first, first + 1, first + 2}
}

// pipeline returns the stages of pipeline p as a job embeds them.
func pipeline(w *World, p int) []record.Object {
	list := make([]record.Object, 0, stagesPerJob)
	for index, s := range JobStages(p) {
		list = append(list, stageRef(w, s, index).And("remote_data", remoteData(s == 0, "/stages", "stage")))
	}
	return list
}

// stageRef returns a stage as other records embed it, with its index in the job.
func stageRef(w *World, s, index int) record.Object {
	return stageRecord(w, s).Without("remote_data", "changed_at", "remote_deleted_at").And("index", record.If(s%pipelines != 3 || index == 0, index))
}

func stageRecord(w *World, s int) record.Object {
	return stageSample.record(w, w.Stages, s,
		"name", record.OrNull(stageNames[s]),
		"status", record.If(s%5 != 4, []string{"ACTIVE", "INACTIVE"}[s%5/3]),
		"custom_fields", record.If(s%3 == 0, record.Object{"color", "#00ff" + strconv.Itoa(10+s)}),
	)
}

// tagState is a tag that was created with the API.
type tagState struct{ name string }

func tagName(w *World, n int) string {
	if s := record.State[tagState](w.Tags, n); s != nil {
		return s.name
	}
	return tagNames[n]
}

// TagNamed returns the tag with a name, ignoring case, or -1.
func TagNamed(w *World, name string) int {
	for n := range w.Tags.Count() {
		if strings.EqualFold(tagName(w, n), name) {
			return n
		}
	}
	return -1
}

// AddTag adds a tag and returns its number.
func AddTag(w *World, name string) int {
	w.MarkChanged("ats_tags")
	return w.Tags.Add(&tagState{name}, w.Now())
}

func tagRef(w *World, n int) record.Object {
	return record.Object{"id", w.Tags.ID(n), "remote_id", remoteID(w.Tags, n), "name", tagName(w, n)}
}

func tagRecord(w *World, n int) record.Object {
	return tagSample.record(w, w.Tags, n, "name", tagName(w, n))
}

func userEmail(_ *World, u int) string {
	if u%6 == 5 {
		return ""
	}
	return "user" + strconv.Itoa(u) + "@example.com"
}

// userRef returns a user as other records embed it.
func userRef(w *World, u int) record.Object {
	return record.Object{
		"id", w.Users.ID(u),
		"remote_id", remoteID(w.Users, u),
		"first_name", record.If(u%8 != 7, pick(givenNames, u+3)),
		"last_name", pick(familyNames, u+5),
		"email", record.OrNull(userEmail(w, u)),
	}
}

// systemRolesOf returns the system roles of a user.
func systemRolesOf(u int) []int { return [][]int{{5, 6}, {6}, {8}, nil}[u%4] }

func userRecord(w *World, u int) record.Object {
	ref := userRef(w, u)
	return userSample.record(w, w.Users, u,
		"first_name", ref.Get("first_name"), "last_name", ref.Get("last_name"), "email", ref.Get("email"),
		"status", []string{"ACTIVE", "INACTIVE"}[u%5/3], "system_roles", records(w, systemRolesOf(u), roleRef),
	)
}

// roleRef returns a role as users and hiring teams embed it.
func roleRef(w *World, n int) record.Object {
	r := roleList[n]
	return record.Object{
		"remote_id", remoteID(w.Roles, n), "remote_label", record.OrNull(r.label), "scope", record.OrNull(r.scope),
		"unified_type", record.OrNull(r.unified),
	}
}

func roleRecord(w *World, n int) record.Object {
	return roleSample.record(w, w.Roles, n, roleRef(w, n)...)
}

func reasonRecord(w *World, n int) record.Object {
	return reasonSample.record(w, w.Reasons, n, "name", record.OrNull(reasonNames[n]))
}
