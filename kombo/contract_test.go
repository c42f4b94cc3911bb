//go:build contract

// The contract checks hold the client, the fake and the provider's OpenAPI document against
// each other. They need the servers that .ci/contract/run.sh starts.
package kombo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// The environment.
const (
	// contractProxy checks requests and answers by the document. Behind it is the sandbox
	// with the line contractSandbox.
	contractProxy   = "ROLECALL_CONTRACT_PROXY"
	contractSandbox = "ROLECALL_CONTRACT_SANDBOX"
	// contractMock makes up answers by the document.
	contractMock = "ROLECALL_CONTRACT_MOCK"
	// contractDocument is the document's file.
	contractDocument = "ROLECALL_CONTRACT_DOCUMENT"
	// contractSeed begins the random answers of the mock. Optional.
	contractSeed = "ROLECALL_CONTRACT_SEED"
)

// randomRounds is how often each operation gets a random answer.
const randomRounds = 5

// neverSent is what the document lets a request have and the client does not send.
var neverSent = map[string]string{
	"GET /ats/jobs ?status":                      "deprecated for statuses",
	"GET /ats/applications ?outcome":             "deprecated for outcomes",
	"GET /ai-apply/unified-api/jobs ?remote_ids": "finds nothing, by the document itself",

	"GET /hris/employees ?employment_status": "deprecated for employment_statuses",
	"GET /hris/absences ?time_from":          "deprecated for date_from",
	"GET /hris/absences ?time_until":         "deprecated for date_until",
}

// notInDocument is what the client sends although the document does not name it, and why.
var notInDocument = map[string]string{
	"GET /hris/skills ?cursor":                     "the document says that next is passed to it",
	"GET /hris/employee-skill-assignments ?cursor": "the document says that next is passed to it",
}

// untyped answers have days and times of the day, to which the document gives no type, so that
// random ones are no texts. Their examples are read.
var untyped = map[string]bool{"GET /hris/absences": true, "POST /hris/absences": true, "DELETE /hris/absences/{absence_id}": true}

// TestContractProxy calls each operation of the fake through a proxy that reports what does
// not follow the document, in requests and in answers.
func TestContractProxy(t *testing.T) {
	sandbox := readSandbox(t)
	r := sandbox.connect(t, getenv(t, contractProxy))
	r.ids = sandbox.find(t)
	t.Run("reports what is wrong", func(t *testing.T) {
		r.operation = "POST /ats/candidates/{candidate_id}/tags"
		_, err := kombo.Call[json.RawMessage](t.Context(), r.customer, kombo.CallRequest{Method: http.MethodPost, Path: "/ats/candidates/" + r.ids.candidate + "/tags", Body: map[string]any{"tags": map[string]string{"name": "new"}}})
		require.Contains(t, r.complaints(err), `body: Request body must have required property 'tag'`)
		r.sent = map[string]bool{}
	})
	r.callAll(t, "")
	t.Run("everything was sent", func(t *testing.T) { r.requireAllSent(t) })
}

// TestContractMock lets the client read what the document says that answers are like: its
// examples, and random data with every member.
func TestContractMock(t *testing.T) {
	r := sandbox{Key: "any", Integration: "any:1"}.connect(t, getenv(t, contractMock))
	r.mock, r.ids = true, anyIDs()
	t.Run("examples", func(t *testing.T) { r.callAll(t, "dynamic=false") })
	for round := range randomRounds {
		seed := fmt.Sprintf("%s%d", os.Getenv(contractSeed), round)
		t.Run("random data of seed "+seed, func(t *testing.T) { r.callAll(t, "dynamic=true, seed="+seed) })
	}
}

// contractRun is one client, and what it has sent.
type contractRun struct {
	client   *kombo.Client
	customer *kombo.Integration
	ids      contractIDs
	form     *kombo.Form // the last one
	inquiry  *kombo.Inquiry
	feed     *kombo.JobFeed

	skill, assignment string // made by the calls before

	mock bool // answers are made up, and so are cursors

	ctx context.Context // of the operation that is called

	mu         sync.Mutex
	operation  string // as the document names it
	prefer     string // how the mock is to answer
	violations []string
	sent       map[string]bool // "GET /ats/jobs ?ids", "POST /ats/candidates .candidate.title"
}

