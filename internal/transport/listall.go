package transport

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// ListAll reads a page of a list whose query is too long for one request. The list is split into
// queries, which are read in order as one sequence of pages. A cursor also contains the index of its
// query, so that it can be stored and used with the same options later.
func ListAll[T any](ctx context.Context, c *Client, req Request, layout Layout, queries []url.Values, cursor string, opts ...rolecall.CallOption) (*rolecall.Page[T], error) {
	if req.Invalid != nil { // List returns the error
		queries = []url.Values{nil}
	}
	if len(queries) == 1 {
		req.Query = queries[0]
		return List[T](ctx, c, req, layout, cursor, opts...)
	}
	part, inner, ok := splitCursor(cursor, len(queries))
	if !ok {
		return nil, c.invalid(&req, fmt.Sprintf("the cursor does not belong to a list of %d queries; use the same options as for the page that returned it", len(queries)))
	}
	asked := req
	asked.Query = queries[part]
	parts, err := readPage[T](ctx, c, asked, layout, inner, opts)
	if err != nil {
		return nil, err
	}
	switch {
	case parts.Next != "":
		parts.Next = joinCursor(part, parts.Next)
	case part+1 < len(queries):
		parts.Next = joinCursor(part+1, "")
	}
	parts.Cursor = cursor
	parts.Fetch = func(ctx context.Context, cursor string) (*rolecall.Page[T], error) {
		return ListAll[T](ctx, c, req, layout, queries, cursor, opts...)
	}
	return rolecall.NewPage(*parts), nil
}

// partPrefix is the prefix of the cursors of lists with several queries.
const partPrefix = "part:"

func joinCursor(part int, inner string) string {
	return partPrefix + strconv.Itoa(part) + ":" + inner
}

func splitCursor(cursor string, parts int) (part int, inner string, ok bool) {
	if cursor == "" {
		return 0, "", true
	}
	rest, ok := strings.CutPrefix(cursor, partPrefix)
	if !ok {
		return 0, "", false
	}
	number, inner, ok := strings.Cut(rest, ":")
	part, err := strconv.Atoi(number)
	return part, inner, ok && err == nil && part >= 0 && part < parts
}
