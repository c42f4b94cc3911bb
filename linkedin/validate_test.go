package linkedin_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// problems returns the text of each FieldError in the tree of err.
func problems(err error) []string {
	var list []string
	var visit func(error)
	visit = func(err error) {
		if f, ok := err.(*linkedin.FieldError); ok { //nolint:errorlint // visit walks the tree itself
			list = append(list, f.Error())
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				visit(e)
			}
		}
	}
	visit(err)
	return list
}

// The API that a rule applies to.
const (
	both = iota
	v2
	versioned
)

func TestValidate(t *testing.T) {
	t.Parallel()
	clients := map[int]*linkedin.Client{}
	creds := linkedin.Credentials{ClientID: "test-id", ClientSecret: "test-secret"}
	var err error
	clients[v2], err = linkedin.NewClient(creds)
	require.NoError(t, err)
	clients[versioned], err = linkedin.NewClient(creds, linkedin.WithVersion("202603"))
	require.NoError(t, err)
	now := time.Now()
	day := 24 * time.Hour
	money := func(amount, currency string) *linkedin.Money {
		return &linkedin.Money{Amount: amount, CurrencyCode: currency}
	}
	pay := func(p linkedin.Pay) *linkedin.Compensation {
		return &linkedin.Compensation{Compensations: []linkedin.Pay{p}}
	}

	for name, tt := range map[string]struct {
		change func(j *linkedin.JobPosting)
		want   string // the prefix of the only problem, or "" for no problem
		only   int    // the API to test with
	}{
		"valid": {func(*linkedin.JobPosting) {}, "", both},

		"no id":             {func(j *linkedin.JobPosting) { j.ExternalJobPostingID = "" }, "externalJobPostingId: is required", both},
		"id of 200":         {func(j *linkedin.JobPosting) { j.ExternalJobPostingID = strings.Repeat("x", 200) }, "", v2},
		"id of 201":         {func(j *linkedin.JobPosting) { j.ExternalJobPostingID = strings.Repeat("x", 201) }, "externalJobPostingId: must have at most 200 characters, has 201", v2},
		"id of 75":          {func(j *linkedin.JobPosting) { j.ExternalJobPostingID = strings.Repeat("ü", 75) }, "", versioned},
		"id of 76":          {func(j *linkedin.JobPosting) { j.ExternalJobPostingID = strings.Repeat("x", 76) }, "externalJobPostingId: must have at most 75 characters, has 76", versioned},
		"no operation":      {func(j *linkedin.JobPosting) { j.Operation = "" }, "jobPostingOperationType: is required", both},
		"unknown operation": {func(j *linkedin.JobPosting) { j.Operation = "DELETE" }, "jobPostingOperationType: is unknown", both},
		"upgrade":           {func(j *linkedin.JobPosting) { j.Operation = linkedin.OperationUpgrade }, "", versioned},
		"upgrade in v2":     {func(j *linkedin.JobPosting) { j.Operation = linkedin.OperationUpgrade }, "jobPostingOperationType: UPGRADE requires the versioned API", v2},
		"downgrade in v2":   {func(j *linkedin.JobPosting) { j.Operation = linkedin.OperationDowngrade }, "jobPostingOperationType: DOWNGRADE", v2},

		"no company":                     {func(j *linkedin.JobPosting) { j.Company = "" }, "integrationContext: is required, or companyPageUrl", v2},
		"no company, versioned":          {func(j *linkedin.JobPosting) { j.Company = "" }, "company: is required, or companyPageUrl", versioned},
		"company by name":                {func(j *linkedin.JobPosting) { j.Company, j.CompanyName = "", "Example" }, "", both},
		"company by page":                {func(j *linkedin.JobPosting) { j.Company, j.CompanyPageURL = "", "https://example.com/company" }, "", both},
		"company is not a URN":           {func(j *linkedin.JobPosting) { j.Company = "1234" }, "integrationContext: must be a URN such as urn:li:organization:1234", v2},
		"company is another URN":         {func(j *linkedin.JobPosting) { j.Company = "urn:li:jobPosting:1" }, "company: must be a URN", versioned},
		"company URN without id":         {func(j *linkedin.JobPosting) { j.Company = "urn:li:organization:" }, "company: must be a URN", versioned},
		"apply URL of spaces":            {func(j *linkedin.JobPosting) { j.CompanyApplyURL = " " }, "companyApplyUrl: is required", both},
		"apply URL without scheme":       {func(j *linkedin.JobPosting) { j.CompanyApplyURL = "careers.example.com/1" }, "companyApplyUrl: must be an absolute URL", both},
		"apply URL is mailto":            {func(j *linkedin.JobPosting) { j.CompanyApplyURL = "mailto:jobs@example.com" }, "companyApplyUrl: must be", both},
		"page URL without host":          {func(j *linkedin.JobPosting) { j.CompanyPageURL = "https://" }, "companyPageUrl: must be", both},
		"relative pixel URL":             {func(j *linkedin.JobPosting) { j.TrackingPixelURL = "pixel.gif" }, "trackingPixelUrl: must be", both},
		"poster":                         {func(j *linkedin.JobPosting) { j.PosterEmail = "hr@example.com" }, "", both},
		"poster is not an email address": {func(j *linkedin.JobPosting) { j.PosterEmail = " x" }, "posterEmail: must be an email address", both},
		"poster with a name":             {func(j *linkedin.JobPosting) { j.PosterEmail = "HR <hr@example.com>" }, "posterEmail: must be an email address", both},
		"industry is not a URN":          {func(j *linkedin.JobPosting) { j.Industries = []string{"urn:li:industry:4", "5"} }, "industries[1]: must be a URN", both},
		"contract is not a URN":          {func(j *linkedin.JobPosting) { j.Contract = "77" }, "contract: must be a URN", both},

		"no title":                       {func(j *linkedin.JobPosting) { j.Title = "" }, "title: is required", both},
		"title of 200":                   {func(j *linkedin.JobPosting) { j.Title = strings.Repeat("ß", 200) }, "", both},
		"title of 201":                   {func(j *linkedin.JobPosting) { j.Title = strings.Repeat("x", 201) }, "title: must have at most 200 characters, has 201", both},
		"no description":                 {func(j *linkedin.JobPosting) { j.Description = "" }, "description: is required", both},
		"description of 99":              {func(j *linkedin.JobPosting) { j.Description = strings.Repeat("x", 99) }, "description: must have 100 to 25,000 characters, has 99", both},
		"description of 100":             {func(j *linkedin.JobPosting) { j.Description = strings.Repeat("é", 100) }, "", both},
		"description of 25,000":          {func(j *linkedin.JobPosting) { j.Description = strings.Repeat("x", 25_000) }, "", both},
		"description of 25,001":          {func(j *linkedin.JobPosting) { j.Description = strings.Repeat("x", 25_001) }, "description: must have 100 to 25,000 characters, has 25001", both},
		"skills of 4,001":                {func(j *linkedin.JobPosting) { j.SkillsDescription = strings.Repeat("x", 4001) }, "skillsDescription: must have at most 4000 characters, has 4001", both},
		"unsupported tag in description": {func(j *linkedin.JobPosting) { j.Description += `<a href="https://example.com">here</a>` }, "description: must not contain the HTML tag <a>,", both},
		"unsupported tag in skills":      {func(j *linkedin.JobPosting) { j.SkillsDescription = "<h1>steel</h1>" }, "skillsDescription: must not contain the HTML tag <h1>,", both},
		"all supported tags": {func(j *linkedin.JobPosting) {
			j.Description += "<B>b</B><strong>s</strong><u>u</u><i>i</i><br/><p class='x'>p</p><ul><li>l</li></ul>"
		}, "", both},

		"listed in year 12026":   {func(j *linkedin.JobPosting) { j.ListedAt = time.Date(12026, 3, 1, 0, 0, 0, 0, time.UTC) }, "listedAt: year must be 1970 to 9999, is 12026", both},
		"listed in year 26":      {func(j *linkedin.JobPosting) { j.ListedAt = time.Date(26, 3, 1, 0, 0, 0, 0, time.UTC) }, "listedAt: year must be 1970 to 9999, is 26", both},
		"expires in nanoseconds": {func(j *linkedin.JobPosting) { j.ExpireAt = time.UnixMilli(now.UnixNano()) }, "expireAt: year must be 1970 to 9999, is", both},
		"expiry overflows":       {func(j *linkedin.JobPosting) { j.ExpireAt = time.Unix(1<<60, 0) }, "expireAt: year must be 1970 to 9999, is", both},
		"close, listed in nanoseconds": {func(j *linkedin.JobPosting) {
			j.Operation, j.ListedAt = linkedin.OperationClose, time.UnixMilli(now.UnixNano())
		}, "listedAt: year must be 1970 to 9999, is", both},
		"no listedAt":            {func(j *linkedin.JobPosting) { j.ListedAt = time.Time{} }, "listedAt: is required", both},
		"listed in seconds":      {func(j *linkedin.JobPosting) { j.ListedAt = time.UnixMilli(now.Unix()) }, "listedAt: is in 1970 (seconds instead of milliseconds?)", both},
		"listed tomorrow":        {func(j *linkedin.JobPosting) { j.ListedAt = now.Add(day) }, "listedAt: must not be in the future", both},
		"expires in a week":      {func(j *linkedin.JobPosting) { j.ExpireAt = now.Add(7 * day) }, "", both},
		"expires in seconds":     {func(j *linkedin.JobPosting) { j.ExpireAt = time.UnixMilli(now.Unix()) }, "expireAt: is in 1970 (seconds instead of milliseconds?)", both},
		"expired yesterday":      {func(j *linkedin.JobPosting) { j.ExpireAt = now.Add(-day) }, "expireAt: must be in the future", both},
		"expires in an hour, v2": {func(j *linkedin.JobPosting) { j.ExpireAt = now.Add(time.Hour) }, "", v2},
		"expires in an hour":     {func(j *linkedin.JobPosting) { j.ExpireAt = now.Add(time.Hour) }, "expireAt: must be more than 24 hours ahead", versioned},
		"expires in 366 days":    {func(j *linkedin.JobPosting) { j.ExpireAt = now.Add(366 * day) }, "expireAt: must be at most 365", versioned},
		"promoted for 91 days": {func(j *linkedin.JobPosting) {
			j.ListingType, j.Contract, j.ExpireAt = linkedin.ListingPremium, "urn:li:contract:1", now.Add(91*day)
		}, "expireAt: must be 1 to 90 days ahead for a promoted job", both},

		"no location":            {func(j *linkedin.JobPosting) { j.Location = "" }, "location: is required", both},
		"seven locations":        {func(j *linkedin.JobPosting) { j.AlternateLocations = make([]string, 7) }, "", both},
		"eight locations":        {func(j *linkedin.JobPosting) { j.AlternateLocations = make([]string, 8) }, "alternateLocations: must have at most 7 elements, has 8", both},
		"workplace type":         {func(j *linkedin.JobPosting) { j.WorkplaceTypes = []linkedin.WorkplaceType{"remote"} }, "", both},
		"two workplace types":    {func(j *linkedin.JobPosting) { j.WorkplaceTypes = []linkedin.WorkplaceType{"Remote", "Hybrid"} }, "workplaceTypes: must have exactly one element, has 2", both},
		"unknown workplace type": {func(j *linkedin.JobPosting) { j.WorkplaceTypes = []linkedin.WorkplaceType{"HOME"} }, "workplaceTypes: must be", both},
		"four categories":        {func(j *linkedin.JobPosting) { j.Categories = make([]string, 4) }, "categories: must have at most 3 elements, has 4", both},

		"unknown employment status": {func(j *linkedin.JobPosting) { j.EmploymentStatus = "FREELANCE" }, "employmentStatus: must be one of FULL_TIME", both},
		"unknown experience level":  {func(j *linkedin.JobPosting) { j.ExperienceLevel = "WIZARD" }, "experienceLevel: must be one of", both},
		"unknown listing type":      {func(j *linkedin.JobPosting) { j.ListingType = "GOLD" }, "listingType: must be one of", both},
		"unknown availability":      {func(j *linkedin.JobPosting) { j.Availability = "SECRET" }, "availability: must be one of", both},
		"private, versioned":        {func(j *linkedin.JobPosting) { j.Availability = linkedin.AvailabilityPrivateToATSIntegration }, "availability: must be one of PUBLIC, INTERNAL", versioned},
		"private":                   {func(j *linkedin.JobPosting) { j.Availability = linkedin.AvailabilityPrivateToATSIntegration }, "", v2},

		"promoted without a contract": {func(j *linkedin.JobPosting) { j.ListingType = linkedin.ListingPremium }, "contract: is required for a promoted job", both},
		"internal without a contract": {func(j *linkedin.JobPosting) { j.Availability = linkedin.AvailabilityInternal }, "contract: is required for an internal job", both},
		"promoted and internal": {func(j *linkedin.JobPosting) {
			j.ListingType, j.Contract, j.Availability = linkedin.ListingPremium, "urn:li:contract:1", linkedin.AvailabilityInternal
		}, "availability: must be PUBLIC for a promoted job", both},
		"internal with Apply Connect": {func(j *linkedin.JobPosting) {
			j.Availability, j.Contract = linkedin.AvailabilityInternal, "urn:li:contract:1"
			j.OnsiteApply = &linkedin.OnsiteApplyConfiguration{JobApplicationWebhookURL: "https://ats.example.com/hooks"}
		}, "availability: must be PUBLIC for a job with onsiteApplyConfiguration", both},
		"Apply Connect without a webhook": {func(j *linkedin.JobPosting) { j.OnsiteApply = &linkedin.OnsiteApplyConfiguration{} }, "onsiteApplyConfiguration.jobApplicationWebhookUrl: is required", both},

		"v2 field":              {func(j *linkedin.JobPosting) { j.CompanyJobCode = "c" }, "companyJobCode: does not exist in the versioned API", versioned},
		"v2 field in v2":        {func(j *linkedin.JobPosting) { j.CompanyJobCode, j.AccessRestricted = "c", new(false) }, "", v2},
		"versioned field":       {func(j *linkedin.JobPosting) { j.PartnerRequisitionID = "r" }, "", versioned},
		"versioned field in v2": {func(j *linkedin.JobPosting) { j.Budget = &linkedin.Budget{Total: money("1", "EUR")} }, "budget: requires the versioned API", v2},
		"unknown member":        {func(j *linkedin.JobPosting) { j.Extra = map[string]json.RawMessage{"moon": json.RawMessage(`1`)} }, "", both},

		"salary": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Period: linkedin.PeriodYearly, Type: linkedin.PayBaseSalary, Value: &linkedin.PayValue{Range: &linkedin.PayRange{Start: money("40000.50", "EUR")}}})
		}, "", both},
		"salary without value": {func(j *linkedin.JobPosting) { j.Compensation = pay(linkedin.Pay{}) }, "compensation.compensations[0].value: must be either", both},
		"salary with range and amount": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Value: &linkedin.PayValue{Range: &linkedin.PayRange{Start: money("1", "EUR")}, ExactAmount: money("1", "EUR")}})
		}, "compensation.compensations[0].value: must be either", both},
		"empty range": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Value: &linkedin.PayValue{Range: &linkedin.PayRange{}}})
		}, "compensation.compensations[0].value.range: must have a start or an end", both},
		"unknown period": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Period: "NEVER", Value: &linkedin.PayValue{ExactAmount: money("1", "EUR")}})
		}, "compensation.compensations[0].period: must be", both},
		"unknown pay type": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Type: "FAME", Value: &linkedin.PayValue{ExactAmount: money("1", "EUR")}})
		}, "compensation.compensations[0].type: must be", both},
		"amount with a comma": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Value: &linkedin.PayValue{ExactAmount: money("4,000", "EUR")}})
		}, "compensation.compensations[0].value.exactAmount.amount: must be a decimal", both},
		"currency symbol": {func(j *linkedin.JobPosting) {
			j.Compensation = pay(linkedin.Pay{Value: &linkedin.PayValue{ExactAmount: money("4000", "€")}})
		}, "compensation.compensations[0].value.exactAmount.currencyCode: must be", both},
		"budget without leading digit": {func(j *linkedin.JobPosting) { j.Budget = &linkedin.Budget{Total: money(".5", "EUR")} }, "budget.payForPerformanceTotalBudget.amount: must be", versioned},

		"close with few valid fields": {func(j *linkedin.JobPosting) {
			j.Operation, j.Description, j.ListedAt = linkedin.OperationClose, "<div>short</div>", time.UnixMilli(123456789)
			j.ListingType, j.ExpireAt = linkedin.ListingPremium, now.Add(-day)
		}, "", both},
		"close without title": {func(j *linkedin.JobPosting) { j.Operation, j.Title = linkedin.OperationClose, "" }, "title: is required", both},
	} {
		for api, client := range clients {
			if tt.only != both && tt.only != api {
				continue
			}
			// The member of the company has another name in each API. Only its own cases compare the name.
			want := tt.want
			if tt.only == both {
				want = strings.TrimPrefix(want, "integrationContext")
			}
			t.Run(name+map[int]string{v2: " (v2)", versioned: " (versioned)"}[api], func(t *testing.T) {
				t.Parallel()
				job := validJob("job-1", linkedin.OperationUpdate)
				tt.change(&job)
				err := client.Validate(&job)
				if want == "" {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, rolecall.ErrInvalid)
				list := problems(err)
				require.Len(t, list, 1)
				require.True(t, strings.HasPrefix(list[0], want), list[0])
				require.Contains(t, err.Error(), want)
			})
		}
	}
}

