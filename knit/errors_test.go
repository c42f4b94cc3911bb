package knit_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// Knit responds with 404 if a record is missing and if the tool does not support the call. Only the message
// differs.
func TestNotSupported(t *testing.T) {
	t.Parallel()
	for message, notSupported := range map[string]bool{
		"Creating jobs is not supported here": true, "Unsupported operation": true, "This app does not support that": true,
		"The app doesn't support it": true, "API NOT IMPLEMENTED": true,
		"There is no such employee": false, "Job not found": false, "": false, "no such method": false, "Contact support": false,
	} {
		integration, _ := mockIntegration(t, respondWith(404, `{"success":false,"error":{"msg":`+strconv.Quote(message)+`}}`))
		_, err := integration.ATS.CreateJob(t.Context(), knit.CreateJobRequest{Title: "Nurse"})
		require.Equal(t, notSupported, errors.Is(err, knit.ErrNotSupported), message)
		require.ErrorIs(t, err, rolecall.ErrNotFound, "both are a 404")
		require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		require.Equal(t, message, asError(t, err).Message)
	}
	for _, status := range []int{200, 400, 403, 500} {
		integration, _ := mockIntegration(t, respondWith(status, `{"success":false,"error":{"msg":"the value is not supported"}}`))
		_, err := integration.ATS.CreateJob(t.Context(), knit.CreateJobRequest{Title: "Nurse"})
		require.NotErrorIs(t, err, knit.ErrNotSupported, "%d is about something else", status)
	}
}

func TestFakeNotSupported(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithoutSupport("ats.job.create", "hr.employee.terminate"))
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
	require.NoError(t, err)
	integration := client.Integration(fake.IntegrationID)
	_, err = integration.ATS.CreateJob(t.Context(), knit.CreateJobRequest{Title: "Nurse"})
	require.ErrorIs(t, err, knit.ErrNotSupported)
	_, err = integration.HRIS.TerminateEmployee(t.Context(), knit.TerminateEmployeeRequest{EmployeeID: fake.EmployeeID(0)})
	require.ErrorIs(t, err, knit.ErrNotSupported)
	_, err = integration.ATS.GetApplication(t.Context(), knit.ApplicationKey{ApplicationID: "a", CandidateID: "c"})
	require.ErrorIs(t, err, rolecall.ErrNotFound)
	require.NotErrorIs(t, err, knit.ErrNotSupported)
}
