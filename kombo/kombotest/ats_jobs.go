package kombotest

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

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

func jobName(w *world, i int) string {
	if i%17 == 16 {
		return ""
	}
	return revised(pick(jobTitles, i)+" "+strconv.Itoa(i), w.jobs.revision(i))
}

// revised shows a change in a text.
func revised(s string, revision int) string {
	if revision == 0 {
		return s
	}
	return s + " (revision " + strconv.Itoa(revision) + ")"
}

// jobStatus: seven of ten are open. One has a status that Kombo passes on as it is, since
// it has no clear counterpart.
func jobStatus(_ *world, i int) string {
	switch {
	case i%50 == 49:
		return ""
	case i%64 == 63:
		return "On hold"
	}
	return jobStatuses[max(i%10-6, 0)]
}

func jobEmploymentType(_ *world, i int) string {
	switch i % 11 {
	case 9:
		return ""
	case 10:
		return "Zero hours"
	}
	return pick(employmentTypes, i)
}

func jobVisibility(_ *world, i int) string {
	if i%9 == 8 {
		return ""
	}
	return pick(visibilities, i/2)
}

func jobCode(_ *world, i int) string {
	if i%7 == 6 {
		return ""
	}
	return numbered("JC-", i, 9)
}

func jobByCode(w *world, code string) (int, bool) {
	i, ok := number(code, "JC-")
	return i, ok && i < w.jobs.count && jobCode(w, i) == code
}

func jobPostURL(_ *world, i int) string {
	if i%6 == 5 {
		return ""
	}
	return "https://jobs.example.com/openings/" + strconv.Itoa(i)
}

// job makes a job. Number 0 has every member filled.
func (w *world) job(i int) object {
	t := w.jobs
	full := i == 0
	salary := float64(30000 + i%40*500)
	return object{
		"id", t.id(i),
		"remote_id", t.remoteID(i),
		"name", text(jobName(w, i)),
		"job_code", text(jobCode(w, i)),
		"description", only(i%8 != 7, "<p>What there is to do as number "+strconv.Itoa(i)+".</p>"),
		"confidential", only(i%3 != 2, i%6 == 0),
		"weekly_hours", only(i%4 != 3, 20+float64(i%5)*5+0.5),
		"employment_type", text(jobEmploymentType(w, i)),
		"status", text(jobStatus(w, i)),
		"visibility", text(jobVisibility(w, i)),
		"category", only(i%3 != 1, pick(categories, i)),
		"department", only(i%5 != 4, pick(departments, i)),
		"post_url", text(jobPostURL(w, i)),
		"experience_level", only(i%4 != 1, pick(experience, i)),
		"remote_work_status", only(i%5 != 3, pick(workStatuses, i)),
		"salary_amount", only(i%3 == 0, salary),
		"salary_amount_from", only(i%3 != 2, salary-2500),
		"salary_amount_to", only(i%3 != 2, salary+2500.75),
		"salary_currency", only(i%3 != 2, pick(currencies, i)),
		"salary_period", only(i%3 != 2, pick(salaryPeriods, i)),
		"location", jobLocation(i),
		"custom_fields", jobCustomFields(i),
		"integration_fields", w.integrationFieldsOf(full, "jobs"),
		"remote_url", only(i%4 != 2, "https://ats.example.com/jobs/"+strconv.Itoa(i)),
		"opened_at", only(i%5 != 2, t.createdAt(i).Add(time.Hour)),
		"closed_at", jobClosedAt(w, i),
		"remote_created_at", t.createdAt(i),
		"remote_updated_at", only(i%10 != 9 || t.revision(i) > 0, t.updatedAt(i)),
		"contact_id", only(i%3 == 0, w.users.id(i%userCount)),
		"remote_data", remoteData(full, "/jobs", t.remote(i)),
		"changed_at", t.changedAt(i),
		"remote_deleted_at", t.deletedAt(i),
		"stages", w.stagesOf(i),
		"screening_questions", w.questions(i),
		"job_postings", w.postings(i),
		"hiring_team", w.hiringTeam(i),
	}
}

// jobClosedAt may be in the future: the first job says when it will close.
func jobClosedAt(w *world, i int) any {
	switch {
	case i == 0:
		return w.jobs.createdAt(i).AddDate(10, 0, 0)
	case jobStatus(w, i) == "CLOSED":
		return w.jobs.updatedAt(i)
	}
	return nil
}

func jobCustomFields(i int) any {
	switch i % 4 {
	case 1:
		return nil
	case 2:
		return object{}
	}
	return object{"cost_center", "CC-" + strconv.Itoa(i%9), "urgent", i%2 == 0, "openings", i % 5, "extra", nil}
}

func jobLocation(i int) any {
	switch i % 5 {
	case 3:
		return nil
	case 4: // all that some tools have is a line of text
		return address("", "", "", "", "", "", "somewhere near the harbour")
	}
	return address(pick(jobOfficeCities, i), pick(jobOfficeCountry, i), "State "+strconv.Itoa(i%4), strconv.Itoa(1+i%99)+" Example Street",
		"Floor "+strconv.Itoa(i%7), numbered("", 10000+i%90000, 5), pick(jobOfficeCities, i)+", Example Street")
}

func address(city, country, state, street1, street2, zip, raw string) object {
	return object{
		"city", text(city), "country", text(country), "raw", text(raw), "state", text(state),
		"street_1", text(street1), "street_2", text(street2), "zip_code", text(zip),
	}
}

// postings: most jobs have one, some two, some none.
func (w *world) postings(i int) []object {
	list := []object{}
	for k := range []int{2, 1, 1, 0}[i%4] {
		n := 4*i + k
		list = append(list, object{
			"id", idOf("testPosting", n),
			"remote_id", only(n%8 != 5, numbered("posting-", n, 15)),
			"title", only(n%8 != 1, revised("Wanted: "+pick(jobTitles, i), w.jobs.nestedRevision(i))),
			"description_html", only(n%16 != 4, "<p>Come and be number "+strconv.Itoa(i)+".</p>"),
			"status", only(n%32 != 8, pick(postingStatuses, k+i/4)),
			"visibility", only(n%32 != 9, pick(postingVisible, k+i/4)),
			"url", only(n%8 != 1, "https://jobs.example.com/postings/"+strconv.Itoa(n)),
			"remote_data", remoteData(n == 0, "/postings", "posting"),
		})
	}
	return list
}

// hiringTeam: who it is follows from the number; job 0 has all that a member can have.
func (w *world) hiringTeam(i int) []object {
	list := []object{}
	for k := range []int{2, 1, 0}[i%3] {
		u := (i + k) % userCount
		role := (i + k) % jobRoleCount
		list = append(list, w.userRef(u).and(
			"hiring_team_roles", formerTeamRoles[:min(1+i%2, 2)],
			"job_roles", []object{w.roleRef(role)},
		))
	}
	return list
}

// remoteData is the tool's own record, which Kombo hands on where a plan has it.
func remoteData(is bool, path, id string) any {
	if !is {
		return nil
	}
	return object{path, object{"id", id, "anything", json.RawMessage(`[1,{"nested":true}]`)}}
}

// integrationFieldsOf is the unmapped fields of a record.
func (w *world) integrationFieldsOf(is bool, model string) []object {
	list := []object{}
	if !is {
		return list
	}
	for k, f := range fieldDefs {
		if strings.TrimPrefix(f.model, "ats_") == model {
			list = append(list, object{
				"id", fieldID(k), "key", f.key, "type", f.kind, "value", f.value, "label", text(f.label),
			})
		}
	}
	return list
}
