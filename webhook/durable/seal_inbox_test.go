package durable

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// breakingSealer is a Sealer whose methods can be made to fail.
type breakingSealer struct {
	Sealer
	mu         sync.Mutex
	seal, open error
}

func newBreaking(t testing.TB) *breakingSealer { return &breakingSealer{Sealer: newSealer(t, 1)} }

func (s *breakingSealer) breaks(seal, open error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seal, s.open = seal, open
}

func (s *breakingSealer) Seal(ctx context.Context, tenant string, plain, bind []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seal != nil {
		return nil, s.seal
	}
	return s.Sealer.Seal(ctx, tenant, plain, bind)
}

func (s *breakingSealer) Open(ctx context.Context, tenant string, sealed, bind []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		return nil, s.open
	}
	return s.Sealer.Open(ctx, tenant, sealed, bind)
}

func sealedWith(s Sealer) []Option { return []Option{WithSealer(s)} }

func TestSealedRoundTrip(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var got []*webhook.Delivery
				r := newRig(t, dsn, sealedWith(newSealer(t, 1)), func(_ context.Context, d *webhook.Delivery) error {
					got = append(got, d)
					return nil
				}, opts...)
				full := r.event("full")
				full.TenantSigned = true
				full.Header = map[string][]string{"X-A": {"1", "2"}, "X-B": {"\xff\x00"}}
				odd := r.event("odd\x00\xff")
				odd.Key, odd.Body = string(bytes.Repeat([]byte("k"), 5000)), []byte{0, 255, 1}
				empty := r.event("")
				empty.Key, empty.Tenant, empty.Body = "", "", []byte{}
				sent := []*webhook.Delivery{full, odd, empty}
				require.Equal(t, 3, r.put(sent...))
				entries := r.entries()
				for i, d := range sent {
					require.Equal(t, []string{d.ID, d.Key, d.Tenant}, []string{entries[i].ID, entries[i].Key, entries[i].Tenant})
				}
				r.workAll()
				require.Equal(t, sent, got)
				require.Equal(t, 3, r.inState(StateDone))
			})
		})
	}
}

func TestSealedDuplicates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, sealedWith(newSealer(t, 1)), effect)
		require.Equal(t, 1, r.put(r.event("a"), r.event("a")), "in one batch")
		require.Equal(t, 0, r.put(r.event("a")))
		require.Equal(t, 1, r.put(r.event("b"), r.event("a")))
		other := r.event("a")
		other.Source = "kombo"
		require.Equal(t, 3, r.put(r.event(""), r.event(""), other))
		r.workAll()
		require.Equal(t, map[string]int{"a": 2, "b": 1, "": 2}, r.effects())

		rotated, err := Open(t.Context(), dsn, WithSealer(newSealer(t, 1, 2)))
		require.NoError(t, err)
		r.codec.sealer = newSealer(t, 1, 2)
		require.NoError(t, rotated.Stop(t.Context()))
		require.Equal(t, 0, r.put(r.event("a"), r.event("b")), "after a rotation of the key")
	})
}

// Filters, Purge and Newer find sealed deliveries by their key.
func TestSealedKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got []bool
		r := newRig(t, dsn, sealedWith(newSealer(t, 1)), func(ctx context.Context, d *webhook.Delivery) error {
			newer, err := Newer(ctx, versionOf(d))
			got = append(got, newer)
			return err
		})
		for _, n := range []int64{5, 4, 6} {
			r.put(r.version(n))
		}
		r.workAll()
		require.Equal(t, []bool{true, false, true}, got)
		entries, err := r.List(t.Context(), Filter{Tenant: "integration-1", Key: "one"})
		require.NoError(t, err)
		require.Len(t, entries, 3)
		_, err = r.List(t.Context(), Filter{Key: "one"})
		require.ErrorContains(t, err, "Filter.Key needs Tenant")
		entries, err = r.List(t.Context(), Filter{Tenant: "integration-2", Key: "one"})
		require.NoError(t, err)
		require.Empty(t, entries)
		n, err := r.Replay(t.Context(), Filter{Tenant: "integration-1", Key: "one", Limit: 1})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		report, err := r.Purge(t.Context(), Person{Source: "knit", Tenant: "integration-1", Keys: []string{"one"}})
		require.NoError(t, err)
		require.Equal(t, PurgeReport{Purged: 3, Waiting: 1}, report)
	})
}

// A database that began without a sealer: a purge of a person must find the old rows as well.
func TestPurgeFindsRowsOfBeforeTheSealer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect)
		r.put(r.version(1))
		r.codec.sealer = newSealer(t, 1)
		r.put(r.version(2))
		entries, err := r.List(t.Context(), Filter{Tenant: "integration-1", Key: "one"})
		require.NoError(t, err)
		require.Len(t, entries, 2)
		report, err := r.Purge(t.Context(), Person{Source: "knit", Tenant: "integration-1", Keys: []string{"one"}})
		require.NoError(t, err)
		require.Equal(t, PurgeReport{Purged: 2, Waiting: 2}, report)
	})
}

