package kombotest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// table is the state of one model. A record is made from its number whenever it is asked
// for; all that is kept is what happened to some of them.
type table struct {
	idPrefix     string // "testJob"
	remotePrefix string // "job-"
	noRemote     int    // every so many-th record has no remote id; 0: each has one

	base  int // records that there were in the beginning
	count int // and those that came
	start time.Time
	step  time.Duration // between the updates of one base record and of the next

	changes map[int]*change
	touched []int // the keys of changes, in order
}

// change is what happened to a record. Times are zero where it did not happen.
type change struct {
	created, changed, deleted time.Time
	touched                   time.Time // own changes, and those of what it holds
	revision                  int       // how often the record itself was changed
	nested                    int       // how often what it holds was
	own                       any       // what only this model has
}

// The base records were all updated within thirty days, one after the other.
const (
	baseSpan = 30 * 24 * time.Hour
	baseStep = time.Hour
)

var baseStart = time.Date(2025, 1, 6, 8, 0, 0, 0, time.UTC)

func newTable(idPrefix, remotePrefix string, n, noRemote int) *table {
	n = max(n, 0)
	t := &table{
		idPrefix: idPrefix, remotePrefix: remotePrefix, noRemote: noRemote,
		base: n, count: n, start: baseStart, step: baseStep, changes: map[int]*change{},
	}
	if n > 0 {
		t.step = max(min(baseStep, (baseSpan/time.Duration(n)).Truncate(time.Millisecond)), time.Millisecond)
	}
	return t
}

// idLength is how long Kombo's ids are.
const idLength = 24

func (t *table) id(i int) string { return idOf(t.idPrefix, i) }

// remote is the tool's id, "" for the records without one.
func (t *table) remote(i int) string {
	if t.noRemote > 0 && i%t.noRemote == t.noRemote-1 {
		return ""
	}
	return numbered(t.remotePrefix, i, len(t.remotePrefix)+6)
}

func (t *table) remoteID(i int) any { return text(t.remote(i)) }

// find and findRemote are the ways back from an id.
func (t *table) find(id string) (int, bool) {
	i, ok := idNumber(id, t.idPrefix)
	return i, ok && i < t.count && t.id(i) == id
}

func (t *table) findRemote(id string) (int, bool) {
	i, ok := number(id, t.remotePrefix)
	return i, ok && i < t.count && t.remote(i) == id
}

// idOf is a prefix and a number in the letters of Kombo's ids, base58. That has none of
// 0, O, I and l: they are written o, o, i and L.
func idOf(prefix string, n int) string {
	var space [64]byte
	b := appendNumbered(space[:0], prefix, n, idLength)
	for k, c := range b {
		switch c {
		case '0', 'O':
			b[k] = 'o'
		case 'l':
			b[k] = 'L'
		case 'I':
			b[k] = 'i'
		}
	}
	return string(b)
}

// idNumber is the way back.
func idNumber(id, prefix string) (int, bool) {
	digits, ok := strings.CutPrefix(id, idOf(prefix, 0)[:len(prefix)])
	if !ok {
		return 0, false
	}
	return number(strings.ReplaceAll(digits, "o", "0"), "")
}

// numbered is a prefix and a number, with zeros between them up to a length.
func numbered(prefix string, n, length int) string {
	var space [64]byte
	return string(appendNumbered(space[:0], prefix, n, length))
}

func appendNumbered(b []byte, prefix string, n, length int) []byte {
	b = append(b, prefix...)
	digits := 1
	for left := n; left > 9; left /= 10 {
		digits++
	}
	for i := length - len(prefix) - digits; i > 0; i-- {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

func number(s, prefix string) (int, bool) {
	digits, ok := strings.CutPrefix(s, prefix)
	if !ok || digits == "" || digits[0] < '0' || digits[0] > '9' {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

func (t *table) baseTime(i int) time.Time { return t.start.Add(time.Duration(i) * t.step) }

// changedAt is when the record itself was last changed.
func (t *table) changedAt(i int) time.Time {
	if c := t.changes[i]; c != nil && !c.changed.IsZero() {
		return c.changed
	}
	return t.baseTime(i)
}

// touchedAt is when the record, or what it holds, was last changed: for updated_after.
func (t *table) touchedAt(i int) time.Time {
	if c := t.changes[i]; c != nil && !c.touched.IsZero() {
		return c.touched
	}
	return t.baseTime(i)
}

// createdAt is when the tool says that the record was made.
func (t *table) createdAt(i int) time.Time {
	if c := t.changes[i]; c != nil && !c.created.IsZero() {
		return c.created
	}
	return t.baseTime(i).Add(-20 * 24 * time.Hour)
}

// updatedAt is when the tool says that the record was changed.
func (t *table) updatedAt(i int) time.Time {
	if c := t.changes[i]; c != nil && !c.changed.IsZero() {
		return c.changed
	}
	return t.baseTime(i).Add(-2 * time.Hour)
}

func (t *table) deletedAt(i int) time.Time {
	if c := t.changes[i]; c != nil {
		return c.deleted
	}
	return time.Time{}
}

func (t *table) live(i int) bool { return t.deletedAt(i).IsZero() }

func (t *table) revision(i int) int {
	if c := t.changes[i]; c != nil {
		return c.revision
	}
	return 0
}

func (t *table) nestedRevision(i int) int {
	if c := t.changes[i]; c != nil {
		return c.nested
	}
	return 0
}

// baseSince is the first base record that was updated at or after a time.
func (t *table) baseSince(when time.Time) int {
	behind := when.Sub(t.start)
	if behind <= 0 {
		return 0
	}
	return min(int((behind+t.step-1)/t.step), t.base)
}

// touch notes that something that a record holds was changed.
func (t *table) touch(i int, now time.Time) *change {
	c := t.changes[i]
	if c == nil {
		c = &change{}
		t.changes[i] = c
		at, _ := slices.BinarySearch(t.touched, i)
		t.touched = slices.Insert(t.touched, at, i)
	}
	c.touched = now
	return c
}

// change notes that a record itself was changed.
func (t *table) change(i int, now time.Time) {
	c := t.touch(i, now)
	c.changed = now
	c.revision++
}

// remove notes that a record has vanished from the tool.
func (t *table) remove(i int, now time.Time) {
	c := t.touch(i, now)
	if c.deleted.IsZero() {
		c.changed, c.deleted = now, now
	}
}

// add makes a new record and returns its number.
func (t *table) add(own any, now time.Time) int {
	i := t.count
	t.count++
	c := t.touch(i, now)
	c.created, c.changed, c.own = now, now, own
	return i
}

// state is what a record has that its number does not say; nil for most.
func state[S any](t *table, i int) *S {
	if c := t.changes[i]; c != nil {
		if own, ok := c.own.(*S); ok {
			return own
		}
	}
	return nil
}

// edit is state, made where there is none. The record has to be in changes.
func edit[S any](t *table, i int) *S {
	own := state[S](t, i)
	if own == nil {
		own = new(S)
		t.changes[i].own = own
	}
	return own
}
