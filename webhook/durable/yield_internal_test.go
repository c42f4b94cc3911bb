package durable

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A job waits while deliveries are being stored, but not forever, and not otherwise.
func TestStoringGate(t *testing.T) {
	t.Parallel()
	waited := func(ctx context.Context, g *storingGate) time.Duration {
		begin := time.Now()
		g.wait(ctx)
		return time.Since(begin)
	}
	synctest.Test(t, func(t *testing.T) {
		var g storingGate
		require.Zero(t, waited(t.Context(), &g))

		g.begin()
		time.AfterFunc(3*time.Millisecond, g.end)
		require.Equal(t, 3*time.Millisecond, waited(t.Context(), &g))

		g.begin()
		require.Equal(t, maxYield, waited(t.Context(), &g))
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		require.Zero(t, waited(ended, &g))
		g.end()
		require.Zero(t, waited(t.Context(), &g))
	})
}
