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

// exclusions lists the parts of Kombo's document that the client does not implement, and why. A key is
// an operation, or the beginning of a path. The package comment lists the same keys.
var exclusions = map[string]string{
	"/lms/":                               "another product",
	"/custom/datev/":                      "specific to one tool",
	"/custom/silae/":                      "specific to one tool",
	"/ats/custom/avionte/":                "specific to one tool",
	"/hris/provisioning-groups/":          "another product",
	"/ats/actions/":                       "in none of Kombo's SDKs",
	"PATCH /hris/employees/{employee_id}": "in none of Kombo's SDKs",
	"POST /hris/employees":                "deprecated: replaced by the form",
	"GET /assessment/orders/open":         "deprecated: replaced by orders with a status",
}

// droppedFields lists the members of responses that the client does not decode, and why.
var droppedFields = map[string]string{
	"GET /ai-apply/unified-api/jobs data.results[].custom_fields":            "an object without members: equal to an absent one",
	"GET /ai-apply/unified-api/jobs data.results[].remote_data":              "an object without members: equal to an absent one",
	"GET /integrations/{integration_id}/integration-fields data.next_cursor": "deprecated: replaced by next",
	"GET /integrations/{integration_id}/custom-fields data.next_cursor":      "deprecated: replaced by next",
}

// exclusionOf returns the key of the exclusion of an operation, or "" if it is not excluded.
func exclusionOf(operation string) string {
	_, path, _ := strings.Cut(operation, " ")
	for name := range exclusions {
		if name == operation || strings.HasPrefix(name, "/") && strings.HasPrefix(path, name) {
			return name
		}
	}
	return ""
}

