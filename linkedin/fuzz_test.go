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

// everyEvent has one of each type.
var everyEvent = []string{
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

// typed is a router with a handler for every event of the package.
func typed() *webhook.Router {
	router := webhook.NewRouter()
	webhook.On(router, linkedin.ResyncJobs, take[linkedin.ResyncJobsEvent])
	webhook.On(router, linkedin.JobPostingStatusChanged, take[linkedin.JobPostingStatusEvent])
	webhook.On(router, linkedin.JobApplicationExported, take[linkedin.JobApplicationEvent])
	webhook.On(router, linkedin.CandidateProfileExportRequested, take[linkedin.RequestEvent])
	webhook.On(router, linkedin.IntegrationStatusChanged, take[linkedin.RequestEvent])
	webhook.On(router, linkedin.HRISExportRequested, take[linkedin.HRISExportEvent])
	webhook.On(router, linkedin.MemberDataStatusChanged, take[linkedin.MemberDataStatusEvent])
	return router
}

// take writes the event again, under the same names.
func take[E any](_ context.Context, e *E, d *webhook.Delivery) error {
	again, err := json.Marshal(e)
	if err != nil {
		return err
	}
	var v struct{ Type string }
	if err := json.Unmarshal(again, &v); err != nil {
		return err
	}
	if !strings.HasSuffix(d.Type, v.Type) {
		return webhook.ErrBusy // the test looks for it
	}
	return nil
}

func TestEveryEventDecodes(t *testing.T) {
	t.Parallel()
	router := typed()
	for _, body := range everyEvent {
		list, err := linkedin.ParseDeliveries(nil, []byte(body))
		require.NoError(t, err)
		require.NoError(t, router.Accept(t.Context(), list[0]))
	}
	require.EqualValues(t, 1, router.Unknown(), "one is not of this package")
}

// Whatever comes, nothing panics; what is taken for a delivery says what it is, and survives a
// queue; and a job that decodes can be validated and written again.
func FuzzParseDeliveries(f *testing.F) {
	for _, body := range everyEvent {
		f.Add([]byte(body))
	}
	for _, body := range []string{
		``, `{}`, `null`, `[]`, `{"type":""}`, `{"type":"X","TYPE":"Y"}`, "{\"type\":\"\xff\"}", strings.Repeat("[", 20000),
		`{"type":"RESYNC_JOBS","developerApplicationUrn":"u","externalJobPostingIds":[{}]}`, `{"type":"X","notificationId":1e999}`,
		`{"type":"A/B","notificationId":"%2F"}`, `{"compensation":{"compensations":[{"value":{"range":{}}}]},"listedAt":"now"}`,
	} {
		f.Add([]byte(body))
	}
	router := typed()
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
			var again webhook.Delivery
			require.NoError(t, json.Unmarshal(stored, &again))
			require.Equal(t, *d, again)
		}
		var job linkedin.JobPosting
		if json.Unmarshal(body, &job) != nil {
			return
		}
		_ = client.Validate(&job)
		wire, err := json.Marshal(job)
		require.NoError(t, err)
		var again linkedin.JobPosting
		require.NoError(t, json.Unmarshal(wire, &again))
	})
}
