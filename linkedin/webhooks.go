package linkedin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/rolecall-dev/rolecall"
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
// Source: learn.microsoft.com/linkedin, "Developer Webhooks API", seen in part.
func (c *Client) BlockedWebhooks(ctx context.Context, call ...rolecall.CallOption) ([]DeveloperWebhook, error) {
	req := restli("linkedin.webhooks.blocked", http.MethodGet, "", "developerWebhooks")
	// Rest.li reads the structure before it decodes, so that its signs must stand bare.
	const criteria = "queryCriteria=(webhookStatus:BLOCKED)"
	var all []DeveloperWebhook
	for {
		req.Query = url.Values{"q": {"parentApplication"}}
		if len(all) > 0 {
			req.Query.Set("start", strconv.Itoa(len(all)))
		}
		req.RawQuery = criteria
		page, err := transport.Call[webhookPage](ctx, c.api, req, call...)
		if err != nil {
			return all, err
		}
		all = append(all, page.Elements...)
		if len(page.Elements) == 0 || !page.more() {
			return all, nil
		}
	}
}

type webhookPage struct {
	Elements []DeveloperWebhook `json:"elements"`
	Paging   *struct {
		Links []struct {
			Rel string `json:"rel"`
		} `json:"links"`
	} `json:"paging"`
}

// more: Rest.li links to the next page where there is one.
func (p *webhookPage) more() bool {
	if p.Paging == nil {
		return false
	}
	for _, link := range p.Paging.Links {
		if link.Rel == "next" {
			return true
		}
	}
	return false
}
