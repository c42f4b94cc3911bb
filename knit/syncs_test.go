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
		"the guides' generation": {
			knit.StartSyncRequest{
				DataType: knit.DataTypeEmployee, Frequency: knit.FrequencyHigh, Destination: "https://example.com/hooks/knit?a=1&b=2",
				Models: []knit.Model{knit.ModelEmployeeProfile, knit.ModelEmployeeOrgStructure, knit.ModelEmployeeBankAccount},
			},
			`{"dataType":"employee","models":["employee_profile","employee_orgStructure","employee_bankAccount"],
			  "frequency":"high","destination":"https://example.com/hooks/knit?a=1&b=2"}`,
		},
		"the newer generation": {
			knit.StartSyncRequest{
				DataType: knit.DataTypeATSJobs, SyncType: knit.SyncDelta, HonorScheduler: new(true), IncludeInactiveRecords: new(true),
				StartHour: new(23), StartMinute: new(59),
			},
			`{"dataType":"ats_jobs","syncType":"delta_sync","honorScheduler":true,"includeInactiveRecords":true,"startHour":23,"startMinute":59}`,
		},
		"what is set to zero or false, which is not the same as not set": {
			knit.StartSyncRequest{
				DataType: knit.DataTypeATSJobs, HonorScheduler: new(false), IncludeInactiveRecords: new(false), StartHour: new(0), StartMinute: new(0),
			},
			`{"dataType":"ats_jobs","honorScheduler":false,"includeInactiveRecords":false,"startHour":0,"startMinute":0}`,
		},
		"the data type alone where nothing else is set": {knit.StartSyncRequest{DataType: "crm_deals"}, `{"dataType":"crm_deals"}`},
		"members that the SDK does not know": {
			knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Extra: map[string]json.RawMessage{"lookBack": json.RawMessage(`{"days":3}`)}},
			`{"dataType":"ats_jobs","lookBack":{"days":3}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, network := mocked(t, answering(200, started))
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
		status int
		answer string
		want   knit.Sync
	}{
		"an answer without a run": {200, `{"success":true,"data":{"syncJobId":"sj_1"}}`, knit.Sync{JobID: "sj_1"}},
		"success as text":         {200, `{"success":"true","data":{"syncJobId":"sj_1","syncRunId":"sn_1"}}`, knit.Sync{JobID: "sj_1", RunID: "sn_1"}},
		"any other 2xx":           {201, started, knit.Sync{JobID: "sj_test01", RunID: "sr_test01"}},
		"members that it does not know": {
			200, `{"data":{"syncJobId":"sj_1","nextRunAt":"1767600000000"},"success":true,"more":1}`,
			knit.Sync{JobID: "sj_1", Extra: map[string]json.RawMessage{"nextRunAt": json.RawMessage(`"1767600000000"`)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, _ := mocked(t, answering(tt.status, tt.answer))
			sync, err := integration.StartSync(t.Context(), jobs())
			require.NoError(t, err)
			require.Equal(t, &tt.want, sync)
		})
	}
}

func TestUpdateSync(t *testing.T) {
	t.Parallel()
	t.Run("sends what changes and nothing else", func(t *testing.T) {
		t.Parallel()
		integration, network := mocked(t, answering(200, started))
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
	t.Run("takes an answer without data, since Knit does not show its answer", func(t *testing.T) {
		t.Parallel()
		for _, answer := range []string{`{"success":true,"data":null}`, `{"success":true}`, `{"success":true,"data":{}}`} {
			integration, _ := mocked(t, answering(200, answer))
			sync, err := integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: "employee", Frequency: knit.FrequencyHigh})
			require.NoError(t, err)
			require.Empty(t, sync)
		}
	})
}

func TestPauseSync(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{"success":true,"data":null}`, `{"success":true}`, `{"success":true,"data":"paused"}`} {
		integration, network := mocked(t, answering(200, answer))
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

	midnight, network := mocked(t, answering(200, `{"success":true,"data":null}`))
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

// calls are all the methods that reach Knit, by their name in errors.
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
	refused := func(t *testing.T, op string, id string, call func(*knit.Integration) error) {
		t.Helper()
		n := newNetwork(answering(200, started))
		client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()))
		require.NoError(t, err)
		err = call(client.Integration(id))
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		e := asError(t, err)
		require.Equal(t, op, e.Op)
		require.Zero(t, e.StatusCode)
		require.Zero(t, e.Attempts)
		require.NotEmpty(t, e.Message, "it says what is wrong")
		require.Empty(t, n.requests())
	}

	for name, id := range map[string]string{
		"an empty integration id": "", "a blank one": " ", "one with a line break": "mg_1\r\nX-Evil: 1", "one beyond ASCII": "mg_é",
	} {
		for op, call := range calls(jobs()) {
			t.Run(name+" in "+op, func(t *testing.T) {
				t.Parallel()
				refused(t, op, id, func(i *knit.Integration) error { return call(t.Context(), i) })
			})
		}
	}
	for op, call := range calls(knit.StartSyncRequest{Models: []knit.Model{"job_info"}}) {
		t.Run("no data type in "+op, func(t *testing.T) {
			t.Parallel()
			refused(t, op, integrationID, func(i *knit.Integration) error { return call(t.Context(), i) })
		})
	}
	for _, destination := range []string{"example.com/hooks", "/hooks", "ftp://example.com/hooks", "https://", "https://:443/hooks", "https:example.com", "https://exa mple.com", "\n"} {
		for _, op := range []string{"knit.sync.start", "knit.sync.update"} {
			t.Run("the destination "+destination+" in "+op, func(t *testing.T) {
				t.Parallel()
				req := jobs()
				req.Destination = destination
				refused(t, op, integrationID, func(i *knit.Integration) error { return calls(req)[op](t.Context(), i) })
			})
		}
	}
	for name, req := range map[string]knit.StartSyncRequest{
		"the hour 24":   {DataType: "employee", StartHour: new(24)},
		"the hour -1":   {DataType: "employee", StartHour: new(-1)},
		"the minute 60": {DataType: "employee", StartHour: new(1), StartMinute: new(60)},
		"the minute -1": {DataType: "employee", StartMinute: new(-1)},
		"an Extra that is no JSON": {
			DataType: "employee",
			Extra:    map[string]json.RawMessage{"x": json.RawMessage("{")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused(t, "knit.sync.start", integrationID, func(i *knit.Integration) error { return calls(req)["knit.sync.start"](t.Context(), i) })
		})
	}
	t.Run("an update that changes nothing", func(t *testing.T) {
		t.Parallel()
		refused(t, "knit.sync.update", integrationID, func(i *knit.Integration) error {
			_, err := i.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: knit.DataTypeEmployee})
			return err
		})
	})
	t.Run("a retry policy that makes no sense", func(t *testing.T) {
		t.Parallel()
		refused(t, "knit.sync.start", integrationID, func(i *knit.Integration) error {
			_, err := i.StartSync(t.Context(), jobs(), rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: -1}))
			return err
		})
	})
}

func TestCaptureMeta(t *testing.T) {
	t.Parallel()
	integration, _ := mocked(t, answering(200, started, "Date", "Mon, 05 Jan 2026 09:00:00 GMT"))
	var meta rolecall.Meta
	_, err := integration.StartSync(t.Context(), jobs(), rolecall.CaptureMeta(&meta))
	require.NoError(t, err)
	require.Equal(t, 200, meta.StatusCode)
	require.Equal(t, executionID, meta.RequestID)
	require.Equal(t, 1, meta.Attempts)
	require.Equal(t, 2026, meta.Date.Year())
}
