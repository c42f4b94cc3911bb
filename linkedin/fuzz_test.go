package linkedin_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/webhook"
)

// sampleEvents has at least one event of each type.
var sampleEvents = []string{
	resync,
	`{"type":"RESYNC_JOBS","developerApplicationUrn":"urn:li:developerApplication:777","syncAllOpenJobs":true}`,
	`{"type":"JOB_POSTING_STATUS","developerApplicationUrn":"urn:li:developerApplication:777","externalJobPostingId":77,"jobPostingInfo":{"listedAt":1700000000123},"listingStatus":"LISTED","linkedInApplyStatusDetail":{"errorCode":1157}}`,
	`{"type":"EXPORT_JOB_APPLICATION","jobApplicationId":"urn:li:jobApplication:7","appliedAt":1700000000123,"questionResponses":{"contactInformationQuestionResponses":{"emailAnswer":{"value":"ada@example.com"}}}}`,
	`{"type":"EXPORT_CANDIDATE_PROFILE","id":"9","expiresAt":"2030-01-01T00:00:00Z"}`,
	`{"type":"INTEGRATION_STATUS_CHANGE","id":"10"}`,
	`{"type":"CREATE_THIRD_PARTY_HRIS_EXPORT_PROFILE_REQUEST","hrisRequestId":"5","hiringContext":"urn:li:contract:1","expiresAt":1900000000000}`,
	`{"type":"FEDERATED_MEMBER_DATA_STATUS_CHANGE","id":"m","developerApplicationId":777,"eventTimestamp":1700000000123,"statusUpdate":{"isAccessRevoked":true}}`,
	`{"type":"LEAD_ACTION","notificationId":12345}`,
}

// newEventRouter returns a router with a handler for every event type of the package.
func newEventRouter() *webhook.Router {
	router := webhook.NewRouter()
	webhook.On(router, linkedin.ResyncJobs, encodeEvent[linkedin.ResyncJobsEvent])
	webhook.On(router, linkedin.JobPostingStatusChanged, encodeEvent[linkedin.JobPostingStatusEvent])
	webhook.On(router, linkedin.JobApplicationExported, encodeEvent[linkedin.JobApplicationEvent])
	webhook.On(router, linkedin.CandidateProfileExportRequested, encodeEvent[linkedin.RequestEvent])
	webhook.On(router, linkedin.IntegrationStatusChanged, encodeEvent[linkedin.RequestEvent])
	webhook.On(router, linkedin.HRISExportRequested, encodeEvent[linkedin.HRISExportEvent])
	webhook.On(router, linkedin.MemberDataStatusChanged, encodeEvent[linkedin.MemberDataStatusEvent])
	return router
}

// encodeEvent encodes the event and checks that its type is that of the delivery.
func encodeEvent[E any](_ context.Context, e *E, d *webhook.Delivery) error {
	encoded, err := json.Marshal(e)
	if err != nil {
		return err
	}
	var v struct{ Type string }
	if err := json.Unmarshal(encoded, &v); err != nil {
		return err
	}
	if !strings.HasSuffix(d.Type, v.Type) {
		return webhook.ErrBusy // the fuzz test checks for it
	}
	return nil
}

func TestDecodeEvents(t *testing.T) {
	t.Parallel()
	router := newEventRouter()
	for _, body := range sampleEvents {
		list, err := linkedin.ParseDeliveries(nil, []byte(body))
		require.NoError(t, err)
		require.NoError(t, router.Accept(t.Context(), list[0]))
	}
	require.EqualValues(t, 1, router.Unknown(), "LEAD_ACTION has no handler")
}

// FuzzParseDeliveries checks that no body causes a panic, that a delivery has a type and can be stored as JSON,
// and that a job that decodes can be validated and encoded.
func FuzzParseDeliveries(f *testing.F) {
	for _, body := range sampleEvents {
		f.Add([]byte(body))
	}
	for _, body := range []string{
		``, `{}`, `null`, `[]`, `{"type":""}`, `{"type":"X","TYPE":"Y"}`, "{\"type\":\"\xff\"}", strings.Repeat("[", 20000),
		`{"type":"RESYNC_JOBS","developerApplicationUrn":"u","externalJobPostingIds":[{}]}`, `{"type":"X","notificationId":1e999}`,
		`{"type":"A/B","notificationId":"%2F"}`, `{"compensation":{"compensations":[{"value":{"range":{}}}]},"listedAt":"now"}`,
	} {
		f.Add([]byte(body))
	}
	router := newEventRouter()
	client, err := linkedin.NewClient(testCreds)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := linkedin.ParseDeliveries(nil, body)
		require.Len(t, list, 1)
		d := list[0]
		require.Equal(t, string(body), string(d.Body))
		if err != nil {
			require.Equal(t, "linkedin", d.Type)
		} else {
			require.Greater(t, len(d.Type), len("linkedin:"))
			require.Equal(t, d.Tenant != "", d.TenantSigned)
			require.True(t, json.Valid(body))
			require.NotErrorIs(t, router.Accept(t.Context(), d), webhook.ErrBusy)
			stored, err := json.Marshal(d)
			require.NoError(t, err)
			var decoded webhook.Delivery
			require.NoError(t, json.Unmarshal(stored, &decoded))
			require.Equal(t, *d, decoded)
		}
		var job linkedin.JobPosting
		if json.Unmarshal(body, &job) != nil {
			return
		}
		_ = client.Validate(&job)
		wire, err := json.Marshal(job)
		require.NoError(t, err)
		var decoded linkedin.JobPosting
		require.NoError(t, json.Unmarshal(wire, &decoded))
	})
}
