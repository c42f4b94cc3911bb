package kombotest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	defaultPageSize = 100
	maxPageSize     = 250
)

// utcTime is the form of every time in a query: Kombo takes no offset but Z.
var utcTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?Z?$`)

// query reads a request's parameters, and refuses what Kombo refuses.
func (l *list) query(w *world, v url.Values) (q *query, at cursor, err error) {
	q = &query{}
	if q.size, err = pageSize(v, cmp.Or(l.most, maxPageSize)); err != nil {
		return nil, at, err
	}
	if at, err = readCursor(v, l.path); err != nil {
		return nil, at, err
	}
	q.from = at.From
	if l.plain {
		return q, at, l.narrow(w, q, v)
	}
	if q.includeDeleted, err = boolParam(v, "include_deleted"); err != nil {
		return nil, at, err
	}
	// The fake's tool has every field, so there is nothing to ignore.
	if _, err = boolParam(v, "ignore_unsupported_filters"); err != nil {
		return nil, at, err
	}
	if q.updatedAfter, err = timeParam(v, "updated_after"); err != nil {
		return nil, at, err
	}
	return q, at, l.narrow(w, q, v)
}

// narrow adds the filters of a request to a query.
func (l *list) narrow(w *world, q *query, v url.Values) error {
	for _, f := range append(l.common(), l.filters...) {
		if err := q.narrow(w, f, v); err != nil {
			return err
		}
	}
	return nil
}

// common is the filters of every list.
func (l *list) common() []filter {
	ids := among("ids", func(w *world, i int) string { return l.table(w).id(i) }).
		found(func(w *world, id string) (int, bool) { return l.table(w).find(id) })
	if l.plain {
		return []filter{ids}
	}
	return []filter{
		ids,
		among("remote_ids", func(w *world, i int) string { return l.table(w).remote(i) }).
			found(func(w *world, id string) (int, bool) { return l.table(w).findRemote(id) }),
	}
}

// narrow adds a filter to the query if the request has it.
func (q *query) narrow(w *world, f filter, v url.Values) error {
	var a argument
	switch f.kind {
	case oneText:
		a.text = strings.ToLower(v.Get(f.name))
		if a.text == "" {
			return nil
		}
	case oneDay, oneTime:
		t, err := timeParam(v, f.name)
		if err != nil || t.IsZero() {
			return err
		}
		if a.time = t; f.kind == oneDay {
			a.time = t.Truncate(day)
		}
	case onePair:
		if !v.Has(f.name) {
			return nil
		}
		var err error
		if a.name, a.json, err = pairParam(v, f.name); err != nil {
			return err
		}
	case manyText:
		values := csv(v, f.name)
		if len(values) == 0 {
			return nil
		}
		a.set = make(map[string]bool, len(values))
		for _, value := range values {
			if f.enum != nil && !slices.Contains(f.enum, value) {
				return invalid("%s: %q is not one of %s", f.name, value, strings.Join(f.enum, ", "))
			}
			if f.fold {
				value = strings.ToLower(value)
			}
			a.set[value] = true
		}
		if f.find != nil && !q.straight {
			q.straight, q.numbers = true, findAll(w, f, values)
		}
	}
	q.conditions = append(q.conditions, condition{&f, a})
	return nil
}

func findAll(w *world, f filter, values []string) []int {
	var numbers []int
	for _, value := range values {
		if i, ok := f.find(w, value); ok {
			numbers = append(numbers, i)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func csv(v url.Values, name string) []string {
	var values []string
	for _, joined := range v[name] {
		for value := range strings.SplitSeq(joined, ",") {
			if value != "" {
				values = append(values, value)
			}
		}
	}
	return values
}

func pageSize(v url.Values, most int) (int, error) {
	if !v.Has("page_size") {
		return min(defaultPageSize, most), nil
	}
	n, err := strconv.ParseUint(v.Get("page_size"), 10, 16)
	if err != nil || n < 1 || int(n) > most {
		return 0, invalid("page_size has to be an integer from 1 to %d", most)
	}
	return int(n), nil
}

func boolParam(v url.Values, name string) (bool, error) {
	switch s := v.Get(name); {
	case !v.Has(name), s == "false":
		return false, nil
	case s == "true":
		return true, nil
	}
	return false, invalid("%s has to be true or false", name)
}

func timeParam(v url.Values, name string) (time.Time, error) {
	if !v.Has(name) {
		return time.Time{}, nil
	}
	if s := v.Get(name); utcTime.MatchString(s) {
		s = strings.TrimSuffix(s, "Z")
		for _, form := range []string{"2006-01-02T15:04:05", time.DateOnly} {
			if t, err := time.Parse(form, s); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, invalid("%s has to be a time in UTC, yyyy-MM-ddTHH:mm:ss.SSSZ", name)
}

// pairParam reads a JSON object with exactly one member, whose value is plain.
func pairParam(v url.Values, name string) (key, value string, err error) {
	var pair map[string]json.RawMessage
	if json.Unmarshal([]byte(v.Get(name)), &pair) != nil || len(pair) != 1 {
		return "", "", invalid("%s has to be a JSON object with exactly one member", name)
	}
	for key, raw := range pair {
		if strings.ContainsAny(string(raw[:1]), "{[") {
			return "", "", invalid("%s: the value has to be a text, a number, a boolean or null", name)
		}
		return key, string(raw), nil
	}
	return "", "", nil
}

// cursor says where a page begins. It is opaque to clients.
type cursor struct {
	From    int    `json:"from"`
	Filters uint64 `json:"filters"` // of what it is the continuation
	Again   int    `json:"again,omitempty"`
	Stuck   bool   `json:"stuck,omitempty"` // its page names it as the next one
}

// String uses the standard alphabet, so that a client that does not escape it fails.
func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("kombotest: %v", err))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// readCursor reads the cursor of a request, or makes that of the first page. Kombo wants
// the filters again with each page.
func readCursor(v url.Values, path string) (cursor, error) {
	first := cursor{Filters: fingerprint(v, path)}
	if !v.Has("cursor") {
		return first, nil
	}
	var c cursor
	b, err := base64.StdEncoding.DecodeString(v.Get("cursor"))
	if err != nil || json.Unmarshal(b, &c) != nil || c.From < 0 {
		return first, invalid("cursor: there is no such cursor")
	}
	if c.Filters != first.Filters {
		return first, invalid("cursor: it belongs to a request with other filters")
	}
	return c, nil
}

// fingerprint tells one list with its filters from another. The size of the page is no part
// of it, and what says the default is the same as nothing.
func fingerprint(v url.Values, path string) uint64 {
	same := url.Values{}
	for name, values := range v {
		joined := strings.Join(values, ",")
		standard := (name == "include_deleted" || name == "ignore_unsupported_filters") && joined == "false"
		if name != "cursor" && name != "page_size" && joined != "" && !standard {
			same.Set(name, joined)
		}
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(path + "?" + same.Encode()))
	return h.Sum64()
}
