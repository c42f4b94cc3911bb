package codec_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/codec"
)

// rewrites decodes {"v": text} and expects what is encoded again.
func rewrites[T any](t *testing.T, table map[string]string) {
	t.Helper()
	for text, want := range table {
		var target T
		require.NoError(t, codec.Unmarshal([]byte(`{"v":`+text+`}`), &target), text)
		got, err := codec.Marshal(target)
		require.NoError(t, err, text)
		require.Equal(t, `{"v":`+want+`}`, string(got), text)
	}
}

func TestATimeIsWrittenWithTheOffsetOfItsTag(t *testing.T) {
	type basic struct {
		V time.Time `json:"v" wire:"hhmm" void:"text"`
	}
	type extended struct {
		V *time.Time `json:"v" wire:"hh:mm"`
	}
	rewrites[basic](t, map[string]string{
		`"2019-07-19T12:30:15+0200"`: `"2019-07-19T12:30:15+0200"`, `"2019-07-19T12:30:15.5-03:30"`: `"2019-07-19T12:30:15.5-0330"`,
		`"2019-07-19T12:30:15Z"`: `"2019-07-19T12:30:15+0000"`, `1563539415000`: `"2019-07-19T12:30:15+0000"`,
		`""`: `""`, `null`: `""`, `"0000-00-00"`: `""`, `[]`: `""`, `false`: `""`,
	})
	rewrites[extended](t, map[string]string{
		`"2019-07-19T12:30:15+0200"`: `"2019-07-19T12:30:15+02:00"`, `"2019-07-19T12:30:15Z"`: `"2019-07-19T12:30:15+00:00"`, `""`: `null`,
	})
	rewrites[basic](t, map[string]string{
		`"+010000-01-01T00:00:00Z"`: `"+010000-01-01T00:00:00+0000"`, `"-000044-03-15"`: `"-000044-03-15T00:00:00+0000"`,
		`"2019-07-19T12:30:15+00:34:08"`: `"2019-07-19T12:30:07+0034"`,
	})
	_, err := codec.Marshal(basic{V: time.Date(1_000_000, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.EqualError(t, err, "v: a time out of range where a time of the years -999999 to 999999 is expected")
}

func TestTextIsWrittenAsANumberWhereItIsOne(t *testing.T) {
	type id struct {
		V string `json:"v" wire:"number" void:"null"`
	}
	rewrites[id](t, map[string]string{
		`471100`: `471100`, `"471100"`: `471100`, `0`: `0`, `"0"`: `0`, `-1.5e3`: `-1.5e3`, `12345678901234567890123`: `12345678901234567890123`,
		`"007"`: `"007"`, `"a1"`: `"a1"`, `" 1"`: `" 1"`, `"true"`: `"true"`, `"{}"`: `"{}"`, `"1 2"`: `"1 2"`,
		`null`: `null`, `""`: `null`, `[]`: `null`, `{}`: `null`, `false`: `null`,
	})
	refuses[string](t, map[string]string{`true`: "v: true where text is expected"})
}

func TestAFlagMayBeADigit(t *testing.T) {
	type flag struct {
		V *bool `json:"v" wire:"flag"`
	}
	rewrites[flag](t, map[string]string{
		`true`: `true`, `"true"`: `true`, `1`: `true`, `"1"`: `true`, `false`: `false`, `0`: `false`, `"0"`: `false`, `null`: `null`, `""`: `null`, `[]`: `null`,
	})
	var bare struct {
		V bool `json:"v" wire:"flag"`
	}
	require.NoError(t, codec.Unmarshal([]byte(`{"v":1}`), &bare))
	require.True(t, bare.V)
	for _, text := range []string{`2`, `"2"`, `10`, `"01"`, `"yes"`} {
		require.Error(t, codec.Unmarshal([]byte(`{"v":`+text+`}`), new(flag)), text)
	}
}

func TestAnyHollowValueIsNothingForAVoid(t *testing.T) {
	type voids struct {
		Null    *department       `json:"null" void:"null"`
		Text    string            `json:"text" void:"text"`
		NoText  string            `json:"noText" void:"null"`
		List    []json.RawMessage `json:"list" void:"list"`
		Structs []department      `json:"structs,omitempty" void:"list"`
		Struct  department        `json:"struct" void:"null"`
	}
	for _, hollow := range []string{`null`, `false`, `""`, `{}`, `[]`, `{ }`} {
		got := voids{Null: &department{}, Text: "x", NoText: "x", List: []json.RawMessage{nil}, Structs: []department{{}}, Struct: department{ID: "1"}}
		text := `{"null":` + hollow + `,"text":` + hollow + `,"noText":` + hollow + `,"list":` + hollow + `,"structs":` + hollow + `,"struct":` + hollow + `}`
		require.NoError(t, codec.Unmarshal([]byte(text), &got), text)
		require.Equal(t, voids{}, got, text)
		again, err := codec.Marshal(got)
		require.NoError(t, err)
		require.Equal(t, `{"null":null,"text":"","noText":null,"list":[],"struct":null}`, string(again)) //nolint:testifylint // in this order
	}
	var got voids
	text := `{"null":{"id":"1"},"text":"t","noText":"n","list":[1,{"a":2}],"structs":[{"id":"2"}],"struct":{"id":"3"}}`
	require.NoError(t, codec.Unmarshal([]byte(text), &got))
	again, err := codec.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, text, string(again))
}
