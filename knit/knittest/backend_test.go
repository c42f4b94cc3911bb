package knittest_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// backend receives events, as your backend does, and records them.
type backend struct {
	URL string

	mu     sync.Mutex
	events []knit.RawEvent
}

// newBackend starts a backend with the fake's key. accept may be nil; a delivery for which it returns an error
// is rejected.
func newBackend(t *testing.T, fake *knittest.Server, accept func(e *knit.RawEvent) error, opts ...webhook.Option) *backend {
	t.Helper()
	b := &backend{}
	receiver, err := knit.NewReceiver([]string{fake.APIKey}, webhook.SinkFunc(
		func(_ context.Context, d *webhook.Delivery) error {
			var e knit.RawEvent
			if err := json.Unmarshal(d.Body, &e); err != nil {
				return err
			}
			if accept != nil {
				if err := accept(&e); err != nil {
					return err
				}
			}
			b.mu.Lock()
			defer b.mu.Unlock()
			b.events = append(b.events, e)
			return nil
		}), opts...)
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	b.URL = server.URL
	return b
}

// got returns the accepted events, in the order of arrival.
func (b *backend) got() []knit.RawEvent {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]knit.RawEvent(nil), b.events...)
}

// counts returns the number of accepted events of each type.
func (b *backend) counts() map[string]int {
	n := map[string]int{}
	for _, e := range b.got() {
		n[e.EventType]++
	}
	return n
}

// connect returns the fake's integration, of a client with a backoff of 1 ns.
func connect(t *testing.T, fake *knittest.Server) *knit.Integration {
	t.Helper()
	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL),
		rolecall.WithRetry(rolecall.RetryPolicy{MinWait: 1, MaxWait: 1}))
	require.NoError(t, err)
	return client.Integration(fake.IntegrationID)
}

// start starts a sync of jobs to destination.
func start(t *testing.T, fake *knittest.Server, destination string) *knit.Sync {
	t.Helper()
	sync, err := connect(t, fake).StartSync(t.Context(), knit.StartSyncRequest{DataType: knit.DataTypeATSJobs, Destination: destination})
	require.NoError(t, err)
	return sync
}

// wait waits for the fake's runs, at most 20 seconds.
func wait(t *testing.T, fake *knittest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, fake.Wait(ctx))
}
