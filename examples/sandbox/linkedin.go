package main

import (
	"context"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// listedJobs are the ids of the jobs that are listed on LinkedIn from the start.
var listedJobs = []string{"sandbox-1", "sandbox-2", "sandbox-3", "sandbox-4", "sandbox-5"}

func (s *sandbox) startLinkedIn() error {
	fake, err := linkedintest.Start(linkedintest.WithAddr(s.linkedin), linkedintest.WithJobs(listedJobs...))
	if err != nil {
		return err
	}
	s.closers = append(s.closers, fake.Close)
	s.ready["linkedin"] = fake.URL
	s.ready["linkedin_client_id"], s.ready["linkedin_client_secret"] = fake.Credentials.ClientID, fake.Credentials.ClientSecret
	s.ready["linkedin_application_urn"] = fake.ApplicationURN
	s.ready["linkedin_parent_client_id"], s.ready["linkedin_parent_client_secret"] = fake.Parent.ClientID, fake.Parent.ClientSecret
	p := s.addLinkedIn(fake)
	if s.linkedinWebhook != "" {
		s.sends = append(s.sends, func(ctx context.Context) error {
			if err := resync(ctx, fake, s.linkedinWebhook); err != nil {
				return fmt.Errorf("-linkedin-webhook: %w", err)
			}
			p.registered.set(s.linkedinWebhook)
			return nil
		})
	}
	return nil
}

// resync registers a webhook and delivers two resyncs to it: one for three jobs, one for all jobs.
func resync(ctx context.Context, fake *linkedintest.Server, url string) error {
	if err := fake.Register(ctx, url); err != nil {
		return err
	}
	if err := fake.Resync(listedJobs[:3]...); err != nil {
		return err
	}
	return fake.ResyncAll()
}

// addLinkedIn adds a fake LinkedIn to the control API. The fake has its own clock, which triggers everything
// that becomes due, so it is advanced with the clock of the sandbox.
func (s *sandbox) addLinkedIn(fake *linkedintest.Server) *provider {
	l := &fakeLinkedIn{fake}
	s.clock.onAdvance = append(s.clock.onAdvance, func(d time.Duration) {
		fake.Advance(d)
		if lag := s.clock.now().Sub(fake.Now()); lag > 0 { // the challenges took time
			fake.Advance(lag)
		}
	})
	p := &provider{
		name: "linkedin", title: "LinkedIn", url: fake.URL, fake: fake, samples: loadSamples("linkedin"), requests: fake.Requests,
		faults:       &faults{linkedintest.FaultNames, linkedintest.FaultArguments, linkedintest.FaultNamed, fake},
		integrations: l.list, deliver: l.deliver, activate: l.activate,
		fill: func(integration string) (map[string]string, error) {
			i, err := l.find(integration)
			if err != nil {
				return nil, err
			}
			return map[string]string{"integration": i.ApplicationURN}, nil
		},
		webhook: l.register,
		add: func() map[string]string {
			i := fake.AddIntegration()
			return map[string]string{"integration": i.ApplicationURN, "client_id": i.Credentials.ClientID, "client_secret": i.Credentials.ClientSecret}
		},
		special: []operation{{
			method: "POST", path: "resyncs", title: "Request a resync",
			about: "Delivers RESYNC_JOBS for the jobs with these ids, or without ids for every open job.",
			form:  []field{{name: "integration", kind: choice}, {name: "jobs", kind: list, hint: "sandbox-1, sandbox-2"}},
			do:    decoded(l.resync),
		}},
	}
	s.providers = append(s.providers, p)
	return p
}

type fakeLinkedIn struct{ fake *linkedintest.Server }

// list returns the URNs of the integrations, including those that a client has provisioned.
func (l *fakeLinkedIn) list() (urns []string) {
	for _, i := range l.fake.Integrations() {
		urns = append(urns, i.ApplicationURN)
	}
	return urns
}

// find returns an integration by its URN. "" is the first.
func (l *fakeLinkedIn) find(urn string) (*linkedintest.Integration, error) {
	for _, i := range l.fake.Integrations() {
		if urn == "" || i.ApplicationURN == urn {
			return i, nil
		}
	}
	return nil, noIntegration(urn, l.list())
}

// register sends a challenge to a webhook and registers it for an integration.
func (l *fakeLinkedIn) register(ctx context.Context, integration, url string) error {
	i, err := l.find(integration)
	if err != nil {
		return err
	}
	return i.Register(ctx, url)
}

func (l *fakeLinkedIn) deliver(e event) error {
	i, err := l.find(e.Integration)
	if err != nil {
		return err
	}
	return i.Deliver(e.Type, e.Data)
}

func (l *fakeLinkedIn) activate(integration string) error {
	i, err := l.find(integration)
	if err != nil {
		return err
	}
	const eventType = "INTEGRATION_STATUS_CHANGE"
	return i.Deliver(eventType, map[string]any{"id": "activated-" + i.Customer, "type": eventType})
}

type linkedInResync struct {
	Integration string   `json:"integration"`
	Jobs        []string `json:"jobs"`
}

func (l *fakeLinkedIn) resync(_ context.Context, r linkedInResync) (any, error) {
	i, err := l.find(r.Integration)
	if err != nil {
		return nil, err
	}
	if len(r.Jobs) == 0 {
		return done("delivering RESYNC_JOBS for every open job"), i.ResyncAll()
	}
	return done("delivering RESYNC_JOBS"), i.Resync(r.Jobs...)
}
