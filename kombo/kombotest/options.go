package kombotest

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Option changes a [Server].
type Option func(*options)

type options struct {
	fake.Settings

	jobs, candidates, applications int
	employees                      int
	webhook                        string
	pending                        pending
	rate                           int
	per                            time.Duration
	actions                        int
}

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

func defaultOptions() options {
	return options{
		jobs: 600, candidates: 300, applications: 400, employees: 300,
		rate: 100_000, per: time.Minute,
		actions: 1000,
	}
}

// WithAddr listens on an address of loopback, "127.0.0.1:8092". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithJobs sets how many jobs there are in the beginning. The default is 600; half a million
// cost no more memory.
func WithJobs(n int) Option { return func(o *options) { o.jobs = n } }

// WithCandidates sets how many candidates there are in the beginning. The default is 300.
func WithCandidates(n int) Option { return func(o *options) { o.candidates = n } }

// WithApplications sets how many applications there are in the beginning, and with them
// interviews (half as many), offers (a quarter), notes, scorecards and attachments. The
// default is 400. They are spread evenly over jobs and candidates; there are none if either
// of those is.
func WithApplications(n int) Option { return func(o *options) { o.applications = n } }

// WithEmployees sets how many employees there are in the beginning, and with them employments,
// balances, absences, timesheets, reviews and payslips. The default is 300.
func WithEmployees(n int) Option { return func(o *options) { o.employees = n } }

// WithWebhook sets where webhooks go. The default is nowhere: there are none. SetWebhook
// changes it later.
func WithWebhook(url string) Option { return func(o *options) { o.webhook = url } }

// WithClock sets the time by which changes are dated, rate limits are measured, and what
// was deleted 14 days ago is blanked. It may be called at any time, by several goroutines.
// The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// FirstSyncPending lets the fake begin before its first sync has finished: nothing can be
// read or written until [Server.FinishFirstSync] (409, INTEGRATION.SETUP_SYNC_PENDING).
func FirstSyncPending() Option { return func(o *options) { o.pending = pendingNow } }

// FirstSyncPendingLegacy is FirstSyncPending as Kombo answered until May 2026: 503, and an
// error that is nothing but a message.
func FirstSyncPendingLegacy() Option { return func(o *options) { o.pending = pendingLegacy } }

// WithRateLimit sets how many requests are answered in each window; those beyond get 429.
// The default is 100,000 in a minute.
func WithRateLimit(limit int, per time.Duration) Option {
	return func(o *options) { o.rate, o.per = limit, per }
}

// WithConcurrencyLimit sets how many writes, and reads of attachments and of the employee form,
// may be under way at once; those beyond get 429. The default is 1000; Kombo's own is about 30. [Slow] keeps one
// under way.
func WithConcurrencyLimit(n int) Option { return func(o *options) { o.actions = n } }

// DeliverTwice delivers each webhook a second time after it was answered 200.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers what is waiting together in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before webhooks are sent; those that come meanwhile go with them.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many webhooks are on their way at once. The default is 8; 1 keeps
// the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the wait before a webhook that was not answered 200 comes again, doubled
// each further time up to 32 times. The default is 20ms.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
