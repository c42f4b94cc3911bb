package kombo_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// validRequests returns a valid request of each type, with as many fields set as possible.
func validRequests() []any {
	application := kombo.CreateApplicationRequest{
		Candidate: fullCandidate("ada@example.com"), Attachments: attachments, Source: source, SourcedBy: &kombo.SourcedBy{UserID: "u"},
		GDPRConsent: consent, RemoteFields: remoteFields, ScreeningQuestionAnswers: []kombo.NewAnswer{kombo.TextAnswer("1", "text")},
	}
	interview := anInterview
	text := &kombo.Form{Properties: map[string]kombo.FormField{"name": {Union: kombo.Union[kombo.FieldVariant]{Variant: &kombo.TextField{}}}}}
	values := kombo.FormValues{"name": "Ada"}
	return []any{
		kombo.CallRequest{Method: http.MethodPost, Path: "/x", Query: url.Values{"a": {"1"}}, Body: 1},
		kombo.CreateConnectionLinkRequest{EndUserEmail: "a@example.com", EndUserOrganizationName: "Example Works", RemoteEnvironment: "test", IntegrationTool: "greenhouse"},
		kombo.CreateReconnectionLinkRequest{Language: kombo.LanguageGerman, LinkType: kombo.LinkMagic},
		kombo.CreateSetupLinkRequest{Language: kombo.LanguageGerman},
		kombo.TriggerSyncRequest{Type: kombo.SyncFull},
		kombo.UpdateIntegrationFieldRequest{EnablePassthrough: new(true)},
		kombo.UpdateCustomFieldMappingRequest{IntegrationFieldID: new("f")},
		kombo.PassthroughRequest{Method: http.MethodPost, Path: "/v1/x", Data: json.RawMessage(`{}`), MultipartFormData: []kombo.FormPart{{Name: "cv", File: &fileByData}}},

		kombo.CreateCareerSiteRequest{Label: "Quay 7"},
		kombo.CreateJobFeedRequest{Label: "Quay 7"},
		kombo.CreatePostingRequest{URL: "https://example.com", CareerSiteID: "s", Location: &kombo.PostingLocation{Country: "AT"}},
		kombo.ImportedPosting{URL: "https://example.com", CareerSiteLabel: "Quay 7", Location: &kombo.PostingLocation{Country: "AT"}},
		kombo.ApplyRequest{SubmissionToken: "t", CandidateEmail: "a@example.com", ScreeningQuestionAnswers: appliedAnswers, AdditionalClicks: 30, AdditionalClicksScatterMinutes: 5},
		kombo.CreateAIApplyApplicationRequest{CreateApplicationRequest: application},

		kombo.SetPackagesRequest{Packages: []kombo.NewAssessmentPackage{{ID: "a", Type: kombo.PackageSkillsTest, Name: "Typing"}}},
		kombo.UpdateOrderResultRequest{
			Status: kombo.OrderCompleted, ResultURL: "https://example.com/1", CompletedAt: aTime, Score: new(7.5), MaxScore: new(10.0), Attachments: []kombo.File{fileByURL},
			Attributes: []kombo.Union[kombo.ResultAttribute]{kombo.TextAttribute("Fit", "Good"), kombo.SubResultAttribute("1", "Part", kombo.ResultScore{Value: 3, Max: 5}, kombo.OrderCompleted)},
		},

		application,
		kombo.CreateCandidateRequest{Candidate: application.Candidate, Application: kombo.NewApplication{JobID: "j"}, SourcedBy: application.SourcedBy, GDPRConsent: consent},
		kombo.ImportTrackedApplicationRequest{Application: kombo.GreenhouseApplication("1"), TrackedAt: aTime},
		kombo.MoveApplicationToStageRequest{StageID: "s"},
		kombo.RejectApplicationRequest{RejectionReasonID: "r"},
		kombo.AddApplicationNoteRequest{Content: "note"},
		resultLink,
		kombo.AddAttachmentRequest{Attachment: attachments[0]},
		kombo.CandidateTagRequest{Tag: kombo.NewTag{Name: "diver"}},
		interview,
		kombo.UpdateInterviewRequest{InterviewID: "i", NewInterview: interview},

		kombo.CreateAbsenceRequest{EmployeeID: "e", AbsenceTypeID: "t", StartDate: aDay, EndDate: aDay, Amount: new(1.0), Unit: kombo.AbsenceUnitDays, StartTime: "8:30", EndTime: "9:30"},
		kombo.DeleteAbsenceRequest{RemoteFields: remoteFields},
		kombo.AddEmployeeDocumentRequest{CategoryID: "c", Document: fileByData},
		kombo.CreateSkillRequest{Name: "Juggling"},
		kombo.UpdateSkillRequest{Name: "Juggling"},
		kombo.CreateSkillAssignmentRequest{EmployeeID: "e", SkillID: "s"},
		kombo.UpdateSkillAssignmentRequest{CurrentLevel: new("high")},
		kombo.CreateEmployeeWithFormRequest{Properties: values, Form: text},
		kombo.UpdateFormRequest{Properties: values, Form: (*kombo.UpdateForm)(text)},
		kombo.RehireRequest{Properties: values, Form: (*kombo.RehireForm)(text)},
	}
}

