package kombo_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

func TestHRISUnions(t *testing.T) {
	t.Parallel()
	t.Run("rating", func(t *testing.T) {
		t.Parallel()
		text := `[{"type":"NUMERIC","value":0},{"type":"SINGLE_SELECT","ordered_options":["Fair","Good"],"value":"Fair"},{"type":"SINGLE_SELECT"},{"type":"STARS","n":5},null]`
		ratings := decode[[]kombo.Union[kombo.ReviewRating]](t, text)
		require.Equal(t, &kombo.NumericRating{Type: "NUMERIC", Value: new(0.0)}, ratings[0].Variant)
		require.Equal(t, &kombo.SingleSelectRating{Type: "SINGLE_SELECT", OrderedOptions: []string{"Fair", "Good"}, Value: "Fair"}, ratings[1].Variant)
		require.Equal(t, &kombo.Unknown{Type: "STARS", Raw: json.RawMessage(`{"type":"STARS","n":5}`)}, ratings[3].Variant)
		require.JSONEq(t, text, encode(t, ratings))
	})
	t.Run("proficiency scale", func(t *testing.T) {
		t.Parallel()
		text := `[{"type":"NUMERIC","id":"a","min":0},{"type":"SINGLE_SELECT","id":"b","ordered_options":[{"id":"o","name":"Some"}]},{"type":"STARS"}]`
		scales := decode[[]kombo.Union[kombo.ProficiencyScale]](t, text)
		require.Equal(t, &kombo.NumericScale{Type: "NUMERIC", ID: "a", Min: new(0.0)}, scales[0].Variant)
		require.Equal(t, &kombo.SingleSelectScale{Type: "SINGLE_SELECT", ID: "b", OrderedOptions: []kombo.ScaleOption{{ID: "o", Name: "Some"}}}, scales[1].Variant)
		require.IsType(t, &kombo.Unknown{}, scales[2].Variant)
		require.JSONEq(t, text, encode(t, scales))
	})
	t.Run("proficiency", func(t *testing.T) {
		t.Parallel()
		text := `[{"type":"NUMERIC","value":3.5},{"type":"SINGLE_SELECT","selected_option_id":"o"},{"type":"STARS"}]`
		levels := decode[[]kombo.Union[kombo.Proficiency]](t, text)
		require.Equal(t, &kombo.NumericProficiency{Type: "NUMERIC", Value: new(3.5)}, levels[0].Variant)
		require.Equal(t, &kombo.SingleSelectProficiency{Type: "SINGLE_SELECT", SelectedOptionID: "o"}, levels[1].Variant)
		require.IsType(t, &kombo.Unknown{}, levels[2].Variant)
		require.JSONEq(t, text, encode(t, levels))
	})
	t.Run("result attribute", func(t *testing.T) {
		t.Parallel()
		attributes := []kombo.Union[kombo.ResultAttribute]{
			kombo.TextAttribute("Fit", "Good"), kombo.SubResultAttribute("1", "Speed", kombo.ResultScore{Value: 4, Max: 5}, kombo.OrderCompleted),
			{Variant: &kombo.Unknown{Type: "STARS", Raw: json.RawMessage(`{"type":"STARS","n":5}`)}},
		}
		require.Equal(t, attributes, decode[[]kombo.Union[kombo.ResultAttribute]](t, encode(t, attributes)))
	})
	t.Run("empty unknown variant is null", func(t *testing.T) {
		t.Parallel()
		for _, v := range []any{&kombo.Unknown{}, &kombo.Unknown{}, &kombo.Unknown{}, &kombo.Unknown{}, &kombo.UnknownField{}} {
			require.Equal(t, "null", encode(t, v))
		}
	})
}

func TestEmployeeDates(t *testing.T) {
	t.Parallel()
	day := rolecall.Date{Year: 1990, Month: 5, Day: 17}
	for _, text := range []string{"1990-05-17", "1990-05-17T00:00:00.000Z", "1990-05-17T22:00:00Z"} {
		e := decode[kombo.Employee](t, `{"id":"e","date_of_birth":"`+text+`","start_date":null,"manager":{"id":"m","termination_date":"`+text+`"},"employments":[{"id":"x","effective_date":"`+text+`"}]}`)
		require.Equal(t, day, e.DateOfBirth, text)
		require.Equal(t, day, e.Manager.TerminationDate, text)
		require.Equal(t, day, e.Employments[0].EffectiveDate, text)
		require.True(t, e.StartDate.IsZero())
	}
}

// fieldsWithProblems returns the keys of the form's own fields that have problems, without nested fields.
func fieldsWithProblems(t *testing.T, err error) (keys []string) {
	t.Helper()
	failed, ok := errors.AsType[*kombo.FormError](err)
	require.True(t, ok, err)
	for _, problem := range failed.Problems {
		if len(problem.Path) == 1 {
			keys = append(keys, problem.Path[0])
		}
	}
	return keys
}

// FuzzForm checks that no form panics, that encoding a form keeps its fields, and that Validate reports no value
// of Example as invalid. It may report missing values.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		formJSON, formResponse, `{"properties":{"a":{"type":"text","required":true,"reg_exp":"^(a|b)*c{2,}$","min_length":7}}}`,
		`{"properties":{"a":{"type":"array","min_items":3,"item_type":{"type":"array","max_items":-1,"item_type":null}}}}`, `{"properties":null}`, `[]`, `{"properties":{"":{"required":true}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var form kombo.Form
		if json.Unmarshal(text, &form) != nil {
			return
		}
		again := decode[kombo.Form](t, encode(t, form))
		require.Len(t, again.Properties, len(form.Properties))
		values := form.Example()
		err := form.Validate(values)
		for key, field := range form.Properties {
			_, hasExample := values[key]
			if !hasExample && field.Info().Required {
				require.Contains(t, fieldsWithProblems(t, err), key)
			}
		}
		for key := range values {
			if err != nil {
				require.NotContains(t, fieldsWithProblems(t, err), key)
			}
		}
	})
}
