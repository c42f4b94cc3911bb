package knit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// parseTime parses a time in RFC 3339.
func parseTime(t testing.TB, value string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, value)
	require.NoError(t, err)
	return v
}

// session returns a request with every required field.
func session() knit.CreateAuthSessionRequest {
	return knit.CreateAuthSessionRequest{
		OriginOrgID: "org-1", OriginOrgName: "Example Works", OriginUserEmail: "jo@example.com", OriginUserName: "Jo Example",
	}
}

// extra returns one unknown member.
func extra(name, value string) rolecall.Extra {
	return rolecall.Extra{name: json.RawMessage(value)}
}

type (
	ctx = context.Context
	opt = rolecall.CallOption
)

// callCase is one call: the method to call, and the request that it must send.
type callCase struct {
	method   string // Knit's dotted name
	call     func(ctx ctx, c caller, opts ...opt) error
	verb     string
	query    string
	body     string // "": no body
	response string // the member "data"; "" means {}
}

// errOf returns only the error of a call.
func errOf[T any](_ T, err error) error { return err }

var errLost = errors.New("the connection is gone")

func opOf(method string) string { return "knit." + method }

// requireHides requires that no fmt verb shows any of the secrets in an error.
func requireHides(t *testing.T, err error, secrets ...string) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, secret := range secrets {
			require.NotContains(t, fmt.Sprintf(verb, err), secret)
		}
	}
}

