package humansourcingtest

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"
	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Framing is the form of a body: an object or an array.
type Framing uint8

// The framings. The zero value is FramingBoth.
const (
	// FramingBoth alternates between objects and arrays.
	FramingBoth Framing = iota
	// FramingObject sends each event as an object, as in the introduction of Human Sourcing's page.
	FramingObject
	// FramingArray sends arrays of events, as in the samples of the page.
	FramingArray
)

// Option configures a [Sender].
type Option func(*options)

type options struct {
	fake.Settings

	world   world.Options
	framing Framing
	length  int
	header  http.Header
}

func newOptions(opts []Option) *options {
	o := &options{
		Settings: fake.Settings{Delivery: fake.Delivery{Once: true}},
		world:    world.Options{Jobs: 20, Candidates: 20, Updated: 2, Deleted: 1, Actions: 3, TextSize: 400},
		length:   1, header: http.Header{},
	}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// shared returns an Option that changes a setting of all fakes.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithJobs sets the number of jobs that are created. The default is 20.
func WithJobs(n int) Option { return func(o *options) { o.world.Jobs = n } }

// WithCandidates sets the number of candidates that are created. The default is 20.
func WithCandidates(n int) Option { return func(o *options) { o.world.Candidates = n } }

// Changes holds the number of jobs that are updated after their creation, and the number of jobs that are
// deleted. The same numbers apply to candidates.
type Changes struct{ Updated, Deleted int }

// WithChanges sets the number of updates and deletions after the creations. The default is two updates and one
// deletion. No record is both updated and deleted.
func WithChanges(c Changes) Option {
	return func(o *options) { o.world.Updated, o.world.Deleted = c.Updated, c.Deleted }
}

// WithActions sets the number of actions of a candidate. The default is 3.
func WithActions(n int) Option { return func(o *options) { o.world.Actions = n } }

// WithTextSize sets the approximate number of bytes of text in each attachment. The default is 400.
func WithTextSize(bytes int) Option { return func(o *options) { o.world.TextSize = bytes } }

// WithFraming sets the form of the bodies. The default is [FramingBoth].
func WithFraming(f Framing) Option { return func(o *options) { o.framing = f } }

// WithArrayLength sets the maximum number of events in an array. An array never contains both jobs and
// candidates. The default is 1, as in the samples.
func WithArrayLength(n int) Option { return func(o *options) { o.length = max(n, 1) } }

// WithIrregularities sets how the events differ from the samples. The default is [NoIrregularity].
func WithIrregularities(i Irregularity) Option { return func(o *options) { o.world.Irregular = i } }

// WithSeed sets the seed of all random choices. The default is 0. The same seed always produces the same
// bytes.
func WithSeed(seed uint64) Option { return func(o *options) { o.world.Seed = seed } }

// WithHeader sets a header of each request, for example one that contains a secret.
func WithHeader(name, value string) Option {
	return func(o *options) { o.header.Set(name, value) }
}

// WithBasicAuth sends a user and a password with each request.
func WithBasicAuth(user, password string) Option {
	return WithHeader("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// WithClock sets the clock that gives attempts their time. now must be safe for concurrent use. The default is
// time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// DeliverTwice sends each body a second time after the response to the first.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled sends the bodies in a random order that depends on seed. All creations are still sent before
// the updates, and all updates before the deletions.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before the first body of each Send.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets the number of bodies that are sent at the same time. The default is 8. With 1 they are
// sent in order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// DeliverUntilAccepted sends each body again until the response is 200. By default, a body is sent again only
// if there is no response, because Human Sourcing documents no redelivery.
func DeliverUntilAccepted() Option { return shared(fake.Once(false)) }

// RetryEvery sets the backoff before a body is sent again. The backoff doubles with each further attempt,
// up to 32 times d. The default is 20ms.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
