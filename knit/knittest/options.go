package knittest

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/api"
	"github.com/rolecall-dev/rolecall/knit/knittest/internal/world"
)

// Option changes a [Server].
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

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr listens on an address of loopback, "127.0.0.1:8091". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithClock sets the fake's time: of events, reports and changes. now may be called by several goroutines.
// The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// WithJobs sets how many active jobs there are in the beginning. The default is 20.
func WithJobs(n int) Option { return func(o *options) { o.integration.Counts.Jobs = n } }

// WithEmployees sets how many active employees there are in the beginning. The default is 20.
func WithEmployees(n int) Option { return func(o *options) { o.integration.Counts.Employees = n } }

// WithApplications sets how many applications there are in the beginning, and candidates: each has applied
// once. The default is 20.
func WithApplications(n int) Option {
	return func(o *options) { o.integration.Counts.Applications = n }
}

// WithPageSize sets how many records a page of a list has. The default is 50; Knit does not say. Less than
// one is one.
func WithPageSize(n int) Option { return func(o *options) { o.PageSize = max(n, 1) } }

// WithoutSupport lets the app lack methods, by their dotted names: "ats.job.create". They are rejected with
// 404, and a message that says so.
func WithoutSupport(methods ...string) Option {
	return func(o *options) {
		for _, name := range methods {
			o.integration.Unsupported[name] = true
		}
	}
}

// WithWebhook registers the webhook for every category, as in Knit's dashboard: syncs without a destination
// deliver there. [Server.SetWebhook] changes it later.
func WithWebhook(url string) Option { return func(o *options) { o.Webhook = url } }

// Delta is what changes between a sync's initial run and its delta.
type Delta struct{ New, Modified, Deleted int }

// WithDelta sets what a delta run contains. The default is one new, two modified, one deleted. The zero Delta
// has no records: only the run's own events are delivered.
func WithDelta(d Delta) Option { return func(o *options) { o.integration.Delta = api.Delta(d) } }

// PassthroughRequest is what the fake asks the customer's app, in a passthrough call.
type PassthroughRequest struct {
	Method, Path, BaseURL, Body, ContentType string
	Headers, Params                          map[string]string
}

// Vendor stands for the customer's app behind passthrough. It returns the app's response. It must not call
// the fake.
type Vendor func(req PassthroughRequest) (status int, header map[string]string, body string)

// WithVendor responds to passthrough calls. The default responds with what it was asked, as JSON, and with
// 404 to a path that contains "missing".
func WithVendor(v Vendor) Option {
	return func(o *options) {
		o.Vendor = func(r api.PassthroughRequest) (int, map[string]string, string) {
			return v(PassthroughRequest{
				Method: r.Method, Path: r.Path, BaseURL: r.BaseURL, Body: r.Body, ContentType: r.ContentType, Headers: r.Headers, Params: r.Params,
			})
		}
	}
}

// DoubleEncoded makes Knit encode the app's body twice, as it has been seen to.
func DoubleEncoded() Option { return func(o *options) { o.DoubleEncoded = true } }

// DeliverTwice delivers each event a second time after it was accepted.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers the records of each run in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before each run begins.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many deliveries are under way at once. The default is 8; 1 keeps the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the wait before an event is delivered again if the response was not 200, doubled each
// further time up to 32 times. The default is 20ms; Knit takes four days.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
