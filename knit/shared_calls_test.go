package knit_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// caller is a client and one of its integrations: a call is a method of either.
type caller struct {
	client      *knit.Client
	integration *knit.Integration
}

// mockCaller returns a caller whose network responds with a status and a body.
func mockCaller(t *testing.T, status int, response string) (caller, *network) {
	t.Helper()
	n := newNetwork(respondWith(status, response))
	client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()), fast())
	require.NoError(t, err)
	return caller{client, client.Integration(integrationID)}, n
}

// sharedRequest decodes a sample into its request type and makes the call. It returns the unknown members of
// the sample.
type sharedRequest func(t *testing.T, c caller, data string) (unknown map[string]json.RawMessage, err error)

// sharedRequests has a function for every sample of a request, by the prefix of its name.
var sharedRequests = map[string]sharedRequest{
	"req_sync_start_": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.StartSyncRequest](t, data)
		_, err := c.integration.StartSync(t.Context(), req)
		return req.Extra, err
	},
	"req_sync_custom_start": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.StartCustomSyncRequest](t, data)
		_, err := c.integration.StartCustomSync(t.Context(), req)
		return req.Extra, err
	},
	"req_sync_watch_fields_update": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.WatchFieldsRequest](t, data)
		return req.Extra, c.integration.WatchFields(t.Context(), req)
	},
	"req_events_subscribe": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.SubscribeEventsRequest](t, data)
		_, err := c.integration.SubscribeEvents(t.Context(), req)
		return req.Extra, err
	},
	"req_auth_create_session": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.CreateAuthSessionRequest](t, data)
		_, err := c.client.CreateAuthSession(t.Context(), req)
		return req.Extra, err
	},
	"req_passthrough": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.PassthroughRequest](t, data)
		_, err := c.integration.Passthrough(t.Context(), req)
		return req.Extra, err
	},
	"req_ats_job_create": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.CreateJobRequest](t, data)
		_, err := c.integration.ATS.CreateJob(t.Context(), req)
		return req.Extra, err
	},
	"req_ats_application_create": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.CreateApplicationRequest](t, data)
		require.Empty(t, req.Candidate.Extra)
		require.Empty(t, req.Answers[0].Extra)
		_, err := c.integration.ATS.CreateApplication(t.Context(), req)
		return req.Extra, err
	},
	"req_ats_candidates_search": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.SearchCandidatesRequest](t, data)
		_, err := c.integration.ATS.SearchCandidates(t.Context(), req)
		return req.Extra, err
	},
	"req_hr_employee_create": func(t *testing.T, c caller, data string) (map[string]json.RawMessage, error) {
		t.Helper()
		req := decode[knit.CreateEmployeeRequest](t, data)
		require.Empty(t, req.Employment.Extra)
		require.Empty(t, req.WorkAddress.Extra)
		_, err := c.integration.HRIS.CreateEmployee(t.Context(), req)
		return req.Extra, err
	},
}

// A request with the fields of a sample is sent as that sample.
func TestSharedRequests(t *testing.T) {
	t.Parallel()
	for _, name := range sharedNames(t, "req_*.json") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var send sharedRequest
			for prefix, known := range sharedRequests {
				if strings.HasPrefix(name, prefix) {
					send = known
				}
			}
			require.NotNil(t, send, "no call sends this request")
			data := string(shared(t, name))
			c, network := mockCaller(t, 200, `{"success":true,"data":{"syncJobId":"sj_1","jobId":"1","applicationId":"1","webhookUrl":"u","token":"t",`+
				`"response":{"body":""},"candidates":[]}}`)
			unknown, err := send(t, c, data)
			require.NoError(t, err)
			require.Empty(t, unknown)
			require.Len(t, network.requests(), 1)
			require.JSONEq(t, data, network.requests()[0].Body)
		})
	}
}

func TestSharedFilters(t *testing.T) {
	t.Parallel()
	require.Len(t, sharedNames(t, "filter_*.json"), 2, "one for passthrough and one virtual filter")

	data := string(shared(t, "filter_passthrough.json"))
	pass := decode[knit.PassthroughFilters](t, data)
	require.Empty(t, pass.Extra)
	again, err := json.Marshal(knit.PassthroughFilters{Query: pass.Query, Body: pass.Body, Headers: pass.Headers})
	require.NoError(t, err)
	require.JSONEq(t, data, string(again))

	data = string(shared(t, "filter_virtual_date.json"))
	virtual := decode[knit.VirtualFilter](t, data)
	require.Empty(t, virtual.Extra)
	again, err = json.Marshal(virtual)
	require.NoError(t, err)
	require.JSONEq(t, data, string(again))
	from, to, ok := strings.Cut(virtual.Right.Data, ",")
	require.True(t, ok)
	again, err = json.Marshal(knit.DateBetween(virtual.Left.Data, parseTime(t, from), parseTime(t, to)))
	require.NoError(t, err)
	require.JSONEq(t, data, string(again), "DateBetween returns the same")
}

