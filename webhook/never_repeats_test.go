package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// neverRepeats returns a provider that sends each request once, with a secret in a header.
func neverRepeats(t testing.TB) webhook.Source {
	t.Helper()
	src := acme(t)
	secret, err := webhook.SharedSecret(func(r *http.Request) string { return r.Header.Get("X-Secret") }, "not-real")
	require.NoError(t, err)
	src.Verifier, src.NeverRepeats = secret, true
	return src
}

func TestNeverRepeatsOnError(t *testing.T) {
	body := string(hired.body())
	broken := func(text string) io.ReadCloser {
		return io.NopCloser(io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("reset"))))
	}
	for name, c := range map[string]struct {
		change func(*http.Request)
		sink   webhook.Sink
		opts   []webhook.Option
		status int
		bytes  string
		reason string
	}{
		"handler fails":                    {sink: failing(errSink), status: 500, bytes: body, reason: "on purpose"},
		"handler panics":                   {sink: panicking("x"), status: 500, bytes: body, reason: "panicked"},
		"postponed":                        {sink: failing(webhook.RetryAfter(time.Second, errSink)), status: 503, bytes: body, reason: "on purpose"},
		"busy":                             {sink: failing(webhook.ErrBusy), status: 503, bytes: body, reason: "busy"},
		"not understood":                   {change: func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("{")), 1 }, status: 400, bytes: "{", reason: "JSON"},
		"cut short":                        {change: func(r *http.Request) { r.Body = broken(body[:20]) }, status: 400, bytes: body[:20], reason: "cut short"},
		"cut short, in chunks":             {change: func(r *http.Request) { r.Body, r.ContentLength = broken(body[:20]), -1 }, status: 400, bytes: body[:20], reason: "cut short"},
		"cut before the first byte":        {change: func(r *http.Request) { r.Body = broken("") }, status: 400, bytes: "", reason: "cut short"},
		"longer than Content-Length":       {change: func(r *http.Request) { r.ContentLength = 20 }, status: 400, bytes: body[:20], reason: "longer"},
		"over the limit":                   {opts: []webhook.Option{webhook.MaxBody(30)}, status: 413, bytes: body[:30], reason: "over the limit"},
		"over the limit, in chunks":        {change: func(r *http.Request) { r.ContentLength = -1 }, opts: []webhook.Option{webhook.MaxBody(30)}, status: 413, bytes: body[:30], reason: "over the limit"},
		"over the limit of MaxBytesReader": {change: func(r *http.Request) { r.Body = http.MaxBytesReader(nil, r.Body, 30) }, status: 413, bytes: body[:30], reason: "of another handler"},
		"encoded":                          {change: func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }, status: 415, bytes: body, reason: "Content-Encoding"},
		"read by a middleware":             {change: func(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }, status: 400, bytes: "", reason: "did a middleware read it"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.sink == nil {
				c.sink = failing(nil)
			}
			for _, closed := range []bool{false, true} {
				var reported results
				rx := receiver(t, neverRepeats(t), c.sink, append(reported.options(), c.opts...)...)
				if closed {
					require.NoError(t, rx.Shutdown(t.Context()))
				}
				r := signed(hired.body())
				r.Header.Set("X-Secret", "not-real")
				if c.change != nil {
					c.change(r)
				}
				require.Equal(t, c.status, respond(rx, r).Code)
				require.Len(t, reported.failed, 1)
				require.Equal(t, c.bytes, string(reported.failed[0].delivery.Body))
				require.Equal(t, "acme", reported.failed[0].delivery.Source)
				require.ErrorContains(t, reported.failed[0].err, c.reason)
				require.NotErrorIs(t, reported.failed[0].err, webhook.ErrUnverified)
				require.Same(t, reported.failed[0].delivery, reported.only(t).Delivery)
			}
		})
	}
}