// echo is a transport that records the operation of each request and returns a success with data.
type echo struct {
	operation string // of the last request
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
	body := `{"status":"success","data":` + string(e.data) + `,"warnings":[{"message":"check"}]}`
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// methodCall calls one method of the client with the names of the path parameters as ids. It returns the
// decoded data of the response.
type methodCall func(ctx context.Context, c *kombo.Client, i *kombo.Integration) (any, error)

// listData returns the data of a list, with the decoded records and cursor.
func listData[T any](p *rolecall.Page[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	for _, bad := range p.Bad {
		return nil, fmt.Errorf("%w: %s", bad, bad.Raw)
	}
	return map[string]any{"results": p.Items, "next": p.Next}, nil
}

// resultData returns the data of a result, which must have one warning.
func resultData[T any](r *kombo.Result[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if len(r.Warnings) != 1 {
		return nil, fmt.Errorf("want 1 warning, got %d", len(r.Warnings))
	}
	return r.Data, nil
}

// plainData returns v, which is the data.
func plainData[T any](v *T, err error) (any, error) { return v, err }

// noData returns an empty object, which is the data of a method that returns only an error.
func noData(err error) (any, error) { return struct{}{}, err }

// listMethod calls a list method without options.
func listMethod[S, O, T any](list func(*S, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error)) methodCall {
	return func(ctx context.Context, _ *kombo.Client, i *kombo.Integration) (any, error) {
		var opts O
		return listData(list(serviceOf[S](i), ctx, opts))
	}
}

// everyMethod calls every method of the client, except those that are newer than the document.
func everyMethod() []methodCall {
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
	return []methodCall{
		func(x ctx, c client, _ tenant) (any, error) { return plainData(c.CheckAPIKey(x)) },
		func(x ctx, c client, _ tenant) (any, error) {
			tools, err := c.ListTools(x, "{category}")
			return map[string]any{"tools": tools}, err
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.CreateConnectionLink(x, kombo.CreateConnectionLinkRequest{EndUserEmail: "a@example.com", EndUserOrganizationName: "A"}))
		},
		func(x ctx, c client, _ tenant) (any, error) { return plainData(c.GetIntegrationByToken(x, "{token}")) },
		func(x ctx, _ client, i tenant) (any, error) { return plainData(i.Details(x)) },
		func(x ctx, _ client, i tenant) (any, error) { return noData(i.SetEnabled(x, true)) },
		func(x ctx, _ client, i tenant) (any, error) { return noData(i.Delete(x)) },
		func(x ctx, _ client, i tenant) (any, error) {
			return plainData(i.CreateReconnectionLink(x, kombo.CreateReconnectionLinkRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return plainData(i.CreateSetupLink(x, kombo.CreateSetupLinkRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return plainData(i.TriggerSync(x, kombo.TriggerSyncRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return listData(i.ListIntegrationFields(x, kombo.ListIntegrationFieldsOptions{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return plainData(i.UpdateIntegrationField(x, "{integration_field_id}", kombo.UpdateIntegrationFieldRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return listData(i.ListCustomFields(x, kombo.ListCustomFieldsOptions{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return plainData(i.UpdateCustomFieldMapping(x, "{custom_field_id}", kombo.UpdateCustomFieldMappingRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.Passthrough(x, "{tool}", "{api}", kombo.PassthroughRequest{Method: http.MethodGet, Path: "/a"}))
		},

		listMethod((*kombo.ATSService).ListApplications), listMethod((*kombo.ATSService).ListApplicationStages), listMethod((*kombo.ATSService).ListCandidates),
		listMethod((*kombo.ATSService).ListInterviews), listMethod((*kombo.ATSService).ListJobs), listMethod((*kombo.ATSService).ListOffers),
		listMethod((*kombo.ATSService).ListRejectionReasons), listMethod((*kombo.ATSService).ListRoles), listMethod((*kombo.ATSService).ListTags),
		listMethod((*kombo.ATSService).ListUsers),
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.CreateApplication(x, "{job_id}", kombo.CreateApplicationRequest{Candidate: janeExample}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.CreateCandidate(x, kombo.CreateCandidateRequest{Candidate: janeExample, Application: kombo.NewApplication{JobID: "a"}}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.ImportTrackedApplication(x, kombo.ImportTrackedApplicationRequest{Application: kombo.GreenhouseApplication("1")}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.MoveApplicationToStage(x, "{application_id}", kombo.MoveApplicationToStageRequest{StageID: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.RejectApplication(x, "{application_id}", kombo.RejectApplicationRequest{RejectionReasonID: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.AddApplicationNote(x, "{application_id}", kombo.AddApplicationNoteRequest{Content: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.AddApplicationResultLink(x, "{application_id}", link))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.AddCandidateResultLink(x, "{candidate_id}", link))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.AddCandidateTag(x, "{candidate_id}", tag))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.RemoveCandidateTag(x, "{candidate_id}", tag))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.GetApplicationAttachments(x, "{application_id}"))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.GetCandidateAttachments(x, "{candidate_id}"))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.AddApplicationAttachment(x, "{application_id}", attachment))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.AddCandidateAttachment(x, "{candidate_id}", attachment))
		},

		listMethod((*kombo.HRISService).ListEmployees), listMethod((*kombo.HRISService).ListEmployments), listMethod((*kombo.HRISService).ListGroups), listMethod((*kombo.HRISService).ListTeams),
		listMethod((*kombo.HRISService).ListLegalEntities), listMethod((*kombo.HRISService).ListLocations), listMethod((*kombo.HRISService).ListAbsences),
		listMethod((*kombo.HRISService).ListAbsenceTypes), listMethod((*kombo.HRISService).ListTimeOffBalances), listMethod((*kombo.HRISService).ListTimesheets),
		listMethod((*kombo.HRISService).ListPerformanceReviews), listMethod((*kombo.HRISService).ListPerformanceReviewCycles),
		listMethod((*kombo.HRISService).ListStaffingEntities), listMethod((*kombo.HRISService).ListEmployeeDocumentCategories),
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.CreateAbsence(x, kombo.CreateAbsenceRequest{EmployeeID: "a", AbsenceTypeID: "b", StartDate: day, EndDate: day}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.DeleteAbsence(x, "{absence_id}", kombo.DeleteAbsenceRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.GetEmployeeForm(x, kombo.GetEmployeeFormOptions{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.CreateEmployeeWithForm(x, kombo.CreateEmployeeWithFormRequest{Properties: kombo.FormValues{"a": 1}}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.AddEmployeeDocument(x, "{employee_id}", kombo.AddEmployeeDocumentRequest{CategoryID: "a", Document: file}))
		},

		func(x ctx, c client, _ tenant) (any, error) { return plainData(c.ActivateIntegration(x, "token")) },
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.CreateInterview(x, "{application_id}", anInterview))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.ATS.UpdateInterview(x, "{application_id}", kombo.UpdateInterviewRequest{InterviewID: "a", NewInterview: anInterview}))
		},
		listMethod((*kombo.HRISService).ListSkills), listMethod((*kombo.HRISService).ListSkillAssignments),
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.CreateSkill(x, kombo.CreateSkillRequest{Name: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.UpdateSkill(x, "{skill_id}", kombo.UpdateSkillRequest{Name: "a"}))
		},
		func(x ctx, _ client, i tenant) (any, error) { return resultData(i.HRIS.DeleteSkill(x, "{skill_id}")) },
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.CreateSkillAssignment(x, kombo.CreateSkillAssignmentRequest{EmployeeID: "a", SkillID: "b"}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.UpdateSkillAssignment(x, "{employee_skill_assignment_id}", kombo.UpdateSkillAssignmentRequest{}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.HRIS.DeleteSkillAssignment(x, "{employee_skill_assignment_id}"))
		},

		func(x ctx, c client, _ tenant) (any, error) {
			return listData(c.AIApply.ListCareerSites(x, kombo.ListCareerSitesOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.AIApply.CreateCareerSite(x, kombo.CreateCareerSiteRequest{Label: "a"}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listData(c.AIApply.ListPostings(x, kombo.ListPostingsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.AIApply.CreatePosting(x, kombo.CreatePostingRequest{URL: "https://example.com", CareerSiteID: "a"}))
		},
		func(x ctx, c client, _ tenant) (any, error) { return plainData(c.AIApply.Inquire(x, "{posting_id}")) },
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.AIApply.Apply(x, kombo.ApplyRequest{SubmissionToken: "a", CandidateEmail: "a@example.com"}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listData(c.AIApply.ListApplications(x, kombo.ListAIApplyApplicationsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listData(c.AIApply.ListJobs(x, kombo.ListAIApplyJobsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.AIApply.CreateApplication(x, "{job_id}", kombo.CreateAIApplyApplicationRequest{
				CreateApplicationRequest: kombo.CreateApplicationRequest{Candidate: janeExample},
			}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return listData(c.AIApply.ListJobFeeds(x, kombo.ListJobFeedsOptions{}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.AIApply.CreateJobFeed(x, kombo.CreateJobFeedRequest{Label: "a"}))
		},
		func(x ctx, c client, _ tenant) (any, error) {
			return plainData(c.AIApply.ImportPostings(x, "{job_feed_id}", []kombo.ImportedPosting{{URL: "https://example.com", CareerSiteLabel: "a"}}))
		},

		listMethod((*kombo.AssessmentService).ListOrders),
		func(x ctx, _ client, i tenant) (any, error) {
			packages, err := i.Assessment.ListPackages(x)
			return map[string]any{"packages": packages}, err
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.Assessment.SetPackages(x, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{}}))
		},
		func(x ctx, _ client, i tenant) (any, error) {
			return resultData(i.Assessment.UpdateOrderResult(x, "{assessment_order_id}", kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "https://example.com"}))
		},
	}
}

// TestNothingIsLeftOut compares the client with Kombo's document. Each operation must have a method or
// an exclusion, and each member of a response must be in the value that the method returns.
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
		require.Contains(t, left, operation, "the document does not have this operation, or two methods call it")
		schema := left[operation]
		delete(left, operation)

		want, have := map[string]bool{}, map[string]bool{}
		for round := range rounds {
			sample := doc.sample(schema, round, 0).(map[string]any)["data"]
			addUnknown(sample)
			withoutRoot(sample)
			e.data, err = json.Marshal(sample)
			require.NoError(t, err)
			result, err := method(t.Context(), client, integration)
			require.NoError(t, err, "%s: %s", operation, e.data)
			for _, v := range []struct {
				into map[string]bool
				data string
			}{{want, string(e.data)}, {have, encode(t, result)}} {
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
		require.NotEmpty(t, name, "%s has neither a method nor an exclusion", operation)
		delete(unused, name)
	}
	require.Empty(t, unused, "exclusions that are no longer in the document or have a method")
	require.Empty(t, dropped, "members that are no longer in the document or are not dropped")
	require.Greater(t, fields, 1300)
	t.Logf("%d operations with %d fields, %d excluded", len(everyMethod()), fields, len(left))
}

// withoutRoot removes the unknown member of the data itself if the method returns a list or no data:
// such a value has no place for unknown members.
func withoutRoot(v any) {
	data, _ := v.(map[string]any)
	_, list := data["next"]
	if list || data["tools"] != nil || data["packages"] != nil || len(data) == 1 {
		delete(data, unknownMember)
	}
}

// TestPackageCommentExclusions checks that the package comment names every exclusion.
func TestPackageCommentExclusions(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, notHere, found := strings.Cut(string(source), "# What is not here")
	require.True(t, found)
	for name := range exclusions {
		require.Contains(t, notHere, name)
	}
}

// rounds is the number of samples per response. No union has more variants.
const rounds = 9
