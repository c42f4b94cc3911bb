package webhook_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// tenants returns acme with one secret for each tenant. Only the body contains the tenant. head lists the
// secrets that do not depend on the body; lookups receives the tenant of each call of BodyKeys.
func tenants(t testing.TB, head ...string) (src webhook.Source, lookups *[]string) {
	t.Helper()
	src = acme(t)
	h := acmeHMAC(t)
	h.Keys = func(*http.Request) ([]*webhook.Key, error) { return nil, nil }
	if len(head) > 0 {
		h = acmeHMAC(t, head...)
	}
	lookups = new([]string)
	h.BodyKeys = func(_ *http.Request, body []byte) ([]*webhook.Key, error) {
		for _, name := range []string{"t-1", "t-2"} {
			if strings.Contains(string(body), name) {
				*lookups = append(*lookups, name)
				key, err := webhook.NewKey("secret-of-" + name)
				return []*webhook.Key{key}, err
			}
		}
		if strings.Contains(string(body), "down") {
			return nil, errors.New("the store is down")
		}
		return nil, nil
	}
	src.Verifier = h
	return src, lookups
}

func TestBodyKeys(t *testing.T) {
	send := func(src webhook.Source, e acmeEvent, secret string) (int, webhook.Result) {
		var reported results
		rx := receiver(t, src, &inbox{}, reported.options()...)
		status := webhooktest.Deliver(t.Context(), rx, webhooktest.Request("/", webhook.HMAC{Header: acmeHeader}, secret, e.body()))
		return status, reported.only(t)
	}
	for name, c := range map[string]struct {
		head    []string
		event   acmeEvent
		secret  string
		status  int
		key     int
		lookups int
	}{
		"key of the tenant":        {nil, acmeEvent{Event: "e", Tenant: "t-2"}, "secret-of-t-2", 200, 0, 1},
		"key of another tenant":    {nil, acmeEvent{Event: "e", Tenant: "t-2"}, "secret-of-t-1", 401, -1, 1},
		"unknown tenant":           {nil, acmeEvent{Event: "e", Tenant: "t-3"}, "secret-of-t-1", 401, -1, 0},
		"BodyKeys follow Keys":     {[]string{"a", "b"}, acmeEvent{Event: "e", Tenant: "t-1"}, "secret-of-t-1", 200, 2, 1},
		"not called if Keys match": {[]string{"a", "b"}, acmeEvent{Event: "e", Tenant: "t-1"}, "b", 200, 1, 0},
		"lookup fails":             {nil, acmeEvent{Event: "e", Tenant: "down"}, "secret-of-t-1", 503, -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			src, lookups := tenants(t, c.head...)
			status, reported := send(src, c.event, c.secret)
			require.Equal(t, c.status, status)
			require.Equal(t, c.key, reported.KeyIndex)
			require.Len(t, *lookups, c.lookups)
		})
	}
	t.Run("not called before the cheap checks", func(t *testing.T) {
		src, lookups := tenants(t)
		rx := receiver(t, src, &inbox{})
		r := signed(acmeEvent{Event: "e", Tenant: "t-1"}.body())
		r.Header.Del(acmeHeader)
		require.Equal(t, 401, respond(rx, r).Code)
		require.Empty(t, *lookups)
	})
	t.Run("with other forms of the body", func(t *testing.T) {
		src, _ := tenants(t)
		h := src.Verifier.(webhook.HMAC)
		h.Forms = func(body []byte) [][]byte { return [][]byte{[]byte(strings.ToUpper(string(body)))} }
		src.Verifier = h
		e := acmeEvent{Event: "e", Tenant: "t-1"}
		r := signed(e.body())
		r.Header.Set(acmeHeader, webhook.Sign("secret-of-t-1", []byte(strings.ToUpper(string(e.body()))), webhook.RawURL, ""))
		require.Equal(t, 200, respond(receiver(t, src, &inbox{}), r).Code)
	})
	t.Run("Verify without a receiver", func(t *testing.T) {
		src, _ := tenants(t)
		body := acmeEvent{Event: "e", Tenant: "t-1"}.body()
		require.ErrorIs(t, src.Verifier.Verify(signed(body), body), webhook.ErrSignature)
		require.NoError(t, src.Verifier.Verify(webhooktest.Request("/", webhook.HMAC{Header: acmeHeader}, "secret-of-t-1", body), body))
	})
}

func TestKeySign(t *testing.T) {
	key, err := webhook.NewKey(acmeSecret)
	require.NoError(t, err)
	for _, enc := range []webhook.Encoding{webhook.RawURL, webhook.Hex, webhook.Std} {
		got, err := key.Sign([]byte("text"), enc, "p=")
		require.NoError(t, err)
		require.Equal(t, webhook.Sign(acmeSecret, []byte("text"), enc, "p="), got)
	}
	for _, none := range []*webhook.Key{nil, {}} {
		_, err := none.Sign([]byte("text"), webhook.Hex, "")
		require.ErrorIs(t, err, webhook.ErrEmptyKey)
	}
}

// The response contains the reason only for an authentic request of a source with Explain.
func TestExplain(t *testing.T) {
	explaining := func(src webhook.Source) webhook.Source {
		src.Explain = func(err error) []byte { return []byte(`{"why":"` + strings.ReplaceAll(err.Error(), `"`, `'`) + `"}`) }
		return src
	}
	for name, src := range map[string]webhook.Source{"one event": explaining(acme(t)), "several events": explaining(acmeBatch(t))} {
		t.Run(name, func(t *testing.T) {
			rx := receiver(t, src, &inbox{err: errors.New("failed")})
			w := respond(rx, signed([]byte(`not JSON`)))
			require.Equal(t, 400, w.Code)
			require.Equal(t, "application/json", w.Header().Get("Content-Type"))
			require.Contains(t, w.Body.String(), `{"why":"invalid character`)

			forged := signed([]byte(`not JSON`))
			forged.Header.Set(acmeHeader, webhook.Sign("another", []byte(`not JSON`), webhook.RawURL, ""))
			cut := signed(hired.body())
			cut.ContentLength++
			for want, r := range map[int]*http.Request{401: forged, 400: cut} {
				w := respond(rx, r)
				require.Equal(t, want, w.Code)
				require.Empty(t, w.Body.String())
			}
		})
	}
	t.Run("not called after a failed handler", func(t *testing.T) {
		w := respond(receiver(t, explaining(acme(t)), &inbox{err: errors.New("failed")}), signed(hired.body()))
		require.Equal(t, 500, w.Code)
		require.Empty(t, w.Body.String())
	})
}

// OnResult also receives the status of a response to a GET.
func TestGet(t *testing.T) {
	for status, failed := range map[int]bool{200: false, 204: false, 400: true, 404: true} {
		var reported results
		src := acme(t)
		src.Get = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Get", "yes")
			if status != 200 {
				w.WriteHeader(status)
			}
			_, _ = w.Write([]byte("hello"))
		}
		rx := receiver(t, src, &inbox{}, reported.options()...)
		r := signed(nil)
		r.Method = http.MethodGet
		w := respond(rx, r)
		require.Equal(t, status, w.Code)
		require.Equal(t, "yes", w.Header().Get("X-Get"))
		one := reported.only(t)
		require.Equal(t, status, one.Status)
		require.Equal(t, failed, one.Err != nil)
		require.Nil(t, one.Delivery)
		require.Empty(t, reported.failed)
	}
}
