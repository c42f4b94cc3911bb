package knittest_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// client returns a client of a fake, without retries.
func client(t *testing.T, fake *knittest.Server) *knit.Client {
	t.Helper()
	c, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	return c
}

// jobIDs returns the ids of an integration's jobs.
func jobIDs(t *testing.T, integration *knit.Integration) (ids []string) {
	t.Helper()
	page, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
	require.NoError(t, err)
	for job, err := range page.All(t.Context()) {
		require.NoError(t, err)
		ids = append(ids, job.Info.ID)
	}
	return ids
}

func TestIntegrationsAreIsolated(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(2), knittest.WithDelta(knittest.Delta{}))
	second := fake.AddIntegration(knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{Deleted: 1}), knittest.WithoutSupport("ats.job.create"))
	c := client(t, fake)
	one, two := c.Integration(fake.IntegrationID), c.Integration(second.IntegrationID)

	t.Run("ids and records", func(t *testing.T) {
		require.NotEqual(t, fake.IntegrationID, second.IntegrationID)
		require.NotEqual(t, fake.Customer, second.Customer)
		require.Equal(t, []string{fake.JobID(0), fake.JobID(1)}, jobIDs(t, one))
		require.Equal(t, []string{second.JobID(0), second.JobID(1), second.JobID(2)}, jobIDs(t, two))
		created, err := one.ATS.CreateJob(t.Context(), knit.CreateJobRequest{Title: "Nurse"})
		require.NoError(t, err)
		require.Equal(t, fake.JobID(2), created.JobID)
		require.Len(t, jobIDs(t, two), 3)
		require.Error(t, second.Remove(fake.JobID(0)), "a record of another integration")
	})
	t.Run("supported methods", func(t *testing.T) {
		_, err := two.ATS.CreateJob(t.Context(), knit.CreateJobRequest{Title: "Nurse"})
		require.ErrorIs(t, err, knit.ErrNotSupported)
	})
	t.Run("details of customers", func(t *testing.T) {
		for _, i := range []*knittest.Integration{fake.Integration, second} {
			details, err := c.IntegrationDetails(t.Context(), i.Customer)
			require.NoError(t, err)
			require.Len(t, details.Apps, 1)
			require.Equal(t, i.IntegrationID, details.Apps[0].IntegrationID)
		}
		require.Equal(t, knittest.OriginOrgID, fake.Customer)
	})
	t.Run("syncs and events", func(t *testing.T) {
		var mu sync.Mutex
		tenants, integrations := map[string]map[string]bool{}, map[string]bool{}
		backend := newBackend(t, fake, nil, webhook.OnResult(func(_ context.Context, r webhook.Result) {
			mu.Lock()
			defer mu.Unlock()
			integrations[r.Delivery.Tenant] = true
			e, err := knit.ParseDeliveries(nil, r.Delivery.Body)
			if err != nil || len(e) != 1 {
				t.Error("event does not parse")
			}
			if tenants[r.Delivery.Tenant] == nil {
				tenants[r.Delivery.Tenant] = map[string]bool{}
			}
			for _, id := range []string{fake.JobID(0), fake.JobID(1), second.JobID(0), second.JobID(2)} {
				if strings.Contains(string(r.Delivery.Body), `"recordId":"`+id+`"`) {
					tenants[r.Delivery.Tenant][id] = true
				}
			}
		}))
		start := knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: backend.URL}
		first, err := one.StartSync(t.Context(), start)
		require.NoError(t, err)
		update := knit.UpdateSyncRequest{DataType: start.DataType, Destination: backend.URL}
		_, err = two.UpdateSync(t.Context(), update)
		require.ErrorIs(t, err, rolecall.ErrNotFound, "the sync belongs to the other integration")
		other, err := two.StartSync(t.Context(), start)
		require.NoError(t, err)
		require.NotEqual(t, first.JobID, other.JobID)
		require.NoError(t, two.SetStartTime(t.Context(), knit.SetStartTimeRequest{DataType: start.DataType, StartHour: 3}))
		hour, _ := second.StartTime(knittest.Jobs)
		require.Equal(t, 3, hour)
		hour, _ = fake.StartTime(knittest.Jobs)
		require.Zero(t, hour)
		wait(t, fake)

		mu.Lock()
		defer mu.Unlock()
		require.Len(t, integrations, 2)
		require.Equal(t, map[string]map[string]bool{
			fake.IntegrationID:   {fake.JobID(0): true, fake.JobID(1): true},
			second.IntegrationID: {second.JobID(0): true, second.JobID(2): true},
		}, tenants)
		for _, a := range fake.Attempts() {
			require.Contains(t, integrations, a.IntegrationID)
			require.Equal(t, backend.URL, a.URL)
		}
		deleted := 0
		for _, e := range backend.got() {
			if e.EventType == "record.deleted" {
				deleted++
				require.Equal(t, other.JobID, e.SyncJobID)
			}
		}
		require.Equal(t, 1, deleted, "each integration has its own delta")
	})
	t.Run("deactivation", func(t *testing.T) {
		second.Deactivate()
		_, err := two.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.ErrorIs(t, err, rolecall.ErrNotFound)
		require.NotEmpty(t, jobIDs(t, one))
	})
	t.Run("unknown integration", func(t *testing.T) {
		_, err := c.Integration("mg_other").ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.ErrorIs(t, err, rolecall.ErrNotFound)
		other := knittest.NewServer(t)
		_, err = c.Integration(other.IntegrationID).ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		require.ErrorIs(t, err, rolecall.ErrNotFound, "an integration of another account")
	})
}

