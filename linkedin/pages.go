package linkedin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// readPage reads the page that begins at start, "" for the first page. previous is the page before it, nil
// for the first page.
func readPage[T any](ctx context.Context, c *Client, req transport.Request, start string, previous *restliPage, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	pageReq := req
	if start != "" {
		pageReq.RawQuery += "&start=" + url.QueryEscape(start)
		pageReq.RawQuery = strings.TrimPrefix(pageReq.RawQuery, "&")
	}
	page := &restliPage{}
	resp, err := transport.DoInto(ctx, c.api, pageReq, page, nil, call...)
	if err != nil {
		return nil, err
	}
	parts := rolecall.PageParts[T]{Meta: resp.Meta, Cursor: start, Next: page.next(start)}
	if page.repeats(start, previous) {
		return nil, fmt.Errorf("%w: LinkedIn did not send the next page for start %q", rolecall.ErrCursorLoop, start)
	}
	for i, raw := range page.elements {
		var record T
		if err := transport.Decode(c.api, &pageReq, resp, raw, &record); err != nil {
			parts.Bad = append(parts.Bad, &rolecall.RecordError{Index: i, Raw: raw, Err: err})
			continue
		}
		parts.Items, parts.Raw, parts.Order = append(parts.Items, record), append(parts.Raw, raw), append(parts.Order, i)
	}
	parts.Fetch = func(ctx context.Context, start string) (*rolecall.Page[T], error) {
		return readPage[T](ctx, c, req, start, page, call)
	}
	return rolecall.NewPage(parts), nil
}

// restliPage is a page of Rest.li: {"elements":[…],"paging":{"start":0,"count":10,"links":[…]}}.
type restliPage struct {
	elements []json.RawMessage
	paging   restliPaging
}

// restliPaging is the position of a page in its list.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol", CollectionMetadata.
type restliPaging struct {
	Start *int `json:"start"`
	Count *int `json:"count"`
	Total *int `json:"total"`
	Links []struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
	} `json:"links"`

	rolecall.Extra `json:"-"`
}

// maxPageElements is the maximum number of elements that this package accepts in a page; the caller can
// request fewer with count.
const maxPageElements = 1000

// UnmarshalJSON splits the page into its elements.
func (p *restliPage) UnmarshalJSON(b []byte) error {
	var paging [1][]byte
	kind, err := jsonpeek.PickList(b, "elements", func(raw []byte) error {
		if len(p.elements) == maxPageElements {
			return rolecall.ErrTooLarge
		}
		p.elements = append(p.elements, bytes.Clone(raw))
		return nil
	}, paging[:], "paging")
	switch {
	case err != nil:
		return err
	case kind != jsonpeek.Array:
		return errors.New("the response has no elements")
	case paging[0] == nil:
		return nil
	}
	return p.paging.UnmarshalJSON(paging[0])
}

// next returns the start of the next page, "" if there is none. requested is the start of this page in its
// request.
//
// Rest.li sends a link to the next page, with its start; a resource without links sends a total. If the link
// has no start, the next page begins at the end of this one: its start plus its count, even if the page has
// fewer elements than its count.
func (p *restliPage) next(requested string) string {
	for _, link := range p.paging.Links {
		if link.Rel != "next" {
			continue
		}
		if u, err := url.Parse(link.Href); err == nil && u.Query().Get("start") != "" {
			return u.Query().Get("start")
		}
		return strconv.Itoa(p.end(requested))
	}
	if p.paging.Total != nil && len(p.elements) > 0 && p.end(requested) < *p.paging.Total {
		return strconv.Itoa(p.end(requested))
	}
	return ""
}

// end returns the index after the page, by its start and count.
func (p *restliPage) end(requested string) int {
	start, _ := strconv.Atoi(requested)
	if p.paging.Start != nil {
		start = *p.paging.Start
	}
	if p.paging.Count != nil {
		return start + *p.paging.Count
	}
	return start + len(p.elements)
}

// repeats reports whether the page is not the requested one: its start differs, or its elements are those
// of the previous page.
func (p *restliPage) repeats(requested string, previous *restliPage) bool {
	if previous == nil {
		return false
	}
	if p.paging.Start != nil && strconv.Itoa(*p.paging.Start) != requested {
		return true
	}
	if len(p.elements) == 0 || len(p.elements) != len(previous.elements) {
		return false
	}
	for i := range p.elements {
		if !bytes.Equal(p.elements[i], previous.elements[i]) {
			return false
		}
	}
	return true
}
