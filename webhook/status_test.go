package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// TestStatus checks the table of responses in the package comment, over a real connection.
func TestStatus(t *testing.T) {
	body := hired.body()
	good := signedHeader(body)
	inFlight := doFunc(func(context.Context, string, func(context.Context) error) error { return webhook.ErrInFlight })
	storeDown := doFunc(func(context.Context, string, func(context.Context) error) error { return errors.New("store down") })
	done := doFunc(func(context.Context, string, func(context.Context) error) error { return nil })
	keysDown := func(*http.Request) ([]*webhook.Key, error) { return nil, errors.New("keys down") }
	noKeys := func(*http.Request) ([]*webhook.Key, error) { return nil, nil }
	typed := webhook.NewRouter()
	webhook.On(typed, webhook.EventType[struct{ Value int }](hiredType),
		func(context.Context, *struct{ Value int }, *webhook.Delivery) error { return nil })

	for _, c := range []struct {
		name   string
		method string
		header http.Header
		body   io.Reader
		source func(*webhook.Source)
		sink   webhook.Sink
		opts   []webhook.Option
		status int
		want   http.Header // may be a part of the response's headers
		called bool        // whether the sink is called
	}{
		{name: "accepted", status: 200, called: true},
		{name: "a type without a handler", sink: webhook.NewRouter(), status: 200, called: true},
		{name: "dropped", sink: failing(webhook.Drop(errSink)), status: 200, called: true},
		{name: "a duplicate", opts: []webhook.Option{webhook.Use(webhook.Dedup(done))}, status: 200},

		{name: "GET", method: http.MethodGet, status: 405, want: http.Header{"Allow": {"POST"}}},
		{name: "PUT", method: http.MethodPut, status: 405, want: http.Header{"Allow": {"POST"}}},
		{name: "OPTIONS", method: http.MethodOptions, status: 405, want: http.Header{"Allow": {"POST"}}},
		{name: "PUT for a source with Get", method: http.MethodPut, source: func(s *webhook.Source) {
			s.Get = func(http.ResponseWriter, *http.Request) {}
		}, status: 405, want: http.Header{"Allow": {"GET, POST"}}},

		{name: "no signature", header: http.Header{}, status: 401},
		{name: "a malformed signature", header: http.Header{acmeHeader: {"x"}}, status: 401},
		{name: "a signature sent twice", header: http.Header{acmeHeader: {signature(body), signature(body)}}, status: 401},
		{name: "a wrong signature", header: signedHeader([]byte("another body")), status: 401},
		{name: "a signature of the empty secret", header: http.Header{acmeHeader: {webhook.Sign("", body, webhook.RawURL, "")}}, status: 401},
		{name: "an unknown tenant", source: func(s *webhook.Source) { s.Verifier = webhook.HMAC{Header: acmeHeader, Keys: noKeys} }, status: 401},
		{name: "a changed body", body: strings.NewReader(strings.Replace(string(body), "Ada", "Eve", 1)), status: 401},
		{name: "a verifier that rejects", source: func(s *webhook.Source) { s.Verifier = verifierFunc(func() error { return errors.New("no") }) }, status: 401},
		{name: "a verifier that drops", source: func(s *webhook.Source) {
			s.Verifier = verifierFunc(func() error { return webhook.Drop(errors.New("no")) })
		}, status: 401},

		{name: "too large, with Content-Length", opts: []webhook.Option{webhook.MaxBody(int64(len(body)) - 1)}, status: 413},
		{name: "too large, in chunks", body: chunked(body), opts: []webhook.Option{webhook.MaxBody(int64(len(body)) - 1)}, status: 413},
		{name: "as large as may be", opts: []webhook.Option{webhook.MaxBody(int64(len(body)))}, status: 200, called: true},
		{name: "as large as may be, in chunks", body: chunked(body), opts: []webhook.Option{webhook.MaxBody(int64(len(body)))}, status: 200, called: true},

		{name: "gzip", header: with(good, "Content-Encoding", "gzip"), status: 415},
		{name: "two codings", header: with(good, "Content-Encoding", "identity, gzip"), status: 415},
		{name: "a coding in a second header", header: http.Header{acmeHeader: good[acmeHeader], "Content-Encoding": {"identity", "br"}}, status: 415},
		{name: "identity", header: with(good, "Content-Encoding", "Identity"), status: 200, called: true},
		{name: "any content type", header: with(good, "Content-Type", "text/plain"), status: 200, called: true},

		{name: "authentic, invalid JSON", header: signedHeader([]byte("{\"a\":\"b\x00c\"}")), body: strings.NewReader("{\"a\":\"b\x00c\"}"), status: 400},
		{name: "authentic, and empty", header: signedHeader(nil), body: http.NoBody, status: 400},
		{name: "authentic, no event type", header: signedHeader([]byte("{}")), body: strings.NewReader("{}"), status: 400},

		{name: "a handler that fails", sink: failing(errSink), status: 500, called: true},
		{name: "a handler that returns ErrSignature", sink: failing(webhook.ErrSignature), status: 500, called: true},
		{name: "a handler that panics", sink: panicking("at the record"), status: 500, called: true},
		{name: "an event that does not decode", sink: typed, status: 500, called: true},

		{name: "a handler that is busy", sink: failing(webhook.ErrBusy), status: 503, want: http.Header{"Retry-After": {"5"}}, called: true},
		{name: "a handler that returns RetryAfter", sink: failing(webhook.RetryAfter(90*time.Second, errSink)), status: 503, want: http.Header{"Retry-After": {"90"}}, called: true},
		{name: "RetryAfter, wrapped", sink: failing(fmt.Errorf("x: %w", webhook.RetryAfter(1500*time.Millisecond, errSink))), status: 503, want: http.Header{"Retry-After": {"2"}}, called: true},
		{name: "RetryAfter of zero", sink: failing(webhook.RetryAfter(0, nil)), status: 503, want: http.Header{"Retry-After": {"1"}}, called: true},
		{name: "being handled elsewhere", opts: []webhook.Option{webhook.Use(webhook.Dedup(inFlight))}, status: 503, want: http.Header{"Retry-After": {"5"}}},
		{name: "the dedup store is down", opts: []webhook.Option{webhook.Use(webhook.Dedup(storeDown))}, status: 503, want: http.Header{"Retry-After": {"5"}}},
		{name: "the key lookup is down", source: func(s *webhook.Source) { s.Verifier = webhook.HMAC{Header: acmeHeader, Keys: keysDown} }, status: 503, want: http.Header{"Retry-After": {"5"}}},
		{name: "a verifier that returns RetryAfter", source: func(s *webhook.Source) {
			s.Verifier = verifierFunc(func() error { return webhook.RetryAfter(7*time.Second, errors.New("down")) })
		}, status: 503, want: http.Header{"Retry-After": {"7"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			src, called := acme(t), false
			if c.source != nil {
				c.source(&src)
			}
			if c.sink == nil {
				c.sink = failing(nil)
			}
			if c.header == nil {
				c.header = good
			}
			if c.body == nil {
				c.body = bytes.NewReader(body)
			}
			sink := webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
				called = true
				return c.sink.Accept(ctx, d)
			})
			s := serve(t, receiver(t, src, sink, c.opts...))
			got := s.send(t, or(c.method, http.MethodPost), c.body, c.header)
			require.Equal(t, c.status, got.status)
			require.Empty(t, got.body)
			require.Equal(t, c.called, called, "was the sink called?")
			for _, name := range []string{"Allow", "Retry-After"} {
				require.Equal(t, c.want.Values(name), got.header.Values(name), name)
			}
			require.Empty(t, s.errorLog.String())
		})
	}
}