// sharedResponse makes a call whose response is the sample, and returns its result in the shape of the
// sample's data.
type sharedResponse func(ctx context.Context, c caller) (any, error)

// onePage returns the records of a page as the member name of an object.
func onePage[T any](page *rolecall.Page[T], err error, name string) (any, error) {
	if err != nil {
		return nil, err
	}
	for _, bad := range page.Bad {
		err = errors.Join(err, bad)
	}
	return map[string]any{name: page.Items, "nextPageToken": page.Next}, err
}

// sharedResponses has a function for every sample of a response, nil for an error. TestSharedSyncResponses
// also tests the errors.
var sharedResponses = map[string]sharedResponse{
	"resp_sync_start.json":                 startShared,
	"resp_sync_start_jobid_only.json":      startShared,
	"resp_error_200_success_false.json":    nil,
	"resp_error_400.json":                  nil,
	"resp_error_404.json":                  nil,
	"resp_passthrough.json":                passShared,
	"resp_passthrough_double_encoded.json": passShared,
	"resp_integration_details.json":        detailsShared,
	"resp_integration_details_empty.json":  detailsShared,
	"resp_integration_deactivate.json":     func(ctx context.Context, c caller) (any, error) { return nil, c.integration.Deactivate(ctx) },
	"resp_ats_job_list_page1.json":         jobsShared,
	"resp_ats_job_list_last.json":          jobsShared,
	"resp_ats_application_list.json": func(ctx context.Context, c caller) (any, error) {
		page, err := c.integration.ATS.ListApplications(ctx, knit.ListApplicationsOptions{})
		return onePage(page, err, "applications")
	},
	"resp_ats_application_get.json": func(ctx context.Context, c caller) (any, error) {
		got, err := c.integration.ATS.GetApplication(ctx, knit.ApplicationKey{ApplicationID: "a", CandidateID: "c"})
		return map[string]any{"application": got}, err
	},
	"resp_ats_candidates_search.json": func(ctx context.Context, c caller) (any, error) {
		page, err := c.integration.ATS.SearchCandidates(ctx, knit.SearchCandidatesRequest{Emails: []string{"a@example.com"}})
		return onePage(page, err, "candidates")
	},
	"resp_ats_job_create.json": func(ctx context.Context, c caller) (any, error) {
		return c.integration.ATS.CreateJob(ctx, knit.CreateJobRequest{Title: "Nurse"})
	},
	"resp_ats_application_create.json": func(ctx context.Context, c caller) (any, error) {
		return c.integration.ATS.CreateApplication(ctx, knit.CreateApplicationRequest{JobID: "j", CandidateID: "c"})
	},
	"resp_auth_create_session.json": func(ctx context.Context, c caller) (any, error) {
		return c.client.CreateAuthSession(ctx, session())
	},
	"resp_events_subscribe.json": func(ctx context.Context, c caller) (any, error) {
		return c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{Events: []knit.RealTimeEvent{knit.RealTimeEventJobsNew}})
	},
}

func startShared(ctx context.Context, c caller) (any, error) {
	return c.integration.StartSync(ctx, jobs())
}

func detailsShared(ctx context.Context, c caller) (any, error) {
	return c.client.IntegrationDetails(ctx, "org-1")
}

func jobsShared(ctx context.Context, c caller) (any, error) {
	page, err := c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{})
	return onePage(page, err, "jobs")
}

// passShared returns the tool's response in the shape of the sample.
func passShared(ctx context.Context, c caller) (any, error) {
	got, err := c.integration.Passthrough(ctx, knit.PassthroughRequest{Method: "GET", Path: "/x"})
	if err != nil {
		return nil, err
	}
	var body struct{ Results []any }
	if err := got.Body.Decode(&body); err != nil || body.Results == nil || got.Status != 200 {
		return nil, errors.New("the body has no results")
	}
	return map[string]any{"response": map[string]any{"headers": got.Headers, "body": got.Body}}, nil
}

// Each sample of a response is decoded by its call, and no part of it is lost.
func TestSharedResponses(t *testing.T) {
	t.Parallel()
	for _, name := range sharedNames(t, "resp_*.json") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call, known := sharedResponses[name]
			require.True(t, known, "no call decodes this response")
			sample := shared(t, name)
			if call == nil {
				call = startShared
			}
			c, _ := mockCaller(t, 200, string(sample))
			got, err := call(t.Context(), c)
			if strings.Contains(name, "error") {
				require.NotEmpty(t, asError(t, err).Message)
				return
			}
			require.NoError(t, err)
			data, err := json.Marshal(got)
			require.NoError(t, err)
			require.NotContains(t, string(data), `"Extra"`)
			envelope := decode[struct{ Data, Msg json.RawMessage }](t, string(sample))
			want := envelope.Data
			if envelope.Msg != nil {
				want = envelope.Msg
			}
			if want == nil {
				want = json.RawMessage("null")
			}
			if strings.Contains(name, "double_encoded") {
				return // the body is now encoded once
			}
			require.Equal(t, canonical(t, want), canonical(t, data))
		})
	}
}
