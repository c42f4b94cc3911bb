package runs

import (
	"context"
	"sync"
	"time"

	"github.com/rolecall-dev/rolecall"
)

// Timers is a [rolecall.Later] in one process: it loses its tasks when the process ends. It is for tests and
// trials. It is safe for concurrent use.
type Timers struct {
	do func(context.Context, rolecall.Task) error

	mu      sync.Mutex
	pending map[rolecall.Task]*time.Timer
	running sync.WaitGroup
	ctx     context.Context //nolint:containedctx // of the tasks
	cancel  context.CancelFunc
}

// NewTimers returns timers that call do, usually the method Do of a tracker:
//
//	var tracker *runs.Tracker
//	timers := runs.NewTimers(func(ctx context.Context, task rolecall.Task) error { return tracker.Do(ctx, task) })
//	defer timers.Stop()
//	tracker = runs.New(runs.NewMemoryStore(), timers)
//
// If do returns an error, it is called again after a second, and then at intervals that double up to a minute.
func NewTimers(do func(context.Context, rolecall.Task) error) *Timers {
	if do == nil {
		panic("runs: NewTimers(nil)")
	}
	t := &Timers{do: do, pending: map[rolecall.Task]*time.Timer{}}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// At has the task done at a time, in its own goroutine. After Stop it does nothing.
func (t *Timers) At(_ context.Context, at time.Time, task rolecall.Task) error {
	t.after(time.Until(at), task, time.Second)
	return nil
}

// after has the task done after a wait. retry is the wait after a failure.
func (t *Timers) after(d time.Duration, task rolecall.Task, retry time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ctx.Err() != nil {
		return
	}
	t.remove(task)
	t.running.Add(1)
	var timer *time.Timer
	timer = time.AfterFunc(d, func() {
		defer t.running.Done()
		t.mu.Lock()
		if t.pending[task] == timer {
			delete(t.pending, task)
		}
		t.mu.Unlock()
		if t.do(t.ctx, task) != nil {
			t.retry(retry, task)
		}
	})
	t.pending[task] = timer
}

// retry has a failed task done again, unless there is a new one of its name.
func (t *Timers) retry(d time.Duration, task rolecall.Task) {
	t.mu.Lock()
	_, planned := t.pending[task]
	t.mu.Unlock()
	if !planned {
		t.after(d, task, min(2*d, time.Minute))
	}
}

// remove cancels the task of this name that was not begun. The caller holds t.mu.
func (t *Timers) remove(task rolecall.Task) {
	if old, ok := t.pending[task]; ok && old.Stop() {
		t.running.Done()
	}
	delete(t.pending, task)
}

// Stop cancels all tasks, ends the contexts of those that are running, and waits for them.
func (t *Timers) Stop() {
	t.cancel()
	t.mu.Lock()
	for task := range t.pending {
		t.remove(task)
	}
	t.mu.Unlock()
	t.running.Wait()
}
