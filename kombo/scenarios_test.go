package kombo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/deadlinetest"
	"github.com/rolecall-dev/rolecall/kombo"
)

const (
	jsonType   = "application/json"
	emptyList  = `{"status":"success","data":{"results":[],"next":null}}`
	firstQuery = "?ignore_unsupported_filters=false&include_deleted=false&page_size=250"
)

// scenario is a response of the server, and the calls that receive it with the expected results.
type scenario struct {
	name     string
	response http.HandlerFunc
	run      func(t *testing.T, s *server)
}

// TestScenarios repeats the scenarios of the client that Kombo publishes, with the same numbers. The scenarios without
// a number are failures that were observed with that client.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, sc := range slices.Concat(requestScenarios(), pageScenarios(), errorScenarios(), formScenarios(), responseScenarios()) {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			sc.run(t, serve(t, noRetry, sc.response))
		})
	}
}

// listJobs lists the jobs and returns the only request.
func listJobs(t *testing.T, s *server, opts kombo.ListJobsOptions) *http.Request {
	t.Helper()
	page, err := s.integration.ATS.ListJobs(t.Context(), opts)
	require.NoError(t, err)
	require.Empty(t, page.Items)
	require.Empty(t, page.Next)
	require.Len(t, s.requests(), 1)
	return s.requests()[0]
}

func requestScenarios() []scenario {
	jobs := respondWith(http.StatusOK, jsonType, emptyList)
	requireURI := func(opts kombo.ListJobsOptions, uri string) func(*testing.T, *server) {
		return func(t *testing.T, s *server) { require.Equal(t, uri, listJobs(t, s, opts).URL.RequestURI()) }
	}
	return []scenario{
		{"1 key is sent as a bearer token", jobs, func(t *testing.T, s *server) {
			require.Equal(t, "Bearer "+testKey, listJobs(t, s, kombo.ListJobsOptions{}).Header.Get("Authorization"))
		}},
		{"2 integration id is sent in its header", jobs, func(t *testing.T, s *server) {
			require.Equal(t, []string{"example:integration1"}, listJobs(t, s, kombo.ListJobsOptions{}).Header["X-Integration-Id"])
		}},
		{"3 empty integration id is an error without a request", jobs, func(t *testing.T, s *server) {
			_, err := s.client.Integration("").ATS.ListJobs(t.Context(), kombo.ListJobsOptions{})
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.Empty(t, s.requests())
		}},
		{"4 lists are joined with an encoded comma", jobs, requireURI(kombo.ListJobsOptions{
			ListOptions: kombo.ListOptions{IDs: []string{"exampleJob1", "exampleJob2"}},
			Statuses:    []kombo.JobStatus{kombo.JobOpen, kombo.JobClosed},
		}, "/v1/ats/jobs?ids=exampleJob1%2CexampleJob2&"+firstQuery[1:]+"&statuses=OPEN%2CCLOSED")},
		{
			"5 include_deleted is sent as true", jobs,
			requireURI(
				kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IncludeDeleted: true}},
				"/v1/ats/jobs?ignore_unsupported_filters=false&include_deleted=true&page_size=250",
			),
		},
		{"6 no options send the defaults, with pages of 250", jobs, requireURI(kombo.ListJobsOptions{}, "/v1/ats/jobs"+firstQuery)},
	}
}

// tagPages returns a handler that responds with pages of tags. The keys of pages are cursors; a value is the ids on
// the page, a colon and the next cursor.
func tagPages(pages map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		names, next, _ := strings.Cut(pages[r.URL.Query().Get("cursor")], ":")
		var tags []string
		for name := range strings.FieldsSeq(names) {
			tags = append(tags, fmt.Sprintf(`{"id":%q,"remote_id":null,"name":"Tag of Example Works","changed_at":"2026-01-05T06:07:08.090Z","remote_deleted_at":null}`, name))
		}
		end := "null"
		if next != "" {
			end = fmt.Sprintf("%q", next)
		}
		respondWith(http.StatusOK, jsonType, `{"status":"success","data":{"next":`+end+`,"results":[`+strings.Join(tags, ",")+`]}}`)(w, r)
	}
}

