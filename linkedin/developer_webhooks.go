package linkedin

import (
	"context"
	"errors"

	"github.com/rolecall-dev/rolecall"
)

// DeveloperWebhook is a registered webhook. LinkedIn does not publish the names of the other members; they are
// in Extra.
type DeveloperWebhook struct {
	// Status is "BLOCKED" for the webhooks that [Client.BlockedWebhooks] returns.
	Status string `json:"webhookStatus,omitempty"`

	rolecall.Extra `json:"-"`
}

// BlockedWebhooks returns the webhooks of the parent application that LinkedIn has blocked because they
// failed its challenge three times in a row. LinkedIn sends them no events until an operator validates them
// again in the developer portal.
//
// It reads all pages. On an error it also returns the webhooks read before. The error is
// [rolecall.ErrCursorLoop] if LinkedIn sends the same page again. A webhook that cannot be decoded is
// left out; the error is then the [*rolecall.RecordError] of the first one.
//
// Source: learn.microsoft.com/linkedin, "Developer Webhooks API", seen in part.
func (c *Client) BlockedWebhooks(ctx context.Context, call ...rolecall.CallOption) ([]DeveloperWebhook, error) {
	ctx, cancel := c.withTimeout(ctx)
	defer cancel()
	// Rest.li parses the query before it unescapes it, so the delimiters must not be escaped.
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
