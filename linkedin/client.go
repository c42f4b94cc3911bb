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

// Client talks to LinkedIn with the credentials of one developer application: of a child
// application for the jobs of one customer, of the parent application for provisioning and
// its webhooks. It is immutable, but for the token that it keeps, and safe for concurrent
// use; make one for each application and keep it.
type Client struct {
	api     *transport.Client
	version string        // "202603"; "" is the unversioned API
	timeout time.Duration // of a whole call, all its requests included
}

// Credentials are those of one developer application. They print as "[credentials]" under
// every verb and in slog; as JSON they are complete, so that they can be stored.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret,omitempty"`
}

const redacted = "[credentials]"

// Format writes "[credentials]" under every verb.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is what slog writes.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(redacted) }

const (
	defaultBaseURL  = "https://api.linkedin.com"
	defaultTokenURL = "https://www.linkedin.com/oauth/v2/accessToken" //nolint:gosec // an address, no credential
)

// defaultTimeout is the default of rolecall.WithTimeout.
const defaultTimeout = 60 * time.Second

// options are those that only this provider has.
type options struct {
	version  string // of WithVersion; "" is the unversioned API
	tokenURL string // of WithTokenURL; "" is the default
}

// optionsOf returns the options of the client that c is for. The client of another provider has none:
// there the option would have no effect, so it is an error.
func optionsOf(c *rolecall.Config, option string) (*options, error) {
	o, ok := c.Provider.(*options)
	if !ok || o == nil {
		return nil, fmt.Errorf("linkedin: %s is an option of linkedin.NewClient", option)
	}
	return o, nil
}

// WithVersion uses LinkedIn's versioned API of that month, "202603", for job postings, their tasks,
// pay for performance and the /rest/ paths of [Call]. Its names, limits and operations differ from
// those of v2, see [JobPosting]. LinkedIn publishes versions without a fixed cadence ("202508.02" is
// one) and supports each for two years; after that it responds 426. In November 2026 every version
// from 202501 on is supported, and 202603 is the newest that LinkedIn's list shows. Without this
// option the client uses the unversioned v2.
//
// Source: learn.microsoft.com/linkedin, Talent, "Versioning" and li-lts-2026-03.
func WithVersion(month string) rolecall.Option {
	return func(c *rolecall.Config) error {
		if !isVersion(month) {
			return fmt.Errorf("linkedin: invalid version %q: use year and month, as in WithVersion(\"202603\")", month)
		}
		o, err := optionsOf(c, "WithVersion")
		if err != nil {
			return err
		}
		o.version = month
		return nil
	}
}

// isVersion: YYYYMM, maybe with the number of a revision as LinkedIn writes it, "202508.02".
func isVersion(s string) bool {
	month, revision, revised := strings.Cut(s, ".")
	if len(month) != 6 || !digits(month) || month < "202501" || month[4:] < "01" || month[4:] > "12" {
		return false
	}
	return !revised || len(revision) == 2 && digits(revision)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// WithTokenURL requests tokens from u instead of LinkedIn's own address. The default is
// https://www.linkedin.com/oauth/v2/accessToken, or, if WithBaseURL names another API,
// /oauth/v2/accessToken on the server of that API: the secret is sent only where calls are sent.
func WithTokenURL(u string) rolecall.Option {
	return func(c *rolecall.Config) error {
		probe := *c
		if err := rolecall.WithBaseURL(u)(&probe); err != nil {
			return fmt.Errorf("linkedin: the token URL: %w", err)
		}
		if parsed, err := url.Parse(u); err != nil || strings.Trim(parsed.Path, "/") == "" {
			return errors.New("linkedin: the token URL has no path: it is the whole address, as in https://www.linkedin.com/oauth/v2/accessToken")
		}
		o, err := optionsOf(c, "WithTokenURL")
		if err != nil {
			return err
		}
		o.tokenURL = u
		return nil
	}
}

// NewClient makes a client of LinkedIn's API, without any I/O: its first call fetches a token.
// Empty credentials are an error. WithBaseURL takes the address without or with a version
// ("https://api.linkedin.com", ".../v2"); each call adds its own.
func NewClient(creds Credentials, opts ...rolecall.Option) (*Client, error) {
	if creds.ClientID == "" || creds.ClientSecret == "" {
		return nil, errors.New("linkedin: the client id or the client secret is empty (is an environment variable unset?)")
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

// within bounds a call of several requests: rolecall.WithTimeout is for all of them.
func (c *Client) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.timeout)
}
