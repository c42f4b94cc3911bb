package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// acme is an invented provider. It signs its bodies, which contain the parts of the Route.
const (
	acmeHeader = "X-Acme-Signature"
	acmeSecret = "acme-test-secret-not-real"
)

type acmeEvent struct {
	Event  string   `json:"event"`
	Object string   `json:"object,omitempty"`
	ID     string   `json:"id,omitempty"`
	Key    []string `json:"key,omitempty"`
	Tenant string   `json:"tenant,omitempty"`
	Value  string   `json:"value,omitempty"`
}

func (e acmeEvent) body() []byte {
	b, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return b
}

var hired = acmeEvent{Event: "person.hired", Object: "people", ID: "evt-1", Key: []string{"t-1", "people", "p-9"}, Tenant: "t-1", Value: "Ada"}

const hiredType webhook.EventType[acmeEvent] = "acme:person.hired/people"

func acmeRoute(d *webhook.Delivery) (webhook.Route, error) {
	var e acmeEvent
	if err := json.Unmarshal(d.Body, &e); err != nil {
		return webhook.Route{}, err
	}
	r := webhook.Route{Event: []byte(e.Event), Object: []byte(e.Object), ID: []byte(e.ID), Tenant: e.Tenant}
	for i, part := range e.Key[:min(len(e.Key), len(r.Key))] {
		r.Key[i] = []byte(part)
	}
	return r, nil
}

func acmeHMAC(t testing.TB, secrets ...string) webhook.HMAC {
	t.Helper()
	if len(secrets) == 0 {
		secrets = []string{acmeSecret}
	}
	keys, err := webhook.StaticKeys(secrets...)
	require.NoError(t, err)
	return webhook.HMAC{Header: acmeHeader, Keys: keys}
}

func acme(t testing.TB) webhook.Source {
	t.Helper()
	return webhook.Source{Name: "acme", Verifier: acmeHMAC(t), Route: acmeRoute}
}

// acmeBatch sends a JSON array of events in one body.
func acmeBatch(t testing.TB) webhook.Source {
	t.Helper()
	src := acme(t)
	src.Split = splitting(func(body []byte) ([][]byte, error) {
		var list []json.RawMessage
		if err := json.Unmarshal(body, &list); err != nil {
			return nil, err
		}
		bodies := make([][]byte, len(list))
		for i := range list {
			bodies[i] = list[i]
		}
		return bodies, nil
	})
	return src
}

// splitting returns a Split that yields the events of all, and then its error.
func splitting(all func(body []byte) ([][]byte, error)) func([]byte) iter.Seq2[[]byte, error] {
	return func(body []byte) iter.Seq2[[]byte, error] {
		return func(yield func([]byte, error) bool) {
			list, err := all(body)
			for _, one := range list {
				if !yield(one, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
			}
		}
	}
}

func receiver(t testing.TB, src webhook.Source, sink webhook.Sink, opts ...webhook.Option) *webhook.Receiver {
	t.Helper()
	rx, err := webhook.NewReceiver(src, sink, opts...)
	require.NoError(t, err)
	return rx
}

// signed returns a request that acme's receiver accepts.
func signed(body []byte) *http.Request {
	return webhooktest.Request("/hooks/acme", webhook.HMAC{Header: acmeHeader}, acmeSecret, body)
}

// deliver sends body to rx, signed, and returns the status.
func deliver(t testing.TB, rx http.Handler, body []byte) int {
	t.Helper()
	return webhooktest.Deliver(t.Context(), rx, signed(body))
}

// respond passes r to rx without a network and returns the response.
func respond(rx http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	rx.ServeHTTP(w, r)
	return w
}

// inbox is a sink that keeps the deliveries that it receives.
type inbox struct {
	mu  sync.Mutex
	got []*webhook.Delivery
	err error
}

func (b *inbox) Accept(_ context.Context, d *webhook.Delivery) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.got = append(b.got, d)
	return b.err
}

func (b *inbox) all() []*webhook.Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*webhook.Delivery(nil), b.got...)
}

func (b *inbox) ids() []string {
	var ids []string
	for _, d := range b.all() {
		ids = append(ids, d.ID)
	}
	return ids
}

func failing(err error) webhook.Sink {
	return webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { return err })
}

var errSink = errors.New("the sink failed on purpose")

// results collects the arguments of OnResult and OnError.
type results struct {
	mu     sync.Mutex
	all    []webhook.Result
	failed []failure
}

type failure struct {
	delivery *webhook.Delivery
	err      error
}

func (r *results) options() []webhook.Option {
	return []webhook.Option{
		webhook.OnResult(func(_ context.Context, one webhook.Result) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.all = append(r.all, one)
		}),
		webhook.OnError(func(_ context.Context, d *webhook.Delivery, err error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.failed = append(r.failed, failure{d, err})
		}),
	}
}

func (r *results) only(t testing.TB) webhook.Result {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	require.Len(t, r.all, 1)
	return r.all[0]
}

// buffer is a bytes.Buffer that is safe for concurrent use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// server is an HTTP server on loopback, with its error log.
type server struct {
	*httptest.Server
	errorLog *buffer
}

func serve(t testing.TB, h http.Handler) *server {
	t.Helper()
	s := &server{httptest.NewUnstartedServer(h), &buffer{}}
	s.Config.ErrorLog = log.New(s.errorLog, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

type response struct {
	status int
	header http.Header
	body   string
}

func (s *server) send(t testing.TB, method string, body io.Reader, header http.Header) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL, body)
	require.NoError(t, err)
	r.Header = header
	res, err := s.Client().Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return response{res.StatusCode, res.Header, string(got)}
}

// raw writes text to the server, closes the sending side if done is true, and returns the bytes that the
// server sends.
func (s *server) raw(t testing.TB, text string, done bool) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	if done {
		require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	}
	got, err := io.ReadAll(conn)
	require.NoError(t, err)
	return string(got)
}

func signature(body []byte) string { return webhook.Sign(acmeSecret, body, webhook.RawURL, "") }

func signedHeader(body []byte) http.Header { return http.Header{acmeHeader: {signature(body)}} }

// chunked returns a reader of body that hides its length, so that the body is sent in chunks.
func chunked(body []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(body)} }

// padded returns an event of exactly n bytes.
func padded(t testing.TB, n int) []byte {
	t.Helper()
	e := hired
	e.Value = ""
	e.Value = strings.Repeat("x", n-len(e.body())-len(`,"value":""`))
	require.Len(t, e.body(), n)
	return e.body()
}

// mustNotRead is a body that fails the test if it is read.
type mustNotRead struct{ t testing.TB }

func (u mustNotRead) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func (u mustNotRead) Close() error { return nil }
