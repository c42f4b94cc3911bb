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

// hook is an application's registered webhook.
type hook struct {
	url      string
	next     time.Time // of the next challenge
	failures int       // in a row
	blocked  bool
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

// Advance puts the clock forward. What falls due on the way is done at its time.
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
		if app.hook.url != "" && !app.hook.blocked && (next == nil || app.hook.next.Before(at)) {
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
	a.challenges = append(a.challenges, c)
	if !c.Passed {
		return ErrChallenge
	}
	a.hook = hook{url: url, next: c.At.Add(challengeEvery)}
	return nil
}

// challengeIfDue sends the challenge that is due.
func (a *Application) challengeIfDue() {
	a.api.challenging.Lock()
	defer a.api.challenging.Unlock()
	a.api.mu.Lock()
	url, due := a.hook.url, !a.hook.blocked && !a.hook.next.After(a.api.Now())
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
	a.challenges = append(a.challenges, c)
	a.hook.next = a.hook.next.Add(challengeEvery)
	if a.hook.failures++; c.Passed {
		a.hook.failures = 0
	}
	a.hook.blocked = a.hook.failures >= mostFailures
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

// Challenges are the challenges so far, oldest first.
func (a *Application) Challenges() []Challenge {
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	return slices.Clone(a.challenges)
}

// Blocked reports whether the webhook is blocked.
func (a *Application) Blocked() bool {
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	return a.hook.blocked
}

// Resync asks for jobs again, by their ids, or for all open jobs.
func (a *Application) Resync(all bool, ids ...string) error {
	const eventType = "RESYNC_JOBS"
	body := record.Object{"developerApplicationUrn", a.URN, "syncAllOpenJobs", all, "type", eventType}
	if !all {
		body = body.And("externalJobPostingIds", ids)
	}
	return a.Deliver(eventType, body)
}

// NotifyStatus delivers the status of a job.
func (a *Application) NotifyStatus(id string) error {
	const eventType = "JOB_POSTING_STATUS"
	var status record.Object
	a.Read(func(w *world.World) { status = w.Status(id) })
	if status == nil {
		return errors.New("linkedintest: there is no job " + id)
	}
	return a.Deliver(eventType, status.And("type", eventType, "developerApplicationUrn", a.URN))
}

// Deliver delivers any event to the webhook. body is encoded by encoding/json.
func (a *Application) Deliver(eventType string, body any) error { return a.deliver(a, eventType, body) }

// DeliverAsParent is Deliver, signed with the parent's secret.
func (a *Application) DeliverAsParent(eventType string, body any) error {
	return a.deliver(a.api.Parent, eventType, body)
}

func (a *Application) deliver(signer *Application, eventType string, body any) error {
	encoded, err := encode(body)
	if err != nil {
		return err
	}
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	switch {
	case a.hook.url == "":
		return ErrNoWebhook
	case a.hook.blocked:
		return ErrBlocked
	}
	a.api.Courier.Send(fake.Message{
		ID: a.api.id("event"), Type: eventType, IntegrationID: signer.URN, URL: a.hook.url, Body: encoded,
	})
	return nil
}

// encode keeps the bytes of a json.RawMessage, which may be no JSON at all.
func encode(body any) ([]byte, error) {
	if raw, ok := body.(json.RawMessage); ok {
		return raw, nil
	}
	return json.Marshal(body)
}

// getWebhooks lists the blocked ones.
func (c *call) getWebhooks() (any, error) {
	elements, query := []record.Object{}, c.URL.Query()
	for _, app := range c.api.children {
		if app.hook.blocked && query.Get("queryCriteria") == "(webhookStatus:BLOCKED)" && query.Get("start") == "" {
			elements = append(elements, record.Object{"webhookStatus", "BLOCKED", "webhookUrl", app.hook.url})
		}
	}
	return record.Object{"paging", record.Object{"start", 0, "count", 10, "links", []any{}}, "elements", elements}, nil
}
