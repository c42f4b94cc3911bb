package webhook_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// post returns a request with one header.
func post(header, value string) *http.Request {
	return &http.Request{Method: http.MethodPost, Header: http.Header{header: {value}}}
}

// The header contains only the signature, in hexadecimal.
func ExampleHMAC_hex() {
	keys, err := webhook.StaticKeys("example-secret") // during a rotation, both secrets
	if err != nil {
		panic(err)
	}
	h := webhook.HMAC{Header: "X-Northwind-Signature", Encoding: webhook.Hex, Keys: keys}

	body := []byte(`{"event":"person.hired"}`)
	fmt.Println(h.Verify(post("X-Northwind-Signature", "284bf182c2713cb9c5e70fb63a3c3eb9ccb6f45039a0e03127318cc40b9f6608"), body))
	fmt.Println(h.Verify(post("X-Northwind-Signature", "0000"), body))
	// Output:
	// <nil>
	// webhook: the signature was rejected: the header is missing, repeated or malformed
}

// GitHub and Meta write "sha256=" before the digits, Greenhouse "sha256 ". They do not sign it.
func ExampleHMAC_prefixedHex() {
	keys, err := webhook.StaticKeys("It's a Secret to Everybody")
	if err != nil {
		panic(err)
	}
	h := webhook.HMAC{Header: "X-Hub-Signature-256", HeaderPrefix: "sha256=", Encoding: webhook.Hex, Keys: keys}

	r := post("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
	fmt.Println(h.Verify(r, []byte("Hello, World!")))
	// Output: <nil>
}

// Shopify writes base64 with padding; Knit and Kombo base64url without (RawURL).
func ExampleHMAC_base64() {
	keys, err := webhook.StaticKeys("example-shopify-secret")
	if err != nil {
		panic(err)
	}
	h := webhook.HMAC{Header: "X-Shopify-Hmac-Sha256", Encoding: webhook.Std, Keys: keys}

	r := post("X-Shopify-Hmac-Sha256", "U0vzDNKQlUTP8CHDKMXCp0oN1VhowhIX+5i9RHLj7Ss=")
	fmt.Println(h.Verify(r, []byte(`{"id":820982911946154508,"title":"Example"}`)))
	// Output: <nil>
}

// Stripe and Calendly sign a time and a dot before the body, and send the time and the signatures in one
// header. A recorded request is rejected after five minutes.
func ExampleHMAC_timestamped() {
	keys, err := webhook.StaticKeys("whsec_example_not_real")
	if err != nil {
		panic(err)
	}
	h := webhook.HMAC{
		Header: "Stripe-Signature", HeaderSeparator: ",", HeaderPrefix: "v1=", Encoding: webhook.Hex,
		Time: "t=", Prefix: "{time}.",
		Keys: keys,
	}
	clock := time.Unix(1492774577, 0)
	h.Now = func() time.Time { return clock } // in tests only

	body := []byte(`{"id":"evt_example","object":"event","type":"invoice.paid"}`)
	r := post("Stripe-Signature", "t=1492774577,v1=27223163b0bcca4a5bddda40a43f268adcbc211bcd0597852add71bc9cba1f60")
	fmt.Println(h.Verify(r, body))

	clock = clock.Add(6 * time.Minute)
	fmt.Println(h.Verify(r, body))
	// Output:
	// <nil>
	// webhook: the signature was rejected: the signed time is too far from this server's clock
}

// Slack and Zoom send the time in its own header.
func ExampleHMAC_timeHeader() {
	keys, err := webhook.StaticKeys("example-signing-secret")
	if err != nil {
		panic(err)
	}
	h := webhook.HMAC{
		Header: "X-Slack-Signature", HeaderPrefix: "v0=", Encoding: webhook.Hex,
		Time: "X-Slack-Request-Timestamp", Prefix: "v0:{time}:",
		Keys: keys,
	}
	body := []byte(`{"type":"event_callback"}`)
	fmt.Println(h.Verify(webhooktest.Request("/hooks/slack", h, "example-signing-secret", body), body))
	// Output: <nil>
}

// Providers that follow Standard Webhooks (Svix and many others) sign an id and a time, and send each in
// its own header. The key is encoded in base64 after "whsec_". The id is signed, so it can be used for
// deduplication.
func ExampleHMAC_standardWebhooks() {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix("whsec_ZXhhbXBsZS1zZWNyZXQtbm90LXJlYWw=", "whsec_"))
	if err != nil {
		panic(err)
	}
	keys, err := webhook.StaticKeys(string(secret))
	if err != nil {
		panic(err)
	}
	src := webhook.Source{
		Name: "northwind",
		Verifier: webhook.HMAC{
			Header: "Webhook-Signature", HeaderSeparator: " ", HeaderPrefix: "v1,", Encoding: webhook.Std,
			ID: "Webhook-Id", Time: "Webhook-Timestamp", Prefix: "{id}.{time}.",
			Keys: keys,
		},
		Keep: []string{"Webhook-Id"},
		Route: func(d *webhook.Delivery) (webhook.Route, error) {
			var head struct{ Type string }
			err := json.Unmarshal(d.Body, &head)
			return webhook.Route{Event: []byte(head.Type), ID: []byte(d.Header.Get("Webhook-Id"))}, err
		},
	}
	hooks, err := webhook.NewReceiver(src, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		fmt.Println(d.Type, strings.HasPrefix(d.ID, "msg_"))
		return nil
	}))
	if err != nil {
		panic(err)
	}
	r := webhooktest.Request("/hooks/northwind", src.Verifier.(webhook.HMAC), string(secret), []byte(`{"type":"person.hired"}`))
	fmt.Println(webhooktest.Deliver(context.Background(), hooks, r))
	// Output:
	// northwind:person.hired true
	// 200
}

