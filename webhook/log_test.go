package webhook_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// lines returns the records of a JSON log.
func lines(t testing.TB, text string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(text) {
		var one map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &one))
		all = append(all, one)
	}
	return all
}

func debugLog(b *buffer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: false}))
}

// TestLogHasNoSecrets handles a request for each possible result. Every value that must not be logged
// contains "held".
func TestLogHasNoSecrets(t *testing.T) {
	event := hired
	event.Value, event.Tenant, event.Key = "held-body", "held-tenant", []string{"held-key"}
	body := event.body()
	held := errors.New("held-error " + string(body))
	router := webhook.NewRouter()
	webhook.On(router, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error { return held })
	decode := webhook.NewRouter()
	webhook.On(decode, hiredType, func(context.Context, *acmeEvent, *webhook.Delivery) error { return nil })
	decode.UseUnmarshal(func(data []byte, _ any) error { return fmt.Errorf("held-decode %s", data) })

	var text buffer
	requests := 0
	send := func(src webhook.Source, sink webhook.Sink, change func(*http.Request), opts ...webhook.Option) {
		requests++
		src.Keep = []string{"X-Run"}
		r := webhooktest.Request("http://acme.test/hooks/held-path?held-query=1", webhook.HMAC{Header: acmeHeader}, acmeSecret, body)
		r.Header.Set("X-Run", "held-header")
		r.Header.Set("Cookie", "held-cookie")
		r.Header.Set("Authorization", "Bearer held-bearer")
		if change != nil {
			change(r)
		}
		respond(receiver(t, src, sink, append(opts, webhook.Log(debugLog(&text)),
			webhook.OnError(func(context.Context, *webhook.Delivery, error) { panic("held-hook") }))...), r)
	}
	plain := acme(t)
	send(plain, failing(nil), nil)
	for _, sink := range []webhook.Sink{
		failing(held), failing(webhook.Drop(held)), failing(webhook.RetryAfter(time.Second, held)), failing(fmt.Errorf("held-wrap: %w", held)),
		failing(fmt.Errorf("held-busy: %w", webhook.ErrBusy)), failing(quotedError("held-type")), failing(&json.SyntaxError{}),
		panicking("held-panic"), panicking(held), panicking(event), router, decode, webhook.NewRouter(),
	} {
		send(plain, sink, nil)
		send(acmeBatch(t), sink, func(r *http.Request) { *r = *signed(append(append([]byte("["), body...), ']')) })
	}
	for _, change := range []func(*http.Request){
		func(r *http.Request) { r.Method = http.MethodGet },
		func(r *http.Request) { r.Method = "HELD-METHOD" },
		func(r *http.Request) { r.Header.Set(acmeHeader, "held-signature") },
		func(r *http.Request) { r.Header.Add(acmeHeader, "held-second") },
		func(r *http.Request) { r.Header.Set(acmeHeader, signature([]byte("other"))) },
		func(r *http.Request) { r.Header.Set("Content-Encoding", "held-coding") },
		func(r *http.Request) { r.ContentLength = 5 << 20 },
		func(r *http.Request) { r.ContentLength = 1000 },
		func(r *http.Request) { r.ContentLength = 10 },
		func(r *http.Request) { *r = *signed([]byte("held-no-json")) },
		func(r *http.Request) { *r = *signed([]byte(`{"held":"no event"}`)) },
	} {
		send(plain, failing(nil), change)
	}
	storeDown := doFunc(func(context.Context, string, func(context.Context) error) error { return held })
	send(plain, failing(nil), nil, webhook.Use(webhook.Dedup(storeDown)))
	for _, v := range []webhook.Verifier{
		verifierFunc(func() error { return held }),
		verifierFunc(func() error { panic(held) }),
		webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, held }},
		webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, nil }},
		acmeHMAC(t, "held-key-secret\n"),
	} {
		src := plain
		src.Verifier = v
		send(src, failing(nil), nil)
	}

	got := text.String()
	require.GreaterOrEqual(t, strings.Count(got, "\n"), requests)
	require.NotContains(t, strings.ToLower(got), "held")
	mac := signature(body)
	for _, secret := range []string{acmeSecret, mac, hex.EncodeToString([]byte(mac)), signature([]byte("other")), "/hooks"} {
		require.NotContains(t, got, secret)
	}
}

type quotedError string

