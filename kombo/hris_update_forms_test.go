package kombo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/sharedtest"
	"github.com/rolecall-dev/rolecall/kombo"
	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

const updateFormJSON = `{"properties":{
	"name":{"label":"Name","type":"text","required":true,"current_value":"Ada"},
	"phone":{"label":"Phone","type":"text","required":false,"current_value":null},
	"iban":{"label":"IBAN","type":"text","required":true},
	"hours":{"label":"Hours","type":"number","required":false,"max":40,"current_value":38.50},
	"site":{"label":"Site","type":"single_select","required":true,"current_value":"s1","options":{"type":"inline","entries":[{"id":"s1","remote_id":7},{"id":"s2","remote_id":"w"}]}},
	"team":{"label":"Team","type":"single_select","required":false,"options":{"type":"referenced","link":"/hris/groups"}},
	"keys":{"label":"Keys","type":"array","required":false,"current_value":[1,2],"item_type":{"label":"Key","type":"number","required":true}},
	"photo":{"label":"Photo","type":"file","required":false,"file_restrictions":{"accepted_mime_types":["image/*","application/pdf"],"max_file_size":4}}
}}`

func TestCurrentValue(t *testing.T) {
	t.Parallel()
	form := decode[kombo.UpdateForm](t, updateFormJSON)
	require.JSONEq(t, updateFormJSON, encode(t, form))
	for key, want := range map[string]struct {
		readable, empty bool
		raw             string
	}{"name": {true, false, `"Ada"`}, "phone": {true, true, "null"}, "iban": {false, false, ""}} {
		current := form.Properties[key].Info().CurrentValue
		require.Equal(t, want.readable, current.Readable(), key)
		require.Equal(t, want.empty, current.Empty(), key)
		require.Equal(t, want.raw, string(current.Raw()), key)
	}
	require.NotContains(t, fmt.Sprintf("%+v", form.Properties["name"].Variant), "Ada")
}

func TestUpdateFormValidate(t *testing.T) {
	t.Parallel()
	form := decode[kombo.UpdateForm](t, updateFormJSON)
	photo := func(contentType string, data string) kombo.File {
		return kombo.File{Name: "a.png", ContentType: contentType, Data: []byte(data)}
	}
	require.NoError(t, form.Validate(nil), "an omitted field keeps its value")
	require.NoError(t, form.Validate(kombo.FormValues{
		"phone": nil, "hours": nil, "iban": "X1", "site": "remote:7", "team": "remote:any", "keys": nil, "photo": new(photo("image/PNG", "1234")),
	}))
	for name, tt := range map[string]struct {
		values kombo.FormValues
		want   map[string]string
	}{
		"null in a required field": {kombo.FormValues{"name": nil}, map[string]string{"name": "it is null, but a required value cannot be cleared"}},
		"unknown remote option":    {kombo.FormValues{"site": "remote:8"}, map[string]string{"site": "no option has this remote ID"}},
		"remote option without id": {kombo.FormValues{"team": "remote:"}, map[string]string{"team": "no option has this remote ID"}},
		"null list element":        {kombo.FormValues{"keys": []any{1, nil}}, map[string]string{"keys[1]": "it is null: omit it or set a value"}},
		"number above max":         {kombo.FormValues{"hours": 41}, map[string]string{"hours": "it is more than 40"}},
		"unknown field":            {kombo.FormValues{"shoes": 1}, map[string]string{"shoes": "the form has no such field"}},
		"large file":               {kombo.FormValues{"photo": photo("image/png", "12345")}, map[string]string{"photo": "it is larger than 4 bytes"}},
		"file of another type":     {kombo.FormValues{"photo": photo("text/plain", "1")}, map[string]string{"photo": "its media type is not one of image/*, application/pdf"}},
		"empty file":               {kombo.FormValues{"photo": kombo.File{Name: "a"}}, map[string]string{"photo": "its Data and DataURL are both empty"}},
		"string as file":           {kombo.FormValues{"photo": "me.png"}, map[string]string{"photo": "it is not a kombo.File"}},
	} {
		t.Run(name+" is reported", func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, problems(t, form.Validate(tt.values)))
		})
	}
	t.Run("rehire requires values that cannot be read", func(t *testing.T) {
		t.Parallel()
		rehire := decode[kombo.RehireForm](t, updateFormJSON)
		require.Equal(t, map[string]string{"iban": "it is missing"}, problems(t, rehire.Validate(nil)))
		require.NoError(t, rehire.Validate(kombo.FormValues{"iban": "X1", "phone": nil}))
	})
	t.Run("form for new employee rejects null and remote options", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, updateFormJSON)
		require.Equal(t, map[string]string{"phone": "it is null: omit it or set a value", "site": "no option has this ID"},
			problems(t, form.Validate(kombo.FormValues{"name": "Ada", "iban": "X", "phone": nil, "site": "remote:7"})))
	})
}

