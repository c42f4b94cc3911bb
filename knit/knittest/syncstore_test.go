package knittest_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// judge takes the verdict of a check in place of the test: Fatalf ends the check.
type judge struct{ failed bool }

func (*judge) Helper()        {}
func (*judge) Cleanup(func()) {}
func (j *judge) Fatalf(string, ...any) {
	j.failed = true
	panic(j)
}

// passes reports whether stores that open returns pass the check.
func passes(open func() knit.SyncStore) bool {
	j := &judge{}
	func() {
		defer func() { _ = recover() }()
		knittest.TestSyncStore(j, open)
	}()
	return !j.failed
}

func TestSyncStoreSuite(t *testing.T) {
	t.Parallel()
	t.Run("passes the store in memory", func(t *testing.T) {
		t.Parallel()
		syncs := knit.NewMemorySyncStore()
		knittest.TestSyncStore(t, func() knit.SyncStore { return syncs })
	})
	t.Run("fails stores that break a promise", func(t *testing.T) {
		t.Parallel()
		require.False(t, passes(knit.NewMemorySyncStore), "two servers with a store each")
		for name, broken := range map[string]func(knit.SyncStore) knit.SyncStore{
			"Begin always begins":       func(s knit.SyncStore) knit.SyncStore { return eagerStore{s} },
			"Save keeps the old record": func(s knit.SyncStore) knit.SyncStore { return deafStore{s} },
			"Forget forgets nothing":    func(s knit.SyncStore) knit.SyncStore { return tenaciousStore{s} },
		} {
			syncs := broken(knit.NewMemorySyncStore())
			require.False(t, passes(func() knit.SyncStore { return syncs }), name)
		}
	})
}

type eagerStore struct{ knit.SyncStore }

func (s eagerStore) Begin(ctx context.Context, r knit.SyncRecord) (*knit.SyncRecord, error) {
	return nil, s.Save(ctx, r)
}

type deafStore struct{ knit.SyncStore }

func (deafStore) Save(context.Context, knit.SyncRecord) error { return nil }

type tenaciousStore struct{ knit.SyncStore }

func (tenaciousStore) Forget(context.Context, string, knit.DataType) error { return nil }
