package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
)

// newSender returns a fake Human Sourcing, which only sends.
func (s *sandbox) newSender() *humansourcingtest.Sender {
	shapes := humansourcingtest.NoIrregularity
	if s.irregular {
		shapes = humansourcingtest.EveryIrregularity
	}
	sender := humansourcingtest.New(
		humansourcingtest.WithJobs(105), humansourcingtest.WithCandidates(105), humansourcingtest.WithArrayLength(5),
		humansourcingtest.WithChanges(humansourcingtest.Changes{Updated: 10, Deleted: 5}), humansourcingtest.WithClock(s.clock.now),
		humansourcingtest.WithIrregularities(shapes), humansourcingtest.RetryEvery(100*time.Millisecond))
	s.closers = append(s.closers, sender.Close)
	return sender
}

// startHumanSourcing starts a fake that sends all its events to a URL. The printed line contains only the
// scheme and host of the URL, and the numbers of jobs and candidates that exist after all events.
func (s *sandbox) startHumanSourcing() error {
	if err := humansourcingtest.CheckAddress(s.humansourcing); err != nil {
		return err
	}
	base, err := url.Parse(s.humansourcing)
	if err != nil {
		return err
	}
	sender := s.newSender()
	s.ready["humansourcing"] = base.Scheme + "://" + base.Host
	s.ready["humansourcing_jobs"] = strconv.Itoa(len(sender.Jobs()))
	s.ready["humansourcing_candidates"] = strconv.Itoa(len(sender.Candidates()))
	s.sends = append(s.sends, func(ctx context.Context) error {
		if err := sender.Send(ctx, s.humansourcing); err != nil {
			return fmt.Errorf("-humansourcing: %w", err)
		}
		return nil
	})
	s.addHumanSourcing(sender).registered.set(s.humansourcing)
	return sender.SetWebhook(s.humansourcing)
}

// addHumanSourcing adds a fake Human Sourcing to the control API. It has no API, so it has no requests, faults
// or integrations.
func (s *sandbox) addHumanSourcing(sender *humansourcingtest.Sender) *provider {
	p := &provider{
		name: "humansourcing", title: "Human Sourcing", fake: sender, samples: senderSamples(sender),
		deliver: func(e event) error { return sender.Deliver(e.Type, e.Data) },
		webhook: func(_ context.Context, _, url string) error { return sender.SetWebhook(url) },
	}
	s.providers = append(s.providers, p)
	return p
}

// senderSamples returns the first event of each type.
func senderSamples(sender *humansourcingtest.Sender) (list []sample) {
	for _, e := range sender.Events() {
		name := strings.TrimPrefix(e.Type, "humansourcing:")
		var body struct {
			Data json.RawMessage `json:"data"`
		}
		if slices.ContainsFunc(list, func(s sample) bool { return s.Type == name }) || json.Unmarshal(e.Body, &body) != nil {
			continue
		}
		list = append(list, sample{name, body.Data})
	}
	return list
}