func TestUnauthorizedResponses(t *testing.T) {
	body := hired.body()
	known := acme(t)
	unknown := acme(t)
	unknown.Verifier = webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, nil }}
	var seen []string
	for _, c := range []struct {
		src    webhook.Source
		header http.Header
	}{
		{known, http.Header{}},
		{known, http.Header{acmeHeader: {"x"}}},
		{known, http.Header{acmeHeader: {signature(body), signature(body)}}},
		{known, signedHeader([]byte("another body"))},
		{unknown, signedHeader(body)},
	} {
		got := serve(t, receiver(t, c.src, &inbox{})).send(t, http.MethodPost, bytes.NewReader(body), c.header)
		got.header.Del("Date")
		seen = append(seen, fmt.Sprint(got))
	}
	for _, one := range seen {
		require.Equal(t, seen[0], one)
	}
}

func TestCheapChecksFirst(t *testing.T) {
	everythingWrong := func() *http.Request {
		return &http.Request{
			Method: http.MethodPost, ContentLength: 10 << 20, Body: mustNotRead{t},
			Header: http.Header{acmeHeader: {"malformed"}, "Content-Encoding": {"gzip"}},
		}
	}
	lookups := 0
	src := acme(t)
	keys := src.Verifier.(webhook.HMAC).Keys
	src.Verifier = webhook.HMAC{Header: acmeHeader, Keys: func(r *http.Request) ([]*webhook.Key, error) {
		lookups++
		return keys(r)
	}}
	rx := receiver(t, src, &inbox{})

	r := everythingWrong()
	r.Method = http.MethodPatch
	require.Equal(t, http.StatusMethodNotAllowed, respond(rx, r).Code)
	r.Method = http.MethodPost
	require.Equal(t, http.StatusUnauthorized, respond(rx, r).Code)
	require.Zero(t, lookups, "keys must not be looked up for a malformed signature")
	r.Header.Set(acmeHeader, signature(nil))
	require.Equal(t, http.StatusUnsupportedMediaType, respond(rx, r).Code)
	require.Equal(t, 1, lookups)
	r.Header.Del("Content-Encoding")
	require.Equal(t, http.StatusRequestEntityTooLarge, respond(rx, r).Code)
}

