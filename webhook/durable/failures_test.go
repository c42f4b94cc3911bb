package durable_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// Data written to a deleted file is lost when the process ends, so Accept rejects all deliveries.
func TestSQLiteFileGone(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]bool{"deleted": false, "replaced": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.SQLite(t)
			var got recorder
			e, inbox := start(t, dsn, got.handle)
			require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
			eventually(t, inbox, durable.StateDone, 1)
			require.NoError(t, e.Ready(t.Context()))

			path, _ := cutSQLite(dsn)
			require.NoError(t, os.Remove(path))
			if replace {
				require.NoError(t, os.WriteFile(path, nil, 0o600))
			}
			requireRejected(t, inbox.Accept(t.Context(), delivery("b")), durable.ErrFileGone)
			require.ErrorIs(t, e.Ready(t.Context()), durable.ErrFileGone)
		})
	}
}

// PostgreSQL is lost while a handler has an open transaction, and comes back: everything that was accepted
// is handled, with one effect each, and everything else was rejected.
func TestPostgresLostAndBack(t *testing.T) {
	t.Parallel()
	direct := dbtest.Postgres(t)
	proxy := dbtest.NewProxy(t, direct)
	table := newEffects(t, direct)
	// River rescues a job whose process could not reach the database after twice this time, every 30 seconds.
	e, inbox := start(t, proxy.DSN(), table.write, durable.HandlerTimeout(time.Second))
	require.NoError(t, inbox.Accept(t.Context(), delivery("before")))
	eventually(t, inbox, durable.StateDone, 1)

	proxy.Cut()
	requireRejected(t, inbox.Accept(t.Context(), delivery("lost")), nil)
	err := inbox.Accept(t.Context(), delivery("lost"))
	requireRejected(t, err, nil)
	require.ErrorContains(t, err, "the database is not reachable")
	require.ErrorContains(t, e.Ready(t.Context()), "the database is not reachable")

	proxy.Restore()
	want := map[string]int{"before": 1, "lost": 1}
	for i := range 5 {
		id := fmt.Sprint(i)
		want[id] = 1
		require.Eventually(t, func() bool { return inbox.Accept(t.Context(), delivery(id)) == nil }, patience, 5*time.Millisecond)
	}
	require.NoError(t, inbox.Accept(t.Context(), delivery("lost")), "the provider sends it again")
	require.Eventually(t, func() bool { return e.Ready(t.Context()) == nil }, patience, 5*time.Millisecond)
	eventually(t, inbox, durable.StateDone, len(want))
	require.Equal(t, want, table.count(t))
}

// On a full disk the engine acknowledges only stored deliveries. When space is free again, it continues.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	folder := limitedDisk(t)
	dsn := "sqlite:" + filepath.Join(folder, "rolecall.db")
	var got recorder
	// River rescues the jobs whose outcome did not fit on the disk after twice the timeout.
	e, inbox := start(t, dsn, got.handle, durable.HandlerTimeout(time.Second))
	ballast := filepath.Join(folder, "ballast")
	require.NoError(t, os.WriteFile(ballast, make([]byte, 18<<20), 0o600))

	accepted := 0
	var err error
	for err == nil {
		d := delivery(fmt.Sprint(accepted))
		d.Body = make([]byte, 100_000)
		if err = inbox.Accept(t.Context(), d); err == nil {
			accepted++
		}
		require.Less(t, accepted, 40, "the disk is not full")
	}
	requireRejected(t, err, nil)
	require.ErrorContains(t, err, "full")
	require.Positive(t, accepted)

	require.NoError(t, os.Remove(ballast))
	require.Eventually(t, func() bool { return inbox.Accept(t.Context(), delivery("after")) == nil }, patience, 10*time.Millisecond)
	entries, err := inbox.List(t.Context(), durable.Filter{})
	require.NoError(t, err)
	stored := map[string]bool{}
	for _, e := range entries {
		stored[e.ID] = true
	}
	for i := range accepted {
		require.True(t, stored[fmt.Sprint(i)], "delivery %d was acknowledged", i)
	}
	require.NoError(t, e.Ready(t.Context()))
	require.Eventually(t, func() bool {
		done, err := inbox.List(t.Context(), durable.Filter{State: durable.StateDone})
		return err == nil && len(done) == len(entries)
	}, patience, 50*time.Millisecond, "River rescues stuck jobs every 30 seconds")
}

// The connections are lost in the middle of a handler's transaction. Its effect still happens exactly once.
func TestPostgresLostInATransaction(t *testing.T) {
	t.Parallel()
	direct := dbtest.Postgres(t)
	proxy := dbtest.NewProxy(t, direct)
	table := newEffects(t, direct)
	written, cut := make(chan struct{}), make(chan struct{})
	var runs atomic.Int32
	_, inbox := start(t, proxy.DSN(), func(ctx context.Context, d *webhook.Delivery) error {
		if err := table.write(ctx, d); err != nil {
			return err
		}
		if runs.Add(1) == 1 {
			close(written)
			<-cut
		}
		return nil
	}, durable.HandlerTimeout(time.Second), durable.Attempts(2))
	require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
	<-written
	proxy.Cut()
	close(cut)
	proxy.Restore()
	eventually(t, inbox, durable.StateDone, 1)
	require.Equal(t, map[string]int{"a": 1}, table.count(t))
	require.Equal(t, int32(2), runs.Load())
}
