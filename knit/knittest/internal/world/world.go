// Package world is the world of a fake Knit: the jobs, applications, candidates and employees of one
// integration, how they belong together, and what happened to them. It knows neither HTTP nor webhooks.
//
// The links of the records of the beginning follow from their numbers: application n is of candidate n,
// and all are for job 0.
package world

import (
	"embed"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// World is one integration's data. It is not safe for concurrent use: the API has a lock.
type World struct {
	jobs, applications, candidates, employees *record.Table
}

// Counts are how many records there are in the beginning.
type Counts struct{ Jobs, Applications, Employees int }

//go:embed samples/*.json
var files embed.FS

var samples = record.MustLoad(files, "samples")

// Epoch is when the first record of each kind was created. The others follow minute by minute.
var Epoch = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// New makes a world. identity is part of every record id: no two worlds share one.
func New(identity string, n Counts) *World {
	table := func(prefix string, count int) *record.Table {
		prefix += "-" + identity + "-"
		return record.NewTable(record.TableOptions{
			IDs: record.IDs{Prefix: prefix, Length: len(prefix) + 6}, Count: count, Start: Epoch, Step: time.Minute,
		})
	}
	return &World{
		jobs: table("job", n.Jobs), applications: table("app", n.Applications),
		candidates: table("cand", n.Applications), employees: table("emp", n.Employees),
	}
}

// The tables, for the lists of the API.

// Jobs are the jobs.
func (w *World) Jobs() *record.Table { return w.jobs }

// Applications are the applications.
func (w *World) Applications() *record.Table { return w.applications }

// Candidates are the candidates. There are as many as applications in the beginning.
func (w *World) Candidates() *record.Table { return w.candidates }

// Employees are the employees.
func (w *World) Employees() *record.Table { return w.employees }

// state is what happened to a record that its number does not say.
type state struct {
	written record.Object // what calls have written, in the member of its first model
	stage   string        // where a call has moved the application
	files   []any         // what calls have attached
}

func stateOf(t *record.Table, n int) state {
	if s := record.State[state](t, n); s != nil {
		return *s
	}
	return state{}
}

// Find is the number of a record that is there, by its id.
func Find(t *record.Table, id string) (int, bool) {
	n, ok := t.Find(id)
	return n, ok && t.Has(n)
}

// Create makes a record with what a call has written, and returns its number.
func Create(t *record.Table, written record.Object, now time.Time) int {
	return t.Add(&state{written: written}, now)
}

// Write puts members over those that a record has.
func Write(t *record.Table, n int, members record.Object) {
	s := record.Edit[state](t, n)
	s.written = s.written.Merge(members)
}

// Move puts an application into a stage.
func (w *World) Move(n int, stage string) { record.Edit[state](w.applications, n).stage = stage }

// Attach adds a file to an application.
func (w *World) Attach(n int, file record.Object) {
	s := record.Edit[state](w.applications, n)
	s.files = append(s.files, file)
}

// revised shows a change in a string.
func revised(s string, revision int, format string) string {
	if revision > 0 {
		return fmt.Sprintf(s+format, revision)
	}
	return s
}

func email(n int) string { return fmt.Sprintf("person%d@example.com", n) }

// pick takes from a list round and round.
func pick[T any](list []T, n int) T { return list[n%len(list)] }
