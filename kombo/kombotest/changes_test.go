package kombotest_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// updatedAfter returns the ids that updated_after finds, by list, without empty lists. With any value in
// deleted, it includes deleted records.
func (a *api) updatedAfter(when string, deleted ...string) map[string][]string {
	found := map[string][]string{}
	for _, path := range everyList {
		q := url.Values{"updated_after": {when}, "page_size": {"2"}}
		if len(deleted) > 0 {
			q.Set("include_deleted", "true")
		}
		if records := a.all(path, q); len(records) > 0 {
			found[path] = ids(records)
		}
	}
	return found
}

func TestATSChanges(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T) (*api, *clock, string) {
		c := newClock()
		a := newAPIWithClock(t, c, kombotest.WithJobs(40), kombotest.WithCandidates(10), kombotest.WithApplications(25))
		return a, c, c.advance(time.Hour)
	}
	t.Run("unknown record changes nothing", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		for _, i := range []int{-1, 40, 1000} {
			a.fake.ChangeJob(i)
			a.fake.DeleteJob(i)
			a.fake.ChangeJobPosting(i)
			a.fake.ChangeCandidate(i)
		}
		require.Empty(t, a.updatedAfter(now))
	})
	t.Run("changed jobs are found only among jobs, in list order", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		before := a.one("/ats/jobs", a.fake.JobID(3))
		for _, i := range []int{30, 3, 7, 3} {
			a.fake.ChangeJob(i)
		}
		require.Equal(t, map[string][]string{"/ats/jobs": {a.fake.JobID(3), a.fake.JobID(7), a.fake.JobID(30)}}, a.updatedAfter(now))
		after := a.one("/ats/jobs", a.fake.JobID(3))
		require.Equal(t, now, after["changed_at"])
		require.Equal(t, str(before["name"])+" (revision 2)", after["name"])
		require.Equal(t, after["name"], object(t, a.one("/ats/applications", a.fake.ApplicationID(3))["job"])["name"])
	})
	t.Run("changed records and recent base records", func(t *testing.T) {
		t.Parallel()
		a, _, _ := start(t)
		whole := a.all("/ats/jobs", nil)
		a.fake.ChangeJob(2)
		a.fake.ChangeJob(38)
		want := append([]string{a.fake.JobID(2)}, ids(whole[36:])...)
		require.Equal(t, want, a.updatedAfter(str(whole[36]["changed_at"]))["/ats/jobs"])
	})
	t.Run("changed posting touches its job", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		before := a.one("/ats/jobs", a.fake.JobID(4))
		a.fake.ChangeJobPosting(4)
		require.Equal(t, map[string][]string{"/ats/jobs": {a.fake.JobID(4)}}, a.updatedAfter(now))
		after := a.one("/ats/jobs", a.fake.JobID(4))
		require.NotEqual(t, before["job_postings"], after["job_postings"])
		delete(before, "job_postings")
		delete(after, "job_postings")
		require.Equal(t, before, after)
	})
	t.Run("changed candidate touches its applications", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		a.fake.ChangeCandidate(4)
		require.Equal(t, map[string][]string{
			"/ats/candidates": {a.fake.CandidateID(4)}, "/ats/applications": {a.fake.ApplicationID(4), a.fake.ApplicationID(14), a.fake.ApplicationID(24)},
		}, a.updatedAfter(now))
		require.Equal(t, now, a.one("/ats/candidates", a.fake.CandidateID(4))["changed_at"])
		require.NotEqual(t, now, a.one("/ats/applications", a.fake.ApplicationID(4))["changed_at"])
	})
	t.Run("changed application touches candidate, interview, offer", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		a.fake.ChangeApplication(8)
		require.Equal(t, map[string][]string{
			"/ats/candidates": {a.fake.CandidateID(8)}, "/ats/applications": {a.fake.ApplicationID(8)},
			"/ats/interviews": {a.all("/ats/interviews", nil)[4]["id"].(string)}, "/ats/offers": {a.all("/ats/offers", nil)[2]["id"].(string)},
		}, a.updatedAfter(now))
	})
	t.Run("changed interviews and offers touch the application", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		a.fake.ChangeInterview(3)
		a.fake.ChangeOffer(1)
		require.Equal(t, map[string][]string{
			"/ats/applications": {a.fake.ApplicationID(4), a.fake.ApplicationID(6)},
			"/ats/interviews":   {a.all("/ats/interviews", nil)[3]["id"].(string)}, "/ats/offers": {a.all("/ats/offers", nil)[1]["id"].(string)},
		}, a.updatedAfter(now))
	})
	t.Run("new job", func(t *testing.T) {
		t.Parallel()
		a, _, now := start(t)
		i := a.fake.AddJob()
		require.Equal(t, 40, i)
		require.Equal(t, map[string][]string{"/ats/jobs": {a.fake.JobID(i)}}, a.updatedAfter(now))
		require.Len(t, a.all("/ats/jobs", nil), 41)
		require.Equal(t, now, a.one("/ats/jobs", a.fake.JobID(i))["remote_created_at"])
		a.fake.ChangeJob(i)
		a.fake.DeleteJob(i)
		require.Len(t, a.all("/ats/jobs", nil), 40)
	})
	t.Run("updated_after includes its own time", func(t *testing.T) {
		t.Parallel()
		a, c, now := start(t)
		a.fake.ChangeJob(1)
		require.NotEmpty(t, a.updatedAfter(now))
		require.Empty(t, a.updatedAfter(c.advance(time.Millisecond)))
	})
}

