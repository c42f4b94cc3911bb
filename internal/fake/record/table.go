package record

import (
	"slices"
	"time"
)

// Table is the state of one model. A record is created from its number each time it is requested, and the
// table stores only the changes of records. It is not safe for concurrent use: its world has a lock.
type Table struct {
	opts TableOptions

	count   int // the base records, and those that were created
	changes map[int]*Change
	touched []int // the keys of changes, in order
}

// TableOptions holds the options of a table.
type TableOptions struct {
	// IDs are the provider's ids.
	IDs IDs
	// Remote are the ids in the customer's tool, for providers that have both.
	Remote IDs
	// NoRemote n means that every nth record has no remote id. 0 means that all records have one.
	NoRemote int
	// Count is the number of base records, which exist at the beginning and are numbered from 0.
	Count int
	// Start is the time of the last update of base record 0. Step is the time between two base records.
	Start time.Time
	Step  time.Duration
}

// Change holds the changes of a record. A time is zero if there was no such change.
type Change struct {
	Created, Changed, Deleted time.Time
	// Touched is the time of the last change of the record or of a part of it.
	Touched time.Time
	// Revision counts the changes of the record itself, and Nested those of its parts.
	Revision, Nested int
	// Removed means that the record was removed without a tombstone.
	Removed bool

	own any // what only this model has: see State
}

// NewTable returns a table with base records.
func NewTable(opts TableOptions) *Table {
	opts.Count = max(opts.Count, 0)
	opts.Step = max(opts.Step, time.Millisecond)
	return &Table{opts: opts, count: opts.Count, changes: map[int]*Change{}}
}

// Count returns the number of the next record. All lower numbers have been used.
func (t *Table) Count() int { return t.count }

// Base returns the number of base records.
func (t *Table) Base() int { return t.opts.Count }

// ID returns the id of the record with a number.
func (t *Table) ID(n int) string { return t.opts.IDs.ID(n) }

// Find returns the number of the record with an id, or false if there was never such a record. [Table.Has]
// reports whether the record still exists.
func (t *Table) Find(id string) (int, bool) {
	n, ok := t.opts.IDs.Number(id)
	return n, ok && n < t.count
}

// RemoteID returns the id in the tool, or "" for records without one.
func (t *Table) RemoteID(n int) string {
	if every := t.opts.NoRemote; every > 0 && n%every == every-1 {
		return ""
	}
	return t.opts.Remote.ID(n)
}

// FindRemote is like [Table.Find] with the id in the tool.
func (t *Table) FindRemote(id string) (int, bool) {
	n, ok := t.opts.Remote.Number(id)
	return n, ok && n < t.count && t.RemoteID(n) == id
}

// Has reports whether a record exists and is neither deleted nor removed.
func (t *Table) Has(n int) bool {
	if n < 0 || n >= t.count {
		return false
	}
	c := t.changes[n]
	return c == nil || c.Deleted.IsZero() && !c.Removed
}

// Removed reports whether a record was removed without a tombstone.
func (t *Table) Removed(n int) bool { return t.Change(n).Removed }

// Live yields the numbers of the records that are neither deleted nor removed, in order.
func (t *Table) Live(yield func(n int) bool) {
	for n := range t.count {
		if t.Has(n) && !yield(n) {
			return
		}
	}
}

// Change returns the changes of a record. The zero Change means that there were none.
func (t *Table) Change(n int) Change {
	if c := t.changes[n]; c != nil {
		return *c
	}
	return Change{}
}

// BaseTime returns the time of the first update of a base record.
func (t *Table) BaseTime(n int) time.Time { return t.opts.Start.Add(time.Duration(n) * t.opts.Step) }

// ChangedAt returns the time of the last change of the record itself.
func (t *Table) ChangedAt(n int) time.Time {
	if c := t.changes[n]; c != nil && !c.Changed.IsZero() {
		return c.Changed
	}
	return t.BaseTime(n)
}

// TouchedAt returns the time of the last change of the record or of a part of it.
func (t *Table) TouchedAt(n int) time.Time {
	if c := t.changes[n]; c != nil && !c.Touched.IsZero() {
		return c.Touched
	}
	return t.BaseTime(n)
}

// DeletedAt returns the time of deletion of the record, or the zero time.
func (t *Table) DeletedAt(n int) time.Time { return t.Change(n).Deleted }

// Revision returns the number of changes of the record itself.
func (t *Table) Revision(n int) int { return t.Change(n).Revision }

// baseSince returns the first base record that was updated at or after a time.
func (t *Table) baseSince(when time.Time) int {
	after := when.Sub(t.opts.Start)
	if after <= 0 {
		return 0
	}
	return min(int((after+t.opts.Step-1)/t.opts.Step), t.opts.Count)
}

// edit returns the changes of a record for modification.
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

// Add creates a record and returns its number. own is its [State], or nil.
func (t *Table) Add(own any, now time.Time) int {
	n := t.count
	t.count++
	c := t.edit(n)
	c.Created, c.Changed, c.Touched, c.own = now, now, now, own
	return n
}

// Touch records a change of a part of a record.
func (t *Table) Touch(n int, now time.Time) { t.edit(n).Touched = now }

// TouchNested is like Touch, and also increments [Change.Nested].
func (t *Table) TouchNested(n int, now time.Time) {
	c := t.edit(n)
	c.Touched = now
	c.Nested++
}

// TouchAll touches the records that match and are neither deleted nor removed.
func (t *Table) TouchAll(now time.Time, match func(n int) bool) {
	for n := range t.Live {
		if match(n) {
			t.Touch(n, now)
		}
	}
}

// Modify records a change of the record itself.
func (t *Table) Modify(n int, now time.Time) {
	c := t.edit(n)
	c.Changed, c.Touched = now, now
	c.Revision++
}

// Delete deletes a record and keeps a tombstone, which change tracking finds.
func (t *Table) Delete(n int, now time.Time) {
	c := t.edit(n)
	c.Touched = now
	if c.Deleted.IsZero() {
		c.Changed, c.Deleted = now, now
	}
}

// Remove removes a record without a tombstone: no list and no change tracking shows it again.
func (t *Table) Remove(n int) { t.edit(n).Removed = true }

// State returns the part of a record that does not follow from its number. It is nil for most records.
func State[S any](t *Table, n int) *S {
	if c := t.changes[n]; c != nil {
		if own, ok := c.own.(*S); ok {
			return own
		}
	}
	return nil
}

// Edit returns the [State], and creates it if necessary. It does not record a change.
func Edit[S any](t *Table, n int) *S {
	own := State[S](t, n)
	if own == nil {
		own = new(S)
		t.edit(n).own = own
	}
	return own
}
