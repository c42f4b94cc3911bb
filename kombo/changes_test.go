package kombo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// jobsBy lists all jobs that opts select, by id.
func jobsBy(t *testing.T, h *backend, opts kombo.ListOptions) map[string]kombo.Job {
	t.Helper()
	page, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{ListOptions: opts})
	require.NoError(t, err)
	jobs := map[string]kombo.Job{}
	for job, err := range page.All(t.Context()) {
		require.NoError(t, err)
		jobs[job.ID] = *job
	}
	return jobs
}

func TestListChangedJobs(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	h := newBackend(t, kombotest.WithJobs(300), kombotest.WithClock(clock.time))
	before := jobsBy(t, h, kombo.ListOptions{})
	require.Len(t, before, 300)
	fetched := clock.advance(time.Hour)
	require.Empty(t, jobsBy(t, h, kombo.ListOptions{UpdatedAfter: fetched, IncludeDeleted: true}))

	changedAt := clock.advance(time.Minute)
	h.fake.ChangeJob(3)
	h.fake.ChangeJobPosting(4)
	h.fake.DeleteJob(5)
	added := h.fake.JobID(h.fake.AddJob())
	changed, nested, deleted := h.fake.JobID(3), h.fake.JobID(4), h.fake.JobID(5)

	t.Run("deleted jobs are included", func(t *testing.T) {
		found := jobsBy(t, h, kombo.ListOptions{UpdatedAfter: fetched, IncludeDeleted: true, PageSize: 1})
		require.Len(t, found, 4)
		require.Equal(t, changedAt, found[changed].ChangedAt)
		require.NotEqual(t, before[changed].Name, found[changed].Name)
		require.Equal(t, before[nested].ChangedAt, found[nested].ChangedAt, "a posting changed, not the job itself")
		require.NotEqual(t, before[nested].JobPostings, found[nested].JobPostings)
		require.Equal(t, changedAt, found[deleted].RemoteDeletedAt)
		require.Equal(t, before[deleted].Name, found[deleted].Name)
		require.Contains(t, found, added)
	})
	t.Run("deleted jobs are omitted by default", func(t *testing.T) {
		found := jobsBy(t, h, kombo.ListOptions{UpdatedAfter: fetched})
		require.Len(t, found, 3)
		require.NotContains(t, found, deleted)
		require.NotContains(t, jobsBy(t, h, kombo.ListOptions{}), deleted)
	})
	t.Run("newest ChangedAt misses changes of nested records", func(t *testing.T) {
		found := jobsBy(t, h, kombo.ListOptions{UpdatedAfter: changedAt.Add(time.Millisecond)})
		require.Empty(t, found)
	})
	t.Run("deleted job is a tombstone after 14 days", func(t *testing.T) {
		clock.advance(14*24*time.Hour - time.Second)
		tombstone := jobsBy(t, h, kombo.ListOptions{UpdatedAfter: fetched, IncludeDeleted: true})[deleted]
		require.NotEmpty(t, tombstone.Name)
		clock.advance(time.Second)
		tombstone = jobsBy(t, h, kombo.ListOptions{UpdatedAfter: fetched, IncludeDeleted: true})[deleted]
		require.Equal(t, kombo.Job{
			ID: deleted, RemoteID: before[deleted].RemoteID, Changes: kombo.Changes{ChangedAt: changedAt, RemoteDeletedAt: changedAt},
			Stages: []kombo.JobStage{}, ScreeningQuestions: []kombo.ScreeningQuestion{}, JobPostings: []kombo.JobPosting{},
			HiringTeam: []kombo.HiringTeamMember{}, IntegrationFields: []kombo.IntegrationField{},
		}, tombstone)
	})
}

func TestListChangesOfNestedRecords(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	h := newBackend(t, kombotest.WithJobs(20), kombotest.WithCandidates(10), kombotest.WithApplications(20), kombotest.WithClock(clock.time))
	fetched := clock.advance(time.Hour)
	clock.advance(time.Minute)
	h.fake.ChangeCandidate(2)
	h.fake.DeleteApplication(4)
	h.fake.ChangeEmployee(1)
	h.fake.DeleteEmployee(4)
	h.fake.Change("/hris/absence-types", 2)
	h.fake.Delete("/hris/groups", 3)
	found := map[string][]string{}
	opts := kombo.ListOptions{UpdatedAfter: fetched, IncludeDeleted: true}
	for _, list := range everyTrackedList() {
		ids, bad, err := list.ids(t.Context(), h.integration, opts)
		require.NoError(t, err)
		require.Zero(t, bad)
		if len(ids) > 0 {
			found[list.name] = ids
		}
	}
	require.Subset(t, found["candidates"], []string{h.fake.CandidateID(2), h.fake.CandidateID(4)})
	require.Subset(t, found["applications"], []string{h.fake.ApplicationID(2), h.fake.ApplicationID(12), h.fake.ApplicationID(4)})
	require.NotEmpty(t, found["interviews"], "the interview refers to application 4, which was deleted")
	require.NotContains(t, found, "jobs")
	require.Subset(t, found["employees"], []string{h.fake.EmployeeID(1), h.fake.EmployeeID(4), h.fake.EmployeeID(0)}, "employee 1 is the manager of employee 0")
	for _, name := range []string{"reviews", "absences", "balances", "absence types", "groups", "staffing entities"} {
		require.NotEmpty(t, found[name], name)
	}

	clock.advance(20 * 24 * time.Hour)
	for _, list := range everyTrackedList() {
		ids, bad, err := list.ids(t.Context(), h.integration, opts)
		require.NoError(t, err)
		require.Zero(t, bad, "tombstones of %s do not decode", list.name)
		require.ElementsMatch(t, found[list.name], ids, list.name)
	}
}
