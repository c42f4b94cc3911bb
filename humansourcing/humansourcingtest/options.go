package humansourcingtest

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/humansourcing/humansourcingtest/internal/world"
	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Framing selects whether a body is an object or an array.
type Framing uint8

// The framings.
const (
	// FramingBoth alternates between the two, which is the default.
	FramingBoth Framing = iota
	// FramingObject sends each event as an object, as in the page's introduction.
	FramingObject
	// FramingArray sends arrays, as in the page's samples.
	FramingArray
)

// Option changes a [Sender].
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

// shared converts a setting that every fake has to an Option.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithJobs sets how many jobs are created. The default is 20.
func WithJobs(n int) Option { return func(o *options) { o.world.Jobs = n } }

// WithCandidates sets how many candidates are created. The default is 20.
func WithCandidates(n int) Option { return func(o *options) { o.world.Candidates = n } }

// Changes is the number of jobs, and the same number of candidates, that are updated and deleted after creation.
type Changes struct{ Updated, Deleted int }

// WithChanges sets how many records are updated and deleted after the creations. The default is two updated
// and one deleted. No record is both updated and deleted.
func WithChanges(c Changes) Option {
	return func(o *options) { o.world.Updated, o.world.Deleted = c.Updated, c.Deleted }
}

// WithActions sets how many actions a candidate has. The default is 3.
func WithActions(n int) Option { return func(o *options) { o.world.Actions = n } }

// WithTextSize sets the approximate number of bytes of text in each attachment. The default is 400.
func WithTextSize(bytes int) Option { return func(o *options) { o.world.TextSize = bytes } }

// WithFraming sets how events are put into bodies. The default is FramingBoth.
func WithFraming(f Framing) Option { return func(o *options) { o.framing = f } }

// WithArrayLength sets the maximum number of events in an array. An array holds either jobs or candidates.
// The default is 1, as in the samples.
func WithArrayLength(n int) Option { return func(o *options) { o.length = max(n, 1) } }

// WithIrregularities sets how the events differ from the samples. The default is
// NoIrregularity.
func WithIrregularities(i Irregularity) Option { return func(o *options) { o.world.Irregular = i } }

// WithSeed sets the seed of all random choices. The default is 0. The same seed gives the same bytes.
func WithSeed(seed uint64) Option { return func(o *options) { o.world.Seed = seed } }

// WithHeader sets a header of each request, such as a secret.
func WithHeader(name, value string) Option {
	return func(o *options) { o.header.Set(name, value) }
}

// WithBasicAuth sends a user and a password with each request.
func WithBasicAuth(user, password string) Option {
	return WithHeader("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// WithClock sets the clock of the fake, which gives attempts their time. now must be safe for concurrent use.
// The default is time.Now.
func WithClock(now func() time.Time) Option { return shared(fake.Clock(now)) }

// DeliverTwice sends each body again after the first response.
func DeliverTwice() Option { return shared(fake.Twice()) }

// DeliverShuffled sends the creations in a random order given by seed. The updates follow, then the deletions.
func DeliverShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// DeliverLate waits before the first body of each Send.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel sets how many bodies are sent concurrently. The default is 8; 1 keeps the order.
func DeliverParallel(n int) Option { return shared(fake.Parallel(n)) }

// DeliverUntilAccepted sends a body again until the response is 200. By default any response is final,
// because Human Sourcing documents no redelivery, and a body is sent again only if there is no response.
func DeliverUntilAccepted() Option { return shared(fake.Once(false)) }

// RetryEvery sets the backoff before a body is sent again. It doubles with each further attempt, up to 32
// times d. The default is 20ms.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
