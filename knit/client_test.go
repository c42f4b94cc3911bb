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
		"talks to production by default": {nil, "https://api.getknit.dev/v1.0/sync.start"},
		"talks to production when told":  {[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentProduction)}, "https://api.getknit.dev/v1.0/sync.start"},
		"talks to the sandbox":           {[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentSandbox)}, "https://api.sandbox.getknit.dev/v1.0/sync.start"},
		"talks to the EU":                {[]rolecall.Option{knit.WithEnvironment(knit.EnvironmentEU)}, "https://api.eu.getknit.dev/v1.0/sync.start"},
		"talks to a base URL of one's own": {
			[]rolecall.Option{rolecall.WithBaseURL("https://proxy.example.com/knit/v1.0/")}, "https://proxy.example.com/knit/v1.0/sync.start",
		},
		"lets the later of two options stand": {
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
		"an empty key": "", "a key with a line break": "key\n", "a key with a space": "a key", "a key with a tab": "\tkey",
		"a key beyond ASCII": "clé", "a key with a control character": "key\x7f",
	} {
		t.Run("refuses "+name, func(t *testing.T) {
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
		"an environment that there is not": knit.WithEnvironment("staging"),
		"a base URL without TLS":           rolecall.WithBaseURL("http://api.example.com"),
		"a base URL that is none":          rolecall.WithBaseURL("api.example.com"),
		"an option that fails":             func(*rolecall.Config) error { return errors.New("it cannot be done") },
	} {
		t.Run("refuses "+name, func(t *testing.T) {
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

// The key is in nothing that a careless line prints: under no verb, in no log, as no JSON.
func TestClientHidesAPIKey(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	// Knit's answer quotes the key, and asks for a repetition that is not made.
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
		text, err := json.Marshal(v)
		require.NoError(t, err)
		require.NotContains(t, string(text), apiKey)
	}
	require.NotEmpty(t, log.lines())
	for _, line := range log.lines() {
		require.NotContains(t, line, apiKey)
	}
	for name, values := range asError(t, callErr).Header {
		require.NotContains(t, values, apiKey, "%s is kept", name)
	}
}