// readTags lists all tags, and requires their ids and the cursors of the requests, in order.
func readTags(t *testing.T, s *server, opts kombo.ListOptions, want []string, cursors ...string) {
	t.Helper()
	page, err := s.integration.ATS.ListTags(t.Context(), kombo.ListTagsOptions{ListOptions: opts})
	require.NoError(t, err)
	var got []string
	for tag, err := range page.All(t.Context()) {
		require.NoError(t, err)
		got = append(got, tag.ID)
	}
	require.Equal(t, want, got)
	var sent []string
	for _, r := range s.requests() {
		sent = append(sent, r.URL.Query().Get("cursor"))
		require.Equal(t, r.URL.Query().Get("cursor") != "", r.URL.Query().Has("cursor"))
	}
	require.Equal(t, cursors, sent)
}

func pageScenarios() []scenario {
	two := tagPages(map[string]string{"": "t1:second page", "second page": "t2"})
	return []scenario{
		{
			"7 three pages are read in order", tagPages(map[string]string{"": "t1 t2:c2", "c2": "t3 t4:c3", "c3": "t5"}),
			func(t *testing.T, s *server) {
				readTags(t, s, kombo.ListOptions{}, []string{"t1", "t2", "t3", "t4", "t5"}, "", "c2", "c3")
			},
		},
		{"8 only the second request has a cursor", two, func(t *testing.T, s *server) {
			readTags(t, s, kombo.ListOptions{}, []string{"t1", "t2"}, "", "second page")
		}},
		{"9 one page is one request", tagPages(map[string]string{"": "t1 t2"}), func(t *testing.T, s *server) {
			readTags(t, s, kombo.ListOptions{}, []string{"t1", "t2"}, "")
		}},
		{"10 filters are sent for every page", two, func(t *testing.T, s *server) {
			after := time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)
			readTags(t, s, kombo.ListOptions{UpdatedAfter: after}, []string{"t1", "t2"}, "", "second page")
			for _, r := range s.requests() {
				require.Contains(t, r.URL.RawQuery, "updated_after=2026-02-03T00%3A00%3A00.000Z")
			}
		}},
		{"11 pages can be read one by one", two, func(t *testing.T, s *server) {
			first, err := s.integration.ATS.ListTags(t.Context(), kombo.ListTagsOptions{})
			require.NoError(t, err)
			require.Len(t, first.Items, 1)
			require.Equal(t, "second page", first.Next)
			second, err := first.NextPage(t.Context())
			require.NoError(t, err)
			require.Equal(t, "t2", second.Items[0].ID)
			require.Equal(t, "second page", s.requests()[1].URL.Query().Get("cursor"))
			end, err := second.NextPage(t.Context())
			require.NoError(t, err)
			require.Nil(t, end)
			require.Len(t, s.requests(), 2)
		}},
		{"repeated cursor is an error", tagPages(map[string]string{"": "t1:again", "again": "t2:again"}), func(t *testing.T, s *server) {
			page, err := s.integration.ATS.ListTags(t.Context(), kombo.ListTagsOptions{})
			require.NoError(t, err)
			var read []string
			var last error
			for tag, err := range page.All(t.Context()) {
				if last = err; err == nil {
					read = append(read, tag.ID)
				}
			}
			require.ErrorIs(t, last, rolecall.ErrCursorLoop)
			require.Equal(t, []string{"t1", "t2"}, read)
			require.Len(t, s.requests(), 2)
		}},
		{"blank next cursor ends the list", tagPages(map[string]string{"": "t1:  "}), func(t *testing.T, s *server) {
			readTags(t, s, kombo.ListOptions{}, []string{"t1"}, "")
		}},
	}
}

// call is a call that the server rejects.
type call func(ctx context.Context, s *server) error

func jobsCall(ctx context.Context, s *server) error {
	_, err := s.integration.ATS.ListJobs(ctx, kombo.ListJobsOptions{})
	return err
}

