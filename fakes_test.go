package rolecall_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// sharesWithItsKind lists the fakes that share keys or ids with other fakes of the same kind. Do not add
// one. Change the fake instead, and remove it from the list.
var sharesWithItsKind = map[string]bool{}

// TestFakesShareNothing checks that two fakes have no key and no id in common, so that a test that mixes up
// two tenants fails.
func TestFakesShareNothing(t *testing.T) {
	t.Parallel()
	kinds := map[string]func() []string{
		"knit": func() []string {
			fake := knittest.NewServer(t)
			owned := []string{fake.APIKey}
			for _, i := range []*knittest.Integration{fake.Integration, fake.AddIntegration()} {
				owned = append(owned, i.IntegrationID, i.JobID(0), i.ApplicationID(0), i.CandidateID(0), i.EmployeeID(0))
			}
			return owned
		},
		"kombo": func() []string {
			fake := kombotest.NewServer(t)
			return []string{fake.APIKey, fake.WebhookSecret, fake.IntegrationID, fake.JobID(0), fake.ApplicationID(0), fake.CandidateID(0), fake.EmployeeID(0)}
		},
		"linkedin": func() []string {
			fake := linkedintest.NewServer(t)
			owned := []string{fake.Parent.ClientID, fake.Parent.ClientSecret, strconv.FormatInt(fake.PartnerContractID, 10)}
			for _, i := range []*linkedintest.Integration{fake.Integration, fake.AddIntegration()} {
				owned = append(owned, i.Credentials.ClientID, i.Credentials.ClientSecret, i.ApplicationURN)
			}
			return owned
		},
	}
	owners, shared := map[string]string{}, map[string]bool{}
	for kind, start := range kinds {
		for range 2 {
			for _, id := range start() {
				if owner, ok := owners[id]; ok {
					require.Equal(t, kind, owner, "%s is of two kinds of fakes", id)
					require.True(t, sharesWithItsKind[kind], "two fakes of %s share %s", kind, id)
					shared[kind] = true
				}
				owners[id] = kind
			}
		}
	}
	require.Equal(t, sharesWithItsKind, shared, "remove the fakes that share nothing from the list")
}

// delivered counts the requests that a backend receives.
type delivered struct {
	http.Handler // responds to all requests but the first

	mu       sync.Mutex
	requests int
	first    time.Time
	now, top int // current and maximum number of concurrent requests
}

func (d *delivered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost { // LinkedIn's challenge
		d.Handler.ServeHTTP(w, r)
		return
	}
	d.mu.Lock()
	if d.requests++; d.requests == 1 {
		d.first = time.Now()
	}
	failed := d.requests == 1
	d.now++
	d.top = max(d.top, d.now)
	d.mu.Unlock()
	if failed {
		w.WriteHeader(http.StatusInternalServerError)
	} else {
		d.Handler.ServeHTTP(w, r)
	}
	d.mu.Lock()
	d.now--
	d.mu.Unlock()
}

// TestFakeDeliveryOptions delivers the events of each fake late, one at a time, in a different order, and
// twice, and the first one again after a failure.
func TestFakeDeliveryOptions(t *testing.T) {
	t.Parallel()
	const late, often = 50 * time.Millisecond, time.Millisecond
	accept := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for name, deliver := range map[string]func(ctx context.Context, t *testing.T, d *delivered, url string) (events int){
		"knit": func(ctx context.Context, t *testing.T, _ *delivered, url string) int {
			fake := knittest.NewServer(t, knittest.WithWebhook(url), knittest.WithJobs(3), knittest.WithDelta(knittest.Delta{}),
				knittest.DeliverLate(late), knittest.DeliverParallel(1), knittest.DeliverShuffled(1), knittest.DeliverTwice(), knittest.RetryEvery(often))
			client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
			require.NoError(t, err)
			_, err = client.Integration(fake.IntegrationID).StartSync(ctx, knit.StartSyncRequest{DataType: knit.DataTypeATSJobs})
			require.NoError(t, err)
			require.NoError(t, fake.Wait(ctx))
			return 3 + 2 + 2
		},
		"kombo": func(ctx context.Context, t *testing.T, _ *delivered, url string) int {
			fake := kombotest.NewServer(t, kombotest.WithWebhook(url),
				kombotest.DeliverLate(late), kombotest.DeliverParallel(1), kombotest.DeliverShuffled(1), kombotest.DeliverTwice(), kombotest.RetryEvery(often))
			for range 3 {
				fake.FinishFirstSync()
			}
			require.NoError(t, fake.Wait(ctx))
			return 3
		},
		"linkedin": func(ctx context.Context, t *testing.T, d *delivered, url string) int {
			fake := linkedintest.NewServer(t,
				linkedintest.DeliverLate(late), linkedintest.DeliverParallel(1), linkedintest.DeliverShuffled(1), linkedintest.DeliverTwice(), linkedintest.RetryEvery(often))
			receiver, err := linkedin.NewReceiver(linkedin.StaticSecrets(fake.Credentials.ClientSecret), webhook.SinkFunc(
				func(context.Context, *webhook.Delivery) error { return nil }))
			require.NoError(t, err)
			d.Handler = receiver
			require.NoError(t, fake.Register(ctx, url))
			for range 3 {
				require.NoError(t, fake.Resync("job-1"))
			}
			require.NoError(t, fake.Wait(ctx))
			return 3
		},
		"humansourcing": func(ctx context.Context, t *testing.T, _ *delivered, url string) int {
			sender := humansourcingtest.NewSender(t, humansourcingtest.WithJobs(3), humansourcingtest.WithCandidates(0),
				humansourcingtest.WithChanges(humansourcingtest.Changes{}), humansourcingtest.DeliverUntilAccepted(),
				humansourcingtest.DeliverLate(late), humansourcingtest.DeliverParallel(1), humansourcingtest.DeliverShuffled(1), humansourcingtest.DeliverTwice(), humansourcingtest.RetryEvery(often))
			require.NoError(t, sender.Send(ctx, url))
			return len(sender.Bodies())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &delivered{Handler: accept}
			server := httptest.NewServer(d)
			t.Cleanup(server.Close)
			began := time.Now()
			events := deliver(t.Context(), t, d, server.URL)
			d.mu.Lock()
			defer d.mu.Unlock()
			require.GreaterOrEqual(t, d.first.Sub(began), late)
			require.Equal(t, 2*events+1, d.requests, "each twice, and the first one again")
			require.Equal(t, 1, d.top)
		})
	}
}
