// Package world is the world of a fake Human Sourcing: generated jobs and candidates, what happens to
// them, and the events that say so, in the shapes of the samples or in irregular ones. It knows neither
// HTTP nor webhooks.
//
// A record is a sample (samples/job.json, samples/candidate.json: one whole record each) with the ids,
// dates and actions of its number.
package world

import (
	"embed"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Options are what there is, and what happens to it.
type Options struct {
	Jobs, Candidates int // are created
	Updated, Deleted int // of each kind
	Actions          int // of a candidate
	TextSize         int // of an attachment, in bytes
	Irregular        Irregularity
	Seed             uint64
}

// World is everything that happened. It is not changed once made.
type World struct {
	// Steps are the events, in the order of [Step].
	Steps [steps][]Event
	// Jobs and Candidates are the records after all events, in the shapes of the samples; the deleted
	// ones are not among them.
	Jobs, Candidates []json.RawMessage

	opts Options
}

// Event is one event.
type Event struct {
	Type string // "humansourcing:job.creation"
	Key  string // "job/1001"
	Body []byte
}

// IsCandidate reports whether the event is of a candidate.
func (e Event) IsCandidate() bool { return strings.HasPrefix(e.Key, kindCandidate+"/") }

const (
	kindJob       = "job"
	kindCandidate = "candidate"
)

// A step is what happens to a record. All events of a step come after those of the one before.
const (
	stepCreation = iota
	stepUpdate
	stepDelete
	stepUnknown
	steps
)

var stepNames = [steps]string{"creation", "update", "delete", "archive"}

//go:embed samples/*.json
var files embed.FS

var samples = record.MustLoad(files, "samples")

// New makes everything that happens.
func New(opts Options) *World {
	w := &World{opts: opts}
	for n := range opts.Jobs {
		w.live(kindJob, n, firstJob+n, w.job(n), w.updatedJob)
	}
	for n := range opts.Candidates {
		w.live(kindCandidate, n, firstCandidate+n, w.candidate(n), w.updatedCandidate)
	}
	if opts.Irregular.has(IrregularEvents) {
		w.add(stepUnknown, kindJob, 1, record.Object{idMember[kindJob], 1})
		w.add(stepUnknown, "campaign", 1, record.Object{"id", 1})
	}
	return w
}

// idMember is what the id of a record is called.
var idMember = map[string]string{kindJob: "job_id", kindCandidate: "id"}

// live creates a record, updates the first ones and deletes the next.
func (w *World) live(kind string, n, id int, o record.Object, updated func(o record.Object, n int) record.Object) {
	w.add(stepCreation, kind, id, o)
	switch {
	case n < w.opts.Updated:
		o = updated(o, n)
		w.add(stepUpdate, kind, id, o)
	case n < w.opts.Updated+w.opts.Deleted:
		w.add(stepDelete, kind, id, record.Object{idMember[kind], id})
		return
	}
	if kind == kindJob {
		w.Jobs = append(w.Jobs, record.AppendJSON(nil, o))
	} else {
		w.Candidates = append(w.Candidates, record.AppendJSON(nil, o))
	}
}

// add adds an event to a step.
func (w *World) add(step int, kind string, id int, data record.Object) {
	body := record.AppendJSON(nil, w.extended(record.Object{"event", stepNames[step], "type", kind, "data", data}))
	w.Steps[step] = append(w.Steps[step], Event{
		Type: "humansourcing:" + kind + "." + stepNames[step], Key: kind + "/" + strconv.Itoa(id),
		Body: w.opts.Irregular.spell(body, w.random(step, len(w.Steps[step]))),
	})
}

// extended is o with a member that no client knows.
func (w *World) extended(o record.Object) record.Object {
	if !w.opts.Irregular.has(IrregularMembers) {
		return o
	}
	return o.And("x_future", json.RawMessage(`{"since":[2031,null,""]}`))
}

// random is what is drawn for one event, so that the others do not change it.
func (w *World) random(step, number int) *rand.Rand {
	return rand.New(rand.NewPCG(w.opts.Seed, uint64(step)<<32|uint64(number))) //nolint:gosec // shapes for tests
}

// began is when the history of a record's number begins. The invented customer is in Paris: in winter or
// in summer.
func began(n int) time.Time {
	paris := time.FixedZone("", (1+n%2)*3600)
	return time.Date(2026, time.January, 5, 9, 30, 0, 0, paris).AddDate(0, 0, n%200)
}

// pick returns one of the values, by the number.
func pick[V any](n int, values ...V) V { return values[n%len(values)] }
