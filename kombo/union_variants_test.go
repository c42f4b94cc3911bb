package kombo_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo"
)

// variantCase is a variant as a caller builds it, and its JSON.
type variantCase struct {
	union any
	want  string
}

// formField returns a field of a form as a caller builds it.
func formField(v kombo.FieldVariant) kombo.FormField {
	return kombo.FormField{Union: kombo.Union[kombo.FieldVariant]{Variant: v}}
}

// variantCases returns every variant of every union, as a zero value and in some cases also with values.
func variantCases() []variantCase {
	question := func(typ string) kombo.AnsweredQuestion { return kombo.AnsweredQuestion{Title: "So?", Type: typ} }
	format := func(v kombo.QuestionFormat) any { return kombo.Union[kombo.QuestionFormat]{Variant: v} }
	answer := func(v kombo.ScreeningQuestionAnswer) any {
		return kombo.Union[kombo.ScreeningQuestionAnswer]{Variant: v}
	}
	scorecard := func(v kombo.ScorecardResponse) any { return kombo.Union[kombo.ScorecardResponse]{Variant: v} }
	field := func(v kombo.FieldVariant) any { return formField(v) }
	rating := func(v kombo.ReviewRating) any { return kombo.Union[kombo.ReviewRating]{Variant: v} }
	scale := func(v kombo.ProficiencyScale) any { return kombo.Union[kombo.ProficiencyScale]{Variant: v} }
	proficiency := func(v kombo.Proficiency) any { return kombo.Union[kombo.Proficiency]{Variant: v} }
	result := func(v kombo.ResultAttribute) any { return kombo.Union[kombo.ResultAttribute]{Variant: v} }
	raw := json.RawMessage(`{"type":"STARS","n":[1,null]}`)
	const starsOnly, stars = `{"type":"STARS"}`, `{"type":"STARS","n":[1,null]}`
	info := kombo.FieldInfo{Label: "L", Required: true}
	block := func(v kombo.ApplicationBlock) any { return kombo.Union[kombo.ApplicationBlock]{Variant: v} }
	return []variantCase{
		{block(&kombo.ApplicationQuestion{}), `{"block_type":"QUESTION","question_id":"","required":false,"question_type":""}`},
		{block(&kombo.ApplicationSection{}), `{"block_type":"SECTION"}`},
		{
			block(&kombo.ApplicationSection{Children: []kombo.Union[kombo.ApplicationBlock]{{Variant: &kombo.Unknown{Type: "STARS"}}}}),
			`{"block_type":"SECTION","children":[{"block_type":"STARS"}]}`,
		},
		{block(&kombo.Unknown{Type: "STARS"}), `{"block_type":"STARS"}`},
		{block(&kombo.Unknown{Type: "STARS", Raw: json.RawMessage(`{"block_type":"STARS","n":1}`)}), `{"block_type":"STARS","n":1}`},

		{format(&kombo.TextFormat{}), `{"type":"TEXT"}`},
		{format(&kombo.TextFormat{Type: "TEXT", DisplayType: "EMAIL", MaxLength: new(7)}), `{"type":"TEXT","display_type":"EMAIL","max_length":7}`},
		{format(&kombo.NumberFormat{}), `{"type":"NUMBER"}`},
		{format(&kombo.NumberFormat{Min: new(0.0)}), `{"type":"NUMBER","min":0}`},
		{format(&kombo.FileFormat{}), `{"type":"FILE"}`},
		{format(&kombo.SingleSelectFormat{}), `{"type":"SINGLE_SELECT"}`},
		{format(&kombo.SingleSelectFormat{Options: []kombo.QuestionOption{{ID: "o"}}}), `{"type":"SINGLE_SELECT","options":[{"id":"o"}]}`},
		{format(&kombo.MultiSelectFormat{}), `{"type":"MULTI_SELECT"}`},
		{format(&kombo.BooleanFormat{}), `{"type":"BOOLEAN"}`},
		{format(&kombo.DateFormat{}), `{"type":"DATE"}`},
		{format(&kombo.InformationFormat{}), `{"type":"INFORMATION"}`},
		{format(&kombo.Unknown{Type: "STARS"}), starsOnly},
		{format(&kombo.Unknown{Type: "STARS", Raw: raw}), stars},

		{answer(&kombo.AnsweredText{}), `{"question":{"type":"TEXT"},"answer":{}}`},
		{answer(&kombo.AnsweredText{Question: question(""), Answer: kombo.TextContent{Content: "x"}}), `{"question":{"title":"So?","type":"TEXT"},"answer":{"content":"x"}}`},
		{answer(&kombo.AnsweredSingleSelect{}), `{"question":{"type":"SINGLE_SELECT"},"answer":{}}`},
		{answer(&kombo.AnsweredMultiSelect{}), `{"question":{"type":"MULTI_SELECT"},"answer":{}}`},
		{answer(&kombo.AnsweredBoolean{}), `{"question":{"type":"BOOLEAN"},"answer":{}}`},
		{answer(&kombo.AnsweredNumber{}), `{"question":{"type":"NUMBER"},"answer":{}}`},
		{answer(&kombo.AnsweredDate{}), `{"question":{"type":"DATE"},"answer":{}}`},
		{answer(&kombo.AnsweredUnknown{Question: question("STARS")}), `{"question":{"title":"So?","type":"STARS"}}`},
		{answer(&kombo.AnsweredUnknown{Question: question("STARS"), Raw: json.RawMessage(`{"question":{"title":"So?","type":"STARS"},"n":1}`)}), `{"question":{"title":"So?","type":"STARS"},"n":1}`},

		{scorecard(&kombo.ScorecardText{}), `{"type":"TEXT"}`},
		{scorecard(&kombo.ScorecardSingleSelect{}), `{"type":"SINGLE_SELECT"}`},
		{scorecard(&kombo.ScorecardMultiSelect{}), `{"type":"MULTI_SELECT"}`},
		{scorecard(&kombo.ScorecardBoolean{}), `{"type":"BOOLEAN"}`},
		{scorecard(&kombo.ScorecardNumber{}), `{"type":"NUMBER"}`},
		{scorecard(&kombo.ScorecardNumber{Label: "L", Answer: new(1.5)}), `{"type":"NUMBER","label":"L","answer":1.5}`},
		{scorecard(&kombo.ScorecardDate{}), `{"type":"DATE"}`},
		{scorecard(&kombo.Unknown{Type: "STARS"}), starsOnly},
		{scorecard(&kombo.Unknown{Type: "STARS", Raw: raw}), stars},

		{field(&kombo.TextField{}), `{"type":"text","label":"","required":false}`},
		{field(&kombo.TextField{FieldInfo: info, MaxLength: new(7.0)}), `{"type":"text","label":"L","required":true,"max_length":7}`},
		{field(&kombo.NumberField{}), `{"type":"number","label":"","required":false}`},
		{field(&kombo.DateField{}), `{"type":"date","label":"","required":false}`},
		{field(&kombo.CheckboxField{}), `{"type":"checkbox","label":"","required":false}`},
		{field(&kombo.SingleSelectField{}), `{"type":"single_select","label":"","required":false}`},
		{field(&kombo.MultiSelectField{}), `{"type":"multi_select","label":"","required":false}`},
		{field(&kombo.FileField{}), `{"type":"file","label":"","required":false}`},
		{
			field(&kombo.FileField{FieldInfo: info, Restrictions: &kombo.FileRestrictions{AcceptedMIMETypes: []string{"a/b"}}}),
			`{"type":"file","label":"L","required":true,"file_restrictions":{"accepted_mime_types":["a/b"],"max_file_size":null}}`,
		},
		{field(&kombo.ObjectField{}), `{"type":"object","label":"","required":false}`},
		{
			field(&kombo.ObjectField{Properties: map[string]kombo.FormField{"a": formField(&kombo.DateField{})}}),
			`{"type":"object","label":"","required":false,"properties":{"a":{"type":"date","label":"","required":false}}}`,
		},
		{field(&kombo.ArrayField{}), `{"type":"array","label":"","required":false}`},
		{field(&kombo.UnknownField{FieldInfo: kombo.FieldInfo{Type: "STARS", Label: "L"}}), `{"type":"STARS","label":"L","required":false}`},
		{field(&kombo.UnknownField{FieldInfo: kombo.FieldInfo{Type: "STARS"}, Raw: raw}), stars},

		{rating(&kombo.NumericRating{}), `{"type":"NUMERIC"}`},
		{rating(&kombo.SingleSelectRating{}), `{"type":"SINGLE_SELECT"}`},
		{rating(&kombo.Unknown{Type: "STARS"}), starsOnly},
		{rating(&kombo.Unknown{Type: "STARS", Raw: raw}), stars},
		{scale(&kombo.NumericScale{}), `{"type":"NUMERIC","id":""}`},
		{scale(&kombo.SingleSelectScale{}), `{"type":"SINGLE_SELECT","id":""}`},
		{scale(&kombo.Unknown{Type: "STARS"}), starsOnly},
		{scale(&kombo.Unknown{Type: "STARS", Raw: raw}), stars},
		{proficiency(&kombo.NumericProficiency{}), `{"type":"NUMERIC"}`},
		{proficiency(&kombo.SingleSelectProficiency{}), `{"type":"SINGLE_SELECT"}`},
		{proficiency(&kombo.Unknown{Type: "STARS"}), starsOnly},
		{proficiency(&kombo.Unknown{Type: "STARS", Raw: raw}), stars},
		{result(&kombo.ResultText{}), `{"type":"TEXT","label":"","value":""}`},
		{result(&kombo.SubResult{}), `{"type":"SUB_RESULT","id":"","label":"","score":{"value":0,"max":0},"status":""}`},
		{result(&kombo.Unknown{Type: "STARS"}), starsOnly},
		{result(&kombo.Unknown{Type: "STARS", Raw: raw}), stars},
	}
}

