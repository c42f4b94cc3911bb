package linkedin_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestParseDeliveries(t *testing.T) {
	t.Parallel()
	const app = "urn:li:developerApplication:777"
	for name, tt := range map[string]struct {
		body, event, id, key, tenant string
	}{
		"some jobs":                   {resync, "RESYNC_JOBS", "", app, app},
		"all jobs":                    {`{"developerApplicationUrn":"` + app + `","syncAllOpenJobs":true,"type":"RESYNC_JOBS"}`, "RESYNC_JOBS", "", app, app},
		"one job, not in an array":    {`{"developerApplicationUrn":"` + app + `","externalJobPostingIds":"a","type":"RESYNC_JOBS"}`, "RESYNC_JOBS", "", app, app},
		"all jobs, boolean as string": {`{"developerApplicationUrn":"` + app + `","syncAllOpenJobs":"true","type":"RESYNC_JOBS"}`, "RESYNC_JOBS", "", app, app},
		"job status":                  {`{"developerApplicationUrn":"` + app + `","externalJobPostingId":"a/b","type":"JOB_POSTING_STATUS"}`, "JOB_POSTING_STATUS", "", app + "/a%2Fb", app},
		"job status, number as id":    {`{"developerApplicationUrn":"` + app + `","externalJobPostingId":77,"type":"JOB_POSTING_STATUS"}`, "JOB_POSTING_STATUS", "", app + "/77", app},
		"job application":             {`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"urn:li:jobApplication:7"}`, "EXPORT_JOB_APPLICATION", "urn:li:jobApplication:7", "urn:li:jobApplication:7", ""},
		"job application, empty id":   {`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"","developerApplicationUrn":"` + app + `"}`, "EXPORT_JOB_APPLICATION", "", app, app},
		"job application, no id":      {`{"type":"EXPORT_JOB_APPLICATION"}`, "EXPORT_JOB_APPLICATION", "", "", ""},
		"candidate profile":           {`{"type":"EXPORT_CANDIDATE_PROFILE","id":"9"}`, "EXPORT_CANDIDATE_PROFILE", "", "/9", ""},
		"HRIS request":                {`{"type":"CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST","hrisRequestId":"5"}`, "CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST", "", "5", ""},
		"member data":                 {`{"type":"FEDERATED_MEMBER_DATA_STATUS_CHANGE","id":"m1","developerApplicationId":777}`, "FEDERATED_MEMBER_DATA_STATUS_CHANGE", "", app + "/m1", app},
		"notification id":             {`{"type":"LEAD_ACTION","notificationId":12345}`, "LEAD_ACTION", "LEAD_ACTION/12345", "", ""},
		"notification id as string":   {`{"type":"A/B","notificationId":"1/2"}`, "A/B", "A%2FB/1/2", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := linkedin.ParseDeliveries(http.Header{"X-Li-Signature": {"s"}, "X-Other": {"o"}}, []byte(tt.body))
			require.NoError(t, err)
			require.Len(t, list, 1)
			d := list[0]
			require.Equal(t, "linkedin:"+tt.event, d.Type)
			require.Equal(t, tt.key, d.Key)
			require.Equal(t, tt.tenant, d.Tenant)
			require.Equal(t, tt.body, string(d.Body))
			require.Empty(t, d.Header)
			require.Equal(t, tt.id, d.ID)
			require.Equal(t, tt.tenant != "", d.TenantSigned)
		})
	}
	t.Run("an error returns the body", func(t *testing.T) {
		t.Parallel()
		list, err := linkedin.ParseDeliveries(nil, []byte(`{}`))
		require.Error(t, err)
		require.Equal(t, `{}`, string(list[0].Body))
	})
}

