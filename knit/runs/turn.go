package runs

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// countGrace is how long the barrier waits for events that Knit counts as acknowledged and the store does not
// have. They were acknowledged before Knit has reported that, so they will hardly arrive.
const countGrace = 10 * time.Minute

// Do does a task of the tracker: the [rolecall.Later] that New was given calls it.
func (t *Tracker) Do(ctx context.Context, task rolecall.Task) error {
	kind, rest, _ := strings.Cut(task.Name, "/")
	parts := strings.Split(rest, "/")
	for i, part := range parts {
		decoded, err := url.PathUnescape(part)
		if err != nil {
			return failed("do", "invalid task", rolecall.ErrInvalid, err)
		}
		parts[i] = decoded
	}
	switch {
	case task.Engine != Engine:
	case kind == "run" && len(parts) == 2:
		return t.look(ctx, RunKey{parts[0], parts[1]})
	case kind == "start" && len(parts) == 3:
		return t.startActivated(ctx, task, StartKey{parts[0], knit.DataType(parts[1])}, parts[2])
	case kind == "silent" && len(parts) == 3:
		return t.watchStart(ctx, StartKey{parts[0], knit.DataType(parts[1])}, parts[2])
	}
	return failed("do", "unknown task: is it of another engine, or of a newer version?", rolecall.ErrInvalid)
}

// taskOf returns a task with a name of several parts, of which none can be mistaken for two.
func taskOf(kind string, parts ...string) rolecall.Task {
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return rolecall.Task{Engine: Engine, Name: kind + "/" + strings.Join(parts, "/")}
}

// runTask is the one task of a run: barrier, sweep, watchdog and progress. The state of the run
// determines the next step.
func runTask(key RunKey) rolecall.Task { return taskOf("run", key.SyncJobID, key.SyncRunID) }

func (t *Tracker) lookNow(ctx context.Context, r *Run) error {
	return t.later.At(ctx, t.now(), runTask(r.RunKey))
}

// nextLook returns when to look at a run that waits for its events.
func (t *Tracker) nextLook(now time.Time, r *Run) time.Time {
	deadline := r.Created.Add(knitRetries)
	next := deadline
	switch {
	case !r.AllConsumed.IsZero():
		next = now.Add(wait(now, r.AllConsumed, 1, 2*time.Second, time.Minute))
	case t.onProgress != nil:
		next = now.Add(wait(now, r.Created, 20, 10*time.Second, 10*time.Minute))
	}
	if next.After(deadline) && now.Before(deadline) {
		next = deadline
	}
	return next
}

// savingKey is the key of a value that the functions of the options have in their context.
type savingKey struct{}

// look does the next step of a run.
func (t *Tracker) look(ctx context.Context, key RunKey) error {
	return t.store.UpdateRun(ctx, key, func(ctx context.Context, r *Run) error {
		ctx = context.WithValue(ctx, savingKey{}, true)
		switch {
		case r.Created.IsZero():
			return nil // the store was emptied
		case r.State == RunOpen:
			return t.barrier(ctx, r)
		case r.Sweep == SweepRunning:
			return t.sweepSlice(ctx, r)
		case !r.Reported:
			return t.finish(ctx, r)
		case r.Sweep == SweepHeld && !t.now().Before(r.approvable()):
			r.Sweep, r.NoSweep = SweepSkipped, "the sweep was not approved in time"
		}
		return nil
	})
}

// barrier decides whether a run has ended.
func (t *Tracker) barrier(ctx context.Context, r *Run) error {
	counts, err := t.store.Counts(ctx, r.RunKey)
	if err != nil {
		return err
	}
	now := t.now().UTC()
	state, reason := r.verdict(counts, now)
	if state == RunOpen {
		if t.onProgress != nil {
			t.onProgress(ctx, progressOf(r, counts))
		}
		return t.later.At(ctx, t.nextLook(now, r), runTask(r.RunKey))
	}
	r.State, r.Reason, r.Ended = state, reason, now
	r.Applied, r.Parked, r.Dropped = counts.Applied, counts.Parked, counts.Dropped
	r.BeganSure = true
	if err := t.planSweep(ctx, r); err != nil {
		return err
	}
	return t.lookNow(ctx, r)
}

// verdict returns the state of an open run with the given counts, and why it is incomplete.
func (r *Run) verdict(c Counts, now time.Time) (RunState, Reason) {
	overdue := !now.Before(r.Created.Add(knitRetries))
	waits := c.Waiting > 0 || r.AllConsumed.IsZero() && !r.Failed
	switch {
	case waits && !overdue:
		return RunOpen, ReasonNone
	case r.Failed:
		return RunIncomplete, ReasonFailed
	case waits:
		return RunIncomplete, ReasonUnfinished
	case c.Parked > 0:
		return RunIncomplete, ReasonParked
	case c.Dropped > 0:
		return RunIncomplete, ReasonDropped
	case r.agrees(c):
		return RunComplete, ReasonNone
	case !overdue && now.Sub(r.AllConsumed) < countGrace:
		return RunOpen, ReasonNone
	}
	return RunIncomplete, ReasonCounts
}

// agrees reports whether as many events were applied as Knit has counted, and as it has created.
func (r *Run) agrees(c Counts) bool {
	expected, known := r.expected()
	lost := r.Consumed != nil && r.Emitted != nil && *r.Consumed < *r.Emitted
	return known && c.Applied >= expected && !lost
}

// expected returns how many record events the run has, if Knit has reported it.
func (r *Run) expected() (n int, known bool) {
	switch {
	case r.Consumed != nil:
		return *r.Consumed, true
	case r.Emitted != nil:
		return *r.Emitted, true
	}
	return 0, false
}

// finish reports the end of a run.
func (t *Tracker) finish(ctx context.Context, r *Run) error {
	report := reportFrom(r)
	if t.onComplete != nil {
		if err := t.onComplete(ctx, report); err != nil {
			return err
		}
	}
	r.Reported = true
	t.logRun(ctx, r, &report)
	if r.Sweep == SweepHeld {
		return t.later.At(ctx, r.approvable(), runTask(r.RunKey))
	}
	return nil
}
