package bodyid_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/internal/bodyid"
)

func TestWindowed(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return v
	}
	id := func(body, received string) string {
		return string(bodyid.Windowed([]byte(body), at(received), 15*time.Minute))
	}
	first := id("abc", "2026-03-02T10:15:00Z")
	require.Equal(t, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad@2026-03-02T10:15Z", first)
	require.Equal(t, first, id("abc", "2026-03-02T10:29:59Z"), "a repetition within the window")
	require.Equal(t, first, id("abc", "2026-03-02T12:20:00+02:00"), "in whatever zone")
	require.NotEqual(t, first, id("abc", "2026-03-02T10:30:00Z"), "the window after it")
	require.NotEqual(t, first, id("abc", "2026-03-03T10:15:00Z"), "the day after it")
	require.NotEqual(t, first, id("abd", "2026-03-02T10:15:00Z"), "another body")
}
