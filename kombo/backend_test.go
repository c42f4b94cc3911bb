package kombo_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

// fastRetry has the default number of attempts and very short waits. If the server requests a wait of a second, the call
// is not retried.
var fastRetry = rolecall.RetryPolicy{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond}

// noRetry disables retries.
var noRetry = rolecall.RetryPolicy{MaxAttempts: 1}

// backend is a fake Kombo and a client for it, with the integration and the service that most tests use.
type backend struct {
	fake        *kombotest.Server
	client      *kombo.Client
	integration *kombo.Integration
	ats         *kombo.ATSService
}

func newBackend(t testing.TB, opts ...kombotest.Option) *backend {
	t.Helper()
	return newBackendFor(t, kombotest.NewServer(t, opts...))
}

func newBackendFor(t testing.TB, fake *kombotest.Server, opts ...rolecall.Option) *backend {
	t.Helper()
	opts = append([]rolecall.Option{rolecall.WithBaseURL(fake.URL), rolecall.WithRetry(fastRetry)}, opts...)
	client, err := kombo.NewClient(fake.APIKey, opts...)
	require.NoError(t, err)
	integration := client.Integration(fake.IntegrationID)
	return &backend{fake, client, integration, integration.ATS}
}

// since returns the requests that the fake received after the first n.
func (h *backend) since(n int) []*http.Request { return h.fake.Requests()[n:] }

// callErr returns the error of a call whose result needs no check other than that it decodes.
func callErr[T any](_ T, err error) error { return err }

// bodyOf returns the body of a recorded request.
func bodyOf(t *testing.T, r *http.Request) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(body)
}

// server is an HTTP server on loopback that records its requests, with a client for it.
type server struct {
	client      *kombo.Client
	integration *kombo.Integration

	mu   sync.Mutex
	seen []*http.Request
}

const testKey = "key-of-example-works"

// serve starts a server for one test, and creates a client for it with the given retry policy.
func serve(t *testing.T, retry rolecall.RetryPolicy, handler http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		recorded := r.Clone(context.Background())
		recorded.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		s.seen = append(s.seen, recorded)
		s.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler(w, r)
	}))
	t.Cleanup(listener.Close)
	var err error
	s.client, err = kombo.NewClient(testKey, rolecall.WithBaseURL(listener.URL+"/v1"), rolecall.WithRetry(retry))
	require.NoError(t, err)
	s.integration = s.client.Integration("example:integration1")
	return s
}

// requests returns the requests received so far, oldest first.
func (s *server) requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// respondWith returns a handler that sends the same response to every request. If contentType is empty, the response has
// no Content-Type header.
func respondWith(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// handClock is a clock that a test advances.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func newHandClock() *handClock {
	return &handClock{now: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
}

func (c *handClock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// advance moves the clock by d and returns its new time.
func (c *handClock) advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// serviceOf returns the service of an integration that has the type *S, or nil.
func serviceOf[S any](i *kombo.Integration) *S {
	for _, service := range []any{i.ATS, i.HRIS, i.Assessment} {
		if s, ok := service.(*S); ok {
			return s
		}
	}
	return nil
}
