package kombotest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// operation is a request that succeeds.
type operation struct {
	documented string // such as "POST /ats/jobs/{job_id}/applications"
	path       string // of the request
	body       any
}

func (o operation) method() string {
	method, _, _ := strings.Cut(o.documented, " ")
	return method
}

func person(name string) record {
	return record{"first_name": name, "last_name": "Tester", "email_address": strings.ToLower(name) + "@example.com"}
}

func pdf() record {
	return record{"attachment": record{
		"name": "cv.pdf", "type": "CV", "content_type": "application/pdf", "data": base64.StdEncoding.EncodeToString([]byte("%PDF")),
	}}
}

// newEmployee returns the values of a valid form for a new employee.
func newEmployee(fake *kombotest.Server, email string) record {
	return record{
		"firstName": "Nora", "lastName": "New", "workEmail": email, "startDate": "2026-02-01", "site": fake.ID("/hris/locations", 2),
		"home": record{"street": "1 Example Street", "phones": []string{"+43 1"}}, "equipment": []string{equipmentID(fake)},
	}
}

// interview returns the body of a new interview.
func interview(fake *kombotest.Server) record {
	return record{
		"title": "First interview", "start_time": "2026-03-02T09:00:00.000Z", "end_time": "2026-03-02T10:00:00.000Z",
		"interviewer_user_ids": []string{fake.ID("/ats/users", 1)}, "organizer_user_id": fake.ID("/ats/users", 2),
		"location": record{"type": "PHYSICAL", "address": "1 Example Street"},
	}
}

// with sets a member of a record and returns the record.
func with(r record, name string, value any) record {
	r[name] = value
	return r
}

// newAbsence returns the body of a new absence.
func newAbsence(fake *kombotest.Server) record {
	return record{
		"employee_id": fake.EmployeeID(5), "absence_type_id": fake.ID("/hris/absence-types", 1), "start_date": "2026-03-02",
		"end_date": "2026-03-03T00:00:00.000Z", "employee_note": nil, "amount": 2, "unit": "DAYS", "start_time": "08:30", "end_time": "16:00:00",
	}
}