// appliedAnswers has a screening answer of each type. The mock does not check that the questions exist.
var appliedAnswers = []kombo.NewAnswer{
	kombo.TextAnswer("1", "text"), kombo.NumberAnswer("2", 3.5), kombo.BooleanAnswer("3", true), kombo.OptionsAnswer("4", "5", "6"), kombo.FileAnswer("7", fileByData),
}

// Values of the requests.
var (
	aTime       = time.Date(2024, 5, 6, 7, 8, 9, 10_000_000, time.FixedZone("", 2*60*60))
	aDay        = rolecall.Date{Year: 2026, Month: time.March, Day: 31}
	twoIDs      = []string{"one", "two/&+ü"}
	everyOption = kombo.ListOptions{
		PageSize: 20, UpdatedAfter: aTime, IncludeDeleted: true, IgnoreUnsupportedFilters: true, IDs: twoIDs, RemoteIDs: twoIDs,
	}
	fileByURL    = kombo.File{Name: "CV.pdf", ContentType: "application/pdf", DataURL: "https://files.example.com/cv.pdf"}
	fileByData   = kombo.File{Name: "Letter.docx", ContentType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Data: []byte("PK")}
	attachments  = []kombo.Attachment{{File: fileByURL, Type: kombo.AttachmentCV}, {File: fileByData, Type: kombo.AttachmentCoverLetter}, {File: fileByData, Type: kombo.AttachmentOther}}
	source       = &kombo.Source{Name: "Fair", UnifiedKey: "fair", ID: "1"}
	consent      = &kombo.GDPRConsent{ExpiresAt: aTime, Given: new(true)}
	remoteFields = kombo.RemoteFields{"greenhouse": json.RawMessage(`{"post_headers":{"On-Behalf-Of":"1"}}`)}
	resultLink   = kombo.AddResultLinkRequest{
		Label: "Result", URL: "https://example.com/result", RemoteFields: remoteFields,
		Details: &kombo.ResultLinkDetails{CustomFieldNamePrefix: "Acme:", Attributes: []kombo.ResultLinkAttribute{{Key: "Score", Value: "87 %"}}},
	}
)

func fullCandidate(email string) kombo.NewCandidate {
	return kombo.NewCandidate{
		FirstName: "Ada", LastName: "Example", EmailAddress: email, Company: "Example Works", Title: "Engineer",
		AdditionalEmailAddresses: []kombo.NewEmailAddress{
			{Type: kombo.ContactPersonal, EmailAddress: "a@example.com"}, {Type: kombo.ContactWork, EmailAddress: "b@example.com"},
		},
		PhoneNumber: "+43 1 234", AdditionalPhoneNumbers: []kombo.NewPhoneNumber{{Type: kombo.ContactOther, PhoneNumber: "+43 1 567"}},
		Location: &kombo.NewAddress{City: "Wien", Country: "AT", State: "Wien", Street1: "Gasse 1", ZIPCode: "1010"},
		Gender:   kombo.CandidateGenderOther, AvailabilityDate: aDay,
		SalaryExpectations: &kombo.SalaryExpectations{Period: kombo.SalaryPeriodYear, Amount: 70000.5},
		SocialLinks:        []kombo.SocialLink{{URL: "https://example.com/ada"}},
	}
}
