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

// redirecting answers every request to /start with status and a Location, all others with
// what it saw of them.
func redirecting(t *testing.T, status int, location func(own string) string) (address string, requests *atomic.Int64) {
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

// started is req at /start, in the name of an integration.
func started(req Request) Request {
	req.Path, req.Scoped, req.Scope = []string{"start"}, true, fakeScope
	return req
}

func TestRedirectsToAnotherOrigin(t *testing.T) {
	other, visits := serve(t, func(http.ResponseWriter, *http.Request) {})
	otherHost := strings.TrimPrefix(other, "http://")
	locations := map[string]func(own string) string{
		"another port":                        func(string) string { return other + "/start?token=" + fakeQuery },
		"another port without a scheme":       func(string) string { return "//" + otherHost + "/start" },
		"another port behind our name":        func(own string) string { return "http://" + own + "@" + otherHost + "/start" },
		"another port behind a password":      func(own string) string { return "http://user:" + own + "@" + otherHost + "/start" },
		"another port behind an encoded name": func(own string) string { return "http://" + url.QueryEscape(own) + "@" + otherHost + "/" },
		"another port in capitals":            func(string) string { return "HTTP://" + otherHost + "/start" },
		"another name of the host":            func(own string) string { return "http://" + strings.Replace(own, "127.0.0.1", "localhost", 1) + "/end" },
		"another scheme":                      func(own string) string { return "https://" + own + "/end" },
		"the port of the scheme":              func(string) string { return "http://127.0.0.1/end" },
		"a host that begins like ours":        func(own string) string { return "http://127.0.0.1.example.com" + strings.TrimPrefix(own, "127.0.0.1") },
	}
	for name, location := range locations {
		t.Run(name+" is never contacted", func(t *testing.T) {
			for _, status := range []int{301, 302, 303, 307, 308} {
				for _, req := range []Request{reading(), writing()} {
					visits.Store(0)
					address, requests := redirecting(t, status, location)
					_, err := newClient(t, address).Do(t.Context(), started(req))
					require.ErrorIs(t, err, rolecall.ErrCrossOrigin, "%s %d", req.Method, status)
					require.NotErrorIs(t, err, rolecall.ErrUnavailable)
					e := failureOf(t, err)
					require.Equal(t, status, e.StatusCode)
					require.Equal(t, 1, e.Attempts)
					require.NotContains(t, err.Error(), fakeQuery)
					require.EqualValues(t, 1, requests.Load(), "the refusal is not repeated")
					require.Zero(t, visits.Load())

					// 307 and 308 say that nothing was done here; after the others a write may have been.
					doubt := req.Method == http.MethodPost && status < 307
					require.Equal(t, doubt, errors.Is(err, rolecall.ErrAmbiguous), "%s %d", req.Method, status)
				}
			}
		})
	}
	t.Run("is refused on the second hop too", func(t *testing.T) {
		visits.Store(0)
		address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/start" {
				http.Redirect(w, r, "/middle", http.StatusTemporaryRedirect)
				return
			}
			http.Redirect(w, r, other, http.StatusTemporaryRedirect)
		})
		_, err := newClient(t, address).Do(t.Context(), started(writing()))
		require.ErrorIs(t, err, rolecall.ErrCrossOrigin)
		require.EqualValues(t, 2, requests.Load())
		require.Zero(t, visits.Load())
	})
	t.Run("is refused whatever the caller's own rule says", func(t *testing.T) {
		visits.Store(0)
		address, _ := redirecting(t, 307, func(string) string { return other })
		own := pool(t)
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
		_, err := newClient(t, address, rolecall.WithHTTPClient(own)).Do(t.Context(), started(reading()))
		require.ErrorIs(t, err, rolecall.ErrCrossOrigin)

		own = pool(t)
		own.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
			req.URL.Host = otherHost // after our look at it: the guard below looks again
			return nil
		}
		address, _ = redirecting(t, 307, func(string) string { return "/end" })
		_, err = newClient(t, address, rolecall.WithHTTPClient(own)).Do(t.Context(), started(reading()))
		require.ErrorIs(t, err, rolecall.ErrCrossOrigin)
		require.Zero(t, visits.Load())
	})
}

