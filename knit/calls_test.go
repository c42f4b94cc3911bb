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

// at is a time in the words of the wire.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return v
}

// session is a request with all that is required.
func session() knit.CreateAuthSessionRequest {
	return knit.CreateAuthSessionRequest{
		OriginOrgID: "org-1", OriginOrgName: "Example Works", OriginUserEmail: "jo@example.com", OriginUserName: "Jo Example",
	}
}

// extra is what a caller sends of what the SDK does not know.
func extra(name, value string) rolecall.Extra {
	return rolecall.Extra{name: json.RawMessage(value)}
}

type (
	ctx = context.Context
	opt = rolecall.CallOption
)

// made is one call: what a caller writes, and what leaves for it.
type made struct {
	method string // Knit's dotted name
	call   func(ctx ctx, c caller, opts ...opt) error
	verb   string
	query  string
	body   string // "" is none
	answer string // under "data"; "" is {}
}

// value drops what a call returns beside its error.
func value[T any](_ T, err error) error { return err }

var errLost = errors.New("the connection is gone")

func opOf(method string) string { return "knit." + method }

// requireSilent requires that an error shows none of the words, under any verb.
func requireSilent(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, word := range words {
			require.NotContains(t, fmt.Sprintf(verb, err), word)
		}
	}
}

