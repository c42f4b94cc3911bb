package knit_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/knit"
)

// problemer is implemented by every request.
type problemer interface{ Problem() string }

// operation is a method of a client that makes a call, and the type of its request or options.
type operation struct {
	name string
	// call calls the method with request, or with "x" if the method takes a string.
	call func(t *testing.T, request reflect.Value) error
	// request is nil if the method takes no request.
	request reflect.Type
}

// operations returns the methods of c that make a call, found by reflection.
func operations(c caller) (list []operation) {
	for _, service := range []any{c.client, c.integration, c.integration.ATS, c.integration.HRIS} {
		for m, method := range reflect.ValueOf(service).Methods() {
			if m.Type.NumIn() < 2 || m.Type.In(1) != reflect.TypeFor[context.Context]() {
				continue
			}
			op := operation{name: m.Name}
			if in := m.Type.In(2); in.Kind() == reflect.Struct {
				op.request = in
			}
			op.call = func(t *testing.T, request reflect.Value) error {
				t.Helper()
				in := []reflect.Value{reflect.ValueOf(t.Context())}
				switch m.Type.In(2).Kind() {
				case reflect.Struct:
					in = append(in, request)
				case reflect.String:
					in = append(in, reflect.ValueOf("x"))
				}
				out := method.Call(in)
				err, _ := reflect.TypeAssert[error](out[len(out)-1])
				return err
			}
			list = append(list, op)
		}
	}
	return list
}

// requestTypes returns the requests and options of all calls, and the types of package knit that they contain.
func requestTypes(t *testing.T) (list []reflect.Type) {
	t.Helper()
	c, _ := mockCaller(t, 200, `{}`)
	var find func(t reflect.Type)
	find = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			find(t.Elem())
		case reflect.Struct:
			if strings.HasSuffix(t.PkgPath(), "/knit") && !slices.Contains(list, t) {
				list = append(list, t)
				for f := range t.Fields() {
					find(f.Type)
				}
			}
		}
	}
	find(reflect.TypeFor[knit.CallRequest]())
	for _, op := range operations(c) {
		if op.request != nil {
			find(op.request)
		}
	}
	return list
}

// requiring reports, by type, whether the comment of the type or of one of its fields says that something is
// required.
func requiring(t *testing.T) map[string]bool {
	t.Helper()
	required := regexp.MustCompile(`\b[Rr]equired\b|[Aa]t least one`)
	requires := map[string]bool{}
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if types, ok := decl.(*ast.GenDecl); ok && types.Tok == token.TYPE && len(types.Specs) == 1 {
				spec, _ := types.Specs[0].(*ast.TypeSpec)
				requires[spec.Name.Name] = required.MatchString(types.Doc.Text())
				if s, ok := spec.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						requires[spec.Name.Name] = requires[spec.Name.Name] || required.MatchString(f.Doc.Text())
					}
				}
			}
		}
	}
	return requires
}

func TestRequestProblems(t *testing.T) {
	t.Parallel()
	requires, checked := requiring(t), 0
	for _, request := range requestTypes(t) {
		zero, ok := reflect.TypeAssert[problemer](reflect.Zero(request))
		if !ok {
			require.False(t, requires[request.Name()], "%s has required fields but no Problem method", request)
			continue
		}
		checked++
		full, _ := reflect.TypeAssert[problemer](filled(request).Elem())
		for _, problem := range []string{zero.Problem(), full.Problem()} {
			if problem == "" {
				continue
			}
			require.True(t, problem == "is empty: set Link or Content" || slices.ContainsFunc(reflect.VisibleFields(request), func(f reflect.StructField) bool {
				return f.IsExported() && strings.Contains(problem, f.Name)
			}), "%s: problem %q names no field", request, problem)
		}
		require.False(t, requires[request.Name()] && zero.Problem() == "", "%s has required fields, but its zero value has no problem", request)
	}
	require.Greater(t, checked, 30)
	require.True(t, requires["StartSyncRequest"] && requires["CreateJobRequest"] && requires["WatchFieldsRequest"], "the comments were parsed")
}