// callAll calls every operation, in order.
func (r *contractRun) callAll(t *testing.T, prefer string) {
	t.Helper()
	for _, c := range contractCalls {
		if untyped[c.operation] && strings.HasPrefix(prefer, "dynamic=true") {
			continue
		}
		t.Run(c.operation, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			r.ctx, r.operation, r.prefer = ctx, c.operation, prefer
			err := c.call(r)
			if complaints := r.complaints(err); err != nil || complaints != "" {
				t.Errorf("%v\n%s", err, complaints)
			}
		})
	}
}

// watch notes what is sent, and what the proxy has to say about it.
func (r *contractRun) watch(next rolecall.Doer) rolecall.Doer {
	return func(req *http.Request) (*http.Response, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		for name := range req.URL.Query() {
			r.sent[r.operation+" ?"+name] = true
		}
		if req.Body != nil {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			req.Body = io.NopCloser(bytes.NewReader(body))
			var value any
			if err := json.Unmarshal(body, &value); err == nil {
				noteMembers(r.sent, r.operation+" ", value)
			} else if req.Header.Get("Content-Type") != "application/x-ndjson" { // of which the document says nothing but that it is text
				return nil, err
			}
		}
		if r.prefer != "" {
			req.Header.Set("Prefer", r.prefer)
		}
		resp, err := next(req)
		if err == nil {
			r.violations = append(r.violations, resp.Header.Values("Sl-Violations")...)
		}
		return resp, err
	}
}

// noteMembers notes the path of each member of a value.
func noteMembers(into map[string]bool, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			into[path+"."+name] = true
			noteMembers(into, path+"."+name, member)
		}
	case []any:
		for _, item := range v {
			noteMembers(into, path, item)
		}
	}
}

// complaints is what the proxy or the mock found wrong with the last operation, and what an
// error does not show by itself. All data here are made up, so they may be seen.
func (r *contractRun) complaints(err error) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []string
	if bad, ok := errors.AsType[*rolecall.RecordError](err); ok {
		lines = append(lines, string(bad.Raw))
	}
	var problem struct{ Validation json.RawMessage }
	if failed, ok := errors.AsType[*rolecall.Error](err); ok && json.Unmarshal(failed.Body, &problem) == nil && problem.Validation != nil {
		r.violations = []string{string(problem.Validation)} // the header is the same, or the beginning of it
	} else if ok {
		lines = append(lines, string(failed.Body))
	}
	for _, text := range r.violations {
		var list []struct {
			Location []string
			Message  string
		}
		if json.Unmarshal([]byte(text), &list) != nil {
			lines = append(lines, text)
		}
		for _, v := range list {
			// Not all that a mock makes up follows the document's own patterns.
			if !r.mock || v.Location[0] == "request" {
				lines = append(lines, strings.Join(v.Location, ".")+": "+v.Message)
			}
		}
	}
	r.violations = nil
	const enough = 20
	return strings.Join(lines[:min(len(lines), enough)], "\n")
}

// answered is the error of a call whose answer needs no further look: it decoded.
func answered[T any](_ T, err error) error { return err }

// lists reads a list with several options: with the first ones there have to be records.
func lists[S, O, T any](list func(*S, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error), first O, more ...O) func(*contractRun) error {
	return func(r *contractRun) error {
		service := serviceOf[S](r.customer)
		page, err := list(service, r.ctx, first)
		if err := read(r, page, err); err != nil {
			return err
		}
		for _, opts := range more {
			page, err := list(service, r.ctx, opts)
			if err != nil {
				return err
			}
			for _, bad := range page.Bad {
				return bad
			}
		}
		return nil
	}
}

// read reads a page with records, and those that follow unless their cursors are made up.
func read[T any](r *contractRun, page *rolecall.Page[T], err error) error {
	if err != nil {
		return err
	}
	if r.mock {
		for _, bad := range page.Bad {
			return bad
		}
		return nil
	}
	n := 0
	for _, err := range page.All(r.ctx) {
		if err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		return errors.New("the list is empty")
	}
	return nil
}

