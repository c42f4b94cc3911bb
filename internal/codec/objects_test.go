package codec_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
	"github.com/rolecall-dev/rolecall/internal/jsonpeek"
)

func TestStructs(t *testing.T) {
	t.Run("empty value makes the struct zero", func(t *testing.T) {
		decodesTo(t, department{ID: "old", Name: "old"}, map[string]department{
			`{"id":1}`: {ID: "1"}, `{}`: {}, `null`: {}, `[]`: {}, `""`: {}, `false`: {},
			`{"v":{"id":1}}`: {ID: "1"}, `{"v":null}`: {}, `{"v":1}`: {}, `{"v":{"id":1},"w":1}`: {},
		})
	})
	t.Run("pointer distinguishes an empty object from null", func(t *testing.T) {
		decodesTo(t, &department{ID: "old"}, map[string]*department{
			`{"id":1}`: {ID: "1"}, `{}`: {}, `null`: nil, `[]`: nil, `""`: nil, `false`: nil,
			`{"v":{"id":1}}`: {ID: "1"}, `{"v":{}}`: {}, `{"v":null}`: nil, `{"v":[]}`: {},
		})
	})
	t.Run("other kinds are rejected", func(t *testing.T) {
		rejects[*department](t, map[string]string{
			`true`: "v: true where an object is expected", `1`: "v: a number where an object is expected", `"x"`: "v: text that is not an object",
			`[{}]`: "v: an array where an object is expected", `{"id":true}`: "v.id: true where text is expected",
		})
	})
	t.Run("struct with a member of the field name is not unwrapped", func(t *testing.T) {
		decodesTo(t, nil, map[string]*one[department]{`{"v":{"id":1}}`: {V: department{ID: "1"}}})
	})
}

func TestTopLevelValue(t *testing.T) {
	t.Run("empty value makes the struct zero", func(t *testing.T) {
		for _, text := range []string{`null`, ` [] `, `""`, `false`} {
			got := department{ID: "old"}
			require.NoError(t, codec.Unmarshal([]byte(text), &got), text)
			require.Zero(t, got, text)
		}
	})
	t.Run("absent members keep their fields", func(t *testing.T) {
		got := department{ID: "old", Name: "old"}
		require.NoError(t, codec.Unmarshal([]byte(" {\"id\":\"new\"}\n"), &got))
		require.Equal(t, department{ID: "new", Name: "old"}, got)
	})
	t.Run("another kind is rejected", func(t *testing.T) {
		for text, want := range map[string]string{
			`1`: "a number where an object is expected", `true`: "true where an object is expected", `"x"`: "text that is not an object",
			`[1]`: "an array where an object is expected",
		} {
			require.EqualError(t, codec.Unmarshal([]byte(text), &department{}), want)
		}
	})
	t.Run("malformed JSON is rejected", func(t *testing.T) {
		for _, text := range []string{``, ` `, `{`, `{"id":1}x`, `nul`, `[] x`, `{"id":1,}`, `""""`} {
			require.ErrorIs(t, codec.Unmarshal([]byte(text), &department{}), jsonpeek.ErrSyntax, text)
		}
	})
	t.Run("too deep nesting is rejected", func(t *testing.T) {
		deep := func(levels int) []byte {
			return []byte(strings.Repeat(`{"owner":`, levels-1) + `{}` + strings.Repeat(`}`, levels-1))
		}
		require.NoError(t, codec.Unmarshal(deep(500), &model{}))
		require.ErrorIs(t, codec.Unmarshal(deep(501), &model{}), jsonpeek.ErrTooDeep)
	})
	t.Run("target must be a pointer", func(t *testing.T) {
		require.Error(t, codec.Unmarshal([]byte(`{}`), department{}))
		require.Error(t, codec.Unmarshal([]byte(`{}`), nil))
		require.Error(t, codec.Unmarshal([]byte(`{}`), (*department)(nil)))
	})
	t.Run("single object decodes into a list", func(t *testing.T) {
		var got []department
		require.NoError(t, codec.Unmarshal([]byte(` {"id":1} `), &got))
		require.Equal(t, []department{{ID: "1"}}, got)
	})
}

func TestMemberNames(t *testing.T) {
	for text, want := range map[string]department{
		`{"ID":"1","NAME":"x"}`:            {ID: "1", Name: "x"},
		`{"id":"1","id":"2"}`:              {ID: "2"},
		`{"id":"1","ID":"2"}`:              {ID: "2"},
		`{"\u0069d":"1","n\u0061me":null}`: {ID: "1"},
		`{"unknown":true,"id":"1"}`:        {ID: "1"},
	} {
		var got department
		require.NoError(t, codec.Unmarshal([]byte(text), &got), text)
		require.Equal(t, want, got, text)
	}
	var both struct {
		Lower string `json:"id"`
		Upper string `json:"ID"`
	}
	require.NoError(t, codec.Unmarshal([]byte(`{"ID":"upper","id":"lower"}`), &both))
	require.Equal(t, "upper lower", both.Upper+" "+both.Lower)
}

type rawMap map[string]json.RawMessage

