package durable

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// If a handler ends the transaction of its group, no delivery is lost, and none has two effects.
func TestHandlerEndsTheTransactionOfAGroup(t *testing.T) {
	t.Parallel()
	for _, commit := range []bool{true, false} {
		t.Run(fmt.Sprintf("commit %t", commit), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				const n = 10
				r := newRig(t, dsn, nil, oneOf("7", func(ctx context.Context, _ *webhook.Delivery) error {
					tx, err := Tx(ctx)
					if err != nil {
						return err
					}
					if commit {
						return tx.Commit()
					}
					return tx.Rollback()
				}), InTx(n))
				r.putNumbered(n)
				group := r.fetchOne()
				require.Error(t, r.work(group))
				require.NoError(t, r.again(group))
				for _, job := range r.fetch() {
					_ = r.work(job) // the job of delivery 7 fails again
				}
				want := map[string]int{}
				for i := range n {
					want[fmt.Sprint(i)] = 1
				}
				if !commit {
					delete(want, "7")
				}
				require.Equal(t, want, r.effects())
				require.Equal(t, len(want), r.inState(StateDone))
			})
		})
	}
}

// If a handler ignores an interrupted statement, no effect happens twice. SQLite rolls back the whole
// transaction then, and would commit each later statement by itself.
func TestHandlerIgnoresAnInterruptedStatement(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(2)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var interrupted atomic.Bool
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					tx, err := Tx(ctx)
					if err != nil {
						return err
					}
					if interrupted.CompareAndSwap(false, true) {
						short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
						defer cancel()
						_, err := tx.ExecContext(short, `insert into effect (id) with recursive n (i) as
							(select 1 union all select i + 1 from n where i < 1000000000) select 'many' from n where i % 1000 = 0`)
						require.Error(t, err)
					}
					_ = writeEffect(ctx, tx, d.ID)
					return nil
				}, opts...)
				r.put(r.event("a"), r.event("b"))
				for range 4 {
					for _, job := range r.fetch() {
						for r.work(job) != nil {
							job.Attempt++
							require.Less(t, job.Attempt, 10)
						}
					}
				}
				require.Equal(t, map[string]int{"a": 1, "b": 1}, r.effects())
				require.Equal(t, 2, r.inState(StateDone))
			})
		})
	}
}
