package kombo_test

import (
	"bytes"
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
	"github.com/rolecall-dev/rolecall/kombo"
)

// What a page costs, beside the lean loop: the same answer of the same transport, read with
// io.ReadAll and decoded whole into the same structs. "ratio" runs both in turns, so that a
// busy machine slows them alike, and reports the median as x-lean.
//
//	go test -run '^$' -bench ListPage ./kombo
func BenchmarkListPage(b *testing.B) {
	p := newJobsPage(b)
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(p.body)))
			for b.Loop() {
				f()
			}
			b.ReportMetric(testing.AllocsPerRun(3, f)/jobsOnPage, "allocs/record")
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

// jobsOnPage is as many as Kombo puts on a page at most.
const jobsOnPage = 250

// jobsPage is a page of jobs, and two ways to read it.
type jobsPage struct {
	body   []byte
	client *http.Client
	ats    *kombo.ATSService
}

func newJobsPage(tb testing.TB) *jobsPage {
	tb.Helper()
	p := &jobsPage{body: jobsPageBody(jobsOnPage)}
	p.client = &http.Client{Transport: p}
	client, err := kombo.NewClient("test-key", rolecall.WithHTTPClient(p.client))
	require.NoError(tb, err)
	p.ats = client.Integration("workday:Example0000000000000001").ATS
	return p
}

// RoundTrip answers every request with the page.
func (p *jobsPage) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(p.body)),
		Body: io.NopCloser(bytes.NewReader(p.body)), Request: r,
	}, nil
}

type jobsEnvelope struct {
	Data struct {
		Results []kombo.Job `json:"results"`
		Next    *string     `json:"next"`
	} `json:"data"`
}

func (p *jobsPage) lean(tb testing.TB) []kombo.Job {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, "https://api.kombo.dev/v1/ats/jobs?page_size=250", http.NoBody)
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
	var page jobsEnvelope
	if err := json.Unmarshal(body, &page); err != nil || page.Data.Next == nil {
		tb.Fatal(err)
	}
	return page.Data.Results
}

func (p *jobsPage) ours(tb testing.TB) *rolecall.Page[kombo.Job] {
	tb.Helper()
	page, err := p.ats.ListJobs(tb.Context(), kombo.ListJobsOptions{})
	if err != nil || page.Next == "" {
		tb.Fatal(err)
	}
	return page
}

func TestAPageOfJobsIsReadAsTheLeanLoopReadsIt(t *testing.T) {
	t.Parallel()
	p := newJobsPage(t)
	require.InDelta(t, 2<<10, len(p.body)/jobsOnPage, 200, "bytes of a job")
	page := p.ours(t)
	require.Empty(t, page.Bad)
	require.Len(t, page.Items, jobsOnPage)
	require.Equal(t, p.lean(t), page.Items)
}

// TestARecordCostsNoMoreAllocationsThanInTheLeanLoop compares what 150 more records on a page
// cost, so that what a call costs once does not count.
func TestARecordCostsNoMoreAllocationsThanInTheLeanLoop(t *testing.T) {
	if raceEnabled {
		return // the race detector allocates, too
	}
	large, small := newJobsPage(t), newJobsPage(t)
	small.body = jobsPageBody(100)
	more := func(f func(*jobsPage) func()) float64 {
		return testing.AllocsPerRun(5, f(large)) - testing.AllocsPerRun(5, f(small))
	}
	lean := more(func(p *jobsPage) func() { return func() { p.lean(t) } })
	ours := more(func(p *jobsPage) func() { return func() { p.ours(t) } })
	require.Greater(t, lean, 150.0, "the page decodes into something")
	// Less than a quarter of an allocation a record is noise: slices that grow with the page, and pools that the
	// collector empties, cost some.
	require.LessOrEqual(t, ours/150, lean/150+0.25)
}

// jobsPageBody makes the answer: jobs as applicant tracking systems have them, with an HTML
// description and three of the things that hang on a job, and some without this or that.
func jobsPageBody(jobs int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"status":"success","data":{"results":[`)
	for i := range jobs {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, strings.ReplaceAll(jobTemplate, "\n", ""), i, jobTexts[i%len(jobTexts)], jobFormats[i%len(jobFormats)], jobValues[i%len(jobValues)])
	}
	b.WriteString(`],"next":"eyJvZmZzZXQiOjI1MH0="}}`)
	return b.Bytes()
}

// The arguments: the job's number, its description, the format of its question, and a number
// or null.
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