// callCases returns a case for every method of a client except StartSync, UpdateSync, PauseSync and
// SetStartTime: see calls.
func callCases() []callCase {
	const employee = `{"employeeId":"e1","x":1}`
	x := extra("x", "1")
	july := time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600))
	key := knit.ApplicationKey{ApplicationID: "a/1", CandidateID: "c&1"}
	of := knit.EmployeeOptions{EmployeeID: "e1", ListOptions: knit.ListOptions{Params: url.Values{"x": {"1"}}}}
	all := knit.ListOptions{Cursor: "tok", Params: url.Values{"x": {"1"}}}
	return []callCase{
		{
			"auth.createSession", func(ctx ctx, c caller, o ...opt) error {
				return errOf(c.client.CreateAuthSession(ctx, session(), o...))
			},
			"POST", "", `{"originOrgId":"org-1","originOrgName":"Example Works","originUserEmail":"jo@example.com","originUserName":"Jo Example"}`, `{"token":"t"}`,
		},
		{
			"integration.details", func(ctx ctx, c caller, o ...opt) error {
				return errOf(c.client.IntegrationDetails(ctx, "org 1&", o...))
			},
			"GET", "originOrgId=org+1%26", "", "",
		},
		{"integration.deactivate", func(ctx ctx, c caller, o ...opt) error { return c.integration.Deactivate(ctx, o...) }, "POST", "", `{}`, "null"},
		{"sync.custom.start", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.StartCustomSync(ctx, knit.StartCustomSyncRequest{
				APIDetails: knit.APIDetails{Method: "GET", Path: "/things", Headers: knit.TextMap{"X-A": "b"}}, WebhookURL: "https://example.com/h", ListIdentifier: "$.items", Extra: x,
			}, o...))
		}, "POST", "", `{"apiDetails":{"method":"GET","path":"/things","headers":{"X-A":"b"}},"webhookURL":"https://example.com/h","listIdentifier":"$.items","x":1}`, ""},
		{"sync.watchFields.update", func(ctx ctx, c caller, o ...opt) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{DataType: knit.DataTypeATSJobs, JSONPaths: []string{"$.info.status"}}, o...)
		}, "POST", "", `{"dataType":"ats_jobs","jsonPaths":["$.info.status"]}`, ""},
		{"events.subscribe", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{Events: []knit.RealTimeEvent{knit.RealTimeEventJobsDeleted}}, o...))
		}, "POST", "", `{"events":["ats_jobs_deleted"]}`, `{"webhookUrl":"https://example.com/wt"}`},
		{"passthrough", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.Passthrough(ctx, knit.PassthroughRequest{Method: "PUT", Path: "/v1/x?a=1", Body: `{"a":"<b>"}`, Params: knit.TextMap{"p": "q"}}, o...))
		}, "POST", "", `{"method":"PUT","path":"/v1/x?a=1","body":"{\"a\":\"<b>\"}","params":{"p":"q"}}`, `{"response":{}}`},

		{"ats.job.list", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{ListOptions: all, Status: knit.JobOpen, CreatedAfter: july, UpdatedAfter: july}, o...))
		}, "GET", "createdAfter=2026-07-01T10%3A00%3A00Z&pageToken=tok&status=OPEN&updatedAfter=2026-07-01T10%3A00%3A00Z&x=1", "", ""},
		{"ats.job.create", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.ATS.CreateJob(ctx, knit.CreateJobRequest{Title: "Nurse", Description: "<p>&</p>", Status: knit.JobDraft, Extra: x}, o...))
		}, "POST", "", `{"title":"Nurse","description":"<p>&</p>","status":"DRAFT","x":1}`, `{"jobId":"1"}`},
		{"ats.application.list", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.ATS.ListApplications(ctx, knit.ListApplicationsOptions{JobID: "j1", Status: knit.ApplicationActive, UpdatedAfter: july}, o...))
		}, "GET", "jobId=j1&status=ACTIVE&updatedAfter=2026-07-01T10%3A00%3A00Z", "", ""},
		{
			"ats.application.get", func(ctx ctx, c caller, o ...opt) error {
				return errOf(c.integration.ATS.GetApplication(ctx, key, o...))
			},
			"GET", "applicationId=a%2F1&candidateId=c%261", "", `{"application":{"info":{"id":"a/1"}}}`,
		},
		{"ats.candidates.search", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.ATS.SearchCandidates(ctx, knit.SearchCandidatesRequest{FirstName: "Jo", LastName: "Doe", Emails: []string{"jo@example.com"}, Phones: []string{"+00"}}, o...))
		}, "POST", "", `{"firstName":"Jo","lastName":"Doe","emails":["jo@example.com"],"phones":["+00"]}`, `{"candidates":null}`},
		{"ats.application.create", func(ctx ctx, c caller, o ...opt) error {
			meta, err := knit.JSONText(map[string]string{"country": "<x>"})
			if err != nil {
				return err
			}
			return errOf(c.integration.ATS.CreateApplication(ctx, knit.CreateApplicationRequest{
				JobID: "j1", CandidateID: "c1", Source: "fair", Origin: knit.OriginReferral, MetaData: meta,
				Answers:    []knit.NewAnswer{{ID: "q1", Type: knit.QuestionYesNo, Answer: "Yes"}},
				Attachment: &knit.NewAttachment{Type: knit.AttachmentResume, Name: "cv.pdf", Link: "https://example.com/cv.pdf"},
			}, o...))
		}, "POST", "", `{"jobId":"j1","candidateId":"c1","source":"fair","origin":"REFERRAL","metaData":"{\"country\":\"<x>\"}",
			"answers":[{"id":"q1","type":"YES_NO","answer":"Yes"}],"attachment":{"type":"RESUME","name":"cv.pdf","link":"https://example.com/cv.pdf"}}`, `{"candidateId":"c1"}`},
		{"ats.application.attachment.add", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{
				ApplicationID: "a1", CandidateID: "c1", Attachment: knit.NewAttachment{Content: "aGk=", Encoding: knit.EncodingBase64},
			}, o...))
		}, "POST", "", `{"applicationId":"a1","candidateId":"c1","attachment":{"content":"aGk=","encoding":"BASE64"}}`, `"done"`},
		{"ats.application.stage.update", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.ATS.UpdateStage(ctx, knit.UpdateStageRequest{ApplicationID: "a1", StageID: "s1"}, o...))
		}, "POST", "", `{"applicationId":"a1","stageId":"s1"}`, `[1]`},

		{"hr.employees.payroll.get", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListPayrolls(ctx, knit.ListPayrollsOptions{EmployeeID: "e1", Month: "2026-01"}, o...))
		}, "GET", "employeeId=e1&month=2026-01", "", ""},
		{"hr.leave.types", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListLeaveTypes(ctx, knit.EmployeeOptions{}, o...))
		}, "GET", "", "", ""},
		{"hr.employees.leave.requests", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListLeaveRequests(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.leave.balance", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListLeaveBalances(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.attendance", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListAttendance(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.documents", func(ctx ctx, c caller, o ...opt) error { return errOf(c.integration.HRIS.ListDocuments(ctx, of, o...)) }, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.compensation.plans", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListCompensationPlans(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.documents.categories", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListDocumentCategories(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.employees.field.values", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListFieldValues(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.termination.reasons", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListTerminationReasons(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.companies.list", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListCompanies(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.deductions.list", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.ListDeductions(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.leave.create", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.CreateLeave(ctx, knit.CreateLeaveRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employee.compensation.update", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.UpdateCompensation(ctx, knit.UpdateCompensationRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employees.document.upload", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.UploadDocument(ctx, knit.UploadDocumentRequest{EmployeeID: "e1", FileName: "a.txt", Content: []byte("hi")}, o...))
		}, "POST", "", `{"employeeId":"e1","fileName":"a.txt","content":"aGk=","encoding":"BASE64"}`, ""},
		{"hr.employee.update", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.UpdateEmployee(ctx, knit.UpdateEmployeeRequest{EmployeeID: "e1", EmployeeFields: knit.EmployeeFields{WorkEmail: "jo@example.com", BirthDate: rolecall.Date{Year: 1990, Month: 2, Day: 3}}}, o...))
		}, "POST", "", `{"employeeId":"e1","workEmail":"jo@example.com","birthDate":"1990-02-03"}`, ""},
		{"hr.employee.create", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo", LastName: "Doe", StartDate: rolecall.DateOf(july)}}, o...))
		}, "POST", "", `{"firstName":"Jo","lastName":"Doe","startDate":"2026-07-01"}`, ""},
		{"hr.employee.terminate", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.TerminateEmployee(ctx, knit.TerminateEmployeeRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.deductions.create", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.CreateDeduction(ctx, knit.CreateDeductionRequest{Extra: x}, o...))
		}, "POST", "", `{"x":1}`, ""},
		{"hr.deductions.update", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.UpdateDeduction(ctx, knit.UpdateDeductionRequest{Extra: x}, o...))
		}, "POST", "", `{"x":1}`, ""},
		{"hr.employee.deductions.enroll", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.EnrollDeduction(ctx, knit.EnrollDeductionRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employee.deductions.unenroll", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.UnenrollDeduction(ctx, knit.UnenrollDeductionRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employee.deductions.update", func(ctx ctx, c caller, o ...opt) error {
			return errOf(c.integration.HRIS.UpdateEmployeeDeduction(ctx, knit.UpdateEmployeeDeductionRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
	}
}

func TestCallRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		t.Run(tt.method, func(t *testing.T) {
			t.Parallel()
			response := tt.response
			if response == "" {
				response = `{}`
			}
			c, network := mockCaller(t, 200, `{"success":true,"data":`+response+`}`)
			var meta rolecall.Meta
			require.NoError(t, tt.call(t.Context(), c, rolecall.CaptureMeta(&meta)))
			require.Equal(t, executionID, meta.RequestID)
			require.Len(t, network.requests(), 1)
			r := network.requests()[0]
			require.Equal(t, tt.verb, r.Method)
			want := "https://api.getknit.dev/v1.0/" + tt.method
			if tt.query != "" {
				want += "?" + tt.query
			}
			require.Equal(t, want, r.URL)
			if tt.body == "" {
				require.Empty(t, r.Body)
			} else {
				require.JSONEq(t, tt.body, r.Body)
			}
			id := []string{integrationID}
			if tt.method == "auth.createSession" || tt.method == "integration.details" {
				id = nil
			}
			require.Equal(t, id, r.Header["X-Knit-Integration-Id"])
		})
	}
}

// A write is sent once, even if it fails. A read is retried.
func TestCallRetries(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		t.Run(tt.method, func(t *testing.T) {
			t.Parallel()
			reads := tt.verb == "GET" || tt.method == "ats.candidates.search"
			for _, status := range []int{408, 500, 502, 503, 504} {
				c, network := mockCaller(t, status, "<html>sorry</html>")
				err := tt.call(t.Context(), c)
				require.ErrorIs(t, err, rolecall.ErrUnavailable)
				require.Equal(t, opOf(tt.method), asError(t, err).Op)
				want := 1
				if reads && status != 500 {
					want = 4
				}
				require.Len(t, network.requests(), want, status)
				require.Equal(t, !reads && status != 503, errors.Is(err, rolecall.ErrAmbiguous), status)
			}
			c, network := mockCaller(t, 429, `{"success":false,"error":{"msg":"slow down"}}`)
			err := tt.call(t.Context(), c)
			require.ErrorIs(t, err, rolecall.ErrRateLimited)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "Knit rejected it before acting on it")
			want := 4
			if tt.method == "sync.custom.start" {
				want = 1 // every request has an effect
			}
			require.Len(t, network.requests(), want)

			lost := newNetwork(func(*http.Request) (*http.Response, error) { return nil, errLost })
			client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(lost.client()), fast())
			require.NoError(t, err)
			err = tt.call(t.Context(), caller{client, client.Integration(integrationID)})
			require.ErrorIs(t, err, errLost)
			require.Equal(t, !reads, errors.Is(err, rolecall.ErrAmbiguous))
			require.Equal(t, reads, len(lost.requests()) == 4)
			require.Equal(t, !reads, len(lost.requests()) == 1)
		})
	}
}

