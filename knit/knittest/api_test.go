package knittest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// send sends a request without package knit and returns the status, the header and the body of the response.
func send(t *testing.T, fake *knittest.Server, path, body string, header map[string]string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, strings.TrimSuffix(fake.URL, "/v1.0")+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+fake.APIKey)
	req.Header.Set("X-Knit-Integration-Id", fake.IntegrationID)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	content, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, resp.Header, string(content)
}

func TestAPIRejects(t *testing.T) {
	t.Parallel()
	const jobs = `{"dataType":"ats_jobs","destination":"http://127.0.0.1:1/"}`
	for name, tt := range map[string]struct {
		path, body string
		header     map[string]string
		status     int
	}{
		"wrong key":                       {"/v1.0/sync.start", jobs, map[string]string{"Authorization": "Bearer wrong"}, 401},
		"no key":                          {"/v1.0/sync.start", jobs, map[string]string{"Authorization": ""}, 401},
		"no integration":                  {"/v1.0/sync.start", jobs, map[string]string{"X-Knit-Integration-Id": ""}, 400},
		"unknown integration":             {"/v1.0/sync.start", jobs, map[string]string{"X-Knit-Integration-Id": "mg_other"}, 404},
		"unknown method":                  {"/v1.0/sync.begin", jobs, nil, 404},
		"body is not JSON":                {"/v1.0/sync.start", `{`, nil, 400},
		"no data type":                    {"/v1.0/sync.start", `{}`, nil, 400},
		"data type not enabled":           {"/v1.0/sync.start", `{"dataType":"crm_deals"}`, nil, 400},
		"neither destination nor webhook": {"/v1.0/sync.start", `{"dataType":"ats_jobs"}`, nil, 400},
		"update of unknown sync":          {"/v1.0/sync.update", `{"dataType":"ats_jobs","frequency":"high"}`, nil, 404},
		"pause of unknown sync":           {"/v1.0/sync.pause", `{"dataType":"employee"}`, nil, 404},
		"start time of unknown sync":      {"/v1.0/sync.startTime", `{"dataType":"employee","startHour":1,"startMinute":2}`, nil, 404},
		"update without integration":      {"/v1.0/sync.update", jobs, map[string]string{"X-Knit-Integration-Id": ""}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := knittest.NewServer(t)
			status, header, body := send(t, fake, tt.path, tt.body, tt.header)
			require.Equal(t, tt.status, status)
			require.NotEmpty(t, header.Get("X-Knit-Execution-Id"))
			var envelope struct {
				Success *bool
				Error   struct{ Msg string }
			}
			require.NoError(t, json.Unmarshal([]byte(body), &envelope))
			require.Equal(t, new(false), envelope.Success)
			require.NotEmpty(t, envelope.Error.Msg)
			wait(t, fake)
			require.Empty(t, fake.Attempts(), "no run was started")
		})
	}
}

func TestVersionInPath(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(0))
	backend := newBackend(t, fake, nil)
	for _, path := range []string{"/v1.0/sync.start", "/sync.start"} {
		status, header, body := send(t, fake, path, `{"dataType":"ats_jobs","destination":"`+backend.URL+`"}`, nil)
		require.Equal(t, 200, status)
		require.NotEmpty(t, header.Get("X-Knit-Execution-Id"))
		var envelope struct {
			Success bool
			Data    knit.Sync
		}
		require.NoError(t, json.Unmarshal([]byte(body), &envelope))
		require.True(t, envelope.Success)
		require.NotEmpty(t, envelope.Data.JobID)
		require.NotEmpty(t, envelope.Data.RunID)
	}
	wait(t, fake)
}

