package durable

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// fakeStore records the batches of a committer. If it is gated, each batch waits for a value of gate, which
// is made in the bubble: synctest.Wait ignores goroutines that wait for other channels.
type fakeStore struct {
	gated   bool
	gate    chan error
	batches [][]*row
	fails   func(rows []*row) error
}

func (s *fakeStore) store(_ context.Context, rows []*row) (int, error) {
	if s.gate != nil {
		if err := <-s.gate; err != nil {
			return 0, err
		}
	}
	s.batches = append(s.batches, rows)
	if s.fails != nil {
		if err := s.fails(rows); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (s *fakeStore) sizes() []int {
	sizes := make([]int, len(s.batches))
	for i, b := range s.batches {
		sizes[i] = len(b)
	}
	return sizes
}

func noCheck() error { return nil }

// bubble runs f with a committer that is started, in a bubble of testing/synctest.
func bubble(t *testing.T, s *fakeStore, check func() error, f func(t *testing.T, c *committer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if s.gated {
			s.gate = make(chan error)
		}
		c := newCommitter(s.store, check)
		c.start()
		defer func() { // runs even if f fails, because a bubble must not leave goroutines
			if s.gated {
				close(s.gate)
			}
			c.stop(t.Context())
		}()
		f(t, c)
	})
}

// acceptInBackground accepts rows at the same time; the results are complete after all are stored.
func acceptInBackground(t *testing.T, c *committer, rows ...*row) []error {
	t.Helper()
	errs := make([]error, len(rows))
	for i, r := range rows {
		errs[i] = errors.New("not stored yet")
		go func() { errs[i] = c.accept(t.Context(), r) }()
	}
	synctest.Wait()
	return errs
}

func rowsOf(n, size int) []*row {
	rows := make([]*row, n)
	for i := range rows {
		rows[i] = &row{seq: int64(i), body: make([]byte, size)}
	}
	return rows
}

func requireNoErrors(t *testing.T, errs []error) {
	t.Helper()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

// Nothing waits for a timer: the clock of the bubble does not advance while a delivery is stored.
func TestCommitterStoresOneImmediately(t *testing.T) {
	t.Parallel()
	s := new(fakeStore)
	bubble(t, s, noCheck, func(t *testing.T, c *committer) {
		for range 3 {
			require.NoError(t, c.accept(t.Context(), &row{}))
		}
		require.Equal(t, []int{1, 1, 1}, s.sizes())
		require.Equal(t, int64(3), c.accepted.Load())
	})
}

func TestCommitterSharesATransaction(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true}
	bubble(t, s, noCheck, func(t *testing.T, c *committer) {
		first := acceptInBackground(t, c, rowsOf(1, 0)...)
		others := acceptInBackground(t, c, rowsOf(100, 0)...)
		require.ErrorContains(t, first[0], "not stored yet")
		s.gate <- nil
		synctest.Wait()
		require.NoError(t, first[0])
		require.ErrorContains(t, others[0], "not stored yet")
		s.gate <- nil
		synctest.Wait()
		requireNoErrors(t, others)
		require.Equal(t, []int{1, 100}, s.sizes())
	})
}

func TestCommitterLimitsABatch(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows []*row
		want []int
	}{
		"by number": {rowsOf(600, 0), []int{1, 256, 256, 87}},
		"by size":   {rowsOf(9, 10<<20), []int{1, 4, 4}}, // over 32 MiB after the fourth
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &fakeStore{gated: true}
			bubble(t, s, noCheck, func(t *testing.T, committer *committer) {
				first := acceptInBackground(t, committer, c.rows[0])
				others := acceptInBackground(t, committer, c.rows[1:]...)
				for range c.want {
					s.gate <- nil
				}
				synctest.Wait()
				requireNoErrors(t, append(first, others...))
				total := 0
				for _, n := range s.sizes() {
					total += n
				}
				require.Equal(t, len(c.rows), total)
				require.Equal(t, c.want, s.sizes())
			})
		})
	}
}

// While the store is blocked, a delivery that does not fit into the queue is rejected immediately.
func TestCommitterFull(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true}
	bubble(t, s, noCheck, func(t *testing.T, c *committer) {
		stored := acceptInBackground(t, c, rowsOf(1, 0)...)
		stored = append(stored, acceptInBackground(t, c, rowsOf(maxQueued, 0)...)...)
		_ = stored
		err := notStored(c.accept(t.Context(), &row{}))
		require.ErrorIs(t, err, errFull)
		require.ErrorContains(t, err, "too many deliveries")
		verdict, wait := webhook.VerdictOf(err)
		require.Equal(t, webhook.VerdictRetryAfter, verdict)
		require.Equal(t, retryAfter, wait)
	})
}

var errConstraint = errors.New("violates a constraint")

