package codec_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

// reencodes decodes each JSON value of table and requires that encoding it gives the JSON value next to it.
func reencodes[T any](t *testing.T, table map[string]string) {
	t.Helper()
	for value, want := range table {
		var target one[T]
		require.NoError(t, codec.Unmarshal([]byte(`{"v":`+value+`}`), &target), value)
		got, err := codec.Marshal(target)
		require.NoError(t, err, value)
		require.Equal(t, `{"v":`+want+`}`, string(got), value)
	}
}

func TestMarshalTime(t *testing.T) {
	reencodes[time.Time](t, map[string]string{
		`"2019-07-19T12:30:15+0200"`: `"2019-07-19T12:30:15+02:00"`, `"2019-07-19T12:30:15.5-03:30"`: `"2019-07-19T12:30:15.5-03:30"`,
		`"2019-07-19T12:30:15Z"`: `"2019-07-19T12:30:15Z"`, `1563539415000`: `"2019-07-19T12:30:15Z"`,
		`"+010000-01-01T00:00:00Z"`: `"+010000-01-01T00:00:00Z"`, `"-000044-03-15"`: `"-000044-03-15T00:00:00Z"`,
		`"2019-07-19T12:30:15+00:34:08"`: `"2019-07-19T12:30:07+00:34"`,
	})
	reencodes[*time.Time](t, map[string]string{
		`"2019-07-19T12:30:15+0200"`: `"2019-07-19T12:30:15+02:00"`, `""`: `null`, `null`: `null`, `"0000-00-00"`: `null`, `[]`: `null`, `false`: `null`,
	})
}

func TestMarshalID(t *testing.T) {
	reencodes[string](t, map[string]string{
		`471100`: `"471100"`, `"471100"`: `"471100"`, `0`: `"0"`, `-1.5e3`: `"-1.5e3"`, `12345678901234567890123`: `"12345678901234567890123"`,
		`"007"`: `"007"`, `null`: `""`, `""`: `""`, `[]`: `""`, `{}`: `""`, `false`: `""`,
	})
}

func TestBooleanDigit(t *testing.T) {
	reencodes[*bool](t, map[string]string{
		`true`: `true`, `"true"`: `true`, `1`: `true`, `"1"`: `true`, `false`: `false`, `0`: `false`, `"0"`: `false`, `null`: `null`, `""`: `null`, `[]`: `null`,
	})
	for _, text := range []string{`2`, `"2"`, `10`, `"01"`, `"yes"`} {
		require.Error(t, codec.Unmarshal([]byte(`{"v":`+text+`}`), new(one[*bool])), text)
	}
}

func TestTagEmpty(t *testing.T) {
	type part struct {
		ID             string `json:"id,omitempty"`
		rolecall.Extra `json:"-"`
	}
	type whole struct {
		Plain          *department     `json:"plain" codec:"empty"`
		Part           *part           `json:"part,omitempty" codec:"empty"`
		Raw            json.RawMessage `json:"raw,omitempty" codec:"empty"`
		rolecall.Extra `json:"-"`
	}
	for _, empty := range []string{`null`, `false`, `""`, `{}`, `[]`, `{ }`} {
		got := whole{Plain: &department{}, Part: &part{ID: "1"}, Raw: json.RawMessage(`1`)}
		text := `{"plain":` + empty + `,"part":` + empty + `,"raw":` + empty + `}`
		require.NoError(t, codec.Unmarshal([]byte(text), &got), text)
		require.Equal(t, whole{}, got, text)
	}
	for _, withoutContent := range []string{`"None"`, `{"id":""}`, `{"id":null}`, `{"part":{}}`} {
		got := whole{Part: &part{ID: "1"}}
		require.NoError(t, codec.Unmarshal([]byte(`{"part":`+withoutContent+`}`), &got), withoutContent)
		require.Equal(t, whole{}, got, withoutContent)
	}
	for _, text := range []string{
		`{"plain":{"id":"1"},"part":{"id":"2"},"raw":{"a":[]}}`, `{"plain":null,"part":{"unknown":{}},"raw":[0]}`,
		`{"plain":null,"raw":"x"}`, `{"plain":null,"raw":0}`, `{"plain":null,"part":{"id":{"a":1}}}`, `{"plain":null,"part":"x"}`,
	} {
		var got whole
		require.NoError(t, codec.Unmarshal([]byte(text), &got), text)
		again, err := codec.Marshal(got)
		require.NoError(t, err)
		if got.Plain == nil {
			require.JSONEq(t, text, string(again))
		}
		var second whole
		require.NoError(t, codec.Unmarshal(again, &second))
		require.Equal(t, got, second, text)
	}
}
