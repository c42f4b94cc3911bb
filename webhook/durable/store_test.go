package durable_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// acceptAll accepts deliveries at the same time.
func acceptAll(t testing.TB, inbox *durable.Inbox, all ...*webhook.Delivery) {
	t.Helper()
	errs := make([]error, len(all))
	var group sync.WaitGroup
	for i, d := range all {
		group.Go(func() { errs[i] = inbox.Accept(t.Context(), d) })
	}
	group.Wait()
	require.NoError(t, errors.Join(errs...))
}

// oddDeliveries are different deliveries whose strings no database stores unmodified.
func oddDeliveries() []*webhook.Delivery {
	const mega = 1 << 20
	var all []*webhook.Delivery
	add := func(change func(d *webhook.Delivery, odd string), odd string) {
		d := delivery(fmt.Sprintf("odd-%d", len(all)))
		change(d, odd)
		all = append(all, d)
	}
	for _, change := range []func(d *webhook.Delivery, odd string){
		func(d *webhook.Delivery, odd string) { d.ID = odd },
		func(d *webhook.Delivery, odd string) {
			d.Key, d.Tenant, d.Type, d.Body, d.Header = odd, odd, odd, []byte(odd), http.Header{"X-Odd": {odd, "", "even"}}
		},
	} {
		for _, odd := range []string{
			"a\x00b", "\x00", "a\uFFFDb", "a\xffb", "a\xfeb", "\xc3\x28", "\xed\xa0\x80", "' or 1=1 --", "{}$1?",
			strings.Repeat("x", 199) + "ä", strings.Repeat("x", 200), strings.Repeat("x", 201),
		} {
			add(change, odd)
		}
	}
	for _, odd := range []string{strings.Repeat("x", mega), strings.Repeat("x", mega-1) + "y", strings.Repeat("\xff", mega)} {
		add(func(d *webhook.Delivery, odd string) { d.ID = odd }, odd)
	}
	add(func(d *webhook.Delivery, odd string) { d.Tenant, d.Key, d.Type = odd, odd, odd }, strings.Repeat("ä\x00", mega/3))
	add(func(d *webhook.Delivery, _ string) { d.Body = []byte{} }, "")
	add(func(d *webhook.Delivery, _ string) { d.Tenant, d.Key, d.TenantSigned = "", "", true }, "")
	add(func(d *webhook.Delivery, _ string) { d.Source = "human\x00\xffsourcing" }, "")
	add(func(d *webhook.Delivery, _ string) { d.Received = time.Date(2026, 1, 2, 3, 4, 5, 123456789, time.UTC) }, "")
	return all
}

// The handler receives exactly the accepted delivery, once, regardless of its strings.
func TestOddStrings(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		e, inbox := start(t, dsn, got.handle)
		sent := oddDeliveries()
		const parts = 8 // some are stored by themselves, others in batches
		for i := range parts {
			acceptAll(t, inbox, sent[i*len(sent)/parts:(i+1)*len(sent)/parts]...)
		}
		require.NoError(t, inbox.Accept(t.Context(), sent[0]))
		require.NoError(t, inbox.Accept(t.Context(), sent[9]))
		eventually(t, inbox, durable.StateDone, len(sent))

		hash := func(d *webhook.Delivery) string { return fmt.Sprintf("%#v", *d) }
		seen := map[string]int{}
		for _, d := range got.all() {
			seen[hash(d)]++
		}
		for i, d := range sent {
			require.Equal(t, 1, seen[hash(d)], "delivery %d (id %.20q)", i, d.ID)
		}
		require.Len(t, got.all(), len(sent))
		stats, err := e.Stats(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(len(sent)), stats.Accepted)
		require.Equal(t, int64(2), stats.Duplicates)
	})
}

// A nil body arrives as an empty body, and the delivery can be replayed like any other.
func TestEmptyBody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		_, inbox := start(t, dsn, got.handle)
		for i, body := range [][]byte{nil, {}} {
			d := delivery(fmt.Sprint(i))
			d.Body = body
			require.NoError(t, inbox.Accept(t.Context(), d))
		}
		eventually(t, inbox, durable.StateDone, 2)
		n, err := inbox.Replay(t.Context(), durable.Filter{State: durable.StateDone})
		require.NoError(t, err)
		require.Equal(t, 2, n)
		require.Eventually(t, func() bool { return len(got.all()) == 4 }, patience, 5*time.Millisecond)
		for _, d := range got.all() {
			require.Empty(t, d.Body)
			require.Empty(t, d.Header)
		}
	})
}

func TestAcceptDoesNotChangeTheDelivery(t *testing.T) {
	t.Parallel()
	var got recorder
	_, inbox := start(t, dbtest.SQLite(t), got.handle)
	sent := &webhook.Delivery{Source: "knit", Type: "t"}
	require.NoError(t, inbox.Accept(t.Context(), sent))
	require.Equal(t, &webhook.Delivery{Source: "knit", Type: "t"}, sent)
	eventually(t, inbox, durable.StateDone, 1)
	require.False(t, got.all()[0].Received.IsZero(), "a delivery without a time was received when it was accepted")
}

func TestAcceptRejectsInvalid(t *testing.T) {
	t.Parallel()
	var got recorder
	_, inbox := start(t, dbtest.SQLite(t), got.handle)
	for _, d := range []*webhook.Delivery{nil, {}, {Source: "knit"}, {Type: "t"}} {
		require.ErrorContains(t, inbox.Accept(t.Context(), d), "no Type or no Source")
	}
}

