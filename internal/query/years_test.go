package query_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/query"
)

func TestEncodeYear(t *testing.T) {
	t.Parallel()
	type options struct {
		Since time.Time `url:"since,omitempty" layout:"2006-01-02"`
	}
	for _, year := range []int{-1, 26, 999, 10000, 55840} {
		_, err := query.Encode(options{time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC)})
		require.EqualError(t, err, "Since has a year that does not have four digits")
	}
	values, err := query.Encode(options{})
	require.NoError(t, err)
	require.Empty(t, values)
	values, err = query.Encode(options{time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	require.Equal(t, "1000-01-01", values.Get("since"))
}
