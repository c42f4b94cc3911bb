package knit_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// rootModels are the requests, the results of calls and the events. Every other model is a part of one of
// them.
var rootModels = []reflect.Type{
	reflect.TypeFor[knit.StartSyncRequest](), reflect.TypeFor[knit.UpdateSyncRequest](), reflect.TypeFor[knit.PauseSyncRequest](), reflect.TypeFor[knit.SetStartTimeRequest](),
	reflect.TypeFor[knit.Sync](),
	reflect.TypeFor[knit.CreateAuthSessionRequest](), reflect.TypeFor[knit.AuthSession](), reflect.TypeFor[knit.IntegrationDetails](),
	reflect.TypeFor[knit.StartCustomSyncRequest](), reflect.TypeFor[knit.WatchFieldsRequest](),
	reflect.TypeFor[knit.SubscribeEventsRequest](), reflect.TypeFor[knit.EventSubscription](),
	reflect.TypeFor[knit.NativeFilter](), reflect.TypeFor[knit.PassthroughFilters](), reflect.TypeFor[knit.VirtualFilter](),
	reflect.TypeFor[knit.PassthroughRequest](), reflect.TypeFor[knit.PassthroughResponse](),
	reflect.TypeFor[knit.CreateJobRequest](), reflect.TypeFor[knit.CreatedJob](),
	reflect.TypeFor[knit.CreateApplicationRequest](), reflect.TypeFor[knit.CreatedApplication](),
	reflect.TypeFor[knit.UpdateStageRequest](), reflect.TypeFor[knit.AddAttachmentRequest](), reflect.TypeFor[knit.SearchCandidatesRequest](),
	reflect.TypeFor[knit.CreateEmployeeRequest](), reflect.TypeFor[knit.UpdateEmployeeRequest](), reflect.TypeFor[knit.TerminateEmployeeRequest](),
	reflect.TypeFor[knit.Payroll](), reflect.TypeFor[knit.LeaveRequest](), reflect.TypeFor[knit.LeaveBalance](), reflect.TypeFor[knit.CreateLeaveRequest](),
	reflect.TypeFor[knit.Attendance](), reflect.TypeFor[knit.Document](),
	reflect.TypeFor[knit.UpdateCompensationRequest](), reflect.TypeFor[knit.CreateDeductionRequest](), reflect.TypeFor[knit.UpdateDeductionRequest](),
	reflect.TypeFor[knit.EnrollDeductionRequest](), reflect.TypeFor[knit.UnenrollDeductionRequest](), reflect.TypeFor[knit.UpdateEmployeeDeductionRequest](),
	reflect.TypeFor[knit.JobEvent](), reflect.TypeFor[knit.JobDeletedEvent](),
	reflect.TypeFor[knit.EmployeeEvent](), reflect.TypeFor[knit.EmployeeDeletedEvent](),
	reflect.TypeFor[knit.ApplicationEvent](), reflect.TypeFor[knit.ApplicationDeletedEvent](),
	reflect.TypeFor[knit.CandidateEvent](), reflect.TypeFor[knit.CandidateDeletedEvent](),
	reflect.TypeFor[knit.SyncEvent](), reflect.TypeFor[knit.IntegrationActivatedEvent](), reflect.TypeFor[knit.RawEvent](),
}

// models returns all model types that are reachable from rootModels, by name.
func models() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(t.Elem())
		case reflect.Struct:
			name := t.String() // "knit.Event[…]" for a generic type
			if found[name] != nil || !strings.HasSuffix(t.PkgPath(), "/knit") || t == reflect.TypeFor[rolecall.Date]() {
				return
			}
			found[name] = t
			for f := range t.Fields() {
				if f.Anonymous && f.Type.Kind() == reflect.Struct { // its fields are those of t
					for inner := range f.Type.Fields() {
						visit(inner.Type)
					}
					continue
				}
				visit(f.Type)
			}
		}
	}
	for _, t := range rootModels {
		visit(t)
	}
	return found
}

