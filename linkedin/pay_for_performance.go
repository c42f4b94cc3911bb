package linkedin

import (
	"context"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Pay for performance: a job with a [Budget] is charged for clicks until the budget is spent. A
// customer needs a hiring contract first ([Client.SetUpHiringContract]), whose URN is
// [JobPosting].Contract; the reports say what was spent. All of it belongs to the versioned API.

// HiringContract is a customer's contract for jobs that are paid by performance.
//
// Source: LinkedIn's Java SDK (2025-09), "Provision Customer Contracts".
type HiringContract struct {
	// Key is the application of the customer, "urn:li:developerApplication:1234".
	Key string `json:"key,omitempty"`
	// Contract is for [JobPosting].Contract, "urn:li:contract:1234".
	Contract string `json:"contract" required:"true"`

	rolecall.Extra `json:"-"`
}

type setUpContract struct {
	Value *HiringContract `json:"value" required:"true"`
}

// SetUpHiringContract sets up the hiring contract of this client's customer below your own contract
// with LinkedIn, partnerContractID, to which your job product was provisioned. It is called with the
// child application's credentials (inferred: the response names an application). It needs [WithVersion].
//
// It is never repeated, since LinkedIn does not say whether a second call makes a second contract.
// After a response of 408 or 5xx, or none, or one without a contract, it is
// [rolecall.ErrAmbiguous].
//
// Source: LinkedIn's Java SDK (2025-09), "Provision Customer Contracts".
func (c *Client) SetUpHiringContract(ctx context.Context, partnerContractID int64, call ...rolecall.CallOption) (*HiringContract, error) {
	req := c.versioned(restli("action provisionedHiringContracts?action=setup"))
	req.Retry = transport.RetryNever
	resp, err := act[setUpContract](ctx, c, req, setUpContractRequest{partnerContractID}, call)
	if err != nil {
		return nil, err
	}
	return resp.Value, nil
}

type setUpContractRequest struct {
	PartnerContractID int64 `json:"partnerContractId"`
}

func (r setUpContractRequest) Problem() string { return contractProblem(r.PartnerContractID) }

func contractProblem(partnerContractID int64) string {
	if partnerContractID <= 0 {
		return "PartnerContractID is not positive"
	}
	return ""
}

// Day is a day as LinkedIn's reports have it. Its time zone is not documented.
type Day struct {
	Year  int `json:"year"`
	Month int `json:"month"` // 1 to 12
	Day   int `json:"day"`   // 1 to 31

	rolecall.Extra `json:"-"`
}

// DayOf is the day of t in t's own time zone.
func DayOf(t time.Time) Day { return Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()} }

// Time is the beginning of the day in UTC.
func (d Day) Time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

func (d Day) exists() bool {
	t := d.Time()
	return d.Year >= 1990 && d.Year <= 9999 && t.Year() == d.Year && int(t.Month()) == d.Month && t.Day() == d.Day
}

func (d Day) query() Query { return Query{"year": d.Year, "month": d.Month, "day": d.Day} }

// ReportPeriod is what a report is about.
type ReportPeriod struct {
	// From and To are days, both included. Required.
	From, To Day
	// PartnerContractID is your contract with LinkedIn, required if you have several. 0: not sent.
	PartnerContractID int64
}

// Problem returns why the period would be rejected, "" if nothing is wrong. The call asks it before
// anything is sent.
func (p ReportPeriod) Problem() string {
	switch {
	case !p.From.exists():
		return "From is not a day of the calendar"
	case !p.To.exists():
		return "To is not a day of the calendar"
	case p.To.Time().Before(p.From.Time()):
		return "To is before From"
	case p.PartnerContractID < 0:
		return "PartnerContractID is negative"
	}
	return ""
}

// query are the parameters of the period.
func (p ReportPeriod) query() Query {
	q := Query{"dateRange": Query{"start": p.From.query(), "end": p.To.query()}}
	if p.PartnerContractID != 0 {
		q["partnerContractId"] = p.PartnerContractID
	}
	return q
}

// JobReport is what a job that is paid by performance has cost and brought.
//
// Source: LinkedIn's Java SDK (2025-09) and its fixtures, "P4P Reports".
type JobReport struct {
	Info *JobReportInfo `json:"jobPostingInfo,omitempty"`
	// Lifetime is the budget of the job and what was spent of it. LinkedIn's fixtures leave it out, or
	// empty, for jobs that cost nothing.
	Lifetime *JobBudgetReport `json:"lifetimeJobBudgetInfo,omitempty"`
	// Metrics are those of each day of the period. Days may be missing.
	Metrics []JobDayMetrics `json:"performanceMetrics,omitempty"`

	rolecall.Extra `json:"-"`

	// Err is why LinkedIn has no report of this job, of [Client.JobReports] alone:
	// [rolecall.ErrNotFound] where it does not know it. Nil otherwise.
	Err error `json:"-"`
}

