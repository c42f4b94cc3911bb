package kombo_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

// secretFields has, by type, the fields that must not be printed: tokens, the customer's credentials, and URLs that
// give access to a file without a password.
var secretFields = map[string][]string{
	"ConnectLink":         {"Link"},
	"CallRequest":         {"Query", "Body"},
	"PassthroughRequest":  {"Headers", "Params", "APIOptions"},
	"PassthroughResponse": {"URL", "Headers"},
	"FormPart":            {"Text"},
	"File":                {"DataURL"},
	"RemoteAttachment":    {"DataURL"},
	"Inquiry":             {"SubmissionToken"},
	"ApplyRequest":        {"SubmissionToken"},
}

// looksSecret matches the names of string fields that must be in secretFields.
var looksSecret = regexp.MustCompile(`(?i)token|secret|password|api_?key|authorization|credential`)

// secretText is the value of all secret fields and of all byte slices. It is a JSON string.
const secretText = `"MARKER"`

// everyType returns the exported types of the package by name: the types of its methods and samples and of their
// fields, and the types that are used only through an interface.
func everyType() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	for _, v := range []any{
		new(kombo.Client), new(kombo.Integration), new(kombo.ATSService), new(kombo.HRISService), new(kombo.AssessmentService), new(kombo.AIApplyService),
		kombo.Result[kombo.ConnectLink]{},
		kombo.Result[kombo.Job]{},
		kombo.Done{},
		kombo.FormPart{},
		kombo.CallRequest{},
		[]kombo.JobMatch{},
		kombo.FoundJob{},
		[]kombo.List{},
		kombo.OutcomeData, kombo.RegionEU,
		kombo.SyncFinishedEvent{},
		kombo.DataChangedEvent{},
		kombo.IntegrationCreatedEvent{},
		kombo.IntegrationDeletedEvent{},
		kombo.IntegrationStateChangedEvent{},
		kombo.ConnectionFlowFailedEvent{},
		kombo.AssessmentOrderReceivedEvent{},
		kombo.AIApplyApplicationStatusUpdatedEvent{},
		kombo.AIApplyJobPostingStatusUpdatedEvent{},
		kombo.AIApplyDataChangedEvent{},
		kombo.IssueStatusChangedEvent{},
		kombo.FormValues{},
		kombo.FormError{},
		kombo.FormProblem{},
		kombo.ResultText{},
		kombo.SubResult{},
		kombo.Unknown{},
		kombo.AnsweredText{},
		kombo.AnsweredSingleSelect{},
		kombo.AnsweredMultiSelect{},
		kombo.AnsweredBoolean{},
		kombo.AnsweredNumber{},
		kombo.AnsweredDate{},
		kombo.AnsweredUnknown{},
		kombo.TextFormat{},
		kombo.NumberFormat{},
		kombo.FileFormat{},
		kombo.SingleSelectFormat{},
		kombo.MultiSelectFormat{},
		kombo.BooleanFormat{},
		kombo.DateFormat{},
		kombo.InformationFormat{},
		kombo.Unknown{},
		kombo.TextField{},
		kombo.NumberField{},
		kombo.DateField{},
		kombo.CheckboxField{},
		kombo.SingleSelectField{},
		kombo.MultiSelectField{},
		kombo.FileField{},
		kombo.CurrentValue{},
		kombo.ObjectField{},
		kombo.ArrayField{},
		kombo.UnknownField{},
		kombo.NumericRating{},
		kombo.SingleSelectRating{},
		kombo.Unknown{},
		kombo.NumericScale{},
		kombo.SingleSelectScale{},
		kombo.Unknown{},
		kombo.NumericProficiency{},
		kombo.SingleSelectProficiency{},
		kombo.Unknown{},
		kombo.AIApplyApplication{},
		kombo.ApplicationQuestion{},
		kombo.ApplicationSection{},
		kombo.Unknown{},
		kombo.ScorecardText{},
		kombo.ScorecardSingleSelect{},
		kombo.ScorecardMultiSelect{},
		kombo.ScorecardBoolean{},
		kombo.ScorecardNumber{},
		kombo.ScorecardDate{},
		kombo.Unknown{},
	} {
		collectTypes(reflect.TypeOf(v), found)
	}
	for _, s := range slices.Concat(samples(), hrisSamples()) {
		collectTypes(reflect.TypeOf(s.into()), found)
	}
	return found
}

func collectTypes(t reflect.Type, found map[string]reflect.Type) {
	local := isLocal(t)
	if local && ast.IsExported(t.Name()) {
		if found[t.Name()] != nil {
			return
		}
		found[t.Name()] = t
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		collectTypes(t.Elem(), found)
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() && (local || t.PkgPath() == "") {
				collectTypes(f.Type, found)
			}
		}
	}
	if t.Kind() == reflect.Pointer && isLocal(t.Elem()) {
		collectMethods(t, found)
	}
}

func isLocal(t reflect.Type) bool { return strings.HasSuffix(t.PkgPath(), "/kombo") }

