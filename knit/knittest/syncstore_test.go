package knittest_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/knit"
	"github.com/rolecall-dev/rolecall/knit/knittest"
)

// recordingTB records whether a check failed. Fatalf ends the check with a panic.
type recordingTB struct{ failed bool }

func (*recordingTB) Helper()        {}
func (*recordingTB) Cleanup(func()) {}
func (r *recordingTB) Fatalf(string, ...any) {
	r.failed = true
	panic(r)
}

// passes reports whether the stores that open returns pass the check.
func passes(open func() knit.SyncStore) bool {
	tb := &recordingTB{}
	func() {
		defer func() { _ = recover() }()
		knittest.TestSyncStore(tb, open)
	}()
	return !tb.failed
}

func TestSyncStoreSuite(t *testing.T) {
	t.Parallel()
	t.Run("memory store passes", func(t *testing.T) {
		t.Parallel()
		syncs := knit.NewMemorySyncStore()
		knittest.TestSyncStore(t, func() knit.SyncStore { return syncs })
	})
	t.Run("broken stores fail", func(t *testing.T) {
		t.Parallel()
		require.False(t, passes(knit.NewMemorySyncStore), "two servers do not share a store")
		for name, broken := range map[string]func(knit.SyncStore) knit.SyncStore{
			"Begin always begins":       func(s knit.SyncStore) knit.SyncStore { return alwaysBegins{s} },
			"Save keeps the old record": func(s knit.SyncStore) knit.SyncStore { return neverSaves{s} },
			"Forget keeps the record":   func(s knit.SyncStore) knit.SyncStore { return neverForgets{s} },
		} {
			syncs := broken(knit.NewMemorySyncStore())
			require.False(t, passes(func() knit.SyncStore { return syncs }), name)
		}
	})
}

type alwaysBegins struct{ knit.SyncStore }

func (s alwaysBegins) Begin(ctx context.Context, r knit.SyncRecord) (*knit.SyncRecord, error) {
	return nil, s.Save(ctx, r)
}

type neverSaves struct{ knit.SyncStore }

func (neverSaves) Save(context.Context, knit.SyncRecord) error { return nil }

type neverForgets struct{ knit.SyncStore }

func (neverForgets) Forget(context.Context, string, knit.DataType) error { return nil }
