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

// ListOptions holds the options of a list whose records have change times and tombstones. Most lists are of
// this kind, and their own options embed ListOptions by value. A list contains the records that match every
// filter. A record matches a filter with several values if it matches at least one of the values.
//
// IDs, RemoteIDs and the other filters with several values may hold hundreds of values. If they do not fit
// into one URL, the call splits them over several requests and returns the results as one sequence of pages.
type ListOptions struct {
	// Cursor selects the page to begin with: [rolecall.Page.Next] of the previous page. The other options
	// must be the same. "" means the first page.
	Cursor string `url:"-"`
	// PageSize is the number of records in a page, at most 250. 0 means 250, which Kombo recommends.
	PageSize int `url:"-"`
	// UpdatedAfter selects records that changed after this time, including changes to nested records as far
	// as Kombo tracks them. Pass the time at which your previous read began, minus a few minutes of overlap.
	// Never pass the newest ChangedAt: nested changes do not move it, so they would be missed.
	UpdatedAfter time.Time `url:"updated_after,omitempty" layout:"2006-01-02T15:04:05.000Z"`
	// IncludeDeleted includes tombstones: records with a RemoteDeletedAt. 14 days after the deletion Kombo
	// empties their other fields.
	IncludeDeleted bool `url:"-"`
	// IgnoreUnsupportedFilters ignores a filter on a field that the tool does not have. If it is false, such
	// a filter matches no record.
	IgnoreUnsupportedFilters bool `url:"-"`
	// IDs selects records by the ids that Kombo assigned, RemoteIDs by the ids that the tool assigned.
	IDs       []string `url:"ids,comma,omitempty"`
	RemoteIDs []string `url:"remote_ids,comma,omitempty"`
}

// PageOptions holds the options of a list whose records have neither change times nor tombstones. The options
// of such a list embed PageOptions by value.
type PageOptions struct {
	// Cursor and PageSize work as in [ListOptions]. PageSize is at most 250, unless the list documents
	// another maximum. 0 means the maximum.
	Cursor   string `url:"-"`
	PageSize int    `url:"-"`
	// IDs selects records by the ids that Kombo assigned. There may be hundreds, as in [ListOptions].
	IDs []string `url:"ids,comma,omitempty"`
}

const (
	maxPageSize = 250
	// maxQueryLength is the maximum length of a query in bytes. Servers and proxies reject a request line
	// of more than 8 KB, some of them less.
	maxQueryLength = 4 << 10
)

// listOptions are the options of a list.
type listOptions interface{ paging() paging }

// paging holds the cursor, the page size and the other parameters of a list that are not filters.
type paging struct {
	cursor string
	// size is the caller's page size. If it is 0, defaultSize is sent, or no size if defaultSize is also 0.
	size, maxSize, defaultSize int
	// flags holds parameters that are always sent.
	flags url.Values
}

func (o ListOptions) paging() paging {
	return paging{o.Cursor, o.PageSize, maxPageSize, maxPageSize, url.Values{
		"include_deleted":            {strconv.FormatBool(o.IncludeDeleted)},
		"ignore_unsupported_filters": {strconv.FormatBool(o.IgnoreUnsupportedFilters)},
	}}
}

func (o PageOptions) paging() paging { return o.upTo(maxPageSize) }

// upTo returns the paging of a list whose maximum and default page size is maxSize.
func (o PageOptions) upTo(maxSize int) paging {
	return paging{o.Cursor, o.PageSize, maxSize, maxSize, nil}
}

// plan returns the queries of a list: one, or several if its filters do not fit into one URL.
func (p paging) plan(opts listOptions) ([]url.Values, error) {
	if p.size < 0 || p.size > p.maxSize {
		return nil, fmt.Errorf("PageSize is %d: use 1 to %d, or 0 for the default", p.size, p.maxSize)
	}
	if problem := transport.ProblemIn(opts); problem != "" {
		return nil, errors.New(problem)
	}
	q, err := query.Encode(opts)
	if err != nil {
		return nil, err
	}
	if size := cmp.Or(p.size, p.defaultSize); size > 0 {
		q.Set("page_size", strconv.Itoa(size))
	}
	maps.Copy(q, p.flags)
	return split(q, query.Lists(opts))
}

// split halves the longest of the comma-joined lists until every query is at most maxQueryLength long.
// Each value of that list is in only one query, so no record is read twice.
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
	if len(q.Encode()) <= maxQueryLength {
		return []url.Values{q}, nil
	}
	if longest == "" {
		return nil, fmt.Errorf("the filters do not fit into a query of %d bytes: shorten their values", maxQueryLength)
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

// unique removes duplicate values and keeps the order.
func unique(values []string) []string {
	seen := make(map[string]struct{}, len(values))
	return slices.DeleteFunc(values, func(v string) bool {
		_, duplicate := seen[v]
		seen[v] = struct{}{}
		return duplicate
	})
}
