package knit

import (
	"context"
	"strings"

	"github.com/rolecall-dev/rolecall"
)

// StartCustomSyncRequest starts a sync of any list that the customer's app serves, one of
// Knit's models or not.
//
// Source: developers.getknit.dev, "Custom sync for any API".
type StartCustomSyncRequest struct {
	// APIDetails is the call that reads the list. Required.
	APIDetails APIDetails `json:"apiDetails"`
	// WebhookURL is the public https URL that Knit delivers to, served by [NewReceiver].
	// Required.
	WebhookURL string `json:"webhookURL"`
	// IdempotencyID keeps Knit from setting the same sync up twice.
	IdempotencyID string `json:"idempotencyId,omitempty"`
	// ListIdentifier and RecordIdentifier are JSONPaths: of the list in the response
	// ("$.items"), and of a record's id in the record ("$.id").
	ListIdentifier   string `json:"listIdentifier,omitempty"`
	RecordIdentifier string `json:"recordIdentifier,omitempty"`

	rolecall.Extra `json:"-"`
}

// APIDetails is a call of the app's own API.
type APIDetails struct {
	// Method is GET, POST, PUT, PATCH or DELETE. Required.
	Method string `json:"method"`
	// Path is below BaseURL, or below the app's usual base. Required.
	Path    string `json:"path" secret:"query"`
	BaseURL string `json:"baseUrl,omitempty"`
	// Body is a text, mostly with JSON in it: `{"limit":100}`.
	Body    string  `json:"body,omitempty" secret:"true"`
	Headers TextMap `json:"headers,omitempty"`

	rolecall.Extra `json:"-"`
}

// CustomSync is the response to [Integration.StartCustomSync], unmodified: its shape is not public.
type CustomSync struct{ RawAnswer }

// Problem returns why the request would be rejected, "" if nothing is wrong.
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

// Problem returns why the call would be rejected, "" if nothing is wrong.
func (v APIDetails) Problem() string { return checkVendorCall(v.Method, v.Path, v.BaseURL) }

func isJSONPath(path string) bool { return strings.HasPrefix(path, "$") }

// StartCustomSync sets up a sync of a list of the app's own API. Its records come as events
// without a model: see [OtherEvent]. They pass [BindTenant] once their syncJobId is stored with
// [SyncStore.Save]; the response has it (inferred), see [RawAnswer.Decode].
//
// Like StartSync it is never repeated by itself once it may have reached Knit, IdempotencyID or
// not: that prevents a second set-up, and whether it prevents a second run is not known.
func (i *Integration) StartCustomSync(ctx context.Context, sync StartCustomSyncRequest, call ...rolecall.CallOption) (*CustomSync, error) {
	return start[CustomSync](ctx, i.service, "sync.custom.start", sync, false, call)
}
