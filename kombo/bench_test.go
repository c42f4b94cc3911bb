package kombo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/floor"
	"github.com/rolecall-dev/rolecall/kombo"
)

// BenchmarkListPage compares the cost of a page with that of the lean loop. The lean loop reads the same
// response from the same transport with io.ReadAll. It decodes the whole body with encoding/json into
// structs that have the same fields but no methods. "ratio" runs both alternately, so that a busy machine
// slows both equally, and reports the median as x-lean.
//
//	go test -run '^$' -bench ListPage ./kombo
func BenchmarkListPage(b *testing.B) {
	b.Run("jobs", newJobsPage(b).bench)
	b.Run("employees", newEmployeesPage(b).bench)
}

func (p *recordsPage[T, O]) bench(b *testing.B) {
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(p.body)))
			for b.Loop() {
				f()
			}
			b.ReportMetric(testing.AllocsPerRun(3, f)/recordsOnPage, "allocs/record")
		})
	}
	lean, ours := func() { p.lean(b) }, func() { p.ours(b) }
	run("lean", lean)
	run("ours", ours)
	b.Run("ratio", func(b *testing.B) {
		var all []float64
		for b.Loop() {
			one := timed(lean)
			all = append(all, float64(timed(ours))/float64(one))
		}
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], "x-lean")
		b.ReportMetric(0, "ns/op")
	})
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// recordsOnPage is the maximum number of records on a page of Kombo.
const recordsOnPage = 250

// recordsPage is one page of a list. It can be read by the client and by the lean loop.
type recordsPage[T, O any] struct {
	body   []byte
	path   string
	client *http.Client
	list   func(context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error)
}

func newRecordsPage[T, O any](tb testing.TB, path string, body []byte, list func(*kombo.Integration) func(context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error)) *recordsPage[T, O] {
	tb.Helper()
	p := &recordsPage[T, O]{body: body, path: path}
	p.client = &http.Client{Transport: p}
	client, err := kombo.NewClient("test-key", rolecall.WithHTTPClient(p.client))
	require.NoError(tb, err)
	p.list = list(client.Integration("workday:Example0000000000000001"))
	return p
}

func newJobsPage(tb testing.TB) *recordsPage[kombo.Job, kombo.ListJobsOptions] {
	tb.Helper()
	return newRecordsPage(tb, "/ats/jobs", jobsPageBody(recordsOnPage), func(i *kombo.Integration) func(context.Context, kombo.ListJobsOptions, ...rolecall.CallOption) (*rolecall.Page[kombo.Job], error) {
		return i.ATS.ListJobs
	})
}

func newEmployeesPage(tb testing.TB) *recordsPage[kombo.Employee, kombo.ListEmployeesOptions] {
	tb.Helper()
	return newRecordsPage(tb, "/hris/employees", employeesPageBody(recordsOnPage), func(i *kombo.Integration) func(context.Context, kombo.ListEmployeesOptions, ...rolecall.CallOption) (*rolecall.Page[kombo.Employee], error) {
		return i.HRIS.ListEmployees
	})
}

// RoundTrip returns the page for every request.
func (p *recordsPage[T, O]) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(p.body)),
		Body: io.NopCloser(bytes.NewReader(p.body)), Request: r,
	}, nil
}

type recordsEnvelope[T any] struct {
	Data struct {
		Results []T     `json:"results"`
		Next    *string `json:"next"`
	} `json:"data"`
}

// lean reads the page as a program without an SDK would.
func (p *recordsPage[T, O]) lean(tb testing.TB) { p.decode(tb, floor.Page[T]()) }

// decode reads the page and decodes the whole body.
func (p *recordsPage[T, O]) decode(tb testing.TB, into any) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, "https://api.kombo.dev/v1"+p.path+"?page_size=250", http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.Body.Close() != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		tb.Fatal(err)
	}
}

// ours reads the page with the client.
func (p *recordsPage[T, O]) ours(tb testing.TB) *rolecall.Page[T] {
	tb.Helper()
	var opts O
	page, err := p.list(tb.Context(), opts)
	if err != nil || page.Next == "" {
		tb.Fatal(err)
	}
	return page
}

func TestListPageSameAsLeanLoop(t *testing.T) {
	t.Parallel()
	jobs, employees := newJobsPage(t), newEmployeesPage(t)
	require.InDelta(t, 2<<10, len(jobs.body)/recordsOnPage, 200, "mean bytes per job")
	require.InDelta(t, 2<<10, len(employees.body)/recordsOnPage, 800, "mean bytes per employee")
	jobs.requireSame(t)
	employees.requireSame(t)
}