// wireNames returns the members from which a field is decoded. The first is the one that it is encoded to. A
// field without its own member has none.
func wireNames(f reflect.StructField) []string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" || name == "" {
		return nil
	}
	names := []string{name}
	if alt := f.Tag.Get("alt"); alt != "" {
		names = append(names, strings.Split(alt, ",")...)
	}
	return names
}

// The tests below cover only models that are reachable from rootModels. UploadDocumentRequest is never decoded
// from a response, and holds its file as bytes: see TestUploadDocumentBase64. EmployeeFields is embedded in two
// requests, which have its members.
func TestModelTableIsComplete(t *testing.T) {
	t.Parallel()
	reached := map[string]bool{}
	for _, model := range models() {
		name, _, _ := strings.Cut(model.Name(), "[")
		reached[name] = true
	}
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
				return f.Tag != nil && strings.Contains(f.Tag.Value, "json:")
			}) {
				require.True(t, reached[spec.Name.Name] || slices.Contains([]string{"UploadDocumentRequest", "EmployeeFields"}, spec.Name.Name), "%s in %s", spec.Name.Name, path)
			}
			return true
		})
	}
}

func TestModelRoundTrip(t *testing.T) {
	t.Parallel()
	for name, model := range models() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("implements Marshaler and Unmarshaler", func(t *testing.T) {
				t.Parallel()
				require.Implements(t, (*json.Unmarshaler)(nil), reflect.New(model).Interface())
				require.Implements(t, (*json.Marshaler)(nil), reflect.Zero(model).Interface())
			})
			t.Run("keeps unknown members", func(t *testing.T) {
				t.Parallel()
				const encoded = `{"somethingNew":{"a":[1,2.50,"x"]},"and more":null}`
				v := reflect.New(model)
				require.NoError(t, json.Unmarshal([]byte(encoded), v.Interface()))
				extra := v.Elem().FieldByName("Extra").Interface()
				require.Equal(t, rolecall.Extra{
					"somethingNew": json.RawMessage(`{"a":[1,2.50,"x"]}`), "and more": json.RawMessage(`null`),
				}, extra)
				again, err := json.Marshal(v.Interface())
				require.NoError(t, err)
				members := decode[map[string]json.RawMessage](t, string(again))
				require.JSONEq(t, `{"a":[1,2.50,"x"]}`, string(members["somethingNew"]))
				require.Contains(t, members, "and more")
			})
			t.Run("accepts null and empty values for every member", func(t *testing.T) {
				t.Parallel()
				for _, f := range reflect.VisibleFields(model) {
					for _, wire := range wireNames(f) {
						for _, empty := range []string{`null`, `{}`, `[]`, `""`, `{"` + wire + `":null}`} {
							v := reflect.New(model)
							encoded := `{"` + wire + `":` + empty + `}`
							if isScalar(f.Type) && strings.HasPrefix(empty, `{"`) {
								continue // an object is not a string, number, boolean or time
							}
							require.NoError(t, json.Unmarshal([]byte(encoded), v.Interface()), encoded)
							require.Empty(t, v.Elem().FieldByName("Extra").Interface(), encoded)
							_, err := json.Marshal(v.Interface())
							require.NoError(t, err, encoded)
						}
					}
				}
				full, err := json.Marshal(filled(model).Interface())
				require.NoError(t, err)
				for _, f := range reflect.VisibleFields(model) {
					if names := wireNames(f); names != nil {
						members := decode[map[string]json.RawMessage](t, string(full))
						delete(members, names[0]) // absent
						without, err := json.Marshal(members)
						require.NoError(t, err)
						v := reflect.New(model)
						require.NoError(t, json.Unmarshal(without, v.Interface()), names[0])
						require.True(t, v.Elem().FieldByIndex(f.Index).IsZero(), names[0])
					}
				}
				for _, encoded := range []string{`{}`, `{ }`, `null`} {
					v := reflect.New(model)
					require.NoError(t, json.Unmarshal([]byte(encoded), v.Interface()))
					require.True(t, v.Elem().IsZero())
				}
			})
			t.Run("decodes from its own encoding", func(t *testing.T) {
				t.Parallel()
				for _, v := range []reflect.Value{reflect.New(model), filled(model)} {
					encoded, err := json.Marshal(v.Interface())
					require.NoError(t, err)
					again := reflect.New(model)
					require.NoError(t, json.Unmarshal(encoded, again.Interface()), string(encoded))
					require.Equal(t, v.Interface(), again.Interface())
					byValue, err := json.Marshal(v.Elem().Interface())
					require.NoError(t, err)
					require.Equal(t, string(encoded), string(byValue))
				}
			})
			t.Run("encodes every field to its member", func(t *testing.T) {
				t.Parallel()
				encoded, err := json.Marshal(filled(model).Interface())
				require.NoError(t, err)
				members := decode[map[string]json.RawMessage](t, string(encoded))
				for _, f := range reflect.VisibleFields(model) {
					if names := wireNames(f); names != nil {
						require.Contains(t, members, names[0])
						delete(members, names[0])
					}
				}
				require.Equal(t, map[string]json.RawMessage{"somethingNew": json.RawMessage(`{"a":1}`)}, members)
			})
			t.Run("decodes every field from each of its members", func(t *testing.T) {
				t.Parallel()
				full := filled(model)
				encoded, err := json.Marshal(full.Interface())
				require.NoError(t, err)
				members := decode[map[string]json.RawMessage](t, string(encoded))
				for _, f := range reflect.VisibleFields(model) {
					for _, wire := range wireNames(f) {
						v := reflect.New(model)
						value := members[wireNames(f)[0]]
						require.NoError(t, json.Unmarshal([]byte(`{"`+wire+`":`+string(value)+`}`), v.Interface()))
						require.Equal(t, full.Elem().FieldByIndex(f.Index).Interface(), v.Elem().FieldByIndex(f.Index).Interface(), wire)
					}
				}
			})
		})
	}
}