// A delivery without an id is never a duplicate, even of itself.
func TestNoID(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		_, inbox := start(t, dsn, got.handle)
		d := delivery("")
		acceptAll(t, inbox, d, d, d, d)
		require.NoError(t, inbox.Accept(t.Context(), d))
		eventually(t, inbox, durable.StateDone, 5)
		require.Len(t, got.all(), 5)
	})
}

// Two providers may use the same id.
func TestSameIDOfTwoSources(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		_, inbox := start(t, dsn, got.handle)
		one, other := delivery("a"), delivery("a")
		other.Source = "kombo"
		acceptAll(t, inbox, one, other, one, other)
		eventually(t, inbox, durable.StateDone, 2)
		require.ElementsMatch(t, []*webhook.Delivery{one, other}, got.all())
	})
}

// Many requests with the same events arrive at the same time. Each event is stored and handled once.
func TestIdenticalIDsAtTheSameTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		table := newEffects(t, dsn)
		e, inbox := start(t, dsn, table.write)
		const events, times = 8, 16
		var all []*webhook.Delivery
		want := map[string]int{}
		for i := range events * times {
			d := delivery(fmt.Sprint(i % events))
			want[d.ID] = 1
			all = append(all, d)
		}
		acceptAll(t, inbox, all...)
		eventually(t, inbox, durable.StateDone, events)
		require.Equal(t, want, table.count(t))
		stats, err := e.Stats(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(events), stats.Accepted)
		require.Equal(t, int64(events*(times-1)), stats.Duplicates)
	})
}

// A duplicate is acknowledged and not handled, regardless of the state of the first delivery.
func TestDuplicateOfEveryState(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		e := open(t, dsn)
		inbox := e.Inbox(handlerSink(func(ctx context.Context, d *webhook.Delivery) error {
			_ = got.handle(ctx, d)
			switch d.ID {
			case "parked":
				return errors.New("cannot be handled")
			case "dropped":
				return webhook.Drop(errors.New("is not wanted"))
			case "waiting":
				return webhook.RetryAfter(time.Hour, errors.New("not yet"))
			}
			return nil
		}), durable.Attempts(1))
		require.NoError(t, e.Start(t.Context()))
		ids := []string{"done", "parked", "dropped", "waiting", "purged"}
		for _, id := range ids {
			require.NoError(t, inbox.Accept(t.Context(), delivery(id)))
		}
		eventually(t, inbox, durable.StateDone, 2)
		eventually(t, inbox, durable.StateParked, 1)
		eventually(t, inbox, durable.StateDropped, 1)
		require.Eventually(t, func() bool { return len(got.all()) == len(ids) }, patience, 5*time.Millisecond)
		report, err := inbox.Purge(t.Context(), durable.Person{Source: "knit", Tenant: "integration-1", Keys: []string{"job-purged"}})
		require.NoError(t, err)
		require.Equal(t, durable.PurgeReport{Purged: 1}, report)

		before, err := inbox.List(t.Context(), durable.Filter{})
		require.NoError(t, err)
		for _, id := range ids {
			require.NoError(t, inbox.Accept(t.Context(), delivery(id)))
		}
		require.NoError(t, inbox.Accept(t.Context(), delivery("last")))
		eventually(t, inbox, durable.StateDone, 2)
		require.Len(t, got.all(), len(ids)+1)
		after, err := inbox.List(t.Context(), durable.Filter{})
		require.NoError(t, err)
		require.Equal(t, before, after[:len(ids)])
		stats, err := e.Stats(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(len(ids)), stats.Duplicates)
	})
}

func TestAcceptWhenClosed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		e := open(t, dsn)
		inbox := e.Inbox(handlerSink(got.handle))
		requireRejected(t, inbox.Accept(t.Context(), delivery("a")), durable.ErrClosed)
		require.NoError(t, e.Start(t.Context()))
		require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
		eventually(t, inbox, durable.StateDone, 1)
		require.NoError(t, e.Stop(t.Context()))
		requireRejected(t, inbox.Accept(t.Context(), delivery("b")), durable.ErrClosed)
		require.NoError(t, e.Stop(t.Context()), "further calls do nothing")
		require.Equal(t, 1, count(t, rawPool(t, dsn), "select count(*) from "+in(dsn, "rolecall_delivery")))
	})
}

// Each delivery that is accepted while the engine stops is in the table. No rejected delivery is.
func TestAcceptDuringStop(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		e, inbox := start(t, dsn, got.handle)
		const senders = 16
		accepted := make([]int, senders)
		errs := make([]error, senders)
		var some, all sync.WaitGroup
		some.Add(senders)
		for s := range senders {
			all.Go(func() {
				for ; errs[s] == nil; accepted[s]++ {
					errs[s] = inbox.Accept(t.Context(), delivery(fmt.Sprintf("%d-%d", s, accepted[s])))
					if accepted[s] == 2 {
						some.Done()
					}
				}
				accepted[s]--
			})
		}
		some.Wait()
		require.NoError(t, e.Stop(t.Context()))
		all.Wait()
		want := 0
		for s := range senders {
			requireRejected(t, errs[s], durable.ErrClosed)
			want += accepted[s]
		}
		require.Equal(t, want, count(t, rawPool(t, dsn), "select count(*) from "+in(dsn, "rolecall_delivery")))
	})
}

// A request whose context has ended receives 200 only if its delivery is stored. The delivery is stored at most
// once.
func TestAcceptCanceled(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var got recorder
		_, inbox := start(t, dsn, got.handle)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 20 {
			if err := inbox.Accept(ctx, delivery("a")); err != nil {
				requireRejected(t, err, context.Canceled)
			}
		}
		require.NoError(t, inbox.Accept(t.Context(), delivery("a")))
		eventually(t, inbox, durable.StateDone, 1)
		require.Len(t, got.all(), 1)
	})
}
