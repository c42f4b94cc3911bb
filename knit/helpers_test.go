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

// What the tests take for secrets and for what belongs to a person. None of it may be seen
// in a text that somebody may log.
const (
	apiKey        = "test-knit-api-key-1234567890"
	integrationID = "mg_testintegration00000001"
)

// network stands for Knit: it gives a canned answer and keeps what was sent.
type network struct {
	*httpmock.MockTransport

	mu   sync.Mutex
	sent []sent
}

// sent is one request that would have left.
type sent struct {
	Method, URL string
	Header      http.Header
	Body        string
}

// newNetwork makes a network on which every request gets answer.
func newNetwork(answer httpmock.Responder) *network {
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
		return answer(req)
	})
	return n
}

// client sends into the network.
func (n *network) client() *http.Client { return &http.Client{Transport: n} }

// requests returns what was sent so far.
func (n *network) requests() []sent {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]sent(nil), n.sent...)
}

// executionID is what answering gives each answer.
const executionID = "ex_testexecution01"

// answering makes a canned answer with an execution id, as Knit's answers have it. header
// holds more names and values in turn.
func answering(status int, body string, header ...string) httpmock.Responder {
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

// nothing is a sink that takes everything.
type nothing struct{}

func (nothing) Accept(context.Context, *webhook.Delivery) error { return nil }

// fast is the default policy with waits too short to notice.
func fast() rolecall.Option {
	return rolecall.WithRetry(rolecall.RetryPolicy{MinWait: 1, MaxWait: 1})
}

// mocked is an integration behind a network that gives answer.
func mocked(t *testing.T, answer httpmock.Responder, opts ...rolecall.Option) (*knit.Integration, *network) {
	t.Helper()
	n := newNetwork(answer)
	opts = append([]rolecall.Option{rolecall.WithHTTPClient(n.client()), fast()}, opts...)
	client, err := knit.NewClient(apiKey, opts...)
	require.NoError(t, err)
	return client.Integration(integrationID), n
}

// jobs is a request of the guides' generation.
func jobs() knit.StartSyncRequest {
	return knit.StartSyncRequest{
		DataType: knit.DataTypeATSJobs, Models: []knit.Model{knit.ModelJobInfo},
		Frequency: knit.FrequencyStandard, Destination: "https://example.com/hooks/knit",
	}
}

// asError is err as what every failed call returns.
func asError(t *testing.T, err error) *rolecall.Error {
	t.Helper()
	var e *rolecall.Error
	require.ErrorAs(t, err, &e)
	return e
}

// sample reads a payload of testdata: the shapes of Knit's guides under invented ids.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return b
}

// samples lists the payloads of testdata.
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

// decode decodes text into a fresh T.
func decode[T any](t testing.TB, text string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

// meaning is a JSON text without the members that hold nothing: null, "", [] and {} say to
// Knit's readers what an absent member says.
func meaning(t testing.TB, text []byte) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(text, &v))
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

// logbook is a log that a test can read.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// lines returns what was logged.
func (l *logbook) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.FieldsFunc(l.buf.String(), func(r rune) bool { return r == '\n' })
}

// logger writes everything, debug lines too.
func (l *logbook) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
}
