package knit_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// mockPages returns an integration whose lists have the given pages, by page token: "" is the first page.
func mockPages(t *testing.T, pages map[string]string) (*knit.Integration, *network) {
	t.Helper()
	return mockIntegration(t, func(req *http.Request) (*http.Response, error) {
		body, ok := pages[req.URL.Query().Get("pageToken")]
		if !ok {
			return respondWith(400, `{"success":false,"error":{"msg":"invalid pageToken"}}`)(req)
		}
		return respondWith(200, `{"success":true,"data":`+body+`}`)(req)
	})
}

// describeJobs iterates over all pages and describes each record: the id of a job, or "bad " and the raw
// record.
func describeJobs(t *testing.T, page *rolecall.Page[knit.Job]) (seen []string, err error) {
	t.Helper()
	for job, err := range page.All(t.Context()) {
		bad, isBad := errors.AsType[*rolecall.RecordError](err)
		switch {
		case isBad:
			seen = append(seen, "bad "+string(bad.Raw))
		case err != nil:
			return seen, err
		default:
			seen = append(seen, job.Info.ID)
		}
	}
	return seen, nil
}

func TestListJobs(t *testing.T) {
	t.Parallel()
	pages := map[string]string{
		"":  `{"jobs":[{"info":{"id":"1"}},{"info":{"id":"2"}}],"nextPageToken":"b"}`,
		"b": `{"jobs":[],"nextPageToken":"c"}`,
		"c": `{"jobs":[{"info":{"id":"3"},"new":1}],"nextPageToken":null}`,
	}
	t.Run("follows page tokens with filters on every page", func(t *testing.T) {
		t.Parallel()
		integration, network := mockPages(t, pages)
		page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{Status: knit.JobOpen})
		require.NoError(t, err)
		for range 2 {
			seen, err := describeJobs(t, page)
			require.NoError(t, err)
			require.Equal(t, []string{"1", "2", "3"}, seen)
		}
		require.Equal(t, "b", page.Next)
		require.JSONEq(t, `{"info":{"id":"2"}}`, string(page.Raw(1)))
		for i, r := range network.requests() {
			require.Contains(t, r.URL, "status=OPEN")
			require.Equal(t, i > 0, strings.Contains(r.URL, "pageToken="), "the first request has no page token")
		}
	})
	t.Run("continues from stored cursor", func(t *testing.T) {
		t.Parallel()
		integration, _ := mockPages(t, pages)
		page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{ListOptions: knit.ListOptions{Cursor: "c"}})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.Empty(t, page.Next)
		next, err := page.NextPage(t.Context())
		require.NoError(t, err)
		require.Nil(t, next)
	})
	t.Run("stops if a page token repeats", func(t *testing.T) {
		t.Parallel()
		integration, network := mockPages(t, map[string]string{
			"":  `{"jobs":[{"info":{"id":"1"}}],"nextPageToken":"b"}`,
			"b": `{"jobs":[{"info":{"id":"2"}}],"nextPageToken":"c"}`,
			"c": `{"jobs":[{"info":{"id":"3"}}],"nextPageToken":"b"}`,
		})
		page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.NoError(t, err)
		seen, err := describeJobs(t, page)
		require.ErrorIs(t, err, rolecall.ErrCursorLoop)
		require.Equal(t, []string{"1", "2", "3"}, seen)
		require.Len(t, network.requests(), 3)
	})
	t.Run("skips a record that does not decode", func(t *testing.T) {
		t.Parallel()
		integration, _ := mockPages(t, map[string]string{
			"": `{"jobs":[{"info":{"id":"1"}},{"info":{"createdAt":"jo@example.com"}},"text",null,{"info":{"id":"2"}}],"nextPageToken":""}`,
		})
		page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.NoError(t, err)
		seen, err := describeJobs(t, page)
		require.NoError(t, err)
		require.Equal(t, []string{"1", `bad {"info":{"createdAt":"jo@example.com"}}`, `bad "text"`, "bad null", "2"}, seen)
		require.Len(t, page.Bad, 3)
		requireHides(t, page.Bad[0], "jo@example.com")
	})
	t.Run("accepts success as a string", func(t *testing.T) {
		t.Parallel()
		integration, _ := mockIntegration(t, respondWith(200, `{"success":"true","data":{"jobs":[{"info":{"id":"1"}}]}}`))
		page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
	})
	t.Run("success as the string false is an error", func(t *testing.T) {
		t.Parallel()
		integration, _ := mockIntegration(t, respondWith(200, `{"success":"false","error":{"msg":"no"},"data":{"jobs":[]}}`))
		_, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.Equal(t, "no", asError(t, err).Message)
	})
}

