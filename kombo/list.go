package kombo

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/internal/query"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// ListOptions are the options of a list whose records have changes and tombstones, which are most
// lists. They are embedded by value in each list's options. Filters are joined by and, the values within one by or.
//
// IDs, RemoteIDs and the other long filters may hold hundreds of values: what does not fit
// into a URL is asked for in several requests, and read as one sequence of pages.
type ListOptions struct {
	// Cursor resumes at a page: [rolecall.Page.Next] of the one before, with the same
	// options. "": the beginning.
	Cursor string `url:"-"`
	// PageSize is at most 250. 0: 250, which Kombo advises.
	PageSize int `url:"-"`
	// UpdatedAfter asks for what changed since, in the record or in what it holds, as far
	// as Kombo tracks that. Pass the time at which the fetch before began, with some
	// minutes' overlap; never the newest ChangedAt, which misses nested changes.
	UpdatedAfter time.Time `url:"updated_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	// IncludeDeleted also asks for tombstones: records with a RemoteDeletedAt. After 14 days
	// Kombo blanks their other fields.
	IncludeDeleted bool `url:"-"`
	// IgnoreUnsupportedFilters: a filter on a field that the tool does not have is left out,
	// where else it matches nothing.
	IgnoreUnsupportedFilters bool `url:"-"`
	// IDs are Kombo's own, RemoteIDs those of the tool.
	IDs       []string `url:"ids,comma,omitempty"`
	RemoteIDs []string `url:"remote_ids,comma,omitempty"`
}

// PageOptions is what a list takes that has neither changes nor tombstones. It is embedded by value
// in the list's options.
type PageOptions struct {
	// Cursor and PageSize are those of [ListOptions]. PageSize is at most 250, unless the list says
	// otherwise. 0: the most.
	Cursor   string `url:"-"`
	PageSize int    `url:"-"`
	// IDs are Kombo's own. They may be hundreds, as in [ListOptions].
	IDs []string `url:"ids,comma,omitempty"`
}

const (
	maxPageSize = 250
	// queryBudget is how long a query may be, in bytes: servers and proxies reject more
	// than 8 KB of request line, some less.
	queryBudget = 4 << 10
)

// listOptions are the options of a list.
type listOptions interface{ paging() paging }

// paging is where a list begins, and what its query has besides the filters.
type paging struct {
	cursor string
	// size is the caller's page size, 0 for standard. A standard of 0 sends no size.
	size, most, standard int
	// flags are parameters that are always sent.
	flags url.Values
}

func (o ListOptions) paging() paging {
	return paging{o.Cursor, o.PageSize, maxPageSize, maxPageSize, url.Values{
		"include_deleted":            {strconv.FormatBool(o.IncludeDeleted)},
		"ignore_unsupported_filters": {strconv.FormatBool(o.IgnoreUnsupportedFilters)},
	}}
}

func (o PageOptions) paging() paging { return o.upTo(maxPageSize) }

// upTo is the paging of a list whose largest page, which is also the default, has another size.
func (o PageOptions) upTo(most int) paging { return paging{o.Cursor, o.PageSize, most, most, nil} }

// plan makes the queries of a list: one, or as many as its long filters need.
func (p paging) plan(opts listOptions) ([]url.Values, error) {
	if p.size < 0 || p.size > p.most {
		return nil, fmt.Errorf("PageSize is %d: use 1 to %d, or 0 for the default", p.size, p.most)
	}
	if problem := transport.ProblemIn(opts); problem != "" {
		return nil, errors.New(problem)
	}
	q, err := query.Encode(opts)
	if err != nil {
		return nil, err
	}
	if size := cmp.Or(p.size, p.standard); size > 0 {
		q.Set("page_size", strconv.Itoa(size))
	}
	maps.Copy(q, p.flags)
	return split(q, query.Lists(opts))
}

// split cuts the longest of the comma-joined lists in two until every query fits the budget.
// Each value then stands in one query alone, so no record is read twice.
func split(q url.Values, lists []string) ([]url.Values, error) {
	longest := ""
	for _, name := range lists {
		if !q.Has(name) {
			continue
		}
		q.Set(name, strings.Join(unique(strings.Split(q.Get(name), ",")), ","))
		if strings.Contains(q.Get(name), ",") && len(q.Get(name)) > len(q.Get(longest)) {
			longest = name
		}
	}
	if len(q.Encode()) <= queryBudget {
		return []url.Values{q}, nil
	}
	if longest == "" {
		return nil, errors.New("a filter is too long for a URL")
	}
	values := strings.Split(q.Get(longest), ",")
	var all []url.Values
	for _, half := range [][]string{values[:len(values)/2], values[len(values)/2:]} {
		part := maps.Clone(q)
		part.Set(longest, strings.Join(half, ","))
		queries, err := split(part, lists)
		if err != nil {
			return nil, err
		}
		all = append(all, queries...)
	}
	return all, nil
}

// unique drops repeated values and keeps the order.
func unique(values []string) []string {
	seen := make(map[string]struct{}, len(values))
	return slices.DeleteFunc(values, func(v string) bool {
		_, again := seen[v]
		seen[v] = struct{}{}
		return again
	})
}
