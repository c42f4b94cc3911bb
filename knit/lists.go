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
	return transport.Layout{Items: items, Next: memberNextPage, Cursor: paramPageToken, Mend: l.mend}
}

// namedLayout is where the records of a list are whose name the caller gave: nowhere else.
func namedLayout[T any](items string) transport.Layout {
	l := lister{items: items, named: true, known: membersOf(reflect.TypeFor[T]())}
	return transport.Layout{Items: items, Next: memberNextPage, Cursor: paramPageToken, Mend: l.mend}
}

// lister finds a list that is not where it belongs. Knit writes nothing as null, {}, [] or
// not at all, and a list bare, in an object of its own name, or under a name that is not
// public.
type lister struct {
	items string
	named bool            // items is the caller's name: the list is there, or nowhere
	known map[string]bool // the members of a record
}

// mend makes {"jobs":[…],"nextPageToken":…} of a payload in another shape, nil of what is no
// list at all.
func (l lister) mend(payload []byte) []byte {
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
	var named, lists, objects [][]byte
	others, familiar := 0, 0
	err := jsonpeek.Members(object, func(key, value []byte) error {
		switch name := string(key); {
		case name == memberNextPage:
			next = value
		case name == l.items:
			named = append(named, value)
		case l.known[name]:
			familiar++
		case value[0] == '[':
			lists = append(lists, value)
		case value[0] == '{':
			objects = append(objects, value)
		default:
			others++
		}
		return nil
	})
	var inner []byte
	switch {
	case err != nil:
		return nil, nil, false
	case len(named) == 1:
		inner, l.named = named[0], false
	case len(named) == 0 && l.named:
		return noRecords, next, len(lists)+len(objects)+others+familiar == 0
	case len(named) == 0 && (familiar > 1 || familiar == 1 && len(lists) == 0):
		return slices.Concat([]byte("["), object, []byte("]")), nil, true
	case len(named) == 0 && len(lists) == 1:
		return lists[0], next, true
	case len(named)+len(lists) == 0 && len(objects) == 1:
		inner = objects[0]
	default:
		return noRecords, next, len(named)+len(lists)+len(objects)+others+familiar == 0
	}
	records, innerNext, ok := l.find(inner, depth-1)
	if next == nil || jsonpeek.KindOf(next) == jsonpeek.Null && innerNext != nil {
		next = innerNext
	}
	return records, next, ok
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
