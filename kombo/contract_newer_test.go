//go:build contract

package kombo_test

import (
	"context"
	"errors"
	"slices"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// contractCalls holds every operation of the document that is not excluded. The last one deletes the
// integration.
var contractCalls = slices.Concat(newerCalls, olderCalls)

// someIDs holds the options of a list that has no UpdatedAfter.
var someIDs = kombo.PageOptions{PageSize: 5, IDs: twoIDs}

// contractAccountList calls a list of the account with two sets of options. first must find records.
func contractAccountList[O, T any](list func(*kombo.AIApplyService, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error), first, second O) func(*contractRun) error {
	return func(r *contractRun) error {
		page, err := list(r.client.AIApply, r.ctx, first)
		if err := read(r, page, err); err != nil {
			return err
		}
		return callErr(list(r.client.AIApply, r.ctx, second))
	}
}

// newerCalls holds the operations of AI Apply, skills and interviews, and the activation of an integration.
var newerCalls = []contractCall{
	{"POST /connect/activate-integration", func(r *contractRun) error { return callErr(r.client.ActivateIntegration(r.ctx, "token")) }},
	{"GET /ai-apply/career-sites", contractAccountList((*kombo.AIApplyService).ListCareerSites, kombo.ListCareerSitesOptions{PageOptions: kombo.PageOptions{PageSize: 2}},
		kombo.ListCareerSitesOptions{PageOptions: someIDs})},
	{"POST /ai-apply/career-sites", func(r *contractRun) error {
		return callErr(r.client.AIApply.CreateCareerSite(r.ctx, kombo.CreateCareerSiteRequest{Label: "Quay 7"}))
	}},
	{"GET /ai-apply/postings", contractAccountList((*kombo.AIApplyService).ListPostings, kombo.ListPostingsOptions{PageOptions: kombo.PageOptions{PageSize: 4}},
		kombo.ListPostingsOptions{PageOptions: someIDs, CareerSiteIDs: twoIDs, JobCodes: twoIDs})},
	{"POST /ai-apply/postings", func(r *contractRun) error {
		return errors.Join(
			callErr(r.client.AIApply.CreatePosting(r.ctx, kombo.CreatePostingRequest{URL: "https://careers.example.com/x", CareerSiteID: r.ids.site, ClearLocation: true})),
			callErr(r.client.AIApply.CreatePosting(r.ctx, kombo.CreatePostingRequest{
				URL: "https://careers.example.com/y", CareerSiteID: r.ids.site, JobCode: "Y", Location: &kombo.PostingLocation{Country: "AT", PostalCode: "1010"},
			})),
		)
	}},
	{"POST /ai-apply/postings/{posting_id}/inquire", func(r *contractRun) (err error) {
		r.inquiry, err = r.client.AIApply.Inquire(r.ctx, r.ids.posting)
		return err
	}},
	{"POST /ai-apply/apply", func(r *contractRun) error {
		answers := appliedAnswers
		if !r.mock {
			answers = answerAll(r.inquiry.ApplicationForm)
		}
		return callErr(r.client.AIApply.Apply(r.ctx, kombo.ApplyRequest{
			SubmissionToken: r.inquiry.SubmissionToken, CandidateEmail: "ada@example.com", QueryParams: map[string]string{"source": "board"},
			ScreeningQuestionAnswers: answers, AdditionalClicks: 10, AdditionalClicksScatterMinutes: 45,
		}))
	}},
	{"GET /ai-apply/applications", contractAccountList((*kombo.AIApplyService).ListApplications, kombo.ListAIApplyApplicationsOptions{PageOptions: kombo.PageOptions{PageSize: 4}},
		kombo.ListAIApplyApplicationsOptions{PageOptions: someIDs, JobPostingIDs: twoIDs})},
	{"GET /ai-apply/unified-api/jobs", contractAccountList((*kombo.AIApplyService).ListJobs, kombo.ListAIApplyJobsOptions{},
		kombo.ListAIApplyJobsOptions{PageOptions: someIDs, JobCodes: twoIDs, CareerSiteIDs: twoIDs})},
	{"POST /ai-apply/unified-api/jobs/{job_id}/applications", func(r *contractRun) error {
		return callErr(r.client.AIApply.CreateApplication(r.ctx, r.ids.posting, kombo.CreateAIApplyApplicationRequest{
			CreateApplicationRequest: kombo.CreateApplicationRequest{
				StageID: "stage", Candidate: fullCandidate("ada.ai@example.com"), Attachments: attachments, Source: source,
				SourcedBy: &kombo.SourcedBy{UserID: r.ids.user}, GDPRConsent: consent, RemoteFields: remoteFields, ScreeningQuestionAnswers: r.ids.answers,
			},
			QueryParams: map[string]string{"source": "board"},
		}))
	}},
	{"GET /ai-apply/job-feeds", contractAccountList((*kombo.AIApplyService).ListJobFeeds, kombo.ListJobFeedsOptions{PageOptions: kombo.PageOptions{PageSize: 1}},
		kombo.ListJobFeedsOptions{PageOptions: someIDs})},
	{"POST /ai-apply/job-feeds", func(r *contractRun) (err error) {
		r.feed, err = r.client.AIApply.CreateJobFeed(r.ctx, kombo.CreateJobFeedRequest{Label: "Daily"})
		return err
	}},
	{"POST /ai-apply/job-feeds/{job_feed_id}/bulk-import", func(r *contractRun) error {
		return callErr(r.client.AIApply.ImportPostings(r.ctx, r.feed.ID, []kombo.ImportedPosting{
			{URL: "https://careers.example.com/1", CareerSiteLabel: "Example Works", JobCode: "1", Location: &kombo.PostingLocation{Country: "AT", PostalCode: "1010"}},
			{URL: "https://careers.example.com/2", CareerSiteLabel: "Example Works", ClearLocation: true},
		}))
	}},

	{"POST /ats/applications/{application_id}/interviews", func(r *contractRun) error {
		interview := anInterview
		interview.InterviewerUserIDs, interview.OrganizerUserID, interview.Location.Address = []string{r.ids.user}, r.ids.user, "Room 7"
		return callErr(r.customer.ATS.CreateInterview(r.ctx, r.ids.application, interview))
	}},
	{"PATCH /ats/applications/{application_id}/interviews", func(r *contractRun) error {
		interview := anInterview
		interview.InterviewerUserIDs, interview.OrganizerUserID, interview.Location.Address = []string{r.ids.user}, r.ids.user, "Room 8"
		return callErr(r.customer.ATS.UpdateInterview(r.ctx, r.ids.interviewed, kombo.UpdateInterviewRequest{InterviewID: r.ids.interview, NewInterview: interview}))
	}},
	{"GET /hris/skills", contractList((*kombo.HRISService).ListSkills, kombo.ListSkillsOptions{}, kombo.ListSkillsOptions{
		SkillListOptions: kombo.SkillListOptions{PageOptions: kombo.PageOptions{IDs: twoIDs}, RemoteIDs: twoIDs}, NameContains: "weld",
	})},
	{"POST /hris/skills", func(r *contractRun) error {
		skill, err := r.customer.HRIS.CreateSkill(r.ctx, kombo.CreateSkillRequest{Name: "Juggling", Levels: twoIDs})
		if err == nil {
			r.skill = skill.Data.ID
		}
		return err
	}},
	{"PATCH /hris/skills/{skill_id}", func(r *contractRun) error {
		return callErr(r.customer.HRIS.UpdateSkill(r.ctx, r.skill, kombo.UpdateSkillRequest{Name: "Fast juggling", Levels: twoIDs}))
	}},
	{"GET /hris/employee-skill-assignments", contractList((*kombo.HRISService).ListSkillAssignments, kombo.ListSkillAssignmentsOptions{}, kombo.ListSkillAssignmentsOptions{
		SkillListOptions: kombo.SkillListOptions{PageOptions: kombo.PageOptions{IDs: twoIDs}, RemoteIDs: twoIDs}, EmployeeIDs: twoIDs, SkillIDs: twoIDs,
	})},
	{"POST /hris/employee-skill-assignments", func(r *contractRun) error {
		assignment, err := r.customer.HRIS.CreateSkillAssignment(r.ctx, kombo.CreateSkillAssignmentRequest{EmployeeID: r.ids.employee, SkillID: r.skill, CurrentLevel: twoIDs[0]})
		if err == nil {
			r.assignment = assignment.Data.ID
		}
		return err
	}},
	{"PATCH /hris/employee-skill-assignments/{employee_skill_assignment_id}", func(r *contractRun) error {
		return errors.Join(
			callErr(r.customer.HRIS.UpdateSkillAssignment(r.ctx, r.assignment, kombo.UpdateSkillAssignmentRequest{CurrentLevel: &twoIDs[1]})),
			callErr(r.customer.HRIS.UpdateSkillAssignment(r.ctx, r.assignment, kombo.UpdateSkillAssignmentRequest{})),
		)
	}},
	{"DELETE /hris/employee-skill-assignments/{employee_skill_assignment_id}", func(r *contractRun) error {
		return callErr(r.customer.HRIS.DeleteSkillAssignment(r.ctx, r.assignment))
	}},
	{"DELETE /hris/skills/{skill_id}", func(r *contractRun) error { return callErr(r.customer.HRIS.DeleteSkill(r.ctx, r.skill)) }},
}
