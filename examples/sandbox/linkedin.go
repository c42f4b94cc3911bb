package main

import (
	"context"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// listedJobs are open at LinkedIn from the beginning.
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

// resync asks a webhook for three jobs and for all of them.
func resync(ctx context.Context, fake *linkedintest.Server, url string) error {
	if err := fake.Register(ctx, url); err != nil {
		return err
	}
	if err := fake.Resync(listedJobs[:3]...); err != nil {
		return err
	}
	return fake.ResyncAll()
}

// addLinkedIn lets the control API drive a fake LinkedIn. It has its own clock, which does what falls due on
// the way, so that is moved as well.
func (s *sandbox) addLinkedIn(fake *linkedintest.Server) *provider {
	l := &fakeLinkedIn{fake}
	s.clock.then = append(s.clock.then, func(d time.Duration) {
		fake.Advance(d)
		if lag := s.clock.now().Sub(fake.Now()); lag > 0 { // the challenges have taken time
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
		further: []operation{{
			method: "POST", path: "resyncs", title: "Ask for a resync",
			about: "Delivers RESYNC_JOBS for some jobs, by your ids of them; for every open job if none is named.",
			form:  []field{{name: "integration", kind: choice}, {name: "jobs", kind: list, hint: "sandbox-1, sandbox-2"}},
			do:    decoded(l.resync),
		}},
	}
	s.providers = append(s.providers, p)
	return p
}

type fakeLinkedIn struct{ fake *linkedintest.Server }

// list returns the URNs of the integrations, those that a client provisioned included.
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

// register sends the challenge to a webhook. Each integration has its own webhook.
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
		return done("RESYNC_JOBS for every open job is on its way"), i.ResyncAll()
	}
	return done("RESYNC_JOBS is on its way"), i.Resync(r.Jobs...)
}
