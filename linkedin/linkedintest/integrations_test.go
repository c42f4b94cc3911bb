package linkedintest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
	"github.com/rolecall-dev/rolecall/webhook"
)

func client(t *testing.T, fake *linkedintest.Server, creds linkedin.Credentials) *linkedin.Client {
	t.Helper()
	c, err := linkedin.NewClient(creds, rolecall.WithBaseURL(fake.URL), rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	return c
}

// posting returns a valid job.
func posting(id string, op linkedin.Operation) linkedin.JobPosting {
	return linkedin.JobPosting{
		ExternalJobPostingID: id, Operation: op, Company: "urn:li:organization:1234", CompanyApplyURL: "https://careers.example.com/" + id,
		PosterEmail: "recruiting@example.com", Title: "Welder", Description: strings.Repeat("You join sheets of steel. ", 8),
		ListedAt: time.Now().Add(-24 * time.Hour), Location: "Hamburg, Germany",
	}
}

// inbox receives the events of several integrations and of the parent.
type inbox struct {
	url string

	mu     sync.Mutex
	events []string // "tenant type"
}

// newInbox starts a receiver with the secrets of the integrations and of the parent.
func newInbox(t *testing.T, fake *linkedintest.Server, integrations ...*linkedintest.Integration) *inbox {
	t.Helper()
	in := &inbox{}
	receiver, err := linkedin.NewReceiver(linkedin.ApplicationSecrets(func(_ context.Context, application string) ([]string, error) {
		if application == "" {
			return []string{fake.Parent.ClientSecret}, nil
		}
		for _, i := range integrations {
			if strings.HasSuffix(i.ApplicationURN, ":"+application) {
				return []string{i.Credentials.ClientSecret}, nil
			}
		}
		return nil, nil
	}), webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.events = append(in.events, d.Tenant+" "+d.Type)
		return nil
	}))
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	in.url = server.URL
	return in
}

func (in *inbox) received() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return append([]string(nil), in.events...)
}

