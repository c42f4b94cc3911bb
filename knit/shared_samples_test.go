package knit_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// shared reads one of the samples that are stored next to the repository.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	return sharedtest.Read(t, "knit", name)
}

// sharedNames lists the samples whose names match pattern.
func sharedNames(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(sharedtest.Dir(t, "knit"), pattern))
	require.NoError(t, err)
	require.NotEmpty(t, paths, pattern)
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	return paths
}

func TestSharedWebhooks(t *testing.T) {
	t.Parallel()
	handled := 0
	for _, name := range sharedNames(t, "webhook_*.json") {
		if name == "webhook_ack_body.json" {
			continue // a response, not a delivery
		}
		body := shared(t, name)
		d := parse(t, body)
		require.Equal(t, body, d.Body)
		require.Equal(t, integrationID, d.Tenant)
		var got []dispatched
		router := recordingRouter(&got)
		recordEvents(router, &got, knit.OtherEvent)
		require.NoError(t, router.Accept(t.Context(), d), name)
		require.Zero(t, router.Unknown(), "%s has no handler", name)
		require.Len(t, got, 1, name)
		_, other := got[0].event.(*knit.RawEvent)
		require.Equal(t, strings.Contains(name, "unknown_future") || strings.Contains(name, "heartbeat"), other, name)
		handled++
		encoded, err := json.Marshal(got[0].event)
		require.NoError(t, err)
		require.Equal(t, canonical(t, body), canonical(t, encoded), name)
		require.NotContains(t, string(encoded), `"Extra"`)
	}
	require.GreaterOrEqual(t, handled, 15)
}

// Unknown members go to Extra. The samples have none.
func TestSharedWebhooksHaveFields(t *testing.T) {
	t.Parallel()
	for name, get := range map[string]func(*testing.T, []byte) []map[string]json.RawMessage{
		"webhook_ats_jobs_record_new.json": func(t *testing.T, b []byte) []map[string]json.RawMessage {
			t.Helper()
			e, _ := dispatch[knit.JobEvent](t, b)
			return []map[string]json.RawMessage{
				e.Extra, e.Data.Extra, e.Data.Info.Extra, e.Data.Offices[0].Extra, e.Data.Offices[0].Address.Extra,
				e.Data.Departments[0].Extra, e.Data.HiringManagers[0].Extra, e.Data.Recruiters[0].Extra, e.Data.Stages[0].Extra,
			}
		},
		"webhook_ats_applications_record_new.json": func(t *testing.T, b []byte) []map[string]json.RawMessage {
			t.Helper()
			e, _ := dispatch[knit.ApplicationEvent](t, b)
			info := e.Data.Info
			return []map[string]json.RawMessage{
				e.Extra, e.Data.Extra, info.Extra, info.Candidate.Extra, info.Candidate.Phones[0].Extra, info.Candidate.Emails[0].Extra, info.Owner.Extra,
				e.Data.CurrentStage.Extra, e.Data.Attachments[0].Extra, e.Data.QuestionResponses[0].Extra, e.Data.QuestionResponses[0].Answer.Extra,
			}
		},
		"webhook_employee_record_new_datamodel_keys.json":         employeeExtras,
		"webhook_employee_record_new_guide_keys_flat_arrays.json": employeeExtras,
	} {
		for _, extra := range get(t, shared(t, name)) {
			require.Empty(t, extra, name)
		}
	}
}

func employeeExtras(t *testing.T, body []byte) []map[string]json.RawMessage {
	t.Helper()
	e, _ := dispatch[knit.EmployeeEvent](t, body)
	return []map[string]json.RawMessage{
		e.Extra, e.Data.Extra, e.Data.Profile.Extra, e.Data.OrgStructure.Extra, e.Data.OrgStructure.Manager.Extra,
		e.Data.ContactInfo.Extra, e.Data.ContactInfo.Phones[0].Extra, e.Data.Dependents[0].Extra, e.Data.Locations.Extra,
		e.Data.Locations.Work.Extra, e.Data.BankAccounts[0].Extra, e.Data.BankAccounts[0].RoutingInfo[0].Extra,
	}
}