func applicationsCall(ctx context.Context, s *server) error {
	_, err := s.integration.ATS.ListApplications(ctx, kombo.ListApplicationsOptions{})
	return err
}

func keyCall(ctx context.Context, s *server) error {
	_, err := s.client.CheckAPIKey(ctx)
	return err
}

func applyCall(ctx context.Context, s *server) error {
	_, err := s.integration.ATS.CreateApplication(ctx, "exampleJob1", kombo.CreateApplicationRequest{Candidate: janeExample})
	return err
}

func listCall(path string) call {
	return func(ctx context.Context, s *server) error {
		_, err := kombo.CallList[json.RawMessage](ctx, s.integration, kombo.CallRequest{Path: path})
		return err
	}
}

var janeExample = kombo.NewCandidate{FirstName: "Jane", LastName: "Example", EmailAddress: "jane@example.com"}

// errorBody returns the body of an error in Kombo's format.
func errorBody(code string) string {
	return fmt.Sprintf(`{"status":"error","error":{"code":%q,"title":"What it is","message":"What to do about it.","log_url":"https://kombo.example.com/logs/7"}}`, code)
}

func errorScenarios() []scenario {
	var all []scenario
	const page = "<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	for _, tt := range []struct {
		name              string
		status            int
		contentType, body string
		call              call
		want              error
		code              string // "": the body is not an error in Kombo's format
	}{
		{"12 rate limit", 429, jsonType, errorBody(kombo.CodeRateLimited), jobsCall, rolecall.ErrRateLimited, kombo.CodeRateLimited},
		{"13 closed job", 400, jsonType, errorBody(kombo.CodeJobClosed), applyCall, rolecall.ErrConflict, kombo.CodeJobClosed},
		{"14 missing permission", 403, jsonType, errorBody(kombo.CodePermissionMissing), listCall("/hris/employees"), rolecall.ErrNeedsHuman, kombo.CodePermissionMissing},
		{"15 invalid input", 400, jsonType, errorBody(kombo.CodeInputInvalid), listCall("/assessment/orders"), rolecall.ErrInvalid, kombo.CodeInputInvalid},
		{"16 invalid API key", 401, jsonType, errorBody(kombo.CodeAPIKeyInvalid), keyCall, rolecall.ErrUnauthorized, kombo.CodeAPIKeyInvalid},
		{"17 text without a content type", 500, "", "500 Internal Server Error", jobsCall, rolecall.ErrUnavailable, ""},
		{"18 text of a gateway", 502, "text/plain", "502 Bad Gateway", listCall("/hris/employees"), rolecall.ErrUnavailable, ""},
		{"19 HTML of a load balancer", 503, "", page, applyCall, rolecall.ErrUnavailable, ""},
		{"20 no body", 500, "", "", keyCall, rolecall.ErrUnavailable, ""},
		{"21 text with an XML content type", 500, "text/xml", "Something broke", applicationsCall, rolecall.ErrUnavailable, ""},
		{"22 truncated JSON", 500, jsonType, `{"status":"error","error":{"code":"PLAT`, applicationsCall, rolecall.ErrUnavailable, ""},
		{"23 unrelated JSON", 500, jsonType, `{"fault":{"number":500,"text":"no"}}`, jobsCall, rolecall.ErrUnavailable, ""},
		{"unknown code", 400, jsonType, errorBody("PLATFORM.MOON_PHASE_WRONG"), jobsCall, rolecall.ErrInvalid, "PLATFORM.MOON_PHASE_WRONG"},
		{"sync of an inactive integration", 409, jsonType, errorBody(kombo.CodeInactive), func(ctx context.Context, s *server) error {
			_, err := s.integration.TriggerSync(ctx, kombo.TriggerSyncRequest{})
			return err
		}, rolecall.ErrNeedsHuman, kombo.CodeInactive},
		{"passthrough with rejected credentials", 401, jsonType, errorBody(kombo.CodeCredentialsInvalid), func(ctx context.Context, s *server) error {
			_, err := s.integration.Passthrough(ctx, "example", "rest", kombo.PassthroughRequest{Method: http.MethodGet, Path: "/jobs"})
			return err
		}, rolecall.ErrNeedsHuman, kombo.CodeCredentialsInvalid},
		{"HRIS code on an ATS path", 400, jsonType, errorBody(kombo.CodeEmployeeExists), jobsCall, rolecall.ErrConflict, kombo.CodeEmployeeExists},
	} {
		all = append(all, scenario{tt.name, respondWith(tt.status, tt.contentType, tt.body), func(t *testing.T, s *server) {
			err := tt.call(t.Context(), s)
			require.ErrorIs(t, err, tt.want)
			var e *rolecall.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.status, e.StatusCode)
			require.Equal(t, tt.body, string(e.Body))
			require.Equal(t, tt.contentType, e.Header.Get("Content-Type"))
			require.Equal(t, tt.code, e.Code)
			if tt.code == "" {
				require.Empty(t, e.Title+e.Message+e.LogURL)
			} else {
				require.Equal(t, "What it is", e.Title)
				require.Equal(t, "What to do about it.", e.Message)
				require.Equal(t, "https://kombo.example.com/logs/7", e.LogURL)
				require.ErrorContains(t, err, "What to do about it.")
			}
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Len(t, s.requests(), 1)
		}})
	}
	received := make(chan struct{})
	return append(all, []scenario{
		{"24 deadline of the context ends the call", func(_ http.ResponseWriter, r *http.Request) {
			close(received)
			<-r.Context().Done()
		}, func(t *testing.T, s *server) {
			ctx, expire := deadlinetest.New(t.Context())
			go func() {
				<-received
				expire()
			}()
			err := jobsCall(ctx, s)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
		}},
		{
			"former error without a code", respondWith(http.StatusServiceUnavailable, jsonType, `{"status":"error","error":{"message":"Not yet."}}`),
			func(t *testing.T, s *server) {
				err := jobsCall(t.Context(), s)
				require.ErrorIs(t, err, rolecall.ErrPending)
				require.ErrorContains(t, err, "Not yet.")
			},
		},
		{"NewClient rejects an empty key", respondWith(http.StatusOK, jsonType, emptyList), func(t *testing.T, _ *server) {
			client, err := kombo.NewClient("")
			require.ErrorContains(t, err, "API key is empty")
			require.Nil(t, client)
		}},
	}...)
}

