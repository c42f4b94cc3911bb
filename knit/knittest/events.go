package knittest

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit"
)

// SetWebhook changes where webhooks go that belong to no sync with a destination of its own.
// It stands for what is registered in Knit's dashboard. "" is nowhere.
func (s *Server) SetWebhook(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = url
}

// Activate delivers app.integration.activate about the integration, until it is answered 200;
// [Server.Wait] waits for it. It says what Knit found wrong, if anything; the shape of that is
// made up, since Knit's is not public.
func (s *Server) Activate(validationErrors ...string) error {
	if validationErrors == nil {
		validationErrors = []string{}
	}
	return s.Deliver(knit.RawEvent{EventType: "app.integration.activate"}, map[string]any{"validationErrors": validationErrors})
}

var errNowhere = errors.New("knittest: no webhook is registered: see WithWebhook and SetWebhook")

// Deliver delivers any event, signed, until it is answered 200; [Server.Wait] waits for it. event
// is its envelope, in which an empty EventID gets one, and data its data, encoded as JSON by
// encoding/json.
func (s *Server) Deliver(event knit.RawEvent, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook == "" {
		return errNowhere
	}
	if event.EventID == "" {
		event.EventID = s.id("ev")
	}
	event.Data, event.TriggeredAt = text, s.opts.Now()
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	message := fake.Message{ID: event.EventID, Type: event.EventType, URL: s.webhook, Body: body}
	s.enter()
	go func() {
		defer s.end()
		_ = s.courier.Deliver(s.ctx, []fake.Message{message}) // ends with the server
	}()
	return nil
}

// Call is a request that the API has had, for tests to look at.
type Call struct {
	// Name is the dotted name: "ats.job.list". Method, of the request, is GET or POST.
	Name string
	// IntegrationID is "" of a call for the account.
	IntegrationID string
	*http.Request
}

// Calls returns the requests so far that called method, oldest first, each with its body to
// read; "" is every method.
func (s *Server) Calls(method string) []Call {
	var list []Call
	for _, r := range s.server.Requests() {
		if name := methodOf(r); method == "" || name == method {
			list = append(list, Call{Name: name, IntegrationID: r.Header.Get("X-Knit-Integration-Id"), Request: r})
		}
	}
	return list
}

// Decode reads the body of a call into v.
func (c Call) Decode(v any) error { return json.NewDecoder(c.Body).Decode(v) }
