package record

import (
	"slices"
	"time"
)

// Table is the state of one model. A record is made from its number whenever it is asked for; what the
// table keeps is what happened to some of them. It is not safe for concurrent use: the world that it
// belongs to has a lock.
type Table struct {
	opts TableOptions

	count   int // the base records, and those that were created
	changes map[int]*Change
	touched []int // the keys of changes, in order
}

// TableOptions describe a table.
type TableOptions struct {
	// IDs are the provider's ids.
	IDs IDs
	// Remote are the ids in the customer's tool, for providers that have both.
	Remote IDs
	// NoRemote: every so many-th record has no remote id. 0: each has one.
	NoRemote int
	// Count is how many records there are in the beginning, numbered from 0: the base records.
	Count int
	// Start is when base record 0 was updated last, and Step the time from one base record to the next.
	Start time.Time
	Step  time.Duration
}

// Change is what happened to a record. A time is zero if it did not happen.
type Change struct {
	Created, Changed, Deleted time.Time
	// Touched is when the record or something that it holds was changed.
	Touched time.Time
	// Revision is how often the record itself was changed, and Nested how often something that it holds.
	Revision, Nested int
	// Removed: there is no trace of it.
	Removed bool

	own any // what only this model has: see State
}

// NewTable makes a table of base records.
func NewTable(opts TableOptions) *Table {
	opts.Count = max(opts.Count, 0)
	opts.Step = max(opts.Step, time.Millisecond)
	return &Table{opts: opts, count: opts.Count, changes: map[int]*Change{}}
}

// Count is the number of the next record: all numbers below were given to a record once.
func (t *Table) Count() int { return t.count }

// Base is how many records there were in the beginning.
func (t *Table) Base() int { return t.opts.Count }

// ID is the id of the record with a number.
func (t *Table) ID(n int) string { return t.opts.IDs.ID(n) }

// Find is the number of the record with an id, false if there was never one. Ask [Table.Has] whether it
// is there now.
func (t *Table) Find(id string) (int, bool) {
	n, ok := t.opts.IDs.Number(id)
	return n, ok && n < t.count
}

// RemoteID is the tool's id, "" for the records without one.
func (t *Table) RemoteID(n int) string {
	if every := t.opts.NoRemote; every > 0 && n%every == every-1 {
		return ""
	}
	return t.opts.Remote.ID(n)
}

// FindRemote is [Table.Find] for the tool's id.
func (t *Table) FindRemote(id string) (int, bool) {
	n, ok := t.opts.Remote.Number(id)
	return n, ok && n < t.count && t.RemoteID(n) == id
}

// Has reports whether there is a record that is neither deleted nor removed.
func (t *Table) Has(n int) bool {
	if n < 0 || n >= t.count {
		return false
	}
	c := t.changes[n]
	return c == nil || c.Deleted.IsZero() && !c.Removed
}

// Removed reports whether a record was removed without a trace.
func (t *Table) Removed(n int) bool { return t.Change(n).Removed }

// Live yields the numbers of the records that are there, in order.
func (t *Table) Live(yield func(n int) bool) {
	for n := range t.count {
		if t.Has(n) && !yield(n) {
			return
		}
	}
}

// Change is what happened to a record, the zero Change if nothing did.
func (t *Table) Change(n int) Change {
	if c := t.changes[n]; c != nil {
		return *c
	}
	return Change{}
}

// BaseTime is when the base record with a number was updated in the beginning.
func (t *Table) BaseTime(n int) time.Time { return t.opts.Start.Add(time.Duration(n) * t.opts.Step) }

// ChangedAt is when the record itself was last changed.
func (t *Table) ChangedAt(n int) time.Time {
	if c := t.changes[n]; c != nil && !c.Changed.IsZero() {
		return c.Changed
	}
	return t.BaseTime(n)
}

// TouchedAt is when the record, or what it holds, was last changed.
func (t *Table) TouchedAt(n int) time.Time {
	if c := t.changes[n]; c != nil && !c.Touched.IsZero() {
		return c.Touched
	}
	return t.BaseTime(n)
}

// DeletedAt is when the record was deleted, zero if it was not.
func (t *Table) DeletedAt(n int) time.Time { return t.Change(n).Deleted }

// Revision is how often the record itself was changed.
func (t *Table) Revision(n int) int { return t.Change(n).Revision }

// baseSince is the first base record that was updated at or after a time.
func (t *Table) baseSince(when time.Time) int {
	after := when.Sub(t.opts.Start)
	if after <= 0 {
		return 0
	}
	return min(int((after+t.opts.Step-1)/t.opts.Step), t.opts.Count)
}

// edit returns what happened to a record, for a change.
func (t *Table) edit(n int) *Change {
	c := t.changes[n]
	if c == nil {
		c = &Change{}
		t.changes[n] = c
		at, _ := slices.BinarySearch(t.touched, n)
		t.touched = slices.Insert(t.touched, at, n)
	}
	return c
}

// Add makes a new record and returns its number. own is its [State], or nil.
func (t *Table) Add(own any, now time.Time) int {
	n := t.count
	t.count++
	c := t.edit(n)
	c.Created, c.Changed, c.Touched, c.own = now, now, now, own
	return n
}

// Touch notes that something that a record holds was changed.
func (t *Table) Touch(n int, now time.Time) { t.edit(n).Touched = now }

// TouchNested is Touch, and counts in [Change.Nested].
func (t *Table) TouchNested(n int, now time.Time) {
	c := t.edit(n)
	c.Touched = now
	c.Nested++
}

// TouchAll touches the records that are there and match.
func (t *Table) TouchAll(now time.Time, match func(n int) bool) {
	for n := range t.Live {
		if match(n) {
			t.Touch(n, now)
		}
	}
}

// Modify notes that a record itself was changed.
func (t *Table) Modify(n int, now time.Time) {
	c := t.edit(n)
	c.Changed, c.Touched = now, now
	c.Revision++
}

// Delete notes that a record was deleted. A tombstone is left: change tracking finds it.
func (t *Table) Delete(n int, now time.Time) {
	c := t.edit(n)
	c.Touched = now
	if c.Deleted.IsZero() {
		c.Changed, c.Deleted = now, now
	}
}

// Remove takes a record away without a trace: no list and no change tracking shows it again.
func (t *Table) Remove(n int) { t.edit(n).Removed = true }

// State is what a record has that its number does not say; nil for most.
func State[S any](t *Table, n int) *S {
	if c := t.changes[n]; c != nil {
		if own, ok := c.own.(*S); ok {
			return own
		}
	}
	return nil
}

// Edit is [State], made if there is none. It does not date a change.
func Edit[S any](t *Table, n int) *S {
	own := State[S](t, n)
	if own == nil {
		own = new(S)
		t.edit(n).own = own
	}
	return own
}
