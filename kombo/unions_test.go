package kombo_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/kombo"
)

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func TestScreeningQuestionAnswer(t *testing.T) {
	t.Parallel()
	question := func(typ string) kombo.AnsweredQuestion {
		return kombo.AnsweredQuestion{RemoteID: "q", Title: "So?", Type: typ}
	}
	for _, tt := range []struct {
		typ, answer string
		want        kombo.ScreeningQuestionAnswer
	}{
		{"TEXT", `{"content":"yes"}`, &kombo.AnsweredText{Question: question("TEXT"), Answer: kombo.TextContent{Content: "yes"}}},
		{"SINGLE_SELECT", `{"choice":"a"}`, &kombo.AnsweredSingleSelect{Question: question("SINGLE_SELECT"), Answer: kombo.SelectedChoice{Choice: "a"}}},
		{"MULTI_SELECT", `{"choices":["a","b"]}`, &kombo.AnsweredMultiSelect{Question: question("MULTI_SELECT"), Answer: kombo.SelectedChoices{Choices: []string{"a", "b"}}}},
		{"BOOLEAN", `{"checked":false}`, &kombo.AnsweredBoolean{Question: question("BOOLEAN"), Answer: kombo.Checkmark{Checked: new(false)}}},
		{"NUMBER", `{"number":0}`, &kombo.AnsweredNumber{Question: question("NUMBER"), Answer: kombo.NumberValue{Number: new(0.0)}}},
		{"DATE", `{"date":"2026-03-31"}`, &kombo.AnsweredDate{Question: question("DATE"), Answer: kombo.DateValue{Date: rolecall.Date{Year: 2026, Month: time.March, Day: 31}}}},
	} {
		t.Run(tt.typ, func(t *testing.T) {
			t.Parallel()
			text := `{"answer":` + tt.answer + `,"question":{"remote_id":"q","title":"So?","type":"` + tt.typ + `"}}`
			answer := decode[kombo.Union[kombo.ScreeningQuestionAnswer]](t, text)
			require.Equal(t, tt.want, answer.Variant)
			require.JSONEq(t, text, encode(t, answer))
		})
	}
	t.Run("timestamp is read as date", func(t *testing.T) {
		t.Parallel()
		answer := decode[kombo.Union[kombo.ScreeningQuestionAnswer]](t, `{"question":{"type":"DATE"},"answer":{"date":"2026-03-31T00:00:00.000Z"}}`)
		require.Equal(t, "2026-03-31", answer.Variant.(*kombo.AnsweredDate).Answer.Date.String())
	})
	for name, text := range map[string]string{
		"type UNKNOWN":              `{"question":{"remote_id":"q","title":"So?","type":"UNKNOWN"},"answer":{"raw":[1,{"a":null}]}}`,
		"unknown type":              `{"question":{"remote_id":"q","title":"So?","type":"SIGNATURE"},"answer":{"svg":"<svg/>"},"more":1}`,
		"no type":                   `{"question":{"title":"So?"},"answer":{"content":"x"}}`,
		"type outside the question": `{"type":"TEXT","answer":{"content":"x"}}`,
		"question is not an object": `{"question":"So?","answer":{"content":"x"}}`,
		"members of wrong types":    `{"question":{"title":7,"type":"X"},"answer":1}`,
		"string":                    `"yes"`,
		"null":                      `null`,
	} {
		t.Run(name+" keeps its bytes", func(t *testing.T) {
			t.Parallel()
			answers := decode[[]kombo.Union[kombo.ScreeningQuestionAnswer]](t, `[`+text+`]`)
			unknown, ok := answers[0].Variant.(*kombo.AnsweredUnknown)
			require.True(t, ok)
			require.Equal(t, text, string(unknown.Raw))
			require.JSONEq(t, `[`+text+`]`, encode(t, answers))
		})
	}
	t.Run("unknown answer has its question", func(t *testing.T) {
		t.Parallel()
		answer := decode[kombo.Union[kombo.ScreeningQuestionAnswer]](t, `{"question":{"remote_id":"q","title":"So?","type":"SIGNATURE"},"answer":1}`)
		require.Equal(t, question("SIGNATURE"), answer.Variant.(*kombo.AnsweredUnknown).Question)
	})
	t.Run("duplicate type is rejected", func(t *testing.T) {
		t.Parallel()
		var answer kombo.Union[kombo.ScreeningQuestionAnswer]
		require.Error(t, json.Unmarshal([]byte(`{"question":{"type":"TEXT","Type":"DATE"},"answer":{}}`), &answer))
	})
}

