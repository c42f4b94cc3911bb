package world

import (
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/fake/record"
)

// Day is a whole day in UTC.
const Day = 24 * time.Hour

// pick takes from a list round and round.
func pick[T any](list []T, n int) T { return list[n%len(list)] }

// among is a filter that keeps records whose field is one of several values of a closed set, or of any.
func among(name string, field func(w *World, n int) string, enum ...string) Filter {
	f := record.Among(name, field)
	if len(enum) > 0 {
		return f.Enum(enum...)
	}
	return f
}

// remoteID is the tool's id, or null.
func remoteID(t *record.Table, n int) any { return record.OrNull(t.RemoteID(n)) }

// createdAt is when the tool says that the record was created.
func createdAt(t *record.Table, n int) time.Time {
	if c := t.Change(n).Created; !c.IsZero() {
		return c
	}
	return t.BaseTime(n).Add(-20 * Day)
}

// updatedAt is when the tool says that the record was changed.
func updatedAt(t *record.Table, n int) time.Time {
	if c := t.Change(n).Changed; !c.IsZero() {
		return c
	}
	return t.BaseTime(n).Add(-2 * time.Hour)
}

// withRevision shows a change in a string.
func withRevision(s string, revision int) string {
	if revision == 0 {
		return s
	}
	return s + " (revision " + strconv.Itoa(revision) + ")"
}

// numbered is a prefix and a number, with zeros between them up to a length.
func numbered(prefix string, n, length int) string {
	return record.IDs{Prefix: prefix, Length: length}.ID(n)
}

// liveOr is a record's number, or -1 if it is not there.
func liveOr(t *record.Table, n int) int {
	if t.Has(n) {
		return n
	}
	return -1
}

// idOr is a record's id, "" for -1.
func idOr(t *record.Table, n int) string {
	if n < 0 {
		return ""
	}
	return t.ID(n)
}

// parentOf is the one above another in a tree: -1 at the top.
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

// startOfDay is a day of which Kombo shows the beginning.
func startOfDay(t time.Time) time.Time { return t.UTC().Truncate(Day) }

// dateString is a day without a time.
func dateString(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// records makes records by their numbers.
func records(w *World, numbers []int, of func(w *World, n int) record.Object) []record.Object {
	list := []record.Object{}
	for _, n := range numbers {
		list = append(list, of(w, n))
	}
	return list
}

// amongFold is [among] for which upper and lower case are the same.
func amongFold(name string, field func(w *World, n int) string) Filter {
	return record.Among(name, func(w *World, n int) string { return strings.ToLower(field(w, n)) }).Fold()
}
