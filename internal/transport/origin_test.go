package transport

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// serveRedirect starts a server that redirects /start with status to the URL that location returns for the
// server's host and port. It responds to all other requests with their method, path, credentials and body.
func serveRedirect(t *testing.T, status int, location func(host string) string) (address string, requests *atomic.Int64) {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/start" {
			w.Header().Set("Location", location(r.Host))
			w.WriteHeader(status)
			return
		}
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %s|%s|%s|%s", r.Method, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("X-Integration-Id"), body)
	})
}

// startRequest returns req with the path /start and an integration id.
func startRequest(req Request) Request {
	req.Path, req.Scoped, req.Scope = []string{"start"}, true, fakeScope
	return req
}

func TestCrossOriginRedirect(t *testing.T) {
	other, visits := serve(t, func(http.ResponseWriter, *http.Request) {})
	otherHost := strings.TrimPrefix(other, "http://")
	locations := map[string]func(host string) string{
		"other port":                             func(string) string { return other + "/start?token=" + fakeQuery },
		"other port without a scheme":            func(string) string { return "//" + otherHost + "/start" },
		"other port after our host as user name": func(host string) string { return "http://" + host + "@" + otherHost + "/start" },
		"other port after our host as password":  func(host string) string { return "http://user:" + host + "@" + otherHost + "/start" },
		"other port after our encoded host":      func(host string) string { return "http://" + url.QueryEscape(host) + "@" + otherHost + "/" },
		"other port with an upper-case scheme":   func(string) string { return "HTTP://" + otherHost + "/start" },
		"other name of the same address": func(host string) string {
			return "http://" + strings.Replace(host, "127.0.0.1", "localhost", 1) + "/end"
		},
		"other scheme": func(host string) string { return "https://" + host + "/end" },
		"default port": func(string) string { return "http://127.0.0.1/end" },
		"other host with our host as prefix": func(host string) string {
			return "http://127.0.0.1.example.com" + strings.TrimPrefix(host, "127.0.0.1")
		},
	}
	for name, location := range locations {
		t.Run(name+" is not followed", func(t *testing.T) {
			for _, status := range []int{301, 302, 303, 307, 308} {
				for _, req := range []Request{readRequest(), writeRequest()} {
					visits.Store(0)
					address, requests := serveRedirect(t, status, location)
					_, err := newClient(t, address).Do(t.Context(), startRequest(req))
					require.ErrorIs(t, err, rolecall.ErrCrossOrigin, "%s %d", req.Method, status)
					require.NotErrorIs(t, err, rolecall.ErrUnavailable)
					e := asError(t, err)
					require.Equal(t, status, e.StatusCode)
					require.Equal(t, 1, e.Attempts)
					require.NotContains(t, err.Error(), fakeQuery)
					require.EqualValues(t, 1, requests.Load(), "the redirect is not retried")
					require.Zero(t, visits.Load())

					// 307 and 308 mean that the server did nothing. After the others the write may have happened.
					ambiguous := req.Method == http.MethodPost && status < 307
					require.Equal(t, ambiguous, errors.Is(err, rolecall.ErrAmbiguous), "%s %d", req.Method, status)
				}
			}
		})
	}
	t.Run("second redirect is not followed", func(t *testing.T) {
		visits.Store(0)
		address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/start" {
				http.Redirect(w, r, "/middle", http.StatusTemporaryRedirect)
				return
			}
			http.Redirect(w, r, other, http.StatusTemporaryRedirect)
		})
		_, err := newClient(t, address).Do(t.Context(), startRequest(writeRequest()))
		require.ErrorIs(t, err, rolecall.ErrCrossOrigin)
		require.EqualValues(t, 2, requests.Load())
		require.Zero(t, visits.Load())
	})
	t.Run("CheckRedirect of the caller cannot allow another origin", func(t *testing.T) {
		visits.Store(0)
		address, _ := serveRedirect(t, 307, func(string) string { return other })
		httpClient := newHTTPClient(t)
		httpClient.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
		_, err := newClient(t, address, rolecall.WithHTTPClient(httpClient)).Do(t.Context(), startRequest(readRequest()))
		require.ErrorIs(t, err, rolecall.ErrCrossOrigin)

		httpClient = newHTTPClient(t)
		httpClient.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
			req.URL.Host = otherHost // changed after our own check: the origin guard checks again
			return nil
		}
		address, _ = serveRedirect(t, 307, func(string) string { return "/end" })
		_, err = newClient(t, address, rolecall.WithHTTPClient(httpClient)).Do(t.Context(), startRequest(readRequest()))
		require.ErrorIs(t, err, rolecall.ErrCrossOrigin)
		require.Zero(t, visits.Load())
	})
}

