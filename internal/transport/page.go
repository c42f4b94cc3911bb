package transport

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

// Layout names the members of a list's payload, and the parameter of its cursor.
type Layout struct {
	Items  string // "jobs": the array of records
	Next   string // "nextPageToken"
	Cursor string // "pageToken": the query parameter
	// Optional: a payload without Items is an empty page, not an error.
	Optional bool
}

// List reads the page of a list that cursor names, "" for the first. Later pages are asked
// for with the same query.
func List[T any](ctx context.Context, c *Client, req Request, layout Layout, cursor string, opts ...rolecall.CallOption) (*rolecall.Page[T], error) {
	parts, err := readPage[T](ctx, c, req, layout, cursor, opts)
	if err != nil {
		return nil, err
	}
	parts.Fetch = func(ctx context.Context, cursor string) (*rolecall.Page[T], error) {
		return List[T](ctx, c, req, layout, cursor, opts...)
	}
	return rolecall.NewPage(*parts), nil
}

// readPage makes one call of a list and cuts its answer into records.
func readPage[T any](ctx context.Context, c *Client, req Request, layout Layout, cursor string, opts []rolecall.CallOption) (*rolecall.PageParts[T], error) {
	if cursor != "" {
		req.Query = maps.Clone(req.Query)
		if req.Query == nil {
			req.Query = url.Values{}
		}
		req.Query.Set(layout.Cursor, cursor)
	}
	resp, err := c.Do(ctx, req, opts...)
	if err != nil {
		return nil, err
	}
	var members [2][]byte
	err = jsonpeek.Pick(resp.Payload, members[:], layout.Items, layout.Next)
	if err == nil && members[0] == nil && !layout.Optional {
		err = errors.New("the list is missing")
	}
	parts := &rolecall.PageParts[T]{Meta: resp.Meta, Cursor: cursor, Next: nextCursor(members[1])}
	if err == nil {
		err = split(c, members[0], parts)
	}
	if err != nil {
		return nil, c.undecodable(&req, resp, err)
	}
	return parts, nil
}

// nextCursor: a blank cursor, or one that is no string, is the end.
func nextCursor(value []byte) string {
	text, ok := jsonpeek.Text(value)
	if !ok || strings.TrimSpace(string(text)) == "" {
		return ""
	}
	return string(text)
}

// split cuts the list into its records and decodes each by itself, so that a bad one costs
// that record alone. Raw are views into the one body, which is kept with the page.
func split[T any](c *Client, list []byte, parts *rolecall.PageParts[T]) error {
	if jsonpeek.KindOf(list) == jsonpeek.Null || len(list) == 0 {
		return nil
	}
	index := 0
	err := jsonpeek.Elements(list, func(record []byte) error {
		record = slices.Clip(record)
		var item T
		if err := c.decodeRecord(record, &item); err != nil {
			parts.Bad = append(parts.Bad, &rolecall.RecordError{Index: index, Raw: record, Err: err})
		} else {
			parts.Items = append(parts.Items, item)
			parts.Raw = append(parts.Raw, json.RawMessage(record))
			parts.Order = append(parts.Order, index)
		}
		index++
		return nil
	})
	if len(parts.Bad) == 0 {
		parts.Order = nil
	}
	return err
}

var (
	errNull = errors.New("null where a record should be")
	errUTF8 = errors.New("text that is not UTF-8")
)

func (c *Client) decodeRecord(record []byte, v any) error {
	if jsonpeek.KindOf(record) == jsonpeek.Null {
		return errNull
	}
	// encoding/json would put U+FFFD in the place of such bytes and say nothing.
	if !utf8.Valid(record) {
		return errUTF8
	}
	return c.unmarshal(record, v)
}