// collectMethods collects the types of the parameters and results of the methods of a pointer.
func collectMethods(t reflect.Type, found map[string]reflect.Type) {
	for method := range t.Methods() {
		m := method.Type
		for in := range m.Ins() {
			if in != t {
				collectTypes(in, found)
			}
		}
		for out := range m.Outs() {
			collectTypes(out, found)
		}
	}
}

// fill sets every exported field: byte slices and secret strings to secretText, other strings to "plain".
func fill(v reflect.Value, secret bool, known map[string]reflect.Type, depth int) {
	if depth > 6 || !v.CanSet() || v.Type() == reflect.TypeFor[time.Time]() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("plain")
		if secret {
			v.SetString(secretText)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), secret, known, depth+1)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(secretText))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), secret, known, depth+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, secret, known, depth+1)
		v.SetMapIndex(reflect.ValueOf("key").Convert(v.Type().Key()), value)
	case reflect.Interface:
		fillInterface(v, secret, known, depth)
	case reflect.Struct:
		names := secretFields[v.Type().Name()]
		for i := range v.NumField() {
			fill(v.Field(i), secret || slices.Contains(names, v.Type().Field(i).Name), known, depth+1)
		}
	}
}

// fillInterface sets a union to its variant for unknown types, because that variant holds raw bytes.
func fillInterface(v reflect.Value, secret bool, known map[string]reflect.Type, depth int) {
	if v.NumMethod() == 0 {
		v.Set(reflect.ValueOf(json.RawMessage(secretText)))
		return
	}
	for name, t := range known {
		if strings.Contains(name, "Unknown") && reflect.PointerTo(t).Implements(v.Type()) {
			v.Set(reflect.New(t))
			fill(v.Elem().Elem(), secret, known, depth+1)
		}
	}
}

// spellings returns the forms in which the verbs of package fmt may print the marker.
func spellings() []string {
	decimal := strings.Trim(fmt.Sprint(string([]byte("MARKER"))), "[]")
	return []string{"MARKER", decimal, fmt.Sprintf("%x", "MARKER"), fmt.Sprintf("%X", "MARKER"), fmt.Sprintf("%x", "MAR"), "0x4d", base64.StdEncoding.EncodeToString([]byte(secretText))[:6]}
}

func requireHidden(t *testing.T, printed, how string) {
	t.Helper()
	for _, spelling := range spellings() {
		require.NotContains(t, printed, spelling, how)
	}
}

func TestSecretsNotPrinted(t *testing.T) {
	t.Parallel()
	types := everyType()
	for name, typ := range types {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := reflect.New(typ)
			fill(v.Elem(), false, types, 0)
			holder := struct { // nested by value, by pointer and in a slice
				V any
				P any
				L []any
			}{v.Elem().Interface(), v.Interface(), []any{v.Elem().Interface()}}
			if holds(typ, types, nil) && name != "ScreeningQuestion" { // it has a field named Format
				require.Implements(t, (*fmt.Formatter)(nil), v.Elem().Interface())
			}
			requireVerbsHide(t, v, name, holder)
			requireLogsHide(t, v, holder)
			if _, own := reflect.TypeAssert[fmt.Formatter](v); own && typ.Kind() == reflect.Struct {
				requireFieldNames(t, v)
			}
		})
	}
	t.Run("every type is tested", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, missingTypes(t, types))
	})
	t.Run("every field with a secret name is known", func(t *testing.T) {
		t.Parallel()
		for name, typ := range types {
			if typ.Kind() == reflect.Struct {
				requireKnownSecrets(t, name, typ)
			}
		}
	})
}

// requireVerbsHide requires that no verb of package fmt prints the marker for v, a pointer, or for holder, which
// contains v.
func requireVerbsHide(t *testing.T, v reflect.Value, name string, holder any) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%+q", "% x", "%9v", "%U", "%t"} {
		requireHidden(t, fmt.Sprintf(verb, v.Interface()), verb)
		requireHidden(t, fmt.Sprintf(verb, v.Elem().Interface()), verb)
		if name == "ScreeningQuestion" && (verb == "%U" || verb == "%t") {
			continue // package fmt does not call String for these verbs
		}
		requireHidden(t, fmt.Sprintf(verb, holder), verb)
	}
}

// requireLogsHide requires that package slog does not log the marker for v, a pointer, or for holder, which contains v.
func requireLogsHide(t *testing.T, v reflect.Value, holder any) {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v.Interface(), "w", v.Elem().Interface(), "h", holder)
	requireHidden(t, log.String(), "slog as text")
	if _, ok := reflect.TypeAssert[slog.LogValuer](v); ok {
		log.Reset()
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v.Interface(), "w", v.Elem().Interface())
		requireHidden(t, log.String(), "slog as JSON")
	}
}

// requireFieldNames requires that the Format method of v, a pointer to a struct, prints the names of its fields.
func requireFieldNames(t *testing.T, v reflect.Value) {
	t.Helper()
	printed := fmt.Sprintf("%+v", v.Interface())
	for f := range v.Type().Elem().Fields() {
		if f.IsExported() {
			require.Contains(t, printed, f.Name+":", "the Format method of an embedded field is promoted")
		}
	}
}

