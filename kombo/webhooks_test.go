package kombo_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// inbox is a backend that receives webhooks. It records the events that its handlers received.
type inbox struct {
	router *webhook.Router
	url    string

	mu       sync.Mutex
	events   []string // as described by the handlers
	statuses []int
	answered chan int // every response status
}

func (b *inbox) note(event string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, event)
	return len(b.events)
}

func (b *inbox) got() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.events...)
}

// newInbox starts a server on loopback with a receiver for Kombo's webhooks.
func newInbox(t *testing.T, secrets []string, opts ...webhook.Option) *inbox {
	t.Helper()
	b := &inbox{router: webhook.NewRouter(), answered: make(chan int, 1000)}
	opts = append(opts, webhook.OnResult(func(_ context.Context, r webhook.Result) {
		b.mu.Lock()
		b.statuses = append(b.statuses, r.Status)
		b.mu.Unlock()
		b.answered <- r.Status
	}))
	receiver, err := kombo.NewReceiver(secrets, b.router, opts...)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("POST /webhooks/kombo", receiver)
	listener := httptest.NewServer(mux)
	t.Cleanup(listener.Close)
	b.url = listener.URL + "/webhooks/kombo"
	return b
}

func awaitDelivery(t *testing.T, fake *kombotest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, fake.Wait(ctx))
}

func TestWebhooksSelectLists(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	h := newBackend(t, kombotest.FirstSyncPending(), kombotest.WithClock(clock.time), kombotest.DeliverParallel(1))
	b := newInbox(t, []string{"previous secret", h.fake.WebhookSecret})
	var deliveries []*webhook.Delivery
	read := map[kombo.List]int{}
	fetched := clock.time()
	webhook.On(b.router, kombo.SyncFinished, func(ctx context.Context, e *kombo.SyncFinishedEvent, d *webhook.Delivery) error {
		b.note(e.Type + " " + string(e.Data.Outcome()))
		deliveries = append(deliveries, d)
		if e.Data.Outcome() == kombo.OutcomeData {
			_, err := h.ats.ListJobs(ctx, kombo.ListJobsOptions{})
			return err
		}
		return nil
	})
	webhook.On(b.router, kombo.DataChanged, func(ctx context.Context, e *kombo.DataChangedEvent, d *webhook.Delivery) error {
		b.note(e.Type)
		deliveries = append(deliveries, d)
		for _, list := range e.Data.Lists() {
			page, err := kombo.CallList[struct{ ID string }](ctx, h.integration, kombo.CallRequest{Path: string(list), Query: map[string][]string{
				"updated_after": {fetched.Format(time.RFC3339)}, "include_deleted": {"true"},
			}})
			if err != nil {
				return err
			}
			read[list] = len(page.Items)
		}
		return nil
	})
	h.fake.SetWebhook(b.url)

	h.fake.FinishSync("AUTHENTICATION_FAILED")
	h.fake.FinishSync("FAILED")
	awaitDelivery(t, h.fake)
	_, err := h.ats.ListJobs(t.Context(), kombo.ListJobsOptions{})
	require.ErrorIs(t, err, rolecall.ErrPending)
	h.fake.FinishFirstSync()
	awaitDelivery(t, h.fake)

	fetched = clock.advance(time.Minute)
	h.fake.ChangeJobPosting(7)
	h.fake.DeleteJob(8)
	h.fake.NotifyChanges()
	awaitDelivery(t, h.fake)
	require.Equal(t, []string{"sync-finished customer", "sync-finished next sync", "sync-finished data", "data-changed"}, b.got())
	require.Equal(t, 2, read[kombo.ListATSJobs])
	require.Contains(t, read, kombo.ListATSApplications)
	require.Zero(t, read[kombo.ListATSApplications], "updated_after does not find an application for its job")
	for _, d := range deliveries {
		require.Equal(t, h.fake.IntegrationID, d.Tenant)
		require.NotEmpty(t, d.ID)
		require.Empty(t, d.Header.Get("X-Kombo-Signature"))
	}
	require.Equal(t, []int{200, 200, 200, 200, 200}, b.statuses, "includes integration-state-changed after the failed login")
}

func TestWebhookWrongSecret(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	b := newInbox(t, []string{"another environment's secret"})
	webhook.On(b.router, kombo.SyncFinished, func(context.Context, *kombo.SyncFinishedEvent, *webhook.Delivery) error {
		b.note("handled")
		return nil
	})
	h.fake.SetWebhook(b.url)
	h.fake.FinishSync("SUCCEEDED")
	require.Equal(t, http.StatusUnauthorized, <-b.answered)
	require.Equal(t, http.StatusUnauthorized, <-b.answered, "Kombo sends the event again")
	require.Empty(t, b.got())
	for _, attempt := range h.fake.Attempts() {
		require.Equal(t, http.StatusUnauthorized, attempt.Status)
	}
}

func TestWebhookRedelivery(t *testing.T) {
	t.Parallel()
	h := newBackend(t, kombotest.RetryEvery(time.Millisecond))
	b := newInbox(t, []string{h.fake.WebhookSecret}, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	webhook.On(b.router, kombo.DataChanged, func(_ context.Context, e *kombo.DataChangedEvent, _ *webhook.Delivery) error {
		switch b.note(e.ID) {
		case 1:
			return errors.New("the database is unavailable")
		case 2:
			panic("handler panic")
		case 3:
			return webhook.RetryAfter(time.Second, errors.New("not now"))
		}
		return nil
	})
	h.fake.SetWebhook(b.url)
	h.fake.ChangeJob(1)
	h.fake.NotifyChanges()
	awaitDelivery(t, h.fake)
	got := b.got()
	require.Len(t, got, 4)
	require.Equal(t, []string{got[0], got[0], got[0], got[0]}, got, "each delivery must contain the same event")
	require.Equal(t, []int{500, 500, 503, 200}, b.statuses)
}

func TestWebhookDuplicates(t *testing.T) {
	t.Parallel()
	h := newBackend(t, kombotest.DeliverTwice(), kombotest.DeliverShuffled(7), kombotest.DeliverLate(5*time.Millisecond))
	b := newInbox(t, []string{h.fake.WebhookSecret}, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	webhook.On(b.router, kombo.SyncFinished, func(_ context.Context, e *kombo.SyncFinishedEvent, _ *webhook.Delivery) error {
		b.note(e.ID)
		return nil
	})
	webhook.On(b.router, kombo.IntegrationStateChanged, func(_ context.Context, e *kombo.IntegrationStateChangedEvent, _ *webhook.Delivery) error {
		b.note(e.ID + " " + string(e.Data.State))
		return nil
	})
	h.fake.SetWebhook(b.url)
	for range 10 {
		h.fake.FinishSync("SUCCEEDED")
	}
	require.NoError(t, h.integration.SetEnabled(t.Context(), false))
	require.NoError(t, h.fake.Deliver("something-new", map[string]string{"integration_id": h.fake.IntegrationID}))
	awaitDelivery(t, h.fake)
	got := b.got()
	require.Len(t, got, 11)
	distinct := map[string]bool{}
	for _, event := range got {
		distinct[event] = true
	}
	require.Len(t, distinct, 11)
	require.Len(t, h.fake.Attempts(), 24)
	require.EqualValues(t, 1, b.router.Unknown(), "an event without a handler must be accepted and counted once")
	for _, attempt := range h.fake.Attempts() {
		require.Equal(t, http.StatusOK, attempt.Status)
	}
}
