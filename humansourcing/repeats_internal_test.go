package humansourcing

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWindowed(t *testing.T) {
	t.Parallel()
	id := func(body, received string) string {
		at, err := time.Parse(time.RFC3339, received)
		require.NoError(t, err)
		return windowed([]byte(body), at, 15*time.Minute)
	}
	first := id("abc", "2026-03-02T10:15:00Z")
	require.Equal(t, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad@2026-03-02T10:15Z", first)
	require.Equal(t, first, id("abc", "2026-03-02T10:29:59Z"), "a redelivery within the window")
	require.Equal(t, first, id("abc", "2026-03-02T12:20:00+02:00"), "the same window in another time zone")
	require.NotEqual(t, first, id("abc", "2026-03-02T10:30:00Z"), "the next window")
	require.NotEqual(t, first, id("abc", "2026-03-03T10:15:00Z"), "the next day")
	require.NotEqual(t, first, id("abd", "2026-03-02T10:15:00Z"), "another body")
}
