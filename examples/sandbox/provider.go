package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// Fault and Attempt are the same types in all fakes.
type (
	fault   = knittest.Fault
	attempt = knittest.Attempt
)

// provider is a fake as the control API drives it. A nil function, and nil faults, are something that the
// provider does not have.
type provider struct {
	name, title string // "knit", "Knit"
	url         string // of its API, "" if it serves none

	fake interface {
		Attempts() []attempt
		Wait(ctx context.Context) error
	}
	samples      []sample
	faults       *faults
	requests     func() []*http.Request
	integrations func() []string
	// fill returns what the samples of an integration are filled with.
	fill func(integration string) (map[string]string, error)

	deliver  func(e event) error
	webhook  func(ctx context.Context, integration, url string) error
	activate func(integration string) error
	// add adds an integration and returns what a client of it needs.
	add        func() map[string]string
	registered registered

	// further are the operations that only this provider has.
	further []operation
}

// faults are the injected faults of a fake.
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
	// Data is any JSON. Absent: the sample of the type.
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

// list returns the ids, in the order of their creation.
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
	return notFound("there is no integration %q; there are %s", id, strings.Join(ids, ", "))
}

// addForm is the form that adds an integration. LinkedIn has none: the page would lose the credentials.
func (p *provider) addForm() []field {
	if p.name == "linkedin" {
		return nil
	}
	return []field{}
}

// registered is where the events of a provider go, for readers.
type registered struct {
	mu    sync.Mutex
	place string
}

func (r *registered) set(url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.place = ""
	if url != "" {
		r.place = place(url)
	}
}

func (r *registered) get() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.place
}
