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

// Server is a fake Knit. Do not change its fields. It is safe for concurrent use.
type Server struct {
	// Integration is the integration that the server starts with. Its fields and methods are promoted.
	*Integration

	// URL is the base URL of the API, including the version, for rolecall.WithBaseURL.
	URL string
	// APIKey is the API key that the fake accepts, and the secret with which it signs webhooks.
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

// Start starts a fake outside of a test. The caller must close it.
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

// Format prints the address of the fake for every verb. It never prints the API key.
func (s *Server) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "knittest.Server at "+s.URL) }

// Close stops all runs, all deliveries and the server, and waits for them to end.
func (s *Server) Close() {
	s.api.Courier.Close()
	s.server.Close()
}

// AddIntegration connects a further integration, of another customer. Only the options [WithJobs],
// [WithEmployees], [WithApplications], [WithDelta] and [WithoutSupport] have an effect.
func (s *Server) AddIntegration(opts ...Option) *Integration {
	return newIntegration(s.api.Add(newOptions(opts).integration))
}

// SetWebhook changes the webhook that is registered for all integrations, as in Knit's dashboard. The
// webhook receives the events that do not belong to a sync with its own destination. An empty URL removes
// the webhook.
func (s *Server) SetWebhook(url string) { s.api.SetWebhook(url) }

// Wait waits until every event was accepted with 200 and every run has ended, including delta runs. It also
// waits for the runs that an event caused, such as those of a sync that a handler of your backend started.
// Call it after StartSync has returned. It also returns when the fake is closed.
func (s *Server) Wait(ctx context.Context) error { return s.api.Courier.Wait(ctx) }

// Attempt is one attempt to deliver an event. Status is 0 if there was no response. At is the time at which
// the attempt ended, by the fake's clock.
type Attempt = fake.Attempt

// Attempts returns every attempt to deliver an event so far, oldest first.
func (s *Server) Attempts() []Attempt { return s.api.Courier.Attempts() }

// Requests returns the API requests so far, oldest first. The body of each can be read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// Call is one API request.
type Call struct {
	// Name is the dotted name: "ats.job.list". The Method of the Request is GET or POST.
	Name string
	// IntegrationID is "" if the call is for the account.
	IntegrationID string
	*http.Request
}

// Calls returns the requests so far that called method, of all integrations, oldest first. If method is empty,
// it returns all requests. The body of each can be read.
func (s *Server) Calls(method string) []Call {
	var list []Call
	for _, r := range s.server.Requests() {
		if name := api.Method(r); method == "" || name == method {
			list = append(list, Call{Name: name, IntegrationID: r.Header.Get("X-Knit-Integration-Id"), Request: r})
		}
	}
	return list
}

// Decode decodes the JSON body of the call into v.
func (c Call) Decode(v any) error { return json.NewDecoder(c.Body).Decode(v) }
