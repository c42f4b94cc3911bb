package kombo

import (
	"errors"
	"fmt"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// Client calls Kombo's API with one API key. Its methods concern the account; [Client.Integration]
// returns the calls of one integration. A Client is immutable and safe for concurrent use.
type Client struct {
	// AIApply sends applications to job postings on the web. See [AIApplyService].
	AIApply *AIApplyService

	service
}

// Region is the place where Kombo stores an account's data. Each region has its own API keys.
type Region string

// Kombo's regions.
const (
	RegionEU Region = "eu" // https://api.kombo.dev/v1, the default
	RegionUS Region = "us" // https://api.us.kombo.dev/v1
	// RegionCA is https://api.ca.kombo.dev/v1. It is new, and Kombo's documents contradict each
	// other: the newest OpenAPI document lists it as a server, but the page on data residency
	// names only the other two regions. Ask Kombo before you rely on it.
	RegionCA Region = "ca"
)

var baseURLs = map[Region]string{
	RegionEU: "https://api.kombo.dev/v1",
	RegionUS: "https://api.us.kombo.dev/v1",
	RegionCA: "https://api.ca.kombo.dev/v1",
}

// WithRegion selects the region of the account. [NewClient] returns an error if r is not one of the
// Region constants. A later WithBaseURL replaces the region's URL.
//
// The constructors of other providers' clients reject this option, since it would send their API key
// to Kombo.
func WithRegion(r Region) rolecall.Option {
	return func(c *rolecall.Config) error {
		if _, ok := c.Provider.(*options); !ok {
			return errors.New("kombo: WithRegion is valid only for kombo.NewClient")
		}
		u, ok := baseURLs[r]
		if !ok {
			return fmt.Errorf("kombo: unknown region %q: use kombo.RegionEU, kombo.RegionUS or kombo.RegionCA", string(r))
		}
		c.BaseURL = u
		return nil
	}
}

// options marks the Config of a Kombo client. See [rolecall.Config].
type options struct{}

// NewClient returns a client for Kombo's API. It does no I/O. The API key belongs to one of the
// account's environments. NewClient returns an error if the key is empty or contains a
// character that is not allowed in an HTTP header.
func NewClient(apiKey string, opts ...rolecall.Option) (*Client, error) {
	if apiKey == "" {
		return nil, errors.New("kombo: API key is empty (unset environment variable?)")
	}
	if problem := transport.CheckHeaderValue(apiKey); problem != "" {
		return nil, fmt.Errorf("kombo: API key %s (copy-and-paste error?)", problem)
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

// Integration is one connected tool of one customer. It is immutable, cheap to create and safe for
// concurrent use.
type Integration struct {
	// ATS reads and writes hiring data.
	ATS *ATSService
	// HRIS reads and writes employee data.
	HRIS *HRISService
	// Assessment reads the orders of tests and background checks, and sends their results.
	Assessment *AssessmentService

	service
}

// ATSService reads and writes the hiring data of an integration: jobs, candidates, applications and
// related records. See [Integration].
type ATSService struct{ service }

// HRISService reads and writes the employee data of an integration: employees, employments, absences
// and related records. See [Integration].
type HRISService struct{ service }

// AssessmentService is for providers of tests and background checks: it reads what customers order for
// their candidates in an ATS, and sends the results back. See [Integration].
type AssessmentService struct{ service }

// Integration returns the integration with the given id ("workday:Example0000000000000001"), which
// Kombo assigns when a customer connects a tool. It does no I/O. If the id is invalid, for example
// "", every method returns [rolecall.ErrInvalid] and sends nothing.
func (c *Client) Integration(id string) *Integration {
	s := service{api: c.api, id: id, place: inHeader}
	return &Integration{ATS: &ATSService{s}, HRIS: &HRISService{s}, Assessment: &AssessmentService{s}, service: s}
}

// inPath returns the service for the operations that have the id in the path and send no
// X-Integration-Id header.
func (i *Integration) inPath() service { return service{api: i.api, id: i.id, place: inPath} }

// ID returns the integration's id.
func (i *Integration) ID() string { return i.id }
