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
	// Integration is the integration that it begins with: its fields and methods are the server's own.
	*Integration

	// URL is the base of the API, for rolecall.WithBaseURL. Tokens are at the same address.
	URL string
	// Parent are the parent application's credentials: for provisioning and webhooks.
	Parent linkedin.Credentials
	// PartnerContractID is the partner's own contract, for jobs that are paid by performance.
	PartnerContractID int64

	server *fake.Server
	api    *api.API
}

// TB is the part of testing.TB that NewServer needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// NewServer starts a fake for a test and closes it when the test ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "linkedintest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. Close it at the end.
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

// Format writes the address of the fake under every verb, and no secret.
func (s *Server) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "linkedintest.Server at "+s.URL)
}

// Close ends all deliveries and the server, and waits for both.
func (s *Server) Close() {
	s.api.Close()
	s.server.Close()
}

// AddIntegration makes a further child application, of another customer. Of the options, WithJobs applies;
// the others are the server's.
func (s *Server) AddIntegration(opts ...Option) *Integration {
	return newIntegration(s.api.Add(newOptions(opts).child))
}

// Integrations are all child applications, oldest first, with those that a call has provisioned.
func (s *Server) Integrations() []*Integration {
	var list []*Integration
	for _, app := range s.api.Children() {
		list = append(list, newIntegration(app))
	}
	return list
}

// Requests returns the requests so far, those for tokens included, oldest first, each with its body to
// read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// Calls returns the requests so far without those for tokens.
func (s *Server) Calls() []*http.Request { return slices.DeleteFunc(s.Requests(), api.IsToken) }

// Now is the time of the fake's clock: the real one, or that of [WithClock], and what [Server.Advance] has
// added.
func (s *Server) Now() time.Time { return s.api.Now() }

// Advance puts the fake's clock forward. Before it returns, tasks end, tokens
// and jobs expire, and webhooks receive the challenges that become due, each at its time.
func (s *Server) Advance(d time.Duration) { s.api.Advance(d) }

// ExpireTokens ends every token that was issued so far.
func (s *Server) ExpireTokens() { s.api.ExpireTokens() }

// DropOldSecrets ends each rotation of a secret, as an operator does in the developer portal.
func (s *Server) DropOldSecrets() { s.api.DropOldSecrets() }

// Jobs returns how many jobs of the child application with a client id are open.
func (s *Server) Jobs(clientID string) (n int) {
	for _, i := range s.Integrations() {
		if i.Credentials.ClientID == clientID {
			n = len(i.OpenJobs())
		}
	}
	return n
}

// Wait returns when everything is quiet: every event was accepted with 200. It also waits for the events
// that a handler of your backend caused before it responded; the calls that it made then are done. It
// also returns when the fake is closed.
func (s *Server) Wait(ctx context.Context) error { return s.api.Courier.Wait(ctx) }

// Attempt is one HTTP request that delivered an event, or tried to. IntegrationID is the URN of the
// application whose secret signs; Status is 0 if there was no response; At is by the fake's clock.
type Attempt = fake.Attempt

// Attempts returns every attempt to deliver an event so far, oldest first.
func (s *Server) Attempts() []Attempt { return s.api.Courier.Attempts() }
