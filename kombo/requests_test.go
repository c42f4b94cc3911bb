package kombo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

const integrationID = "sandbox:int1"

// wire is an http.RoundTripper that records each request and responds with the body that response returns. If response
// is nil, it responds with success.
type wire struct {
	response func(r *http.Request) string
	mu       sync.Mutex
	seen     []string // "POST /v1/x?a=b sandbox:int1 {…}"
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte("-")
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	id := r.Header.Get("X-Integration-Id")
	if id == "" {
		id = "-"
	}
	w.mu.Lock()
	w.seen = append(w.seen, r.Method+" "+r.URL.RequestURI()+" "+id+" "+string(body))
	w.mu.Unlock()
	response := `{"status":"success","data":{},"warnings":[{"message":"mind"}]}`
	if w.response != nil {
		response = w.response(r)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(response)), ContentLength: int64(len(response)), Request: r,
	}, nil
}

func connect(t *testing.T, w *wire) (*kombo.Client, *kombo.Integration) {
	t.Helper()
	client, err := kombo.NewClient("key", rolecall.WithHTTPClient(&http.Client{Transport: w}))
	require.NoError(t, err)
	return client, client.Integration(integrationID)
}

// TestRequests checks what each method sends.
func TestRequests(t *testing.T) {
	t.Parallel()
	file := kombo.File{Name: "CV.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}
	candidate := kombo.NewCandidate{FirstName: "Ada", LastName: "Berg", EmailAddress: "ada@example.com"}
	const candidateJSON = `"candidate":{"first_name":"Ada","last_name":"Berg","email_address":"ada@example.com"}`
	const fileJSON = `{"name":"CV.pdf","content_type":"application/pdf","data":"JVBERg==","type":"CV"}`
	list := func(path string) string {
		return "GET /v1" + path + "?ignore_unsupported_filters=false&include_deleted=false&page_size=250 " + integrationID + " -"
	}
	listed := `{"status":"success","data":{"results":[],"next":null}}`

	type call func(ctx context.Context, c *kombo.Client, i *kombo.Integration) error
	for _, tt := range []struct {
		name     string
		call     call
		want     string
		response string
	}{
		{"ListApplications", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListApplications(ctx, kombo.ListApplicationsOptions{
				Outcomes: []kombo.ApplicationOutcome{kombo.ApplicationOutcomeHired, kombo.ApplicationOutcomePending},
				JobIDs:   []string{"a", "b"}, JobRemoteIDs: []string{"c"}, CurrentStageIDs: []string{"d"},
				RemoteCreatedAfter: time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600)),
			})
			return err
		}, "GET /v1/ats/applications?current_stage_ids=d&ignore_unsupported_filters=false&include_deleted=false&job_ids=a%2Cb&job_remote_ids=c&outcomes=HIRED%2CPENDING&page_size=250&remote_created_after=2026-01-02T02%3A04%3A05.000Z " + integrationID + " -", listed},
		{"ListCandidates", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListCandidates(ctx, kombo.ListCandidatesOptions{Email: "a@example.com", JobIDs: []string{"j"}, FirstName: "A", LastName: "B"})
			return err
		}, "GET /v1/ats/candidates?email=a%40example.com&first_name=A&ignore_unsupported_filters=false&include_deleted=false&job_ids=j&last_name=B&page_size=250 " + integrationID + " -", listed},
		{"ListInterviews", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListInterviews(ctx, kombo.ListInterviewsOptions{})
			return err
		}, list("/ats/interviews"), listed},
		{"ListOffers", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListOffers(ctx, kombo.ListOffersOptions{})
			return err
		}, list("/ats/offers"), listed},
		{"ListUsers", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListUsers(ctx, kombo.ListUsersOptions{})
			return err
		}, list("/ats/users"), listed},
		{"ListRoles", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListRoles(ctx, kombo.ListRolesOptions{})
			return err
		}, list("/ats/roles"), listed},
		{"ListApplicationStages", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListApplicationStages(ctx, kombo.ListApplicationStagesOptions{})
			return err
		}, list("/ats/application-stages"), listed},
		{"ListTags", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListTags(ctx, kombo.ListTagsOptions{})
			return err
		}, list("/ats/tags"), listed},
		{"ListRejectionReasons", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListRejectionReasons(ctx, kombo.ListRejectionReasonsOptions{})
			return err
		}, list("/ats/rejection-reasons"), listed},
		{"ListNotes", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListNotes(ctx, kombo.ListNotesOptions{})
			return err
		}, list("/ats/notes"), listed},
		{"ListScorecards", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListScorecards(ctx, kombo.ListScorecardsOptions{})
			return err
		}, list("/ats/scorecards"), listed},
		{"ListAttachments", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ListAttachments(ctx, kombo.ListAttachmentsOptions{})
			return err
		}, list("/ats/attachments"), listed},
		{"MoveApplicationToStage", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.MoveApplicationToStage(ctx, "a/1", kombo.MoveApplicationToStageRequest{StageID: "st"})
			return err
		}, `PUT /v1/ats/applications/a%2F1/stage ` + integrationID + ` {"stage_id":"st"}`, ""},
		{"RejectApplication", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.RejectApplication(ctx, "a", kombo.RejectApplicationRequest{RejectionReasonID: "r"})
			return err
		}, `POST /v1/ats/applications/a/reject ` + integrationID + ` {"rejection_reason_id":"r"}`, ""},
		{"AddApplicationNote", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			done, err := i.ATS.AddApplicationNote(ctx, "a", kombo.AddApplicationNoteRequest{Content: "<b>"})
			if err == nil && (len(done.Warnings) != 1 || done.Warnings[0].Message != "mind" || string(done.Raw) != "{}") {
				return errors.New("the warnings or Raw differ")
			}
			return err
		}, `POST /v1/ats/applications/a/notes ` + integrationID + ` {"content":"<b>","content_type":"PLAIN_TEXT"}`, ""},
		{"AddApplicationResultLink", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.AddApplicationResultLink(ctx, "a", kombo.AddResultLinkRequest{Label: "l", URL: "u"})
			return err
		}, `POST /v1/ats/applications/a/result-links ` + integrationID + ` {"label":"l","url":"u"}`, ""},
		{"AddCandidateResultLink", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.AddCandidateResultLink(ctx, "c", kombo.AddResultLinkRequest{Label: "l", URL: "u"})
			return err
		}, `POST /v1/ats/candidates/c/result-links ` + integrationID + ` {"label":"l","url":"u"}`, ""},
		{"AddCandidateTag", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.AddCandidateTag(ctx, "c", kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "t"}})
			return err
		}, `POST /v1/ats/candidates/c/tags ` + integrationID + ` {"tag":{"name":"t"}}`, ""},
		{"RemoveCandidateTag", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.RemoveCandidateTag(ctx, "c", kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "t"}})
			return err
		}, `DELETE /v1/ats/candidates/c/tags ` + integrationID + ` {"tag":{"name":"t"}}`, ""},
		{"GetApplicationAttachments", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.GetApplicationAttachments(ctx, "a")
			return err
		}, `GET /v1/ats/applications/a/attachments ` + integrationID + ` -`, ""},
		{"GetCandidateAttachments", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.GetCandidateAttachments(ctx, "c")
			return err
		}, `GET /v1/ats/candidates/c/attachments ` + integrationID + ` -`, ""},
		{"AddApplicationAttachment", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.AddApplicationAttachment(ctx, "a", kombo.AddAttachmentRequest{Attachment: kombo.Attachment{File: file, Type: kombo.AttachmentCV}})
			return err
		}, `POST /v1/ats/applications/a/attachments ` + integrationID + ` {"attachment":` + fileJSON + `}`, ""},
		{"AddCandidateAttachment", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.AddCandidateAttachment(ctx, "c", kombo.AddAttachmentRequest{Attachment: kombo.Attachment{File: file, Type: kombo.AttachmentCV}})
			return err
		}, `POST /v1/ats/candidates/c/attachments ` + integrationID + ` {"attachment":` + fileJSON + `}`, ""},
		{"CreateApplication", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.CreateApplication(ctx, "remote:7", kombo.CreateApplicationRequest{Candidate: candidate})
			return err
		}, `POST /v1/ats/jobs/remote:7/applications ` + integrationID + ` {` + candidateJSON + `}`, ""},
		{"CreateCandidate", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.CreateCandidate(ctx, kombo.CreateCandidateRequest{
				Candidate: candidate, Application: kombo.NewApplication{JobID: "j"},
				GDPRConsent: &kombo.GDPRConsent{ExpiresAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))},
			})
			return err
		}, `POST /v1/ats/candidates ` + integrationID + ` {` + candidateJSON + `,"application":{"job_id":"j"},"gdpr_consent":{"expires_at":"2026-01-02T02:04:05Z"}}`, ""},
		{"ImportTrackedApplication", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ImportTrackedApplication(ctx, kombo.ImportTrackedApplicationRequest{Application: kombo.SmartRecruitersApplication("c", "j")})
			return err
		}, `POST /v1/ats/import-tracked-application ` + integrationID + ` {"smartrecruiters":{"id_type":"candidate_and_job_remote_ids","candidate_remote_id":"c","job_remote_id":"j"},"tracked_at":null}`, ""},

		{"CheckAPIKey", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := c.CheckAPIKey(ctx)
			return err
		}, `GET /v1/check-api-key - -`, ""},
		{"ListTools", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			tools, err := c.ListTools(ctx, kombo.CategoryATS)
			if err == nil && (len(tools) != 1 || tools[0].ID != "sandbox") {
				return errors.New("the tools differ")
			}
			return err
		}, `GET /v1/tools/ats - -`, `{"status":"success","data":{"tools":[{"id":"sandbox"}]}}`},
		{"CreateConnectionLink", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := c.CreateConnectionLink(ctx, kombo.CreateConnectionLinkRequest{EndUserEmail: "e", EndUserOrganizationName: "o", IntegrationCategory: kombo.CategoryATS})
			return err
		}, `POST /v1/connect/create-link - {"end_user_email":"e","end_user_organization_name":"o","integration_category":"ATS"}`, ""},
		{"GetIntegrationByToken", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := c.GetIntegrationByToken(ctx, "to/ken")
			return err
		}, `GET /v1/connect/integration-by-token/to%2Fken - -`, `{"status":"success","data":{"id":"sandbox:int1"}}`},
		{"Details", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.Details(ctx)
			return err
		}, `GET /v1/integrations/sandbox:int1 - -`, ""},
		{"SetEnabled", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return i.SetEnabled(ctx, false)
		}, `PUT /v1/integrations/sandbox:int1/enabled - {"value":false}`, ""},
		{"Delete", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return i.Delete(ctx)
		}, `DELETE /v1/integrations/sandbox:int1 - {}`, ""},
		{"CreateReconnectionLink", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.CreateReconnectionLink(ctx, kombo.CreateReconnectionLinkRequest{})
			return err
		}, `POST /v1/integrations/sandbox:int1/relink - {}`, ""},
		{"CreateSetupLink", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.CreateSetupLink(ctx, kombo.CreateSetupLinkRequest{})
			return err
		}, `POST /v1/integrations/sandbox:int1/setup-link - {"link_type":"EMBEDDED"}`, ""},
		{"TriggerSync", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.TriggerSync(ctx, kombo.TriggerSyncRequest{})
			return err
		}, `POST /v1/force-sync ` + integrationID + ` {}`, ""},
		{"ListIntegrationFields", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ListIntegrationFields(ctx, kombo.ListIntegrationFieldsOptions{Cursor: "c1"})
			return err
		}, `GET /v1/integrations/sandbox:int1/integration-fields?cursor=c1&page_size=2000 - -`, listed},
		{"UpdateIntegrationField", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.UpdateIntegrationField(ctx, "f", kombo.UpdateIntegrationFieldRequest{})
			return err
		}, `PATCH /v1/integrations/sandbox:int1/integration-fields/f - {"enable_passthrough":null}`, `{"status":"success","data":{"id":"f"}}`},
		{"ListCustomFields", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ListCustomFields(ctx, kombo.ListCustomFieldsOptions{PageSize: 7})
			return err
		}, `GET /v1/integrations/sandbox:int1/custom-fields?page_size=7 - -`, listed},
		{"UpdateCustomFieldMapping", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.UpdateCustomFieldMapping(ctx, "f", kombo.UpdateCustomFieldMappingRequest{})
			return err
		}, `PUT /v1/integrations/sandbox:int1/custom-fields/f - {"integration_field_id":null}`, `{"status":"success","data":{"id":"f"}}`},
		{"WaitReady", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return i.WaitReady(ctx)
		}, `GET /v1/integrations/sandbox:int1 - -`, `{"status":"success","data":{"status":"ACTIVE","setup_status":"COMPLETED"}}`},
		{"WaitReadyEvery", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			return i.WaitReadyEvery(ctx, time.Minute)
		}, `GET /v1/integrations/sandbox:int1 - -`, `{"status":"success","data":{"status":"ACTIVE","setup_status":"COMPLETED"}}`},
		{"Passthrough", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.Passthrough(ctx, "greenhouse", "harvest", kombo.PassthroughRequest{Method: http.MethodGet, Path: "/v1/jobs"})
			return err
		}, `POST /v1/passthrough/greenhouse/harvest ` + integrationID + ` {"method":"GET","path":"/v1/jobs"}`, ""},
		{"Call for an integration", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			result, err := kombo.Call[json.RawMessage](ctx, i, kombo.CallRequest{
				Method: http.MethodPatch, Path: "/hris/skills/a%2Fb", Query: url.Values{"x": {"1"}}, Body: map[string]int{"n": 1},
			})
			if err == nil && (string(result.Data) != `{}` || len(result.Warnings) != 1) {
				return errors.New("the data or the warnings differ")
			}
			return err
		}, `PATCH /v1/hris/skills/a%2Fb?x=1 ` + integrationID + ` {"n":1}`, ""},
		{"Call for the account", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.Call[struct{}](ctx, c, kombo.CallRequest{Path: "ai-apply/career-sites"})
			return err
		}, `GET /v1/ai-apply/career-sites - -`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			if tt.response != "" {
				w.response = func(*http.Request) string { return tt.response }
			}
			client, integration := connect(t, w)
			require.NoError(t, tt.call(t.Context(), client, integration))
			require.Equal(t, []string{tt.want}, w.seen)
		})
	}
}