func TestUpdateForms(t *testing.T) {
	t.Parallel()
	form := decode[kombo.UpdateForm](t, updateFormJSON)
	values := kombo.FormValues{"name": "Ada", "phone": "1", "iban": "X1", "hours": nil, "site": "remote:7", "keys": []int{1, 2}}
	type send func(ctx context.Context, s *kombo.HRISService, req kombo.UpdateFormRequest) (*kombo.Result[json.RawMessage], error)
	for path, update := range map[string]send{
		"/hris/employees/remote:e1/form/personal_data": func(ctx context.Context, s *kombo.HRISService, req kombo.UpdateFormRequest) (*kombo.Result[json.RawMessage], error) {
			return s.UpdatePersonalData(ctx, "remote:e1", req)
		},
		"/hris/employments/remote:e1/form/compensation": func(ctx context.Context, s *kombo.HRISService, req kombo.UpdateFormRequest) (*kombo.Result[json.RawMessage], error) {
			return s.UpdateCompensation(ctx, "remote:e1", req)
		},
		"/hris/employments/remote:e1/form/job": func(ctx context.Context, s *kombo.HRISService, req kombo.UpdateFormRequest) (*kombo.Result[json.RawMessage], error) {
			return s.UpdateJob(ctx, "remote:e1", req)
		},
	} {
		w := &wire{}
		_, integration := connect(t, w)
		_, err := update(t.Context(), integration.HRIS, kombo.UpdateFormRequest{Properties: values, Form: &form})
		require.NoError(t, err)
		require.Len(t, w.seen, 1)
		require.True(t, strings.HasPrefix(w.seen[0], "PATCH /v1"+path+" "), w.seen[0])
		_, sent, _ := strings.Cut(w.seen[0], integrationID+" ")
		require.JSONEq(t, `{"properties":{"phone":"1","iban":"X1","hours":null}}`, sent, "only values that change are sent")

		_, err = update(t.Context(), integration.HRIS, kombo.UpdateFormRequest{Properties: kombo.FormValues{"name": "Ada"}, Form: &form})
		require.ErrorIs(t, err, rolecall.ErrInvalid, "nothing changes")
		_, err = update(t.Context(), integration.HRIS, kombo.UpdateFormRequest{Properties: kombo.FormValues{"name": nil}, Form: &form})
		require.Contains(t, problems(t, err), "name")
		require.Len(t, w.seen, 1)
	}
	w := &wire{}
	_, integration := connect(t, w)
	rehire := decode[kombo.RehireForm](t, updateFormJSON)
	_, err := integration.HRIS.RehireEmployee(t.Context(), "e1", kombo.RehireRequest{Form: &rehire})
	require.Contains(t, problems(t, err), "iban")
	_, err = integration.HRIS.RehireEmployee(t.Context(), "e1", kombo.RehireRequest{Properties: kombo.FormValues{"iban": "X", "name": "Ada"}, StaffingEntityID: "se1", Form: &rehire})
	require.NoError(t, err)
	require.Len(t, w.seen, 1)
	_, sent, _ := strings.Cut(w.seen[0], integrationID+" ")
	require.JSONEq(t, `{"properties":{"iban":"X","name":"Ada"},"staffing_entity_id":"se1"}`, sent)
}

// TestFieldTypes checks that every field type of Kombo's OpenAPI document is known.
func TestFieldTypes(t *testing.T) {
	t.Parallel()
	var doc any
	require.NoError(t, json.Unmarshal(sharedtest.Reference(t, "kombo-openapi-2026-05.json"), &doc))
	types := map[string]bool{"file": true} // not in the document, which is older
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				collect(item)
			}
		case map[string]any:
			members, _ := v["properties"].(map[string]any)
			kind, _ := members["type"].(map[string]any)
			if typ, ok := kind["const"].(string); ok && members["unified_key"] != nil {
				types[typ] = true
			}
			for _, member := range v {
				collect(member)
			}
		}
	}
	collect(doc)
	require.GreaterOrEqual(t, len(types), 8, "%v", types)
	for typ := range types {
		field := decode[kombo.FormField](t, `{"label":"L","required":true,"type":"`+typ+`"}`)
		require.NotContains(t, fmt.Sprintf("%T", field.Variant), "Unknown", typ)
	}
}

