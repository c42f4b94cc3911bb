// Package inbound contains the common code of the webhook receivers of several providers.
package inbound

import (
	"fmt"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

// NewReceiver returns the receiver for a provider that signs the body with HMAC-SHA256 and sends the
// signature in header, encoded as unpadded base64url. secrets are the current secret and, during a rotation,
// the old one. If there is no secret, or an empty one, the error is [webhook.ErrEmptyKey].
func NewReceiver(src webhook.Source, header string, secrets []string, sink webhook.Sink, opts []webhook.Option) (*webhook.Receiver, error) {
	keys, err := webhook.StaticKeys(secrets...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name, err)
	}
	src.Verifier = webhook.HMAC{Header: header, Encoding: webhook.RawURL, Keys: keys}
	return webhook.NewReceiver(src, sink, opts...)
}

// Members reads the members with the given names from the body of d, like [jsonpeek.PickExact]. It returns an
// error if the body is not valid JSON or not UTF-8. It also returns an error if one of the members occurs
// twice, even with different case, because the receiver and a decoder could use different values.
func Members(d *webhook.Delivery, into [][]byte, names ...string) error {
	if !utf8.Valid(d.Body) { // a decoder would replace invalid bytes
		return fmt.Errorf("%s: the body is not UTF-8", d.Source)
	}
	return jsonpeek.PickExact(d.Body, into, names...)
}

// String returns the string value of a member, nil if the member is null or absent. ok is false if the value
// is of another kind.
func String(value []byte) (s []byte, ok bool) {
	switch jsonpeek.KindOf(value) {
	case jsonpeek.Invalid, jsonpeek.Null:
		return nil, true
	case jsonpeek.String:
		return jsonpeek.Text(value)
	default:
		return nil, false
	}
}