// everyCall is every method of a client but those of the three first syncs, see calls.
func everyCall() []made {
	const employee = `{"employeeId":"e1","x":1}`
	x := extra("x", "1")
	july := time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600))
	key := knit.ApplicationKey{ApplicationID: "a/1", CandidateID: "c&1"}
	of := knit.EmployeeOptions{EmployeeID: "e1", ListOptions: knit.ListOptions{Params: url.Values{"x": {"1"}}}}
	all := knit.ListOptions{Cursor: "tok", Params: url.Values{"x": {"1"}}}
	return []made{
		{
			"auth.createSession", func(ctx ctx, c caller, o ...opt) error {
				return value(c.client.CreateAuthSession(ctx, session(), o...))
			},
			"POST", "", `{"originOrgId":"org-1","originOrgName":"Example Works","originUserEmail":"jo@example.com","originUserName":"Jo Example"}`, `{"token":"t"}`,
		},
		{
			"integration.details", func(ctx ctx, c caller, o ...opt) error {
				return value(c.client.IntegrationDetails(ctx, "org 1&", o...))
			},
			"GET", "originOrgId=org+1%26", "", "",
		},
		{"integration.deactivate", func(ctx ctx, c caller, o ...opt) error { return c.integration.Deactivate(ctx, o...) }, "POST", "", `{}`, "null"},
		{"sync.custom.start", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.StartCustomSync(ctx, knit.StartCustomSyncRequest{
				APIDetails: knit.APIDetails{Method: "GET", Path: "/things", Headers: knit.TextMap{"X-A": "b"}}, WebhookURL: "https://example.com/h", ListIdentifier: "$.items", Extra: x,
			}, o...))
		}, "POST", "", `{"apiDetails":{"method":"GET","path":"/things","headers":{"X-A":"b"}},"webhookURL":"https://example.com/h","listIdentifier":"$.items","x":1}`, ""},
		{"sync.watchFields.update", func(ctx ctx, c caller, o ...opt) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{DataType: knit.DataTypeATSJobs, JSONPaths: []string{"$.info.status"}}, o...)
		}, "POST", "", `{"dataType":"ats_jobs","jsonPaths":["$.info.status"]}`, ""},
		{"events.subscribe", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{Events: []knit.RealTimeEvent{knit.RealTimeEventJobsDeleted}}, o...))
		}, "POST", "", `{"events":["ats_jobs_deleted"]}`, `{"webhookUrl":"https://example.com/wt"}`},
		{"passthrough", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.Passthrough(ctx, knit.PassthroughRequest{Method: "PUT", Path: "/v1/x?a=1", Body: `{"a":"<b>"}`, Params: knit.TextMap{"p": "q"}}, o...))
		}, "POST", "", `{"method":"PUT","path":"/v1/x?a=1","body":"{\"a\":\"<b>\"}","params":{"p":"q"}}`, `{"response":{}}`},

		{"ats.job.list", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{ListOptions: all, Status: knit.JobOpen, CreatedAfter: july, UpdatedAfter: july}, o...))
		}, "GET", "createdAfter=2026-07-01T10%3A00%3A00Z&pageToken=tok&status=OPEN&updatedAfter=2026-07-01T10%3A00%3A00Z&x=1", "", ""},
		{"ats.job.create", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.ATS.CreateJob(ctx, knit.CreateJobRequest{Title: "Nurse", Description: "<p>&</p>", Status: knit.JobDraft, Extra: x}, o...))
		}, "POST", "", `{"title":"Nurse","description":"<p>&</p>","status":"DRAFT","x":1}`, `{"jobId":"1"}`},
		{"ats.application.list", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.ATS.ListApplications(ctx, knit.ListApplicationsOptions{JobID: "j1", Status: knit.ApplicationActive, UpdatedAfter: july}, o...))
		}, "GET", "jobId=j1&status=ACTIVE&updatedAfter=2026-07-01T10%3A00%3A00Z", "", ""},
		{
			"ats.application.get", func(ctx ctx, c caller, o ...opt) error {
				return value(c.integration.ATS.GetApplication(ctx, key, o...))
			},
			"GET", "applicationId=a%2F1&candidateId=c%261", "", `{"application":{"info":{"id":"a/1"}}}`,
		},
		{"ats.candidates.search", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.ATS.SearchCandidates(ctx, knit.SearchCandidatesRequest{FirstName: "Jo", LastName: "Doe", Emails: []string{"jo@example.com"}, Phones: []string{"+00"}}, o...))
		}, "POST", "", `{"firstName":"Jo","lastName":"Doe","emails":["jo@example.com"],"phones":["+00"]}`, `{"candidates":null}`},
		{"ats.application.create", func(ctx ctx, c caller, o ...opt) error {
			meta, err := knit.JSONText(map[string]string{"country": "<x>"})
			if err != nil {
				return err
			}
			return value(c.integration.ATS.CreateApplication(ctx, knit.CreateApplicationRequest{
				JobID: "j1", CandidateID: "c1", Source: "fair", Origin: knit.OriginReferral, MetaData: meta,
				Answers:    []knit.NewAnswer{{ID: "q1", Type: knit.QuestionYesNo, Answer: "Yes"}},
				Attachment: &knit.NewAttachment{Type: knit.AttachmentResume, Name: "cv.pdf", Link: "https://example.com/cv.pdf"},
			}, o...))
		}, "POST", "", `{"jobId":"j1","candidateId":"c1","source":"fair","origin":"REFERRAL","metaData":"{\"country\":\"<x>\"}",
			"answers":[{"id":"q1","type":"YES_NO","answer":"Yes"}],"attachment":{"type":"RESUME","name":"cv.pdf","link":"https://example.com/cv.pdf"}}`, `{"candidateId":"c1"}`},
		{"ats.application.attachment.add", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{
				ApplicationID: "a1", CandidateID: "c1", Attachment: knit.NewAttachment{Content: "aGk=", Encoding: knit.EncodingBase64},
			}, o...))
		}, "POST", "", `{"applicationId":"a1","candidateId":"c1","attachment":{"content":"aGk=","encoding":"BASE64"}}`, `"done"`},
		{"ats.application.stage.update", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.ATS.UpdateStage(ctx, knit.UpdateStageRequest{ApplicationID: "a1", StageID: "s1"}, o...))
		}, "POST", "", `{"applicationId":"a1","stageId":"s1"}`, `[1]`},

		{"hr.employees.payroll.get", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListPayrolls(ctx, knit.ListPayrollsOptions{EmployeeID: "e1", Month: "2026-01"}, o...))
		}, "GET", "employeeId=e1&month=2026-01", "", ""},
		{"hr.leave.types", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListLeaveTypes(ctx, knit.EmployeeOptions{}, o...))
		}, "GET", "", "", ""},
		{"hr.employees.leave.requests", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListLeaveRequests(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.leave.balance", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListLeaveBalances(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.attendance", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListAttendance(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.documents", func(ctx ctx, c caller, o ...opt) error { return value(c.integration.HRIS.ListDocuments(ctx, of, o...)) }, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.compensation.plans", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListCompensationPlans(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.documents.categories", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListDocumentCategories(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.employees.field.values", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListFieldValues(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.termination.reasons", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListTerminationReasons(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.companies.list", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListCompanies(ctx, all, o...))
		}, "GET", "pageToken=tok&x=1", "", ""},
		{"hr.deductions.list", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.ListDeductions(ctx, of, o...))
		}, "GET", "employeeId=e1&x=1", "", ""},
		{"hr.employees.leave.create", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.CreateLeave(ctx, knit.CreateLeaveRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employee.compensation.update", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.UpdateCompensation(ctx, knit.UpdateCompensationRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employees.document.upload", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.UploadDocument(ctx, knit.UploadDocumentRequest{EmployeeID: "e1", FileName: "a.txt", Content: []byte("hi")}, o...))
		}, "POST", "", `{"employeeId":"e1","fileName":"a.txt","content":"aGk=","encoding":"BASE64"}`, ""},
		{"hr.employee.update", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.UpdateEmployee(ctx, knit.UpdateEmployeeRequest{EmployeeID: "e1", EmployeeFields: knit.EmployeeFields{WorkEmail: "jo@example.com", BirthDate: rolecall.Date{Year: 1990, Month: 2, Day: 3}}}, o...))
		}, "POST", "", `{"employeeId":"e1","workEmail":"jo@example.com","birthDate":"1990-02-03"}`, ""},
		{"hr.employee.create", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo", LastName: "Doe", StartDate: rolecall.DateOf(july)}}, o...))
		}, "POST", "", `{"firstName":"Jo","lastName":"Doe","startDate":"2026-07-01"}`, ""},
		{"hr.employee.terminate", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.TerminateEmployee(ctx, knit.TerminateEmployeeRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.deductions.create", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.CreateDeduction(ctx, knit.CreateDeductionRequest{Extra: x}, o...))
		}, "POST", "", `{"x":1}`, ""},
		{"hr.deductions.update", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.UpdateDeduction(ctx, knit.UpdateDeductionRequest{Extra: x}, o...))
		}, "POST", "", `{"x":1}`, ""},
		{"hr.employee.deductions.enroll", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.EnrollDeduction(ctx, knit.EnrollDeductionRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employee.deductions.unenroll", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.UnenrollDeduction(ctx, knit.UnenrollDeductionRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
		{"hr.employee.deductions.update", func(ctx ctx, c caller, o ...opt) error {
			return value(c.integration.HRIS.UpdateEmployeeDeduction(ctx, knit.UpdateEmployeeDeductionRequest{EmployeeID: "e1", Extra: x}, o...))
		}, "POST", "", employee, ""},
	}
}

func TestCallRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range everyCall() {
		t.Run(tt.method, func(t *testing.T) {
			t.Parallel()
			answer := tt.answer
			if answer == "" {
				answer = `{}`
			}
			c, network := mockedCaller(t, 200, `{"success":true,"data":`+answer+`}`)
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

// A write leaves once, whatever becomes of it; a read is tried again.
func TestCallRetries(t *testing.T) {
	t.Parallel()
	for _, tt := range everyCall() {
		t.Run(tt.method, func(t *testing.T) {
			t.Parallel()
			reads := tt.verb == "GET" || tt.method == "ats.candidates.search"
			for _, status := range []int{408, 500, 502, 503, 504} {
				c, network := mockedCaller(t, status, "<html>sorry</html>")
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
			c, network := mockedCaller(t, 429, `{"success":false,"error":{"msg":"slow down"}}`)
			err := tt.call(t.Context(), c)
			require.ErrorIs(t, err, rolecall.ErrRateLimited)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "it was refused before it was done")
			want := 4
			if tt.method == "sync.custom.start" {
				want = 1 // every arrival has an effect
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
	for _, tt := range everyCall() {
		if tt.method == "auth.createSession" || tt.method == "integration.details" {
			continue
		}
		c, network := mockedCaller(t, 200, `{"success":true,"data":{}}`)
		for _, id := range []string{"", "mg 1", "mg\r\nX: y"} {
			err := tt.call(t.Context(), caller{c.client, c.client.Integration(id)})
			require.ErrorIs(t, err, rolecall.ErrInvalid, tt.method)
			require.Zero(t, asError(t, err).Attempts)
		}
		require.Empty(t, network.requests())
	}
}

// Nothing that a call was given is in the text of its error.
func TestCallErrorsHideData(t *testing.T) {
	t.Parallel()
	for _, tt := range everyCall() {
		for _, status := range []int{200, 404, 502} {
			c, _ := mockedCaller(t, status, `{"success":true,"data":"jo@example.com"`)
			err := tt.call(t.Context(), c)
			require.Error(t, err)
			requireSilent(t, err, apiKey, integrationID, "jo@example.com", "org-1", "aGk=", "Doe", "employeeId=", "e1")
		}
	}
}

func TestCallSuccessFalse(t *testing.T) {
	t.Parallel()
	for _, tt := range everyCall() {
		for _, word := range []string{`false`, `"false"`} {
			c, _ := mockedCaller(t, 200, `{"success":`+word+`,"error":{"msg":"not today"},"data":{}}`)
			err := tt.call(t.Context(), c)
			require.Equal(t, "not today", asError(t, err).Message, tt.method)
			require.Equal(t, executionID, asError(t, err).RequestID)
		}
	}
}

// A body that no call asks for.
func TestInvalidCallsNotSent(t *testing.T) {
	t.Parallel()
	missing := func(change func(*knit.CreateAuthSessionRequest)) func(ctx, caller) error {
		return func(ctx ctx, c caller) error {
			s := session()
			change(&s)
			return value(c.client.CreateAuthSession(ctx, s))
		}
	}
	custom := func(change func(*knit.StartCustomSyncRequest)) func(ctx, caller) error {
		return func(ctx ctx, c caller) error {
			s := knit.StartCustomSyncRequest{APIDetails: knit.APIDetails{Method: "GET", Path: "/x"}, WebhookURL: "https://example.com/h"}
			change(&s)
			return value(c.integration.StartCustomSync(ctx, s))
		}
	}
	apply := func(change func(*knit.CreateApplicationRequest)) func(ctx, caller) error {
		return func(ctx ctx, c caller) error {
			a := knit.CreateApplicationRequest{JobID: "j", Candidate: &knit.NewCandidate{FirstName: "Jo", LastName: "Doe"}}
			change(&a)
			return value(c.integration.ATS.CreateApplication(ctx, a))
		}
	}
	pass := func(p knit.PassthroughRequest) func(ctx, caller) error {
		return func(ctx ctx, c caller) error { return value(c.integration.Passthrough(ctx, p)) }
	}
	for name, call := range map[string]func(ctx, caller) error{
		"a session of no customer":     missing(func(s *knit.CreateAuthSessionRequest) { s.OriginOrgID = "" }),
		"a session without a name":     missing(func(s *knit.CreateAuthSessionRequest) { s.OriginOrgName = "" }),
		"a session without an address": missing(func(s *knit.CreateAuthSessionRequest) { s.OriginUserEmail = "" }),
		"a session of nobody":          missing(func(s *knit.CreateAuthSessionRequest) { s.OriginUserName = "" }),
		"details of no customer":       func(ctx ctx, c caller) error { return value(c.client.IntegrationDetails(ctx, "")) },
		"a custom sync to nowhere":     custom(func(s *knit.StartCustomSyncRequest) { s.WebhookURL = "" }),
		"a custom sync in the clear":   custom(func(s *knit.StartCustomSyncRequest) { s.WebhookURL = "http://example.com/h" }),
		"a custom sync to no host":     custom(func(s *knit.StartCustomSyncRequest) { s.WebhookURL = "https://" }),
		"a custom sync without a path": custom(func(s *knit.StartCustomSyncRequest) { s.APIDetails.Path = "" }),
		"a custom sync by no method":   custom(func(s *knit.StartCustomSyncRequest) { s.APIDetails.Method = "get" }),
		"a custom sync of no JSONPath": custom(func(s *knit.StartCustomSyncRequest) { s.ListIdentifier = "items" }),
		"a custom sync of another":     custom(func(s *knit.StartCustomSyncRequest) { s.RecordIdentifier = "id" }),
		"a base URL that is none":      custom(func(s *knit.StartCustomSyncRequest) { s.APIDetails.BaseURL = "example.com" }),
		"watching nothing": func(ctx ctx, c caller) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{DataType: "employee"})
		},
		"watching no sync": func(ctx ctx, c caller) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{JSONPaths: []string{"$.a"}})
		},
		"watching no JSONPath": func(ctx ctx, c caller) error {
			return c.integration.WatchFields(ctx, knit.WatchFieldsRequest{DataType: "employee", JSONPaths: []string{"$.a", "b"}})
		},
		"no events": func(ctx ctx, c caller) error {
			return value(c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{}))
		},
		"an empty event": func(ctx ctx, c caller) error {
			return value(c.integration.SubscribeEvents(ctx, knit.SubscribeEventsRequest{Events: []knit.RealTimeEvent{""}}))
		},
		"passing through by no method": pass(knit.PassthroughRequest{Path: "/x"}),
		"passing through to nowhere":   pass(knit.PassthroughRequest{Method: "GET"}),
		"passing through to no URL":    pass(knit.PassthroughRequest{Method: "GET", Path: "/x", BaseURL: "ftp://example.com"}),
		"a job without a title": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.CreateJob(ctx, knit.CreateJobRequest{Description: "d"}))
		},
		"one id of an application": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.GetApplication(ctx, knit.ApplicationKey{ApplicationID: "a"}))
		},
		"the other id": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.GetApplication(ctx, knit.ApplicationKey{CandidateID: "c"}))
		},
		"a search for nobody": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.SearchCandidates(ctx, knit.SearchCandidatesRequest{}))
		},
		"an application for no job":  apply(func(a *knit.CreateApplicationRequest) { a.JobID = "" }),
		"an application of nobody":   apply(func(a *knit.CreateApplicationRequest) { a.Candidate = nil }),
		"an application of two":      apply(func(a *knit.CreateApplicationRequest) { a.CandidateID = "c" }),
		"a candidate without a name": apply(func(a *knit.CreateApplicationRequest) { a.Candidate.LastName = "" }),
		"metadata that is no JSON":   apply(func(a *knit.CreateApplicationRequest) { a.MetaData = json.RawMessage("{") }),
		"a file for no application": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{Attachment: knit.NewAttachment{Link: "l"}}))
		},
		"no file": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.AddAttachment(ctx, knit.AddAttachmentRequest{ApplicationID: "a"}))
		},
		"a move of no application": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.UpdateStage(ctx, knit.UpdateStageRequest{StageID: "s"}))
		},
		"a move to nowhere": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.UpdateStage(ctx, knit.UpdateStageRequest{ApplicationID: "a"}))
		},
		"the pay of nobody": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.ListPayrolls(ctx, knit.ListPayrollsOptions{}))
		},
		"an employee without a name": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo"}}))
		},
		"a day on no calendar": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.CreateEmployee(ctx, knit.CreateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo", LastName: "Doe", StartDate: rolecall.Date{Year: 2026, Month: 2, Day: 30}}}))
		},
		"an update of nobody": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.UpdateEmployee(ctx, knit.UpdateEmployeeRequest{EmployeeFields: knit.EmployeeFields{FirstName: "Jo"}}))
		},
		"an end of nobody": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.TerminateEmployee(ctx, knit.TerminateEmployeeRequest{}))
		},
		"an empty deduction": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.CreateDeduction(ctx, knit.CreateDeductionRequest{}))
		},
		"a token among the parameters": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{ListOptions: knit.ListOptions{Params: url.Values{"pageToken": {"t"}}}}))
		},
		"a parameter that has a field": func(ctx ctx, c caller) error {
			return value(c.integration.ATS.ListJobs(ctx, knit.ListJobsOptions{Status: "OPEN", ListOptions: knit.ListOptions{Params: url.Values{"status": {"t"}}}}))
		},
		"a raw list with such a token": func(ctx ctx, c caller) error {
			return value(c.integration.HRIS.ListCompanies(ctx, knit.ListOptions{Params: url.Values{"pageToken": {"t"}}}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, network := mockedCaller(t, 200, `{"success":true,"data":{}}`)
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
	for _, tt := range everyCall() {
		area, _, _ := strings.Cut(tt.method, ".")
		areas[area]++
	}
	require.Equal(t, reflect.TypeFor[*knit.ATSService]().NumMethod(), areas["ats"])
	require.Equal(t, reflect.TypeFor[*knit.HRISService]().NumMethod(), areas["hr"])
}
