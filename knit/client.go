package knit

import (
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Client calls Knit's API with one API key. It is immutable and safe for concurrent use.
type Client struct {
	service // on behalf of the account
}

// Environment is one of Knit's environments. Each has its own API keys and its own data.
type Environment string

// Knit's environments. Source: developers.getknit.dev, reference.
const (
	EnvironmentProduction Environment = "production" // https://api.getknit.dev/v1.0, the default
	EnvironmentSandbox    Environment = "sandbox"    // https://api.sandbox.getknit.dev/v1.0
	EnvironmentEU         Environment = "eu"         // https://api.eu.getknit.dev/v1.0
)

var baseURLs = map[Environment]string{
	EnvironmentProduction: "https://api.getknit.dev/v1.0",
	EnvironmentSandbox:    "https://api.sandbox.getknit.dev/v1.0",
	EnvironmentEU:         "https://api.eu.getknit.dev/v1.0",
}

// WithEnvironment selects Knit's environment. If e is not one of the constants, [NewClient] returns an
// error. A later WithBaseURL overrides the environment.
//
// The constructors of other providers reject this option, because it would send their key to Knit.
func WithEnvironment(e Environment) rolecall.Option {
	return func(c *rolecall.Config) error {
		if _, ok := c.Provider.(*options); !ok {
			return errors.New("knit: WithEnvironment is valid only for knit.NewClient")
		}
		u, ok := baseURLs[e]
		if !ok {
			return fmt.Errorf("knit: unknown environment %q: use knit.EnvironmentProduction, knit.EnvironmentSandbox or knit.EnvironmentEU", string(e))
		}
		c.BaseURL = u
		return nil
	}
}

// options marks the Config of a Knit client. See [rolecall.Config].
type options struct{}

// NewClient returns a client of Knit's API. It sends no request. apiKey is an API key from Knit's
// dashboard; NewClient rejects a key that is empty or not valid in an HTTP header. Knit signs webhooks
// with the same key: see [NewReceiver].
func NewClient(apiKey string, opts ...rolecall.Option) (*Client, error) {
	if apiKey == "" {
		return nil, errors.New("knit: API key is empty (environment variable not set?)")
	}
	if problem := transport.CheckHeaderValue(apiKey); problem != "" {
		return nil, fmt.Errorf("knit: API key %s (copy-and-paste error?)", problem)
	}
	cfg := rolecall.Config{BaseURL: baseURLs[EnvironmentProduction], Provider: new(options)}
	if err := cfg.Apply(opts...); err != nil {
		return nil, fmt.Errorf("knit: %w", err)
	}
	api, err := transport.New(cfg, transport.Spec{
		Provider:        "knit",
		Authorize:       transport.Bearer(apiKey),
		ScopeHeader:     headerIntegration,
		RequestIDHeader: headerExecution,
		Open:            open,
	})
	if err != nil {
		return nil, err
	}
	return &Client{service{api: api}}, nil
}

// Knit's headers, in canonical form.
const (
	headerIntegration = "X-Knit-Integration-Id"
	headerExecution   = "X-Knit-Execution-Id"
	headerSignature   = "X-Knit-Signature"
)

// Integration is one connected tool of one customer. It is immutable, cheap to create and safe for
// concurrent use.
type Integration struct {
	// ATS and HRIS read the tool's current data, without waiting for a sync, and write to the tool.
	ATS  *ATSService
	HRIS *HRISService

	service
}

// ATSService reads and writes an integration's jobs, applications and candidates. See [Integration]. A
// failed write may have been executed after 408, after a 5xx other than 501 and 503, or if its response was
// lost. Its error then matches [rolecall.ErrAmbiguous].
type ATSService struct{ service }

// HRISService reads and writes an integration's employees, with their pay, leave and documents. See
// [Integration]. It has a method for every call whose path is public. Knit can also read the details of a
// position, but the path of that call is not public. A failed write returns the same errors as one of
// [ATSService].
type HRISService struct{ service }

// Integration returns the integration with the given id. Knit assigns the id when a customer connects a
// tool. Client.Integration sends no request. If the id is invalid, for example empty, each method of the
// result returns [rolecall.ErrInvalid] and sends nothing.
func (c *Client) Integration(id string) *Integration {
	s := service{api: c.api, scoped: true, id: id}
	return &Integration{ATS: &ATSService{s}, HRIS: &HRISService{s}, service: s}
}

// ID returns the integration's id.
func (i *Integration) ID() string { return i.id }
