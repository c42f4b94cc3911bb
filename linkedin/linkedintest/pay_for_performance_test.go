package linkedintest_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

func TestReportsThatTheFakeRejects(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1"))
	r := newRaw(t, fake, fake.Credentials)
	version := append([]string{"LinkedIn-Version", "202603"}, protocol2...)
	own := strconv.FormatInt(fake.PartnerContractID, 10)
	const days = "dateRange=(start:(year:2026,month:3,day:1),end:(year:2026,month:3,day:31))"
	for name, tt := range map[string]struct {
		path   string
		header []string
		status int
	}{
		"by ids":                   {"/rest/partnerJobReports?ids=List(job-1)&" + days, version, 200},
		"by date":                  {"/rest/partnerJobReports?q=dateRange&start=0&count=50&" + days, version, 200},
		"in v2":                    {"/v2/partnerJobReports?ids=List(job-1)&" + days, protocol2, 404},
		"in protocol 1.0.0":        {"/rest/partnerJobReports?ids=job-1&" + days, []string{"LinkedIn-Version", "202603"}, 400},
		"without a date":           {"/rest/partnerJobReports?ids=List(job-1)", version, 400},
		"of a day that is not":     {"/rest/partnerJobReports?ids=List(job-1)&dateRange=(start:(year:2026,month:2,day:30),end:(year:2026,month:3,day:1))", version, 400},
		"of another contract":      {"/rest/partnerJobReports?ids=List(job-1)&partnerContractId=7&" + days, version, 400},
		"of eleven jobs":           {"/rest/partnerJobReports?ids=List(1,2,3,4,5,6,7,8,9,10,11)&" + days, version, 400},
		"the budget":               {"/rest/partnerBudgetReports?partnerContractId=" + own, version, 200},
		"another contract's":       {"/rest/partnerBudgetReports?partnerContractId=7", version, 400},
		"the budget, no version":   {"/rest/partnerBudgetReports?partnerContractId=" + own, protocol2, 400},
		"escaped signs of a range": {"/rest/partnerJobReports?q=dateRange&dateRange=%28start%3A1%29", version, 400},
	} {
		require.Equal(t, tt.status, r.do(http.MethodGet, tt.path, "", tt.header...).status, name)
	}
	for body, status := range map[string]int{`{"partnerContractId":` + own + `}`: 200, `{"partnerContractId":7}`: 400, `{}`: 400, `[`: 400} {
		require.Equal(t, status, r.do(http.MethodPost, "/rest/provisionedHiringContracts?action=setup", body, version...).status, body)
	}
	require.Equal(t, 400, r.do(http.MethodPost, "/rest/provisionedHiringContracts?action=other", `{"partnerContractId":`+own+`}`, version...).status)
	parent := newRaw(t, fake, fake.Parent)
	require.Equal(t, 403, parent.do(http.MethodPost, "/rest/provisionedHiringContracts?action=setup", `{"partnerContractId":`+own+`}`, version...).status)
}