// Knit encodes an empty list, and a list, in several shapes.
func TestListJobsShapes(t *testing.T) {
	t.Parallel()
	const job = `{"info":{"id":"1"},"stages":null}`
	for data, want := range map[string]struct {
		n    int
		next string
	}{
		`null`: {}, `{}`: {}, `[]`: {}, `""`: {},
		`{"jobs":null}`: {}, `{"jobs":{}}`: {}, `{"jobs":[]}`: {}, `{"jobs":""}`: {},
		`{"nextPageToken":null}`:                                                   {},
		`{"nextPageToken":"b"}`:                                                    {0, "b"},
		`{"jobs":{},"nextPageToken":"b"}`:                                          {0, "b"},
		`{"jobs":{"jobs":[` + job + `]},"nextPageToken":"b"}`:                      {1, "b"},
		`{"jobs":{"jobs":[` + job + `],"nextPageToken":"b"}}`:                      {1, "b"},
		`[` + job + `,` + job + `]`:                                                {2, ""},
		`{"results":[` + job + `],"nextPageToken":"b","total":1}`:                  {1, "b"},
		`{"jobs":` + job + `,"nextPageToken":"b"}`:                                 {1, "b"},
		`{"jobs":{"jobs":[` + job + `],"nextPageToken":"b"},"nextPageToken":null}`: {1, "b"},
		`{"jobs":[` + job + `],"nextPageToken":2}`:                                 {1, "2"},
		`{"jobs":{"jobs":[` + job + `],"nextPageToken":2}}`:                        {1, "2"},
		`{"jobs":[` + job + `],"nextPageToken":" "}`:                               {1, ""},
		job: {1, ""},
	} {
		t.Run(data, func(t *testing.T) {
			t.Parallel()
			integration, _ := mockPages(t, map[string]string{"": data})
			page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
			require.NoError(t, err)
			require.Empty(t, page.Bad)
			require.Len(t, page.Items, want.n)
			require.Equal(t, want.next, page.Next)
			for i := range page.Items {
				require.Equal(t, "1", page.Items[i].Info.ID)
				require.JSONEq(t, job, string(page.Raw(i)))
			}
		})
	}
	for _, data := range []string{
		`"none"`, `7`, `true`, `{"jobs":7}`, `{"jobs":"x"}`, `{"message":"later"}`, `{"a":[1],"b":[2]}`, `{"jobs":{"jobs":{"jobs":[]}},"x":1}`, `{"jobs":[],"jobs":[]}`,
		`{"jobs":[],"nextPageToken":true}`, `{"jobs":[],"nextPageToken":{}}`, `{"jobs":[],"nextPageToken":["b"]}`, `{"jobs":{"jobs":[],"nextPageToken":{}}}`, // an invalid page token is an error, not the last page
	} {
		integration, _ := mockPages(t, map[string]string{"": data})
		_, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.Contains(t, asError(t, err).Message, "does not match the documented format", data)
	}
}

// Knit does not document the members that hold the records in HRIS responses.
func TestHRISListNames(t *testing.T) {
	t.Parallel()
	const pay = `{"employeeId":"e1","grossPay":"10.5","netPay":8,"earnings":{"earnings":[{"type":"BASIC","amount":10.5}]},"payDate":"2026-01-31"}`
	for _, data := range []string{
		`[` + pay + `]`, pay, `{"payroll":` + pay + `}`, `{"payroll":[` + pay + `]}`, `{"employeeId":"e1","payrolls":[` + pay + `]}`, `{"payroll":{"items":[` + pay + `]}}`,
	} {
		integration, _ := mockPages(t, map[string]string{"": data})
		page, err := integration.HRIS.ListPayrolls(t.Context(), knit.ListPayrollsOptions{EmployeeID: "e1"})
		require.NoError(t, err, data)
		require.Len(t, page.Items, 1, data)
		got := page.Items[0]
		require.Equal(t, new(10.5), got.GrossPay)
		require.Equal(t, new(8.0), got.NetPay)
		require.Equal(t, []knit.PayItem{{Type: knit.PayItemBasic, Amount: new(10.5)}}, got.Earnings)
		require.Equal(t, "2026-01-31", got.PayDate.String())
	}
}

func TestSearchCandidates(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		`{"candidates":null}`: 0, `{}`: 0, `{"candidates":[]}`: 0, `{"candidates":[{"id":"c1","phones":{"phoneNumber":"+00"}}]}`: 1,
	} {
		integration, network := mockPages(t, map[string]string{"": data})
		page, err := integration.ATS.SearchCandidates(t.Context(), knit.SearchCandidatesRequest{Emails: []string{"jo@example.com"}})
		require.NoError(t, err)
		require.Len(t, page.Items, want)
		require.Len(t, network.requests(), 1)
		for _, c := range page.Items {
			require.Equal(t, []knit.Phone{{Number: "+00"}}, c.Phones)
		}
	}
}

// The fake can produce the same faults for the tests of your backend.
func TestListJobsFaults(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(7), knittest.WithPageSize(3))
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithHTTPClient(newHTTPClient(t)), fast())
	require.NoError(t, err)
	integration := client.Integration(fake.IntegrationID)
	for name, tt := range map[string]struct {
		fault     knittest.Fault
		good, bad int
		loop      bool
	}{
		"no fault":              {nil, 7, 0, false},
		"success as string":     {knittest.SuccessAsText(), 7, 0, false},
		"empty page":            {knittest.EmptyPage(), 7, 0, false},
		"poisoned record":       {knittest.PoisonRecord(), 6, 1, false},
		"repeated page token":   {knittest.RepeatPageToken(), 6, 0, true},
		"error page of gateway": {knittest.HTML(502), 7, 0, false},
	} {
		fake.Inject(tt.fault)
		page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.NoError(t, err, name)
		good, bad, loop := 0, 0, false
		for _, err := range page.All(t.Context()) {
			_, isBad := errors.AsType[*rolecall.RecordError](err)
			switch {
			case isBad:
				bad++
			case err != nil:
				loop = errors.Is(err, rolecall.ErrCursorLoop)
			default:
				good++
			}
		}
		require.Equal(t, fmt.Sprint(tt.good, tt.bad, tt.loop), fmt.Sprint(good, bad, loop), name)
	}
}
