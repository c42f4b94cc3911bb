package humansourcingtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// SetWebhook sets the URL that [Sender.Deliver] delivers to, which must be on loopback. An empty string, the
// default, removes it. The URL may contain a secret, so the error does not show it.
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

// Deliver delivers an event of any type, such as "job.creation", to the URL of [Sender.SetWebhook] in the
// background. data is encoded by encoding/json. [Sender.Wait] waits for the delivery. Deliver changes neither
// [Sender.Jobs] nor [Sender.Candidates].
func (s *Sender) Deliver(eventType string, data any) error {
	about, event, ok := strings.Cut(strings.TrimPrefix(eventType, "humansourcing:"), ".")
	if !ok {
		return fmt.Errorf("humansourcingtest: %q is not an event type: it must be like job.creation", eventType)
	}
	body, err := json.Marshal(struct {
		Event string `json:"event"`
		Type  string `json:"type"`
		Data  any    `json:"data"`
	}{event, about, data})
	if err != nil {
		return fmt.Errorf("humansourcingtest: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook == "" {
		return errors.New("humansourcingtest: no webhook is registered: see SetWebhook")
	}
	s.delivered++
	name := "humansourcing:" + about + "." + event
	s.courier.Send(fake.Message{ID: fmt.Sprintf("%s-delivered-%d", name, s.delivered), Type: name, URL: s.webhook, Body: body})
	return nil
}

// Wait returns when every event of [Sender.Deliver] has a response, or the sender is closed.
func (s *Sender) Wait(ctx context.Context) error { return s.courier.Wait(ctx) }
