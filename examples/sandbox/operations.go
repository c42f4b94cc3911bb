package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

// operation is one route of the control API. Its path is below that of its provider, or below /api if it
// concerns all of them.
type operation struct {
	method, path string
	title        string // on the page
	about        string // "": GET /api does not list it
	note         string // below the form
	// form are the members of the request on the page. Nil: it is not a form there.
	form []field
	do   func(ctx context.Context, r request) (any, error)
}

// request is a request of an operation. integration is the {id} in the path.
type request struct {
	integration string
	limit       string
	body        []byte
}

// field is a member of a request on the page.
type field struct {
	name    string
	kind    kind
	options []string
	hint    string
}

// kind is how a field is shown and becomes JSON.
type kind int

const (
	line   kind = iota // one line of characters
	choice             // one of its options, or of the integrations
	list               // words with commas between them
	pairs              // name=value, with commas between them
	number
	raw // JSON
	inPath
)

// decoded is an operation whose body is a JSON object. An unknown member is an error: it would have no
// effect, and nobody would notice.
func decoded[R any](do func(ctx context.Context, r R) (any, error)) func(context.Context, request) (any, error) {
	return func(ctx context.Context, r request) (any, error) {
		var body R
		if err := decode(r.body, &body); err != nil {
			return nil, err
		}
		return do(ctx, body)
	}
}

func decode(b []byte, v any) error {
	if len(bytes.TrimSpace(b)) == 0 {
		b = []byte("{}")
	}
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		return badRequest("the body must be a JSON object")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return badRequest("the body does not decode: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return badRequest("the body must be one JSON object, and there is something after it")
	}
	return nil
}

// done is the response of an operation that has nothing else to say.
func done(what string) map[string]string { return map[string]string{"done": what} }

// operations are those of a provider.
func (s *sandbox) operations(p *provider) []operation {
	about := ""
	if p.requests != nil {
		about = "the last API requests, newest first; ?limit=20"
	}
	list := []operation{
		{method: "GET", path: "requests", about: about, do: func(_ context.Context, r request) (any, error) { return s.requests(p, r) }},
		{method: "GET", path: "deliveries", about: "the last attempts to deliver an event, newest first; ?limit=20", do: func(_ context.Context, r request) (any, error) { return s.deliveries(p, r) }},
		{
			method: "POST", path: "webhook", title: "Register a webhook", about: webhookAbout(p),
			form: webhookForm(p), do: decoded(func(ctx context.Context, r webhookRequest) (any, error) { return register(ctx, p, r) }),
		},
		{
			method: "POST", path: "events", title: "Deliver an event", about: "Without data, the sample of the type is delivered.",
			form: eventForm(p), do: decoded(func(_ context.Context, e event) (any, error) { return s.deliver(p, e) }),
		},
	}
	list = append(list, faultOperations(p)...)
	if p.integrations != nil {
		list = append(list,
			operation{
				method: "POST", path: "integrations", title: "Add an integration", about: "Adds a customer, with its own records.", form: p.addForm(),
				do: decoded(func(context.Context, struct{}) (any, error) { return p.add(), nil }),
			},
			operation{
				method: "POST", path: "integrations/{id}/activate", title: "Activate an integration", about: "Delivers what the provider delivers then.",
				form: []field{{name: "id", kind: inPath}}, do: func(_ context.Context, r request) (any, error) {
					if err := decode(r.body, &struct{}{}); err != nil {
						return nil, err
					}
					return done("the integration is active"), p.activate(r.integration)
				},
			})
	}
	return append(list, p.further...)
}

// common are the operations that concern all providers.
func (s *sandbox) common() []operation {
	return []operation{
		{method: "GET", path: "", about: "the providers, their operations, events and faults, and the clock", do: func(context.Context, request) (any, error) { return s.describe(), nil }},
		{
			method: "POST", path: "clock", title: "Move the clock", about: "Forward, for all fakes: \"90m\", \"2h\".",
			form: []field{{name: "advance", kind: line, hint: "2h"}}, do: decoded(s.advance),
		},
		{method: "POST", path: "wait", about: "returns when everything was delivered, or after timeout (\"10s\")", do: decoded(s.wait)},
	}
}

