// Package kombotest is a fake Kombo on loopback, for tests of code that uses package kombo
// and for trying things out. It answers the General, Connect, ATS, HRIS,
// assessment and AI Apply operations as Kombo does, refuses what Kombo refuses, keeps what is written to it, and
// delivers signed webhooks.
//
//	fake := kombotest.NewServer(t, kombotest.WithJobs(600))
//	client, err := kombo.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
//	…
//	jobs, err := client.Integration(fake.IntegrationID).ATS.ListJobs(ctx, kombo.ListJobsOptions{})
//
// Its records are made from their numbers when they are asked for, so that half a million
// jobs cost nothing. Number 0 of each list has every member filled; the others have nulls,
// and the odd value that Kombo passes on unmapped. They were updated one after the other, in
// thirty days from 6 January 2025 on.
//
// What a client has to get right is a method away. The data change:
//
//	fake.ChangeJob(3)        // found by updated_after
//	fake.ChangeJobPosting(4) // found, too, although its changed_at stays
//	fake.DeleteJob(5)        // gone, but for include_deleted
//	fake.Change("/hris/absence-types", 1) // and so the absences and balances that show it
//	fake.NotifyChanges()     // one data-changed webhook for all of it
//	err := fake.Wait(ctx)    // it was answered 200
//
// And things go wrong, for one request each:
//
//	fake.Inject(kombotest.RateLimited(time.Second), nil, kombotest.PoisonRecord(), kombotest.RepeatCursor())
//	fake.Inject(kombotest.ActThenRespond(504, "PLATFORM.TASK_TIMED_OUT")) // done, and reported as failed
package kombotest

import (
	"net/http"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Server is a fake Kombo. Its fields do not change. It is safe for concurrent use.
type Server struct {
	// URL is the base of the API, version included: for rolecall.WithBaseURL.
	URL string
	// APIKey is the key it takes.
	APIKey string
	// IntegrationID is the one integration it knows.
	IntegrationID string
	// WebhookSecret is what it signs webhooks with.
	WebhookSecret string

	server  *fake.Server
	handler http.Handler
	courier *fake.Courier
	opts    options
	rate    *rateLimit
	actions *concurrency

	mu          sync.RWMutex // guards all below
	world       *world
	integration integration
	seq         int
	webhook     string // where webhooks go
	issues      map[string]issue
	updates     map[string]map[string]any // values of update forms that were sent, by path
}

// The first sync of the fake.
type pending uint8

const (
	notPending    pending = iota
	pendingNow            // 409 with a code
	pendingLegacy         // 503 without one
)

// TB is the part of testing.TB that NewServer needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// NewServer starts a fake for a test and closes it at the test's end.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "kombotest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. Close it in the end.
func Start(opts ...Option) (*Server, error) {
	s := newServer(opts...)
	server, err := fake.Serve(s.opts.Addr, s.handler)
	if err != nil {
		s.courier.Close()
		return nil, err
	}
	s.server = server
	s.URL = "http://" + server.Addr + version
	return s, nil
}

// newServer makes all of a fake but its listener.
func newServer(opts ...Option) *Server {
	s := &Server{ //nolint:gosec // obviously no real keys
		APIKey:        "test-kombo-api-key",
		IntegrationID: tool + ":TestTenantooooooooooooo1",
		WebhookSecret: "test-kombo-webhook-secret",
		opts:          defaultOptions(),
	}
	for _, opt := range opts {
		opt(&s.opts)
	}
	s.courier = fake.NewCourier(s.opts.Settings, s.sign)
	s.world = newWorld(s.opts.jobs, s.opts.candidates, s.opts.applications, s.opts.employees)
	s.integration = integration{enabled: true, pending: s.opts.pending, fields: newIntegrationFields(), custom: newCustomFields()}
	s.rate = &rateLimit{limit: s.opts.rate, per: s.opts.per}
	s.actions = &concurrency{limit: s.opts.actions}
	s.webhook = s.opts.webhook
	s.handler = s.routes()
	return s
}

// Close ends all deliveries and the server, and waits for both.
func (s *Server) Close() {
	s.server.Close()
	s.courier.Close()
}

// Requests returns the API requests so far, oldest first, each with its body to read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// now is the fake's time, as exact as the wire is.
func (s *Server) now() time.Time { return s.opts.Now() }

// sign makes the headers of a delivery.
func (s *Server) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-Kombo-Signature", webhook.Sign(s.WebhookSecret, m.Body, webhook.RawURL, ""))
	return h
}

// nextID makes an id that no record has. The caller holds s.mu.
func (s *Server) nextID(prefix string) string {
	s.seq++
	return idOf(prefix, s.seq)
}
