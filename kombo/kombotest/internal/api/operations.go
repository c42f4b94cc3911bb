package api

import (
	"cmp"
	"slices"

	"github.com/rolecall-dev/rolecall/internal/fake"
	"github.com/rolecall-dev/rolecall/internal/fake/record"
	"github.com/rolecall-dev/rolecall/kombo/kombotest/internal/world"
)

// operation is one call of the API.
type operation struct {
	pattern string // of http.ServeMux, without the version
	kind    kind
	do      func(*call) (any, error)
	model   string // what it reads, if it is a list
}

type kind uint8

const (
	general kind = iota // names its integration in the path, or none
	scoped              // names it in a header
	through             // and asks the tool
	reading             // names it in a header, and reads synced data: not before the first sync
	action              // names it in a header, and writes, or reads through: the concurrency limit counts it
)

// operations are the whole API.
func operations() []operation {
	return slices.Concat(generalOperations, atsOperations, hrisOperations, assessmentOperations, aiApplyOperations, listOperations())
}

// listOperations are the operations that page through a model.
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

// page responds with one page of a model.
func (c *call) page(m *world.Model, list *record.ListOf[*world.World]) (any, error) {
	values := c.URL.Query()
	q, cursor, err := c.query(m.Path, m.MaxPageSize)
	if err != nil {
		return nil, err
	}
	if !m.Plain {
		// The fake's tool has every field: there are no filters to ignore.
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

// query reads what all lists have: the size of the page and the cursor. Kombo wants the filters again with
// each page. most is the largest page, 0 the usual one.
func (c *call) query(path string, most int) (*record.Query[*world.World], record.Cursor, error) {
	values := c.URL.Query()
	if most == 0 {
		most = maxPageSize
	}
	size, err := record.IntParam(values, "page_size", 1, most, min(defaultPageSize, most))
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

// applyPageFault is a page after its injected fault.
func applyPageFault(c *call, m *world.Model, cursor record.Cursor, results []record.Object, next any) ([]record.Object, any) {
	fault := fake.Marked[fake.Page](c.Request)
	middle := len(results) / 2
	if fault.Poison && len(results) > 0 {
		switch m.Poison {
		case "id": // all members are strings
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
