package kombo_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/kombo"
)

// page is the data of a list.
type page[T any] struct {
	Results []T    `json:"results"`
	Next    string `json:"next"`
}

type packages struct {
	Packages []kombo.AssessmentPackage `json:"packages"`
}

type tools struct {
	Tools []kombo.Tool `json:"tools"`
}

// fixtures maps each sample outside the repository to the type that it decodes into: the "data" member of a
// response, and the whole body of a request or webhook.
var fixtures = map[string]func() any{
	"resp.atsAddApplicationAttachment":     of[struct{}],
	"resp.atsAddApplicationNote":           of[struct{}],
	"resp.atsAddApplicationResultLink":     of[struct{}],
	"resp.atsAddCandidateTag":              of[struct{}],
	"resp.atsCreateApplication":            of[kombo.Application],
	"resp.atsCreateCandidate":              of[kombo.Candidate],
	"resp.atsGetApplicationAttachments":    of[kombo.AttachmentList],
	"resp.atsGetApplicationStages":         of[page[kombo.ApplicationStage]],
	"resp.atsGetApplications":              of[page[kombo.Application]],
	"resp.atsGetCandidateAttachments":      of[kombo.AttachmentList],
	"resp.atsGetCandidates":                of[page[kombo.Candidate]],
	"resp.atsGetInterviews":                of[page[kombo.Interview]],
	"resp.atsGetJobs":                      of[page[kombo.Job]],
	"resp.atsGetOffers":                    of[page[kombo.Offer]],
	"resp.atsGetRejectionReasons":          of[page[kombo.RejectionReason]],
	"resp.atsGetRoles":                     of[page[kombo.Role]],
	"resp.atsGetTags":                      of[page[kombo.Tag]],
	"resp.atsGetUsers":                     of[page[kombo.User]],
	"resp.atsImportTrackedApplication":     of[kombo.TrackedApplication],
	"resp.atsMoveApplicationToStage":       of[struct{}],
	"resp.atsRejectApplication":            of[struct{}],
	"resp.atsRemoveCandidateTag":           of[struct{}],
	"resp.connectCreateConnectionLink":     of[kombo.ConnectLink],
	"resp.connectGetIntegrationByToken":    of[kombo.ConnectedIntegration],
	"resp.generalCheckApiKey":              of[kombo.CheckedAPIKey],
	"resp.generalGetCustomFields":          of[page[kombo.CustomFieldMapping]],
	"resp.generalGetIntegrationDetails":    of[kombo.IntegrationDetails],
	"resp.generalGetIntegrationFields":     of[page[kombo.IntegrationFieldSetting]],
	"resp.generalGetTools":                 of[tools],
	"resp.generalSendPassthroughRequest":   of[kombo.PassthroughResponse],
	"resp.generalTriggerSync":              of[kombo.TriggeredSync],
	"resp.generalUpdateCustomFieldMapping": of[kombo.CustomFieldMapping],
	"resp.generalUpdateIntegrationField":   of[kombo.IntegrationFieldSetting],

	"req.atsAddApplicationAttachment":     of[kombo.AddAttachmentRequest],
	"req.atsAddApplicationNote":           of[kombo.AddApplicationNoteRequest],
	"req.atsAddApplicationResultLink":     of[kombo.AddResultLinkRequest],
	"req.atsAddCandidateAttachment":       of[kombo.AddAttachmentRequest],
	"req.atsAddCandidateResultLink":       of[kombo.AddResultLinkRequest],
	"req.atsAddCandidateTag":              of[kombo.CandidateTagRequest],
	"req.atsCreateApplication":            of[kombo.CreateApplicationRequest],
	"req.atsCreateCandidate":              of[kombo.CreateCandidateRequest],
	"req.atsImportTrackedApplication":     of[kombo.ImportTrackedApplicationRequest],
	"req.atsMoveApplicationToStage":       of[kombo.MoveApplicationToStageRequest],
	"req.atsRejectApplication":            of[kombo.RejectApplicationRequest],
	"req.atsRemoveCandidateTag":           of[kombo.CandidateTagRequest],
	"req.connectCreateConnectionLink":     of[kombo.CreateConnectionLinkRequest],
	"req.generalCreateReconnectionLink":   of[kombo.CreateReconnectionLinkRequest],
	"req.generalCreateSetupLink":          of[kombo.CreateSetupLinkRequest],
	"req.generalSendPassthroughRequest":   of[kombo.PassthroughRequest],
	"req.generalUpdateCustomFieldMapping": of[kombo.UpdateCustomFieldMappingRequest],
	"req.generalUpdateIntegrationField":   of[kombo.UpdateIntegrationFieldRequest],

	"resp.assessmentGetPackages":             of[packages],
	"resp.hrisCreateAbsence":                 of[kombo.Absence],
	"resp.hrisCreateEmployeeWithForm":        of[kombo.CreatedEmployee],
	"resp.hrisDeleteAbsence":                 of[kombo.Absence],
	"resp.hrisGetAbsenceTypes":               of[page[kombo.AbsenceType]],
	"resp.hrisGetAbsences":                   of[page[kombo.Absence]],
	"resp.hrisGetEmployeeDocumentCategories": of[page[kombo.EmployeeDocumentCategory]],
	"resp.hrisGetEmployeeForm":               of[kombo.Form],
	"resp.hrisGetEmployees":                  of[page[kombo.Employee]],
	"resp.hrisGetEmployments":                of[page[kombo.Employment]],
	"resp.hrisGetGroups":                     of[page[kombo.Group]],
	"resp.hrisGetLegalEntities":              of[page[kombo.LegalEntity]],
	"resp.hrisGetLocations":                  of[page[kombo.Location]],
	"resp.hrisGetPerformanceReviewCycles":    of[page[kombo.PerformanceReviewCycle]],
	"resp.hrisGetPerformanceReviews":         of[page[kombo.PerformanceReview]],
	"resp.hrisGetStaffingEntities":           of[page[kombo.StaffingEntity]],
	"resp.hrisGetTimeOffBalances":            of[page[kombo.TimeOffBalance]],
	"resp.hrisGetTimesheets":                 of[page[kombo.Timesheet]],
	"req.assessmentSetPackages":              of[kombo.SetPackagesRequest],
	"req.assessmentUpdateOrderResult":        of[kombo.UpdateOrderResultRequest],
	"req.hrisAddEmployeeDocument":            of[kombo.AddEmployeeDocumentRequest],
	"req.hrisCreateAbsence":                  of[kombo.CreateAbsenceRequest],
	"req.hrisCreateEmployeeWithForm":         of[kombo.CreateEmployeeWithFormRequest],
	"req.hrisDeleteAbsence":                  of[kombo.DeleteAbsenceRequest],

	"webhook.ai-apply-application-status-updated": of[kombo.AIApplyApplicationStatusUpdatedEvent],
	"webhook.ai-apply-job-posting-status-updated": of[kombo.AIApplyJobPostingStatusUpdatedEvent],
	"webhook.assessment_order-received":           of[kombo.AssessmentOrderReceivedEvent],
	"webhook.connection-flow-failed":              of[kombo.ConnectionFlowFailedEvent],
	"webhook.data-changed":                        of[kombo.DataChangedEvent],
	"webhook.inline-assessment_order-received":    of[kombo.InlineAssessmentOrderReceivedEvent],
	"webhook.integration-created":                 of[kombo.IntegrationCreatedEvent],
	"webhook.integration-deleted":                 of[kombo.IntegrationDeletedEvent],
	"webhook.integration-state-changed":           of[kombo.IntegrationStateChangedEvent],
	"webhook.sync-finished":                       of[kombo.SyncFinishedEvent],
}

