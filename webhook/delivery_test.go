package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestDeliveryJSON(t *testing.T) {
	src := routed(webhook.Route{
		Event: []byte("record.new"), Object: []byte("ats_<jobs>&"), ID: []byte("evt-1 \u2028 \"ü\""), Key: parts("a/b", "<&>", "✓"), Tenant: "t-1",
	})
	src.Keep = []string{"X-Run", "X-Many"}
	h := http.Header{"X-Run": {"r<1>"}, "X-Many": {"1", "2"}}
	bodies := map[string]string{"large body": strings.Repeat("\x00\xff", 100_000)}
	for _, v := range vectors {
		bodies[v.name] = v.body
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			for _, header := range []http.Header{nil, h} {
				d := parseOne(t, src, header, []byte(body))
				stored, err := json.Marshal(d)
				require.NoError(t, err)
				var decoded webhook.Delivery
				require.NoError(t, json.Unmarshal(stored, &decoded))
				require.Equal(t, *d, decoded)
				require.Equal(t, body, string(decoded.Body))
				require.True(t, d.Received.Equal(decoded.Received))
				restored, err := json.Marshal(&decoded)
				require.NoError(t, err)
				require.Equal(t, string(stored), string(restored))
			}
		})
	}
}

func TestDeliveryJSONKeepsSignature(t *testing.T) {
	// encoding/json would escape this body differently. The signature covers the bytes that were sent.
	body := []byte(`{"t":"a<b>&c"}`)
	stored, err := json.Marshal(parseOne(t, routed(webhook.Route{Event: []byte("e")}), nil, body))
	require.NoError(t, err)
	var decoded webhook.Delivery
	require.NoError(t, json.Unmarshal(stored, &decoded))
	require.Equal(t, "uoX6-Yex5vxkb_8J4bqPTDyOKKuWBAvU7cypNYK6yR0", webhook.Sign(kn, decoded.Body, webhook.RawURL, ""))
}

func TestDeliveryJSONNames(t *testing.T) {
	// Queues contain deliveries that other versions of this package stored.
	d := webhook.Delivery{
		Type: "acme:e/o", ID: "i", Key: "k", Tenant: "t", TenantSigned: true, Source: "acme", Body: []byte("{}"), Header: http.Header{"X-Run": {"r"}},
		Received: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC),
	}
	got, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, `{"type":"acme:e/o","id":"i","key":"k","tenant":"t","tenantSigned":true,"source":"acme","body":"e30=","header":{"X-Run":["r"]},"received":"2026-01-02T03:04:05.000006Z"}`, string(got))
	got, err = json.Marshal(webhook.Delivery{})
	require.NoError(t, err)
	require.JSONEq(t, `{"type":"","id":"","source":"","body":null,"received":"0001-01-01T00:00:00Z"}`, string(got))
}

func TestDeliveryFormat(t *testing.T) {
	d := webhook.Delivery{
		Type: "acme:person.hired", ID: "evt-1", Key: "key-held", Tenant: "tenant-held", Source: "acme", Body: []byte("body-held"),
		Header: http.Header{"X-Held": {"header-held"}}, Received: time.Now(),
	}
	const want = "acme:person.hired id=evt-1 (9 bytes)"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%c", "%U", "%e"} {
		require.Equal(t, want, fmt.Sprintf(verb, d), verb)
		require.Equal(t, want, fmt.Sprintf(verb, &d), verb)
		for _, nested := range []any{[]webhook.Delivery{d}, map[string]webhook.Delivery{"x": d}, struct{ D webhook.Delivery }{d}} {
			text := fmt.Sprintf(verb, nested)
			require.NotContains(t, text, "held", verb)
			require.NotContains(t, text, fmt.Sprintf("%x", "body-held"), verb)
			require.NotContains(t, text, fmt.Sprint(string([]byte("body-held"))), verb)
		}
	}
	for name, h := range map[string]func(*bytes.Buffer) slog.Handler{
		"JSON": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			var text bytes.Buffer
			log := slog.New(h(&text))
			log.Info("x", "d", d)
			log.Info("x", "d", &d)
			log.Info("x", slog.Group("g", "d", d))
			require.Equal(t, 3, strings.Count(text.String(), "evt-1"))
			require.NotContains(t, text.String(), "held")
		})
	}
}

func throughJSON(t testing.TB, d *webhook.Delivery) (decoded webhook.Delivery) {
	t.Helper()
	stored, err := json.Marshal(d)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(stored, &decoded))
	return decoded
}
