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
	// Integration is the integration that the fake starts with.
	*Integration

	// URL is the base URL of the API, including the version. Pass it to rolecall.WithBaseURL.
	URL string
	// APIKey is the only API key that the fake accepts.
	APIKey string
	// WebhookSecret is the secret that the fake signs webhooks with.
	WebhookSecret string

	server *fake.Server
	api    *api.API
}

// TB is the part of testing.TB that [NewServer] needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// NewServer starts a fake and closes it when the test ends. If the fake cannot start, the test fails.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "kombotest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. The caller must close it. It returns an error if the fake cannot
// listen on its address.
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

// Format implements [fmt.Formatter]. For every verb it writes the URL of the fake, and never its API key or
// webhook secret.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "kombotest.Server at "+s.URL) }

// Close stops all deliveries and the HTTP server, and waits until both have stopped.
func (s *Server) Close() {
	s.server.Close()
	s.api.Courier.Close()
}

// Requests returns all API requests so far, oldest first. Their bodies can be read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// AddIntegration adds an integration of another customer. It delivers no webhook: use [Server.Connect] to have
// integration-created delivered. These options have an effect: [WithJobs], [WithCandidates],
// [WithApplications], [WithEmployees], [WithTool], [WithCategory], [WithEndUser], [WithVendor],
// [AnswersRequired], [FirstSyncPending] and [FirstSyncPendingLegacy]. Other options are ignored.
func (s *Server) AddIntegration(opts ...Option) *Integration {
	return newIntegration(s.api.Add(newOptions(opts).integration))
}

// Connect completes the connection flow of a Kombo Connect link, as a customer does in the browser. For a
// link from create-link, Connect creates the integration and delivers integration-created. For a link from
// relink, it makes the integration ACTIVE again. Connect returns the integration and the token that the
// customer's browser receives, for kombo.Client.GetIntegrationByToken. The options are those of
// [Server.AddIntegration]; the tool, the category and the customer of the link take precedence. For an
// unknown link, Connect returns an error.
//
// The token is the last part of the link. A test may also use it without Connect: the fake completes the
// connection flow when your backend requests the integration of the token.
func (s *Server) Connect(link string, opts ...Option) (i *Integration, token string, err error) {
	connected, token, err := s.api.Connect(link, newOptions(opts).integration)
	if err != nil {
		return nil, "", fmt.Errorf("kombotest: %w", err)
	}
	return newIntegration(connected), token, nil
}

// FailConnection fails the connection flow of a Kombo Connect link: it delivers connection-flow-failed and
// connects no integration. For an unknown link, FailConnection returns an error.
func (s *Server) FailConnection(link string) error {
	if err := s.api.FailConnection(link); err != nil {
		return fmt.Errorf("kombotest: %w", err)
	}
	return nil
}

// SetWebhook sets the URL for all further webhooks, of all integrations. With "", no webhooks are sent.
func (s *Server) SetWebhook(url string) { s.api.SetWebhook(url) }

// Wait waits until your backend has acknowledged every webhook with 200, including the webhooks that its
// handlers caused by calling the fake. It also returns when the fake is closed. If ctx is done first, Wait
// returns its error.
func (s *Server) Wait(ctx context.Context) error { return s.api.Courier.Wait(ctx) }

// Attempt is one attempt to deliver a webhook. Status is 0 if there was no response. At is the time at which
// the attempt ended, by the fake's clock.
type Attempt = fake.Attempt

// Attempts returns all delivery attempts so far, oldest first.
func (s *Server) Attempts() []Attempt { return s.api.Courier.Attempts() }

// ResolveIssue resolves an issue that [Integration.RaiseIssue] opened and delivers issue-status-changed. It does
// nothing if no open issue has this id.
func (s *Server) ResolveIssue(id string) { s.api.ResolveIssue(id) }

// NotifyAIApplyChanges delivers ai-apply-data-changed for the job postings of AI Apply. The event has the
// same changed_models member as data-changed, which is inferred.
func (s *Server) NotifyAIApplyChanges() { s.api.NotifyAIApplyChanges() }

// SetPostingAvailability sets the availability of the AI Apply posting with number n ("APPLYABLE", "PENDING",
// "UNAVAILABLE" or "ARCHIVED") and delivers ai-apply-job-posting-status-updated. It does nothing if there is
// no such posting.
func (s *Server) SetPostingAvailability(n int, availability string) {
	s.api.SetPostingAvailability(n, availability)
}

// FinishAIApplyApplication sets the status of the AI Apply application with number n ("SUBMITTED",
// "DUPLICATE" or "FAILED") and delivers ai-apply-application-status-updated. It does nothing if there is no
// such application.
func (s *Server) FinishAIApplyApplication(n int, status string) {
	s.api.FinishAIApplyApplication(n, status)
}
