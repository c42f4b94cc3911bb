package transport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
)

// The secrets of the tests. They must not occur in any error text.
const (
	fakeKey    = "fake-key-of-the-tests"
	fakeScope  = "fake-integration-1"
	fakeQuery  = "fake-query-value"
	fakeBody   = "fake-body-value"
	fakeHeader = "fake-header-value"
)

// testSpec returns the Spec of an API like those of the providers.
func testSpec() Spec {
	return Spec{
		Provider: "example", Authorize: Bearer(fakeKey),
		ScopeHeader: "X-Integration-Id", RequestIDHeader: "X-Request-Id",
	}
}

// quickRetry returns the default policy with a backoff of at most a nanosecond.
func quickRetry() rolecall.RetryPolicy {
	return rolecall.RetryPolicy{MinWait: 1, MaxWait: 1}
}

// newHTTPClient returns an http.Client whose idle connections are closed after the test.
func newHTTPClient(t *testing.T) *http.Client {
	t.Helper()
	network := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(network.CloseIdleConnections)
	return &http.Client{Transport: network}
}

// mockHTTPClient returns an http.Client that calls responder instead of sending a request.
func mockHTTPClient(responder httpmock.Responder) *http.Client {
	network := httpmock.NewMockTransport()
	network.RegisterNoResponder(responder)
	return &http.Client{Transport: network}
}

// inSequence responds to the first request with the first responder and so on. The last responder is used
// for all further requests.
func inSequence(responders ...httpmock.Responder) httpmock.Responder {
	var n atomic.Int64
	return func(req *http.Request) (*http.Response, error) {
		return responders[min(int(n.Add(1)), len(responders))-1](req)
	}
}

// respondWith returns a canned response. header contains names and values alternately.
func respondWith(status int, body string, header ...string) httpmock.Responder {
	return func(req *http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(status, body)
		for i := 0; i < len(header); i += 2 {
			resp.Header.Add(header[i], header[i+1])
		}
		resp.Request = req
		return resp, nil
	}
}

// countRequests returns responder with a counter of its requests.
func countRequests(n *atomic.Int64, responder httpmock.Responder) httpmock.Responder {
	return func(req *http.Request) (*http.Response, error) {
		n.Add(1)
		return responder(req)
	}
}

// newClient returns a client of baseURL with its own connections and a short backoff.
func newClient(t *testing.T, baseURL string, opts ...rolecall.Option) *Client {
	t.Helper()
	return newClientFor(t, testSpec(), baseURL, opts...)
}

func newClientFor(t *testing.T, spec Spec, baseURL string, opts ...rolecall.Option) *Client {
	t.Helper()
	defaults := []rolecall.Option{
		rolecall.WithBaseURL(baseURL), rolecall.WithHTTPClient(newHTTPClient(t)), rolecall.WithRetry(quickRetry()),
	}
	var cfg rolecall.Config
	require.NoError(t, cfg.Apply(append(defaults, opts...)...))
	c, err := New(cfg, spec)
	require.NoError(t, err)
	return c
}

// newMockClient returns a client that calls responder instead of sending a request.
func newMockClient(t *testing.T, responder httpmock.Responder, opts ...rolecall.Option) *Client {
	t.Helper()
	opts = append([]rolecall.Option{rolecall.WithHTTPClient(mockHTTPClient(responder))}, opts...)
	return newClient(t, "https://api.example.com/v1", opts...)
}

// serve starts a server that counts its requests.
func serve(t *testing.T, h http.HandlerFunc) (address string, requests *atomic.Int64) {
	t.Helper()
	requests = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		h(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

// readRequest and writeRequest return requests like those of the provider packages.
func readRequest() Request {
	return Request{Op: "example.jobs.list", Method: http.MethodGet, Path: []string{"jobs"}}
}

func writeRequest() Request {
	return Request{
		Op: "example.sync.start", Method: http.MethodPost, Path: []string{"sync"},
		Body: map[string]string{"name": fakeBody},
	}
}

// asError returns err as a *rolecall.Error.
func asError(t *testing.T, err error) *rolecall.Error {
	t.Helper()
	require.Error(t, err)
	e, ok := errors.AsType[*rolecall.Error](err)
	require.True(t, ok, "%T is not a *rolecall.Error", err)
	return e
}

func TestNew(t *testing.T) {
	t.Run("does no I/O", func(t *testing.T) {
		var requests atomic.Int64
		newMockClient(t, countRequests(&requests, respondWith(200, `{}`)))
		require.Zero(t, requests.Load())
	})
	t.Run("rejects invalid base URL without quoting it", func(t *testing.T) {
		_, err := New(rolecall.Config{BaseURL: "https://" + fakeKey + "\x7f"}, testSpec())
		require.ErrorContains(t, err, "example")
		require.NotContains(t, err.Error(), fakeKey)
		_, err = New(rolecall.Config{}, testSpec())
		require.Error(t, err)
	})
	t.Run("default timeout is 60s and body limit 32 MiB", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var left time.Duration
			c := newMockClient(t, func(req *http.Request) (*http.Response, error) {
				deadline, _ := req.Context().Deadline()
				left = time.Until(deadline)
				return respondWith(200, `{}`)(req)
			})
			_, err := c.Do(t.Context(), readRequest())
			require.NoError(t, err)
			require.Equal(t, time.Minute, left)
			require.EqualValues(t, 32<<20, c.spec.Limit)
		})
	})
}

