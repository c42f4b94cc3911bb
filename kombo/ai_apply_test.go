package kombo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// anInterview is an interview to create. Its StartTime is not in UTC.
var anInterview = kombo.NewInterview{
	Title: "First talk", StartTime: time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("", 3600)), EndTime: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC),
	InterviewerUserIDs: []string{"u1"}, OrganizerUserID: "u2", Location: kombo.InterviewLocation{Type: kombo.InterviewPlaceVirtual},
}

// onePosting returns the posting with the given id.
func onePosting(t *testing.T, h *backend, id string) kombo.AIApplyPosting {
	t.Helper()
	page, err := h.client.AIApply.ListPostings(t.Context(), kombo.ListPostingsOptions{PageOptions: kombo.PageOptions{IDs: []string{id}}})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	return page.Items[0]
}

// answerAll returns an answer to every question of a form, except the questions with a condition.
func answerAll(blocks []kombo.Union[kombo.ApplicationBlock]) (answers []kombo.NewAnswer) {
	for _, block := range blocks {
		switch b := block.Variant.(type) {
		case *kombo.ApplicationSection:
			answers = append(answers, answerAll(b.Children)...)
		case *kombo.ApplicationQuestion:
			if b.DisplayWhen != nil {
				continue
			}
			switch b.QuestionType {
			case kombo.QuestionText:
				answers = append(answers, kombo.TextAnswer(b.QuestionID, "Jane"))
			case kombo.QuestionNumber:
				answers = append(answers, kombo.NumberAnswer(b.QuestionID, 3))
			case kombo.QuestionBoolean:
				answers = append(answers, kombo.BooleanAnswer(b.QuestionID, false))
			case kombo.QuestionDate:
				answers = append(answers, kombo.DateAnswer(b.QuestionID, rolecall.Date{Year: 2026, Month: 3, Day: 2}))
			case kombo.QuestionFile:
				answers = append(answers, kombo.FileAnswer(b.QuestionID, kombo.File{Name: "CV.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}))
			case kombo.QuestionSingleSelect:
				answers = append(answers, kombo.OptionAnswer(b.QuestionID, b.Options[len(b.Options)-1].ID))
			case kombo.QuestionMultiSelect:
				answers = append(answers, kombo.OptionsAnswer(b.QuestionID, b.Options[0].ID))
			}
		}
	}
	return answers
}

func TestAIApply(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, ai := t.Context(), h.client.AIApply
	site, err := ai.CreateCareerSite(ctx, kombo.CreateCareerSiteRequest{Label: "Quay 7"})
	require.NoError(t, err)
	sites, err := ai.ListCareerSites(ctx, kombo.ListCareerSitesOptions{})
	require.NoError(t, err)
	require.Contains(t, sites.Items, *site)

	newPosting := kombo.CreatePostingRequest{URL: "https://careers.example.com/nurse", CareerSiteID: site.ID, JobCode: "N-1", Location: &kombo.PostingLocation{Country: "AT"}}
	posting, err := ai.CreatePosting(ctx, newPosting)
	require.NoError(t, err)
	require.Equal(t, kombo.AvailabilityPending, posting.Availability)
	require.Equal(t, site, posting.CareerSite)
	_, err = ai.CreatePosting(ctx, newPosting)
	require.ErrorIs(t, err, rolecall.ErrConflict)
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	require.Equal(t, kombo.CodeJobPostingExists, errorOf(t, err).Code)
	_, err = ai.Inquire(ctx, posting.ID)
	require.ErrorIs(t, err, rolecall.ErrInvalid, "the posting is still pending")

	postings, err := ai.ListPostings(ctx, kombo.ListPostingsOptions{CareerSiteIDs: []string{site.ID}, JobCodes: []string{"N-1"}})
	require.NoError(t, err)
	require.Equal(t, []kombo.AIApplyPosting{*posting}, postings.Items)
	number := 15 // the first one after the postings that the fake starts with
	require.Equal(t, posting.ID, h.fake.ID("/ai-apply/postings", number))
	h.fake.SetPostingAvailability(number, "APPLYABLE")
	require.Equal(t, kombo.AvailabilityApplyable, onePosting(t, h, posting.ID).Availability)

	inquiry, err := ai.Inquire(ctx, posting.ID)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%+v", inquiry), inquiry.SubmissionToken)
	apply := kombo.ApplyRequest{
		SubmissionToken: inquiry.SubmissionToken, CandidateEmail: "jane@example.com", QueryParams: map[string]string{"source": "board"},
		ScreeningQuestionAnswers: answerAll(inquiry.ApplicationForm), AdditionalClicks: 3, AdditionalClicksScatterMinutes: 10,
	}
	queued, err := ai.Apply(ctx, apply)
	require.NoError(t, err)
	require.Equal(t, posting.ID, queued.PostingID)
	require.Equal(t, kombo.AIApplyPending, queued.Status)
	_, err = ai.Apply(ctx, apply)
	require.ErrorIs(t, err, rolecall.ErrInvalid, "a token is valid for one application")

	h.fake.FinishAIApplyApplication(9, "SUBMITTED")
	found, err := ai.ListApplications(ctx, kombo.ListAIApplyApplicationsOptions{JobPostingIDs: []string{posting.ID}})
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	require.Equal(t, queued.ID, found.Items[0].ID)
	require.Equal(t, kombo.AIApplySubmitted, found.Items[0].Status)
	for _, r := range h.since(0) {
		require.Empty(t, r.Header.Get("X-Integration-Id"), "AI Apply requests have no integration id")
	}
}

func TestAIApplyAmbiguous(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ai := h.client.AIApply
	inquiry, err := ai.Inquire(t.Context(), h.fake.ID("/ai-apply/postings", 1))
	require.NoError(t, err)
	apply := kombo.ApplyRequest{
		SubmissionToken: inquiry.SubmissionToken, CandidateEmail: "jane@example.com", ScreeningQuestionAnswers: answerAll(inquiry.ApplicationForm),
	}
	h.fake.Inject(kombotest.ActThenRespond(http.StatusGatewayTimeout, kombo.CodeTaskTimedOut))
	before := len(h.fake.Requests())
	_, err = ai.Apply(t.Context(), apply)
	require.ErrorIs(t, err, rolecall.ErrAmbiguous)
	require.Len(t, h.since(before), 1, "an ambiguous write is not retried")
	_, err = ai.Apply(t.Context(), apply)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	found, err := ai.ListApplications(t.Context(), kombo.ListAIApplyApplicationsOptions{})
	require.NoError(t, err)
	require.Len(t, found.Items, 10)
}

func TestImportPostings(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, ai := t.Context(), h.client.AIApply
	feed, err := ai.CreateJobFeed(ctx, kombo.CreateJobFeedRequest{Label: "Daily"})
	require.NoError(t, err)
	feeds, err := ai.ListJobFeeds(ctx, kombo.ListJobFeedsOptions{})
	require.NoError(t, err)
	require.Contains(t, feeds.Items, *feed)
	one := kombo.ImportedPosting{URL: "https://careers.example.com/a?x=1&y=<2>", CareerSiteLabel: "Quay 7", JobCode: "A"}
	two := kombo.ImportedPosting{URL: "https://careers.example.com/b", CareerSiteLabel: "Quay 7", Location: &kombo.PostingLocation{Country: "AT", PostalCode: "1010"}}
	three := kombo.ImportedPosting{URL: "https://careers.example.com/c", CareerSiteLabel: "Example Works", ClearLocation: true}
	result, err := ai.ImportPostings(ctx, feed.ID, []kombo.ImportedPosting{one, two, three})
	require.NoError(t, err)
	require.Equal(t, kombo.PostingsImport{Created: 3, Processed: 3}, *result)
	sent := h.fake.Requests()[len(h.fake.Requests())-1]
	require.Equal(t, "application/x-ndjson", sent.Header.Get("Content-Type"))
	lines := strings.Split(strings.TrimSuffix(bodyOf(t, sent), "\n"), "\n")
	require.Len(t, lines, 3)
	require.JSONEq(t, `{"url":"https://careers.example.com/a?x=1&y=<2>","career_site_label":"Quay 7","job_code":"A"}`, lines[0])
	require.JSONEq(t, `{"url":"https://careers.example.com/b","career_site_label":"Quay 7","location":{"country":"AT","postal_code":"1010"}}`, lines[1])
	require.JSONEq(t, `{"url":"https://careers.example.com/c","career_site_label":"Example Works","location":null}`, lines[2])

	result, err = ai.ImportPostings(ctx, feed.ID, []kombo.ImportedPosting{one})
	require.NoError(t, err)
	require.Equal(t, kombo.PostingsImport{Processed: 1, Archived: 2}, *result)
	archived := onePosting(t, h, h.fake.ID("/ai-apply/postings", 16))
	require.Equal(t, kombo.ArchivedReasonRemovedFromJobFeed, archived.ArchivedReason)
	require.Equal(t, kombo.AvailabilityArchived, archived.Availability)
	require.False(t, archived.ArchivedAt.IsZero())
	require.Equal(t, "Quay 7", archived.CareerSite.Label)

	for _, fault := range []struct {
		code      string
		status    int
		class     error
		ambiguous bool
	}{
		{kombo.CodeImportRunning, http.StatusConflict, rolecall.ErrConflict, false},
		{kombo.CodeImportTimedOut, http.StatusGatewayTimeout, rolecall.ErrUnavailable, true},
	} {
		h.fake.Inject(kombotest.Code(fault.status, fault.code))
		before := len(h.fake.Requests())
		_, err := ai.ImportPostings(ctx, feed.ID, []kombo.ImportedPosting{one})
		require.ErrorIs(t, err, fault.class)
		require.Equal(t, fault.ambiguous, errors.Is(err, rolecall.ErrAmbiguous), fault.code)
		require.Len(t, h.since(before), 1)
	}
}

func TestAIApplyJobs(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, ai := t.Context(), h.client.AIApply
	jobs, err := ai.ListJobs(ctx, kombo.ListAIApplyJobsOptions{})
	require.NoError(t, err)
	require.Len(t, jobs.Items, 5)
	require.Equal(t, "5", h.fake.Requests()[0].URL.Query().Get("page_size"))
	n := 0
	for job, err := range jobs.All(ctx) {
		require.NoError(t, err)
		require.NotEmpty(t, job.ScreeningQuestions)
		n++
	}
	require.Equal(t, 15, n)
	created, err := ai.CreateApplication(ctx, h.fake.ID("/ai-apply/postings", 1), kombo.CreateAIApplyApplicationRequest{
		CreateApplicationRequest: kombo.CreateApplicationRequest{Candidate: janeExample}, QueryParams: map[string]string{"source": "board"},
	})
	require.NoError(t, err)
	require.NotEmpty(t, created.ID)
	body := bodyOf(t, h.fake.Requests()[len(h.fake.Requests())-1])
	require.Contains(t, body, `"query_params":{"source":"board"}`)
	require.Contains(t, body, `"first_name":"Jane"`)
	_, err = ai.ListJobs(ctx, kombo.ListAIApplyJobsOptions{PageOptions: kombo.PageOptions{PageSize: 6}})
	require.ErrorContains(t, err, "PageSize is 6: use 1 to 5")
}

func TestInquireUnknownBlock(t *testing.T) {
	t.Parallel()
	const block = `{"block_type":"VIDEO","url":"https://example.com/v"}`
	s := serve(t, noRetry, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"status":"success","data":{"submission_token":"t","application_form":[`+block+
			`,{"block_type":"SECTION","label":"A","children":[`+block+`,{"block_type":"QUESTION","question_id":"q","question_type":"RIDDLE","required":true,`+
			`"display_when":{"question_id":"p","answer_equals":{"name":"a"}}}]}]}}`)
	})
	inquiry, err := s.client.AIApply.Inquire(t.Context(), "p")
	require.NoError(t, err)
	require.JSONEq(t, block, string(inquiry.ApplicationForm[0].Variant.(*kombo.Unknown).Raw))
	section := inquiry.ApplicationForm[1].Variant.(*kombo.ApplicationSection)
	require.Equal(t, "VIDEO", section.Children[0].Variant.(*kombo.Unknown).Type)
	question := section.Children[1].Variant.(*kombo.ApplicationQuestion)
	require.Equal(t, kombo.QuestionType("RIDDLE"), question.QuestionType)
	require.Equal(t, map[string]any{"name": "a"}, question.DisplayWhen.AnswerEquals)
	encoded, err := json.Marshal(inquiry.ApplicationForm)
	require.NoError(t, err)
	require.Contains(t, string(encoded), block)
}

func TestResponseWithoutID(t *testing.T) {
	t.Parallel()
	s := serve(t, noRetry, respondWith(200, "application/json", `{"status":"success","data":{}}`))
	ctx, ai := t.Context(), s.client.AIApply
	for name, call := range map[string]func() error{
		"career site": func() error {
			_, err := ai.CreateCareerSite(ctx, kombo.CreateCareerSiteRequest{Label: "a"})
			return err
		},
		"posting": func() error {
			_, err := ai.CreatePosting(ctx, kombo.CreatePostingRequest{URL: "https://example.com", CareerSiteID: "a"})
			return err
		},
		"token": func() error { _, err := ai.Inquire(ctx, "p"); return err },
		"application": func() error {
			_, err := ai.Apply(ctx, kombo.ApplyRequest{SubmissionToken: "t", CandidateEmail: "a@example.com"})
			return err
		},
		"job feed":    func() error { _, err := ai.CreateJobFeed(ctx, kombo.CreateJobFeedRequest{Label: "a"}); return err },
		"integration": func() error { _, err := s.client.ActivateIntegration(ctx, "t"); return err },
	} {
		require.ErrorIs(t, call(), rolecall.ErrAmbiguous, name)
	}
}

func TestSkills(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, hris := t.Context(), h.integration.HRIS
	result, err := hris.CreateSkill(ctx, kombo.CreateSkillRequest{Name: "Juggling", Levels: []string{"Two balls", "Three balls"}})
	skill := done(t, result, err)
	require.Equal(t, []string{"Two balls", "Three balls"}, skill.OrderedLevels)
	result, err = hris.UpdateSkill(ctx, skill.ID, kombo.UpdateSkillRequest{Name: "Ball juggling"})
	require.Equal(t, skill.OrderedLevels, done(t, result, err).OrderedLevels, "the levels are unchanged")
	found, err := hris.ListSkills(ctx, kombo.ListSkillsOptions{NameContains: "ball"})
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	require.Empty(t, h.fake.Requests()[2].URL.Query().Get("page_size"))

	assigned, err := hris.CreateSkillAssignment(ctx, kombo.CreateSkillAssignmentRequest{EmployeeID: h.fake.EmployeeID(5), SkillID: skill.ID, CurrentLevel: "Two balls"})
	assignment := done(t, assigned, err)
	assigned, err = hris.UpdateSkillAssignment(ctx, assignment.ID, kombo.UpdateSkillAssignmentRequest{})
	require.Empty(t, done(t, assigned, err).CurrentLevel)
	level := "Four balls"
	_, err = hris.UpdateSkillAssignment(ctx, assignment.ID, kombo.UpdateSkillAssignmentRequest{CurrentLevel: &level})
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	assignments, err := hris.ListSkillAssignments(ctx, kombo.ListSkillAssignmentsOptions{SkillIDs: []string{skill.ID}, EmployeeIDs: []string{h.fake.EmployeeID(5)}})
	require.NoError(t, err)
	require.Equal(t, []string{assignment.ID}, []string{assignments.Items[0].ID})

	result, err = hris.DeleteSkill(ctx, skill.ID)
	require.False(t, done(t, result, err).RemoteDeletedAt.IsZero())
	assignments, err = hris.ListSkillAssignments(ctx, kombo.ListSkillAssignmentsOptions{SkillIDs: []string{skill.ID}})
	require.NoError(t, err)
	require.Empty(t, assignments.Items, "a deleted skill has no assignments")
	_, err = hris.DeleteSkillAssignment(ctx, assignment.ID)
	require.ErrorIs(t, err, rolecall.ErrNotFound)
	assigned, err = hris.DeleteSkillAssignment(ctx, h.fake.ID("/hris/employee-skill-assignments", 1))
	done(t, assigned, err)
}

func TestInterviews(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, application := t.Context(), h.fake.ApplicationID(3)
	interview := anInterview
	interview.InterviewerUserIDs, interview.OrganizerUserID = []string{h.fake.ID("/ats/users", 1)}, h.fake.ID("/ats/users", 2)
	result, err := h.ats.CreateInterview(ctx, application, interview)
	done(t, result, err)
	body := bodyOf(t, h.fake.Requests()[0])
	require.Contains(t, body, `"start_time":"2026-03-02T09:00:00.000Z","end_time":"2026-03-02T10:00:00.000Z"`)
	find := func() (found []kombo.Interview) {
		page, err := h.ats.ListInterviews(ctx, kombo.ListInterviewsOptions{})
		require.NoError(t, err)
		for i, err := range page.All(ctx) {
			require.NoError(t, err)
			if i.ApplicationID == application {
				found = append(found, *i)
			}
		}
		return found
	}
	created := find()
	require.Len(t, created, 1)
	require.Equal(t, "First talk", created[0].Title)
	require.Equal(t, interview.StartTime.UTC(), created[0].StartingAt)
	interview.Title = "Second talk"
	result, err = h.ats.UpdateInterview(ctx, application, kombo.UpdateInterviewRequest{InterviewID: created[0].ID, NewInterview: interview})
	done(t, result, err)
	require.Equal(t, "Second talk", find()[0].Title)
	applications, err := h.ats.ListApplications(ctx, kombo.ListApplicationsOptions{ListOptions: kombo.ListOptions{IDs: []string{application}}})
	require.NoError(t, err)
	require.Equal(t, "Second talk", applications.Items[0].Interviews[0].Title)
	_, err = h.ats.UpdateInterview(ctx, h.fake.ApplicationID(5), kombo.UpdateInterviewRequest{InterviewID: created[0].ID, NewInterview: interview})
	require.ErrorIs(t, err, rolecall.ErrInvalid, "the interview belongs to another application")
}

func TestActivateIntegration(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	found, err := h.client.ActivateIntegration(t.Context(), "token")
	require.NoError(t, err)
	require.Equal(t, h.integration.ID(), found.ID)
	require.JSONEq(t, `{"token":"token"}`, bodyOf(t, h.fake.Requests()[0]))
}

func TestNewOperationsReject(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx, ai, hris := t.Context(), h.client.AIApply, h.integration.HRIS
	apply := func(change func(*kombo.ApplyRequest)) error {
		req := kombo.ApplyRequest{SubmissionToken: "t", CandidateEmail: "a@example.com"}
		change(&req)
		_, err := ai.Apply(ctx, req)
		return err
	}
	createPosting := func(req kombo.CreatePostingRequest) error { _, err := ai.CreatePosting(ctx, req); return err }
	importPostings := func(p ...kombo.ImportedPosting) error { _, err := ai.ImportPostings(ctx, "f", p); return err }
	createInterview := func(change func(*kombo.NewInterview)) error {
		req := anInterview
		change(&req)
		_, err := h.ats.CreateInterview(ctx, "a", req)
		return err
	}
	listPostings := func(o kombo.PageOptions) error {
		_, err := ai.ListPostings(ctx, kombo.ListPostingsOptions{PageOptions: o})
		return err
	}
	listSkills := func(o kombo.PageOptions) error {
		_, err := hris.ListSkills(ctx, kombo.ListSkillsOptions{SkillListOptions: kombo.SkillListOptions{PageOptions: o}})
		return err
	}
	errOf := func(_ any, err error) error { return err }
	location := &kombo.PostingLocation{Country: "AT"}
	long := strings.Repeat("x", kombo.MaxImportSize)
	for want, err := range map[string]error{
		"SubmissionToken is empty":                                         apply(func(r *kombo.ApplyRequest) { r.SubmissionToken = "" }),
		"CandidateEmail is not":                                            apply(func(r *kombo.ApplyRequest) { r.CandidateEmail = "a" }),
		"AdditionalClicks is 31: use 0 to 30":                              apply(func(r *kombo.ApplyRequest) { r.AdditionalClicks = 31 }),
		"AdditionalClicks is -1":                                           apply(func(r *kombo.ApplyRequest) { r.AdditionalClicks = -1 }),
		"AdditionalClicksScatterMinutes is negative":                       apply(func(r *kombo.ApplyRequest) { r.AdditionalClicksScatterMinutes = -1 }),
		"AdditionalClicksScatterMinutes is set, but AdditionalClicks is 0": apply(func(r *kombo.ApplyRequest) { r.AdditionalClicksScatterMinutes = 1 }),
		"ScreeningQuestionAnswers[0] has a file with a DataURL": apply(func(r *kombo.ApplyRequest) {
			r.ScreeningQuestionAnswers = []kombo.NewAnswer{kombo.FileAnswer("q", kombo.File{Name: "a", DataURL: "https://example.com"})}
		}),
		"ScreeningQuestionAnswers[0] has no value": apply(func(r *kombo.ApplyRequest) {
			r.ScreeningQuestionAnswers = []kombo.NewAnswer{kombo.DateAnswer("q", rolecall.Date{})}
		}),
		"URL is not an absolute http or https URL":                               createPosting(kombo.CreatePostingRequest{URL: "ftp://example.com", CareerSiteID: "a"}),
		"CareerSiteID is empty":                                                  createPosting(kombo.CreatePostingRequest{URL: "https://example.com"}),
		"create: Location and ClearLocation are both set":                        createPosting(kombo.CreatePostingRequest{URL: "https://example.com", CareerSiteID: "a", Location: location, ClearLocation: true}),
		"postings is empty":                                                      importPostings(),
		"postings[1].URL is not":                                                 importPostings(kombo.ImportedPosting{URL: "https://example.com", CareerSiteLabel: "a"}, kombo.ImportedPosting{}),
		"postings[0].CareerSiteLabel is empty":                                   importPostings(kombo.ImportedPosting{URL: "https://example.com"}),
		"postings[0].Location.Country is empty":                                  importPostings(kombo.ImportedPosting{URL: "https://example.com", CareerSiteLabel: "a", Location: &kombo.PostingLocation{}}),
		"postings[0] makes the import larger than the maximum of 35000000 bytes": importPostings(kombo.ImportedPosting{URL: "https://example.com", CareerSiteLabel: long}),
		"career_sites.create: Label is empty":                                    errOf(ai.CreateCareerSite(ctx, kombo.CreateCareerSiteRequest{})),
		"job_feeds.create: Label is empty":                                       errOf(ai.CreateJobFeed(ctx, kombo.CreateJobFeedRequest{})),
		"inquire":                                                                errOf(ai.Inquire(ctx, "")),
		"the token is empty":                                                     errOf(h.client.ActivateIntegration(ctx, "")),
		"postings.list: PageSize is 251":                                         listPostings(kombo.PageOptions{PageSize: 251}),
		"skills.list: PageSize is 251":                                           listSkills(kombo.PageOptions{PageSize: 251}),
		"Name is empty":                                                          errOf(hris.CreateSkill(ctx, kombo.CreateSkillRequest{})),
		"Name is empty and Levels is nil":                                        errOf(hris.UpdateSkill(ctx, "s", kombo.UpdateSkillRequest{})),
		"EmployeeID is empty":                                                    errOf(hris.CreateSkillAssignment(ctx, kombo.CreateSkillAssignmentRequest{SkillID: "s"})),
		"SkillID is empty":                                                       errOf(hris.CreateSkillAssignment(ctx, kombo.CreateSkillAssignmentRequest{EmployeeID: "e"})),
		"use nil to remove the level":                                            errOf(hris.UpdateSkillAssignment(ctx, "a", kombo.UpdateSkillAssignmentRequest{CurrentLevel: new(string)})),
		"Title is empty":                                                         createInterview(func(v *kombo.NewInterview) { v.Title = "" }),
		"EndTime is zero":                                                        createInterview(func(v *kombo.NewInterview) { v.EndTime = time.Time{} }),
		"EndTime is not after StartTime":                                         createInterview(func(v *kombo.NewInterview) { v.EndTime = v.StartTime }),
		"InterviewerUserIDs is empty":                                            createInterview(func(v *kombo.NewInterview) { v.InterviewerUserIDs = nil }),
		"OrganizerUserID is empty":                                               createInterview(func(v *kombo.NewInterview) { v.OrganizerUserID = "" }),
		"Location.Type is empty":                                                 createInterview(func(v *kombo.NewInterview) { v.Location.Type = "" }),
		"InterviewID is empty":                                                   errOf(h.ats.UpdateInterview(ctx, "a", kombo.UpdateInterviewRequest{NewInterview: anInterview})),
	} {
		require.ErrorIs(t, err, rolecall.ErrInvalid, want)
		require.ErrorContains(t, err, want)
	}
	require.Empty(t, h.fake.Requests())
}
