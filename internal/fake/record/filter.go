package record

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Filter is a query parameter that narrows a list. Make one with [Among], [Equal], [Contains], [Since],
// [At] or [Pair], and refine it with [Filter.Enum], [Filter.Fold] and [Filter.Found].
type Filter[W any] struct {
	name string
	kind filterKind
	enum []string
	fold bool
	// match reports whether a record matches. It may be called for all records, so it creates no record.
	match func(w W, n int, a *Argument) bool
	// find returns the one record that a value can select. It is nil if there is no direct way.
	find func(w W, value string) (int, bool)
}

type filterKind uint8

const (
	oneString   filterKind = iota
	manyStrings            // joined with commas, any of them
	oneDay                 // a day, whose beginning is the argument's time
	oneTime                // a time
	onePair                // a JSON object with one member, whose value is plain
)

// Argument holds the value of a filter in a request.
type Argument struct {
	// String is the value, and Lower is the value in lower case.
	String, Lower string
	// Set holds several values.
	Set map[string]bool
	// Time is a time, or midnight of a day.
	Time time.Time
	// Name and JSON are the name and the value of a pair.
	Name, JSON string
}

// Name returns the name of the parameter.
func (f Filter[W]) Name() string { return f.name }

// Enum returns a copy of the filter that rejects other values.
func (f Filter[W]) Enum(values ...string) Filter[W] {
	f.enum = values
	return f
}

// Fold returns a copy of an [Among] filter that compares the values in lower case. The filter's function field
// must return lower case.
func (f Filter[W]) Fold() Filter[W] {
	f.fold = true
	return f
}

// Found returns a copy of the filter that finds records directly. Each value must select one record at most.
func (f Filter[W]) Found(find func(w W, value string) (int, bool)) Filter[W] {
	f.find = find
	return f
}

// Among keeps records whose field is one of several values.
func Among[W any](name string, field func(w W, n int) string) Filter[W] {
	return Filter[W]{name: name, kind: manyStrings, match: func(w W, n int, a *Argument) bool {
		v := field(w, n)
		return v != "" && a.Set[v]
	}}
}

// AnyAmong keeps records with a field of several values, one of which is among several.
func AnyAmong[W any](name string, fields func(w W, n int) []string) Filter[W] {
	return Filter[W]{name: name, kind: manyStrings, match: func(w W, n int, a *Argument) bool {
		return slices.ContainsFunc(fields(w, n), func(v string) bool { return a.Set[v] })
	}}
}

// Exactly keeps records whose field equals a value.
func Exactly[W any](name string, field func(w W, n int) string) Filter[W] {
	return Filter[W]{name: name, match: func(w W, n int, a *Argument) bool { return field(w, n) == a.String }}
}

// Equal keeps records whose field equals a value, ignoring case.
func Equal[W any](name string, field func(w W, n int) string) Filter[W] {
	return Filter[W]{name: name, match: func(w W, n int, a *Argument) bool { return strings.ToLower(field(w, n)) == a.Lower }}
}

// EqualAny keeps records with a field of several values, one of which equals a value, ignoring case.
func EqualAny[W any](name string, fields func(w W, n int) []string) Filter[W] {
	return Filter[W]{name: name, match: func(w W, n int, a *Argument) bool {
		return slices.ContainsFunc(fields(w, n), func(v string) bool { return strings.ToLower(v) == a.Lower })
	}}
}

// Contains keeps records whose field contains a value, ignoring case.
func Contains[W any](name string, field func(w W, n int) string) Filter[W] {
	return Filter[W]{name: name, match: func(w W, n int, a *Argument) bool {
		return strings.Contains(strings.ToLower(field(w, n)), a.Lower)
	}}
}

// OnDay keeps records for which a test of a day returns true.
func OnDay[W any](name string, holds func(w W, n int, day time.Time) bool) Filter[W] {
	return Filter[W]{name: name, kind: oneDay, match: func(w W, n int, a *Argument) bool { return holds(w, n, a.Time) }}
}

