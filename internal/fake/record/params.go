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

// utcTime matches a time in a query. The only offset is Z.
var utcTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?Z?$`)

// TimeParam parses a time in UTC. It returns the zero time if the parameter is absent.
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
	return time.Time{}, fmt.Errorf("%s must be a time in UTC, yyyy-MM-ddTHH:mm:ss.SSSZ", name)
}

// BoolParam parses true or false. It returns false if the parameter is absent.
func BoolParam(v url.Values, name string) (bool, error) {
	switch s := v.Get(name); {
	case !v.Has(name), s == "false":
		return false, nil
	case s == "true":
		return true, nil
	}
	return false, fmt.Errorf("%s must be true or false", name)
}

// IntParam parses an integer between two limits. It returns otherwise if the parameter is absent.
func IntParam(v url.Values, name string, least, most, otherwise int) (int, error) {
	if !v.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.ParseUint(v.Get(name), 10, 16)
	if err != nil || int(n) < least || int(n) > most {
		return 0, fmt.Errorf("%s must be an integer from %d to %d", name, least, most)
	}
	return int(n), nil
}

// CSV returns the values of a parameter. It may be repeated, and each value may be a comma-separated list.
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

// Cursor identifies the beginning of a page. It is opaque to clients.
type Cursor struct {
	From int `json:"from"`
	// Filters is the [Fingerprint] of the list.
	Filters uint64 `json:"filters,omitempty"`
	// Again counts the preceding empty pages, so that the cursor differs from the previous one.
	Again int `json:"again,omitempty"`
	// Stuck means that the page has this cursor as its next cursor.
	Stuck bool `json:"stuck,omitempty"`
}

// String returns the cursor as sent to clients. It uses the standard alphabet of base64, so that a client that
// does not escape it fails.
func (c Cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic("record: " + err.Error())
	}
	return base64.StdEncoding.EncodeToString(b)
}

// The errors that ParseCursor returns for an invalid cursor.
var (
	ErrCursor        = errors.New("the cursor is unknown")
	ErrCursorFilters = errors.New("the cursor belongs to a request with other filters")
)

// ParseCursor parses a cursor; "" is that of the first page. filters is the fingerprint of the request.
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

// Next returns the cursor of the next page, or nil (null on the wire) after the last page. next is the result
// of [ListOf.Page].
func (c Cursor) Next(next int) any {
	switch {
	case c.Stuck:
		return c.String()
	case next < 0:
		return nil
	}
	return Cursor{From: next, Filters: c.Filters}.String()
}

// Empty returns the next cursor of an injected empty page. It selects the same page with another cursor.
func (c Cursor) Empty() string {
	c.Again++
	return c.String()
}

// Repeat returns the next cursor of an injected page that repeats its cursor. given is the cursor of the
// request. For the first page, which has no cursor, it returns one whose page repeats it.
func (c Cursor) Repeat(given string) string {
	if given != "" {
		return given
	}
	c.Stuck = true
	return c.String()
}

// Fingerprint returns a value that identifies a list and its filters. It ignores the parameters in except,
// empty parameters, and parameters with their value in defaults ("include_deleted=false").
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
