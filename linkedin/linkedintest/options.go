package linkedintest

import (
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/linkedin/linkedintest/internal/api"
)

// Option changes a [Server].
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

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithAddr listens on an address of loopback, "127.0.0.1:8093". The default is a free port.
func WithAddr(addr string) Option { return shared(fake.Addr(addr)) }

// WithClock sets the time that the fake starts from; [Server.Advance] adds to it. now may be called by
// several goroutines. The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// TaskTime is how long a task takes by the fake's clock, unless [WithTaskTime] sets another time.
const TaskTime = 3 * time.Minute

// WithTaskTime sets how long a task takes by the fake's clock. The default is [TaskTime].
func WithTaskTime(d time.Duration) Option { return func(o *options) { o.TaskTime = d } }

// WithJobs lists jobs of the integration before the first request, by their ids. The default is none.
func WithJobs(externalJobPostingIDs ...string) Option {
	return func(o *options) { o.child.Jobs = externalJobPostingIDs }
}

// SignAsParent signs webhooks with the parent's secret, and sends challenges without an applicationId. The
// default is the child's, which the challenge names.
func SignAsParent() Option { return func(o *options) { o.AsParent = true } }

// DeliverTwice delivers each event a second time after it was accepted.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled delivers the events that wait together in an order drawn from seed.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before events are sent; those that are added meanwhile are sent with them.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many deliveries are under way at once. The default is 8; 1 keeps the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// RetryEvery sets the wait before an event is delivered again if the response was not 200, doubled each
// further time up to 32 times. The default is 20ms; LinkedIn's is not documented.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