func TestRemove(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithEmployees(2), knittest.WithApplications(2), knittest.WithDelta(knittest.Delta{Modified: 5}))
	backend := newBackend(t, fake, nil)
	start(t, fake, backend.URL)
	wait(t, fake)
	before := len(backend.got())

	require.NoError(t, fake.Remove(fake.JobID(1), fake.EmployeeID(0), fake.ApplicationID(1), fake.CandidateID(0)))
	wait(t, fake)
	require.Len(t, backend.got(), before, "no event was delivered")
	integration := connect(t, fake)
	require.Equal(t, []string{fake.JobID(0), fake.JobID(2)}, jobIDs(t, integration))
	_, err := integration.ATS.GetApplication(t.Context(), knit.ApplicationKey{ApplicationID: fake.ApplicationID(1), CandidateID: fake.CandidateID(1)})
	require.ErrorIs(t, err, rolecall.ErrNotFound)
	_, err = integration.HRIS.TerminateEmployee(t.Context(), knit.TerminateEmployeeRequest{EmployeeID: fake.EmployeeID(0)})
	require.ErrorIs(t, err, rolecall.ErrNotFound)
	_, err = integration.ATS.CreateApplication(t.Context(), knit.CreateApplicationRequest{JobID: fake.JobID(0), CandidateID: fake.CandidateID(0)})
	require.ErrorIs(t, err, rolecall.ErrNotFound)

	again := start(t, fake, backend.URL)
	wait(t, fake)
	records := map[string]map[string]int{}
	for _, e := range backend.got()[before:] {
		if e.RecordID != "" {
			if records[e.EventType] == nil {
				records[e.EventType] = map[string]int{}
			}
			records[e.EventType][e.RecordID]++
		}
		if e.EventType == "record.new" {
			require.Equal(t, again.RunID, e.SyncRunID)
		}
	}
	left := map[string]int{fake.JobID(0): 1, fake.JobID(2): 1}
	require.Equal(t, map[string]map[string]int{"record.new": left, "record.modified": left}, records, "the next runs do not contain the removed job")

	require.ErrorContains(t, fake.Remove(fake.JobID(0), fake.JobID(1)), "knittest: unknown record id "+fake.JobID(1))
	require.Len(t, jobIDs(t, integration), 2, "no record was removed")
}

