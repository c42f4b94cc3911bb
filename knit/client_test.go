package knit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

func TestNewClient(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts []rolecall.Option
		want string
	}{
		"production by default": {nil, "https://api.getknit.dev/v1.0/sync.start"},
		"production":            {[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentProduction)}, "https://api.getknit.dev/v1.0/sync.start"},
		"sandbox":               {[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentSandbox)}, "https://api.sandbox.getknit.dev/v1.0/sync.start"},
		"EU":                    {[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentEU)}, "https://api.eu.getknit.dev/v1.0/sync.start"},
		"base URL": {
			[]rolecall.Option{rolecall.WithBaseURL("https://proxy.example.com/knit/v1.0/")}, "https://proxy.example.com/knit/v1.0/sync.start",
		},
		"last of two options applies": {
			[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentEU), rolecall.WithBaseURL("https://proxy.example.com")}, "https://proxy.example.com/sync.start",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			integration, network := mockIntegration(t, respondWith(200, started), tt.opts...)
			_, err := integration.StartSync(t.Context(), jobs())
			require.NoError(t, err)
			require.Len(t, network.requests(), 1)
			require.Equal(t, tt.want, network.requests()[0].URL)
		})
	}

	for name, key := range map[string]string{
		"empty key": "", "key with line break": "key\n", "key with space": "a key", "key with tab": "\tkey",
		"key not ASCII": "clé", "key with control character": "key\x7f",
	} {
		t.Run("rejects "+name, func(t *testing.T) {
			t.Parallel()
			client, err := knit.NewClient(key)
			require.Nil(t, client)
			require.ErrorContains(t, err, "knit: API key")
			if key != "" {
				require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), key)
			}
		})
	}
	for name, opt := range map[string]rolecall.Option{
		"unknown environment":  knit.WithEnvironment("staging"),
		"base URL without TLS": rolecall.WithBaseURL("http://api.example.com"),
		"relative base URL":    rolecall.WithBaseURL("api.example.com"),
		"option that fails":    func(*rolecall.Config) error { return errors.New("not possible") },
	} {
		t.Run("rejects "+name, func(t *testing.T) {
			t.Parallel()
			client, err := knit.NewClient(apiKey, opt)
			require.Nil(t, client)
			require.ErrorContains(t, err, "knit: ")
			require.NotContains(t, err.Error(), apiKey)
		})
	}
}

func TestRequestHeaders(t *testing.T) {
	t.Parallel()
	integration, network := mockIntegration(t, respondWith(200, started), rolecall.WithUserAgent("acme/1.0"))
	require.Equal(t, integrationID, integration.ID())
	_, err := integration.StartSync(t.Context(), jobs())
	require.NoError(t, err)
	_, err = integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: knit.DataTypeATSJobs, Frequency: knit.FrequencyHigh})
	require.NoError(t, err)
	require.NoError(t, integration.PauseSync(t.Context(), knit.PauseSyncRequest{DataType: knit.DataTypeATSJobs}))
	require.Len(t, network.requests(), 3)
	for _, r := range network.requests() {
		require.Equal(t, http.MethodPost, r.Method)
		require.Equal(t, "Bearer "+apiKey, r.Header.Get("Authorization"))
		require.Equal(t, []string{integrationID}, r.Header["X-Knit-Integration-Id"])
		require.Equal(t, "application/json", r.Header.Get("Content-Type"))
		require.Equal(t, "application/json", r.Header.Get("Accept"))
		require.Contains(t, r.Header.Get("User-Agent"), "acme/1.0 ")
	}
}

func TestConcurrentIntegrations(t *testing.T) {
	t.Parallel()
	n := newNetwork(respondWith(200, started))
	client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(n.client()))
	require.NoError(t, err)
	for _, id := range []string{"mg_a", "mg_b", "mg_a"} {
		_, err := client.Integration(id).StartSync(t.Context(), jobs())
		require.NoError(t, err)
	}
	for i, id := range []string{"mg_a", "mg_b", "mg_a"} {
		require.Equal(t, []string{id}, n.requests()[i].Header["X-Knit-Integration-Id"])
	}
}

// No fmt verb, log or JSON encoding shows the API key.
func TestClientHidesAPIKey(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	// Knit's response contains the key, and is a 503, which is not retried for a start.
	integration, network := mockIntegration(t, respondWith(503, `{"success":false,"error":{"msg":"busy"},"key":"`+apiKey+`"}`,
		"Set-Cookie", "k="+apiKey, "Authorization", apiKey), rolecall.WithLogger(log.logger()))
	client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(network.client()), rolecall.WithLogger(log.logger()))
	require.NoError(t, err)
	_, callErr := integration.StartSync(t.Context(), jobs())
	require.Error(t, callErr)
	receiver, err := knit.NewReceiver([]string{apiKey}, acceptAll{})
	require.NoError(t, err)

	for _, v := range []any{client, *client, integration, *integration, callErr, receiver, map[string]any{"client": client}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			require.NotContains(t, fmt.Sprintf(verb, v), apiKey, "%s of %T", verb, v)
		}
		log.logger().Error("careless", "value", v)
		encoded, err := json.Marshal(v)
		require.NoError(t, err)
		require.NotContains(t, string(encoded), apiKey)
	}
	require.NotEmpty(t, log.lines())
	for _, line := range log.lines() {
		require.NotContains(t, line, apiKey)
	}
	for name, values := range asError(t, callErr).Header {
		require.NotContains(t, values, apiKey, "%s is kept", name)
	}
}