func (p *recordsPage[T, O]) requireSame(t *testing.T) {
	t.Helper()
	page := p.ours(t)
	require.Empty(t, page.Bad)
	require.Len(t, page.Items, recordsOnPage)
	var whole recordsEnvelope[T]
	p.decode(t, &whole)
	require.Equal(t, whole.Data.Results, page.Items)
	require.Equal(t, *whole.Data.Next, page.Next)
}

// TestAllocationsPerRecord compares the client with the lean loop. It counts the allocations of 150 more
// records on a page, so that the fixed cost of a call does not count.
func TestAllocationsPerRecord(t *testing.T) {
	if raceEnabled {
		return // the race detector also allocates
	}
	newJobsPage(t).requireAllocations(t, jobsPageBody(100))
	newEmployeesPage(t).requireAllocations(t, employeesPageBody(100))
}

// requireAllocations compares the allocations for the page with those for small, the body of a page with
// 100 records, and checks the difference per record.
func (p *recordsPage[T, O]) requireAllocations(t *testing.T, small []byte) {
	t.Helper()
	large := p.body
	more := func(f func()) float64 {
		p.body = large
		many := testing.AllocsPerRun(5, f)
		p.body = small
		return many - testing.AllocsPerRun(5, f)
	}
	lean, ours := more(func() { p.lean(t) }), more(func() { p.ours(t) })
	require.Greater(t, lean, 150.0, "the lean loop decodes the records")
	// A quarter of an allocation per record is allowed as noise: slices grow with the page, and the garbage
	// collector empties pools.
	limit := lean/150 + 0.25
	if jsonv2Enabled {
		limit = 62.25 // the lean loop needs fewer allocations with encoding/json/v2; this is the limit with v1
	}
	require.LessOrEqual(t, ours/150, limit)
}

// jobsPageBody returns a response with realistic jobs. Each has an HTML description, a stage, a screening
// question and a posting. Some values are null.
func jobsPageBody(jobs int) []byte {
	return pageBody(jobs, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, strings.ReplaceAll(jobTemplate, "\n", ""), i, jobTexts[i%len(jobTexts)], jobFormats[i%len(jobFormats)], jobValues[i%len(jobValues)])
	})
}

// employeesPageBody returns a response with employees. Each has a home address, a bank account, an
// employment and a time-off balance.
func employeesPageBody(employees int) []byte {
	return pageBody(employees, func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, strings.ReplaceAll(employeeTemplate, "\n", ""), i, jobValues[i%len(jobValues)])
	})
}

func pageBody(records int, write func(b *bytes.Buffer, i int)) []byte {
	var b bytes.Buffer
	b.WriteString(`{"status":"success","data":{"results":[`)
	for i := range records {
		if i > 0 {
			b.WriteByte(',')
		}
		write(&b, i)
	}
	b.WriteString(`],"next":"eyJvZmZzZXQiOjI1MH0="}}`)
	return b.Bytes()
}

// employeeTemplate takes the employee's number, and a number or null.
const employeeTemplate = `
{"id":"6pTgA2bQ9Jw%06[1]d","remote_id":"%[1]d","employee_number":"%06[1]d","first_name":"Jördis","last_name":"Example","nationality":"DE",
"display_full_name":"Jördis Example","job_title":"Crane Driver","work_email":"e%[1]d@example.com","personal_email":null,"mobile_phone_number":"+49 155 %06[1]d",
"ssn":null,"tax_id":"%011[1]d","gender":"FEMALE","ethnicity":null,"marital_status":"MARRIED","employment_status":"ACTIVE","employment_type":"FULL_TIME",
"weekly_hours":%[2]s,"avatar":null,"work_location_id":"2nMq%06[1]d","legal_entity_id":"9sRb1","manager_id":null,"home_address":{"city":"Nürnberg","country":"DE",
"raw":null,"state":null,"street_1":"Hafenstraße %[1]d","street_2":null,"zip_code":"90402"},"bank_accounts":[{"iban":"DE00%018[1]d","bic":"EXMPDEFF",
"account_number":null,"holder_name":"Jördis Example","bank_name":"Example Bank","domestic_bank_routing":{"number":"76050101","type":"DE_BANKLEITZAHL"}}],
"date_of_birth":"1990-05-17T00:00:00.000Z","start_date":"2019-04-01T00:00:00.000Z","termination_date":null,"remote_created_at":"2026-01-09T14:02:11.417Z",
"changed_at":"2026-02-03T09:46:02.118Z","remote_deleted_at":null,"custom_fields":{"locker":"%[1]d"},"integration_fields":[],"remote_data":null,
"employments":[{"id":"5xVd%06[1]d","remote_id":null,"employee_id":"6pTgA2bQ9Jw%06[1]d","job_title":"Crane Driver","pay_rate":%[2]s,"pay_period":"MONTH",
"pay_frequency":"MONTHLY","employment_type":"FULL_TIME","pay_currency":"EUR","effective_date":"2024-01-01T00:00:00.000Z","changed_at":"2026-02-03T09:46:02.118Z",
"remote_deleted_at":null,"custom_fields":null,"integration_fields":[],"remote_data":null}],"time_off_balances":[{"id":"7yWe%06[1]d","remote_id":null,
"employee_id":"6pTgA2bQ9Jw%06[1]d","type_id":"3aBc1","balance":%[2]s,"balance_unit":"DAYS","changed_at":"2026-02-03T09:46:02.118Z","remote_deleted_at":null,
"used":4,"used_unit":"DAYS","remote_data":null}],"manager":null,"groups":[{"id":"1gRp1","remote_id":"g-1","name":"Field Operations","type":"DEPARTMENT"}],
"legal_entity":{"id":"9sRb1","remote_id":"le-1","name":"Example Works GmbH","address":null},"teams":[],"work_location":null}`

