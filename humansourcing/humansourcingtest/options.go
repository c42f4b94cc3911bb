package humansourcingtest

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake"
)

// Framing is how events are put into bodies.
type Framing uint8

// The framings.
const (
	// FramingBoth alternates between the two, which is the default.
	FramingBoth Framing = iota
	// FramingObject sends an event as a bare object, as the page's introduction has it.
	FramingObject
	// FramingArray sends arrays, as the page's samples have it.
	FramingArray
)

// Option changes a [Sender].
type Option func(*options)

type options struct {
	fake.Settings

	jobs, candidates int
	changes          Changes
	actions, text    int
	framing          Framing
	length           int
	irregular        Irregularity
	seed             uint64
	header           http.Header
}

func defaultOptions() options {
	return options{
		jobs: 20, candidates: 20, changes: Changes{Updated: 2, Deleted: 1}, actions: 3, text: 400,
		length: 1, header: http.Header{},
		Settings: fake.Settings{Delivery: fake.Delivery{Once: true}},
	}
}

// shared makes an Option of one that every fake has.
func shared(s fake.Setting) Option { return func(o *options) { s(&o.Settings) } }

// WithJobs sets how many jobs are created. The default is 20.
func WithJobs(n int) Option { return func(o *options) { o.jobs = n } }

// WithCandidates sets how many candidates are created. The default is 20.
func WithCandidates(n int) Option { return func(o *options) { o.candidates = n } }

// Changes is how many jobs, and as many candidates, change and go after they were created.
type Changes struct{ Updated, Deleted int }

// WithChanges sets what comes after the creations. The default is two updated, one deleted; none is
// both.
func WithChanges(c Changes) Option { return func(o *options) { o.changes = c } }

// WithActions sets how many actions a candidate has. The default is 3.
func WithActions(n int) Option { return func(o *options) { o.actions = n } }

// WithTextSize sets how many bytes of text are in each attachment, about. The default is 400.
func WithTextSize(bytes int) Option { return func(o *options) { o.text = bytes } }

// WithFraming sets how events are put into bodies. The default is FramingBoth.
func WithFraming(f Framing) Option { return func(o *options) { o.framing = f } }

// WithArrayLength sets how many events an array holds at most; jobs and candidates do not mix. The
// default is 1, as in the samples.
func WithArrayLength(n int) Option { return func(o *options) { o.length = max(n, 1) } }

// WithIrregularities sets in which ways the events differ from the samples. The default is
// NoIrregularity.
func WithIrregularities(i Irregularity) Option { return func(o *options) { o.irregular = i } }

// WithSeed sets what is drawn at random. The default is 0; the same seed gives the same bytes.
func WithSeed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// WithHeader sets a header of each request, such as a secret.
func WithHeader(name, value string) Option {
	return func(o *options) { o.header.Set(name, value) }
}

// WithBasicAuth sends a user and a password with each request.
func WithBasicAuth(user, password string) Option {
	return WithHeader("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// DeliverTwice is [SendTwice].
func DeliverTwice() Option { return SendTwice() }

// DeliverShuffled is [SendShuffled].
func DeliverShuffled(seed uint64) Option { return SendShuffled(seed) }

// DeliverLate waits before the first body of each Send.
func DeliverLate(d time.Duration) Option { return shared(fake.Late(d)) }

// DeliverParallel is [SendParallel].
func DeliverParallel(n int) Option { return SendParallel(n) }

// SendTwice sends each body a second time after it was answered.
func SendTwice() Option { return shared(fake.Twice()) }

// SendShuffled sends the creations in an order drawn from seed; and then the updates, and then the
// deletions.
func SendShuffled(seed uint64) Option { return shared(fake.Shuffled(seed)) }

// SendParallel sets how many bodies are on their way at once. The default is 8; 1 keeps the order.
func SendParallel(n int) Option { return shared(fake.Parallel(n)) }

// SendUntilAccepted sends a body again until it is answered 200. By default any answer is the last,
// since Human Sourcing documents no repetition; only where nobody answers it is sent again.
func SendUntilAccepted() Option { return shared(fake.Once(false)) }

// RetryEvery sets the wait before a body is sent again, doubled each further time up to 32 times.
// The default is 20ms.
func RetryEvery(d time.Duration) Option { return shared(fake.RetryEvery(d)) }
