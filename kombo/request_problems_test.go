package kombo_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/transport"
	"github.com/rolecall-dev/rolecall/kombo"
)

// eachMethod calls do with every exported method of the client that makes a call.
func eachMethod(client *kombo.Client, integration *kombo.Integration, do func(name string, method reflect.Value)) {
	for _, service := range []any{client, client.AIApply, integration, integration.ATS, integration.HRIS, integration.Assessment} {
		v := reflect.ValueOf(service)
		for m := range v.Type().Methods() {
			if m.Type.NumIn() > 1 && m.Type.In(1) == reflect.TypeFor[context.Context]() {
				do(v.Type().Elem().Name()+"."+m.Name, v.MethodByName(m.Name))
			}
		}
	}
}

// requestTypes returns the struct types of the request parameters of the methods, and the structs of the package that
// they contain.
func requestTypes(t *testing.T) map[reflect.Type]struct{} {
	t.Helper()
	types := map[reflect.Type]struct{}{}
	var add func(reflect.Type)
	add = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			add(typ.Elem())
		case reflect.Struct:
			if _, known := types[typ]; known || !strings.HasSuffix(typ.PkgPath(), "/kombo") {
				return
			}
			types[typ] = struct{}{}
			for f := range typ.Fields() {
				if f.Tag.Get("json") != "-" {
					add(f.Type)
				}
			}
		}
	}
	add(reflect.TypeFor[kombo.CallRequest]())
	client, integration := connect(t, &wire{})
	eachMethod(client, integration, func(_ string, method reflect.Value) {
		for in := range method.Type().Ins() {
			if in.Kind() != reflect.Interface {
				add(in)
			}
		}
	})
	return types
}

type problemer interface{ Problem() string }

func TestProblems(t *testing.T) {
	t.Parallel()
	valid := map[reflect.Type]any{}
	for _, request := range validRequests() {
		valid[reflect.TypeOf(request)] = request
		require.Empty(t, transport.ProblemIn(request), "%T", request)
	}
	field := regexp.MustCompile(`^[A-Z]\w*`)
	for typ := range requestTypes(t) {
		zero := reflect.New(typ).Elem().Interface()
		transport.ProblemIn(zero) // must not panic
		p, ok := zero.(problemer)
		if !ok || p.Problem() == "" || valid[typ] == nil {
			continue
		}
		if form, ok := zero.(interface{ Validate() error }); ok {
			require.EqualError(t, form.Validate(), p.Problem())
			continue
		}
		_, named := typ.FieldByName(field.FindString(p.Problem()))
		require.True(t, named, "the problem of %s does not begin with one of its fields: %s", typ, p.Problem())
	}
	client, integration := connect(t, &wire{})
	eachMethod(client, integration, func(name string, method reflect.Value) {
		for in := range method.Type().Ins() {
			if in.Kind() == reflect.Struct && !strings.HasSuffix(in.Name(), "Options") {
				require.Contains(t, valid, in, "%s has a request type that validRequests does not contain", name)
			}
		}
	})
}

// TestRequiredFields omits each field that a doc comment calls required, and requires that Problem names it.
func TestRequiredFields(t *testing.T) {
	t.Parallel()
	required := documentedAsRequired(t)
	checked := 0
	for _, request := range validRequests() {
		v := reflect.New(reflect.TypeOf(request)).Elem()
		v.Set(deepCopy(reflect.ValueOf(request))) // parallel tests share parts of the samples
		checked += leaveOut(t, v, v, "", required)
	}
	require.Greater(t, checked, 70)
}

// leaveOut clears the required fields in v, which is a part of request, one at a time. It requires that the problem
// of request names the cleared field, and returns the number of fields.
func leaveOut(t *testing.T, request, v reflect.Value, path string, required map[string]bool) (checked int) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			checked += leaveOut(t, request, v.Elem(), path, required)
		}
	case reflect.Slice:
		for i := range v.Len() {
			checked += leaveOut(t, request, v.Index(i), path+"[", required)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[rolecall.Date]() {
			return 0
		}
		for f, value := range v.Fields() {
			if !f.IsExported() {
				continue
			}
			if required[v.Type().Name()+"."+f.Name] {
				before := reflect.New(f.Type).Elem()
				before.Set(value)
				value.SetZero()
				require.Contains(t, transport.ProblemIn(request.Interface()), f.Name, "%s without %s%s", request.Type(), path, f.Name)
				value.Set(before)
				checked++
			}
			checked += leaveOut(t, request, value, path+f.Name+".", required)
		}
	}
	return checked
}

