package kombo_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

// responseScenarios returns scenarios with successful responses that a strict decoder would reject.
func responseScenarios() []scenario {
	apps := func(records string) string {
		return `{"status":"success","data":{"results":[` + records + `],"next":null}}`
	}
	const complete = `{"id":"exampleApplication1","outcome":"HIRED","changed_at":"2026-01-02T03:04:05.000Z","remote_deleted_at":null}`
	readApplications := func(t *testing.T, s *server) []kombo.Application {
		t.Helper()
		page, err := s.integration.ATS.ListApplications(t.Context(), kombo.ListApplicationsOptions{})
		require.NoError(t, err)
		require.Empty(t, page.Bad)
		require.Len(t, s.requests(), 1)
		return page.Items
	}
	hired := func(t *testing.T, s *server) {
		items := readApplications(t, s)
		require.Len(t, items, 1)
		require.Equal(t, kombo.ApplicationOutcomeHired, items[0].Outcome)
	}
	return []scenario{
		{
			"unknown value is kept", respondWith(http.StatusOK, jsonType, apps(complete+`,{"id":"exampleApplication2","outcome":"GHOSTED"}`)),
			func(t *testing.T, s *server) {
				items := readApplications(t, s)
				require.Len(t, items, 2)
				require.Equal(t, kombo.ApplicationOutcome("GHOSTED"), items[1].Outcome)
			},
		},
		{"absent members are zero values", respondWith(http.StatusOK, jsonType, apps(`{"id":"exampleApplication1"}`)), func(t *testing.T, s *server) {
			require.Equal(t, []kombo.Application{{ID: "exampleApplication1"}}, readApplications(t, s))
		}},
		{
			"stage without status and custom fields is decoded",
			respondWith(http.StatusOK, jsonType, apps(`{"id":"exampleApplication1","current_stage":{"id":"exampleStage1","name":"Talks","remote_id":null}}`)),
			func(t *testing.T, s *server) {
				require.Equal(t, &kombo.JobStage{ID: "exampleStage1", Name: "Talks"}, readApplications(t, s)[0].CurrentStage)
			},
		},
		{
			"unknown members are in Raw, remote data and fields are decoded",
			respondWith(http.StatusOK, jsonType, apps(`{"id":"exampleApplication1","mood":{"of":"the day"},"remote_data":{"/people":{"n":1}},"integration_fields":[{"id":"f1","key":"shoe","type":"CUSTOM","value":46}]}`)),
			func(t *testing.T, s *server) {
				page, err := s.integration.ATS.ListApplications(t.Context(), kombo.ListApplicationsOptions{})
				require.NoError(t, err)
				var record struct{ Mood struct{ Of string } }
				require.NoError(t, json.Unmarshal(page.Raw(0), &record))
				require.Equal(t, "the day", record.Mood.Of)
				require.JSONEq(t, `{"n":1}`, string(page.Items[0].RemoteData["/people"]))
				require.JSONEq(t, `46`, string(page.Items[0].IntegrationFields[0].Value))
			},
		},
		{"content type with charset is accepted", respondWith(http.StatusOK, "application/json; charset=utf-8", apps(complete)), hired},
		{"JSON with content type text/plain is decoded", respondWith(http.StatusOK, "text/plain", apps(complete)), hired},
		{"status 201 of a list is a success", respondWith(http.StatusCreated, jsonType, apps(complete)), hired},
		{
			"status 201 of a write is a success", respondWith(http.StatusCreated, jsonType, `{"status":"success","data":{"id":"exampleApplication1"},"warnings":[]}`),
			func(t *testing.T, s *server) { require.NoError(t, applyCall(t.Context(), s)) },
		},
		{
			"record that does not decode does not affect others", respondWith(http.StatusOK, jsonType, apps(`{"id":7},`+complete)),
			func(t *testing.T, s *server) {
				page, err := s.integration.ATS.ListApplications(t.Context(), kombo.ListApplicationsOptions{})
				require.NoError(t, err)
				require.Len(t, page.Items, 1)
				require.Len(t, page.Bad, 1)
				require.JSONEq(t, `{"id":7}`, string(page.Bad[0].Raw))
			},
		},
	}
}

func TestUnknownChangedModelLists(t *testing.T) {
	t.Parallel()
	deliveries, err := kombo.ParseDeliveries(nil, []byte(
		`{"id":"exampleEvent1","type":"data-changed","data":{"integration_id":"example:1","changed_models":[{"name":"lms_certificates"}]}}`))
	require.NoError(t, err)
	event := decode[kombo.DataChangedEvent](t, string(deliveries[0].Body))
	require.Equal(t, kombo.ChangedModel("lms_certificates"), event.Data.ChangedModels[0].Name)
	require.Equal(t, []kombo.List{kombo.ListLMSCourseProgressions, kombo.ListLMSCourses, kombo.ListLMSSkills, kombo.ListLMSUsers}, event.Data.Lists())
}
