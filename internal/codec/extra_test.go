package codec_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

type inner struct {
	ID             string `json:"id,omitempty"`
	rolecall.Extra `json:"-"`
}

type outer struct {
	Inner *inner                     `json:"inner,omitempty"`
	Name  string                     `json:"name,omitempty"`
	More  map[string]json.RawMessage `json:"-" lenient:"extra"`
}

func raws(pairs ...string) rolecall.Extra {
	m := rolecall.Extra{}
	for k := 0; k < len(pairs); k += 2 {
		m[pairs[k]] = json.RawMessage(pairs[k+1])
	}
	return m
}

func TestExtra(t *testing.T) {
	t.Run("holds unknown members", func(t *testing.T) {
		var got outer
		require.NoError(t, codec.Unmarshal([]byte(`{"x": [ 1 ],"name":"n","y":null,"y":2,"inner":{"id":"i","z":"ä"}}`), &got))
		require.Equal(t, outer{Name: "n", More: raws("x", `[ 1 ]`, "y", `2`), Inner: &inner{ID: "i", Extra: raws("z", `"ä"`)}}, got)
	})
	t.Run("nil without unknown members", func(t *testing.T) {
		got := outer{More: raws("old", "1")}
		require.NoError(t, codec.Unmarshal([]byte(`{"NAME":"n"}`), &got))
		require.Equal(t, outer{Name: "n"}, got)
	})
	t.Run("no members that differ in letter case or are aliases", func(t *testing.T) {
		var got struct {
			A              string `json:"a" alt:"b"`
			rolecall.Extra `json:"-"`
		}
		require.NoError(t, codec.Unmarshal([]byte(`{"A":"1","B":"2"}`), &got))
		require.Equal(t, "1", got.A)
		require.Nil(t, got.Extra)
	})
}

type base struct {
	ID             string `json:"id"`
	Kind           string `json:"kind"`
	rolecall.Extra `json:"-"`
}

type Linked struct {
	Link string `json:"link,omitempty"`
}

type embedding struct {
	base
	*Linked
	Kind           int `json:"kind"`
	rolecall.Extra `json:"-"`
}

func TestEmbeddedStructs(t *testing.T) {
	t.Run("outer fields dominate", func(t *testing.T) {
		var got embedding
		require.NoError(t, codec.Unmarshal([]byte(`{"id":1,"kind":"2","link":"l","x":3}`), &got))
		require.Equal(t, embedding{base: base{ID: "1"}, Linked: &Linked{Link: "l"}, Kind: 2, Extra: raws("x", "3")}, got)
		text, err := codec.Marshal(&got)
		require.NoError(t, err)
		require.JSONEq(t, `{"id":"1","link":"l","kind":2,"x":3}`, string(text))
	})
	t.Run("embedded pointers are allocated only when needed", func(t *testing.T) {
		var got embedding
		require.NoError(t, codec.Unmarshal([]byte(`{"id":1}`), &got))
		require.Nil(t, got.Linked)
		text, err := codec.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, `{"id":"1","kind":0}`, string(text))
	})
	t.Run("outer struct uses the embedded Extra", func(t *testing.T) {
		var got struct{ base }
		require.NoError(t, codec.Unmarshal([]byte(`{"x":3}`), &got))
		require.Equal(t, raws("x", "3"), got.Extra)
	})
	t.Run("name in two embedded structs is ignored", func(t *testing.T) {
		var got struct {
			left
			right
		}
		require.NoError(t, codec.Unmarshal([]byte(`{"Side":"x","Top":"y"}`), &got))
		require.Empty(t, got.left.Side+got.right.Side)
		require.Equal(t, "y", got.right.Top, "the field with a tag wins")
		require.Empty(t, got.left.Top)
	})
}

type left struct{ Side, Top string }

type right struct {
	Side string
	Top  string `json:"Top"`
}

func TestAliases(t *testing.T) {
	type account struct {
		Details *department  `json:"details" alt:"bankAccountDetails,account"`
		Open    *bool        `json:"open" alt:"isOpen"`
		Number  string       `json:"number" alt:"no,nr"`
		Teams   []department `json:"teams" alt:"groups"`
	}
	yes, no := true, false
	for name, c := range map[string]struct {
		text string
		want account
	}{
		"is used if the name is absent":        {`{"bankAccountDetails":{"id":1},"nr":7}`, account{Details: &department{ID: "1"}, Number: "7"}},
		"is ignored if the name is present":    {`{"nr":"c","no":"b","number":"a"}`, account{Number: "a"}},
		"first in the tag wins":                {`{"nr":"c","no":"b"}`, account{Number: "b"}},
		"is used if the name has no content":   {`{"number":"","no":null,"nr":"c","details":{},"account":{"id":1}}`, account{Details: &department{ID: "1"}, Number: "c"}},
		"is ignored if the name is false":      {`{"open":false,"isOpen":true}`, account{Open: &no}},
		"is used if the name is NOT_SPECIFIED": {`{"open":"NOT_SPECIFIED","isOpen":true}`, account{Open: &yes}},
		"empty object wins over null":          {`{"details":null,"account":{}}`, account{Details: &department{}}},
		"lists are unwrapped first":            {`{"teams":{"teams":[]},"groups":{"groups":[{"id":1}]}}`, account{Teams: []department{{ID: "1"}}}},
		"all are null":                         {`{"number":null,"no":null}`, account{}},
		"last repetition wins":                 {`{"no":"a","no":"b"}`, account{Number: "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got account
			require.NoError(t, codec.Unmarshal([]byte(c.text), &got))
			require.Equal(t, c.want, got)
		})
	}
	t.Run("error names the alias that was received", func(t *testing.T) {
		require.EqualError(t, codec.Unmarshal([]byte(`{"isOpen":2}`), &account{}), "isOpen: a number where a boolean is expected")
	})
	t.Run("ten aliases", func(t *testing.T) {
		var got struct {
			A string `json:"a" alt:"b,c,d,e,f,g,h,i,j,k"`
		}
		require.NoError(t, codec.Unmarshal([]byte(`{"k":"x"}`), &got))
		require.Equal(t, "x", got.A)
	})
	t.Run("name of another field is not an alias", func(t *testing.T) {
		var got struct {
			A string `json:"a" alt:"b"`
			B string `json:"b"`
		}
		require.NoError(t, codec.Unmarshal([]byte(`{"b":"x"}`), &got))
		require.Equal(t, "x", got.B)
		require.Empty(t, got.A)
	})
}
