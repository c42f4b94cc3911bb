package kombotest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestUpdateForms(t *testing.T) {
	t.Parallel()
	fake := kombotest.NewServer(t)
	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
	require.NoError(t, err)
	hris := client.Integration(fake.IntegrationID).HRIS
	for _, id := range []string{fake.EmployeeID(6), "remote:employee-000006"} {
		form, err := hris.GetPersonalDataForm(t.Context(), id)
		require.NoError(t, err)
		require.False(t, form.Data.Properties["taxNumber"].Info().CurrentValue.Readable())
		_, err = hris.UpdatePersonalData(t.Context(), id, kombo.UpdateFormRequest{Form: &form.Data, Properties: kombo.FormValues{
			"note": id, "grade": "remote:g1", "taxNumber": "T1", "photo": kombo.File{Name: "a.png", ContentType: "image/png", Data: []byte("x")},
		}})
		require.NoError(t, err)
		form, err = hris.GetPersonalDataForm(t.Context(), fake.EmployeeID(6))
		require.NoError(t, err)
		require.JSONEq(t, `"`+id+`"`, string(form.Data.Properties["note"].Info().CurrentValue.Raw()))
	}
	employment := fake.ID("/hris/employments", 6)
	job, err := hris.GetJobForm(t.Context(), employment)
	require.NoError(t, err)
	require.True(t, job.Data.Properties["note"].Info().CurrentValue.Empty())
	_, err = hris.UpdateJob(t.Context(), employment, kombo.UpdateFormRequest{Properties: kombo.FormValues{"name": nil}})
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	_, err = hris.UpdateCompensation(t.Context(), employment, kombo.UpdateFormRequest{Properties: kombo.FormValues{"name": "New"}})
	require.NoError(t, err)
	rehire, err := hris.GetRehireForm(t.Context(), fake.EmployeeID(6))
	require.NoError(t, err)
	_, err = hris.RehireEmployee(t.Context(), fake.EmployeeID(6), kombo.RehireRequest{Form: &rehire.Data, Properties: kombo.FormValues{"name": "Again"}})
	require.NoError(t, err)
	_, err = hris.GetRehireForm(t.Context(), "remote:none")
	require.ErrorIs(t, err, rolecall.ErrNotFound)
}

func TestIssueAndAIApplyWebhooks(t *testing.T) {
	t.Parallel()
	h := newReceiver(t, 0)
	a := newAPI(t, kombotest.WithWebhook(h.URL), kombotest.DeliverParallel(1), kombotest.RetryEvery(time.Millisecond))
	h.trust(a.fake)
	id := a.fake.RaiseIssue("integration.authentication_failed", false)
	a.fake.ResolveIssue(id)
	a.fake.ResolveIssue(id) // no effect: it is already resolved
	a.fake.RaiseIssue("account.example", true)
	a.fake.NotifyAIApplyChanges()
	wait(t, a.fake)
	got := h.got()
	require.Len(t, got, 4)
	require.Equal(t, "raised", got[0].Data["change"])
	require.Equal(t, a.fake.IntegrationID, object(t, got[0].Data["integration"])["id"])
	require.Equal(t, "resolved", got[1].Data["change"])
	require.Nil(t, got[2].Data["integration"])
	require.Equal(t, "ai-apply-data-changed", got[3].Type)
}