// randomField returns a field of any type, with limits that may contradict each other.
func randomField(r *rand.Rand, depth int) string {
	limits := func(lower, upper string) string {
		var b strings.Builder
		for _, name := range []string{lower, upper} {
			if r.IntN(2) == 0 {
				fmt.Fprintf(&b, `,"%s":%v`, name, float64(r.IntN(14)-2)/2)
			}
		}
		return b.String()
	}
	entries := []string{}
	for range r.IntN(4) {
		entries = append(entries, fmt.Sprintf(`{"id":"o%d"}`, r.IntN(4)))
	}
	options := `,"options":{"type":"inline","entries":[` + strings.Join(entries, ",") + `]}`
	if r.IntN(3) == 0 {
		options = `,"options":{"type":"referenced","link":"/hris/groups"}`
	}
	kinds := []string{
		`"text"` + limits("min_length", "max_length") + []string{"", `,"reg_exp":"^[A-Z]{2,4}$"`, `,"reg_exp":"(?!x)"`, `,"reg_exp":"a^"`}[r.IntN(4)],
		`"number"` + limits("min", "max"),
		`"date"`, `"checkbox"`, `"single_select"` + options, `"multi_select"` + options + limits("min_items", "max_items"),
		`"file","file_restrictions":{"accepted_mime_types":` + []string{"[]", `["image/*"]`, `["a/b","text/x+y"]`, `["x y"]`}[r.IntN(4)] + limits("max_file_size", "max_file_size_2") + `}`,
		`"signature"`,
	}
	if depth < 3 {
		inner := []string{}
		for i := range r.IntN(3) {
			inner = append(inner, fmt.Sprintf(`"k%d":%s`, i, randomField(r, depth+1)))
		}
		kinds = append(kinds, `"object","properties":{`+strings.Join(inner, ",")+`}`, `"array","item_type":`+randomField(r, depth+1)+limits("min_items", "max_items"))
	}
	unified := []string{"", `,"unified_key":"work_email"`, `,"unified_key":"date_of_birth"`}[r.IntN(3)]
	return fmt.Sprintf(`{"label":"L","required":%v%s,"type":%s}`, r.IntN(2) == 0, unified, kinds[r.IntN(len(kinds))])
}

// TestFormExampleRandom checks that the example of any form is valid, except that Validate may report required
// fields that have no example.
func TestFormExampleRandom(t *testing.T) {
	t.Parallel()
	valid := 0
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 12))
		fields := []string{}
		for i := range r.IntN(4) + 1 {
			fields = append(fields, fmt.Sprintf(`"f%d":%s`, i, randomField(r, 0)))
		}
		text := `{"properties":{` + strings.Join(fields, ",") + `}}`
		form := decode[kombo.Form](t, text)
		values := form.Example()
		err := form.Validate(values)
		if err == nil {
			valid++
			continue
		}
		problems(t, err)
		formErr := new(kombo.FormError)
		require.ErrorAs(t, err, &formErr)
		for _, p := range formErr.Problems {
			require.Equal(t, kombo.ProblemMissing, p.Code, "%s\n%s", p, text)
			require.Len(t, p.Path, 1)
			require.NotContains(t, values, p.Path[0])
		}
	}
	require.Greater(t, valid, 500)
}

// TestUpdateFormsUnsupported uses a tool that does not have the forms of the closed beta.
func TestUpdateFormsUnsupported(t *testing.T) {
	t.Parallel()
	h := newBackendFor(t, kombotest.NewServer(t), rolecall.WithRetry(noRetry))
	for range 2 {
		h.fake.Inject(kombotest.Code(http.StatusConflict, kombo.CodeActionNotAvailable))
	}
	_, err := h.integration.HRIS.GetCompensationForm(t.Context(), "remote:e1")
	require.Equal(t, kombo.CodeActionNotAvailable, errorOf(t, err).Code)
	form := decode[kombo.UpdateForm](t, updateFormJSON)
	_, err = h.integration.HRIS.UpdateCompensation(t.Context(), "remote:e1", kombo.UpdateFormRequest{Properties: kombo.FormValues{"iban": "X1"}, Form: &form})
	require.Equal(t, kombo.CodeActionNotAvailable, errorOf(t, err).Code)
	require.NotErrorIs(t, err, rolecall.ErrAmbiguous, "nothing was done")
}
