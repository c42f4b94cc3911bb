package record

import (
	"slices"
	"time"
)

// ListOf describes a list endpoint: the table of a world W, and its filters.
type ListOf[W any] struct {
	// Table returns the table of the endpoint.
	Table func(W) *Table
	// Record returns the record with a number.
	Record func(w W, n int) Object
	// Filters are the query parameters of the endpoint.
	Filters []Filter[W]
}

// Query selects the records of a page.
type Query[W any] struct {
	// Size is the maximum number of records on the page.
	Size int
	// From is the number of the first record that may be on the page.
	From int
	// UpdatedAfter selects records that were touched at that time or later. Zero selects all.
	UpdatedAfter time.Time
	// IncludeDeleted also selects tombstones.
	IncludeDeleted bool

	conditions []condition[W]
	straight   bool  // only these numbers can match
	numbers    []int // in order
}

// condition is a filter with its argument.
type condition[W any] struct {
	filter   *Filter[W]
	argument Argument
}

// Page returns the numbers of the records on a page, and the number of the next page's first record or -1.
func (l *ListOf[W]) Page(w W, q *Query[W]) (numbers []int, next int) {
	t := l.Table(w)
	numbers = make([]int, 0, min(q.Size, t.count))
	next = -1
	q.candidates(t, func(n int) bool {
		if !q.matches(w, t, n) {
			return true
		}
		if len(numbers) == q.Size {
			next = n
			return false
		}
		numbers = append(numbers, n)
		return true
	})
	return numbers, next
}

// Records returns the records with the given numbers.
func (l *ListOf[W]) Records(w W, numbers []int) []Object {
	records := make([]Object, 0, len(numbers))
	for _, n := range numbers {
		records = append(records, l.Record(w, n))
	}
	return records
}

// candidates yields the numbers of records that may match, in order. It checks all records only if there is
// no shorter way.
func (q *Query[W]) candidates(t *Table, yield func(n int) bool) {
	if q.straight {
		at, _ := slices.BinarySearch(q.numbers, q.From)
		yieldAll(q.numbers[at:], t.count, yield)
		return
	}
	first := 0
	if !q.UpdatedAfter.IsZero() {
		first = t.baseSince(q.UpdatedAfter)
		at, _ := slices.BinarySearch(t.touched, q.From)
		if !yieldAll(t.touched[at:], first, yield) {
			return
		}
	}
	for n := max(first, q.From); n < t.count; n++ {
		if !yield(n) {
			return
		}
	}
}

// yieldAll yields the numbers below a limit. It returns false if yield does.
func yieldAll(numbers []int, limit int, yield func(n int) bool) bool {
	for _, n := range numbers {
		if n >= limit {
			break
		}
		if !yield(n) {
			return false
		}
	}
	return true
}

// matches reports whether record n matches the query. It may be called for all records, so it creates no record.
func (q *Query[W]) matches(w W, t *Table, n int) bool {
	if c := t.changes[n]; c != nil && (c.Removed || !q.IncludeDeleted && !c.Deleted.IsZero()) {
		return false
	}
	if !q.UpdatedAfter.IsZero() && t.TouchedAt(n).Before(q.UpdatedAfter) {
		return false
	}
	for k := range q.conditions {
		c := &q.conditions[k]
		if !c.filter.match(w, n, &c.argument) {
			return false
		}
	}
	return true
}