func TestIntegrationIsolation(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1", "job-2"))
	second := fake.AddIntegration(linkedintest.WithJobs("job-2"))
	one, two := client(t, fake, fake.Credentials), client(t, fake, second.Credentials)

	t.Run("ids and credentials differ", func(t *testing.T) {
		require.NotEqual(t, fake.ApplicationURN, second.ApplicationURN)
		require.NotEqual(t, fake.Credentials.ClientID, second.Credentials.ClientID)
		require.NotEqual(t, fake.Credentials.ClientSecret, second.Credentials.ClientSecret)
		require.NotEqual(t, fake.Customer, second.Customer)
		require.Equal(t, linkedintest.ForeignID, fake.Customer)
		for _, i := range []*linkedintest.Integration{fake.Integration, second} {
			found, err := client(t, fake, fake.Parent).FindApplication(t.Context(), i.Customer)
			require.NoError(t, err)
			require.Equal(t, i.ApplicationURN, found.Key)
			require.Equal(t, i.Credentials.ClientID, found.Credentials.ClientID)
		}
	})
	t.Run("jobs and tasks are separate", func(t *testing.T) {
		results, err := one.PostJobs(t.Context(), []linkedin.JobPosting{posting("job-3", linkedin.OperationCreate), posting("job-2", linkedin.OperationClose)})
		require.NoError(t, err)
		fake.Advance(linkedintest.TaskTime)
		require.Equal(t, []string{"job-1", "job-3"}, fake.OpenJobs())
		require.Equal(t, []string{"job-2"}, second.OpenJobs(), "both integrations have a job with this id")
		require.Equal(t, 1, fake.Jobs(second.Credentials.ClientID))
		require.Zero(t, fake.Jobs("other"))

		statuses, err := two.JobPostingStatuses(t.Context(), []string{"job-1", "job-2", "job-3"})
		require.NoError(t, err)
		require.ErrorIs(t, statuses[0].Err, rolecall.ErrNotFound)
		require.Equal(t, linkedin.ListingStatusListed, statuses[1].ListingStatus)
		require.ErrorIs(t, statuses[2].Err, rolecall.ErrNotFound)
		own, err := one.JobPostingStatuses(t.Context(), []string{"job-1"})
		require.NoError(t, err)
		require.NotEqual(t, own[0].JobPostingURL, statuses[1].JobPostingURL)

		tasks, err := two.JobTasks(t.Context(), results[0].TaskIDs)
		require.NoError(t, err)
		require.ErrorIs(t, tasks[0].Err, rolecall.ErrNotFound)
		tasks, err = one.JobTasks(t.Context(), results[0].TaskIDs)
		require.NoError(t, err)
		require.Equal(t, linkedin.TaskSucceeded, tasks[0].Status)
	})
	t.Run("actions and charges are separate", func(t *testing.T) {
		require.NoError(t, two.ReportAction(t.Context(), linkedin.LifecycleAction{
			JobApplicationID: "urn:li:jobApplication:7", Action: linkedin.ActionApplicationViewed, PerformedAt: time.UnixMilli(1700000000123),
		}))
		require.Empty(t, fake.Actions())
		require.Len(t, second.Actions(), 1)
		second.Charge("job-2", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "1.50", 1, 2)
		march := linkedin.ReportPeriod{From: linkedin.Day{Year: 2026, Month: 3, Day: 1}, To: linkedin.Day{Year: 2026, Month: 3, Day: 31}}
		for i, want := range map[*linkedintest.Integration]int{fake.Integration: 0, second: 1} {
			c, err := linkedin.NewClient(i.Credentials, linkedin.WithVersion("202603"), rolecall.WithBaseURL(fake.URL))
			require.NoError(t, err)
			page, err := c.ListJobReports(t.Context(), march)
			require.NoError(t, err)
			require.Len(t, page.Items, want)
			budget, err := c.BudgetReport(t.Context(), fake.PartnerContractID)
			require.NoError(t, err)
			require.Equal(t, "1.50", budget.Budgets[0].Spent.Amount, "the budget includes all integrations")
		}
	})
	t.Run("tokens and secrets are separate", func(t *testing.T) {
		other := linkedintest.NewServer(t)
		r := newRaw(t, fake, second.Credentials)
		require.Equal(t, 200, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=job-2", "").status)
		r.fake = other
		require.InDelta(t, 65600, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=job-2", "").body["serviceErrorCode"], 0, "another fake's token")
		_, err := client(t, other, fake.Credentials).JobPostingStatuses(t.Context(), []string{"job-1"})
		require.ErrorIs(t, err, rolecall.ErrUnauthorized, "another fake's credentials")
		mixed := linkedin.Credentials{ClientID: fake.Credentials.ClientID, ClientSecret: second.Credentials.ClientSecret}
		_, err = client(t, fake, mixed).JobPostingStatuses(t.Context(), []string{"job-1"})
		require.ErrorIs(t, err, rolecall.ErrUnauthorized, "another integration's secret")
		_, err = client(t, fake, second.Credentials).FindApplication(t.Context(), fake.Customer)
		require.ErrorIs(t, err, rolecall.ErrForbidden, "only the parent's token finds applications")
		_, err = client(t, fake, fake.Parent).PostJobs(t.Context(), []linkedin.JobPosting{posting("job-4", linkedin.OperationCreate)})
		require.ErrorIs(t, err, rolecall.ErrForbidden, "the parent has no jobs")
		rotation, err := one.RotateSecret(t.Context())
		require.NoError(t, err)
		_, err = client(t, fake, linkedin.Credentials{ClientID: second.Credentials.ClientID, ClientSecret: rotation.ClientSecret}).JobPostingStatuses(t.Context(), []string{"job-2"})
		require.ErrorIs(t, err, rolecall.ErrUnauthorized, "another integration's new secret")
	})
}

func TestIntegrationWebhooks(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.RetryEvery(time.Millisecond))
	second := fake.AddIntegration()
	in := newInbox(t, fake, fake.Integration, second)
	require.NoError(t, fake.Register(t.Context(), in.url))
	require.ErrorIs(t, second.ResyncAll(), linkedintest.ErrNoWebhook)
	require.NoError(t, second.Register(t.Context(), in.url))
	require.NoError(t, fake.Resync("job-1"))
	require.NoError(t, second.ResyncAll())
	require.NoError(t, fake.Wait(t.Context()))
	require.ElementsMatch(t, []string{fake.ApplicationURN + " linkedin:RESYNC_JOBS", second.ApplicationURN + " linkedin:RESYNC_JOBS"}, in.received())
	ids := map[string]bool{}
	for _, a := range fake.Attempts() {
		ids[a.EventID+a.IntegrationID] = true
	}
	require.Len(t, ids, 2)

	// The challenges of both integrations are due at the same time, and one webhook has the wrong secret.
	other := newInbox(t, fake, second)
	require.ErrorIs(t, fake.Register(t.Context(), other.url), linkedintest.ErrChallenge, "the receiver does not have this application's secret")
	require.NoError(t, second.Register(t.Context(), other.url))
	broken := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(broken.Close)
	require.ErrorIs(t, second.Register(t.Context(), broken.URL), linkedintest.ErrChallenge)
	fake.Advance(7 * time.Hour)
	require.Len(t, fake.Challenges(), 1+1+3)
	require.Len(t, second.Challenges(), 1+1+1+3)

	failing := newHook(t, linkedin.StaticSecrets(second.Credentials.ClientSecret), webhook.NewRouter())
	require.NoError(t, second.Register(t.Context(), failing.URL))
	failing.broken.Store(true)
	fake.Advance(7 * time.Hour)
	require.True(t, second.Blocked())
	require.False(t, fake.Blocked())
	blocked, err := client(t, fake, fake.Parent).BlockedWebhooks(t.Context())
	require.NoError(t, err)
	require.Len(t, blocked, 1)
	require.NoError(t, fake.ResyncAll())
	require.ErrorIs(t, second.ResyncAll(), linkedintest.ErrBlocked)
}

func TestProvisionedIntegration(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	parent := newRaw(t, fake, fake.Parent)
	long := `{"uniqueForeignId":"customer-8","description":"Jobs","name":"` + strings.Repeat("ö", 51) + `"}`
	require.Equal(t, 400, parent.do(http.MethodPost, "/v2/provisionedApplications", long).status)
	child, err := client(t, fake, fake.Parent).ProvisionApplication(t.Context(), linkedin.ProvisionApplicationRequest{
		UniqueForeignID: "customer-7", Name: strings.Repeat("ö", 50), Description: "Jobs",
	})
	require.NoError(t, err)
	integrations := fake.Integrations()
	require.Len(t, integrations, 2)
	require.Equal(t, fake.ApplicationURN, integrations[0].ApplicationURN)
	third := integrations[1]
	require.Equal(t, child.Key, third.ApplicationURN)
	require.Equal(t, child.Credentials, third.Credentials)
	require.Equal(t, "customer-7", third.Customer)
	in := newInbox(t, fake, third)
	require.NoError(t, third.Register(t.Context(), in.url))
	require.NoError(t, third.ResyncAll())
	require.NoError(t, fake.Wait(t.Context()))
	require.Equal(t, []string{child.Key + " linkedin:RESYNC_JOBS"}, in.received())
}

func TestDeliver(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.RetryEvery(time.Millisecond))
	second := fake.AddIntegration()
	in := newInbox(t, fake, fake.Integration, second)
	for _, i := range []*linkedintest.Integration{fake.Integration, second} {
		require.NoError(t, i.Register(t.Context(), in.url))
		require.NoError(t, i.Deliver("A_NEW_TYPE", map[string]any{"type": "A_NEW_TYPE", "developerApplicationUrn": i.ApplicationURN, "more": []int{1}}))
		require.NoError(t, i.Deliver("OTHER", json.RawMessage(`{"type":"OTHER", "developerApplicationUrn":"`+i.ApplicationURN+`"}`)))
	}
	require.NoError(t, second.DeliverAsParent("LEAD_ACTION", json.RawMessage(`{"type":"LEAD_ACTION","notificationId":7}`)))
	require.NoError(t, fake.Wait(t.Context()))
	require.ElementsMatch(t, []string{
		fake.ApplicationURN + " linkedin:A_NEW_TYPE", fake.ApplicationURN + " linkedin:OTHER",
		second.ApplicationURN + " linkedin:A_NEW_TYPE", second.ApplicationURN + " linkedin:OTHER", " linkedin:LEAD_ACTION",
	}, in.received())
	require.ErrorContains(t, fake.Deliver("OTHER", func() {}), "unsupported type")

	// An event that names another application has the wrong signature.
	before := len(in.received())
	require.NoError(t, second.Deliver("OTHER", map[string]string{"type": "OTHER", "developerApplicationUrn": fake.ApplicationURN}))
	require.Eventually(t, func() bool {
		attempts := fake.Attempts()
		last := attempts[len(attempts)-1]
		return last.Status == http.StatusUnauthorized && last.IntegrationID == second.ApplicationURN
	}, 10*time.Second, time.Millisecond)
	require.Len(t, in.received(), before)
}

