//go:build contract

package kombo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/rolecall-dev/rolecall/kombo"
)

// contractCall is one operation, called with every parameter that it accepts.
type contractCall struct {
	operation string // in the document's form, such as "GET /ats/jobs"
	call      func(r *contractRun) error
}

// olderCalls holds all operations that are not in newerCalls. The last one deletes the integration.
var olderCalls = []contractCall{
	{"GET /check-api-key", func(r *contractRun) error { return callErr(r.client.CheckAPIKey(r.ctx)) }},
	{"GET /tools/{category}", func(r *contractRun) error {
		for _, category := range []kombo.Category{kombo.CategoryATS, kombo.CategoryHRIS, kombo.CategoryAssessment, kombo.CategoryLMS} {
			if _, err := r.client.ListTools(r.ctx, category); err != nil {
				return err
			}
		}
		return nil
	}},
	{"POST /connect/create-link", func(r *contractRun) error {
		return callErr(r.client.CreateConnectionLink(r.ctx, kombo.CreateConnectionLinkRequest{
			EndUserEmail: "admin@example.com", EndUserOrganizationName: "Example Works", EndUserOriginID: "customer-1",
			RemoteEnvironment: "production", IntegrationCategory: kombo.CategoryATS, IntegrationTool: "greenhouse",
			Language: kombo.LanguageGerman, ScopeConfigID: "scope", EnableFiltering: true, EnableFieldMapping: true, LinkType: kombo.LinkMagic,
		}))
	}},
	{"GET /connect/integration-by-token/{token}", func(r *contractRun) error {
		return callErr(r.client.GetIntegrationByToken(r.ctx, "token"))
	}},
	{"GET /integrations/{integration_id}", func(r *contractRun) error { return callErr(r.customer.Details(r.ctx)) }},
	{"POST /force-sync", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.TriggerSync(r.ctx, kombo.TriggerSyncRequest{})),
			callErr(r.customer.TriggerSync(r.ctx, kombo.TriggerSyncRequest{Type: kombo.SyncDelta})),
		)
	}},
	{"POST /integrations/{integration_id}/relink", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.CreateReconnectionLink(r.ctx, kombo.CreateReconnectionLinkRequest{})),
			callErr(r.customer.CreateReconnectionLink(r.ctx, kombo.CreateReconnectionLinkRequest{
				Language: kombo.LanguageFrench, ScopeConfigID: "scope", LinkType: kombo.LinkMagic,
			})),
		)
	}},
	{"POST /integrations/{integration_id}/setup-link", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.CreateSetupLink(r.ctx, kombo.CreateSetupLinkRequest{})),
			callErr(r.customer.CreateSetupLink(r.ctx, kombo.CreateSetupLinkRequest{Language: kombo.LanguageSpanish, LinkType: kombo.LinkMagic})),
		)
	}},
	{"GET /integrations/{integration_id}/integration-fields", func(r *contractRun) error {
		for size := range 3 { // 0 means the maximum
			page, err := r.customer.ListIntegrationFields(r.ctx, kombo.ListIntegrationFieldsOptions{PageSize: size})
			if err = read(r, page, err); err != nil {
				return err
			}
		}
		return nil
	}},
	{"PATCH /integrations/{integration_id}/integration-fields/{integration_field_id}", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.UpdateIntegrationField(r.ctx, r.ids.field, kombo.UpdateIntegrationFieldRequest{})),
			callErr(r.customer.UpdateIntegrationField(r.ctx, r.ids.field, kombo.UpdateIntegrationFieldRequest{EnablePassthrough: new(true)})),
		)
	}},
	{"GET /integrations/{integration_id}/custom-fields", func(r *contractRun) error {
		for size := range 3 {
			page, err := r.customer.ListCustomFields(r.ctx, kombo.ListCustomFieldsOptions{PageSize: size})
			if err = read(r, page, err); err != nil {
				return err
			}
		}
		return nil
	}},
	{"PUT /integrations/{integration_id}/custom-fields/{custom_field_id}", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.UpdateCustomFieldMapping(r.ctx, r.ids.customField, kombo.UpdateCustomFieldMappingRequest{})),
			callErr(r.customer.UpdateCustomFieldMapping(r.ctx, r.ids.customField, kombo.UpdateCustomFieldMappingRequest{IntegrationFieldID: &r.ids.field})),
		)
	}},
	{"POST /passthrough/{tool}/{api}", func(r *contractRun) error {
		tool, _, _ := strings.Cut(r.customer.ID(), ":")
		return errors.Join(
			callErr(r.customer.Passthrough(r.ctx, tool, "v1", kombo.PassthroughRequest{
				Method: http.MethodPost, Path: "/v1/jobs", Headers: map[string]string{"X-Page": "1"}, Params: map[string]string{"a": "b"},
				Data: json.RawMessage(`{"page":1}`), ResponseAsBase64: true, APIOptions: map[string]string{"version": "2"},
			})),
			callErr(r.customer.Passthrough(r.ctx, tool, "v1", kombo.PassthroughRequest{
				Method: http.MethodPut, Path: "/v1/form",
				MultipartFormData: []kombo.FormPart{{Name: "a", Text: "b"}, {Name: "c", File: &fileByURL}, {Name: "d", File: &fileByData}},
			})),
		)
	}},

	{"GET /ats/jobs", contractList((*kombo.ATSService).ListJobs, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{PageSize: 100}}, kombo.ListJobsOptions{
		ListOptions: everyOption, JobCodes: twoIDs, PostURL: "https://jobs.example.com/1", NameContains: "Engineer", RemoteCreatedAfter: aTime,
		Statuses:        []kombo.JobStatus{kombo.JobOpen, kombo.JobClosed, kombo.JobDraft, kombo.JobArchived},
		EmploymentTypes: []kombo.EmploymentType{kombo.EmploymentFullTime, kombo.EmploymentPartTime, kombo.EmploymentContract, kombo.EmploymentSeasonal, kombo.EmploymentInternship},
		Visibilities:    []kombo.JobVisibility{kombo.VisibilityPublic, kombo.VisibilityInternal, kombo.VisibilityUnlisted, kombo.VisibilityConfidential},
	})},
	{"GET /ats/applications", contractList((*kombo.ATSService).ListApplications, kombo.ListApplicationsOptions{ListOptions: kombo.ListOptions{PageSize: 90}}, kombo.ListApplicationsOptions{
		ListOptions: everyOption, JobIDs: twoIDs, JobRemoteIDs: twoIDs, CurrentStageIDs: twoIDs, RemoteCreatedAfter: aTime,
		Outcomes: []kombo.ApplicationOutcome{kombo.ApplicationOutcomePending, kombo.ApplicationOutcomeHired, kombo.ApplicationOutcomeDeclined},
	})},
	{"GET /ats/candidates", contractList((*kombo.ATSService).ListCandidates, kombo.ListCandidatesOptions{ListOptions: kombo.ListOptions{PageSize: 70}}, kombo.ListCandidatesOptions{
		ListOptions: everyOption, Email: "ada@example.com", JobIDs: twoIDs, FirstName: "Ada", LastName: "Example",
	})},
	{"GET /ats/interviews", contractList((*kombo.ATSService).ListInterviews, kombo.ListInterviewsOptions{ListOptions: kombo.ListOptions{PageSize: 60}},
		kombo.ListInterviewsOptions{ListOptions: everyOption, JobIDs: twoIDs})},
	{"GET /ats/offers", contractList((*kombo.ATSService).ListOffers, kombo.ListOffersOptions{ListOptions: kombo.ListOptions{PageSize: 30}}, kombo.ListOffersOptions{ListOptions: everyOption})},
	{"GET /ats/application-stages", contractList((*kombo.ATSService).ListApplicationStages, kombo.ListApplicationStagesOptions{ListOptions: kombo.ListOptions{PageSize: 5}},
		kombo.ListApplicationStagesOptions{ListOptions: everyOption})},
	{"GET /ats/rejection-reasons", contractList((*kombo.ATSService).ListRejectionReasons, kombo.ListRejectionReasonsOptions{ListOptions: kombo.ListOptions{PageSize: 4}},
		kombo.ListRejectionReasonsOptions{ListOptions: everyOption})},
	{"GET /ats/tags", contractList((*kombo.ATSService).ListTags, kombo.ListTagsOptions{ListOptions: kombo.ListOptions{PageSize: 3}}, kombo.ListTagsOptions{ListOptions: everyOption})},
	{"GET /ats/users", contractList((*kombo.ATSService).ListUsers, kombo.ListUsersOptions{ListOptions: kombo.ListOptions{PageSize: 5}},
		kombo.ListUsersOptions{ListOptions: everyOption, Emails: []string{"ada@example.com", "bob@example.com"}})},
	{"GET /ats/roles", contractList((*kombo.ATSService).ListRoles, kombo.ListRolesOptions{ListOptions: kombo.ListOptions{PageSize: 2}},
		kombo.ListRolesOptions{ListOptions: everyOption, Scopes: []kombo.RoleScope{kombo.ScopeSystem, kombo.ScopeJob}})},

	{"POST /ats/jobs/{job_id}/applications", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.ATS.CreateApplication(r.ctx, r.ids.job, kombo.CreateApplicationRequest{Candidate: kombo.NewCandidate{
				FirstName: "Bob", LastName: "Example", EmailAddress: "bob.application@example.com",
			}})),
			callErr(r.customer.ATS.CreateApplication(r.ctx, "remote:"+r.ids.remoteJob, kombo.CreateApplicationRequest{
				StageID: r.ids.jobStage, Candidate: fullCandidate("ada.application@example.com"), Attachments: attachments, Source: source,
				SourcedBy: &kombo.SourcedBy{UserID: r.ids.user}, GDPRConsent: consent, RemoteFields: remoteFields,
				ScreeningQuestionAnswers: r.ids.answers,
			})),
		)
	}},
	{"POST /ats/candidates", func(r *contractRun) error {
		return callErr(r.customer.ATS.CreateCandidate(r.ctx, kombo.CreateCandidateRequest{
			Candidate: fullCandidate("ada.candidate@example.com"), Application: kombo.NewApplication{JobID: r.ids.job, StageID: r.ids.jobStage},
			Attachments: attachments, Source: source, SourcedBy: &kombo.SourcedBy{UserID: r.ids.user}, GDPRConsent: consent,
			RemoteFields: remoteFields, ScreeningQuestionAnswers: r.ids.answers,
		}))
	}},
	{"POST /ats/import-tracked-application", func(r *contractRun) error {
		for i, application := range []kombo.TrackedApplicationID{ // greenhousev3 is newer than the document
			kombo.GreenhouseApplication("1"), kombo.OnlyfyApplication("1"), kombo.RecruiteePlacement("1"), kombo.SuccessFactorsApplication("1"),
			kombo.ERecruiterJobApplication("1", "2"), kombo.ERecruiterCandidateApplication("1", "2"), kombo.SmartRecruitersApplication("1", "2"),
		} {
			req := kombo.ImportTrackedApplicationRequest{Application: application}
			if i == 0 {
				req.TrackedAt = aTime
			}
			if _, err := r.customer.ATS.ImportTrackedApplication(r.ctx, req); err != nil {
				return fmt.Errorf("%s: %w", application.Tool, err)
			}
		}
		return nil
	}},
	{"PUT /ats/applications/{application_id}/stage", func(r *contractRun) error {
		return callErr(r.customer.ATS.MoveApplicationToStage(r.ctx, r.ids.application, kombo.MoveApplicationToStageRequest{
			StageID: r.ids.applicationStage, RemoteFields: remoteFields,
		}))
	}},
	{"POST /ats/applications/{application_id}/notes", func(r *contractRun) error {
		return callErr(r.customer.ATS.AddApplicationNote(r.ctx, r.ids.application, kombo.AddApplicationNoteRequest{
			Content: "Grüße & <b>more</b>", RemoteFields: remoteFields,
		}))
	}},
	{"POST /ats/applications/{application_id}/result-links", func(r *contractRun) error {
		return callErr(r.customer.ATS.AddApplicationResultLink(r.ctx, r.ids.application, resultLink))
	}},
	{"POST /ats/candidates/{candidate_id}/result-links", func(r *contractRun) error {
		return callErr(r.customer.ATS.AddCandidateResultLink(r.ctx, r.ids.candidate, resultLink))
	}},
	{"POST /ats/applications/{application_id}/attachments", func(r *contractRun) error {
		for _, a := range attachments {
			if _, err := r.customer.ATS.AddApplicationAttachment(r.ctx, r.ids.application, kombo.AddAttachmentRequest{Attachment: a, RemoteFields: remoteFields}); err != nil {
				return err
			}
		}
		return nil
	}},
	{"GET /ats/applications/{application_id}/attachments", func(r *contractRun) error {
		return callErr(r.customer.ATS.GetApplicationAttachments(r.ctx, r.ids.application))
	}},
	{"POST /ats/candidates/{candidate_id}/attachments", func(r *contractRun) error {
		for _, a := range attachments {
			if _, err := r.customer.ATS.AddCandidateAttachment(r.ctx, r.ids.candidate, kombo.AddAttachmentRequest{Attachment: a, RemoteFields: remoteFields}); err != nil {
				return err
			}
		}
		return nil
	}},
	{"GET /ats/candidates/{candidate_id}/attachments", func(r *contractRun) error {
		return callErr(r.customer.ATS.GetCandidateAttachments(r.ctx, r.ids.candidate))
	}},
	{"POST /ats/candidates/{candidate_id}/tags", func(r *contractRun) error {
		return callErr(r.customer.ATS.AddCandidateTag(r.ctx, r.ids.candidate, kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "new"}, RemoteFields: remoteFields}))
	}},
	{"DELETE /ats/candidates/{candidate_id}/tags", func(r *contractRun) error {
		return callErr(r.customer.ATS.RemoveCandidateTag(r.ctx, r.ids.candidate, kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "new"}, RemoteFields: remoteFields}))
	}},
	{"POST /ats/applications/{application_id}/reject", func(r *contractRun) error {
		return callErr(r.customer.ATS.RejectApplication(r.ctx, r.ids.application, kombo.RejectApplicationRequest{
			RejectionReasonID: r.ids.reason, Note: "No", RemoteFields: remoteFields,
		}))
	}},

	{"GET /hris/employees", contractList((*kombo.HRISService).ListEmployees, kombo.ListEmployeesOptions{ListOptions: kombo.ListOptions{PageSize: 50}}, kombo.ListEmployeesOptions{
		ListOptions: everyOption, GroupIDs: twoIDs, LegalEntityIDs: twoIDs, WorkLocationIDs: twoIDs,
		EmploymentStatuses: []kombo.EmploymentStatus{kombo.EmploymentActive, kombo.EmploymentPending, kombo.EmploymentInactive, kombo.EmploymentLeave},
		WorkEmails:         []string{"a@example.com", "b@example.com"}, PersonalEmails: []string{"c@example.com"}, CustomFields: kombo.CustomFieldFilter{"badge": "B-1 & ü"},
	})},
	{"GET /hris/employments", contractList((*kombo.HRISService).ListEmployments, kombo.ListEmploymentsOptions{ListOptions: kombo.ListOptions{PageSize: 90}},
		kombo.ListEmploymentsOptions{ListOptions: everyOption})},
	{"GET /hris/teams", contractList((*kombo.HRISService).ListTeams, kombo.ListTeamsOptions{ListOptions: kombo.ListOptions{PageSize: 3}}, kombo.ListTeamsOptions{ListOptions: everyOption})},
	{"GET /hris/groups", contractList((*kombo.HRISService).ListGroups, kombo.ListGroupsOptions{ListOptions: kombo.ListOptions{PageSize: 3}}, kombo.ListGroupsOptions{
		ListOptions: everyOption, Types: []kombo.GroupType{kombo.GroupDepartment, kombo.GroupTeam, kombo.GroupCostCenter}, NameContains: "ward",
	})},
	{"GET /hris/legal-entities", contractList((*kombo.HRISService).ListLegalEntities, kombo.ListLegalEntitiesOptions{ListOptions: kombo.ListOptions{PageSize: 2}},
		kombo.ListLegalEntitiesOptions{ListOptions: everyOption, NameContains: "works"})},
	{"GET /hris/locations", contractList((*kombo.HRISService).ListLocations, kombo.ListLocationsOptions{ListOptions: kombo.ListOptions{PageSize: 2}},
		kombo.ListLocationsOptions{ListOptions: everyOption, NameContains: "hill"})},
	{"GET /hris/absence-types", contractList((*kombo.HRISService).ListAbsenceTypes, kombo.ListAbsenceTypesOptions{ListOptions: kombo.ListOptions{PageSize: 2}},
		kombo.ListAbsenceTypesOptions{ListOptions: everyOption})},
	{"GET /hris/absences", contractList((*kombo.HRISService).ListAbsences, kombo.ListAbsencesOptions{ListOptions: kombo.ListOptions{PageSize: 90}}, kombo.ListAbsencesOptions{
		ListOptions: everyOption, DateFrom: aDay, DateUntil: aDay, TypeIDs: twoIDs, EmployeeID: "one",
	})},
	{"GET /hris/time-off-balances", contractList((*kombo.HRISService).ListTimeOffBalances, kombo.ListTimeOffBalancesOptions{ListOptions: kombo.ListOptions{PageSize: 90}},
		kombo.ListTimeOffBalancesOptions{ListOptions: everyOption, EmployeeID: "one"})},
	{"GET /hris/timesheets", contractList((*kombo.HRISService).ListTimesheets, kombo.ListTimesheetsOptions{ListOptions: kombo.ListOptions{PageSize: 90}}, kombo.ListTimesheetsOptions{
		ListOptions: everyOption, EmployeeID: "one", StartedBefore: aTime, StartedAfter: aTime, EndedBefore: aTime, EndedAfter: aTime,
	})},
	{"GET /hris/performance-reviews", contractList((*kombo.HRISService).ListPerformanceReviews, kombo.ListPerformanceReviewsOptions{ListOptions: kombo.ListOptions{PageSize: 50}}, kombo.ListPerformanceReviewsOptions{
		ListOptions: everyOption, Types: []kombo.ReviewType{kombo.ReviewManager, kombo.ReviewDirectReport, kombo.ReviewPeer, kombo.ReviewSelf}, ReviewCycleIDs: twoIDs, RevieweeIDs: twoIDs,
	})},
	{"GET /hris/performance-review-cycles", contractList((*kombo.HRISService).ListPerformanceReviewCycles, kombo.ListPerformanceReviewCyclesOptions{ListOptions: kombo.ListOptions{PageSize: 3}},
		kombo.ListPerformanceReviewCyclesOptions{ListOptions: everyOption})},
	{"GET /hris/staffing-entities", contractList((*kombo.HRISService).ListStaffingEntities, kombo.ListStaffingEntitiesOptions{ListOptions: kombo.ListOptions{PageSize: 7}}, kombo.ListStaffingEntitiesOptions{
		ListOptions: everyOption, ModelTypes: []kombo.StaffingModelType{kombo.StaffingModelJob, kombo.StaffingModelPosition, kombo.StaffingModelRequisition},
		Statuses: []kombo.StaffingStatus{
			kombo.StaffingOpenLimited, kombo.StaffingOpenUnlimited, kombo.StaffingPending, kombo.StaffingFrozen, kombo.StaffingFilled, kombo.StaffingClosed,
		},
	})},
	{"GET /hris/employee-document-categories", contractList((*kombo.HRISService).ListEmployeeDocumentCategories, kombo.ListEmployeeDocumentCategoriesOptions{ListOptions: kombo.ListOptions{PageSize: 3}},
		kombo.ListEmployeeDocumentCategoriesOptions{ListOptions: everyOption})},
	{"POST /hris/absences", func(r *contractRun) error {
		for _, req := range []kombo.CreateAbsenceRequest{
			{EmployeeID: r.ids.employee, AbsenceTypeID: r.ids.absenceType, StartDate: aDay, EndDate: aDay},
			{
				EmployeeID: "remote:" + r.ids.remoteEmployee, AbsenceTypeID: r.ids.absenceType, Status: kombo.AbsenceApproved, StartDate: aDay, EndDate: aDay,
				StartHalfDay: true, Amount: new(0.5), Unit: kombo.AbsenceUnitDays, EmployeeNote: "Grüße", StartTime: "8:30", EndTime: "12:00:00",
				RemoteFields: kombo.RemoteFields{"adpworkforcenow": json.RawMessage(`{"employment_id":"1","paid_leave":true}`)},
			},
		} {
			if _, err := r.customer.HRIS.CreateAbsence(r.ctx, req); err != nil {
				return err
			}
		}
		return nil
	}},
	{"DELETE /hris/absences/{absence_id}", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.HRIS.DeleteAbsence(r.ctx, r.ids.absence, kombo.DeleteAbsenceRequest{})),
			callErr(r.customer.HRIS.DeleteAbsence(r.ctx, r.ids.otherAbsence, kombo.DeleteAbsenceRequest{
				RemoteFields: kombo.RemoteFields{"adpworkforcenow": json.RawMessage(`{"employment_id":"1"}`)},
			})),
		)
	}},
	{"GET /hris/employees/form", func(r *contractRun) error {
		form, err := r.customer.HRIS.GetEmployeeForm(r.ctx, kombo.GetEmployeeFormOptions{})
		if err == nil {
			r.form = &form.Data
		}
		return err
	}},
	{"POST /hris/employees/form", func(r *contractRun) error {
		values := r.form.Example()
		if r.form.Validate(values) != nil || r.mock { // the SDK cannot always fill a form that the mock generates
			values = kombo.FormValues{"firstName": "Ada", "startDate": aDay, "rate": 1.5, "remote": true, "home": kombo.FormValues{"keys": []any{1, "two", false}}}
			return callErr(r.customer.HRIS.CreateEmployeeWithForm(r.ctx, kombo.CreateEmployeeWithFormRequest{Properties: values}))
		}
		delete(values, "company") // its options come from another list
		return callErr(r.customer.HRIS.CreateEmployeeWithForm(r.ctx, kombo.CreateEmployeeWithFormRequest{Properties: values, Form: r.form}))
	}},
	{"POST /hris/employees/{employee_id}/documents", func(r *contractRun) error {
		for _, file := range []kombo.File{fileByURL, fileByData} {
			if _, err := r.customer.HRIS.AddEmployeeDocument(r.ctx, r.ids.employee, kombo.AddEmployeeDocumentRequest{CategoryID: r.ids.category, Document: file}); err != nil {
				return err
			}
		}
		return nil
	}},

	{"GET /assessment/packages", func(r *contractRun) error { return callErr(r.customer.Assessment.ListPackages(r.ctx)) }},
	{"PUT /assessment/packages", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.Assessment.SetPackages(r.ctx, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{}})),
			callErr(r.customer.Assessment.SetPackages(r.ctx, kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{
				{ID: "typing", Type: kombo.PackageSkillsTest, Name: "Typing", Description: "Fast?"}, {ID: "talk", Type: kombo.PackageVideoInterview, Name: "Talk"},
			}})),
		)
	}},
	{"GET /assessment/orders", contractList((*kombo.AssessmentService).ListOrders, kombo.ListOrdersOptions{PageOptions: kombo.PageOptions{PageSize: 30}}, kombo.ListOrdersOptions{
		PageOptions: kombo.PageOptions{IDs: twoIDs}, CreatedAfter: aTime,
		Statuses: []kombo.OrderStatus{kombo.OrderOpen, kombo.OrderCompleted, kombo.OrderCancelled, kombo.OrderRejected},
	})},
	{"PUT /assessment/orders/{assessment_order_id}/result", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.Assessment.UpdateOrderResult(r.ctx, r.ids.order, kombo.UpdateOrderResultRequest{Status: kombo.OrderOpen, ResultURL: "https://example.com/1"})),
			callErr(r.customer.Assessment.UpdateOrderResult(r.ctx, r.ids.order, kombo.UpdateOrderResultRequest{
				Status: kombo.OrderCompleted, ResultURL: "https://example.com/1", CompletedAt: aTime, Score: new(7.5), MaxScore: new(10.0),
				Attributes: []kombo.Union[kombo.ResultAttribute]{
					kombo.TextAttribute("Fit", "Good"), kombo.SubResultAttribute("1", "Part", kombo.ResultScore{Value: 3, Max: 5}, kombo.OrderCompleted),
				},
				Attachments:  []kombo.File{fileByURL, fileByData},
				RemoteFields: kombo.RemoteFields{"recruitee": json.RawMessage(`{"subtitle":"x"}`)},
			})),
		)
	}},

	{"PUT /integrations/{integration_id}/enabled", func(r *contractRun) error {
		return errors.Join(r.customer.SetEnabled(r.ctx, false), r.customer.SetEnabled(r.ctx, true))
	}},
	{"DELETE /integrations/{integration_id}", func(r *contractRun) error { return r.customer.Delete(r.ctx) }},
}
