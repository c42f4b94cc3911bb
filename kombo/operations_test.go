package kombo_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// done requires that an action succeeded without a warning and has valid JSON in Raw, and returns its data.
func done[T any](t *testing.T, result *kombo.Result[T], err error) *T {
	t.Helper()
	require.NoError(t, err)
	require.Empty(t, result.Warnings)
	require.True(t, json.Valid(result.Raw), "Raw is %s", result.Raw)
	return &result.Data
}

func TestAccountCalls(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()

	var meta rolecall.Meta
	key, err := h.client.CheckAPIKey(ctx, rolecall.CaptureMeta(&meta))
	require.NoError(t, err)
	require.NotEmpty(t, key.EnvironmentID)
	require.Equal(t, key.EnvironmentID, key.CustomerID)
	require.Equal(t, http.StatusOK, meta.StatusCode)
	require.Equal(t, 1, meta.Attempts)
	require.False(t, meta.Date.IsZero())
	require.Empty(t, h.since(0)[0].Header["X-Integration-Id"])

	tools, err := h.client.ListTools(ctx, kombo.CategoryATS)
	require.NoError(t, err)
	require.NotEmpty(t, tools)
	require.NotEmpty(t, tools[0].ID)

	link, err := h.client.CreateConnectionLink(ctx, kombo.CreateConnectionLinkRequest{
		EndUserEmail: "jane@example.com", EndUserOrganizationName: "Example Works", IntegrationCategory: kombo.CategoryATS, Language: kombo.LanguageFrench,
	})
	require.NoError(t, err)
	require.Contains(t, link.Link, "https://")

	connected, err := h.client.GetIntegrationByToken(ctx, "a token/of the browser")
	require.NoError(t, err)
	require.Equal(t, h.fake.IntegrationID, connected.ID)
	require.Equal(t, kombo.SetupCompleted, connected.SetupStatus)
	require.NotEmpty(t, connected.EndUserOriginID)
}

func TestIntegrationCalls(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()

	details, err := h.integration.Details(ctx)
	require.NoError(t, err)
	require.Equal(t, h.integration.ID(), details.ID)
	require.Equal(t, kombo.IntegrationActive, details.Status)
	require.NotEmpty(t, details.ReadModels)
	require.NotEmpty(t, details.WriteActions)

	for _, enabled := range []bool{false, true} {
		require.NoError(t, h.integration.SetEnabled(ctx, enabled))
		_, err = h.ats.ListTags(ctx, kombo.ListTagsOptions{})
		require.Equal(t, enabled, err == nil)
	}

	relink, err := h.integration.CreateReconnectionLink(ctx, kombo.CreateReconnectionLinkRequest{LinkType: kombo.LinkMagic})
	require.NoError(t, err)
	setup, err := h.integration.CreateSetupLink(ctx, kombo.CreateSetupLinkRequest{Language: kombo.LanguageGerman})
	require.NoError(t, err)
	require.NotEqual(t, relink.Link, setup.Link)

	started, err := h.integration.TriggerSync(ctx, kombo.TriggerSyncRequest{Type: kombo.SyncDelta})
	require.NoError(t, err)
	require.False(t, started.AlreadyQueued)
	require.Equal(t, kombo.SyncDelta, started.Type)
	again, err := h.integration.TriggerSync(ctx, kombo.TriggerSyncRequest{})
	require.NoError(t, err)
	require.Equal(t, &kombo.TriggeredSync{AlreadyQueued: true, SyncID: started.SyncID, Type: kombo.SyncDelta}, again)

	tool, _, _ := strings.Cut(h.fake.IntegrationID, ":")
	result, err := h.integration.Passthrough(ctx, tool, "rest", kombo.PassthroughRequest{Method: http.MethodGet, Path: "/jobs"})
	passed := done(t, result, err)
	require.Equal(t, http.StatusOK, passed.Status)
	require.Equal(t, "application/json", passed.Headers.Get("Content-Type"))
	require.Len(t, passed.Headers["set-cookie"], 2)
	require.JSONEq(t, `{"method":"GET","path":"/jobs","api":"rest"}`, string(passed.Data))

	require.NoError(t, h.integration.Delete(ctx))
	_, err = h.integration.Details(ctx)
	require.ErrorIs(t, err, rolecall.ErrNotFound)
}

