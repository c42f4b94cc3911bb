package kombotest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
	"github.com/rolecall-dev/rolecall/webhook"
)

// record is a decoded JSON object.
type record = map[string]any

// response is a response of the fake.
type response struct {
	status int
	header http.Header
	body   []byte
}

// api is a client of one fake.
type api struct {
	t      *testing.T
	fake   *kombotest.Server
	header http.Header
	client *http.Client
}

func newAPI(t *testing.T, opts ...kombotest.Option) *api {
	t.Helper()
	return client(t, kombotest.NewServer(t, opts...))
}

// client returns a client of a fake, with its own connections.
func client(t *testing.T, fake *kombotest.Server) *api {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &api{t: t, fake: fake, client: &http.Client{Transport: transport}, header: http.Header{
		"Authorization": {"Bearer " + fake.APIKey}, "X-Integration-Id": {fake.IntegrationID},
	}}
}

// send sends a request. path does not contain the version.
func (a *api) send(ctx context.Context, method, path string, body any) (response, error) {
	a.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		require.NoError(a.t, err)
		content = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.fake.URL+path, content)
	require.NoError(a.t, err)
	req.Header = a.header.Clone()
	resp, err := a.client.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	return response{resp.StatusCode, resp.Header, raw}, err
}

func (a *api) do(method, path string, body any) response {
	a.t.Helper()
	r, err := a.send(a.t.Context(), method, path, body)
	require.NoError(a.t, err)
	return r
}

func (a *api) get(path string) response {
	a.t.Helper()
	return a.do(http.MethodGet, path, nil)
}

// ok sends a request, requires a successful response, and returns its data.
func (a *api) ok(method, path string, body any) record {
	a.t.Helper()
	data, _ := a.okWithWarnings(method, path, body)
	return data
}

// okWithWarnings is like ok, but also returns the warnings, or nil if the response has no such member.
func (a *api) okWithWarnings(method, path string, body any) (data record, warnings []any) {
	a.t.Helper()
	r := a.do(method, path, body)
	require.Equal(a.t, http.StatusOK, r.status, "%s %s: %s", method, path, r.body)
	require.Contains(a.t, r.header.Get("Content-Type"), "application/json")
	var envelope struct {
		Status   string
		Data     record
		Warnings []any
	}
	require.NoError(a.t, json.Unmarshal(r.body, &envelope))
	require.Equal(a.t, "success", envelope.Status)
	require.NotNil(a.t, envelope.Data)
	return envelope.Data, envelope.Warnings
}

// rejected requires an error response with a status, a code and all members that Kombo documents.
func (r response) rejected(t *testing.T, status int, code any) {
	t.Helper()
	require.Equal(t, status, r.status, "%s", r.body)
	var envelope struct {
		Status string
		Error  record
	}
	require.NoError(t, json.Unmarshal(r.body, &envelope))
	require.Equal(t, "error", envelope.Status)
	require.Equal(t, code, envelope.Error["code"], "%s", r.body)
	require.NotEmpty(t, envelope.Error["message"])
	for _, name := range []string{"code", "title", "message", "log_url"} {
		require.Contains(t, envelope.Error, name)
	}
}

// page returns one page of a list and its next cursor.
func (a *api) page(path string, query url.Values) (results []record, next any) {
	a.t.Helper()
	data := a.ok(http.MethodGet, path+"?"+query.Encode(), nil)
	require.Contains(a.t, data, "next")
	for _, r := range list(a.t, data["results"]) {
		results = append(results, object(a.t, r))
	}
	return results, data["next"]
}

// all returns all records of a list.
func (a *api) all(path string, query url.Values) []record {
	a.t.Helper()
	q := url.Values{}
	maps.Copy(q, query)
	var records []record
	for range 2000 {
		results, next := a.page(path, q)
		records = append(records, results...)
		if next == nil {
			return records
		}
		q.Set("cursor", next.(string))
	}
	require.FailNow(a.t, "the list has too many pages", path)
	return nil
}

// filtered returns the records of a list with one query parameter, read in pages of 250.
func (a *api) filtered(path, name, value string) []record {
	a.t.Helper()
	return a.all(path, url.Values{"page_size": {"250"}, name: {value}})
}

// one returns the record with an id, even if it is deleted.
func (a *api) one(path, id string) record {
	a.t.Helper()
	found := a.all(path, url.Values{"ids": {id}, "include_deleted": {"true"}})
	require.Len(a.t, found, 1, "%s %s", path, id)
	return found[0]
}

func list(t *testing.T, v any) []any {
	t.Helper()
	require.IsType(t, []any{}, v)
	return v.([]any)
}

func object(t *testing.T, v any) record {
	t.Helper()
	require.IsType(t, record{}, v)
	return v.(record)
}

// ids returns the ids of records.
func ids(records []record) []string {
	list := []string{}
	for _, r := range records {
		list = append(list, r["id"].(string))
	}
	return list
}

// clock is a clock that a test controls.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// advance advances the clock and returns the new time in the format of the API.
func (c *clock) advance(d time.Duration) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now.Format("2006-01-02T15:04:05.000Z")
}

// event is a received webhook.
type event struct {
	ID   string
	Type string
	Data record
}

// receiver receives webhooks and keeps those that it acknowledges.
type receiver struct {
	URL string

	mu       sync.Mutex
	events   []event
	attempts int
	reject   int // number of attempts to reject before the first one is acknowledged

	verifier webhook.HMAC
	handle   func(event)
}

// onEvent sets a function that is called with each event before it is acknowledged.
func (h *receiver) onEvent(handle func(event)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handle = handle
}

// trust sets the secret to that of a fake.
func (h *receiver) trust(fake *kombotest.Server) {
	keys, err := webhook.StaticKeys(fake.WebhookSecret)
	if err != nil {
		panic(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.verifier = webhook.HMAC{Header: "X-Kombo-Signature", Encoding: webhook.RawURL, Keys: keys}
}

// newReceiver starts a receiver that verifies signatures. It rejects the first attempts, as many as reject.
func newReceiver(t *testing.T, reject int) *receiver {
	t.Helper()
	h := &receiver{reject: reject}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		h.mu.Lock()
		defer h.mu.Unlock()
		if err != nil || h.verifier.Verify(r, body) != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		h.attempts++
		if h.attempts <= h.reject {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var e event
		if json.Unmarshal(body, &e) == nil {
			h.events = append(h.events, e)
			if h.handle != nil {
				h.handle(e)
			}
		}
	}))
	t.Cleanup(server.Close)
	h.URL = server.URL
	return h
}

// got returns the acknowledged events.
func (h *receiver) got() []event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]event(nil), h.events...)
}

// wait waits until all webhooks are delivered, with a timeout.
func wait(t *testing.T, fake *kombotest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, fake.Wait(ctx))
}

func newAPIWithClock(t *testing.T, c *clock, opts ...kombotest.Option) *api {
	t.Helper()
	return newAPI(t, append(opts, kombotest.WithClock(c.time))...)
}
