package kombotest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// atsLists is every list of the ATS category.
var atsLists = []string{
	"/ats/applications", "/ats/candidates", "/ats/tags", "/ats/application-stages", "/ats/jobs", "/ats/users", "/ats/roles",
	"/ats/offers", "/ats/rejection-reasons", "/ats/interviews", "/ats/notes", "/ats/scorecards", "/ats/attachments",
}

// hrisLists is every list of the HRIS category.
var hrisLists = []string{
	"/hris/employees", "/hris/employee-document-categories", "/hris/groups", "/hris/employments", "/hris/locations", "/hris/absence-types",
	"/hris/time-off-balances", "/hris/absences", "/hris/legal-entities", "/hris/timesheets", "/hris/performance-review-cycles",
	"/hris/performance-reviews", "/hris/staffing-entities", "/hris/skills", "/hris/pay-runs", "/hris/payslips",
}

const assignmentsPath = "/hris/employee-skill-assignments"

// aiApplyLists is every list of AI Apply.
var aiApplyLists = []string{
	"/ai-apply/career-sites", "/ai-apply/postings", "/ai-apply/applications", "/ai-apply/unified-api/jobs", "/ai-apply/job-feeds",
}

// everyList is every list with updated_after.
var everyList = slices.Concat(atsLists, hrisLists)

func TestLists(t *testing.T) {
	t.Parallel()
	a := newAPI(t, kombotest.WithJobs(150), kombotest.WithCandidates(60), kombotest.WithApplications(110))
	for _, path := range everyList {
		t.Run(path+" with different page sizes", func(t *testing.T) {
			t.Parallel()
			whole := a.all(path, url.Values{"page_size": {"250"}})
			require.NotEmpty(t, whole)
			require.Len(t, slices.Compact(slices.Sorted(slices.Values(ids(whole)))), len(whole), "duplicate ids")
			for _, size := range []int{7, 100, 249} {
				require.Equal(t, whole, a.all(path, url.Values{"page_size": {strconv.Itoa(size)}}), size)
			}
			require.Equal(t, whole, a.all(path, nil))
			require.Equal(t, whole, a.all(path, url.Values{"include_deleted": {"true"}, "ignore_unsupported_filters": {"true"}}))
			require.Equal(t, whole[len(whole)-1:], a.filtered(path, "updated_after", whole[len(whole)-1]["changed_at"].(string)))
			require.Equal(t, whole[:1], a.filtered(path, "ids", whole[0]["id"].(string)))
			require.Equal(t, whole[:1], a.filtered(path, "remote_ids", whole[0]["remote_id"].(string)))
			require.Empty(t, a.filtered(path, "ids", "unknown"))
			require.Empty(t, a.filtered(path, "remote_ids", "unknown,testJob,job-,job--1"))
		})
	}
	t.Run("full last page has no next cursor", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		results, next := a.page("/ats/jobs", url.Values{"page_size": {"100"}})
		require.Len(t, results, 100)
		require.IsType(t, "", next)
		count := 1
		for q := (url.Values{"page_size": {"100"}}); next != nil; count++ {
			q.Set("cursor", next.(string))
			results, next = a.page("/ats/jobs", q)
			require.Len(t, results, 100)
		}
		require.Equal(t, 6, count)
	})
	t.Run("page size may change between pages, filters may not", func(t *testing.T) {
		t.Parallel()
		_, next := a.page("/ats/jobs", url.Values{"page_size": {"3"}, "statuses": {"OPEN"}})
		q := url.Values{"cursor": {next.(string)}, "statuses": {"OPEN"}, "page_size": {"4"}, "include_deleted": {"false"}}
		results, _ := a.page("/ats/jobs", q)
		require.Len(t, results, 4)
		q.Del("statuses")
		a.get("/ats/jobs?"+q.Encode()).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		a.get("/ats/tags?"+q.Encode()).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
	})
	t.Run("cursor needs query escaping", func(t *testing.T) {
		t.Parallel()
		found := false
		q := url.Values{"page_size": {"1"}}
		for range 10 {
			_, next := a.page("/ats/jobs", q)
			q.Set("cursor", next.(string))
			found = found || url.QueryEscape(next.(string)) != next.(string)
		}
		require.True(t, found)
	})
	t.Run("path without version", func(t *testing.T) {
		t.Parallel()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(a.fake.URL, "/v1")+"/ats/tags", http.NoBody)
		require.NoError(t, err)
		r.Header = a.header
		resp, err := a.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusOK, resp.StatusCode)
	})
	t.Run("no jobs and no candidates", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t, kombotest.WithJobs(0), kombotest.WithCandidates(-1), kombotest.WithApplications(50))
		for _, path := range []string{"/ats/jobs", "/ats/candidates", "/ats/applications", "/ats/interviews", "/ats/notes"} {
			require.Empty(t, a.all(path, nil), path)
			require.Empty(t, a.filtered(path, "updated_after", "2020-01-01"), path)
		}
	})
}

// filterCase is a query parameter with a value, and the condition for the records that it keeps.
type filterCase struct {
	path, name, value string
	keep              func(r record) bool
}

// check requires that the filter keeps some records, not all, and exactly those for which keep returns true.
func (c filterCase) check(t *testing.T, a *api) {
	t.Helper()
	t.Run(c.path+" "+c.name+" "+c.value, func(t *testing.T) {
		t.Parallel()
		want := []string{}
		whole := a.all(c.path, nil)
		for _, r := range whole {
			if c.keep(r) {
				want = append(want, str(r["id"]))
			}
		}
		require.NotEmpty(t, want)
		require.Less(t, len(want), len(whole))
		require.Equal(t, want, ids(a.all(c.path, url.Values{c.name: {c.value}, "page_size": {"2"}})))
	})
}

