package webhooktest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

const secret = "test-secret-not-real"

func TestRequest(t *testing.T) {
	keys, err := webhook.StaticKeys(secret)
	require.NoError(t, err)
	for _, h := range []webhook.HMAC{
		{Header: "X-Acme-Signature", Keys: keys},
		{Header: "X-LI-Signature", Encoding: webhook.Hex, Prefix: "hmacsha256=", Keys: keys},
		{Header: "x-acme-signature", Encoding: webhook.Std, Keys: keys},
	} {
		for _, body := range []string{"", `{"a":1}`, "\xff\x00"} {
			r := webhooktest.Request("http://127.0.0.1/hooks", h, secret, []byte(body))
			require.Equal(t, http.MethodPost, r.Method)
			require.NoError(t, h.Verify(r, []byte(body)))
			require.ErrorIs(t, h.Verify(webhooktest.Request("/", h, "another", []byte(body)), []byte(body)), webhook.ErrSignature)
		}
	}
}

func TestRequestUnsigned(t *testing.T) {
	r := webhooktest.Request("/hooks/path-secret", webhook.HMAC{}, "", []byte("{}"))
	require.Equal(t, http.Header{"Content-Type": {"application/json"}}, r.Header)
	require.Equal(t, "/hooks/path-secret", r.URL.Path)
}

func TestRequestInvalidURL(t *testing.T) {
	require.Panics(t, func() { webhooktest.Request("http://[", webhook.HMAC{}, "", nil) })
}

func TestRequestOverNetwork(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %s", r.Header.Get("X-Sig"), body)
	}))
	defer srv.Close()
	res, err := srv.Client().Do(webhooktest.Request(srv.URL, webhook.HMAC{Header: "X-Sig"}, secret, []byte("{}")))
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, webhook.Sign(secret, []byte("{}"), webhook.RawURL, "")+" {}", string(got))
}

func TestDeliverTwice(t *testing.T) {
	var bodies []string
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		r.Header.Set("X-Changed", "by the handler")
		w.WriteHeader(http.StatusAccepted)
	})
	r := webhooktest.Request("/", webhook.HMAC{}, "", []byte("once, and again"))
	for range 3 {
		require.Equal(t, http.StatusAccepted, webhooktest.Deliver(t.Context(), h, r))
	}
	require.Equal(t, []string{"once, and again", "once, and again", "once, and again"}, bodies)
	require.Empty(t, r.Header.Get("X-Changed"))
}

func TestDeliverContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { assert.Error(t, r.Context().Err()) })
	require.Equal(t, http.StatusOK, webhooktest.Deliver(ctx, h, webhooktest.Request("/", webhook.HMAC{}, "", nil)))
}

func TestDeliverAbortHandler(t *testing.T) {
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	require.Zero(t, webhooktest.Deliver(t.Context(), h, webhooktest.Request("/", webhook.HMAC{}, "", nil)))
}

func TestDeliverPanic(t *testing.T) {
	boom := errors.New("boom")
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(boom) })
	require.PanicsWithValue(t, boom, func() {
		webhooktest.Deliver(t.Context(), h, webhooktest.Request("/", webhook.HMAC{}, "", nil))
	})
}