func TestFieldMapping(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()
	fields, err := h.integration.ListIntegrationFields(ctx, kombo.ListIntegrationFieldsOptions{PageSize: 2})
	require.NoError(t, err)
	require.NotEmpty(t, fields.Next)
	var all []kombo.IntegrationFieldSetting
	for field, err := range fields.All(ctx) {
		require.NoError(t, err)
		all = append(all, *field)
	}
	require.Greater(t, len(all), 2)

	passing, err := h.integration.UpdateIntegrationField(ctx, all[0].ID, kombo.UpdateIntegrationFieldRequest{EnablePassthrough: new(true)})
	require.NoError(t, err)
	require.True(t, passing.IsPassthroughEnabled)
	require.Equal(t, all[0].Key, passing.Key)

	custom, err := h.integration.ListCustomFields(ctx, kombo.ListCustomFieldsOptions{})
	require.NoError(t, err)
	require.Empty(t, custom.Bad)
	mapped, err := h.integration.UpdateCustomFieldMapping(ctx, custom.Items[0].ID, kombo.UpdateCustomFieldMappingRequest{IntegrationFieldID: &all[1].ID})
	require.NoError(t, err)
	require.Equal(t, all[1].ID, mapped.IntegrationField.ID)
	mapped, err = h.integration.UpdateCustomFieldMapping(ctx, custom.Items[0].ID, kombo.UpdateCustomFieldMappingRequest{})
	require.NoError(t, err)
	require.Nil(t, mapped.IntegrationField)
}

func TestApplicationActions(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()
	jobs, err := h.ats.ListJobs(ctx, kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IDs: []string{h.fake.JobID(0)}}})
	require.NoError(t, err)
	job := jobs.Items[0]

	result, err := h.ats.CreateApplication(ctx, "remote:"+job.RemoteID, kombo.CreateApplicationRequest{Candidate: janeExample, StageID: job.Stages[0].ID})
	made := done(t, result, err)
	require.Equal(t, job.ID, made.JobID)
	require.Equal(t, "Jane", made.Candidate.FirstName)
	require.Contains(t, string(result.Raw), made.ID)

	action, err := h.ats.MoveApplicationToStage(ctx, made.ID, kombo.MoveApplicationToStageRequest{StageID: job.Stages[1].ID})
	done(t, action, err)
	action, err = h.ats.AddApplicationNote(ctx, made.ID, kombo.AddApplicationNoteRequest{Content: "Sharp <b>pencil</b>."})
	done(t, action, err)
	action, err = h.ats.AddApplicationResultLink(ctx, made.ID, kombo.AddResultLinkRequest{
		Label: "Test", URL: "https://tests.example.com/1",
		Details: &kombo.ResultLinkDetails{CustomFieldNamePrefix: "Example", Attributes: []kombo.ResultLinkAttribute{{Key: "score", Value: "9"}}},
	})
	done(t, action, err)
	reasons, err := h.ats.ListRejectionReasons(ctx, kombo.ListRejectionReasonsOptions{})
	require.NoError(t, err)
	action, err = h.ats.RejectApplication(ctx, made.ID, kombo.RejectApplicationRequest{RejectionReasonID: reasons.Items[1].ID, Note: "Later, perhaps."})
	done(t, action, err)

	found, err := h.ats.ListApplications(ctx, kombo.ListApplicationsOptions{ListOptions: kombo.ListOptions{IDs: []string{made.ID}}})
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	now := found.Items[0]
	require.Equal(t, job.Stages[1].ID, now.CurrentStageID)
	require.Equal(t, kombo.ApplicationOutcomeDeclined, now.Outcome)
	require.Equal(t, reasons.Items[1].Name, now.RejectionReasonName)
	require.False(t, now.RejectedAt.IsZero())
	notes, err := h.ats.ListNotes(ctx, kombo.ListNotesOptions{ApplicationIDs: []string{made.ID}})
	require.NoError(t, err)
	require.Len(t, notes.Items, 2)

	imported, err := h.ats.ImportTrackedApplication(ctx, kombo.ImportTrackedApplicationRequest{
		Application: kombo.GreenhouseApplication("77"), TrackedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600)),
	})
	tracked := done(t, imported, err)
	require.NotEmpty(t, tracked.ID)
	require.Equal(t, kombo.GreenhouseApplication("77"), tracked.ImportedID)
}

