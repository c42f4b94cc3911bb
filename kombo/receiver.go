package kombo

import (
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/inbound"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

const headerSignature = "X-Kombo-Signature"

// NewReceiver returns the [http.Handler] for Kombo's webhooks. secrets holds the webhook secret of the
// environment, from Kombo's dashboard. Pass several secrets while you rotate them.
//
// Kombo signs the body: the header X-Kombo-Signature contains its HMAC-SHA256 in base64url. The body
// contains the integration's id, which becomes [webhook.Delivery.Tenant] and [webhook.Delivery.Key];
// [webhook.Delivery.TenantSigned] is true. For an event without an integration, such as
// [ConnectionFlowFailed] or an [IssueStatusChanged] of the whole account, Tenant and Key are "" and
// TenantSigned is false.
//
// The signature does not cover a time, so an old delivery stays valid. To recognize a replayed delivery,
// deduplicate by the event's id, which works as long as the deduper remembers the id:
//
//	kombo.NewReceiver(secrets, router, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
//
// Kombo does not document the order of deliveries, nor how often it delivers the same event. Webhooks may
// be lost, so Kombo recommends reading everything once a week.
//
// Source: docs.kombo.dev, "Webhooks".
func NewReceiver(secrets []string, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	return inbound.NewReceiver(source, headerSignature, secrets, sink, opts)
}

// ParseDeliveries returns the delivery of a Kombo webhook that was received elsewhere, for example from a
// queue or a file. It does not verify the signature; the handler of [NewReceiver] does.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source describes Kombo to package webhook. It holds no secrets.
var source = webhook.Source{Name: "kombo", Route: route}

var (
	errNoID        = errors.New("kombo: the body has no id")
	errNoType      = errors.New("kombo: the body has no type")
	errIntegration = errors.New("kombo: the id of the integration is not a string")
)

// route reads the members of the body that identify the event and its integration.
func route(d *webhook.Delivery) (webhook.Route, error) {
	var value [3][]byte
	if err := inbound.Members(d, value[:], "type", "id", "data"); err != nil {
		return webhook.Route{}, err
	}
	event, _ := jsonpeek.Text(value[0])
	id, _ := jsonpeek.Text(value[1])
	switch {
	case len(event) == 0:
		return webhook.Route{}, errNoType
	case len(id) == 0:
		return webhook.Route{}, errNoID
	}
	// The signature covers the whole body and therefore also the integration's ID.
	r := webhook.Route{Event: event, ID: id, TenantSigned: true}
	if jsonpeek.KindOf(value[2]) == jsonpeek.Object {
		integration, err := integrationOf(event, value[2])
		if err != nil {
			return webhook.Route{}, err
		}
		r.Tenant, r.Key[0] = string(integration), integration
	}
	return r, nil
}

// integrationOf returns the id of the integration that an event belongs to, or nil if there is none. The
// location of the id depends on the event type. In most events data.id is not the integration's id but that
// of an order or an application.
func integrationOf(event, data []byte) ([]byte, error) {
	switch string(event) {
	case "integration-created", "integration-deleted":
		return stringIn(data, "id")
	case "issue-status-changed":
		return nestedID(data)
	case "sync-finished", "data-changed", "integration-state-changed",
		"assessment:order-received", "inline-assessment:order-received":
		return stringIn(data, "integration_id")
	}
	// The event has no integration, or its type is unknown: look where the other types have the id.
	// In an unknown event data.integration.id may have any type, so a wrong type is not an error.
	id, err := stringIn(data, "integration_id")
	if err != nil && !errors.Is(err, errIntegration) || len(id) > 0 {
		return id, err
	}
	if id, err = nestedID(data); errors.Is(err, errIntegration) {
		return nil, nil
	}
	return id, err
}

// nestedID returns data.integration.id, or nil if the integration is null or absent.
func nestedID(data []byte) ([]byte, error) {
	var member [1][]byte
	if err := jsonpeek.PickExact(data, member[:], "integration"); err != nil {
		return nil, err
	}
	if jsonpeek.KindOf(member[0]) != jsonpeek.Object {
		return nil, nil
	}
	return stringIn(member[0], "id")
}

// stringIn returns a string member of an object, or nil if it is null or absent. Any other type is an
// error, because the event would be stored without its integration.
func stringIn(object []byte, name string) ([]byte, error) {
	var member [1][]byte
	if err := jsonpeek.PickExact(object, member[:], name); err != nil {
		return nil, err
	}
	s, ok := inbound.String(member[0])
	if !ok {
		return nil, errIntegration
	}
	return s, nil
}