func TestMapsAndRawMessages(t *testing.T) {
	decodesTo(t, map[string]json.RawMessage{"old": nil}, map[string]map[string]json.RawMessage{
		`{"a": [ 1 ] ,"b":null}`: {"a": json.RawMessage(`[ 1 ]`), "b": json.RawMessage(`null`)}, `{}`: {}, `null`: nil, `[]`: nil, `""`: nil,
	})
	decodesTo(t, nil, map[string]rawMap{`{"a":1}`: {"a": json.RawMessage(`1`)}, `null`: nil})
	decodesTo(t, nil, map[string]*rawMap{`{"a":1}`: {"a": json.RawMessage(`1`)}, `{}`: {}, `[]`: nil})
	rejects[rawMap](t, map[string]string{`[1]`: "v: an array where an object is expected", `false`: "v: false where an object is expected", `"x"`: "v: text that is not an object"})

	decodesTo(t, json.RawMessage("old"), map[string]json.RawMessage{
		`{ "a" : 1 }`: json.RawMessage(`{ "a" : 1 }`), `[]`: json.RawMessage(`[]`), `""`: json.RawMessage(`""`), `false`: json.RawMessage(`false`), `null`: nil,
	})
	decodesTo(t, "old", map[string]any{`{"a":[1,"x",null]}`: map[string]any{"a": []any{1.0, "x", nil}}, `null`: nil, `""`: ""})
	decodesTo(t, nil, map[string]map[string]int{`{"a":1}`: {"a": 1}, `null`: nil})
	rejects[map[string]int](t, map[string]string{`{"a":"x"}`: "v: an object where a map[string]int is expected"})
}

func TestDecodedBytesAreCopied(t *testing.T) {
	type kept struct {
		Raw            json.RawMessage            `json:"raw"`
		Text           string                     `json:"text"`
		Map            map[string]json.RawMessage `json:"map"`
		rolecall.Extra `json:"-"`
	}
	text := []byte(`{"raw":[1],"text":"abc","map":{"k":"v"},"more":"x"}`)
	var got kept
	require.NoError(t, codec.Unmarshal(text, &got))
	clear(text)
	require.Equal(t, kept{
		Raw: json.RawMessage(`[1]`), Text: "abc",
		Map:   map[string]json.RawMessage{"k": json.RawMessage(`"v"`)},
		Extra: map[string]json.RawMessage{"more": json.RawMessage(`"x"`)},
	}, got)
}

// model has methods that call this package, like the public types of a provider.
type model struct {
	ID    string `json:"id"`
	Owner *model `json:"owner,omitempty"`
}

func (m *model) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, m) }
func (m model) MarshalJSON() ([]byte, error)  { return codec.Marshal(m) }

// pointerModel is like model, but both methods have pointer receivers.
type pointerModel struct {
	ID string `json:"id"`
}

func (m *pointerModel) UnmarshalJSON(b []byte) error { return codec.Unmarshal(b, m) }
func (m *pointerModel) MarshalJSON() ([]byte, error) { return codec.Marshal(m) }

// customType has its own methods, which do not call this package. It has no JSON fields, so its values are
// not unwrapped.
type customType struct{ seen string }

func (s *customType) UnmarshalJSON(b []byte) error {
	if string(b) == `"secret"` {
		return fmt.Errorf("cannot decode %s", b)
	}
	s.seen = string(b)
	return nil
}

func (s customType) MarshalJSON() ([]byte, error) {
	if s.seen == "" {
		return nil, errors.New("cannot encode secret")
	}
	return []byte(s.seen), nil
}

func TestTypesWithMethods(t *testing.T) {
	t.Run("methods are called", func(t *testing.T) {
		decodesTo(t, customType{seen: "old"}, map[string]customType{`[]`: {`[]`}, `null`: {`null`}, `{"v":{}}`: {`{"v":{}}`}})
		decodesTo(t, nil, map[string]*customType{`[]`: {`[]`}, `false`: {`false`}, `null`: nil})
		decodesTo(t, netip.Addr{}, map[string]netip.Addr{`"10.0.0.1"`: netip.MustParseAddr("10.0.0.1"), `null`: {}})
		decodesTo(t, nil, map[string]*netip.Addr{`null`: nil})
	})
	t.Run("methods that call this package accept the same values", func(t *testing.T) {
		decodesTo(t, &model{ID: "old"}, map[string]*model{
			`{"id":1}`: {ID: "1"}, `{}`: {}, `null`: nil, `[]`: nil, `""`: nil, `false`: nil, `{"v":{"id":1}}`: {ID: "1"}, `{"v":null}`: nil,
			`{"owner":{"owner":{"id":2}}}`: {Owner: &model{Owner: &model{ID: "2"}}},
		})
		decodesTo(t, nil, map[string][]model{`{"id":1}`: {{ID: "1"}}, `[null,[]]`: {{}, {}}})
		decodesTo(t, pointerModel{ID: "old"}, map[string]pointerModel{`{"id":1}`: {ID: "1"}, `null`: {}, `[]`: {}})
	})
	t.Run("errors do not show the value", func(t *testing.T) {
		rejects[customType](t, map[string]string{`"secret"`: "v: text that is not a customType"})
		rejects[netip.Addr](t, map[string]string{`"secret"`: "v: text that is not an Addr", `1`: "v: a number where an Addr is expected"})
		rejects[[]model](t, map[string]string{`[{"owner":{"id":true}}]`: "v[0].owner.id: true where text is expected"})
	})
	t.Run("json.Unmarshal calls the methods", func(t *testing.T) {
		var got []model
		require.NoError(t, json.Unmarshal([]byte(`[{"id":1,"owner":[]},null]`), &got))
		require.Equal(t, []model{{ID: "1"}, {}}, got)
		text, err := json.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, `[{"id":"1"},{"id":""}]`, string(text))
	})
}
