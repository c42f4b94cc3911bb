package safeprint_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/safeprint"
)

type sample struct {
	Name    string
	Count   *int
	Raw     json.RawMessage
	Parts   [][]byte
	Any     any
	Members map[string]json.RawMessage
	Mixed   map[string]any
	Token   string            `secret:"true"`
	Header  map[string]string `secret:"true"`
	Path    string            `secret:"query"`

	hidden string
}

func (v sample) Format(f fmt.State, verb rune) {
	safeprint.Struct(f, verb, v)
}

type plain struct {
	Name string
	N    int
}

func (v plain) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

func filled() sample {
	bytes := []byte("marker")
	return sample{
		Name: "name", Raw: bytes, Parts: [][]byte{bytes, nil}, Any: bytes,
		Members: map[string]json.RawMessage{"b": bytes, "a": nil}, Mixed: map[string]any{"c": bytes, "d": 7, "e": nil},
		Token: "marker", Header: map[string]string{"X-Key": "marker"}, Path: "/jobs?key=marker", hidden: "marker",
	}
}

func TestStruct(t *testing.T) {
	t.Parallel()
	t.Run("hides bytes and secrets", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, `{name <nil> [6 bytes] [[6 bytes] [0 bytes]] [6 bytes] map[a:[0 bytes] b:[6 bytes]] map[c:[6 bytes] d:7 e:<nil>] [redacted] map[X-Key:[redacted]] /jobs?[redacted]}`,
			fmt.Sprintf("%v", filled()))
		require.Equal(t, `{Name:name Count:<nil> Raw:[6 bytes] Parts:[[6 bytes] [0 bytes]] Any:[6 bytes] Members:map[a:[0 bytes] b:[6 bytes]] Mixed:map[c:[6 bytes] d:7 e:<nil>] Token:[redacted] Header:map[X-Key:[redacted]] Path:/jobs?[redacted]}`,
			fmt.Sprintf("%+v", new(filled())))
		require.Equal(t, "{Name: Count:<nil> Raw:[0 bytes] Parts:[] Any:<nil> Members:map[] Mixed:map[] Token:[none] Header:[none] Path:}", fmt.Sprintf("%+v", sample{}))
	})
	t.Run("other values are printed as by fmt", func(t *testing.T) {
		t.Parallel()
		type same plain
		v := plain{"a b", 7}
		for _, verb := range []string{"%v", "%+v", "%s", "%q", "%x", "%5v"} {
			require.Equal(t, fmt.Sprintf(verb, same(v)), fmt.Sprintf(verb, v), verb)
		}
		require.Equal(t, `safeprint_test.plain{Name:"a b", N:7}`, fmt.Sprintf("%#v", v))
	})
	t.Run("maps and lists of any are printed as by fmt", func(t *testing.T) {
		t.Parallel()
		type box struct {
			M map[string]any
			L []any
		}
		for _, v := range []box{{}, {map[string]any{"b": 1, "a": "x y"}, []any{"p", 2, nil}}} {
			for _, verb := range []string{"%v", "%+v", "%s", "%q", "%x", "%d"} {
				require.Equal(t, fmt.Sprintf(verb, v), fmt.Sprintf(verb, boxed(v)), verb)
			}
		}
		require.Equal(t, `safeprint_test.boxed{M:map[string]interface {}{"a":1}, L:[]interface {}(nil)}`, fmt.Sprintf("%#v", boxed{M: map[string]any{"a": 1}}))
	})
	t.Run("no verb prints secrets or bytes", func(t *testing.T) {
		t.Parallel()
		for verb := 'A'; verb <= 'z'; verb++ {
			if verb == 'p' || verb == 'w' {
				continue // package fmt rejects both for a struct without calling its methods, and so does go vet
			}
			for _, flags := range []string{"", "+", "#", " ", "-9", "0", ".3"} {
				got := fmt.Sprintf("%"+flags+string(verb), filled())
				for _, shown := range []string{"marker", "109 97 114", "6d61726b", "6D61726B", "0x6d"} {
					require.NotContains(t, got, shown, "%"+flags+string(verb))
				}
			}
		}
	})
	t.Run("slog", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, fmt.Sprintf("%+v", filled()), safeprint.LogValue(filled()).String())
	})
}

type boxed struct {
	M map[string]any
	L []any
}

func (v boxed) Format(f fmt.State, verb rune) { safeprint.Struct(f, verb, v) }

func TestNames(t *testing.T) {
	t.Parallel()
	require.Equal(t, `map[a:[redacted] b:[redacted]]`, fmt.Sprint(names{"b": "marker", "a": "marker"}))
}

type names map[string]string

func (v names) Format(f fmt.State, _ rune) { safeprint.Names(f, reflect.ValueOf(v)) }
