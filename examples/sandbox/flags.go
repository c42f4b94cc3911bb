package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
)

// sandbox holds the flags and the running fakes.
type sandbox struct {
	knit, kombo, linkedin string // addresses to listen on
	linkedinWebhook       string // URLs to send to
	humansourcing         string
	irregular             bool
	control               string // address of the control API

	clock     clock
	providers []*provider

	describe func() any // of the control API

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
	f.StringVar(&s.control, "control", "127.0.0.1:0", "address of the control API and its page, on this machine; empty: there is none")
}

// start starts each provider that was asked for, and the control API.
func (s *sandbox) start(ctx context.Context) error {
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
	if len(s.ready) == 0 {
		return errors.New("nothing to serve: give a provider an address, as in -knit 127.0.0.1:8091")
	}
	if s.control == "" {
		return nil
	}
	if s.humansourcing == "" { // it serves nothing: the control API gives it an address
		s.addHumanSourcing(s.newSender())
	}
	if err := s.startControl(ctx); err != nil {
		return fmt.Errorf("-control: %w", err)
	}
	return nil
}

// close ends what was started, the control API first.
func (s *sandbox) close() {
	for _, end := range slices.Backward(s.closers) {
		end()
	}
}