// Since keeps records with a time on or after a day.
func Since[W any](name string, field func(w W, n int) time.Time) Filter[W] {
	return OnDay(name, func(w W, n int, day time.Time) bool { return !field(w, n).Before(day) })
}

// At keeps records with a time for which is returns true, such as time.Time.Before.
func At[W any](name string, field func(w W, n int) time.Time, is func(t, other time.Time) bool) Filter[W] {
	return Filter[W]{name: name, kind: oneTime, match: func(w W, n int, a *Argument) bool {
		t := field(w, n)
		return !t.IsZero() && is(t, a.Time)
	}}
}

// Pair keeps records with a field that has a given name and value.
func Pair[W any](name string, fields func(w W, n int) Object) Filter[W] {
	return Filter[W]{name: name, kind: onePair, match: func(w W, n int, a *Argument) bool {
		members := fields(w, n)
		i := members.find(a.Name)
		return i >= 0 && string(AppendJSON(nil, members[i+1])) == a.JSON
	}}
}

// Narrow adds a filter to the query if the request has its parameter. It returns an error for an invalid
// value, which the API puts into its envelope.
func (q *Query[W]) Narrow(w W, f Filter[W], v url.Values) error {
	a, given, err := f.argument(v)
	if err != nil || !given {
		return err
	}
	if f.find != nil && !q.straight {
		q.straight, q.numbers = true, f.findAll(w, a)
	}
	q.conditions = append(q.conditions, condition[W]{&f, a})
	return nil
}

// argument parses a filter's argument. given is false if the request does not have it.
func (f *Filter[W]) argument(v url.Values) (a Argument, given bool, err error) {
	switch f.kind {
	case oneString:
		a.String = v.Get(f.name)
		a.Lower = strings.ToLower(a.String)
		return a, a.String != "", nil
	case oneDay, oneTime:
		a.Time, err = TimeParam(v, f.name)
		if f.kind == oneDay {
			a.Time = a.Time.Truncate(24 * time.Hour)
		}
		return a, !a.Time.IsZero(), err
	case onePair:
		if !v.Has(f.name) {
			return a, false, nil
		}
		a.Name, a.JSON, err = pairParam(v, f.name)
		return a, true, err
	}
	a.Set, err = f.set(CSV(v, f.name))
	return a, len(a.Set) > 0, err
}

// set parses several values.
func (f *Filter[W]) set(values []string) (map[string]bool, error) {
	set := make(map[string]bool, len(values))
	for _, value := range values {
		if f.enum != nil && !slices.Contains(f.enum, value) {
			return nil, fmt.Errorf("%s: %q is not one of %s", f.name, value, strings.Join(f.enum, ", "))
		}
		if f.fold {
			value = strings.ToLower(value)
		}
		set[value] = true
	}
	return set, nil
}

// findAll returns the numbers of the records that the values select, in order.
func (f *Filter[W]) findAll(w W, a Argument) []int {
	var numbers []int
	find := func(value string) {
		if n, ok := f.find(w, value); ok {
			numbers = append(numbers, n)
		}
	}
	for value := range a.Set {
		find(value)
	}
	if a.String != "" {
		find(a.String)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// pairParam parses a JSON object with exactly one member, whose value is neither an object nor an array.
func pairParam(v url.Values, name string) (key, value string, err error) {
	var pair map[string]json.RawMessage
	if json.Unmarshal([]byte(v.Get(name)), &pair) != nil || len(pair) != 1 {
		return "", "", fmt.Errorf("%s must be a JSON object with exactly one member", name)
	}
	for key, raw := range pair {
		if strings.ContainsAny(string(raw[:1]), "{[") {
			return "", "", fmt.Errorf("%s: the value must be a string, a number, a boolean or null", name)
		}
		return key, string(raw), nil
	}
	return "", "", nil
}