func TestSharedSignatureVectors(t *testing.T) {
	t.Parallel()
	vectors := decode[struct {
		Vectors []struct{ Key, Body, Signature string }
		Files   []struct {
			Key, File, Signature string
			Bytes                int
		}
	}](t, string(shared(t, "signature_vectors.json")))
	require.NotEmpty(t, vectors.Vectors)
	require.NotEmpty(t, vectors.Files)

	verify := func(key, signature string, body []byte) error {
		keys, err := webhook.StaticKeys("some other key", key)
		require.NoError(t, err)
		r := signedRequest("", body)
		r.Header = http.Header{"X-Knit-Signature": {signature}}
		return webhook.HMAC{Header: "X-Knit-Signature", Encoding: webhook.RawURL, Keys: keys}.Verify(r, body)
	}
	for _, v := range vectors.Vectors {
		require.Equal(t, v.Signature, webhook.Sign(v.Key, []byte(v.Body), webhook.RawURL, ""))
		require.NoError(t, verify(v.Key, v.Signature, []byte(v.Body)))
		require.ErrorIs(t, verify(v.Key+"x", v.Signature, []byte(v.Body)), webhook.ErrSignature)
		require.ErrorIs(t, verify(v.Key, v.Signature, []byte(v.Body+"\n")), webhook.ErrSignature)
		require.ErrorIs(t, verify(v.Key, v.Signature+"=", []byte(v.Body)), webhook.ErrSignature)
	}
	files := strings.Join(sharedNames(t, "webhook_*.json"), " ")
	checked := 0
	for _, v := range vectors.Files {
		if !strings.Contains(files, v.File) {
			require.Contains(t, v.File, "GUESSED", "only guessed samples may have a vector without a file")
			continue
		}
		checked++
		body := shared(t, v.File)
		require.Len(t, body, v.Bytes, v.File)
		require.Equal(t, v.Signature, webhook.Sign(v.Key, body, webhook.RawURL, ""), v.File)
		require.NoError(t, verify(v.Key, v.Signature, body), v.File)

		sink := &recordingSink{}
		receiver, err := knit.NewReceiver([]string{v.Key}, sink)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, deliver(t, receiver, signedRequest(v.Key, body)), v.File)
		require.True(t, bytes.Equal(body, sink.got()[0].Body))
	}
	require.GreaterOrEqual(t, checked, 15)
}

func TestSharedSyncResponses(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]knit.Sync{
		"resp_sync_start.json":            {JobID: "set", RunID: "set"},
		"resp_sync_start_jobid_only.json": {JobID: "set"},
	} {
		integration, _ := mockIntegration(t, respondWith(200, string(shared(t, name))))
		sync, err := integration.StartSync(t.Context(), jobs())
		require.NoError(t, err)
		require.Empty(t, sync.Extra)
		require.Equal(t, want.JobID != "", sync.JobID != "")
		require.Equal(t, want.RunID != "", sync.RunID != "")
		encoded, err := json.Marshal(sync)
		require.NoError(t, err)
		response := decode[struct{ Data json.RawMessage }](t, string(shared(t, name)))
		require.JSONEq(t, string(response.Data), string(encoded))
	}
	for name, tt := range map[string]struct {
		status int
		class  error
	}{
		"resp_error_400.json":               {400, rolecall.ErrInvalid},
		"resp_error_404.json":               {404, rolecall.ErrNotFound},
		"resp_error_200_success_false.json": {200, nil},
	} {
		integration, _ := mockIntegration(t, respondWith(tt.status, string(shared(t, name))))
		_, err := integration.StartSync(t.Context(), jobs())
		require.Equal(t, tt.status, asError(t, err).StatusCode)
		require.NotEmpty(t, asError(t, err).Message)
		require.Equal(t, executionID, asError(t, err).RequestID)
		if tt.class != nil {
			require.ErrorIs(t, err, tt.class)
		}
	}
}
