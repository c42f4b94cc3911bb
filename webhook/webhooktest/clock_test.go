package webhooktest_test

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

func TestClock(t *testing.T) {
	t.Parallel()
	start := time.Date(2030, 1, 2, 3, 4, 5, 6, time.FixedZone("Tokyo", 9*60*60))
	c := webhooktest.NewClock(start)
	require.Equal(t, start.UTC(), c.Now())
	second := c.Now()
	require.Equal(t, start.UTC(), second)
	c.Advance(90 * time.Minute)
	c.Advance(0)
	require.Equal(t, start.UTC().Add(90*time.Minute), c.Now())
	require.PanicsWithValue(t, "webhooktest: Advance(-1s): must not be negative", func() { c.Advance(-time.Second) })
	require.Equal(t, start.UTC().Add(90*time.Minute), c.Now())
	far := webhooktest.NewClock(start)
	far.Advance(math.MaxInt64)
	require.Panics(t, func() { far.Advance(1) }, "an overflow would go backwards")
	require.Equal(t, start.UTC().Add(math.MaxInt64), far.Now())
}

func TestClockDefaultStart(t *testing.T) {
	t.Parallel()
	var zero webhooktest.Clock
	want := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	require.Equal(t, time.Monday, want.Weekday())
	require.Equal(t, want, zero.Now())
	require.Equal(t, want, webhooktest.NewClock(time.Time{}).Now())
	zero.Advance(time.Second)
	require.Equal(t, want.Add(time.Second), zero.Now())
}

func TestClockMonotonic(t *testing.T) {
	t.Parallel()
	now := time.Now()
	require.Equal(t, now.UTC().Round(0), webhooktest.NewClock(now).Now(), "a stored time equals one of the clock")
}

func TestClockConcurrent(t *testing.T) {
	t.Parallel()
	c := webhooktest.NewClock(time.Time{})
	start := c.Now()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				before := c.Now()
				c.Advance(time.Second)
				if c.Now().Before(before.Add(time.Second)) {
					t.Error("the clock went backwards")
				}
			}
		})
	}
	all.Wait()
	require.Equal(t, start.Add(800*time.Second), c.Now())
}
