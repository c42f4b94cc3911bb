// Package world generates the data of a fake Human Sourcing: jobs and candidates, their changes and the
// events that report them, in the shapes of the samples or in irregular ones. It does not use HTTP.
//
// Each record has a number. It is a copy of a sample (samples/job.json, samples/candidate.json: one whole
// record each) with ids, dates and actions that are derived from the number.
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

// Options set the number of records and of their changes.
type Options struct {
	Jobs, Candidates int // how many are created
	Updated, Deleted int // how many of each kind
	Actions          int // per candidate
	TextSize         int // bytes per attachment
	Irregular        Irregularity
	Seed             uint64
}

// World holds all events and the resulting records. It is immutable.
type World struct {
	// Steps are the events, in the order of [Step].
	Steps [steps][]Event
	// Jobs and Candidates are the records that exist after all events, in the shapes of the samples.
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

// A step is a kind of change. All events of a step follow those of the previous step.
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

// New generates the records and events.
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

// idMember is the name of the id member of each kind of record.
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

// extended returns o with an unknown member if IrregularMembers is set.
func (w *World) extended(o record.Object) record.Object {
	if !w.opts.Irregular.has(IrregularMembers) {
		return o
	}
	return o.And("x_future", json.RawMessage(`{"since":[2031,null,""]}`))
}

// random returns the random source of one event, which does not depend on the other events.
func (w *World) random(step, number int) *rand.Rand {
	return rand.New(rand.NewPCG(w.opts.Seed, uint64(step)<<32|uint64(number))) //nolint:gosec // shapes for tests
}

// began returns the time of the first change of record n. The invented customer is in Paris; half of the
// records have the offset of summer.
func began(n int) time.Time {
	paris := time.FixedZone("", (1+n%2)*3600)
	return time.Date(2026, time.January, 5, 9, 30, 0, 0, paris).AddDate(0, 0, n%200)
}

// pick returns the value at index n, modulo the number of values.
func pick[V any](n int, values ...V) V { return values[n%len(values)] }
