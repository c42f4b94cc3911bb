package codec

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestZoneLookupsLimited(t *testing.T) {
	t.Parallel()
	var z zones
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	paris, ok := z.zone("Europe/Paris", now)
	require.True(t, ok)
	for k := range maxMisses {
		_, ok := z.zone("Nowhere/"+strconv.Itoa(k), now)
		require.False(t, ok)
	}
	_, ok = z.zone("Europe/Rome", now)
	require.False(t, ok, "no lookups after maxMisses failures")
	again, ok := z.zone("Europe/Paris", now)
	require.True(t, ok)
	require.Same(t, paris, again)
	_, ok = z.zone("Europe/Rome", now.Add(time.Minute))
	require.True(t, ok)
	for _, name := range []string{"", "Local", "../zoneinfo/UTC", "/etc/localtime", string(make([]byte, maxZoneName+1))} {
		_, ok = z.zone(name, now.Add(time.Hour))
		require.False(t, ok)
	}
}