// The body contains the account, whose key signed the body, and the id of the event. BodyKeys finds the
// key before the body is verified. Route reads the id after that.
func ExampleHMAC_idInTheBody() {
	key, err := webhook.NewKey("example-secret-of-account-7")
	if err != nil {
		panic(err)
	}
	accounts := map[string]*webhook.Key{"7": key}
	src := webhook.Source{
		Name: "northwind",
		Verifier: webhook.HMAC{
			Header: "X-Northwind-Signature", Encoding: webhook.Hex,
			Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, nil }, // the header does not contain the account
			BodyKeys: func(_ *http.Request, body []byte) ([]*webhook.Key, error) {
				var claimed struct{ Account string }
				_ = json.Unmarshal(body, &claimed) // invalid JSON has no account
				if key := accounts[claimed.Account]; key != nil {
					return []*webhook.Key{key}, nil
				}
				return nil, nil // 401
			},
		},
		Route: func(d *webhook.Delivery) (webhook.Route, error) {
			var head struct{ Account, Event, ID string }
			err := json.Unmarshal(d.Body, &head)
			return webhook.Route{Event: []byte(head.Event), ID: []byte(head.ID), Tenant: head.Account}, err
		},
	}
	hooks, err := webhook.NewReceiver(src, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		fmt.Println(d.Type, d.ID, "of account", d.Tenant)
		return nil
	}), webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	if err != nil {
		panic(err)
	}
	sign := webhook.HMAC{Header: "X-Northwind-Signature", Encoding: webhook.Hex}
	for _, body := range []string{
		`{"account":"7","event":"person.hired","id":"evt-1"}`,
		`{"account":"7","event":"person.hired","id":"evt-1"}`,
		`{"account":"8","event":"person.hired","id":"evt-2"}`,
	} {
		r := webhooktest.Request("/hooks/northwind", sign, "example-secret-of-account-7", []byte(body))
		fmt.Println(webhooktest.Deliver(context.Background(), hooks, r))
	}
	// Output:
	// northwind:person.hired evt-1 of account 7
	// 200
	// 200
	// 401
}