// JobReportInfo is the job of a [JobReport].
type JobReportInfo struct {
	// ExternalJobPostingID is your id of the job. LinkedIn's texts also call it partnerJobCode.
	ExternalJobPostingID string `json:"externalJobPostingId,omitempty" alt:"partnerJobCode"`
	// LinkedInJobPostingID is LinkedIn's number of the job.
	LinkedInJobPostingID int64           `json:"linkedInJobPostingId,omitempty"`
	ClosedAt             time.Time       `json:"closeAt,omitzero" wire:"millis"`
	CompanyDetails       *CompanyDetails `json:"companyDetails,omitempty"`
	CompanyApplyURL      string          `json:"companyApplyUrl,omitempty"`
	JobTitle             string          `json:"jobTitle,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobBudgetReport is the budget of a job, or of a term of your contract. Nil: LinkedIn does not say.
// The names are those of LinkedIn's Java SDK, for both uses; that a job's members are also called
// lifetimeBudgetSpent and lifetimeBudgetLimit is inferred from its comments.
type JobBudgetReport struct {
	Spent *Money `json:"serviceTermBudgetSpent,omitempty" alt:"lifetimeBudgetSpent"`
	Limit *Money `json:"serviceTermBudgetLimit,omitempty" alt:"lifetimeBudgetLimit"`

	rolecall.Extra `json:"-"`
}

// JobDayMetrics are the metrics of a job on a day. Counts are nil if LinkedIn does not say.
type JobDayMetrics struct {
	Date            *Day   `json:"date,omitempty"`
	Charge          *Money `json:"charge,omitempty"`
	ApplyClickCount *int   `json:"applyClickCount,omitempty"`
	ViewCount       *int   `json:"viewCount,omitempty"`

	rolecall.Extra `json:"-"`
}

// mostReports is how many ids a request for reports may have.
const mostReports = 10

// JobReports returns the reports of jobs by your ids of them, one for each id, in their order. Each
// request has at most 10 ids; if one fails, the reports before it are returned with the error.
// rolecall.WithTimeout bounds all requests together. It needs [WithVersion].
//
// Source: LinkedIn's Java SDK (2025-09), "P4P Reports". The SDK separates ids with a colon; the comma
// here is Rest.li's.
func (c *Client) JobReports(ctx context.Context, externalJobPostingIDs []string, period ReportPeriod, call ...rolecall.CallOption) ([]JobReport, error) {
	l := lookup{Request: c.reports("batch_get", period), query: period.query(), most: mostReports, what: "job's id"}
	return lookUp(ctx, c, l, externalJobPostingIDs, func(report *JobReport, id string, err error) {
		if report.Info == nil {
			report.Info = &JobReportInfo{}
		}
		report.Info.ExternalJobPostingID, report.Err = id, err
	}, call)
}

// ListJobReports returns the first page of the reports of all jobs that the period has. It needs
// [WithVersion].
//
// Source: LinkedIn's Java SDK (2025-09), "P4P Reports".
func (c *Client) ListJobReports(ctx context.Context, period ReportPeriod, call ...rolecall.CallOption) (*rolecall.Page[JobReport], error) {
	req, query := c.reports("finder", period), period.query()
	query["q"], query["count"] = "dateRange", reportsOnPage
	req.RawQuery, _ = query.encode() // its values are of known types
	return readPage[JobReport](ctx, c, req, "", nil, call)
}

// reportsOnPage is what LinkedIn's SDK asks for.
const reportsOnPage = 50

// reports returns the request for reports of a period, without its query.
func (c *Client) reports(restMethod string, period ReportPeriod) transport.Request {
	req := c.versioned(restli(restMethod + " partnerJobReports"))
	req.Reject(period.Problem())
	return req
}

// BudgetReport is what your contract with LinkedIn has cost in its present term.
//
// Source: LinkedIn's Java SDK (2025-09) and its fixture, "P4P Reports".
type BudgetReport struct {
	TermStartsAt time.Time `json:"serviceTermStartAt,omitzero" wire:"millis"`
	TermEndsAt   time.Time `json:"serviceTermEndAt,omitzero" wire:"millis"`
	// Budgets are one for each currency (inferred: the fixture has one).
	Budgets []JobBudgetReport `json:"partnerBudgetDetails,omitempty"`

	rolecall.Extra `json:"-"`
}

// BudgetReport asks for the budget of your contract with LinkedIn, partnerContractID. It needs
// [WithVersion].
//
// Source: LinkedIn's Java SDK (2025-09), "P4P Reports".
func (c *Client) BudgetReport(ctx context.Context, partnerContractID int64, call ...rolecall.CallOption) (*BudgetReport, error) {
	// LinkedIn's SDK sends no X-Restli-Method here, and the query does not tell which it is.
	req := c.versioned(protocol2(newRequest("get partnerBudgetReports")))
	req.Reject(contractProblem(partnerContractID))
	req.RawQuery = "partnerContractId=" + strconv.FormatInt(partnerContractID, 10)
	return transport.Call[BudgetReport](ctx, c.api, req, call...)
}
