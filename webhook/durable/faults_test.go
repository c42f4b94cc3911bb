package durable

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// slowInsert takes longer than any test waits.
const slowInsert = `insert into effect (id) select 'slow' from (with recursive n (i) as
	(select 1 union all select i + 1 from n where i < 1000000000) select count(*) from n) s`

// A wrong statement is the fault of the handler, not an outage: the delivery is parked after its attempts.
func TestWrongStatement(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"no such table": "insert into missing values (1)", "syntax": "insert insert",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r := newRig(t, dsn, nil, func(ctx context.Context, _ *webhook.Delivery) error {
					tx, err := Tx(ctx)
					if err != nil {
						return err
					}
					_, err = tx.ExecContext(ctx, statement)
					return err
				}, Attempts(2))
				r.put(r.event("a"))
				job := r.fetchOne()
				require.Error(t, r.work(job))
				require.Equal(t, 1, r.entry().Tries)
				require.Error(t, r.again(job))
				require.Equal(t, StateParked, r.entry().State)
			})
		})
	}
}

// Retention does not delete a delivery that Replay is making wait again.
func TestRetentionDuringReplay(t *testing.T) {
	t.Parallel()
	r := newRig(t, dbtest.Postgres(t), nil, failing(errTest), Attempts(1))
	r.put(r.event("a"))
	require.Error(t, r.work(r.fetchOne()))
	r.clock.add(31 * 24 * time.Hour)
	tx, err := r.pools.work.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), r.ledger.sql("update {}rolecall_delivery set state = 1, done = null"))
	require.NoError(t, err)
	deleted := make(chan int)
	go func() {
		n, _ := r.retain(context.WithoutCancel(t.Context()))
		deleted <- n
	}()
	r.waitForLock()
	require.NoError(t, tx.Commit())
	require.Zero(t, <-deleted)
	require.Equal(t, StateWaiting, r.entry().State)
}

// Replay does not make a delivery wait that Purge is emptying.
func TestReplayDuringPurge(t *testing.T) {
	t.Parallel()
	r := newRig(t, dbtest.Postgres(t), nil, effect)
	r.put(r.event("a"))
	r.workAll()
	tx, err := r.pools.work.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, r.ledger.purge(t.Context(), tx, []int64{r.entry().Seq}))
	replayed := make(chan int)
	go func() {
		n, _ := r.Replay(context.WithoutCancel(t.Context()), Filter{State: StateDone})
		replayed <- n
	}()
	r.waitForLock()
	require.NoError(t, tx.Commit())
	require.Zero(t, <-replayed)
	require.Equal(t, StatePurged, r.entry().State)
	require.Empty(t, r.fetch())
}

// waitForLock waits until a statement waits for a lock.
func (r *rig) waitForLock() {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		var n int
		err := r.db.QueryRowContext(r.t.Context(), "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").Scan(&n)
		return err == nil && n > 0
	}, time.Minute, 5*time.Millisecond)
}

// However a handler ends the transaction of its group, the deliveries after it are handled.
func TestHandlerEndsTheTransactionInOtherWays(t *testing.T) {
	t.Parallel()
	for _, raw := range []bool{true, false} {
		t.Run(fmt.Sprintf("raw %t", raw), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				ran := map[string]int{}
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					ran[d.ID]++
					tx, err := Tx(ctx)
					if err != nil || d.ID != "0" {
						return err
					}
					if raw {
						_, err = tx.ExecContext(ctx, "commit")
						return err
					}
					_ = tx.Commit()
					<-ctx.Done()
					return ctx.Err()
				}, InTx(8), HandlerTimeout(2*time.Second))
				r.putNumbered(3)
				group := r.fetchOne()
				_ = r.work(group)
				_ = r.again(group)
				for _, job := range r.fetch() {
					_ = r.work(job)
				}
				require.Equal(t, 1, ran["1"])
				require.Equal(t, 1, ran["2"])
				require.Equal(t, 3, r.inState(StateDone))
			})
		})
	}
}

// A handler's own savepoint with an obvious name does not keep what a failed delivery has written.
func TestHandlersSavepoint(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if err := effect(ctx, d); err != nil || d.ID != "0" {
				return err
			}
			tx, err := Tx(ctx)
			if err == nil {
				_, err = tx.ExecContext(ctx, "savepoint delivery")
			}
			return errors.Join(err, errTest)
		}, InTx(8))
		r.putNumbered(2)
		require.NoError(t, r.work(r.fetchOne()))
		require.Equal(t, map[string]int{"1": 1}, r.effects())
	})
}

// After SQLite has rolled back a transaction, neither a prepared statement nor Later commits by itself.
func TestNothingAfterARollback(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(ctx context.Context) error{
		"prepared": func(ctx context.Context) error {
			tx, err := Tx(ctx)
			if err != nil {
				return err
			}
			s, err := tx.PrepareContext(ctx, "insert into effect (id) values ('prepared')")
			if err != nil {
				return err
			}
			defer func() { _ = s.Close() }()
			_, err = s.ExecContext(ctx)
			return err
		},
		"later": func(ctx context.Context) error {
			return Later(ctx, time.Time{}, &webhook.Delivery{Source: "backend", Type: "backend:email"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r := newRig(t, dsn, nil, func(ctx context.Context, _ *webhook.Delivery) error {
					tx, err := Tx(ctx)
					if err != nil {
						return err
					}
					short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
					defer cancel()
					_, err = tx.ExecContext(short, slowInsert)
					require.Error(t, err)
					return then(ctx)
				})
				r.put(r.event("a"))
				require.Error(t, r.work(r.fetchOne()))
				require.Empty(t, r.effects())
				require.Len(t, r.entries(), 1)
			})
		})
	}
}

