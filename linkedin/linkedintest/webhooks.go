package linkedintest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/webhook"
)

// The errors of the fake's webhooks.
var (
	// ErrNoWebhook: none is registered.
	ErrNoWebhook = errors.New("linkedintest: no webhook is registered")
	// ErrBlocked: it has failed three challenges in a row. Register it again.
	ErrBlocked = errors.New("linkedintest: the webhook is blocked")
	// ErrChallenge: it did not pass the challenge.
	ErrChallenge = errors.New("linkedintest: this URL did not pass the security challenge check")
)

const (
	challengeEvery = 2 * time.Hour
	challengeTime  = 3 * time.Second
	mostFailures   = 3
)

// webhookState is the registered webhook. Server.mu guards it.
type webhookState struct {
	url      string
	next     time.Time
	failures int // in a row
	blocked  bool
}

// Challenge is one that was sent.
type Challenge struct {
	At time.Time // by the fake's clock
	// Status is what was answered, 0 if nothing was within three seconds.
	Status int
	Passed bool
}

// Register validates a webhook with a challenge and, if it passes, sends it events from then on,
// and a challenge every two hours. It also unblocks one.
func (s *Server) Register(ctx context.Context, url string) error {
	s.challenging.Lock()
	defer s.challenging.Unlock()
	c := s.challenge(ctx, url)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.challenges = append(s.challenges, c)
	if !c.Passed {
		return ErrChallenge
	}
	s.hook = webhookState{url: url, next: c.At.Add(challengeEvery)}
	return nil
}

// challengeNow sends the challenge that is due.
func (s *Server) challengeNow(ctx context.Context) {
	s.challenging.Lock()
	defer s.challenging.Unlock()
	s.mu.Lock()
	url, due := s.hook.url, !s.hook.next.After(s.now()) && !s.hook.blocked
	s.mu.Unlock()
	if url == "" || !due {
		return
	}
	c := s.challenge(ctx, url)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return // the fake was closed
	}
	s.challenges = append(s.challenges, c)
	s.hook.next = s.hook.next.Add(challengeEvery)
	if s.hook.failures++; c.Passed {
		s.hook.failures = 0
	}
	s.hook.blocked = s.hook.failures >= mostFailures
}

// challenge asks the webhook to sign a code.
func (s *Server) challenge(ctx context.Context, target string) Challenge {
	s.mu.Lock()
	c := Challenge{At: s.now()}
	secrets, query := slices.Clone(s.signer().secrets), url.Values{"challengeCode": {uuid()}}
	if !s.opts.asParent {
		query.Set("applicationId", s.signer().number)
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, challengeTime)
	defer cancel()
	u, err := url.Parse(target)
	if err != nil {
		return c
	}
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return c
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return c
	}
	defer func() { _ = resp.Body.Close() }()
	c.Status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	c.Passed = err == nil && passes(resp, body, query.Get("challengeCode"), secrets)
	return c
}

// passes checks an answer by LinkedIn's rules.
func passes(resp *http.Response, body []byte, code string, secrets []string) bool {
	var answer struct {
		ChallengeCode     string `json:"challengeCode"`
		ChallengeResponse string `json:"challengeResponse"`
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json" || json.Unmarshal(body, &answer) != nil || answer.ChallengeCode != code {
		return false
	}
	return slices.ContainsFunc(secrets, func(secret string) bool {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(code))
		return answer.ChallengeResponse == hex.EncodeToString(mac.Sum(nil))
	})
}

// signer is the application whose secret signs. The caller holds s.mu.
func (s *Server) signer() *application {
	if s.opts.asParent {
		return s.apps[0]
	}
	return s.apps[1]
}

// sign makes the headers of a delivery.
func (s *Server) sign(m fake.Message) http.Header {
	s.mu.Lock()
	secret := s.signer().secrets[0]
	s.mu.Unlock()
	h := http.Header{}
	h.Set("X-LI-Signature", webhook.Sign(secret, m.Body, webhook.Hex, "hmacsha256="))
	return h
}

// Challenges returns the challenges so far, oldest first.
func (s *Server) Challenges() []Challenge {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.challenges)
}

// Blocked reports whether the webhook is blocked.
func (s *Server) Blocked() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hook.blocked
}

// Resync asks for jobs of the first child again, by their ids; [Server.ResyncAll] for all of them.
func (s *Server) Resync(externalJobPostingIDs ...string) error {
	return s.Deliver("RESYNC_JOBS", map[string]any{
		"developerApplicationUrn": s.ApplicationURN, "externalJobPostingIds": externalJobPostingIDs, "syncAllOpenJobs": false, "type": "RESYNC_JOBS",
	})
}

// ResyncAll asks for every open job of the first child again.
func (s *Server) ResyncAll() error {
	return s.Deliver("RESYNC_JOBS", map[string]any{"developerApplicationUrn": s.ApplicationURN, "syncAllOpenJobs": true, "type": "RESYNC_JOBS"})
}

// NotifyStatus delivers how a job of the first child stands now.
func (s *Server) NotifyStatus(externalJobPostingID string) error {
	s.mu.Lock()
	s.settle()
	j := s.jobs[jobKey{s.apps[1].number, externalJobPostingID}]
	s.mu.Unlock()
	if j == nil {
		return fmt.Errorf("linkedintest: there is no job %q", externalJobPostingID)
	}
	s.mu.Lock()
	body := j.status(externalJobPostingID)
	s.mu.Unlock()
	body["type"], body["developerApplicationUrn"] = "JOB_POSTING_STATUS", s.ApplicationURN
	return s.Deliver("JOB_POSTING_STATUS", body)
}

// Deliver sends a webhook of any type, signed like the others; body is encoded as JSON, or sent
// as it is where it is a json.RawMessage. It comes again until it is answered 200.
func (s *Server) Deliver(eventType string, body any) error {
	raw, ok := body.(json.RawMessage)
	if !ok {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		raw = encoded
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.hook.url == "":
		return ErrNoWebhook
	case s.hook.blocked:
		return ErrBlocked
	}
	s.seq++
	s.courier.Send(fake.Message{ID: padded(s.seq), Type: eventType, URL: s.hook.url, Body: raw})
	return nil
}

// Wait returns when every webhook so far was answered 200, or the fake is closed.
func (s *Server) Wait(ctx context.Context) error { return s.courier.Wait(ctx) }

// Attempt is one try to deliver a webhook. Status is 0 where there was no answer.
type Attempt struct {
	EventType string // "RESYNC_JOBS"
	Status    int
}

// Attempts returns every try to deliver a webhook so far, oldest first.
func (s *Server) Attempts() []Attempt {
	var list []Attempt
	for _, a := range s.courier.Attempts() {
		list = append(list, Attempt{EventType: a.EventType, Status: a.Status})
	}
	return list
}

// getWebhooks answers for the blocked ones.
func (s *Server) getWebhooks(w http.ResponseWriter, r *http.Request, app *application) {
	if !app.parent || r.Header.Get("X-Restli-Protocol-Version") != "2.0.0" {
		refuse(w, http.StatusForbidden, 100, "Not enough permissions to access: GET /developerWebhooks")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	elements := []map[string]any{}
	if s.hook.blocked && r.URL.Query().Get("queryCriteria") == "(webhookStatus:BLOCKED)" && r.URL.Query().Get("start") == "" {
		elements = append(elements, map[string]any{"webhookStatus": "BLOCKED", "webhookUrl": s.hook.url})
	}
	fake.WriteJSON(w, http.StatusOK, map[string]any{"paging": map[string]any{"start": 0, "count": 10, "links": []any{}}, "elements": elements})
}
