package knit_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// signing is Knit's signature scheme, for webhooktest.
var signing = webhook.HMAC{Header: "X-Knit-Signature", Encoding: webhook.RawURL}

// signedRequest returns a request as Knit sends it, signed with key.
func signedRequest(key string, body []byte) *http.Request {
	r := webhooktest.Request("/hooks/knit", signing, key, body)
	r.Header.Set("X-Knit-Integration-Id", integrationID)
	r.Header.Set("X-Knit-Execution-Id", executionID)
	return r
}

// recordingSink is a sink that records its deliveries and returns err.
type recordingSink struct {
	mu   sync.Mutex
	list []*webhook.Delivery
	err  error
}

func (s *recordingSink) Accept(_ context.Context, d *webhook.Delivery) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, d)
	return s.err
}

func (s *recordingSink) got() []*webhook.Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*webhook.Delivery(nil), s.list...)
}

// An event with personal data.
const (
	person  = "ada.private@example.com"
	private = `{"eventId":"ev_1","eventType":"record.new","syncDataType":"employee","recordId":"emp-1",` +
		`"eventData":{"profile":{"workEmail":"` + person + `"}}}`
)

// receive passes a request to a receiver with a log and returns the status and the results. It checks that the
// response has no body, and that the log contains no secret and no personal data.
func receive(t *testing.T, sink webhook.Sink, r *http.Request, opts ...webhook.Option) (status int, results []webhook.Result) {
	t.Helper()
	log := &logBuffer{}
	receiver, err := knit.NewReceiver([]string{apiKey}, sink, append(opts,
		webhook.Log(log.logger()), webhook.OnResult(func(_ context.Context, res webhook.Result) { results = append(results, res) }))...)
	require.NoError(t, err)
	w := httptest.NewRecorder()
	receiver.ServeHTTP(w, r)
	require.Empty(t, w.Body.String(), "the response has no body")
	require.Len(t, results, 1)
	require.Equal(t, w.Code, results[0].Status)
	require.NotEmpty(t, log.lines())
	for _, line := range log.lines() {
		for _, secret := range []string{apiKey, person, r.Header.Get("X-Knit-Signature"), integrationID} {
			if secret != "" {
				require.NotContains(t, line, secret)
			}
		}
	}
	return w.Code, results
}

func TestReceiverAccepts(t *testing.T) {
	t.Parallel()
	sink := &recordingSink{}
	status, results := receive(t, sink, signedRequest(apiKey, []byte(private)))
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, results[0].Err)
	require.Len(t, sink.got(), 1)
	d := sink.got()[0]
	require.Equal(t, "knit:record.new/employee", d.Type)
	require.Equal(t, "ev_1", d.ID)
	require.Equal(t, "knit", d.Source)
	require.Equal(t, integrationID, d.Tenant, "from the header")
	require.Equal(t, integrationID+"/employee/emp-1", d.Key)
	require.True(t, bytes.Equal([]byte(private), d.Body), "the exact bytes")
	require.Equal(t, headers(), d.Header, "no other header is kept")
	require.False(t, d.Received.IsZero())
}

