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

// readPage reads the page that begins at start, "" for the first. before is the page before it.
func readPage[T any](ctx context.Context, c *Client, req transport.Request, start string, before *restliPage, call []rolecall.CallOption) (*rolecall.Page[T], error) {
	asked := req
	if start != "" {
		asked.RawQuery += "&start=" + url.QueryEscape(start)
		asked.RawQuery = strings.TrimPrefix(asked.RawQuery, "&")
	}
	page := &restliPage{}
	resp, err := transport.DoInto(ctx, c.api, asked, page, nil, call...)
	if err != nil {
		return nil, err
	}
	parts := rolecall.PageParts[T]{Meta: resp.Meta, Cursor: start, Next: page.next(start)}
	if page.repeats(start, before) {
		return nil, fmt.Errorf("%w: LinkedIn sent the page before that begins at %q again", rolecall.ErrCursorLoop, start)
	}
	for i, raw := range page.elements {
		var record T
		if err := transport.Decode(c.api, &asked, resp, raw, &record); err != nil {
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

// restliPaging is where a page stands.
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

// maxPageElements is how many elements a page may have: ask for fewer with count.
const maxPageElements = 1000

// UnmarshalJSON cuts the page into its elements.
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

// next is where the page after this one begins, "" if there is none. Rest.li links to the next page
// if there is one, and the link says where it begins; a resource without links has a total. Where the
// link does not say it, the page's own numbers do: a
// page may have fewer elements than its count, or none, and the next one begins after its count all
// the same.
func (p *restliPage) next(asked string) string {
	for _, link := range p.paging.Links {
		if link.Rel != "next" {
			continue
		}
		if u, err := url.Parse(link.Href); err == nil && u.Query().Get("start") != "" {
			return u.Query().Get("start")
		}
		return strconv.Itoa(p.end(asked))
	}
	if p.paging.Total != nil && len(p.elements) > 0 && p.end(asked) < *p.paging.Total {
		return strconv.Itoa(p.end(asked))
	}
	return ""
}

// end is where the page ends by its own numbers.
func (p *restliPage) end(asked string) int {
	start, _ := strconv.Atoi(asked)
	if p.paging.Start != nil {
		start = *p.paging.Start
	}
	if p.paging.Count != nil {
		return start + *p.paging.Count
	}
	return start + len(p.elements)
}

// repeats reports whether the page is not the one that was asked for: it says that it begins
// elsewhere, or it has the elements of the page before it.
func (p *restliPage) repeats(asked string, before *restliPage) bool {
	if before == nil {
		return false
	}
	if p.paging.Start != nil && strconv.Itoa(*p.paging.Start) != asked {
		return true
	}
	if len(p.elements) == 0 || len(p.elements) != len(before.elements) {
		return false
	}
	for i := range p.elements {
		if !bytes.Equal(p.elements[i], before.elements[i]) {
			return false
		}
	}
	return true
}
