//go:build unix

package killtest

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// frozen is how long TestFrozenWorker stops a process: long enough for another one to become River's leader
// and to rescue the jobs that the frozen process is still running.
const frozen = 55 * time.Second

// TestFrozenWorker stops a process in the middle of its handlers, as a virtual machine is stopped, until
// another process has taken over its jobs. When it continues, none of its handlers may have an effect that
// the other process had as well.
func TestFrozenWorker(t *testing.T) {
	t.Parallel()
	if *kills <= 3 {
		t.Skipf("takes two minutes: it runs with -kills of more than 3")
	}
	eachDatabase(t, func(t *testing.T, dsn string) {
		s := newSetup(t, dsn)
		s.senders.client.Timeout = 2 * frozen // requests to the frozen process wait
		a, _, err := s.readyWorker(t.Context(), self(t))
		require.NoError(t, err)
		s.senders.start(t.Context())
		b, _, err := s.readyWorker(t.Context(), self(t))
		require.NoError(t, err)
		s.awaitHandler(t, a)
		require.NoError(t, a.cmd.Process.Signal(syscall.SIGSTOP))
		addr := a.address()
		a.setAddr("")
		require.NoError(t, wait(t.Context(), frozen))
		require.NoError(t, a.cmd.Process.Signal(syscall.SIGCONT))
		a.setAddr(addr)
		require.NoError(t, wait(t.Context(), time.Second))
		require.NoError(t, s.finish(t.Context()))

		r := &report{}
		s.check(t.Context(), r)
		rivals := s.startedBy(t, a, b)
		t.Logf("%d deliveries were started by both processes; %s", rivals, r)
		s.requireNone(t, r.problems)
		require.Positive(t, rivals, "deliveries that both processes have started")
	})
}

// awaitHandler waits until the worker runs a handler, and returns how many it runs.
func (s *setup) awaitHandler(t *testing.T, w *worker) int {
	t.Helper()
	for {
		journal, err := readJournal(s.config.Dir)
		require.NoError(t, err)
		if n := running(journal, w.pid); n > 0 {
			return n
		}
		require.NoError(t, wait(t.Context(), time.Millisecond))
	}
}

// startedBy returns how many deliveries both workers have started to handle.
func (s *setup) startedBy(t *testing.T, a, b *worker) int {
	t.Helper()
	journal, err := readJournal(s.config.Dir)
	require.NoError(t, err)
	by := map[string]map[int]bool{}
	for _, e := range journal {
		if by[e.id] == nil {
			by[e.id] = map[int]bool{}
		}
		by[e.id][e.pid] = true
	}
	n := 0
	for _, pids := range by {
		if pids[a.pid] && pids[b.pid] {
			n++
		}
	}
	return n
}
