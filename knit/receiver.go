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
// may sign with: the account's current one, and during a rotation also the old one.
//
// Knit signs the body, with base64url HMAC-SHA256 in X-Knit-Signature. It signs neither the
// time nor the integration: [webhook.Delivery.Tenant] comes from the unsigned header
// X-Knit-Integration-Id, so an attacker can send the same signed body again with another one, and
// [webhook.Delivery.TenantSigned] is false. [BindTenant] rejects that, by the signed syncJobId.
//
// Each delivery is one record. Knit counts only 200 as consumed, and otherwise delivers again for up
// to four days. So a deduplication, by eventId alone, remembers ids for five days:
//
//	knit.NewReceiver(keys, router, webhook.Use(
//		knit.BindTenant(syncs.IntegrationOf),
//		webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
//
// [webhook.Delivery.Key] is one record of one integration, or the integration if the event is not
// about a record. The response to a record event without a recordId is 400, so that no record is
// stored under the key "".
//
// Source: developers.getknit.dev, "Authenticating your APIs with Knit", "Event glossary".
func NewReceiver(secrets []string, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	return inbound.NewReceiver(source, headerSignature, secrets, sink, opts)
}

// ParseDeliveries makes the delivery of a Knit webhook without HTTP, for bytes that come from
// a queue or a file. It does not verify them; [NewReceiver] does.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source describes Knit to package webhook, without the keys.
var source = webhook.Source{
	Name:  "knit",
	Route: route,
	Keep:  []string{headerIntegration, headerExecution},
}

var (
	errNoID     = errors.New("knit: the body has no eventId")
	errEvent    = errors.New("knit: the body has no eventType")
	errDataType = errors.New("knit: syncDataType is not a string")
	// Knit's samples leave the ids in the data of a deletion empty, so only recordId names the record.
	errRecord = errors.New("knit: the record event has no recordId")
)

// route reads the routing members. A record event must name its record.
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
		record = value[3] // as the decoder reads it
	}
	if len(record) == 0 {
		return webhook.Route{}, errRecord
	}
	r.Object = dataType
	r.Key[1], r.Key[2] = dataType, record
	return r, nil
}

// isRecordEvent reports whether an event is about one record. Only these have the type of the record
// in their [webhook.Delivery.Type].
func isRecordEvent(event []byte) bool {
	name, ok := bytes.CutPrefix(event, []byte("record."))
	return ok && len(name) > 0
}
