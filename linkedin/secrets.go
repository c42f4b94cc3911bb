package linkedin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
	"github.com/rolecall-dev/rolecall/internal/transport"
)

// SecretRotation holds a new client secret. LinkedIn's public documentation does not describe the response:
// ClientSecret is the secret that was found in it, "" if none was found, and Raw is the whole response. A
// SecretRotation prints as "[credentials]".
type SecretRotation struct {
	ClientSecret string
	Raw          json.RawMessage
}

// Format writes "[credentials]" for every verb.
func (v SecretRotation) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[credentials]".
func (v SecretRotation) LogValue() slog.Value { return slog.StringValue(redacted) }

// RotateSecret creates a second client secret for the client's application. The old secret remains valid until
// an operator deletes it in LinkedIn's developer portal: until then, pass both to [NewReceiver], the new one
// first. LinkedIn recommends a rotation every 60 to 90 days. It rejects a rotation if there are already two
// secrets.
//
// The write is never retried, because each request creates a secret. If LinkedIn may have created one, the
// error matches [rolecall.ErrAmbiguous]: look in the developer portal before you rotate again.
//
// Source: learn.microsoft.com/linkedin, "Application secret management", seen in part.
func (c *Client) RotateSecret(ctx context.Context, call ...rolecall.CallOption) (*SecretRotation, error) {
	req := newRequest2("action developerApplicationsSecurity?action=rollDeveloperApplicationSecret")
	req.Body = struct{}{}
	req.Retry = transport.RetryNever
	resp, err := c.api.Do(ctx, req, call...)
	if err != nil {
		return nil, err
	}
	return &SecretRotation{ClientSecret: findSecret(resp.Payload), Raw: resp.Payload}, nil
}

// findSecret looks for the secret in all places where Rest.li or LinkedIn's other responses would have
// it: {"value":"…"}, {"client_secret":"…"}, and {"client_secret":"…"} in "value" or "credentials".
func findSecret(value []byte) string {
	for range 3 {
		if secret, ok := jsonpeek.Text(value); ok {
			return string(secret)
		}
		var member [4][]byte
		if jsonpeek.KindOf(value) != jsonpeek.Object || jsonpeek.Pick(value, member[:], "client_secret", "clientSecret", "credentials", "value") != nil {
			return ""
		}
		value = nil
		for _, m := range member {
			if m != nil {
				value = m
				break
			}
		}
	}
	return ""
}
