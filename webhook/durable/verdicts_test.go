package durable

import (
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

// testError has an error text that must not be stored. Its type may be stored.
type testError struct{ text string }

func (e *testError) Error() string { return e.text }

var errTest error = &testError{"Zoé Example cannot be stored"}

const classTest = "*durable.testError"

// parking is a call of OnParked.
type parking struct {
	entry Entry
	err   error
}

// parkings records the calls of OnParked.
type parkings struct {
	mu    sync.Mutex
	calls []parking
}

func (p *parkings) option() InboxOption {
	return OnParked(func(_ context.Context, e Entry, err error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.calls = append(p.calls, parking{e, err})
	})
}

// failing returns a handler that writes an effect and returns err.
func failing(err error) handlerFunc {
	return func(ctx context.Context, d *webhook.Delivery) error { return errors.Join(effect(ctx, d), err) }
}

func TestVerdictDone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, failing(nil))
		r.put(r.event("a"))
		job := r.fetchOne()
		r.clock.add(time.Second)
		require.NoError(t, r.work(job))
		entry := r.entry()
		require.Equal(t, StateDone, entry.State)
		require.Equal(t, r.clock.Now(), entry.Finished)
		require.Zero(t, entry.Tries)
		require.Empty(t, entry.Error)
		require.Equal(t, map[string]int{"a": 1}, r.effects())
		require.Equal(t, map[string]int{"completed": 1}, r.jobStates(), "in the transaction of the handler")
		require.NoError(t, r.again(job), "a job that River starts again finds nothing to do")
		require.Equal(t, map[string]int{"a": 1}, r.effects())
		require.Equal(t, int64(1), r.stats().Handled)
	})
}

func TestVerdictDrop(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		r := newRig(t, dsn, nil, failing(webhook.Drop(errTest)), Attempts(1), parked.option())
		r.put(r.event("a"))
		err := r.work(r.fetchOne())
		require.ErrorAs(t, err, new(*rivertype.JobCancelError), "River must not retry")
		require.NotContains(t, fmt.Sprintf("%+v", err), "Zoé")
		entry := r.entry()
		require.Equal(t, StateDropped, entry.State)
		require.Equal(t, classTest, entry.Error)
		require.Equal(t, r.clock.Now(), entry.Finished)
		require.Empty(t, r.effects())
		require.Empty(t, parked.calls)
		require.Equal(t, int64(1), r.stats().Failed)
	})
}

func TestVerdictRetryAfter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		r := newRig(t, dsn, nil, failing(webhook.RetryAfter(90*time.Second, errTest)), Attempts(1), GiveUpAfter(time.Hour), parked.option())
		r.put(r.event("a"))
		job := r.fetchOne()
		for range 3 {
			err := r.work(job)
			var snooze *rivertype.JobSnoozeError
			require.ErrorAs(t, err, &snooze)
			require.Equal(t, 90*time.Second, snooze.Duration)
			entry := r.entry()
			require.Equal(t, StateWaiting, entry.State)
			require.Equal(t, r.clock.Now().Add(90*time.Second), entry.Due)
			require.Zero(t, entry.Tries, "not a failed attempt")
			require.Equal(t, classTest, entry.Error)
			require.Empty(t, r.effects())
			r.clock.add(90 * time.Second)
		}
		r.clock.add(time.Hour)
		require.ErrorAs(t, r.work(job), new(*rivertype.JobCancelError))
		entry := r.entry()
		require.Equal(t, StateParked, entry.State)
		require.Len(t, parked.calls, 1)
		require.ErrorIs(t, parked.calls[0].err, errTest)
	})
}