// TestSharedFixtures decodes and encodes Kombo's samples, with an unknown member in every object that Kombo sends.
// Only nulls and empty values may be lost: the models do not keep them.
func TestSharedFixtures(t *testing.T) {
	t.Parallel()
	dir := sharedtest.Dir(t, "kombo")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, entry := range entries {
		name := strings.TrimSuffix(strings.TrimSuffix(entry.Name(), ".json"), ".example1")
		into, known := fixtures[name]
		if !known {
			kind, _, _ := strings.Cut(name, ".")
			require.Equal(t, "error", kind, "fixtures has no type for %s", entry.Name())
			continue
		}
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			require.NoError(t, err)
			if strings.HasPrefix(name, "resp.") {
				body = decode[struct {
					Data json.RawMessage `json:"data"`
				}](t, string(body)).Data
			}
			var want, got any
			require.NoError(t, json.Unmarshal(body, &want))
			if !strings.HasPrefix(name, "req.") {
				addUnknown(want)
				withoutRoot(want)
				body = []byte(encode(t, want))
			}
			v := into()
			require.NoError(t, json.Unmarshal(body, v))
			require.NoError(t, json.Unmarshal([]byte(encode(t, v)), &got))
			require.Equal(t, withoutEmpty(want), withoutEmpty(got))
		})
	}
	for name := range fixtures {
		require.True(t, seen[name], "sample %s does not exist", name)
	}
}

// zeros matches a time of day with its fraction of a second, whose trailing zeros are not captured.
var zeros = regexp.MustCompile(`(T[0-9:]+?)(?:\.0+|(\.[0-9]*?[1-9])0*)Z$`)

// withoutEmpty returns v without nulls and empty arrays, objects and strings. Times lose trailing zeros of the fraction, and
// midnight UTC becomes a date.
func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range v {
			if member = withoutEmpty(member); member != nil {
				out[name] = member
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		var out []any
		for _, element := range v {
			out = append(out, withoutEmpty(element))
		}
		if out == nil {
			return nil
		}
		return out
	case string:
		if v == "" {
			return nil
		}
		return strings.TrimSuffix(zeros.ReplaceAllString(v, "$1${2}Z"), "T00:00:00Z") // as Go encodes it
	}
	return v
}
