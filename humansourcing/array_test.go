package humansourcing_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/humansourcing"
	"github.com/rolecall-dev/rolecall/webhook"
)

// arrayOf16MB returns an array of about 16 MB that repeats element.
func arrayOf16MB(element string) string {
	n := (16<<20 - 2) / (len(element) + 1)
	return "[" + strings.Repeat(element+",", n-1) + element + "]"
}

// allocated returns the number of bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// An array with too many elements is one failure with the whole body, and allocates less than five times its size.
// The test is not parallel because it counts the allocations of the process.
func TestHugeArrayIsOneFailure(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"shortest events":           {arrayOf16MB(`{"event":"e","type":"t"}`), http.StatusRequestEntityTooLarge},
		"deletions":                 {arrayOf16MB(jobDelete), http.StatusRequestEntityTooLarge},
		"strings as long as events": {arrayOf16MB(`"` + strings.Repeat("x", 22) + `"`), http.StatusRequestEntityTooLarge},
		"empty objects":             {arrayOf16MB(`{}`), http.StatusInternalServerError},
		"numbers":                   {arrayOf16MB(`1`), http.StatusInternalServerError},
		"events, then numbers":      {"[" + strings.Repeat(jobDelete+",", 9_000) + arrayOf16MB(`1`)[1:], http.StatusInternalServerError},
	} {
		var in recorder
		failed, whole := 0, false
		rx := newReceiver(t, &in, webhook.MaxBody(32<<20), webhook.OnError(func(_ context.Context, d *webhook.Delivery, _ error) {
			failed++
			whole = string(d.Body) == c.body
		}))
		r := post(c.body)
		status := 0
		used := allocated(func() { status = statusOf(rx, r) })
		require.Equal(t, c.status, status, name)
		require.Equal(t, 1, failed, name)
		require.True(t, whole, name)
		require.Empty(t, in.deliveries(), name)
		require.Less(t, used, uint64(5*len(c.body)), name)
	}
}

// ParseDeliveries accepts a body that the receiver has rejected because it had too many events.
func TestParseDeliveriesHasNoLimit(t *testing.T) {
	t.Parallel()
	body := "[" + strings.TrimSuffix(strings.Repeat(jobDelete+",", 10_001), ",") + "]"
	var in recorder
	var failed failures
	require.Equal(t, http.StatusRequestEntityTooLarge, statusOf(newReceiver(t, &in, failed.option()), post(body)))
	require.Equal(t, []string{body}, failed.bodies)
	list, err := humansourcing.ParseDeliveries(nil, []byte(failed.bodies[0]))
	require.NoError(t, err)
	require.Len(t, list, 10_001)
	require.Equal(t, http.StatusOK, statusOf(newReceiver(t, &in, webhook.MaxEvents(10_001)), post(body)))
	require.Len(t, in.deliveries(), 10_001)
}

// The receiver parses one event at a time, so the memory in use does not grow with the number of events.
func TestManyEventsMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("handles 600,000 events, which can take more than a second")
	}
	body := arrayOf16MB(`{"event":"e","type":"t"}`)
	n, peak := 0, uint64(0)
	rx := newReceiver(t, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		if n++; n%100_000 == 0 {
			runtime.GC()
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
		}
		return nil
	}), webhook.MaxEvents(1<<20))
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	require.Equal(t, http.StatusOK, statusOf(rx, post(body)))
	require.Greater(t, n, 600_000)
	require.Less(t, int64(peak)-int64(before.HeapAlloc), int64(4*len(body)))
}