func TestWaitForEventsOfHandlers(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1", "job-2", "job-3"))
	c := client(t, fake, fake.Credentials)
	var mu sync.Mutex
	var tasks, statuses []string
	router := webhook.NewRouter()
	webhook.On(router, linkedin.ResyncJobs, func(ctx context.Context, e *linkedin.ResyncJobsEvent, _ *webhook.Delivery) error {
		ids := e.ExternalJobPostingIDs
		if e.SyncAllOpenJobs {
			ids = fake.OpenJobs()
		}
		for _, id := range ids {
			results, err := c.PostJobs(ctx, []linkedin.JobPosting{posting(id, linkedin.OperationUpdate)})
			if err != nil {
				return err
			}
			mu.Lock()
			tasks = append(tasks, results[0].TaskIDs...)
			mu.Unlock()
			if err := fake.NotifyStatus(id); err != nil {
				return err
			}
		}
		return nil
	})
	webhook.On(router, linkedin.JobPostingStatusChanged, func(ctx context.Context, e *linkedin.JobPostingStatusEvent, _ *webhook.Delivery) error {
		if _, err := c.JobPostingStatuses(ctx, []string{e.ExternalJobPostingID}); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		statuses = append(statuses, e.ExternalJobPostingID)
		return nil
	})
	h := newHook(t, linkedin.StaticSecrets(fake.Credentials.ClientSecret), router)
	require.NoError(t, fake.Register(t.Context(), h.URL))
	for id, want := range map[string]int{"job-2": 1, "": 3} {
		tasks, statuses = nil, nil
		if id == "" {
			require.NoError(t, fake.ResyncAll())
		} else {
			require.NoError(t, fake.Resync(id))
		}
		require.NoError(t, fake.Wait(t.Context()))
		require.Len(t, tasks, want, "the handler posts each job")
		require.Len(t, statuses, want, "the fake delivers the event of each job")
		fake.Advance(linkedintest.TaskTime)
		done, err := c.JobTasks(t.Context(), tasks)
		require.NoError(t, err)
		for _, task := range done {
			require.Equal(t, linkedin.TaskSucceeded, task.Status)
		}
	}
}

