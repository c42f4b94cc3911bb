package world

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var jobModel = Model{
	Path: "/ats/jobs", Table: func(w *World) *record.Table { return w.Jobs }, Keep: []string{"remote_id"}, Enum: "status",
	Names:  []string{"ats_jobs"},
	Record: jobRecord,
	Filters: []Filter{
		among("job_codes", jobCode).Found(jobByCode),
		record.Equal("post_url", jobPostURL),
		among("statuses", JobStatus, jobStatuses...),
		among("status", JobStatus, jobStatuses...), // deprecated: one value
		among("employment_types", jobEmploymentType, employmentTypes...),
		among("visibilities", jobVisibility, visibilities...),
		record.Since("remote_created_after", func(w *World, i int) time.Time { return createdAt(w.Jobs, i) }),
		record.Contains("name_contains", jobName),
	},
}

var (
	jobTitles = []string{
		"Data Engineer", "Warehouse Clerk", "Nurse", "Account Manager", "Electrician", "Translator", "Go Developer", "Cook",
	}
	departments      = []string{"Operations", "Engineering", "Sales", "Care", "Finance"}
	categories       = []string{"Full remit", "Professional", "Trainee"}
	experience       = []string{"entry", "mid", "senior", "director"}
	jobStatuses      = []string{"OPEN", "CLOSED", "DRAFT", "ARCHIVED"}
	employmentTypes  = []string{"FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"}
	visibilities     = []string{"PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"}
	workStatuses     = []string{"REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"}
	salaryPeriods    = []string{"YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"}
	currencies       = []string{"EUR", "USD", "CHF"}
	postingStatuses  = []string{"ACTIVE", "INACTIVE", "DRAFT"}
	formerTeamRoles  = []string{"HIRING_MANAGER", "RECRUITER"}
	postingVisible   = []string{"PUBLIC", "INTERNAL", "UNLISTED"}
	jobOfficeCities  = []string{"Bremen", "Porto", "Ghent", "Turku"}
	jobOfficeCountry = []string{"DE", "PT", "BE", "FI"}
)

func jobName(w *World, i int) string {
	if i%17 == 16 {
		return ""
	}
	return revised(pick(jobTitles, i)+" "+strconv.Itoa(i), w.Jobs.Revision(i))
}

// JobStatus: seven of ten are open. One has a status that Kombo passes on as it is, since
// it has no clear counterpart.
func JobStatus(_ *World, i int) string {
	switch {
	case i%50 == 49:
		return ""
	case i%64 == 63:
		return "On hold"
	}
	return jobStatuses[max(i%10-6, 0)]
}

func jobEmploymentType(_ *World, i int) string {
	switch i % 11 {
	case 9:
		return ""
	case 10:
		return "Zero hours"
	}
	return pick(employmentTypes, i)
}

func jobVisibility(_ *World, i int) string {
	if i%9 == 8 {
		return ""
	}
	return pick(visibilities, i/2)
}

func jobCode(_ *World, i int) string {
	if i%7 == 6 {
		return ""
	}
	return numbered("JC-", i, 9)
}

func jobByCode(w *World, code string) (int, bool) {
	i, ok := record.IDs{Prefix: "JC-", Length: 9}.Number(code)
	return i, ok && i < w.Jobs.Count() && jobCode(w, i) == code
}

func jobPostURL(_ *World, i int) string {
	if i%6 == 5 {
		return ""
	}
	return "https://jobs.example.com/openings/" + strconv.Itoa(i)
}

