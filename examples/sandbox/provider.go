package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// All fakes have the same types Fault and Attempt.
type (
	fault   = knittest.Fault
	attempt = knittest.Attempt
)

// provider is a fake that the control API controls. A field for something that the provider does not support
// is nil.
type provider struct {
	name, title string // such as "knit" and "Knit"
	url         string // of its API, "" if it has none

	fake interface {
		Attempts() []attempt
		Wait(ctx context.Context) error
	}
	samples      []sample
	faults       *faults
	requests     func() []*http.Request
	integrations func() []string
	// fill returns the values of the placeholders in the samples for an integration.
	fill func(integration string) (map[string]string, error)

	deliver  func(e event) error
	webhook  func(ctx context.Context, integration, url string) error
	activate func(integration string) error
	// add adds an integration and returns its id, and its credentials if it has its own.
	add        func() map[string]string
	registered registered

	// special are the operations that only this provider has.
	special []operation
}

// faults holds the functions that list and inject the faults of a fake.
type faults struct {
	names     func() []string
	arguments func(name string) []string
	named     func(name string, arguments map[string]string) (fault, error)
	server    interface {
		Inject(list ...fault)
		Faults() []string
		ClearFaults()
		FaultCounts() map[string]int
	}
}

// event is an event to deliver.
type event struct {
	Type        string `json:"type"`
	Integration string `json:"integration"`
	// Data is any JSON. If absent, it is the sample of the type.
	Data any `json:"data"`
	// Unlisted allows a type without a sample.
	Unlisted bool `json:"unlisted"`
}

// registry holds the integrations of a fake. It is safe for concurrent use.
type registry[I any] struct {
	mu   sync.Mutex
	ids  []string
	byID map[string]I
}

func newRegistry[I any](id string, first I) *registry[I] {
	r := &registry[I]{byID: map[string]I{}}
	r.add(id, first)
	return r
}

func (r *registry[I]) add(id string, i I) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids = append(r.ids, id)
	r.byID[id] = i
}

// list returns the ids in the order of their creation.
func (r *registry[I]) list() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.ids)
}

// find returns an integration. "" is the first.
func (r *registry[I]) find(id string) (I, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id == "" {
		id = r.ids[0]
	}
	i, ok := r.byID[id]
	if !ok {
		return i, noIntegration(id, r.ids)
	}
	return i, nil
}

func noIntegration(id string, ids []string) error {
	return notFound("unknown integration %q: it must be one of %s", id, strings.Join(ids, ", "))
}

// addForm returns the form that adds an integration. For LinkedIn there is none, because the page does not
// show the credentials in the response.
func (p *provider) addForm() []field {
	if p.name == "linkedin" {
		return nil
	}
	return []field{}
}

// registered holds the URL of the webhook of a provider, without secrets. It is safe for concurrent use.
type registered struct {
	mu     sync.Mutex
	origin string
}

func (r *registered) set(url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.origin = ""
	if url != "" {
		r.origin = withoutSecrets(url)
	}
}

func (r *registered) get() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.origin
}