// If the database rejects one delivery, only that one fails.
func TestCommitterOneBadRow(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true, fails: func(rows []*row) error {
		for _, r := range rows {
			if r.id == "bad" {
				return errConstraint
			}
		}
		return nil
	}}
	bubble(t, s, noCheck, func(t *testing.T, c *committer) {
		first := acceptInBackground(t, c, &row{})
		others := acceptInBackground(t, c, &row{id: "a"}, &row{id: "bad"}, &row{id: "b"})
		for range 5 {
			s.gate <- nil
		}
		synctest.Wait()
		require.NoError(t, first[0])
		require.NoError(t, others[0])
		require.ErrorIs(t, others[1], errConstraint)
		require.NoError(t, others[2])
		require.Equal(t, []int{1, 3, 1, 1, 1}, s.sizes())
		require.Equal(t, int64(3), c.accepted.Load())
	})
}

// If the database as a whole has failed, the deliveries of a batch are not stored one by one: each attempt
// might take until the timeout.
func TestCommitterStoreDown(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true}
	bubble(t, s, noCheck, func(t *testing.T, c *committer) {
		first := acceptInBackground(t, c, &row{})
		others := acceptInBackground(t, c, rowsOf(100, 0)...)
		s.gate <- nil
		s.gate <- context.DeadlineExceeded
		synctest.Wait()
		require.NoError(t, first[0])
		for _, err := range others {
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		again := acceptInBackground(t, c, &row{})
		s.gate <- nil
		synctest.Wait()
		require.NoError(t, again[0])
		require.Equal(t, int64(2), c.accepted.Load())
	})
}

// A batch that was written to a deleted file is not acknowledged, and is not written again.
func TestCommitterFileGone(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true}
	bubble(t, s, func() error { return ErrFileGone }, func(t *testing.T, c *committer) {
		first := acceptInBackground(t, c, &row{})
		others := acceptInBackground(t, c, rowsOf(99, 0)...)
		s.gate <- nil
		s.gate <- nil
		synctest.Wait()
		for _, err := range append(first, others...) {
			require.ErrorIs(t, err, ErrFileGone)
		}
		require.Zero(t, c.accepted.Load())
		require.Equal(t, []int{1, 99}, s.sizes())
	})
}

// stop stores the queued deliveries. Later deliveries are rejected.
func TestCommitterStop(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true}
	synctest.Test(t, func(t *testing.T) {
		s.gate = make(chan error)
		c := newCommitter(s.store, noCheck)
		require.ErrorIs(t, c.accept(t.Context(), &row{}), ErrClosed)
		c.start()
		queued := acceptInBackground(t, c, rowsOf(300, 0)...)
		stopped := false
		go func() { c.stop(t.Context()); stopped = true }()
		synctest.Wait()
		require.False(t, stopped)
		require.ErrorIs(t, c.accept(t.Context(), &row{}), ErrClosed)
		close(s.gate)
		synctest.Wait()
		require.True(t, stopped)
		requireNoErrors(t, queued)
		c.stop(t.Context())
	})
}

func TestCommitterStopBeforeStart(t *testing.T) {
	t.Parallel()
	newCommitter(nil, nil).stop(t.Context())
}

// A request that has ended does not wait, and does not prevent the others from being stored.
func TestCommitterContext(t *testing.T) {
	t.Parallel()
	s := &fakeStore{gated: true}
	bubble(t, s, noCheck, func(t *testing.T, c *committer) {
		first := acceptInBackground(t, c, &row{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, c.accept(ctx, &row{id: "canceled"}), context.Canceled)
		other := acceptInBackground(t, c, &row{})
		s.gate <- nil
		s.gate <- nil
		synctest.Wait()
		requireNoErrors(t, append(first, other...))
		require.Equal(t, []int{1, 2}, s.sizes())
	})
}

func TestBounded(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, s := range []string{
		"", "a", "a\x00", "a\uFFFD", "a\xff", "a\xfe", strings.Repeat("x", 200), strings.Repeat("x", 201), strings.Repeat("x", 202),
		strings.Repeat("ä", 100), strings.Repeat("ä", 101), strings.Repeat("x", 159) + strings.Repeat("ä", 50), strings.Repeat("\x00", 300), strings.Repeat("\xff", 1<<20),
	} {
		b := bounded(s)
		require.LessOrEqual(t, len(b), maxDisplay)
		require.NotContains(t, b, "\x00")
		require.Equal(t, b, strings.ToValidUTF8(b, ""))
		other, found := seen[b]
		require.False(t, found, "%.40q and %.40q are the same", s, other)
		seen[b] = s
	}
}

func TestStoreFailedHidesTheCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("duplicate key (Ada Example)")
	err := storeFailed("store a delivery", fmt.Errorf("wrapped: %w", cause))
	require.ErrorIs(t, err, cause)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s %q %d", err, err, err, err, err, err), "Ada")
	require.NotContains(t, fmt.Sprintf("%+v", notStored(err)), "Ada")
	require.NoError(t, storeFailed("store a delivery", nil))
	require.Equal(t, ErrFileGone, storeFailed("store a delivery", ErrFileGone))
}
