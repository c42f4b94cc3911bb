package linkedin

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/rolecall-dev/rolecall"
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
	// Rest.li reads the structure before it decodes, so its signs must not be escaped.
	req := protocol2(newRequest("finder developerWebhooks?q=parentApplication&queryCriteria=(webhookStatus:BLOCKED)"))
	first, err := readPage[DeveloperWebhook](ctx, c, req, "", nil, call)
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