// job makes a job. Number 0 has every member filled.
func jobRecord(w *World, i int) record.Object {
	t := w.Jobs
	full := i == 0
	salary := float64(30000 + i%40*500)
	return record.Object{
		"id", t.ID(i),
		"remote_id", remoteID(t, i),
		"name", record.OrNull(jobName(w, i)),
		"job_code", record.OrNull(jobCode(w, i)),
		"description", record.If(i%8 != 7, "<p>What there is to do as number "+strconv.Itoa(i)+".</p>"),
		"confidential", record.If(i%3 != 2, i%6 == 0),
		"weekly_hours", record.If(i%4 != 3, 20+float64(i%5)*5+0.5),
		"employment_type", record.OrNull(jobEmploymentType(w, i)),
		"status", record.OrNull(JobStatus(w, i)),
		"visibility", record.OrNull(jobVisibility(w, i)),
		"category", record.If(i%3 != 1, pick(categories, i)),
		"department", record.If(i%5 != 4, pick(departments, i)),
		"post_url", record.OrNull(jobPostURL(w, i)),
		"experience_level", record.If(i%4 != 1, pick(experience, i)),
		"remote_work_status", record.If(i%5 != 3, pick(workStatuses, i)),
		"salary_amount", record.If(i%3 == 0, salary),
		"salary_amount_from", record.If(i%3 != 2, salary-2500),
		"salary_amount_to", record.If(i%3 != 2, salary+2500.75),
		"salary_currency", record.If(i%3 != 2, pick(currencies, i)),
		"salary_period", record.If(i%3 != 2, pick(salaryPeriods, i)),
		"location", jobLocation(i),
		"custom_fields", jobCustomFields(i),
		"integration_fields", w.integrationFields(full, "jobs"),
		"remote_url", record.If(i%4 != 2, "https://ats.example.com/jobs/"+strconv.Itoa(i)),
		"opened_at", record.If(i%5 != 2, createdAt(t, i).Add(time.Hour)),
		"closed_at", jobClosedAt(w, i),
		"remote_created_at", createdAt(t, i),
		"remote_updated_at", record.If(i%10 != 9 || t.Revision(i) > 0, updatedAt(t, i)),
		"contact_id", record.If(i%3 == 0, w.Users.ID(i%userCount)),
		"remote_data", remoteData(full, "/jobs", t.RemoteID(i)),
		"changed_at", t.ChangedAt(i),
		"remote_deleted_at", t.DeletedAt(i),
		"stages", stagesOf(w, i),
		"screening_questions", questions(w, i),
		"job_postings", postings(w, i),
		"hiring_team", hiringTeam(w, i),
	}
}

// jobClosedAt may be in the future: the first job says when it will close.
func jobClosedAt(w *World, i int) any {
	switch {
	case i == 0:
		return createdAt(w.Jobs, i).AddDate(10, 0, 0)
	case JobStatus(w, i) == "CLOSED":
		return updatedAt(w.Jobs, i)
	}
	return nil
}

func jobCustomFields(i int) any {
	switch i % 4 {
	case 1:
		return nil
	case 2:
		return record.Object{}
	}
	return record.Object{"cost_center", "CC-" + strconv.Itoa(i%9), "urgent", i%2 == 0, "openings", i % 5, "extra", nil}
}

func jobLocation(i int) any {
	switch i % 5 {
	case 3:
		return nil
	case 4: // all that some tools have is a line of text
		return Address("", "", "", "", "", "", "somewhere near the harbour")
	}
	return Address(pick(jobOfficeCities, i), pick(jobOfficeCountry, i), "State "+strconv.Itoa(i%4), strconv.Itoa(1+i%99)+" Example Street",
		"Floor "+strconv.Itoa(i%7), numbered("", 10000+i%90000, 5), pick(jobOfficeCities, i)+", Example Street")
}

func Address(city, country, state, street1, street2, zip, raw string) record.Object {
	return record.Object{
		"city", record.OrNull(city), "country", record.OrNull(country), "raw", record.OrNull(raw), "state", record.OrNull(state),
		"street_1", record.OrNull(street1), "street_2", record.OrNull(street2), "zip_code", record.OrNull(zip),
	}
}

// postings: most jobs have one, some two, some none.
func postings(w *World, i int) []record.Object {
	list := []record.Object{}
	for k := range []int{2, 1, 1, 0}[i%4] {
		n := 4*i + k
		list = append(list, record.Object{
			"id", w.ID("testPosting", n),
			"remote_id", record.If(n%8 != 5, numbered("posting-", n, 15)),
			"title", record.If(n%8 != 1, revised("Wanted: "+pick(jobTitles, i), w.Jobs.Change(i).Nested)),
			"description_html", record.If(n%16 != 4, "<p>Come and be number "+strconv.Itoa(i)+".</p>"),
			"status", record.If(n%32 != 8, pick(postingStatuses, k+i/4)),
			"visibility", record.If(n%32 != 9, pick(postingVisible, k+i/4)),
			"url", record.If(n%8 != 1, "https://jobs.example.com/postings/"+strconv.Itoa(n)),
			"remote_data", remoteData(n == 0, "/postings", "posting"),
		})
	}
	return list
}

// hiringTeam: who it is follows from the number; job 0 has all that a member can have.
func hiringTeam(w *World, i int) []record.Object {
	list := []record.Object{}
	for k := range []int{2, 1, 0}[i%3] {
		u := (i + k) % userCount
		role := (i + k) % jobRoleCount
		list = append(list, userRef(w, u).And(
			"hiring_team_roles", formerTeamRoles[:min(1+i%2, 2)],
			"job_roles", []record.Object{roleRef(w, role)},
		))
	}
	return list
}

// remoteData is the tool's own record, which Kombo hands on where a plan has it.
func remoteData(is bool, path, id string) any {
	if !is {
		return nil
	}
	return record.Object{path, record.Object{"id", id, "anything", json.RawMessage(`[1,{"nested":true}]`)}}
}
