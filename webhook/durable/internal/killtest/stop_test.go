//go:build unix

package killtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestStopUnderLoad stops a worker with SIGTERM several times while it accepts and handles deliveries. Nothing
// is lost, nothing runs twice, and no handler is interrupted.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	for name, inTx := range map[string]int{"one delivery per job": 1, "InTx": 64} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, dsn string) {
				s := newSetup(t, dsn)
				s.config.InTx, s.config.Plain, s.config.Timeout = inTx, true, 30*time.Second
				random := newRand(t)
				var stopped []int // handlers that were running
				for i := range 4 {
					w, _, err := s.readyWorker(t.Context(), self(t))
					require.NoError(t, err)
					if i == 0 {
						s.senders.start(t.Context())
					}
					require.NoError(t, wait(t.Context(), time.Duration(500+random.IntN(1500))*time.Millisecond))
					stopped = append(stopped, s.stopRunning(t, w))
				}
				_, err := s.startWorker(t.Context(), self(t))
				require.NoError(t, err)
				require.NoError(t, s.finish(t.Context()))

				r := &report{}
				s.check(t.Context(), r)
				t.Logf("handlers running at SIGTERM %v; %s", stopped, r)
				s.requireNone(t, r.problems)
				require.Equal(t, r.accepted, r.runs, "each delivery is handled in one run")
				require.Zero(t, r.interrupted, "handlers whose context has ended")
			})
		})
	}
}

// stopRunning stops a worker with SIGTERM at a moment at which handlers run, and returns how many.
func (s *setup) stopRunning(t *testing.T, w *worker) int {
	t.Helper()
	n := s.awaitHandler(t, w)
	require.NoError(t, s.stop(w))
	journal, err := readJournal(s.config.Dir)
	require.NoError(t, err)
	require.Zero(t, running(journal, w.pid), "handlers that had not returned when the process ended")
	return n
}
