package linkedin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// march is the period of March 2026.
var march = linkedin.ReportPeriod{From: linkedin.Day{Year: 2026, Month: 3, Day: 1}, To: linkedin.Day{Year: 2026, Month: 3, Day: 31}}

func TestPayForPerformance(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1", "job:2,(x)", "job 3"))
	client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
	first := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	fake.Charge("job-1", first, "21.80", 12, 340)
	fake.Charge("job-1", first.AddDate(0, 1, 0), "1.04", 1, 20)
	fake.Charge("job:2,(x)", first, "3", 0, 5)

	t.Run("sets up a contract", func(t *testing.T) {
		t.Parallel()
		contract, err := client.SetUpHiringContract(t.Context(), fake.PartnerContractID)
		require.NoError(t, err)
		require.Equal(t, &linkedin.HiringContract{Key: fake.ApplicationURN, Contract: strings.Replace(fake.ApplicationURN, "developerApplication", "contract", 1)}, contract)
	})
	t.Run("reports jobs by id", func(t *testing.T) {
		t.Parallel()
		reports, err := client.JobReports(t.Context(), []string{"job-1", "job 3", "job:2,(x)"}, march)
		require.NoError(t, err)
		require.Len(t, reports, 3)
		require.Equal(t, "22.84", reports[0].Lifetime.Spent.Amount)
		require.Equal(t, "Example", reports[0].Info.CompanyDetails.Name)
		require.NotZero(t, reports[0].Info.LinkedInJobPostingID)
		require.Equal(t, []linkedin.JobDayMetrics{{
			Date: &march.From, Charge: &linkedin.Money{Amount: "21.80", CurrencyCode: "USD"}, ApplyClickCount: new(12), ViewCount: new(340),
		}}, reports[0].Metrics)
		require.ErrorIs(t, reports[1].Err, rolecall.ErrNotFound)
		require.Equal(t, "job 3", reports[1].Info.ExternalJobPostingID)
		require.NoError(t, reports[2].Err)
		require.Equal(t, 0, *reports[2].Metrics[0].ApplyClickCount)
	})
	t.Run("lists the reports of a period", func(t *testing.T) {
		t.Parallel()
		page, err := client.ListJobReports(t.Context(), march)
		require.NoError(t, err)
		require.Len(t, page.Items, 2)
		require.Empty(t, page.Next)
	})
	t.Run("reports the budget", func(t *testing.T) {
		t.Parallel()
		report, err := client.BudgetReport(t.Context(), fake.PartnerContractID)
		require.NoError(t, err)
		require.Equal(t, "25.84", report.Budgets[0].Spent.Amount)
		require.Equal(t, "100000", report.Budgets[0].Limit.Amount)
		require.True(t, report.TermStartsAt.Before(report.TermEndsAt))
	})
}

func TestJobReportBatches(t *testing.T) {
	t.Parallel()
	ids := make([]string, 120)
	for i := range ids {
		ids[i] = fmt.Sprintf("job-%03d", i)
	}
	fake := linkedintest.NewServer(t, linkedintest.WithJobs(ids...))
	client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
	for _, id := range ids {
		fake.Charge(id, march.From.Time(), "1.00", 1, 1)
	}
	reports, err := client.JobReports(t.Context(), ids[:25], march)
	require.NoError(t, err)
	require.Len(t, reports, 25)
	require.Len(t, fake.Calls(), 3, "10, 10 and 5 ids")

	page, err := client.ListJobReports(t.Context(), march)
	require.NoError(t, err)
	seen := 0
	for report, err := range page.All(t.Context()) {
		require.NoError(t, err)
		require.Equal(t, ids[seen], report.Info.ExternalJobPostingID)
		seen++
	}
	require.Equal(t, 120, seen)
}

func TestJobReportLongIDs(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
	ids := make([]string, 10)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s-%d", strings.Repeat("ü", 66), i) // 398 bytes in a query
	}
	reports, err := client.JobReports(t.Context(), ids, march)
	require.NoError(t, err)
	require.Len(t, reports, 10)
	require.Len(t, fake.Calls(), 2, "a query of ten would be longer than 4 kB")
}

