package durable

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// If a batch contains the same delivery twice, it is stored once, and both are acknowledged.
func TestDuplicatesInOneBatch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		require.Equal(t, 2, r.put(r.event("a"), r.event("b"), r.event("a")))
		require.Zero(t, r.put(r.event("b"), r.event("a")))
		require.Len(t, r.entries(), 2)
		r.workAll()
		require.Equal(t, map[string]int{"a": 1, "b": 1}, r.effects())
	})
}

// One row that the database rejects fails by itself; those of the same batch are stored.
func TestOneBadRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		if r.pools.dialect == SQLite {
			r.exec(`create trigger reject before insert on rolecall_delivery when new.id = 'bad' begin select raise(abort, 'rejected'); end`)
		} else {
			r.exec("alter table {}rolecall_delivery add check (id <> 'bad')")
		}
		var batch []*storing
		for _, id := range []string{"a", "bad", "b"} {
			encoded, err := r.codec.encode(t.Context(), r.event(id), r.clock.Now())
			require.NoError(t, err)
			batch = append(batch, &storing{row: encoded})
		}
		errs := r.committer.commit(batch)
		require.NoError(t, errs[0])
		require.Error(t, errs[1])
		require.NoError(t, errs[2])
		require.NotContains(t, fmt.Sprintf("%+v", storeFailed("store a delivery", errs[1])), "bad")
		r.workAll()
		require.Equal(t, map[string]int{"a": 1, "b": 1}, r.effects())
	})
}
