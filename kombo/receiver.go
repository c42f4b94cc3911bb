package kombo

import (
	"errors"
	"net/http"

	"github.com/rolecall-dev/rolecall/internal/inbound"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

const headerSignature = "X-Kombo-Signature"

// NewReceiver returns the http.Handler of Kombo's webhooks. secrets are the webhook secrets of
// Kombo's dashboard, which has one for each environment: several during a rotation.
//
// Kombo signs the body, with base64url HMAC-SHA256 in X-Kombo-Signature. The body contains the
// integration: [webhook.Delivery.Tenant] and [webhook.Delivery.Key] are its id, and
// [webhook.Delivery.TenantSigned] is true. For an event without an integration, such as
// [ConnectionFlowFailed] or an [IssueStatusChanged] of the whole account, Tenant and Key are "" and
// TenantSigned is false.
//
// Kombo does not sign a time, so an old delivery stays valid. A deduplication by the event's id
// recognizes it as long as the id is remembered:
//
//	kombo.NewReceiver(secrets, router, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
//
// How often and in what order Kombo delivers is not documented. Webhooks may get lost, so read
// everything once a week (Kombo's own advice).
//
// Source: docs.kombo.dev, "Webhooks".
func NewReceiver(secrets []string, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	return inbound.NewReceiver(source, headerSignature, secrets, sink, opts)
}

// ParseDeliveries makes the delivery of a Kombo webhook without HTTP, for bytes that come from a
// queue or a file. It does not verify them; [NewReceiver] does.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source describes Kombo to package webhook, without the secrets.
var source = webhook.Source{Name: "kombo", Route: route}

var (
	errNoID        = errors.New("kombo: the body has no id")
	errEvent       = errors.New("kombo: the body has no type")
	errIntegration = errors.New("kombo: the id of the integration is not a string")
)

// route reads the routing members.
func route(d *webhook.Delivery) (webhook.Route, error) {
	var value [3][]byte
	if err := inbound.Members(d, value[:], "type", "id", "data"); err != nil {
		return webhook.Route{}, err
	}
	event, _ := jsonpeek.Text(value[0])
	id, _ := jsonpeek.Text(value[1])
	switch {
	case len(event) == 0:
		return webhook.Route{}, errEvent
	case len(id) == 0:
		return webhook.Route{}, errNoID
	}
	// The signature covers the whole body, so it covers the integration's id.
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

// integrationOf returns the id of the integration that an event belongs to, nil if it does not belong
// to one. Only this function knows where each event has it. In most events data.id is the id of
// another thing: of an order, of an application.
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
	// An event without an integration, or an unknown one: look where other events have it. There a
	// member of that name may be anything.
	id, err := stringIn(data, "integration_id")
	if err != nil && !errors.Is(err, errIntegration) || len(id) > 0 {
		return id, err
	}
	if id, err = nestedID(data); errors.Is(err, errIntegration) {
		return nil, nil
	}
	return id, err
}

// nestedID returns data.integration.id, nil if the integration is null or absent.
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

// stringIn returns a member of an object, nil if it is null or absent. Any other value than a string
// is an error: the event would be stored under no integration.
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
