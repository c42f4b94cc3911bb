package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

func TestReceiverDelivery(t *testing.T) {
	src := acme(t)
	src.Keep = []string{"x-acme-run"}
	var in inbox
	before := time.Now()
	body := hired.body()
	s := serve(t, receiver(t, src, &in))
	require.Equal(t, 200, s.send(t, "POST", bytes.NewReader(body), with(signedHeader(body), "X-Acme-Run", "r-1")).status)
	d := in.all()[0]
	require.Equal(t, "acme:person.hired/people", d.Type)
	require.Equal(t, "evt-1", d.ID)
	require.Equal(t, "t-1/people/p-9", d.Key)
	require.Equal(t, "t-1", d.Tenant)
	require.Equal(t, "acme", d.Source)
	require.Equal(t, body, d.Body)
	require.Equal(t, http.Header{"X-Acme-Run": {"r-1"}}, d.Header)
	require.WithinRange(t, d.Received, before.Add(-time.Second), time.Now())
	require.Equal(t, time.UTC, d.Received.Location())
}

// The adapters of fasthttp make strings that refer to memory which the next request overwrites.
func TestDeliveryHeaderIsCopied(t *testing.T) {
	memory := []byte("tenant-1")
	src := acme(t)
	src.Keep = []string{"X-Tenant"}
	src.Route = func(d *webhook.Delivery) (webhook.Route, error) {
		return webhook.Route{Event: []byte("e"), Tenant: d.Header.Get("X-Tenant")}, nil
	}
	for name, src := range map[string]webhook.Source{"one event": src, "several events": withSplit(t, src)} {
		t.Run(name, func(t *testing.T) {
			copy(memory, "tenant-1")
			var in inbox
			r := signed(batch("a", "b"))
			r.Header["X-Tenant"] = []string{unsafe.String(&memory[0], len(memory))}
			require.Equal(t, 200, respond(receiver(t, src, &in), r).Code)
			copy(memory, "tenant-2")
			for _, d := range in.all() {
				require.Equal(t, "tenant-1", d.Tenant)
				require.Equal(t, "tenant-1", d.Header.Get("X-Tenant"))
				require.Equal(t, "tenant-1", d.Key)
			}
		})
	}
}

// withSplit returns src with the Split of acmeBatch.
func withSplit(t testing.TB, src webhook.Source) webhook.Source {
	t.Helper()
	src.Split = acmeBatch(t).Split
	return src
}

func TestReceiverIgnoresEventHeader(t *testing.T) {
	var in inbox
	r := signed(hired.body())
	for _, name := range []string{"X-Acme-Event", "X-Event-Type", "X-Request-Id", "X-Delivery-Id", "Idempotency-Key"} {
		r.Header.Set(name, "forged")
	}
	require.Equal(t, 200, respond(receiver(t, acme(t), &in), r).Code)
	require.Equal(t, "acme:person.hired/people", in.all()[0].Type)
	require.Equal(t, "evt-1", in.all()[0].ID)
	require.Empty(t, in.all()[0].Header)
}

