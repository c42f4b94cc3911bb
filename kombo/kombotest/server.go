package kombotest

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
)

// Server is a fake Kombo. Its fields do not change. It is safe for concurrent use.
type Server struct {
	// Integration is the integration that it begins with: its fields and methods are the server's own.
	*Integration

	// URL is the base of the API, version included: for rolecall.WithBaseURL.
	URL string
	// APIKey is the key that it accepts.
	APIKey string
	// WebhookSecret is what it signs webhooks with.
	WebhookSecret string

	server *fake.Server
	api    *api.API
}

// TB is the part of testing.TB that NewServer needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// NewServer starts a fake for a test and closes it when the test ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "kombotest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. Close it at the end.
func Start(opts ...Option) (*Server, error) {
	o := newOptions(opts)
	a := api.New(o.Options)
	server, err := fake.Serve(o.Addr, a)
	if err != nil {
		a.Courier.Close()
		return nil, err
	}
	return &Server{
		Integration: newIntegration(a.Add(o.integration)), URL: "http://" + server.Addr + api.Version, APIKey: a.Key, WebhookSecret: a.Secret,
		server: server, api: a,
	}, nil
}

// Format writes the address of the fake under every verb, and neither its key nor its secret.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "kombotest.Server at "+s.URL) }

// Close ends all deliveries and the server, and waits for both.
func (s *Server) Close() {
	s.server.Close()
	s.api.Courier.Close()
}

// Requests returns the API requests so far, oldest first, each with its body to read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// AddIntegration connects a further integration, of another customer, without a webhook: see
// [Server.Connect] for one with it. Of the options, those for records, WithTool, WithCategory, WithEndUser,
// WithVendor, AnswersRequired, FirstSyncPending and FirstSyncPendingLegacy apply; the others are the server's.
func (s *Server) AddIntegration(opts ...Option) *Integration {
	return newIntegration(s.api.Add(newOptions(opts).integration))
}

// Connect follows a link of Kombo Connect to its end, as a customer does. For a link of create-link, the
// integration exists then and integration-created is delivered; for one of relink, the integration is ACTIVE
// again. It returns the integration and the token that the customer's browser receives, for
// kombo.Client.IntegrationByToken. Options are those of [Server.AddIntegration]; the tool, the category and
// the customer of the link have precedence. An unknown link is an error.
//
// The token is the last part of the link, so a test may also use it without Connect: the fake then follows
// the link when the backend asks for the integration of the token.
func (s *Server) Connect(link string, opts ...Option) (i *Integration, token string, err error) {
	connected, token, err := s.api.Connect(link, newOptions(opts).integration)
	if err != nil {
		return nil, "", fmt.Errorf("kombotest: %w", err)
	}
	return newIntegration(connected), token, nil
}

// FailConnection lets the customer fail at a link of Kombo Connect: connection-flow-failed is delivered, and
// no integration is connected. An unknown link is an error.
func (s *Server) FailConnection(link string) error {
	if err := s.api.FailConnection(link); err != nil {
		return fmt.Errorf("kombotest: %w", err)
	}
	return nil
}

// SetWebhook changes where webhooks go from now on, for all integrations. "" is nowhere.
func (s *Server) SetWebhook(url string) { s.api.SetWebhook(url) }

// Wait returns when everything is quiet: every webhook was accepted with 200, and so were those that an
// event started, such as the one of a call that a handler of your backend made. It also returns when the
// fake is closed.
func (s *Server) Wait(ctx context.Context) error { return s.api.Courier.Wait(ctx) }

// Attempt is one HTTP request that delivered a webhook, or tried to. Status is 0 if there was no response;
// At is by the fake's clock.
type Attempt = fake.Attempt

// Attempts returns every attempt to deliver a webhook so far, oldest first.
func (s *Server) Attempts() []Attempt { return s.api.Courier.Attempts() }

// ResolveIssue delivers issue-status-changed for an issue of [Integration.RaiseIssue] that is resolved. An
// id of no open issue delivers nothing.
func (s *Server) ResolveIssue(id string) { s.api.ResolveIssue(id) }

// NotifyAIApplyChanges delivers ai-apply-data-changed for the job postings of AI Apply. Its data has the
// members of data-changed, which is inferred.
func (s *Server) NotifyAIApplyChanges() { s.api.NotifyAIApplyChanges() }

// SetPostingAvailability gives a posting of AI Apply, by its number, another availability ("APPLYABLE",
// "PENDING", "UNAVAILABLE", or "ARCHIVED") and delivers ai-apply-job-posting-status-updated. A number of no
// posting changes nothing.
func (s *Server) SetPostingAvailability(n int, availability string) {
	s.api.SetPostingAvailability(n, availability)
}

// FinishAIApplyApplication gives an application by AI Apply, by its number, another status ("SUBMITTED",
// "DUPLICATE" or "FAILED") and delivers ai-apply-application-status-updated. A number of no application
// changes nothing.
func (s *Server) FinishAIApplyApplication(n int, status string) {
	s.api.FinishAIApplyApplication(n, status)
}