func TestCandidateActions(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()
	result, err := h.ats.CreateCandidate(ctx, kombo.CreateCandidateRequest{
		Candidate: janeExample, Application: kombo.NewApplication{JobID: h.fake.JobID(1)},
		GDPRConsent: &kombo.GDPRConsent{ExpiresAt: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC), Given: new(true)},
	})
	made := done(t, result, err)
	require.Len(t, made.Applications, 1)
	tag := kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "left-handed"}}
	action, err := h.ats.AddCandidateTag(ctx, made.ID, tag)
	done(t, action, err)
	action, err = h.ats.AddCandidateResultLink(ctx, made.ID, kombo.AddResultLinkRequest{Label: "Test", URL: "https://tests.example.com/2"})
	done(t, action, err)
	found, err := h.ats.ListCandidates(ctx, kombo.ListCandidatesOptions{Email: janeExample.EmailAddress})
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	require.Equal(t, "left-handed", found.Items[0].Tags[0].Name)
	action, err = h.ats.RemoveCandidateTag(ctx, made.ID, tag)
	done(t, action, err)

	t.Run("warning describes the omitted part", func(t *testing.T) {
		action, err := h.ats.RemoveCandidateTag(t.Context(), made.ID, tag)
		require.NoError(t, err)
		require.Len(t, action.Warnings, 1)
		require.Contains(t, action.Warnings[0].Message, "left-handed")
		require.JSONEq(t, `{}`, string(action.Raw))

		result, err := h.ats.CreateApplication(t.Context(), h.fake.JobID(2), kombo.CreateApplicationRequest{
			Candidate:                kombo.NewCandidate{FirstName: "Joe", LastName: "Example", EmailAddress: "joe@example.com"},
			ScreeningQuestionAnswers: []kombo.NewAnswer{kombo.TextAnswer("unknown question", "answer")},
		})
		require.NoError(t, err)
		require.Len(t, result.Warnings, 1)
		require.Contains(t, result.Warnings[0].Message, "unknown question")
		require.NotEmpty(t, result.Data.ID)
	})
}

// sentFile is the JSON of a file in a request.
type sentFile struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	ContentType string `json:"content_type"`
	Data        string `json:"data"`
	DataURL     string `json:"data_url"`
}

func TestFileUploads(t *testing.T) {
	t.Parallel()
	const text = "%PDF-1.7 Jane's \x00\xff life"
	want := sentFile{"Jane Example.pdf", "CV", "application/pdf", base64.StdEncoding.EncodeToString([]byte(text)), ""}
	h := newBackend(t)
	ctx := t.Context()
	file, err := kombo.FileFrom(strings.NewReader(text), "Jane Example.pdf", "")
	require.NoError(t, err)
	cv := kombo.Attachment{File: file, Type: kombo.AttachmentCV}

	result, err := h.ats.CreateApplication(ctx, h.fake.JobID(0), kombo.CreateApplicationRequest{
		Candidate:   janeExample,
		Attachments: []kombo.Attachment{cv, {File: kombo.File{Name: "letter.txt", DataURL: "https://files.example.com/1"}, Type: kombo.AttachmentCoverLetter}},
	})
	made := done(t, result, err)
	action, err := h.ats.AddApplicationAttachment(ctx, made.ID, kombo.AddAttachmentRequest{Attachment: cv})
	done(t, action, err)
	action, err = h.ats.AddCandidateAttachment(ctx, made.CandidateID, kombo.AddAttachmentRequest{Attachment: cv})
	done(t, action, err)

	requests := h.since(0)
	require.Len(t, requests, 3)
	created := decode[struct{ Attachments []sentFile }](t, bodyOf(t, requests[0]))
	require.Equal(t, []sentFile{want, {Name: "letter.txt", Type: "COVER_LETTER", DataURL: "https://files.example.com/1"}}, created.Attachments)
	for _, r := range requests[1:] {
		require.Equal(t, want, decode[struct{ Attachment sentFile }](t, bodyOf(t, r)).Attachment, r.URL.Path)
	}

	ofApplication, err := h.ats.GetApplicationAttachments(ctx, made.ID)
	files := done(t, ofApplication, err).Results
	require.Len(t, files, 3)
	require.Equal(t, "Jane Example.pdf", files[2].FileName)
	require.Equal(t, kombo.AttachmentCV, files[2].Type)
	ofCandidate, err := h.ats.GetCandidateAttachments(ctx, made.CandidateID)
	require.Len(t, done(t, ofCandidate, err).Results, 4)
}