func TestNewReceiverInvalid(t *testing.T) {
	valid := acme(t)
	keys := valid.Verifier.(webhook.HMAC).Keys
	var noHMAC *webhook.HMAC
	for name, c := range map[string]struct {
		change func(*webhook.Source)
		sink   webhook.Sink
		opts   []webhook.Option
		want   string
	}{
		"no Verifier":                  {change: func(s *webhook.Source) { s.Verifier = nil }, want: "Verifier"},
		"nil HMAC":                     {change: func(s *webhook.Source) { s.Verifier = noHMAC }, want: "Verifier"},
		"nil function as Verifier":     {change: func(s *webhook.Source) { s.Verifier = verifierFunc(nil) }, want: "Verifier"},
		"nil pointer as Verifier":      {change: func(s *webhook.Source) { s.Verifier = (*verifierFunc)(nil) }, want: "Verifier"},
		"HMAC without Header":          {change: func(s *webhook.Source) { s.Verifier = webhook.HMAC{Keys: keys} }, want: "Header"},
		"HMAC without Keys":            {change: func(s *webhook.Source) { s.Verifier = &webhook.HMAC{Header: "X"} }, want: "Keys"},
		"HMAC with unknown encoding":   {change: func(s *webhook.Source) { s.Verifier = webhook.HMAC{Header: "X", Keys: keys, Encoding: 3} }, want: "encoding 3"},
		"no Route":                     {change: func(s *webhook.Source) { s.Route = nil }, want: "Route"},
		"no name":                      {change: func(s *webhook.Source) { s.Name = "" }, want: "invalid source name"},
		"name with a colon":            {change: func(s *webhook.Source) { s.Name = "a:b" }, want: "invalid source name"},
		"name with upper case letters": {change: func(s *webhook.Source) { s.Name = "Acme" }, want: "invalid source name"},
		"name with other letters":      {change: func(s *webhook.Source) { s.Name = "acmé" }, want: "invalid source name"},
		"no sink":                      {sink: nil, want: "sink"},
		"nil option":                   {sink: &inbox{}, opts: []webhook.Option{webhook.MaxBody(1), nil}, want: "option 2"},
		"nil middleware":               {sink: &inbox{}, opts: []webhook.Option{webhook.Use(nil)}, want: "middleware 1"},
		"middleware returns nil": {
			sink: &inbox{}, opts: []webhook.Option{webhook.Use(func(webhook.Sink) webhook.Sink { return nil })},
			want: "middleware 1",
		},
		"nil OnError":         {sink: &inbox{}, opts: []webhook.Option{webhook.OnError(nil)}, want: "OnError"},
		"nil OnResult":        {sink: &inbox{}, opts: []webhook.Option{webhook.OnResult(nil)}, want: "OnResult"},
		"ReadTimeout of zero": {sink: &inbox{}, opts: []webhook.Option{webhook.ReadTimeout(0)}, want: "ReadTimeout"},
	} {
		t.Run(name, func(t *testing.T) {
			src := valid
			if c.change != nil {
				c.change(&src)
				c.sink = &inbox{}
			}
			rx, err := webhook.NewReceiver(src, c.sink, c.opts...)
			require.ErrorContains(t, err, c.want)
			require.Nil(t, rx)
		})
	}
}

func TestNewReceiverKeepCredential(t *testing.T) {
	for _, name := range []string{
		"Authorization", "authorization", "Proxy-Authorization", "Cookie", "COOKIE", "Set-Cookie", "Signature", "Webhook-Signature",
		"X-Knit-Signature", "x-kombo-signature", "X-LI-Signature", "X-Hub-Signature-256",
	} {
		src := acme(t)
		src.Keep = []string{"X-Fine", name}
		_, err := webhook.NewReceiver(src, &inbox{})
		require.ErrorContains(t, err, http.CanonicalHeaderKey(name))
		_, err = src.Parse(http.Header{}, hired.body())
		require.Error(t, err)
	}
	src := acme(t)
	h := src.Verifier.(webhook.HMAC)
	h.Header = "X-Acme-Hmac-Sha256"
	for _, v := range []webhook.Verifier{h, &h} {
		src.Verifier, src.Keep = v, []string{"x-acme-hmac-SHA256"}
		_, err := webhook.NewReceiver(src, &inbox{})
		require.ErrorContains(t, err, "X-Acme-Hmac-Sha256", "the header of the HMAC is a signature, regardless of its name")
	}
}

func TestNewReceiverCopiesSource(t *testing.T) {
	src := acme(t)
	h := src.Verifier.(webhook.HMAC)
	src.Verifier, src.Keep = &h, []string{"X-One"}
	rx := receiver(t, src, &inbox{})
	src.Keep[0], h.Header, h.Keys = "Cookie", "X-Other", nil
	r := signed(hired.body())
	r.Header.Set("Cookie", "session=not-real")
	require.Equal(t, 200, respond(rx, r).Code)
}

