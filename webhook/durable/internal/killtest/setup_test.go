package killtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// drainTimeout is how long the waiting deliveries may take after the last kill. River rescues the jobs of a
// killed process after up to a minute. If the kill hit a job's last attempt, the engine must create the job
// again, which takes more than five minutes.
const drainTimeout = 8 * time.Minute

// setup is one database with its workers and senders.
type setup struct {
	config  workerConfig
	db      database
	senders *senders
	runs    *knitRuns // nil: the senders send events of their own
	drain   time.Duration

	mu      sync.Mutex
	workers []*worker // that were neither killed nor stopped
}

// newSetup prepares the database at dsn. It starts neither workers nor senders.
func newSetup(t *testing.T, dsn string) *setup {
	t.Helper()
	s := &setup{
		config: workerConfig{
			DSN: dsn, Dir: t.TempDir(), APIKey: "fake-" + rand.Text(), InTx: 1, Attempts: 5,
			Timeout: 2 * time.Second, Workers: 4, // each may need a connection, of which PostgreSQL allows 100 by default
		},
		db:    databaseOf(dsn),
		drain: drainTimeout,
	}
	s.senders = newSenders(s.config.APIKey, s.addrs)
	require.NoError(t, s.db.prepare(t.Context()))
	journal, err := openJournal(s.config.Dir)
	require.NoError(t, err)
	require.NoError(t, journal.Close())
	t.Cleanup(s.end)
	return s
}

// startWorker starts program as one more worker.
func (s *setup) startWorker(ctx context.Context, program string) (*worker, error) {
	w, err := startWorker(ctx, program, s.config)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workers = append(s.workers, w)
	return w, nil
}

// readyWorker starts program as one more worker, and waits until it accepts requests.
func (s *setup) readyWorker(ctx context.Context, program string) (*worker, announcement, error) {
	w, err := s.startWorker(ctx, program)
	if err != nil {
		return nil, announcement{}, err
	}
	a, err := w.ready(ctx)
	return w, a, err
}

func (s *setup) running() []*worker {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.workers)
}

func (s *setup) remove(w *worker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workers = slices.DeleteFunc(s.workers, func(other *worker) bool { return other == w })
}

// addrs returns the addresses to which the senders send.
func (s *setup) addrs() []string {
	var list []string
	for _, w := range s.running() {
		if addr := w.address(); addr != "" {
			list = append(list, addr)
		}
	}
	return list
}

// stop stops a worker with SIGTERM.
func (s *setup) stop(w *worker) error {
	err := w.stop()
	if err == nil {
		s.remove(w)
	}
	return err
}

// end stops the senders and workers that a failed test has left.
func (s *setup) end() {
	if s.runs != nil {
		s.runs.abort()
	}
	s.senders.abort()
	for _, w := range s.running() {
		_ = w.kill()
		s.remove(w)
	}
}

// finish lets the senders finish, waits until nothing is left to do, and stops the workers.
func (s *setup) finish(ctx context.Context) error {
	for _, w := range s.running() {
		if _, err := w.ready(ctx); err != nil {
			return err
		}
	}
	var err error
	if s.runs != nil {
		err = s.runs.finish(s.drain)
	} else {
		s.senders.finish()
	}
	if err == nil {
		err = s.wait(ctx)
	}
	for _, w := range s.running() {
		err = errors.Join(err, s.stop(w))
	}
	return err
}

// wait waits until no delivery waits and River has no job for one.
func (s *setup) wait(ctx context.Context) error {
	limit := time.Now().Add(s.drain)
	for {
		waiting, jobs, err := s.db.unfinished(ctx)
		switch {
		case err == nil && waiting == 0 && jobs == 0:
			return nil
		case time.Now().After(limit):
			return errors.Join(err, fmt.Errorf("%d deliveries wait and %d jobs are not final %s after the last event", waiting, jobs, s.drain))
		}
		if err := pause(ctx, 200*time.Millisecond, 300*time.Millisecond); err != nil {
			return err
		}
	}
}

// self returns the path of this program.
func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	return path
}

// requireNone fails the test with the logs of the workers if there are problems.
func (s *setup) requireNone(t *testing.T, problems []string) {
	t.Helper()
	if len(problems) == 0 {
		return
	}
	for _, line := range lastLines(s.config.Dir) {
		t.Log(line)
	}
	require.Fail(t, "problems", "%d problems:\n%s", len(problems), strings.Join(problems[:min(len(problems), 50)], "\n"))
}
