package record

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// utcTime is the form of every time in a query. The only offset is Z.
var utcTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?Z?$`)

// TimeParam reads a time in UTC, zero if it is absent.
func TimeParam(v url.Values, name string) (time.Time, error) {
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
	return time.Time{}, fmt.Errorf("%s has to be a time in UTC, yyyy-MM-ddTHH:mm:ss.SSSZ", name)
}

// BoolParam reads true or false, false if it is absent.
func BoolParam(v url.Values, name string) (bool, error) {
	switch s := v.Get(name); {
	case !v.Has(name), s == "false":
		return false, nil
	case s == "true":
		return true, nil
	}
	return false, fmt.Errorf("%s has to be true or false", name)
}

// IntParam reads an integer between two limits, otherwise if it is absent.
func IntParam(v url.Values, name string, least, most, otherwise int) (int, error) {
	if !v.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.ParseUint(v.Get(name), 10, 16)
	if err != nil || int(n) < least || int(n) > most {
		return 0, fmt.Errorf("%s has to be an integer from %d to %d", name, least, most)
	}
	return int(n), nil
}

// CSV reads the values of a parameter: it may be repeated, and each may join several with commas.
func CSV(v url.Values, name string) []string {
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

// Cursor says where a page begins. It is opaque to clients.
type Cursor struct {
	From int `json:"from"`
	// Filters is the [Fingerprint] of the list that it continues.
	Filters uint64 `json:"filters,omitempty"`
	// Again counts the empty pages before it, so that the cursor differs from the last one.
	Again int `json:"again,omitempty"`
	// Stuck: its page names it as the next one.
	Stuck bool `json:"stuck,omitempty"`
}

// String is the cursor on the wire. It uses the standard alphabet of base64, so that a client that does
// not escape it fails.
func (c Cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic("record: " + err.Error())
	}
	return base64.StdEncoding.EncodeToString(b)
}

// The errors of ParseCursor.
var (
	ErrCursor        = errors.New("there is no such cursor")
	ErrCursorFilters = errors.New("it belongs to a request with other filters")
)

// ParseCursor reads a cursor, "" as that of the first page. filters is the fingerprint of the request.
func ParseCursor(s string, filters uint64) (Cursor, error) {
	c := Cursor{Filters: filters}
	if s == "" {
		return c, nil
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return c, ErrCursor
	}
	var given Cursor
	if json.Unmarshal(b, &given) != nil || given.From < 0 {
		return c, ErrCursor
	}
	if given.Filters != filters {
		return c, ErrCursorFilters
	}
	return given, nil
}

// Next is the cursor of the next page, nil (null on the wire) if there is none. next is what
// [ListOf.Page] returned.
func (c Cursor) Next(next int) any {
	switch {
	case c.Stuck:
		return c.String()
	case next < 0:
		return nil
	}
	return Cursor{From: next, Filters: c.Filters}.String()
}

// Empty is the next cursor of an injected empty page: the same page again, under another cursor.
func (c Cursor) Empty() string {
	c.Again++
	return c.String()
}

// Repeat is the next cursor of an injected page whose cursor repeats. given is the request's cursor. A
// first page, which has none, gets one whose page repeats it each time.
func (c Cursor) Repeat(given string) string {
	if given != "" {
		return given
	}
	c.Stuck = true
	return c.String()
}

// Fingerprint tells one list with its filters from another, without the parameters in except, empty ones
// and those in defaults that have their default value ("include_deleted=false").
func Fingerprint(path string, v url.Values, except, defaults []string) uint64 {
	same := url.Values{}
	for name, values := range v {
		joined := strings.Join(values, ",")
		if joined != "" && !slices.Contains(except, name) && !slices.Contains(defaults, name+"="+joined) {
			same.Set(name, joined)
		}
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(path + "?" + same.Encode()))
	return h.Sum64()
}
