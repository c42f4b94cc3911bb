package jsonpeek

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// pickList calls PickList and collects the elements.
func pickList(data string) (kind Kind, elements []string, next []byte, err error) {
	var into [1][]byte
	kind, err = PickList([]byte(data), "results", func(value []byte) error {
		elements = append(elements, string(value))
		return nil
	}, into[:], "next")
	return kind, elements, into[0], err
}

func TestPickList(t *testing.T) {
	t.Parallel()
	t.Run("iterates over the elements and picks members", func(t *testing.T) {
		t.Parallel()
		for _, data := range []string{
			`{"results":[ {"a":[1]} ,2, "x" ],"next":"c"}`,
			` { "next" : "c" , "other" : [9] , "results" : [{"a":[1]},2,"x"] } `,
			`{"RESULTS":[{"a":[1]},2,"x"],"n\u0065xt":"c"}`,
		} {
			kind, elements, next, err := pickList(data)
			require.NoError(t, err, data)
			require.Equal(t, Array, kind)
			require.Equal(t, []string{`{"a":[1]}`, "2", `"x"`}, elements)
			require.Equal(t, `"c"`, string(next))
		}
	})
	t.Run("returns the kind of the member", func(t *testing.T) {
		t.Parallel()
		for data, want := range map[string]Kind{
			`{}`: Invalid, `{"next":"c"}`: Invalid, `{"results":null}`: Null, `{"results":{"a":[1]}}`: Object,
			`{"results":"[1]"}`: String, `{"results":[]}`: Array, `{"results":7}`: Number,
		} {
			kind, elements, _, err := pickList(data)
			require.NoError(t, err, data)
			require.Equal(t, want, kind, data)
			require.Empty(t, elements, data)
		}
	})
	t.Run("rejects a duplicate name in any spelling", func(t *testing.T) {
		t.Parallel()
		for _, data := range []string{
			`{"results":[1],"results":[2]}`, `{"results":[1],"Results":null}`, `{"results":null,"results":[1]}`, `{"next":1,"NEXT":2,"results":[]}`,
		} {
			kind, _, next, err := pickList(data)
			require.ErrorIs(t, err, ErrDuplicate, data)
			require.Equal(t, Invalid, kind)
			require.Nil(t, next)
		}
	})
	t.Run("returns the error of f", func(t *testing.T) {
		t.Parallel()
		stop := errors.New("stop")
		_, err := PickList([]byte(`{"results":[1,2]}`), "results", func([]byte) error { return stop }, nil)
		require.Equal(t, stop, err)
	})
}

// FuzzPickList compares PickList with Pick followed by Elements.
func FuzzPickList(f *testing.F) {
	for _, seed := range []string{
		`{"results":[{"a":[1]},2],"next":"c"}`, `{"results":[1,]}`, `{"results":[1 2]}`, `{"results":[1],"results":[2]}`,
		`{"results":[`, `{"results":[[[]]],"next":[}`, `{"results":[1]} x`, `{"Results":[1],"ne\u0078t":null}`, `[]`, `{"results" [1]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		kind, elements, next, err := pickList(data)
		var want [2][]byte
		wantErr := Pick([]byte(data), want[:], "results", "next")
		require.Equal(t, wantErr == nil, err == nil, "%v, but %v", wantErr, err)
		if err != nil {
			return
		}
		require.Equal(t, KindOf(want[0]), kind)
		require.Equal(t, want[1], next)
		var parts []string
		if kind == Array {
			require.NoError(t, Elements(want[0], func(value []byte) error {
				parts = append(parts, string(value))
				return nil
			}))
		}
		require.Equal(t, parts, elements)
	})
}