// A delivery whose key was destroyed counts as purged: it is not handled, not retried and not parked.
func TestDestroyedKey(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": {Attempts(1)}, "group": {Attempts(1), InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var parked parkings
				r := newRig(t, dsn, sealedWith(newSealer(t, 1)), effect, append(opts, parked.option())...)
				r.put(r.event("a"), r.event("b"))
				r.codec.sealer = newSealer(t, 1, 2)
				r.put(r.event("c"))
				require.Equal(t, "a", r.entries()[0].ID)
				r.codec.sealer = &withoutKey{newSealer(t, 1, 2), newSealer(t, 2)}
				entries := r.entries()
				require.Equal(t, []string{"", "", "c"}, []string{entries[0].ID, entries[1].Key, entries[2].ID})
				require.Equal(t, StateWaiting, entries[0].State)
				r.workAll()
				entries = r.entries()
				for i, want := range []State{StatePurged, StatePurged, StateDone} {
					require.Equal(t, want, entries[i].State)
					require.Zero(t, entries[i].Tries)
				}
				require.NotZero(t, entries[0].Size, "the key may come back")
				require.Equal(t, r.clock.Now(), entries[0].Finished)
				require.Equal(t, map[string]int{"c": 1}, r.effects())
				require.Empty(t, parked.calls)
				require.Zero(t, r.put(r.event("a")), "still a duplicate")
			})
		})
	}
}

// withoutKey seals with all keys and opens with some of them.
type withoutKey struct {
	Sealer
	left Sealer
}

func (s *withoutKey) Open(ctx context.Context, tenant string, sealed, bind []byte) ([]byte, error) {
	return s.left.Open(ctx, tenant, sealed, bind)
}

var errDown = errors.New("key service of Zoé Example is down")

func TestSealerIsDownAtAccept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		s := newBreaking(t)
		r := newRig(t, dsn, sealedWith(s), effect)
		r.committer.start()
		s.breaks(errDown, nil)
		err := r.Accept(t.Context(), r.event("a"))
		verdict, wait := webhook.VerdictOf(err)
		require.Equal(t, webhook.VerdictRetryAfter, verdict)
		require.Equal(t, retryAfter, wait)
		require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "Zoé")
		require.ErrorIs(t, err, errDown)
		require.Empty(t, r.entries())
		s.breaks(nil, nil)
		require.NoError(t, r.Accept(t.Context(), r.event("a")))
		require.Len(t, r.entries(), 1)
	})
}

func TestSealerIsDownAtWork(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				s := newBreaking(t)
				r := newRig(t, dsn, sealedWith(s), effect, opts...)
				r.put(r.event("a"), r.event("b"))
				s.breaks(nil, errDown)
				require.Empty(t, r.entries()[0].ID)
				for _, job := range r.fetch() {
					_ = r.work(job)
				}
				require.Empty(t, r.effects())
				for _, e := range r.entries() {
					require.Equal(t, StateWaiting, e.State)
					require.Zero(t, e.Tries, "the delivery did not cause the failure")
					require.Equal(t, "durable: the sealer did not open a delivery (*errors.errorString)", e.Error)
				}
				s.breaks(nil, nil)
				r.exec("update {}river_job set state = 'available' where state = 'running'")
				r.workAll()
				require.Equal(t, map[string]int{"a": 1, "b": 1}, r.effects())
			})
		})
	}
}

// Rows that were sealed remain unreadable without the sealer. They are retried, with a class that says what to
// do, and nothing is lost.
func TestOpenedWithoutTheSealer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		r := newRig(t, dsn, sealedWith(newSealer(t, 1)), effect, Attempts(1), parked.option())
		r.put(r.event("a"))
		sealer := r.codec.sealer
		r.codec.sealer = nil
		require.ErrorAs(t, r.work(r.fetchOne()), new(*rivertype.JobCancelError))
		entry := r.entry()
		require.Equal(t, StateParked, entry.State)
		require.Equal(t, errNoSealer.Error(), entry.Error)
		require.Empty(t, entry.ID)
		require.ErrorIs(t, parked.calls[0].err, errNoSealer)
		r.codec.sealer = sealer
		n, err := r.Replay(t.Context(), Filter{State: StateParked})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		r.workAll()
		require.Equal(t, map[string]int{"a": 1}, r.effects())
	})
}

// Sealed bytes that were copied into another row do not open there.
func TestSealIsBoundToItsRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, sealedWith(newSealer(t, 1)), effect)
		r.put(r.event("a"), r.event("b"))
		r.exec("update {}rolecall_delivery set head = (select head from {}rolecall_delivery where seq = 1), body = (select body from {}rolecall_delivery where seq = 1) where seq = 2")
		r.exec("update {}rolecall_delivery set body = head where seq = 1")
		for _, job := range r.fetch() {
			require.Error(t, r.work(job))
		}
		require.Empty(t, r.effects())
		require.Empty(t, r.entries()[1].ID)
	})
}

// A delivery of Later is also sealed.
func TestLaterIsSealed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, sealedWith(newSealer(t, 1)), func(ctx context.Context, d *webhook.Delivery) error {
			if d.Source == "backend" {
				return effect(ctx, d)
			}
			return Later(ctx, time.Now(), email(d.ID))
		})
		r.put(r.event("a"))
		r.workAll()
		var n int
		require.NoError(t, r.db.QueryRowContext(t.Context(), r.ledger.sql("select count(*) from {}rolecall_delivery where sealed and id = '' and key = ''")).Scan(&n))
		require.Equal(t, 2, n)
		require.Equal(t, map[string]int{"a": 1}, r.effects())
	})
}
