package runs

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/rolecall-dev/rolecall"
	"github.com/rolecall-dev/rolecall/knit"
)

// sliceSize is the number of records that are swept in one transaction.
const sliceSize = 1000

// ErrSweepGuard means that a sweep would delete more records than the guard allows. The error is a
// [*SweepGuardError].
var ErrSweepGuard = errors.New("runs: the sweep would delete too many records")

// SweepGuardError is the error of a sweep that the guard has stopped: see [WithGuard]. Nothing was deleted. If
// the numbers are right, call [Tracker.ApproveSweep].
type SweepGuardError struct {
	Would int // how many records would be deleted
	Total int // how many live records there are, including those
}

// Error returns both numbers.
func (e *SweepGuardError) Error() string {
	return fmt.Sprintf("runs: the sweep would delete %d of %d records: check in the customer's tool, then call Tracker.ApproveSweep", e.Would, e.Total)
}

// Is reports whether target is ErrSweepGuard.
func (e *SweepGuardError) Is(target error) bool { return target == ErrSweepGuard }

// SafeText returns the text, which contains no record.
func (e *SweepGuardError) SafeText() string { return e.Error() }

// SweepPlan lists the records that a sweep deletes after an initial run: they were not in the run, so the
// customer's tool no longer has them. If there are more than 1,000, each part is a plan.
type SweepPlan struct {
	Report Report
	// Records are the ids of the records to delete, of Report.Integration and Report.DataType.
	Records []string
	// Total is the number of records in all plans of the run.
	Total int
}

// planSweep decides whether records are swept after a run that has just ended.
func (t *Tracker) planSweep(ctx context.Context, r *Run) error {
	reason, err := t.forbidden(ctx, r)
	if err != nil {
		return err
	}
	if reason != "" {
		r.Sweep, r.NoSweep = SweepSkipped, reason
		return nil
	}
	if r.Planned, r.Live, err = t.store.Unseen(ctx, r); err != nil {
		return err
	}
	if float64(r.Planned) > math.Max(float64(t.guardRows), t.guardShare*float64(r.Live)) {
		r.Sweep = SweepHeld
		return nil
	}
	return t.beginSweep(ctx, r)
}

// beginSweep also makes the run the baseline: what an earlier run still delivers is no longer new.
func (t *Tracker) beginSweep(ctx context.Context, r *Run) error {
	r.Sweep = SweepRunning
	return t.store.UpdateJob(ctx, r.SyncJobID, func(j *Job) error {
		if r.Began.After(j.Swept) {
			j.Swept = r.Began
		}
		return nil
	})
}

// forbidden returns why a run must not be followed by a sweep, or "". A complete initial run becomes the
// baseline with which the next one is compared.
func (t *Tracker) forbidden(ctx context.Context, r *Run) (string, error) {
	switch {
	case r.State != RunComplete:
		return "the run is incomplete", nil
	case r.SyncType != knit.SyncInitial:
		return "not an initial run", nil
	}
	start, err := t.store.Start(ctx, StartKey{r.Integration, r.DataType})
	if err != nil {
		return "", err
	}
	reason := ""
	switch {
	case r.Inactive:
		reason = "the run includes inactive records"
	case !r.sameRequest(start):
		reason = "the request of the sync was changed during the run"
	case t.onSweep == nil:
		reason = "no OnSweep"
	}
	return reason, t.store.UpdateJob(ctx, r.SyncJobID, func(j *Job) error {
		if (j.Request != "" || !j.Baseline.IsZero()) && j.Request != r.Request && reason == "" {
			reason = "the request of the sync was changed before the run"
		}
		if r.Began.After(j.Baseline) && r.sameRequest(start) {
			j.Baseline, j.Request = r.Began, r.Request
		}
		return nil
	})
}

// sameRequest reports whether the run belongs to the start that there is, which is nil for a sync that was started
// elsewhere.
func (r *Run) sameRequest(s *Start) bool {
	return s == nil || s.State == StartNone || s.State == StartDone && r.Request != "" && r.Request == s.Request
}

// sweepSlice deletes the next records of a sweep.
func (t *Tracker) sweepSlice(ctx context.Context, r *Run) error {
	if t.onSweep == nil {
		return failed("do", "a sweep has begun in a process with OnSweep, and this one has none", rolecall.ErrUnavailable)
	}
	if limit := min(sliceSize, r.Planned-r.Swept); limit > 0 {
		n, err := t.store.Sweep(ctx, r, limit, func(ctx context.Context, records []string) error {
			return t.onSweep(ctx, SweepPlan{reportFrom(r), records, r.Planned})
		})
		if err != nil {
			return err
		}
		if r.Swept += n; n == limit && r.Swept < r.Planned {
			return t.lookNow(ctx, r)
		}
	}
	r.Sweep = SweepDone
	if r.Reported { // an approved sweep
		t.log.InfoContext(ctx, "knit run: the approved sweep is done", runAttrs(r)...)
		return nil
	}
	return t.lookNow(ctx, r)
}

// approvable is until when a sweep can be approved. A store knows for at least five days which records were in
// a run.
func (r *Run) approvable() time.Time { return r.Created.Add(knitRetries + 12*time.Hour) }

// ApproveSweep lets a sweep go on that the guard has stopped: see [SweepGuardError], and [Progress].Held for a
// list. would is the number that was approved. If more records would be deleted by now, the error is a
// *[SweepGuardError] with the new numbers. Records that have arrived meanwhile are never among them. The
// deletion is done in the background. The error matches [rolecall.ErrConflict] if no sweep of the run was
// stopped, if the run began more than four and a half days ago (then start another initial run), and in a function
// of an option such as [OnRunComplete], whose run is still being saved.
func (t *Tracker) ApproveSweep(ctx context.Context, syncJobID, syncRunID string, would int) error {
	if ctx.Value(savingKey{}) != nil {
		return failed("approve_sweep", "call it after the function of OnRunComplete has returned", rolecall.ErrConflict)
	}
	return t.store.UpdateRun(ctx, RunKey{syncJobID, syncRunID}, func(ctx context.Context, r *Run) error {
		if r.Sweep != SweepHeld {
			return failed("approve_sweep", "no sweep of this run waits for approval", rolecall.ErrConflict)
		}
		if t.onSweep == nil {
			return failed("approve_sweep", "this tracker has no OnSweep", rolecall.ErrInvalid)
		}
		if !t.now().Before(r.approvable()) {
			return failed("approve_sweep", "the run is too old: start another initial run", rolecall.ErrConflict)
		}
		unseen, live, err := t.store.Unseen(ctx, r)
		if err != nil {
			return err
		}
		if unseen > would {
			return &SweepGuardError{unseen, live}
		}
		r.Planned, r.Live = unseen, live
		if err := t.beginSweep(ctx, r); err != nil {
			return err
		}
		return t.lookNow(ctx, r)
	})
}
