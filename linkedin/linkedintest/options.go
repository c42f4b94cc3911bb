package linkedintest

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/api"
)

// Option configures a [Server] or an integration that [Server.AddIntegration] adds.
type Option func(*options)

type options struct {
	api.Options

	child api.Child
}

func newOptions(opts []Option) *options {
	o := &options{Options: api.Options{TaskTime: TaskTime}}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// shared converts a setting that all fakes have to an Option.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr sets the loopback address to listen on, such as "127.0.0.1:8093". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithClock sets the function that returns the fake's time, to which [Server.Advance] adds. now must be safe
// for concurrent use. The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// TaskTime is the default duration of a task by the fake's clock. [WithTaskTime] changes it.
const TaskTime = 3 * time.Minute

// WithTaskTime sets the duration of a task by the fake's clock. The default is [TaskTime].
func WithTaskTime(d time.Duration) Option { return func(o *options) { o.TaskTime = d } }

// WithJobs adds open jobs with these ids to the integration when it is created. By default it has none.
func WithJobs(externalJobPostingIDs ...string) Option {
	return func(o *options) { o.child.Jobs = externalJobPostingIDs }
}

// SignAsParent signs events with the parent's secret and sends challenges without an applicationId. By
// default the fake uses the child's secret, and the challenge has the child's applicationId.
func SignAsParent() Option { return func(o *options) { o.AsParent = true } }

// DeliverTwice delivers each event again after your backend has acknowledged it.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers events that are waiting at the same time in a random order. The same seed gives
// the same order.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate sets a delay before events are sent. Events that are added during the delay are sent with
// them.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets the maximum number of concurrent deliveries. The default is 8. With 1, events are
// delivered in order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the backoff before the first retry of a delivery whose response was not 200. Each further
// retry doubles it, up to 32 times d. The default is 20ms. LinkedIn's backoff is not documented.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