func TestErrorIsRetriedAndParked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		r := newRig(t, dsn, nil, failing(errTest), Attempts(3), parked.option())
		r.put(r.event("a"))
		job := r.fetchOne()
		require.Equal(t, 3+moreAttempts, job.MaxAttempts, "River must never discard the job itself")
		for n := 1; n < 3; n++ {
			err := r.work(job)
			require.EqualError(t, err, classTest)
			require.NotErrorIs(t, err, errTest, "River writes it into its table")
			entry := r.entry()
			require.Equal(t, StateWaiting, entry.State)
			require.Equal(t, n, entry.Tries)
			require.Equal(t, classTest, entry.Error)
			require.Zero(t, entry.Finished)
			require.WithinDuration(t, (&worker{engine: r.Engine}).NextRetry(job), entry.Due, time.Millisecond, "River and the ledger agree")
			require.Greater(t, entry.Due, r.clock.Now().Add(time.Second-time.Millisecond))
			require.Empty(t, r.effects())
			require.Empty(t, parked.calls)
			r.clock.add(time.Minute)
			job.Attempt++
		}
		require.ErrorAs(t, r.work(job), new(*rivertype.JobCancelError))
		entry := r.entry()
		require.Equal(t, StateParked, entry.State)
		require.Equal(t, 3, entry.Tries)
		require.Equal(t, classTest, entry.Error)
		require.Equal(t, r.clock.Now(), entry.Finished)
		require.Len(t, parked.calls, 1)
		require.ErrorIs(t, parked.calls[0].err, errTest, "the full error")
		require.Equal(t, entry, parked.calls[0].entry, "the same as List returns")
		require.Equal(t, "a", entry.ID)
		require.Equal(t, "job-a", entry.Key)
		require.Equal(t, "integration-1", entry.Tenant)
		require.Equal(t, len(`{"eventId":"a"}`), entry.Size)
		require.NoError(t, r.again(job), "parked: nothing to do")
		require.Len(t, parked.calls, 1)
		s := r.stats()
		require.Equal(t, []any{int64(3), int64(3), int64(1), 1}, []any{s.Handled, s.Failed, s.NewlyParked, s.Parked})
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for attempt := 1; attempt <= 1000; attempt++ {
		limit := time.Hour
		if attempt < 12 {
			limit = time.Second << attempt
		}
		different := map[time.Duration]bool{}
		for job := range int64(50) {
			d := backoff(job, attempt)
			require.GreaterOrEqual(t, d, time.Second)
			require.LessOrEqual(t, d, limit)
			require.Equal(t, d, backoff(job, attempt))
			different[d] = true
		}
		require.Greater(t, len(different), 40, "jobs that fail together must not retry together (attempt %d)", attempt)
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	router := webhook.NewRouter()
	router.OnUnknown(func(context.Context, *webhook.Delivery) error { panic(errTest) })
	for name, tt := range map[string]struct {
		handler handlerFunc
		class   string
	}{
		"string":        {func(context.Context, *webhook.Delivery) error { panic("Zoé") }, "panic (string)"},
		"error":         {func(context.Context, *webhook.Delivery) error { panic(errTest) }, "panic (*durable.testError)"},
		"nil":           {func(context.Context, *webhook.Delivery) error { panic(nil) }, "panic (*runtime.PanicNilError)"}, //nolint:govet // on purpose
		"in a router":   {router.Accept, "panic"},
		"after a write": {func(ctx context.Context, d *webhook.Delivery) error { panic(fmt.Sprint(effect(ctx, d))) }, "panic (string)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r := newRig(t, dsn, nil, tt.handler)
				r.put(r.event("a"))
				require.EqualError(t, r.work(r.fetchOne()), tt.class)
				entry := r.entry()
				require.Equal(t, []any{StateWaiting, 1, tt.class}, []any{entry.State, entry.Tries, entry.Error})
				require.Empty(t, r.effects())
			})
		})
	}
}

func TestHandlerTimeout(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
			if err := effect(ctx, d); err != nil {
				return err
			}
			<-ctx.Done()
			return fmt.Errorf("call a provider: %w", ctx.Err())
		}, HandlerTimeout(time.Second))
		r.put(r.event("a"))
		require.EqualError(t, r.work(r.fetchOne()), "timeout")
		entry := r.entry()
		require.Equal(t, []any{StateWaiting, 1, "timeout"}, []any{entry.State, entry.Tries, entry.Error})
		require.Empty(t, r.effects())
	})
}

// A handler that ignores the end of its context returns after River has given up the job.
func TestHandlerIgnoresItsTimeout(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]handlerFunc{
		"without Tx": func(context.Context, *webhook.Delivery) error { return nil },
		"with Tx":    effect,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					if err := h(ctx, d); err != nil {
						return err
					}
					<-ctx.Done()
					return nil
				})
				r.put(r.event("a"))
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				require.EqualError(t, r.workIn(ctx, r.fetchOne()), "timeout")
				entry := r.entry()
				require.Equal(t, []any{StateWaiting, 1, "timeout"}, []any{entry.State, entry.Tries, entry.Error})
				require.Empty(t, r.effects())
			})
		})
	}
}

func TestOnParkedPanics(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, failing(errTest), Attempts(1), OnParked(func(context.Context, Entry, error) { panic("Zoé") }))
		r.put(r.event("a"))
		require.ErrorAs(t, r.work(r.fetchOne()), new(*rivertype.JobCancelError))
		require.Equal(t, StateParked, r.entry().State)
	})
}

// A handler must not end the transaction itself. If it commits, its effect and the mark are stored, and
// nothing runs again. If it rolls back, both are undone, and it runs again.
func TestHandlerEndsTheTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		for _, commit := range []bool{true, false} {
			t.Run(fmt.Sprintf("commit %t", commit), func(t *testing.T) {
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					tx, err := Tx(ctx)
					if err != nil {
						return err
					}
					if err := writeEffect(ctx, tx, d.ID); err != nil {
						return err
					}
					if commit {
						return tx.Commit()
					}
					return tx.Rollback()
				})
				id := fmt.Sprint(commit)
				r.put(r.event(id))
				job := r.fetchOne()
				require.ErrorContains(t, r.work(job), "must not commit it or roll it back")
				entries, err := r.List(t.Context(), Filter{Key: "job-" + id})
				require.NoError(t, err)
				require.Len(t, entries, 1)
				if !commit {
					require.Equal(t, StateWaiting, entries[0].State)
					require.Equal(t, 1, entries[0].Tries)
					require.Zero(t, r.effects()[id])
					return
				}
				require.Equal(t, StateDone, entries[0].State)
				require.NoError(t, r.again(job))
				require.Equal(t, 1, r.effects()[id])
			})
		}
	})
}

