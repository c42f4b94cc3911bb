package kombo

import (
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Client talks to Kombo with one API key, for what concerns the account. It is immutable
// and safe for concurrent use.
type Client struct {
	// AIApply applies for jobs on the web. See [AIApplyService].
	AIApply *AIApplyService

	service
}

// Region is where Kombo keeps an account's data. Each has its own API keys.
type Region string

// Kombo's regions.
const (
	RegionEU Region = "eu" // https://api.kombo.dev/v1, the default
	RegionUS Region = "us" // https://api.us.kombo.dev/v1
	// RegionCA is https://api.ca.kombo.dev/v1. It is new, and the sources contradict each other:
	// the newest OpenAPI document lists it as a server, but Kombo's page on data residency still
	// names only the other two. Ask Kombo before you rely on it.
	RegionCA Region = "ca"
)

var baseURLs = map[Region]string{
	RegionEU: "https://api.kombo.dev/v1",
	RegionUS: "https://api.us.kombo.dev/v1",
	RegionCA: "https://api.ca.kombo.dev/v1",
}

// WithRegion chooses Kombo's system. Any other value is an error from [NewClient]. A
// later WithBaseURL replaces it.
//
// Given to the client of another provider it is an error: it would send that provider's key to
// Kombo.
func WithRegion(r Region) rolecall.Option {
	return func(c *rolecall.Config) error {
		if _, ok := c.Provider.(*options); !ok {
			return errors.New("kombo: WithRegion is an option of kombo.NewClient")
		}
		u, ok := baseURLs[r]
		if !ok {
			return fmt.Errorf("kombo: unknown region %q: use kombo.RegionEU, kombo.RegionUS or kombo.RegionCA", string(r))
		}
		c.BaseURL = u
		return nil
	}
}

// options marks the Config of a Kombo client, see [rolecall.Config].
type options struct{}

// NewClient makes a client of Kombo's API, without any I/O. The key belongs to one of the
// account's environments; an empty one, or one that cannot stand in a header, is an error.
func NewClient(apiKey string, opts ...rolecall.Option) (*Client, error) {
	if apiKey == "" {
		return nil, errors.New("kombo: the API key is empty (is an environment variable unset?)")
	}
	if problem := transport.CheckHeaderValue(apiKey); problem != "" {
		return nil, fmt.Errorf("kombo: the API key %s (was it pasted so?)", problem)
	}
	cfg := rolecall.Config{BaseURL: baseURLs[RegionEU], Provider: new(options)}
	if err := cfg.Apply(opts...); err != nil {
		return nil, fmt.Errorf("kombo: %w", err)
	}
	api, err := transport.New(cfg, transport.Spec{
		Provider:    "kombo",
		Authorize:   transport.Bearer(apiKey),
		ScopeHeader: "X-Integration-Id",
		Open:        open,
		MayRetry:    mayRetry,
		Limits: transport.LimitHeaders{
			RateLimit: "Ratelimit-Limit", RateRemaining: "Ratelimit-Remaining", RateReset: "Ratelimit-Reset",
			ConcurrencyLimit: "Concurrency-Limit", ConcurrencyRemaining: "Concurrency-Remaining",
		},
	})
	if err != nil {
		return nil, err
	}
	account := service{api: api}
	return &Client{AIApply: &AIApplyService{account}, service: account}, nil
}

// Integration is one connected account of one customer. It is immutable, cheap to make and
// safe to share between goroutines.
type Integration struct {
	// ATS reads and writes hiring data.
	ATS *ATSService
	// HRIS reads and writes data of employees.
	HRIS *HRISService
	// Assessment takes orders of tests and checks, and gives their results.
	Assessment *AssessmentService

	service
}

// ATSService is an integration's hiring data: jobs, candidates, applications and what
// belongs to them. See [Integration].
type ATSService struct{ service }

// HRISService is an integration's data of employees: who they are, how they work, when they do
// not. See [Integration].
type HRISService struct{ service }

// AssessmentService is the other side of a test or a background check: what an ATS orders for
// its candidates, and what came out. See [Integration].
type AssessmentService struct{ service }

// Integration returns the account with the given id ("workday:Example0000000000000001"),
// which Kombo hands out when a customer has connected a tool. It does no I/O; with an id
// that cannot be one, "" for example, each method returns [rolecall.ErrInvalid] before
// anything is sent.
func (c *Client) Integration(id string) *Integration {
	s := service{api: c.api, id: id, place: inHeader}
	return &Integration{ATS: &ATSService{s}, HRIS: &HRISService{s}, Assessment: &AssessmentService{s}, service: s}
}

// inPath is the integration for the operations that carry its id in the path, and no header.
func (i *Integration) inPath() service { return service{api: i.api, id: i.id, place: inPath} }

// ID is the integration's id.
func (i *Integration) ID() string { return i.id }