// requireKnownSecrets requires that secretFields has every field of typ that looksSecret matches.
func requireKnownSecrets(t *testing.T, name string, typ reflect.Type) {
	t.Helper()
	for f := range typ.Fields() {
		if f.Type.Kind() == reflect.String && looksSecret.MatchString(f.Name) {
			require.Contains(t, secretFields[name], f.Name, name)
		}
	}
}

// missingTypes returns the names of the exported struct, map and slice types in the source that are not in types.
func missingTypes(t *testing.T, types map[string]reflect.Type) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			declared, ok := n.(*ast.TypeSpec)
			if !ok || !declared.Name.IsExported() || declared.TypeParams != nil || declared.Assign.IsValid() {
				return true
			}
			switch declared.Type.(type) {
			case *ast.StructType, *ast.MapType, *ast.ArrayType:
				if types[declared.Name.Name] == nil {
					names = append(names, declared.Name.Name)
				}
			}
			return true
		})
	}
	return names
}

func TestSecretsEncoded(t *testing.T) {
	t.Parallel()
	link := kombo.ConnectLink{Link: "https://connect.example.com/?token=MARKER"}
	require.JSONEq(t, `{"link":"https://connect.example.com/?token=MARKER"}`, encode(t, link))
	require.Equal(t, `{Link:[redacted] Extra:map[]}`, fmt.Sprintf("%+v", &link))
	file := kombo.File{Name: "CV.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}
	require.Contains(t, encode(t, kombo.Attachment{File: file, Type: kombo.AttachmentCV}), `"data":"JVBERg=="`)
	require.Equal(t, `{File:{Name:CV.pdf ContentType:application/pdf DataURL:[none] Data:[4 bytes]} Type:CV}`,
		fmt.Sprintf("%+v", kombo.Attachment{File: file, Type: kombo.AttachmentCV}))
	require.Equal(t, `{Method:GET Path:/v1/jobs?[redacted] Headers:map[X-Key:[redacted]] Params:[none] Data:[2 bytes] ResponseAsBase64:false MultipartFormData:[] APIOptions:[none]}`,
		fmt.Sprintf("%+v", kombo.PassthroughRequest{Method: "GET", Path: "/v1/jobs?key=MARKER", Headers: map[string]string{"X-Key": "MARKER"}, Data: json.RawMessage(`{}`)}))
	job := kombo.Job{ID: "job1", Remote: kombo.Remote{CustomFields: map[string]json.RawMessage{"shift": json.RawMessage(`"late"`)}}}
	require.Contains(t, fmt.Sprintf("%+v", job), `ID:job1`)
	require.Contains(t, fmt.Sprintf("%+v", job), `CustomFields:map[shift:[6 bytes]]`)
	require.Contains(t, encode(t, job), `"custom_fields":{"shift":"late"}`)
}

func TestErrorPathHidesToken(t *testing.T) {
	t.Parallel()
	s := serve(t, noRetry, respondWith(404, "text/html", "<html>"))
	for _, token := range []string{"MARKER", "MARK/MARKER", "MARKER/", ".."} {
		_, err := s.client.GetIntegrationByToken(t.Context(), token)
		e := errorOf(t, err)
		require.NotContains(t, e.Path, "MARK")
		if token != ".." { // ".." is rejected before it is sent
			require.Equal(t, "/v1/connect/integration-by-token/{token}", e.Path)
		}
	}
}

func TestClientHidesKey(t *testing.T) {
	t.Parallel()
	client, err := kombo.NewClient("key-MARKER")
	require.NoError(t, err)
	integration := client.Integration("example:integration1")
	for _, v := range []any{client, *client, integration, *integration, integration.ATS, *integration.ATS, []any{client, integration}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			requireHidden(t, fmt.Sprintf(verb, v), verb)
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).InfoContext(context.Background(), "x", "v", v)
		requireHidden(t, log.String(), "slog")
	}
}

// holds reports whether a value of t may contain bytes or a secret, at any depth.
func holds(t reflect.Type, known map[string]reflect.Type, parents []reflect.Type) bool {
	if slices.Contains(parents, t) {
		return false
	}
	parents = append(parents, t)
	switch t.Kind() {
	case reflect.Slice:
		return t.Elem().Kind() == reflect.Uint8 || holds(t.Elem(), known, parents)
	case reflect.Pointer, reflect.Map:
		return holds(t.Elem(), known, parents)
	case reflect.Interface:
		return t.NumMethod() == 0 || slices.ContainsFunc(slices.Collect(maps.Values(known)), func(variant reflect.Type) bool {
			return reflect.PointerTo(variant).Implements(t) && holds(variant, known, parents)
		})
	case reflect.Struct:
		if t.PkgPath() == "time" {
			return false
		}
		for f := range t.Fields() {
			if f.IsExported() && (slices.Contains(secretFields[t.Name()], f.Name) || holds(f.Type, known, parents)) {
				return true
			}
		}
	}
	return false
}
