package knit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/webhook"
)

// Secrets and personal data. No string that may be logged contains them.
const (
	apiKey        = "test-knit-api-key-1234567890"
	integrationID = "mg_testintegration00000001"
)

// network is a transport in the place of Knit: it returns prepared responses and records the requests.
type network struct {
	*httpmock.MockTransport

	mu   sync.Mutex
	sent []sent
}

// sent is one recorded request.
type sent struct {
	Method, URL string
	Header      http.Header
	Body        string
}

// newNetwork returns a network that calls response for every request.
func newNetwork(response httpmock.Responder) *network {
	n := &network{MockTransport: httpmock.NewMockTransport()}
	n.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		s := sent{Method: req.Method, URL: req.URL.String(), Header: req.Header.Clone()}
		if req.Body != nil {
			b, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			s.Body = string(b)
		}
		n.mu.Lock()
		n.sent = append(n.sent, s)
		n.mu.Unlock()
		return response(req)
	})
	return n
}

// client returns an HTTP client that uses the network.
func (n *network) client() *http.Client { return &http.Client{Transport: n} }

// requests returns the requests so far, oldest first.
func (n *network) requests() []sent {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]sent(nil), n.sent...)
}

// executionID is the execution id in the responses of respondWith.
const executionID = "ex_testexecution01"

// respondWith responds with a status, a body and an execution id, as Knit does. header holds names and
// values of further headers, alternating.
func respondWith(status int, body string, header ...string) httpmock.Responder {
	return func(req *http.Request) (*http.Response, error) {
		resp := httpmock.NewStringResponse(status, body)
		resp.Header.Set("X-Knit-Execution-Id", executionID)
		for i := 0; i < len(header); i += 2 {
			resp.Header.Set(header[i], header[i+1])
		}
		resp.Request = req
		return resp, nil
	}
}

const started = `{"success":true,"data":{"syncJobId":"sj_test01","syncRunId":"sr_test01"}}`

// acceptAll is a sink that accepts every delivery.
type acceptAll struct{}

func (acceptAll) Accept(context.Context, *webhook.Delivery) error { return nil }

// fast is the default retry policy with a backoff of 1 ns.
func fast() rolecall.Option {
	return rolecall.WithRetry(rolecall.RetryPolicy{MinWait: 1, MaxWait: 1})
}

// mockIntegration returns an integration whose network calls response for every request.
func mockIntegration(t *testing.T, response httpmock.Responder, opts ...rolecall.Option) (*knit.Integration, *network) {
	t.Helper()
	n := newNetwork(response)
	opts = append([]rolecall.Option{rolecall.WithHTTPClient(n.client()), fast()}, opts...)
	client, err := knit.NewClient(apiKey, opts...)
	require.NoError(t, err)
	return client.Integration(integrationID), n
}

// jobs returns a request of the generation in Knit's guides.
func jobs() knit.StartSyncRequest {
	return knit.StartSyncRequest{
		DataType: knit.DataTypeATSJobs, Models: []knit.Model{knit.ModelJobInfo},
		Frequency: knit.FrequencyStandard, Destination: "https://example.com/hooks/knit",
	}
}

// asError returns err as the type of every failed call's error.
func asError(t *testing.T, err error) *rolecall.Error {
	t.Helper()
	var e *rolecall.Error
	require.ErrorAs(t, err, &e)
	return e
}

// sample reads a file of testdata: samples in the shapes of Knit's guides, with invented ids.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

// samples lists the samples of testdata.
func samples(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	return paths
}

// decode decodes JSON into a new T.
func decode[T any](t testing.TB, data string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(data), &v))
	return v
}

// decodeWithoutEmpty decodes JSON without its empty members: in Knit's events null, "", [] and {} mean the
// same as an absent member.
func decodeWithoutEmpty(t testing.TB, data []byte) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	return withoutEmpty(v)
}

func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if v[name] = withoutEmpty(value); v[name] == nil {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = withoutEmpty(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}

// logBuffer is a log that a test can read.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// lines returns the lines of the log.
func (l *logBuffer) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.FieldsFunc(l.buf.String(), func(r rune) bool { return r == '\n' })
}

// logger returns a logger that writes every level, including debug.
func (l *logBuffer) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
}
