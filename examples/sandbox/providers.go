package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest"
	"github.com/rolecall-dev/rolecall/knit/knittest"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest"
)

// sandbox holds the flags and the running fakes.
type sandbox struct {
	knit, kombo, linkedin string // addresses to listen on
	linkedinWebhook       string // URLs to send to
	humansourcing         string
	irregular             bool

	ready   map[string]string
	closers []func()
	sends   []func(context.Context) error // what begins when the line is out
}

func (s *sandbox) flags(f *flag.FlagSet) {
	f.StringVar(&s.knit, "knit", "", "address of the fake Knit, 127.0.0.1:8091; port 0 is any free one")
	f.StringVar(&s.kombo, "kombo", "", "address of the fake Kombo, 127.0.0.1:8092; port 0 is any free one")
	f.StringVar(&s.linkedin, "linkedin", "", "address of the fake LinkedIn, 127.0.0.1:8093; port 0 is any free one")
	f.StringVar(&s.linkedinWebhook, "linkedin-webhook", "", "URL on this machine that the fake LinkedIn sends a challenge and two resyncs")
	f.StringVar(&s.humansourcing, "humansourcing", "", "where to send Human Sourcing's webhooks, http://127.0.0.1:8080/hooks/humansourcing")
	f.BoolVar(&s.irregular, "humansourcing-irregular", false, "send every irregular shape")
}

// start starts each provider that was asked for.
func (s *sandbox) start() error {
	if s.linkedinWebhook != "" && s.linkedin == "" {
		return errors.New("-linkedin-webhook needs -linkedin")
	}
	for _, p := range []struct {
		flag, value string
		start       func() error
	}{
		{"knit", s.knit, s.startKnit},
		{"kombo", s.kombo, s.startKombo},
		{"linkedin", s.linkedin, s.startLinkedIn},
		{"humansourcing", s.humansourcing, s.startHumanSourcing},
	} {
		if p.value == "" {
			continue
		}
		if err := p.start(); err != nil {
			return fmt.Errorf("-%s: %w", p.flag, err)
		}
	}
	return nil
}

// close ends what was started.
func (s *sandbox) close() {
	for _, end := range s.closers {
		end()
	}
}

func (s *sandbox) startKnit() error {
	fake, err := knittest.Start(knittest.WithAddr(s.knit), knittest.WithJobs(500), knittest.WithEmployees(500))
	if err != nil {
		return err
	}
	s.closers = append(s.closers, fake.Close)
	s.ready["knit"] = strings.TrimSuffix(fake.URL, "/v1.0")
	s.ready["knit_api_key"] = fake.APIKey
	s.ready["knit_integration_id"] = fake.IntegrationID
	return nil
}

func (s *sandbox) startKombo() error {
	fake, err := kombotest.Start(kombotest.WithAddr(s.kombo), kombotest.WithJobs(600))
	if err != nil {
		return err
	}
	s.closers = append(s.closers, fake.Close)
	s.ready["kombo"] = strings.TrimSuffix(fake.URL, "/v1")
	s.ready["kombo_api_key"] = fake.APIKey
	s.ready["kombo_integration_id"] = fake.IntegrationID
	s.ready["kombo_webhook_secret"] = fake.WebhookSecret
	return nil
}

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
	if s.linkedinWebhook != "" {
		s.sends = append(s.sends, func(ctx context.Context) error {
			if err := resync(ctx, fake, s.linkedinWebhook); err != nil {
				return fmt.Errorf("-linkedin-webhook: %w", err)
			}
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

// startHumanSourcing makes a sender to a URL. The line of JSON holds only the base of the URL, and the
// numbers of jobs and candidates that exist when all is sent.
func (s *sandbox) startHumanSourcing() error {
	if err := humansourcingtest.CheckAddress(s.humansourcing); err != nil {
		return err
	}
	base, err := url.Parse(s.humansourcing)
	if err != nil {
		return err
	}
	shapes := humansourcingtest.NoIrregularity
	if s.irregular {
		shapes = humansourcingtest.EveryIrregularity
	}
	sender := humansourcingtest.New(
		humansourcingtest.WithJobs(105), humansourcingtest.WithCandidates(105), humansourcingtest.WithArrayLength(5),
		humansourcingtest.WithChanges(humansourcingtest.Changes{Updated: 10, Deleted: 5}),
		humansourcingtest.WithIrregularities(shapes), humansourcingtest.RetryEvery(100*time.Millisecond))
	s.closers = append(s.closers, sender.Close)
	s.ready["humansourcing"] = base.Scheme + "://" + base.Host
	s.ready["humansourcing_jobs"] = strconv.Itoa(len(sender.Jobs()))
	s.ready["humansourcing_candidates"] = strconv.Itoa(len(sender.Candidates()))
	s.sends = append(s.sends, func(ctx context.Context) error {
		if err := sender.Send(ctx, s.humansourcing); err != nil {
			return fmt.Errorf("-humansourcing: %w", err)
		}
		return nil
	})
	return nil
}
