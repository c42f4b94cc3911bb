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

// receive posts a body and returns the status and what the sink got.
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

	t.Run("takes what Kombo signs", func(t *testing.T) {
		t.Parallel()
		status, got := receive(t, []string{"old", secret}, body, signature)
		require.Equal(t, http.StatusOK, status)
		require.Len(t, got, 1)
		require.Equal(t, "kombo:data-changed", got[0].Type)
		require.True(t, bytes.Equal([]byte(body), got[0].Body), "the bytes changed")
		require.Empty(t, got[0].Header)
	})
	t.Run("takes a secret and a body beyond ASCII", func(t *testing.T) {
		t.Parallel()
		status, got := receive(t, []string{"geheim-ü"}, `{"id":"1","type":"data-changed","data":{"name":"Zoë"}}`, "h1jBpaRvbTCZFOvyLFuKQwjWLVACn7AR3HtdwUMGe3c")
		require.Equal(t, http.StatusOK, status)
		require.Len(t, got, 1)
	})
	t.Run("an empty body is signed, and no event", func(t *testing.T) {
		t.Parallel()
		status, got := receive(t, []string{secret}, "", "xsF1oHTUguK5Sg-MVhnzq9hhpRHsPqdgO5BoEf09nTA")
		require.Equal(t, http.StatusBadRequest, status)
		require.Empty(t, got)
	})
	mac, err := base64.RawURLEncoding.DecodeString(signature)
	require.NoError(t, err)
	for name, signatures := range map[string][]string{
		"no signature":           nil,
		"an empty one":           {""},
		"two":                    {signature, signature},
		"one of another body":    {"xsF1oHTUguK5Sg-MVhnzq9hhpRHsPqdgO5BoEf09nTA"},
		"one in hexadecimal":     {hex.EncodeToString(mac)},
		"one in standard base64": {base64.StdEncoding.EncodeToString(mac)},
		"one with padding":       {signature + "="},
		"one by another secret":  {webhook.Sign("other", []byte(body), webhook.RawURL, "")},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			t.Parallel()
			status, got := receive(t, []string{secret}, body, signatures...)
			require.Equal(t, http.StatusUnauthorized, status)
			require.Empty(t, got)
		})
	}
	t.Run("needs a secret", func(t *testing.T) {
		t.Parallel()
		for _, secrets := range [][]string{nil, {""}, {secret, ""}} {
			_, err := kombo.NewReceiver(secrets, webhook.NewRouter())
			require.ErrorIs(t, err, webhook.ErrEmptyKey)
		}
	})
	t.Run("needs a sink", func(t *testing.T) {
		t.Parallel()
		_, err := kombo.NewReceiver([]string{secret}, nil)
		require.Error(t, err)
	})
}

func TestParseDeliveries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, wantType, integration string }{
		{"most events name the integration", `{"id":"e","type":"sync-finished","data":{"id":"x","integration_id":"sandbox:int1"}}`, "kombo:sync-finished", "sandbox:int1"},
		{"a new one is itself", `{"id":"e","type":"integration-created","data":{"id":"sandbox:int1","integration_id":"x"}}`, "kombo:integration-created", "sandbox:int1"},
		{"so is one that is gone", `{"data":{"id":"sandbox:int1"},"type":"integration-deleted","id":"e"}`, "kombo:integration-deleted", "sandbox:int1"},
		{"an order's id is not the integration's", `{"id":"e","type":"assessment:order-received","data":{"id":"ord1","integration_id":"sandbox:int1"}}`, "kombo:assessment:order-received", "sandbox:int1"},
		{"a failed connection has none", `{"id":"e","type":"connection-flow-failed","data":{"integration_tool":"sandbox"}}`, "kombo:connection-flow-failed", ""},
		{"nor has AI Apply", `{"id":"e","type":"ai-apply-application-status-updated","data":{"id":"x1"}}`, "kombo:ai-apply-application-status-updated", ""},
		{"an event of tomorrow may have one", `{"id":"e","type":"moon-rose","data":{"integration_id":"sandbox:int1"}}`, "kombo:moon-rose", "sandbox:int1"},
		{"or have it as an issue does", `{"id":"e","type":"moon-rose","data":{"id":"x","integration_id":null,"integration":{"id":"sandbox:int1"}}}`, "kombo:moon-rose", "sandbox:int1"},
		{"an issue has it one level deeper", `{"id":"e","type":"issue-status-changed","data":{"integration_id":"x","issue":{"id":"y"},"integration":{"id":"sandbox:int1"}}}`, "kombo:issue-status-changed", "sandbox:int1"},
		{"an issue of the account has none", `{"id":"e","type":"issue-status-changed","data":{"integration_id":"x","issue":{"id":"y"},"integration":null}}`, "kombo:issue-status-changed", ""},
		{"nor has changed data of AI Apply", `{"id":"e","type":"ai-apply-data-changed","data":{"changed_models":[]}}`, "kombo:ai-apply-data-changed", ""},
		{"or no data at all", `{"id":"e","type":"moon-rose"}`, "kombo:moon-rose", ""},
		{"or data of another kind", `{"id":"e","type":"moon-rose","data":[1]}`, "kombo:moon-rose", ""},
		{"an id that is no text is none", `{"id":"e","type":"moon-rose","data":{"integration_id":7}}`, "kombo:moon-rose", ""},
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
			require.Equal(t, tt.integration != "", d.TenantSigned, "it is in the signed body")
			require.Equal(t, tt.integration, d.Key)
			require.Equal(t, "kombo", d.Source)
			require.Equal(t, tt.body, string(d.Body))
			require.Empty(t, d.Header)
		})
	}
	for name, body := range map[string]string{
		"no id":                           `{"type":"data-changed","data":{}}`,
		"an integration that is a number": `{"id":"e","type":"data-changed","data":{"integration_id":5}}`,
		"an issue's integration of no id": `{"id":"e","type":"issue-status-changed","data":{"integration":{"id":["x"]}}}`,
		"an empty id":                     `{"id":"","type":"data-changed","data":{}}`,
		"an id that is no text":           `{"id":1,"type":"data-changed","data":{}}`,
		"no type":                         `{"id":"e","data":{}}`,
		"an id twice":                     `{"id":"e","id":"f","type":"data-changed","data":{}}`,
		"a type in two spellings":         `{"id":"e","type":"data-changed","TYPE":"sync-finished","data":{}}`,
		"data twice":                      `{"id":"e","type":"data-changed","data":{"integration_id":"a"},"data":{"integration_id":"b"}}`,
		"an integration twice":            `{"id":"e","type":"data-changed","data":{"integration_id":"a","integration_id":"b"}}`,
		"a new integration twice":         `{"id":"e","type":"integration-created","data":{"id":"a","Id":"b"}}`,
		"an issue's integration twice":    `{"id":"e","type":"issue-status-changed","data":{"integration":{"id":"a","ID":"b"}}}`,
		"no object":                       `[]`,
		"no JSON":                         `{"id":"e","type":"data-changed"`,
		"something behind the JSON":       `{"id":"e","type":"data-changed","data":{}} {}`,
		"text that is not UTF-8":          "{\"id\":\"e\xff\",\"type\":\"data-changed\",\"data\":{}}",
		"a wrapper as in Kombo's own SDK": `{"X-Kombo-Signature":"x","body":{"id":"e","type":"data-changed","data":{}}}`,
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			t.Parallel()
			_, err := kombo.ParseDeliveries(nil, []byte(body))
			require.Error(t, err)
		})
	}
}

// FuzzParseDeliveries: whatever comes in, nothing panics, and what is accepted has a type and an
// id.
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
