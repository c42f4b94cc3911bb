package kombo_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/webhook"
)

// receive posts a body to a receiver, and returns the response status and the deliveries that the sink received.
func receive(t *testing.T, secrets []string, body string, signatures ...string) (int, []*webhook.Delivery) {
	t.Helper()
	var got []*webhook.Delivery
	rx, err := kombo.NewReceiver(secrets, webhook.SinkFunc(func(_ context.Context, d *webhook.Delivery) error {
		got = append(got, d)
		return nil
	}))
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/kombo", strings.NewReader(body))
	for _, signature := range signatures {
		r.Header.Add("X-Kombo-Signature", signature)
	}
	w := httptest.NewRecorder()
	rx.ServeHTTP(w, r)
	require.Empty(t, w.Body.String())
	return w.Code, got
}

func TestNewReceiver(t *testing.T) {
	t.Parallel()
	const secret = "whsec_test_secret"
	const body = `{"id":"2","type":"data-changed","data":{}}`
	const signature = "RMVke8bf6k_-ox2Y94_jSDjX7d-atYPZe3ufZIWKWeM"

	t.Run("accepts a valid signature", func(t *testing.T) {
		t.Parallel()
		status, got := receive(t, []string{"old", secret}, body, signature)
		require.Equal(t, http.StatusOK, status)
		require.Len(t, got, 1)
		require.Equal(t, "kombo:data-changed", got[0].Type)
		require.True(t, bytes.Equal([]byte(body), got[0].Body), "the body must be unmodified")
		require.Empty(t, got[0].Header)
	})
	t.Run("accepts a secret and a body that are not ASCII", func(t *testing.T) {
		t.Parallel()
		status, got := receive(t, []string{"geheim-ü"}, `{"id":"1","type":"data-changed","data":{"name":"Zoë"}}`, "h1jBpaRvbTCZFOvyLFuKQwjWLVACn7AR3HtdwUMGe3c")
		require.Equal(t, http.StatusOK, status)
		require.Len(t, got, 1)
	})
	t.Run("rejects an empty body with a valid signature", func(t *testing.T) {
		t.Parallel()
		status, got := receive(t, []string{secret}, "", "xsF1oHTUguK5Sg-MVhnzq9hhpRHsPqdgO5BoEf09nTA")
		require.Equal(t, http.StatusBadRequest, status)
		require.Empty(t, got)
	})
	mac, err := base64.RawURLEncoding.DecodeString(signature)
	require.NoError(t, err)
	for name, signatures := range map[string][]string{
		"no signature":                  nil,
		"empty signature":               {""},
		"two signatures":                {signature, signature},
		"signature of another body":     {"xsF1oHTUguK5Sg-MVhnzq9hhpRHsPqdgO5BoEf09nTA"},
		"hexadecimal signature":         {hex.EncodeToString(mac)},
		"standard base64 signature":     {base64.StdEncoding.EncodeToString(mac)},
		"padded signature":              {signature + "="},
		"signature with another secret": {webhook.Sign("other", []byte(body), webhook.RawURL, "")},
	} {
		t.Run("rejects "+name, func(t *testing.T) {
			t.Parallel()
			status, got := receive(t, []string{secret}, body, signatures...)
			require.Equal(t, http.StatusUnauthorized, status)
			require.Empty(t, got)
		})
	}
	t.Run("requires a secret", func(t *testing.T) {
		t.Parallel()
		for _, secrets := range [][]string{nil, {""}, {secret, ""}} {
			_, err := kombo.NewReceiver(secrets, webhook.NewRouter())
			require.ErrorIs(t, err, webhook.ErrEmptyKey)
		}
	})
	t.Run("requires a sink", func(t *testing.T) {
		t.Parallel()
		_, err := kombo.NewReceiver([]string{secret}, nil)
		require.Error(t, err)
	})
}

