package kombotest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/api"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// Option configures a [Server] or an integration that [Server.AddIntegration] adds.
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

// shared converts a setting that all fakes have to an Option.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr sets the loopback address to listen on, such as "127.0.0.1:8092". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithJobs sets the initial number of jobs. The default is 600. More jobs do not need more memory.
func WithJobs(n int) Option { return func(o *options) { o.integration.Counts.Jobs = n } }

// WithCandidates sets the initial number of candidates. The default is 300.
func WithCandidates(n int) Option { return func(o *options) { o.integration.Counts.Candidates = n } }

// WithApplications sets the initial number of applications. The default is 400. There are half as many
// interviews and a quarter as many offers. The numbers of notes, scorecards, attachments and assessment orders
// also follow from the number of applications.
// The applications are spread evenly over jobs and candidates. Without jobs or without candidates there are
// no applications.
func WithApplications(n int) Option {
	return func(o *options) { o.integration.Counts.Applications = n }
}

// WithEmployees sets the initial number of employees. The default is 300. From this number follow those of the
// employments, time off balances, absences, timesheets, performance reviews, payslips and skill assignments.
func WithEmployees(n int) Option { return func(o *options) { o.integration.Counts.Employees = n } }

// WithTool sets the slug of the connected tool. The default is "kombotest".
func WithTool(tool string) Option { return func(o *options) { o.integration.Tool = tool } }

// WithCategory sets the category of the integration: "ATS" (the default), "HRIS", "ASSESSMENT" or "LMS".
// Events and the integration's details contain it. The fake serves all lists in every category.
func WithCategory(category string) Option {
	return func(o *options) { o.integration.Category = category }
}

// EndUser is the customer who connected an integration. An empty Email or OriginID is null in responses and
// events.
type EndUser struct{ Organization, Email, OriginID string }

// WithEndUser sets the customer of the integration. The default is a customer with a unique OriginID.
func WithEndUser(u EndUser) Option {
	return func(o *options) { o.integration.EndUser = api.EndUser(u) }
}

// PassthroughRequest is the request that a passthrough call sends to the customer's tool.
type PassthroughRequest struct {
	// API is the last segment of the path of the passthrough call, such as "rest". Method and Path are the
	// method and the path of the request to the tool.
	API, Method, Path string
	// Data is the body of the request to the tool. It is nil if the request has no body.
	Data json.RawMessage
}

// PassthroughResponse is the response of the customer's tool.
type PassthroughResponse struct {
	Status int
	Header http.Header
	// Data is the body of the tool's response. A nil Data is null in the response of the passthrough call.
	Data json.RawMessage
}

// WithVendor sets the function that responds to passthrough calls, as the customer's tool does. respond must not
// call the fake. By default the response contains the request.
func WithVendor(respond func(PassthroughRequest) PassthroughResponse) Option {
	return func(o *options) {
		o.integration.Vendor = func(r api.PassthroughRequest) api.PassthroughResponse {
			return api.PassthroughResponse(respond(PassthroughRequest(r)))
		}
	}
}

// AnswersRequired makes the fake reject an application that does not answer a required screening question. By
// default the fake checks only the answers that the request contains.
func AnswersRequired() Option { return func(o *options) { o.integration.AnswersRequired = true } }

// WithWebhook sets the URL that webhooks are sent to. By default no webhooks are sent. [Server.SetWebhook]
// changes it later.
func WithWebhook(url string) Option { return func(o *options) { o.Webhook = url } }

// WithClock sets the clock for the times of changes and events, for rate limits, and for clearing records 14
// days after their deletion. now must be safe for concurrent use. The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// FirstSyncPending sets up an integration whose first sync has not finished. The fake rejects
// reads and writes with 409 and INTEGRATION.SETUP_SYNC_PENDING until [Integration.FinishFirstSync] is called.
func FirstSyncPending() Option {
	return func(o *options) { o.integration.Pending = api.PendingNow }
}

// FirstSyncPendingLegacy is like FirstSyncPending, but the fake responds as Kombo did until May 2026: with
// 503 and an error object that has only a message.
func FirstSyncPendingLegacy() Option {
	return func(o *options) { o.integration.Pending = api.PendingLegacy }
}

// WithRateLimit sets the number of requests that the fake accepts in each window of length per. It responds
// to further requests with 429. The default is 100,000 requests per minute.
func WithRateLimit(limit int, per time.Duration) Option {
	return func(o *options) { o.Rate, o.Per = limit, per }
}

// WithConcurrencyLimit sets the number of actions that may run at the same time, in all integrations of the
// fake together. An action is an ATS, HRIS or assessment write, or a read of attachments or of a form. The fake
// responds to further actions with 429. The default is 1000; Kombo's limit is about 30 per integration. [Slow]
// makes an action take longer.
func WithConcurrencyLimit(n int) Option { return func(o *options) { o.Actions = n } }

// DeliverTwice delivers each webhook again after your backend has acknowledged it.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers webhooks that are waiting at the same time in a random order. The same seed gives
// the same order.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate sets a delay before the fake sends a webhook. When the delay ends, the fake also sends the
// webhooks of events that occurred during it.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets the maximum number of concurrent deliveries. The default is 8. With 1, webhooks are
// delivered in order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the backoff before the first retry of a delivery whose response was not 200. Each further
// retry doubles it, up to 32 times d. The default is 20ms.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
