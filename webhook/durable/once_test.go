package durable_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// A delivery is handled with the exact bytes that were accepted, and its effect happens once although it
// arrives twice.
func TestEffectOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		table := newEffects(t, dsn)
		var got recorder
		_, inbox := start(t, dsn, func(ctx context.Context, d *webhook.Delivery) error {
			_ = got.handle(ctx, d)
			return table.write(ctx, d)
		})
		sent := delivery("a")
		sent.Header = map[string][]string{"X-Knit-Integration-Id": {"integration-1"}}
		require.NoError(t, inbox.Accept(t.Context(), sent))
		require.NoError(t, inbox.Accept(t.Context(), sent))
		eventually(t, inbox, durable.StateDone, 1)
		require.Equal(t, []*webhook.Delivery{sent}, got.all())
		require.Equal(t, map[string]int{"a": 1}, table.count(t))
	})
}

// An error rolls back what the handler has written, and the delivery is handled again.
func TestErrorRollsBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		table := newEffects(t, dsn)
		var runs atomic.Int32
		_, inbox := start(t, dsn, func(ctx context.Context, d *webhook.Delivery) error {
			if err := table.write(ctx, d); err != nil {
				return err
			}
			if runs.Add(1) == 1 {
				return context.DeadlineExceeded
			}
			return nil
		})
		require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
		entries := eventually(t, inbox, durable.StateDone, 1)
		require.Equal(t, 1, entries[0].Tries)
		require.Equal(t, int32(2), runs.Load())
		require.Equal(t, map[string]int{"a": 1}, table.count(t))
	})
}
