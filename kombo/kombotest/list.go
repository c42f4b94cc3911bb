package kombotest

import (
	"slices"
	"strings"
	"time"
)

// list is one endpoint that pages through a model. All that is known of it is in one value:
// see lists.
type list struct {
	path   string // "/ats/jobs"
	table  func(*world) *table
	record func(w *world, i int, now time.Time) object
	// filters it takes besides those that every list takes.
	filters []filter
	// plain: it knows neither changes nor tombstones, and takes no filters but ids and its own.
	plain bool
	// account: it belongs to the account, so that no integration is named.
	account bool
	// most is the largest page. 0: 250.
	most int
	// models it shows, as data-changed names them, and what else is touched where one of its
	// records changes.
	models  []string
	holders func(w *world, i int, now time.Time)
	// keep names what a blanked tombstone keeps, since it is never null.
	keep []string
	// enum names a member with a closed set of values, for the fault UnknownEnum; poison one
	// that is no text, or "id", for PoisonRecord. "": changed_at.
	enum, poison string
}

// lists is every list that the fake has.
var lists = slices.Concat(atsLists(), hrisLists(), skillLists(), assessmentLists(), aiApplyLists())

// filter is a query parameter that narrows a list.
type filter struct {
	name string
	kind filterKind
	enum []string // the closed set of values; nil: any
	fold bool     // values of the set are compared in lower case
	// match tells whether a record is wanted. It makes no record: it may be asked of all.
	match func(w *world, i int, a *argument) bool
	// find goes straight to the one record that a value can stand for. Nil: there is no way.
	find func(w *world, value string) (int, bool)
}

type filterKind uint8

const (
	oneText  filterKind = iota
	manyText            // joined with commas, any of them
	oneDay              // a day, whose beginning is the argument's time
	oneTime             // a time
	onePair             // a JSON object with one member, whose value is plain
)

// argument is what a filter was given.
type argument struct {
	text string // in lower case
	set  map[string]bool
	time time.Time
	name string // of a pair
	json string // its value
}

// among keeps records with a field that is one of some values.
func among(name string, field func(w *world, i int) string, enum ...string) filter {
	return filter{name: name, kind: manyText, enum: enum, match: func(w *world, i int, a *argument) bool {
		v := field(w, i)
		return v != "" && a.set[v]
	}}
}

// amongFold is among in whatever case.
func amongFold(name string, field func(w *world, i int) string) filter {
	f := among(name, func(w *world, i int) string { return strings.ToLower(field(w, i)) })
	f.fold = true
	return f
}

// anyAmong keeps records with a field of several values, one of which is among some.
func anyAmong(name string, fields func(w *world, i int) []string) filter {
	return filter{name: name, kind: manyText, match: func(w *world, i int, a *argument) bool {
		return slices.ContainsFunc(fields(w, i), func(v string) bool { return a.set[v] })
	}}
}

// equal keeps records with a field that is a value, in whatever case.
func equal(name string, field func(w *world, i int) string) filter {
	return filter{name: name, match: func(w *world, i int, a *argument) bool {
		return strings.ToLower(field(w, i)) == a.text
	}}
}

// equalAny keeps records with a field of several values, one of which is a value, in
// whatever case.
func equalAny(name string, fields func(w *world, i int) []string) filter {
	return filter{name: name, match: func(w *world, i int, a *argument) bool {
		return slices.ContainsFunc(fields(w, i), func(v string) bool { return strings.ToLower(v) == a.text })
	}}
}

// nameContains keeps records with a name that contains a text, in whatever case.
func nameContains(field func(w *world, i int) string) filter {
	return filter{name: "name_contains", match: func(w *world, i int, a *argument) bool {
		return strings.Contains(strings.ToLower(field(w, i)), a.text)
	}}
}

// sinceDay keeps records with a time on a day or after it.
func sinceDay(name string, field func(w *world, i int) time.Time) filter {
	return onDay(name, func(w *world, i int, day time.Time) bool { return !field(w, i).Before(day) })
}

// onDay keeps records for which a test holds on a day.
func onDay(name string, holds func(w *world, i int, day time.Time) bool) filter {
	return filter{name: name, kind: oneDay, match: func(w *world, i int, a *argument) bool { return holds(w, i, a.time) }}
}

