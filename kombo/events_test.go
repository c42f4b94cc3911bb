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
		t.Run("a sync that ended "+string(state)+" means "+string(want), func(t *testing.T) {
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
		{"a job shows in five lists", "ats_jobs", "/ats/applications /ats/candidates /ats/interviews /ats/jobs /ats/offers"},
		{"a reason in its own", "ats_rejection_reasons", "/ats/rejection-reasons"},
		{"a tag in its own, too", "ats_tags", "/ats/applications /ats/candidates /ats/tags"},
		{"groups are called teams", "hris_teams", "/hris/employees /hris/groups"},
		{"a link that the table has", "hris_join_employees_teams", "/hris/employees"},
		{"several, each once, sorted", "ats_offers ats_interviews ats_offers", "/ats/applications /ats/interviews /ats/offers"},
		{"a link that the table lacks", "ats_join_users_roles", allATS},
		{"a model without a list", "hris_skills", allHRIS},
		{"a link of courses", "lms_join_revisions_skills", allLMS},
		{"scorecards in their own", "ats_scorecards", "/ats/scorecards"},
		{"a model of tomorrow", "ats_moons", allATS},
		{"a kind of tomorrow", "crm_deals", allATS + " " + allHRIS + " " + allLMS},
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
	t.Run("an empty name is everything", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, lists(allATS+" "+allHRIS+" "+allLMS), kombo.ListsToRead(""))
	})
	t.Run("nothing changed is nothing to read", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, kombo.ListsToRead())
	})
	t.Run("what it returns is the caller's", func(t *testing.T) {
		t.Parallel()
		first := kombo.ListsToRead(kombo.ModelATSJoinUsersRoles)
		slices.Reverse(first)
		first[0] = "changed"
		require.Equal(t, lists(allATS), kombo.ListsToRead(kombo.ModelATSJoinUsersRoles))
	})
	t.Run("an event knows its own", func(t *testing.T) {
		t.Parallel()
		data := decode[kombo.DataChangedData](t, `{"changed_models":[{"name":"ats_offers"},{"name":"ats_join_interviews_users"}]}`)
		require.Equal(t, lists("/ats/applications /ats/interviews /ats/offers"), data.Lists())
	})
}

// TestEvents routes each event of the samples to its handler, as a host does.
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
			return errors.New("another event")
		}
		return nil
	})
}
