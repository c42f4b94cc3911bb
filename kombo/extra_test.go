package kombo_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// withoutExtra has the structs of responses and events that have no Extra, with the reason.
var withoutExtra = map[string]string{
	"Result":          "Kombo's envelope; Raw has the bytes of the data",
	"Union":           "it has no members: the variant keeps them",
	"FormField":       "it has no members: the variant keeps them",
	"Unknown":         "Raw is the whole value",
	"AnsweredUnknown": "Raw is the whole value",
	"UnknownField":    "Raw is the whole value",
	"CurrentValue":    "it is the whole value",
}

// TestExtraInResponses requires that every struct that Kombo sends has an Extra. It finds the structs in the results
// of the methods and in the sample events, so new ones are included.
func TestExtraInResponses(t *testing.T) {
	t.Parallel()
	w := sentTypes{seen: map[reflect.Type]bool{}, used: map[string]bool{}}
	for _, c := range variantCases() {
		w.variants = append(w.variants, variantOf(c))
	}
	methods := 0
	for _, v := range []any{new(kombo.Client), new(kombo.Integration), new(kombo.ATSService), new(kombo.HRISService), new(kombo.AssessmentService), new(kombo.AIApplyService)} {
		for method := range reflect.TypeOf(v).Methods() {
			for out := range method.Type.Outs() {
				if out == reflect.TypeOf(v) || out == reflect.TypeFor[*kombo.Integration]() {
					continue
				}
				methods++
				w.visit(out, method.Name)
			}
		}
	}
	for _, s := range samples() {
		if strings.HasSuffix(s.name, "Event") {
			w.visit(reflect.TypeOf(s.into()), s.name)
		}
	}
	require.Empty(t, w.missing)
	require.Greater(t, methods, 80)
	require.Greater(t, len(w.seen), 150)
	require.Equal(t, slices.Sorted(maps.Keys(withoutExtra)), slices.Sorted(maps.Keys(w.used)), "an exception in withoutExtra is not used")
}

// sentTypes visits the types that Kombo sends.
type sentTypes struct {
	variants []reflect.Type // pointers
	seen     map[reflect.Type]bool
	used     map[string]bool
	missing  []string
}

func (w *sentTypes) visit(t reflect.Type, path string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		w.visit(t.Elem(), path)
	case reflect.Interface:
		for _, variant := range w.variants {
			if strings.HasSuffix(t.PkgPath(), "/kombo") && variant.Implements(t) {
				w.visit(variant, path)
			}
		}
	case reflect.Struct:
		page := strings.HasPrefix(t.Name(), "Page[")
		if w.seen[t] || !page && !strings.HasSuffix(t.PkgPath(), "/kombo") {
			return
		}
		w.seen[t] = true
		if !page {
			w.requireExtra(t, path)
		}
		w.fields(t, path)
	}
}

// requireExtra adds a struct to missing that neither embeds Extra nor is an exception.
func (w *sentTypes) requireExtra(t reflect.Type, path string) {
	name, _, _ := strings.Cut(t.Name(), "[")
	if _, excepted := withoutExtra[name]; excepted {
		w.used[name] = true
		return
	}
	extra, ok := t.FieldByName("Extra")
	if !ok || !extra.Anonymous || len(extra.Index) != 1 || extra.Type != reflect.TypeFor[rolecall.Extra]() {
		w.missing = append(w.missing, path+": "+t.String())
	}
}

// fields visits the fields of a struct and of the structs that it embeds. An embedded struct needs no Extra.
func (w *sentTypes) fields(t reflect.Type, path string) {
	for f := range t.Fields() {
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct && !strings.HasPrefix(f.Type.Name(), "Union["):
			w.fields(f.Type, path)
		case f.IsExported():
			w.visit(f.Type, path+"."+f.Name)
		}
	}
}

// unknownMember is the name of a member that no model has a field for.
const unknownMember = "x_unknown"

