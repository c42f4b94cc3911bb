package codec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/internal/codec"
)

// exact is a strict model: each member must have exactly the type of its field.
type exact struct {
	ID      string            `json:"id"`
	Kind    exactKind         `json:"kind,omitempty"`
	At      time.Time         `json:"at,omitzero"`
	Until   *time.Time        `json:"until,omitempty"`
	Day     rolecall.Date     `json:"day,omitzero"`
	Count   *int              `json:"count,omitempty"`
	Small   int8              `json:"small,omitempty"`
	Pay     *float64          `json:"pay,omitempty"`
	Open    *bool             `json:"open,omitempty"`
	Done    bool              `json:"done"`
	Raw     json.RawMessage   `json:"raw,omitempty"`
	Custom  exactRaws         `json:"custom,omitempty"`
	Labels  map[string]string `json:"labels,omitempty"`
	Tags    []string          `json:"tags,omitempty"`
	Bytes   []byte            `json:"bytes,omitempty"`
	Any     any               `json:"any,omitempty"`
	Part    exactPart         `json:"part,omitzero"`
	Parts   []exactPart       `json:"parts,omitempty"`
	Pointer *exactPart        `json:"pointer,omitempty"`
	Plain   *exactPlain       `json:"plain,omitempty"`
	Pair    [2]int            `json:"pair"`
	exactShared

	rolecall.Extra `json:"-"`
}

type (
	exactKind   string
	exactRaws   map[string]json.RawMessage
	exactShared struct {
		Changed time.Time `json:"changed,omitzero"`
	}
	exactPlain struct {
		A string `json:"a"`
		B []int  `json:"b,omitempty"`
	}
	exactPart struct {
		Name string     `json:"name,omitempty"`
		Sub  *exactPart `json:"sub,omitempty"`

		rolecall.Extra `json:"-"`
	}
)

func (v *exact) UnmarshalJSON(b []byte) error {
	type plain exact
	return codec.UnmarshalStrict(b, v, (*plain)(v))
}
func (v exact) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

func (v *exactPart) UnmarshalJSON(b []byte) error {
	type plain exactPart
	return codec.UnmarshalStrict(b, v, (*plain)(v))
}
func (v exactPart) MarshalJSON() ([]byte, error) { return codec.Marshal(v) }

// stdExact has the fields of exact, but neither Extra nor methods, so encoding/json alone decodes it.
type (
	stdExact struct {
		ID      string            `json:"id"`
		Kind    exactKind         `json:"kind,omitempty"`
		At      time.Time         `json:"at,omitzero"`
		Until   *time.Time        `json:"until,omitempty"`
		Day     rolecall.Date     `json:"day,omitzero"`
		Count   *int              `json:"count,omitempty"`
		Small   int8              `json:"small,omitempty"`
		Pay     *float64          `json:"pay,omitempty"`
		Open    *bool             `json:"open,omitempty"`
		Done    bool              `json:"done"`
		Raw     json.RawMessage   `json:"raw,omitempty"`
		Custom  exactRaws         `json:"custom,omitempty"`
		Labels  map[string]string `json:"labels,omitempty"`
		Tags    []string          `json:"tags,omitempty"`
		Bytes   []byte            `json:"bytes,omitempty"`
		Any     any               `json:"any,omitempty"`
		Part    stdPart           `json:"part,omitzero"`
		Parts   []stdPart         `json:"parts,omitempty"`
		Pointer *stdPart          `json:"pointer,omitempty"`
		Plain   *exactPlain       `json:"plain,omitempty"`
		Pair    [2]int            `json:"pair"`
		exactShared
	}
	stdPart struct {
		Name string   `json:"name,omitempty"`
		Sub  *stdPart `json:"sub,omitempty"`
	}
)

