package humansourcing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// recorder is a sink that records its deliveries. It returns the error of fail, if fail is not nil.
type recorder struct {
	fail func(d *webhook.Delivery) error

	mu  sync.Mutex
	all []*webhook.Delivery
}

func (b *recorder) Accept(_ context.Context, d *webhook.Delivery) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, d)
	if b.fail != nil {
		return b.fail(d)
	}
	return nil
}

func (b *recorder) deliveries() []*webhook.Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*webhook.Delivery(nil), b.all...)
}

func (b *recorder) keys() []string {
	var keys []string
	for _, d := range b.deliveries() {
		keys = append(keys, d.Key)
	}
	return keys
}

// failures records the calls of OnError.
type failures struct {
	mu     sync.Mutex
	bodies []string
	errs   []error
}

func (f *failures) option() webhook.Option {
	return webhook.OnError(func(_ context.Context, d *webhook.Delivery, err error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.bodies = append(f.bodies, string(d.Body))
		f.errs = append(f.errs, err)
	})
}

// newReceiver returns a receiver that accepts requests without verification.
func newReceiver(t testing.TB, sink webhook.Sink, opts ...webhook.Option) *webhook.Receiver {
	t.Helper()
	rx, err := humansourcing.NewReceiver(webhook.Unverified(), sink, opts...)
	require.NoError(t, err)
	return rx
}

func post(body string) *http.Request {
	return httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/hooks/humansourcing", bytes.NewReader([]byte(body)))
}

// statusOf returns the status of h's response to r.
func statusOf(h http.Handler, r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// parse returns the delivery in a body that has exactly one.
func parse(t testing.TB, body string) *webhook.Delivery {
	t.Helper()
	list, err := humansourcing.ParseDeliveries(nil, []byte(body))
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

// newRouter returns a router with a handler for each of the six events. It calls handled with the event and
// its encoding.
func newRouter(t testing.TB, handled func(d *webhook.Delivery, event any, encoded []byte)) *webhook.Router {
	t.Helper()
	r := webhook.NewRouter()
	handle(t, r, handled, humansourcing.JobCreated)
	handle(t, r, handled, humansourcing.JobUpdated)
	handle(t, r, handled, humansourcing.JobDeleted)
	handle(t, r, handled, humansourcing.CandidateCreated)
	handle(t, r, handled, humansourcing.CandidateUpdated)
	handle(t, r, handled, humansourcing.CandidateDeleted)
	return r
}

func handle[E any](t testing.TB, r *webhook.Router, handled func(d *webhook.Delivery, event any, encoded []byte), eventType webhook.EventType[E]) {
	t.Helper()
	webhook.On(r, eventType, func(_ context.Context, e *E, d *webhook.Delivery) error {
		encoded, err := json.Marshal(e)
		if err != nil {
			return err
		}
		handled(d, e, encoded)
		return nil
	})
}

func decode[T any](t testing.TB, text string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	return v
}

func encode(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// Events in the shapes that Human Sourcing documents.
const (
	jobDelete       = `{"event":"delete","type":"job","data":{"job_id":4711}}`
	jobCreation     = `{"event":"creation","type":"job","data":{"job_id":4711,"job_title":"Cuisinière h/f","job_updated_at":"2026-02-03T10:00:00+0100"}}`
	candidateDelete = `{"event":"delete","type":"candidate","data":{"id":"99"}}`
	candidateUpdate = `{"event":"update","type":"candidate","data":{"id":99,"first_name":"Zoé","latest_action":"2026-02-03T10:00:00+01:00","action":[
		{"id":"7","rating":0,"date":"2026-02-03T10:00:00+01:00"},{"id":"8","rating":"-1","date":"2026-02-05T10:00:00+01:00"}]}}`
)