// A rejected request does not reach the sink.
func TestReceiverRejects(t *testing.T) {
	t.Parallel()
	valid := func() *http.Request { return signedRequest(apiKey, []byte(private)) }
	signature := func(change func(s string) []string) func() *http.Request {
		return func() *http.Request {
			r := valid()
			r.Header["X-Knit-Signature"] = change(r.Header.Get("X-Knit-Signature"))
			return r
		}
	}
	signed := func(body string) func() *http.Request {
		return func() *http.Request { return signedRequest(apiKey, []byte(body)) }
	}
	for name, tt := range map[string]struct {
		request func() *http.Request
		status  int
	}{
		"no signature":                 {signature(func(string) []string { return nil }), 401},
		"empty signature":              {signature(func(string) []string { return []string{""} }), 401},
		"signature with another key":   {func() *http.Request { return signedRequest("another key", []byte(private)) }, 401},
		"signature with empty key":     {func() *http.Request { return signedRequest("", []byte(private)) }, 401},
		"signature of another body":    {signature(func(string) []string { return []string{webhook.Sign(apiKey, []byte("{}"), webhook.RawURL, "")} }), 401},
		"padded signature":             {signature(func(s string) []string { return []string{s + "="} }), 401},
		"signature with prefix":        {signature(func(s string) []string { return []string{"sha256=" + s} }), 401},
		"truncated signature":          {signature(func(s string) []string { return []string{s[:42]} }), 401},
		"signature in standard base64": {signature(func(string) []string { return []string{standardBase64()} }), 401},
		"signature in hex":             {signature(func(s string) []string { return []string{asHex(s)} }), 401},
		"two signatures":               {signature(func(s string) []string { return []string{s, s} }), 401},
		"two signatures in one header": {signature(func(s string) []string { return []string{s + "," + s} }), 401},
		"one byte of body changed": {func() *http.Request {
			r := valid()
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(private, "emp-1", "emp-2", 1)))
			return r
		}, 401},
		"body too large": {func() *http.Request { return signedRequest(apiKey, bytes.Repeat([]byte(" "), 1<<20+1)) }, 413},
		"body too large without content length": {func() *http.Request {
			r := signedRequest(apiKey, bytes.Repeat([]byte(" "), 1<<20+1))
			r.ContentLength = -1
			return r
		}, 413},
		"compressed body": {func() *http.Request {
			var buf bytes.Buffer
			w := gzip.NewWriter(&buf)
			_, _ = io.WriteString(w, private)
			_ = w.Close()
			r := signedRequest(apiKey, buf.Bytes())
			r.Header.Set("Content-Encoding", "gzip")
			return r
		}, 415},
		"empty body":         {signed(""), 400},
		"not JSON":           {signed("eventType=record.new&who=" + person), 400},
		"truncated JSON":     {signed(private[:len(private)-2]), 400},
		"two JSON values":    {signed(private + private), 400},
		"array of events":    {signed("[" + private + "]"), 400},
		"byte order mark":    {signed("\xef\xbb\xbf" + private), 400},
		"invalid UTF-8":      {signed(strings.Replace(private, "ada", "\xff\xfe", 1)), 400},
		"no event type":      {signed(`{"eventId":"ev_1","who":"` + person + `"}`), 400},
		"empty event type":   {signed(`{"eventId":"ev_1","eventType":""}`), 400},
		"null event type":    {signed(`{"eventId":"ev_1","eventType":null}`), 400},
		"no event id":        {signed(`{"eventType":"record.new"}`), 400},
		"empty event id":     {signed(`{"eventType":"record.new","eventId":""}`), 400},
		"eventType twice":    {signed(`{"eventId":"1","eventType":"record.new","eventType":"record.deleted"}`), 400},
		"also EVENTTYPE":     {signed(`{"eventId":"1","eventType":"record.new","EVENTTYPE":"record.deleted"}`), 400},
		"eventType escaped":  {signed(`{"eventId":"1","eventType":"record.new","\u0065ventType":"record.deleted"}`), 400},
		"eventId twice":      {signed(`{"eventId":"1","eventType":"record.new","EventId":"2"}`), 400},
		"syncDataType twice": {signed(`{"eventId":"1","eventType":"record.new","syncDataType":"employee","\u017fyncDataType":"ats_jobs"}`), 400},
		"recordId twice":     {signed(`{"eventId":"1","eventType":"record.new","recordId":"1","recordID":"2"}`), 400},
		"GET": {func() *http.Request {
			r := valid()
			r.Method = http.MethodGet
			return r
		}, 405},
		"PUT": {func() *http.Request {
			r := valid()
			r.Method = http.MethodPut
			return r
		}, 405},
		// The signature is checked before the body.
		"compressed body without signature": {func() *http.Request {
			r := signedRequest(apiKey, []byte("x"))
			r.Header.Set("Content-Encoding", "gzip")
			r.Header.Del("X-Knit-Signature")
			return r
		}, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink := &recordingSink{}
			status, results := receive(t, sink, tt.request())
			require.Equal(t, tt.status, status)
			require.Error(t, results[0].Err)
			require.NotContains(t, fmt.Sprintf("%v %+v", results[0].Err, results[0].Err), person)
			require.Empty(t, sink.got(), "no delivery reaches the sink")
			if tt.status == 401 {
				require.ErrorIs(t, results[0].Err, webhook.ErrSignature)
			}
		})
	}
}

// standardBase64 returns a valid signature in standard base64, which differs from URL-safe base64 for this
// body.
func standardBase64() string {
	mac, _ := base64.RawURLEncoding.DecodeString(webhook.Sign(apiKey, []byte(private), webhook.RawURL, ""))
	s := base64.RawStdEncoding.EncodeToString(mac)
	if !strings.ContainsAny(s, "+/") {
		panic("choose a body whose signature contains - or _")
	}
	return s
}

func asHex(s string) string {
	mac, _ := base64.RawURLEncoding.DecodeString(s)
	return hex.EncodeToString(mac)
}

func TestReceiverTruncatedBody(t *testing.T) {
	t.Parallel()
	sink := &recordingSink{}
	receiver, err := knit.NewReceiver([]string{apiKey}, sink)
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: example.com\r\nX-Knit-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
		webhook.Sign(apiKey, []byte(private), webhook.RawURL, ""), len(private), private[:len(private)/2])
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusBadRequest, resp.StatusCode)
	require.Empty(t, sink.got())
}

