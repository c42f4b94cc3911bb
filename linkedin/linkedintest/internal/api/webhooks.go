package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/world"
	"github.com/rolecall-dev/rolecall/webhook"
)

// The errors of webhooks: see the face.
var (
	ErrNoWebhook = errors.New("linkedintest: no webhook is registered")
	ErrBlocked   = errors.New("linkedintest: the webhook is blocked")
	ErrChallenge = errors.New("linkedintest: this URL did not pass the security challenge check")
)

const (
	challengeEvery = 2 * time.Hour
	challengeTime  = 3 * time.Second
	mostFailures   = 3
)

// Hook is an application's webhook.
type Hook struct {
	// URL is "" if none is registered.
	URL string
	// Blocked: it has failed three challenges in a row.
	Blocked bool
	// Challenges are those so far, oldest first.
	Challenges []Challenge

	next     time.Time // of the next challenge
	failures int       // in a row
}

// Challenge is one that was sent.
type Challenge struct {
	// At is the time by the fake's clock.
	At time.Time
	// Status is that of the response, 0 if there was none within three seconds.
	Status int
	Passed bool
}

// tick sends the challenges that fall due while no test puts the clock forward.
func (a *API) tick() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-a.ctx.Done():
			return
		case <-ticker.C:
			a.Advance(0)
		}
	}
}

// Advance puts the clock forward. Each challenge that becomes due is sent at its time.
func (a *API) Advance(d time.Duration) {
	until := a.Now().Add(d)
	for a.ctx.Err() == nil {
		app, at := a.nextChallenge()
		if app == nil || at.After(until) {
			break
		}
		a.forward(at)
		app.challengeIfDue()
	}
	a.forward(until)
}

// forward puts the clock to a time, unless it is later already.
func (a *API) forward(to time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ahead.Add(int64(max(0, to.Sub(a.Now()))))
}

// nextChallenge is the application that receives the next challenge, nil if none does.
func (a *API) nextChallenge() (next *Application, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, app := range a.children {
		if app.hook.URL != "" && !app.hook.Blocked && (next == nil || app.hook.next.Before(at)) {
			next, at = app, app.hook.next
		}
	}
	return next, at
}

// Register sends a challenge to a URL and, if it passes, events from then on.
func (a *Application) Register(ctx context.Context, url string) error {
	a.api.challenging.Lock()
	defer a.api.challenging.Unlock()
	c := a.challenge(ctx, url)
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	a.hook.Challenges = append(a.hook.Challenges, c)
	if !c.Passed {
		return ErrChallenge
	}
	a.hook = Hook{URL: url, Challenges: a.hook.Challenges, next: c.At.Add(challengeEvery)}
	return nil
}

// challengeIfDue sends the challenge that is due.
func (a *Application) challengeIfDue() {
	a.api.challenging.Lock()
	defer a.api.challenging.Unlock()
	a.api.mu.Lock()
	url, due := a.hook.URL, !a.hook.Blocked && !a.hook.next.After(a.api.Now())
	a.api.mu.Unlock()
	if !due {
		return
	}
	c := a.challenge(a.api.ctx, url)
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	if a.api.ctx.Err() != nil {
		return // the fake was closed
	}
	a.hook.Challenges = append(a.hook.Challenges, c)
	a.hook.next = a.hook.next.Add(challengeEvery)
	if a.hook.failures++; c.Passed {
		a.hook.failures = 0
	}
	a.hook.Blocked = a.hook.failures >= mostFailures
}

// challenge asks a webhook to sign a code.
func (a *Application) challenge(ctx context.Context, target string) Challenge {
	c := Challenge{At: a.api.Now()}
	u, err := url.Parse(target)
	if err != nil {
		return c
	}
	code := world.UUID()
	query := url.Values{"challengeCode": {code}}
	if !a.api.opts.AsParent {
		query.Set("applicationId", a.number)
	}
	u.RawQuery = query.Encode()
	ctx, cancel := context.WithTimeout(ctx, challengeTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return c
	}
	resp, err := a.api.client.Do(req)
	if err != nil {
		return c
	}
	defer func() { _ = resp.Body.Close() }()
	c.Status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	c.Passed = err == nil && passes(resp, body, code, a.api.secretsOf(a.URN))
	return c
}

// passes checks a response by LinkedIn's rules.
func passes(resp *http.Response, body []byte, code string, secrets []string) bool {
	var given record.Object
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json" || given.UnmarshalJSON(body) != nil || given.String("challengeCode") != code {
		return false
	}
	return slices.ContainsFunc(secrets, func(secret string) bool {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(code))
		return given.String("challengeResponse") == hex.EncodeToString(mac.Sum(nil))
	})
}

// secretsOf are the secrets that sign for an application, the newest first.
func (a *API) secretsOf(urn string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if app := a.find(func(app *Application) bool { return app.URN == urn }); app != nil && !a.opts.AsParent {
		return slices.Clone(app.secrets)
	}
	return slices.Clone(a.Parent.secrets)
}

// sign makes the headers of a delivery.
func (a *API) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-LI-Signature", webhook.Sign(a.secretsOf(m.IntegrationID)[0], m.Body, webhook.Hex, "hmacsha256="))
	return h
}

// Hook is a copy of the webhook.
func (a *Application) Hook() Hook {
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	copied := a.hook
	copied.Challenges = slices.Clone(copied.Challenges)
	return copied
}

// Deliver delivers any event to the webhook, signed by the application or its parent. body is encoded by
// encoding/json; the bytes of a json.RawMessage, which may be invalid JSON, are kept.
func (a *Application) Deliver(asParent bool, eventType string, body any) error {
	encoded, isRaw := body.(json.RawMessage)
	if !isRaw {
		var err error
		if encoded, err = json.Marshal(body); err != nil {
			return err
		}
	}
	signer := a
	if asParent {
		signer = a.api.Parent
	}
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	switch {
	case a.hook.URL == "":
		return ErrNoWebhook
	case a.hook.Blocked:
		return ErrBlocked
	}
	a.api.Courier.Send(fake.Message{
		ID: a.api.id("event"), Type: eventType, IntegrationID: signer.URN, URL: a.hook.URL, Body: encoded,
	})
	return nil
}

// getWebhooks lists the blocked ones.
func (c *call) getWebhooks() (any, error) {
	elements, query := []record.Object{}, c.URL.Query()
	for _, app := range c.api.children {
		if app.hook.Blocked && query.Get("queryCriteria") == "(webhookStatus:BLOCKED)" && query.Get("start") == "" {
			elements = append(elements, record.Object{"webhookStatus", "BLOCKED", "webhookUrl", app.hook.URL})
		}
	}
	return record.Object{"paging", record.Object{"start", 0, "count", 10, "links", []any{}}, "elements", elements}, nil
}
