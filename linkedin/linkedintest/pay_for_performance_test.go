package linkedintest_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

func TestRejectReports(t *testing.T) {
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
		"below /v2":                {"/v2/partnerJobReports?ids=List(job-1)&" + days, protocol2, 404},
		"protocol 1.0.0":           {"/rest/partnerJobReports?ids=job-1&" + days, []string{"LinkedIn-Version", "202603"}, 400},
		"no date range":            {"/rest/partnerJobReports?ids=List(job-1)", version, 400},
		"30 February":              {"/rest/partnerJobReports?ids=List(job-1)&dateRange=(start:(year:2026,month:2,day:30),end:(year:2026,month:3,day:1))", version, 400},
		"another contract":         {"/rest/partnerJobReports?ids=List(job-1)&partnerContractId=7&" + days, version, 400},
		"eleven jobs":              {"/rest/partnerJobReports?ids=List(1,2,3,4,5,6,7,8,9,10,11)&" + days, version, 400},
		"budget":                   {"/rest/partnerBudgetReports?partnerContractId=" + own, version, 200},
		"budget, another contract": {"/rest/partnerBudgetReports?partnerContractId=7", version, 400},
		"budget, no version":       {"/rest/partnerBudgetReports?partnerContractId=" + own, protocol2, 400},
		"escaped delimiters":       {"/rest/partnerJobReports?q=dateRange&dateRange=%28start%3A1%29", version, 400},
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