// LinkedIn redelivers an event until the response is 200. A resync or a status has no id, so an identical request
// after a 200 is a new event and must be handled.
func TestReceiverRedelivery(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body     string
		fail     int   // the number of calls of the sink that fail, from the first on
		statuses []int // the status of each request; all have the same body
		handled  int   // the number of calls of the sink that succeed
	}{
		"two identical resyncs":                       {resync, 0, []int{200, 200}, 2},
		"failed resync, redelivery":                   {resync, 1, []int{500, 200}, 1},
		"failed resync, redelivery, identical resync": {resync, 1, []int{500, 200, 200}, 2},
		"two identical statuses":                      {`{"type":"JOB_POSTING_STATUS","developerApplicationUrn":"urn:li:developerApplication:777","externalJobPostingId":"a"}`, 0, []int{200, 200}, 2},
		"notification with id, redelivery":            {`{"type":"LEAD_ACTION","notificationId":12345}`, 0, []int{200, 200}, 1},
		"failed application, two redeliveries":        {`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"urn:li:jobApplication:7"}`, 1, []int{500, 200, 200}, 1},
		"application without id, redelivery":          {`{"type":"EXPORT_JOB_APPLICATION"}`, 0, []int{200, 200}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls, handled := 0, 0
			rx, err := linkedin.NewReceiver(linkedin.StaticSecrets(parentSecret), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
				if calls++; calls <= tt.fail {
					return errors.New("the store is down")
				}
				handled++
				return nil
			}), webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0)), webhook.Serial(4)))
			require.NoError(t, err)
			server := httptest.NewServer(rx)
			t.Cleanup(server.Close)
			for _, want := range tt.statuses {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(tt.body))
				require.NoError(t, err)
				req.Header.Set("X-LI-Signature", sign(parentSecret, tt.body))
				resp, err := server.Client().Do(req)
				require.NoError(t, err)
				require.NoError(t, resp.Body.Close())
				require.Equal(t, want, resp.StatusCode)
			}
			require.Equal(t, tt.handled, handled)
		})
	}
}

// The receiver rejects a body in which a member that identifies the event has the wrong JSON type.
func TestReceiverRejectsWrongTypes(t *testing.T) {
	t.Parallel()
	const urn = `"developerApplicationUrn":"urn:li:developerApplication:777"`
	for _, tt := range []struct{ member, event, text string }{
		{"type", `{"type":5}`, "the member type is not a string"},
		{"type", `{"type":true}`, "the member type is not a string"},
		{"type", `{"type":["RESYNC_JOBS"]}`, "the member type is not a string"},
		{"developerApplicationUrn", `{"type":"NEW","developerApplicationUrn":777}`, "is not a string"},
		{"developerApplicationUrn", `{"type":"RESYNC_JOBS","developerApplicationUrn":{},"syncAllOpenJobs":true}`, "is not a string"},
		{"developerApplicationId", `{"type":"NEW","developerApplicationId":[777]}`, "is not a string or a number"},
		{"externalJobPostingId", `{"type":"JOB_POSTING_STATUS",` + urn + `,"externalJobPostingId":["a"]}`, "is not a string or a number"},
		{"externalJobPostingIds", `{"type":"RESYNC_JOBS",` + urn + `,"externalJobPostingIds":7}`, "is not an array of ids"},
		{"externalJobPostingIds", `{"type":"RESYNC_JOBS",` + urn + `,"externalJobPostingIds":{"a":1},"syncAllOpenJobs":true}`, "is not an array of ids"},
		{"externalJobPostingIds", `{"type":"RESYNC_JOBS",` + urn + `,"externalJobPostingIds":["a",null]}`, "is not an array of ids"},
		{"externalJobPostingIds", `{"type":"RESYNC_JOBS",` + urn + `,"externalJobPostingIds":["a",1,"b-\ud83d"]}`, "has an unpaired surrogate"},
		{"syncAllOpenJobs", `{"type":"RESYNC_JOBS",` + urn + `,"externalJobPostingIds":["a"],"syncAllOpenJobs":1}`, "is not true or false"},
		{"syncAllOpenJobs", `{"type":"RESYNC_JOBS",` + urn + `,"externalJobPostingIds":["a"],"syncAllOpenJobs":"yes"}`, "is not true or false"},
		{"jobApplicationId", `{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":{}}`, "is not a string or a number"},
		{"notificationId", `{"type":"NEW","notificationId":false}`, "is not a string or a number"},
		{"id", `{"type":"EXPORT_CANDIDATE_PROFILE","id":[1]}`, "is not a string or a number"},
		{"hrisRequestId", `{"type":"CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST","hrisRequestId":true}`, "is not a string or a number"},
	} {
		in := newInbox(t, linkedin.StaticSecrets(parentSecret))
		w := in.post(t, tt.event, sign(parentSecret, tt.event))
		require.Equal(t, 400, w.Code, tt.event)
		require.Contains(t, w.Body.String(), tt.member, tt.event)
		require.Contains(t, w.Body.String(), tt.text, tt.event)
		require.Empty(t, in.deliveries)
	}
	in := newInbox(t, linkedin.StaticSecrets(parentSecret))
	const unknown = `{"type":"SOMETHING_NEW","id":{"a":1}}`
	require.Equal(t, 200, in.post(t, unknown, sign(parentSecret, unknown)).Code, "the meaning of id in an unknown event is not known")
}