func TestDeactivatedIntegration(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	fake := knittest.NewServer(t, knittest.WithJobs(1), knittest.WithClock(func() time.Time { return at }))
	arrived, deactivated := make(chan struct{}), make(chan struct{})
	var once sync.Once
	backend := newBackend(t, fake, func(*knit.RawEvent) error {
		once.Do(func() { close(arrived) })
		<-deactivated
		return nil
	})
	fake.SetWebhook(backend.URL)
	start(t, fake, backend.URL)
	<-arrived
	fake.Deactivate()
	close(deactivated)
	wait(t, fake)
	for _, e := range backend.got() {
		require.Equal(t, knit.SyncInitial, e.SyncType, "the initial run ends, and no delta run follows")
		require.Equal(t, at, e.TriggeredAt.UTC())
	}
	details, err := client(t, fake).IntegrationDetails(t.Context(), fake.Customer)
	require.NoError(t, err)
	require.Equal(t, new(false), details.Apps[0].IsActive)
	require.Equal(t, at, details.Apps[0].DeactivatedAt.UTC())
	_, err = connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs})
	require.ErrorIs(t, err, rolecall.ErrNotFound)

	require.NoError(t, fake.Activate())
	wait(t, fake)
	require.Equal(t, 1, backend.counts()["app.integration.activate"])
	require.Len(t, jobIDs(t, connect(t, fake)), 1)
}

func TestWaitForSyncStartedByHandler(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{}))
	integration := connect(t, fake)
	var jobs sync.Map
	var url string
	router := webhook.NewRouter()
	webhook.On(router, knit.IntegrationActivated, func(ctx context.Context, _ *knit.IntegrationActivatedEvent, _ *webhook.Delivery) error {
		_, err := integration.StartSync(ctx, knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: url})
		return err
	})
	webhook.On(router, knit.JobNew, func(_ context.Context, e *knit.JobEvent, _ *webhook.Delivery) error {
		jobs.Store(e.RecordID, true)
		return nil
	})
	receiver, err := knit.NewReceiver([]string{fake.APIKey}, router)
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	url = server.URL
	fake.SetWebhook(url)

	require.NoError(t, fake.Activate())
	wait(t, fake)
	for n := range 3 {
		_, stored := jobs.Load(fake.JobID(n))
		require.True(t, stored, "job %d", n)
	}
	require.Len(t, fake.Attempts(), 1+3+2+2, "the activation, the initial run and the delta run")
}

func TestPendingFaults(t *testing.T) {
	t.Parallel()
	fake := knittest.NewServer(t, knittest.WithJobs(3))
	integration := client(t, fake).Integration(fake.IntegrationID)
	list := func() error {
		_, err := integration.ATS.ListJobs(t.Context(), knit.ListJobsOptions{})
		return err
	}
	named, err := knittest.FaultNamed("Status", map[string]string{"status": "418"})
	require.NoError(t, err)
	fake.Inject(named, nil, knittest.HTML(502), knittest.EmptyPage(), knittest.Slow(time.Hour))
	require.Equal(t, []string{"Status(418)", "pass", "HTML(502)", "EmptyPage", "Slow(1h0m0s)"}, fake.Faults())
	var e *rolecall.Error
	require.ErrorAs(t, list(), &e)
	require.Equal(t, 418, e.StatusCode)
	require.NoError(t, list())
	require.ErrorIs(t, list(), rolecall.ErrUnavailable)
	require.NoError(t, list())
	require.Equal(t, []string{"Slow(1h0m0s)"}, fake.Faults())
	fake.ClearFaults()
	require.Empty(t, fake.Faults())
	require.NoError(t, list())
	require.Equal(t, map[string]int{"Status(418)": 1, "HTML(502)": 1, "EmptyPage": 1}, fake.FaultCounts())

	require.Equal(t, []string{"status", "after"}, knittest.FaultArguments("RetryAfter"))
	for _, name := range knittest.FaultNames() {
		f, err := knittest.FaultNamed(name, nil)
		require.NoError(t, err)
		require.Contains(t, f.Name(), name)
	}
	_, err = knittest.FaultNamed("Nothing", nil)
	require.ErrorContains(t, err, "knittest: unknown fault")
}