func TestCallIntegrationIDs(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		if tt.method == "auth.createSession" || tt.method == "integration.details" {
			continue
		}
		c, network := mockCaller(t, 200, `{"success":true,"data":{}}`)
		for _, id := range []string{"", "mg 1", "mg\r\nX: y"} {
			err := tt.call(t.Context(), caller{c.client, c.client.Integration(id)})
			require.ErrorIs(t, err, rolecall.ErrInvalid, tt.method)
			require.Zero(t, asError(t, err).Attempts)
		}
		require.Empty(t, network.requests())
	}
}

// The text of an error contains nothing that was passed to the call.
func TestCallErrorsHideData(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		for _, status := range []int{200, 404, 502} {
			c, _ := mockCaller(t, status, `{"success":true,"data":"jo@example.com"`)
			err := tt.call(t.Context(), c)
			require.Error(t, err)
			requireHides(t, err, apiKey, integrationID, "jo@example.com", "org-1", "aGk=", "Doe", "employeeId=", "e1")
		}
	}
}

func TestCallSuccessFalse(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		for _, value := range []string{`false`, `"false"`} {
			c, _ := mockCaller(t, 200, `{"success":`+value+`,"error":{"msg":"not today"},"data":{}}`)
			err := tt.call(t.Context(), c)
			require.Equal(t, "not today", asError(t, err).Message, tt.method)
			require.Equal(t, executionID, asError(t, err).RequestID)
		}
	}
}

