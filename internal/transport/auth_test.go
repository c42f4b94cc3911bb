package transport

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

func TestAuthorize(t *testing.T) {
	t.Run("is called for each redirect of each attempt", func(t *testing.T) {
		spec := testSpec()
		var signed atomic.Int64
		spec.Authorize = func(r *http.Request) error {
			r.Header.Set("Authorization", fmt.Sprint("Signature ", signed.Add(1)))
			return nil
		}
		var seen []string
		address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
			seen = append(seen, r.URL.Path+" "+r.Header.Get("Authorization"))
			switch len(seen) {
			case 1:
				w.WriteHeader(http.StatusServiceUnavailable)
			case 2:
				http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
			}
		})
		_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.EqualValues(t, 3, requests.Load())
		require.Equal(t, []string{"/jobs Signature 1", "/jobs Signature 2", "/moved Signature 3"}, seen)
	})
	t.Run("error prevents the request and is not retried", func(t *testing.T) {
		spec := testSpec()
		spec.Authorize = func(*http.Request) error { return errTest }
		for _, req := range []Request{readRequest(), writeRequest()} {
			address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
			_, err := newClientFor(t, spec, address).Do(t.Context(), req)
			require.ErrorIs(t, err, errTest)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
			require.ErrorContains(t, err, "not sent: the credential could not be added")
			require.NotContains(t, err.Error(), fakeKey)
			require.Equal(t, errTest.Error(), asError(t, err).Unwrap()[0].Error(), "the wrapped error is unmodified")
			require.Zero(t, requests.Load())
		}
	})
	t.Run("nil sends no Authorization header", func(t *testing.T) {
		spec := testSpec()
		spec.Authorize = nil
		address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprint(w, r.Header.Get("Authorization"))
		})
		resp, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Empty(t, resp.Payload)
	})
	t.Run("middleware does not see the credential", func(t *testing.T) {
		attempts := 0
		inspect := func(next rolecall.Doer) rolecall.Doer {
			return func(req *http.Request) (*http.Response, error) {
				require.Empty(t, req.Header.Get("Authorization"), "before")
				resp, err := next(req)
				require.Empty(t, req.Header.Get("Authorization"), "after")
				if resp != nil {
					require.Empty(t, resp.Request.Header.Get("Authorization"), "in the response")
				}
				attempts++
				return resp, err
			}
		}
		address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+fakeKey {
				w.WriteHeader(http.StatusUnauthorized)
			} else if r.URL.Path == "/jobs" {
				http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
			} else if attempts < 1 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		_, err := newClient(t, address, rolecall.WithMiddleware(inspect)).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Equal(t, 2, attempts)
	})
}

func TestBearer(t *testing.T) {
	// A trailing newline usually comes from an environment file.
	for _, key := range []string{fakeKey + "\n", fakeKey + "\r\nX-Admin: 1", "", "schlüssel"} {
		t.Run(fmt.Sprintf("key %q is not sent", key), func(t *testing.T) {
			spec := testSpec()
			spec.Authorize = Bearer(key)
			address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
			_, err := newClientFor(t, spec, address).Do(t.Context(), writeRequest())
			require.Error(t, err)
			require.Equal(t, 1, asError(t, err).Attempts)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.ErrorIs(t, err, rolecall.ErrUnauthorized)
			require.NotContains(t, err.Error(), fakeKey)
			require.Zero(t, requests.Load())
		})
	}
}
