package linkedin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Client is a client of LinkedIn's API for one developer application: a child application for the jobs of
// one customer, or the parent application for provisioning and for its webhooks. Create one client with
// [NewClient] for each application and keep it, because it holds the access token. A Client is safe for
// concurrent use.
type Client struct {
	api     *transport.Client
	version string        // "202603"; "" is the unversioned API
	timeout time.Duration // of a whole call, all its requests included
}

// Credentials are the client id and the client secret of one developer application. They print as
// "[credentials]" with every verb and in slog. JSON includes the secret, so that they can be stored.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret,omitempty"`
}

const redacted = "[credentials]"

// Format writes "[credentials]" for every verb.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[credentials]".
func (c Credentials) LogValue() slog.Value { return slog.StringValue(redacted) }

const (
	defaultBaseURL  = "https://api.linkedin.com"
	defaultTokenURL = "https://www.linkedin.com/oauth/v2/accessToken" //nolint:gosec // an address, not a credential
)

// defaultTimeout is the default of rolecall.WithTimeout.
const defaultTimeout = 60 * time.Second

// options holds the options that only this package has.
type options struct {
	version  string // from WithVersion; "" is the unversioned API
	tokenURL string // from WithTokenURL; "" is the default
}

// optionsOf returns LinkedIn's options in c. If c belongs to the client of another provider, the option
// would have no effect, so it is an error.
func optionsOf(c *rolecall.Config, option string) (*options, error) {
	o, ok := c.Provider.(*options)
	if !ok || o == nil {
		return nil, fmt.Errorf("linkedin: %s is valid only for linkedin.NewClient", option)
	}
	return o, nil
}

// WithVersion selects a version of LinkedIn's versioned API by its month, such as "202603". The client uses
// it for job postings, their tasks, pay for performance and the /rest/ paths of [Call]. The names, limits
// and operations of the versioned API differ from those of v2, see [JobPosting]. Without this option the
// client uses the unversioned v2.
//
// LinkedIn publishes versions at irregular intervals (such as "202508.02") and supports each for two years;
// after that it responds 426. In November 2026 it supports every version from 202501, and the newest in
// its list is 202603.
//
// Source: learn.microsoft.com/linkedin, Talent, "Versioning" and li-lts-2026-03.
func WithVersion(month string) rolecall.Option {
	return func(c *rolecall.Config) error {
		if !isVersion(month) {
			return fmt.Errorf("linkedin: invalid version %q: use year and month such as \"202603\"", month)
		}
		o, err := optionsOf(c, "WithVersion")
		if err != nil {
			return err
		}
		o.version = month
		return nil
	}
}

// isVersion reports whether s is YYYYMM, optionally with a revision, as in "202508.02".
func isVersion(s string) bool {
	month, revision, revised := strings.Cut(s, ".")
	if len(month) != 6 || !isDigits(month) || month < "202501" || month[4:] < "01" || month[4:] > "12" {
		return false
	}
	return !revised || len(revision) == 2 && isDigits(revision)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// WithTokenURL requests access tokens from u. The default is https://www.linkedin.com/oauth/v2/accessToken.
// If [rolecall.WithBaseURL] names another server, the default is /oauth/v2/accessToken on that server, so
// the secret is sent only to the server that receives the calls.
func WithTokenURL(u string) rolecall.Option {
	return func(c *rolecall.Config) error {
		probe := *c
		if err := rolecall.WithBaseURL(u)(&probe); err != nil {
			return fmt.Errorf("linkedin: the token URL: %w", err)
		}
		if parsed, err := url.Parse(u); err != nil || strings.Trim(parsed.Path, "/") == "" {
			return errors.New("linkedin: the token URL has no path: use the full URL, such as https://www.linkedin.com/oauth/v2/accessToken")
		}
		o, err := optionsOf(c, "WithTokenURL")
		if err != nil {
			return err
		}
		o.tokenURL = u
		return nil
	}
}

// NewClient returns a client for the application with these credentials. It performs no I/O: the first call
// fetches an access token. Empty credentials are an error. If the URL of [rolecall.WithBaseURL] ends with
// /v2 or /rest, NewClient removes it, because each call adds one of the two.
func NewClient(creds Credentials, opts ...rolecall.Option) (*Client, error) {
	if creds.ClientID == "" || creds.ClientSecret == "" {
		return nil, errors.New("linkedin: client id or client secret is empty (unset environment variable?)")
	}
	own := &options{}
	cfg := rolecall.Config{BaseURL: defaultBaseURL, Provider: own}
	if err := cfg.Apply(opts...); err != nil {
		return nil, fmt.Errorf("linkedin: %w", err)
	}
	for _, version := range []string{"/v2", "/rest"} {
		cfg.BaseURL = strings.TrimSuffix(cfg.BaseURL, version)
	}
	tokens, err := newTokens(creds, cfg, own.tokenURL)
	if err != nil {
		return nil, err
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	api, err := transport.New(cfg, transport.Spec{
		Provider:        "linkedin",
		Authorize:       tokens.authorize,
		Renew:           tokens.renew,
		RequestIDHeader: "X-Li-Uuid",
		Open:            open,
		Secrets:         tokens.secrets,
	})
	if err != nil {
		return nil, err
	}
	return &Client{api: api, version: own.version, timeout: cfg.Timeout}, nil
}

// withTimeout applies rolecall.WithTimeout to a call of several requests: it bounds all of them together.
func (c *Client) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.timeout)
}