func TestTombstones(t *testing.T) {
	t.Parallel()
	c := newClock()
	a := newAPIWithClock(t, c, kombotest.WithJobs(40), kombotest.WithCandidates(10), kombotest.WithApplications(25))
	before := a.one("/ats/jobs", a.fake.JobID(5))
	now := c.advance(time.Hour)
	a.fake.DeleteJob(5)
	a.fake.DeleteJob(5)
	a.fake.DeleteCandidate(6)
	a.fake.DeleteApplication(9)

	require.Len(t, a.all("/ats/jobs", nil), 39)
	require.Empty(t, a.filtered("/ats/jobs", "ids", a.fake.JobID(5)))
	require.Len(t, a.filtered("/ats/jobs", "include_deleted", "true"), 40)
	require.NotContains(t, a.updatedAfter(now), "/ats/jobs")
	require.Equal(t, map[string][]string{
		"/ats/jobs":         {a.fake.JobID(5)},
		"/ats/candidates":   {a.fake.CandidateID(6), a.fake.CandidateID(9)},
		"/ats/applications": {a.fake.ApplicationID(6), a.fake.ApplicationID(9), a.fake.ApplicationID(16)},
	}, a.updatedAfter(now, "deleted"))
	require.NotContains(t, refs(a.one("/ats/candidates", a.fake.CandidateID(9))["applications"]), a.fake.ApplicationID(9))

	tombstone := a.one("/ats/jobs", a.fake.JobID(5))
	require.Equal(t, now, tombstone["remote_deleted_at"])
	require.Equal(t, before["name"], tombstone["name"], "cleared too early")
	a.fake.ChangeJob(5)
	require.Equal(t, tombstone, a.one("/ats/jobs", a.fake.JobID(5)), "a deleted record must not change")
	a.do(http.MethodPost, "/ats/jobs/"+a.fake.JobID(5)+"/applications", record{"candidate": person("Late")}).
		rejected(t, http.StatusNotFound, "PLATFORM.INPUT_INVALID")

	c.advance(14*24*time.Hour - time.Millisecond)
	require.Equal(t, tombstone, a.one("/ats/jobs", a.fake.JobID(5)))
	c.advance(time.Millisecond)
	for name, v := range a.one("/ats/jobs", a.fake.JobID(5)) {
		switch name {
		case "id", "remote_id", "changed_at", "remote_deleted_at":
			require.Equal(t, tombstone[name], v)
		case "stages", "screening_questions", "job_postings", "hiring_team", "integration_fields":
			require.Empty(t, v, name)
			require.NotNil(t, v, name)
		default:
			require.Nil(t, v, name)
		}
	}
	require.Nil(t, a.one("/ats/applications", a.fake.ApplicationID(6))["candidate"], "a cleared candidate must not be embedded")
}

// refs returns the ids of embedded records.
func refs(v any) []string {
	list := []string{}
	for _, r := range v.([]any) {
		list = append(list, r.(record)["id"].(string))
	}
	return list
}

// everything returns all records of a fake, by list and id.
func (a *api) everything() map[string]map[string]record {
	all := map[string]map[string]record{}
	for _, path := range everyList {
		all[path] = map[string]record{}
		for _, r := range a.all(path, nil) {
			all[path][str(r["id"])] = r
		}
	}
	return all
}

