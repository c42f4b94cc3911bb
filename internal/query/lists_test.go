package query_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/query"
)

func TestJoinedLists(t *testing.T) {
	type kind string
	type filters struct {
		IDs   []string `url:"ids,comma,omitempty"`
		Kinds []kind   `url:"kinds,comma,omitempty"`
		Plain []string `url:"plain,omitempty"`
	}
	t.Run("joined with commas and named in order", func(t *testing.T) {
		opts := filters{IDs: []string{"a", "b c"}, Kinds: []kind{"X"}}
		got, err := query.Encode(opts)
		require.NoError(t, err)
		require.Equal(t, url.Values{"ids": {"a,b c"}, "kinds": {"X"}}, got)
		require.Equal(t, []string{"ids", "kinds"}, query.Lists(opts))
	})
	for name, tc := range map[string]struct {
		opts filters
		want string
	}{
		"value with comma":            {filters{IDs: []string{"a", "b,c"}}, "IDs contains a value with a comma"},
		"empty value":                 {filters{IDs: []string{""}}, "IDs contains an empty value"},
		"empty value among others":    {filters{IDs: []string{"a", "", "b"}}, "IDs contains an empty value"},
		"empty value of a named type": {filters{Kinds: []kind{""}}, "Kinds contains an empty value"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := query.Encode(tc.opts)
			require.ErrorContains(t, err, tc.want)
			require.Nil(t, got)
		})
	}
	t.Run("list without comma option allows both", func(t *testing.T) {
		got, err := query.Encode(filters{Plain: []string{"", "a,b"}})
		require.NoError(t, err)
		require.Equal(t, url.Values{"plain": {"", "a,b"}}, got)
	})
}