func TestReceiverOnErrorUnparsedBody(t *testing.T) {
	t.Parallel()
	var seen []*webhook.Delivery
	body := `{"eventType":"record.new","who":"` + person + `"}`
	status, _ := receive(t, &recordingSink{}, signedRequest(apiKey, []byte(body)), webhook.OnError(func(_ context.Context, d *webhook.Delivery, err error) {
		require.Error(t, err)
		seen = append(seen, d)
	}))
	require.Equal(t, 400, status)
	require.Len(t, seen, 1)
	require.Equal(t, body, string(seen[0].Body))
	require.Equal(t, "knit", seen[0].Type)
}

func TestNewReceiver(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string][]string{"no secret": nil, "empty secret": {""}, "one empty secret of two": {apiKey, ""}} {
		t.Run("rejects "+name, func(t *testing.T) {
			t.Parallel()
			receiver, err := knit.NewReceiver(secrets, &recordingSink{})
			require.Nil(t, receiver)
			require.ErrorIs(t, err, webhook.ErrEmptyKey)
			require.NotContains(t, err.Error(), apiKey)
		})
	}
	t.Run("rejects nil sink", func(t *testing.T) {
		t.Parallel()
		_, err := knit.NewReceiver([]string{apiKey}, nil)
		require.Error(t, err)
	})
	t.Run("rejects invalid option", func(t *testing.T) {
		t.Parallel()
		_, err := knit.NewReceiver([]string{apiKey}, &recordingSink{}, webhook.MaxBody(0))
		require.Error(t, err)
	})
}

// When an API key is changed, Knit signs with the old key first and then with the new one.
func TestReceiverKeyRotation(t *testing.T) {
	t.Parallel()
	var keys []int
	receiver, err := knit.NewReceiver([]string{"new key", "old key", "older key"}, &recordingSink{},
		webhook.OnResult(func(_ context.Context, r webhook.Result) { keys = append(keys, r.KeyIndex) }))
	require.NoError(t, err)
	for key, status := range map[string]int{"new key": 200, "old key": 200, "older key": 200, "other key": 401} {
		keys = nil
		require.Equal(t, status, webhooktest.Deliver(t.Context(), receiver, signedRequest(key, []byte(private))))
		require.Equal(t, []int{map[string]int{"new key": 0, "old key": 1, "older key": 2, "other key": -1}[key]}, keys)
	}
}

func TestReceiverMaxBody(t *testing.T) {
	t.Parallel()
	body := []byte(`{"eventId":"ev_1","eventType":"x","text":"` + strings.Repeat("a", 2<<20) + `"}`)
	status, _ := receive(t, &recordingSink{}, signedRequest(apiKey, body), webhook.MaxBody(3<<20))
	require.Equal(t, 200, status)
}

func TestReceiverUnsignedIntegrationID(t *testing.T) {
	t.Parallel()
	t.Run("missing id is accepted without tenant", func(t *testing.T) {
		t.Parallel()
		sink := &recordingSink{}
		r := signedRequest(apiKey, []byte(private))
		r.Header.Del("X-Knit-Integration-Id")
		status, _ := receive(t, sink, r)
		require.Equal(t, 200, status)
		require.Empty(t, sink.got()[0].Tenant)
		require.Equal(t, "/employee/emp-1", sink.got()[0].Key)
	})
	t.Run("same event with another id is a duplicate", func(t *testing.T) {
		t.Parallel()
		sink := &recordingSink{}
		receiver, err := knit.NewReceiver([]string{apiKey}, sink, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
		require.NoError(t, err)
		for _, id := range []string{integrationID, "mg_someoneelse"} {
			r := signedRequest(apiKey, []byte(private))
			r.Header.Set("X-Knit-Integration-Id", id)
			require.Equal(t, 200, webhooktest.Deliver(t.Context(), receiver, r))
		}
		require.Len(t, sink.got(), 1)
	})
}

func TestReceiverUndecodableEvent(t *testing.T) {
	t.Parallel()
	router := webhook.NewRouter()
	webhook.On(router, knit.EmployeeNew, func(context.Context, *knit.EmployeeEvent, *webhook.Delivery) error { return nil })
	body := private[:strings.Index(private, `"eventData":`)] + `"eventData":"not a record"}`
	status, results := receive(t, router, signedRequest(apiKey, []byte(body)))
	require.Equal(t, 500, status)
	var undecodable *webhook.DecodeError
	require.ErrorAs(t, results[0].Err, &undecodable)
	require.Equal(t, body, string(results[0].Delivery.Body))
}

func TestReceiverLogsNoHandlerError(t *testing.T) {
	t.Parallel()
	for name, sink := range map[string]webhook.Sink{
		"error":              &recordingSink{err: errors.New("cannot store " + person)},
		"panic":              webhook.SinkFunc(func(context.Context, *webhook.Delivery) error { panic("cannot store " + person) }),
		"error with a retry": &recordingSink{err: webhook.RetryAfter(0, errors.New("cannot store "+person))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, results := receive(t, sink, signedRequest(apiKey, []byte(private)))
			require.GreaterOrEqual(t, status, 500)
			require.NotNil(t, results[0].Delivery)
		})
	}
}
