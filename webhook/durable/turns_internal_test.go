package durable

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// Accept has the next turn. Then the worker that has waited longest has it.
func TestTurnsAcceptFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		order := new(turns)
		end, err := order.take(t.Context(), false)
		require.NoError(t, err)
		var got []string
		for _, waiting := range []string{"worker 1", "worker 2", "accept"} {
			go func() {
				end, err := order.take(t.Context(), waiting == "accept")
				if err == nil {
					got = append(got, waiting)
				}
				end()
			}()
			synctest.Wait()
		}
		end()
		synctest.Wait()
		require.Equal(t, []string{"accept", "worker 1", "worker 2"}, got)
		require.False(t, order.taken)
	})
}

// A place in the queue that is given up does not stop the others, and neither does a turn that is given up
// at the moment when it begins.
func TestTurnsGiveUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		order := new(turns)
		end, err := order.take(t.Context(), false)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := order.take(ctx, false)
			require.ErrorIs(t, err, context.Canceled) //nolint:testifylint // fails the test anyway
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		turn := make(chan struct{})
		order.rest = append(order.rest, turn)
		end()
		<-turn
		order.leave(&order.rest, turn)
		require.False(t, order.taken)
	})
}

// A connection waits for a limited time, then tries SQLite's lock without a turn.
func TestTurnsWaitIsLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		order := new(turns)
		end, err := order.take(t.Context(), false)
		require.NoError(t, err)
		begin := time.Now()
		without, err := order.take(t.Context(), true)
		require.NoError(t, err)
		require.Equal(t, maxTurnWait, time.Since(begin))
		without()
		require.True(t, order.taken)
		end()
		require.False(t, order.taken)
	})
}

func TestStatementsThatWrite(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"select 1": false, " SELECT 1": false, "-- name: JobGetByID :one\nSELECT 1": false, "pragma wal_checkpoint": false,
		"-- name: JobGetAvailable :many\nUPDATE river_job": true, "insert into t values (1)": true,
		"with a as (select 1) delete from t": true, "-- only a comment": true,
	} {
		require.Equal(t, want, writes(query), query)
	}
}
