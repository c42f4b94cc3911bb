package runstest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/rolecall-dev/rolecall/knit/runs"
)

// ErrInjected is the error of a store of [FailAt].
var ErrInjected = errors.New("runstest: injected")

// FailAt returns a store whose n-th call fails, counted from 1, and all later ones too, as if the process had died
// there. A test calls it with 1, 2, 3 and so on, and each time continues with another tracker on store itself, until Failed
// returns false.
func FailAt(store runs.Store, n int) *Failing {
	f := &Failing{store: store}
	f.left.Store(int64(n))
	return f
}

// Failing is a store of [FailAt].
type Failing struct {
	store runs.Store
	left  atomic.Int64
}

// Failed reports whether a call has failed.
func (f *Failing) Failed() bool { return f.left.Load() <= 0 }

func (f *Failing) step() error {
	if f.left.Add(-1) <= 0 {
		return ErrInjected
	}
	return nil
}

// Detach calls the store's Detach. It never fails, and is not counted.
func (f *Failing) Detach(ctx context.Context) context.Context { return f.store.Detach(ctx) }

// Start is one call.
func (f *Failing) Start(ctx context.Context, key runs.StartKey) (*runs.Start, error) {
	if err := f.step(); err != nil {
		return nil, err
	}
	return f.store.Start(ctx, key)
}

// UpdateStart is one call, and so are the others.
func (f *Failing) UpdateStart(ctx context.Context, key runs.StartKey, change func(*runs.Start) error) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.store.UpdateStart(ctx, key, change)
}

// UpdateJob fails or calls the store's.
func (f *Failing) UpdateJob(ctx context.Context, syncJobID string, change func(*runs.Job) error) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.store.UpdateJob(ctx, syncJobID, change)
}

// UpdateRun is two calls: before the change, and before it is saved.
func (f *Failing) UpdateRun(ctx context.Context, key runs.RunKey, change func(context.Context, *runs.Run) error) error {
	if err := f.step(); err != nil {
		return err
	}
	return f.store.UpdateRun(ctx, key, func(ctx context.Context, r *runs.Run) error {
		if err := change(ctx, r); err != nil {
			return err
		}
		return f.step()
	})
}

// Lookup fails or calls the store's.
func (f *Failing) Lookup(ctx context.Context, key runs.RunKey) (*runs.Job, *runs.Run, error) {
	if err := f.step(); err != nil {
		return nil, nil, err
	}
	return f.store.Lookup(ctx, key)
}

// Runs fails or calls the store's.
func (f *Failing) Runs(ctx context.Context, filter runs.Filter) ([]runs.Run, error) {
	if err := f.step(); err != nil {
		return nil, err
	}
	return f.store.Runs(ctx, filter)
}

// Arrival fails or calls the store's.
func (f *Failing) Arrival(ctx context.Context, e *runs.Event) (time.Time, error) {
	if err := f.step(); err != nil {
		return time.Time{}, err
	}
	return f.store.Arrival(ctx, e)
}

// Apply is two calls: before the event is handled, and before its state is kept.
func (f *Failing) Apply(ctx context.Context, e *runs.Event, next func(context.Context) error) (bool, error) {
	if err := f.step(); err != nil {
		return false, err
	}
	return f.store.Apply(ctx, e, func(ctx context.Context) error {
		if err := next(ctx); err != nil {
			return err
		}
		return f.step()
	})
}

// Counts fails or calls the store's.
func (f *Failing) Counts(ctx context.Context, key runs.RunKey) (runs.Counts, error) {
	if err := f.step(); err != nil {
		return runs.Counts{}, err
	}
	return f.store.Counts(ctx, key)
}

// Unseen fails or calls the store's.
func (f *Failing) Unseen(ctx context.Context, r *runs.Run) (unseen, live int, err error) {
	if err := f.step(); err != nil {
		return 0, 0, err
	}
	return f.store.Unseen(ctx, r)
}

// Sweep is two calls: before the records are deleted, and before that is kept.
func (f *Failing) Sweep(ctx context.Context, r *runs.Run, limit int, sweep func(context.Context, []string) error) (int, error) {
	if err := f.step(); err != nil {
		return 0, err
	}
	return f.store.Sweep(ctx, r, limit, func(ctx context.Context, records []string) error {
		if err := sweep(ctx, records); err != nil {
			return err
		}
		return f.step()
	})
}
