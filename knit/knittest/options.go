package knittest

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Option changes a [Server].
type Option func(*options)

type options struct {
	fake.Settings

	jobs, employees, applications int
	pageSize                      int
	unsupported                   map[string]bool // dotted names
	delta                         Delta
	webhook                       string
	vendor                        Vendor
	twice                         bool
}

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr listens on an address of loopback, "127.0.0.1:8091". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithJobs sets how many active jobs there are in the beginning. The default is 20.
func WithJobs(n int) Option { return func(o *options) { o.jobs = n } }

// WithEmployees sets how many active employees there are in the beginning. The default is 20.
func WithEmployees(n int) Option { return func(o *options) { o.employees = n } }

// WithApplications sets how many applications there are in the beginning, and candidates: each
// has applied once. The default is 20.
func WithApplications(n int) Option { return func(o *options) { o.applications = n } }

// WithPageSize sets how many records a page of a list has. The default is 50; Knit does not
// say. Less than one is one.
func WithPageSize(n int) Option { return func(o *options) { o.pageSize = max(n, 1) } }

// WithoutSupport lets the app lack methods, by their dotted names: "ats.job.create". They are
// answered with 404, and words that say so.
func WithoutSupport(methods ...string) Option {
	return func(o *options) {
		for _, name := range methods {
			o.unsupported[name] = true
		}
	}
}

// WithWebhook registers the webhook for every category, as in Knit's dashboard: syncs that
// name no destination deliver there. [Server.SetWebhook] changes it later.
func WithWebhook(url string) Option { return func(o *options) { o.webhook = url } }

// Delta is what changes between a sync's initial run and its delta.
type Delta struct{ New, Modified, Deleted int }

// WithDelta sets what a delta brings. The default is one new, two modified, one deleted.
// The zero Delta has no records: only the run's own events come.
func WithDelta(d Delta) Option { return func(o *options) { o.delta = d } }

// DeliverTwice delivers each event a second time after it was answered 200.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers the records of each run in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before each run begins.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many events are on their way at once. The default is 8; 1 keeps
// the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the wait before an event that was not answered 200 comes again, doubled
// each further time up to 32 times. The default is 20ms; Knit takes four days.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }

// WithClock sets the fake's time: of events and reports. now may be called by several goroutines. The
// default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }
