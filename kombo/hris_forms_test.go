package kombo_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

// formJSON has a field of every type except file, and one of an unknown type.
const formJSON = `{"properties":{
	"name":{"label":"Name","type":"text","required":true,"description":"As on the passport","unified_key":"first_name","min_length":2,"max_length":10},
	"badge":{"label":"Badge","type":"text","required":false,"reg_exp":"^[A-Z]{2}-\\d+$","max_length":8},
	"hours":{"label":"Hours","type":"number","required":true,"min":10.5,"max":40},
	"firstDay":{"label":"First day","type":"date","required":true,"unified_key":"start_date"},
	"remote":{"label":"Remote","type":"checkbox","required":true},
	"site":{"label":"Site","type":"single_select","required":true,"options":{"type":"inline","entries":[{"id":"s1","label":"North","unified_value":"n","remote_id":"7"},{"id":"s2","label":"South","remote_id":8}]}},
	"company":{"label":"Company","type":"single_select","required":false,"unified_key":"legal_entity_id","options":{"type":"referenced","link":"/hris/legal-entities"}},
	"tools":{"label":"Tools","type":"multi_select","required":false,"options":{"type":"inline","entries":[{"id":"t1","label":"Saw","remote_id":1},{"id":"t2","label":"Axe","remote_id":2},{"id":"t3","label":"Hoe","remote_id":3}]},"min_items":2,"max_items":2},
	"home":{"label":"Home","type":"object","required":true,"properties":{
		"street":{"label":"Street","type":"text","required":true},
		"keys":{"label":"Keys","type":"array","required":false,"min_items":1,"max_items":2,"item_type":{"label":"Key","type":"object","required":true,"properties":{
			"number":{"label":"Number","type":"number","required":true,"min":0,"max":99}}}}}},
	"sign":{"label":"Sign here","type":"signature","required":false,"color":"blue"}
}}`

// validValues returns valid values for formJSON.
func validValues() kombo.FormValues {
	return kombo.FormValues{
		"name": "Ada", "badge": "AB-12", "hours": 38.5, "firstDay": rolecall.Date{Year: 2030, Month: 1, Day: 2}, "remote": false, "site": "s2",
		"company": "any", "tools": []string{"t1", "t3"}, "home": map[string]any{"street": "Hauptplatz 1", "keys": []any{map[string]int{"number": 7}}},
	}
}

// problems returns the reasons of a FormError by path.
func problems(t *testing.T, err error) map[string]string {
	t.Helper()
	formErr, ok := errors.AsType[*kombo.FormError](err)
	require.True(t, ok, "%v", err)
	require.ErrorIs(t, err, rolecall.ErrInvalid)
	all := map[string]string{}
	for _, p := range formErr.Problems {
		path := pathOf(p)
		all[path] = strings.TrimPrefix(all[path]+" | "+p.Reason, " | ")
		require.Contains(t, err.Error(), p.Reason)
		require.Contains(t, err.Error(), path)
		require.NotEmpty(t, p.Code)
	}
	return all
}

// pathOf returns the path of a problem in its short form.
func pathOf(p kombo.FormProblem) string {
	return strings.TrimSuffix(strings.TrimSuffix(p.String(), p.Reason), ": ")
}

func TestFormValidate(t *testing.T) {
	t.Parallel()
	form := decode[kombo.Form](t, formJSON)
	require.NoError(t, form.Validate(validValues()))

	for _, tt := range []struct {
		name   string
		modify func(v kombo.FormValues)
		want   map[string]string
	}{
		{"no values", func(v kombo.FormValues) { clear(v) }, map[string]string{
			"name": "it is missing", "hours": "it is missing", "firstDay": "it is missing", "remote": "it is missing", "site": "it is missing", "home": "it is missing",
		}},
		{"wrong types", func(v kombo.FormValues) {
			v["name"], v["hours"], v["firstDay"], v["remote"], v["site"], v["tools"], v["home"] = 7, "38", "2030-02-30", "no", 1, "t1", []any{}
		}, map[string]string{
			"name": "it is not a string", "hours": "it is not a number", "firstDay": "it is not a date in the format yyyy-MM-dd", "remote": "it is neither true nor false",
			"site": "it is not the ID of an option", "tools": "it is not a list", "home": "it is not an object",
		}},
		{"short string", func(v kombo.FormValues) { v["name"] = "A" }, map[string]string{"name": "it has fewer than 2 characters"}},
		{"long string", func(v kombo.FormValues) { v["name"] = strings.Repeat("ä", 11) }, map[string]string{"name": "it has more than 10 characters"}},
		{"empty string", func(v kombo.FormValues) { v["name"] = "" }, map[string]string{"name": "it is empty"}},
		{"string without match", func(v kombo.FormValues) { v["badge"] = "ab-12" }, map[string]string{"badge": "it does not match the pattern of the field"}},
		{"small number", func(v kombo.FormValues) { v["hours"] = 10 }, map[string]string{"hours": "it is less than 10.5"}},
		{"large number", func(v kombo.FormValues) { v["hours"] = json.Number("41") }, map[string]string{"hours": "it is more than 40"}},
		{"timestamp as date", func(v kombo.FormValues) { v["firstDay"] = "2030-01-02T00:00:00Z" }, map[string]string{"firstDay": "it is not a date in the format yyyy-MM-dd"}},
		{"zero date", func(v kombo.FormValues) { v["firstDay"] = rolecall.Date{} }, map[string]string{"firstDay": "it is null: omit it or set a value"}},
		{"unknown option", func(v kombo.FormValues) { v["site"] = "s3" }, map[string]string{"site": "no option has this ID"}},
		{"empty option of a referenced list", func(v kombo.FormValues) { v["company"] = "" }, map[string]string{"company": "it is not the ID of an option"}},
		{"too few and unknown options", func(v kombo.FormValues) { v["tools"] = []string{"t9"} }, map[string]string{
			"tools": "it has fewer than 2 elements", "tools[0]": "no option has this ID",
		}},
		{"too many options", func(v kombo.FormValues) { v["tools"] = []string{"t1", "t2", "t3"} }, map[string]string{"tools": "it has more than 2 elements"}},
		{"nested value", func(v kombo.FormValues) {
			v["home"] = kombo.FormValues{"keys": []any{kombo.FormValues{"number": 100}, kombo.FormValues{}, nil}}
		}, map[string]string{
			"home.street": "it is missing", "home.keys": "it has more than 2 elements", "home.keys[0].number": "it is more than 99",
			"home.keys[1].number": "it is missing", "home.keys[2]": "it is null: omit it or set a value",
		}},
		{"unknown key", func(v kombo.FormValues) { v["shoes"] = 44 }, map[string]string{"shoes": "the form has no such field"}},
		{"value that cannot be encoded", func(v kombo.FormValues) {
			v["hours"], v["badge"], v["site"] = math.NaN(), make(chan int), json.RawMessage("{")
			v["tools"], v["sign"] = []any{"t1", math.Inf(1)}, map[string]any{"a": []float64{1, math.NaN()}}
			v["firstDay"] = rolecall.Date{Year: 2026, Month: 2, Day: 31}
		}, map[string]string{
			"hours": "it cannot be encoded as JSON", "badge": "it cannot be encoded as JSON", "site": "it cannot be encoded as JSON",
			"tools[1]": "it cannot be encoded as JSON", "sign.a[1]": "it cannot be encoded as JSON", "firstDay": "it is not in the calendar",
		}},
		{"value that contains itself", func(v kombo.FormValues) {
			self := map[string]any{"b": 1}
			self["a"], self["c"] = self, []any{self, self}
			v["sign"] = self
		}, map[string]string{"sign.a": "it contains itself", "sign.c[0]": "it contains itself", "sign.c[1]": "it contains itself"}},
		{"year with two digits", func(v kombo.FormValues) { v["firstDay"] = "0026-01-02" }, map[string]string{"firstDay": "it has a year that does not have four digits"}},
		{"option selected twice", func(v kombo.FormValues) { v["tools"] = []string{"t1", "t1"} }, map[string]string{"tools[1]": "it is selected twice"}},
	} {
		t.Run(tt.name+" is reported", func(t *testing.T) {
			t.Parallel()
			values := maps.Clone(validValues())
			tt.modify(values)
			require.Equal(t, tt.want, problems(t, form.Validate(values)))
		})
	}
	t.Run("nil values report every required field", func(t *testing.T) {
		t.Parallel()
		require.Len(t, problems(t, form.Validate(nil)), 6)
	})
	t.Run("problems are sorted by path and contain no values", func(t *testing.T) {
		t.Parallel()
		err := form.Validate(kombo.FormValues{"name": "a secret name", "badge": "a secret badge", "site": "a secret site"})
		formErr, _ := errors.AsType[*kombo.FormError](err)
		require.True(t, slices.IsSortedFunc(formErr.Problems, func(a, b kombo.FormProblem) int { return slices.Compare(a.Path, b.Path) }))
		require.NotContains(t, err.Error(), "secret")
	})
	t.Run("optional object is checked only if present", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"home":{"type":"object","properties":{"street":{"type":"text","required":true}}}}}`)
		require.NoError(t, form.Validate(nil))
		require.Equal(t, map[string]string{"home.street": "it is missing"}, problems(t, form.Validate(kombo.FormValues{"home": struct{}{}})))
	})
	t.Run("pattern that Go cannot compile is ignored", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"code":{"type":"text","required":true,"reg_exp":"^(?!x).+$"}}}`)
		require.NoError(t, form.Validate(kombo.FormValues{"code": "x"}))
	})
	t.Run("empty string is valid in an optional field", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"a":{"type":"text"},"b":{"type":"text","min_length":1}}}`)
		require.Equal(t, map[string]string{"b": "it has fewer than 1 characters"}, problems(t, form.Validate(kombo.FormValues{"a": "", "b": ""})))
	})
}

func TestCreateEmployeeFormErrors(t *testing.T) {
	t.Parallel()
	form := decode[kombo.Form](t, formJSON)
	values := validValues()
	values["hours"] = 41
	w := &wire{}
	_, integration := connect(t, w)
	_, err := integration.HRIS.CreateEmployeeWithForm(t.Context(), kombo.CreateEmployeeWithFormRequest{Properties: values, Form: &form})
	require.Equal(t, map[string]string{"hours": "it is more than 40"}, problems(t, err))
	values["hours"] = math.NaN()
	_, err = integration.HRIS.CreateEmployeeWithForm(t.Context(), kombo.CreateEmployeeWithFormRequest{Properties: values})
	require.Equal(t, map[string]string{"hours": "it cannot be encoded as JSON"}, problems(t, err))
	values["hours"] = rolecall.Date{Year: 2026, Month: 2, Day: 31}
	_, err = integration.HRIS.CreateEmployeeWithForm(t.Context(), kombo.CreateEmployeeWithFormRequest{Properties: values})
	require.Equal(t, map[string]string{"hours": "it is not in the calendar"}, problems(t, err))
	values["hours"] = rolecall.Date{Year: 26, Month: 2, Day: 1}
	_, err = integration.HRIS.CreateEmployeeWithForm(t.Context(), kombo.CreateEmployeeWithFormRequest{Properties: values})
	require.Equal(t, map[string]string{"hours": "it has a year that does not have four digits"}, problems(t, err))
	require.Empty(t, w.seen)
}

func TestFormUnknownFields(t *testing.T) {
	t.Parallel()
	form := decode[kombo.Form](t, formJSON)
	t.Run("field of unknown type keeps its bytes and info", func(t *testing.T) {
		t.Parallel()
		field, ok := form.Properties["sign"].Variant.(*kombo.UnknownField)
		require.True(t, ok)
		require.Equal(t, kombo.FieldInfo{Type: "signature", Label: "Sign here"}, form.Properties["sign"].Info())
		require.JSONEq(t, `{"label":"Sign here","type":"signature","required":false,"color":"blue"}`, string(field.Raw))
		require.JSONEq(t, formJSON, encode(t, form))
	})
	t.Run("field of unknown type takes any value except null", func(t *testing.T) {
		t.Parallel()
		values := validValues()
		values["sign"] = map[string]any{"strokes": []int{1, 2}}
		require.NoError(t, form.Validate(values))
		values["sign"] = map[string]any{"strokes": []any{1, nil}}
		require.Contains(t, problems(t, form.Validate(values)), "sign.strokes[1]")
	})
	t.Run("required field of unknown type is reported if missing", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, `{"properties":{"sign":{"label":"Sign","type":"signature","required":true},"name":{"type":"text","required":true}}}`)
		require.Equal(t, map[string]string{"sign": `it is missing, and this SDK does not know its type "signature"`}, problems(t, form.Validate(form.Example())))
		require.NoError(t, form.Validate(kombo.FormValues{"name": "Ada", "sign": "x"}))
	})
	for name, text := range map[string]string{
		"null":                   `null`,
		"string":                 `"text"`,
		"field without type":     `{"label":"L"}`,
		"members of wrong types": `{"label":[],"type":"x","required":"yes"}`,
		"type is a number":       `{"type":7}`,
		"type in upper case":     `{"type":"NUMBER"}`,
	} {
		t.Run(name+" keeps its bytes", func(t *testing.T) {
			t.Parallel()
			form := decode[kombo.Form](t, `{"properties":{"a":`+text+`}}`)
			require.Equal(t, text, string(form.Properties["a"].Variant.(*kombo.UnknownField).Raw))
			require.JSONEq(t, `{"properties":{"a":`+text+`}}`, encode(t, form))
			require.NoError(t, form.Validate(form.Example()))
		})
	}
	t.Run("nesting is limited", func(t *testing.T) {
		t.Parallel()
		nested := func(n int) string {
			return `{"properties":{"a":` + strings.Repeat(`{"type":"array","required":true,"item_type":`, n) + `{"type":"date"}` + strings.Repeat("}", n) + "}}"
		}
		form := decode[kombo.Form](t, nested(150))
		require.NoError(t, form.Validate(form.Example()))
		err := json.Unmarshal([]byte(nested(4000)), &form)
		require.ErrorContains(t, err, "nested more than 200 levels deep")
	})
	t.Run("zero field", func(t *testing.T) {
		t.Parallel()
		require.Zero(t, kombo.FormField{}.Info())
		require.Empty(t, (&kombo.Form{Properties: map[string]kombo.FormField{"a": {}}}).Example())
	})
}

func TestFormExample(t *testing.T) {
	t.Parallel()
	t.Run("every field of known type has a value", func(t *testing.T) {
		t.Parallel()
		form := decode[kombo.Form](t, formJSON)
		values := form.Example()
		require.NoError(t, form.Validate(values))
		require.Equal(t, "Jane", values["name"])
		require.Equal(t, kombo.FormValues{
			"name": "Jane", "badge": values["badge"], "hours": values["hours"], "firstDay": rolecall.Date{Year: 2030, Month: 1, Day: 2}, "remote": true, "site": "s1",
			"company": "example", "tools": []string{"t1", "t2"},
			"home": kombo.FormValues{"street": "Example", "keys": []any{kombo.FormValues{"number": 1.0}}},
		}, values)
	})
	for name, field := range map[string]string{
		"string of one character":     `{"type":"text","min_length":1,"max_length":1}`,
		"long string":                 `{"type":"text","min_length":321,"max_length":321}`,
		"string of no characters":     `{"type":"text","max_length":0}`,
		"pattern":                     `{"type":"text","reg_exp":"^(?:\\+|00)[1-9]\\d{6,14}$"}`,
		"pattern with limits":         `{"type":"text","reg_exp":"^[A-Z]{2,9}\\.$","min_length":5,"max_length":6}`,
		"pattern with alternatives":   `{"type":"text","reg_exp":"^(red|green)-[^a-z0-9]?(x|y)*.+\\s$"}`,
		"pattern of a long string":    `{"type":"text","reg_exp":"^[0-9a-f]*$","min_length":64,"max_length":64}`,
		"pattern of unusual runes":    `{"type":"text","reg_exp":"^[\\x00-\\x20][€]\\p{Greek}$"}`,
		"number between integers":     `{"type":"number","min":0.25,"max":0.75}`,
		"negative number":             `{"type":"number","max":-3.5}`,
		"large number":                `{"type":"number","min":1e300}`,
		"referenced multi-select":     `{"type":"multi_select","min_items":3,"options":{"type":"referenced","link":"/hris/groups"}}`,
		"list with min_items":         `{"type":"array","min_items":4,"item_type":{"type":"date"}}`,
		"list without elements":       `{"type":"array","max_items":0,"item_type":{"type":"date"}}`,
		"object with optional fields": `{"type":"object","properties":{"a":{"type":"signature"}}}`,
		"date of birth":               `{"type":"date","unified_key":"date_of_birth"}`,
		"email address":               `{"type":"text","unified_key":"work_email","reg_exp":"^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$"}`,
	} {
		t.Run(name+" has valid example", func(t *testing.T) {
			t.Parallel()
			form := decode[kombo.Form](t, `{"properties":{"a":`+strings.Replace(field, `{`, `{"required":true,`, 1)+`}}`)
			if name == "string of no characters" { // a required string must not be empty
				form = decode[kombo.Form](t, `{"properties":{"a":`+field+`}}`)
			}
			values := form.Example()
			require.Contains(t, values, "a")
			require.NoError(t, form.Validate(values), "%v", values)
		})
	}
	for name, field := range map[string]string{
		"min above max":                      `{"type":"number","min":2,"max":1}`,
		"min_length above max_length":        `{"type":"text","min_length":3,"max_length":2}`,
		"list of unknown type":               `{"type":"array","item_type":{"type":"signature"}}`,
		"multi-select without options":       `{"type":"multi_select","options":{"type":"inline","entries":[]}}`,
		"single-select without options":      `{"type":"single_select","options":{"type":"inline","entries":[]}}`,
		"object with unknown required field": `{"type":"object","properties":{"b":{"type":"signature","required":true}}}`,
		"very long list":                     `{"type":"array","min_items":1e12,"item_type":{"type":"date"}}`,
		"very long nested lists":             `{"type":"array","min_items":900,"item_type":{"type":"array","min_items":900,"item_type":{"type":"date"}}}`,
		"pattern with nested repetitions":    `{"type":"text","min_length":900,"reg_exp":"^(((a*)*)*b){3}\\d{900}$","max_length":901}`,
	} {
		t.Run(name+" has no example", func(t *testing.T) {
			t.Parallel()
			form := decode[kombo.Form](t, `{"properties":{"a":`+strings.Replace(field, `{`, `{"required":true,`, 1)+`}}`)
			values := form.Example()
			require.NotContains(t, values, "a")
			require.Equal(t, map[string]string{"a": "it is missing"}, problems(t, form.Validate(values)))
		})
	}
}

func TestCreateEmployeeValidatesForm(t *testing.T) {
	t.Parallel()
	form := decode[kombo.Form](t, formJSON)
	w := &wire{}
	_, integration := connect(t, w)
	for want, req := range map[string]kombo.CreateEmployeeWithFormRequest{
		"home.street: it is missing":   {Form: &form, Properties: kombo.FormValues{"home": kombo.FormValues{}}},
		"there are no values":          {},
		"a.b[1]: it is null":           {Properties: kombo.FormValues{"a": kombo.FormValues{"b": []any{1, nil}}}},
		"it cannot be encoded as JSON": {Properties: kombo.FormValues{"a": func() {}}},
		"shoes: the form has no such ": {Form: &form, Properties: kombo.FormValues{"shoes": 1}},
	} {
		_, err := integration.HRIS.CreateEmployeeWithForm(t.Context(), req)
		require.ErrorIs(t, err, rolecall.ErrInvalid)
		require.ErrorContains(t, err, want)
	}
	require.Empty(t, w.seen)
	_, err := integration.HRIS.CreateEmployeeWithForm(t.Context(), kombo.CreateEmployeeWithFormRequest{Form: &form, Properties: validValues(), StaffingEntityID: "se1"})
	require.NoError(t, err)
	require.Len(t, w.seen, 1)
	require.True(t, strings.HasPrefix(w.seen[0], http.MethodPost+" /v1/hris/employees/form "+integrationID))
	_, sent, _ := strings.Cut(w.seen[0], integrationID+" ")
	require.JSONEq(t, `{"properties":`+encode(t, validValues())+`,"staffing_entity_id":"se1"}`, sent)
}