func TestDo(t *testing.T) {
	t.Run("sends path, query, headers, scope and body", func(t *testing.T) {
		address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			seen := map[string]string{
				"method": r.Method, "uri": r.RequestURI, "body": string(body),
				"auth": r.Header.Get("Authorization"), "scope": r.Header.Get("X-Integration-Id"),
				"extra": r.Header.Get("X-Extra"), "accept": r.Header.Get("Accept"),
				"agent": r.Header.Get("User-Agent"), "type": r.Header.Get("Content-Type"),
			}
			_ = json.NewEncoder(w).Encode(seen)
		})
		c := newClient(t, address+"/v1/", rolecall.WithUserAgent("acme-careers/2.1"))
		got, err := Call[map[string]string](t.Context(), c, Request{
			Op: "example.jobs.create", Method: http.MethodPost, Path: []string{"jobs", "a/b%2Fc d"},
			Query: url.Values{"q": {"x&y"}}, Header: http.Header{"x-extra": {"1"}},
			Body: map[string]string{"html": "<p>&"}, Scoped: true, Scope: fakeScope,
		})
		require.NoError(t, err)
		require.Equal(t, map[string]string{
			"method": "POST", "uri": "/v1/jobs/a%2Fb%252Fc%20d?q=x%26y", "body": `{"html":"<p>&"}`,
			"auth": "Bearer " + fakeKey, "scope": fakeScope, "extra": "1", "accept": "application/json",
			"agent": "acme-careers/2.1 rolecall-go/" + rolecall.Version, "type": "application/json",
		}, *got)
	})
	t.Run("no Content-Type without body, no scope header if unscoped", func(t *testing.T) {
		var seen *http.Request
		c := newMockClient(t, func(req *http.Request) (*http.Response, error) {
			seen = req
			return respondWith(200, `{}`)(req)
		})
		_, err := c.Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.NotContains(t, seen.Header, "Content-Type")
		require.NotContains(t, seen.Header, "X-Integration-Id")
		require.Equal(t, "https://api.example.com/v1/jobs", seen.URL.String())
	})
	t.Run("2xx is success", func(t *testing.T) {
		for _, status := range []int{200, 201, 202, 204, 206, 299} {
			resp, err := newMockClient(t, respondWith(status, `{}`)).Do(t.Context(), writeRequest())
			require.NoError(t, err, status)
			require.Equal(t, status, resp.Meta.StatusCode)
		}
	})
	t.Run("nil option is ignored", func(t *testing.T) {
		_, err := newMockClient(t, respondWith(200, `{}`)).Do(t.Context(), readRequest(), nil)
		require.NoError(t, err)
	})
}

