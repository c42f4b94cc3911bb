package humansourcingtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// SetWebhook sets the URL that later calls of [Sender.Deliver] send events to. The URL must be on this machine:
// see [CheckAddress]. The empty string removes the URL. By default no URL is set. The error does not show the
// URL, because the URL may contain a secret.
func (s *Sender) SetWebhook(to string) error {
	if to != "" {
		if err := CheckAddress(to); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.webhook = to
	return nil
}

// Deliver sends an event of any type, such as "job.creation", to the URL of [Sender.SetWebhook], in the
// background. To wait until the event has been delivered, call [Sender.Wait]. Deliver encodes data with package
// encoding/json. It does not change the results of [Sender.Jobs] and [Sender.Candidates].
func (s *Sender) Deliver(eventType string, data any) error {
	kind, event, ok := strings.Cut(strings.TrimPrefix(eventType, "humansourcing:"), ".")
	if !ok {
		return fmt.Errorf("humansourcingtest: invalid event type %q: must be a type and an event, such as job.creation", eventType)
	}
	body, err := json.Marshal(struct {
		Event string `json:"event"`
		Type  string `json:"type"`
		Data  any    `json:"data"`
	}{event, kind, data})
	if err != nil {
		return fmt.Errorf("humansourcingtest: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook == "" {
		return errors.New("humansourcingtest: no webhook is registered: call SetWebhook first")
	}
	s.delivered++
	name := "humansourcing:" + kind + "." + event
	s.courier.Send(fake.Message{ID: fmt.Sprintf("%s-delivered-%d", name, s.delivered), Type: name, URL: s.webhook, Body: body})
	return nil
}

// Wait waits until every event of [Sender.Deliver] has a response or the sender is closed. It returns the
// error of ctx if ctx ends first.
func (s *Sender) Wait(ctx context.Context) error { return s.courier.Wait(ctx) }