func TestParseDeliveries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, wantType, integration string }{
		{"integration_id", `{"id":"e","type":"sync-finished","data":{"id":"x","integration_id":"sandbox:int1"}}`, "kombo:sync-finished", "sandbox:int1"},
		{"id of a created integration", `{"id":"e","type":"integration-created","data":{"id":"sandbox:int1","integration_id":"x"}}`, "kombo:integration-created", "sandbox:int1"},
		{"id of a deleted integration", `{"data":{"id":"sandbox:int1"},"type":"integration-deleted","id":"e"}`, "kombo:integration-deleted", "sandbox:int1"},
		{"id of an order is not used", `{"id":"e","type":"assessment:order-received","data":{"id":"ord1","integration_id":"sandbox:int1"}}`, "kombo:assessment:order-received", "sandbox:int1"},
		{"failed connection without an integration", `{"id":"e","type":"connection-flow-failed","data":{"integration_tool":"sandbox"}}`, "kombo:connection-flow-failed", ""},
		{"AI Apply application without an integration", `{"id":"e","type":"ai-apply-application-status-updated","data":{"id":"x1"}}`, "kombo:ai-apply-application-status-updated", ""},
		{"unknown event with integration_id", `{"id":"e","type":"moon-rose","data":{"integration_id":"sandbox:int1"}}`, "kombo:moon-rose", "sandbox:int1"},
		{"unknown event with an integration object", `{"id":"e","type":"moon-rose","data":{"id":"x","integration_id":null,"integration":{"id":"sandbox:int1"}}}`, "kombo:moon-rose", "sandbox:int1"},
		{"integration of an issue", `{"id":"e","type":"issue-status-changed","data":{"integration_id":"x","issue":{"id":"y"},"integration":{"id":"sandbox:int1"}}}`, "kombo:issue-status-changed", "sandbox:int1"},
		{"issue without an integration", `{"id":"e","type":"issue-status-changed","data":{"integration_id":"x","issue":{"id":"y"},"integration":null}}`, "kombo:issue-status-changed", ""},
		{"AI Apply data change without an integration", `{"id":"e","type":"ai-apply-data-changed","data":{"changed_models":[]}}`, "kombo:ai-apply-data-changed", ""},
		{"unknown event without data", `{"id":"e","type":"moon-rose"}`, "kombo:moon-rose", ""},
		{"unknown event with an array as data", `{"id":"e","type":"moon-rose","data":[1]}`, "kombo:moon-rose", ""},
		{"unknown event with a numeric integration_id", `{"id":"e","type":"moon-rose","data":{"integration_id":7}}`, "kombo:moon-rose", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := kombo.ParseDeliveries(http.Header{"X-Kombo-Signature": {"secret"}, "X-Other": {"y"}}, []byte(tt.body))
			require.NoError(t, err)
			require.Len(t, got, 1)
			d := got[0]
			require.Equal(t, tt.wantType, d.Type)
			require.Equal(t, "e", d.ID)
			require.Equal(t, tt.integration, d.Tenant)
			require.Equal(t, tt.integration != "", d.TenantSigned, "the tenant is in the signed body")
			require.Equal(t, tt.integration, d.Key)
			require.Equal(t, "kombo", d.Source)
			require.Equal(t, tt.body, string(d.Body))
			require.Empty(t, d.Header)
		})
	}
	for name, body := range map[string]string{
		"no id":                    `{"type":"data-changed","data":{}}`,
		"a numeric integration id": `{"id":"e","type":"data-changed","data":{"integration_id":5}}`,
		"an issue with an invalid integration id": `{"id":"e","type":"issue-status-changed","data":{"integration":{"id":["x"]}}}`,
		"an empty id":                `{"id":"","type":"data-changed","data":{}}`,
		"a numeric id":               `{"id":1,"type":"data-changed","data":{}}`,
		"no type":                    `{"id":"e","data":{}}`,
		"a duplicate id":             `{"id":"e","id":"f","type":"data-changed","data":{}}`,
		"a type in two spellings":    `{"id":"e","type":"data-changed","TYPE":"sync-finished","data":{}}`,
		"duplicate data":             `{"id":"e","type":"data-changed","data":{"integration_id":"a"},"data":{"integration_id":"b"}}`,
		"a duplicate integration_id": `{"id":"e","type":"data-changed","data":{"integration_id":"a","integration_id":"b"}}`,
		"a duplicate id of a created integration": `{"id":"e","type":"integration-created","data":{"id":"a","Id":"b"}}`,
		"a duplicate integration id of an issue":  `{"id":"e","type":"issue-status-changed","data":{"integration":{"id":"a","ID":"b"}}}`,
		"an array":                                `[]`,
		"truncated JSON":                          `{"id":"e","type":"data-changed"`,
		"data after the JSON":                     `{"id":"e","type":"data-changed","data":{}} {}`,
		"invalid UTF-8":                           "{\"id\":\"e\xff\",\"type\":\"data-changed\",\"data\":{}}",
		"the wrapper of Kombo's SDK":              `{"X-Kombo-Signature":"x","body":{"id":"e","type":"data-changed","data":{}}}`,
	} {
		t.Run("rejects "+name, func(t *testing.T) {
			t.Parallel()
			_, err := kombo.ParseDeliveries(nil, []byte(body))
			require.Error(t, err)
		})
	}
}

// FuzzParseDeliveries checks that no body causes a panic, and that an accepted body has a type and an id.
func FuzzParseDeliveries(f *testing.F) {
	for _, s := range samples() {
		f.Add([]byte(s.json))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := kombo.ParseDeliveries(nil, body)
		if err != nil {
			return
		}
		require.Len(t, got, 1)
		require.NotEmpty(t, got[0].ID)
		require.NotEqual(t, "kombo:", got[0].Type)
		require.Equal(t, body, got[0].Body)
	})
}
