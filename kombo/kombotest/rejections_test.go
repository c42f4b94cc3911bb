package kombotest_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestRejections(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	with := func(name, value string) *api {
		changed := *a
		changed.header = a.header.Clone()
		if changed.header.Set(name, value); value == "" {
			changed.header.Del(name)
		}
		return &changed
	}
	for name, header := range map[string]string{"missing API key": "", "wrong API key": "Bearer other", "API key without Bearer": a.fake.APIKey} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/check-api-key", "/ats/jobs", "/nothing"} {
				with("Authorization", header).get(path).rejected(t, http.StatusUnauthorized, "PLATFORM.AUTHENTICATION_INVALID")
			}
		})
	}
	t.Run("missing or unknown integration", func(t *testing.T) {
		t.Parallel()
		for _, op := range everyOperation(a.fake) {
			if !strings.HasPrefix(op.path, "/ats/") && op.path != "/force-sync" && !strings.HasPrefix(op.path, "/passthrough/") {
				other := strings.Replace(op.path, a.fake.IntegrationID, "kombotest:other", 1)
				if other != op.path {
					a.do(op.method(), other, op.body).rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")
				}
				continue
			}
			with("X-Integration-Id", "").do(op.method(), op.path, op.body).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
			with("X-Integration-Id", "other").do(op.method(), op.path, op.body).
				rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")
		}
		for _, path := range everyList {
			with("X-Integration-Id", "").get(path).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
			with("X-Integration-Id", "x").get(path).rejected(t, http.StatusNotFound, "PLATFORM.INTEGRATION_NOT_FOUND")
		}
	})
	t.Run("unknown path or method", func(t *testing.T) {
		t.Parallel()
		a.get("/ats/nothing").rejected(t, http.StatusNotFound, nil)
		a.get("/v1/ats/jobs").rejected(t, http.StatusNotFound, nil)
		a.do(http.MethodPatch, "/ats/jobs", nil).rejected(t, http.StatusNotFound, nil)
	})
	t.Run("invalid query parameters", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{
			"page_size=251", "page_size=0", "page_size=-1", "page_size=ten", "page_size=", "page_size=1.5", "page_size=99999999999999999999",
			"updated_after=2024-01-01T00:00:00%2B02:00", "updated_after=yesterday", "updated_after=", "updated_after=2024-13-01",
			"remote_created_after=2024-01-01T00:00:00-01:00", "include_deleted=1", "include_deleted=", "ignore_unsupported_filters=yes",
			"statuses=OPEN,GONE", "employment_types=full_time", "visibilities=SECRET", "cursor=", "cursor=abc", "cursor=e30%3D", "cursor=%7B%7D",
		} {
			a.get("/ats/jobs?"+query).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		}
		a.get("/ats/applications?outcomes=LOST").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		a.get("/ats/roles?scopes=TEAM").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		fields := "/integrations/" + a.fake.IntegrationID + "/integration-fields?page_size="
		require.Equal(t, http.StatusOK, a.get(fields+"2000").status)
		a.get(fields+"2001").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		a.get("/integrations/"+a.fake.IntegrationID+"/custom-fields?cursor=abc").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
	})
	t.Run("valid query parameters", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{
			"page_size=250", "updated_after=2024-01-01", "updated_after=2024-01-01Z", "updated_after=2024-01-01T00:00:00",
			"updated_after=2024-01-01T00:00:00.123456Z", "include_deleted=false", "ids=", "statuses=OPEN%2CDRAFT", "unknown=1",
		} {
			require.Equal(t, http.StatusOK, a.get("/ats/jobs?"+query).status, query)
		}
	})
}

// rejectedBody is a request with an invalid body.
type rejectedBody struct{ name, request, body string }