func TestReportRequests(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
	period := march
	period.PartnerContractID = fake.PartnerContractID
	_, err := client.JobReports(t.Context(), []string{"a:1", "b"}, period)
	require.NoError(t, err)
	_, err = client.ListJobReports(t.Context(), period)
	require.NoError(t, err)
	_, err = client.SetUpHiringContract(t.Context(), fake.PartnerContractID)
	require.NoError(t, err)
	const days = "dateRange=(end:(day:31,month:3,year:2026),start:(day:1,month:3,year:2026))"
	own := fmt.Sprint(fake.PartnerContractID)
	calls := fake.Calls()
	require.Equal(t, days+"&ids=List(a%3A1,b)&partnerContractId="+own, calls[0].URL.RawQuery)
	require.Equal(t, "count=50&"+days+"&partnerContractId="+own+"&q=dateRange", calls[1].URL.RawQuery)
	require.Equal(t, "/rest/provisionedHiringContracts", calls[2].URL.Path)
	require.JSONEq(t, `{"partnerContractId":`+own+`}`, bodyOf(t, calls[2]))
	for _, r := range calls {
		require.Equal(t, "202603", r.Header.Get("LinkedIn-Version"))
		require.Equal(t, "2.0.0", r.Header.Get("X-RestLi-Protocol-Version"))
	}
}

func TestInvalidReportRequests(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	unversioned := connect(t, fake, fake.Credentials)
	_, err := unversioned.BudgetReport(t.Context(), 1)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.ErrorContains(t, err, "WithVersion")
	client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
	for want, period := range map[string]linkedin.ReportPeriod{
		"From is not in the calendar": {To: march.To},
		"To is not in the calendar":   {From: march.From, To: linkedin.Day{Year: 2026, Month: 2, Day: 30}},
		"To is before From":           {From: march.To, To: march.From},
		"PartnerContractID is n":      {From: march.From, To: march.To, PartnerContractID: -1},
	} {
		_, err := client.ListJobReports(t.Context(), period)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.ErrorContains(t, err, want)
	}
	for _, ids := range [][]string{{""}, {"a", "a"}} {
		_, err := client.JobReports(t.Context(), ids, march)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
	}
	_, err = client.SetUpHiringContract(t.Context(), 0)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.Empty(t, fake.Requests(), "nothing was sent")
}

func TestSetUpContractNoRetry(t *testing.T) {
	t.Parallel()
	for _, fault := range []linkedintest.Fault{linkedintest.ActThenRespond(504), linkedintest.Status(500), linkedintest.CutBody(), linkedintest.Status(429)} {
		fake := linkedintest.NewServer(t)
		client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
		fake.Inject(fault)
		_, err := client.SetUpHiringContract(t.Context(), fake.PartnerContractID)
		require.Error(t, err)
		require.Equal(t, !errors.Is(err, rolecall.ErrRateLimited), errors.Is(err, rolecall.ErrAmbiguous), err)
		require.Len(t, fake.Calls(), 1)
	}
}

// A response without the URN of the contract is ambiguous, because LinkedIn may have set up a contract.
func TestSetUpContractWithoutURN(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"value":{}}`, `{"value":{"key":"urn:li:developerApplication:1"}}`, `{"value":null}`} {
		fake := linkedintest.NewServer(t)
		client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
		fake.Inject(responding(200, body))
		_, err := client.SetUpHiringContract(t.Context(), fake.PartnerContractID)
		require.ErrorIs(t, err, rolecall.ErrAmbiguous, body)
	}
}

func TestReportUnknownMembers(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	client := connect(t, fake, fake.Credentials, linkedin.WithVersion("202603"))
	fake.Inject(responding(200, `{"serviceTermStartAt":"1738726722577","partnerBudgetDetails":{"serviceTermBudgetSpent":{"amount":21.84,"currencyCode":"USD"},"newMember":1},"partnerJobCampaignId":"c-1"}`))
	report, err := client.BudgetReport(t.Context(), fake.PartnerContractID)
	require.NoError(t, err)
	require.Equal(t, "21.84", report.Budgets[0].Spent.Amount)
	require.JSONEq(t, `1`, string(report.Budgets[0].Extra["newMember"]))
	require.JSONEq(t, `"c-1"`, string(report.Extra["partnerJobCampaignId"]))
}