// sandbox is the line that examples/sandbox prints.
type sandbox struct {
	Address     string `json:"kombo"`
	Key         string `json:"kombo_api_key"`
	Integration string `json:"kombo_integration_id"`
}

func getenv(t *testing.T, name string) string {
	t.Helper()
	v := os.Getenv(name)
	require.NotEmpty(t, v, "%s is not set: run .ci/contract/run.sh, which sets it", name)
	return v
}

func readSandbox(t *testing.T) sandbox {
	t.Helper()
	var s sandbox
	require.NoError(t, json.Unmarshal([]byte(getenv(t, contractSandbox)), &s))
	return s
}

// connect makes a client of what is at an address in place of the sandbox.
func (s sandbox) connect(t *testing.T, address string) *contractRun {
	t.Helper()
	r := &contractRun{sent: map[string]bool{}}
	client, err := kombo.NewClient(s.Key, rolecall.WithBaseURL(address), rolecall.WithMiddleware(r.watch),
		rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}), rolecall.WithTimeout(20*time.Second))
	require.NoError(t, err)
	r.client, r.customer = client, client.Integration(s.Integration)
	return r
}

// openAPI is what is read of the document.
type openAPI struct {
	Paths      map[string]map[string]declaration
	Components struct{ Schemas map[string]schema }
}

type declaration struct {
	Parameters  []struct{ Name, In string }
	RequestBody struct {
		Content map[string]struct{ Schema schema }
	}
}

type schema struct {
	Ref                 string `json:"$ref"`
	Properties          map[string]schema
	Items               *schema
	AnyOf, OneOf, AllOf []schema
}

// Members whose own members are free, or the affair of one tool.
var freeMembers = regexp.MustCompile(` \.(remote_fields|query_params|data|headers|params|api_options|properties)\.`)

// requireAllSent compares what was sent with what the document declares: every operation of
// our categories, every query parameter, every member of a body. The proxy itself lets
// misspelt optional ones pass.
func (r *contractRun) requireAllSent(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(getenv(t, contractDocument))
	require.NoError(t, err)
	var doc openAPI
	require.NoError(t, json.Unmarshal(text, &doc))
	called, declared := map[string]bool{}, map[string]bool{}
	for _, c := range contractCalls {
		called[c.operation] = true
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			operation := strings.ToUpper(method) + " " + path
			if exclusionOf(operation) != "" {
				continue
			}
			require.True(t, called[operation], "%s is neither in contractCalls nor excluded", operation)
			delete(called, operation)
			doc.declare(declared, operation, op)
		}
	}
	require.Empty(t, called, "they are not in the document")
	for what := range neverSent {
		require.True(t, declared[what], "%s is not in the document any more", what)
		delete(declared, what)
	}
	for what := range notInDocument {
		require.False(t, declared[what], "%s is in the document now", what)
		delete(r.sent, what)
	}
	require.Empty(t, lacking(r.sent, declared), "the client sends what the document does not know")
	require.Empty(t, lacking(declared, r.sent), "the document knows what contractCalls do not send")
}

// lacking is what has and other has not, but for the members of free ones.
func lacking(has, other map[string]bool) (list []string) {
	for _, what := range slices.Sorted(maps.Keys(has)) {
		if !other[what] && !freeMembers.MatchString(what) {
			list = append(list, what)
		}
	}
	return list
}

func (d *openAPI) declare(into map[string]bool, operation string, op declaration) {
	for _, p := range op.Parameters {
		if p.In == "query" {
			into[operation+" ?"+p.Name] = true
		}
	}
	for _, content := range op.RequestBody.Content {
		d.members(into, operation+" ", content.Schema)
	}
}

func (d *openAPI) members(into map[string]bool, path string, s schema) {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		s = d.Components.Schemas[name]
	}
	for name, member := range s.Properties {
		into[path+"."+name] = true
		d.members(into, path+"."+name, member)
	}
	if s.Items != nil {
		d.members(into, path, *s.Items)
	}
	for _, variant := range slices.Concat(s.AnyOf, s.OneOf, s.AllOf) {
		d.members(into, path, variant)
	}
}