// addUnknown adds an unknown member to every object of a value, except to maps whose members all have the same type.
func addUnknown(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if name == "imported_id" || name == "headers" {
				for _, value := range member.(map[string]any) {
					addUnknown(value)
				}
				continue
			}
			addUnknown(member)
		}
		v[unknownMember] = map[string]any{"n": []any{1.5, "x", nil, true}}
	case []any:
		for _, element := range v {
			addUnknown(element)
		}
	}
}

// TestExtraRoundTrip decodes and encodes each sample with an unknown member at every level, and requires that none is
// lost.
func TestExtraRoundTrip(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, s := range slices.Concat(samples(), hrisSamples()) {
		if strings.HasSuffix(s.name, "Request") {
			continue // requests are sent, not received
		}
		checked++
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var sent any
			require.NoError(t, json.Unmarshal([]byte(s.json), &sent))
			addUnknown(sent)
			text := encode(t, sent)
			v := s.into()
			require.NoError(t, json.Unmarshal([]byte(text), v))
			again := encode(t, v)
			require.JSONEq(t, text, again)
			second := s.into()
			require.NoError(t, json.Unmarshal([]byte(again), second))
			require.Equal(t, v, second)
		})
	}
	require.Greater(t, checked, 60)
	t.Run("variant", func(t *testing.T) {
		t.Parallel()
		const question = `{"id":"q","format":{"type":"TEXT","max_length":3,"hint":{"de":"kurz"}}}`
		v := decode[kombo.ScreeningQuestion](t, question)
		require.JSONEq(t, `{"de":"kurz"}`, string(v.Format.Variant.(*kombo.TextFormat).Extra["hint"]))
		require.JSONEq(t, question, encode(t, v))
	})
	t.Run("UpdateForm and RehireForm", func(t *testing.T) {
		t.Parallel()
		const form = `{"properties":{"a":{"type":"text","label":"","required":false,"hint":1}},"version":2}`
		require.JSONEq(t, form, encode(t, decode[kombo.UpdateForm](t, form)))
		require.JSONEq(t, form, encode(t, decode[kombo.RehireForm](t, form)))
	})
}

// TestDeepForm decodes forms with 60 levels. Decoding each level twice would double the time with every level.
func TestDeepForm(t *testing.T) {
	t.Parallel()
	const depth = 60
	for _, label := range []string{`"label":"L"`, `"Label":"L"`, `"label":7`} {
		section := strings.Repeat(`{"block_type":"SECTION","children":[`, depth) + strings.Repeat(`],`+label+`}`, depth)
		var inquiry kombo.Inquiry
		err := json.Unmarshal([]byte(`{"submission_token":"t","application_form":[`+section+`]}`), &inquiry)
		field := strings.Repeat(`{"type":"object","properties":{"a":`, depth) + `null` + strings.Repeat(`},`+label+`}`, depth)
		var form kombo.Form
		formErr := json.Unmarshal([]byte(`{"properties":{"a":`+field+`}}`), &form)
		list := strings.Repeat(`{"type":"array","item_type":`, depth) + `null` + strings.Repeat(`,`+label+`}`, depth)
		listErr := json.Unmarshal([]byte(`{"properties":{"a":`+list+`}}`), &form)
		if strings.HasSuffix(label, "7") {
			require.Error(t, err)
			require.Error(t, formErr)
			require.Error(t, listErr)
			continue
		}
		require.NoError(t, err)
		require.NoError(t, formErr)
		require.NoError(t, listErr)
		require.Equal(t, "L", inquiry.ApplicationForm[0].Variant.(*kombo.ApplicationSection).Label)
		require.Equal(t, "L", form.Properties["a"].Info().Label)
	}
}

// TestUnionOfUnknownInterface checks a Union of an interface that has no variants in this package.
func TestUnionOfUnknownInterface(t *testing.T) {
	t.Parallel()
	var u kombo.Union[error]
	require.ErrorContains(t, json.Unmarshal([]byte(`{"type":"TEXT"}`), &u), "Union of error")
	_, err := json.Marshal(u)
	require.ErrorContains(t, err, "Union of error")
}