// TestInvalidRequests checks that an invalid request is an error and is not sent.
func TestInvalidRequests(t *testing.T) {
	t.Parallel()
	file := kombo.File{Name: "CV.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}
	candidate := kombo.NewCandidate{EmailAddress: "ada@example.com"}
	attach := func(f kombo.File, typ kombo.AttachmentType) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.AddApplicationAttachment(ctx, "a", kombo.AddAttachmentRequest{Attachment: kombo.Attachment{File: f, Type: typ}})
			return err
		}
	}
	create := func(req kombo.CreateApplicationRequest) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.CreateApplication(ctx, "j", req)
			return err
		}
	}
	imported := func(id kombo.TrackedApplicationID) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.ImportTrackedApplication(ctx, kombo.ImportTrackedApplicationRequest{Application: id})
			return err
		}
	}
	called := func(method, path string) func(context.Context, *kombo.Client, *kombo.Integration) error {
		return func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.Call[struct{}](ctx, c, kombo.CallRequest{Method: method, Path: path})
			return err
		}
	}
	for _, tt := range []struct {
		name string
		call func(ctx context.Context, c *kombo.Client, i *kombo.Integration) error
		want string
	}{
		{"file without a name", attach(kombo.File{ContentType: "a/b", Data: []byte("x")}, kombo.AttachmentCV), "Attachment.Name is empty"},
		{"file without data", attach(kombo.File{Name: "a"}, kombo.AttachmentCV), "Attachment.Data and DataURL are both empty"},
		{"file with data and a URL", attach(kombo.File{Name: "a", ContentType: "a/b", Data: []byte("x"), DataURL: "https://example.com"}, kombo.AttachmentCV), "use one"},
		{"data without a content type", attach(kombo.File{Name: "a", Data: []byte("x")}, kombo.AttachmentCV), "Attachment.ContentType is empty"},
		{"content type with a parameter", attach(kombo.File{Name: "a", ContentType: "a/b;q=1", Data: []byte("x")}, kombo.AttachmentCV), "without parameters"},
		{"content type with a line break", attach(kombo.File{Name: "a", ContentType: "a/b\n", Data: []byte("x")}, kombo.AttachmentCV), "without parameters"},
		{"attachment without a type", attach(file, ""), "Attachment.Type is empty"},
		{"candidate without an email address", create(kombo.CreateApplicationRequest{}), "Candidate.EmailAddress is empty"},
		{"new application with an invalid attachment", create(kombo.CreateApplicationRequest{Candidate: candidate, Attachments: []kombo.Attachment{{File: file, Type: "CV"}, {}}}), "Attachments[1].Type is empty"},
		{"answer without a question id", create(kombo.CreateApplicationRequest{Candidate: candidate, ScreeningQuestionAnswers: []kombo.NewAnswer{kombo.TextAnswer("", "x")}}), "ScreeningQuestionAnswers[0] has no question id"},
		{"answer without a value", create(kombo.CreateApplicationRequest{Candidate: candidate, ScreeningQuestionAnswers: []kombo.NewAnswer{kombo.DateAnswer("q", rolecall.Date{})}}), "ScreeningQuestionAnswers[0] has no value"},
		{"answer with an invalid file", create(kombo.CreateApplicationRequest{Candidate: candidate, ScreeningQuestionAnswers: []kombo.NewAnswer{kombo.FileAnswer("q", kombo.File{})}}), "ScreeningQuestionAnswers[0] has an invalid file: Name is empty"},
		{"import without a tool", imported(kombo.TrackedApplicationID{}), "does not name a tool"},
		{"import with an empty id", imported(kombo.SmartRecruitersApplication("c", "")), "empty id"},
		{"empty stage id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.MoveApplicationToStage(ctx, "a", kombo.MoveApplicationToStageRequest{})
			return err
		}, "StageID is empty"},
		{"empty id in the path", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.GetCandidateAttachments(ctx, "")
			return err
		}, "is not a valid path segment"},
		{"empty integration id", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			return c.Integration("").Delete(ctx)
		}, "the integration id is empty"},
		{"integration id with a space", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := c.Integration("a b").ListCustomFields(ctx, kombo.ListCustomFieldsOptions{})
			return err
		}, "the integration id "},
		{"page of 2001 fields", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ListIntegrationFields(ctx, kombo.ListIntegrationFieldsOptions{PageSize: 2001})
			return err
		}, "use 1 to 2000"},
		{"pointer to an empty field id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.UpdateCustomFieldMapping(ctx, "f", kombo.UpdateCustomFieldMappingRequest{IntegrationFieldID: new("")})
			return err
		}, "use nil to remove the mapping"},
		{"query in the path", called(http.MethodGet, "/ats/jobs?x=1"), "has a query"},
		{"empty path segment", called(http.MethodGet, "/ats//jobs"), "empty segment"},
		{"dots in the path", called(http.MethodGet, "/ats/%2e%2e/jobs"), "is not a valid path segment"},
		{"invalid escape in the path", called(http.MethodGet, "/ats/%zz"), "percent sign"},
		{"unknown method", called("BREW", "/ats/jobs"), "Method is not"},
		{"empty path", called(http.MethodGet, ""), "Path is empty"},
		{"body without a method", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.Call[struct{}](ctx, c, kombo.CallRequest{Path: "/ats/jobs", Body: 1})
			return err
		}, "Body is set, but Method is GET or empty"},
		{"body with GET", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.Call[struct{}](ctx, c, kombo.CallRequest{Method: http.MethodGet, Path: "/ats/jobs", Body: 1})
			return err
		}, "Body is set, but Method is GET or empty"},
		{"body that is NaN", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.Call[struct{}](ctx, c, kombo.CallRequest{Method: http.MethodPost, Path: "/ats/jobs", Body: math.NaN()})
			return err
		}, "kombo.call: the body is not a number"},
		{"body with a NaN value", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.Call[struct{}](ctx, c, kombo.CallRequest{Method: http.MethodPost, Path: "/ats/jobs", Body: map[string]float64{"a": math.NaN()}})
			return err
		}, `kombo.call: the body["a"] is not a number`},
		{"list with a body", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.CallList[struct{}](ctx, c, kombo.CallRequest{Method: http.MethodGet, Path: "/ats/jobs", Body: 1})
			return err
		}, "lists are read with GET"},
		{"list with POST", func(ctx context.Context, c *kombo.Client, _ *kombo.Integration) error {
			_, err := kombo.CallList[struct{}](ctx, c, kombo.CallRequest{Method: http.MethodPost, Path: "/ats/jobs"})
			return err
		}, "lists are read with GET"},
		{"remote job without an id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.ATS.CreateApplication(ctx, "remote:", kombo.CreateApplicationRequest{Candidate: candidate})
			return err
		}, `is "remote:" without the tool's id`},
		{"remote employee without an id", func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) error {
			_, err := i.HRIS.GetPersonalDataForm(ctx, "remote:")
			return err
		}, `is "remote:" without the tool's id`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			client, integration := connect(t, w)
			err := tt.call(t.Context(), client, integration)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.ErrorContains(t, err, tt.want)
			require.Empty(t, w.seen)
		})
	}
}