func TestFilters(t *testing.T) {
	t.Parallel()
	a := newAPI(t, kombotest.WithJobs(130), kombotest.WithCandidates(60), kombotest.WithApplications(150))
	is := func(name string, values ...string) func(record) bool {
		return func(r record) bool { return slices.Contains(values, str(r[name])) }
	}
	atOrAfter := func(name, day string) func(record) bool {
		return func(r record) bool { return str(r[name]) >= day }
	}
	emails := func(r record) string { raw, _ := json.Marshal(r["email_addresses"]); return string(raw) }
	jobs, candidates := a.all("/ats/jobs", nil), a.all("/ats/candidates", nil)
	applications := a.all("/ats/applications", nil)
	job := func(i int) string { return a.fake.JobID(i) }
	for _, c := range []filterCase{
		{"/ats/jobs", "statuses", "OPEN", is("status", "OPEN")},
		{"/ats/jobs", "statuses", "CLOSED,DRAFT", is("status", "CLOSED", "DRAFT")},
		{"/ats/jobs", "status", "ARCHIVED", is("status", "ARCHIVED")},
		{"/ats/jobs", "employment_types", "PART_TIME,INTERNSHIP", is("employment_type", "PART_TIME", "INTERNSHIP")},
		{"/ats/jobs", "visibilities", "CONFIDENTIAL", is("visibility", "CONFIDENTIAL")},
		{
			"/ats/jobs", "job_codes", str(jobs[3]["job_code"]) + ",none," + str(jobs[4]["job_code"]),
			is("job_code", str(jobs[3]["job_code"]), str(jobs[4]["job_code"])),
		},
		{"/ats/jobs", "post_url", str(jobs[2]["post_url"]), is("post_url", str(jobs[2]["post_url"]))},
		{"/ats/jobs", "name_contains", "nUrSe", func(r record) bool { return strings.Contains(str(r["name"]), "Nurse") }},
		{"/ats/jobs", "remote_created_after", "2024-12-19T23:00:00Z", atOrAfter("remote_created_at", "2024-12-19T00:00:00.000Z")},
		{"/ats/jobs", "updated_after", str(jobs[90]["changed_at"]), atOrAfter("changed_at", str(jobs[90]["changed_at"]))},
		{"/ats/jobs", "ids", job(9) + "," + job(2) + "," + job(9), is("id", job(9), job(2))},
		{"/ats/applications", "outcomes", "HIRED,DECLINED", is("outcome", "HIRED", "DECLINED")},
		{"/ats/applications", "outcome", "PENDING", is("outcome", "PENDING")},
		{"/ats/applications", "job_ids", job(5) + "," + job(6), is("job_id", job(5), job(6))},
		{"/ats/applications", "job_remote_ids", str(jobs[7]["remote_id"]), is("job_id", job(7))},
		{
			"/ats/applications", "current_stage_ids", str(applications[4]["current_stage_id"]),
			is("current_stage_id", str(applications[4]["current_stage_id"])),
		},
		{"/ats/applications", "remote_created_after", "2024-12-19", atOrAfter("remote_created_at", "2024-12-19")},
		{"/ats/candidates", "email", "CANDIDATE0@work.example.com", func(r record) bool { return strings.Contains(emails(r), "candidate0@") }},
		{"/ats/candidates", "first_name", "ada", is("first_name", "Ada")},
		{"/ats/candidates", "last_name", str(candidates[8]["last_name"]), is("last_name", str(candidates[8]["last_name"]))},
		{"/ats/candidates", "job_ids", job(0), func(r record) bool {
			return slices.ContainsFunc(r["applications"].([]any), func(v any) bool { return v.(record)["job"].(record)["id"] == job(0) })
		}},
		{"/ats/users", "emails", "USER3@example.com,user5@example.com,unknown", is("email", "user3@example.com")},
		{"/ats/roles", "scopes", "SYSTEM", is("scope", "SYSTEM")},
		{"/ats/interviews", "job_ids", job(4), func(r record) bool { return r["application"].(record)["job"].(record)["id"] == job(4) }},
		{"/ats/notes", "candidate_ids", str(candidates[3]["id"]), is("candidate_id", str(candidates[3]["id"]))},
		{"/ats/notes", "application_ids", str(applications[3]["id"]), is("application_id", str(applications[3]["id"]))},
		{"/ats/scorecards", "candidate_ids", str(candidates[4]["id"]), is("candidate_id", str(candidates[4]["id"]))},
		{"/ats/scorecards", "application_ids", str(applications[4]["id"]), is("application_id", str(applications[4]["id"]))},
		{"/ats/attachments", "candidate_ids", str(candidates[2]["id"]), is("candidate_id", str(candidates[2]["id"]))},
		{"/ats/attachments", "application_ids", str(applications[6]["id"]), is("application_id", str(applications[6]["id"]))},
	} {
		c.check(t, a)
	}
	t.Run("several filters", func(t *testing.T) {
		t.Parallel()
		found := a.all("/ats/jobs", url.Values{
			"statuses": {"OPEN"}, "visibilities": {"PUBLIC"}, "ids": {job(0) + "," + job(3) + "," + job(7)}, "remote_ids": {"job-000000,job-000003"},
		})
		require.Equal(t, []string{job(0)}, ids(found))
	})
}

// str returns a JSON string, or "" for null.
func str(v any) string {
	s, _ := v.(string)
	return s
}
