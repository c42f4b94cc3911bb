package kombo_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/webhook"
)

func TestOutcome(t *testing.T) {
	t.Parallel()
	for state, want := range map[kombo.SyncState]kombo.Outcome{
		"SUCCEEDED":             kombo.OutcomeData,
		"PARTIALLY_FAILED":      kombo.OutcomeData,
		"FAILED":                kombo.OutcomeNextSync,
		"CANCELLED":             kombo.OutcomeNextSync,
		"TIMED_OUT":             kombo.OutcomeNextSync,
		"AUTHENTICATION_FAILED": kombo.OutcomeCustomer,
		"SLEPT":                 kombo.OutcomeUnknown,
		"":                      kombo.OutcomeUnknown,
	} {
		t.Run("state "+string(state), func(t *testing.T) {
			t.Parallel()
			data := kombo.SyncFinishedData{SyncState: state}
			require.Equal(t, want, data.Outcome())
		})
	}
}

func TestListsToRead(t *testing.T) {
	t.Parallel()
	lists := func(text string) []kombo.List {
		var all []kombo.List
		for path := range strings.FieldsSeq(text) {
			all = append(all, kombo.List(path))
		}
		return all
	}
	const (
		allATS = "/ats/application-stages /ats/applications /ats/attachments /ats/candidates /ats/interviews /ats/jobs /ats/notes /ats/offers " +
			"/ats/rejection-reasons /ats/roles /ats/scorecards /ats/tags /ats/users"
		allHRIS = "/hris/absence-types /hris/absences /hris/employee-document-categories /hris/employees /hris/employments /hris/groups /hris/legal-entities " +
			"/hris/locations /hris/pay-runs /hris/payslips /hris/performance-review-cycles /hris/performance-reviews /hris/staffing-entities /hris/time-off-balances /hris/timesheets"
		allLMS = "/lms/course-progressions /lms/courses /lms/skills /lms/users"
	)
	for _, tt := range []struct{ name, models, want string }{
		{"jobs are in five lists", "ats_jobs", "/ats/applications /ats/candidates /ats/interviews /ats/jobs /ats/offers"},
		{"rejection reasons are in one list", "ats_rejection_reasons", "/ats/rejection-reasons"},
		{"tags are in three lists", "ats_tags", "/ats/applications /ats/candidates /ats/tags"},
		{"groups are called teams", "hris_teams", "/hris/employees /hris/groups"},
		{"known join model", "hris_join_employees_teams", "/hris/employees"},
		{"several models without duplicates, sorted", "ats_offers ats_interviews ats_offers", "/ats/applications /ats/interviews /ats/offers"},
		{"unlisted join model means all ATS lists", "ats_join_users_roles", allATS},
		{"HRIS model without a list means all HRIS lists", "hris_skills", allHRIS},
		{"unlisted join model means all LMS lists", "lms_join_revisions_skills", allLMS},
		{"scorecards are in one list", "ats_scorecards", "/ats/scorecards"},
		{"unknown model means all lists of its category", "ats_moons", allATS},
		{"unknown category means all lists", "crm_deals", allATS + " " + allHRIS + " " + allLMS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var models []kombo.ChangedModel
			for name := range strings.FieldsSeq(tt.models) {
				models = append(models, kombo.ChangedModel(name))
			}
			require.Equal(t, lists(tt.want), kombo.ListsToRead(models...))
		})
	}
	t.Run("empty name means all lists", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, lists(allATS+" "+allHRIS+" "+allLMS), kombo.ListsToRead(""))
	})
	t.Run("no models mean no lists", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, kombo.ListsToRead())
	})
	t.Run("caller may modify the result", func(t *testing.T) {
		t.Parallel()
		first := kombo.ListsToRead(kombo.ModelATSJoinUsersRoles)
		slices.Reverse(first)
		first[0] = "changed"
		require.Equal(t, lists(allATS), kombo.ListsToRead(kombo.ModelATSJoinUsersRoles))
	})
	t.Run("DataChangedData.Lists", func(t *testing.T) {
		t.Parallel()
		data := decode[kombo.DataChangedData](t, `{"changed_models":[{"name":"ats_offers"},{"name":"ats_join_interviews_users"}]}`)
		require.Equal(t, lists("/ats/applications /ats/interviews /ats/offers"), data.Lists())
	})
}

// TestEvents passes each sample event to a router, and requires that the handler of its type receives it.
func TestEvents(t *testing.T) {
	t.Parallel()
	router := webhook.NewRouter()
	seen := map[string]int{}
	register(router, seen, kombo.SyncFinished)
	register(router, seen, kombo.DataChanged)
	register(router, seen, kombo.IntegrationCreated)
	register(router, seen, kombo.IntegrationDeleted)
	register(router, seen, kombo.IntegrationStateChanged)
	register(router, seen, kombo.ConnectionFlowFailed)
	register(router, seen, kombo.AssessmentOrderReceived)
	register(router, seen, kombo.InlineAssessmentOrderReceived)
	register(router, seen, kombo.AIApplyApplicationStatusUpdated)
	register(router, seen, kombo.AIApplyJobPostingStatusUpdated)
	register(router, seen, kombo.AIApplyDataChanged)
	register(router, seen, kombo.IssueStatusChanged)
	sent := 0
	for _, s := range samples() {
		if !strings.HasSuffix(s.name, "Event") {
			continue
		}
		sent++
		deliveries, err := kombo.ParseDeliveries(nil, []byte(s.json))
		require.NoError(t, err, s.name)
		require.Len(t, deliveries, 1)
		require.NoError(t, router.Accept(t.Context(), deliveries[0]), s.name)
	}
	require.Equal(t, 12, sent)
	require.Len(t, seen, 12)
	require.Zero(t, router.Unknown())
}

func register[D any](router *webhook.Router, seen map[string]int, typ webhook.EventType[kombo.Event[D]]) {
	webhook.On(router, typ, func(_ context.Context, e *kombo.Event[D], d *webhook.Delivery) error {
		seen["kombo:"+e.Type]++
		if string(typ) != "kombo:"+e.Type || d.ID != e.ID {
			return errors.New("the handler received an event of another type or id")
		}
		return nil
	})
}
