package kombotest_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestCreateApplication(t *testing.T) {
	t.Parallel()
	c := newClock()
	a := newAPIWithClock(t, c)
	job0 := a.one("/ats/jobs", a.fake.JobID(0))
	path := "/ats/jobs/" + a.fake.JobID(0) + "/applications"
	question := func(t *testing.T, format string) record {
		for _, v := range list(t, job0["screening_questions"]) {
			if q := object(t, v); object(t, q["format"])["type"] == format {
				return q
			}
		}
		require.FailNow(t, "no question", format)
		return nil
	}
	option := func(t *testing.T, q record, k int) (id, name string) {
		o := object(t, list(t, object(t, q["format"])["options"])[k])
		return str(o["id"]), str(o["name"])
	}

	t.Run("keeps all members", func(t *testing.T) {
		t.Parallel()
		newCandidate := person("Zoë")
		newCandidate["email_address"] = "zoe@example.com"
		newCandidate["company"], newCandidate["title"], newCandidate["phone_number"] = "Example Works", "Cook", "+1 555 0100"
		newCandidate["additional_email_addresses"] = []record{{"type": "WORK", "email_address": "zoe@work.example.com"}}
		newCandidate["additional_phone_numbers"] = []record{{"type": "PERSONAL", "phone_number": "+1 555 0101"}}
		newCandidate["location"] = record{"city": "Porto", "country": "PT", "zip_code": "4000"}
		newCandidate["social_links"] = []record{{"url": "https://social.example.com/zoe"}}
		stage := object(t, list(t, job0["stages"])[1])
		data, warnings := a.okWithWarnings(http.MethodPost, path, record{
			"candidate": newCandidate, "stage_id": stage["id"], "source": record{"name": "Fair"},
			"sourced_by":  record{"user_id": "remote:user-000001"},
			"attachments": []record{{"name": "cv.pdf", "type": "CV", "data_url": "https://files.example.com/cv"}},
		})
		require.Empty(t, warnings)
		require.Equal(t, "PENDING", data["outcome"])
		require.Equal(t, stage["id"], data["current_stage_id"])
		require.Equal(t, stage["name"], object(t, data["current_stage"])["name"])
		require.Equal(t, job0["name"], object(t, data["job"])["name"])

		candidate := object(t, data["candidate"])
		require.Equal(t, data["candidate_id"], candidate["id"])
		require.Equal(t, "Zoë", candidate["first_name"])
		require.Equal(t, "Cook", candidate["title"])
		require.Equal(t, "Fair", candidate["source"])
		require.Len(t, candidate["email_addresses"], 2)
		require.Len(t, candidate["phone_numbers"], 2)
		require.Len(t, candidate["social_media"], 1)
		require.Equal(t, "Porto", object(t, candidate["location"])["city"])

		listed := a.one("/ats/applications", str(data["id"]))
		require.Equal(t, data["changed_at"], listed["changed_at"])
		require.Equal(t, candidate["email_addresses"], object(t, listed["candidate"])["email_addresses"])
		require.Equal(t, []string{str(candidate["id"])}, ids(a.filtered("/ats/candidates", "email", "ZOE@example.com")))
		require.Equal(t, []string{str(data["id"])}, refs(a.one("/ats/candidates", str(candidate["id"]))["applications"]))
		files := a.ok(http.MethodGet, "/ats/applications/"+str(data["id"])+"/attachments", nil)
		require.Len(t, files["results"], 1)
		require.Len(t, a.filtered("/ats/attachments", "application_ids", str(data["id"])), 1)
	})
	t.Run("answers by question format", func(t *testing.T) {
		t.Parallel()
		single, multi := question(t, "SINGLE_SELECT"), question(t, "MULTI_SELECT")
		one, oneName := option(t, single, 2)
		two, twoName := option(t, multi, 0)
		three, threeName := option(t, multi, 1)
		type answerCase struct {
			question record
			answer   any
			want     record
			typ      string
		}
		answers, cases := []record{{"question_id": "none", "answer": 1}}, []answerCase{
			{question(t, "TEXT"), "some text", record{"content": "some text"}, "TEXT"},
			{question(t, "NUMBER"), 4.5, record{"number": 4.5}, "NUMBER"},
			{question(t, "BOOLEAN"), false, record{"checked": false}, "BOOLEAN"},
			{question(t, "DATE"), "2026-03-31", record{"date": "2026-03-31T00:00:00.000Z"}, "DATE"},
			{single, one, record{"choice": oneName}, "SINGLE_SELECT"},
			{multi, []string{two, three}, record{"choices": []any{twoName, threeName}}, "MULTI_SELECT"},
			{question(t, "FILE"), record{"name": "a.txt", "content_type": "application/pdf", "data": "eA=="}, record{"raw": record{"file": "a.txt"}}, "UNKNOWN"},
			{question(t, "UNKNOWN"), record{"x": "y"}, record{"raw": record{"x": "y"}}, "UNKNOWN"},
		}
		for _, c := range cases {
			answers = append(answers, record{"question_id": c.question["id"], "answer": c.answer})
		}
		data, warnings := a.okWithWarnings(http.MethodPost, path, record{"candidate": person("Anna"), "screening_question_answers": answers})
		require.Len(t, warnings, 1)
		require.Contains(t, object(t, warnings[0])["message"], `"none"`)
		got := list(t, data["screening_question_answers"])
		require.Len(t, got, len(cases))
		for i, c := range cases {
			require.Equal(t, c.want, object(t, got[i])["answer"])
			require.Equal(t, record{"remote_id": c.question["remote_id"], "title": c.question["title"], "type": c.typ}, object(t, got[i])["question"])
		}
		require.Equal(t, got, a.one("/ats/applications", str(data["id"]))["screening_question_answers"])

		for format, wrong := range map[string]any{
			"TEXT": 1, "NUMBER": "1", "BOOLEAN": nil, "DATE": "soon", "SINGLE_SELECT": "none", "MULTI_SELECT": one, "FILE": record{"name": "a"},
		} {
			answers := []record{{"question_id": question(t, format)["id"], "answer": wrong}}
			a.do(http.MethodPost, path, record{"candidate": person("Wrong"), "screening_question_answers": answers}).
				rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		}
		require.Empty(t, a.filtered("/ats/candidates", "first_name", "Wrong"))
	})
	t.Run("remote job id", func(t *testing.T) {
		t.Parallel()
		data := a.ok(http.MethodPost, "/ats/jobs/"+url.PathEscape("remote:job-000003")+"/applications", record{"candidate": person("Rita")})
		require.Equal(t, a.fake.JobID(3), data["job_id"])
		require.Equal(t, a.fake.ID("/ats/application-stages", 9), data["current_stage_id"], "the first stage of the job")
	})
	t.Run("date or time at which it begins", func(t *testing.T) {
		t.Parallel()
		for i, at := range []string{"2026-03-31", "2026-03-31T00:00:00Z", "2026-03-31T00:00:00.000Z"} {
			candidate := person("Day" + strconv.Itoa(i))
			candidate["availability_date"] = at
			a.ok(http.MethodPost, path, record{"candidate": candidate, "gdpr_consent": record{"expires_at": at, "given": true}})
		}
	})
	t.Run("job is not open", func(t *testing.T) {
		t.Parallel()
		for _, i := range []int{7, 8, 9} {
			a.do(http.MethodPost, "/ats/jobs/"+a.fake.JobID(i)+"/applications", record{"candidate": person("Late")}).
				rejected(t, http.StatusBadRequest, "ATS.JOB_CLOSED")
		}
	})
	t.Run("same email address for the same job", func(t *testing.T) {
		t.Parallel()
		job := a.fake.JobID(5)
		a.ok(http.MethodPost, "/ats/jobs/"+job+"/applications", record{"candidate": person("Twice")})
		again := person("TWICE")
		again["email_address"] = "TWICE@example.com"
		a.do(http.MethodPost, "/ats/jobs/"+job+"/applications", record{"candidate": again}).
			rejected(t, http.StatusConflict, "ATS.APPLICATION_ALREADY_EXISTS")
		base := person("Base")
		base["email_address"] = "candidate5@example.com"
		a.do(http.MethodPost, "/ats/jobs/"+job+"/applications", record{"candidate": base}).
			rejected(t, http.StatusConflict, "ATS.APPLICATION_ALREADY_EXISTS")
		a.ok(http.MethodPost, "/ats/jobs/"+a.fake.JobID(6)+"/applications", record{"candidate": again})
	})
}

