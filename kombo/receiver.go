package kombo

import (
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

const headerSignature = "X-Kombo-Signature"

// NewReceiver makes the http.Handler of Kombo's webhooks. secrets are the webhook secrets of
// Kombo's dashboard, which has one for each environment: several while one is being changed.
//
// Kombo signs the body, with base64url HMAC-SHA256 in X-Kombo-Signature, and in it the
// integration: [webhook.Delivery.Tenant] and [webhook.Delivery.Key] are its id, and
// [webhook.Delivery.TenantSigned] is true. They are "", and it is false, for an event without an
// integration, such as [ConnectionFlowFailed] or an [IssueStatusChanged] of the whole account. Kombo signs no time, so an old delivery stays valid: a
// deduplication by the event's id drops it if it is sent again, as long as the id is remembered:
//
//	kombo.NewReceiver(secrets, router, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
//
// How often and in what order Kombo delivers is not documented. Webhooks may get lost, so read
// everything once a week (Kombo's own advice).
//
// Source: docs.kombo.dev, "Webhooks".
func NewReceiver(secrets []string, sink webhook.Sink, opts ...webhook.Option) (*webhook.Receiver, error) {
	keys, err := webhook.StaticKeys(secrets...)
	if err != nil {
		return nil, fmt.Errorf("kombo: %w", err)
	}
	src := source
	src.Verifier = webhook.HMAC{Header: headerSignature, Encoding: webhook.RawURL, Keys: keys}
	return webhook.NewReceiver(src, sink, opts...)
}

// ParseDeliveries makes a delivery of a Kombo webhook without HTTP, for bytes that come from a
// queue or a file. It does not verify them: that is what [NewReceiver] is for.
func ParseDeliveries(h http.Header, body []byte) ([]*webhook.Delivery, error) {
	return source.Parse(h, body)
}

// source is Kombo as package webhook sees it, without its keys.
var source = webhook.Source{Name: "kombo", Route: route}

var (
	errNoID  = errors.New("kombo: the body has no id")
	errUTF8  = errors.New("kombo: the body is not UTF-8")
	errEvent = errors.New("kombo: the body has no type")

	errIntegration = errors.New("kombo: the id of the integration is not a string")
)

// route reads the few members that say where a body belongs. A member that stands twice, in
// whatever spelling, could mean one thing here and another to a decoder, so it is refused.
func route(d *webhook.Delivery) (webhook.Route, error) {
	if !utf8.Valid(d.Body) {
		return webhook.Route{}, errUTF8 // a decoder would replace what it cannot read
	}
	var value [3][]byte
	if err := jsonpeek.PickExact(d.Body, value[:], "type", "id", "data"); err != nil {
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

// integrationOf is the id of the integration that an event belongs to, nil if it belongs to none.
// This is the one place that says where each event keeps it. In most events data.id is the id of
// something else: of an order, of an application.
func integrationOf(event, data []byte) ([]byte, error) {
	switch string(event) {
	case "integration-created", "integration-deleted":
		return textIn(data, "id")
	case "issue-status-changed":
		return nestedID(data)
	case "sync-finished", "data-changed", "integration-state-changed",
		"assessment:order-received", "inline-assessment:order-received":
		return textIn(data, "integration_id")
	}
	// Without an integration, or new: it is looked for where other events keep it. There a member of
	// that name may be anything.
	id, err := textIn(data, "integration_id")
	if err != nil && !errors.Is(err, errIntegration) || len(id) > 0 {
		return id, err
	}
	if id, err = nestedID(data); errors.Is(err, errIntegration) {
		return nil, nil
	}
	return id, err
}

// nestedID is data.integration.id, nil if the integration is null or not there.
func nestedID(data []byte) ([]byte, error) {
	var member [1][]byte
	if err := jsonpeek.PickExact(data, member[:], "integration"); err != nil {
		return nil, err
	}
	if jsonpeek.KindOf(member[0]) != jsonpeek.Object {
		return nil, nil
	}
	return textIn(member[0], "id")
}

// textIn is a member of an object, nil if it is null or absent. Any other value than a string was not
// understood: an event that is filed under no integration would be lost to its own.
func textIn(object []byte, name string) ([]byte, error) {
	var member [1][]byte
	if err := jsonpeek.PickExact(object, member[:], name); err != nil {
		return nil, err
	}
	text, ok := jsonpeek.Text(member[0])
	if kind := jsonpeek.KindOf(member[0]); !ok && kind != jsonpeek.Null && kind != jsonpeek.Invalid {
		return nil, errIntegration
	}
	return text, nil
}