func TestMatchJobsFake(t *testing.T) {
	t.Parallel()
	h := newBackend(t, kombotest.WithJobs(600))
	h.fake.DeleteJob(50)
	page, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{ListOptions: kombo.ListOptions{IncludeDeleted: true}})
	require.NoError(t, err)
	local := []kombo.LocalJob{
		{ID: "by id", RemoteID: "job-000300", Title: "something else"},
		{ID: "by code", Code: "JC-000301"},
		{ID: "by posting", URL: "HTTPS://jobs.example.com/postings/1208/?utm_source=board"},
		{ID: "by opening", URL: "https://jobs.example.com/openings/303"},
		{ID: "by title", Title: "  nurse  402 "},
		{ID: "deleted", RemoteID: "job-000050"},
		{ID: "not found", Code: "JC-999999", Title: "Astronaut"},
	}
	check := func(t *testing.T, matches []kombo.JobMatch, err error) {
		t.Helper()
		require.NoError(t, err)
		type match struct {
			by      kombo.MatchBy
			job     string
			confirm bool
		}
		got := map[string]match{}
		for _, m := range matches {
			found := match{by: m.By, confirm: m.Confirm}
			for _, job := range m.Candidates {
				found.job += job.ID
			}
			got[m.Local.ID] = found
		}
		require.Equal(t, map[string]match{
			"by id":      {kombo.ByRemoteID, h.fake.JobID(300), false},
			"by code":    {kombo.ByCode, h.fake.JobID(301), false},
			"by posting": {kombo.ByURL, h.fake.JobID(302), false},
			"by opening": {kombo.ByURL, h.fake.JobID(303), false},
			"by title":   {kombo.ByTitle, h.fake.JobID(402), true},
			"deleted":    {}, "not found": {},
		}, got)
	}
	t.Run("all jobs", func(t *testing.T) {
		matches, err := kombo.MatchJobs(local, page.All(t.Context()))
		check(t, matches, err)
	})
	t.Run("found jobs", func(t *testing.T) {
		before := len(h.fake.Requests())
		found := h.ats.FindJobs(t.Context(), kombo.FindJobsOptions{
			RemoteIDs: []string{"job-000300", "job-000050"}, Codes: []string{"JC-000301", "JC-999999"},
			URLs: []string{"https://jobs.example.com/openings/302", "https://jobs.example.com/openings/303"}, Names: []string{"Nurse 402", "Astronaut"},
		})
		matches, err := kombo.MatchJobs(local, kombo.FoundJobs(found))
		check(t, matches, err)
		require.Len(t, h.since(before), 6)
	})
	t.Run("record that does not decode", func(t *testing.T) {
		h.fake.Inject(kombotest.PoisonRecord())
		list, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
		require.NoError(t, err)
		require.Len(t, list.Bad, 1)
		matches, err := kombo.MatchJobs(local, list.All(t.Context()))
		var recordErr *rolecall.RecordError
		require.ErrorAs(t, err, &recordErr)
		check(t, matches, nil)
	})
}
