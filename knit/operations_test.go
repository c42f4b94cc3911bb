package knit_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// connected starts a fake and returns it with a client and the fake's integration.
func connected(t *testing.T, opts ...knittest.Option) (*knittest.Server, caller) {
	t.Helper()
	fake := knittest.NewServer(t, opts...)
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)))
	require.NoError(t, err)
	return fake, caller{client, client.Integration(fake.IntegrationID)}
}

// all returns the records of all pages.
func all[T any](t *testing.T, page *rolecall.Page[T], err error) (list []T) {
	t.Helper()
	require.NoError(t, err)
	for item, err := range page.All(t.Context()) {
		require.NoError(t, err)
		list = append(list, *item)
	}
	return list
}

func TestFakeAccountCalls(t *testing.T) {
	t.Parallel()
	fake, c := connected(t)
	opened, err := c.client.CreateAuthSession(t.Context(), session())
	require.NoError(t, err)
	require.NotEmpty(t, opened.Token)

	details, err := c.client.IntegrationDetails(t.Context(), knittest.OriginOrgID)
	require.NoError(t, err)
	require.Len(t, details.Apps, 1)
	require.Equal(t, fake.IntegrationID, details.Apps[0].IntegrationID)
	require.Equal(t, knit.CategoryATS, details.Apps[0].Category)
	require.Equal(t, new(true), details.Apps[0].IsActive)
	require.True(t, details.Apps[0].DeactivatedAt.IsZero())
	other, err := c.client.IntegrationDetails(t.Context(), "org-2")
	require.NoError(t, err)
	require.Empty(t, other.Apps)

	require.NoError(t, c.integration.Deactivate(t.Context()))
	details, err = c.client.IntegrationDetails(t.Context(), knittest.OriginOrgID)
	require.NoError(t, err)
	require.Equal(t, new(false), details.Apps[0].IsActive)
	require.False(t, details.Apps[0].DeactivatedAt.IsZero())
	_, err = c.integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
	require.ErrorIs(t, err, rolecall.ErrNotFound)
}

func TestFakeATSCalls(t *testing.T) {
	t.Parallel()
	fake, c := connected(t, knittest.WithJobs(5), knittest.WithApplications(5), knittest.WithPageSize(2))
	ctx, ats := t.Context(), c.integration.ATS
	page, err := ats.ListJobs(ctx, knit.ListJobsOptions{})
	require.Len(t, all(t, page, err), 5)
	require.Len(t, fake.Calls("ats.job.list"), 3)

	job, err := ats.CreateJob(ctx, knit.CreateJobRequest{Title: "Electrician", Status: knit.JobDraft})
	require.NoError(t, err)
	page, err = ats.ListJobs(ctx, knit.ListJobsOptions{Status: knit.JobDraft})
	drafts := all(t, page, err)
	require.Len(t, drafts, 1)
	require.Equal(t, "Electrician", drafts[0].Info.Title)
	require.Equal(t, job.JobID, drafts[0].Info.ID)

	found, err := ats.SearchCandidates(ctx, knit.SearchCandidatesRequest{Emails: []string{"person3@example.com"}})
	people := all(t, found, err)
	require.Len(t, people, 1)
	require.Equal(t, "person3@example.com", people[0].Emails[0].Address)
	_, err = ats.SearchCandidates(ctx, knit.SearchCandidatesRequest{FirstName: "Test"})
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.Contains(t, asError(t, err).Message, "emails")

	known, err := ats.CreateApplication(ctx, knit.CreateApplicationRequest{JobID: job.JobID, CandidateID: people[0].ID})
	require.NoError(t, err)
	require.Equal(t, people[0].ID, known.CandidateID)
	fresh, err := ats.CreateApplication(ctx, knit.CreateApplicationRequest{
		JobID: job.JobID, InitialStageID: "st-2",
		Candidate: &knit.NewCandidate{FirstName: "Zoë", LastName: "Example", Emails: []knit.Email{{Type: knit.EmailWork, Address: "zoe@example.com"}}},
	})
	require.NoError(t, err)
	_, err = ats.AddAttachment(ctx, knit.AddAttachmentRequest{ApplicationID: fresh.ApplicationID, Attachment: knit.NewAttachment{Type: knit.AttachmentCoverLetter, Content: "aGk="}})
	require.NoError(t, err)
	_, err = ats.UpdateStage(ctx, knit.UpdateStageRequest{ApplicationID: known.ApplicationID, StageID: "st-9"})
	require.NoError(t, err)

	key := knit.ApplicationKey{ApplicationID: fresh.ApplicationID, CandidateID: fresh.CandidateID}
	got, err := ats.GetApplication(ctx, key)
	require.NoError(t, err)
	require.Equal(t, "Zoë", got.Info.Candidate.FirstName)
	require.Equal(t, "st-2", got.CurrentStage.ID)
	require.Len(t, got.Attachments, 2)
	got, err = ats.GetApplication(ctx, knit.ApplicationKey{ApplicationID: known.ApplicationID, CandidateID: known.CandidateID})
	require.NoError(t, err)
	require.Equal(t, "st-9", got.CurrentStage.ID)
	key.CandidateID = known.CandidateID
	_, err = ats.GetApplication(ctx, key)
	require.ErrorIs(t, err, rolecall.ErrNotFound, "the candidate of another application")

	applications, err := ats.ListApplications(ctx, knit.ListApplicationsOptions{JobID: job.JobID})
	require.Len(t, all(t, applications, err), 2)
	applications, err = ats.ListApplications(ctx, knit.ListApplicationsOptions{})
	for _, a := range all(t, applications, err) {
		require.NotNil(t, a.CurrentStage)
		require.NotEmpty(t, a.Info.Candidate.LastName)
		require.Empty(t, a.Extra)
	}
}