// OnError must not receive a request that is not authentic, even if its body was cut short.
func TestNeverRepeatsNotAuthentic(t *testing.T) {
	cut := io.NopCloser(io.MultiReader(strings.NewReader("{"), iotest.ErrReader(errors.New("reset"))))
	signs := neverRepeats(t)
	signs.Verifier = acmeHMAC(t)
	for name, c := range map[string]struct {
		src    webhook.Source
		change func(*http.Request)
		status int
	}{
		"wrong secret":                        {neverRepeats(t), func(r *http.Request) { r.Header.Set("X-Secret", "guessed") }, 401},
		"wrong secret, cut short":             {neverRepeats(t), func(r *http.Request) { r.Header.Set("X-Secret", "guessed"); r.Body = cut }, 401},
		"wrong secret, too large":             {neverRepeats(t), func(r *http.Request) { r.Header.Set("X-Secret", "guessed"); r.ContentLength = 5 << 20 }, 401},
		"signature does not match, cut short": {signs, func(r *http.Request) { r.Body = cut }, 400},
		"signature does not match":            {signs, func(r *http.Request) { r.Header.Set(acmeHeader, signature(nil)) }, 401},
		"signature does not match, encoded": {signs, func(r *http.Request) {
			r.Header.Set(acmeHeader, signature(nil))
			r.Header.Set("Content-Encoding", "br")
		}, 415},
	} {
		t.Run(name, func(t *testing.T) {
			var reported results
			r := signed(hired.body())
			r.Header.Set("X-Secret", "not-real")
			c.change(r)
			require.Equal(t, c.status, respond(receiver(t, c.src, &inbox{}, reported.options()...), r).Code)
			require.Empty(t, reported.failed)
			require.Nil(t, reported.only(t).Delivery)
		})
	}
}

func TestNeverRepeatsUnverified(t *testing.T) {
	down := errors.New("keys down")
	for name, c := range map[string]struct {
		verifier webhook.Verifier
		status   int
	}{
		"Keys fails": {webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, down }}, 503},
		"BodyKeys fails": {webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, nil }, BodyKeys: func(*http.Request, []byte) ([]*webhook.Key, error) {
			return nil, down
		}}, 503},
		"Verifier returns RetryAfter": {verifierFunc(func() error { return webhook.RetryAfter(time.Second, down) }), 503},
		"Verifier panics":             {verifierFunc(func() error { panic(down) }), 500},
		"Keys panics":                 {webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { panic(down) }}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			for _, repeats := range []bool{false, true} {
				src := acme(t)
				src.Verifier, src.NeverRepeats = c.verifier, !repeats
				var reported results
				require.Equal(t, c.status, deliver(t, receiver(t, src, &inbox{}, reported.options()...), hired.body()))
				if repeats {
					require.Empty(t, reported.failed, "the provider sends it again")
					continue
				}
				require.Len(t, reported.failed, 1)
				require.Equal(t, hired.body(), reported.failed[0].delivery.Body)
				require.ErrorIs(t, reported.failed[0].err, webhook.ErrUnverified)
				require.Empty(t, reported.failed[0].delivery.ID)
			}
		})
	}
}

// During a deployment Shutdown is called while events still arrive.
func TestNeverRepeatsShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slow
		rx := receiver(t, neverRepeats(t), &s)
		send := func() int {
			r := signed(hired.body())
			r.Header.Set("X-Secret", "not-real")
			return respond(rx, r).Code
		}
		statuses := make(chan int, 6)
		for range 3 {
			go func() { statuses <- send() }()
		}
		synctest.Wait()
		start := time.Now()
		<-time.After(30 * time.Second)
		drained := make(chan time.Duration, 2)
		for range cap(drained) {
			go func() {
				if err := rx.Shutdown(context.Background()); err == nil {
					drained <- time.Since(start)
				}
			}()
		}
		synctest.Wait()
		for range 3 {
			go func() { statuses <- send() }()
		}
		synctest.Wait()
		require.Equal(t, time.Minute, <-drained, "Shutdown waits only for requests that arrived before it")
		require.Equal(t, time.Minute, <-drained)
		require.NoError(t, rx.Shutdown(context.Background()))
		require.Equal(t, 90*time.Second, time.Since(start), "a second Shutdown waits for the other requests")
		for range cap(statuses) {
			require.Equal(t, 200, <-statuses)
		}
		require.Equal(t, 200, send())
	})
}

// TestNeverRepeatsServerShutdown uses the documented order, with a real server.
func TestNeverRepeatsServerShutdown(t *testing.T) {
	var in inbox
	rx := receiver(t, neverRepeats(t), &in)
	s := serve(t, rx)
	header := with(signedHeader(nil), "X-Secret", "not-real")
	for i, act := range []func(){func() {}, func() { require.NoError(t, rx.Shutdown(t.Context())) }} {
		act()
		event := hired
		event.ID = fmt.Sprint("evt-", i)
		require.Equal(t, 200, s.send(t, "POST", strings.NewReader(string(event.body())), header).status)
	}
	require.NoError(t, s.Config.Shutdown(t.Context()))
	require.NoError(t, rx.Shutdown(t.Context()))
	require.Equal(t, []string{"evt-0", "evt-1"}, in.ids())
}
