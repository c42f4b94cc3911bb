package kombotest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// Option changes a [Server], or an integration of [Server.AddIntegration].
type Option func(*options)

type options struct {
	api.Options

	integration api.IntegrationOptions
}

func newOptions(opts []Option) *options {
	o := &options{
		Options:     api.Options{Rate: 100_000, Per: time.Minute, Actions: 1000},
		integration: api.IntegrationOptions{Counts: world.Counts{Jobs: 600, Candidates: 300, Applications: 400, Employees: 300}},
	}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr listens on an address of loopback, "127.0.0.1:8092". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithJobs sets how many jobs there are in the beginning. The default is 600; half a million cost no more
// memory.
func WithJobs(n int) Option { return func(o *options) { o.integration.Counts.Jobs = n } }

// WithCandidates sets how many candidates there are in the beginning. The default is 300.
func WithCandidates(n int) Option { return func(o *options) { o.integration.Counts.Candidates = n } }

// WithApplications sets how many applications there are in the beginning, and with them interviews (half as
// many), offers (a quarter), notes, scorecards and attachments. The default is 400. They are spread evenly
// over jobs and candidates; there are none if either of those is.
func WithApplications(n int) Option {
	return func(o *options) { o.integration.Counts.Applications = n }
}

// WithEmployees sets how many employees there are in the beginning, and with them employments, balances,
// absences, timesheets, reviews and payslips. The default is 300.
func WithEmployees(n int) Option { return func(o *options) { o.integration.Counts.Employees = n } }

// WithTool sets the slug of the connected tool. The default is "kombotest".
func WithTool(tool string) Option { return func(o *options) { o.integration.Tool = tool } }

// WithCategory sets the category of the integration: "ATS", the default, "HRIS", "ASSESSMENT" or "LMS". It
// is what events and the integration's details say; the fake serves all lists in each.
func WithCategory(category string) Option {
	return func(o *options) { o.integration.Category = category }
}

// EndUser is the customer who connected an integration. An empty Email or OriginID is null.
type EndUser struct{ Organization, Email, OriginID string }

// WithEndUser sets the customer. The default is one with an OriginID of its own.
func WithEndUser(u EndUser) Option {
	return func(o *options) { o.integration.EndUser = api.EndUser(u) }
}

// PassthroughRequest is what the fake asks the customer's tool, in a passthrough call.
type PassthroughRequest struct {
	// API is the last part of the call's path: "rest".
	API, Method, Path string
	// Data is the body, nil if there is none.
	Data json.RawMessage
}

// PassthroughResponse is what the tool responds.
type PassthroughResponse struct {
	Status int
	Header http.Header
	// Data is the body. Nil is null.
	Data json.RawMessage
}

// WithVendor responds to passthrough calls in the tool's place. vendor must not call the fake. The default
// responds with what it was asked.
func WithVendor(vendor func(PassthroughRequest) PassthroughResponse) Option {
	return func(o *options) {
		o.integration.Vendor = func(r api.PassthroughRequest) api.PassthroughResponse {
			return api.PassthroughResponse(vendor(PassthroughRequest(r)))
		}
	}
}

// AnswersRequired rejects an application without an answer to a required screening question. Without it,
// only the answers that there are are checked.
func AnswersRequired() Option { return func(o *options) { o.integration.AnswersRequired = true } }

// WithWebhook sets where webhooks go. The default is nowhere: there are none. [Server.SetWebhook] changes it
// later.
func WithWebhook(url string) Option { return func(o *options) { o.Webhook = url } }

// WithClock sets the time by which changes are dated, rate limits are measured, and what was deleted 14 days
// ago is blanked. It may be called at any time, by several goroutines. The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// FirstSyncPending lets the integration begin before its first sync has finished: nothing can be read or
// written until [Integration.FinishFirstSync] (409, INTEGRATION.SETUP_SYNC_PENDING).
func FirstSyncPending() Option {
	return func(o *options) { o.integration.Pending = api.PendingNow }
}

// FirstSyncPendingLegacy is FirstSyncPending as Kombo responded until May 2026: 503, and an error that has
// nothing but a message.
func FirstSyncPendingLegacy() Option {
	return func(o *options) { o.integration.Pending = api.PendingLegacy }
}

// WithRateLimit sets how many requests each window has; those beyond get 429. The default is 100,000 in a
// minute.
func WithRateLimit(limit int, per time.Duration) Option {
	return func(o *options) { o.Rate, o.Per = limit, per }
}

// WithConcurrencyLimit sets how many writes, and reads of attachments and of the employee form, may be under
// way at once; those beyond get 429. The default is 1000; Kombo's own is about 30. [Slow] keeps one under
// way.
func WithConcurrencyLimit(n int) Option { return func(o *options) { o.Actions = n } }

// DeliverTwice delivers each webhook a second time after it was accepted.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers what is waiting together in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before webhooks are sent; those that come meanwhile go with them.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many deliveries are under way at once. The default is 8; 1 keeps the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the wait before a webhook is delivered again if the response was not 200, doubled each
// further time up to 32 times. The default is 20ms.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