func TestReceiverHandlerPanic(t *testing.T) {
	const held = "ada@example.test"
	for name, value := range map[string]any{"string": held, "error": errors.New(held), "struct": acmeEvent{Value: held}, "uncomparable value": []string{held}} {
		t.Run(name, func(t *testing.T) {
			var reported results
			var text buffer
			s := serve(t, receiver(t, acme(t), panicking(value), append(reported.options(), webhook.Log(slog.New(slog.NewJSONHandler(&text, nil))))...))
			body := hired.body()
			for range 2 {
				require.Equal(t, 500, s.send(t, "POST", bytes.NewReader(body), signedHeader(body)).status)
			}
			require.Empty(t, s.errorLog.String(), "net/http would print the value")
			require.NotContains(t, text.String(), held)
			require.Len(t, reported.failed, 2)
			var p *webhook.PanicError
			require.ErrorAs(t, reported.failed[0].err, &p)
			require.Equal(t, value, p.Value)
			require.Contains(t, string(p.Stack), "_test.go:", "the stack contains the line that panicked")
			require.Equal(t, body, reported.failed[0].delivery.Body)
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				require.NotContains(t, fmt.Sprintf(verb, reported.failed[0].err), held)
				require.NotContains(t, fmt.Sprintf(verb, fmt.Errorf("wrapped: %w", reported.failed[0].err)), held)
			}
			got, err := json.Marshal(p)
			require.NoError(t, err)
			require.NotContains(t, string(got), held)
		})
	}
}

func TestReceiverSourcePanic(t *testing.T) {
	const held = "ada@example.test"
	explode := func() { panic(held) }
	for name, change := range map[string]func(*webhook.Source){
		"Verify": func(s *webhook.Source) { s.Verifier = verifierFunc(func() error { explode(); return nil }) },
		"Keys": func(s *webhook.Source) {
			s.Verifier = webhook.HMAC{Header: acmeHeader, Keys: func(*http.Request) ([]*webhook.Key, error) { explode(); return nil, nil }}
		},
		"Forms": func(s *webhook.Source) {
			s.Verifier = webhook.HMAC{Header: acmeHeader, Keys: acmeHMAC(t, "another").Keys, Forms: func([]byte) [][]byte { explode(); return nil }}
		},
		"Route": func(s *webhook.Source) {
			s.Route = func(*webhook.Delivery) (webhook.Route, error) { explode(); return webhook.Route{}, nil }
		},
		"Split": func(s *webhook.Source) {
			s.Split = splitting(func([]byte) ([][]byte, error) { explode(); return nil, nil })
		},
		"Get": func(s *webhook.Source) { s.Get = func(http.ResponseWriter, *http.Request) { explode() } },
	} {
		t.Run(name, func(t *testing.T) {
			src := acme(t)
			change(&src)
			var reported results
			var text buffer
			rx := receiver(t, src, &inbox{}, append(reported.options(), webhook.Log(slog.New(slog.NewJSONHandler(&text, nil))))...)
			s := serve(t, rx)
			method := http.MethodPost
			if src.Get != nil {
				method = http.MethodGet
			}
			body := hired.body()
			got := s.send(t, method, bytes.NewReader(body), signedHeader(body))
			require.Equal(t, 500, got.status)
			require.Empty(t, got.body)
			require.Empty(t, s.errorLog.String())
			require.NotContains(t, text.String(), held)
			require.Contains(t, text.String(), `"status":500`)
			one := reported.only(t)
			require.Equal(t, 500, one.Status)
			require.ErrorAs(t, one.Err, new(*webhook.PanicError))
			if name == "Route" || name == "Split" {
				require.Len(t, reported.failed, 1, "the body is authentic, so OnError must receive it")
				require.Equal(t, body, reported.failed[0].delivery.Body)
			} else {
				require.Empty(t, reported.failed)
			}
			require.NoError(t, rx.Shutdown(t.Context()), "a request is still in flight")
		})
	}
}

