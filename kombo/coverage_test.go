package kombo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/kombo"
)

// exclusions is what Kombo's document has and the client has not, and why: an operation, or a
// path with all that begins with it. The comment of the package lists the same.
var exclusions = map[string]string{
	"/lms/":                               "another product",
	"/custom/datev/":                      "one tool's own",
	"/custom/silae/":                      "one tool's own",
	"/ats/custom/avionte/":                "one tool's own",
	"/hris/provisioning-groups/":          "another product",
	"/ats/actions/":                       "in none of Kombo's SDKs",
	"PATCH /hris/employees/{employee_id}": "in none of Kombo's SDKs",
	"POST /hris/employees":                "deprecated for the form",
	"GET /assessment/orders/open":         "deprecated for orders with a status",
}

// droppedFields are the members of answers that the client leaves out, and why.
var droppedFields = map[string]string{
	"GET /ai-apply/unified-api/jobs data.results[].custom_fields":            "an object without members, which is the same as none",
	"GET /ai-apply/unified-api/jobs data.results[].remote_data":              "an object without members, which is the same as none",
	"GET /integrations/{integration_id}/integration-fields data.next_cursor": "deprecated for next",
	"GET /integrations/{integration_id}/custom-fields data.next_cursor":      "deprecated for next",
}

// exclusionOf is the exclusion of an operation, "" if there is none.
func exclusionOf(operation string) string {
	_, path, _ := strings.Cut(operation, " ")
	for name := range exclusions {
		if name == operation || strings.HasPrefix(name, "/") && strings.HasPrefix(path, name) {
			return name
		}
	}
	return ""
}

// echo is Kombo: it notes the operation, and answers with a success of some data.
type echo struct {
	operation string
	data      json.RawMessage
}

func (e *echo) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	path, err := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/v1"))
	if err != nil {
		return nil, err
	}
	e.operation = r.Method + " " + path
	body := `{"status":"success","data":` + string(e.data) + `,"warnings":[{"message":"mind"}]}`
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// covered is a method of the client, called with the names of parameters in the place of ids. It
// returns what the answer became.
type covered func(ctx context.Context, c *kombo.Client, i *kombo.Integration) (any, error)

