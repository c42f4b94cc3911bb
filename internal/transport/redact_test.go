package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestEchoedSecrets(t *testing.T) {
	t.Parallel()
	const key, other = `fake-"key"/of+tests&'<=>`, "fake-client-secret"
	spec := testSpec()
	spec.Authorize = func(r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+key)
		return nil
	}
	spec.Secrets = func() []string { return []string{other, ""} }
	spec.Open = func(_ int, body []byte) ([]byte, *Failure) {
		s := string(body)
		return nil, &Failure{Code: s, Title: s, Message: s, LogURL: s}
	}
	spellings := []string{
		key, other, url.QueryEscape(key), url.PathEscape(key),
		`fake-%22key%22%2fof%2btests%26%27%3c%3d%3e`, `fake-%22key%22%2fof+tests&%27%3c=%3e`,
		`fake-\"key\"/of+tests&'<=>`, `fake-\"key\"\/of+tests&'<=>`, `fake-\"key\"\/of+tests\u0026'\u003c=\u003e`,
		`fake-\"key\"/of+tests\u0026\u0027\u003c\u003d\u003e`,
		"fake-&quot;key&quot;/of+tests&amp;&#039;&lt;=&gt;", "fake-&#34;key&#34;/of+tests&amp;&#39;&lt;=&gt;",
	}
	for _, spelling := range spellings {
		t.Run("spelled "+spelling, func(t *testing.T) {
			t.Parallel()
			address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("X-Debug-Request", "key="+spelling)
				w.Header().Set(spec.RequestIDHeader, spelling)
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = fmt.Fprintf(w, "the key %s is wrong, and %s again", spelling, r.Header.Get("Authorization"))
			})
			var meta rolecall.Meta
			_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest(), rolecall.CaptureMeta(&meta))
			e := asError(t, err)
			require.ErrorIs(t, err, rolecall.ErrUnauthorized)
			for _, s := range []string{e.Error(), e.Code, e.Title, e.Message, e.LogURL, e.RequestID, string(e.Body), fmt.Sprint(e.Header), fmt.Sprint(meta)} {
				for _, spelling := range spellings {
					require.NotContains(t, s, spelling)
				}
			}
			require.Contains(t, e.Message, "the key [redacted] is wrong")
			require.Equal(t, "key=[redacted]", e.Header.Get("X-Debug-Request"))
		})
	}
	t.Run("at the end of a truncated body", func(t *testing.T) {
		t.Parallel()
		spec := spec
		spec.Open = nil
		for shift := range len(other) {
			address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = fmt.Fprint(w, strings.Repeat("x", rolecall.MaxErrorBody-shift)+other+"tail")
			})
			_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
			body := string(asError(t, err).Body)
			require.LessOrEqual(t, len(body), rolecall.MaxErrorBody)
			require.NotContains(t, body, other[:minSecret])
		}
	})
	t.Run("of an earlier attempt", func(t *testing.T) {
		t.Parallel()
		spec, n := spec, 0
		spec.Authorize = func(r *http.Request) error {
			n++
			r.Header.Set("Authorization", fmt.Sprintf("Bearer fake-token-%d", n))
			return nil
		}
		spec.Renew = func(string) bool { return true }
		address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = fmt.Fprint(w, "neither fake-token-1 nor fake-token-2")
		})
		_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
		require.Equal(t, "neither [redacted] nor [redacted]", asError(t, err).Message)
	})
}

func TestErrorHeaderLimit(t *testing.T) {
	t.Parallel()
	address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 20 {
			w.Header().Set("A-Huge", strings.Repeat("x", 2*rolecall.MaxErrorBody))
			w.Header().Set(fmt.Sprintf("X-Filler-%02d", i), strings.Repeat("x", 10_000))
		}
		w.WriteHeader(http.StatusBadRequest)
	})
	_, err := newClient(t, address).Do(t.Context(), readRequest())
	size := 0
	for name, values := range asError(t, err).Header {
		size += len(name) + len(strings.Join(values, ""))
	}
	require.LessOrEqual(t, size, rolecall.MaxErrorBody)
	require.Greater(t, size, rolecall.MaxErrorBody/2)
}
