package durable_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// If a handler of a group ignores a failed statement, it has failed on PostgreSQL, which does not commit the
// statements that follow. The other deliveries of the group are not affected, at any position in the group.
func TestGroupWithIgnoredFailure(t *testing.T) {
	t.Parallel()
	for _, culprit := range []string{"a", "b", "c"} {
		t.Run(culprit, func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.Postgres(t)
			table := newEffects(t, dsn)
			storeTogether(t, dsn, []string{"a", "b", "c"}, durable.InTx(3), durable.Attempts(1))
			e, inbox := start(t, dsn, func(ctx context.Context, d *webhook.Delivery) error {
				err := table.write(ctx, d)
				if d.ID == culprit {
					tx, txErr := durable.Tx(ctx)
					err = errors.Join(err, txErr)
					_, _ = tx.ExecContext(ctx, "select no_such_column")
				}
				return err
			}, durable.InTx(3), durable.Attempts(1))
			parked := eventually(t, inbox, durable.StateParked, 1)
			require.Equal(t, culprit, parked[0].ID)
			eventually(t, inbox, durable.StateDone, 2)
			want := map[string]int{"a": 1, "b": 1, "c": 1}
			delete(want, culprit)
			require.Equal(t, want, table.count(t))
			stats, err := e.Stats(t.Context())
			require.NoError(t, err)
			require.Equal(t, int64(3), stats.Handled, "the group was lost, and its deliveries were handled again")
		})
	}
}

// storeTogether stores deliveries in one transaction, so that InTx can handle them together.
func storeTogether(t *testing.T, dsn string, ids []string, opts ...durable.InboxOption) {
	t.Helper()
	e, i := storing(t, dsn, nil, opts...)
	deliveries := make([]*webhook.Delivery, len(ids))
	for k, id := range ids {
		deliveries[k] = delivery(id)
	}
	require.NoError(t, durable.AcceptTogether(t.Context(), i, deliveries))
	stop(t, e)
}
