package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/knit/knittest"
)

func (s *sandbox) startKnit() error {
	fake, err := knittest.Start(knittest.WithAddr(s.knit), knittest.WithClock(s.clock.now), knittest.WithJobs(500), knittest.WithEmployees(500))
	if err != nil {
		return err
	}
	s.closers = append(s.closers, fake.Close)
	s.ready["knit"] = strings.TrimSuffix(fake.URL, "/v1.0")
	s.ready["knit_api_key"] = fake.APIKey
	s.ready["knit_integration_id"] = fake.IntegrationID
	s.addKnit(fake)
	return nil
}

// addKnit adds a fake Knit to the control API.
func (s *sandbox) addKnit(fake *knittest.Server) {
	k := &fakeKnit{registry: newRegistry(fake.IntegrationID, fake.Integration)}
	s.providers = append(s.providers, &provider{
		name: "knit", title: "Knit", url: s.ready["knit"], fake: fake, samples: loadSamples("knit"), requests: fake.Requests,
		faults:       &faults{knittest.FaultNames, knittest.FaultArguments, knittest.FaultNamed, fake},
		integrations: k.list, fill: k.fill, deliver: k.deliver, activate: k.activate,
		webhook: func(_ context.Context, _, url string) error {
			fake.SetWebhook(url)
			return nil
		},
		add: func() map[string]string {
			i := fake.AddIntegration()
			k.add(i.IntegrationID, i)
			return map[string]string{"integration": i.IntegrationID}
		},
		special: []operation{{
			method: "POST", path: "syncs", title: "Run a sync",
			about: "completed: delivers an initial run with every record and a delta run, with the events of each run. failed: delivers sync.failed.",
			form: []field{
				{name: "integration", kind: choice},
				{name: "data_type", kind: choice, options: knitDataTypes},
				{name: "state", kind: choice, options: []string{"completed", "failed"}},
			},
			do: decoded(k.sync),
		}},
	})
}

type fakeKnit struct {
	*registry[*knittest.Integration]
}

var knitDataTypes = []string{knittest.Jobs, knittest.Applications, knittest.Candidates, knittest.Employees}

func (k *fakeKnit) fill(integration string) (map[string]string, error) {
	i, err := k.find(integration)
	if err != nil {
		return nil, err
	}
	return map[string]string{"job": i.JobID(0), "application": i.ApplicationID(0), "candidate": i.CandidateID(0), "employee": i.EmployeeID(0)}, nil
}

// deliver delivers an event. The type of a record event ends with its data type, as in record.new/ats_jobs.
func (k *fakeKnit) deliver(e event) error {
	i, err := k.find(e.Integration)
	if err != nil {
		return err
	}
	envelope := knittest.Event{EventType: e.Type}
	if name, dataType, ok := strings.Cut(e.Type, "/"); ok {
		envelope.EventType, envelope.DataType = name, dataType
		ids := map[string]func(int) string{
			knittest.Jobs: i.JobID, knittest.Applications: i.ApplicationID, knittest.Candidates: i.CandidateID, knittest.Employees: i.EmployeeID,
		}
		if id := ids[dataType]; id != nil {
			envelope.RecordID = id(0)
		}
	}
	if strings.HasPrefix(e.Type, "record.") || strings.HasPrefix(e.Type, "sync.") {
		envelope.SyncType, envelope.SyncJobID, envelope.SyncRunID = "delta_sync", "sj_sandbox", "sr_sandbox"
	}
	return i.Deliver(envelope, e.Data)
}

func (k *fakeKnit) activate(integration string) error {
	i, err := k.find(integration)
	if err != nil {
		return err
	}
	return i.Activate()
}

type knitSync struct {
	Integration string `json:"integration"`
	DataType    string `json:"data_type"`
	State       string `json:"state"`
}

// sync runs or fails a sync.
func (k *fakeKnit) sync(_ context.Context, r knitSync) (any, error) {
	i, err := k.find(r.Integration)
	if err != nil {
		return nil, err
	}
	if r.DataType == "" {
		return nil, errors.New("data_type is missing: it must be one of " + strings.Join(knitDataTypes, ", "))
	}
	if !slices.Contains(knitDataTypes, r.DataType) {
		return nil, fmt.Errorf("unknown data_type %q: it must be one of %s", r.DataType, strings.Join(knitDataTypes, ", "))
	}
	switch r.State {
	case "", "completed":
		return done("running the sync"), i.StartSync(r.DataType)
	case "failed":
		return done("delivering sync.failed"), i.Deliver(knittest.Event{EventType: "sync.failed", DataType: r.DataType, SyncJobID: "sj_sandbox", SyncRunID: "sr_sandbox"}, map[string]any{})
	}
	return nil, fmt.Errorf("unknown state %q: it must be completed or failed", r.State)
}