// Invalid requests are rejected before any I/O and before the limiter is called.
func TestDoRejects(t *testing.T) {
	scoped := func(id string) Request {
		req := readRequest()
		req.Scoped, req.Scope = true, id
		return req
	}
	at := func(segments ...string) Request {
		req := readRequest()
		req.Path = segments
		return req
	}
	unencodable := writeRequest()
	unencodable.Body = map[string]any{"f": func() {}}
	badMethod := readRequest()
	badMethod.Method = "GE T"
	badQuery := readRequest()

	cases := map[string]struct {
		req  Request
		opts []rolecall.CallOption
	}{
		"empty integration id":        {req: scoped("")},
		"id with CR LF":               {req: scoped("a\r\nX-Admin: 1")},
		"id with a trailing newline":  {req: scoped("a\n")},
		"id with a space":             {req: scoped("a b")},
		"id with a NUL":               {req: scoped("a\x00")},
		"id that is not ASCII":        {req: scoped("bücher")},
		"empty path segment":          {req: at("jobs", "")},
		"path segment of one dot":     {req: at("jobs", ".")},
		"path segment of two dots":    {req: at("jobs", "..", "admin")},
		"body that cannot be encoded": {req: unencodable},
		"invalid method":              {req: badMethod},
		"negative MaxAttempts":        {req: badQuery, opts: []rolecall.CallOption{rolecall.CallRetry(rolecall.RetryPolicy{MaxAttempts: -1})}},
		"negative MinWait":            {req: badQuery, opts: []rolecall.CallOption{rolecall.CallRetry(rolecall.RetryPolicy{MinWait: -1})}},
		"MinWait above MaxWait":       {req: badQuery, opts: []rolecall.CallOption{rolecall.CallRetry(rolecall.RetryPolicy{MinWait: 2, MaxWait: 1})}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var requests, waits atomic.Int64
			limiter := limiterFunc(func(context.Context) error { waits.Add(1); return nil })
			c := newMockClient(t, countRequests(&requests, respondWith(200, `{}`)), rolecall.WithLimiter(limiter))
			_, err := c.Do(t.Context(), tc.req, tc.opts...)
			require.ErrorIs(t, err, rolecall.ErrInvalid)
			require.NotErrorIs(t, err, rolecall.ErrAmbiguous)
			e := asError(t, err)
			require.Zero(t, e.Attempts)
			require.Equal(t, tc.req.Op, e.Op)
			require.Zero(t, requests.Load())
			require.Zero(t, waits.Load())
		})
	}
	t.Run("encoding error is wrapped", func(t *testing.T) {
		_, err := newMockClient(t, respondWith(200, `{}`)).Do(t.Context(), unencodable)
		_, ok := errors.AsType[*json.UnsupportedTypeError](err)
		require.True(t, ok)
	})
	t.Run("error of a provider package", func(t *testing.T) {
		err := newMockClient(t, respondWith(200, `{}`)).Invalid("example.jobs.get", "the job id is empty")
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.EqualError(t, err, "example.jobs.get: the job id is empty: invalid request")
	})
}

func TestPathSegments(t *testing.T) {
	for segment, escaped := range map[string]string{
		"a/b": "a%2Fb", "../x": "..%2Fx", "50%": "50%25", "%2e%2e": "%252e%252e", "a?b#c": "a%3Fb%23c",
		"...": "...", "ü": "%C3%BC", "a\nb": "a%0Ab",
	} {
		t.Run(fmt.Sprintf("%q remains one segment", segment), func(t *testing.T) {
			address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RequestURI) })
			req := readRequest()
			req.Path = []string{"jobs", segment, "notes"}
			resp, err := newClient(t, address+"/v1").Do(t.Context(), req)
			require.NoError(t, err)
			require.Equal(t, "/v1/jobs/"+escaped+"/notes", string(resp.Payload))
		})
	}
}

func TestInjectedClient(t *testing.T) {
	t.Run("is not changed", func(t *testing.T) {
		httpClient := mockHTTPClient(inSequence(respondWith(503, ``), respondWith(307, ``, "Location", "/v1/other"), respondWith(200, `{}`)))
		httpClient.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
		httpClient.Jar = jar{}
		httpClient.Timeout = time.Hour
		before := *httpClient
		checkRedirect := reflect.ValueOf(httpClient.CheckRedirect).Pointer()

		c := newClient(t, "https://api.example.com/v1", rolecall.WithHTTPClient(httpClient))
		_, err := c.Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Same(t, before.Transport, httpClient.Transport)
		require.Equal(t, checkRedirect, reflect.ValueOf(httpClient.CheckRedirect).Pointer())
		require.Equal(t, before.Jar, httpClient.Jar)
		require.Equal(t, before.Timeout, httpClient.Timeout)
	})
	t.Run("empty client is not changed", func(t *testing.T) {
		address, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
		httpClient := new(http.Client)
		_, err := newClient(t, address, rolecall.WithHTTPClient(httpClient)).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Equal(t, http.Client{}, *httpClient)
	})
	t.Run("nil client uses the default transport", func(t *testing.T) {
		address, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
		c, err := New(rolecall.Config{BaseURL: address}, Spec{Provider: "example"})
		require.NoError(t, err)
		before := *http.DefaultClient
		resp, err := c.Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Empty(t, resp.Meta.RequestID, "the Spec has no RequestIDHeader")
		require.Equal(t, before, *http.DefaultClient)
	})
	t.Run("cookie jar is used", func(t *testing.T) {
		var cookie string
		httpClient := mockHTTPClient(func(req *http.Request) (*http.Response, error) {
			cookie = req.Header.Get("Cookie")
			return respondWith(200, `{}`)(req)
		})
		httpClient.Jar = jar{}
		_, err := newClient(t, "https://api.example.com/v1", rolecall.WithHTTPClient(httpClient)).Do(t.Context(), readRequest())
		require.NoError(t, err)
		require.Equal(t, "lane=blue", cookie)
	})
	for name, policy := range map[string]rolecall.RetryPolicy{
		"keeps idle connections after last retry":          quickRetry(),
		"keeps idle connections after canceled backoff":    {MinWait: time.Hour, MaxWait: time.Hour},
		"keeps idle connections with one attempt per call": {MaxAttempts: 1},
	} {
		t.Run(name, func(t *testing.T) {
			var connections atomic.Int64
			healthy := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			healthy.Config.ConnState = countConnections(&connections)
			healthy.Start()
			t.Cleanup(healthy.Close)
			address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })

			httpClient := newHTTPClient(t)
			visit(t, httpClient, healthy.URL)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			onRetry := onLog(func(slog.Record) {
				if policy.MinWait == time.Hour {
					cancel()
				}
			})
			c := newClient(t, address, rolecall.WithHTTPClient(httpClient), rolecall.WithRetry(policy),
				rolecall.WithLogger(onRetry), rolecall.WithTimeout(time.Minute))
			_, err := c.Do(ctx, readRequest())
			require.ErrorIs(t, err, rolecall.ErrUnavailable)
			visit(t, httpClient, healthy.URL)
			require.EqualValues(t, 1, connections.Load())
		})
	}
}