func (e quotedError) Error() string { return string(e) }

func TestLog(t *testing.T) {
	down := errors.New("connection refused")
	dedup := doFunc(func(context.Context, string, func(context.Context) error) error { return down })
	keysDown := acme(t)
	keysDown.Verifier = webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, down }}
	noKeys := acme(t)
	noKeys.Verifier = webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, nil }}
	decode := webhook.NewRouter()
	webhook.On(decode, webhook.EventType[[]int](hiredType), func(context.Context, *[]int, *webhook.Delivery) error { return nil })
	for name, c := range map[string]struct {
		src    webhook.Source
		sink   webhook.Sink
		change func(*http.Request)
		opts   []webhook.Option
		want   map[string]any
	}{
		"accepted":        {src: acme(t), sink: failing(nil), want: map[string]any{"level": "DEBUG", "msg": "webhook: accepted", "status": 200.0, "type": string(hiredType), "id": "evt-1"}},
		"dropped":         {src: acme(t), sink: failing(webhook.Drop(errSink)), want: map[string]any{"level": "WARN", "msg": "webhook: dropped", "status": 200.0, "reason": "*errors.errorString"}},
		"failed":          {src: acme(t), sink: failing(errSink), want: map[string]any{"level": "ERROR", "msg": "webhook: failed", "status": 500.0, "id": "evt-1", "reason": "*errors.errorString"}},
		"postponed":       {src: acme(t), sink: failing(webhook.RetryAfter(time.Second, quotedError("x"))), want: map[string]any{"level": "ERROR", "status": 503.0, "reason": "webhook_test.quotedError"}},
		"postponed, busy": {src: acme(t), sink: failing(webhook.RetryAfter(time.Second, nil)), want: map[string]any{"status": 503.0, "reason": "busy"}},
		"panicked":        {src: acme(t), sink: panicking(acmeEvent{}), want: map[string]any{"level": "ERROR", "status": 500.0, "reason": "the handler panicked with a webhook_test.acmeEvent"}},
		"does not decode": {src: acme(t), sink: decode, want: map[string]any{"status": 500.0, "reason": "an event of type " + string(hiredType) + " does not decode (its bytes are in Delivery.Body)"}},
		"no signature": {
			src: acme(t), sink: failing(nil), change: func(r *http.Request) { r.Header.Del(acmeHeader) },
			want: map[string]any{"level": "WARN", "msg": "webhook: rejected", "status": 401.0, "reason": "the signature was rejected: the header is missing, repeated or malformed"},
		},
		"wrong signature": {
			src: acme(t), sink: failing(nil), change: func(r *http.Request) { r.Header.Set(acmeHeader, signature(nil)) },
			want: map[string]any{"status": 401.0, "reason": "the signature was rejected: no key matches"},
		},
		"too large":         {src: acme(t), sink: failing(nil), opts: []webhook.Option{webhook.MaxBody(1)}, want: map[string]any{"status": 413.0, "reason": "the body is over the limit"}},
		"not understood":    {src: acme(t), sink: failing(nil), change: func(r *http.Request) { *r = *signed([]byte("{")) }, want: map[string]any{"status": 400.0, "reason": "the body was not understood"}},
		"dedup store fails": {src: acme(t), sink: failing(nil), opts: []webhook.Option{webhook.Use(webhook.Dedup(dedup))}, want: map[string]any{"status": 503.0, "reason": "the deduplication store failed"}},
		"unknown tenant":    {src: noKeys, sink: failing(nil), want: map[string]any{"status": 401.0, "reason": "the signature was rejected: no key for this request"}},
		"key lookup fails":  {src: keysDown, sink: failing(nil), want: map[string]any{"status": 503.0, "reason": "the key lookup failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			var text buffer
			r := signed(hired.body())
			if c.change != nil {
				c.change(r)
			}
			respond(receiver(t, c.src, c.sink, append(c.opts, webhook.Log(debugLog(&text)))...), r)
			all := lines(t, text.String())
			require.Len(t, all, 1, "one line per request")
			require.Equal(t, "acme", all[0]["source"])
			require.Contains(t, all[0], "took")
			require.Subset(t, all[0], c.want)
		})
	}
}

func TestLogNil(t *testing.T) {
	require.Equal(t, 500, deliver(t, receiver(t, acme(t), failing(errSink), webhook.Log(nil)), hired.body()))
}