func TestReceiverAbortHandler(t *testing.T) {
	src := acme(t)
	src.Get = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	rx := receiver(t, src, panicking(http.ErrAbortHandler))
	s := serve(t, rx)
	r := webhooktest.Request(s.URL, webhook.HMAC{Header: acmeHeader}, acmeSecret, hired.body())
	_, err := s.Client().Do(r)
	require.ErrorIs(t, err, io.EOF)
	require.Zero(t, deliver(t, rx, hired.body()))
	get := signed(nil)
	get.Method = http.MethodGet
	require.Zero(t, webhooktest.Deliver(t.Context(), rx, get))
	require.NoError(t, rx.Shutdown(t.Context()), "a request is still in flight")
}

func TestReceiverUnknownType(t *testing.T) {
	router := webhook.NewRouter()
	rx := receiver(t, acme(t), router)
	for i := range 3 {
		require.EqualValues(t, i, router.Unknown())
		require.Equal(t, 200, deliver(t, rx, hired.body()))
	}
	require.EqualValues(t, 3, router.Unknown())
}

func TestOnError(t *testing.T) {
	invalidJSON := []byte("{\"a\":\"\xff\x00<&>\"")
	noEvent := []byte(`{ "value": "x" }`)
	for name, c := range map[string]struct {
		body   []byte
		sink   webhook.Sink
		status int
	}{
		"not understood": {invalidJSON, failing(nil), 400},
		"no event type":  {noEvent, failing(nil), 400},
		"handler failed": {hired.body(), failing(errSink), 500},
		"postponed":      {hired.body(), failing(webhook.RetryAfter(time.Second, errSink)), 503},
		"dropped":        {hired.body(), failing(webhook.Drop(errSink)), 200},
	} {
		t.Run(name, func(t *testing.T) {
			var reported results
			require.Equal(t, c.status, deliver(t, receiver(t, acme(t), c.sink, reported.options()...), c.body))
			require.Len(t, reported.failed, 1)
			require.Equal(t, c.body, reported.failed[0].delivery.Body)
			require.Equal(t, "acme", reported.failed[0].delivery.Source)
			one := reported.only(t)
			require.Equal(t, c.status, one.Status)
			require.Equal(t, reported.failed[0].err, one.Err)
			require.Same(t, reported.failed[0].delivery, one.Delivery)
			require.Equal(t, 0, one.KeyIndex)
		})
	}
}

func TestOnErrorNotAuthentic(t *testing.T) {
	var reported results
	rx := receiver(t, acme(t), &inbox{}, reported.options()...)
	require.Equal(t, 401, respond(rx, webhooktest.Request("/", webhook.HMAC{Header: acmeHeader}, "a guess", hired.body())).Code)
	require.Empty(t, reported.failed)
	one := reported.only(t)
	require.Equal(t, "acme", one.Source)
	require.Nil(t, one.Delivery)
	require.Equal(t, 401, one.Status)
	require.ErrorIs(t, one.Err, webhook.ErrSignature)
	require.Equal(t, -1, one.KeyIndex)
}

func TestOnErrorAfterDisconnect(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reported := false
	rx := receiver(t, acme(t), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		cancel()
		return errSink
	}), webhook.OnError(func(ctx context.Context, _ *webhook.Delivery, err error) {
		reported = true
		require.ErrorIs(t, err, errSink)
		require.NoError(t, ctx.Err(), "OnError must be able to store the failure")
	}))
	require.Equal(t, 500, webhooktest.Deliver(ctx, rx, signed(hired.body())))
	require.True(t, reported)
}