// atTime keeps records with a time that is so to another: before it, after it.
func atTime(name string, field func(w *world, i int) time.Time, is func(t, other time.Time) bool) filter {
	return filter{name: name, kind: oneTime, match: func(w *world, i int, a *argument) bool {
		t := field(w, i)
		return !t.IsZero() && is(t, a.time)
	}}
}

// withPair keeps records of whose fields one has a value.
func withPair(name string, fields func(w *world, i int) any) filter {
	return filter{name: name, kind: onePair, match: func(w *world, i int, a *argument) bool {
		members, _ := fields(w, i).(object)
		for k := 0; k < len(members); k += 2 {
			if members[k] == a.name {
				return string(appendJSON(nil, members[k+1])) == a.json
			}
		}
		return false
	}}
}

// found adds the straight way to a filter whose every value stands for one record at most.
func (f filter) found(find func(w *world, value string) (int, bool)) filter {
	f.find = find
	return f
}

// condition is a filter with its argument.
type condition struct {
	filter   *filter
	argument argument
}

// query is what a request asks of a list.
type query struct {
	size           int
	from           int // the number of the first record that may be on the page
	updatedAfter   time.Time
	includeDeleted bool
	straight       bool  // only these numbers can match
	numbers        []int // in order
	conditions     []condition
}

// page returns the numbers of a page's records, and that of the next page's first, or -1.
func (l *list) page(w *world, q *query) (numbers []int, next int) {
	t := l.table(w)
	numbers = make([]int, 0, min(q.size, t.count))
	next = -1
	l.candidates(w, q, func(i int) bool {
		if !l.wanted(w, t, q, i) {
			return true
		}
		if len(numbers) == q.size {
			next = i
			return false
		}
		numbers = append(numbers, i)
		return true
	})
	return numbers, next
}

// candidates yields the numbers that can match, in order, without looking at all records
// where there is a shorter way.
func (l *list) candidates(w *world, q *query, yield func(i int) bool) {
	t := l.table(w)
	if q.straight {
		at, _ := slices.BinarySearch(q.numbers, q.from)
		for _, i := range q.numbers[at:] {
			if !yield(i) {
				return
			}
		}
		return
	}
	first := 0
	if !q.updatedAfter.IsZero() {
		first = t.baseSince(q.updatedAfter)
		at, _ := slices.BinarySearch(t.touched, q.from)
		for _, i := range t.touched[at:] {
			if i >= first {
				break
			}
			if !yield(i) {
				return
			}
		}
	}
	for i := max(first, q.from); i < t.count; i++ {
		if !yield(i) {
			return
		}
	}
}

func (l *list) wanted(w *world, t *table, q *query, i int) bool {
	if !q.includeDeleted && !t.live(i) {
		return false
	}
	if !q.updatedAfter.IsZero() && t.touchedAt(i).Before(q.updatedAfter) {
		return false
	}
	for k := range q.conditions {
		c := &q.conditions[k]
		if !c.filter.match(w, i, &c.argument) {
			return false
		}
	}
	return true
}

// tombstoneLife is how long the record of something deleted keeps its members.
const tombstoneLife = 14 * 24 * time.Hour

// render makes a record as it is now.
func (l *list) render(w *world, i int, now time.Time) object {
	t := l.table(w)
	rec := l.record(w, i, now)
	if t.blank(i, now) {
		blank(rec, l.keep)
	}
	return rec
}

// blank tells whether a record has been deleted for so long that nothing is left of it.
func (t *table) blank(i int, now time.Time) bool {
	deleted := t.deletedAt(i)
	return !deleted.IsZero() && !now.Before(deleted.Add(tombstoneLife))
}

// blank empties a record, except for what is never null.
func blank(rec object, keep []string) {
	for k := 0; k+1 < len(rec); k += 2 {
		switch name := rec[k]; name {
		case "id", "changed_at", "remote_deleted_at":
			continue
		default:
			if s, ok := name.(string); ok && slices.Contains(keep, s) {
				continue
			}
		}
		switch rec[k+1].(type) {
		case []object, []string:
			rec[k+1] = []object{}
		default:
			rec[k+1] = nil
		}
	}
}