func TestRateLimitDefaultRetries(t *testing.T) {
	t.Parallel()
	s := serve(t, fastRetry, respondWith(http.StatusTooManyRequests, jsonType, errorBody(kombo.CodeRateLimited)))
	require.ErrorIs(t, jobsCall(t.Context(), s), rolecall.ErrRateLimited)
	require.Len(t, s.requests(), 4)
}

// formResponse is a form with a text field, a date field, an array of numbers, and an object with a single-select field.
const formResponse = `{"status":"success","data":{"properties":{
	"givenName":{"label":"Given name","type":"text","required":true,"min_length":1,"max_length":80,"unified_key":"first_name"},
	"firstDay":{"label":"First day","type":"date","required":true,"unified_key":"start_date"},
	"lockers":{"label":"Lockers","type":"array","required":true,"min_items":1,"max_items":3,"item_type":{"label":"Locker","type":"number","min":0,"max":40}},
	"place":{"label":"Place","type":"object","required":true,"properties":{"office":{"label":"Office","type":"single_select","required":true,"options":{"type":"inline",
		"entries":[{"id":"exampleOffice1","label":"Harbour","unified_value":"h","remote_id":"o-1"},{"id":"exampleOffice2","label":"Hill","unified_value":null,"remote_id":"o-2"}]}}}}
}},"warnings":[]}`

