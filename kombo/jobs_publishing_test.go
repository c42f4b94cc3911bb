package kombo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

func TestPublishing(t *testing.T) {
	t.Parallel()
	statuses := []kombo.JobStatus{kombo.JobOpen, kombo.JobClosed, kombo.JobDraft, kombo.JobArchived, "", "Paused"}
	visibilities := []kombo.JobVisibility{kombo.VisibilityPublic, kombo.VisibilityInternal, kombo.VisibilityUnlisted, kombo.VisibilityConfidential, "", "Partners"}
	for _, status := range statuses {
		for _, visibility := range visibilities {
			job := kombo.Job{Status: status, Visibility: visibility}
			want := kombo.PublishingForbidden
			switch {
			case status == kombo.JobOpen && visibility == kombo.VisibilityPublic:
				want = kombo.PublishingAllowed
			case (status == kombo.JobOpen || status == "" || status == "Paused") && (visibility == kombo.VisibilityPublic || visibility == "" || visibility == "Partners"):
				want = kombo.PublishingUnknown
			}
			require.Equal(t, want, job.Publishing(), "%q %q", status, visibility)
			job.RemoteDeletedAt = time.Now()
			require.Equal(t, kombo.PublishingForbidden, job.Publishing(), "a deleted job")
		}
	}
	t.Run("deprecated Confidential is used without a visibility", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, kombo.PublishingForbidden, (&kombo.Job{Status: kombo.JobOpen, Confidential: new(true)}).Publishing())
		require.Equal(t, kombo.PublishingUnknown, (&kombo.Job{Status: kombo.JobOpen, Confidential: new(false)}).Publishing())
		require.Equal(t, kombo.PublishingAllowed, (&kombo.Job{Status: kombo.JobOpen, Visibility: kombo.VisibilityPublic, Confidential: new(true)}).Publishing())
	})
	t.Run("null means unknown", func(t *testing.T) {
		t.Parallel()
		job := decode[kombo.Job](t, `{"id":"j","status":null,"visibility":null}`)
		require.Equal(t, kombo.PublishingUnknown, job.Publishing())
	})
}

// A job board publishes only the jobs that Publishing allows, and asks the customer about the unknown ones.
func ExampleJob_Publishing() {
	for _, job := range []kombo.Job{ // page.All(ctx) of ListJobs
		{Name: "Welder", Status: kombo.JobOpen, Visibility: kombo.VisibilityPublic},
		{Name: "Porter", Status: kombo.JobOpen, Visibility: kombo.VisibilityInternal},
		{Name: "Cook"},
	} {
		switch job.Publishing() {
		case kombo.PublishingAllowed:
			fmt.Println(job.Name, "is published")
		case kombo.PublishingForbidden:
			fmt.Println(job.Name, "is removed")
		case kombo.PublishingUnknown:
			fmt.Println(job.Name, "needs the customer's approval")
		}
	}
	// Output:
	// Welder is published
	// Porter is removed
	// Cook needs the customer's approval
}

func TestExplain(t *testing.T) {
	t.Parallel()
	seen := map[string]struct{}{}
	for _, state := range []kombo.SyncState{
		kombo.SyncSucceeded, kombo.SyncPartiallyFailed, kombo.SyncFailed, kombo.SyncAuthenticationFailed, kombo.SyncCancelled, kombo.SyncTimedOut, "", "PAUSED",
	} {
		text := state.Explain()
		seen[text] = struct{}{}
		for _, term := range []string{"Kombo", "sync", "API", "_", "error"} {
			require.NotContains(t, strings.ToLower(text), strings.ToLower(term), "%q", state)
		}
		data := kombo.SyncFinishedData{SyncState: state}
		asks := strings.Contains(text, "Please ")
		require.Equal(t, data.Outcome() == kombo.OutcomeCustomer, asks, "the text must ask the customer to act if and only if the outcome requires it: %q", state)
		require.Equal(t, !asks && data.Outcome() != kombo.OutcomeData || state == kombo.SyncPartiallyFailed, strings.Contains(text, "do not have to do anything"), "%q", state)
	}
	require.Len(t, seen, 7)
}

func ExampleSyncState_Explain() {
	fmt.Println(kombo.SyncTimedOut.Explain()) // e.Data.SyncState of SyncFinished
	// Output: Updating your data took too long and was stopped. It starts again automatically; you do not have to do anything. Until then you see the data of the last successful update.
}

func TestReadModelIDs(t *testing.T) {
	t.Parallel()
	details := decode[kombo.IntegrationDetails](t, `{"id":"i","read_models":[{"id":"ats_jobs","is_available":true},{"id":"hris_employees"}]}`)
	require.Equal(t, kombo.ModelATSJobs, details.ReadModels[0].ID)
	require.Equal(t, kombo.ModelHRISEmployees, details.ReadModels[1].ID)
}
