package linkedin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// DeveloperWebhook is a registered webhook, as far as it is known.
type DeveloperWebhook struct {
	// Status is "BLOCKED" for those that [Client.BlockedWebhooks] returns. The set is open.
	Status string `json:"webhookStatus,omitempty"`

	// Extra holds the members that this SDK does not know, as they came: LinkedIn documents
	// them behind its log-in.
	Extra map[string]json.RawMessage `json:"-" lenient:"rest"`
}

// BlockedWebhooks returns the webhooks of the parent application that LinkedIn has blocked,
// since they failed its challenge three times in a row. It sends them nothing until they are
// validated again in the developer portal.
//
// It reads all pages. An error comes with the webhooks that were read before it;
// [rolecall.ErrCursorLoop] if LinkedIn sends a page a second time. A webhook that does not decode is
// left out, and the error is then a [*rolecall.RecordError], of the first of them.
//
// Source: learn.microsoft.com/linkedin, "Developer Webhooks API", seen in part.
func (c *Client) BlockedWebhooks(ctx context.Context, call ...rolecall.CallOption) ([]DeveloperWebhook, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	first, err := c.webhookPage(ctx, "", nil, call)
	if err != nil {
		return nil, err
	}
	var all []DeveloperWebhook
	var bad error
	for webhook, err := range first.All(ctx) {
		switch record, ok := errors.AsType[*rolecall.RecordError](err); {
		case err == nil:
			all = append(all, *webhook)
		case !ok:
			return all, err
		case bad == nil:
			bad = record
		}
	}
	return all, bad
}

// webhookPage reads the page that begins at start, "" for the first. before is the page before it.
func (c *Client) webhookPage(ctx context.Context, start string, before *webhookPage, call []rolecall.CallOption) (*rolecall.Page[DeveloperWebhook], error) {
	req := restli("linkedin.webhooks.blocked", http.MethodGet, "", "developerWebhooks")
	req.Query = url.Values{"q": {"parentApplication"}}
	if start != "" {
		req.Query.Set("start", start)
	}
	// Rest.li reads the structure before it decodes, so that its signs must stand bare.
	req.RawQuery = "queryCriteria=(webhookStatus:BLOCKED)"
	resp, err := c.api.Do(ctx, req, call...)
	if err != nil {
		return nil, err
	}
	page := &webhookPage{}
	if err := transport.Decode(c.api, &req, resp, resp.Payload, page); err != nil {
		return nil, err
	}
	parts := rolecall.PageParts[DeveloperWebhook]{Meta: resp.Meta, Cursor: start, Next: page.next(start)}
	if page.repeats(start, before) {
		return nil, fmt.Errorf("%w: LinkedIn sent the page before that begins at %q again", rolecall.ErrCursorLoop, start)
	}
	for i, raw := range page.elements {
		var webhook DeveloperWebhook
		if err := transport.Decode(c.api, &req, resp, raw, &webhook); err != nil {
			parts.Bad = append(parts.Bad, &rolecall.RecordError{Index: i, Raw: raw, Err: err})
			continue
		}
		parts.Items, parts.Raw, parts.Order = append(parts.Items, webhook), append(parts.Raw, raw), append(parts.Order, i)
	}
	parts.Fetch = func(ctx context.Context, start string) (*rolecall.Page[DeveloperWebhook], error) {
		return c.webhookPage(ctx, start, page, call)
	}
	return rolecall.NewPage(parts), nil
}

// webhookPage is a page of Rest.li: {"elements":[…],"paging":{"start":0,"count":10,"links":[…]}}.
type webhookPage struct {
	elements []json.RawMessage
	paging   restliPaging
}

// restliPaging is where a page stands.
//
// Source: linkedin.github.io/rest.li, "Rest.li Protocol", CollectionMetadata.
type restliPaging struct {
	Start *int `json:"start"`
	Count *int `json:"count"`
	Links []struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
	} `json:"links"`
}

// mostWebhooks is more than an application can have: one for each type of event.
const mostWebhooks = 1000

// UnmarshalJSON cuts the page into its elements.
func (p *webhookPage) UnmarshalJSON(b []byte) error {
	var paging [1][]byte
	kind, err := jsonpeek.PickList(b, "elements", func(raw []byte) error {
		if len(p.elements) == mostWebhooks {
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
// if there is one, and the link says where it begins. Where it does not, the page's own numbers do: a
// page may have fewer elements than its count, or none, and the next one begins after its count all
// the same.
func (p *webhookPage) next(asked string) string {
	for _, link := range p.paging.Links {
		if link.Rel != "next" {
			continue
		}
		if u, err := url.Parse(link.Href); err == nil && u.Query().Get("start") != "" {
			return u.Query().Get("start")
		}
		start, _ := strconv.Atoi(asked)
		if p.paging.Start != nil {
			start = *p.paging.Start
		}
		size := len(p.elements)
		if p.paging.Count != nil {
			size = *p.paging.Count
		}
		return strconv.Itoa(start + size)
	}
	return ""
}

// repeats reports whether the page is not the one that was asked for: it says that it begins
// elsewhere, or it has the elements of the page before it.
func (p *webhookPage) repeats(asked string, before *webhookPage) bool {
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
