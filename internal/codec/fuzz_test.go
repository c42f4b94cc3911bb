package codec_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

// allKinds has a field of every kind that a model may have.
type allKinds struct {
	Linked
	Text           string                     `json:"text,omitempty" alt:"txt,t"`
	Status         *status                    `json:"status"`
	Bool           bool                       `json:"bool,omitempty" alt:"isBool"`
	Maybe          *bool                      `json:"maybe,omitempty"`
	Int            int64                      `json:"int,omitempty"`
	Byte           *uint8                     `json:"byte"`
	Float          float64                    `json:"float,omitzero"`
	Small          *float32                   `json:"small,omitempty"`
	At             time.Time                  `json:"at,omitzero"`
	Past           *time.Time                 `json:"past,omitempty" alt:"before"`
	Epoch          time.Time                  `json:"epoch" wire:"epochms"`
	PastMS         *time.Time                 `json:"pastMS" wire:"epochms"`
	List           []string                   `json:"list,omitempty"`
	Numbers        []int                      `json:"numbers"`
	Times          []*time.Time               `json:"times"`
	Inner          *inner                     `json:"inner,omitempty" alt:"in"`
	Value          inner                      `json:"value"`
	Inners         []inner                    `json:"inners" alt:"innerList"`
	Model          *model                     `json:"model,omitempty"`
	Models         []*model                   `json:"models,omitempty"`
	Plain          pointerModel               `json:"plain"`
	Nested         []allKinds                 `json:"nested,omitempty"`
	Raw            json.RawMessage            `json:"raw,omitempty"`
	Map            map[string]json.RawMessage `json:"map"`
	Any            any                        `json:"any"`
	Optional       *inner                     `json:"optional,omitempty" codec:"empty"`
	Badge          json.RawMessage            `json:"badge,omitempty" codec:"empty"`
	rolecall.Extra `json:"-"`
}

func FuzzUnmarshal(f *testing.F) {
	names := []string{
		"link", "text", "txt", "status", "bool", "maybe", "int", "byte", "float", "small", "at", "past", "epoch", "pastMS", "list", "numbers",
		"times", "inner", "in", "value", "inners", "innerList", "model", "models", "plain", "nested", "raw", "map", "any", "unknown", "TEXT",
		"optional", "badge",
	}
	for _, value := range []string{
		`null`, `false`, `true`, `""`, `{}`, `[]`, `"x"`, `"true"`, `12`, `1.5`, `"12"`, `1e3`, `1676292064383`, `"1676292064383"`, `"2019-07-19"`,
		`"2019-07-19T12:30:15.123456+0200"`, `"2019-07-19t12:30,5-5:00"`, `"+010000-01-01 00:00 UTC"`, `1676292064`, `"-2678400000.5"`, `["a",{"b":1},2]`,
		`{"date":"2019-07-19 14:30:15.000000","timezone_type":3,"timezone":"Europe/Paris"}`, `"None"`, `"-0001-11-30"`, `"0000-00-00"`, `{"id":"1","x":[2]}`, `[{"id":1},null]`, `["a","b"]`, `{"inner":{"id":1}}`,
		`{"inners":[{"inner":null}]}`, `{"value":null}`, "\"\xff\\ud800\"", `"0001-01-01T00:00:00Z"`,
	} {
		for _, name := range names {
			f.Add([]byte(`{"` + name + `":` + value + `}`))
		}
		f.Add([]byte(value))
	}
	f.Add(event)
	f.Fuzz(func(t *testing.T, data []byte) {
		var first allKinds
		if err := codec.Unmarshal(data, &first); err != nil {
			return
		}
		require.True(t, json.Valid(data), "Unmarshal accepted malformed JSON")
		text, err := codec.Marshal(first)
		require.NoError(t, err)
		require.True(t, json.Valid(text), "Marshal wrote malformed JSON: %s", text)
		var second allKinds
		require.NoError(t, codec.Unmarshal(text, &second), "%s", text)
		require.Equal(t, first, second, "%s", text)
		require.Equal(t, codec.Unread(&first), codec.Unread(second), "%s", text)
	})
}
