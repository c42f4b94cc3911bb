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

// filled is an array of about 16 MB, of as many elements as fit.
func filled(element string) string {
	n := (16<<20 - 2) / (len(element) + 1)
	return "[" + strings.Repeat(element+",", n-1) + element + "]"
}

// allocated returns how many bytes f allocates in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// The worst that fits into a body is one failure, with the whole body, and costs a few times its size. It is not parallel:
// it counts what the process allocates.
func TestAmplifyingArray(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"the shortest events":       {filled(`{"event":"e","type":"t"}`), http.StatusRequestEntityTooLarge},
		"deletions":                 {filled(jobDelete), http.StatusRequestEntityTooLarge},
		"strings as long as events": {filled(`"` + strings.Repeat("x", 22) + `"`), http.StatusRequestEntityTooLarge},
		"empty objects":             {filled(`{}`), http.StatusInternalServerError},
		"numbers":                   {filled(`1`), http.StatusInternalServerError},
		"half of it events":         {"[" + strings.Repeat(jobDelete+",", 9_000) + filled(`1`)[1:], http.StatusInternalServerError},
	} {
		var in inbox
		failed, whole := 0, false
		rx := open(t, &in, webhook.MaxBody(32<<20), webhook.OnError(func(_ context.Context, d *webhook.Delivery, _ error) {
			failed++
			whole = string(d.Body) == c.body
		}))
		r := post(c.body)
		status := 0
		got := allocated(func() { status = respond(rx, r) })
		require.Equal(t, c.status, status, name)
		require.Equal(t, 1, failed, name)
		require.True(t, whole, name)
		require.Empty(t, in.got(), name)
		require.Less(t, got, uint64(5*len(c.body)), name)
	}
}

// What was over the limit can be processed without one.
func TestParseDeliveriesUnlimited(t *testing.T) {
	t.Parallel()
	body := "[" + strings.TrimSuffix(strings.Repeat(jobDelete+",", 10_001), ",") + "]"
	var in inbox
	var failed failures
	require.Equal(t, http.StatusRequestEntityTooLarge, respond(open(t, &in, failed.option()), post(body)))
	require.Equal(t, []string{body}, failed.bodies)
	list, err := humansourcing.ParseDeliveries(nil, []byte(failed.bodies[0]))
	require.NoError(t, err)
	require.Len(t, list, 10_001)
	require.Equal(t, http.StatusOK, respond(open(t, &in, webhook.MaxEvents(10_001)), post(body)))
	require.Len(t, in.got(), 10_001)
}

// Deliveries are made one at a time: what a request holds does not grow with their number.
func TestManyEventsMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("handles 600,000 events, which can take more than a second")
	}
	body := filled(`{"event":"e","type":"t"}`)
	n, most := 0, uint64(0)
	rx := open(t, webhook.SinkFunc(func(context.Context, *webhook.Delivery) error {
		if n++; n%100_000 == 0 {
			runtime.GC()
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return nil
	}), webhook.MaxEvents(1<<20))
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	require.Equal(t, http.StatusOK, respond(rx, post(body)))
	require.Greater(t, n, 600_000)
	require.Less(t, int64(most)-int64(before.HeapAlloc), int64(4*len(body)))
}
