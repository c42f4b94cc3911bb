// Package world generates the records and events of the fake Human Sourcing: jobs and candidates, their
// creations, updates and deletions, in the shapes of the samples or in irregular ones. It does not use HTTP.
//
// Each record is a copy of a sample (samples/job.json or samples/candidate.json, one whole record each). Its
// ids, dates and actions depend on its number, which counts from 0.
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

// Options sets the numbers of records and events, and their shapes.
type Options struct {
	Jobs, Candidates int // the numbers of records that are created
	Updated, Deleted int // the numbers of records of each kind that are updated and deleted
	Actions          int // the number of actions of a candidate
	TextSize         int // the approximate size of an attachment's text, in bytes
	Irregular        Irregularity
	Seed             uint64
}

// World holds all events and the records after them. It does not change after [New] has returned it.
type World struct {
	// Steps holds the events of each step: creations, updates, deletions, events of unknown types.
	Steps [steps][]Event
	// Jobs and Candidates are the records after all events, without the deleted ones, in the shapes of the
	// samples.
	Jobs, Candidates []json.RawMessage

	opts Options
}

// Event is one event.
type Event struct {
	Type string // "humansourcing:job.creation"
	Key  string // "job/1001"
	Body []byte
}

// IsCandidate reports whether the event is about a candidate.
func (e Event) IsCandidate() bool { return strings.HasPrefix(e.Key, kindCandidate+"/") }

const (
	kindJob       = "job"
	kindCandidate = "candidate"
)

// The steps. All events of a step are sent before those of the next step.
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
		w.addRecord(kindJob, n, firstJob+n, w.job(n), w.updatedJob)
	}
	for n := range opts.Candidates {
		w.addRecord(kindCandidate, n, firstCandidate+n, w.candidate(n), w.updatedCandidate)
	}
	if opts.Irregular.has(IrregularEvents) {
		w.addEvent(stepUnknown, kindJob, 1, record.Object{idMember[kindJob], 1})
		w.addEvent(stepUnknown, "campaign", 1, record.Object{"id", 1})
	}
	return w
}

// idMember is the name of the id of each kind of record.
var idMember = map[string]string{kindJob: "job_id", kindCandidate: "id"}

// addRecord adds the events of the record with number n, and the record unless it is deleted. The records
// with the first numbers are updated, and those with the next numbers are deleted.
func (w *World) addRecord(kind string, n, id int, o record.Object, updated func(o record.Object, n int) record.Object) {
	w.addEvent(stepCreation, kind, id, o)
	switch {
	case n < w.opts.Updated:
		o = updated(o, n)
		w.addEvent(stepUpdate, kind, id, o)
	case n < w.opts.Updated+w.opts.Deleted:
		w.addEvent(stepDelete, kind, id, record.Object{idMember[kind], id})
		return
	}
	if kind == kindJob {
		w.Jobs = append(w.Jobs, record.AppendJSON(nil, o))
	} else {
		w.Candidates = append(w.Candidates, record.AppendJSON(nil, o))
	}
}

// addEvent adds an event to a step.
func (w *World) addEvent(step int, kind string, id int, data record.Object) {
	body := record.AppendJSON(nil, w.withUnknownMember(record.Object{"event", stepNames[step], "type", kind, "data", data}))
	w.Steps[step] = append(w.Steps[step], Event{
		Type: "humansourcing:" + kind + "." + stepNames[step], Key: kind + "/" + strconv.Itoa(id),
		Body: w.opts.Irregular.rewrite(body, w.random(step, len(w.Steps[step]))),
	})
}

// withUnknownMember returns o with an unknown member if the options ask for unknown members.
func (w *World) withUnknownMember(o record.Object) record.Object {
	if !w.opts.Irregular.has(IrregularMembers) {
		return o
	}
	return o.And(unknownMember, json.RawMessage(`{"since":[2031,null,""]}`))
}

// random returns a source of random numbers for one event. Each event has its own, so that the choices for
// one event do not depend on other events.
func (w *World) random(step, number int) *rand.Rand {
	return rand.New(rand.NewPCG(w.opts.Seed, uint64(step)<<32|uint64(number))) //nolint:gosec // shapes for tests
}

// createdAt returns the creation time of the record with number n. It has the offset of Paris, +01:00 as in
// winter or +02:00 as in summer.
func createdAt(n int) time.Time {
	paris := time.FixedZone("", (1+n%2)*3600)
	return time.Date(2026, time.January, 5, 9, 30, 0, 0, paris).AddDate(0, 0, n%200)
}

// pick returns the value at index n modulo the number of values.
func pick[V any](n int, values ...V) V { return values[n%len(values)] }