func TestRejectedBodies(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	integration := "/integrations/" + a.fake.IntegrationID
	create := "POST /ats/jobs/" + a.fake.JobID(0) + "/applications"
	application := " /ats/applications/" + a.fake.ApplicationID(1)
	candidate := " /ats/candidates/" + a.fake.CandidateID(1)
	const p = `"candidate":{"first_name":"A","last_name":"B","email_address":"a@example.com"`
	file := func(members string) string { return `{"attachment":{"name":"a.pdf","type":"CV"` + members + `}}` }
	data := base64.StdEncoding.EncodeToString([]byte("x"))
	for _, c := range []rejectedBody{
		{"body is not JSON", create, `candidate`},
		{"body is an array", create, `[]`},
		{"body is truncated", create, `{"candidate":{`},
		{"no candidate", create, `{}`},
		{"no first name", create, `{"candidate":{"last_name":"B","email_address":"a@example.com"}}`},
		{"no last name", create, `{"candidate":{"first_name":"A","email_address":"a@example.com"}}`},
		{"name has the wrong type", create, `{"candidate":{"first_name":1}}`},
		{"no email address", create, `{"candidate":{"first_name":"A","last_name":"B"}}`},
		{"invalid email address", create, `{"candidate":{"first_name":"A","last_name":"B","email_address":"example.com"}}`},
		{"additional email address with unknown type", create, `{` + p + `,"additional_email_addresses":[{"type":"HOME","email_address":"a@example.com"}]}}`},
		{"additional phone number without number", create, `{` + p + `,"additional_phone_numbers":[{"type":"WORK"}]}}`},
		{"unknown gender", create, `{` + p + `,"gender":"male"}}`},
		{"invalid date", create, `{` + p + `,"availability_date":"31.03.2026"}}`},
		{"consent time not in UTC", create, `{` + p + `},"gdpr_consent":{"expires_at":"2026-03-31T00:00:00+02:00"}}`},
		{"location without country", create, `{` + p + `,"location":{"city":"Porto"}}}`},
		{"salary without amount", create, `{` + p + `,"salary_expectations":{"period":"YEAR"}}}`},
		{"invalid social link", create, `{` + p + `,"social_links":[{"url":"me"}]}}`},
		{"attachment without content", create, `{` + p + `},"attachments":[{"name":"a","type":"CV"}]}`},
		{"stage of another job", create, `{` + p + `},"stage_id":"` + a.fake.ID("/ats/application-stages", 5) + `"}`},
		{"unknown sourcing user", create, `{` + p + `},"sourced_by":{"user_id":"remote:unknown"}}`},
		{"no application", "POST /ats/candidates", `{` + p + `}}`},
		{"unknown stage", "PUT" + application + "/stage", `{"stage_id":"none"}`},
		{"no stage", "PUT" + application + "/stage", `{}`},
		{"unknown rejection reason", "POST" + application + "/reject", `{"rejection_reason_id":"none"}`},
		{"note without content", "POST" + application + "/notes", `{"content_type":"PLAIN_TEXT"}`},
		{"note without content type", "POST" + application + "/notes", `{"content":"a"}`},
		{"result link without label", "POST" + application + "/result-links", `{"url":"https://example.com"}`},
		{"result link with invalid URL", "POST" + candidate + "/result-links", `{"label":"a","url":"b"}`},
		{"incomplete details", "POST" + candidate + "/result-links", `{"label":"a","url":"https://example.com","details":{}}`},
		{
			"incomplete attribute", "POST" + candidate + "/result-links",
			`{"label":"a","url":"https://example.com","details":{"custom_field_name_prefix":"","attributes":[{"key":"k"}]}}`,
		},
		{"no attachment", "POST" + application + "/attachments", `{}`},
		{"file without content", "POST" + application + "/attachments", file(``)},
		{
			"file with data and data_url", "POST" + candidate + "/attachments",
			file(`,"content_type":"a/b","data":"` + data + `","data_url":"https://example.com/a"`),
		},
		{"data without content type", "POST" + application + "/attachments", file(`,"data":"` + data + `"`)},
		{"data is not base64", "POST" + application + "/attachments", file(`,"content_type":"a/b","data":"!"`)},
		{"invalid content type", "POST" + application + "/attachments", file(`,"content_type":"pdf","data_url":"https://example.com/a"`)},
		{"invalid data_url", "POST" + application + "/attachments", file(`,"data_url":"a.pdf"`)},
		{"file without type", "POST" + application + "/attachments", `{"attachment":{"name":"a","data_url":"https://example.com/a"}}`},
		{"file without name", "POST" + application + "/attachments", `{"attachment":{"type":"CV","data_url":"https://example.com/a"}}`},
		{"no tag", "POST" + candidate + "/tags", `{"tag":{}}`},
		{"no tag to remove", "DELETE" + candidate + "/tags", `{}`},
		{"no tracked_at", "POST /ats/import-tracked-application", `{"recruitee":{"id_type":"placement_id","placement_id":"1"}}`},
		{"two tools", "POST /ats/import-tracked-application", `{"tracked_at":null,"recruitee":{},"onlyfy":{}}`},
		{"ids are not an object", "POST /ats/import-tracked-application", `{"tracked_at":null,"recruitee":1}`},
		{"unknown id_type", "POST /ats/import-tracked-application", `{"tracked_at":null,"recruitee":{"id_type":"application_id"}}`},
		{"no id", "POST /ats/import-tracked-application", `{"tracked_at":null,"recruitee":{"id_type":"placement_id"}}`},
		{"unknown sync type", "POST /force-sync", `{"type":"HALF"}`},
		{"sync request is not an object", "POST /force-sync", `1`},
		{"unknown passthrough method", "POST /passthrough/kombotest/rest", `{"method":"HEAD","path":"/"}`},
		{"no passthrough path", "POST /passthrough/kombotest/rest", `{"method":"GET"}`},
		{"passthrough to another tool", "POST /passthrough/other/rest", `{"method":"GET","path":"/"}`},
		{"no enabled value", "PUT " + integration + "/enabled", `{}`},
		{"unknown language", "POST " + integration + "/relink", `{"language":"pt"}`},
		{"no link_type", "POST " + integration + "/setup-link", `{}`},
		{"setup link without body", "POST " + integration + "/setup-link", ``},
		{"no end user email", "POST /connect/create-link", `{"end_user_organization_name":"A"}`},
		{"no organization", "POST /connect/create-link", `{"end_user_email":"a@example.com"}`},
		{
			"unknown category", "POST /connect/create-link",
			`{"end_user_email":"a@example.com","end_user_organization_name":"A","integration_category":"ats"}`,
		},
		{"no mapping", "PUT " + integration + "/custom-fields/" + fieldID(a.fake, "custom-fields"), `{}`},
		{"no enable_passthrough", "PATCH " + integration + "/integration-fields/" + fieldID(a.fake, "integration-fields"), `{}`},
		{"unknown tool category", "GET /tools/ATS", ``},
		{"no token to activate", "POST /connect/activate-integration", `{}`},
		{"career site without label", "POST /ai-apply/career-sites", `{}`},
		{"posting without career site", "POST /ai-apply/postings", `{"url":"https://example.com"}`},
		{"posting with invalid URL", "POST /ai-apply/postings", `{"url":"ftp://example.com","career_site_id":"` + a.fake.ID("/ai-apply/career-sites", 0) + `"}`},
		{"posting with invalid location", "POST /ai-apply/postings", `{"url":"https://example.com","location":{},"career_site_id":"` + a.fake.ID("/ai-apply/career-sites", 0) + `"}`},
		{"inquiry about an archived posting", "POST /ai-apply/postings/" + a.fake.ID("/ai-apply/postings", 0) + "/inquire", `{}`},
		{"unknown submission token", "POST /ai-apply/apply", `{"submission_token":"x","candidate_email":"a@example.com","screening_question_answers":[]}`},
		{"application for an archived posting", "POST /ai-apply/unified-api/jobs/" + a.fake.ID("/ai-apply/postings", 0) + "/applications", `{` + p + `}}`},
		{"bulk import is not NDJSON", "POST /ai-apply/job-feeds/" + a.fake.ID("/ai-apply/job-feeds", 0) + "/bulk-import", `{}`},
		{"interview without interviewers", "POST" + application + "/interviews", `{"title":"a"}`},
		{"interview of another application", "PATCH" + application + "/interviews", `{"interview_id":"` + a.fake.ID("/ats/interviews", 2) + `"}`},
		{"skill without name", "POST /hris/skills", `{}`},
		{"skill assignment without employee", "POST /hris/employee-skill-assignments", `{"skill_id":"` + a.fake.ID("/hris/skills", 0) + `"}`},
		{"no current_level", "PATCH /hris/employee-skill-assignments/" + a.fake.ID("/hris/employee-skill-assignments", 0), `{}`},
		{"unknown skill level", "PATCH /hris/employee-skill-assignments/" + a.fake.ID("/hris/employee-skill-assignments", 0), `{"current_level":"x"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(c.request, " ")
			a.do(method, path, c.body).rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		})
	}
	for name, request := range map[string]string{
		"job":               "POST /ats/jobs/none/applications",
		"remote job":        "POST /ats/jobs/" + url.PathEscape("remote:none") + "/applications",
		"posting":           "POST /ai-apply/postings/none/inquire",
		"job feed":          "POST /ai-apply/job-feeds/none/bulk-import",
		"skill":             "PATCH /hris/skills/none",
		"skill assignment":  "DELETE /hris/employee-skill-assignments/none",
		"application":       "PUT /ats/applications/none/stage",
		"candidate":         "POST /ats/candidates/none/tags",
		"custom field":      "PUT " + integration + "/custom-fields/none",
		"integration field": "PATCH " + integration + "/integration-fields/none",
	} {
		t.Run("unknown "+name, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(request, " ")
			a.do(method, path, `{`+p+`}}`).rejected(t, http.StatusNotFound, "PLATFORM.INPUT_INVALID")
		})
	}
}

func TestFirstSyncPending(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]kombotest.Option{"current": kombotest.FirstSyncPending(), "legacy": kombotest.FirstSyncPendingLegacy()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t, opt)
			check := func(r response) {
				if name == "current" {
					r.rejected(t, http.StatusConflict, "INTEGRATION.SETUP_SYNC_PENDING")
					return
				}
				require.Equal(t, http.StatusServiceUnavailable, r.status)
				require.JSONEq(t, `{"status":"error","error":{"message":"the first sync has not finished"}}`, string(r.body))
			}
			for _, path := range everyList {
				check(a.get(path))
			}
			for _, op := range everyOperation(a.fake) {
				if strings.HasPrefix(op.path, "/ats/") {
					check(a.do(op.method(), op.path, op.body))
				}
			}
			require.Equal(t, "FINAL_SYNC_PENDING", a.ok(http.MethodGet, "/integrations/"+a.fake.IntegrationID, nil)["setup_status"])
			a.ok(http.MethodPost, "/force-sync", nil)
			a.fake.FinishSync("FAILED")
			check(a.get("/ats/jobs"))
			a.fake.FinishFirstSync()
			require.NotEmpty(t, a.all("/ats/tags", nil))
			require.Equal(t, "COMPLETED", a.ok(http.MethodGet, "/integrations/"+a.fake.IntegrationID, nil)["setup_status"])
		})
	}
}
