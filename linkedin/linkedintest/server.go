package linkedintest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/api"
)

// Server is a fake LinkedIn. Its fields do not change. It is safe for concurrent use.
type Server struct {
	// Integration is the integration that the fake starts with.
	*Integration

	// URL is the base URL of the API and of the token endpoint. Pass it to rolecall.WithBaseURL.
	URL string
	// Parent holds the credentials of the parent application. They provision applications, list blocked
	// webhooks, and verify events that the parent signed.
	Parent linkedin.Credentials
	// PartnerContractID is the id of the partner's contract, for pay for performance.
	PartnerContractID int64

	server *fake.Server
	api    *api.API
}

// TB is the part of testing.TB that [NewServer] needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// NewServer starts a fake and closes it when the test ends. If the fake cannot start, the test fails.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "linkedintest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. The caller must close it. It returns an error if the fake cannot
// listen on its address.
func Start(opts ...Option) (*Server, error) {
	o := newOptions(opts)
	a := api.New(o.Options)
	server, err := fake.Serve(o.Addr, a)
	if err != nil {
		a.Close()
		return nil, err
	}
	server.Spare(api.IsToken)
	o.child.ForeignID = ForeignID
	return &Server{
		Integration: newIntegration(a.Add(o.child)), URL: "http://" + server.Addr, Parent: credentials(a.Parent),
		PartnerContractID: a.PartnerContractID, server: server, api: a,
	}, nil
}

// Format implements [fmt.Formatter]. For every verb it writes the URL of the fake, and never a secret.
func (s *Server) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "linkedintest.Server at "+s.URL)
}

// Close stops all deliveries, all challenges and the HTTP server, and waits until they have stopped.
func (s *Server) Close() {
	s.api.Close()
	s.server.Close()
}

// AddIntegration adds a child application of another customer. Only the option [WithJobs] has an effect.
func (s *Server) AddIntegration(opts ...Option) *Integration {
	return newIntegration(s.api.Add(newOptions(opts).child))
}

// Integrations returns all child applications, oldest first, including those that your backend provisioned.
func (s *Server) Integrations() []*Integration {
	var list []*Integration
	for _, app := range s.api.Children() {
		list = append(list, newIntegration(app))
	}
	return list
}

// Requests returns all requests so far, oldest first, including token requests. Their bodies can be read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// Calls returns all requests so far except token requests, oldest first.
func (s *Server) Calls() []*http.Request { return slices.DeleteFunc(s.Requests(), api.IsToken) }

// Now returns the time of the fake's clock: the time of the clock of [WithClock], which is time.Now by
// default, plus the durations that [Server.Advance] has added.
func (s *Server) Now() time.Time { return s.api.Now() }

// Advance advances the fake's clock by d. Tasks end and tokens and jobs expire if their time has come. Advance
// also sends each challenge that becomes due, with the clock at its due time, and waits for the responses.
func (s *Server) Advance(d time.Duration) { s.api.Advance(d) }

// ExpireTokens expires every token that was issued so far.
func (s *Server) ExpireTokens() { s.api.ExpireTokens() }

// DropOldSecrets removes the old secret of every application whose secret was rotated, as an operator does
// in the developer portal.
func (s *Server) DropOldSecrets() { s.api.DropOldSecrets() }

// Jobs returns the number of open jobs of the child application with this client id, 0 if there is no such
// application.
func (s *Server) Jobs(clientID string) (n int) {
	for _, i := range s.Integrations() {
		if i.Credentials.ClientID == clientID {
			n = len(i.OpenJobs())
		}
	}
	return n
}

// Wait waits until your backend has acknowledged every event with 200, including the events that a handler
// caused before it responded. It also returns when the fake is closed. If ctx is done first, Wait returns its
// error.
func (s *Server) Wait(ctx context.Context) error { return s.api.Courier.Wait(ctx) }

// Attempt is one attempt to deliver an event. IntegrationID is the URN of the application with whose
// secret the fake signed the event. Status is 0 if there was no response. At is the time at which the attempt
// ended, by the fake's clock.
type Attempt = fake.Attempt

// Attempts returns all delivery attempts so far, oldest first.
func (s *Server) Attempts() []Attempt { return s.api.Courier.Attempts() }