func TestCreateCandidate(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	stage := a.fake.ID("/ats/application-stages", 2)
	data := a.ok(http.MethodPost, "/ats/candidates", record{
		"candidate": person("Ines"), "application": record{"job_id": "remote:job-000000", "stage_id": stage},
	})
	require.Equal(t, data, a.one("/ats/candidates", str(data["id"])))
	application := object(t, list(t, data["applications"])[0])
	require.Equal(t, stage, object(t, application["current_stage"])["id"])
	require.Equal(t, a.fake.JobID(0), object(t, application["job"])["id"])
	require.Equal(t, []string{str(application["id"])}, ids(a.filtered("/ats/applications", "current_stage_ids", stage))[len(a.filtered("/ats/applications", "current_stage_ids", stage))-1:])
	require.Contains(t, ids(a.filtered("/ats/candidates", "job_ids", a.fake.JobID(0))), str(data["id"]))
	a.do(http.MethodPost, "/ats/candidates", record{"candidate": person("Ines"), "application": record{"job_id": a.fake.JobID(0)}}).
		rejected(t, http.StatusConflict, "ATS.APPLICATION_ALREADY_EXISTS")
}

func TestATSWrites(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T) (a *api, now string) {
		c := newClock()
		a = newAPIWithClock(t, c, kombotest.WithJobs(40), kombotest.WithCandidates(10), kombotest.WithApplications(25))
		return a, c.advance(time.Hour)
	}
	t.Run("stage", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		id := a.fake.ApplicationID(4) // for job 4, of the first pipeline
		a.ok(http.MethodPut, "/ats/applications/"+id+"/stage", record{"stage_id": a.fake.ID("/ats/application-stages", 2)})
		application := a.one("/ats/applications", id)
		require.Equal(t, a.fake.ID("/ats/application-stages", 2), application["current_stage_id"])
		require.Equal(t, now, application["changed_at"])
		require.Equal(t, []string{a.fake.CandidateID(4)}, a.updatedAfter(now)["/ats/candidates"])
	})
	t.Run("rejection with note", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		id := a.fake.ApplicationID(1)
		a.ok(http.MethodPost, "/ats/applications/"+id+"/reject", record{"rejection_reason_id": a.fake.ID("/ats/rejection-reasons", 2), "note": "A pity."})
		application := a.one("/ats/applications", id)
		require.Equal(t, "DECLINED", application["outcome"])
		require.Equal(t, now, application["rejected_at"])
		require.Equal(t, a.one("/ats/rejection-reasons", a.fake.ID("/ats/rejection-reasons", 2))["name"], application["rejection_reason_name"])
		note := a.filtered("/ats/notes", "updated_after", now)[0]
		require.Equal(t, "A pity.", note["content_html"])
		require.Equal(t, id, note["application_id"])
	})
	t.Run("note", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		a.ok(http.MethodPost, "/ats/applications/"+a.fake.ApplicationID(2)+"/notes", record{"content": "Good.", "content_type": "PLAIN_TEXT"})
		require.Equal(t, "Good.", a.filtered("/ats/notes", "updated_after", now)[0]["content_html"])
		require.Equal(t, a.fake.CandidateID(2), a.filtered("/ats/notes", "updated_after", now)[0]["candidate_id"])
	})
	t.Run("existing and new tags", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		id := a.fake.CandidateID(0)
		before := a.one("/ats/candidates", id)
		path := "/ats/candidates/" + id + "/tags"
		a.ok(http.MethodPost, path, record{"tag": record{"name": str(a.all("/ats/tags", nil)[0]["name"])}}) // the candidate already has this tag
		require.Empty(t, a.updatedAfter(now))
		a.ok(http.MethodPost, path, record{"tag": record{"name": "brand new"}})
		require.Equal(t, map[string][]string{"/ats/candidates": {id}, "/ats/tags": {a.fake.ID("/ats/tags", 8)}}, a.updatedAfter(now))
		after := a.one("/ats/candidates", id)
		require.Equal(t, append(refs(before["tags"]), a.fake.ID("/ats/tags", 8)), refs(after["tags"]))
		require.Equal(t, before["changed_at"], after["changed_at"])

		_, warnings := a.okWithWarnings(http.MethodDelete, path, record{"tag": record{"name": "Brand New"}})
		require.Empty(t, warnings)
		require.Equal(t, refs(before["tags"]), refs(a.one("/ats/candidates", id)["tags"]))
		_, warnings = a.okWithWarnings(http.MethodDelete, path, record{"tag": record{"name": "unknown"}})
		require.Len(t, warnings, 1)
	})
	t.Run("attachments", func(t *testing.T) {
		t.Parallel()
		a, now := start(t)
		application, candidate := "/ats/applications/"+a.fake.ApplicationID(3), "/ats/candidates/"+a.fake.CandidateID(3)
		before := a.ok(http.MethodGet, candidate+"/attachments", nil)["results"].([]any)
		a.ok(http.MethodPost, application+"/attachments", pdf())
		a.ok(http.MethodPost, candidate+"/attachments", pdf())
		files := a.ok(http.MethodGet, application+"/attachments", nil)["results"].([]any)
		require.Len(t, files, 1)
		require.Equal(t, "application/pdf", object(t, files[0])["content_type"])
		require.Len(t, a.ok(http.MethodGet, candidate+"/attachments", nil)["results"], len(before)+2)
		listed := a.filtered("/ats/attachments", "updated_after", now)
		require.Len(t, listed, 2)
		require.Equal(t, a.fake.ApplicationID(3), listed[0]["application_id"])
		require.Nil(t, listed[1]["application_id"])
		require.Equal(t, a.fake.CandidateID(3), listed[1]["candidate_id"])
	})
	t.Run("import of a tracked application returns its ids", func(t *testing.T) {
		t.Parallel()
		a, _ := start(t)
		importIDs := record{"id_type": "candidate_and_job_remote_ids", "candidate_remote_id": "1", "job_remote_id": "2"}
		data := a.ok(http.MethodPost, "/ats/import-tracked-application", record{"smartrecruiters": importIDs, "tracked_at": "2026-01-02T03:04:05.000Z"})
		require.Equal(t, record{"smartrecruiters": importIDs}, data["imported_id"])
		require.Equal(t, "2026-01-02T03:04:05.000Z", data["tracked_at"])
		require.NotEmpty(t, data["id"])
	})
}
