package knit

import (
	"context"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// StartCustomSyncRequest describes a sync of any list in the API of the customer's tool, whether or not
// Knit has a model for its records.
//
// Source: developers.getknit.dev, "Custom sync for any API".
type StartCustomSyncRequest struct {
	// APIDetails is the request that reads the list. Required.
	APIDetails APIDetails `json:"apiDetails"`
	// WebhookURL is the public https URL of your receiver: see [NewReceiver]. Required.
	WebhookURL string `json:"webhookURL"`
	// IdempotencyID prevents Knit from creating the same sync twice.
	IdempotencyID string `json:"idempotencyId,omitempty"`
	// ListIdentifier is the JSONPath of the list in the response, such as "$.items". RecordIdentifier is
	// the JSONPath of the id in a record, such as "$.id".
	ListIdentifier   string `json:"listIdentifier,omitempty"`
	RecordIdentifier string `json:"recordIdentifier,omitempty"`

	rolecall.Extra `json:"-"`
}

// APIDetails is a request to the tool's own API.
type APIDetails struct {
	// Method is GET, POST, PUT, PATCH or DELETE. Required.
	Method string `json:"method"`
	// Path is relative to BaseURL. Required.
	Path string `json:"path" secret:"query"`
	// BaseURL is the URL that Path is relative to. Empty: the tool's default base URL.
	BaseURL string `json:"baseUrl,omitempty"`
	// Body is a string, usually encoded JSON such as `{"limit":100}`.
	Body    string  `json:"body,omitempty" secret:"true"`
	Headers TextMap `json:"headers,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomSync holds the member "data" of the response to [Integration.StartCustomSync]. Its shape is not public.
type CustomSync struct{ RawAnswer }

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v StartCustomSyncRequest) Problem() string {
	switch {
	case v.WebhookURL == "":
		return "WebhookURL is empty"
	case !strings.HasPrefix(v.WebhookURL, "https://"):
		return "WebhookURL is not an https URL"
	case v.ListIdentifier != "" && !isJSONPath(v.ListIdentifier):
		return `ListIdentifier is not a JSONPath ("$.items")`
	case v.RecordIdentifier != "" && !isJSONPath(v.RecordIdentifier):
		return `RecordIdentifier is not a JSONPath ("$.id")`
	}
	return checkURL("WebhookURL", v.WebhookURL)
}

// Problem describes what makes the request invalid, or returns "" if it is valid.
func (v APIDetails) Problem() string { return checkToolRequest(v.Method, v.Path, v.BaseURL) }

func isJSONPath(path string) bool { return strings.HasPrefix(path, "$") }

// StartCustomSync creates a sync of a list in the tool's own API. Its records arrive as events without a
// model: see [OtherEvent]. [BindTenant] passes them if their syncJobId is stored with [SyncStore.Save]. The
// result contains the syncJobId (inferred): read it with [RawAnswer.Decode].
//
// As with StartSync, the SDK never retries this call once it may have reached Knit, even with an
// IdempotencyID. The IdempotencyID prevents a second sync, but it is not known whether it prevents a second
// run.
func (i *Integration) StartCustomSync(ctx context.Context, sync StartCustomSyncRequest, call ...rolecall.CallOption) (*CustomSync, error) {
	return start[CustomSync](ctx, i.service, "sync.custom.start", sync, false, call)
}
