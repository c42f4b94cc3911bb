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

// tokens holds the access token of one application. LinkedIn requires that all calls use the same token
// during its 30 minutes.
type tokens struct {
	api  *transport.Client
	path []string
	form url.Values

	secret string // for redaction

	fetching chan struct{} // a semaphore: holds one value during a fetch

	mu      sync.Mutex
	header  string    // "Bearer …", "" if there is no token
	expires time.Time // when to replace the token, shortly before it expires
	failure *failedFetch
	fetches int // number of fetches that have ended
}

// failedFetch is the error of a fetch. All calls that waited for the fetch return it, so that a wrong secret
// is not sent again by each of them.
type failedFetch struct {
	number int // the value of fetches after it
	err    error
}

const (
	// renewBefore is the time before its expiry at which a token is replaced.
	renewBefore = time.Minute
	// defaultLifetime is used if the response has no lifetime. LinkedIn's tokens expire after 30 minutes.
	defaultLifetime = 5 * time.Minute
)

// newTokens returns the tokens of one client. address is the URL of WithTokenURL, "" for the default.
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
	t := &tokens{path: strings.Split(strings.Trim(u.Path, "/"), "/"), fetching: make(chan struct{}, 1)}
	t.form = url.Values{"grant_type": {"client_credentials"}, "client_id": {creds.ClientID}, "client_secret": {creds.ClientSecret}}
	// The request for a token contains the secret, so no middleware may see it. It needs no limiter,
	// because it is part of a call that has waited for the limiter already.
	cfg.BaseURL = u.Scheme + "://" + u.Host
	cfg.Middleware, cfg.Limiter, cfg.Concurrency = nil, nil, 0
	t.secret = creds.ClientSecret
	t.api, err = transport.New(cfg, transport.Spec{Provider: "linkedin", RequestIDHeader: "X-Li-Uuid", Open: openToken, Secrets: t.secrets})
	return t, err
}

// secrets returns the strings that no error may contain, in addition to the token.
func (t *tokens) secrets() []string { return []string{t.secret} }

// authorize sets the Authorization header of an API request.
func (t *tokens) authorize(r *http.Request) error {
	header, err := t.get(r.Context())
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", header)
	return nil
}

// renew discards the token that LinkedIn rejected, unless another call has already replaced it.
func (t *tokens) renew(rejected string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.header == rejected {
		t.header = ""
	}
	return rejected != ""
}

// get returns the token, and fetches it if there is none. Concurrent calls wait for
// one fetch, each no longer than its own context.
func (t *tokens) get(ctx context.Context) (string, error) {
	header, fetches := t.valid()
	if header != "" {
		return header, nil
	}
	select {
	case t.fetching <- struct{}{}:
		defer func() { <-t.fetching }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if header, _ := t.valid(); header != "" {
		return header, nil
	}
	if err := t.failedSince(fetches); err != nil {
		return "", err
	}
	header, lifetime, err := t.fetch(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fetches++
	if err != nil {
		t.failure = &failedFetch{t.fetches, err}
		if ctx.Err() != nil {
			t.failure = nil // the context of this call has ended, but not those of the waiting calls
		}
		return "", err
	}
	t.header, t.expires = header, time.Now().Add(lifetime-min(renewBefore, lifetime/10))
	return header, nil
}

// valid returns the token, "" if there is none or if it is about to expire, and the number of fetches.
func (t *tokens) valid() (header string, fetches int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.header == "" || !time.Now().Before(t.expires) {
		return "", t.fetches
	}
	return t.header, t.fetches
}

// failedSince returns the error of the fetch for which the call has waited, nil if it succeeded. fetches is
// the number of fetches before the call waited.
func (t *tokens) failedSince(fetches int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failure == nil || t.failure.number <= fetches {
		return nil
	}
	if e, ok := errors.AsType[*rolecall.Error](t.failure.err); ok {
		return e.WithCause() // a copy, because callers may modify the error
	}
	return t.failure.err
}

// fetch requests a token. A second token is harmless, so the request may be retried.
//
// Source: learn.microsoft.com/linkedin, "Client Credential Flow".
func (t *tokens) fetch(ctx context.Context) (header string, lifetime time.Duration, err error) {
	// ctx traces the connection of the API call. With ctx, the trace would record this connection instead.
	fetchCtx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	req := transport.Request{Op: "linkedin.token", Method: http.MethodPost, Path: t.path, Form: t.form, Retry: transport.RetryRead}
	resp, err := transport.Call[tokenResponse](fetchCtx, t.api, req) //nolint:contextcheck // fetchCtx ends with ctx
	if err != nil {
		if e, ok := errors.AsType[*rolecall.Error](err); ok && e.StatusCode < 300 {
			e.Body = nil // it may contain a token
		}
		return "", 0, err
	}
	lifetime = defaultLifetime
	if resp.ExpiresIn != nil && *resp.ExpiresIn > 0 {
		lifetime = time.Duration(min(*resp.ExpiresIn, 1<<31)) * time.Second
	}
	return "Bearer " + resp.AccessToken, lifetime, nil
}

// tokenResponse is the response of the token endpoint. In one of LinkedIn's samples expires_in is a string.
type tokenResponse struct {
	AccessToken string `json:"access_token" secret:"true"`
	ExpiresIn   *int64 `json:"expires_in"`

	rolecall.Extra `json:"-"`
}

// openToken returns the body of a success, or the failure that the body describes as in RFC 6749.
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

// tokenClasses maps the error codes of the token endpoint to their classes. LinkedIn responds with 400 or 401
// for most of them; the class of 400, ErrInvalid, would wrongly mean that the API call is invalid. Any other
// code has the class of its status.
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