func TestFakeHRISCalls(t *testing.T) {
	t.Parallel()
	fake, c := connected(t, knittest.WithEmployees(3), knittest.WithPageSize(2))
	ctx, hris := t.Context(), c.integration.HRIS
	of := knit.EmployeeOptions{EmployeeID: fake.EmployeeID(1)}
	pay, err := hris.ListPayrolls(ctx, knit.ListPayrollsOptions{EmployeeID: of.EmployeeID})
	payrolls := all(t, pay, err)
	require.Equal(t, new(2100.25), payrolls[0].NetPay)
	require.Len(t, payrolls, 1)
	types, err := hris.ListLeaveTypes(ctx, knit.EmployeeOptions{})
	require.Equal(t, []knit.LeaveType{{ID: "lt-1", Name: "Holiday", Type: knit.LeaveVacation}}, all(t, types, err))
	leave, err := hris.ListLeaveRequests(ctx, knit.EmployeeOptions{})
	requests := all(t, leave, err)
	require.Len(t, requests, 3)
	require.Equal(t, new(true), requests[2].IsPaid)
	balances, err := hris.ListLeaveBalances(ctx, of)
	require.Nil(t, all(t, balances, err)[0].IsEligible)
	days, err := hris.ListAttendance(ctx, of)
	require.Equal(t, "8.5", all(t, days, err)[0].TotalHours)
	documents, err := hris.ListDocuments(ctx, of)
	data, err := (&all(t, documents, err)[0]).Data()
	require.NoError(t, err)
	require.Equal(t, "hello", string(data))
	_, err = hris.ListDocuments(ctx, knit.EmployeeOptions{EmployeeID: "emp-x"})
	require.ErrorIs(t, err, rolecall.ErrNotFound)

	created, err := hris.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Zoë", LastName: "Example"}})
	require.NoError(t, err)
	var response struct{ EmployeeID string }
	require.NoError(t, created.Decode(&response))
	_, err = hris.UpdateEmployee(ctx, knit.UpdateEmployeeRequest{EmployeeID: response.EmployeeID, EmployeeFields: knit.EmployeeFields{Gender: knit.GenderFemale}})
	require.NoError(t, err)
	_, err = hris.EnrollDeduction(ctx, knit.EnrollDeductionRequest{EmployeeID: response.EmployeeID, Extra: extra("deductionId", `"ded-1"`)})
	require.NoError(t, err)
	_, err = hris.TerminateEmployee(ctx, knit.TerminateEmployeeRequest{EmployeeID: response.EmployeeID})
	require.NoError(t, err)
	_, err = hris.TerminateEmployee(ctx, knit.TerminateEmployeeRequest{EmployeeID: response.EmployeeID})
	require.ErrorIs(t, err, rolecall.ErrNotFound)
}

// The fake implements every call: it never responds with "no such method".
func TestFakeHandlesEveryCall(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		fake, c := connected(t)
		err := tt.call(t.Context(), c)
		if err != nil {
			require.NotContains(t, asError(t, err).Message, "no such method", tt.method)
			require.Contains(t, []int{400, 404}, asError(t, err).StatusCode, tt.method)
		}
		require.Len(t, fake.Calls(tt.method), 1)
		got := fake.Calls(tt.method)[0]
		require.Equal(t, tt.method, got.Name)
		require.Equal(t, tt.verb, got.Method)
		if tt.body != "" {
			var body json.RawMessage
			require.NoError(t, got.Decode(&body))
			require.JSONEq(t, tt.body, string(body))
		}
	}
}

func TestGetApplicationShapes(t *testing.T) {
	t.Parallel()
	key := knit.ApplicationKey{ApplicationID: "a", CandidateID: "c"}
	for _, data := range []string{`{"application":{"info":{"id":"a"}}}`, `{"info":{"id":"a"}}`} {
		c, _ := mockCaller(t, 200, `{"success":true,"data":`+data+`}`)
		got, err := c.integration.ATS.GetApplication(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, "a", got.Info.ID)
	}
	for _, data := range []string{`{"application":{"attachments":[{"type":"RESUME"}]}}`, `{"application":{"info":{"id":""}}}`, `{"info":{"jobId":"j"}}`, `null`, `{}`, `[]`, `"x"`, `{"application":null}`, `{"application":[]}`} {
		c, _ := mockCaller(t, 200, `{"success":true,"data":`+data+`}`)
		_, err := c.integration.ATS.GetApplication(t.Context(), key)
		require.Contains(t, asError(t, err).Message, "does not match the documented format", data)
	}
}
