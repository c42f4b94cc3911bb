package durable

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/durable/internal/dbtest"
)

// email returns a delivery that the backend itself creates.
func email(id string) *webhook.Delivery {
	return &webhook.Delivery{Source: "backend", Type: "backend:email", ID: id, Key: "mail", Body: []byte("hello")}
}

// A delivery of Later is stored if the handler's transaction commits.
func TestLaterCommitsWithTheHandler(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				var at time.Time
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					if err := Later(ctx, at, email(d.ID)); err != nil {
						return err
					}
					switch d.ID {
					case "error":
						return errTest
					case "drop":
						return webhook.Drop(errTest)
					case "panic":
						panic(errTest)
					}
					return nil
				}, opts...)
				at = r.clock.Now().Add(time.Hour)
				r.put(r.event("error"), r.event("a"), r.event("drop"), r.event("b"), r.event("panic"))
				for _, job := range r.fetch() {
					_ = r.work(job)
				}
				entries, err := r.List(t.Context(), Filter{Source: "backend"})
				require.NoError(t, err)
				require.Len(t, entries, 2)
				for i, id := range []string{"a", "b"} {
					require.Equal(t, Entry{
						Seq: entries[i].Seq, Source: "backend", Type: "backend:email", ID: id, Key: "mail", Received: at, Due: at,
						State: StateWaiting, Size: 5,
					}, entries[i])
				}
			})
		})
	}
}

// The job of a delivery is planned for its time, and River starts it then.
func TestLaterRunsAtItsTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		const wait = 2 * time.Second
		var mu sync.Mutex
		var planned, ran time.Time
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			mu.Lock()
			defer mu.Unlock()
			if d.Source == "backend" {
				ran = time.Now()
				return nil
			}
			planned = time.Now().Add(wait)
			return Later(ctx, planned, email("a"))
		})
		r.put(r.event("a"))
		r.start()
		r.settled()
		mu.Lock()
		defer mu.Unlock()
		require.Greater(t, ran, planned.Add(-time.Millisecond), "a database rounds to milliseconds")
	})
}

func TestLaterWithTheIDOfAnother(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if d.Source == "backend" {
				return effect(ctx, d)
			}
			for range 2 {
				if err := Later(ctx, time.Now(), email("a")); err != nil {
					return err
				}
			}
			// The same id of another source is another delivery. A delivery without an id is never a duplicate.
			other, none := email("a"), email("")
			other.Source = "crm"
			for _, d := range []*webhook.Delivery{other, none, none} {
				if err := Later(ctx, time.Now(), d); err != nil {
					return err
				}
			}
			return nil
		})
		r.put(r.event("a"))
		r.put(r.event("b"))
		r.exec("update {}river_job set state = 'available'")
		jobs := r.fetch()
		require.Len(t, jobs, 2)
		require.NoError(t, r.work(jobs[0]))
		require.NoError(t, r.work(jobs[1]))
		entries, err := r.List(t.Context(), Filter{Type: "backend:email"})
		require.NoError(t, err)
		counts := map[string]int{}
		for _, e := range entries {
			counts[e.Source+" "+e.ID]++
		}
		require.Equal(t, map[string]int{"backend a": 1, "backend ": 4, "crm a": 1}, counts)
	})
}

func TestLaterRejects(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, _ *webhook.Delivery) error {
			for _, d := range []*webhook.Delivery{nil, {}, {Type: "backend:email"}, {Source: "backend"}} {
				require.ErrorContains(t, Later(ctx, time.Now(), d), "no Type or no Source")
			}
			return nil
		})
		r.put(r.event("a"))
		r.workAll()
		require.Len(t, r.entries(), 1)
	})
}

// A time in the past means now: it must not look like a backlog.
func TestLaterInThePast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			at := time.Now().Add(-24 * time.Hour)
			if d.ID == "zero" {
				at = time.Time{}
			}
			return Later(ctx, at, email(d.ID))
		})
		r.put(r.event("zero"), r.event("yesterday"))
		for _, job := range r.fetch() {
			require.NoError(t, r.work(job))
		}
		entries, err := r.List(t.Context(), Filter{Source: "backend"})
		require.NoError(t, err)
		require.Len(t, entries, 2)
		for _, e := range entries {
			require.Equal(t, r.clock.Now(), e.Due)
		}
		require.Zero(t, r.stats().Lag)
	})
}

// Later does not change its argument.
func TestLaterCopies(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		d := email("a")
		r := newRig(t, dsn, nil, func(ctx context.Context, got *webhook.Delivery) error {
			if got.Source == "backend" {
				want := email("a")
				want.Received = got.Received
				require.Equal(t, want, got)
				require.False(t, got.Received.IsZero())
				return effect(ctx, got)
			}
			return Later(ctx, time.Now(), d)
		})
		r.put(r.event("a"))
		r.workAll()
		require.Equal(t, email("a"), d)
		require.Equal(t, map[string]int{"a": 1}, r.effects())
	})
}

// Later is an outbox: each step stores the next one in the transaction that writes its effect.
func TestLaterChain(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(64)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				next := map[string]string{"": "a", "a": "b", "b": "c", "c": ""}
				failed := map[string]bool{}
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					if err := effect(ctx, d); err != nil {
						return err
					}
					step := d.ID
					if d.Source != "backend" {
						step = ""
					}
					if next[step] != "" {
						if err := Later(ctx, time.Now(), email(next[step])); err != nil {
							return err
						}
					}
					if !failed[step] { // each step fails once after it has stored the next one
						failed[step] = true
						return errTest
					}
					return nil
				}, opts...)
				r.put(r.event("first"))
				for jobs := r.fetch(); len(jobs) > 0; jobs = r.fetch() {
					for _, job := range jobs {
						if r.work(job) != nil {
							require.NoError(t, r.again(job))
						}
					}
				}
				require.Equal(t, map[string]int{"first": 1, "a": 1, "b": 1, "c": 1}, r.effects())
				require.Equal(t, 4, r.inState(StateDone))
			})
		})
	}
}