// A long read does not keep deliveries from being stored.
func TestReadDoesNotBlock(t *testing.T) {
	t.Parallel()
	r := newRig(t, dbtest.SQLite(t), nil, effect)
	tx, err := r.Read().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	var n int
	require.NoError(t, tx.QueryRowContext(t.Context(), "with x as (select count(*) n from rolecall_delivery) select n from x").Scan(&n))
	begin := time.Now()
	r.put(r.event("a"))
	require.Less(t, time.Since(begin), maxTurnWait)
}

// panics is an error whose methods panic with a record.
type panics struct{ record string }

func (p *panics) Error() string { return p.record }
func (p *panics) Is(error) bool { panic(p.record) }

type panickingSealer struct{ Sealer }

func (panickingSealer) Open(context.Context, string, []byte, []byte) ([]byte, error) {
	panic("record of jane@example.com")
}

// A panic outside the handler, in a sealer or a method of an error, is not written anywhere, and counts.
func TestPanicsElsewhere(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		opts []Option
		h    handlerFunc
	}{
		"sealer":      {[]Option{WithSealer(panickingSealer{newSealer(t, 1)})}, effect},
		"error":       {nil, failing(&panics{"record of jane@example.com"})},
		"nil pointer": {nil, failing((*rolecall.Error)(nil))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, dbtest.SQLite(t), tt.opts, tt.h, Attempts(1))
			r.put(r.event("a"))
			err := r.work(r.fetchOne())
			require.Error(t, err)
			require.NotContains(t, fmt.Sprintf("%+v", err), "jane")
			require.Equal(t, StateParked, r.entry().State)
			require.NotContains(t, r.entry().Error, "jane")
		})
	}
}

// A handler that ends its goroutine fails, and its worker continues with the next delivery.
func TestHandlerCallsGoexit(t *testing.T) {
	t.Parallel()
	r := newRig(t, dbtest.SQLite(t), nil, func(context.Context, *webhook.Delivery) error {
		runtime.Goexit()
		return nil
	})
	r.put(r.event("a"))
	require.EqualError(t, r.work(r.fetchOne()), "panic (runtime.Goexit)")
	require.Equal(t, 1, r.entry().Tries)
}

// An outage parks nothing, however old the delivery is.
func TestOutageOfAnOldDelivery(t *testing.T) {
	t.Parallel()
	s := newBreaking(t)
	r := newRig(t, dbtest.SQLite(t), sealedWith(s), effect)
	old := r.event("a")
	old.Received = r.clock.Now().Add(-8 * 24 * time.Hour)
	r.put(old)
	s.breaks(nil, errDown)
	require.Error(t, r.work(r.fetchOne()))
	require.Equal(t, StateWaiting, r.entry().State)
}

// A sealer that is introduced later does not make Newer forget the versions from before.
func TestNewerAcrossASealer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var newer bool
		record := func(ctx context.Context, d *webhook.Delivery) error {
			var err error
			newer, err = Newer(ctx, d.Received)
			return err
		}
		before := newRig(t, dsn, nil, record)
		first := before.event("a")
		before.put(first)
		before.workAll()
		require.True(t, newer)

		after := newRig(t, dsn, sealedWith(newSealer(t, 1)), record)
		for id, want := range map[string]bool{"older": false, "newer": true} {
			d := after.event(id)
			d.Key, d.Received = first.Key, first.Received.Add(map[bool]time.Duration{false: -time.Hour, true: time.Hour}[want])
			after.put(d)
			after.workAll()
			require.Equal(t, want, newer, id)
		}
	})
}

// Tx does not wait longer than its context.
func TestTxWaitsAsLongAsItsContext(t *testing.T) {
	t.Parallel()
	r := newRig(t, dbtest.SQLite(t), nil, func(ctx context.Context, _ *webhook.Delivery) error {
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		_, err := Tx(short)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		return err
	})
	r.put(r.event("a"))
	job := r.fetchOne()
	tx, err := r.pools.work.BeginTx(t.Context(), nil) // takes the turn
	require.NoError(t, err)
	done := make(chan error)
	go func() { done <- r.work(job) }()
	require.Eventually(t, func() bool { return r.counters.handled.Load() == 1 }, time.Minute, time.Millisecond)
	<-time.After(100 * time.Millisecond)
	require.NoError(t, tx.Rollback())
	require.Error(t, <-done)
}

// WithRiver cannot let River rescue jobs that are still running.
func TestRescueOfRunningJobs(t *testing.T) {
	t.Parallel()
	e, err := Open(t.Context(), dbtest.SQLite(t), WithRiver(func(c *river.Config) {
		c.JobTimeout, c.RescueStuckJobsAfter = time.Second, 2*time.Second
	}))
	require.NoError(t, err)
	e.Inbox(webhook.SinkFunc(effect), HandlerTimeout(time.Hour))
	require.ErrorContains(t, e.Start(t.Context()), "RescueStuckJobsAfter")
	require.NoError(t, e.Stop(t.Context()))
}

type panickingHook struct{ river.HookDefaults }

func (*panickingHook) InsertBegin(context.Context, *rivertype.JobInsertParams) error {
	panic("record of jane@example.com")
}

// A hook that panics while a delivery is stored rejects that delivery, and does not end the process.
func TestHookPanicsInAccept(t *testing.T) {
	t.Parallel()
	e, inbox := openWith(t, dbtest.SQLite(t), effect, WithRiver(func(c *river.Config) { c.Hooks = append(c.Hooks, &panickingHook{}) }),
		WithLogger(slog.New(slog.DiscardHandler)))
	err := inbox.Accept(t.Context(), numbered("a"))
	require.Error(t, err)
	require.NotContains(t, fmt.Sprintf("%+v", err), "jane")
	require.NoError(t, e.Stop(t.Context()))
}
