package knittest

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// Option is an option of a [Server].
type Option func(*options)

type options struct {
	api.Options

	integration api.IntegrationOptions
}

func newOptions(opts []Option) *options {
	o := &options{
		Options: api.Options{PageSize: 50},
		integration: api.IntegrationOptions{
			Counts: world.Counts{Jobs: 20, Applications: 20, Employees: 20}, Delta: api.Delta{New: 1, Modified: 2, Deleted: 1},
			Unsupported: map[string]bool{},
		},
	}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// shared returns the Option for a setting that all fakes have.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr sets the loopback address to listen on, such as "127.0.0.1:8091". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithClock sets the clock for the times of events, reports and changes. now may be called by several
// goroutines. The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// WithJobs sets the initial number of active jobs. The default is 20.
func WithJobs(n int) Option { return func(o *options) { o.integration.Counts.Jobs = n } }

// WithEmployees sets the initial number of active employees. The default is 20.
func WithEmployees(n int) Option { return func(o *options) { o.integration.Counts.Employees = n } }

// WithApplications sets the initial number of applications and of candidates: each candidate has applied once.
// The default is 20.
func WithApplications(n int) Option {
	return func(o *options) { o.integration.Counts.Applications = n }
}

// WithPageSize sets the number of records in a page of a list. The default is 50; Knit does not document the
// size of its pages. Values less than 1 mean 1.
func WithPageSize(n int) Option { return func(o *options) { o.PageSize = max(n, 1) } }

// WithoutSupport sets the methods that the tool does not support, by their dotted names, such as
// "ats.job.create". The fake rejects them with 404 and the message that the method is not supported.
func WithoutSupport(methods ...string) Option {
	return func(o *options) {
		for _, name := range methods {
			o.integration.Unsupported[name] = true
		}
	}
}

// WithWebhook registers the webhook for every category, as in Knit's dashboard. Syncs without their own
// destination deliver there. [Server.SetWebhook] changes it later.
func WithWebhook(url string) Option { return func(o *options) { o.Webhook = url } }

// Delta is the number of records that change between the initial run and the delta run of a sync.
type Delta struct{ New, Modified, Deleted int }

// WithDelta sets the number of changes in a delta run. The default is one new, two modified and one deleted
// record. With the zero Delta, only the events about the run are delivered.
func WithDelta(d Delta) Option { return func(o *options) { o.integration.Delta = api.Delta(d) } }

// PassthroughRequest is the request to the customer's tool in a passthrough call.
type PassthroughRequest struct {
	Method, Path, BaseURL, Body, ContentType string
	Headers, Params                          map[string]string
}

// Vendor responds to passthrough requests instead of the customer's tool. It must not call the fake.
type Vendor func(req PassthroughRequest) (status int, header map[string]string, body string)

// WithVendor sets the function that responds to passthrough calls. The default responds with the request as
// JSON. The status is 200, or 404 if the path contains "missing".
func WithVendor(v Vendor) Option {
	return func(o *options) {
		o.Vendor = func(r api.PassthroughRequest) (int, map[string]string, string) {
			return v(PassthroughRequest{
				Method: r.Method, Path: r.Path, BaseURL: r.BaseURL, Body: r.Body, ContentType: r.ContentType, Headers: r.Headers, Params: r.Params,
			})
		}
	}
}

// DoubleEncoded makes the fake encode the body of the tool's response twice, as Knit has been seen to do.
func DoubleEncoded() Option { return func(o *options) { o.DoubleEncoded = true } }

// DeliverTwice delivers each event a second time after it was accepted.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers the records of each run in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate sets how long to wait before each run.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets the maximum number of concurrent deliveries. The default is 8. With 1, events are delivered
// in order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the backoff before an event is delivered again after a response other than 200. It doubles
// with each attempt, up to 32 times d. The default is 20ms; Knit retries for four days.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