func TestCallList(t *testing.T) {
	t.Parallel()
	w := &wire{response: func(r *http.Request) string {
		if r.URL.Query().Get("cursor") == "c2" {
			return `{"status":"success","data":{"results":[{"n":3}],"next":null}}`
		}
		return `{"status":"success","data":{"results":[{"n":1},{"n":2}],"next":"c2"}}`
	}}
	_, integration := connect(t, w)
	query := url.Values{"cursor": {"c1"}, "x": {"1"}}
	page, err := kombo.CallList[struct{ N int }](t.Context(), integration, kombo.CallRequest{Path: "/lms/courses", Query: query})
	require.NoError(t, err)
	query.Set("x", "changed")
	var numbers []int
	for item, err := range page.All(t.Context()) {
		require.NoError(t, err)
		numbers = append(numbers, item.N)
	}
	require.Equal(t, []int{1, 2, 3}, numbers)
	require.Equal(t, []string{
		"GET /v1/lms/courses?cursor=c1&x=1 " + integrationID + " -",
		"GET /v1/lms/courses?cursor=c2&x=1 " + integrationID + " -",
	}, w.seen)
	require.Equal(t, "c1", query.Get("cursor"))
}

func TestFindJobs(t *testing.T) {
	t.Parallel()
	w := &wire{response: func(r *http.Request) string {
		q := r.URL.Query()
		switch {
		case q.Has("remote_ids"):
			return `{"status":"success","data":{"results":[{"id":"a","remote_id":"7"},{"id":[]}],"next":null}}`
		case q.Has("post_url"):
			return `{"status":"success","data":{"results":[{"id":"b"}],"next":null}}`
		}
		return `{"status":"success","data":{"results":[{"id":"a","job_code":"W-1"}],"next":null}}`
	}}
	_, integration := connect(t, w)
	var found []kombo.FoundJob
	var errs []error
	opts := kombo.FindJobsOptions{RemoteIDs: []string{"7", "", "8"}, Codes: []string{"W-1"}, URLs: []string{"https://jobs.example.com/1", " "}, Names: []string{"Weld"}}
	for f, err := range integration.ATS.FindJobs(t.Context(), opts) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		found = append(found, kombo.FoundJob{Job: &kombo.Job{ID: f.Job.ID}, By: f.By, Value: f.Value})
	}
	require.Equal(t, []kombo.FoundJob{
		{Job: &kombo.Job{ID: "a"}, By: kombo.ByRemoteID, Value: "7"},
		{Job: &kombo.Job{ID: "a"}, By: kombo.ByCode, Value: "W-1"},
		{Job: &kombo.Job{ID: "b"}, By: kombo.ByURL, Value: "https://jobs.example.com/1"},
		{Job: &kombo.Job{ID: "a"}, By: kombo.ByTitle, Value: "Weld"},
	}, found)
	require.Len(t, errs, 1)
	require.Len(t, w.seen, 4)

	t.Run("empty options send no request", func(t *testing.T) {
		w := &wire{}
		_, integration := connect(t, w)
		for f, err := range integration.ATS.FindJobs(t.Context(), kombo.FindJobsOptions{RemoteIDs: []string{""}}) {
			t.Error("unexpected result:", f, err)
		}
		require.Empty(t, w.seen)
	})
	t.Run("error ends the iteration", func(t *testing.T) {
		w := &wire{response: func(*http.Request) string {
			return `{"status":"error","error":{"code":"INTEGRATION.INACTIVE","title":null,"message":"m","log_url":null}}`
		}}
		_, integration := connect(t, w)
		n := 0
		for f, err := range integration.ATS.FindJobs(t.Context(), opts) {
			require.ErrorIs(t, err, rolecall.ErrNeedsHuman)
			require.Nil(t, f)
			n++
		}
		require.Equal(t, 1, n)
	})
}
