package api

import (
	"cmp"
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// operation is an operation of the API: its method and path, and the function that performs it.
type operation struct {
	pattern string // for http.ServeMux, without the version
	kind    kind
	do      func(*call) (any, error)
	model   string // name of the model, if the operation is a list
}

type kind uint8

const (
	general kind = iota // has an integration id in the path, or none
	scoped              // has an integration id in the header X-Integration-Id, like all below
	through             // sends a request to the tool
	reading             // reads synced data: rejected before the first sync has finished
	action              // writes, or reads from the tool: counts toward the concurrency limit
)

// operations returns all operations of the API.
func operations() []operation {
	return slices.Concat(generalOperations, atsOperations, hrisOperations, assessmentOperations, aiApplyOperations, listOperations())
}

// listOperations returns the operations that list a model.
func listOperations() []operation {
	var all []operation
	for _, m := range world.Models {
		op := operation{pattern: "GET " + m.Path, kind: reading, model: m.Name()}
		if m.Account {
			op.kind = general
		}
		list := m.List()
		op.do = func(c *call) (any, error) { return c.page(m, list) }
		all = append(all, op)
	}
	return all
}

const (
	defaultPageSize = 100
	maxPageSize     = 250
)

// page returns one page of a model.
func (c *call) page(m *world.Model, list *record.ListOf[*world.World]) (any, error) {
	values := c.URL.Query()
	q, cursor, err := c.query(m.Path, m.MaxPageSize)
	if err != nil {
		return nil, err
	}
	if !m.Plain {
		// The fake supports every filter, so ignore_unsupported_filters has no effect.
		_, ignored := record.BoolParam(values, "ignore_unsupported_filters")
		deleted, isBool := record.BoolParam(values, "include_deleted")
		after, isTime := record.TimeParam(values, "updated_after")
		if err := cmp.Or(ignored, isBool, isTime); err != nil {
			return nil, invalid("%v", err)
		}
		q.IncludeDeleted, q.UpdatedAfter = deleted, after
	}
	for _, f := range list.Filters {
		if err := q.Narrow(c.world, f, values); err != nil {
			return nil, invalid("%v", err)
		}
	}
	numbers, after := list.Page(c.world, q)
	results, next := applyPageFault(c, m, cursor, list.Records(c.world, numbers), cursor.Next(after))
	return record.Object{"next", next, "results", results}, nil
}

// query parses page_size and cursor. It rejects a cursor with other filters than those of its list, as Kombo
// requires the same filters with each page. The largest page has maxSize records; 0 means maxPageSize.
func (c *call) query(path string, maxSize int) (*record.Query[*world.World], record.Cursor, error) {
	values := c.URL.Query()
	if maxSize == 0 {
		maxSize = maxPageSize
	}
	size, err := record.IntParam(values, "page_size", 1, maxSize, min(defaultPageSize, maxSize))
	if err != nil {
		return nil, record.Cursor{}, invalid("%v", err)
	}
	same := record.Fingerprint(path, values, []string{"cursor", "page_size"}, []string{"include_deleted=false", "ignore_unsupported_filters=false"})
	cursor, err := record.ParseCursor(values.Get("cursor"), same)
	if err == nil && values.Has("cursor") && values.Get("cursor") == "" {
		err = record.ErrCursor
	}
	if err != nil {
		return nil, cursor, invalid("cursor: %v", err)
	}
	return &record.Query[*world.World]{Size: size, From: cursor.From}, cursor, nil
}

// applyPageFault applies the injected fault of the request to a page and its next cursor.
func applyPageFault(c *call, m *world.Model, cursor record.Cursor, results []record.Object, next any) ([]record.Object, any) {
	fault := fake.Marked[fake.Page](c.Request)
	middle := len(results) / 2
	if fault.Poison && len(results) > 0 {
		switch m.Poison {
		case "id": // in a list whose members are all strings
			results[middle].Set("id", 7)
		case "":
			results[middle].Set("changed_at", "never")
		default:
			results[middle].Set(m.Poison, "never")
		}
	}
	if fault.Unknown && len(results) > 0 {
		results[middle].Set(m.Enum, UnseenValue)
	}
	if fault.Empty {
		results, next = []record.Object{}, cursor.Empty()
	}
	if fault.Repeat {
		next = cursor.Repeat(c.URL.Query().Get("cursor"))
	}
	return results, next
}
