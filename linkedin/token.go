package linkedin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// tokens keeps the access token of one application: LinkedIn requires that one token serves all
// calls of its 30 minutes.
type tokens struct {
	api  *transport.Client
	path []string
	form url.Values

	secret string // for redaction

	turn chan struct{} // holds one value during a fetch

	mu      sync.Mutex
	header  string    // "Bearer …", "" for none
	expires time.Time // when to replace it, some time before it really ends
	failure *failedFetch
	round   int // counts fetches that have ended
}

// failedFetch is shared by the calls that waited for it, so that a wrong secret is sent once and
// not once for each of them.
type failedFetch struct {
	round int
	err   error
}

const (
	// early is how long before its end a token is replaced.
	early = time.Minute
	// assumedLife is used if the response does not state it. LinkedIn's tokens live 30 minutes.
	assumedLife = 5 * time.Minute
)

// newTokens makes the tokens of one client. address is that of WithTokenURL, "" for the default.
func newTokens(creds Credentials, cfg rolecall.Config, address string) (*tokens, error) {
	switch {
	case address != "":
	case cfg.BaseURL == defaultBaseURL:
		address = defaultTokenURL
	default:
		address = cfg.BaseURL + "/oauth/v2/accessToken"
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("linkedin: the token URL cannot be parsed")
	}
	t := &tokens{path: strings.Split(strings.Trim(u.Path, "/"), "/"), turn: make(chan struct{}, 1)}
	t.form = url.Values{"grant_type": {"client_credentials"}, "client_id": {creds.ClientID}, "client_secret": {creds.ClientSecret}}
	// The request for a token holds the secret, so no middleware may see it; and it is part of
	// a call that has already waited for the limiter.
	cfg.BaseURL = u.Scheme + "://" + u.Host
	cfg.Middleware, cfg.Limiter, cfg.Concurrency = nil, nil, 0
	t.secret = creds.ClientSecret
	t.api, err = transport.New(cfg, transport.Spec{Provider: "linkedin", RequestIDHeader: "X-Li-Uuid", Open: openToken, Secrets: t.secrets})
	return t, err
}

// secrets returns what no error may show in addition to the token.
func (t *tokens) secrets() []string { return []string{t.secret} }

// authorize puts a token on a request of the API.
func (t *tokens) authorize(r *http.Request) error {
	header, err := t.get(r.Context())
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", header)
	return nil
}

// renew forgets the token that LinkedIn rejected, unless another call has already replaced it.
func (t *tokens) renew(refused string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.header == refused {
		t.header = ""
	}
	return refused != ""
}

// get returns the token, and fetches it if there is none. Concurrent calls wait for
// one fetch, each no longer than its own context.
func (t *tokens) get(ctx context.Context) (string, error) {
	header, round := t.fresh()
	if header != "" {
		return header, nil
	}
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if header, _ := t.fresh(); header != "" {
		return header, nil
	}
	if err := t.failedSince(round); err != nil {
		return "", err
	}
	header, life, err := t.fetch(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.round++
	if err != nil {
		t.failure = &failedFetch{t.round, err}
		if ctx.Err() != nil {
			t.failure = nil // the context of this call has ended, not the others'
		}
		return "", err
	}
	t.header, t.expires = header, time.Now().Add(life-min(early, life/10))
	return header, nil
}

// fresh returns the token, "" if it is missing or about to end.
func (t *tokens) fresh() (header string, round int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.header == "" || !time.Now().Before(t.expires) {
		return "", t.round
	}
	return t.header, t.round
}

// failedSince returns the error of the fetch that this call has waited for, if it failed.
func (t *tokens) failedSince(round int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failure == nil || t.failure.round <= round {
		return nil
	}
	if e, ok := errors.AsType[*rolecall.Error](t.failure.err); ok {
		return e.WithCause() // a copy: errors are not shared
	}
	return t.failure.err
}

// fetch requests a token. A second token is harmless, so the request may be retried.
//
// Source: learn.microsoft.com/linkedin, "Client Credential Flow".
func (t *tokens) fetch(ctx context.Context) (header string, life time.Duration, err error) {
	// The context of an API call observes that call's connection, and would mistake this one for it.
	own, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	req := transport.Request{Op: "linkedin.token", Method: http.MethodPost, Path: t.path, Form: t.form, Retry: transport.RetryRead}
	resp, err := transport.Call[tokenResponse](own, t.api, req) //nolint:contextcheck // own ends with ctx
	if err != nil {
		if e, ok := errors.AsType[*rolecall.Error](err); ok && e.StatusCode < 300 {
			e.Body = nil // it may hold a token
		}
		return "", 0, err
	}
	life = assumedLife
	if resp.ExpiresIn != nil && *resp.ExpiresIn > 0 {
		life = time.Duration(min(*resp.ExpiresIn, 1<<31)) * time.Second
	}
	return "Bearer " + resp.AccessToken, life, nil
}

// tokenResponse is LinkedIn's: expires_in has been seen as a string.
type tokenResponse struct {
	AccessToken string `json:"access_token" secret:"true"`
	ExpiresIn   *int64 `json:"expires_in"`

	rolecall.Extra `json:"-"`
}

// openToken reads the response of the token endpoint, as RFC 6749 defines it.
func openToken(status int, body []byte) ([]byte, *transport.Failure) {
	var member [3][]byte
	if err := jsonpeek.Pick(body, member[:], "access_token", "error", "error_description"); err != nil {
		return nil, &transport.Failure{Unrecognized: true, Message: "the response is not a JSON object"}
	}
	if code, ok := jsonpeek.Text(member[1]); ok {
		message, _ := jsonpeek.Text(member[2])
		return nil, &transport.Failure{Code: string(code), Message: string(message), Class: tokenClasses[string(code)]}
	}
	token, _ := jsonpeek.Text(member[0])
	if problem := transport.CheckHeaderValue(string(token)); problem != "" && status < 300 {
		return nil, &transport.Failure{Unrecognized: true, Message: "the token " + problem}
	}
	return body, nil
}

// tokenClasses are the classes of the token endpoint's codes: LinkedIn responds 400 or 401 with most of
// them, and 400 says nothing about the call that needed the token. Any other code has the class of its
// status.
//
// Source: learn.microsoft.com/linkedin, "Client Credential Flow", and RFC 6749, 5.2.
var tokenClasses = map[string]error{
	"invalid_client_id":       rolecall.ErrUnauthorized,
	"invalid_client":          rolecall.ErrUnauthorized,
	"invalid_grant":           rolecall.ErrUnauthorized,
	"invalid_request":         rolecall.ErrUnauthorized, // the endpoint does not recognize the credentials
	"unauthorized_client":     rolecall.ErrForbidden,
	"unsupported_grant_type":  rolecall.ErrForbidden,
	"invalid_scope":           rolecall.ErrForbidden,
	"access_denied":           rolecall.ErrNeedsHuman, // LinkedIn has not enabled this flow for the application
	"server_error":            rolecall.ErrUnavailable,
	"temporarily_unavailable": rolecall.ErrUnavailable,
}
