package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestNewKeyEmpty(t *testing.T) {
	key, err := webhook.NewKey("")
	require.ErrorIs(t, err, webhook.ErrEmptyKey)
	require.Nil(t, key)
	for _, secrets := range [][]string{nil, {}, {""}, {kn, ""}, {"", kn}} {
		keys, err := webhook.StaticKeys(secrets...)
		require.ErrorIs(t, err, webhook.ErrEmptyKey)
		require.Nil(t, keys)
	}
}

func TestStaticKeysEmpty(t *testing.T) {
	_, err := webhook.StaticKeys(kn, "", ko)
	require.ErrorContains(t, err, "secret 2 of 3")
	require.NotContains(t, err.Error(), kn)
	require.NotContains(t, err.Error(), ko)
}

func TestStaticKeys(t *testing.T) {
	keys, err := webhook.StaticKeys(kn, ko)
	require.NoError(t, err)
	first, err := keys(nil)
	require.NoError(t, err)
	second, err := keys(&http.Request{})
	require.NoError(t, err)
	require.Len(t, first, 2)
	for i := range first {
		require.Same(t, first[i], second[i])
	}
}

func TestKeyFormat(t *testing.T) {
	key, err := webhook.NewKey(kn)
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%c", "%U", "%e"} {
		require.Equal(t, "[key]", fmt.Sprintf(verb, key), verb)
		require.NotContains(t, fmt.Sprintf(verb, []*webhook.Key{key}), kn, verb)
		require.NotContains(t, fmt.Sprintf(verb, struct{ K *webhook.Key }{key}), kn, verb)
	}
	require.Equal(t, "[key]", fmt.Sprint(key))
	require.Equal(t, "[key]", key.String())
	got, err := json.Marshal(map[string]any{"k": key})
	require.NoError(t, err)
	require.JSONEq(t, `{"k":"[key]"}`, string(got))

	var text bytes.Buffer
	slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "key", key, "keys", []*webhook.Key{key})
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "key", key, "keys", []*webhook.Key{key})
	require.Contains(t, text.String(), "[key]")
	require.NotContains(t, text.String(), kn)
}

// TestNewKeyFIPS runs itself in another process, because the mode applies to a whole process.
func TestNewKeyFIPS(t *testing.T) {
	const inner = "WEBHOOK_TEST_FIPS"
	if os.Getenv(inner) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), inner+"=1", "GODEBUG=fips140=only")
		text, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", text)
		require.Contains(t, string(text), "PASS: "+t.Name())
		return
	}
	_, err := webhook.NewKey("thirteen char")
	require.ErrorContains(t, err, "FIPS")
	_, err = webhook.NewKey("fourteen chars")
	require.NoError(t, err)
}