func TestNewAnswer(t *testing.T) {
	t.Parallel()
	day := rolecall.Date{Year: 2026, Month: time.March, Day: 31}
	file := kombo.File{Name: "plan.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}
	for _, tt := range []struct {
		name   string
		answer kombo.NewAnswer
		want   string
		value  any
	}{
		{"text", kombo.TextAnswer("q", "a<b"), `"a<b"`, "a<b"},
		{"number", kombo.NumberAnswer("q", -0.5), `-0.5`, -0.5},
		{"boolean", kombo.BooleanAnswer("q", false), `false`, false},
		{"date", kombo.DateAnswer("q", day), `"2026-03-31"`, "2026-03-31"},
		{"option", kombo.OptionAnswer("q", "o1"), `"o1"`, "o1"},
		{"options", kombo.OptionsAnswer("q", "o1", "o2"), `["o1","o2"]`, []string{"o1", "o2"}},
		{"no options", kombo.OptionsAnswer("q"), `[]`, []string{}},
		{"file", kombo.FileAnswer("q", file), `{"name":"plan.pdf","content_type":"application/pdf","data":"JVBERg=="}`, file},
		{"zero answer", kombo.NewAnswer{}, `null`, nil},
	} {
		t.Run(tt.name+" round-trips", func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.value, tt.answer.Value())
			b := encode(t, tt.answer)
			require.JSONEq(t, `{"question_id":"`+tt.answer.QuestionID()+`","answer":`+tt.want+`}`, b)
			require.Equal(t, tt.answer, decode[kombo.NewAnswer](t, b))
		})
	}
	t.Run("options are copied", func(t *testing.T) {
		t.Parallel()
		ids := []string{"o1"}
		answer := kombo.OptionsAnswer("q", ids...)
		ids[0] = "changed"
		require.Equal(t, []string{"o1"}, answer.Value())
	})
	t.Run("zero date has no value", func(t *testing.T) {
		t.Parallel()
		require.Nil(t, kombo.DateAnswer("q", rolecall.Date{}).Value())
	})
	t.Run("invalid answers are rejected", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{`{"question_id":"q","answer":[1]}`, `{"question_id":1}`, `[]`} {
			var answer kombo.NewAnswer
			require.Error(t, json.Unmarshal([]byte(text), &answer), text)
		}
	})
}

func TestScorecardResponse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       kombo.ScorecardResponse
	}{
		{"text", `{"type":"TEXT","label":"L","answer":"fine"}`, &kombo.ScorecardText{Type: "TEXT", Label: "L", Answer: "fine"}},
		{"boolean", `{"type":"BOOLEAN","label":"L","answer":false}`, &kombo.ScorecardBoolean{Type: "BOOLEAN", Label: "L", Answer: new(false)}},
		{"number", `{"type":"NUMBER","label":"L","answer":0}`, &kombo.ScorecardNumber{Type: "NUMBER", Label: "L", Answer: new(0.0)}},
		{"absent number", `{"type":"NUMBER","label":"L"}`, &kombo.ScorecardNumber{Type: "NUMBER", Label: "L"}},
		{"date", `{"type":"DATE","label":"L","answer":"2026-03-31"}`, &kombo.ScorecardDate{Type: "DATE", Label: "L", Answer: rolecall.Date{Year: 2026, Month: time.March, Day: 31}}},
		{"option", `{"type":"SINGLE_SELECT","label":"L","answer":{"remote_id":"o1","label":"Good"}}`, &kombo.ScorecardSingleSelect{Type: "SINGLE_SELECT", Label: "L", Answer: &kombo.ScorecardOption{RemoteID: "o1", Label: "Good"}}},
		{"unknown type", `{"type":"STARS","answer":5}`, &kombo.Unknown{Type: "STARS", Raw: json.RawMessage(`{"type":"STARS","answer":5}`)}},
	} {
		t.Run(tt.name+" round-trips", func(t *testing.T) {
			t.Parallel()
			response := decode[kombo.Union[kombo.ScorecardResponse]](t, tt.text)
			require.Equal(t, tt.want, response.Variant)
			require.JSONEq(t, tt.text, encode(t, response))
		})
	}
	t.Run("selected options may be strings", func(t *testing.T) {
		t.Parallel()
		text := `[{"type":"SINGLE_SELECT","answer":"Good"},{"type":"MULTI_SELECT","answer":["Good","Bad"]}]`
		responses := decode[[]kombo.Union[kombo.ScorecardResponse]](t, text)
		require.Equal(t, "Good", responses[0].Variant.(*kombo.ScorecardSingleSelect).Answer.Label)
		require.Equal(t, "Bad", responses[1].Variant.(*kombo.ScorecardMultiSelect).Answer[1].Label)
		require.JSONEq(t, text, encode(t, responses))
	})
}

func TestHeaderValues(t *testing.T) {
	t.Parallel()
	headers := decode[kombo.PassthroughHeaders](t, `{"Content-Type":"text/plain","set-cookie":["a=1","b=2"],"content-length":12,"x-empty":[],"x-null":null,"x-one":["1"]}`)
	require.Equal(t, "text/plain", headers.Get("content-type"))
	require.Equal(t, kombo.HeaderValues{"a=1", "b=2"}, headers["set-cookie"])
	require.Equal(t, "12", headers.Get("Content-Length"))
	require.Empty(t, headers.Get("x-empty"))
	require.Empty(t, headers.Get("X-Null"))
	require.Empty(t, headers.Get("x-none"))
	require.JSONEq(t, `["a=1","b=2"]`, encode(t, headers["set-cookie"]))
	require.JSONEq(t, `"1"`, encode(t, headers["x-one"]))
}
