//go:build contract

// The contract tests compare the client and the fake with the provider's OpenAPI document.
// They need the servers that .ci/contract/run.sh starts.
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

// The environment variables.
const (
	// contractProxy is the address of a proxy that validates requests and responses against the
	// document. It forwards to the sandbox that printed the line in contractSandbox.
	contractProxy   = "ROLECALL_CONTRACT_PROXY"
	contractSandbox = "ROLECALL_CONTRACT_SANDBOX"
	// contractMock is the address of a mock that generates responses from the document.
	contractMock = "ROLECALL_CONTRACT_MOCK"
	// contractDocument is the file name of the document.
	contractDocument = "ROLECALL_CONTRACT_DOCUMENT"
	// contractSeed is the prefix of the seeds for the mock's random responses. Optional.
	contractSeed = "ROLECALL_CONTRACT_SEED"
)

// randomRounds is the number of random responses that each operation decodes.
const randomRounds = 5

// neverSent lists the parameters that the document declares and the client does not send, and why.
var neverSent = map[string]string{
	"GET /ats/jobs ?status":                      "deprecated: replaced by statuses",
	"GET /ats/applications ?outcome":             "deprecated: replaced by outcomes",
	"GET /ai-apply/unified-api/jobs ?remote_ids": "finds nothing, according to the document",

	"GET /hris/employees ?employment_status": "deprecated: replaced by employment_statuses",
	"GET /hris/absences ?time_from":          "deprecated: replaced by date_from",
	"GET /hris/absences ?time_until":         "deprecated: replaced by date_until",
}

// notInDocument lists the parameters that the client sends and the document does not declare, and why.
var notInDocument = map[string]string{
	"GET /hris/skills ?cursor":                     "the document says that next is passed to it",
	"GET /hris/employee-skill-assignments ?cursor": "the document says that next is passed to it",
}

// untyped lists the operations whose responses have dates and times of day without a type in the
// document. Random values for them are not strings, so only their examples are decoded.
var untyped = map[string]bool{"GET /hris/absences": true, "POST /hris/absences": true, "DELETE /hris/absences/{absence_id}": true}

// TestContractProxy calls each operation of the fake through a proxy that reports every request and
// response that does not match the document.
func TestContractProxy(t *testing.T) {
	sandbox := readSandbox(t)
	r := sandbox.connect(t, getenv(t, contractProxy))
	r.ids = sandbox.findIDs(t)
	t.Run("invalid request is reported", func(t *testing.T) {
		r.operation = "POST /ats/candidates/{candidate_id}/tags"
		_, err := kombo.Call[json.RawMessage](t.Context(), r.customer, kombo.CallRequest{Method: http.MethodPost, Path: "/ats/candidates/" + r.ids.candidate + "/tags", Body: map[string]any{"tags": map[string]string{"name": "new"}}})
		require.Contains(t, r.violationsOf(err), `body: Request body must have required property 'tag'`)
		r.sent = map[string]bool{}
	})
	r.callAll(t, "")
	t.Run("every parameter and member is sent", func(t *testing.T) { r.requireAllSent(t) })
}

// TestContractMock decodes responses that a mock generates from the document: its examples, and
// random data with every member.
func TestContractMock(t *testing.T) {
	r := sandbox{Key: "any", Integration: "any:1"}.connect(t, getenv(t, contractMock))
	r.mock, r.ids = true, anyIDs()
	t.Run("examples", func(t *testing.T) { r.callAll(t, "dynamic=false") })
	for round := range randomRounds {
		seed := fmt.Sprintf("%s%d", os.Getenv(contractSeed), round)
		t.Run("random data with seed "+seed, func(t *testing.T) { r.callAll(t, "dynamic=true, seed="+seed) })
	}
}

// contractRun is one client and the record of what it has sent.
type contractRun struct {
	client   *kombo.Client
	customer *kombo.Integration
	ids      contractIDs
	form     *kombo.Form // of the last GetEmployeeForm
	inquiry  *kombo.Inquiry
	feed     *kombo.JobFeed

	skill, assignment string // ids that earlier calls created

	mock bool // responses and their cursors are generated

	ctx context.Context // of the current operation

	mu         sync.Mutex
	operation  string // in the document's form, such as "GET /ats/jobs"
	prefer     string // the Prefer header, which tells the mock how to respond
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
			if violations := r.violationsOf(err); err != nil || violations != "" {
				t.Errorf("%v\n%s", err, violations)
			}
		})
	}
}

