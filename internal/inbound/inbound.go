// Package inbound holds what the receivers of several providers share.
package inbound

import (
	"fmt"
	"unicode/utf8"

	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/webhook"
)

// NewReceiver returns the receiver of a provider that signs the body with base64url HMAC-SHA256 in
// header. secrets are its current secret, and during a rotation the old one. None, or an empty one, is
// [webhook.ErrEmptyKey].
func NewReceiver(src webhook.Source, header string, secrets []string, sink webhook.Sink, opts []webhook.Option) (*webhook.Receiver, error) {
	keys, err := webhook.StaticKeys(secrets...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name, err)
	}
	src.Verifier = webhook.HMAC{Header: header, Encoding: webhook.RawURL, Keys: keys}
	return webhook.NewReceiver(src, sink, opts...)
}

// Members finds the routing members called names in the body of d, as [jsonpeek.PickExact] does. It
// validates the whole body: one that is not JSON or not UTF-8 is an error. So is a member that occurs
// twice, in whatever spelling: it could mean one thing to a receiver and another to a decoder.
func Members(d *webhook.Delivery, into [][]byte, names ...string) error {
	if !utf8.Valid(d.Body) { // a decoder would replace what it cannot read
		return fmt.Errorf("%s: the body is not UTF-8", d.Source)
	}
	return jsonpeek.PickExact(d.Body, into, names...)
}

// String returns the string of a member, nil if the member is null or absent. ok is false for any
// other value: to treat it like an absent one would be to guess.
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
