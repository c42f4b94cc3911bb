// Package world is the world of one developer application at a fake LinkedIn: its jobs, the tasks that
// change them, the cost of the jobs, and the reports about candidates' applications. It knows
// neither HTTP nor webhooks.
package world

import (
	"crypto/rand"
	"embed"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

//go:embed samples/*.json
var files embed.FS

var samples = record.MustLoad(files, "samples")

// World is one application's data. It is not safe for concurrent use: the API has a lock.
type World struct {
	first   int64           // the number of its first job
	jobs    map[string]*job // by the partner's id
	tasks   map[string]*task
	pending []*task // in the order in which they end
	charges map[string][]charge
	actions []Action
}

// New makes a world. identity is part of the numbers of its jobs: no two worlds share one.
func New(identity int64) *World {
	return &World{first: 4_000_000_000 + identity*1_000_000, jobs: map[string]*job{}, tasks: map[string]*task{}, charges: map[string][]charge{}}
}

// OpenJobs are the ids of the open jobs, sorted.
func (w *World) OpenJobs() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(w.jobs)), func(id string) bool { return !w.jobs[id].open })
}

// Open reports whether a job is open.
func (w *World) Open(id string) bool { return w.jobs[id] != nil && w.jobs[id].open }

// Action is a report about a candidate's application.
type Action struct {
	// JobApplicationID is "urn:li:jobApplication:1234".
	JobApplicationID string
	// Action is LinkedIn's name: "APPLICATION_VIEWED".
	Action string
	// PerformedAt is zero if it was absent.
	PerformedAt time.Time
	// IntegrationContext is the URN of the company's page, "" if it was absent.
	IntegrationContext string
}

// Act stores an action.
func (w *World) Act(action record.Object) {
	w.actions = append(w.actions, Action{
		action.String("jobApplicationId"), action.String("action"), timeOf(action.Get("performedAt")), action.String("integrationContext"),
	})
}

// Actions are the actions so far, oldest first.
func (w *World) Actions() []Action { return slices.Clone(w.actions) }

// Millis is a time on the wire.
func Millis(t time.Time) json.RawMessage { return number(t.UnixMilli()) }

func number(n int64) json.RawMessage { return json.RawMessage(strconv.FormatInt(n, 10)) }

// timeOf is the time of a number of milliseconds, zero if the value is not one.
func timeOf(v any) time.Time {
	digits, _ := v.(json.RawMessage)
	if ms, err := strconv.ParseInt(string(digits), 10, 64); err == nil {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

// UUID makes a random UUID of version 4.
func UUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
