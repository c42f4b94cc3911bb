package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func (s *sandbox) startKombo() error {
	fake, err := kombotest.Start(kombotest.WithAddr(s.kombo), kombotest.WithClock(s.clock.now), kombotest.WithJobs(600))
	if err != nil {
		return err
	}
	s.closers = append(s.closers, fake.Close)
	s.ready["kombo"] = strings.TrimSuffix(fake.URL, "/v1")
	s.ready["kombo_api_key"] = fake.APIKey
	s.ready["kombo_integration_id"] = fake.IntegrationID
	s.ready["kombo_webhook_secret"] = fake.WebhookSecret
	s.addKombo(fake)
	return nil
}

// addKombo adds a fake Kombo to the control API.
func (s *sandbox) addKombo(fake *kombotest.Server) {
	k := &fakeKombo{registry: newRegistry(fake.IntegrationID, fake.Integration)}
	s.providers = append(s.providers, &provider{
		name: "kombo", title: "Kombo", url: s.ready["kombo"], fake: fake, samples: loadSamples("kombo"), requests: fake.Requests,
		faults:       &faults{kombotest.FaultNames, kombotest.FaultArguments, kombotest.FaultNamed, fake},
		integrations: k.list, deliver: k.deliver, activate: k.activate,
		fill: func(integration string) (map[string]string, error) {
			i, err := k.find(integration)
			if err != nil {
				return nil, err
			}
			return map[string]string{"integration": i.IntegrationID}, nil
		},
		webhook: func(_ context.Context, _, url string) error {
			k.setWebhook(fake, url)
			return nil
		},
		add: func() map[string]string {
			i := fake.AddIntegration()
			k.add(i.IntegrationID, i)
			return map[string]string{"integration": i.IntegrationID}
		},
		special: []operation{
			{
				method: "POST", path: "syncs", title: "Finish a sync",
				about: "Finishes the sync that a client has requested, or another one, and delivers sync-finished. AUTHENTICATION_FAILED makes the integration INVALID.",
				form:  []field{{name: "integration", kind: choice}, {name: "state", kind: choice, options: komboSyncStates}},
				do:    decoded(k.sync),
			},
			{
				method: "POST", path: "states", title: "Set the state of an integration",
				about: "Delivers integration-state-changed if the state changes.",
				form:  []field{{name: "integration", kind: choice}, {name: "state", kind: choice, options: komboStates}},
				do:    decoded(k.state),
			},
		},
	})
}

type fakeKombo struct {
	*registry[*kombotest.Integration]

	webhook bool // a webhook is registered; guarded by registry.mu
}

var (
	komboSyncStates = []string{"SUCCEEDED", "PARTIALLY_FAILED", "FAILED", "AUTHENTICATION_FAILED", "CANCELLED", "TIMED_OUT"}
	komboStates     = []string{"ACTIVE", "INACTIVE", "INVALID"}
)

func (k *fakeKombo) setWebhook(fake *kombotest.Server, url string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	fake.SetWebhook(url)
	k.webhook = url != ""
}

// checkWebhook returns an error if no webhook is registered: the fake would deliver nothing and report no
// error.
func (k *fakeKombo) checkWebhook() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.webhook {
		return errNoWebhook
	}
	return nil
}

func (k *fakeKombo) deliver(e event) error {
	i, err := k.ready(e.Integration)
	if err != nil {
		return err
	}
	return i.Deliver(e.Type, e.Data)
}

// ready returns an integration, or an error if no webhook is registered.
func (k *fakeKombo) ready(integration string) (*kombotest.Integration, error) {
	i, err := k.find(integration)
	if err != nil {
		return nil, err
	}
	return i, k.checkWebhook()
}

// activate makes an integration ACTIVE and finishes its first sync if that is pending.
func (k *fakeKombo) activate(integration string) error {
	i, err := k.ready(integration)
	if err != nil {
		return err
	}
	i.Reconnect()
	i.FinishFirstSync()
	return nil
}

type komboState struct {
	Integration string `json:"integration"`
	State       string `json:"state"`
}

func (k *fakeKombo) sync(_ context.Context, r komboState) (any, error) {
	i, err := k.ready(r.Integration)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(komboSyncStates, r.State) {
		return nil, fmt.Errorf("unknown state %q: it must be one of %s", r.State, strings.Join(komboSyncStates, ", "))
	}
	i.FinishSync(r.State)
	return done("delivering sync-finished"), nil
}

func (k *fakeKombo) state(_ context.Context, r komboState) (any, error) {
	i, err := k.ready(r.Integration)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(komboStates, r.State) {
		return nil, fmt.Errorf("unknown state %q: it must be one of %s", r.State, strings.Join(komboStates, ", "))
	}
	return done("the integration is " + r.State), i.SetState(r.State)
}
