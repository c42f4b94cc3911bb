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
	linkedinWebhook       string // URL to send to
	humansourcing         string // URL to send to
	irregular             bool   // send every irregular shape of Human Sourcing
	control               string // address of the control API

	clock     clock
	providers []*provider

	describe func() any // returns the response of GET /api

	ready   map[string]string // the printed line
	closers []func()
	sends   []func(context.Context) error // run after the line is printed
}

func (s *sandbox) flags(f *flag.FlagSet) {
	f.StringVar(&s.knit, "knit", "", "address of the fake Knit, such as 127.0.0.1:8091; port 0 selects a free port")
	f.StringVar(&s.kombo, "kombo", "", "address of the fake Kombo, such as 127.0.0.1:8092; port 0 selects a free port")
	f.StringVar(&s.linkedin, "linkedin", "", "address of the fake LinkedIn, such as 127.0.0.1:8093; port 0 selects a free port")
	f.StringVar(&s.linkedinWebhook, "linkedin-webhook", "", "URL on this machine to which the fake LinkedIn sends a challenge and two resyncs")
	f.StringVar(&s.humansourcing, "humansourcing", "", "URL on this machine to which Human Sourcing's webhooks are sent, such as http://127.0.0.1:8080/hooks/humansourcing")
	f.BoolVar(&s.irregular, "humansourcing-irregular", false, "send every irregular shape of Human Sourcing's webhooks")
	f.StringVar(&s.control, "control", "127.0.0.1:0", "address of the control API and its page, on this machine; if empty, there is no control API")
}

// start starts the selected providers and the control API.
func (s *sandbox) start(ctx context.Context) error {
	if s.linkedinWebhook != "" && s.linkedin == "" {
		return errors.New("-linkedin-webhook requires -linkedin")
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
		return errors.New("no provider selected: set its address, such as -knit 127.0.0.1:8091")
	}
	if s.control == "" {
		return nil
	}
	if s.humansourcing == "" { // the control API can set its URL later
		s.addHumanSourcing(s.newSender())
	}
	if err := s.startControl(ctx); err != nil {
		return fmt.Errorf("-control: %w", err)
	}
	return nil
}

// close stops everything that start has started, the control API first.
func (s *sandbox) close() {
	for _, end := range slices.Backward(s.closers) {
		end()
	}
}