// isScalar reports whether t is a string, a number, a boolean or a time, or a pointer to one.
func isScalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String, reflect.Int, reflect.Float64, reflect.Bool:
		return true
	}
	return t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[rolecall.Date]()
}

// filled returns a pointer to a model in which every field is set, nested models included.
func filled(t reflect.Type) reflect.Value {
	v := reflect.New(t)
	fill(v.Elem(), 8)
	return v
}

// fillValues are the values of the types that fill does not fill field by field.
var fillValues = func() map[reflect.Type]reflect.Value {
	all := map[reflect.Type]reflect.Value{}
	for _, v := range []any{
		rolecall.Date{Year: 2026, Month: 2, Day: 28},
		rolecall.Extra{"somethingNew": json.RawMessage(`{"a":1}`)},
		knit.TextMap{"X-A": "b", "": "<c>"},
		knit.PassthroughHeaders{"X-A": {"b"}, "Set-Cookie": {"c", "d"}},
		url.Values{"x": {"1"}},
		[]byte("file"),
		time.Date(2026, 1, 5, 9, 30, 15, 250e6, time.UTC),
		json.RawMessage(`{"raw":["a","b"]}`),
		map[string]json.RawMessage{"somethingNew": json.RawMessage(`{"a":1}`)},
	} {
		all[reflect.TypeOf(v)] = reflect.ValueOf(v)
	}
	return all
}()

// fill sets v and its fields. It follows at most depth pointers, because a model may contain itself.
func fill(v reflect.Value, depth int) {
	if whole, ok := fillValues[v.Type()]; ok {
		v.Set(whole)
		return
	}
	switch v.Kind() {
	case reflect.Interface:
		v.Set(reflect.ValueOf(struct{}{}))
	case reflect.String:
		v.SetString("text with \"quotes\", <html> & Zoë")
	case reflect.Int:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(7.5)
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), depth)
		fill(v.Index(1), depth)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, depth)
		}
	default:
		panic("a model with a " + v.Type().String())
	}
}
