package world

import (
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

var jobModel = Model{
	Path: "/ats/jobs", Table: func(w *World) *record.Table { return w.Jobs }, Record: jobRecord, Names: []string{"ats_jobs"},
	Keep: []string{"remote_id"}, Enum: "status",
	Filters: []Filter{
		among("job_codes", jobCode).Found(jobByCode),
		record.Equal("post_url", jobPostURL),
		among("statuses", JobStatus, jobStatuses...),
		among("status", JobStatus, jobStatuses...), // deprecated: one value
		among("employment_types", jobEmploymentType, employmentTypes...),
		among("visibilities", jobVisibility, visibilities...),
		record.Since("remote_created_after", func(w *World, n int) time.Time { return createdAt(w.Jobs, n) }),
		record.Contains("name_contains", jobName),
	},
}

var jobSample = sampleOf("job", `description confidential weekly_hours category department experience_level remote_work_status salary_amount
	salary_amount_from salary_amount_to salary_currency salary_period remote_url opened_at contact_id`).withFields("ats_jobs")

var (
	jobTitles = []string{
		"Data Engineer", "Warehouse Clerk", "Nurse", "Account Manager", "Electrician", "Translator", "Go Developer", "Cook",
	}
	departments     = []string{"Operations", "Engineering", "Sales", "Care", "Finance"}
	jobStatuses     = []string{"OPEN", "CLOSED", "DRAFT", "ARCHIVED"}
	employmentTypes = []string{"FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"}
	visibilities    = []string{"PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"}
	workStatuses    = []string{"REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"}
	cities          = []string{"Bremen", "Porto", "Ghent", "Turku"}
	countries       = []string{"DE", "PT", "BE", "FI"}
)

func jobRecord(w *World, n int) record.Object {
	number := strconv.Itoa(n)
	return jobSample.record(w, w.Jobs, n,
		"name", record.OrNull(jobName(w, n)),
		"job_code", record.OrNull(jobCode(w, n)),
		"description", "<p>Description of job "+number+".</p>",
		"confidential", n%6 == 0,
		"weekly_hours", 20+float64(n%5)*5+0.5,
		"employment_type", record.OrNull(jobEmploymentType(w, n)),
		"status", record.OrNull(JobStatus(w, n)),
		"visibility", record.OrNull(jobVisibility(w, n)),
		"department", pick(departments, n),
		"post_url", record.OrNull(jobPostURL(w, n)),
		"remote_work_status", pick(workStatuses, n),
		"salary_amount", float64(30000+n%40*500),
		"location", location(n),
		"custom_fields", jobCustomFields(n),
		"remote_url", "https://ats.example.com/jobs/"+number,
		"opened_at", createdAt(w.Jobs, n).Add(time.Hour),
		"closed_at", jobClosedAt(w, n),
		"contact_id", w.Users.ID(n%userCount),
		"stages", w.pipelines[n%pipelines],
		"screening_questions", questions(w, n),
		"job_postings", postings(w, n),
		"hiring_team", hiringTeam(w, n),
	)
}

func jobName(w *World, n int) string {
	if n%17 == 16 {
		return ""
	}
	return withRevision(pick(jobTitles, n)+" "+strconv.Itoa(n), w.Jobs.Revision(n))
}

// JobStatus returns the status of a job, "" for null. Seven of ten jobs are open. A few have a status that
// Kombo passes on unmapped.
func JobStatus(_ *World, n int) string {
	switch {
	case n%50 == 49:
		return ""
	case n%64 == 63:
		return "On hold"
	}
	return jobStatuses[max(n%10-6, 0)]
}

func jobEmploymentType(_ *World, n int) string {
	switch n % 11 {
	case 9:
		return ""
	case 10:
		return "Zero hours"
	}
	return pick(employmentTypes, n)
}

func jobVisibility(_ *World, n int) string {
	if n%9 == 8 {
		return ""
	}
	return pick(visibilities, n/2)
}

var jobCodes = record.IDs{Prefix: "JC-", Length: 9}

func jobCode(_ *World, n int) string {
	if n%7 == 6 {
		return ""
	}
	return jobCodes.ID(n)
}

func jobByCode(w *World, code string) (int, bool) {
	n, ok := jobCodes.Number(code)
	return n, ok && n < w.Jobs.Count() && jobCode(w, n) == code
}

func jobPostURL(_ *World, n int) string {
	if n%6 == 5 {
		return ""
	}
	return "https://jobs.example.com/openings/" + strconv.Itoa(n)
}

// jobClosedAt returns the closing time of a job, or null. That of job 0 is in the future.
func jobClosedAt(w *World, n int) any {
	switch {
	case n == 0:
		return createdAt(w.Jobs, n).AddDate(10, 0, 0)
	case JobStatus(w, n) == "CLOSED":
		return updatedAt(w.Jobs, n)
	}
	return nil
}

func jobCustomFields(n int) any {
	switch n % 4 {
	case 1:
		return nil
	case 2:
		return record.Object{}
	}
	return record.Object{"cost_center", "CC-" + strconv.Itoa(n%9), "urgent", n%2 == 0, "openings", n % 5, "extra", nil}
}

// location returns the address number n, or null. Some addresses have only the member raw.
func location(n int) any {
	switch n % 5 {
	case 3:
		return nil
	case 4:
		return Address("", "", "", "", "", "", "somewhere near the harbour")
	}
	city := pick(cities, n)
	return Address(city, pick(countries, n), "State "+strconv.Itoa(n%4), strconv.Itoa(1+n%99)+" Example Street",
		"Floor "+strconv.Itoa(n%7), strconv.Itoa(10000+n%90000), city+", Example Street")
}

// Address returns an address. An empty string is null.
func Address(city, country, state, street1, street2, zip, raw string) record.Object {
	return record.Object{
		"city", record.OrNull(city), "country", record.OrNull(country), "raw", record.OrNull(raw), "state", record.OrNull(state),
		"street_1", record.OrNull(street1), "street_2", record.OrNull(street2), "zip_code", record.OrNull(zip),
	}
}

// postings returns the postings of a job. Half of the jobs have one, a quarter has two, and a quarter none.
func postings(w *World, job int) []record.Object {
	list := []record.Object{}
	for k := range []int{2, 1, 1, 0}[job%4] {
		n := 4*job + k
		list = append(list, record.Object{
			"id", w.ID("testPosting", n),
			"remote_id", record.If(n%8 != 5, numbered("posting-", n, 15)),
			"title", record.If(n%8 != 1, withRevision("Wanted: "+pick(jobTitles, job), w.Jobs.Change(job).Nested)),
			"description_html", record.If(n%16 != 4, "<p>Posting of job "+strconv.Itoa(job)+".</p>"),
			"status", record.If(n%32 != 8, pick([]string{"ACTIVE", "INACTIVE", "DRAFT"}, k+job/4)),
			"visibility", record.If(n%32 != 9, pick(visibilities[:3], k+job/4)),
			"url", record.If(n%8 != 1, "https://jobs.example.com/postings/"+strconv.Itoa(n)),
			"remote_data", remoteData(n == 0, "/postings", "posting"),
		})
	}
	return list
}

// hiringTeam returns the hiring team of a job: no, one or two users.
func hiringTeam(w *World, job int) []record.Object {
	list, roles := []record.Object{}, []string{"HIRING_MANAGER", "RECRUITER"}
	for k := range []int{2, 1, 0}[job%3] {
		list = append(list, userRef(w, (job+k)%userCount).And(
			"hiring_team_roles", roles[:1+job%2],
			"job_roles", []record.Object{roleRef(w, (job+k)%jobRoleCount)},
		))
	}
	return list
}

// remoteData returns the raw record of the tool, which Kombo passes on in some plans, or null if present is
// false.
func remoteData(present bool, path, id string) any {
	if !present {
		return nil
	}
	return record.Object{path, record.Object{"id", id}}
}
