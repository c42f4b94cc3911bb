package knit

import (
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

// NewReceiver makes the http.Handler of Knit's webhooks. secrets are the API keys that Knit
// may sign with: the one of the account, and while it is being changed the old one too.
//
// Knit signs the body, with base64url HMAC-SHA256 in X-Knit-Signature. It signs neither the
// time nor the integration: [webhook.Delivery.Tenant] comes from the unsigned header
// X-Knit-Integration-Id, so the same signed body can be sent again with another one, and
// [webhook.Delivery.TenantSigned] is false. [BindTenant] rejects that, by the signed syncJobId. Each delivery is one record. Knit counts 200 alone as
// consumed and otherwise delivers again for up to four days, so a deduplication, by eventId alone,
// remembers five:
//
//	knit.NewReceiver(keys, router, webhook.Use(
//		knit.BindTenant(syncs.IntegrationOf),
//		webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
//
// [webhook.Delivery.Key] is one record of one integration, or the integration where the
// event is about no record. The response to a record event without a recordId is 400, so that no record
// is stored under the key "".
//
// Source: developers.getknit.dev, "Authenticating your APIs with Knit", "Event glossary".
func NewReceiver(secrets []string, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	keys, err := webhook.StaticKeys(secrets...)
	if err != nil {
		return nil, fmt.Errorf("knit: %w", err)
	}
	src := source
	src.Verifier = webhook.HMAC{Header: headerSignature, Encoding: webhook.RawURL, Keys: keys}
	return webhook.NewReceiver(src, sink, opts...)
}

// ParseDeliveries makes a delivery of a Knit webhook without HTTP, for bytes that come from
// a queue or a file. It does not verify them: that is what [NewReceiver] is for.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source is Knit as package webhook sees it, without its keys.
var source = webhook.Source{
	Name:  "knit",
	Route: route,
	Keep:  []string{headerIntegration, headerExecution},
}

var (
	errNoID  = errors.New("knit: the body has no eventId")
	errUTF8  = errors.New("knit: the body is not UTF-8")
	errEvent = errors.New("knit: the body has no eventType")
	// Knit's samples leave the ids in the data of a deletion empty, so nothing else names the record.
	errDataType = errors.New("knit: syncDataType is not a string")
	errRecord   = errors.New("knit: the record event has no recordId")
)

// route reads the few members that say where a body belongs, in one pass that also finds
// what is no JSON. A record event must name its record. A member that stands twice, in whatever spelling, could mean one thing
// here and another to a decoder, so it is refused.
func route(d *webhook.Delivery) (webhook.Route, error) {
	if !utf8.Valid(d.Body) {
		return webhook.Route{}, errUTF8 // a decoder would replace what it cannot read
	}
	var value [4][]byte
	if err := jsonpeek.PickExact(d.Body, value[:], "eventType", "eventId", "syncDataType", "recordId"); err != nil {
		return webhook.Route{}, err
	}
	event, _ := jsonpeek.Text(value[0])
	id, _ := jsonpeek.Text(value[1])
	dataType, isText := jsonpeek.Text(value[2])
	if kind := jsonpeek.KindOf(value[2]); !isText && kind != jsonpeek.Invalid && kind != jsonpeek.Null {
		return webhook.Route{}, errDataType
	}
	record, _ := jsonpeek.Text(value[3])
	if jsonpeek.KindOf(value[3]) == jsonpeek.Number {
		record = value[3] // as the decoder reads it
	}
	switch {
	case len(event) == 0:
		return webhook.Route{}, errEvent
	case len(id) == 0:
		return webhook.Route{}, errNoID
	}
	r := webhook.Route{Event: event, ID: id, Tenant: d.Header.Get(headerIntegration)}
	if isRecordEvent(event) {
		if len(record) == 0 {
			return webhook.Route{}, errRecord
		}
		r.Object = dataType
		r.Key[1], r.Key[2] = dataType, record
	}
	return r, nil
}

// isRecordEvent: only the events about one record are told apart by the type of the record.
func isRecordEvent(event []byte) bool {
	const prefix = "record."
	return len(event) > len(prefix) && string(event[:len(prefix)]) == prefix
}