// jobTemplate takes the job's number, its description, the format of its screening question, and a
// number or null.
const jobTemplate = `
{"id":"8Xi6iZrwusZqJmDGXs49G%06[1]d","remote_id":"%[1]d","name":"Site Manager, Area %[1]d","job_code":"REQ-%06[1]d",
"description":"%[2]s","confidential":false,"weekly_hours":%[4]s,"employment_type":"FULL_TIME","status":"OPEN",
"visibility":"PUBLIC","category":"Construction","department":"Field Operations","post_url":"https://careers.example.com/openings/%[1]d",
"experience_level":null,"remote_work_status":"ON_SITE","salary_amount":null,"salary_amount_from":%[4]s,"salary_amount_to":%[4]s,
"salary_currency":"EUR","salary_period":"YEAR","location":{"city":"Nürnberg","country":"DE","raw":"Hafenstraße %[1]d, 90402 Nürnberg",
"state":"Bayern","street_1":"Hafenstraße %[1]d","street_2":null,"zip_code":"90402"},"custom_fields":{"cost_center":"%[1]d"},
"integration_fields":[],"remote_url":"https://ats.example.com/jobs/%[1]d","opened_at":"2026-01-12T08:30:00.000Z","closed_at":null,
"remote_created_at":"2026-01-09T14:02:11.417Z","remote_updated_at":"2026-02-03T09:45:27.003Z","contact_id":null,"remote_data":null,
"changed_at":"2026-02-03T09:46:02.118Z","remote_deleted_at":null,
"stages":[{"id":"4kSxDfQ6Zr7%06[1]d","remote_id":"s-%[1]d","name":"Application review","status":"ACTIVE","index":0,"custom_fields":null,"remote_data":null}],
"screening_questions":[{"id":"D7qYpZ3nAr%06[1]d","remote_id":null,"title":"May you work in this country?","description":null,"format":%[3]s,
"category":null,"index":0,"required":true,"precondition_question_id":null,"precondition_options":null}],
"job_postings":[{"id":"7Ppo7aZyqf%06[1]d","remote_id":"p-%[1]d","title":"Site Manager (m/f/d)","description_html":null,"status":"ACTIVE",
"visibility":"PUBLIC","url":"https://careers.example.com/p/%[1]d","remote_data":null}],"hiring_team":[]}`

var (
	jobTexts = []string{
		`<p>You lead our building sites from the first drawing to the last key: dates, budget, safety and the people who make it happen.</p>\n`,
		`<p>We build schools &amp; clinics.</p>\n<ul>\n<li>You plan \"the next day\" today</li>\n<li>You speak with neighbours, offices and suppliers</li>\n</ul>`,
		`<h2>Zusätzlich</h2><p>Überstunden werden ausgeglichen; ein Fahrzeug gehört dazu.</p>`,
	}
	jobFormats = []string{
		`{"type":"BOOLEAN"}`, `{"type":"TEXT","display_type":"SINGLE_LINE","max_length":400}`,
		`{"type":"SINGLE_SELECT","display_type":"RADIO","options":[{"id":"o1","remote_id":"1","name":"Yes"},{"id":"o2","remote_id":"2","name":"No"}]}`,
	}
	jobValues = []string{"38.5", "null", "52000", "40"}
)
