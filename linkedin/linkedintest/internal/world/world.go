// Package world holds the records of one developer application of a fake LinkedIn: its jobs, the tasks that
// change them, the charges of the jobs, and the lifecycle actions of candidates' applications. It contains
// no code for HTTP or webhooks.
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

// World holds the records of one application. It is not safe for concurrent use: the API locks it.
type World struct {
	first   int64           // the number of the first job
	jobs    map[string]*job // by externalJobPostingId
	tasks   map[string]*task
	pending []*task // in the order in which they end
	charges map[string][]charge
	actions []Action
}

// New returns an empty world. The numbers of its jobs contain identity, so no two worlds share a number.
func New(identity int64) *World {
	return &World{first: 4_000_000_000 + identity*1_000_000, jobs: map[string]*job{}, tasks: map[string]*task{}, charges: map[string][]charge{}}
}

// OpenJobs returns the ids of the open jobs, sorted.
func (w *World) OpenJobs() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(w.jobs)), func(id string) bool { return !w.jobs[id].open })
}

// Open reports whether there is an open job with this id.
func (w *World) Open(id string) bool { return w.jobs[id] != nil && w.jobs[id].open }

// Action is a lifecycle action that your backend reported for a candidate's application.
type Action struct {
	// JobApplicationID is a URN such as "urn:li:jobApplication:1234".
	JobApplicationID string
	// Action is LinkedIn's name of the action, such as "APPLICATION_VIEWED".
	Action string
	// PerformedAt is the time of the action. It is zero if the request did not contain it.
	PerformedAt time.Time
	// IntegrationContext is the URN of the company's page, "" if the request did not contain it.
	IntegrationContext string
}

// AddAction stores an action.
func (w *World) AddAction(action record.Object) {
	w.actions = append(w.actions, Action{
		action.String("jobApplicationId"), action.String("action"), timeOf(action.Get("performedAt")), action.String("integrationContext"),
	})
}

// Actions returns all actions so far, oldest first.
func (w *World) Actions() []Action { return slices.Clone(w.actions) }

// Millis encodes a time as LinkedIn does, in milliseconds since 1970.
func Millis(t time.Time) json.RawMessage { return number(t.UnixMilli()) }

func number(n int64) json.RawMessage { return json.RawMessage(strconv.FormatInt(n, 10)) }

// timeOf decodes a number of milliseconds since 1970. It returns the zero time if v is not a whole number.
func timeOf(v any) time.Time {
	digits, _ := v.(json.RawMessage)
	if ms, err := strconv.ParseInt(string(digits), 10, 64); err == nil {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

// UUID returns a random UUID of version 4.
func UUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
