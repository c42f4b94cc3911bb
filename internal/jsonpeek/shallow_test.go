package jsonpeek

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSkim(t *testing.T) {
	t.Parallel()
	shallow := func(data string) ([2][]byte, error) {
		var into [2][]byte
		err := PickShallow([]byte(data), into[:], "status", "data")
		return into, err
	}
	t.Run("picks the same as Pick", func(t *testing.T) {
		t.Parallel()
		const inside = `{"a":["]","\"}",{}],"b":1}`
		into, err := shallow(`{"data" : ` + inside + ` , "status":"ok"}`)
		require.NoError(t, err)
		require.Equal(t, `"ok"`, string(into[0]))
		require.Equal(t, inside, string(into[1])) //nolint:testifylint // to the byte, white space included
	})
	t.Run("leaves what is inside of objects and arrays to others", func(t *testing.T) {
		t.Parallel()
		into, err := shallow(`{"data":{"a":nonsense,,[}},"status":"ok"}`)
		require.NoError(t, err)
		require.Equal(t, []byte(`{"a":nonsense,,[}}`), into[1])
	})
	t.Run("refuses what is cut, repeated, or malformed outside of them", func(t *testing.T) {
		t.Parallel()
		for _, data := range []string{`{"data":{"a":[1]`, `{"data":{"a":"}`, `{"data":{"a":"\x"}}`, `{"data":{}} x`, `{"data":{},}`, `{"data":nonsense}`, `[]`, ``} {
			into, err := shallow(data)
			require.ErrorIs(t, err, ErrSyntax, data)
			require.Nil(t, into[1])
		}
		_, err := shallow(`{"data":{},"DATA":[]}`)
		require.ErrorIs(t, err, ErrDuplicate)
	})
}

// FuzzSkim: what Pick takes, PickShallow takes, and finds the same in it.
func FuzzSkim(f *testing.F) {
	for _, seed := range []string{`{"status":"ok","data":{"a":["]","\"}",{}]}}`, `{"data":[[[{"x":"\\"}]]],"status":1}`, `{"data":{"a":[}`, `{}`, `{"data":"{"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		var skimmed, picked [2][]byte
		skimErr := PickShallow([]byte(data), skimmed[:], "status", "data")
		if Pick([]byte(data), picked[:], "status", "data") != nil {
			return
		}
		require.NoError(t, skimErr)
		require.Equal(t, picked, skimmed)
	})
}