func TestATSReferences(t *testing.T) {
	t.Parallel()
	a := newAPI(t, kombotest.WithJobs(50), kombotest.WithCandidates(30), kombotest.WithApplications(100))
	a.ok(http.MethodPost, "/ats/jobs/"+a.fake.JobID(0)+"/applications", record{"candidate": person("Nora")})
	b := relations{t, a.everything()}
	b.jobs()
	b.applications(a)
	b.parts()
}

// relations checks the references between the records of a fake. all holds them by list and id.
type relations struct {
	t   *testing.T
	all map[string]map[string]record
}

// requireRecord requires that a record has this id, or that id is null.
func (b relations) requireRecord(path string, id any) {
	b.t.Helper()
	if id != nil {
		require.Contains(b.t, b.all[path], str(id), path)
	}
}

func (b relations) jobs() {
	t, requireRecord := b.t, b.requireRecord
	for _, job := range b.all["/ats/jobs"] {
		for _, v := range list(t, job["stages"]) {
			requireRecord("/ats/application-stages", object(t, v)["id"])
		}
		for _, v := range list(t, job["hiring_team"]) {
			requireRecord("/ats/users", object(t, v)["id"])
		}
		requireRecord("/ats/users", job["contact_id"])
		questions := refs(job["screening_questions"])
		for _, v := range list(t, job["screening_questions"]) {
			if id := object(t, v)["precondition_question_id"]; id != nil {
				require.Contains(t, questions, id)
			}
		}
	}
}

func (b relations) applications(a *api) {
	t, all := b.t, b.all
	jobs, candidates := all["/ats/jobs"], all["/ats/candidates"]
	for id, application := range all["/ats/applications"] {
		require.Contains(t, jobs, application["job_id"])
		require.Contains(t, candidates, application["candidate_id"])
		require.Equal(t, application["job_id"], object(t, application["job"])["id"])
		require.Equal(t, application["candidate_id"], object(t, application["candidate"])["id"])
		require.Contains(t, refs(candidates[str(application["candidate_id"])]["applications"]), id)
		if stage := application["current_stage_id"]; stage != nil {
			require.Equal(t, stage, object(t, application["current_stage"])["id"])
			require.Contains(t, refs(jobs[str(application["job_id"])]["stages"]), stage)
		}
		for _, k := range refs(application["interviews"]) {
			require.Equal(t, id, all["/ats/interviews"][k]["application_id"])
		}
		for _, k := range refs(application["offers"]) {
			require.Equal(t, id, all["/ats/offers"][k]["application_id"])
		}
		if reason := application["rejection_reason_name"]; reason != nil {
			require.Equal(t, "DECLINED", application["outcome"])
			require.True(t, slices.ContainsFunc(a.all("/ats/rejection-reasons", nil), func(r record) bool { return r["name"] == reason }))
		}
		answers, _ := application["screening_question_answers"].([]any)
		for _, v := range answers {
			title := object(t, object(t, v)["question"])["title"]
			require.True(t, slices.ContainsFunc(list(t, jobs[str(application["job_id"])]["screening_questions"]), func(q any) bool {
				return object(t, q)["title"] == title
			}))
		}
	}
}

func (b relations) parts() {
	t, all, requireRecord := b.t, b.all, b.requireRecord
	jobs, candidates, applications := all["/ats/jobs"], all["/ats/candidates"], all["/ats/applications"]
	for _, candidate := range candidates {
		for _, id := range refs(candidate["applications"]) {
			require.Equal(t, candidate["id"], applications[id]["candidate_id"])
		}
		for _, id := range refs(candidate["tags"]) {
			requireRecord("/ats/tags", id)
		}
	}
	for _, interview := range all["/ats/interviews"] {
		application := applications[str(interview["application_id"])]
		require.Contains(t, refs(application["interviews"]), interview["id"])
		if stage := interview["stage_id"]; stage != nil {
			require.Contains(t, refs(jobs[str(application["job_id"])]["stages"]), stage)
		}
	}
	for _, path := range []string{"/ats/notes", "/ats/scorecards", "/ats/attachments"} {
		for _, r := range all[path] {
			requireRecord("/ats/candidates", r["candidate_id"])
			requireRecord("/ats/users", r["author_id"])
			requireRecord("/ats/interviews", r["interview_id"])
			if id := r["application_id"]; id != nil && r["candidate_id"] != nil {
				require.Equal(t, r["candidate_id"], applications[str(id)]["candidate_id"], path)
			}
		}
	}
}
