package world

import (
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Day is the length of a day in UTC.
const Day = 24 * time.Hour

// pick returns element n of a list, which repeats itself without end.
func pick[T any](list []T, n int) T { return list[n%len(list)] }

// among returns a filter that keeps the records whose value is one of the values in the parameter. If enum is
// not empty, it rejects other values than those in enum.
func among(name string, field func(w *World, n int) string, enum ...string) Filter {
	f := record.Among(name, field)
	if len(enum) > 0 {
		return f.Enum(enum...)
	}
	return f
}

// remoteID returns the id that the tool has given to record n, or null.
func remoteID(t *record.Table, n int) any { return record.OrNull(t.RemoteID(n)) }

// createdAt returns the time at which the record was created, according to the tool.
func createdAt(t *record.Table, n int) time.Time {
	if c := t.Change(n).Created; !c.IsZero() {
		return c
	}
	return t.BaseTime(n).Add(-20 * Day)
}

// updatedAt returns the time at which the record was last changed, according to the tool.
func updatedAt(t *record.Table, n int) time.Time {
	if c := t.Change(n).Changed; !c.IsZero() {
		return c
	}
	return t.BaseTime(n).Add(-2 * time.Hour)
}

// withRevision appends the revision number of a changed record to a string.
func withRevision(s string, revision int) string {
	if revision == 0 {
		return s
	}
	return s + " (revision " + strconv.Itoa(revision) + ")"
}

// numbered returns a prefix and a number, with leading zeros up to a total length.
func numbered(prefix string, n, length int) string {
	return record.IDs{Prefix: prefix, Length: length}.ID(n)
}

// liveOr returns n, or -1 if record n does not exist or is deleted.
func liveOr(t *record.Table, n int) int {
	if t.Has(n) {
		return n
	}
	return -1
}

// idOr returns the id of record n, or "" for -1.
func idOr(t *record.Table, n int) string {
	if n < 0 {
		return ""
	}
	return t.ID(n)
}

// parentOf returns the parent of record n in a tree in which a record has up to fan children, or -1 for the
// root.
func parentOf(t *record.Table, n, fan int) int {
	up := n / fan
	switch n {
	case 0:
		up = 1
	case 1:
		return -1
	}
	if up >= t.Count() {
		return -1
	}
	return up
}

// startOfDay returns the start of the day, which is Kombo's form for most HRIS dates.
func startOfDay(t time.Time) time.Time { return t.UTC().Truncate(Day) }

// dateString formats a date without a time.
func dateString(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// records returns the records with these numbers.
func records(w *World, numbers []int, of func(w *World, n int) record.Object) []record.Object {
	list := []record.Object{}
	for _, n := range numbers {
		list = append(list, of(w, n))
	}
	return list
}

// amongFold is like among, but ignores case.
func amongFold(name string, field func(w *World, n int) string) Filter {
	return record.Among(name, func(w *World, n int) string { return strings.ToLower(field(w, n)) }).Fold()
}
