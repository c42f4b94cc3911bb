package transport

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// ListAll reads one list that takes several requests, since its query is too long for one:
// queries are the parts, read one after the other as one sequence of pages. The cursor of
// a page names the part, too, so that it can be stored and resumed with the same options.
func ListAll[T any](ctx context.Context, c *Client, req Request, layout Layout, queries []url.Values, cursor string, opts ...rolecall.CallOption) (*rolecall.Page[T], error) {
	if req.Invalid != nil { // there is nothing to ask for
		queries = []url.Values{nil}
	}
	if len(queries) == 1 {
		req.Query = queries[0]
		return List[T](ctx, c, req, layout, cursor, opts...)
	}
	part, inner, ok := splitCursor(cursor, len(queries))
	if !ok {
		return nil, c.invalid(&req, fmt.Sprintf("the cursor is not one of a list in %d parts: resume with the options it came from", len(queries)))
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

// partMark begins the cursors of lists in parts.
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
