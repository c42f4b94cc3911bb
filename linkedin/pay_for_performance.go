package linkedin

import (
	"context"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Pay for performance: a job with a [Budget] is charged for clicks until the budget is spent. The customer
// needs a hiring contract first ([Client.SetUpHiringContract]); its URN is [JobPosting].Contract. The
// reports hold the money spent. All of it requires the versioned API.

// HiringContract is a customer's contract for jobs that are charged by performance.
//
// Source: LinkedIn's Java SDK (2025-09), "Provision Customer Contracts".
type HiringContract struct {
	// Key is the URN of the customer's child application, "urn:li:developerApplication:1234".
	Key string `json:"key,omitempty"`
	// Contract is the URN of the contract, "urn:li:contract:1234". Use it as [JobPosting].Contract.
	Contract string `json:"contract" required:"true"`

	rolecall.Extra `json:"-"`
}

type setUpContractResponse struct {
	Value *HiringContract `json:"value" required:"true"`
}

// SetUpHiringContract sets up the hiring contract of the client's customer. partnerContractID is the id of your
// own contract with LinkedIn, to which LinkedIn provisioned your job product. The client must have the
// credentials of the child application (inferred: the response names an application). SetUpHiringContract
// requires [WithVersion].
//
// The write is never retried, because LinkedIn does not document whether a second call creates a second
// contract. If LinkedIn may have created the contract, for example after a 408, a 500, a lost response or a
// response without a contract, the error matches [rolecall.ErrAmbiguous].
//
// Source: LinkedIn's Java SDK (2025-09), "Provision Customer Contracts".
func (c *Client) SetUpHiringContract(ctx context.Context, partnerContractID int64, call ...rolecall.CallOption) (*HiringContract, error) {
	req := c.requireVersion(newRequest2("action provisionedHiringContracts?action=setup"))
	req.Retry = transport.RetryNever
	resp, err := sendFor[setUpContractResponse](ctx, c, req, setUpContractRequest{partnerContractID}, call)
	if err != nil {
		return nil, err
	}
	return resp.Value, nil
}

type setUpContractRequest struct {
	PartnerContractID int64 `json:"partnerContractId"`
}

func (r setUpContractRequest) Problem() string { return contractIDProblem(r.PartnerContractID) }

func contractIDProblem(partnerContractID int64) string {
	if partnerContractID <= 0 {
		return "PartnerContractID is not positive"
	}
	return ""
}

// Day is a day in LinkedIn's reports. Its time zone is not documented.
type Day struct {
	Year  int `json:"year"`
	Month int `json:"month"` // 1 to 12
	Day   int `json:"day"`   // 1 to 31

	rolecall.Extra `json:"-"`
}

// DayOf returns the day of t in the time zone of t.
func DayOf(t time.Time) Day { return Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()} }

// Time returns the beginning of the day in UTC.
func (d Day) Time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

func (d Day) exists() bool {
	t := d.Time()
	return d.Year >= 1990 && d.Year <= 9999 && t.Year() == d.Year && int(t.Month()) == d.Month && t.Day() == d.Day
}

func (d Day) query() Query { return Query{"year": d.Year, "month": d.Month, "day": d.Day} }

// ReportPeriod selects the days, and the contract, of a report.
type ReportPeriod struct {
	// From and To are the first and the last day. Required.
	From, To Day
	// PartnerContractID is the id of your contract with LinkedIn. It is required if you have several
	// contracts. 0: it is not sent.
	PartnerContractID int64
}

// Problem describes what makes the period invalid, or returns "" if it is valid. The calls check it before
// sending anything.
func (p ReportPeriod) Problem() string {
	switch {
	case !p.From.exists():
		return "From is not in the calendar"
	case !p.To.exists():
		return "To is not in the calendar"
	case p.To.Time().Before(p.From.Time()):
		return "To is before From"
	case p.PartnerContractID < 0:
		return "PartnerContractID is negative"
	}
	return ""
}

// query returns the parameters of the period.
func (p ReportPeriod) query() Query {
	q := Query{"dateRange": Query{"start": p.From.query(), "end": p.To.query()}}
	if p.PartnerContractID != 0 {
		q["partnerContractId"] = p.PartnerContractID
	}
	return q
}

// JobReport is the cost and the performance of a job that is charged by performance.
//
// Source: LinkedIn's Java SDK (2025-09) and its samples, "P4P Reports".
type JobReport struct {
	Info *JobReportInfo `json:"jobPostingInfo,omitempty"`
	// Lifetime is the budget of the job and the money spent. In LinkedIn's samples it is absent or empty
	// for jobs that cost nothing.
	Lifetime *JobBudgetReport `json:"lifetimeJobBudgetInfo,omitempty"`
	// Metrics are the metrics of each day in the period. Days may be missing.
	Metrics []JobDayMetrics `json:"performanceMetrics,omitempty"`

	rolecall.Extra `json:"-"`

	// Err is the error if LinkedIn returned no report of this job: [rolecall.ErrNotFound] if LinkedIn has no
	// such job. Only [Client.JobReports] sets it. Nil if there is a report.
	Err error `json:"-"`
}

