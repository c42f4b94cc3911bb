package knit

import (
	"bytes"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ListOptions holds the options that every list has. The options of each list embed ListOptions by value.
//
// A record without an id is in [rolecall.Page.Bad]. The id is info.id in jobs and applications, and id in
// candidates, leave requests, leave types and documents. Payrolls, attendance and leave balances have no id.
//
// Knit decides the size of a page. Tools differ in the filters that they support, and may ignore an
// unsupported filter without an error. Times are sent as RFC 3339, UTC (inferred).
//
// Source: pageToken and nextPageToken are from public code of a Knit user.
type ListOptions struct {
	// Cursor selects the page. Set it to [rolecall.Page.Next] of the previous page, with the same options.
	// Empty: the first page.
	Cursor string `url:"pageToken,omitempty"`
	// Params are other query parameters, such as filters without a field. They are sent with every page.
	Params url.Values `url:"-"`
}

// Knit's names for a cursor: the query parameter of a request, and the member of a response.
const (
	paramPageToken = "pageToken"
	memberNextPage = "nextPageToken"
)

// Problem describes what makes the options invalid, or returns "" if they are valid.
func (o ListOptions) Problem() string {
	if o.Params.Has(paramPageToken) {
		return "Params contains " + paramPageToken + ": use Cursor"
	}
	return ""
}

// params returns the query parameters without a field.
func (o ListOptions) params() url.Values { return o.Params }

var errHasField = errors.New("a parameter in Params duplicates a field of the options: use the field")

// layoutOf returns the layout of a list whose records are in the member items, or elsewhere if Knit sends
// the list in another shape.
func layoutOf[T any](items string) transport.Layout {
	l := lister{items: items, known: membersOf(reflect.TypeFor[T]())}
	return transport.Layout{Items: items, Next: memberNextPage, Cursor: paramPageToken, Normalize: l.normalize}
}

// namedLayout returns the layout of a list whose records are in the member items, which the caller named,
// and nowhere else.
func namedLayout[T any](items string) transport.Layout {
	l := lister{items: items, named: true, known: membersOf(reflect.TypeFor[T]())}
	return transport.Layout{Items: items, Next: memberNextPage, Cursor: paramPageToken, Normalize: l.normalize}
}

// lister finds the list in a response of another shape. Knit sends an empty list as null, {}, [] or not at
// all. It sends the records as an array, in an object under the list's own name, or under a name that is
// not public.
type lister struct {
	items string
	named bool            // the caller named items, so no other member is accepted
	known map[string]bool // the member names of a record
}

// normalize converts a payload of another shape to {"jobs":[…],"nextPageToken":…}. It returns nil if the
// payload does not contain exactly one list.
func (l lister) normalize(payload []byte) []byte {
	if l.named && jsonpeek.KindOf(payload) == jsonpeek.Array && !isEmptyArray(payload) {
		return nil // an array without a name: it may be another list
	}
	records, next, ok := l.find(payload, 2)
	if !ok {
		return nil
	}
	var b bytes.Buffer
	b.WriteString(`{"` + l.items + `":`)
	b.Write(records)
	if next != nil {
		b.WriteString(`,"` + memberNextPage + `":`)
		b.Write(next)
	}
	b.WriteByte('}')
	return b.Bytes()
}

var noRecords = []byte("[]")

func isEmptyArray(value []byte) bool { return len(bytes.TrimSpace(value[1:len(value)-1])) == 0 }

// find returns the list in a value, searching down to depth nested objects.
func (l lister) find(value []byte, depth int) (records, next []byte, ok bool) {
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Array:
		return value, nil, true
	case jsonpeek.Null:
		return noRecords, nil, true
	case jsonpeek.Object:
		if depth > 0 {
			return l.findIn(value, depth)
		}
	case jsonpeek.String:
		return noRecords, nil, len(value) == len(`""`)
	}
	return nil, nil, false
}

// findIn returns the list in an object: the member with its name, or the only member that can be a list. An
// object with the members of a record is a list of one record.
func (l lister) findIn(object []byte, depth int) (records, next []byte, ok bool) {
	m, err := l.classify(object)
	if err != nil {
		return nil, nil, false
	}
	var inner []byte
	switch {
	case len(m.named) == 1:
		inner, l.named = m.named[0], false
	case l.named || len(m.named) > 1:
		return noRecords, m.next, m.count == 0
	case m.areOfRecord():
		return slices.Concat([]byte("["), object, []byte("]")), nil, true
	case len(m.lists) == 1:
		return m.lists[0], m.next, true
	case len(m.lists) == 0 && len(m.objects) == 1:
		inner = m.objects[0]
	default:
		return noRecords, m.next, m.count == 0
	}
	records, next, ok = l.find(inner, depth-1)
	if m.next != nil && (next == nil || jsonpeek.KindOf(m.next) != jsonpeek.Null) {
		next = m.next // the outer cursor, unless it is null and there is an inner one
	}
	return records, next, ok
}

// members are the members of an object that may hold a list.
type members struct {
	next                  []byte   // the cursor
	named, lists, objects [][]byte // the members with the list's name; other arrays; other objects
	known                 int      // the number of members that a record has
	count                 int      // the number of members, without the cursor
}

// areOfRecord reports whether these are the members of a record.
func (m *members) areOfRecord() bool {
	return m.known > 1 || m.known == 1 && len(m.lists) == 0
}

// classify groups the members of an object by kind.
func (l lister) classify(object []byte) (m members, err error) {
	err = jsonpeek.Members(object, func(key, value []byte) error {
		name := string(key)
		if name == memberNextPage {
			m.next = value
			return nil
		}
		m.count++
		switch {
		case name == l.items:
			m.named = append(m.named, value)
		case l.known[name]:
			m.known++
		case value[0] == '[':
			m.lists = append(m.lists, value)
		case value[0] == '{':
			m.objects = append(m.objects, value)
		}
		return nil
	})
	return m, err
}

// membersOf returns the JSON member names of a struct type.
func membersOf(t reflect.Type) map[string]bool {
	if t.Kind() != reflect.Struct {
		return nil
	}
	names := map[string]bool{}
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names[name] = true
		}
	}
	return names
}
