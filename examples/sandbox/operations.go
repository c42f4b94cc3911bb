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

// operation is a route of the control API. Its path is relative to that of its provider, or to /api if it is
// for all providers.
type operation struct {
	method, path string
	title        string // on the page
	about        string // description; if "", GET /api does not list the operation
	note         string // below the form
	// form holds the fields of the form on the page. If it is nil, the page has no form for the operation.
	form []field
	do   func(ctx context.Context, r request) (any, error)
}

// request holds the parts of an HTTP request that an operation uses. integration is the {id} in the path.
type request struct {
	integration string
	limit       string
	body        []byte
}

// field is a field of a form. It becomes a member of the request.
type field struct {
	name    string
	kind    kind
	options []string
	hint    string
}

// kind determines how the page shows a field and how its value becomes JSON.
type kind int

const (
	line   kind = iota // one line of text
	choice             // one of the options, or of the integrations
	list               // strings separated by commas
	pairs              // name=value pairs separated by commas
	number
	raw    // JSON
	inPath // the {id} in the path
)

// decoded returns an operation that decodes its body, a JSON object, and calls do. An unknown member is an
// error, because it would silently have no effect.
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
		return badRequest("cannot decode the body: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return badRequest("the body must be one JSON object: unexpected data after it")
	}
	return nil
}

// done returns the response of an operation that returns no data.
func done(message string) map[string]string { return map[string]string{"done": message} }

// operations returns the operations of a provider.
func (s *sandbox) operations(p *provider) []operation {
	about := ""
	if p.requests != nil {
		about = "the last API requests, newest first; ?limit=20"
	}
	list := []operation{
		{method: "GET", path: "requests", about: about, do: func(_ context.Context, r request) (any, error) { return s.requests(p, r) }},
		{method: "GET", path: "deliveries", about: "the last delivery attempts, newest first; ?limit=20", do: func(_ context.Context, r request) (any, error) { return s.deliveries(p, r) }},
		{
			method: "POST", path: "webhook", title: "Register a webhook", about: webhookAbout(p),
			form: webhookForm(p), do: decoded(func(ctx context.Context, r webhookRequest) (any, error) { return register(ctx, p, r) }),
		},
		{
			method: "POST", path: "events", title: "Deliver an event", about: "Without data, delivers the sample of the type.",
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
				method: "POST", path: "integrations/{id}/activate", title: "Activate an integration", about: "Delivers the events that the provider delivers on activation.",
				form: []field{{name: "id", kind: inPath}}, do: func(_ context.Context, r request) (any, error) {
					if err := decode(r.body, &struct{}{}); err != nil {
						return nil, err
					}
					return done("the integration is active"), p.activate(r.integration)
				},
			})
	}
	return append(list, p.special...)
}

// common returns the operations for all providers.
func (s *sandbox) common() []operation {
	return []operation{
		{method: "GET", path: "", about: "the providers, their operations, events and faults, and the clock", do: func(context.Context, request) (any, error) { return s.describe(), nil }},
		{
			method: "POST", path: "clock", title: "Advance the clock", about: "Advances the clock of all fakes, for example by \"90m\" or \"2h\".",
			form: []field{{name: "advance", kind: line, hint: "2h"}}, do: decoded(s.advance),
		},
		{method: "POST", path: "wait", about: "waits until everything is delivered, or for timeout (\"10s\")", do: decoded(s.wait)},
	}
}

type webhookRequest struct {
	URL         string `json:"url"`
	Integration string `json:"integration"`
}

func webhookAbout(p *provider) string {
	if p.name == "linkedin" {
		return "The URL must be on this machine. LinkedIn sends a challenge to it. Each integration has its own webhook."
	}
	return "The URL must be on this machine. It receives all events. An empty URL removes the webhook."
}

func webhookForm(p *provider) []field {
	form := []field{{name: "url", kind: line, hint: "http://127.0.0.1:8080/hooks/" + p.name}}
	if p.name == "linkedin" { // each integration has its own webhook
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
		return nil, badRequest("url is missing: a LinkedIn webhook can be changed, but not removed")
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

// checkLocal rejects a URL on another machine. The URL may contain a secret, so the error does not contain it.
func checkLocal(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isLocal(u.Hostname()) {
		return badRequest("url must be on this machine, such as http://127.0.0.1:8080/hooks")
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
	return append(form, field{name: "data", kind: raw, hint: "default: the sample"})
}

func (s *sandbox) deliver(p *provider, e event) (any, error) {
	if e.Type == "" {
		return nil, badRequest("type is missing: it must be one of %s", strings.Join(p.types(), ", "))
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
	return done("delivering the event: see deliveries"), p.deliver(e)
}

const maxAdvance = 366 * 24 * time.Hour

func (s *sandbox) advance(_ context.Context, r struct {
	Advance string `json:"advance"`
},
) (any, error) {
	d, err := time.ParseDuration(r.Advance)
	if err != nil || d <= 0 || d > maxAdvance {
		return nil, badRequest("advance must be a positive duration of at most %s, such as \"90m\"; the clock does not go back", maxAdvance)
	}
	s.clock.advance(d)
	return map[string]any{"now": s.clock.now().UTC()}, nil
}

const maxWait = 10 * time.Minute

func (s *sandbox) wait(ctx context.Context, r struct {
	Timeout string `json:"timeout"`
},
) (any, error) {
	timeout := 10 * time.Second
	if r.Timeout != "" {
		var err error
		if timeout, err = time.ParseDuration(r.Timeout); err != nil || timeout <= 0 || timeout > maxWait {
			return nil, badRequest("timeout must be a positive duration of at most %s, such as \"10s\"", maxWait)
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