// listed is the data of a list; next is what the method made of the cursor.
func listed[T any](p *rolecall.Page[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	for _, bad := range p.Bad {
		return nil, fmt.Errorf("%w: %s", bad, bad.Raw)
	}
	return map[string]any{"results": p.Items, "next": p.Next}, nil
}

// acted is the data of an action.
func acted[T any](r *kombo.Result[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if len(r.Warnings) != 1 {
		return nil, fmt.Errorf("the warnings are lost")
	}
	return r.Data, nil
}

func got[T any](v *T, err error) (any, error) { return v, err }

func nothing(err error) (any, error) { return struct{}{}, err }

// reads makes a list's method one that is covered.
func reads[S, O, T any](list func(*S, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error)) covered {
	return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) (any, error) {
		var opts O
		return listed(list(serviceOf[S](i), ctx, opts))
	}
}

// everyMethod is all that the client can do, but what is newer than the document.
func everyMethod() []covered {
	type (
		ctx    = context.Context
		client = *kombo.Client
		tenant = *kombo.Integration
	)
	file := kombo.File{Name: "a.pdf", DataURL: "https://files.example.com/a"}
	attachment := kombo.AddAttachmentRequest{Attachment: kombo.Attachment{File: file, Type: kombo.AttachmentCV}}
	link := kombo.AddResultLinkRequest{Label: "a", URL: "https://example.com"}
	tag := kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "a"}}
	day := rolecall.Date{Year: 2026, Month: 1, Day: 2}
	return []covered{
		func(x ctx, c client, _ tenant) (any, error) { return got(c.CheckAPIKey(x)) },
		func(x ctx, c client, _ tenant) (any, error) {
			tools, err := c.ListTools(x, "{category}")
			return map[string]any{"tools": tools}, err
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.CreateConnectionLink(x, kombo.CreateConnectionLinkRequest{EndUserEmail: "a@example.com", EndUserOrganizationName: "A"}))
		},
		func(x ctx, c client, _ tenant) (any, error) { return got(c.GetIntegrationByToken(x, "{token}")) },
		func(x ctx, _ client, i tenant) (any, error) { return got(i.Details(x)) },
		func(x ctx, _ client, i tenant) (any, error) { return nothing(i.SetEnabled(x, true)) },
		func(x ctx, _ client, i tenant) (any, error) { return nothing(i.Delete(x)) },
		func(x ctx, _ client, i tenant) (any, error) {
			return got(i.CreateReconnectionLink(x, kombo.CreateReconnectionLinkRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return got(i.CreateSetupLink(x, kombo.CreateSetupLinkRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) { return got(i.TriggerSync(x, kombo.TriggerSyncRequest{})) },
		func(x ctx, _ client, i tenant) (any, error) {
			return listed(i.ListIntegrationFields(x, kombo.ListIntegrationFieldsOptions{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return got(i.UpdateIntegrationField(x, "{integration_field_id}", kombo.UpdateIntegrationFieldRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return listed(i.ListCustomFields(x, kombo.ListCustomFieldsOptions{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return got(i.UpdateCustomFieldMapping(x, "{custom_field_id}", kombo.UpdateCustomFieldMappingRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.Passthrough(x, "{tool}", "{api}", kombo.PassthroughRequest{Method: http.MethodGet, Path: "/a"}))
		},

		reads((*kombo.ATSService).ListApplications), reads((*kombo.ATSService).ListApplicationStages), reads((*kombo.ATSService).ListCandidates),
		reads((*kombo.ATSService).ListInterviews), reads((*kombo.ATSService).ListJobs), reads((*kombo.ATSService).ListOffers),
		reads((*kombo.ATSService).ListRejectionReasons), reads((*kombo.ATSService).ListRoles), reads((*kombo.ATSService).ListTags),
		reads((*kombo.ATSService).ListUsers),
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.CreateApplication(x, "{job_id}", kombo.CreateApplicationRequest{Candidate: janeExample}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.CreateCandidate(x, kombo.CreateCandidateRequest{Candidate: janeExample, Application: kombo.NewApplication{JobID: "a"}}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.ImportTrackedApplication(x, kombo.ImportTrackedApplicationRequest{Application: kombo.GreenhouseApplication("1")}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.MoveApplicationToStage(x, "{application_id}", kombo.MoveApplicationToStageRequest{StageID: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.RejectApplication(x, "{application_id}", kombo.RejectApplicationRequest{RejectionReasonID: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.AddApplicationNote(x, "{application_id}", kombo.AddApplicationNoteRequest{Content: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.AddApplicationResultLink(x, "{application_id}", link))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.AddCandidateResultLink(x, "{candidate_id}", link))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.AddCandidateTag(x, "{candidate_id}", tag))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.RemoveCandidateTag(x, "{candidate_id}", tag))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.GetApplicationAttachments(x, "{application_id}"))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.GetCandidateAttachments(x, "{candidate_id}"))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.AddApplicationAttachment(x, "{application_id}", attachment))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.AddCandidateAttachment(x, "{candidate_id}", attachment))
		},

		reads((*kombo.HRISService).ListEmployees), reads((*kombo.HRISService).ListEmployments), reads((*kombo.HRISService).ListGroups), reads((*kombo.HRISService).ListTeams),
		reads((*kombo.HRISService).ListLegalEntities), reads((*kombo.HRISService).ListLocations), reads((*kombo.HRISService).ListAbsences),
		reads((*kombo.HRISService).ListAbsenceTypes), reads((*kombo.HRISService).ListTimeOffBalances), reads((*kombo.HRISService).ListTimesheets),
		reads((*kombo.HRISService).ListPerformanceReviews), reads((*kombo.HRISService).ListPerformanceReviewCycles),
		reads((*kombo.HRISService).ListStaffingEntities), reads((*kombo.HRISService).ListEmployeeDocumentCategories),
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.CreateAbsence(x, kombo.CreateAbsenceRequest{EmployeeID: "a", AbsenceTypeID: "b", StartDate: day, EndDate: day}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.DeleteAbsence(x, "{absence_id}", kombo.DeleteAbsenceRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.GetEmployeeForm(x, kombo.GetEmployeeFormOptions{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.CreateEmployeeWithForm(x, kombo.CreateEmployeeWithFormRequest{Properties: kombo.FormValues{"a": 1}}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.AddEmployeeDocument(x, "{employee_id}", kombo.AddEmployeeDocumentRequest{CategoryID: "a", Document: file}))
		},

		func(x ctx, c client, _ tenant) (any, error) { return got(c.ActivateIntegration(x, "token")) },
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.CreateInterview(x, "{application_id}", anInterview))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.ATS.UpdateInterview(x, "{application_id}", kombo.UpdateInterviewRequest{InterviewID: "a", NewInterview: anInterview}))
		},
		reads((*kombo.HRISService).ListSkills), reads((*kombo.HRISService).ListSkillAssignments),
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.CreateSkill(x, kombo.CreateSkillRequest{Name: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.UpdateSkill(x, "{skill_id}", kombo.UpdateSkillRequest{Name: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) { return acted(i.HRIS.DeleteSkill(x, "{skill_id}")) },
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.CreateSkillAssignment(x, kombo.CreateSkillAssignmentRequest{EmployeeID: "a", SkillID: "b"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.UpdateSkillAssignment(x, "{employee_skill_assignment_id}", kombo.UpdateSkillAssignmentRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.HRIS.DeleteSkillAssignment(x, "{employee_skill_assignment_id}"))
		},

		func(x ctx, c client, _ tenant) (any, error) {
			return listed(c.AIApply.ListCareerSites(x, kombo.ListCareerSitesOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.AIApply.CreateCareerSite(x, kombo.CreateCareerSiteRequest{Label: "a"}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listed(c.AIApply.ListPostings(x, kombo.ListPostingsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.AIApply.CreatePosting(x, kombo.CreatePostingRequest{URL: "https://example.com", CareerSiteID: "a"}))
		},
		func(x ctx, c client, _ tenant) (any, error) { return got(c.AIApply.Inquire(x, "{posting_id}")) },
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.AIApply.Apply(x, kombo.ApplyRequest{SubmissionToken: "a", CandidateEmail: "a@example.com"}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listed(c.AIApply.ListApplications(x, kombo.ListAIApplyApplicationsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listed(c.AIApply.ListJobs(x, kombo.ListAIApplyJobsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.AIApply.CreateApplication(x, "{job_id}", kombo.CreateAIApplyApplicationRequest{
				CreateApplicationRequest: kombo.CreateApplicationRequest{Candidate: janeExample},
			}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listed(c.AIApply.ListJobFeeds(x, kombo.ListJobFeedsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.AIApply.CreateJobFeed(x, kombo.CreateJobFeedRequest{Label: "a"}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return got(c.AIApply.ImportPostings(x, "{job_feed_id}", []kombo.ImportedPosting{{URL: "https://example.com", CareerSiteLabel: "a"}}))
		},

		reads((*kombo.AssessmentService).ListOrders),
		func(x ctx, _ client, i tenant) (any, error) {
			packages, err := i.Assessment.ListPackages(x)
			return map[string]any{"packages": packages}, err
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.Assessment.SetPackages(x, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{}}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return acted(i.Assessment.UpdateOrderResult(x, "{assessment_order_id}", kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "https://example.com"}))
		},
	}
}

// TestNothingIsLeftOut compares the client with Kombo's document: each operation has a method
// or is excluded by name, and each member that an answer may have is in what the method returns.
func TestNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	var doc catalog
	require.NoError(t, json.Unmarshal(sharedtest.Reference(t, "kombo-openapi-2026-05.json"), &doc.root))
	left, unused, dropped := doc.operations(), maps.Clone(exclusions), maps.Clone(droppedFields)

	fields := 0
	for _, method := range everyMethod() {
		e := &echo{data: json.RawMessage(`{"id":"id1","submission_token":"t","results":[],"next":null}`)}
		client, err := kombo.NewClient("key", rolecall.WithHTTPClient(&http.Client{Transport: e}))
		require.NoError(t, err)
		integration := client.Integration("{integration_id}")
		_, err = method(t.Context(), client, integration)
		require.NoError(t, err, e.operation)
		operation := e.operation
		require.Contains(t, left, operation, "the document has no such operation, or two methods do the same")
		schema := left[operation]
		delete(left, operation)

		want, have := map[string]bool{}, map[string]bool{}
		for round := range rounds {
			sample := doc.sample(schema, round, 0).(map[string]any)["data"]
			addUnknown(sample)
			withoutRoot(sample)
			e.data, err = json.Marshal(sample)
			require.NoError(t, err)
			answer, err := method(t.Context(), client, integration)
			require.NoError(t, err, "%s: %s", operation, e.data)
			for _, v := range []struct {
				into map[string]bool
				data string
			}{{want, string(e.data)}, {have, encode(t, answer)}} {
				collect(decode[any](t, v.data), "data", v.into)
			}
		}
		for path := range want {
			if name := operation + " " + path; droppedFields[name] != "" {
				delete(dropped, name)
				continue
			}
			fields++
			require.True(t, have[path], "%s: the client drops %s", operation, path)
		}
	}
	for operation := range left {
		name := exclusionOf(operation)
		require.NotEmpty(t, name, "%s has neither a method nor a reason to have none", operation)
		delete(unused, name)
	}
	require.Empty(t, unused, "they are in the document no more, or have a method")
	require.Empty(t, dropped, "they are in the document no more, or are not dropped")
	require.Greater(t, fields, 1300)
	t.Logf("%d operations with %d fields, %d excluded", len(everyMethod()), fields, len(left))
}

// withoutRoot removes the unknown member that stands beside the list or the nothing that a method
// returns.
func withoutRoot(v any) {
	data, _ := v.(map[string]any)
	_, list := data["next"]
	if list || data["tools"] != nil || data["packages"] != nil || len(data) == 1 {
		delete(data, unknownMember)
	}
}

// TestThePackageSaysWhatIsNotHere holds the comment of the package against the exclusions.
func TestThePackageSaysWhatIsNotHere(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, notHere, found := strings.Cut(string(text), "# What is not here")
	require.True(t, found)
	for name := range exclusions {
		require.Contains(t, notHere, name)
	}
}

// rounds is how many samples are made of an answer: no union has more kinds.
const rounds = 9
