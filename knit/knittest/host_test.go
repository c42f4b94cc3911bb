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

// host stands for a user's server: it receives, and keeps what came.
type host struct {
	URL string

	mu     sync.Mutex
	events []knit.RawEvent
}

// newHost starts a host that knows the fake's key. With accept it may refuse a delivery.
func newHost(t *testing.T, fake *knittest.Server, accept func(e *knit.RawEvent) error, opts ...webhook.Option) *host {
	t.Helper()
	h := &host{}
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
			h.mu.Lock()
			defer h.mu.Unlock()
			h.events = append(h.events, e)
			return nil
		}), opts...)
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	h.URL = server.URL
	return h
}

// got returns the events that were accepted, in the order in which they came.
func (h *host) got() []knit.RawEvent {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]knit.RawEvent(nil), h.events...)
}

// counts tells how many of each type came.
func (h *host) counts() map[string]int {
	n := map[string]int{}
	for _, e := range h.got() {
		n[e.EventType]++
	}
	return n
}

// connect makes a client of the fake's integration, with short waits and no shared pool.
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

// wait waits for the fake's runs, not for ever.
func wait(t *testing.T, fake *knittest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, fake.Wait(ctx))
}
