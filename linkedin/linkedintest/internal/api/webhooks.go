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

// The errors of webhooks. Package linkedintest exports and documents them.
var (
	ErrNoWebhook = errors.New("linkedintest: no webhook is registered")
	ErrBlocked   = errors.New("linkedintest: the webhook is blocked")
	ErrChallenge = errors.New("linkedintest: this URL did not pass the security challenge check")
)

const (
	challengeInterval    = 2 * time.Hour
	challengeTimeout     = 3 * time.Second
	maxChallengeFailures = 3
)

// Hook is an application's webhook.
type Hook struct {
	// URL is the URL of the webhook, "" if none is registered.
	URL string
	// Blocked is true if the webhook failed three challenges in a row.
	Blocked bool
	// Challenges holds all challenges so far, oldest first.
	Challenges []Challenge

	next     time.Time // when the next challenge is due
	failures int       // failed challenges in a row
}

// Challenge is a challenge that was sent.
type Challenge struct {
	// At is the time of the fake's clock.
	At time.Time
	// Status is the status of the response, 0 without a response within three seconds.
	Status int
	Passed bool
}

// tick sends the challenges that become due without a call of Advance.
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

// Advance advances the clock by d. It sends each challenge that becomes due, with the clock at its due time.
func (a *API) Advance(d time.Duration) {
	until := a.Now().Add(d)
	for a.ctx.Err() == nil {
		app, at := a.nextChallenge()
		if app == nil || at.After(until) {
			break
		}
		a.advanceTo(at)
		app.challengeIfDue()
	}
	a.advanceTo(until)
}

// advanceTo advances the clock to a time. It does nothing if the clock is already later.
func (a *API) advanceTo(to time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.offset.Add(int64(max(0, to.Sub(a.Now()))))
}

// nextChallenge returns the application that receives the next challenge, and its due time. It returns nil if
// no application has a webhook that is not blocked.
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

// Register sends a challenge to a URL. If it passes, the URL is the application's webhook from then on.
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
	a.hook = Hook{URL: url, Challenges: a.hook.Challenges, next: c.At.Add(challengeInterval)}
	return nil
}

// challengeIfDue sends a challenge to the webhook if one is due.
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
		return // the fake was closed during the challenge
	}
	a.hook.Challenges = append(a.hook.Challenges, c)
	a.hook.next = a.hook.next.Add(challengeInterval)
	if a.hook.failures++; c.Passed {
		a.hook.failures = 0
	}
	a.hook.Blocked = a.hook.failures >= maxChallengeFailures
}

// challenge sends a challenge to a URL and checks the response.
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
	ctx, cancel := context.WithTimeout(ctx, challengeTimeout)
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

// passes reports whether a response to a challenge is correct: status 200, exactly this content type, the
// challenge code, and its MAC with one of the secrets.
func passes(resp *http.Response, body []byte, code string, secrets []string) bool {
	var decoded record.Object
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json" || decoded.UnmarshalJSON(body) != nil || decoded.String("challengeCode") != code {
		return false
	}
	return slices.ContainsFunc(secrets, func(secret string) bool {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(code))
		return decoded.String("challengeResponse") == hex.EncodeToString(mac.Sum(nil))
	})
}

// secretsOf returns the secrets that sign for an application, newest first. The parent signs for an application
// that is not a child.
func (a *API) secretsOf(urn string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if app := a.find(func(app *Application) bool { return app.URN == urn }); app != nil && !a.opts.AsParent {
		return slices.Clone(app.secrets)
	}
	return slices.Clone(a.Parent.secrets)
}

// sign returns the signature header of a delivery. It uses the newest secret.
func (a *API) sign(m fake.Message) http.Header {
	h := http.Header{}
	h.Set("X-LI-Signature", webhook.Sign(a.secretsOf(m.IntegrationID)[0], m.Body, webhook.Hex, "hmacsha256="))
	return h
}

// Hook returns a copy of the webhook's state.
func (a *Application) Hook() Hook {
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	hook := a.hook
	hook.Challenges = slices.Clone(hook.Challenges)
	return hook
}

// Deliver delivers an event to the webhook, signed by the application or its parent. A json.RawMessage is sent
// unmodified and may be invalid JSON; any other body is encoded as JSON.
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

// getWebhooks lists the blocked webhooks.
func (c *call) getWebhooks() (any, error) {
	elements, query := []record.Object{}, c.URL.Query()
	for _, app := range c.api.children {
		if app.hook.Blocked && query.Get("queryCriteria") == "(webhookStatus:BLOCKED)" && query.Get("start") == "" {
			elements = append(elements, record.Object{"webhookStatus", "BLOCKED", "webhookUrl", app.hook.URL})
		}
	}
	return record.Object{"paging", record.Object{"start", 0, "count", 10, "links", []any{}}, "elements", elements}, nil
}