// copyCommonFields copies each field of from to the field of the same name in to.
func copyCommonFields(from, to reflect.Value) {
	switch to.Kind() {
	case reflect.Struct:
		if from.Type() == to.Type() {
			to.Set(from)
			return
		}
		for i := range to.NumField() {
			if f := to.Type().Field(i); f.IsExported() {
				copyCommonFields(from.FieldByName(f.Name), to.Field(i))
			} else {
				to.FieldByName("Changed").Set(from.FieldByName("Changed"))
			}
		}
	case reflect.Slice:
		if from.Type() == to.Type() || from.IsNil() {
			if !from.IsNil() {
				to.Set(from)
			}
			return
		}
		to.Set(reflect.MakeSlice(to.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			copyCommonFields(from.Index(i), to.Index(i))
		}
	case reflect.Pointer:
		if from.Type() == to.Type() {
			to.Set(from)
		} else if !from.IsNil() {
			to.Set(reflect.New(to.Type().Elem()))
			copyCommonFields(from.Elem(), to.Elem())
		}
	default:
		to.Set(from)
	}
}

const whole = `{"id":"a","kind":"K","at":"2026-03-31T10:00:00.5+02:00","until":"2026-03-31T10:00:00Z","day":"1990-02-03T00:00:00Z",` +
	`"count":7,"small":-8,"pay":1.5e3,"open":true,"done":true,"raw":[1,{"x":null}],"custom":{"b":2,"a":{"c":"d"}},"labels":{"l":"m"},` +
	`"tags":["t","\u00fc\n"],"bytes":"aGk=","any":{"n":1},"part":{"name":"p","later":1},"parts":[{"name":"q"},{},null,{"sub":{"sub":{"name":"r"}}}],` +
	`"pointer":{"sub":null,"new":"x"},"plain":{"a":"b","b":[1,2],"c":3},"pair":[1,2],"changed":"2026-01-01T00:00:00Z","later":{"deep":[true]}}`

// requireSameAsEncodingJSON decodes text as exact and as stdExact and compares the values and errors.
func requireSameAsEncodingJSON(t *testing.T, text string) {
	t.Helper()
	var want stdExact
	var got exact
	wantErr, gotErr := json.Unmarshal([]byte(text), &want), json.Unmarshal([]byte(text), &got)
	require.Equal(t, wantErr == nil, gotErr == nil, "%s: %v, %v", text, wantErr, gotErr)
	if wantErr != nil {
		var w, g *json.UnmarshalTypeError
		if errors.As(wantErr, &w) && errors.As(gotErr, &g) {
			require.Equal(t, w.Value, g.Value, text)
		}
		return
	}
	var common stdExact
	copyCommonFields(reflect.ValueOf(got), reflect.ValueOf(&common).Elem())
	require.Equal(t, want, common, text)
}

func TestStrictMatchesEncodingJSON(t *testing.T) {
	t.Parallel()
	var got exact
	require.NoError(t, json.Unmarshal([]byte(whole), &got))
	require.Equal(t, raws("later", `{"deep":[true]}`), got.Extra)
	require.Equal(t, raws("later", "1"), got.Part.Extra)
	require.Equal(t, raws("new", `"x"`), got.Pointer.Extra)
	again, err := json.Marshal(got)
	require.NoError(t, err)
	var second exact
	require.NoError(t, json.Unmarshal(again, &second))
	require.Equal(t, got, second)

	members := []string{
		whole, `null`, `{}`, ` { } `, `[]`, `7`, `"x"`, ``, `{`, `{"id"}`, `{"id":"a"}x`,
		`{"id":1}`, `{"id":null,"done":null,"pay":null,"at":null,"day":null,"raw":null,"tags":null,"part":null,"pair":null,"custom":null,"any":null,"bytes":null}`,
		`{"ID":"a"}`, `{"Id":"a","id":"b"}`, `{"id":"b","ID":"a"}`, `{"id":"a","id":"b"}`, `{"\u0069d":"a"}`, `{"Kınd":"a"}`, `{"\u212aind":"a"}`,
		`{"part":{"name":"a"},"part":{"sub":{}}}`, `{"parts":[{"name":"a"}],"parts":[{"sub":{}}]}`, `{"tags":["a","b"],"tags":["c"]}`,
		`{"count":1.0}`, `{"count":1e2}`, `{"count":-0}`, `{"small":128}`, `{"small":-129}`, `{"count":99999999999999999999}`, `{"pay":1e999}`, `{"pay":-0.0}`, `{"pay":"1"}`,
		`{"id":"\ud800"}`, `{"id":"\ud83d\ude00"}`, "{\"id\":\"\xff\"}", "{\"\xff\":1}", `{"\ud800":1}`, `{"id":"\ufffd"}`, `{"custom":{"\ud800":1}}`, `{"custom":[]}`, `{"custom":{"a":1,"a":2}}`,
		`{"at":"yesterday"}`, `{"at":7}`, `{"day":"2026-02-31"}`, `{"until":""}`, `{"open":"true"}`, `{"open":1}`, `{"tags":{}}`, `{"tags":[1]}`, `{"tags":[]}`, `{"bytes":"%"}`, `{"bytes":[1]}`,
		`{"part":[]}`, `{"parts":{}}`, `{"parts":[1]}`, `{"plain":[]}`, `{"pair":[1]}`, `{"pair":[1,2,3]}`, `{"labels":{"a":1}}`, `{"any":[1,"a",null,{"b":1.5}]}`,
		`{"pointer":{"sub":{"sub":{"name":1}}}}`, `{"changed":"x"}`, `{"Changed":"2026-01-01T00:00:00Z"}`, `{"exactShared":{}}`, `{"Extra":{"a":1}}`, `{"-":1}`,
		`{"parts":[` + strings.Repeat(`{},`, 50_000) + `{}]}`,
		strings.Repeat(`{"later":`, 600) + `1` + strings.Repeat(`}`, 600),
	}
	for _, text := range members {
		requireSameAsEncodingJSON(t, text)
	}
}

// As in encoding/json, members that are absent keep the value of the target.
func TestStrictNonZeroTarget(t *testing.T) {
	t.Parallel()
	got := exact{ID: "old", Kind: "KEPT", Part: exactPart{Name: "kept"}, Custom: exactRaws{"kept": json.RawMessage("1")}, Extra: raws("gone", "1")}
	require.NoError(t, json.Unmarshal([]byte(`{"id":"new","part":{"sub":{}},"custom":{"b":2},"later":1}`), &got))
	require.Equal(t, exact{
		ID: "new", Kind: "KEPT", Part: exactPart{Name: "kept", Sub: &exactPart{}},
		Custom: exactRaws{"kept": json.RawMessage("1"), "b": json.RawMessage("2")}, Extra: raws("later", "1"),
	}, got)
}

// The error names the model, not the type that UnmarshalStrict decodes into.
func TestStrictErrorNamesModel(t *testing.T) {
	t.Parallel()
	var e *json.UnmarshalTypeError
	require.ErrorAs(t, json.Unmarshal([]byte(`{"id":7}`), new(exact)), &e)
	require.Equal(t, "exact", e.Struct)
	require.Equal(t, "id", e.Field)
}

// The decoded value does not change if the caller overwrites the input.
func TestStrictCopies(t *testing.T) {
	t.Parallel()
	text := []byte(whole)
	var got, want exact
	require.NoError(t, json.Unmarshal(text, &got))
	clear(text)
	require.NoError(t, json.Unmarshal([]byte(whole), &want))
	require.Equal(t, want, got)
}

func TestStrictMutations(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	pieces := []string{`"`, `{`, `}`, `[`, `]`, `,`, `:`, `null`, `true`, `1`, `-1.5e3`, `"x"`, `\u0041`, `\ud800`, `{}`, `[]`, ` `, "\xff", `"id"`, `"part"`, `"later":1,`}
	for range 20_000 {
		text := []byte(whole)
		for range 1 + rng.IntN(3) {
			at := rng.IntN(len(text))
			switch rng.IntN(3) {
			case 0:
				text = slices.Delete(text, at, min(at+1+rng.IntN(6), len(text)))
			case 1:
				text = slices.Insert(text, at, []byte(pieces[rng.IntN(len(pieces))])...)
			default:
				end := min(at+1+rng.IntN(3), len(text))
				text = slices.Replace(text, at, end, []byte(pieces[rng.IntN(len(pieces))])...)
			}
		}
		requireSameAsEncodingJSON(t, string(text))
	}
}

func FuzzStrict(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"part":{"name":"a"},"PART":{"sub":{}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if bytes.Count(text, []byte(`{`)) > 400 {
			return
		}
		requireSameAsEncodingJSON(t, string(text))
	})
}