func TestOnResultKeyIndex(t *testing.T) {
	src := acme(t)
	src.Verifier = acmeHMAC(t, "new-not-real", "old-not-real", "older-not-real")
	for i, secret := range []string{"new-not-real", "old-not-real", "older-not-real"} {
		var reported results
		require.Equal(t, 200, respond(receiver(t, src, &inbox{}, reported.options()...), webhooktest.Request("/", webhook.HMAC{Header: acmeHeader}, secret, hired.body())).Code)
		one := reported.only(t)
		require.Equal(t, i, one.KeyIndex)
		require.NoError(t, one.Err)
		require.Equal(t, 200, one.Status)
		require.Equal(t, "evt-1", one.Delivery.ID)
		require.Positive(t, one.Duration)
		require.Empty(t, reported.failed)
	}
	src.Verifier = webhook.Unverified()
	var reported results
	require.Equal(t, 200, deliver(t, receiver(t, src, &inbox{}, reported.options()...), hired.body()))
	require.Equal(t, -1, reported.only(t).KeyIndex)
}

func TestReceiverHookPanics(t *testing.T) {
	var text buffer
	var reported atomic.Int64
	s := serve(t, receiver(t, acme(t), failing(errSink),
		webhook.Log(slog.New(slog.NewJSONHandler(&text, nil))),
		webhook.OnError(func(context.Context, *webhook.Delivery, error) { panic("held-by-on-error") }),
		webhook.OnResult(func(context.Context, webhook.Result) {
			reported.Add(1)
			panic("held-by-on-result")
		})))
	body := hired.body()
	require.Equal(t, 500, s.send(t, "POST", bytes.NewReader(body), signedHeader(body)).status)
	require.EqualValues(t, 1, reported.Load(), "OnResult must be called although OnError panicked")
	require.Empty(t, s.errorLog.String())
	require.NotContains(t, text.String(), "held-by")
	require.Contains(t, text.String(), "a function of OnError, OnResult or Log panicked")
}

// brokenHandler is a slog.Handler that panics.
type brokenHandler struct{ slog.Handler }

func (brokenHandler) Handle(context.Context, slog.Record) error { panic("held-by-log") }

func TestReceiverLogPanics(t *testing.T) {
	var reported results
	broken := slog.New(brokenHandler{slog.DiscardHandler})
	s := serve(t, receiver(t, acme(t), failing(errSink), append(reported.options(), webhook.Log(broken))...))
	body := hired.body()
	require.Equal(t, 500, s.send(t, "POST", bytes.NewReader(body), signedHeader(body)).status)
	require.Empty(t, s.errorLog.String())
	require.Len(t, reported.failed, 1)
	require.Len(t, reported.all, 1)
}

func TestReceiverGet(t *testing.T) {
	src := acme(t)
	src.Get = func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "response to "+r.URL.Query().Get("challenge"))
	}
	s := serve(t, receiver(t, src, &inbox{}))
	res, err := s.Client().Get(s.URL + "?challenge=42") //nolint:noctx // a test
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, "response to 42", string(got))
	require.Equal(t, 200, res.StatusCode)
}

func TestUseOrder(t *testing.T) {
	var order []string
	step := func(name string) webhook.Middleware {
		return func(next webhook.Sink) webhook.Sink {
			return webhook.SinkFunc(func(ctx context.Context, d *webhook.Delivery) error {
				order = append(order, name)
				return next.Accept(ctx, d)
			})
		}
	}
	rx := receiver(t, acme(t), webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		order = append(order, "sink")
		return nil
	}), webhook.Use(step("1"), step("2")), webhook.Use(step("3")))
	require.Equal(t, 200, deliver(t, rx, hired.body()))
	require.Equal(t, []string{"1", "2", "3", "sink"}, order)
}

func TestNewReceiverNilSinkFunc(t *testing.T) {
	t.Parallel()
	src := routed(webhook.Route{})
	src.Verifier = webhook.Unverified()
	_, err := webhook.NewReceiver(src, webhook.SinkFunc(nil))
	require.ErrorContains(t, err, "sink")
}
