// Package knittest is a fake Knit on loopback, for tests of code that uses package knit and
// for trying things out. It answers every call that package knit has, pages and refusals
// included, delivers the records of a sync as signed webhooks, one a request, and delivers
// each again until it is answered 200. [Server.Calls] has the requests that came.
//
//	fake := knittest.NewServer(t, knittest.WithJobs(20))
//	client, err := knit.NewClient(fake.APIKey, rolecall.WithBaseURL(fake.URL))
//	…
//	_, err = client.Integration(fake.IntegrationID).StartSync(ctx, knit.StartSyncRequest{
//		DataType: knit.DataTypeATSJobs, Destination: receiver.URL,
//	})
//	err = fake.Wait(ctx) // every event of the sync was answered 200
//
// A sync runs twice by itself: an initial run with every active record as record.new, and
// a delta with some records new, modified and deleted. Records come in the irregular shapes
// that Knit is known for: lists bare, wrapped, null or missing.
package knittest

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Server is a fake Knit. Its fields do not change. It is safe for concurrent use.
type Server struct {
	// URL is the base of the API, version included: for rolecall.WithBaseURL.
	URL string
	// APIKey is the key it takes, and signs webhooks with.
	APIKey string
	// IntegrationID is the one integration it knows.
	IntegrationID string

	server  *fake.Server
	courier *fake.Courier
	opts    options

	ctx  context.Context // ends with Close
	stop context.CancelFunc

	mu          sync.Mutex
	syncs       map[knit.DataType]*syncJob
	stores      map[knit.DataType]*store
	custom      map[string]string // custom syncs by idempotency id
	deactivated bool
	webhook     string
	seq         int
	runs        int           // under way
	idle        chan struct{} // closed when the last of them ends; nil before the first
}

// TB is the part of testing.TB that NewServer needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// NewServer starts a fake for a test and closes it at the test's end.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "knittest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. Close it in the end.
func Start(opts ...Option) (*Server, error) {
	s := &Server{ //nolint:gosec // the key opens nothing but this fake
		APIKey:        "test-knit-api-key",
		IntegrationID: "mg_testintegration00000001",
		opts:          options{jobs: 20, employees: 20, applications: 20, pageSize: 50, unsupported: map[string]bool{}, delta: Delta{New: 1, Modified: 2, Deleted: 1}},
		syncs:         map[knit.DataType]*syncJob{},
		stores:        map[knit.DataType]*store{},
		custom:        map[string]string{},
	}
	for _, opt := range opts {
		opt(&s.opts)
	}
	s.courier, s.webhook = fake.NewCourier(s.opts.Settings, s.sign), s.opts.webhook
	s.ctx, s.stop = context.WithCancel(context.Background())
	server, err := fake.Serve(s.opts.Addr, s.routes())
	if err != nil {
		s.stop()
		return nil, err
	}
	s.server = server
	s.URL = "http://" + server.Addr + "/v1.0"
	return s, nil
}

// Format writes the address of the fake under every verb, and not its key.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "knittest.Server at "+s.URL) }

// Close ends all runs and the server, and waits for both.
func (s *Server) Close() {
	s.stop()
	s.server.Close() // from here on no run begins
	if idle := s.idling(); idle != nil {
		<-idle
	}
	s.courier.Close()
}

// Wait returns when every run that was started is over: all its events, the deltas'
// included, were answered 200. Call it after StartSync has returned.
func (s *Server) Wait(ctx context.Context) error {
	idle := s.idling()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// idling returns what is closed when the last run ends, nil before the first begins.
func (s *Server) idling() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.idle
}

// Requests returns the API requests so far, oldest first, each with its body to read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// Attempt is one try to deliver an event. Status is 0 where there was no answer.
type Attempt struct {
	EventID   string
	EventType string // "record.new"
	Status    int
}

// Attempts returns every try to deliver an event so far, oldest first.
func (s *Server) Attempts() []Attempt {
	var list []Attempt
	for _, a := range s.courier.Attempts() {
		list = append(list, Attempt{EventID: a.EventID, EventType: a.EventType, Status: a.Status})
	}
	return list
}

// sign makes the headers of a delivery.
func (s *Server) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-Knit-Signature", webhook.Sign(s.APIKey, m.Body, webhook.RawURL, ""))
	h.Set("X-Knit-Integration-Id", s.IntegrationID)
	h.Set("X-Knit-Execution-Id", executionID())
	return h
}

func executionID() string { return "ex_" + rand.Text()[:12] }

// id makes the next id with a prefix. The caller holds s.mu.
func (s *Server) id(prefix string) string {
	s.seq++
	return fmt.Sprintf("%s_test%08d", prefix, s.seq)
}