// deepNode contains itself through deepLink, which has its own UnmarshalJSON.
type (
	deepNode struct {
		Name  string     `json:"name,omitempty"`
		Below []deepLink `json:"below,omitempty" codec:"deep"`

		rolecall.Extra `json:"-"`
	}
	deepLink struct{ node *deepNode }
)

func (v *deepNode) UnmarshalJSON(b []byte) error {
	type plain deepNode
	return codec.UnmarshalStrict(b, v, (*plain)(v))
}

func (v *deepLink) UnmarshalJSON(b []byte) error {
	v.node = new(deepNode)
	return v.node.UnmarshalJSON(b)
}

func TestStrictDeepTree(t *testing.T) {
	t.Parallel()
	const depth = 100 // decoding each level twice would need 2^100 steps
	for _, name := range []string{`"name":"n"`, `"Name":"n"`, `"name":7`} {
		var v deepNode
		err := json.Unmarshal([]byte(strings.Repeat(`{"more":1,"below":[`, depth)+`{}`+strings.Repeat(`],`+name+`}`, depth)), &v)
		if strings.HasSuffix(name, "7") {
			require.Error(t, err)
			continue
		}
		require.NoError(t, err)
		levels := 0
		for at := &v; len(at.Below) > 0; at = at.Below[0].node {
			require.Equal(t, "n", at.Name)
			require.Equal(t, "1", string(at.Extra["more"]))
			levels++
		}
		require.Equal(t, depth, levels)
	}
}