// JobReportInfo describes the job of a [JobReport].
type JobReportInfo struct {
	// ExternalJobPostingID is your id of the job. LinkedIn also calls it partnerJobCode.
	ExternalJobPostingID string `json:"externalJobPostingId,omitempty" alt:"partnerJobCode"`
	// LinkedInJobPostingID is LinkedIn's number of the job; 0 if LinkedIn does not send it.
	LinkedInJobPostingID int64           `json:"linkedInJobPostingId,omitempty"`
	ClosedAt             time.Time       `json:"closeAt,omitzero" wire:"millis"`
	CompanyDetails       *CompanyDetails `json:"companyDetails,omitempty"`
	CompanyApplyURL      string          `json:"companyApplyUrl,omitempty"`
	JobTitle             string          `json:"jobTitle,omitempty"`

	rolecall.Extra `json:"-"`
}

// JobBudgetReport is the budget of a job, or of a term of your contract. A field is nil if LinkedIn does not
// send it. LinkedIn's Java SDK has these member names for both; it is inferred from its comments that the
// members of a job are also called lifetimeBudgetSpent and lifetimeBudgetLimit.
type JobBudgetReport struct {
	Spent *Money `json:"serviceTermBudgetSpent,omitempty" alt:"lifetimeBudgetSpent"`
	Limit *Money `json:"serviceTermBudgetLimit,omitempty" alt:"lifetimeBudgetLimit"`

	rolecall.Extra `json:"-"`
}

// JobDayMetrics are the metrics of a job on one day. A count is nil if LinkedIn does not send it.
type JobDayMetrics struct {
	Date            *Day   `json:"date,omitempty"`
	Charge          *Money `json:"charge,omitempty"`
	ApplyClickCount *int   `json:"applyClickCount,omitempty"`
	ViewCount       *int   `json:"viewCount,omitempty"`

	rolecall.Extra `json:"-"`
}

// maxReportIDs is the maximum number of ids per request for reports.
const maxReportIDs = 10

// JobReports returns the reports of jobs by your ids: one for each id, in the order of the ids. It sends at
// most 10 ids per request. If a request fails, the reports of earlier requests are returned with the error.
// [rolecall.WithTimeout] bounds all requests together. JobReports requires [WithVersion].
//
// Source: LinkedIn's Java SDK (2025-09), "P4P Reports". LinkedIn's SDK separates ids with a colon, this
// package with a comma, as Rest.li documents.
func (c *Client) JobReports(ctx context.Context, externalJobPostingIDs []string, period ReportPeriod, call ...rolecall.CallOption) ([]JobReport, error) {
	l := lookup{Request: c.reportRequest("batch_get", period), query: period.query(), maxIDs: maxReportIDs, what: "job id"}
	return readByID(ctx, c, l, externalJobPostingIDs, func(report *JobReport, id string, err error) {
		if report.Info == nil {
			report.Info = &JobReportInfo{}
		}
		report.Info.ExternalJobPostingID, report.Err = id, err
	}, call)
}

// ListJobReports returns the first page of the reports of all jobs in the period. It requires
// [WithVersion].
//
// Source: LinkedIn's Java SDK (2025-09), "P4P Reports".
func (c *Client) ListJobReports(ctx context.Context, period ReportPeriod, call ...rolecall.CallOption) (*rolecall.Page[JobReport], error) {
	req, query := c.reportRequest("finder", period), period.query()
	query["q"], query["count"] = "dateRange", reportsPerPage
	req.RawQuery, _ = query.encode() // no error: the types of its values are known
	return readPage[JobReport](ctx, c, req, "", nil, call)
}

// reportsPerPage is the number that LinkedIn's SDK requests.
const reportsPerPage = 50

// reportRequest returns the request for reports of a period, without its query.
func (c *Client) reportRequest(restMethod string, period ReportPeriod) transport.Request {
	req := c.requireVersion(newRequest2(restMethod + " partnerJobReports"))
	req.Reject(period.Problem())
	return req
}

// BudgetReport is the budget of your contract with LinkedIn in its current term.
//
// Source: LinkedIn's Java SDK (2025-09) and its sample, "P4P Reports".
type BudgetReport struct {
	TermStartsAt time.Time `json:"serviceTermStartAt,omitzero" wire:"millis"`
	TermEndsAt   time.Time `json:"serviceTermEndAt,omitzero" wire:"millis"`
	// Budgets has one element per currency (inferred: the sample has one).
	Budgets []JobBudgetReport `json:"partnerBudgetDetails,omitempty"`

	rolecall.Extra `json:"-"`
}

// BudgetReport returns the budget of your contract with LinkedIn. partnerContractID is the id of the contract.
// BudgetReport requires [WithVersion].
//
// Source: LinkedIn's Java SDK (2025-09), "P4P Reports".
func (c *Client) BudgetReport(ctx context.Context, partnerContractID int64, call ...rolecall.CallOption) (*BudgetReport, error) {
	// LinkedIn's SDK sends no X-Restli-Method here, and the query does not indicate a method.
	req := c.requireVersion(protocol2(newRequest("get partnerBudgetReports")))
	req.Reject(contractIDProblem(partnerContractID))
	req.RawQuery = "partnerContractId=" + strconv.FormatInt(partnerContractID, 10)
	return transport.Call[BudgetReport](ctx, c.api, req, call...)
}