func TestSameOriginRedirect(t *testing.T) {
	credentials := "Bearer " + fakeKey + "|" + fakeScope + "|"
	locations := map[string]func(host string) string{
		"path":              func(string) string { return "/end" },
		"absolute URL":      func(host string) string { return "http://" + host + "/end" },
		"upper-case scheme": func(host string) string { return "HTTP://" + host + "/end" },
	}
	for name, location := range locations {
		t.Run(name+", write is followed after 307 and 308", func(t *testing.T) {
			for _, status := range []int{307, 308} {
				address, requests := serveRedirect(t, status, location)
				resp, err := newClient(t, address).Do(t.Context(), startRequest(writeRequest()))
				require.NoError(t, err)
				require.Equal(t, `POST /end|`+credentials+`{"name":"`+fakeBody+`"}`, string(resp.Payload))
				require.EqualValues(t, 2, requests.Load())
				require.Equal(t, 1, resp.Meta.Attempts)
			}
		})
		t.Run(name+", read is followed", func(t *testing.T) {
			for _, status := range []int{301, 302, 303, 307, 308} {
				address, _ := serveRedirect(t, status, location)
				resp, err := newClient(t, address).Do(t.Context(), startRequest(readRequest()))
				require.NoError(t, err)
				require.Equal(t, "GET /end|"+credentials, string(resp.Payload))
			}
		})
	}
	t.Run("write is not followed as a read", func(t *testing.T) {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			for _, status := range []int{301, 302, 303} {
				address, requests := serveRedirect(t, status, locations["path"])
				req := startRequest(writeRequest())
				req.Method = method
				_, err := newClient(t, address).Do(t.Context(), req)
				e := asError(t, err)
				require.Equal(t, status, e.StatusCode, method)
				require.ErrorIs(t, err, rolecall.ErrAmbiguous)
				require.NotErrorIs(t, err, rolecall.ErrCrossOrigin)
				require.EqualValues(t, 1, requests.Load())
			}
		}
	})
	t.Run("redirect without Location is an error", func(t *testing.T) {
		for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
			address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			_, err := newClient(t, address).Do(t.Context(), readRequest())
			require.Equal(t, status, asError(t, err).StatusCode)
		}
	})
	t.Run("invalid Location keeps the status", func(t *testing.T) {
		for _, location := range []string{"http://[::1/?" + fakeQuery, "http://a\\@b", "%zz", "://"} {
			for _, req := range []Request{readRequest(), writeRequest()} {
				address, requests := serveRedirect(t, 307, func(string) string { return location })
				_, err := newClient(t, address).Do(t.Context(), startRequest(req))
				require.Equal(t, 307, asError(t, err).StatusCode, location)
				require.ErrorIs(t, err, rolecall.ErrUnavailable)
				require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
				require.EqualValues(t, 1, requests.Load())
			}
		}
	})
	t.Run("loop ends with the status of the last redirect", func(t *testing.T) {
		address, requests := serveRedirect(t, 307, func(string) string { return "/start" })
		_, err := newClient(t, address).Do(t.Context(), startRequest(readRequest()))
		require.Equal(t, 307, asError(t, err).StatusCode)
		require.EqualValues(t, 10, requests.Load())
	})
	t.Run("CheckRedirect of the caller can stop a redirect", func(t *testing.T) {
		address, requests := serveRedirect(t, 307, locations["path"])
		httpClient := newHTTPClient(t)
		httpClient.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		_, err := newClient(t, address, rolecall.WithHTTPClient(httpClient)).Do(t.Context(), startRequest(readRequest()))
		require.Equal(t, 307, asError(t, err).StatusCode)
		require.EqualValues(t, 1, requests.Load())
	})
}

func TestOriginGuard(t *testing.T) {
	other, visits := serve(t, func(http.ResponseWriter, *http.Request) {})
	address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	otherURL, err := url.Parse(other)
	require.NoError(t, err)
	rewrite := func(change func(*url.URL)) rolecall.Option {
		return rolecall.WithMiddleware(func(next rolecall.Doer) rolecall.Doer {
			return func(req *http.Request) (*http.Response, error) {
				req = req.Clone(req.Context())
				change(req.URL)
				return next(req)
			}
		})
	}
	for name, change := range map[string]func(*url.URL){
		"host":   func(u *url.URL) { u.Host = otherURL.Host },
		"scheme": func(u *url.URL) { u.Scheme = "https" },
		"port":   func(u *url.URL) { u.Host = u.Hostname() },
	} {
		t.Run("request is not sent if a middleware changes the "+name, func(t *testing.T) {
			for _, req := range []Request{readRequest(), writeRequest()} {
				_, err := newClient(t, address, rewrite(change)).Do(t.Context(), req)
				require.ErrorIs(t, err, rolecall.ErrCrossOrigin)
				require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
				require.NotErrorIs(t, err, rolecall.ErrUnavailable)
				require.ErrorContains(t, err, "redirect to another origin was not followed")
				require.NotContains(t, err.Error(), "credential")
				require.Zero(t, visits.Load())
				require.Zero(t, requests.Load())
			}
		})
	}
	t.Run("middleware may change the path", func(t *testing.T) {
		_, err := newClient(t, address, rewrite(func(u *url.URL) { u.Path = "/elsewhere" })).Do(t.Context(), readRequest())
		require.NoError(t, err)
	})
}

func TestSameOrigin(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		same bool
	}{
		{"https://api.example.com", "https://api.example.com/v1?q=1", true},
		{"https://api.example.com", "https://API.Example.com:443/", true},
		{"http://[::1]", "http://[::1]:80/x", true},
		{"https://api.example.com", "https://u:p@api.example.com", true},
		{"https://api.example.com", "http://api.example.com:443", false},
		{"https://api.example.com", "https://api.example.com:8443", false},
		{"https://api.example.com", "https://example.com", false},
		{"https://api.example.com", "https://api.example.com.example.net", false},
		{"https://api.example.com", "https://api.example.com@example.net", false},
		{"http://127.0.0.1:80", "http://[::1]:80", false},
	} {
		a, err := url.Parse(tc.a)
		require.NoError(t, err)
		b, err := url.Parse(tc.b)
		require.NoError(t, err)
		require.Equal(t, tc.same, sameOrigin(a, b), "%s %s", a, b)
	}
}
