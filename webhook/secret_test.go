package webhook_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestSharedSecret(t *testing.T) {
	get := func(r *http.Request) string { return r.Header.Get("X-Secret") }
	v, err := webhook.SharedSecret(get, "current-not-real", "old-not-real")
	require.NoError(t, err)
	for value, ok := range map[string]bool{
		"current-not-real": true, "old-not-real": true,
		"": false, "current-not-rea": false, "current-not-real ": false, "Current-not-real": false,
		"current-not-realold-not-real": false, "other": false,
	} {
		err := v.Verify(&http.Request{Header: http.Header{"X-Secret": {value}}}, nil)
		if ok {
			require.NoError(t, err, value)
			continue
		}
		require.ErrorIs(t, err, webhook.ErrSignature, value)
		require.NotContains(t, err.Error(), "current-not-real")
	}
	require.ErrorIs(t, v.Verify(&http.Request{}, nil), webhook.ErrSignature)
}

func TestSharedSecretEmpty(t *testing.T) {
	get := func(*http.Request) string { return "" }
	for _, want := range [][]string{nil, {""}, {"a", ""}} {
		_, err := webhook.SharedSecret(get, want...)
		require.ErrorIs(t, err, webhook.ErrEmptyKey)
	}
	_, err := webhook.SharedSecret(nil, "a")
	require.Error(t, err)
}

func TestSharedSecretInPath(t *testing.T) {
	v, err := webhook.SharedSecret(func(r *http.Request) string { return r.PathValue("secret") }, "path-secret-not-real")
	require.NoError(t, err)
	src := acme(t)
	src.Verifier = v
	var in inbox
	mux := http.NewServeMux()
	mux.Handle("POST /hooks/acme/{secret}", receiver(t, src, &in))
	for path, want := range map[string]int{"/hooks/acme/path-secret-not-real": 200, "/hooks/acme/guess": 401, "/hooks/acme/": 404} {
		r := signed(hired.body())
		r.URL.Path = path
		require.Equal(t, want, respond(mux, r).Code, path)
	}
	require.Len(t, in.all(), 1)
}

func TestBasicAuth(t *testing.T) {
	v, err := webhook.BasicAuth("sender", "current-not-real", "old-not-real")
	require.NoError(t, err)
	try := func(user, password string) error {
		r := &http.Request{Header: http.Header{}}
		r.SetBasicAuth(user, password)
		return v.Verify(r, nil)
	}
	require.NoError(t, try("sender", "current-not-real"))
	require.NoError(t, try("sender", "old-not-real"))
	require.ErrorIs(t, try("Sender", "current-not-real"), webhook.ErrSignature)
	require.ErrorIs(t, try("sender", "guess"), webhook.ErrSignature)
	require.ErrorIs(t, try("current-not-real", "sender"), webhook.ErrSignature)
	require.ErrorIs(t, try("", ""), webhook.ErrSignature)
	require.ErrorIs(t, try("sender", ""), webhook.ErrSignature)
}

func TestBasicAuthHeader(t *testing.T) {
	v, err := webhook.BasicAuth("sender", "current-not-real")
	require.NoError(t, err)
	good := &http.Request{Header: http.Header{}}
	good.SetBasicAuth("sender", "current-not-real")
	value := good.Header.Get("Authorization")
	for name, values := range map[string][]string{
		"missing": nil, "twice": {value, value}, "good, then wrong": {value, "Basic eDp5"},
		"another scheme": {"Bearer" + value[len("Basic"):]}, "no base64": {"Basic !"}, "only the scheme": {"Basic"},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, v.Verify(&http.Request{Header: http.Header{"Authorization": values}}, nil), webhook.ErrSignature)
		})
	}
}

func TestBasicAuthEmpty(t *testing.T) {
	for _, c := range []struct {
		user      string
		passwords []string
	}{{"", []string{"p"}}, {"u", nil}, {"u", []string{""}}, {"u", []string{"p", ""}}} {
		_, err := webhook.BasicAuth(c.user, c.passwords...)
		require.ErrorIs(t, err, webhook.ErrEmptyKey)
	}
}

func TestUnverified(t *testing.T) {
	require.NoError(t, webhook.Unverified().Verify(&http.Request{}, nil))
	src := acme(t)
	src.Verifier = webhook.Unverified()
	var in inbox
	r := signed(hired.body())
	r.Header.Del(acmeHeader)
	require.Equal(t, http.StatusOK, respond(receiver(t, src, &in), r).Code)
	require.Len(t, in.all(), 1)
}