func TestWithClock(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	fake := linkedintest.NewServer(t, linkedintest.WithJobs("job-1"), linkedintest.WithClock(func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}))
	start := now
	require.Equal(t, start, fake.Now())
	in := newInbox(t, fake, fake.Integration)
	require.NoError(t, fake.Register(t.Context(), in.url))
	require.Equal(t, []linkedintest.Challenge{{At: start, Status: 200, Passed: true}}, fake.Challenges())
	r := newRaw(t, fake, fake.Credentials)
	got := r.post(postings, []string{"listedAt:" + fmt.Sprint(start.Add(time.Hour).UnixMilli())}, []string{`externalJobPostingId:"other"`})
	elements, _ := got.body["elements"].([]any)
	require.InDelta(t, 400, elements[0].(map[string]any)["status"], 0, "listed in the future of the fake's clock")
	require.Equal(t, start.Format(http.TimeFormat), got.header.Get("Date"))

	mu.Lock()
	now = now.Add(2 * time.Hour)
	mu.Unlock()
	fake.Advance(time.Minute) // also processes what became due when the test's clock changed
	require.Equal(t, start.Add(2*time.Hour+time.Minute), fake.Now())
	require.Len(t, fake.Challenges(), 2)
	require.Equal(t, []string{"job-1", "other"}, fake.OpenJobs())
	require.Equal(t, 401, r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").status, "the token has expired")
	require.NoError(t, fake.ResyncAll())
	require.NoError(t, fake.Wait(t.Context()))
	require.Equal(t, fake.Now(), fake.Attempts()[0].At)
}

