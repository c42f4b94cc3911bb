package knittest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

func TestMethodsReject(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method, body string
		header       map[string]string
		status       int
	}{
		"session without customer":              {"auth.createSession", `{}`, nil, 400},
		"body is not JSON":                      {"ats.job.create", `{`, nil, 400},
		"no integration":                        {"ats.job.create", `{"title":"x"}`, map[string]string{"X-Knit-Integration-Id": ""}, 400},
		"unknown integration":                   {"passthrough", `{"method":"GET","path":"/"}`, map[string]string{"X-Knit-Integration-Id": "mg_other"}, 404},
		"wrong key":                             {"ats.job.create", `{"title":"x"}`, map[string]string{"Authorization": "Bearer x"}, 401},
		"job without title":                     {"ats.job.create", `{}`, nil, 400},
		"POST to a GET method":                  {"ats.job.list", `{}`, nil, 404},
		"search without email address":          {"ats.candidates.search", `{"firstName":"x"}`, nil, 400},
		"application for unknown job":           {"ats.application.create", `{"jobId":"x","candidateId":"{cand}"}`, nil, 404},
		"application without candidate":         {"ats.application.create", `{"jobId":"{job}"}`, nil, 400},
		"application of unknown candidate":      {"ats.application.create", `{"jobId":"{job}","candidateId":"x"}`, nil, 404},
		"attachment without application":        {"ats.application.attachment.add", `{"attachment":{}}`, nil, 404},
		"attachment without file":               {"ats.application.attachment.add", `{"applicationId":"{app}"}`, nil, 400},
		"stage update without stage":            {"ats.application.stage.update", `{"applicationId":"{app}"}`, nil, 400},
		"watch fields without JSONPaths":        {"sync.watchFields.update", `{"dataType":"employee"}`, nil, 400},
		"subscribe to no events":                {"events.subscribe", `{}`, nil, 400},
		"custom sync with http webhook URL":     {"sync.custom.start", `{"apiDetails":{"method":"GET","path":"/"},"webhookURL":"http://example.com"}`, nil, 400},
		"passthrough without path":              {"passthrough", `{"method":"GET"}`, nil, 400},
		"employee without last name":            {"hr.employee.create", `{"firstName":"x"}`, nil, 400},
		"update of unknown employee":            {"hr.employee.update", `{"employeeId":"x"}`, nil, 404},
		"leave without employee":                {"hr.employees.leave.create", `{}`, nil, 404},
		"empty deduction":                       {"hr.deductions.create", `{}`, nil, 400},
		"method that the tool does not support": {"hr.employee.terminate", `{"employeeId":"{emp}"}`, nil, 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := knittest.NewServer(t, knittest.WithoutSupport("hr.employee.terminate"))
			request := strings.NewReplacer("{job}", fake.JobID(0), "{cand}", fake.CandidateID(0), "{app}", fake.ApplicationID(0), "{emp}", fake.EmployeeID(0)).Replace(tt.body)
			status, header, body := send(t, fake, "/v1.0/"+tt.method, request, tt.header)
			require.Equal(t, tt.status, status, body)
			require.NotEmpty(t, header.Get("X-Knit-Execution-Id"))
			require.Contains(t, body, `"success":false`)
			require.Len(t, fake.Calls(tt.method), 1)
			require.Empty(t, fake.Calls("sync.start"))
		})
	}
}

func TestUnknownPageToken(t *testing.T) {
	t.Parallel()
	integration := connect(t, knittest.NewServer(t, knittest.WithJobs(1)))
	_, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{ListOptions: knit.ListOptions{Cursor: "another"}})
	require.ErrorIs(t, err, rolecall.ErrInvalid)
}

func TestSyncApplicationsAndCandidates(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithApplications(6))
	backend := newBackend(t, fake, nil)
	for _, dataType := range []knit.DataType{knit.DataTypeATSApplications, knit.DataTypeATSCandidates} {
		_, err := connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{DataType: dataType, Destination: backend.URL})
		require.NoError(t, err)
	}
	wait(t, fake)
	seen := map[knit.DataType]map[string]bool{}
	for _, e := range backend.got() {
		switch {
		case !strings.HasPrefix(e.EventType, "record."):
			continue
		case seen[e.DataType] == nil:
			seen[e.DataType] = map[string]bool{}
		}
		seen[e.DataType][e.RecordID] = true
		if e.EventType == "record.deleted" {
			continue
		}
		if e.DataType == knit.DataTypeATSCandidates {
			var c knit.Candidate
			require.NoError(t, json.Unmarshal(e.Data, &c))
			require.Equal(t, e.RecordID, c.Info.ID)
			continue
		}
		var a knit.Application
		require.NoError(t, json.Unmarshal(e.Data, &a))
		require.Equal(t, e.RecordID, a.Info.ID)
	}
	require.Len(t, seen[knit.DataTypeATSApplications], 7)
	require.Len(t, seen[knit.DataTypeATSCandidates], 7)
}

func TestDeliverAnyEvent(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t)
	require.Error(t, fake.Activate(), "no webhook is registered")
	first, second := newBackend(t, fake, nil), newBackend(t, fake, nil)
	fake.SetWebhook(first.URL)
	require.NoError(t, fake.Deliver(knittest.Event{EventType: "record.new", DataType: "crm_deals", RecordID: "d-1"}, map[string]any{"info": 1}))
	require.Error(t, fake.Deliver(knittest.Event{EventType: "x"}, func() {}))
	wait(t, fake)
	fake.SetWebhook(second.URL)
	require.NoError(t, fake.Activate("no permission"))
	wait(t, fake)
	require.Equal(t, knit.DataType("crm_deals"), first.got()[0].DataType)
	require.JSONEq(t, `{"info":1}`, string(first.got()[0].Data))
	require.Len(t, second.got(), 1)
	activated := second.got()[0]
	require.True(t, knit.HasValidationErrors(&activated))
}

func TestCallsByName(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t)
	integration := connect(t, fake)
	_, err := knit.Call[json.RawMessage](t.Context(), integration, knit.CallRequest{Name: "hr.companies.list", Query: url.Values{"x": {"1"}}})
	require.NoError(t, err)
	_, err = integration.ATS.CreateJob(t.Context(), knit.CreateJobRequest{Title: "Nurse"})
	require.NoError(t, err)
	require.Len(t, fake.Calls(""), 2)
	call := fake.Calls("hr.companies.list")[0]
	require.Equal(t, http.MethodGet, call.Method)
	require.Equal(t, "1", call.URL.Query().Get("x"))
	require.Equal(t, fake.IntegrationID, call.IntegrationID)
	var job knit.CreateJobRequest
	require.NoError(t, fake.Calls("ats.job.create")[0].Decode(&job))
	require.Equal(t, "Nurse", job.Title)
}
