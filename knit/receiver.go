package knit

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/inbound"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

// NewReceiver returns the http.Handler of Knit's webhooks. secrets are the API keys that Knit
// may sign with: the current key of your account, and during a rotation also the old key.
//
// Knit signs the body with HMAC-SHA256, and sends the signature as base64url in X-Knit-Signature. It signs
// neither the time nor the integration. [webhook.Delivery.Tenant] comes from the unsigned header
// X-Knit-Integration-Id, so an attacker can send a signed body again with the id of another integration,
// and [webhook.Delivery.TenantSigned] is false. [BindTenant] rejects such a delivery, because the syncJobId
// in the body is signed.
//
// Each delivery is one record. Only status 200 acknowledges it; after any other status, Knit delivers it
// again for up to four days. Deduplicate by eventId only, and remember the ids for five days:
//
//	knit.NewReceiver(keys, router, webhook.Use(
//		knit.BindTenant(syncs.IntegrationOf),
//		webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
//
// [webhook.Delivery.Key] identifies one record of one integration, or the integration if the event is not
// about a record. A record event without a recordId is rejected with 400, so that no record is stored under
// an empty key.
//
// Source: developers.getknit.dev, "Authenticating your APIs with Knit", "Event glossary".
func NewReceiver(secrets []string, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	return inbound.NewReceiver(source, headerSignature, secrets, sink, opts)
}

// ParseDeliveries returns the delivery in the header and body of a Knit webhook request. Use it for bytes
// from a queue or a file. It does not verify the signature; [NewReceiver] does.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source describes Knit's webhooks to package webhook.
var source = webhook.Source{
	Name:  "knit",
	Route: route,
	Keep:  []string{headerIntegration, headerExecution},
}

var (
	errNoID     = errors.New("knit: body has no eventId")
	errEvent    = errors.New("knit: body has no eventType")
	errDataType = errors.New("knit: syncDataType is not a string")
	// In Knit's samples of deletions, the ids in the data are empty, so only recordId identifies the record.
	errRecord = errors.New("knit: record event has no recordId")
)

// route returns the event type, the id, the tenant and the record of a delivery. It rejects a record event
// without a recordId.
func route(d *webhook.Delivery) (webhook.Route, error) {
	var value [4][]byte
	if err := inbound.Members(d, value[:], "eventType", "eventId", "syncDataType", "recordId"); err != nil {
		return webhook.Route{}, err
	}
	event, _ := jsonpeek.Text(value[0])
	id, _ := jsonpeek.Text(value[1])
	dataType, ok := inbound.String(value[2])
	switch {
	case !ok:
		return webhook.Route{}, errDataType
	case len(event) == 0:
		return webhook.Route{}, errEvent
	case len(id) == 0:
		return webhook.Route{}, errNoID
	}
	r := webhook.Route{Event: event, ID: id, Tenant: d.Header.Get(headerIntegration)}
	if !isRecordEvent(event) {
		return r, nil
	}
	record, _ := jsonpeek.Text(value[3])
	if jsonpeek.KindOf(value[3]) == jsonpeek.Number {
		record = value[3] // the decoder also accepts a number
	}
	if len(record) == 0 {
		return webhook.Route{}, errRecord
	}
	r.Object = dataType
	r.Key[1], r.Key[2] = dataType, record
	return r, nil
}

// isRecordEvent reports whether an event is about one record. Only the [webhook.Delivery.Type] of a record
// event contains the data type.
func isRecordEvent(event []byte) bool {
	name, ok := bytes.CutPrefix(event, []byte("record."))
	return ok && len(name) > 0
}