// everyOperation returns every operation except lists, in an order in which all succeed: the last one deletes
// the integration.
func everyOperation(fake *kombotest.Server) []operation {
	job, candidate, application := fake.JobID(0), fake.CandidateID(4), fake.ApplicationID(4)
	integration := "/integrations/" + fake.IntegrationID
	link := record{"label": "Result", "url": "https://results.example.com/1"}
	return []operation{
		{"GET /check-api-key", "/check-api-key", nil},
		{"POST /force-sync", "/force-sync", record{"type": "DELTA"}},
		{"POST /passthrough/{tool}/{api}", "/passthrough/kombotest/rest", record{"method": "POST", "path": "/people", "data": record{"a": 1}}},
		{"GET /integrations/{integration_id}", integration, nil},
		{"PUT /integrations/{integration_id}/enabled", integration + "/enabled", record{"value": true}},
		{"POST /integrations/{integration_id}/relink", integration + "/relink", record{"language": "de", "link_type": "MAGIC_LINK"}},
		{"POST /integrations/{integration_id}/setup-link", integration + "/setup-link", record{"link_type": "EMBEDDED"}},
		{"GET /integrations/{integration_id}/integration-fields", integration + "/integration-fields?page_size=2000", nil},
		{
			"PATCH /integrations/{integration_id}/integration-fields/{integration_field_id}",
			integration + "/integration-fields/" + fieldID(fake, "integration-fields"),
			record{"enable_passthrough": true},
		},
		{"GET /integrations/{integration_id}/custom-fields", integration + "/custom-fields", nil},
		{
			"PUT /integrations/{integration_id}/custom-fields/{custom_field_id}",
			integration + "/custom-fields/" + fieldID(fake, "custom-fields"),
			record{"integration_field_id": fieldID(fake, "integration-fields")},
		},
		{"GET /tools/{category}", "/tools/ats", nil},
		{"POST /connect/create-link", "/connect/create-link", record{
			"end_user_email": "admin@example.com", "end_user_organization_name": "Example Works", "integration_category": "ATS", "language": nil,
		}},
		{"GET /connect/integration-by-token/{token}", "/connect/integration-by-token/any", nil},

		{"POST /ats/jobs/{job_id}/applications", "/ats/jobs/" + job + "/applications", record{"candidate": person("Nora")}},
		{"POST /ats/candidates", "/ats/candidates", record{"candidate": person("Otto"), "application": record{"job_id": job}}},
		{"PUT /ats/applications/{application_id}/stage", "/ats/applications/" + application + "/stage", record{"stage_id": fake.ID("/ats/application-stages", 1)}},
		{
			"POST /ats/applications/{application_id}/reject", "/ats/applications/" + application + "/reject",
			record{"rejection_reason_id": fake.ID("/ats/rejection-reasons", 2), "note": "Sorry."},
		},
		{
			"POST /ats/applications/{application_id}/notes", "/ats/applications/" + application + "/notes",
			record{"content": "Well done.", "content_type": "PLAIN_TEXT"},
		},
		{"POST /ats/applications/{application_id}/result-links", "/ats/applications/" + application + "/result-links", link},
		{"POST /ats/applications/{application_id}/attachments", "/ats/applications/" + application + "/attachments", pdf()},
		{"GET /ats/applications/{application_id}/attachments", "/ats/applications/" + application + "/attachments", nil},
		{"POST /ats/candidates/{candidate_id}/result-links", "/ats/candidates/" + candidate + "/result-links", link},
		{"POST /ats/candidates/{candidate_id}/attachments", "/ats/candidates/" + candidate + "/attachments", pdf()},
		{"GET /ats/candidates/{candidate_id}/attachments", "/ats/candidates/" + candidate + "/attachments", nil},
		{"POST /ats/candidates/{candidate_id}/tags", "/ats/candidates/" + candidate + "/tags", record{"tag": record{"name": "brand new"}}},
		{"DELETE /ats/candidates/{candidate_id}/tags", "/ats/candidates/" + candidate + "/tags", record{"tag": record{"name": "brand new"}}},
		{
			"POST /ats/import-tracked-application", "/ats/import-tracked-application",
			record{"greenhouse": record{"id_type": "application_id", "application_id": "7"}, "tracked_at": nil},
		},

		{"GET /hris/employees/form", "/hris/employees/form", nil},
		{"POST /hris/employees/form", "/hris/employees/form", record{"properties": newEmployee(fake, "nora.new@example.com")}},
		{
			"POST /hris/employees/{employee_id}/documents", "/hris/employees/" + fake.EmployeeID(3) + "/documents", record{
				"category_id": fake.ID("/hris/employee-document-categories", 1),
				"document":    record{"name": "contract.pdf", "data_url": "https://files.example.com/contract.pdf"},
			},
		},
		{"POST /hris/absences", "/hris/absences", newAbsence(fake)},
		{"DELETE /hris/absences/{absence_id}", "/hris/absences/" + fake.ID("/hris/absences", 7), record{}},
		{"POST /ats/applications/{application_id}/interviews", "/ats/applications/" + application + "/interviews", interview(fake)},
		{
			"PATCH /ats/applications/{application_id}/interviews", "/ats/applications/" + application + "/interviews",
			with(interview(fake), "interview_id", fake.ID("/ats/interviews", 2)),
		},
		{"POST /hris/skills", "/hris/skills", record{"name": "Juggling", "levels": []string{"Two balls", "Three balls"}}},
		{"PATCH /hris/skills/{skill_id}", "/hris/skills/" + fake.ID("/hris/skills", 1), record{"name": "First aid for adults"}},
		{"DELETE /hris/skills/{skill_id}", "/hris/skills/" + fake.ID("/hris/skills", 2), record{}},
		{"POST /hris/employee-skill-assignments", "/hris/employee-skill-assignments", record{
			"employee_id": fake.EmployeeID(5), "skill_id": fake.ID("/hris/skills", 1), "current_level": "Expert",
		}},
		{
			"PATCH /hris/employee-skill-assignments/{employee_skill_assignment_id}",
			"/hris/employee-skill-assignments/" + fake.ID("/hris/employee-skill-assignments", 1),
			record{"current_level": nil},
		},
		{
			"DELETE /hris/employee-skill-assignments/{employee_skill_assignment_id}",
			"/hris/employee-skill-assignments/" + fake.ID("/hris/employee-skill-assignments", 3),
			record{},
		},
		{"POST /connect/activate-integration", "/connect/activate-integration", record{"token": "any"}},
		{"POST /ai-apply/career-sites", "/ai-apply/career-sites", record{"label": "Quay 7"}},
		{"POST /ai-apply/postings", "/ai-apply/postings", record{
			"url": "https://careers.example.com/new", "career_site_id": fake.ID("/ai-apply/career-sites", 0), "location": record{"country": "AT"},
		}},
		{"POST /ai-apply/postings/{posting_id}/inquire", "/ai-apply/postings/" + fake.ID("/ai-apply/postings", 1) + "/inquire", record{}},
		{
			"POST /ai-apply/unified-api/jobs/{job_id}/applications", "/ai-apply/unified-api/jobs/" + fake.ID("/ai-apply/postings", 1) + "/applications",
			record{"candidate": person("Paula"), "query_params": record{"source": "board"}},
		},
		{"POST /ai-apply/job-feeds", "/ai-apply/job-feeds", record{"label": "Daily"}},

		{"GET /assessment/packages", "/assessment/packages", nil},
		{"PUT /assessment/packages", "/assessment/packages", record{"packages": []record{
			{"id": "juggling", "type": "SKILLS_TEST", "name": "Juggling", "description": "Five balls."},
		}}},
		{
			"PUT /assessment/orders/{assessment_order_id}/result", "/assessment/orders/" + fake.OrderID(0) + "/result",
			record{"status": "COMPLETED", "result_url": "https://results.example.com/1", "completed_at": "2026-01-02T03:04:05.000Z", "score": 7, "max_score": 10},
		},

		{"DELETE /integrations/{integration_id}", integration, record{}},
	}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, op := range everyOperation(a.fake) {
		_, warnings := a.okWithWarnings(op.method(), op.path, op.body)
		isAction := op.documented != "GET /assessment/packages" && slices.ContainsFunc([]string{"/ats/", "/hris/", "/assessment/", "/passthrough/"},
			func(category string) bool { return strings.HasPrefix(op.path, category) })
		require.Equal(t, isAction, warnings != nil, op.documented)
		require.Empty(t, warnings)
	}
	a.get("/ats/jobs").rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")
	a.get("/connect/integration-by-token/any").rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")
}