// visit sends a request with c that is not a call of the SDK.
func visit(t *testing.T, c *http.Client, address string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := c.Do(req)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
}

// countConnections returns a ConnState hook that counts the accepted connections.
func countConnections(n *atomic.Int64) func(net.Conn, http.ConnState) {
	return func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			n.Add(1)
		}
	}
}

func TestConcurrentCalls(t *testing.T) {
	t.Run("integrations are isolated", func(t *testing.T) {
		address, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Attempt") == "" && strings.HasSuffix(r.URL.Path, "7") {
				w.WriteHeader(http.StatusTooManyRequests) // the call is retried
				return
			}
			body, _ := io.ReadAll(r.Body)
			_ = json.NewEncoder(w).Encode([]string{r.Header.Get("X-Integration-Id"), r.URL.Path, string(body)})
		})
		var seen sync.Map
		markRetry := func(next rolecall.Doer) rolecall.Doer {
			return func(req *http.Request) (*http.Response, error) {
				if _, again := seen.LoadOrStore(req.Header.Get("X-Integration-Id")+req.URL.Path, true); again {
					req.Header.Set("X-Attempt", "2")
				}
				return next(req)
			}
		}
		c := newClient(t, address, rolecall.WithMiddleware(markRetry))
		const integrations, calls = 16, 30
		errs := make(chan error, integrations)
		for i := range integrations {
			go func() {
				errs <- func() error {
					for n := range calls {
						scope, id := fmt.Sprintf("integration-%d", i), fmt.Sprint(n)
						var meta rolecall.Meta
						got, err := Call[[]string](t.Context(), c, Request{
							Op: "example.echo", Method: http.MethodPost, Path: []string{id},
							Body: scope, Scoped: true, Scope: scope,
						}, rolecall.CaptureMeta(&meta))
						if err != nil {
							return err
						}
						want := []string{scope, "/" + id, `"` + scope + `"`}
						if !slices.Equal(want, *got) {
							return fmt.Errorf("%v instead of %v", *got, want)
						}
						if retried := n%10 == 7; retried != (meta.Attempts == 2) {
							return fmt.Errorf("%s: %d attempts", id, meta.Attempts)
						}
					}
					return nil
				}()
			}()
		}
		for range integrations {
			require.NoError(t, <-errs)
		}
		require.EqualValues(t, integrations*(calls+3), requests.Load())
	})
}

// jar is a cookie jar with one cookie.
type jar struct{}

func (jar) SetCookies(*url.URL, []*http.Cookie) {}
func (jar) Cookies(*url.URL) []*http.Cookie     { return []*http.Cookie{{Name: "lane", Value: "blue"}} }

func TestNDJSON(t *testing.T) {
	t.Parallel()
	lines := []byte("{\"a\": 1}\n{\"b\":\"<&>\"}\n")
	req := Request{Body: NDJSON(lines)}
	body, contentType, err := req.encodeBody()
	require.NoError(t, err)
	require.Equal(t, lines, body)
	require.Equal(t, "application/x-ndjson", contentType)
}