func TestInvalidCallsNotSent(t *testing.T) {
	t.Parallel()
	missing := func(change func(*knit.CreateAuthSessionRequest)) func(ctx, caller) error {
		return func(ctx ctx, c caller) error {
			s := session()
			change(&s)
			return errOf(c.client.CreateAuthSession(ctx, s))
		}
	}
	custom := func(change func(*knit.StartCustomSyncRequest)) func(ctx, caller) error {
		return func(ctx ctx, c caller) error {
			s := knit.StartCustomSyncRequest{APIDetails: knit.APIDetails{Method: "GET", Path: "/x"}, WebhookURL: "https://example.com/h"}
			change(&s)
			return errOf(c.integration.StartCustomSync(ctx, s))
		}
	}
	apply := func(change func(*knit.CreateApplicationRequest)) func(ctx, caller) error {
		return func(ctx ctx, c caller) error {
			a := knit.CreateApplicationRequest{JobID: "j", Candidate: &knit.NewCandidate{FirstName: "Jo", LastName: "Doe"}}
			change(&a)
			return errOf(c.integration.ATS.CreateApplication(ctx, a))
		}
	}
	pass := func(p knit.PassthroughRequest) func(ctx, caller) error {
		return func(ctx ctx, c caller) error { return errOf(c.integration.Passthrough(ctx, p)) }
	}
	for name, call := range map[string]func(ctx, caller) error{
		"session without customer id":               missing(func(s *knit.CreateAuthSessionRequest) { s.OriginOrgID = "" }),
		"session without customer name":             missing(func(s *knit.CreateAuthSessionRequest) { s.OriginOrgName = "" }),
		"session without email address":             missing(func(s *knit.CreateAuthSessionRequest) { s.OriginUserEmail = "" }),
		"session without user name":                 missing(func(s *knit.CreateAuthSessionRequest) { s.OriginUserName = "" }),
		"details without customer id":               func(ctx ctx, c caller) error { return errOf(c.client.IntegrationDetails(ctx, "")) },
		"custom sync without webhook URL":           custom(func(s *knit.StartCustomSyncRequest) { s.WebhookURL = "" }),
		"custom sync with http webhook URL":         custom(func(s *knit.StartCustomSyncRequest) { s.WebhookURL = "http://example.com/h" }),
		"custom sync with webhook URL without host": custom(func(s *knit.StartCustomSyncRequest) { s.WebhookURL = "https://" }),
		"custom sync without path":                  custom(func(s *knit.StartCustomSyncRequest) { s.APIDetails.Path = "" }),
		"custom sync with invalid method":           custom(func(s *knit.StartCustomSyncRequest) { s.APIDetails.Method = "get" }),
		"custom sync with invalid list JSONPath":    custom(func(s *knit.StartCustomSyncRequest) { s.ListIdentifier = "items" }),
		"custom sync with invalid record JSONPath":  custom(func(s *knit.StartCustomSyncRequest) { s.RecordIdentifier = "id" }),
		"custom sync with relative base URL":        custom(func(s *knit.StartCustomSyncRequest) { s.APIDetails.BaseURL = "example.com" }),
		"watch fields without JSONPaths": func(ctx ctx, c caller) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{DataType: "employee"})
		},
		"watch fields without data type": func(ctx ctx, c caller) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{JSONPaths: []string{"$.a"}})
		},
		"watch fields with invalid JSONPath": func(ctx ctx, c caller) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{DataType: "employee", JSONPaths: []string{"$.a", "b"}})
		},
		"subscribe to no events": func(ctx ctx, c caller) error {
			return errOf(c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{}))
		},
		"subscribe to empty event": func(ctx ctx, c caller) error {
			return errOf(c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{Events: []knit.RealTimeEvent{""}}))
		},
		"passthrough without method":        pass(knit.PassthroughRequest{Path: "/x"}),
		"passthrough without path":          pass(knit.PassthroughRequest{Method: "GET"}),
		"passthrough with invalid base URL": pass(knit.PassthroughRequest{Method: "GET", Path: "/x", BaseURL: "ftp://example.com"}),
		"job without title": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.CreateJob(ctx, knit.CreateJobRequest{Description: "d"}))
		},
		"get application without candidate id": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.GetApplication(ctx, knit.ApplicationKey{ApplicationID: "a"}))
		},
		"get application without application id": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.GetApplication(ctx, knit.ApplicationKey{CandidateID: "c"}))
		},
		"search without criteria": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.SearchCandidates(ctx, knit.SearchCandidatesRequest{}))
		},
		"application without job":         apply(func(a *knit.CreateApplicationRequest) { a.JobID = "" }),
		"application without candidate":   apply(func(a *knit.CreateApplicationRequest) { a.Candidate = nil }),
		"application with two candidates": apply(func(a *knit.CreateApplicationRequest) { a.CandidateID = "c" }),
		"candidate without last name":     apply(func(a *knit.CreateApplicationRequest) { a.Candidate.LastName = "" }),
		"metadata that is not JSON":       apply(func(a *knit.CreateApplicationRequest) { a.MetaData = json.RawMessage("{") }),
		"attachment without application": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{Attachment: knit.NewAttachment{Link: "l"}}))
		},
		"attachment without file": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{ApplicationID: "a"}))
		},
		"stage update without application": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.UpdateStage(ctx, knit.UpdateStageRequest{StageID: "s"}))
		},
		"stage update without stage": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.UpdateStage(ctx, knit.UpdateStageRequest{ApplicationID: "a"}))
		},
		"payrolls without employee": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.ListPayrolls(ctx, knit.ListPayrollsOptions{}))
		},
		"employee without last name": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo"}}))
		},
		"start date not in calendar": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo", LastName: "Doe", StartDate: rolecall.Date{Year: 2026, Month: 2, Day: 30}}}))
		},
		"employee update without id": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.UpdateEmployee(ctx, knit.UpdateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo"}}))
		},
		"termination without employee": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.TerminateEmployee(ctx, knit.TerminateEmployeeRequest{}))
		},
		"empty deduction": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.CreateDeduction(ctx, knit.CreateDeductionRequest{}))
		},
		"page token in Params": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{ListOptions: knit.ListOptions{Params: url.Values{"pageToken": {"t"}}}}))
		},
		"parameter that has a field in Params": func(ctx ctx, c caller) error {
			return errOf(c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{Status: "OPEN", ListOptions: knit.ListOptions{Params: url.Values{"status": {"t"}}}}))
		},
		"page token in Params of raw list": func(ctx ctx, c caller) error {
			return errOf(c.integration.HRIS.ListCompanies(ctx, knit.ListOptions{Params: url.Values{"pageToken": {"t"}}}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, network := mockCaller(t, 200, `{"success":true,"data":{}}`)
			err := call(t.Context(), c)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			e := asError(t, err)
			require.True(t, strings.HasPrefix(e.Op, "knit."))
			require.NotEmpty(t, e.Message)
			require.Zero(t, e.Attempts)
			require.Empty(t, network.requests())
		})
	}
}

func TestCallTableIsComplete(t *testing.T) {
	t.Parallel()
	areas := map[string]int{}
	for _, tt := range callCases() {
		area, _, _ := strings.Cut(tt.method, ".")
		areas[area]++
	}
	require.Equal(t, reflect.TypeFor[*knit.ATSService]().NumMethod(), areas["ats"])
	require.Equal(t, reflect.TypeFor[*knit.HRISService]().NumMethod(), areas["hr"])
}