type webhookRequest struct {
	URL         string `json:"url"`
	Integration string `json:"integration"`
}

func webhookAbout(p *provider) string {
	if p.name == "linkedin" {
		return "On this machine. LinkedIn sends it a challenge, and each integration has its own."
	}
	return "On this machine, for all events. Empty: none."
}

func webhookForm(p *provider) []field {
	form := []field{{name: "url", kind: line, hint: "http://127.0.0.1:8080/hooks/" + p.name}}
	if p.name == "linkedin" { // where each integration has its own
		form = append(form, field{name: "integration", kind: choice})
	}
	return form
}

func register(ctx context.Context, p *provider, r webhookRequest) (any, error) {
	if err := checkLocal(r.URL); err != nil {
		return nil, err
	}
	if r.Integration != "" && p.name != "linkedin" {
		return nil, badRequest("%s has one webhook for all integrations: leave integration out", p.title)
	}
	if r.URL == "" && p.name == "linkedin" {
		return nil, badRequest("url is missing: a webhook of LinkedIn can be changed, not removed")
	}
	if err := p.webhook(ctx, r.Integration, r.URL); err != nil {
		return nil, err
	}
	p.registered.set(r.URL)
	if r.URL == "" {
		return done("no webhook is registered"), nil
	}
	return done("the webhook is registered"), nil
}

// checkLocal rejects a URL of another machine. The URL may hold a secret, so the error does not show it.
func checkLocal(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isLocal(u.Hostname()) {
		return badRequest("url must be an address of this machine, as in http://127.0.0.1:8080/hooks")
	}
	return nil
}

func isLocal(hostname string) bool {
	ip := net.ParseIP(hostname)
	return hostname == "localhost" || ip != nil && ip.IsLoopback()
}

func eventForm(p *provider) []field {
	form := []field{{name: "type", kind: choice, options: p.types()}}
	if p.integrations != nil {
		form = append(form, field{name: "integration", kind: choice})
	}
	return append(form, field{name: "data", kind: raw, hint: "empty: the sample"})
}

func (s *sandbox) deliver(p *provider, e event) (any, error) {
	if e.Type == "" {
		return nil, badRequest("type is missing: it is one of %s", strings.Join(p.types(), ", "))
	}
	if e.Integration != "" && p.integrations == nil {
		return nil, badRequest("%s has no integrations: leave integration out", p.title)
	}
	if !e.Unlisted || e.Data == nil {
		sample, err := p.sampleOf(e.Type, e.Integration, s.clock.now())
		if err != nil {
			return nil, err
		}
		if e.Data == nil {
			e.Data = sample
		}
	}
	return done("the event is on its way: see deliveries"), p.deliver(e)
}

const furthest = 366 * 24 * time.Hour

func (s *sandbox) advance(_ context.Context, r struct {
	Advance string `json:"advance"`
},
) (any, error) {
	d, err := time.ParseDuration(r.Advance)
	if err != nil || d <= 0 || d > furthest {
		return nil, badRequest("advance must be a duration above zero and at most %s, as in \"90m\"; the clock does not go back", furthest)
	}
	s.clock.advance(d)
	return map[string]any{"now": s.clock.now().UTC()}, nil
}

const longestWait = 10 * time.Minute

func (s *sandbox) wait(ctx context.Context, r struct {
	Timeout string `json:"timeout"`
},
) (any, error) {
	timeout := 10 * time.Second
	if r.Timeout != "" {
		var err error
		if timeout, err = time.ParseDuration(r.Timeout); err != nil || timeout <= 0 || timeout > longestWait {
			return nil, badRequest("timeout must be a duration above zero and at most %s, as in \"10s\"", longestWait)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	quiet := true
	for _, p := range s.providers {
		quiet = p.fake.Wait(ctx) == nil && quiet
	}
	return map[string]bool{"quiet": quiet}, nil
}