func TestUpdateSync(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(2), knittest.WithDelta(knittest.Delta{}))
	before, after := newBackend(t, fake, nil), newBackend(t, fake, nil)
	integration := connect(t, fake)
	started, err := integration.StartSync(t.Context(), knit.StartSyncRequest{
		DataType: knit.DataTypeATSJobs, Destination: before.URL, Models: []knit.Model{knit.ModelJobInfo},
	})
	require.NoError(t, err)
	wait(t, fake)

	// A new destination or frequency starts no run.
	sync, err := integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: knit.DataTypeATSJobs, Destination: after.URL})
	require.NoError(t, err)
	require.Equal(t, &knit.Sync{JobID: started.JobID}, sync)
	sync, err = integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: knit.DataTypeATSJobs, Frequency: knit.FrequencyHigh})
	require.NoError(t, err)
	require.Empty(t, sync.RunID)
	wait(t, fake)
	require.Empty(t, after.got())

	// New models start an initial run, which is delivered to the new destination.
	sync, err = integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{
		DataType: knit.DataTypeATSJobs, Models: []knit.Model{knit.ModelJobInfo, knit.ModelJobCustomFields},
	})
	require.NoError(t, err)
	require.Equal(t, started.JobID, sync.JobID)
	require.NotEmpty(t, sync.RunID)
	wait(t, fake)
	require.Equal(t, 2, after.counts()["record.new"])
	for backend, members := range map[*backend][]string{before: {"info"}, after: {"info", "customFields"}} {
		for _, e := range backend.got() {
			if e.EventType == "record.new" {
				var data map[string]json.RawMessage
				require.NoError(t, json.Unmarshal(e.Data, &data))
				require.Len(t, data, len(members))
				for _, m := range members {
					require.Contains(t, data, m)
				}
			}
		}
	}
}

func TestPausedSyncHasNoDelta(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(1))
	arrived, paused := make(chan struct{}), make(chan struct{})
	backend := newBackend(t, fake, func(e *knit.RawEvent) error {
		if e.EventType == "record.new" {
			close(arrived)
			<-paused
		}
		return nil
	})
	start(t, fake, backend.URL)
	<-arrived
	err := connect(t, fake).PauseSync(t.Context(), knit.PauseSyncRequest{DataType: knit.DataTypeATSJobs})
	close(paused)
	require.NoError(t, err)
	wait(t, fake)
	for _, e := range backend.got() {
		require.Equal(t, knit.SyncInitial, e.SyncType)
	}
}

func TestRegisteredWebhook(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithEmployees(2), knittest.WithDelta(knittest.Delta{}))
	backend := newBackend(t, fake, nil)
	fake.SetWebhook(backend.URL)
	_, err := connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeEmployee, SyncType: knit.SyncInitial})
	require.NoError(t, err)
	wait(t, fake)
	require.Equal(t, 2, backend.counts()["record.new"])
}

func TestRequests(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(0))
	backend := newBackend(t, fake, nil)
	start(t, fake, backend.URL)
	for range 2 {
		seen := fake.Requests()
		require.Len(t, seen, 1)
		require.Equal(t, "Bearer "+fake.APIKey, seen[0].Header.Get("Authorization"))
		var req knit.StartSyncRequest
		require.NoError(t, json.NewDecoder(seen[0].Body).Decode(&req))
		require.Equal(t, backend.URL, req.Destination)
	}
	wait(t, fake)
}

func TestInjectedFaults(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(0))
	backend := newBackend(t, fake, nil)
	integration := connect(t, fake)
	begin := func() error {
		_, err := integration.StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: backend.URL})
		return err
	}
	fake.Inject(knittest.Status(403), knittest.RetryAfter(429, 7*time.Second), knittest.Unsuccessful("quota"), knittest.Cut(), nil,
		knittest.CutBody(), knittest.ActThenRespond(504), knittest.Slow(time.Millisecond))

	require.ErrorIs(t, begin(), rolecall.ErrForbidden)
	var e *rolecall.Error
	require.ErrorAs(t, begin(), &e)
	require.Equal(t, 429, e.StatusCode)
	require.Equal(t, 7*time.Second, e.RetryAfter)
	require.ErrorAs(t, begin(), &e)
	require.Equal(t, 200, e.StatusCode)
	require.Equal(t, "quota", e.Message)
	require.NotEmpty(t, e.RequestID)
	require.ErrorIs(t, begin(), rolecall.ErrAmbiguous)
	require.Empty(t, fake.Attempts(), "no run was started")

	require.NoError(t, begin())
	require.ErrorIs(t, begin(), rolecall.ErrAmbiguous)
	require.ErrorAs(t, begin(), &e)
	require.Equal(t, 504, e.StatusCode)
	require.Contains(t, e.Message, "after the request was acted on")
	require.NoError(t, begin())
	wait(t, fake)
	require.Equal(t, 4*2, backend.counts()["sync.events.processed"], "the cut response and the 504 also started a run")
	require.Len(t, fake.Requests(), 8)
}
