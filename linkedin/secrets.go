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

// SecretRotation is a new client secret. LinkedIn's answer is not documented where we could
// read it: ClientSecret is what was found in it, "" if nothing, and Raw the whole. It prints as
// "[credentials]".
type SecretRotation struct {
	ClientSecret string
	Raw          json.RawMessage
}

// Format writes "[credentials]" under every verb.
func (v SecretRotation) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is what slog writes.
func (v SecretRotation) LogValue() slog.Value { return slog.StringValue(redacted) }

// RotateSecret makes a second client secret for this client's own application. The old one
// stays valid until it is deleted in LinkedIn's developer portal, so that there are two for a
// while: give both to [NewReceiver], the new one first. LinkedIn advises to do it every 60 to 90
// days, and refuses it while there are two. It is never repeated: each arrival makes a secret. After
// a response of 408 or 5xx, or none, it is [rolecall.ErrAmbiguous]: look in the developer
// portal before you rotate again.
//
// Source: learn.microsoft.com/linkedin, "Application secret management", seen in part.
func (c *Client) RotateSecret(ctx context.Context, call ...rolecall.CallOption) (*SecretRotation, error) {
	req := restli("action developerApplicationsSecurity?action=rollDeveloperApplicationSecret")
	req.Body = struct{}{}
	req.Retry = transport.RetryNever
	resp, err := c.api.Do(ctx, req, call...)
	if err != nil {
		return nil, err
	}
	return &SecretRotation{ClientSecret: findSecret(resp.Payload), Raw: resp.Payload}, nil
}

// findSecret looks for the secret in every place where Rest.li or LinkedIn's other answers would
// have it: {"value":"…"}, {"client_secret":"…"}, and that within "value" or "credentials".
func findSecret(answer []byte) string {
	for range 3 {
		if text, ok := jsonpeek.Text(answer); ok {
			return string(text)
		}
		var member [4][]byte
		if jsonpeek.KindOf(answer) != jsonpeek.Object || jsonpeek.Pick(answer, member[:], "client_secret", "clientSecret", "credentials", "value") != nil {
			return ""
		}
		answer = nil
		for _, m := range member {
			if m != nil {
				answer = m
				break
			}
		}
	}
	return ""
}
