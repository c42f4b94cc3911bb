// Package world holds the records of a fake Knit: the jobs, applications, candidates and employees of one
// integration, and their changes. It does not depend on HTTP or webhooks.
//
// The numbers of the initial records determine their relations: application n is that of candidate n, and all
// applications are for job 0.
package world

import (
	"embed"
	"fmt"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// World holds the records of one integration. It is not safe for concurrent use.
type World struct {
	jobs, applications, candidates, employees *record.Table
}

// Counts holds the initial numbers of records.
type Counts struct{ Jobs, Applications, Employees int }

//go:embed samples/*.json
var files embed.FS

var samples = record.MustLoad(files, "samples")

// Epoch is the creation time of the first record of each kind. Each further record is one minute newer.
var Epoch = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// New returns a World with its initial records. identity is part of every record id, so it must be unique.
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

// Jobs returns the table of the jobs.
func (w *World) Jobs() *record.Table { return w.jobs }

// Applications returns the table of the applications.
func (w *World) Applications() *record.Table { return w.applications }

// Candidates returns the table of the candidates. Initially there are as many candidates as applications.
func (w *World) Candidates() *record.Table { return w.candidates }

// Employees returns the table of the employees.
func (w *World) Employees() *record.Table { return w.employees }

// state holds the changes that calls have made to a record.
type state struct {
	written record.Object // the written members of the record's first model
	stage   string        // the stage to which the application was moved
	files   []any         // the attached files
}

func stateOf(t *record.Table, n int) state {
	if s := record.State[state](t, n); s != nil {
		return *s
	}
	return state{}
}

// Find returns the number of the record with an id, or false if it does not exist or was deleted.
func Find(t *record.Table, id string) (int, bool) {
	n, ok := t.Find(id)
	return n, ok && t.Has(n)
}

// Create adds a record with the members that a call has written and returns its number.
func Create(t *record.Table, written record.Object, now time.Time) int {
	return t.Add(&state{written: written}, now)
}

// Write replaces members of a record.
func Write(t *record.Table, n int, members record.Object) {
	s := record.Edit[state](t, n)
	s.written = s.written.Merge(members)
}

// Move moves an application to a stage.
func (w *World) Move(n int, stage string) { record.Edit[state](w.applications, n).stage = stage }

// Attach adds a file to an application.
func (w *World) Attach(n int, file record.Object) {
	s := record.Edit[state](w.applications, n)
	s.files = append(s.files, file)
}

// revised appends the revision to s in the given format, if the record was modified.
func revised(s string, revision int, format string) string {
	if revision > 0 {
		return fmt.Sprintf(s+format, revision)
	}
	return s
}

func email(n int) string { return fmt.Sprintf("person%d@example.com", n) }

// pick returns element n of a list, modulo its length.
func pick[T any](list []T, n int) T { return list[n%len(list)] }
