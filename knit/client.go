package knit

import (
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Client talks to Knit with one API key. It is immutable and safe for concurrent use.
type Client struct {
	service // the account
}

// Environment is one of Knit's systems. Each has its own API keys and keeps its own data.
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

// WithEnvironment chooses Knit's system. Another than the three is an error from
// [NewClient]. A later WithBaseURL replaces it.
//
// Given to the client of another provider it is an error: it would send that provider's key to
// Knit.
func WithEnvironment(e Environment) rolecall.Option {
	return func(c *rolecall.Config) error {
		if _, ok := c.Provider.(*options); !ok {
			return errors.New("knit: WithEnvironment is an option of knit.NewClient")
		}
		u, ok := baseURLs[e]
		if !ok {
			return fmt.Errorf("knit: unknown environment %q: use knit.EnvironmentProduction, knit.EnvironmentSandbox or knit.EnvironmentEU", string(e))
		}
		c.BaseURL = u
		return nil
	}
}

// options marks the Config of a Knit client, see [rolecall.Config].
type options struct{}

// NewClient makes a client of Knit's API, without any I/O. The key is an API key of
// Knit's dashboard; an empty one, or one that cannot stand in a header, is an error. The
// same key signs Knit's webhooks, see [NewReceiver].
func NewClient(apiKey string, opts ...rolecall.Option) (*Client, error) {
	if apiKey == "" {
		return nil, errors.New("knit: the API key is empty (is an environment variable unset?)")
	}
	if problem := transport.CheckHeaderValue(apiKey); problem != "" {
		return nil, fmt.Errorf("knit: the API key %s (was it pasted so?)", problem)
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

// Knit's headers. http.Header keeps them in this form.
const (
	headerIntegration = "X-Knit-Integration-Id"
	headerExecution   = "X-Knit-Execution-Id"
	headerSignature   = "X-Knit-Signature"
)

// Integration is one connected account of one customer. It is immutable, cheap to make
// and safe to share between goroutines.
type Integration struct {
	// ATS reads and writes hiring data, HRIS people's: at once, where a sync brings them by
	// webhook.
	ATS  *ATSService
	HRIS *HRISService

	service
}

// ATSService is an integration's hiring data: jobs, applications, candidates. See
// [Integration]. A write that failed with 408 or a 5xx but 501 and 503, or whose response was lost,
// may have been done: its error is [rolecall.ErrAmbiguous].
type ATSService struct{ service }

// HRISService is an integration's data of people: employees, their pay, leave, documents.
// See [Integration]. It has every call whose path is public; of the details of a position, which
// Knit can read, the path is not. Its writes fail like those of [ATSService].
type HRISService struct{ service }

// Integration returns the account with the given id, which Knit hands out when a customer
// has connected an app. It does no I/O; with an id that cannot be one, "" for example,
// each method returns [rolecall.ErrInvalid] before anything is sent.
func (c *Client) Integration(id string) *Integration {
	s := service{api: c.api, scoped: true, id: id}
	return &Integration{ATS: &ATSService{s}, HRIS: &HRISService{s}, service: s}
}

// ID is the integration's id.
func (i *Integration) ID() string { return i.id }