// TestUnions compares variantCases with the unions and variants in the source, so that no new one is forgotten.
func TestUnions(t *testing.T) {
	t.Parallel()
	cases := variantCases()
	seen := map[string]struct{}{}
	for _, c := range cases {
		seen[unionName(c)+" of "+variantName(c)] = struct{}{}
	}
	require.Equal(t, unionsInSource(t), slices.Sorted(maps.Keys(seen)))

	for _, c := range cases {
		t.Run(unionName(c)+" of "+variantName(c)+" round-trips", func(t *testing.T) {
			t.Parallel()
			text := encode(t, c.union)
			require.JSONEq(t, c.want, text)
			again := reflect.New(reflect.TypeOf(c.union))
			require.NoError(t, json.Unmarshal([]byte(text), again.Interface()))
			require.Equal(t, variantOf(c), again.Elem().FieldByName("Variant").Elem().Type())
			require.JSONEq(t, c.want, encode(t, again.Interface()))
			if variant := reflect.ValueOf(c.union).FieldByName("Variant").Interface(); strings.Contains(variantName(c), "Unknown") && !strings.HasPrefix(c.want, `{"block_type"`) {
				// A variant that is not a pointer, as in a struct of the caller, has the same JSON.
				require.JSONEq(t, c.want, encode(t, reflect.ValueOf(variant).Elem().Interface()))
			}
		})
	}
	t.Run("zero union is null", func(t *testing.T) {
		t.Parallel()
		for _, c := range cases {
			empty := reflect.New(reflect.TypeOf(c.union))
			require.Equal(t, "null", encode(t, empty.Interface()))
			require.NoError(t, json.Unmarshal([]byte("null"), empty.Interface()))
		}
	})
	t.Run("type of another variant is an error", func(t *testing.T) {
		t.Parallel()
		_, err := json.Marshal(kombo.Union[kombo.QuestionFormat]{Variant: &kombo.TextFormat{Type: "NUMBER"}})
		require.ErrorContains(t, err, `the type in the JSON of a *kombo.TextFormat is "NUMBER", but must be "TEXT"`)
	})
	t.Run("invalid JSON is an error", func(t *testing.T) {
		t.Parallel()
		_, err := json.Marshal(kombo.Union[kombo.QuestionFormat]{Variant: &kombo.Unknown{Type: "X", Raw: json.RawMessage("{")}})
		require.Error(t, err)
	})
}