func TestAdvanceNeverGoesBack(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	start := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	now := start
	fake := linkedintest.NewServer(t, linkedintest.WithClock(func() time.Time { // each call advances the clock
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}))
	fake.Advance(0)
	got := fake.Now()
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, now, got)
}

func TestAdvanceAfterClose(t *testing.T) {
	t.Parallel()
	fake, err := linkedintest.Start()
	require.NoError(t, err)
	in := newInbox(t, fake, fake.Integration)
	require.NoError(t, fake.Register(t.Context(), in.url))
	fake.Close()
	fake.Advance(5 * time.Hour)
	require.Len(t, fake.Challenges(), 1)
}

func TestPendingFaults(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	r := newRaw(t, fake, fake.Credentials)
	status := func() int { return r.do(http.MethodGet, "/v2/jobPostingStatus?ids=x", "").status }
	named, err := linkedintest.FaultNamed("Status", map[string]string{"status": "418"})
	require.NoError(t, err)
	fake.Inject(named, nil, linkedintest.ActThenRespond(504), linkedintest.Slow(time.Hour), linkedintest.Cut())
	require.Equal(t, []string{"Status(418)", "pass", "ActThenRespond(504)", "Slow(1h0m0s)", "Cut"}, fake.Faults())
	require.Equal(t, 418, status())
	require.Equal(t, 200, status())
	require.Equal(t, 504, status())
	require.Equal(t, []string{"Slow(1h0m0s)", "Cut"}, fake.Faults())
	fake.ClearFaults()
	require.Empty(t, fake.Faults())
	require.Equal(t, 200, status())
	require.Equal(t, map[string]int{"Status(418)": 1, "ActThenRespond(504)": 1}, fake.FaultCounts())

	fake.InjectToken(linkedintest.Status(500), linkedintest.Cut())
	require.Equal(t, []string{"Status(500)", "Cut"}, fake.TokenFaults())
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {fake.Credentials.ClientID}, "client_secret": {fake.Credentials.ClientSecret}}.Encode()
	token := func() int {
		return r.do(http.MethodPost, "/oauth/v2/accessToken", form, "Content-Type", "application/x-www-form-urlencoded").status
	}
	require.Equal(t, 500, token())
	fake.ClearTokenFaults()
	require.Empty(t, fake.TokenFaults())
	require.Equal(t, 200, token())
	require.Equal(t, map[string]int{"Status(500)": 1}, fake.TokenFaultCounts())

	require.Equal(t, []string{"status"}, linkedintest.FaultArguments("Status"))
	require.Equal(t, []string{"ActThenRespond", "Cut", "CutBody", "HTML", "Slow", "Status"}, linkedintest.FaultNames())
	for _, name := range linkedintest.FaultNames() {
		f, err := linkedintest.FaultNamed(name, nil)
		require.NoError(t, err)
		require.Contains(t, f.Name(), name)
	}
	_, err = linkedintest.FaultNamed("Nothing", nil)
	require.ErrorContains(t, err, "linkedintest: unknown fault")
}

func TestFormatHidesSecrets(t *testing.T) {
	t.Parallel()
	fake := linkedintest.NewServer(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.Equal(t, "linkedintest.Server at "+fake.URL, fmt.Sprintf(verb, fake))
		require.NotContains(t, fmt.Sprintf(verb, fake.Integration), fake.Credentials.ClientSecret)
	}
}
