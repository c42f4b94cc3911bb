// Package linkedintest is a fake LinkedIn on loopback, for tests of code that uses package
// linkedin and for trying things out. It hands out tokens, takes jobs and refuses what LinkedIn
// refuses, finishes their tasks minutes later by a clock of its own, sends challenges every two
// hours, blocks a webhook that fails three of them, and delivers signed resyncs until they are
// answered 200.
//
//	fake := linkedintest.NewServer(t)
//	client, err := linkedin.NewClient(fake.Credentials, rolecall.WithBaseURL(fake.URL))
//	…
//	results, err := client.PostJobs(ctx, jobs)
//	fake.Advance(5 * time.Minute) // the tasks are done
//	…
//	err = fake.Register(ctx, receiver.URL) // answers the first challenge
//	err = fake.Resync("job-1", "job-2")
//	err = fake.Wait(ctx) // it was answered 200
//
// Where LinkedIn's own behaviour is not documented (texts of errors, which secret signs, how
// often a webhook comes again) the fake's is a guess; the options name the alternatives.
package linkedintest

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin"
)

// Server is a fake LinkedIn. Its fields do not change. It is safe for concurrent use.
type Server struct {
	// URL is the base of the API, for rolecall.WithBaseURL. Tokens are at the same address.
	URL string
	// Parent are the parent application's credentials: for provisioning and webhooks.
	Parent linkedin.Credentials
	// Credentials are those of its first child, one customer: for jobs.
	Credentials linkedin.Credentials
	// ApplicationURN is that child's, as webhooks name it.
	ApplicationURN string

	server  *fake.Server
	courier *fake.Courier
	opts    options
	client  *http.Client // for challenges

	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	ticker sync.WaitGroup

	challenging sync.Mutex // one challenge at a time

	mu      sync.Mutex // guards all below
	ahead   time.Duration
	apps    []*application
	tokens  map[string]token
	jobs    map[jobKey]*job
	tasks   map[string]*task
	order   []*task // in the order in which they end
	actions []linkedin.LifecycleAction
	charges map[jobKey][]charge
	seq     int

	tokenFaults fake.Faults

	hook       webhookState
	challenges []Challenge
}

// TB is the part of testing.TB that NewServer needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// NewServer starts a fake for a test and closes it at the test's end.
func NewServer(t TB, opts ...Option) *Server {
	t.Helper()
	return fake.ForTest(t, "linkedintest", func() (*Server, error) { return Start(opts...) })
}

// Start starts a fake outside of a test. Close it in the end.
func Start(opts ...Option) (*Server, error) {
	s := &Server{
		Parent:      linkedin.Credentials{ClientID: "test-parent-id", ClientSecret: "test-parent-secret"},
		Credentials: linkedin.Credentials{ClientID: "test-child-id", ClientSecret: "test-child-secret"}, //nolint:gosec // it opens nothing but this fake
		opts:        options{taskTime: TaskTime},
		client:      fake.LocalClient(),
		tokens:      map[string]token{}, jobs: map[jobKey]*job{}, tasks: map[string]*task{}, charges: map[jobKey][]charge{},
	}
	for _, opt := range opts {
		opt(&s.opts)
	}
	s.apps = []*application{
		{number: "11111", parent: true, clientID: s.Parent.ClientID, secrets: []string{s.Parent.ClientSecret}},
		{number: "12345", clientID: s.Credentials.ClientID, secrets: []string{s.Credentials.ClientSecret}, foreignID: "customer-1", name: "Example ATS - Example Customer"},
	}
	s.ApplicationURN = s.apps[1].urn()
	for _, id := range s.opts.jobs {
		s.list(s.apps[1], id)
	}
	s.courier = fake.NewCourier(s.opts.Settings, s.sign)
	s.ctx, s.stop = context.WithCancel(context.Background())
	server, err := fake.Serve(s.opts.Addr, s.routes())
	if err != nil {
		s.stop()
		s.courier.Close()
		return nil, err
	}
	server.Spare(isToken)
	s.server = server
	s.URL = "http://" + server.Addr
	s.ticker.Go(s.tick)
	return s, nil
}

// Close ends all deliveries and the server, and waits for both.
func (s *Server) Close() {
	s.stop()
	s.ticker.Wait()
	s.server.Close()
	s.courier.Close()
	s.client.CloseIdleConnections()
}

// Requests returns the requests so far, those for tokens included, oldest first, each with its
// body to read.
func (s *Server) Requests() []*http.Request { return s.server.Requests() }

// Calls returns the requests so far but for those for tokens.
func (s *Server) Calls() []*http.Request {
	var calls []*http.Request
	for _, r := range s.Requests() {
		if !isToken(r) {
			calls = append(calls, r)
		}
	}
	return calls
}

func isToken(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/oauth/v2/accessToken") }

// now is the fake's time, as exact as the wire is. The caller holds s.mu.
func (s *Server) now() time.Time { return s.opts.Now().Add(s.ahead).Truncate(time.Millisecond) }

// Now is the time of the fake's clock: the real one, or that of [WithClock], and what [Server.Advance] has added.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// Advance puts the fake's clock forward. What falls due on the way is done before it returns:
// tasks end, tokens and jobs expire, and the webhook gets its challenges, each at its time.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	until := s.now().Add(d)
	s.mu.Unlock()
	for {
		s.mu.Lock()
		next, due := s.hook.next, s.hook.url != "" && !s.hook.blocked && !s.hook.next.After(until)
		if !due {
			s.ahead += until.Sub(s.now())
			s.mu.Unlock()
			return
		}
		s.ahead += max(0, next.Sub(s.now()))
		s.mu.Unlock()
		s.challengeNow(s.ctx)
	}
}

// tick sends the challenges that fall due while nobody puts the clock forward.
func (s *Server) tick() {
	const often = time.Minute
	ticker := time.NewTicker(often)
	defer ticker.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-ticker.C:
			s.Advance(0)
		}
	}
}

// Option changes a [Server].
type Option func(*options)

type options struct {
	fake.Settings

	taskTime time.Duration
	asParent bool
	jobs     []string
}

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr listens on an address of loopback, "127.0.0.1:8093". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithClock sets the time that the fake starts from; [Server.Advance] adds to it. now may be called by
// several goroutines. The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// TaskTime is how long a task takes by the fake's clock, unless WithTaskTime says otherwise.
const TaskTime = 3 * time.Minute

// WithTaskTime sets how long a task takes by the fake's clock. The default is [TaskTime].
func WithTaskTime(d time.Duration) Option { return func(o *options) { o.taskTime = d } }

// WithJobs lists jobs of the first child before the first request, by their ids. The default is
// none.
func WithJobs(externalJobPostingIDs ...string) Option {
	return func(o *options) { o.jobs = externalJobPostingIDs }
}

// SignAsParent signs webhooks with the parent's secret, and sends challenges without an
// applicationId. The default is the child's, which the challenge names.
func SignAsParent() Option { return func(o *options) { o.asParent = true } }

// DeliverTwice delivers each webhook a second time after it was answered 200.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers what is waiting together in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before webhooks are sent; those that come meanwhile go with them.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many webhooks are on their way at once. The default is 8; 1 keeps the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the wait before a webhook that was not answered 200 comes again, doubled
// each further time up to 32 times. The default is 20ms; LinkedIn's is not documented.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