func formScenarios() []scenario {
	return []scenario{
		{"25 form is read", respondWith(http.StatusOK, jsonType, formResponse), func(t *testing.T, s *server) {
			form, err := s.integration.HRIS.GetEmployeeForm(t.Context(), kombo.GetEmployeeFormOptions{})
			require.NoError(t, err)
			require.Empty(t, form.Warnings)
			p := form.Data.Properties
			require.Len(t, p, 4)
			require.Equal(t, kombo.UnifiedKeyFirstName, p["givenName"].Info().UnifiedKey)
			require.Equal(t, kombo.FieldDate, p["firstDay"].Info().Type)
			lockers := p["lockers"].Variant.(*kombo.ArrayField)
			require.InDelta(t, 3, *lockers.MaxItems, 0)
			require.IsType(t, &kombo.NumberField{}, lockers.ItemType.Variant)
			office := p["place"].Variant.(*kombo.ObjectField).Properties["office"].Variant.(*kombo.SingleSelectField)
			require.Equal(t, "exampleOffice2", office.Options.Entries[1].ID)
			require.Contains(t, string(form.Raw), `"max_length":80`)
		}},
		{
			"26 form values are sent unmodified", respondWith(http.StatusOK, jsonType, `{"status":"success","data":{"id":"exampleEmployee1","remote_id":"e-1","prehire":{"remote_id":null}},"warnings":[]}`),
			func(t *testing.T, s *server) {
				values := kombo.FormValues{
					"givenName": "Jane", "firstDay": rolecall.Date{Year: 2026, Month: time.September, Day: 1}, "lockers": []int{7, 12},
					"place": kombo.FormValues{"office": "exampleOffice1"},
				}
				created, err := s.integration.HRIS.CreateEmployeeWithForm(t.Context(), kombo.CreateEmployeeWithFormRequest{Properties: values})
				require.NoError(t, err)
				require.Equal(t, "exampleEmployee1", created.Data.ID)
				require.Equal(t, "e-1", created.Data.RemoteID)
				require.NotNil(t, created.Data.Prehire)
				require.Empty(t, created.Warnings)
				require.Equal(t, http.MethodPost, s.requests()[0].Method)
				require.JSONEq(t, `{"properties":{"givenName":"Jane","firstDay":"2026-09-01","lockers":[7,12],"place":{"office":"exampleOffice1"}}}`, bodyOf(t, s.requests()[0]))
			},
		},
		{
			"27 CreateApplication omits unset fields",
			respondWith(http.StatusOK, jsonType, `{"status":"success","data":{"id":"exampleApplication1","remote_id":null,"outcome":"PENDING","current_stage":null,"job":null,`+
				`"candidate":null,"changed_at":"2026-01-02T03:04:05.000Z","remote_deleted_at":null},"warnings":[]}`),
			func(t *testing.T, s *server) {
				created, err := s.integration.ATS.CreateApplication(t.Context(), "exampleJob1", kombo.CreateApplicationRequest{Candidate: janeExample})
				require.NoError(t, err)
				require.Equal(t, "exampleApplication1", created.Data.ID)
				require.Equal(t, kombo.ApplicationOutcomePending, created.Data.Outcome)
				require.Nil(t, created.Data.Candidate)
				require.Empty(t, created.Data.ScreeningQuestionAnswers)
				require.Equal(t, "/v1/ats/jobs/exampleJob1/applications", s.requests()[0].URL.Path)
				require.JSONEq(t, `{"candidate":{"first_name":"Jane","last_name":"Example","email_address":"jane@example.com"}}`, bodyOf(t, s.requests()[0]))
			},
		},
		{
			"orders are filtered by status", respondWith(http.StatusOK, jsonType, `{"status":"success","data":{"results":[{"id":"exampleOrder1"}],"next":null}}`),
			func(t *testing.T, s *server) {
				page, err := s.integration.Assessment.ListOrders(t.Context(), kombo.ListOrdersOptions{Statuses: []kombo.OrderStatus{kombo.OrderOpen, kombo.OrderRejected}})
				require.NoError(t, err)
				require.Equal(t, "exampleOrder1", page.Items[0].ID)
				require.Equal(t, "/v1/assessment/orders?page_size=250&statuses=OPEN%2CREJECTED", s.requests()[0].URL.RequestURI())
			},
		},
	}
}
