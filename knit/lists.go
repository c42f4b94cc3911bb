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

// ListOptions are the options of every list. They are embedded by value in each list's options.
//
// A record without its id (info.id of jobs and applications, id of candidates, leave requests,
// leave types and documents) is in [rolecall.Page.Bad]. Payrolls, attendance and leave balances
// have no id.
//
// Knit decides how long a page is. Source: the paging (pageToken, nextPageToken) is from
// public code of a Knit user. Which filters an app follows differs, and one that it does not
// know may be ignored silently. That times are written as RFC 3339, UTC, is inferred.
type ListOptions struct {
	// Cursor resumes at a page: [rolecall.Page.Next] of the previous page, with the same
	// options. "": the beginning.
	Cursor string `url:"pageToken,omitempty"`
	// Params are further query parameters, such as filters that have no field here. They
	// go with every page.
	Params url.Values `url:"-"`
}

// The members and the parameter of Knit's paging.
const (
	paramPageToken = "pageToken"
	memberNextPage = "nextPageToken"
)

// Problem returns why the options would be rejected, "" if nothing is wrong.
func (o ListOptions) Problem() string {
	if o.Params.Has(paramPageToken) {
		return "Params has " + paramPageToken + ": use Cursor"
	}
	return ""
}

// params are the parameters that have no field.
func (o ListOptions) params() url.Values { return o.Params }

var errHasField = errors.New("a parameter in Params has its own field: use that")

// layoutOf is where the records of a list are: in the member items, if Knit keeps to it.
func layoutOf[T any](items string) transport.Layout {
	l := lister{items: items, known: membersOf(reflect.TypeFor[T]())}
	return transport.Layout{Items: items, Next: memberNextPage, Cursor: paramPageToken, Normalize: l.normalize}
}

// namedLayout is where the records of a list are whose name the caller gave: nowhere else.
func namedLayout[T any](items string) transport.Layout {
	l := lister{items: items, named: true, known: membersOf(reflect.TypeFor[T]())}
	return transport.Layout{Items: items, Next: memberNextPage, Cursor: paramPageToken, Normalize: l.normalize}
}

// lister finds a list that is not where it belongs. Knit writes nothing as null, {}, [] or
// not at all, and a list bare, in an object of its own name, or under a name that is not
// public.
type lister struct {
	items string
	named bool            // items is the caller's name: the list is there, or nowhere
	known map[string]bool // the members of a record
}

// normalize makes {"jobs":[…],"nextPageToken":…} of a payload in another shape. Nil: there is not
// exactly one list in it.
func (l lister) normalize(payload []byte) []byte {
	if l.named && jsonpeek.KindOf(payload) == jsonpeek.Array && !isEmptyArray(payload) {
		return nil // a list, but nothing says which
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

// find looks for the list in a value, down to as many objects inside each other as depth says.
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

// findIn looks for the list in an object: under its name, or as the only thing that can be
// one. An object with members of a record is a record.
func (l lister) findIn(object []byte, depth int) (records, next []byte, ok bool) {
	m, err := l.sort(object)
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
		next = m.next // the outer cursor, unless only the inner one says where to continue
	}
	return records, next, ok
}

// members are the members of an object that may hold a list.
type members struct {
	next                  []byte   // the cursor
	named, lists, objects [][]byte // by the list's name; other arrays; other objects
	known                 int      // how many a record has
	count                 int      // all but the cursor
}

// areOfRecord reports whether the object is a record itself.
func (m *members) areOfRecord() bool {
	return m.known > 1 || m.known == 1 && len(m.lists) == 0
}

// sort sorts the members of an object by what they may be.
func (l lister) sort(object []byte) (m members, err error) {
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

// membersOf are the names of a record's members.
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
