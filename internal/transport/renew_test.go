package transport

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// renewSpec returns the Spec of an API whose credential is the number in current.
func renewSpec(renew func(rejected string) bool) (Spec, *atomic.Int64) {
	spec := testSpec()
	current := &atomic.Int64{}
	spec.Authorize = func(r *http.Request) error {
		r.Header.Set("Authorization", fmt.Sprint("Bearer ", current.Load()))
		return nil
	}
	spec.Renew = renew
	return spec, current
}

func TestRenew(t *testing.T) {
	never := rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: 1})
	t.Run("sends the whole request again regardless of the policy", func(t *testing.T) {
		var rejected []string
		spec, current := renewSpec(nil)
		spec.Renew = func(r string) bool {
			rejected = append(rejected, r)
			current.Add(1)
			return true
		}
		var bodies []string
		address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			bodies = append(bodies, string(body))
			if r.Header.Get("Authorization") != "Bearer 1" {
				w.WriteHeader(http.StatusUnauthorized)
			}
		})
		var meta rolecall.Meta
		_, err := newClientFor(t, spec, address).Do(t.Context(), writeRequest(), never, rolecall.CaptureMeta(&meta))
		require.NoError(t, err)
		require.Equal(t, []string{"Bearer 0"}, rejected)
		require.EqualValues(t, 2, requests.Load())
		require.Equal(t, 2, meta.Attempts)
		require.NotEmpty(t, bodies[0])
		require.Equal(t, bodies[0], bodies[1])
	})
	t.Run("renews after a truncated 401 response", func(t *testing.T) {
		for _, req := range []Request{readRequest(), writeRequest()} {
			spec, current := renewSpec(nil)
			spec.Renew = func(string) bool { current.Add(1); return true }
			address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "Bearer 1" {
					return
				}
				w.Header().Set("Content-Length", "1000")
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = io.WriteString(w, `{"status":40`)
			})
			_, err := newClientFor(t, spec, address).Do(t.Context(), req, never)
			require.NoError(t, err)
			require.EqualValues(t, 2, requests.Load())
		}
	})
	t.Run("renews once per call", func(t *testing.T) {
		renewals := 0
		spec, _ := renewSpec(func(string) bool { renewals++; return true })
		address, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
		client := newClientFor(t, spec, address)
		for n := range 2 {
			_, err := client.Do(t.Context(), writeRequest())
			require.ErrorIs(t, err, rolecall.ErrUnauthorized)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			require.Equal(t, n+1, renewals)
		}
		require.EqualValues(t, 4, requests.Load())
	})
	t.Run("renews once per call with other retries", func(t *testing.T) {
		renewals := 0
		spec, _ := renewSpec(func(string) bool { renewals++; return true })
		statuses := []int{401, 503, 401, 200}
		address, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(statuses[0])
			statuses = statuses[1:]
		})
		_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		require.Equal(t, 1, renewals)
		require.EqualValues(t, 3, requests.Load())
	})
	t.Run("Renew returns false", func(t *testing.T) {
		spec, _ := renewSpec(func(string) bool { return false })
		address, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
		_, err := newClientFor(t, spec, address).Do(t.Context(), readRequest())
		require.ErrorIs(t, err, rolecall.ErrUnauthorized)
		require.EqualValues(t, 1, requests.Load())
	})
	t.Run("not called for other statuses", func(t *testing.T) {
		spec, _ := renewSpec(func(string) bool { panic("Renew was called") })
		for _, status := range []int{200, 403, 404} {
			address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			_, _ = newClientFor(t, spec, address).Do(t.Context(), readRequest())
		}
	})
	t.Run("middleware does not see the credential", func(t *testing.T) {
		spec, current := renewSpec(nil)
		spec.Renew = func(string) bool { current.Add(1); return true }
		seen := 0
		inspect := func(next rolecall.Doer) rolecall.Doer {
			return func(r *http.Request) (*http.Response, error) {
				seen++
				require.Empty(t, r.Header.Get("Authorization"))
				return next(r)
			}
		}
		address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "Bearer 0" {
				w.WriteHeader(http.StatusUnauthorized)
			}
		})
		_, err := newClientFor(t, spec, address, rolecall.WithMiddleware(inspect)).Do(t.Context(), writeRequest())
		require.NoError(t, err)
		require.Equal(t, 2, seen)
	})
}

// A request that Authorize sends, for a token, must not count as the request of the call.
func TestAuthorizeWithOwnRequest(t *testing.T) {
	tokenURL, tokenRequests := serve(t, func(http.ResponseWriter, *http.Request) {})
	spec := testSpec()
	httpClient := newHTTPClient(t)
	spec.Authorize = func(*http.Request) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, tokenURL, nil)
		require.NoError(t, err)
		resp, err := httpClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return errTest
	}
	address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err := newClientFor(t, spec, address).Do(t.Context(), writeRequest())
	require.ErrorIs(t, err, errTest)
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
	require.EqualValues(t, 1, tokenRequests.Load())
	require.Zero(t, requests.Load())
}

func TestRequestFormAndQuery(t *testing.T) {
	var got *http.Request
	var body string
	address, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body = r, string(b)
	})
	client := newClientFor(t, testSpec(), address)
	t.Run("form", func(t *testing.T) {
		_, err := client.Do(t.Context(), Request{Op: "x", Method: http.MethodPost, Path: []string{"token"}, Form: url.Values{"secret": {"a+b/c ="}}})
		require.NoError(t, err)
		require.Equal(t, "application/x-www-form-urlencoded", got.Header.Get("Content-Type"))
		require.Equal(t, "secret=a%2Bb%2Fc+%3D", body)
		require.Empty(t, got.URL.RawQuery)
	})
	t.Run("raw query", func(t *testing.T) {
		for _, tt := range []struct {
			query url.Values
			raw   string
			want  string
		}{
			{url.Values{"q": {"a:b"}}, "c=(d:E)", "q=a%3Ab&c=(d:E)"}, {nil, "c=(d:E)", "c=(d:E)"}, {url.Values{"q": {"x"}}, "", "q=x"}, {nil, "", ""},
		} {
			_, err := client.Do(t.Context(), Request{Op: "x", Method: http.MethodGet, Path: []string{"list"}, Query: tt.query, RawQuery: tt.raw})
			require.NoError(t, err)
			require.Equal(t, tt.want, got.URL.RawQuery)
		}
	})
}
