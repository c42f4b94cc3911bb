package knit_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

func TestStartSyncRequest(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		req  knit.StartSyncRequest
		want string
	}{
		"generation of Knit's guides": {
			knit.StartSyncRequest{
				DataType: knit.DataTypeEmployee, Frequency: knit.FrequencyHigh, Destination: "https://example.com/hooks/knit?a=1&b=2",
				Models: []knit.Model{knit.ModelEmployeeProfile, knit.ModelEmployeeOrgStructure, knit.ModelEmployeeBankAccount},
			},
			`{"dataType":"employee","models":["employee_profile","employee_orgStructure","employee_bankAccount"],
			  "frequency":"high","destination":"https://example.com/hooks/knit?a=1&b=2"}`,
		},
		"newer generation": {
			knit.StartSyncRequest{
				DataType: knit.DataTypeATSJobs, SyncType: knit.SyncDelta, HonorScheduler: new(true), IncludeInactiveRecords: new(true),
				StartHour: new(23), StartMinute: new(59),
			},
			`{"dataType":"ats_jobs","syncType":"delta_sync","honorScheduler":true,"includeInactiveRecords":true,"startHour":23,"startMinute":59}`,
		},
		"zero and false are sent": {
			knit.StartSyncRequest{
				DataType: knit.DataTypeATSJobs, HonorScheduler: new(false), IncludeInactiveRecords: new(false), StartHour: new(0), StartMinute: new(0),
			},
			`{"dataType":"ats_jobs","honorScheduler":false,"includeInactiveRecords":false,"startHour":0,"startMinute":0}`,
		},
		"only data type": {knit.StartSyncRequest{DataType: "crm_deals"}, `{"dataType":"crm_deals"}`},
		"unknown members": {
			knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Extra: map[string]json.RawMessage{"lookBack": json.RawMessage(`{"days":3}`)}},
			`{"dataType":"ats_jobs","lookBack":{"days":3}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, network := mockIntegration(t, respondWith(200, started))
			sync, err := integration.StartSync(t.Context(), tt.req)
			require.NoError(t, err)
			require.Equal(t, &knit.Sync{JobID: "sj_test01", RunID: "sr_test01"}, sync)
			require.Len(t, network.requests(), 1)
			require.JSONEq(t, tt.want, network.requests()[0].Body)
		})
	}
}

func TestStartSyncResponse(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status   int
		response string
		want     knit.Sync
	}{
		"no run id":         {200, `{"success":true,"data":{"syncJobId":"sj_1"}}`, knit.Sync{JobID: "sj_1"}},
		"success as string": {200, `{"success":"true","data":{"syncJobId":"sj_1","syncRunId":"sn_1"}}`, knit.Sync{JobID: "sj_1", RunID: "sn_1"}},
		"other 2xx status":  {201, started, knit.Sync{JobID: "sj_test01", RunID: "sr_test01"}},
		"unknown members are kept": {
			200, `{"data":{"syncJobId":"sj_1","nextRunAt":"1767600000000"},"success":true,"more":1}`,
			knit.Sync{JobID: "sj_1", Extra: map[string]json.RawMessage{"nextRunAt": json.RawMessage(`"1767600000000"`)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, _ := mockIntegration(t, respondWith(tt.status, tt.response))
			sync, err := integration.StartSync(t.Context(), jobs())
			require.NoError(t, err)
			require.Equal(t, &tt.want, sync)
		})
	}
}

func TestUpdateSync(t *testing.T) {
	t.Parallel()
	t.Run("sends only set fields", func(t *testing.T) {
		t.Parallel()
		integration, network := mockIntegration(t, respondWith(200, started))
		for _, req := range []knit.UpdateSyncRequest{
			{DataType: knit.DataTypeEmployee, Models: []knit.Model{knit.ModelEmployeeProfile}},
			{DataType: knit.DataTypeEmployee, Frequency: knit.FrequencyMedium},
			{DataType: knit.DataTypeEmployee, Destination: "https://example.com/new"},
			{DataType: knit.DataTypeEmployee, Extra: map[string]json.RawMessage{"startHour": json.RawMessage("7")}},
		} {
			sync, err := integration.UpdateSync(t.Context(), req)
			require.NoError(t, err)
			require.Equal(t, "sj_test01", sync.JobID)
		}
		var bodies []string
		for _, r := range network.requests() {
			require.Equal(t, "https://api.getknit.dev/v1.0/sync.update", r.URL)
			bodies = append(bodies, r.Body)
		}
		require.Equal(t, []string{
			`{"dataType":"employee","models":["employee_profile"]}`, `{"dataType":"employee","frequency":"medium"}`,
			`{"dataType":"employee","destination":"https://example.com/new"}`, `{"dataType":"employee","startHour":7}`,
		}, bodies)
	})
	t.Run("accepts response without data", func(t *testing.T) {
		t.Parallel()
		for _, response := range []string{`{"success":true,"data":null}`, `{"success":true}`, `{"success":true,"data":{}}`} {
			integration, _ := mockIntegration(t, respondWith(200, response))
			sync, err := integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: "employee", Frequency: knit.FrequencyHigh})
			require.NoError(t, err)
			require.Empty(t, sync)
		}
	})
}

func TestPauseSync(t *testing.T) {
	t.Parallel()
	for _, response := range []string{`{"success":true,"data":null}`, `{"success":true}`, `{"success":true,"data":"paused"}`} {
		integration, network := mockIntegration(t, respondWith(200, response))
		require.NoError(t, integration.PauseSync(t.Context(), knit.PauseSyncRequest{DataType: knit.DataTypeATSJobs}))
		require.Equal(t, "https://api.getknit.dev/v1.0/sync.pause", network.requests()[0].URL)
		require.JSONEq(t, `{"dataType":"ats_jobs"}`, network.requests()[0].Body)
	}
}

func TestSetStartTime(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t)
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	require.NoError(t, err)
	integration := client.Integration(fake.IntegrationID)
	req := knit.SetStartTimeRequest{DataType: knit.DataTypeATSJobs, StartHour: 23, StartMinute: 59}
	require.ErrorIs(t, integration.SetStartTime(t.Context(), req), rolecall.ErrNotFound, "no sync was started")
	_, err = integration.StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: "http://127.0.0.1:1/"})
	require.NoError(t, err)
	require.NoError(t, integration.SetStartTime(t.Context(), req))
	hour, minute := fake.StartTime(knittest.Jobs)
	require.Equal(t, []int{23, 59}, []int{hour, minute})

	midnight, network := mockIntegration(t, respondWith(200, `{"success":true,"data":null}`))
	require.NoError(t, midnight.SetStartTime(t.Context(), knit.SetStartTimeRequest{DataType: knit.DataTypeATSJobs}))
	require.Equal(t, "https://api.getknit.dev/v1.0/sync.startTime", network.requests()[0].URL)
	require.JSONEq(t, `{"dataType":"ats_jobs","startHour":0,"startMinute":0}`, network.requests()[0].Body, "midnight is sent")

	for want, wrong := range map[string]knit.SetStartTimeRequest{
		"DataType is empty":  {},
		"StartHour is 24":    {DataType: knit.DataTypeATSJobs, StartHour: 24},
		"StartHour is -1":    {DataType: knit.DataTypeATSJobs, StartHour: -1},
		"StartMinute is 60":  {DataType: knit.DataTypeATSJobs, StartMinute: 60},
		"StartMinute is -30": {DataType: knit.DataTypeATSJobs, StartMinute: -30},
	} {
		err := midnight.SetStartTime(t.Context(), wrong)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.ErrorContains(t, err, want)
	}
	require.Len(t, network.requests(), 1)
}

// calls returns the sync methods of an integration, by their operation names.
func calls(req knit.StartSyncRequest) map[string]func(context.Context, *knit.Integration, ...rolecall.CallOption) error {
	return map[string]func(context.Context, *knit.Integration, ...rolecall.CallOption) error{
		"knit.sync.start": func(ctx context.Context, i *knit.Integration, opts ...rolecall.CallOption) error {
			_, err := i.StartSync(ctx, req, opts...)
			return err
		},
		"knit.sync.update": func(ctx context.Context, i *knit.Integration, opts ...rolecall.CallOption) error {
			_, err := i.UpdateSync(ctx, knit.UpdateSyncRequest{DataType: req.DataType, Models: req.Models, Destination: req.Destination}, opts...)
			return err
		},
		"knit.sync.pause": func(ctx context.Context, i *knit.Integration, opts ...rolecall.CallOption) error {
			return i.PauseSync(ctx, knit.PauseSyncRequest{DataType: req.DataType}, opts...)
		},
		"knit.sync.startTime": func(ctx context.Context, i *knit.Integration, opts ...rolecall.CallOption) error {
			return i.SetStartTime(ctx, knit.SetStartTimeRequest{DataType: req.DataType}, opts...)
		},
	}
}

func TestInvalidSyncRequestsNotSent(t *testing.T) {
	t.Parallel()
	requireRejected := func(t *testing.T, op string, id string, call func(*knit.Integration) error) {
		t.Helper()
		n := newNetwork(respondWith(200, started))
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()))
		require.NoError(t, err)
		err = call(client.Integration(id))
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		e := asError(t, err)
		require.Equal(t, op, e.Op)
		require.Zero(t, e.StatusCode)
		require.Zero(t, e.Attempts)
		require.NotEmpty(t, e.Message, "the error names the problem")
		require.Empty(t, n.requests())
	}

	for name, id := range map[string]string{
		"empty integration id": "", "blank integration id": " ", "integration id with line break": "mg_1\r\nX-Evil: 1", "integration id not ASCII": "mg_é",
	} {
		for op, call := range calls(jobs()) {
			t.Run(name+" in "+op, func(t *testing.T) {
				t.Parallel()
				requireRejected(t, op, id, func(i *knit.Integration) error { return call(t.Context(), i) })
			})
		}
	}
	for op, call := range calls(knit.StartSyncRequest{Models: []knit.Model{"job_info"}}) {
		t.Run("no data type in "+op, func(t *testing.T) {
			t.Parallel()
			requireRejected(t, op, integrationID, func(i *knit.Integration) error { return call(t.Context(), i) })
		})
	}
	for _, destination := range []string{"example.com/hooks", "/hooks", "ftp://example.com/hooks", "https://", "https://:443/hooks", "https:example.com", "https://exa mple.com", "\n"} {
		for _, op := range []string{"knit.sync.start", "knit.sync.update"} {
			t.Run("destination "+destination+" in "+op, func(t *testing.T) {
				t.Parallel()
				req := jobs()
				req.Destination = destination
				requireRejected(t, op, integrationID, func(i *knit.Integration) error { return calls(req)[op](t.Context(), i) })
			})
		}
	}
	for name, req := range map[string]knit.StartSyncRequest{
		"hour 24":   {DataType: "employee", StartHour: new(24)},
		"hour -1":   {DataType: "employee", StartHour: new(-1)},
		"minute 60": {DataType: "employee", StartHour: new(1), StartMinute: new(60)},
		"minute -1": {DataType: "employee", StartMinute: new(-1)},
		"Extra is not JSON": {
			DataType: "employee",
			Extra:    map[string]json.RawMessage{"x": json.RawMessage("{")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireRejected(t, "knit.sync.start", integrationID, func(i *knit.Integration) error { return calls(req)["knit.sync.start"](t.Context(), i) })
		})
	}
	t.Run("update that changes nothing", func(t *testing.T) {
		t.Parallel()
		requireRejected(t, "knit.sync.update", integrationID, func(i *knit.Integration) error {
			_, err := i.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: knit.DataTypeEmployee})
			return err
		})
	})
	t.Run("invalid retry policy", func(t *testing.T) {
		t.Parallel()
		requireRejected(t, "knit.sync.start", integrationID, func(i *knit.Integration) error {
			_, err := i.StartSync(t.Context(), jobs(), rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: -1}))
			return err
		})
	})
}

func TestCaptureMeta(t *testing.T) {
	t.Parallel()
	integration, _ := mockIntegration(t, respondWith(200, started, "Date", "Mon, 05 Jan 2026 09:00:00 GMT"))
	var meta rolecall.Meta
	_, err := integration.StartSync(t.Context(), jobs(), rolecall.CaptureMeta(&meta))
	require.NoError(t, err)
	require.Equal(t, 200, meta.StatusCode)
	require.Equal(t, executionID, meta.RequestID)
	require.Equal(t, 1, meta.Attempts)
	require.Equal(t, 2026, meta.Date.Year())
}
