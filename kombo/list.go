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
)

// ListOptions is what every list takes. It is embedded by value in each list's options.
// Filters are joined by and, the values within one by or.
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
	// IncludeDeleted asks for tombstones, too: records with a RemoteDeletedAt. After 14 days
	// Kombo blanks their other fields.
	IncludeDeleted bool `url:"-"`
	// IgnoreUnsupportedFilters: a filter on a field that the tool does not have is left out,
	// where else it matches nothing.
	IgnoreUnsupportedFilters bool `url:"-"`
	// IDs are Kombo's own, RemoteIDs those of the tool.
	IDs       []string `url:"ids,comma,omitempty"`
	RemoteIDs []string `url:"remote_ids,comma,omitempty"`
}

const (
	defaultPageSize = 250
	maxPageSize     = 250
	// queryBudget is how long a query may be, in bytes: servers and proxies refuse more
	// than 8 KB of request line, some less.
	queryBudget = 4 << 10
)

// planner makes the queries of a list: one, or as many as its long filters need.
type planner func(common ListOptions, opts any) ([]url.Values, error)

// plan is the planner of the lists that know changes and tombstones.
func plan(common ListOptions, opts any) ([]url.Values, error) {
	return planWith(common, opts, url.Values{
		"include_deleted":            {strconv.FormatBool(common.IncludeDeleted)},
		"ignore_unsupported_filters": {strconv.FormatBool(common.IgnoreUnsupportedFilters)},
	})
}

// planPlain is the planner of the lists that know neither, nor ids of the tool.
func planPlain(common ListOptions, opts any) ([]url.Values, error) {
	return planPlainOf(maxPageSize, common, opts)
}

// planPlainOf is planPlain where the largest page, which is also the default, has another size.
func planPlainOf(most int, common ListOptions, opts any) ([]url.Values, error) {
	if len(common.RemoteIDs) > 0 || tracks(common) {
		return nil, errors.New("this list takes no UpdatedAfter, IncludeDeleted, IgnoreUnsupportedFilters and RemoteIDs")
	}
	return planOf(most, most, common, opts, nil)
}

// planUntracked is the planner of the lists that know ids of the tool, but neither changes nor
// tombstones, nor, by Kombo's document, a size of the page: it is sent only if it is set.
func planUntracked(common ListOptions, opts any) ([]url.Values, error) {
	if tracks(common) {
		return nil, errors.New("this list takes no UpdatedAfter, IncludeDeleted and IgnoreUnsupportedFilters")
	}
	return planOf(maxPageSize, 0, common, opts, nil)
}

// tracks tells whether options ask for what only lists with changes and tombstones know.
func tracks(common ListOptions) bool {
	return !common.UpdatedAfter.IsZero() || common.IncludeDeleted || common.IgnoreUnsupportedFilters
}

func planWith(common ListOptions, opts any, more url.Values) ([]url.Values, error) {
	return planOf(maxPageSize, defaultPageSize, common, opts, more)
}

// planOf takes pages of up to most records, standard where the caller sets no size. A standard
// of 0 sends no size.
func planOf(most, standard int, common ListOptions, opts any, more url.Values) ([]url.Values, error) {
	if common.PageSize < 0 || common.PageSize > most {
		return nil, fmt.Errorf("PageSize is %d: use 1 to %d, or 0 for the default", common.PageSize, most)
	}
	q, err := query.Encode(opts)
	if err != nil {
		return nil, err
	}
	if size := cmp.Or(common.PageSize, standard); size > 0 {
		q.Set("page_size", strconv.Itoa(size))
	}
	maps.Copy(q, more)
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