// documentedAsRequired returns the fields, as Type.Field, that their doc comment or the one of their struct calls
// required.
func documentedAsRequired(t *testing.T) map[string]bool {
	t.Helper()
	required := map[string]bool{}
	one := regexp.MustCompile(`Required\.|\bis required\b`)
	several := regexp.MustCompile(`\bare required\b|\bRequired\.`)
	packages, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.ParseComments) //nolint:staticcheck // types are not needed
	require.NoError(t, err)
	ast.Inspect(packages["kombo"], func(n ast.Node) bool {
		declared, ok := n.(*ast.GenDecl)
		if !ok || declared.Tok != token.TYPE {
			return true
		}
		spec, _ := declared.Specs[0].(*ast.TypeSpec)
		fields, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		all := regexp.MustCompile(`(members|fields) are required|member is required`).MatchString(declared.Doc.Text())
		for _, f := range fields.Fields.List {
			doc := f.Doc.Text()
			for _, name := range f.Names {
				required[spec.Name.Name+"."+name.Name] = all || one.MatchString(doc)
			}
			if strings.Contains(doc, " and ") && several.MatchString(doc) { // "Label and URL are required."
				for _, other := range fields.Fields.List {
					for _, name := range other.Names {
						if regexp.MustCompile(`\b` + name.Name + `\b.* (are|Required)`).MatchString(strings.ReplaceAll(doc, "\n", " ")) {
							required[spec.Name.Name+"."+name.Name] = true
						}
					}
				}
			}
		}
		return true
	})
	return required
}

// TestOperations calls every method and checks the operation name that OnCall receives.
func TestOperations(t *testing.T) {
	t.Parallel()
	var op string
	client, err := kombo.NewClient("key", rolecall.WithHTTPClient(&http.Client{Transport: &wire{}}),
		rolecall.OnCall(func(ctx context.Context, name string) (context.Context, func(rolecall.Meta, error)) {
			op = name
			return ctx, nil
		}))
	require.NoError(t, err)
	methods := map[string]string{}
	eachMethod(client, client.Integration(integrationID), func(name string, method reflect.Value) {
		if strings.Contains(name, "WaitReady") || strings.Contains(name, "FindJobs") {
			return // they call other methods
		}
		op = ""
		args := []reflect.Value{reflect.ValueOf(t.Context())}
		for i := range method.Type().NumIn() - 2 { // between the context and the options
			arg := reflect.New(method.Type().In(i + 1)).Elem()
			if arg.Kind() == reflect.String {
				arg.SetString("x")
			}
			args = append(args, arg)
		}
		method.Call(args)
		require.Regexp(t, `^kombo(\.[a-z_]+)+\.(create|get|update|delete|list)$`, op, name)
		require.Empty(t, methods[op], "%s and %s have the same operation name: %s", name, methods[op], op)
		methods[op] = name
	})
	require.Greater(t, len(methods), 80)
	require.Equal(t, "ATSService.MoveApplicationToStage", methods["kombo.ats.applications.stage.update"])
	require.Equal(t, "ATSService.ListJobs", methods["kombo.ats.jobs.list"])
}

// TestListOptionsFields checks that the options of a list that does not report changes and deletions have no fields
// for them.
func TestListOptionsFields(t *testing.T) {
	t.Parallel()
	for _, opts := range []any{
		kombo.ListOrdersOptions{},
		kombo.ListSkillsOptions{},
		kombo.ListSkillAssignmentsOptions{},
		kombo.ListCareerSitesOptions{},
		kombo.ListPostingsOptions{},
		kombo.ListAIApplyApplicationsOptions{},
		kombo.ListAIApplyJobsOptions{},
		kombo.ListJobFeedsOptions{},
		kombo.ListIntegrationFieldsOptions{},
		kombo.ListCustomFieldsOptions{},
	} {
		for _, name := range []string{"UpdatedAfter", "IncludeDeleted", "IgnoreUnsupportedFilters"} {
			_, has := reflect.TypeOf(opts).FieldByName(name)
			require.False(t, has, "%T must not have %s", opts, name)
		}
	}
	_, has := reflect.TypeFor[kombo.ListOrdersOptions]().FieldByName("RemoteIDs")
	require.False(t, has)
}

// deepCopy returns a copy of v that shares no pointer, slice or interface value with it.
func deepCopy(v reflect.Value) reflect.Value {
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			copied.Set(reflect.New(v.Type().Elem()))
			copied.Elem().Set(deepCopy(v.Elem()))
		}
	case reflect.Interface:
		if !v.IsNil() {
			copied.Set(deepCopy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			copied.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				copied.Index(i).Set(deepCopy(v.Index(i)))
			}
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() {
				copied.FieldByIndex(field.Index).Set(deepCopy(value))
			}
		}
	}
	return copied
}