func TestContextAfterTheHandler(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var kept context.Context
		for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(2)}} {
			t.Run(name, func(t *testing.T) {
				r := newRig(t, dsn, nil, func(ctx context.Context, d *webhook.Delivery) error {
					kept = ctx
					return effect(ctx, d)
				}, opts...)
				r.put(r.event(name+"1"), r.event(name+"2"))
				r.workAll()
				requireNoDelivery(kept, t, r.event("b"))
			})
		}
	})
}

func requireNoDelivery(ctx context.Context, t *testing.T, d *webhook.Delivery) {
	t.Helper()
	tx, err := Tx(ctx)
	require.ErrorIs(t, err, ErrNoDelivery)
	require.Nil(t, tx)
	newer, err := Newer(ctx, time.Now())
	require.ErrorIs(t, err, ErrNoDelivery)
	require.False(t, newer)
	require.ErrorIs(t, Later(ctx, time.Now(), d), ErrNoDelivery)
}

func TestContextOutsideAHandler(t *testing.T) {
	t.Parallel()
	requireNoDelivery(t.Context(), t, &webhook.Delivery{Source: "backend", Type: "backend:email"})
}

// PostgreSQL ends a transaction at its first failed statement. A handler that ignores that must not have
// its delivery marked while its writes are lost.
func TestHandlerIgnoresAFailedStatement(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": nil, "group": {InTx(2)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, dbtest.Postgres(t), nil, func(ctx context.Context, d *webhook.Delivery) error {
				tx, err := Tx(ctx)
				if err != nil {
					return err
				}
				if err := writeEffect(ctx, tx, d.ID); err != nil {
					return err
				}
				if d.ID == "a" {
					_, err = tx.ExecContext(ctx, "insert into no_such_table values (1)")
					require.Error(t, err)
				}
				return nil
			}, opts...)
			r.put(r.event("a"), r.event("b"))
			for _, job := range r.fetch() {
				_ = r.work(job)
			}
			entries := r.entries()
			require.Equal(t, []any{StateWaiting, 1}, []any{entries[0].State, entries[0].Tries})
			require.Equal(t, StateDone, entries[1].State)
			require.Equal(t, map[string]int{"b": 1}, r.effects())
		})
	}
}

// A process that dies leaves no failure in the ledger, only a job with a further attempt.
func TestDeathsUseUpTheAttempts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		var parked parkings
		r := newRig(t, dsn, nil, effect, Attempts(2), parked.option())
		r.put(r.event("a"))
		job := r.fetchOne()
		job.Attempt = 3
		require.ErrorAs(t, r.work(job), new(*rivertype.JobCancelError))
		entry := r.entry()
		require.Equal(t, []any{StateParked, 2}, []any{entry.State, entry.Tries})
		require.Equal(t, "the process ended during the last attempt", parked.calls[0].err.Error())
		require.Len(t, parked.calls, 1)
		require.Empty(t, r.effects())
		require.Zero(t, r.stats().Handled)
	})
}

// The last attempt itself may still succeed.
func TestLastAttemptSucceeds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		t.Parallel()
		r := newRig(t, dsn, nil, effect, Attempts(2))
		r.put(r.event("a"))
		job := r.fetchOne()
		job.Attempt = 2
		require.NoError(t, r.work(job))
		require.Equal(t, StateDone, r.entry().State)
	})
}

// A handler that is interrupted because the engine stops has not failed.
func TestInterruptedRunIsNotAFailure(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]InboxOption{"single": {Attempts(1)}, "group": {Attempts(1), InTx(2)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, dsn string) {
				t.Parallel()
				ctx, stop := context.WithCancelCause(t.Context())
				r := newRig(t, dsn, nil, func(inner context.Context, d *webhook.Delivery) error {
					if err := effect(inner, d); err != nil {
						return err
					}
					stop(errors.New("stop"))
					<-inner.Done()
					return inner.Err()
				}, opts...)
				r.put(r.event("a"), r.event("b"))
				err := r.workIn(ctx, r.fetch()[0])
				var snooze *rivertype.JobSnoozeError
				require.ErrorAs(t, err, &snooze)
				require.Zero(t, snooze.Duration)
				entry := r.entries()[0]
				require.Equal(t, []any{StateWaiting, 0, ""}, []any{entry.State, entry.Tries, entry.Error})
				require.Empty(t, r.effects())
			})
		})
	}
}