// watch records the parameters and members of each request, and the violations that the proxy reports.
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
				recordMembers(r.sent, r.operation+" ", value)
			} else if req.Header.Get("Content-Type") != "application/x-ndjson" { // which the document declares as a string only
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

// recordMembers adds the path of each member of v to into.
func recordMembers(into map[string]bool, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			into[path+"."+name] = true
			recordMembers(into, path+"."+name, member)
		}
	case []any:
		for _, element := range v {
			recordMembers(into, path, element)
		}
	}
}

// violationsOf returns the violations that the proxy or the mock reported for the last operation, and
// the data that err does not show. All data is invented, so it may be printed.
func (r *contractRun) violationsOf(err error) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []string
	if bad, ok := errors.AsType[*rolecall.RecordError](err); ok {
		lines = append(lines, string(bad.Raw))
	}
	var problem struct{ Validation json.RawMessage }
	if failed, ok := errors.AsType[*rolecall.Error](err); ok && json.Unmarshal(failed.Body, &problem) == nil && problem.Validation != nil {
		r.violations = []string{string(problem.Validation)} // the header has the same text, or its beginning
	} else if ok {
		lines = append(lines, string(failed.Body))
	}
	for _, violation := range r.violations {
		var list []struct {
			Location []string
			Message  string
		}
		if json.Unmarshal([]byte(violation), &list) != nil {
			lines = append(lines, violation)
		}
		for _, v := range list {
			// Some values that the mock generates do not match the document's patterns.
			if !r.mock || v.Location[0] == "request" {
				lines = append(lines, strings.Join(v.Location, ".")+": "+v.Message)
			}
		}
	}
	r.violations = nil
	const maxLines = 20
	return strings.Join(lines[:min(len(lines), maxLines)], "\n")
}

// contractList calls list with first, which must find records, and with each of more.
func contractList[S, O, T any](list func(*S, context.Context, O, ...rolecall.CallOption) (*rolecall.Page[T], error), first O, more ...O) func(*contractRun) error {
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

// read iterates over all pages and requires at least one record. In a mock run it checks only page,
// because the cursors are generated.
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

// connect creates a client that uses the server at address with the sandbox's credentials.
func (s sandbox) connect(t *testing.T, address string) *contractRun {
	t.Helper()
	r := &contractRun{sent: map[string]bool{}}
	client, err := kombo.NewClient(s.Key, rolecall.WithBaseURL(address), rolecall.WithMiddleware(r.watch),
		rolecall.WithRetry(rolecall.RetryPolicy{MaxAttempts: 1}), rolecall.WithTimeout(20*time.Second))
	require.NoError(t, err)
	r.client, r.customer = client, client.Integration(s.Integration)
	return r
}

// openAPI holds the parts of the document that the tests need.
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

// freeMembers matches the members of objects whose members are free or specific to one tool.
var freeMembers = regexp.MustCompile(` \.(remote_fields|query_params|data|headers|params|api_options|properties)\.`)

// requireAllSent compares the requests with the document: every operation that is not excluded, every
// query parameter and every member of a body. The proxy does not report misspelled optional ones.
func (r *contractRun) requireAllSent(t *testing.T) {
	t.Helper()
	source, err := os.ReadFile(getenv(t, contractDocument))
	require.NoError(t, err)
	var doc openAPI
	require.NoError(t, json.Unmarshal(source, &doc))
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
	require.Empty(t, called, "operations that are not in the document")
	for name := range neverSent {
		require.True(t, declared[name], "%s is no longer in the document", name)
		delete(declared, name)
	}
	for name := range notInDocument {
		require.False(t, declared[name], "%s is now in the document", name)
		delete(r.sent, name)
	}
	require.Empty(t, missingFrom(declared, r.sent), "the client sends parameters or members that the document does not declare")
	require.Empty(t, missingFrom(r.sent, declared), "the document declares parameters or members that contractCalls do not send")
}

// missingFrom returns the keys of all that are not in set, except those that freeMembers matches.
func missingFrom(set, all map[string]bool) (missing []string) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !set[name] && !freeMembers.MatchString(name) {
			missing = append(missing, name)
		}
	}
	return missing
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