func TestRedirectsWithinTheOrigin(t *testing.T) {
	credentials := "Bearer " + fakeKey + "|" + fakeScope + "|"
	locations := map[string]func(own string) string{
		"by its path":      func(string) string { return "/end" },
		"by its whole URL": func(own string) string { return "http://" + own + "/end" },
		"in capitals":      func(own string) string { return "HTTP://" + own + "/end" },
	}
	for name, location := range locations {
		t.Run(name+", a write is followed after 307 and 308 with credentials and body", func(t *testing.T) {
			for _, status := range []int{307, 308} {
				address, requests := redirecting(t, status, location)
				resp, err := newClient(t, address).Do(t.Context(), started(writing()))
				require.NoError(t, err)
				require.Equal(t, `POST /end|`+credentials+`{"name":"`+fakeBody+`"}`, string(resp.Payload))
				require.EqualValues(t, 2, requests.Load())
				require.Equal(t, 1, resp.Meta.Attempts)
			}
		})
		t.Run(name+", a read is followed with credentials", func(t *testing.T) {
			for _, status := range []int{301, 302, 303, 307, 308} {
				address, _ := redirecting(t, status, location)
				resp, err := newClient(t, address).Do(t.Context(), started(reading()))
				require.NoError(t, err)
				require.Equal(t, "GET /end|"+credentials, string(resp.Payload))
			}
		})
	}
	t.Run("a write is not turned into a read", func(t *testing.T) {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			for _, status := range []int{301, 302, 303} {
				address, requests := redirecting(t, status, locations["by its path"])
				req := started(writing())
				req.Method = method
				_, err := newClient(t, address).Do(t.Context(), req)
				e := failureOf(t, err)
				require.Equal(t, status, e.StatusCode, method)
				require.ErrorIs(t, err, rolecall.ErrAmbiguous)
				require.NotErrorIs(t, err, rolecall.ErrCrossOrigin)
				require.EqualValues(t, 1, requests.Load())
			}
		}
	})
	t.Run("that lead nowhere are errors", func(t *testing.T) {
		for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
			address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			_, err := newClient(t, address).Do(t.Context(), reading())
			require.Equal(t, status, failureOf(t, err).StatusCode)
		}
	})
	t.Run("to a Location that is none keep their status", func(t *testing.T) {
		for _, location := range []string{"http://[::1/?" + fakeQuery, "http://a\\@b", "%zz", "://"} {
			for _, req := range []Request{reading(), writing()} {
				address, requests := redirecting(t, 307, func(string) string { return location })
				_, err := newClient(t, address).Do(t.Context(), started(req))
				require.Equal(t, 307, failureOf(t, err).StatusCode, location)
				require.ErrorIs(t, err, rolecall.ErrUnavailable)
				require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
				require.EqualValues(t, 1, requests.Load())
			}
		}
	})
	t.Run("in a circle end with the status of the last", func(t *testing.T) {
		address, requests := redirecting(t, 307, func(string) string { return "/start" })
		_, err := newClient(t, address).Do(t.Context(), started(reading()))
		require.Equal(t, 307, failureOf(t, err).StatusCode)
		require.EqualValues(t, 10, requests.Load())
	})
	t.Run("are followed only as far as the caller's own rule allows", func(t *testing.T) {
		address, requests := redirecting(t, 307, locations["by its path"])
		own := pool(t)
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		_, err := newClient(t, address, rolecall.WithHTTPClient(own)).Do(t.Context(), started(reading()))
		require.Equal(t, 307, failureOf(t, err).StatusCode)
		require.EqualValues(t, 1, requests.Load())
	})
}

func TestOriginGuard(t *testing.T) {
	other, visits := serve(t, func(http.ResponseWriter, *http.Request) {})
	home, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	elsewhere, err := url.Parse(other)
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
		"the host":   func(u *url.URL) { u.Host = elsewhere.Host },
		"the scheme": func(u *url.URL) { u.Scheme = "https" },
		"the port":   func(u *url.URL) { u.Host = u.Hostname() },
	} {
		t.Run("a middleware that rewrites "+name+" is refused before anything is sent", func(t *testing.T) {
			for _, req := range []Request{reading(), writing()} {
				_, err := newClient(t, home, rewrite(change)).Do(t.Context(), req)
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
	t.Run("a middleware may change the path", func(t *testing.T) {
		_, err := newClient(t, home, rewrite(func(u *url.URL) { u.Path = "/elsewhere" })).Do(t.Context(), reading())
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
