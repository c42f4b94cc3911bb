package kombo_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

func TestImportTrackedApplicationRequest(t *testing.T) {
	t.Parallel()
	for want, id := range map[string]kombo.TrackedApplicationID{
		`"erecruiter":{"id_type":"application_and_job_remote_ids","application_remote_id":"a","job_remote_id":"j"}`:             kombo.ERecruiterJobApplication("a", "j"),
		`"erecruiter":{"id_type":"application_and_candidate_remote_ids","application_remote_id":"a","candidate_remote_id":"c"}`: kombo.ERecruiterCandidateApplication("a", "c"),
		`"successfactors":{"id_type":"application_remote_id","application_remote_id":"a"}`:                                      kombo.SuccessFactorsApplication("a"),
		`"recruitee":{"id_type":"placement_id","placement_id":"p"}`:                                                             kombo.RecruiteePlacement("p"),
		`"greenhouse":{"id_type":"application_id","application_id":"a"}`:                                                        kombo.GreenhouseApplication("a"),
		`"greenhousev3":{"id_type":"application_id","application_id":"a"}`:                                                      kombo.GreenhouseV3Application("a"),
		`"onlyfy":{"id_type":"application_id","application_id":"a"}`:                                                            kombo.OnlyfyApplication("a"),
		`"smartrecruiters":{"id_type":"candidate_and_job_remote_ids","candidate_remote_id":"c","job_remote_id":"j"}`:            kombo.SmartRecruitersApplication("c", "j"),
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			req := kombo.ImportTrackedApplicationRequest{Application: id}
			got := encode(t, req)
			require.JSONEq(t, `{`+want+`,"tracked_at":null}`, got)
			require.Equal(t, req, decode[kombo.ImportTrackedApplicationRequest](t, got))

			require.JSONEq(t, `{`+want+`}`, encode(t, id))
			response := decode[kombo.TrackedApplication](t, `{"id":"t","tracked_at":null,"imported_id":{`+want+`}}`)
			require.Equal(t, id, response.ImportedID)
		})
	}
	t.Run("TrackedAt is sent in UTC, the only zone that Kombo accepts", func(t *testing.T) {
		t.Parallel()
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
		got := encode(t, kombo.ImportTrackedApplicationRequest{Application: kombo.GreenhouseApplication("a"), TrackedAt: at})
		require.JSONEq(t, `{"greenhouse":{"id_type":"application_id","application_id":"a"},"tracked_at":"2026-01-02T02:04:05Z"}`, got)
	})
	t.Run("request with two tools is an error", func(t *testing.T) {
		t.Parallel()
		var req kombo.ImportTrackedApplicationRequest
		err := json.Unmarshal([]byte(`{"tracked_at":null,"onlyfy":{"id_type":"x"},"recruitee":{"id_type":"y"}}`), &req)
		require.ErrorContains(t, err, "more than one tool")
	})
	t.Run("first tool of a response is used", func(t *testing.T) {
		t.Parallel()
		response := decode[kombo.TrackedApplication](t, `{"id":"t","tracked_at":null,"imported_id":{"onlyfy":{"id_type":"application_id","application_id":"a"},"recruitee":{"id_type":"placement_id","placement_id":"p"}}}`)
		require.Equal(t, kombo.OnlyfyApplication("a"), response.ImportedID)
	})
}
