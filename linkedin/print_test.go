package linkedin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/linkedin"
)

// printed returns the output of all verbs of fmt and of the handlers of slog for the values.
func printed(values ...any) string {
	var out bytes.Buffer
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			_, _ = fmt.Fprintf(&out, verb+"\n", v)
		}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("x", "value", v)
		}
	}
	return out.String()
}

// encodings returns the forms in which the verbs of fmt write a string or its bytes.
func encodings(secret string) []string {
	return []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%d", []byte(secret)), strings.Trim(fmt.Sprintf("%#v", []byte(secret)), "[]byte{}")}
}

func TestFormatHidesCredentials(t *testing.T) {
	t.Parallel()
	app := linkedin.ProvisionedApplication{
		Key: "urn:li:developerApplication:1", Credentials: testCreds,
		Extra: map[string]json.RawMessage{"clientSecret": json.RawMessage(`"` + testCreds.ClientSecret + `"`)},
	}
	rotation := linkedin.SecretRotation{ClientSecret: testCreds.ClientSecret, Raw: json.RawMessage(`"` + testCreds.ClientSecret + `"`)}
	client, err := linkedin.NewClient(testCreds)
	require.NoError(t, err)
	static := linkedin.StaticSecrets(testCreds.ClientSecret)
	lookup := linkedin.ApplicationSecrets(func(context.Context, string) ([]string, error) { return []string{testCreds.ClientSecret}, nil })
	_, err = lookup.Keys(t.Context(), "777")
	require.NoError(t, err)
	out := printed(testCreds, &testCreds, app, &app, rotation, &rotation, client, *client, static, lookup)
	out += fmt.Sprintf("%v %+v %s", []linkedin.ProvisionedApplication{app}, []linkedin.Credentials{testCreds}, map[string]linkedin.SecretRotation{"a": rotation})
	for _, encoding := range encodings(testCreds.ClientSecret) {
		require.NotContains(t, out, encoding)
	}
	require.Contains(t, out, "urn:li:developerApplication:1")

	stored, err := json.Marshal(linkedin.ProvisionedApplication{Credentials: testCreds})
	require.NoError(t, err)
	require.Contains(t, string(stored), "s3cret", "encoding/json must write the secret, so that your backend can store it")
}