func TestSharedSecretBeforeBody(t *testing.T) {
	shared, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Secret") }, "not-real")
	require.NoError(t, err)
	basic, err := webhook.BasicAuth("u", "p")
	require.NoError(t, err)
	for _, v := range []webhook.Verifier{shared, basic} {
		src := acme(t)
		src.Verifier = v
		r := &http.Request{Method: http.MethodPost, ContentLength: 100, Body: mustNotRead{t}, Header: http.Header{}}
		require.Equal(t, http.StatusUnauthorized, respond(receiver(t, src, &inbox{}), r).Code)
	}
}

func TestDropAndRetryAfterWrap(t *testing.T) {
	dropped := webhook.Drop(errSink)
	require.ErrorIs(t, dropped, errSink)
	require.True(t, webhook.Dropped(dropped))
	require.True(t, webhook.Dropped(fmt.Errorf("wrapped: %w", dropped)))
	require.Contains(t, dropped.Error(), errSink.Error())
	require.NoError(t, webhook.Drop(nil))

	later := webhook.RetryAfter(time.Minute, errSink)
	require.ErrorIs(t, later, errSink)
	require.False(t, webhook.Dropped(later))
	require.ErrorIs(t, webhook.RetryAfter(time.Minute, nil), webhook.ErrBusy)

	require.False(t, webhook.Dropped(nil))
	require.False(t, webhook.Dropped(errSink))
	require.False(t, webhook.Dropped(webhook.RetryAfter(time.Second, dropped)), "the outermost verdict applies")
	require.True(t, webhook.Dropped(webhook.Drop(later)))
}

type verifierFunc func() error

func (f verifierFunc) Verify(*http.Request, []byte) error { return f() }

type doFunc func(ctx context.Context, id string, fn func(context.Context) error) error

func (f doFunc) Do(ctx context.Context, id string, fn func(context.Context) error) error {
	return f(ctx, id, fn)
}

func panicking(value any) webhook.Sink {
	return webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { panic(value) })
}

func with(h http.Header, name, value string) http.Header {
	h = h.Clone()
	h.Set(name, value)
	return h
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