func TestValidateReportsAllProblems(t *testing.T) {
	t.Parallel()
	client, err := linkedin.NewClient(linkedin.Credentials{ClientID: "test-id", ClientSecret: "test-secret"})
	require.NoError(t, err)
	job := linkedin.JobPosting{ExternalJobPostingID: "job-7", Description: "<script>steal()</script>"}
	err = client.Validate(&job)
	require.ErrorContains(t, err, `job "job-7": `)
	require.NotContains(t, err.Error(), "steal", "the error does not quote the value")
	require.Len(t, problems(err), 9, "including the warning")
	field, ok := errors.AsType[*linkedin.FieldError](err)
	require.True(t, ok)
	require.Equal(t, "jobPostingOperationType", field.Field)
}

func TestWarningsDoNotStopJobs(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	job := validJob("job-1", linkedin.OperationCreate)
	require.NoError(t, h.client.Validate(&job))
	for _, email := range []string{"", " "} {
		job.PosterEmail = email
		err := h.client.Validate(&job)
		require.ErrorIs(t, err, linkedin.ErrWarning)
		require.NotErrorIs(t, err, rolecall.ErrInvalid)
		problem, ok := errors.AsType[*linkedin.FieldError](err)
		require.True(t, ok)
		require.True(t, problem.Warning)
		require.Equal(t, "posterEmail", problem.Field)
	}
	job.PosterEmail = ""
	invalid := job
	invalid.ExternalJobPostingID, invalid.Title = "job-2", ""
	err := h.client.Validate(&invalid)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	require.NotErrorIs(t, err, linkedin.ErrWarning)
	require.Len(t, problems(err), 2)

	results, err := h.client.PostJobs(t.Context(), []linkedin.JobPosting{job, invalid, validJob("job-3", linkedin.OperationCreate)})
	require.NoError(t, err)
	require.NoError(t, results[0].Err)
	require.Len(t, results[0].TaskIDs, 1)
	require.Len(t, results[0].Warnings, 1)
	require.Equal(t, "posterEmail", results[0].Warnings[0].Field)
	require.ErrorIs(t, results[1].Err, rolecall.ErrInvalid)
	require.Len(t, results[1].Warnings, 1)
	require.NoError(t, results[2].Err)
	require.Empty(t, results[2].Warnings)
}
