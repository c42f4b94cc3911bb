package durable_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// load holds the durations of a number of calls: of each call, and of all together.
type load struct {
	took []time.Duration
	all  time.Duration
}

// rate returns the calls per second.
func (l load) rate() float64 { return float64(len(l.took)) / l.all.Seconds() }

// quantile returns the time in milliseconds within which a fraction q of the calls returned.
func (l load) quantile(q float64) float64 {
	sorted := slices.Sorted(slices.Values(l.took))
	return milliseconds(sorted[min(int(q*float64(len(sorted))), len(sorted)-1)])
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// closedLoop calls f n times, with up to inFlight calls at the same time: each caller waits for the end of
// its call before the next one. It measures throughput.
func closedLoop(tb testing.TB, inFlight, n int, f func() error) load {
	tb.Helper()
	l := load{took: make([]time.Duration, n)}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var callers sync.WaitGroup
	restartTimer(tb)
	begin := time.Now()
	for range min(inFlight, n) {
		callers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && failed.Load() == nil; i = next.Add(1) - 1 {
				start := time.Now()
				if err := f(); err != nil {
					failed.Store(&err)
				}
				l.took[i] = time.Since(start)
			}
		})
	}
	callers.Wait()
	l.all = time.Since(begin)
	stopTimer(tb)
	requireNone(tb, &failed)
	return l
}

// openLoop calls f n times, one call every interval, even if earlier calls have not returned. The time of a
// call is counted from when it was due. It measures latency: a slow call does not hide the wait of the calls
// after it.
func openLoop(tb testing.TB, interval time.Duration, n int, f func() error) load {
	tb.Helper()
	l := load{took: make([]time.Duration, n)}
	var failed atomic.Pointer[error]
	var calls sync.WaitGroup
	restartTimer(tb)
	begin := time.Now()
	for i := range n {
		due := begin.Add(time.Duration(i) * interval)
		<-time.After(time.Until(due))
		calls.Go(func() {
			if err := f(); err != nil {
				failed.Store(&err)
			}
			l.took[i] = time.Since(due)
		})
	}
	calls.Wait()
	l.all = time.Since(begin)
	stopTimer(tb)
	requireNone(tb, &failed)
	return l
}

func requireNone(tb testing.TB, failed *atomic.Pointer[error]) {
	tb.Helper()
	if err := failed.Load(); err != nil {
		require.NoError(tb, *err)
	}
}

// restartTimer restarts the timer of a benchmark, to exclude the setup. Other tests have no timer.
func restartTimer(tb testing.TB) {
	tb.Helper()
	if b, ok := tb.(*testing.B); ok {
		b.ResetTimer()
		b.StartTimer()
	}
}

func stopTimer(tb testing.TB) {
	tb.Helper()
	if b, ok := tb.(*testing.B); ok {
		b.StopTimer()
	}
}
