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
		"a session without its customer": {"auth.createSession", `{}`, nil, 400},
		"a body that is no JSON":         {"ats.job.create", `{`, nil, 400},
		"no integration":                 {"ats.job.create", `{"title":"x"}`, map[string]string{"X-Knit-Integration-Id": ""}, 400},
		"another integration":            {"passthrough", `{"method":"GET","path":"/"}`, map[string]string{"X-Knit-Integration-Id": "mg_other"}, 404},
		"a wrong key":                    {"ats.job.create", `{"title":"x"}`, map[string]string{"Authorization": "Bearer x"}, 401},
		"a job without a title":          {"ats.job.create", `{}`, nil, 400},
		"a read that is posted":          {"ats.job.list", `{}`, nil, 404},
		"a search without an address":    {"ats.candidates.search", `{"firstName":"x"}`, nil, 400},
		"an application for no job":      {"ats.application.create", `{"jobId":"x","candidateId":"{cand}"}`, nil, 404},
		"an application of nobody":       {"ats.application.create", `{"jobId":"{job}"}`, nil, 400},
		"an application of a stranger":   {"ats.application.create", `{"jobId":"{job}","candidateId":"x"}`, nil, 404},
		"a file for no application":      {"ats.application.attachment.add", `{"attachment":{}}`, nil, 404},
		"no file":                        {"ats.application.attachment.add", `{"applicationId":"{app}"}`, nil, 400},
		"a move to nowhere":              {"ats.application.stage.update", `{"applicationId":"{app}"}`, nil, 400},
		"watching nothing":               {"sync.watchFields.update", `{"dataType":"employee"}`, nil, 400},
		"a subscription to nothing":      {"events.subscribe", `{}`, nil, 400},
		"a custom sync in the clear":     {"sync.custom.start", `{"apiDetails":{"method":"GET","path":"/"},"webhookURL":"http://example.com"}`, nil, 400},
		"passing through to nowhere":     {"passthrough", `{"method":"GET"}`, nil, 400},
		"an employee without a name":     {"hr.employee.create", `{"firstName":"x"}`, nil, 400},
		"an update of nobody":            {"hr.employee.update", `{"employeeId":"x"}`, nil, 404},
		"leave for nobody":               {"hr.employees.leave.create", `{}`, nil, 404},
		"an empty deduction":             {"hr.deductions.create", `{}`, nil, 400},
		"what the app does not support":  {"hr.employee.terminate", `{"employeeId":"{emp}"}`, nil, 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := knittest.NewServer(t, knittest.WithoutSupport("hr.employee.terminate"))
			sent := strings.NewReplacer("{job}", fake.JobID(0), "{cand}", fake.CandidateID(0), "{app}", fake.ApplicationID(0), "{emp}", fake.EmployeeID(0)).Replace(tt.body)
			status, header, body := ask(t, fake, "/v1.0/"+tt.method, sent, tt.header)
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
	host := newHost(t, fake, nil)
	for _, dataType := range []knit.DataType{knit.DataTypeATSApplications, knit.DataTypeATSCandidates} {
		_, err := connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{DataType: dataType, Destination: host.URL})
		require.NoError(t, err)
	}
	wait(t, fake)
	seen := map[knit.DataType]map[string]bool{}
	for _, e := range host.got() {
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
	require.Error(t, fake.Activate(), "there is nowhere to deliver to")
	first, second := newHost(t, fake, nil), newHost(t, fake, nil)
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