func unionName(c variantCase) string   { return plainName(reflect.TypeOf(c.union).Name()) }
func variantName(c variantCase) string { return plainName(variantOf(c).Elem().String()) }
func variantOf(c variantCase) reflect.Type {
	return reflect.ValueOf(c.union).FieldByName("Variant").Elem().Type()
}

var pathOfPackage = regexp.MustCompile(`[\w./-]*(kombo|rolecall)\.`)

// plainName returns the name of a type without its packages.
func plainName(name string) string { return pathOfPackage.ReplaceAllString(name, "") }

// unionsInSource returns the name of each variant of each interface in this package whose only method is
// unexported.
func unionsInSource(t *testing.T) []string {
	t.Helper()
	scope := sourceScope(t)
	var all []string
	for _, name := range scope.Names() {
		variant, ok := scope.Lookup(name).Type().Underlying().(*types.Interface)
		if !ok || variant.NumMethods() != 1 || !ast.IsExported(name) || name == "Caller" {
			continue
		}
		union := "Union[" + name + "]"
		if name == "FieldVariant" {
			union = "FormField"
		}
		for _, other := range scope.Names() {
			object, ok := scope.Lookup(other).(*types.TypeName)
			if !ok || !types.Implements(types.NewPointer(object.Type()), variant) {
				continue
			}
			if named, ok := types.Unalias(object.Type()).(*types.Named); ok && (named.TypeParams().Len() > named.TypeArgs().Len() || !hasOwnFields(named)) {
				continue
			}
			all = append(all, union+" of "+plainName(types.TypeString(types.Unalias(object.Type()), func(*types.Package) string { return "" })))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// hasOwnFields returns false for FieldInfo, which variants embed and which is not a variant.
func hasOwnFields(named *types.Named) bool { return named.Obj().Name() != "FieldInfo" }

// sourceScope returns the package scope of this package's source. It ignores imports, because unions do not
// depend on them.
func sourceScope(t *testing.T) *types.Scope {
	t.Helper()
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	config := types.Config{Importer: noImports{}, Error: func(error) {}, IgnoreFuncBodies: true}
	checked, _ := config.Check("kombo", set, files, nil) // the error is expected: imports are missing
	require.NotNil(t, checked)
	return checked.Scope()
}

type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	if path != "github.com/rolecall-dev/rolecall" {
		return nil, errors.New("import ignored")
	}
	root := types.NewPackage(path, "rolecall")
	date := types.NewTypeName(token.NoPos, root, "Date", nil)
	types.NewNamed(date, types.NewStruct(nil, nil), nil)
	extra := types.NewTypeName(token.NoPos, root, "Extra", nil)
	types.NewNamed(extra, types.NewMap(types.Typ[types.String], types.Typ[types.String]), nil)
	root.Scope().Insert(date)
	root.Scope().Insert(extra)
	root.MarkComplete()
	return root, nil
}