func TestGeneralOperations(t *testing.T) {
	t.Parallel()
	t.Run("force-sync twice queues one sync", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		first := a.ok(http.MethodPost, "/force-sync", nil)
		require.Equal(t, record{"already_queued": false, "sync_id": first["sync_id"], "type": "FULL"}, first)
		second := a.ok(http.MethodPost, "/force-sync", record{"type": "DELTA"})
		require.Equal(t, record{"already_queued": true, "sync_id": first["sync_id"], "type": "FULL"}, second)
		a.fake.FinishSync("FAILED")
		require.NotEqual(t, first["sync_id"], a.ok(http.MethodPost, "/force-sync", nil)["sync_id"])
	})
	t.Run("passthrough returns its request by default", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		data := a.ok(http.MethodPost, "/passthrough/kombotest/rest", record{"method": "PATCH", "path": "/people/1", "data": record{"x": []int{1}}})
		require.InDelta(t, 200, data["status"], 0)
		require.Equal(t, record{"method": "PATCH", "path": "/people/1", "api": "rest", "data": record{"x": []any{1.0}}}, data["data"])
	})
	t.Run("disabled integration rejects reads", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		path := "/integrations/" + a.fake.IntegrationID
		a.ok(http.MethodPut, path+"/enabled", record{"value": false})
		require.Equal(t, "INACTIVE", a.ok(http.MethodGet, path, nil)["status"])
		a.get("/ats/jobs").rejected(t, http.StatusForbidden, "INTEGRATION.INACTIVE")
		a.ok(http.MethodPut, path+"/enabled", record{"value": true})
		require.NotEmpty(t, a.all("/ats/tags", nil))
	})
	t.Run("fields are listed in pages and keep their mapping", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		path := "/integrations/" + a.fake.IntegrationID
		for _, name := range []string{"/integration-fields", "/custom-fields"} {
			whole := a.all(path+name, nil)
			require.NotEmpty(t, whole)
			require.Equal(t, whole, a.filtered(path+name, "page_size", "2"))
			data := a.ok(http.MethodGet, path+name+"?page_size=2", nil)
			require.NotNil(t, data["next"])
			require.Equal(t, data["next"], data["next_cursor"])
		}
		custom, field := a.all(path+"/custom-fields", nil)[1], a.all(path+"/integration-fields", nil)[5]
		require.Nil(t, custom["integration_field"])
		one := path + "/custom-fields/" + str(custom["id"])
		mapped := a.ok(http.MethodPut, one, record{"integration_field_id": field["id"]})
		require.Equal(t, field["key"], object(t, mapped["integration_field"])["key"])
		require.Equal(t, mapped, a.all(path+"/custom-fields", nil)[1])
		require.Equal(t, custom, a.ok(http.MethodPut, one, record{"integration_field_id": nil}))

		one = path + "/integration-fields/" + str(field["id"])
		require.Equal(t, true, a.ok(http.MethodPatch, one, record{"enable_passthrough": true})["is_passthrough_enabled"])
		require.Equal(t, true, a.all(path+"/integration-fields", nil)[5]["is_passthrough_enabled"])
		require.Equal(t, false, a.ok(http.MethodPatch, one, record{"enable_passthrough": nil})["is_passthrough_enabled"])
	})
}

// read returns the data of a GET.
func read(fake *kombotest.Server, path string) (data record) {
	r, err := http.NewRequest(http.MethodGet, fake.URL+path, http.NoBody) //nolint:noctx // a fake on loopback
	if err != nil {
		panic(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + fake.APIKey}, "X-Integration-Id": {fake.IntegrationID}}
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := transport.RoundTrip(r)
	if err != nil {
		panic(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var body struct{ Data record }
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		panic(err)
	}
	return body.Data
}

// fieldID returns the id of the second field in a list of the integration.
func fieldID(fake *kombotest.Server, list string) string {
	field := read(fake, "/integrations/"+fake.IntegrationID+"/"+list)["results"].([]any)[1]
	return field.(record)["id"].(string)
}

// equipmentID returns the id of the second option of the form's equipment, or "" if the fake does not serve
// the form yet.
func equipmentID(fake *kombotest.Server) string {
	form, served := read(fake, "/hris/employees/form")["properties"].(record)
	if !served {
		return ""
	}
	equipment := form["equipment"].(record)
	return equipment["options"].(record)["entries"].([]any)[1].(record)["id"].(string)
}
