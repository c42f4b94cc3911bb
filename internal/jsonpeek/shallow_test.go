package jsonpeek

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPickShallow(t *testing.T) {
	t.Parallel()
	shallow := func(data string) ([2][]byte, error) {
		var into [2][]byte
		err := PickShallow([]byte(data), into[:], "status", "data")
		return into, err
	}
	t.Run("returns the same values as Pick", func(t *testing.T) {
		t.Parallel()
		const inside = `{"a":["]","\"}",{}],"b":1}`
		into, err := shallow(`{"data" : ` + inside + ` , "status":"ok"}`)
		require.NoError(t, err)
		require.Equal(t, `"ok"`, string(into[0]))
		require.Equal(t, inside, string(into[1])) //nolint:testifylint // to the byte, white space included
	})
	t.Run("does not validate nested values", func(t *testing.T) {
		t.Parallel()
		into, err := shallow(`{"data":{"a":invalid,,[}},"status":"ok"}`)
		require.NoError(t, err)
		require.Equal(t, []byte(`{"a":invalid,,[}}`), into[1])
	})
	t.Run("rejects truncated, duplicate and malformed members", func(t *testing.T) {
		t.Parallel()
		for _, data := range []string{`{"data":{"a":[1]`, `{"data":{"a":"}`, `{"data":{"a":"\x"}}`, `{"data":{}} x`, `{"data":{},}`, `{"data":invalid}`, `[]`, ``} {
			into, err := shallow(data)
			require.ErrorIs(t, err, ErrSyntax, data)
			require.Nil(t, into[1])
		}
		_, err := shallow(`{"data":{},"DATA":[]}`)
		require.ErrorIs(t, err, ErrDuplicate)
	})
}

// FuzzPickShallow checks that PickShallow accepts what Pick accepts, and returns the same values.
func FuzzPickShallow(f *testing.F) {
	for _, seed := range []string{`{"status":"ok","data":{"a":["]","\"}",{}]}}`, `{"data":[[[{"x":"\\"}]]],"status":1}`, `{"data":{"a":[}`, `{}`, `{"data":"{"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		var shallow, picked [2][]byte
		err := PickShallow([]byte(data), shallow[:], "status", "data")
		if Pick([]byte(data), picked[:], "status", "data") != nil {
			return
		}
		require.NoError(t, err)
		require.Equal(t, picked, shallow)
	})
}
