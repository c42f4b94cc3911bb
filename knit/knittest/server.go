package knittest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
)

// Server is a fake Knit. Its fields do not change. It is safe for concurrent use.
type Server struct {
	// Integration is the integration that it begins with: its fields and methods are the server's own.
	*Integration

	// URL is the base of the API, version included: for rolecall.WithBaseURL.
	URL string
	// APIKey is the key that it accepts, and signs webhooks with.
	APIKey string

	server *fake.Server
	api    *api.API
}

// TB is the part of testing.TB that NewServer needs: Helper, Cleanup and Fatalf.
type TB = fake.TB

// NewServer starts a fake for a test and closes it when the test ends.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "knittest", func() (*Server, error) { return Start(opts...) })
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
	o.integration.OriginOrgID = OriginOrgID
	s := &Server{URL: "http://" + server.Addr + "/v1.0", APIKey: a.Key, server: server, api: a}
	s.Integration = newIntegration(a.Add(o.integration))
	return s, nil
}

// Format writes the address of the fake under every verb, and not its key.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "knittest.Server at "+s.URL) }

// Close ends all runs, deliveries and the server, and waits for them.
func (s *Server) Close() {
	s.api.Courier.Close()
	s.server.Close()
}

// AddIntegration connects a further integration, of another customer. Of the options, WithJobs,
// WithEmployees, WithApplications, WithDelta and WithoutSupport apply; the others are the server's.
func (s *Server) AddIntegration(opts ...Option) *Integration {
	return newIntegration(s.api.Add(newOptions(opts).integration))
}

// SetWebhook changes where webhooks go that belong to no sync with its own destination. It stands for what
// is registered in Knit's dashboard, for all integrations. "" is nowhere.
func (s *Server) SetWebhook(url string) { s.api.SetWebhook(url) }

// Wait returns when everything is quiet: every event was accepted with 200, every run that was started is
// over, its delta included, and so is what an event started, such as a sync that a handler of your backend
// started. Call it after StartSync has returned. It also returns when the fake is closed.
func (s *Server) Wait(ctx context.Context) error { return s.api.Courier.Wait(ctx) }

// Attempt is one HTTP request that delivered an event, or tried to. Status is 0 if there was no response;
// At is by the fake's clock.
type Attempt = fake.Attempt

// Attempts returns every attempt to deliver an event so far, oldest first.
func (s *Server) Attempts() []Attempt { return s.api.Courier.Attempts() }

// Requests returns the API requests so far, oldest first, each with its body to read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// Call is an API request, for tests to examine.
type Call struct {
	// Name is the dotted name: "ats.job.list". Method, of the request, is GET or POST.
	Name string
	// IntegrationID is "" if the call is for the account.
	IntegrationID string
	*http.Request
}

// Calls returns the requests so far that called method, of all integrations, oldest first, each with its
// body to read; "" is every method.
func (s *Server) Calls(method string) []Call {
	var list []Call
	for _, r := range s.server.Requests() {
		if name := api.Method(r); method == "" || name == method {
			list = append(list, Call{Name: name, IntegrationID: r.Header.Get("X-Knit-Integration-Id"), Request: r})
		}
	}
	return list
}

// Decode reads the body of a call into v.
func (c Call) Decode(v any) error { return json.NewDecoder(c.Body).Decode(v) }