// Every call checks the Problem of its request before sending it.
func TestCallsCheckProblem(t *testing.T) {
	t.Parallel()
	c, network := mockCaller(t, 200, `{"success":true,"data":{}}`)
	rejected := 0
	for _, op := range operations(c) {
		if op.request == nil {
			continue
		}
		require.Implements(t, (*problemer)(nil), reflect.Zero(op.request).Interface(), op.name)
		for _, request := range []reflect.Value{reflect.Zero(op.request), filled(op.request).Elem()} {
			want := transport.ProblemIn(request.Interface())
			if want == "" {
				continue
			}
			rejected++
			sent := len(network.requests())
			err := op.call(t, request)
			require.ErrorIs(t, err, rolecall.ErrInvalid, op.name)
			require.Equal(t, want, asError(t, err).Message, op.name)
			require.Len(t, network.requests(), sent, op.name)
		}
	}
	require.Greater(t, rejected, 25)
}

// Metrics use the names of operations, so each name belongs to one call.
func TestOperationNames(t *testing.T) {
	t.Parallel()
	var ops []string
	network := newNetwork(respondWith(200, `{"success":true,"data":{}}`))
	client, err := knit.NewClient(apiKey, rolecall.WithHTTPClient(network.client()), fast(),
		rolecall.OnCall(func(_ context.Context, op string) (context.Context, func(rolecall.Meta, error)) {
			ops = append(ops, op)
			return nil, nil
		}))
	require.NoError(t, err)
	list := operations(caller{client, client.Integration(integrationID)})
	for _, op := range list {
		if op.request == nil {
			_ = op.call(t, reflect.Value{})
		} else {
			_ = op.call(t, reflect.Zero(op.request))
		}
	}
	require.Len(t, ops, len(list), "one for each method")
	for _, op := range ops {
		require.True(t, strings.HasPrefix(op, "knit."), op)
	}
	slices.Sort(ops)
	require.Len(t, slices.Compact(slices.Clone(ops)), len(ops), ops)
}

// Without the id the caller could not refer to the new record.
func TestResponseWithoutID(t *testing.T) {
	t.Parallel()
	for _, tt := range callCases() {
		member, ok := map[string]string{
			"auth.createSession": "token", "events.subscribe": "webhookUrl", "ats.job.create": "jobId",
			"ats.application.create": "applicationId", "ats.application.get": "info", "passthrough": "response",
		}[tt.method]
		if !ok {
			continue
		}
		for _, data := range []string{`{}`, `null`, `{"` + member + `":""}`, `{"` + member + `":null}`, `{"more":1}`} {
			c, _ := mockCaller(t, 200, `{"success":true,"data":`+data+`}`)
			err := tt.call(t.Context(), c)
			require.ErrorIs(t, err, rolecall.ErrUnavailable, tt.method+data)
			require.Equal(t, tt.verb == "POST", errors.Is(err, rolecall.ErrAmbiguous), tt.method+data)
			require.Contains(t, asError(t, err).Message, "the member "+member+" is missing or empty", tt.method+data)
		}
	}
	for _, data := range []string{`{"syncRunId":"sr_1"}`, `{"syncJobId":" "}`} {
		integration, _ := mockIntegration(t, respondWith(200, `{"success":true,"data":`+data+`}`))
		_, err := integration.StartSync(t.Context(), jobs())
		require.ErrorIs(t, err, rolecall.ErrAmbiguous)
		require.ErrorContains(t, err, "syncJobId")
		_, err = integration.UpdateSync(t.Context(), knit.UpdateSyncRequest{DataType: "ats_jobs", Frequency: knit.FrequencyHigh})
		require.NoError(t, err, "Knit does not document syncJobId in the response to an update")
	}
}

// An unrecognized response is a failure of the call, so the hooks receive its error.
func TestHookAfterUnrecognizedResponse(t *testing.T) {
	t.Parallel()
	var ended []error
	integration, _ := mockIntegration(t, respondWith(200, `{"success":true,"data":{}}`), rolecall.OnCall(func(context.Context, string) (context.Context, func(rolecall.Meta, error)) {
		return nil, func(_ rolecall.Meta, err error) { ended = append(ended, err) }
	}))
	_, err := integration.Passthrough(t.Context(), get())
	require.ErrorIs(t, err, rolecall.ErrUnavailable)
	require.Equal(t, []error{err}, ended)
}
